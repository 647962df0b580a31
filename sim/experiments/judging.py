"""Whether a plan keeps its promises: targets of channels and goals of the scenario against the replications."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from sim.experiments.results import TARGET_COLUMNS
from sim.measures.confidence import confidence_interval
from sim.measures.summary import ALL
from sim.scenario.channels import ChannelName
from sim.scenario.model import Scenario


def judge(scenario: Scenario, summary: pd.DataFrame) -> pd.DataFrame:
    """Return one row per promise and goal: channel, measure, bound, target, value, low, high, met.

    Goals on measures that the summary does not have are left out: costs, where nothing was costed.

    The value is the mean over the replications, low and high its interval of confidence. `met` asks whether the mean
    keeps the bound; an interval that reaches over the bound says that this is not sure. A measure without any contact
    has no value and counts as met.
    """
    rows = [
        (channel, measure, bound, target, *_value(scenario, summary, channel, measure))
        for channel, measure, bound, target in _promises(scenario)
        if measure in summary
    ]
    table = pd.DataFrame(rows, columns=list(TARGET_COLUMNS[:-1]))
    value, target = table["value"], table["target"]
    kept = value.isna() | np.where(table["bound"] == "at_least", value >= target, value <= target)
    return table.assign(met=kept.astype(bool))


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
    return f"{value:,.0f}" if row["measure"] == "cost_per_month" else f"{value:.1%}"


def _promises(scenario: Scenario) -> list[tuple[str, str, str, float]]:
    """Promises of channels, then goals; a goal that repeats a promise is one promise."""
    return list(dict.fromkeys([*_of_channels(scenario), *_of_goals(scenario)]))


def _of_channels(scenario: Scenario) -> Iterator[tuple[str, str, str, float]]:
    for name in scenario.channel_names:
        target = scenario.channels[name].target
        if target is not None:
            yield name, "service_level", "at_least", target.share
            if target.max_abandonment is not None:
                yield name, "abandonment", "at_most", target.max_abandonment


def _of_goals(scenario: Scenario) -> Iterator[tuple[str, str, str, float]]:
    for goal in scenario.goals:
        bound, target_value = ("at_least", goal.at_least) if goal.at_least is not None else ("at_most", goal.at_most)
        assert target_value is not None
        yield goal.channel or ALL, goal.measure, bound, target_value


def _value(scenario: Scenario, summary: pd.DataFrame, channel: str, measure: str) -> tuple[float, float, float]:
    values = summary.loc[summary["channel"] == channel, measure].dropna()
    if values.empty:
        return math.nan, math.nan, math.nan
    interval = confidence_interval(values.to_numpy(), scenario.study.confidence)
    return interval.mean, interval.low, interval.high
