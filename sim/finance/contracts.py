"""What vendors charge, contract by contract."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from sim.finance.line import Factor, Line, given
from sim.finance.local_hours import Mask, in_hours, local_clock, time_within
from sim.finance.usage import VendorUsage
from sim.finance.vendor_work import Work
from sim.scenario.contract import DEDICATED
from sim.scenario.model import Scenario
from sim.scenario.people import Vendor
from sim.timing import HOUR


def contract_lines(scenario: Scenario, name: str) -> Iterator[Line]:
    """Yield what a vendor charges whatever it does: seats, retainer, fixed fee, set-up; in its own currency's factors.

    Seats paid for are those staffed, at least `minimum_seats`, throughout the vendor's hours. A full-time equivalent is
    `full_time_hours` of seat hours a week.
    """
    vendor, price = scenario.vendors[name], scenario.vendors[name].price
    for line in _fixed(scenario, name, vendor):
        yield replace(line, exchange=_exchange(scenario, vendor))
    if price.scheme in DEDICATED:
        for line in _seats(scenario, name, vendor):
            yield replace(line, exchange=_exchange(scenario, vendor), minimum=_of(scenario, name, "minimum_per_month"))


def use_lines(scenario: Scenario, name: str, use: VendorUsage) -> Iterator[Line]:
    """Yield what a vendor charges for what it did in a run, and the bonus or penalty on all its charges but fees.

    Each unit of work is charged once, at the first of `rates` that fits it, else at `rate`. The bonus adds the share of
    the band reached in this run to every charge; below 0 it is a penalty. It counts towards no minimum.
    """
    vendor, price = scenario.vendors[name], scenario.vendors[name].price
    charges = list(_by_use(scenario, name, vendor, use))
    least = _of(scenario, name, "minimum_per_month") if price.scheme != "retainer" else None
    for line in charges:
        yield replace(line, exchange=_exchange(scenario, vendor), minimum=least)
    if price.service:
        for line in (*charges, *(_seats(scenario, name, vendor) if price.scheme in DEDICATED else ())):
            called = f"{'bonus' if use.adds > 0 else 'penalty'} on {line.name}"
            more = replace(line, name=called, counted=line.counted * use.adds, exchange=_exchange(scenario, vendor))
            yield more


def open_hours(scenario: Scenario, vendor: Vendor) -> float:
    """Return the hours a vendor is open in the horizon, by the calendar's clock."""
    return _hours_in(scenario, in_hours(local_clock(scenario.calendar, scenario.calendar.time_zone), vendor.hours))


def _hours_in(scenario: Scenario, mask: Mask) -> float:
    return float(time_within(mask, np.array([0]), np.array([scenario.calendar.horizon]))[0]) / HOUR


def _of(scenario: Scenario, name: str, *path: str) -> Factor:
    return given(scenario, "vendors", name, "price", *path)


def _exchange(scenario: Scenario, vendor: Vendor) -> Factor | None:
    currency = vendor.price.currency
    if currency is None or currency == scenario.costs.currency:
        return None
    return given(scenario, "costs", "exchange_rates", currency)


def _fixed(scenario: Scenario, name: str, vendor: Vendor) -> Iterator[Line]:
    if vendor.price.scheme == "retainer":
        yield Line("retainer", "vendor", name, 1.0, "months", (_of(scenario, name, "rate"),), "month")
    yield Line("fixed fee", "vendor", name, 1.0, "months", (_of(scenario, name, "fixed_per_month"),), "month")
    yield Line("set-up", "one_off", name, 1.0, "times", (_of(scenario, name, "setup_cost"),), "once")


def _seats(scenario: Scenario, name: str, vendor: Vendor) -> Iterator[Line]:
    """Seat hours, or the full-time equivalents they are, one line for each of the rates by hour."""
    price, clock = vendor.price, local_clock(scenario.calendar, scenario.calendar.time_zone)
    seats, left = max(vendor.seats or 0, price.minimum_seats), in_hours(clock, vendor.hours)
    parts: list[tuple[str, Mask, tuple[Factor, ...]]] = []
    for index, rate in enumerate(price.rates):
        inside = left & in_hours(clock, rate.hours)
        parts.append((f" (rate {index + 1})", inside, (_of(scenario, name, "rates", str(index), "times"),)))
        left &= ~inside
    for label, mask, times in (*parts, ("", left, ())):
        hours, cost = seats * _hours_in(scenario, mask), (_of(scenario, name, "rate"), *times)
        if price.scheme == "per_hour":
            yield Line(f"seat hours{label}", "vendor", name, hours, "hours", cost, "horizon")
        else:
            full_time = given(scenario, "vendors", name, "price", "full_time_hours", form="divided by")
            weekly, line = hours / scenario.calendar.weeks, f"full-time equivalents{label}"
            yield Line(line, "vendor", name, weekly, "people", cost, "month", share=(full_time,))


def _by_use(scenario: Scenario, name: str, vendor: Vendor, use: VendorUsage) -> Iterator[Line]:
    price = vendor.price
    match price.scheme:
        case "per_minute":
            unit, what = "minutes", "handling"
        case "per_hour_shared":
            unit, what = "hours", "hours of handling"
        case "per_contact":
            unit, what = "contacts", "contacts served"
        case "per_resolution":
            unit, what = "resolutions", "contacts solved"
        case "retainer":
            included, cost = _of(scenario, name, "included"), (_of(scenario, name, "overage_rate"),)
            number = _units(price.unit, use)
            yield Line("overage", "vendor", name, number, price.unit, cost, "horizon", included=included, by_use=True)
            return
        case _:
            return
    rate = _of(scenario, name, "rate")
    for place, work in use.by_rate.items():
        times = _of(scenario, name, "rates", str(int(place) - 1), "times")
        label = f"{what} (rate {place})"
        yield Line(label, "vendor", name, _units(unit, work), unit, (rate, times), "horizon", by_use=True)
    rest = _units(unit, use if use.rest is None else use.rest)
    yield Line(what, "vendor", name, rest, unit, (rate,), "horizon", by_use=True)


def _units(unit: str, work: Work) -> float:
    match unit:
        case "minutes":
            return work.minutes
        case "hours":
            return work.minutes / 60
        case "contacts":
            return float(work.contacts)
        case _:
            return float(work.resolutions)
