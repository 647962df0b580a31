"""What is bought: vendors and technology, those paid by use and those paid by the month; and what is lost."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from sim.finance.labour import loaded_wage
from sim.finance.line import Line
from sim.finance.local_hours import in_hours, local_clock, time_within
from sim.finance.usage import TemplateUsage, Usage, VendorUsage
from sim.scenario.model import Scenario
from sim.scenario.people import Group, Vendor
from sim.timing import HOUR


def fixed_lines(scenario: Scenario, people: pd.DataFrame) -> Iterator[Line]:
    """Yield the lines of vendors and technology that do not depend on use; `people` is the table of `paid_hours`.

    Seats of technology are counted per person of the team. Seat hours of a vendor are seats × the hours it is open.
    """
    costs, care = scenario.costs, scenario.self_service
    for name, vendor in scenario.vendors.items():
        price = vendor.price
        if price.scheme == "per_hour":
            hours = (vendor.seats or 0) * open_hours(scenario, vendor)
            yield Line("seat hours", "vendor", name, hours, "hours", price.rate, "horizon", price.minimum_per_month)
        yield Line("fixed fee", "vendor", name, 1.0, "months", price.fixed_per_month, "month")
        yield Line("set-up", "one_off", name, 1.0, "times", price.setup_cost, "once")
    for group, rows in people.groupby("group", sort=False):
        seats = float(len(rows))
        yield Line("seats", "technology", str(group), seats, "people", costs.technology_per_seat_month, "month")
        yield from _tools(scenario.team.groups[str(group)], str(group), seats)
    yield Line("platform", "technology", "", 1.0, "months", costs.platform_per_month, "month")
    yield Line("licence", "technology", "self-service", 1.0, "months", care.licence_per_month, "month")
    yield from _menus(scenario)
    for name, automation in scenario.automation.items():
        yield Line("licence", "technology", name, 1.0, "months", automation.licence_per_month, "month")
        yield Line("build", "one_off", name, 1.0, "times", automation.build_cost, "once")


def usage_lines(scenario: Scenario, people: pd.DataFrame, usage: Usage) -> Iterator[Line]:
    """Yield the lines that one run decides: overtime, call-outs, use of vendors and technology, lost contacts.

    Overtime is paid at wage × loading × (1 + overtime_premium) and earns no other premium. A contained contact is
    charged whether the answer solved the need or not, as price lists do.
    """
    costs = scenario.costs
    yield from _overtime(scenario, people, usage)
    yield from _turnover_by_engagement(scenario, people, usage)
    if scenario.on_call is not None:
        pay, item = scenario.on_call, scenario.on_call.group
        yield Line("call-outs", "labour", item, usage.call_outs, "call-outs", pay.pay_per_call_out, "horizon")
        contacts = float(usage.on_call_contacts)
        yield Line("contacts on call", "labour", item, contacts, "contacts", pay.pay_per_contact, "horizon")
    for name, vendor in scenario.vendors.items():
        yield from _vendor_use(name, vendor, usage.vendors.get(name, VendorUsage()))
    cost = scenario.self_service.cost_per_use
    yield Line("use", "technology", "self-service", usage.self_served, "answers", cost, "horizon")
    for name, group in scenario.team.groups.items():
        if group.assist is not None:
            number, price = usage.assisted.get(name, 0), group.assist.price_per_contact
            yield Line("contacts with the assist", "technology", name, number, "contacts", price, "horizon")
    for name, automation in scenario.automation.items():
        contained, price = usage.contained.get(name, 0), automation.price_per_resolution
        yield Line("contained contacts", "technology", name, contained, "contacts", price, "horizon")
    for name, calls in scenario.outbound.items():
        made = float(usage.outbound.get(name, 0))
        yield Line("outbound calls", "technology", name, made, "calls", calls.cost_per_call, "horizon")
    yield from _templates(scenario, usage)
    yield from _on_the_way(scenario, usage)
    yield Line("lost contacts", "lost", "", usage.lost, "needs", costs.lost_contact, "horizon")


def open_hours(scenario: Scenario, vendor: Vendor) -> float:
    """Return the hours a vendor is open in the horizon, by the calendar's clock."""
    calendar = scenario.calendar
    mask = in_hours(local_clock(calendar, calendar.time_zone), vendor.hours)
    return float(time_within(mask, np.array([0]), np.array([calendar.horizon]))[0]) / HOUR


