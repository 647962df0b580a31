"""The ledger after a period: what everybody did by the roster, beside the fair share of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from sim.centre.roster import Roster
from sim.rostering import terms
from sim.rostering.on_call_check import holders_of
from sim.rostering.on_call_instance import ON_CALL_ITEMS, on_call_instance
from sim.rostering.on_call_shares import unit_of, worth
from sim.rostering.timesheets import Timesheet, is_night, timesheets, weekends_worked
from sim.scenario.ledger import Item, Ledger, LedgerEntry
from sim.scenario.model import Scenario

SHORT_NOTICE = dt.timedelta(days=7)
"""A duty that somebody takes over fewer days ahead is a change at short notice."""


@dataclass
class _Tally:
    """What one person did in this period, and what the fair share is."""

    group: str
    done: dict[Item, float] = field(default_factory=dict)
    share: dict[Item, float] = field(default_factory=dict)


def ledger_after(scenario: Scenario, roster: Roster, sizes: Mapping[str, int] | None = None) -> Ledger:
    """Return the ledger with the period of a roster: `rules.ledger` carried on, or a new one where there is none.

    Counted per person: night shifts, weekends and public holidays worked, unpopular shifts, and on call weeks (days /
    7), weekends and public holidays. The fair share is the total of those who take part x weight / sum of weights. The
    weight is contract x days with the team and not on leave, for duty on call those days alone.

    Whoever has no entry before is a joiner and gets an opening entry with the average of the others, counts and shares,
    so that joining neither rewards nor burdens. What the ledger held of this period is replaced: to plan it again
    counts nothing twice. Of what the roster says nothing (no shifts, or nobody on call), the ledger's word stays, and
    so do adjustments made by hand.
    """
    ledger = scenario.rules.ledger or Ledger(file="ledger.csv")
    first = scenario.calendar.start
    last = first + dt.timedelta(days=scenario.calendar.weeks * 7 - 1)
    tallies = _of_shifts(scenario, roster, sizes or {})
    _add_calls(scenario, roster, sizes or {}, tallies)
    known = {one.person: one for one in ledger.entries if (one.entry, one.first, one.last) == ("period", first, last)}
    silent = _not_told(roster)
    kept = [one for one in ledger.entries if one.entry == "adjustment" or one.last < first or one.first > last]
    earlier: dict[str, list[LedgerEntry]] = {}
    for entry in ledger.before(first):
        if entry.person in tallies:
            earlier.setdefault(entry.person, []).append(entry)
    new = []
    for name, tally in sorted(tallies.items()):
        if earlier and name not in earlier:
            opening = {"done": _mean(earlier, lambda one: one.done), "share": _mean(earlier, lambda one: one.share)}
            new.append(_entry(name, tally.group, "opening", first, first, opening))
        done, share = dict(tally.done), dict(tally.share)
        if name in known:
            done |= {item: known[name].done.get(item, 0.0) for item in silent}
            share |= {item: known[name].share.get(item, 0.0) for item in silent}
        figures = {"done": _rounded(done), "share": _rounded(share)}
        new.append(_entry(name, tally.group, "period", first, last, figures))
    return ledger.model_copy(update={"entries": (*kept, *new)})


def _not_told(roster: Roster) -> tuple[Item, ...]:
    """What a roster says nothing of."""
    shifts: tuple[Item, ...] = ("nights", "weekends", "holidays", "unpopular")
    return (
        *(shifts if roster.of_kind("shift").empty else ()),
        *(ON_CALL_ITEMS if roster.of_kind("on_call").empty else ()),
    )


def with_change_at_short_notice(ledger: Ledger, person: str, group: str, date: dt.date) -> Ledger:
    """Return the ledger with a duty that a person took over at short notice; once a day, however often told."""
    done: dict[Item, float] = {"short_notice": 1.0}
    entry = LedgerEntry(person=person, group=group, entry="adjustment", first=date, last=date, done=done)
    if entry in ledger.entries:
        return ledger  # the same repair again
    return ledger.model_copy(update={"entries": (*ledger.entries, entry)})


def with_changed_shifts(ledger: Ledger, roster: Roster, changes: pd.DataFrame, today: dt.date | None) -> Ledger:
    """Return the ledger with a change at short notice for every shift that somebody got within a week of `today`.

    `changes` has the columns person, date, before and after (a shift, off or leave), as a repair tells them; `today`
    None is the first date of them. Falling ill or losing a shift is no change that one takes over.
    """
    groups = dict(zip(roster.assignments["person"], roster.assignments["group"], strict=True))
    since = today or min(changes["date"], default=dt.date.max)
    for person, date, after in zip(changes["person"], changes["date"], changes["after"], strict=True):
        if after not in ("off", "leave") and since <= date < since + SHORT_NOTICE:
            ledger = with_change_at_short_notice(ledger, person, groups[person], date)
    return ledger


def with_changed_turns(ledger: Ledger, roster: Roster, changes: pd.DataFrame) -> Ledger:
    """Return the ledger with a change at short notice for everybody who takes a turn over within a week.

    `changes` is that of `RepairedTurns`; `roster` tells the groups of people.
    """
    groups = dict(zip(roster.assignments["person"], roster.assignments["group"], strict=True))
    for date, after, notice in zip(changes["first_day"], changes["after"], changes["days_of_notice"], strict=True):
        if after and notice < SHORT_NOTICE.days:
            ledger = with_change_at_short_notice(ledger, after, groups[after], date)
    return ledger


def _of_shifts(scenario: Scenario, roster: Roster, sizes: Mapping[str, int]) -> dict[str, _Tally]:
    tallies: dict[str, _Tally] = {}
    sheets = [one for one in timesheets(scenario, roster, sizes) if terms.employed_days(scenario, one.person)]
    dates = scenario.calendar.holiday_dates
    calendar = scenario.calendar

    def holidays(sheet: Timesheet) -> int:
        days = {terms.day_of(calendar, shift.start) for shift in sheet.shifts}
        return sum(terms.date_of(calendar, day) in dates for day in days)

    def unpopular(sheet: Timesheet) -> int:
        return sum(terms.is_unpopular_shift(scenario, sheet.zone, shift.start, shift.end) for shift in sheet.shifts)

    for sheet in sheets:
        tallies[sheet.person.name] = _Tally(sheet.person.group)
    for group in scenario.team.groups:
        own = [sheet for sheet in sheets if sheet.person.group == group]
        for zone in {sheet.zone.key for sheet in own}:
            there = [sheet for sheet in own if sheet.zone.key == zone and sheet.person.nights]
            nights = [sum(is_night(scenario, sheet, shift) for shift in sheet.shifts) for sheet in there]
            _share_out(scenario, tallies, there, nights, "nights")
        there = [sheet for sheet in own if terms.may_work_weekends(scenario, sheet.person)]
        _share_out(scenario, tallies, there, [sum(weekends_worked(scenario, one)) for one in there], "weekends")
        there = [sheet for sheet in own if sheet.person.holidays]
        _share_out(scenario, tallies, there, [holidays(one) for one in there], "holidays")
        _share_out(scenario, tallies, own, [unpopular(one) for one in own], "unpopular")
    return tallies


def _share_out(
    scenario: Scenario, tallies: dict[str, _Tally], sheets: Sequence[Timesheet], counts: Sequence[int], item: Item
) -> None:
    weights = []
    for sheet in sheets:
        there = set(terms.employed_days(scenario, sheet.person)) - sheet.leave
        weights.append(terms.contract_minutes_a_week(scenario, sheet.person) * len(there))
    for sheet, weight, count in zip(sheets, weights, counts, strict=True):
        tallies[sheet.person.name].done[item] = float(count)
        tallies[sheet.person.name].share[item] = sum(counts) * weight / sum(weights) if sum(weights) else 0.0


def _add_calls(scenario: Scenario, roster: Roster, sizes: Mapping[str, int], tallies: dict[str, _Tally]) -> None:
    if scenario.on_call is None or roster.of_kind("on_call").empty:
        return
    instance = on_call_instance(scenario, roster, sizes)
    holders, _ = holders_of(instance, roster)
    for member in instance.members:
        tallies.setdefault(member.person.name, _Tally(member.person.group))
    for site in dict.fromkeys(duty.site for duty in instance.duties):
        there = [(number, member) for number, member in enumerate(instance.members) if site in member.sites]
        weights = sum(member.weight for _, member in there)
        held = [(duty, who) for duty, who in zip(instance.duties, holders, strict=True) if duty.site == site]
        for item in ON_CALL_ITEMS:
            total = sum(worth(duty, item) for duty, who in held if who is not None) / unit_of(item)
            for number, member in there:
                mine = tallies[member.person.name]
                count = sum(worth(duty, item) for duty, who in held if who == number) / unit_of(item)
                mine.done[item] = mine.done.get(item, 0.0) + count
                mine.share[item] = mine.share.get(item, 0.0) + (total * member.weight / weights if weights else 0.0)


def _mean(
    earlier: Mapping[str, Iterable[LedgerEntry]], table: Callable[[LedgerEntry], Mapping[Item, float]]
) -> dict[Item, float]:
    """The average over people of what their entries add up to."""
    sums: dict[Item, float] = {}
    for entries in earlier.values():
        for entry in entries:
            for item, value in table(entry).items():
                sums[item] = sums.get(item, 0.0) + value
    return _rounded({item: value / len(earlier) for item, value in sums.items()})


def _entry(
    name: str, group: str, kind: str, first: dt.date, last: dt.date, figures: Mapping[str, Mapping[Item, float]]
) -> LedgerEntry:
    about = {"person": name, "group": group, "entry": kind, "first": first, "last": last}
    return LedgerEntry.model_validate(about | dict(figures))


def _rounded(table: Mapping[Item, float]) -> dict[Item, float]:
    """To four digits, as the file has them, so that a ledger read back is the same."""
    return {item: round(value, 4) for item, value in table.items() if round(value, 4)}
