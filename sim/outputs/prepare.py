"""The numbers behind the pictures and tables: cover by interval, a week of a measure, monthly costs, means.

What is counted here is only re-arranged or averaged from the tables of a result; measures are computed in their stage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.centre.roster import Roster
from sim.experiments.results import PlanResult
from sim.finance.monthly import RUNNING
from sim.measures.confidence import confidence_interval
from sim.outputs.words import month_words
from sim.scenario.calendar import Calendar
from sim.staffing.requirement import Requirement
from sim.timing import HOUR


def cover(requirement: Requirement, roster: Roster) -> pd.DataFrame:
    """Return required and rostered people by interval and group.

    Columns interval_start (UTC), skill, required, erlang, rostered (people on shift and not on break or in a meeting,
    mean over the interval) and missing (what rostered lacks of required, 0 where nothing).
    """
    parts = []
    for skill, table in requirement.table.groupby("skill", sort=True):
        of_group = roster.assignments[roster.assignments["group"] == skill]
        starts = microseconds(table["interval_start"])
        present = _presence(of_group[of_group["kind"] == "shift"], starts, requirement.interval)
        away = _presence(of_group[of_group["kind"].isin(["break", "meeting"])], starts, requirement.interval)
        rostered = np.round(present - away, 6)
        required = table["agents"].to_numpy(dtype=float)
        parts.append(
            pd.DataFrame(
                {
                    "interval_start": table["interval_start"].to_numpy(),
                    "skill": str(skill),
                    "required": required,
                    "erlang": table["erlang"].to_numpy(dtype=float),
                    "rostered": rostered,
                    "missing": np.maximum(required - rostered, 0.0),
                }
            )
        )
    columns = ["interval_start", "skill", "required", "erlang", "rostered", "missing"]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    table["interval_start"] = pd.to_datetime(table["interval_start"], utc=True)
    return table


def cover_of_week(table: pd.DataFrame, skill: str, calendar: Calendar) -> pd.DataFrame:
    """Return the rows of `cover` of one group in the week with the most cover missing, the first of equals.

    A week is seven local days, from the weekday the horizon starts on. Added are hour and until (of the interval, hours
    since the week's first midnight), weekday (0 is Monday) and top (rostered and missing together).
    """
    rows = table[table["skill"] == skill]
    local = rows["interval_start"].dt.tz_convert(calendar.zone)
    week = (local.dt.tz_localize(None).dt.normalize() - pd.Timestamp(calendar.start)).dt.days // 7
    chosen: pd.DataFrame = rows[(week == rows["missing"].groupby(week).sum().idxmax()).to_numpy()]
    hour = (chosen["interval_start"] - chosen["interval_start"].iloc[0]) / pd.Timedelta(hours=1)
    return chosen.assign(
        hour=hour,
        until=hour + calendar.interval / HOUR,
        weekday=local[chosen.index].dt.day_of_week,
        top=chosen["rostered"] + chosen["missing"],
    ).reset_index(drop=True)


def of_week(by_interval: pd.DataFrame, channel: str, calendar: Calendar) -> pd.DataFrame:
    """Return the rows of a channel for every interval of the week, with `hour` (since Monday at midnight) first."""
    rows = by_interval[by_interval["channel"] == channel].set_index("interval_of_week")
    table = rows.reindex(range(calendar.intervals_per_week))
    table.insert(0, "hour", np.arange(calendar.intervals_per_week) * calendar.interval / HOUR)
    return table.assign(channel=channel).reset_index(drop=True)


def means(summary: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Return the mean of every measure over the replications with its interval of confidence.

    Columns channel, measure, mean, low, high; low and high are NaN where fewer than two replications have a value.
    """
    measured = [name for name in summary.columns if name not in ("scenario", "replication", "channel")]
    rows = []
    for channel, of_channel in summary.groupby("channel", sort=False):
        for name in measured:
            found = confidence_interval(of_channel[name].to_numpy(dtype=float), confidence)
            rows.append((channel, name, found.mean, found.low, found.high))
    return pd.DataFrame(rows, columns=["channel", "measure", "mean", "low", "high"])


def running_costs(costs: pd.DataFrame) -> pd.DataFrame:
    """Return the lines paid every month; what is paid once and the value lost are never added to them."""
    return costs[costs["category"].isin(RUNNING)]


def costs_of_months(result: PlanResult) -> pd.DataFrame:
    """Return running costs by month and category: columns bar (the month), category, bottom, amount, total."""
    table = running_costs(result.costs)
    return _stacked(table.assign(bar=month_words(table["month"])))


def costs_of_plans(plans: Mapping[str, PlanResult]) -> pd.DataFrame:
    """Return the mean running costs a month by alternative and category, in the columns of `costs_of_months`."""
    tables = []
    for name, plan in plans.items():
        table = running_costs(plan.costs)
        tables.append(table.assign(bar=name, amount=table["amount"] / max(plan.costs["month"].nunique(), 1)))
    return _stacked(pd.concat(tables, ignore_index=True))


def cost_per_month(result: PlanResult) -> float:
    """Return the mean running cost a month."""
    months = max(result.costs["month"].nunique(), 1)
    return float(running_costs(result.costs)["amount"].sum()) / months


def differences_shown(differences: pd.DataFrame) -> pd.DataFrame:
    """Return the differences a picture shows: promises channel by channel, other measures over all channels.

    Measures in which no alternative differs at all are left out; the table beside the picture has every row.
    """
    by_channel = differences["measure"] == "service_level"
    kept = differences[by_channel ^ (differences["channel"] == "all")]
    moves = kept.groupby("measure")["difference"].transform(lambda values: values.abs().max()) > 0
    return kept[moves].reset_index(drop=True)


def frontier(scorecard: pd.DataFrame, against: str = "csat") -> pd.DataFrame:
    """Return a score card with the column is_on_frontier: no other alternative costs less and has more of a measure.

    One that is equal in one of the two and better in the other also keeps an alternative off the frontier.

    >>> card = pd.DataFrame({"cost_per_month": [10, 20, 30], "csat": [8.0, 7.5, 9.0]})
    >>> frontier(card)["is_on_frontier"].tolist()
    [True, False, True]
    """
    costs, grades = (scorecard[name].to_numpy(dtype=float) for name in ("cost_per_month", against))
    no_dearer, no_worse = costs[None, :] <= costs[:, None], grades[None, :] >= grades[:, None]
    really = (costs[None, :] < costs[:, None]) | (grades[None, :] > grades[:, None])
    is_beaten = np.asarray((no_dearer & no_worse & really).any(axis=1), dtype=bool)
    return scorecard.assign(is_on_frontier=~is_beaten)


def _stacked(table: pd.DataFrame) -> pd.DataFrame:
    by_category = table.groupby(["bar", "category"], sort=False)["amount"].sum().reset_index()
    by_bar = by_category.groupby("bar", sort=False)["amount"]
    return by_category.assign(bottom=by_bar.cumsum() - by_category["amount"], total=by_bar.transform("sum"))


def microseconds(moments: pd.Series) -> npt.NDArray[np.int64]:
    """Return aware moments as microseconds since 1970."""
    return pd.to_datetime(moments, utc=True).dt.as_unit("us").to_numpy(dtype="datetime64[us]").astype(np.int64)


def _presence(rows: pd.DataFrame, starts: npt.NDArray[np.int64], interval: int) -> npt.NDArray[np.float64]:
    """Mean number of people present in each interval, exact also where a shift covers part of one."""
    if rows.empty:
        return np.zeros(len(starts))
    moments = np.concatenate([microseconds(rows["start"]), microseconds(rows["end"])])
    change = np.concatenate([np.ones(len(rows)), -np.ones(len(rows))])
    order = np.argsort(moments, kind="stable")
    moments, level = moments[order], np.cumsum(change[order])
    area = np.concatenate([[0.0], np.cumsum(level[:-1] * np.diff(moments))])
    upto = np.interp(np.concatenate([starts, starts + interval]), moments, area)
    return np.asarray((upto[len(starts) :] - upto[: len(starts)]) / interval)


def gross_to_net(tables: Sequence[pd.DataFrame], weeks: int, level: float = 0.95) -> pd.DataFrame:
    """Return the steps from gross to net as a picture takes them, in hours a week, means over replications.

    `tables` are those of `measures.savings.gross_and_net`, one per replication. Columns step, hours, low and high (the
    interval of the mean over the replications), from_hours and to_hours (where the step begins and ends; gross and net
    stand on 0). Steps that are 0 in every replication are left out.
    """
    together = pd.concat(list(tables))
    together = together.assign(hours=together["hours"] / weeks)
    rows = []
    at = 0.0
    for step, part in together.groupby("step", sort=False):
        if not part["hours"].any():
            continue
        found = confidence_interval(part["hours"].to_numpy(), level)
        start = 0.0 if step in ("gross", "net") else at
        at = start + found.mean
        rows.append((step, found.mean, found.low, found.high, start, at))
    return pd.DataFrame(rows, columns=["step", "hours", "low", "high", "from_hours", "to_hours"])


def weekly_savings(tables: Mapping[str, Sequence[pd.DataFrame]], level: float = 0.95) -> pd.DataFrame:
    """Return the hours saved week by week as a picture takes them, means over replications with their intervals.

    `tables` are those of `measures.savings.net_by_week`, one per replication, by the name of the alternative. Columns
    alternative, week, hours, low, high.
    """
    rows = []
    for name, parts in tables.items():
        for week, part in pd.concat(list(parts)).groupby("week"):
            found = confidence_interval(part["hours"].to_numpy(), level)
            rows.append((name, week, found.mean, found.low, found.high))
    return pd.DataFrame(rows, columns=["alternative", "week", "hours", "low", "high"])
