"""What a cyclic rota comes to: the rota itself, and each option beside it as a row to compare."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sim.centre.roster import Roster
from sim.rostering.cyclic_dated import DatedRota
from sim.rostering.cyclic_demand import WeekDemand
from sim.rostering.cyclic_facts import RotaFacts
from sim.rostering.cyclic_rota import Rota
from sim.scenario.model import Scenario
from sim.staffing.requirement import Requirement


@dataclass(frozen=True)
class RotaOption:
    """One way to arrange the weeks of a team, and what it comes to."""

    title: str
    facts: RotaFacts
    dated: DatedRota
    people: int
    """On the rota, without those who stand in for leave."""
    cover: float
    """Share of the people needed on shift who are there, summed over the intervals of the horizon."""
    summary: pd.DataFrame
    targets: pd.DataFrame
    cost_per_month: float

    def row(self) -> dict[str, object]:
        """Return the option as a row of the comparison."""
        levels = self.targets[self.targets["measure"] == "service_level"]
        facts = self.facts
        return {
            "option": self.title,
            "people": self.people,
            "stand_ins": self.dated.stand_ins,
            "hours_a_week": facts.hours_a_week,
            "hours_in_a_week_most": facts.hours_in_a_week_most,
            "weekends_off_share": facts.weekends_off,
            "days_in_row_most": facts.days_in_row_most,
            "nights_in_row_most": facts.nights_in_row_most,
            "rest_hours_least": facts.rest_least,
            "cover_share": self.cover,
            "rules_broken": len(self.dated.broken),
            **{f"service_level_{row['channel']}": row["value"] for row in levels.to_dict("records")},
            "promises_kept": bool(self.targets["met"].all()),
            "cost_per_month": self.cost_per_month,
        }


@dataclass(frozen=True)
class RotaPlan:
    """The rota of a scenario, and the options beside it; the first is the rota."""

    scenario: Scenario
    group: str
    requirement: Requirement
    demand: WeekDemand
    rota: Rota
    too_few: tuple[int, ...]
    """Numbers of people for whom no rota keeps the rules, proven."""
    options: tuple[RotaOption, ...]
    notes: tuple[str, ...]
    version: str
    seed: int
    digest: str

    @property
    def roster(self) -> Roster:
        """The dated roster of the rota."""
        return self.options[0].dated.roster

    @property
    def table(self) -> pd.DataFrame:
        """The comparison: one row per option (see `RotaOption.row`)."""
        return pd.DataFrame([option.row() for option in self.options])
