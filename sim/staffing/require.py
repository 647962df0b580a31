"""How many people are needed when, found with the simulation; Erlang is the first guess and stands beside the answer.

The people of a first guess are simulated; what the runs show corrects the models that tell what one person more or less
would do; with them the fewest people are chosen that keep every promise; and these are simulated again. What is
returned was simulated itself, and either kept the promises there or says in its notes which it did not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.centre.roster import Roster
from sim.centre.simulate import simulate
from sim.demand.contacts import Contacts
from sim.demand.draw import draw_contacts
from sim.scenario.model import Scenario
from sim.staffing.choose import choose_counts
from sim.staffing.evidence import Evidence, evidence_of
from sim.staffing.first_guess import erlang_counts, first_counts
from sim.staffing.live import load_of
from sim.staffing.notes import notes_of
from sim.staffing.promises import Kept, kept_by, problem_of
from sim.staffing.requirement import Requirement
from sim.staffing.stacked import roster_from_counts
from sim.staffing.streams import Slots, Stream, slots_of, streams_of
from sim.staffing.workload import workload_of

__all__ = ["find_requirement", "roster_from_counts"]

Ints = npt.NDArray[np.int64]
Each = Callable[[Callable[[Contacts], Evidence], Sequence[Contacts]], Iterable[Evidence]]
"""What runs the replications: `map`, or something that spreads the calls over processes."""

ROUNDS = 6
"""Most rounds of simulating and choosing again."""
FREE_ROUNDS = 2
"""Rounds after which nobody is taken away while a promise is missed."""
FIRST_RUNS = 2
"""Replications of the first round, which only corrects the guess."""
MOST_CONTACTS = 150_000
"""Contacts simulated in a later round at most, unless two replications have more."""
WORTH = 0.01
"""Share of the hours that another round must promise to save when all promises are kept."""


@dataclass(frozen=True)
class _Trial:
    """Counts that were simulated, and what came of them."""

    counts: Ints
    cost: float
    kept: dict[str, Kept]
    evidence: list[Evidence]

    @property
    def shortfall(self) -> float:
        return sum(found.shortfall for found in self.kept.values())

    @property
    def rank(self) -> tuple[float, float]:
        """Least is best: promises first, then hours."""
        return (round(self.shortfall, 6), self.cost)


def find_requirement(
    scenario: Scenario,
    *,
    contacts: Sequence[Contacts] | None = None,
    at_least: pd.DataFrame | None = None,
    each: Each = map,
) -> Requirement:
    """Return the people needed on the job in every interval, by group, as few as keep every channel's promises.

    A promise is kept when, over all runs and intervals together, the share answered in time is reached and no more than
    the allowed share hangs up, counting contacts that the team is to serve. Besides, no interval of the week is planned
    more than 10 points below the share promised, and the group's minimum is there while a live channel is open
    in-house. Counts repeat every week, holidays apart. Breaks, meetings and absences come on top (rostering adds them).

    Parameters
    ----------
    scenario
        What is planned for.
    contacts
        Customers already drawn; None draws as many replications as the scenario's study has.
    at_least
        Counts that must not be undercut: columns interval_start, skill, agents.
    each
        Runs the replications, such as `map` over several processes; the answer does not depend on it.
    """
    drawn = (
        [draw_contacts(scenario, number) for number in range(scenario.study.replications)]
        if contacts is None
        else contacts
    )
    streams, slots = streams_of(scenario), slots_of(scenario)
    work = workload_of(scenario)
    load = load_of(scenario, streams, slots, work)
    lower = np.maximum(slots.minimum, _counts_of(scenario, slots, at_least))
    counts = first_counts(scenario, streams, slots, load, work, lower)
    best: _Trial | None = None
    for number in range(ROUNDS if slots.may_work.any() else 0):
        runs = drawn[: FIRST_RUNS if number == 0 else _affordable(drawn)]
        trial = _try(scenario, streams, slots, counts, runs, each)
        if len(runs) == _affordable(drawn) and (best is None or trial.rank < best.rank):
            best = trial
        # Later rounds only add where a promise is missed, so that chance does not send the counts to and fro.
        least = np.maximum(lower, counts) if trial.shortfall and number >= FREE_ROUNDS else lower
        counts = choose_counts(problem_of(scenario, streams, slots, load, least, counts, trial.evidence))
        if best is None or best.shortfall:
            stalled = best is not None and bool((counts == trial.counts).all())
        else:  # promises are kept: one more round, if it saves enough
            stalled = best is not trial or _cost(scenario, slots, counts) >= (1.0 - WORTH) * best.cost
        if stalled:
            break
    if best is None:  # nobody may be required at any time: vendors or closed hours leave nothing to the team
        best = _Trial(counts, 0.0, {}, [])
    erlang = erlang_counts(scenario, streams, slots, load, work)
    return Requirement(
        _table(scenario, streams, slots, best, erlang),
        scenario.calendar.interval,
        notes_of(scenario, streams, slots, best.counts, erlang, best.kept, best.evidence),
    )


def _try(
    scenario: Scenario, streams: tuple[Stream, ...], slots: Slots, counts: Ints, runs: Sequence[Contacts], each: Each
) -> _Trial:
    roster = roster_from_counts(scenario, _rows(scenario, slots, counts))
    evidence = list(each(partial(_run, scenario, streams, roster), runs))
    return _Trial(counts, _cost(scenario, slots, counts), kept_by(streams, evidence), evidence)


def _run(scenario: Scenario, streams: tuple[Stream, ...], roster: Roster, contacts: Contacts) -> Evidence:
    return evidence_of(simulate(scenario, contacts, roster, with_absences=False), scenario, streams)


def _affordable(drawn: Sequence[Contacts]) -> int:
    """How many replications a round simulates."""
    needs = max(1, max(one.needs for one in drawn))
    return min(len(drawn), max(FIRST_RUNS, MOST_CONTACTS // needs))


def _cost(scenario: Scenario, slots: Slots, counts: Ints) -> float:
    wages = np.array([group.wage_per_hour for group in scenario.team.groups.values()])
    return float(wages @ counts @ slots.occurs)


def _counts_of(scenario: Scenario, slots: Slots, table: pd.DataFrame | None) -> Ints:
    """Counts by group and slot of a table by interval: the largest of the intervals that a slot stands for."""
    counts = np.zeros(slots.minimum.shape, dtype=np.int64)
    if table is None:
        return counts
    start = pd.Timestamp(scenario.calendar.start_utc)
    step = pd.Timedelta(microseconds=scenario.calendar.interval)
    interval = ((table["interval_start"] - start) // step).to_numpy(dtype=np.int64)
    names = {name: number for number, name in enumerate(scenario.team.groups)}
    group = table["skill"].map(names).to_numpy(dtype=np.int64)
    np.maximum.at(counts, (group, slots.of_interval[interval]), table["agents"].to_numpy(dtype=np.int64))
    return counts


def _rows(scenario: Scenario, slots: Slots, counts: Ints) -> pd.DataFrame:
    """The table of counts: one row per group and interval of the horizon."""
    calendar = scenario.calendar
    starts = pd.Timestamp(calendar.start_utc).as_unit("us") + pd.to_timedelta(calendar.interval_starts, unit="us")
    groups = list(scenario.team.groups)
    return pd.DataFrame(
        {
            "interval_start": starts[np.tile(np.arange(len(starts)), len(groups))],
            "skill": np.repeat(np.array(groups, dtype=object), len(starts)),
            "agents": counts[:, slots.of_interval].ravel(),
        }
    )


def _table(scenario: Scenario, streams: tuple[Stream, ...], slots: Slots, best: _Trial, erlang: Ints) -> pd.DataFrame:
    table = _rows(scenario, slots, best.counts)
    table["erlang"] = erlang[:, slots.of_interval].ravel()
    shares = np.full((len(scenario.team.groups), scenario.calendar.intervals), np.nan)
    for group in range(len(shares)):
        own = [number for number, stream in enumerate(streams) if group in stream.groups]
        counted, in_time = np.zeros(shares.shape[1]), np.zeros(shares.shape[1])
        for run in best.evidence:
            counted += run.counted[own].sum(axis=0)
            in_time += run.in_time[own].sum(axis=0)
        np.divide(in_time, counted, out=shares[group], where=counted > 0)
    table["service_level"] = shares.ravel()
    return table.sort_values(["skill", "interval_start"], ignore_index=True)