def _tools(group: Group, name: str, seats: float) -> Iterator[Line]:
    """Yield the fixed prices of what a group works with."""
    if (assist := group.assist) is not None:
        yield Line("assist licences", "technology", name, seats, "people", assist.licence_per_seat_month, "month")
        yield Line("assist build", "one_off", name, 1.0, "times", assist.build_cost, "once")
    if (tool := group.tool) is not None:
        yield Line("tool licences", "technology", name, seats, "people", tool.licence_per_seat_month, "month")
        yield Line("tool roll-out", "one_off", name, 1.0, "times", tool.rollout_cost, "once")


def _menus(scenario: Scenario) -> Iterator[Line]:
    """Yield the fixed price of menus and of a history that all channels share."""
    for name, channel in scenario.channels.items():
        if (menu := channel.menu) is not None:
            yield Line("menu licence", "technology", name, 1.0, "months", menu.licence_per_month, "month")
    if (shared := scenario.omnichannel) is not None:
        yield Line("licence", "technology", "omnichannel", 1.0, "months", shared.licence_per_month, "month")
        yield Line("set-up", "one_off", "omnichannel", 1.0, "times", shared.setup_cost, "once")


def _on_the_way(scenario: Scenario, usage: Usage) -> Iterator[Line]:
    """Yield what is paid for each contact through a menu, and each special case that is granted."""
    for name, channel in scenario.channels.items():
        if (menu := channel.menu) is not None:
            number, price = usage.queued.get(name, 0), menu.price_per_contact
            yield Line("contacts through the menu", "technology", name, number, "contacts", price, "horizon")
    for topic, about in scenario.topics.items():
        if (special := about.special) is not None:
            granted = usage.granted.get(topic, 0)
            yield Line("cases granted", "goodwill", topic, granted, "cases", special.goodwill, "horizon")


def _templates(scenario: Scenario, usage: Usage) -> Iterator[Line]:
    """Yield the price of templates that answer by themselves; hours of review are paid as labour."""
    for name, template in scenario.ladder.templates.items() if scenario.ladder is not None else ():
        use = usage.templates.get(name, TemplateUsage())
        answers, price = usage.contained.get(name, 0), template.price_per_resolution
        yield Line("automated answers", "technology", name, answers, "contacts", price, "horizon")
        yield Line("licence", "technology", name, use.automated_share, "months", template.licence_per_month, "month")
        yield Line("build", "one_off", name, float(use.built), "times", template.build_cost, "once")


def _turnover_by_engagement(scenario: Scenario, people: pd.DataFrame, usage: Usage) -> Iterator[Line]:
    """Yield the hires that engagement adds to those of ordinary turnover, or saves: × attrition × (start - mean)."""
    costs = scenario.costs
    for name, level in usage.engagement.items():
        about, rows = scenario.team.groups[name].engagement, people[people["group"] == name]
        if about is None or rows.empty:
            continue
        more = len(rows) * costs.attrition_per_year / 12 * about.attrition * (about.start - level)
        rate = loaded_wage(scenario, float(rows["wage_per_hour"].mean()))
        yield Line("hiring by engagement", "labour", name, more, "hires", costs.hiring_cost, "month")
        yield Line("training by engagement", "labour", name, more * costs.training_hours, "hours", rate, "month")


def _overtime(scenario: Scenario, people: pd.DataFrame, usage: Usage) -> Iterator[Line]:
    wages = dict(zip(people["person"], people["wage_per_hour"], strict=True))
    hours: dict[tuple[str, float], float] = {}
    for (group, person), time in usage.overtime.items():
        key = (group, wages.get(person, scenario.team.groups[group].wage_per_hour))
        hours[key] = hours.get(key, 0.0) + time
    for (group, wage), time in sorted(hours.items()):
        rate = loaded_wage(scenario, wage) * (1 + scenario.costs.overtime_premium)
        yield Line("overtime", "labour", group, time, "hours", rate, "horizon")


def _vendor_use(name: str, vendor: Vendor, use: VendorUsage) -> Iterator[Line]:
    price = vendor.price
    match price.scheme:
        case "per_minute":
            quantity, unit, what = use.minutes, "minutes", "handling"
        case "per_contact":
            quantity, unit, what = float(use.contacts), "contacts", "contacts served"
        case "per_resolution":
            quantity, unit, what = float(use.resolutions), "resolutions", "contacts solved"
        case "per_hour":
            return
    yield Line(what, "vendor", name, quantity, unit, price.rate, "horizon", price.minimum_per_month)
