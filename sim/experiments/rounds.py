"""One round of the closed loop: what was required, the roster, and how it did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from sim.centre.roster import Roster
from sim.experiments.judging import sentence
from sim.finance.monthly import RUNNING
from sim.measures.records import Records
from sim.scenario.model import Scenario
from sim.staffing.requirement import Requirement


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

    @property
    def missed(self) -> pd.DataFrame:
        """The targets that are missed."""
        return self.targets[~self.targets["met"]]

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
        people, costs = sum(self.sizes.values()), self.scenario.costs
        who = f"{people} people" if people else "No people of one's own"
        price = f"{self.running_cost:,.0f} {costs.currency} a month"
        if self.missed.empty:
            held = "hold every promise" if people else "are needed to hold every promise"
            return f"{who} {held}, in the simulation, for {price}."
        wrong = "; ".join(sentence(row) for _, row in self.missed.iterrows())
        return f"{who} cost {price} and do not hold every promise: {wrong}. {self._why()}"

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
        return tuple(notes)

    def _why(self) -> str:
        """Why it cannot be held, as far as the roster tells."""
        fixed = [name for name, group in self.scenario.team.groups.items() if group.size is not None]
        if len(self.roster.gaps) and fixed:
            return (
                f"The people given ({', '.join(fixed)}) cannot cover what is required within the rules: see the gaps."
            )
        if len(self.roster.gaps):
            return "The rules leave required hours open: see the gaps."
        return "The last round of raising the requirement did not suffice."
