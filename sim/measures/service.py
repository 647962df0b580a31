"""Service level: the share answered within the acceptable time, in the three conventions sources differ by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from sim.centre.log import ABANDONED, BALKED
from sim.measures.grouping import by_attempt, ratio, tidy
from sim.measures.records import Bools, Records

Convention = Literal["offered", "answered", "offered_less_short"]
"""offered: answered within the time / all offered. answered: answered within / all answered. offered_less_short:
(answered within + abandoned within) / all offered. Sources use all three; always say which. Answered is answered: who
was passed on and hung up in the second wait counts by the first answer."""


def service_level(
    records: Records, by: Sequence[str] = (), *, within: int | None = None, convention: Convention | None = None
) -> pd.DataFrame:
    """Return the service level: columns counted (denominator), in_time (numerator), service_level (0-1).

    `within` (microseconds) and `convention` None take each channel's own target; without `within`, channels that have
    no target are left out. A wait of exactly the acceptable time is in time. Blocked contacts are offered and not
    answered. An attempt whose acceptable time ends after the run is left out, whatever became of it: counting the
    answered among them and not those still waiting would flatter. NaN where nothing is counted.

    Source: the definitions in use are set side by side in Jouini, Koole and Roubos, "Performance indicators for call
    centers with impatience", IIE Transactions 45, 2013, pp. 341-354.

    Examples
    --------
    Three calls wait 5 s, 30 s until hanging up, and 40 s; the promise is 20 s. One of three offered:

    >>> from sim.measures.example import phone_calls
    >>> calls = phone_calls([(0, 5, 65), (10, None, 40), (20, 60, 90)])
    >>> service_level(calls)[["counted", "in_time", "service_level"]].values.tolist()
    [[3.0, 1.0, 0.333]]
    >>> service_level(calls, convention="answered")["service_level"].tolist()
    [0.5]
    """
    in_time, counted = flags(records, within, convention)
    groups = by_attempt(records, by)
    whole, part = groups.count(counted), groups.count(in_time)
    table = tidy(records, groups.keys, counted=whole, in_time=part, service_level=ratio(part, whole))
    return table[table["counted"] > 0].reset_index(drop=True) if by else table


def flags(records: Records, within: int | None = None, convention: Convention | None = None) -> tuple[Bools, Bools]:
    """Return for every attempt whether it counts as in time, and whether it counts at all."""
    attempts, scenario = records.attempts, records.scenario
    channels = [scenario.channels[name] for name in scenario.channel_names]
    times, only_answered, short_too = [], [], []
    for channel in channels:
        target = channel.target
        times.append(within if within is not None else target.within if target is not None else np.nan)
        named = convention or (target.convention if target is not None else "offered")
        only_answered.append(named == "answered")
        short_too.append(named == "offered_less_short")
    limit = np.array(times, dtype=np.float64)[attempts.channel] / 1e6
    with np.errstate(invalid="ignore"):
        is_short = records.waits <= limit
        is_over = records.clock_starts + limit * 1e6 <= attempts.horizon
    counted = records.inside & attempts.is_offered & is_over
    counted &= attempts.is_answered | ~np.array(only_answered)[attempts.channel]
    left = np.isin(attempts.outcome, (ABANDONED, BALKED))
    good = attempts.is_answered | (left & np.array(short_too)[attempts.channel])
    return np.asarray(counted & good & is_short), np.asarray(counted)
