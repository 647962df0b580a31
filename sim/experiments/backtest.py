"""The model against a month that happened: the log, its replay, and the calibrated model with fresh customers.

Three sources, measured alike (hour by hour, by kind of day):

- observed: what the log says;
- replay: the log's own arrivals, services and patience meet the agents seen in it; errors are those of the agents
  inferred and of the rules by which contacts are queued and connected;
- model: customers drawn from the calibrated scenario meet the same agents; errors of the calibration come on top.

What happened is one month. Beside it stands the range in which a single month of the model lies with 95 %
(mean ± t s √(1 + 1/n) over n replications), not the interval of the model's mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.centre.log import RunLog
from sim.centre.roster import Roster
from sim.centre.simulate import simulate
from sim.demand.contacts import Contacts
from sim.demand.draw import draw_contacts
from sim.demand.gaps import find_gaps, observed_grid
from sim.demand.history import History
from sim.experiments.replay import observed_log, replay_contacts
from sim.experiments.replicate import Progress, silent
from sim.measures.confidence import over_replications
from sim.measures.outcomes import abandonment
from sim.measures.records import records_of
from sim.measures.service import service_level
from sim.measures.summary import ALL
from sim.measures.waiting import delayed_share, speed_of_answer
from sim.scenario.hours import DAYS
from sim.scenario.model import Scenario

MEASURES = ("offered", "delayed_share", "abandonment", "mean_wait_seconds", "service_level")
BACKTEST_COLUMNS = ("days", "hour", "source", "measure", "mean", "low", "high", "replications")
Spans = Sequence[tuple[int, int]]
"""Start and end, microseconds since the start of the horizon."""


def backtest(
    scenario: Scenario,
    history: History,
    roster: Roster,
    *,
    replications: int = 10,
    leave_out: Sequence[tuple[str, str]] = (),
    progress: Progress = silent,
) -> pd.DataFrame:
    """Return what happened beside the replay and the model: `BACKTEST_COLUMNS`.

    Parameters
    ----------
    scenario : Scenario
        Calibrated on the history, over the days of the history; its team has the groups of the roster.
    history : History
        What happened.
    roster : Roster
        Who was there and ready, as of `seen_roster`.
    replications : int
        Runs of the replay (they differ in what the log does not show) and of the model.
    leave_out : sequence of (start, end)
        Local times that are not counted, in none of the sources: bursts that the calibration left out.
    progress : callable
        Told how far it is.

    Returns
    -------
    DataFrame
        days is `all`, `weekdays` (those outside the calendar's weekend) or a day of the weekend; hour is the local
        hour in which a contact asked for a person, <NA> for all hours together; source is observed, replay or model;
        measure one of `MEASURES`, service level by the channel's own promise. low and high are the range of a single
        month, NaN for the observed.

    Notes
    -----
    In holes of the history (`sim.demand.gaps`) nobody could call, so customers drawn there are taken out.
    """
    uncounted = [_span(scenario, *span) for span in leave_out]
    sources: dict[str, Iterable[RunLog]] = {
        "observed": [observed_log(scenario, history)],
        "replay": replayed(scenario, history, roster, replications),
        "model": drawn_again(scenario, history, roster, replications),
    }
    tables: dict[str, list[pd.DataFrame]] = {}
    done = 0
    for source, logs in sources.items():
        for log in logs:
            for days, table in _measured_by_hour(scenario, log, uncounted):
                tables.setdefault(days, []).append(table.assign(scenario=source))
            done += 1
            progress("back-test", done / (2 * replications + 1))
    found = pd.concat([over_replications(some).assign(days=days) for days, some in tables.items()], ignore_index=True)
    # from the interval of a mean to the range of a single value
    wider = np.sqrt(found["replications"] + 1.0)
    found["low"] = found["mean"] - wider * (found["mean"] - found["low"])
    found["high"] = found["mean"] + wider * (found["high"] - found["mean"])
    found["hour"] = found["hour_of_day"].where(found["hour_of_day"] >= 0).astype("Int64")
    return found.rename(columns={"scenario": "source"})[list(BACKTEST_COLUMNS)]


def replayed(scenario: Scenario, history: History, roster: Roster, replications: int) -> Iterator[RunLog]:
    """Return the runs of a history's own customers under a roster."""
    for number in range(replications):
        yield simulate(scenario, replay_contacts(scenario, history, number), roster, with_absences=False)


def drawn_again(scenario: Scenario, history: History, roster: Roster, replications: int) -> Iterator[RunLog]:
    """Return the runs of drawn customers under a roster; customers drawn into holes of the history are taken out."""
    holes = holes_of(scenario, history)
    for number in range(replications):
        contacts = draw_contacts(scenario, number)
        kept = _needs_of(contacts, ~_is_within(contacts.arrives, holes))
        yield simulate(scenario, kept, roster, with_absences=False)


def holes_of(scenario: Scenario, history: History) -> list[tuple[int, int]]:
    """Return the times in which the history has nobody although many were expected, since the horizon's start."""
    arrived = history.offered["arrived"]
    gaps = find_gaps(arrived, observed_grid(arrived, history.time_zone, 30))
    ends = zip(gaps["start"].dt.to_pydatetime(), gaps["end"].dt.to_pydatetime(), strict=True)
    return [(scenario.calendar.microseconds(start), scenario.calendar.microseconds(end)) for start, end in ends]


def backtest_errors(table: pd.DataFrame, days: str = ALL, fewest: float = 50.0) -> pd.DataFrame:
    """Return how far replay and model are from what happened, over the hours of a kind of day.

    Columns source, measure, observed and mean (all hours together), bias (mean less observed), typical_error (root of
    the mean squared difference of the hours, weighted by the contacts observed), hours, hours_within (those in which
    what happened lies in the range of a single month). Hours with fewer than `fewest` contacts are left out.
    """
    chosen = table[table["days"] == days]
    keys = ["hour", "measure"]
    observed = chosen[chosen["source"] == "observed"].set_index(keys)["mean"]
    offered = observed.xs("offered", level="measure")
    rows = []
    for (source, measure), part in chosen[chosen["source"] != "observed"].groupby(["source", "measure"], sort=False):
        overall = part[part["hour"].isna()].iloc[0]
        happened = float(chosen[chosen["hour"].isna() & (chosen["source"] == "observed")
                                & (chosen["measure"] == measure)]["mean"].iloc[0])  # fmt: skip
        hours = part[part["hour"].notna()].assign(weight=lambda t: t["hour"].map(offered))
        hours = hours[hours["weight"] >= fewest]
        was = observed.xs(measure, level="measure").reindex(hours["hour"]).to_numpy(dtype=float)
        weight = hours["weight"].to_numpy(dtype=float)
        error = hours["mean"].to_numpy(dtype=float) - was
        within = (hours["low"].to_numpy(dtype=float) <= was) & (was <= hours["high"].to_numpy(dtype=float))
        typical = float(np.sqrt((weight * error**2).sum() / weight.sum())) if len(hours) else float("nan")
        rows.append((source, measure, happened, overall["mean"], overall["mean"] - happened, typical, len(hours),
                     int(within.sum())))  # fmt: skip
    columns = ["source", "measure", "observed", "mean", "bias", "typical_error", "hours", "hours_within"]
    return pd.DataFrame(rows, columns=columns)


def measured(scenario: Scenario, log: RunLog, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return the measures of a back-test of one run: scenario, replication, the keys, `MEASURES`."""
    records = records_of(log, scenario)
    keys = ["scenario", "replication", *by]
    table = abandonment(records, by)
    for one in (delayed_share(records, by), speed_of_answer(records, by), service_level(records, by)):
        table = table.merge(one[[*keys, *(name for name in one if name in MEASURES)]], on=keys, how="left")
    return table[[*keys, *MEASURES]]


def _measured_by_hour(scenario: Scenario, log: RunLog, uncounted: Spans) -> Iterator[tuple[str, pd.DataFrame]]:
    """Measures of each kind of day, by hour and together (hour -1)."""
    calendar = scenario.calendar
    arrived = log.contacts["arrived"].to_numpy(dtype=np.int64)
    weekday = calendar.local_intervals.of_week[arrived // calendar.interval] * 7 // calendar.intervals_per_week
    counted = ~_is_within(arrived, uncounted)
    kinds = {ALL: np.ones(7, dtype=bool), "weekdays": np.array([day not in calendar.weekend for day in DAYS])}
    kinds |= {day: np.array([name == day for name in DAYS]) for day in calendar.weekend}
    for days, chosen in kinds.items():
        kept = counted & chosen[weekday]
        if kept.any():
            part = replace(log, contacts=log.contacts[kept])
            yield days, measured(scenario, part).assign(hour_of_day=-1)
            yield days, measured(scenario, part, ["hour_of_day"])


def _span(scenario: Scenario, start: str, end: str) -> tuple[int, int]:
    calendar = scenario.calendar
    first, last = (pd.Timestamp(moment, tz=calendar.zone).to_pydatetime() for moment in (start, end))
    return calendar.microseconds(first), calendar.microseconds(last)


def _is_within(moments: npt.NDArray[np.int64], spans: Spans) -> npt.NDArray[np.bool_]:
    within = np.zeros(len(moments), dtype=bool)
    for start, end in spans:
        within |= (moments >= start) & (moments < end)
    return within


def _needs_of(contacts: Contacts, kept: npt.NDArray[np.bool_]) -> Contacts:
    """The needs marked, with all their attempts; needs that may arise from others are left out."""
    rows = np.flatnonzero(np.tile(kept, contacts.attempts))
    return replace(
        contacts,
        needs=int(kept.sum()),
        arrives=contacts.arrives[kept],
        channel=contacts.channel[: contacts.needs][kept],
        topic=contacts.topic[: contacts.needs][kept],
        segment=contacts.segment[: contacts.needs][kept],
        patience=contacts.patience[rows],
        work=contacts.work[rows],
        patience_draw=contacts.patience_draw[rows],
        work_draw=contacts.work_draw[rows],
        gap_draw=contacts.gap_draw[rows],
        draws={name: draw[rows] for name, draw in contacts.draws.items()},
        origin=np.empty(0, dtype=np.int64),
        duplicates=0,
        arising_draw=np.empty(0),
        delay_draw=np.empty(0),
    )
