"""How long customers wait for a person: speed of answer, and the wait of everybody."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.centre.log import BALKED, BLOCKED
from sim.measures.grouping import by_attempt, ratio, tidy
from sim.measures.records import Records


def speed_of_answer(records: Records, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return mean waits: columns answered, asa_seconds, waited, mean_wait_seconds.

    asa_seconds (average speed of answer) is the mean wait of those answered by a person or vendor. mean_wait_seconds
    is that of all `waited` offered contacts, those included who hung up; blocked and balked ones never wait and those
    still waiting at the end of the run are left out. On deferred channels the wait runs from arrival, closed hours
    included. NaN where nobody counts.

    Source: usual definitions, e.g. Gans, Koole and Mandelbaum, Manufacturing & Service Operations Management 5, 2003,
    DOI 10.1287/msom.5.2.79.16071.

    Examples
    --------
    Waits of 5 s, 30 s until hanging up, and 40 s: (5 + 40) / 2 and (5 + 30 + 40) / 3.

    >>> from sim.measures.example import phone_calls
    >>> calls = phone_calls([(0, 5, 65), (10, None, 40), (20, 60, 90)])
    >>> speed_of_answer(calls)[["asa_seconds", "mean_wait_seconds"]].values.tolist()
    [[22.5, 25.0]]
    """
    attempts, waits = records.attempts, records.waits
    offered = records.inside & attempts.is_offered
    answered = offered & attempts.is_answered
    waited = offered & attempts.is_decided & ~np.isin(attempts.outcome, (BLOCKED, BALKED))
    groups = by_attempt(records, by)
    of_answered, of_all = groups.count(answered), groups.count(waited)
    return tidy(
        records,
        groups.keys,
        answered=of_answered,
        asa_seconds=ratio(groups.total(waits, answered), of_answered),
        waited=of_all,
        mean_wait_seconds=ratio(groups.total(waits, waited), of_all),
    )


def wait_percentiles(
    records: Records, by: Sequence[str] = (), percentiles: Sequence[float] = (50, 80, 90, 95)
) -> pd.DataFrame:
    """Return percentiles of the wait of those answered, in seconds: columns answered, wait_p50_seconds and so on.

    Linear interpolation between two waits; NaN where nobody was answered.

    Examples
    --------
    >>> from sim.measures.example import phone_calls
    >>> calls = phone_calls([(0, 5, 65), (20, 60, 90)])
    >>> wait_percentiles(calls, percentiles=[50])["wait_p50_seconds"].tolist()
    [22.5]
    """
    answered = records.inside & records.attempts.is_offered & records.attempts.is_answered
    groups = by_attempt(records, by)
    found = groups.quantiles(records.waits, answered, percentiles)
    columns = {f"wait_p{percentile:g}_seconds": found[:, place] for place, percentile in enumerate(percentiles)}
    return tidy(records, groups.keys, answered=groups.count(answered), **columns)


def delayed_share(records: Records, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return the share that had to wait at all, P(W > 0): columns waited, delayed, delayed_share.

    Of all offered contacts but those blocked or balked. One still waiting at the end of the run did wait.

    Examples
    --------
    >>> from sim.measures.example import phone_calls
    >>> calls = phone_calls([(0, 0, 60), (10, None, 40), (20, 60, 90)])
    >>> delayed_share(calls)["delayed_share"].tolist()
    [0.667]
    """
    attempts = records.attempts
    waited = records.inside & attempts.is_offered & ~np.isin(attempts.outcome, (BLOCKED, BALKED))
    with np.errstate(invalid="ignore"):
        delayed = waited & (records.waits > 0)
    groups = by_attempt(records, by)
    whole, part = groups.count(waited), groups.count(delayed)
    return tidy(records, groups.keys, waited=whole, delayed=part, delayed_share=ratio(part, whole))
