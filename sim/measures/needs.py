"""What customers live through over all attempts of a need: first response, resolution, solved at first contact."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.centre.log import AUTOMATED, NEXT, PREVENTED, SELF_SERVED, SERVED
from sim.measures.grouping import Grouping, by_attempt, ratio, tidy
from sim.measures.records import Bools, Floats, Ints, Records

PERCENTILES = (50, 80, 90, 95)


def first_response(
    records: Records, by: Sequence[str] = (), percentiles: Sequence[float] = PERCENTILES
) -> pd.DataFrame:
    """Return how long needs wait for the first answer, in minutes.

    Columns needs, responded, first_response_mean_minutes, first_response_p50_minutes and so on. From the first arrival
    of the need to the moment a person or vendor began with any of its attempts, or automation had answered; a bot that
    only passes on is no response. Needs that self-service answered or a call prevented never became contacts and are
    left out of `needs`. The same question asked on two channels is one need, from when it was asked first to the first
    answer to either. Needs never answered are left out of the times. Keys are those of the first attempt, of the
    contact asked first.

    Examples
    --------
    A call hangs up, calls again two minutes after the first try and is answered at once; another waits one minute.

    >>> from sim.measures.example import contacts
    >>> rows = contacts([(0, 1, "phone", 0, None, 60, False), (0, 2, "phone", 120, 120, 300, True),
    ...                  (1, 1, "phone", 0, 60, 90, True)])
    >>> first_response(rows, percentiles=[50])[["responded", "first_response_p50_minutes"]].values.tolist()
    [[2.0, 1.5]]
    """
    attempts = records.attempts
    moment = np.where(attempts.outcome == AUTOMATED, attempts.ended, attempts.answered)
    return _times(records, by, percentiles, moment, "responded", "first_response")


def resolution_time(
    records: Records, by: Sequence[str] = (), percentiles: Sequence[float] = PERCENTILES
) -> pd.DataFrame:
    """Return how long it takes until needs are solved, in minutes.

    Columns needs, resolved, resolution_mean_minutes, resolution_p50_minutes and so on. From the first arrival of the
    need to the end of the attempt that solved it first. Needs never solved are left out of the times, so read them
    beside `resolved / needs`; needs that self-service answered or a call prevented are left out altogether. The same
    question asked on two channels is one need. Keys are those of the first attempt, of the contact asked first.

    Examples
    --------
    One need takes two contacts and five minutes in all, another one contact of 90 s.

    >>> from sim.measures.example import contacts
    >>> rows = contacts([(0, 1, "phone", 0, 0, 60, False), (0, 2, "phone", 120, 120, 300, True),
    ...                  (1, 1, "phone", 0, 60, 90, True)])
    >>> resolution_time(rows, percentiles=[50])[["resolved", "resolution_p50_minutes"]].values.tolist()
    [[2.0, 3.25]]
    """
    attempts = records.attempts
    moment = np.where(attempts.solved, attempts.ended, np.nan)
    return _times(records, by, percentiles, moment, "resolved", "resolution")


def solved_in_time(records: Records, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return how far promises to solve are kept: columns due, solved_in_time, solved_in_time_share.

    due are the needs that began on a channel with `target.solved_within`, as `resolution_time` counts needs, whose time
    ends within the run; solved_in_time those of them solved no later than that after they were first asked. Keys are
    those of the first attempt; NaN where nothing is due.

    Examples
    --------
    Without such a promise nothing is due:

    >>> from sim.measures.example import phone_calls
    >>> solved_in_time(phone_calls([(0, 5, 65)]))["due"].tolist()
    [0]
    """
    attempts, channels = records.attempts, records.scenario.channels
    promised = [channels[name].target for name in records.scenario.channel_names]
    limit = np.array([np.nan if one is None or one.solved_within is None else one.solved_within for one in promised])
    first, _ = _first_and_last(attempts.need)
    due, kept = (np.zeros(len(attempts.need), dtype=bool) for _ in range(2))
    if len(first):
        of_need, starts, place = _asked_twice(records, first)
        solved = np.fmin.reduceat(np.where(attempts.solved, attempts.ended, np.nan), first)
        until = attempts.arrived[starts] + limit[attempts.channel[starts]]
        due[starts] = ~np.isin(attempts.outcome[starts], (SELF_SERVED, PREVENTED)) & (until <= attempts.horizon)
        kept[starts] = np.fmin.reduceat(solved[of_need], place) <= until
    groups = by_attempt(records, by)
    whole, part = groups.count(due & records.inside), groups.count(due & kept & records.inside)
    return tidy(records, groups.keys, due=whole, solved_in_time=part, solved_in_time_share=ratio(part, whole))


