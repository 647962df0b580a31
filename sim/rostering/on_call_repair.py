"""Repairing a rotation on call: somebody falls ill, others take over; as little as possible changes, and all is told.

First no duty is open that had somebody before, then as few duties as possible change hands, then the rules between
turns, then whoever took over least at short notice so far is asked first, then fairness and convenience.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from sim.centre.roster import Roster
from sim.errors import InputError, Problem, suggestion
from sim.rostering import terms
from sim.rostering.engine import WORK_PER_SECOND, Effort, Stop, Watch
from sim.rostering.leave import is_leave_by_share
from sim.rostering.on_call_check import check_turns, holders_of, turn_costs, when
from sim.rostering.on_call_instance import OnCallInstance, on_call_instance
from sim.rostering.on_call_rules import STAGES, one_seat_at_a_time
from sim.rostering.on_call_shares import POINTS
from sim.rostering.on_call_solve import SHARE, OnCallPlan, Stage, solve_on_call, won_by_stages
from sim.rostering.on_call_turns import Duty, cut_duty
from sim.rostering.on_call_variables import OnCallVariables, Points
from sim.rostering.repair_team import Absence, outside_horizon
from sim.rostering.short_notice import SOON, short_notice_points
from sim.scenario.model import Scenario
from sim.scenario.on_call_rota import NotAvailable
from sim.wording import counted

Holders = Sequence[int | None]


@dataclass(frozen=True)
class RepairedTurns:
    """A repaired rotation and what it takes."""

    plan: OnCallPlan
    before: OnCallPlan
    """The rotation before, with the same duties: a turn that had begun is two."""
    changes: pd.DataFrame
    """One row per duty that changes hands: first_day, last_day (dates), site, seat, before, after (names, empty where
    nobody), days_of_notice."""
    words: tuple[str, ...]
    """Who takes what, which rules that breaks, and why nobody can have what stays open."""
    fixed: tuple[str, ...]
    """Lines for `on_call.rota.fixed` that make whole turns last."""


def repair_turns(
    scenario: Scenario,
    roster: Roster | None,
    ill: Sequence[Absence],
    *,
    today: dt.date | None = None,
    seed: int | None = None,
    progress: Watch | None = None,
    stop: Stop | None = None,
) -> RepairedTurns:
    """Return a rotation in which the ill have no turn while they are away, with as few other changes as possible.

    The rotation before is that of the roster's rows on call; where it has none, the one that `solve_on_call` finds.
    `today` is the first day that may change; None: the first day of illness. A turn that has begun is handed on at
    midnight and stays with whoever takes it to its end.

    Raises
    ------
    InputError
        If nobody of a name is in the rotation, or a day lies outside the horizon.
    """
    begun = time.perf_counter()
    first = _first_day(scenario, ill, today)
    instance = on_call_instance(scenario, roster)
    _known(instance, ill)
    if roster is not None and not roster.of_kind("on_call").empty:
        holders, _ = holders_of(instance, roster)
    else:
        holders = solve_on_call(scenario, roster, seed=seed, progress=progress, stop=stop).holders
    away = {one.person: _days(scenario, one, first) for one in ill}
    duties, had = _cut(instance, holders, away)
    without_ill = _instance(instance, roster, ill, duties, had, first)
    before = replace(without_ill, members=instance.members)
    start = [who if who is not None and without_ill.members[who].may(duty) else None
             for duty, who in zip(duties, had, strict=True)]  # fmt: skip
    start = [who if duty.days.start >= first else was for duty, who, was in zip(duties, start, had, strict=True)]
    v = OnCallVariables(without_ill)
    one_seat_at_a_time(v)
    for number, duty in enumerate(duties):
        if number in without_ill.fixed or (duty.days.start < first and had[number] is None):
            v.model.add(v.open[number] == int(number not in without_ill.fixed))
    stages = _stages(v, had, first, turn_costs(before, had)["nobody_missing"])
    share = scenario.rules.solve_seconds * WORK_PER_SECOND * SHARE
    effort = Effort(share, scenario.seed if seed is None else seed, watch=progress, stop=stop)
    found, bound, is_optimal = won_by_stages(v, stages, start, effort)
    found = tuple(was if duty.days.start < first else who for duty, who, was in zip(duties, found, had, strict=True))
    costs = turn_costs(without_ill, found)
    status = "partial" if None in found else "optimal" if is_optimal else "feasible"
    plan = OnCallPlan(without_ill, found, status, costs, min(bound, sum(costs.values())), time.perf_counter() - begun)
    was = OnCallPlan(before, tuple(had), "given", turn_costs(before, had), 0.0, 0.0)
    return RepairedTurns(
        plan=plan,
        before=was,
        changes=_changes(without_ill, had, found, first),
        words=tuple(_words(before, without_ill, had, found, first)),
        fixed=tuple(_fixed_lines(instance.duties, without_ill, had, found)),
    )


def why_nobody(instance: OnCallInstance, holders: Holders, number: int) -> str:
    """Return why each member of the rotation cannot have a duty that stays open."""
    duty, reasons = instance.duties[number], []
    pairs = zip(instance.duties, holders, strict=True)
    of_turn = [(held, who) for held, who in pairs if held.turn == duty.turn]
    for index, member in enumerate(instance.members):
        other = next((held for held, who in of_turn if who == index), None)
        if duty.site not in member.sites:
            continue  # told of nobody else's site
        for days, words in ((member.away, "on leave"), (member.unavailable, "not available")):
            if both := sorted(days & duty.touched):
                date = terms.date_of(instance.scenario.calendar, both[0])
                is_share = words == "on leave" and is_leave_by_share(instance.scenario, member.person.name)
                own = ", in turn by the group's share of leave" if is_share else ""
                reasons.append(f"{member.person.name} is {words} on {date}{own}")
                break
        else:
            seat = f"has {when(instance, other)}" if other is not None else "could have it, but other turns are fixed"
            reasons.append(f"{member.person.name} {seat}")
    return f"Nobody can have {when(instance, duty)}: {'; '.join(reasons) or 'nobody is in the rotation'}."


def _first_day(scenario: Scenario, ill: Sequence[Absence], today: dt.date | None) -> int:
    dates = [*(date for one in ill for date in (one.first, one.last)), *([today] if today is not None else [])]
    days = [(date - scenario.calendar.start).days for date in dates]
    wrong = [outside_horizon(scenario, date) for date, day in zip(dates, days, strict=True)
             if not 0 <= day < scenario.calendar.weeks * 7]  # fmt: skip
    if wrong:
        raise InputError(wrong)
    return days[-1] if today is not None else min(days, default=0)


def _known(instance: OnCallInstance, ill: Sequence[Absence]) -> None:
    names = [member.person.name for member in instance.members]
    wrong = [
        Problem(
            f"nobody of this name is in the rotation{suggestion(one.person, names)}",
            field="ill",
            given=one.person,
            accepted=", ".join(names),
        )
        for one in ill
        if one.person not in names
    ]
    if wrong:
        raise InputError(wrong)


def _days(scenario: Scenario, one: Absence, first: int) -> range:
    start = scenario.calendar.start
    return range(max(first, (one.first - start).days), (one.last - start).days + 1)


def _cut(
    instance: OnCallInstance, holders: Holders, away: dict[str, range]
) -> tuple[tuple[Duty, ...], tuple[int | None, ...]]:
    """The duties, those of the ill that have begun cut in two, and who has each."""
    duties, had = list[Duty](), list[int | None]()
    for duty, who in zip(instance.duties, holders, strict=True):
        days = away.get(instance.members[who].person.name, range(0)) if who is not None else range(0)
        hit = sorted(duty.touched.intersection(days))
        parts = cut_duty(instance.scenario, duty, hit[0]) if hit else (duty,)
        duties += parts
        had += [who] * len(parts)
    return tuple(duties), tuple(had)


def _instance(
    given: OnCallInstance,
    roster: Roster | None,
    ill: Sequence[Absence],
    duties: tuple[Duty, ...],
    had: Holders,
    first: int,
) -> OnCallInstance:
    """The rotation with the ill not available; days before `first` stay, and so do turns that are fixed for others."""
    calls = given.scenario.on_call
    assert calls is not None
    away = tuple(NotAvailable(person=one.person, first=one.first, last=one.last) for one in ill)
    rota = calls.rota.model_copy(update={"unavailable": (*calls.rota.unavailable, *away), "fixed": ()})
    scenario = given.scenario.model_copy(update={"on_call": calls.model_copy(update={"rota": rota})})
    members = on_call_instance(scenario, roster).members
    settled = {(given.duties[number].turn, given.duties[number].seat, who) for number, who in given.fixed.items()}
    fixed = {
        number: who
        for number, (duty, who) in enumerate(zip(duties, had, strict=True))
        if who is not None
        and members[who].may(duty)
        and (duty.days.start < first or (duty.turn, duty.seat, who) in settled)
    }
    return replace(given, scenario=scenario, duties=duties, members=members, fixed=fixed)


def _stages(v: OnCallVariables, had: Holders, first: int, open_before: float) -> list[Stage]:
    duties, changed, soon = v.instance.duties, list[Points](), list[list[Points]]([] for _ in v.instance.members)
    for index in range(len(v.instance.members)):
        for number, has in v.duties(index).items():
            if had[number] != index and duties[number].days.start >= first:
                is_soon = duties[number].days.start < first + SOON
                changed.append((2 if is_soon else 1) * has)
                if is_soon:
                    soon[index].append(has)
    costs = {rule.__name__: rule for _, rules in STAGES for rule in rules}
    named = {name: [costs[rule.__name__](v) for rule in rules] for name, rules in STAGES}
    names = [member.person.name for member in v.instance.members]
    asked = short_notice_points(v.model, v.instance.scenario, dict(zip(names, soon, strict=True)))
    return [
        Stage("on call: cover", sum(named["cover"]), open_before * POINTS),
        Stage("on call: changes", sum(changed)),
        Stage("on call: rules", sum(named["rules"])),
        Stage("on call: short notice", asked),
        Stage("on call: fairness", sum(named["outliers"]) + sum(named["fairness"]) + sum(named["convenience"])),
    ]


def _changes(instance: OnCallInstance, had: Holders, found: Holders, first: int) -> pd.DataFrame:
    names = [member.person.name for member in instance.members]
    rows = [
        (
            terms.date_of(instance.scenario.calendar, duty.days.start),
            terms.date_of(instance.scenario.calendar, duty.days.stop - 1),
            duty.site,
            duty.seat,
            "" if was is None else names[was],
            "" if now is None else names[now],
            duty.days.start - first,
        )
        for duty, was, now in zip(instance.duties, had, found, strict=True)
        if was != now
    ]
    columns = ["first_day", "last_day", "site", "seat", "before", "after", "days_of_notice"]
    return pd.DataFrame(rows, columns=columns)


def _words(before: OnCallInstance, after: OnCallInstance, had: Holders, found: Holders, first: int) -> Iterator[str]:
    names = [member.person.name for member in after.members]
    changed = list(zip(after.duties, had, found, strict=True))
    for number, (duty, was, now) in enumerate(changed):
        if was == now:
            continue
        notice = ", at short notice" if duty.days.start - first < SOON else ""
        if now is not None:
            instead = f" instead of {names[was]}" if was is not None else ", which nobody had"
            yield f"{names[now]} takes {when(after, duty)}{instead}{notice}."
        else:
            yield why_nobody(after, found, number)
    old = {one.sentence for one in check_turns(before, had)}
    new = [one for one in check_turns(after, found) if one.sentence not in old and one.rule not in ("open", "fixed")]
    yield from (f"It breaks a rule: {one.sentence}." for one in new)
    changes = sum(was != now for _, was, now in changed)
    yield f"{counted(changes, 'duty changes', 'duties change')} hands."


def _fixed_lines(whole: Sequence[Duty], instance: OnCallInstance, had: Holders, found: Holders) -> Iterator[str]:
    """The changes as lines of the scenario; a turn that was cut cannot be written there."""
    from sim.rostering.on_call_swap import fixed_line

    for duty, was, now in zip(instance.duties, had, found, strict=True):
        if was != now and now is not None and duty in whole:
            date = terms.date_of(instance.scenario.calendar, duty.days.start)
            yield fixed_line(instance.members[now].person.name, date, duty.seat)
