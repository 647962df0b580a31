"""Whether customers get through at all: who meets a closed channel, and what becomes of needs in the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sim.centre.log import (
    ABANDONED,
    AUTOMATED,
    BALKED,
    BLOCKED,
    CLOSED,
    MERGED,
    NEXT,
    PREVENTED,
    SELF_SERVED,
    SERVED,
)
from sim.measures.grouping import by_attempt, ratio, tidy
from sim.measures.records import Records


def met_closed(records: Records, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return the share of attempts turned away at a closed channel, and at one that is not offered.

    Columns attempts, turned_away, closed_share = turned_away / attempts, not_offered, not_offered_share = not_offered /
    attempts. turned_away: gave up at a closed channel or were diverted by it; not those who left a message and are
    called back or who wait until it opens. not_offered: wanted a channel that is not offered; who is forced from it
    onto a closed one counts as both. Group by `chosen_channel`, the one they asked for. NaN without attempts.

    Examples
    --------
    >>> from sim.measures.example import phone_calls
    >>> met_closed(phone_calls([(0, 5, 65)]))["closed_share"].tolist()
    [0.0]
    """
    groups = by_attempt(records, by)
    whole = groups.count(records.inside)
    away = groups.count(records.inside & (records.noted("turned_away") == 1))
    forced = groups.count(records.inside & (records.noted("forced") == 1))
    return tidy(
        records,
        groups.keys,
        attempts=whole,
        turned_away=away,
        closed_share=ratio(away, whole),
        not_offered=forced,
        not_offered_share=ratio(forced, whole),
    )


def reached_in_time(records: Records, within: Mapping[str, int], by: Sequence[str] = ()) -> pd.DataFrame:
    """Return how many customers who tried a channel were answered in time: columns needs, in_time, reached_share.

    in_time / needs. Counted are the first attempts of needs on the channels of `within` (microseconds from the arrival,
    by the channel the customer chose), those included that found it closed, hung up or were sent elsewhere. In time are
    those that a person, a vendor or an automation answered within the time, on whichever channel. Left out are needs
    merged with another, and those whose time ends after the run. NaN without needs. Unlike the service level, this
    cannot be raised by closing, nor by those who try again.

    Examples
    --------
    Of three calls the first is answered after 5 s, the second hangs up, the third waits 30 s:

    >>> from sim.measures.example import phone_calls
    >>> calls = phone_calls([(0, 5, 65), (10, None, 40), (100, 130, 160)])
    >>> reached_in_time(calls, {"phone": 20_000_000})[["needs", "in_time"]].values.tolist()
    [[3, 1]]
    """
    attempts, names = records.attempts, records.scenario.channel_names
    limit = np.array([within.get(name, -1) for name in names], dtype=np.float64)[attempts.chosen]
    never = np.isin(attempts.outcome, (MERGED, SELF_SERVED, PREVENTED))
    counted = (
        records.inside
        & (attempts.attempt == 1)
        & (limit >= 0)
        & ~never
        & (attempts.arrived + limit <= attempts.horizon)
    )
    is_automated = attempts.outcome == AUTOMATED
    answered = np.where(is_automated, attempts.ended, attempts.answered)
    with np.errstate(invalid="ignore"):
        in_time = counted & (answered - attempts.arrived <= limit)
    groups = by_attempt(records, by)
    whole, part = groups.count(counted), groups.count(in_time)
    return tidy(records, groups.keys, needs=whole, in_time=part, reached_share=ratio(part, whole))


def ends_of_needs(records: Records) -> pd.DataFrame:
    """Return what became of needs: columns needs, solved_share, lost_share, unsolved_share, over needs that have ended.

    solved: some attempt solved it. lost: the last attempt was abandoned, blocked, balked or given up when closed, and
    no other follows. unsolved: the last one was answered (by a person, vendor or automation) and did not solve it, and
    no other follows. Needs still under way at the end are left out, those prevented too. The same question asked on two
    channels is one need, which ends as the contact that ended last. The three add up to 1.

    Examples
    --------
    One call answered and solved, one hung up for good:

    >>> from sim.measures.example import phone_calls
    >>> ends_of_needs(phone_calls([(0, 5, 65), (10, None, 40)]))[["needs", "lost_share"]].values.tolist()
    [[2.0, 0.5]]
    """
    attempts = records.attempts
    first = np.flatnonzero(np.diff(attempts.need, prepend=-1))
    last = np.append(first[1:], len(attempts.need))[: len(first)] - 1
    asked = records.noted("duplicate_of")[first]
    _, root, pair = np.unique(np.where(np.isnan(asked), attempts.need[first], asked), True, True)
    solved = np.zeros(len(root), dtype=bool)
    if len(first):
        np.logical_or.at(solved, pair, np.logical_or.reduceat(attempts.solved, first))
    ended = np.where(np.isnan(attempts.ended[last]), np.inf, attempts.ended[last])
    ended[attempts.outcome[last] == MERGED] = -1.0  # how the other ended decides
    order = np.lexsort((ended, pair))
    decides = last[order[np.flatnonzero(np.diff(pair[order], append=len(root)))]]
    inside = records.inside[first[root]]
    is_final = attempts.follows[decides] == NEXT.index("none")
    lost = ~solved & is_final & np.isin(attempts.outcome[decides], (ABANDONED, BLOCKED, BALKED, CLOSED))
    unsolved = ~solved & is_final & np.isin(attempts.outcome[decides], (SERVED, AUTOMATED, SELF_SERVED))
    counts = [np.array([int((inside & which).sum())]) for which in (solved, lost, unsolved)]
    whole = counts[0] + counts[1] + counts[2]
    shares = [ratio(count, whole) for count in counts]
    keys = pd.DataFrame(index=pd.RangeIndex(1))
    return tidy(records, keys, needs=whole, solved_share=shares[0], lost_share=shares[1], unsolved_share=shares[2])