def first_contact_resolution(records: Records, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return the share of needs solved at their first attempt with no later one.

    Columns handled, solved_at_first, first_contact_resolution = solved_at_first / handled. `handled` are the needs that
    a person, a vendor or automation answered at any attempt; those self-service answered and those never answered are
    left out. Who hung up first and was helped at the second try is not solved at first contact, nor who hung up when
    passed on. The same question asked on two channels is one need, solved at first contact where either first attempt
    solved it and no later one was made. Keys are those of the first attempt, of the contact asked first; NaN where no
    need is handled.

    Examples
    --------
    >>> from sim.measures.example import contacts
    >>> rows = contacts([(0, 1, "phone", 0, 0, 60, False), (0, 2, "phone", 120, 120, 300, True),
    ...                  (1, 1, "phone", 0, 60, 90, True)])
    >>> first_contact_resolution(rows)["first_contact_resolution"].tolist()
    [0.5]
    """
    attempts = records.attempts
    first, last = _first_and_last(attempts.need)
    answered = _is_answered(records)
    of_need, starts, place = _asked_twice(records, first)
    handled = np.zeros(len(attempts.need), dtype=bool)
    at_first = np.zeros(len(attempts.need), dtype=bool)
    if len(first):
        whole_need = np.logical_or.reduceat(answered, first)
        solved = (answered & attempts.solved)[first]
        handled[starts] = np.logical_or.reduceat(whole_need[of_need], place)
        at_first[starts] = np.logical_or.reduceat(solved[of_need], place)
        at_first[starts] &= np.logical_and.reduceat((first == last)[of_need], place)
    groups = by_attempt(records, by)
    whole, part = groups.count(handled & records.inside), groups.count(at_first & records.inside)
    return tidy(records, groups.keys, handled=whole, solved_at_first=part, first_contact_resolution=ratio(part, whole))


def repeats(records: Records, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return how often customers come again.

    Columns answered, recontacted, recontact_share, abandoned_or_blocked, redialled, redial_share. recontact_share is
    the share of answered attempts (by people, vendors, automation) after which the customer came back: because the
    need was not solved, or because of hanging up when passed on. redial_share is that of those who hung up before any
    answer, balked or were blocked, and tried again. Counted at the attempt that is followed. NaN where there are none.

    Examples
    --------
    >>> from sim.measures.example import contacts
    >>> rows = contacts([(0, 1, "phone", 0, 0, 60, False), (0, 2, "phone", 120, 120, 300, True)])
    >>> repeats(rows)["recontact_share"].tolist()
    [0.5]
    """
    attempts, groups = records.attempts, by_attempt(records, by)
    answered = records.inside & _is_answered(records)
    lost = records.inside & attempts.is_offered & ~attempts.is_answered & attempts.is_decided
    comes_again = attempts.follows != NEXT.index("none")
    again, tried = groups.count(answered & comes_again), groups.count(lost & comes_again)
    return tidy(
        records,
        groups.keys,
        answered=groups.count(answered),
        recontacted=again,
        recontact_share=ratio(again, groups.count(answered)),
        abandoned_or_blocked=groups.count(lost),
        redialled=tried,
        redial_share=ratio(tried, groups.count(lost)),
    )


def _is_answered(records: Records) -> Bools:
    """Whether each attempt has ended and was answered: by people, vendors or automation, passed on or not."""
    attempts = records.attempts
    return np.asarray(np.isin(attempts.outcome, (SERVED, AUTOMATED)) | attempts.is_abandoned_in_transfer)


def _times(
    records: Records, by: Sequence[str], percentiles: Sequence[float], moment: Floats, counted: str, prefix: str
) -> pd.DataFrame:
    """The table of the time from the first arrival of each need to the earliest of a moment of its attempts."""
    attempts = records.attempts
    first, _ = _first_and_last(attempts.need)
    minutes = np.full(len(attempts.need), np.nan)
    became = np.zeros(len(attempts.need), dtype=bool)
    if len(first):
        of_need, starts, place = _asked_twice(records, first)
        earliest = np.fmin.reduceat(np.where(attempts.outcome == SELF_SERVED, np.nan, moment), first)
        minutes[starts] = (np.fmin.reduceat(earliest[of_need], place) - attempts.arrived[starts]) / 6e7
        became[starts] = ~np.isin(attempts.outcome[starts], (SELF_SERVED, PREVENTED))
        became &= records.inside
    known = became & ~np.isnan(minutes)
    groups: Grouping = by_attempt(records, by)
    found = groups.quantiles(minutes, known, percentiles)
    number = groups.count(known)
    columns: dict[str, npt.NDArray[np.generic]] = {
        "needs": groups.count(became),
        counted: number,
        f"{prefix}_mean_minutes": ratio(groups.total(minutes, known), number),
    }
    columns |= {f"{prefix}_p{percentile:g}_minutes": found[:, k] for k, percentile in enumerate(percentiles)}
    return tidy(records, groups.keys, **columns)


def _asked_twice(records: Records, first: Ints) -> tuple[Ints, Ints, Ints]:
    """Put needs together that are the same question on two channels; `first` are their first attempts.

    Returns the needs in such an order that those which belong together stand together, the first attempt of what was
    asked first for each, and where it begins in the order.
    """
    need = records.attempts.need[first]
    asked = records.noted("duplicate_of")[first]
    _, root = np.unique(np.where(np.isnan(asked), need, asked), return_inverse=True)
    order = np.argsort(root, kind="stable")  # duplicates have the greater numbers
    place = np.flatnonzero(np.diff(root[order], prepend=-1))
    return order, first[order[place]], place


def _first_and_last(need: Ints) -> tuple[Ints, Ints]:
    """Positions of the first and the last attempt of every need."""
    if not len(need):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    borders = np.flatnonzero(need[1:] != need[:-1])
    first = np.concatenate([[0], borders + 1]).astype(np.int64)
    return first, np.concatenate([borders, [len(need) - 1]]).astype(np.int64)
