"""How contacts end: counts by outcome, abandonment, blocking, and who answers instead of the team."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sim.centre.log import AUTOMATED, BLOCKED, OUTCOMES, SERVED
from sim.measures.grouping import by_attempt, ratio, tidy
from sim.measures.records import PARTIES, Bools, Records


def outcomes(records: Records, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return how many attempts ended in which way: columns attempts, one per outcome, and offered.

    Every attempt has one outcome, so they add up to the attempts; `abandoned` are all who hung up, before an answer or
    waiting to be passed on (`abandonment` tells them apart). `offered` counts those that reached or queued for a
    person or vendor: served, abandoned, blocked, balked, and still in the queue or in service at the end; not those
    that self-service or automation answered, nor those given up at a closed channel.

    Examples
    --------
    >>> from sim.measures.example import phone_calls
    >>> calls = phone_calls([(0, 5, 65), (10, None, 40), (20, 60, 90)])
    >>> outcomes(calls)[["attempts", "served", "abandoned", "offered"]].values.tolist()
    [[3, 2, 1, 3]]
    """
    groups = by_attempt(records, by)
    columns = {
        name: groups.count(records.inside & (records.attempts.outcome == code)) for code, name in enumerate(OUTCOMES)
    }
    return tidy(
        records,
        groups.keys,
        attempts=groups.count(records.inside),
        **columns,
        offered=groups.count(records.inside & records.attempts.is_offered),
    )


def abandonment(records: Records, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return the share who hung up before anybody answered: abandonment = abandoned / offered.

    Columns offered, abandoned, abandonment, abandoned_in_transfer, abandoned_in_transfer_share = abandoned_in_transfer
    / offered: who was answered, passed on and hung up in the second wait has been answered, and is told apart. Those
    still waiting when the run ended count as offered and not abandoned. NaN where nothing is offered.

    Examples
    --------
    >>> from sim.measures.example import phone_calls
    >>> abandonment(phone_calls([(0, 5, 65), (10, None, 40), (20, 60, 90), (30, 90, 95)]))["abandonment"].tolist()
    [0.25]
    """
    attempts = records.attempts
    table = _share(records, by, attempts.is_abandoned, "abandoned", "abandonment")
    passed_on = _share(records, by, attempts.is_abandoned_in_transfer, "number", "share")
    return table.assign(abandoned_in_transfer=passed_on["number"], abandoned_in_transfer_share=passed_on["share"])


def blocking(records: Records, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return the share turned away because the queue was full: columns offered, blocked, blocked_share.

    blocked / offered; NaN where nothing is offered.

    Examples
    --------
    >>> from sim.measures.example import phone_calls
    >>> blocking(phone_calls([(0, 5, 65)]))["blocked_share"].tolist()
    [0.0]
    """
    return _share(records, by, records.attempts.outcome == BLOCKED, "blocked", "blocked_share")


def answered_elsewhere(records: Records, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return who answers contacts besides the team: columns ended, vendor_share, on_call_share, automation_share.

    Of all attempts that somebody or something answered (`ended` = served + automated, self-service not counted): the
    share by vendors, by people on call, by automation. NaN where nobody answered.

    Examples
    --------
    >>> from sim.measures.example import phone_calls
    >>> answered_elsewhere(phone_calls([(0, 5, 65)]))["vendor_share"].tolist()
    [0.0]
    """
    groups, attempts = by_attempt(records, by), records.attempts
    ended = records.inside & ((attempts.outcome == SERVED) | (attempts.outcome == AUTOMATED))
    whole = groups.count(ended)
    shares = {
        f"{name}_share": ratio(groups.count(ended & (attempts.party == PARTIES.index(name))), whole)
        for name in ("vendor", "on_call", "automation")
    }
    return tidy(records, groups.keys, ended=whole, **shares)


def _share(records: Records, by: Sequence[str], rows: Bools, count_name: str, share_name: str) -> pd.DataFrame:
    groups = by_attempt(records, by)
    whole = groups.count(records.inside & records.attempts.is_offered)
    part = groups.count(records.inside & rows)
    return tidy(records, groups.keys, **{"offered": whole, count_name: part, share_name: ratio(part, whole)})
