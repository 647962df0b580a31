"""What a manager sees of what customers feel: the answers of those who answer, beside what is true of all."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.measures.confidence import confidence_interval
from sim.measures.drivers import waited
from sim.measures.experience import Experience
from sim.measures.records import Bools, Floats
from sim.measures.shares import wilson_interval
from sim.scenario.channels import CHANNELS
from sim.scenario.model import Scenario
from sim.timing import MINUTE, SECOND

_TOLD_OTHERWISE = ("unsolved", "waiting", "earlier_contacts")
"""Drivers that follow from what is recorded: solved, the wait, and the number of the attempt."""


def felt_beside_seen(felt: Sequence[Experience], scenario: Scenario) -> pd.DataFrame:
    """Return what the survey shows of satisfaction and recommendation beside what is true, over runs together.

    One row per channel and measure asked (csat, csat_satisfied_share where `satisfaction` is a question, nps where
    `recommend` is), then `all`. Columns scenario, channel, measure, answered, seen, low, high (interval of the sample:
    Student's for a mean, Wilson's for a share, normal for nps, at the study's level), true_of_asked and true (of all
    who have an opinion). What lies between seen and true of those asked is who answers; between that and true, who is
    never asked: those who hung up, were turned away or found it closed, and channels without a survey.

    NPS is the mean of 100, 0 and -100 over the answers, so its interval is that of a mean.
    """
    asked = scenario.survey.questions if scenario.survey is not None else ()
    measures = [
        *(("csat", "csat_satisfied_share") if "satisfaction" in asked else ()),
        *(("nps",) if "recommend" in asked else ()),
    ]
    channel, surveyed, answered = (
        np.concatenate([part[k] for part in map(_asked, felt)] or [np.empty(0)]) for k in range(3)
    )
    rows = []
    for measure in measures:
        values = np.concatenate([_values(one, measure) for one in felt] or [np.empty(0)])
        for name in (*(one for one in CHANNELS if one in scenario.channels), "all"):
            here = np.ones(len(channel), dtype=bool) if name == "all" else channel == scenario.channel_names.index(name)
            who = here & (surveyed > 0)
            if not who.any():
                continue
            said = values[here & (answered > 0)]
            seen, low, high = _interval(said, measure, scenario.study.confidence)
            of_asked, of_all = float(values[who].mean()), float(values[here].mean())
            rows.append((scenario.name, name, measure, len(said), seen, low, high, of_asked, of_all))
    columns = ["scenario", "channel", "measure", "answered", "seen", "low", "high", "true_of_asked", "true"]
    return pd.DataFrame(rows, columns=columns)


def answers_of(felt: Experience, only: Bools | None = None) -> pd.DataFrame:
    """Return grades joined to contacts as a survey tool exports them, to try a calibration before there is one.

    One row per contact of `felt.rows` (or those marked `only`): need, attempt, channel, grade (CSAT), wait_minutes,
    solved (yes, no), the other drivers as numbers (yes is 1). What nobody can record is not there: what customers
    expect, and their dispositions.
    """
    records, rows = felt.records, felt.rows
    names = np.array(records.scenario.channel_names, dtype=object)
    table = pd.DataFrame(
        {
            "need": records.attempts.need[rows],
            "attempt": records.attempts.attempt[rows],
            "channel": names[records.attempts.channel[rows]],
            "grade": felt.csat.astype(np.int64),
            "wait_minutes": waited(records, rows) * SECOND / MINUTE,
            "solved": np.where(felt.drivers["unsolved"] > 0, "no", "yes"),
            **{name: values for name, values in felt.drivers.items() if name not in _TOLD_OTHERWISE},
        }
    )
    return table if only is None else table[only].reset_index(drop=True)


def has_answered(felt: Experience) -> Bools:
    """Return which of the graded contacts answered the survey."""
    return np.asarray(~np.isnan(felt.records.noted("said_solved")[felt.rows]))


def _asked(felt: Experience) -> tuple[Floats, Floats, Floats]:
    """Of every graded contact: its channel, whether the survey asked, whether there was an answer."""
    surveyed = np.nan_to_num(felt.records.noted("surveyed")[felt.rows])
    return felt.records.attempts.channel[felt.rows].astype(np.float64), surveyed, has_answered(felt).astype(np.float64)


def _values(felt: Experience, measure: str) -> Floats:
    """What a measure is the mean of, contact by contact."""
    if measure == "csat":
        return felt.csat
    if measure == "csat_satisfied_share":
        border = felt.records.scenario.experience.satisfaction.satisfied_from
        return (felt.csat >= border).astype(np.float64)
    recommends = felt.recommends[felt.customer]
    return np.asarray(100.0 * ((recommends >= 9).astype(np.float64) - (recommends <= 6)))


def _interval(said: Floats, measure: str, level: float) -> tuple[float, float, float]:
    """Mean of what was said and the interval of the sample."""
    if measure == "csat_satisfied_share":
        share = float(said.mean()) if len(said) else math.nan
        return share, *wilson_interval(int(said.sum()), len(said), level)
    if measure == "csat" or len(said) < 2:
        found = confidence_interval(said, level)
        return found.mean, found.low, found.high
    from scipy import special  # scipy.stats takes seconds to import

    half = float(special.ndtri(0.5 + level / 2.0)) * float(said.std()) / math.sqrt(len(said))
    return float(said.mean()), float(said.mean()) - half, float(said.mean()) + half
