"""What would mend a roster with holes, each verified by solving again: more people, hours left open, a looser rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from sim.centre.roster import Roster, roster_of
from sim.rostering.check import check_roster
from sim.rostering.engine import WORK_PER_SECOND, Effort
from sim.rostering.find_size import TRY_SHARE, start_with
from sim.rostering.presence import needed_on_the_job
from sim.rostering.reasons import BARE, Reason
from sim.rostering.rows import broken_word_rows, gap_rows, rows_of
from sim.rostering.shift_mix import mix_of_group
from sim.rostering.shift_types import shifts_of, with_agreed_shifts
from sim.rostering.stages import cover_floor, run_stage
from sim.scenario.duration import duration_text
from sim.scenario.model import Scenario
from sim.scenario.people import Leave
from sim.staffing.requirement import Requirement
from sim.timing import HOUR
from sim.wording import people

MOST_MORE = 8
"""More people than so many are not tried."""


@dataclass(frozen=True)
class Mend:
    """One way to mend it, and what solving again with it leaves."""

    sentence: str
    missing_hours: float
    """Hours of cover still open with it: 0 but for the mend that leaves them open."""
    broken_words: int
    """Agreements not kept with it."""


def covered(scenario: Scenario, requirement: Requirement, group: str, size: int, seed: int) -> Roster:
    """Return a roster of one group, searched for what is agreed and for cover alone."""
    effort = Effort(scenario.rules.solve_seconds * WORK_PER_SECOND, seed)
    mix = mix_of_group(scenario, requirement, group, effort.share(0.05))
    shifts = shifts_of(scenario, mix.types, mix.needed, mix.interval)
    shifts = with_agreed_shifts(scenario, group, shifts, len(mix.needed), mix.interval)
    start = start_with(scenario, group, size, shifts, mix, effort)
    floor = cover_floor(start.v.instance)
    result = run_stage(start.v, start.costs, "cover", start.plan, effort.share(TRY_SHARE), floor)
    instance = start.v.instance
    rows = rows_of(instance, result.plan, needed_on_the_job(scenario, requirement, group))
    gaps, broken = gap_rows(instance, result.plan), broken_word_rows(instance, result.plan)
    return replace(roster_of(rows), gaps=gaps, broken_words=broken)


def more_people(scenario: Scenario, requirement: Requirement, group: str, size: int, seed: int) -> Mend | None:
    """Return the fewest further people found with whom no hole is left, None where a few do not help."""
    for more in range(1, MOST_MORE + 1):
        found = covered(scenario, requirement, group, size + more, seed)
        if not len(found.gaps) and not len(found.broken_words):
            return Mend(f"{people(more)} more in {group}", 0.0, 0)
    return None


def left_open(scenario: Scenario, requirement: Requirement, group: str, roster: Roster) -> Mend | None:
    """Return the mend of leaving open what the roster leaves open; the roster itself is the proof."""
    gaps = roster.gaps[roster.gaps["skill"] == group]
    broken = roster.broken_words
    parts = []
    hours = float(gaps["missing"].sum()) * requirement.interval / HOUR
    if len(gaps):
        dates = gaps["interval_start"].dt.tz_convert(scenario.calendar.time_zone).dt.strftime("%a %Y-%m-%d").unique()
        parts.append(f"{hours:g} h of cover left open on {', '.join(dates)}")
    parts += [f"{row.person} without what is agreed, {row.asked}" for row in broken.itertuples()]
    return Mend(" and ".join(parts), hours, len(broken)) if parts else None


def looser(
    scenario: Scenario, requirement: Requirement, group: str, size: int, reason: Reason, seed: int
) -> Mend | None:
    """Return the smallest step by which a rule, or what is said of a person, may give way and mend it; None if none.

    The rule is made looser for all; those who need it are found by checking the roster against the rule as it was.
    """
    for words, changed in _steps(scenario, group, size, reason):
        found = covered(changed, requirement, group, size, seed)
        if len(found.gaps) or len(found.broken_words):
            continue
        if reason.person:
            return Mend(words, 0.0, 0)
        told = replace(found, broken_words=pd.DataFrame({"person": [], "date": [], "asked": []}))
        who = sorted({one.person for one in check_roster(scenario, told, sizes={group: size}) if one.person})
        return Mend(words + (f" for {', '.join(who)}" if who else ""), 0.0, 0)
    return None


def _steps(scenario: Scenario, group: str, size: int, reason: Reason) -> Iterator[tuple[str, Scenario]]:
    """Looser scenarios, the least step first, with what each changes in words."""
    if reason.person and reason.key not in BARE:
        return
    if reason.person:
        named = scenario.people_of(group, size)
        bare = BARE[reason.key]
        if reason.key == "leave":  # who has none given would take the group's share instead
            before = scenario.calendar.start - dt.timedelta(days=1)
            bare = (Leave(first=before, last=before),)
        freed = [
            person.model_copy(update={reason.key: bare}) if person.name == reason.person else person for person in named
        ]
        others = tuple(person for person in scenario.team.people if person.group != group)
        team = scenario.team.model_copy(update={"people": (*others, *freed)})
        if reason.person in {person.name for person in scenario.team.people}:
            yield f"not '{reason.sentence}'", scenario.model_copy(update={"team": team})
        return
    for words, values in _looser_rules(scenario, reason.key):
        yield words, scenario.model_copy(update={"rules": scenario.rules.model_copy(update=values)})


def _looser_rules(scenario: Scenario, rule: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    rules = scenario.rules
    durations = {"daily_rest": ("rest between shifts", (1, 2, 3, 4)), "weekly_rest": ("weekly rest", (1, 3, 6, 11)),
                 "rest_after_nights": ("rest after nights", (2, 4, 8, 13))}  # fmt: skip
    if rule in durations:
        words, hours = durations[rule]
        rest = getattr(rules, rule)
        for fewer in hours:
            if rest - fewer * HOUR > 0:
                less = duration_text(rest - fewer * HOUR)
                yield f"{less} {words} instead of {duration_text(rest)}", {rule: rest - fewer * HOUR}
    counts = {"days_in_row": ("days_in_row_max", "working days in a row", (1, 2)),
              "nights_in_row": ("nights_in_row_max", "nights in a row", (1, 2, 3)),
              "weekly_hours": ("weekly_hours_max", "h a week", (4, 8, 12)),
              "fewest_days_in_row": ("days_in_row_min", "working days in a row at least", (-1, -2)),
              "fewest_days_off_in_row": ("days_off_in_row_min", "days off in a row at least", (-1, -2)),
              "fewest_nights_in_row": ("nights_in_row_min", "nights in a row at least", (-1, -2)),
              "weekends_off": ("weekends_off_min", "of four weekends free", (-1, -2)),
              "night_weeks": ("night_weeks_max", "of three weeks with nights", (1, 2)),
              "night_shift_hours": ("night_shift_hours_max", "h in a night", (1, 2))}  # fmt: skip
    if rule in counts:
        key, words, steps = counts[rule]
        number = getattr(rules, key)
        for step in steps:
            if number + step >= (0 if key == "weekends_off_min" else 1):
                yield f"{number + step:g} {words} instead of {number:g}", {key: number + step}
    if rule == "contract_hours":
        for more in (0.05, 0.10, 0.20, 0.40):
            share = rules.hours_tolerance + more
            yield (
                f"hours up to {share:.0%} above the contract instead of {rules.hours_tolerance:.0%}",
                {"hours_tolerance": share},
            )
    if rule == "weekends_whole":
        yield "weekends worked on one day", {"weekends_whole": False}
    if rule == "newcomers_at_night":
        yield "newcomers alone at night", {"newcomer_for": 0}
