"""What turns on call came to in the simulation: calls per turn, and whether the load is one that people can bear.

The rules of load are those of Google's site reliability teams: B. Beyer et al. (eds.), *Site Reliability Engineering*,
O'Reilly 2016, chapter 11 "Being On-Call": at most 25 % of a person's time on call, at most two incidents per 12 h, at
least eight people where one site is on call round the clock (six at each of two). They are reported, not enforced.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.centre.log import RunLog
from sim.measures.confidence import confidence_interval
from sim.scenario.model import Scenario
from sim.timing import HOUR

SOURCE = "Beyer et al., Site Reliability Engineering, O'Reilly 2016, chapter 11"
SHARE_MAX = 0.25
INCIDENTS_MAX = 2
PER_HOURS = 12
PEOPLE_AT_ONE_SITE, PEOPLE_AT_EACH_SITE = 8, 6


def calls_by_turn(scenario: Scenario, turns: pd.DataFrame, logs: Sequence[RunLog]) -> pd.DataFrame:
    """Return the turns with the call-outs to be expected in each: columns call_outs (mean), low and high added.

    A call-out belongs to the turn of whoever was called, at the moment of the call. The interval of confidence is over
    replications, at the level of the study; a turn that nobody has gets none.

    Parameters
    ----------
    scenario
        Whose turns they are.
    turns
        Columns person, start and end (UTC), and any others, one row per turn and seat.
    logs
        The run logs of a roster with these turns.
    """
    counts = np.array([_counts(scenario, turns, log) for log in logs], dtype=float).reshape(len(logs), len(turns))
    intervals = [confidence_interval(counts[:, place], scenario.study.confidence) for place in range(len(turns))]
    return turns.assign(
        call_outs=[one.mean for one in intervals],
        low=[max(0.0, one.low) for one in intervals],
        high=[one.high for one in intervals],
    )


def incidents_per_half_day(scenario: Scenario, turns: pd.DataFrame, logs: Sequence[RunLog]) -> tuple[float, float]:
    """Return the call-outs per 12 h on call, and the share of half-days on call with more than two.

    Half-days are counted from the start of the horizon, those in which a first seat is held; call-outs of all seats
    count. NaN where nobody is ever on call.
    """
    held = turns[(turns["person"] != "") & (turns["seat"] == "primary")]
    hours = float(held["hours"].sum())
    if not hours or not logs:
        return float("nan"), float("nan")
    step = PER_HOURS * HOUR
    total, crowded, halves = 0, 0, 0
    on = _half_days(scenario, held, step)
    for log in logs:
        number = (log.call_outs["called"].to_numpy(dtype=np.int64) // step) if len(log.call_outs) else np.array([], int)
        _, counts = np.unique(number, return_counts=True)
        total += int(counts.sum())
        crowded += int((counts > INCIDENTS_MAX).sum())
        halves += len(on)
    return total / (len(logs) * hours / PER_HOURS), crowded / halves


def load_rules(
    scenario: Scenario, turns: pd.DataFrame, members: pd.DataFrame, logs: Sequence[RunLog], round_the_clock: bool
) -> pd.DataFrame:
    """Return the rules of load, one row each: rule, limit, value, who, met, source.

    `members` has a row for everybody in the rotation and site (columns person, site), with turns or without. `met` is
    <NA> for the number of people where nobody is on call round the clock, which is when the rule speaks, and for
    call-outs where nothing was simulated.
    """
    days = scenario.calendar.weeks * 7
    held = turns[turns["person"] != ""]
    length = (pd.to_datetime(held["last_day"]) - pd.to_datetime(held["first_day"])).dt.days + 1
    shares = length.groupby(held["person"]).sum() / days
    most = shares.idxmax() if len(shares) else ""
    rate, crowded = incidents_per_half_day(scenario, turns, logs)
    sites = members["site"].nunique()
    needed = PEOPLE_AT_ONE_SITE if sites == 1 else PEOPLE_AT_EACH_SITE
    sizes = members.groupby("site")["person"].nunique()
    smallest = int(sizes.min()) if len(sizes) else 0
    share = float(shares.max()) if len(shares) else 0.0
    enough = smallest >= needed if round_the_clock else None
    place = "at one site" if sites == 1 else "at each site"
    rows: list[tuple[str, float, float, str, bool | None]] = [
        ("time on call, share of the days, at most", SHARE_MAX, share, str(most), share <= SHARE_MAX),
        (
            "call-outs per 12 h on call, at most",
            float(INCIDENTS_MAX),
            rate,
            "",
            not rate > INCIDENTS_MAX if logs else None,
        ),
        ("half-days with more than two call-outs, share", 0.0, crowded, "", not crowded > 0 if logs else None),
        (f"people {place} round the clock, at least", float(needed), float(smallest), "", enough),
    ]
    table = pd.DataFrame(rows, columns=["rule", "limit", "value", "who", "met"])
    return table.astype({"met": "boolean"}).assign(source=SOURCE)


def _counts(scenario: Scenario, turns: pd.DataFrame, log: RunLog) -> list[int]:
    """Call-outs of one run in every turn."""
    calls = log.call_outs
    if calls.empty:
        return [0] * len(turns)
    called, agents = calls["called"].to_numpy(dtype=np.int64), calls["agent"].astype(str).to_numpy()
    answer = []
    for person, start, end in zip(turns["person"], turns["start"], turns["end"], strict=True):
        since, until = (scenario.calendar.microseconds(moment) for moment in (start, end))
        answer.append(int(((agents == person) & (called >= since) & (called < until)).sum()))
    return answer


def _half_days(scenario: Scenario, held: pd.DataFrame, step: int) -> set[int]:
    halves: set[int] = set()
    for start, end in zip(held["start"], held["end"], strict=True):
        since, until = (scenario.calendar.microseconds(moment) for moment in (start, end))
        halves.update(range(since // step, -(-until // step)))
    return halves
