"""The turns of a rotation on call and the duties in them: what is to be held by one person, and when exactly.

All times are whole minutes since the start of the horizon; days are local days of the calendar, numbered from
its first.
"""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sim.rostering import terms
from sim.scenario.hours import DAYS, Hours, span_of_days
from sim.scenario.model import Scenario
from sim.scenario.on_call_rota import Site
from sim.scenario.shift_times import clock_minutes

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Duty:
    """A seat in a turn: one person holds it, or it stays open."""

    turn: int
    """Number of the turn; turns follow each other in time."""
    days: range
    """Days of the turn: from that of its first handover to the last before the next."""
    site: str
    """Empty where there is only one."""
    seat: str
    """primary or secondary."""
    spans: Spans
    """When somebody is on call, unbroken stretches in order."""
    touched: frozenset[int]
    """Local days on which some of it lies."""
    weekend: int | None
    """Number of the weekend it counts for, the last one with some of it; None where it has none."""
    holidays: int
    """Public holidays in its days with some of it."""

    @property
    def minutes(self) -> int:
        """Minutes on call."""
        return sum(end - start for start, end in self.spans)


def duties_of(scenario: Scenario) -> tuple[Duty, ...]:
    """Return all duties of the horizon by turn, site and seat; empty without `on_call`.

    A part of the horizon before the first handover belongs to the first turn. Where the hours of two sites overlap, the
    one named first has them; `on_call.hours` outside those of all sites have no duty (see `hours_without_site`).
    """
    if scenario.on_call is None:
        return ()
    rota, calendar = scenario.on_call.rota, scenario.calendar
    seats = ("primary", "secondary") if rota.secondary else ("primary",)
    open_spans = local_spans(scenario, scenario.on_call.hours)
    parts: list[tuple[str, Spans]] = []
    for site in rota.sites:
        parts.append((site.name, common(open_spans, site_spans(scenario, site))))
        open_spans = without(open_spans, parts[-1][1])
    if not rota.sites:
        parts = [("", open_spans)]
    weekends = terms.weekends(calendar)
    duties: list[Duty] = []
    for number, (days, start, end) in enumerate(turns_of(scenario)):
        for site_name, spans in parts:
            inside = common(spans, ((start, end),))
            if not inside:
                continue
            duties += [_duty(scenario, weekends, number, days, site_name, seat, inside) for seat in seats]
    return tuple(duties)


def _duty(
    scenario: Scenario, weekends: tuple[range, ...], turn: int, days: range, site: str, seat: str, spans: Spans
) -> Duty:
    calendar = scenario.calendar
    touched = frozenset(day for span in spans for day in terms.days_touched(calendar, *span))
    own = touched.intersection(days)
    on = [place for place, weekend in enumerate(weekends) if own.intersection(weekend)]
    holidays = sum(terms.date_of(calendar, day) in calendar.holiday_dates for day in own)
    return Duty(turn, days, site, seat, spans, touched, on[-1] if on else None, holidays)


def cut_duty(scenario: Scenario, duty: Duty, day: int) -> tuple[Duty, ...]:
    """Return the part of a duty before midnight of a day and the part from it on; the duty itself where one is empty.

    The parts count for weekends and holidays of their own.
    """
    cut, last = terms.wall_minute(scenario.calendar, day, 0), duty.spans[-1][1]
    before, after = common(duty.spans, ((duty.spans[0][0], cut),)), common(duty.spans, ((cut, last),))
    if not before or not after:
        return (duty,)
    weekends = terms.weekends(scenario.calendar)
    days = (range(duty.days.start, max(day, duty.days.start + 1)), range(min(day, duty.days.stop - 1), duty.days.stop))
    return tuple(
        _duty(scenario, weekends, duty.turn, own, duty.site, duty.seat, spans)
        for own, spans in zip(days, (before, after), strict=True)
    )


def turns_of(scenario: Scenario) -> list[tuple[range, int, int]]:
    """Return the turns in order: days, start and end (minutes)."""
    assert scenario.on_call is not None
    rota, calendar = scenario.on_call.rota, scenario.calendar
    horizon = calendar.weeks * 7
    if rota.turns == "day":
        firsts = set(DAYS)
    elif rota.turns == "week":
        firsts = {rota.begins or DAYS[calendar.start.weekday()]}
    else:
        firsts = {span_of_days(span)[0] for span in rota.turns}
    starts = [0] + [day for day in range(1, horizon) if DAYS[terms.date_of(calendar, day).weekday()] in firsts]
    clock = clock_minutes(rota.handover)
    minutes = [0, *(terms.wall_minute(calendar, day, clock) for day in starts[1:])]
    ends = [*minutes[1:], terms.minute_of(calendar, calendar.end_utc)]
    return [
        (range(first, until), start, end)
        for first, until, start, end in zip(starts, [*starts[1:], horizon], minutes, ends, strict=True)
    ]


def local_spans(scenario: Scenario, hours: Hours, zone: ZoneInfo | None = None) -> Spans:
    """Return the unbroken stretches of some hours within the horizon; `zone` is the calendar's where None."""
    calendar = scenario.calendar
    end_of_all = terms.minute_of(calendar, calendar.end_utc)
    found: list[tuple[int, int]] = []
    for day in range(-1, calendar.weeks * 7 + 1):  # a day elsewhere may begin before ours
        date = terms.date_of(calendar, day)
        ranges = hours.ranges(date.weekday(), terms.is_weekend(calendar, date), date in calendar.holiday_dates)
        for first, last in ranges:
            start, end = (terms.wall_minute(calendar, day, clock, zone) for clock in (first, last))
            start, end = max(0, start), min(end, end_of_all)
            if start >= end:
                continue
            if found and found[-1][1] >= start:
                found[-1] = (found[-1][0], max(end, found[-1][1]))
            else:
                found.append((start, end))
    return tuple(found)


def site_spans(scenario: Scenario, site: Site) -> Spans:
    """Return the hours of a site on its own clock."""
    zone = site.time_zone or scenario.team.groups[site.group].time_zone or scenario.calendar.time_zone
    return local_spans(scenario, site.hours, ZoneInfo(zone))


def hours_without_site(scenario: Scenario) -> Spans:
    """Return the stretches of `on_call.hours` that no site has; empty where there are no sites."""
    if scenario.on_call is None or not scenario.on_call.rota.sites:
        return ()
    left = local_spans(scenario, scenario.on_call.hours)
    for site in scenario.on_call.rota.sites:
        left = without(left, site_spans(scenario, site))
    return left


def common(some: Spans, others: Spans) -> Spans:
    """Return the time that lies in both.

    >>> common(((0, 5), (8, 12)), ((3, 10),))
    ((3, 5), (8, 10))
    """
    cuts = [(max(start, since), min(end, until)) for start, end in some for since, until in others]
    return tuple(sorted((start, end) for start, end in cuts if start < end))


def without(some: Spans, others: Spans) -> Spans:
    """Return the time of some that lies in none of the others.

    >>> without(((0, 5), (8, 12)), ((3, 10),))
    ((0, 3), (10, 12))
    """
    left = list(some)
    for since, until in others:
        left = [
            part
            for start, end in left
            for part in ((start, min(end, since)), (max(start, until), end))
            if part[0] < part[1]
        ]
    return tuple(left)
