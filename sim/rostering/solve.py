"""The dated roster: named people, shifts of the mix, strict priorities, checked before it is handed out."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from sim.centre.roster import Roster, roster_of
from sim.errors import InputError, Problem
from sim.rostering.assignments import Row
from sim.rostering.check import check_roster
from sim.rostering.engine import WORK_PER_SECOND, Effort, Progress, Stop, Watch
from sim.rostering.find_size import Start, smallest_start, start_below, start_with
from sim.rostering.on_call import on_call_turns
from sim.rostering.part import settle
from sim.rostering.presence import needed_on_the_job
from sim.rostering.relaxed import cover_bound, hours_bound
from sim.rostering.rows import broken_word_rows, broken_word_table, gap_rows, rows_of
from sim.rostering.shift_mix import MIX_SHARE, GroupMix, mix_of_group
from sim.rostering.shift_types import shifts_of, with_agreed_shifts
from sim.rostering.soft_rules import POINTS
from sim.rostering.stages import StageResult, keep, run_stage
from sim.rostering.wishes import duties_of
from sim.scenario.model import Scenario
from sim.staffing.requirement import Requirement

SHARES = {"cover": 0.25, "skills": 0.10, "hours": 0.30, "fairness": 0.30}
"""Shares of `rules.solve_seconds` for the stages; the first roster and the mix have the rest. What a stage leaves, the
next may use."""


def solve_roster(
    scenario: Scenario,
    requirement: Requirement,
    *,
    sizes: Mapping[str, int] | None = None,
    progress: Watch | None = None,
    seed: int | None = None,
    stop_gap: float = 0.0,
    stop: Stop | None = None,
    without: frozenset[str] = frozenset(),
) -> Roster:
    """Return the roster of every group of the requirement, with turns on call where the scenario has them.

    `sizes` gives the number of people by group; without it the group's own size counts, and where that is None, the
    fewest people that cover the requirement are found (named people always take part). `progress` is told of every
    better roster found, its cost and bound as penalties; `stop_gap` ends a stage within that share of its bound. With
    `stop`, `stop.ask()` hands back the best roster so far, which keeps every rule as well (`stop.on_ctrl_c`).
    Soft rules named in `without` are turned off: the roster then states no penalties.

    Hard rules always hold. Cover that is missing is listed in `gaps`, in people on shift, what is agreed with people
    and could not be kept in `broken_words`: the status is then `partial`, otherwise `optimal` where every stage is
    proven best, given the stages before it, else `feasible`. `objective` is the sum of `penalties`, `bound` the sum of
    the bounds of the stages.

    The search is limited by a count of operations and takes its random numbers from `seed` (None: the scenario's), so
    the same input gives the same roster, on a slower machine later. Only a machine many times slower than meant is
    stopped by the clock (see `docs/rostering.md`).

    Raises
    ------
    InputError
        If a person can never work, a group is unknown, or the requirement does not fit the
        horizon.
    """
    begun = time.perf_counter()
    work = scenario.rules.solve_seconds * WORK_PER_SECOND
    effort = Effort(work, scenario.seed if seed is None else seed, stop_gap, progress, stop, without)
    _check_sizes(scenario, requirement, sizes or {})
    groups = [group for group in scenario.team.groups if requirement.agents(group).sum() > 0]
    solved = [_solve_group(scenario, requirement, group, (sizes or {}).get(group), effort) for group in groups]
    rows = [row for result in solved for row in result.rows]
    found = dict(sizes or {}) | {result.group: result.size for result in solved}
    penalties: dict[str, float] = {}
    for result in solved:
        for rule, cost in result.penalties.items():
            penalties[rule] = penalties.get(rule, 0.0) + cost
    nothing = Roster(pd.DataFrame())
    gaps = pd.concat([result.gaps for result in solved], ignore_index=True) if solved else nothing.gaps
    broken = pd.concat([result.broken for result in solved], ignore_index=True) if solved else nothing.broken_words
    idle = [person for person in scenario.team.people if person.group not in groups]
    if promised := [duty for person in idle for duty in duties_of(scenario, person) if duty.wish == "for"]:
        broken = pd.concat([broken, broken_word_table(scenario, promised)], ignore_index=True)  # nobody is needed
    objective, bound = sum(penalties.values()), sum(result.bound for result in solved)
    is_optimal = all(result.is_optimal for result in solved)
    roster = roster_of(
        rows,
        status="partial" if len(gaps) or len(broken) else "optimal" if is_optimal else "feasible",
        objective=None if without else objective,
        bound=None if without else min(bound, objective),
        penalties={} if without else penalties,
        gaps=gaps,
        broken_words=broken,
    )
    if scenario.on_call is not None:
        roster = replace(
            roster, assignments=_with_turns(roster.assignments, on_call_turns(scenario, roster, sizes=found))
        )
    if violations := check_roster(scenario, roster, requirement, sizes=found):
        raise RuntimeError("the solved roster breaks its own rules: " + "; ".join(map(str, violations)))
    return replace(roster, seconds=time.perf_counter() - begun)


@dataclass(frozen=True)
class _Solved:
    """What is found for one group; costs as penalties, not points."""

    group: str
    size: int
    rows: list[Row]
    gaps: pd.DataFrame
    broken: pd.DataFrame
    penalties: dict[str, float]
    bound: float
    is_optimal: bool


def _solve_group(scenario: Scenario, requirement: Requirement, group: str, size: int | None, effort: Effort) -> _Solved:
    mix = mix_of_group(scenario, requirement, group, _told_in(60, effort.share(MIX_SHARE)))
    effort = _told_in(POINTS, effort)
    shifts = shifts_of(scenario, mix.types, mix.needed, mix.interval)
    shifts = with_agreed_shifts(scenario, group, shifts, len(mix.needed), mix.interval)
    if size is None:
        size = scenario.team.groups[group].size
    start = (
        smallest_start(scenario, group, shifts, mix, effort)
        if size is None
        else start_with(scenario, group, size, shifts, mix, effort)
    )
    if size is None and len(scenario.rules.shift_lengths) > 1:
        start = _fewer_with_one_length(scenario, requirement, mix, start, effort)
    results = _stages(start, effort)
    plan, costs = settle(start.v, results[-1].plan, list(start.costs.of_rule.values()))
    penalties = {rule: cost / POINTS for rule, cost in zip(start.costs.of_rule, costs, strict=True)}
    return _Solved(
        group=group,
        size=len(start.v.instance.workers),
        rows=rows_of(start.v.instance, plan, needed_on_the_job(scenario, requirement, group)),
        gaps=gap_rows(start.v.instance, plan),
        broken=broken_word_rows(start.v.instance, plan),
        penalties=penalties,
        bound=sum(result.bound for result in results) / POINTS,
        is_optimal=all(result.objective <= result.bound + 0.5 for result in results),
    )


def _fewer_with_one_length(
    scenario: Scenario, requirement: Requirement, mix: GroupMix, start: Start, effort: Effort
) -> Start:
    """Return a start with shifts of one length where that takes fewer people: more choice never takes more.

    The mix saves hours with short shifts, but nobody works more days for their being short.
    """
    for length in dict.fromkeys(scenario.rules.shift_lengths):
        rules = scenario.rules.model_copy(update={"shift_lengths": (length,)})
        alone = scenario.model_copy(update={"rules": rules})
        # What must be there is that of all lengths, whatever share of a shift of one length is break.
        trial = replace(effort.share(MIX_SHARE), watch=None)
        other = mix_of_group(alone, requirement, mix.group, trial, mix.needed)
        if effort.is_stopped or other.uncovered.sum() > mix.uncovered.sum():
            continue
        shifts = shifts_of(scenario, other.types, other.needed, other.interval)
        shifts = with_agreed_shifts(scenario, mix.group, shifts, len(other.needed), other.interval)
        people = len(start.v.instance.workers)
        fewer = start_below(scenario, mix.group, shifts, other, effort, people)
        if fewer is not None and not effort.is_stopped:
            start = fewer
    return start


def _stages(start: Start, effort: Effort) -> list[StageResult]:
    """Run the stages after a first roster; every result keeps what the ones before have won."""
    v, plan, left = start.v, start.plan, 0.0
    results: list[StageResult] = []
    kept_cover = 0
    for stage, share in SHARES.items():
        if stage == "skills" and not v.instance.scenario.rules.skills_present:
            continue
        if stage == "cover":
            floor = cover_bound(v.instance)
        elif stage == "hours":
            floor = 0 if effort.without else hours_bound(v.instance, kept_cover)
        else:
            floor = 0
        work = effort.work * share + max(0.0, left)
        result = run_stage(v, start.costs, stage, plan, replace(effort, work=work), floor)
        keep(v, start.costs, result, stage)
        plan, left = result.plan, result.left
        kept_cover = round(result.objective) if stage == "cover" else kept_cover
        results.append(result)
    return results if start.agreed is None else [start.agreed, *results]


def _told_in(unit: int, effort: Effort) -> Effort:
    """The effort with costs told in so many of the solver's own units."""
    watch = effort.watch
    if watch is None:
        return effort

    def tell(news: Progress) -> None:
        watch(replace(news, best=news.best / unit, bound=news.bound / unit))

    return replace(effort, watch=tell)


def _with_turns(assignments: pd.DataFrame, turns: pd.DataFrame) -> pd.DataFrame:
    both = pd.concat([assignments, turns], ignore_index=True)
    return both.sort_values(["person", "start", "end", "kind"], ignore_index=True)


def _check_sizes(scenario: Scenario, requirement: Requirement, sizes: Mapping[str, int]) -> None:
    known = ", ".join(scenario.team.groups)
    asked = requirement.table.loc[requirement.table["agents"] > 0, "skill"].unique()
    problems = [
        Problem("the requirement asks for a group that the team does not have", given=str(group), accepted=known)
        for group in asked
        if group not in scenario.team.groups
    ]
    problems += [
        Problem("unknown group", field="sizes", given=group, accepted=known)
        for group in sizes
        if group not in scenario.team.groups
    ]
    problems += [
        Problem("a group cannot have this size", field=f"sizes.{group}", given=str(size), accepted="0 to 500")
        for group, size in sizes.items()
        if not 0 <= size <= 500
    ]
    if problems:
        raise InputError(problems)
