"""What is bought: vendors and technology, those paid by use and those paid by the month; and what is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from sim.finance.contracts import contract_lines, use_lines
from sim.finance.customers import customer_lines
from sim.finance.earning import earning_lines
from sim.finance.labour import hour_of, turnover
from sim.finance.line import Category, Line, given
from sim.finance.usage import TemplateUsage, Usage, VendorUsage
from sim.scenario.model import Scenario


def fixed_lines(scenario: Scenario, people: pd.DataFrame) -> Iterator[Line]:
    """Yield the lines of vendors and technology that do not depend on use; `people` is the table of `paid_hours`.

    Seats of technology are counted per person of the team.
    """
    for name in scenario.vendors:
        yield from contract_lines(scenario, name)
    for group, rows in people.groupby("group", sort=False):
        seats = float(len(rows))
        price = (given(scenario, "costs", "technology_per_seat_month"),)
        yield Line("seats", "technology", str(group), seats, "people", price, "month")
        yield from _tools(scenario, str(group), seats)
    yield _monthly(scenario, "platform", "", "costs", "platform_per_month")
    yield _monthly(scenario, "licence", "self-service", "self_service", "licence_per_month")
    yield from _menus(scenario)
    for name, journey in scenario.journeys.items():
        if journey.redesign is not None:
            yield _once(scenario, "redesign of the journey", name, "journeys", name, "redesign", "build_cost")
            path = ("journeys", name, "redesign", "cost_per_month")
            yield _monthly(scenario, "upkeep of the journey", name, *path)
    for name in scenario.offered_help:
        yield _once(scenario, "set-up", name, "offered_help", name, "setup_cost")
        yield _monthly(scenario, "licence", name, "offered_help", name, "licence_per_month")
    for name in scenario.automation:
        yield _monthly(scenario, "licence", name, "automation", name, "licence_per_month")
        yield _once(scenario, "build", name, "automation", name, "build_cost")


def usage_lines(scenario: Scenario, people: pd.DataFrame, usage: Usage) -> Iterator[Line]:
    """Yield the lines that one run decides: overtime, call-outs, use of vendors and technology, lost contacts.

    Overtime is paid at wage × loading × (1 + overtime_premium) and earns no other premium. A contained contact is
    charged whether the answer solved the need or not, as price lists do.
    """
    yield from _overtime(scenario, people, usage)
    yield from _turnover_by_engagement(scenario, people, usage)
    if scenario.on_call is not None:
        item, contacts = scenario.on_call.group, usage.on_call_contacts
        pay = (given(scenario, "on_call", "pay_per_call_out"),)
        yield Line("call-outs", "labour", item, usage.call_outs, "call-outs", pay, "horizon", by_use=True)
        pay = (given(scenario, "on_call", "pay_per_contact"),)
        yield Line("contacts on call", "labour", item, contacts, "contacts", pay, "horizon", by_use=True)
    for name in scenario.vendors:
        yield from use_lines(scenario, name, usage.vendors.get(name, VendorUsage()))
    answers = usage.self_served
    yield _by_use(scenario, "use", "self-service", answers, "answers", "self_service", "cost_per_use")
    for name, group in scenario.team.groups.items():
        if group.assist is not None:
            number, path = usage.assisted.get(name, 0), ("team", "groups", name, "assist")
            yield _by_use(scenario, "contacts with the assist", name, number, "contacts", *path, "price_per_contact")
    for name in scenario.automation:
        number = usage.contained.get(name, 0)
        yield _by_use(
            scenario, "contained contacts", name, number, "contacts", "automation", name, "price_per_resolution"
        )
    for name in scenario.outbound:
        calls = usage.outbound.get(name, 0)
        yield _by_use(scenario, "outbound calls", name, calls, "calls", "outbound", name, "cost_per_call")
    yield from _templates(scenario, usage)
    yield from _on_the_way(scenario, usage)
    yield _by_use(scenario, "lost contacts", "", usage.lost, "needs", "costs", "lost_contact", category="lost")
    yield from customer_lines(scenario, usage.customers_lost)
    yield from earning_lines(scenario, usage.asked_to_buy, usage.calls_answered)


def _monthly(scenario: Scenario, line: str, item: str, *path: str, category: Category = "technology") -> Line:
    """Return the line of a fixed price a month, which the scenario gives under a path."""
    return Line(line, category, item, 1.0, "months", (given(scenario, *path),), "month")


def _once(scenario: Scenario, line: str, item: str, *path: str) -> Line:
    """Return the line of a price paid once, which the scenario gives under a path."""
    return Line(line, "one_off", item, 1.0, "times", (given(scenario, *path),), "once")


def _by_use(
    scenario: Scenario,
    line: str,
    item: str,
    number: float,
    unit: str,
    *path: str,
    category: Category = "technology",
) -> Line:
    """Return the line of something counted in a run, at a price that the scenario gives under a path."""
    return Line(line, category, item, number, unit, (given(scenario, *path),), "horizon", by_use=True)


def _tools(scenario: Scenario, name: str, seats: float) -> Iterator[Line]:
    """Yield the fixed prices of what a group works with."""
    group, path = scenario.team.groups[name], ("team", "groups", name)
    if group.assist is not None:
        price = (given(scenario, *path, "assist", "licence_per_seat_month"),)
        yield Line("assist licences", "technology", name, seats, "people", price, "month")
        yield _once(scenario, "assist build", name, *path, "assist", "build_cost")
    if group.tool is not None:
        price = (given(scenario, *path, "tool", "licence_per_seat_month"),)
        yield Line("tool licences", "technology", name, seats, "people", price, "month")
        yield _once(scenario, "tool roll-out", name, *path, "tool", "rollout_cost")


def _menus(scenario: Scenario) -> Iterator[Line]:
    """Yield the fixed price of menus and of a history that all channels share."""
    for name, channel in scenario.channels.items():
        if channel.menu is not None:
            yield _monthly(scenario, "menu licence", name, "channels", name, "menu", "licence_per_month")
    if scenario.omnichannel is not None:
        yield _monthly(scenario, "licence", "omnichannel", "omnichannel", "licence_per_month")
        yield _once(scenario, "set-up", "omnichannel", "omnichannel", "setup_cost")


def _on_the_way(scenario: Scenario, usage: Usage) -> Iterator[Line]:
    """Yield what is paid for each contact through a menu, and each special case that is granted."""
    for name, channel in scenario.channels.items():
        if channel.menu is not None:
            number, line = usage.through_menu.get(name, 0), "contacts through the menu"
            yield _by_use(scenario, line, name, number, "contacts", "channels", name, "menu", "price_per_contact")
    for topic, about in scenario.topics.items():
        if about.special is not None:
            granted, path = usage.granted.get(topic, 0), ("topics", topic, "special", "goodwill")
            yield _by_use(scenario, "cases granted", topic, granted, "cases", *path, category="goodwill")


def _templates(scenario: Scenario, usage: Usage) -> Iterator[Line]:
    """Yield the price of templates that answer by themselves; hours of review are paid as labour."""
    for name in scenario.ladder.templates if scenario.ladder is not None else ():
        use, path = usage.templates.get(name, TemplateUsage()), ("ladder", "templates", name)
        answers = usage.contained.get(name, 0)
        yield _by_use(scenario, "automated answers", name, answers, "contacts", *path, "price_per_resolution")
        licence = (given(scenario, *path, "licence_per_month"),)
        yield Line("licence", "technology", name, use.automated_share, "months", licence, "month")
        build = (given(scenario, *path, "build_cost"),)
        yield Line("build", "one_off", name, float(use.built), "times", build, "once")


def _turnover_by_engagement(scenario: Scenario, people: pd.DataFrame, usage: Usage) -> Iterator[Line]:
    """Yield the hires that engagement adds to those of ordinary turnover, or saves: × attrition × (start - mean)."""
    for name, level in usage.engagement.items():
        about, rows = scenario.team.groups[name].engagement, people[people["group"] == name]
        if about is None or rows.empty:
            continue
        strength = given(scenario, "team", "groups", name, "engagement", "attrition")
        hour = hour_of(scenario, name, float(rows["wage_per_hour"].mean()))
        for line in turnover(scenario, name, len(rows) * (about.start - level), hour):
            called = f"{line.name.split()[0]} by engagement"
            yield replace(line, name=called, share=(*line.share, strength))


def _overtime(scenario: Scenario, people: pd.DataFrame, usage: Usage) -> Iterator[Line]:
    wages = dict(zip(people["person"], people["wage_per_hour"], strict=True))
    hours: dict[tuple[str, float], float] = {}
    for (group, person), time in usage.overtime.items():
        key = (group, wages.get(person, scenario.team.groups[group].wage_per_hour))
        hours[key] = hours.get(key, 0.0) + time
    premium = given(scenario, "costs", "overtime_premium", form="times one plus")
    for (group, wage), time in sorted(hours.items()):
        price = (*hour_of(scenario, group, wage), premium)
        yield Line("overtime", "labour", group, time, "hours", price, "horizon")
