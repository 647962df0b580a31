"""Whether a plan keeps its promises: targets of channels and goals of the scenario against the replications."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.experiments.results import GOAL_COLUMNS, TARGET_COLUMNS
from sim.measures.confidence import confidence_interval
from sim.measures.records import Floats
from sim.measures.summary import ALL
from sim.scenario.channels import ChannelName
from sim.scenario.goal import SHARES
from sim.scenario.model import Scenario


class Promise(NamedTuple):
    """What a plan is held to: a promise of a channel, or a goal."""

    channel: str
    measure: str
    bound: str
    target: float
    baseline: float = math.nan
    """Where the measure stands today, where a goal says so."""
    by: dt.date | None = None


def judge(scenario: Scenario, summary: pd.DataFrame) -> pd.DataFrame:
    """Return one row per promise and goal: `TARGET_COLUMNS`, then `GOAL_COLUMNS`.

    Goals on measures that the summary does not have are left out: costs, where nothing was costed.

    The value is the mean over the replications, low and high its interval of confidence. `met` asks whether the mean
    keeps the bound; an interval that reaches over the bound says that this is not sure. A measure without any contact
    has no value and counts as met. `probability` is that of keeping the bound in one period like those simulated
    (`probability_of_keeping`); a goal with a day `by` is judged over the time from the start of the horizon until then.
    """
    days = 7 * scenario.calendar.weeks
    rows = []
    for one in promises_of(scenario):
        if one.measure in summary:
            values = summary.loc[summary["channel"] == one.channel, one.measure].dropna().to_numpy(dtype=float)
            periods = 1.0 if one.by is None else (one.by - scenario.calendar.start).days / days
            probability = probability_of_keeping(values, one.bound, one.target, periods)
            until = "" if one.by is None else str(one.by)
            interval = confidence_interval(values, scenario.study.confidence)
            rows.append((*one[:4], interval.mean, interval.low, interval.high, probability, one.baseline, until))
    table = pd.DataFrame(rows, columns=[*TARGET_COLUMNS[:-1], *GOAL_COLUMNS])
    value, target = table["value"], table["target"]
    kept = value.isna() | np.where(table["bound"] == "at_least", value >= target, value <= target)
    table.insert(len(TARGET_COLUMNS) - 1, "met", kept.astype(bool))
    return table


def probability_of_keeping(values: Floats, bound: str, target: float, periods: float = 1.0) -> float:
    """Return how likely the mean of a measure over further periods keeps a bound; NaN with fewer than two values.

    `values` are the measure in n independent periods (replications). The mean of K further ones, less theirs, over
    s √(1/K + 1/n) is Student's t with n - 1 degrees of freedom (the predictive distribution of normal values; Geisser,
    1993, doi:10.1201/9780203742310), so that P(mean ≥ target) = T((mean - target) / (s √(1/K + 1/n))).

    Examples
    --------
    As likely as not to reach the mean itself; 1 or 0 where nothing varies.

    >>> probability_of_keeping(np.array([7.0, 8.0, 9.0]), "at_least", 8.0)
    0.5
    >>> probability_of_keeping(np.array([8.0, 8.0]), "at_most", 7.9)
    0.0
    """
    from scipy import special  # scipy.stats takes seconds to import

    if len(values) < 2:
        return math.nan
    ahead = float(values.mean()) - target if bound == "at_least" else target - float(values.mean())
    spread = float(values.std(ddof=1)) * math.sqrt(1.0 / periods + 1.0 / len(values))
    if spread == 0.0:
        return float(ahead >= 0.0)
    return float(special.stdtr(len(values) - 1, ahead / spread))


def missed_channels(scenario: Scenario, targets: pd.DataFrame) -> list[ChannelName]:
    """Return the channels of which a promise is missed, in the scenario's order."""
    missed = set(targets.loc[~targets["met"] & targets["measure"].isin(["service_level", "abandonment"]), "channel"])
    return [name for name in scenario.channel_names if name in missed and scenario.channels[name].target is not None]


def sentence(row: pd.Series) -> str:
    """Return one row of the targets in words: what was reached, its interval, and what was promised."""
    where = "" if row["channel"] == ALL else f"{row['channel']} "
    measure = str(row["measure"]).replace("_", " ")
    bound = str(row["bound"]).replace("_", " ")
    return (
        f"{where}{measure} {_figure(row, 'value')} ({_figure(row, 'low')} to {_figure(row, 'high')}), "
        f"promised {bound} {_figure(row, 'target')}"
    )


def lines_of(targets: pd.DataFrame) -> list[str]:
    """Return every promise and goal as a line: kept or missed, and by how much."""
    return [f"{'kept' if row['met'] else 'missed'}: {sentence(row)}" for _, row in targets.iterrows()]


def _figure(row: pd.Series, name: str) -> str:
    value = float(row[name])
    if row["measure"] in SHARES:
        return f"{min(1.0, max(0.0, value)):.1%}"  # the interval of few runs may reach beyond what a share can be
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.2f}"


def promises_of(scenario: Scenario) -> list[Promise]:
    """Return the promises of channels, then the goals; a goal that repeats a promise is one promise."""
    together: dict[tuple[object, ...], Promise] = {}
    for one in (*_of_channels(scenario), *_of_goals(scenario)):
        together[one[:4]] = one
    return list(together.values())


def _of_channels(scenario: Scenario) -> Iterator[Promise]:
    for name in scenario.channel_names:
        target = scenario.channels[name].target
        if target is not None:
            yield Promise(name, "service_level", "at_least", target.share)
            if target.max_abandonment is not None:
                yield Promise(name, "abandonment", "at_most", target.max_abandonment)
            if target.solved_share is not None:
                yield Promise(name, "solved_in_time_share", "at_least", target.solved_share)


def _of_goals(scenario: Scenario) -> Iterator[Promise]:
    for goal in scenario.goals:
        baseline = math.nan if goal.baseline is None else goal.baseline
        yield Promise(goal.channel or ALL, goal.measure, goal.bound, goal.target, baseline, goal.by)
