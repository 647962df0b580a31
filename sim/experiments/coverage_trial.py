"""One coverage design tried out: the people it requires, a sketched roster, its runs, what it reaches and costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.centre.roster import Roster
from sim.centre.simulate import simulate
from sim.demand.draw import draw_contacts
from sim.experiments.coverage_edits import Design, designed
from sim.finance.monthly import RUNNING, monthly_costs
from sim.measures.reached import reached_in_time
from sim.measures.records import Records, records_of
from sim.rostering.sketch import sketch_roster
from sim.scenario.coverage import Coverage
from sim.scenario.model import Scenario
from sim.staffing.require import find_requirement


@dataclass(frozen=True)
class Trial:
    """What a design comes to."""

    design: Design
    cost: float
    """A month: running cash less what is earned, what is paid once spread over `coverage.months`, and lost value where
    it counts."""
    people: int
    """People with a shift."""
    hours: float
    """Hours of shifts a week."""
    cost_of_people: float
    """Of the cost: what the people cost whatever they do, a month (labour and seats)."""
    blocks: pd.DataFrame
    """One row per replication, channel and block: needs and in_time a week (see `reached_in_time`)."""
    presence: Mapping[str, float]
    """Share of the hours on shift in each block; empty where nobody is."""

    def reached(self) -> pd.Series:
        """Return the share of customers answered in time, by channel."""
        sums = self.blocks.groupby("channel")[["needs", "in_time"]].sum()
        return sums["in_time"] / sums["needs"]

    def margins(self, coverage: Coverage) -> dict[str, float]:
        """Return by how many contacts a week each channel is above what it is to reach; below 0 it misses it."""
        runs = max(1, self.blocks["replication"].nunique())
        sums = self.blocks.groupby("channel")[["needs", "in_time"]].sum() / runs
        needs, in_time = sums["needs"].to_dict(), sums["in_time"].to_dict()
        return {
            str(channel): float(in_time.get(channel, 0.0) - reach.share * needs.get(channel, 0.0))
            for channel, reach in coverage.reach.items()
        }

    def shortfall(self, coverage: Coverage) -> float:
        """Return by how many contacts a week targets are missed, all together."""
        return sum(max(0.0, -margin) for margin in self.margins(coverage).values())


def try_design(scenario: Scenario, design: Design, first: int = 0) -> Trial:
    """Return what a design comes to, on as many replications as the study has, from number `first` on.

    The roster is a sketch (`sketch_roster`): within a few per cent of what the solver finds, in a second.
    """
    assert scenario.coverage is not None
    variant = designed(scenario, design)
    contacts = [draw_contacts(variant, number) for number in range(first, first + scenario.study.replications)]
    requirement = find_requirement(variant, contacts=contacts)
    roster = sketch_roster(variant, requirement)
    logs = [simulate(variant, drawn, roster) for drawn in contacts]
    block_of = block_of_week(scenario)
    table = monthly_costs(variant, roster, logs)
    costs = table.groupby("category")["amount"].sum()
    shifts = roster.of_kind("shift")
    once = float(costs.get("one_off", 0.0)) / scenario.coverage.months
    earned = float(costs.get("revenue", 0.0))
    of_people = table[table["item"].isin(list(variant.team.groups)) & table["category"].isin(RUNNING)]
    lost = float(costs.get("lost", 0.0)) if scenario.coverage.counts_lost else 0.0
    return Trial(
        design=dict(design),
        cost=float(costs.reindex(list(RUNNING)).sum()) - earned + once + lost,
        people=int(shifts["person"].nunique()),
        hours=float((shifts["end"] - shifts["start"]).dt.total_seconds().sum()) / 3600 / scenario.calendar.weeks,
        cost_of_people=float(of_people["amount"].sum()),
        blocks=pd.concat([_by_block(scenario, records_of(log, variant), block_of) for log in logs]),
        presence=_presence(variant, roster, block_of),
    )


def times_of(scenario: Scenario) -> dict[str, int]:
    """Return within which time each channel is to be reached (microseconds): as the coverage says, or its promise."""
    assert scenario.coverage is not None
    times: dict[str, int] = {}
    for name in scenario.channel_names:
        reach, target = scenario.coverage.reach.get(name), scenario.channels[name].target
        if reach is not None and reach.within is not None:
            times[name] = reach.within
        elif target is not None:
            times[name] = target.within
    return times


def block_of_week(scenario: Scenario) -> pd.Series:
    """Return the block of every interval of the horizon, by its number."""
    assert scenario.coverage is not None
    found = pd.Series("", index=pd.RangeIndex(scenario.calendar.intervals))
    for name, hours in scenario.coverage.blocks.items():
        found[scenario.calendar.is_open(hours)] = name
    return found


def _by_block(scenario: Scenario, records: Records, block_of: pd.Series) -> pd.DataFrame:
    """Needs and those in time in a week, by channel and block of their arrival."""
    table = reached_in_time(records, times_of(scenario), ["chosen_channel", "interval_start"])
    since = table["interval_start"] - pd.Timestamp(scenario.calendar.start_utc)
    place = since // pd.Timedelta(microseconds=scenario.calendar.interval)
    table = table.assign(channel=table["chosen_channel"], block=block_of.to_numpy()[place.to_numpy(dtype=np.int64)])
    weeks = (records.end - records.start) / (7 * 86_400e6)
    sums = table.groupby(["replication", "channel", "block"])[["needs", "in_time"]].sum() / weeks
    return sums.reset_index()


def _presence(scenario: Scenario, roster: Roster, block_of: pd.Series) -> dict[str, float]:
    step = pd.Timedelta(microseconds=scenario.calendar.interval)
    begin, counts = pd.Timestamp(scenario.calendar.start_utc), np.zeros(len(block_of))
    shifts = roster.of_kind("shift")
    places = [((shifts[column] - begin) // step).clip(lower=0).to_numpy(dtype=np.int64) for column in ("start", "end")]
    for start, end in zip(*places, strict=True):
        counts[start:end] += 1
    hours = pd.Series(counts).groupby(block_of.to_numpy()).sum()
    return {str(name): float(value / hours.sum()) for name, value in hours.items()} if hours.sum() else {}
