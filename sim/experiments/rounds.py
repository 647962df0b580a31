"""One round of the closed loop: what was required, the roster, and how it did."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from sim.centre.roster import Roster
from sim.demand.contacts import Contacts
from sim.experiments.further import further_tables
from sim.experiments.judging import judge, sentence
from sim.experiments.replicate import Progress, replicate
from sim.experiments.summarise import summarise
from sim.finance.monthly import RUNNING, monthly_cost_by_replication, monthly_costs
from sim.finance.usage import Usage, usage_of
from sim.measures.records import Records, records_of
from sim.measures.service import service_level
from sim.measures.summary import ALL
from sim.rostering.compensation import roster_with_days_in_lieu
from sim.scenario.model import Scenario
from sim.staffing.requirement import Requirement
from sim.wording import people


@dataclass(frozen=True)
class Round:
    """A requirement, its roster, and the service the roster bought."""

    scenario: Scenario
    number: int
    requirement: Requirement
    roster: Roster
    records: Sequence[Records]
    summary: pd.DataFrame
    costs: pd.DataFrame
    targets: pd.DataFrame
    further: dict[str, pd.DataFrame]
    usages: Sequence[Usage]

    @property
    def missed(self) -> pd.DataFrame:
        """The targets that are missed."""
        return self.targets[~self.targets["met"]]

    def _missed_by_vendors(self) -> list[str]:
        """What vendors answer in time, where that alone breaks the promise of a channel."""
        sentences = []
        for name in self.scenario.channel_names:
            target = self.scenario.channels[name].target
            tables = [service_level(one, ("channel", "by")) for one in self.records]
            rows = pd.concat(tables)
            rows = rows[(rows["channel"] == name) & (rows["by"] == "vendor")]
            counted = float(rows["counted"].sum())
            is_missed = ((self.missed["channel"] == name) & (self.missed["measure"] == "service_level")).any()
            if target is not None and is_missed and counted:
                share = float(rows["in_time"].sum()) / counted
                if share < target.share:
                    sentences.append(f"Vendors answer {share:.0%} of their {name} contacts in time.")
        return sentences

    @property
    def sizes(self) -> dict[str, int]:
        """People by group."""
        people = self.roster.assignments.drop_duplicates(["person", "group"])
        count = people["group"].value_counts()
        return {name: int(count.get(name, 0)) for name in self.scenario.team.groups}

    @property
    def running_cost(self) -> float:
        """Running cost of a month."""
        return float(self.costs.loc[self.costs["category"].isin(RUNNING), "amount"].sum())

    def rank(self) -> tuple[int, float]:
        """Return what rounds are chosen by: fewest targets missed, then least running cost."""
        return len(self.missed), self.running_cost

    def one_fewer(self) -> dict[str, int] | None:
        """Return the sizes with one person fewer in the largest group whose size is the plan's to find, if any."""
        sizes = self.sizes
        named = {name: len(self.scenario.people_of(name)) for name in sizes}
        free = [
            name
            for name, group in self.scenario.team.groups.items()
            if group.size is None and sizes[name] > named[name]
        ]
        if not free:
            return None
        largest = max(free, key=lambda name: sizes[name])
        return sizes | {largest: sizes[largest] - 1}

    def row(self) -> dict[str, object]:
        """Return the row of this round in the result."""
        levels = {
            f"service_level_{promise['channel']}": promise["value"]
            for promise in self.targets[self.targets["measure"] == "service_level"].to_dict("records")
        }
        return {
            "round": self.number,
            "people": sum(self.sizes.values()),
            "agent_hours": self.requirement.hours / self.scenario.calendar.weeks,
            "gaps": float(self.roster.gaps["missing"].sum()) if len(self.roster.gaps) else 0.0,
            "missed": "; ".join(f"{one['channel']} {one['measure']}" for one in self.missed.to_dict("records")),
            **levels,
        }

    def verdict(self) -> str:
        """Return what the plan comes to, in a few sentences."""
        number, costs = sum(self.sizes.values()), self.scenario.costs
        who = people(number) if number else "No people of one's own"
        price = f"{self.running_cost:,.0f} {costs.currency} a month"
        if self.missed.empty:
            held = "are needed to hold" if number == 0 else "holds" if number == 1 else "hold"
            return f"{who} {held} every promise, in the simulation, for {price}."
        wrong = "; ".join(sentence(row) for _, row in self.missed.iterrows())
        cost, do = ("costs", "does") if number == 1 else ("cost", "do")
        return f"{who} {cost} {price} and {do} not hold every promise: {wrong}. {self._why()}"

    def notes(self) -> tuple[str, ...]:
        """Return what else the reader should know."""
        notes = []
        unsure = self.targets[
            self.targets["met"]
            & (
                ((self.targets["bound"] == "at_least") & (self.targets["low"] < self.targets["target"]))
                | ((self.targets["bound"] == "at_most") & (self.targets["high"] > self.targets["target"]))
            )
        ]
        notes += [f"Kept on average, but not surely: {sentence(row)}." for _, row in unsure.iterrows()]
        if len(self.roster.gaps):
            hours = float(self.roster.gaps["missing"].sum()) * self.requirement.interval / 3_600_000_000
            notes.append(f"The roster leaves {hours:,.1f} hours of required presence open over the horizon.")
        broken = self.roster.broken_words
        notes += [f"Agreed and not kept: {row.person}, {row.asked}." for row in broken.itertuples()]
        return tuple(notes)

    def _why(self) -> str:
        """Why it cannot be held, as far as the runs and the roster tell."""
        of_vendors = self._missed_by_vendors()
        if of_vendors:
            return f"{' '.join(of_vendors)} More people of one's own do not change that."
        fixed = [name for name, group in self.scenario.team.groups.items() if group.size is not None]
        if len(self.roster.gaps) and fixed:
            return (
                f"The people given ({', '.join(fixed)}) cannot cover what is required within the rules: see the gaps."
            )
        if len(self.roster.gaps):
            return "The rules leave required hours open: see the gaps."
        return "The last round of raising the requirement did not suffice."


class Clock:
    """Adds up the seconds of each stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, stage: str) -> None:
        """Book the time since the last lap to a stage."""
        now = time.perf_counter()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - self._last
        self._last = now


def run_round(
    scenario: Scenario,
    number: int,
    requirement: Requirement,
    sizes: dict[str, int] | None,
    contacts: Sequence[Contacts],
    clock: Clock,
    jobs: int,
    progress: Progress,
) -> Round:
    """Return a round: the roster of a requirement, simulated on the customers, counted and costed.

    `sizes` is the people by group; None lets the solver find the fewest who cover the requirement.
    """
    roster = roster_with_days_in_lieu(scenario, requirement, sizes=sizes)
    clock.lap("rostering")
    logs = replicate(scenario, roster, contacts=contacts, jobs=jobs, progress=progress)
    clock.lap("simulation")
    records = [records_of(log, scenario) for log in logs]
    summary = summarise(records)
    usages = [usage_of(log, scenario) for log in logs]
    by_run = monthly_cost_by_replication(scenario, roster, usages)
    summary["cost_per_month"] = summary["replication"].map(by_run).where(summary["channel"] == ALL)
    costs, targets = monthly_costs(scenario, roster, usages), judge(scenario, summary)
    further = further_tables(scenario, logs)
    clock.lap("measures and costs")
    return Round(scenario, number, requirement, roster, records, summary, costs, targets, further, usages)
