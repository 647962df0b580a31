"""What the pipeline leaves behind: one plan, or several compared. Tidy tables and sentences only, no live objects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from sim.centre.roster import Roster
from sim.finance.usage import Usage
from sim.scenario.model import Scenario
from sim.staffing.requirement import Requirement

SUMMARY_COLUMNS = (
    "scenario", "replication", "channel",
    "offered", "self_served", "automated", "served", "abandoned", "blocked", "closed", "unresolved", "balked", "merged",
    "prevented",
    "service_level", "asa_seconds", "abandonment",
    "first_response_p50_minutes", "first_response_p90_minutes",
    "resolution_p50_minutes", "resolution_p90_minutes", "first_contact_resolution",
    "occupancy", "utilisation", "overtime_hours",
)  # fmt: skip
"""Columns of `PlanResult.summary`."""

INTERVAL_MEASURES = ("offered", "service_level", "abandonment", "asa_seconds", "occupancy")
"""Measures of `PlanResult.by_interval`; each stands with its interval in `<measure>_low` and `<measure>_high`."""

INTERVAL_COLUMNS = (
    "interval_of_week", "channel",
    *(f"{measure}{part}" for measure in INTERVAL_MEASURES for part in ("", "_low", "_high")),
)  # fmt: skip
"""Columns of `PlanResult.by_interval`."""

COST_COLUMNS = ("scenario", "month", "category", "line", "item", "quantity", "unit", "rate", "amount", "currency")
"""Columns of `PlanResult.costs`."""

ROUND_COLUMNS = ("round", "people", "agent_hours", "gaps", "missed")
"""Columns of `PlanResult.rounds`; beside them `service_level_<channel>` for every channel with a target."""

TARGET_COLUMNS = ("channel", "measure", "bound", "target", "value", "low", "high", "met")
"""Columns of `PlanResult.targets`."""

GOAL_COLUMNS = ("probability", "baseline", "by")
"""Further columns of `PlanResult.targets`: how likely a period like those simulated keeps the bound, where the measure
stands today (NaN where nobody says), and the day of a goal (empty where it has none)."""

DIFFERENCE_COLUMNS = (
    "measure", "channel", "alternative", "base", "difference", "low", "high", "share_better", "shown",
)  # fmt: skip
"""Columns of `Comparison.differences`."""

SHOWN = ("better", "worse", "no difference shown")
"""What the data say of an alternative beside the base."""


@dataclass(frozen=True)
class PlanResult:
    """A plan: what it takes, how it serves, what it costs, and whether it holds what was promised.

    Shares are 0 to 1. Low and high are the ends of the interval of confidence over the replications
    (`scenario.study.confidence`), NaN where there is none.
    """

    scenario: Scenario
    requirement: Requirement
    roster: Roster
    sizes: Mapping[str, int]
    """People by group."""
    summary: pd.DataFrame
    """One row per replication and channel, `all` among them: `SUMMARY_COLUMNS`, a measure that means nothing there
    NaN (occupancy of a channel)."""
    by_interval: pd.DataFrame
    """One row per interval of the local week (0 is Monday at midnight, of the length `scenario.calendar.interval`) and
    channel, `all` among them, means over the replications: `INTERVAL_COLUMNS`."""
    costs: pd.DataFrame
    """One row per month (a number, or the first day of a calendar month) and line, as `finance.monthly.monthly_costs`
    returns it: `COST_COLUMNS`. The amount is quantity × rate."""
    rounds: pd.DataFrame
    """One row per round of the closed loop, from 1: `ROUND_COLUMNS`. agent_hours a week; gaps are the agent-intervals
    of the requirement that the roster leaves open; missed names the targets missed, as text, empty where all hold."""
    targets: pd.DataFrame
    """One row per promise (of a channel) and goal: `TARGET_COLUMNS`. channel may be `all`; bound is `at_least` or
    `at_most`; met is boolean."""
    verdict: str
    """What the plan comes to, in one to three sentences."""
    notes: tuple[str, ...] = ()
    """What the reader should know, in sentences."""
    further: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    """Tables of what the scenario has switched on, by name: `experiments.further.further_tables`."""
    usages: tuple[Usage, ...] = ()
    """What each run used that is paid by use: enough to cost the plan again, over other months or at other prices."""
    version: str = ""
    """Version of the suite."""
    seed: int = 0
    digest: str = ""
    """Digest of the scenario."""
    seconds: Mapping[str, float] = field(default_factory=dict)
    """Time each stage took. Never exported: files of the same scenario and seed are the same bytes."""

    def __post_init__(self) -> None:
        _complete("summary", self.summary, SUMMARY_COLUMNS)
        _complete("by_interval", self.by_interval, INTERVAL_COLUMNS)
        _complete("costs", self.costs, COST_COLUMNS)
        _complete("rounds", self.rounds, ROUND_COLUMNS)
        _complete("targets", self.targets, TARGET_COLUMNS)

    @property
    def met(self) -> bool:
        """Whether every target is met."""
        return bool(self.targets["met"].all())


@dataclass(frozen=True)
class Comparison:
    """Alternatives that met the same customers, side by side."""

    plans: Mapping[str, PlanResult]
    """Results by the name of the alternative; the first one is the base."""
    differences: pd.DataFrame
    """One row per measure, channel and alternative: `DIFFERENCE_COLUMNS`. The mean of the paired differences to the
    base with its interval; share_better is the share of replications in which the alternative is better; shown is one
    of `SHOWN`."""
    scorecard: pd.DataFrame
    """One row per alternative: the column `alternative` and any measures, each with its interval in `<measure>_low` and
    `<measure>_high` where it has one: service, experience, people's load, cost and risk, never one figure alone."""
    recommendation: str
    """What the data support, in sentences; it may be that they support no winner."""

    def __post_init__(self) -> None:
        if not self.plans:
            raise ValueError("a comparison needs at least one plan")
        _complete("differences", self.differences, DIFFERENCE_COLUMNS)
        _complete("scorecard", self.scorecard, ("alternative",))

    @property
    def base(self) -> str:
        """Name of the alternative the others are compared with."""
        return next(iter(self.plans))


def _complete(name: str, table: pd.DataFrame, columns: Iterable[str]) -> None:
    """Refuse a table that lacks columns: a mistake of a stage, found where it is made."""
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise ValueError(f"{name}: columns missing: {', '.join(missing)}")
