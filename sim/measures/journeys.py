"""What happened to contacts on their way: forced, promised, in public, passed on, decided, asked twice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.centre.log import AUTOMATED, MERGED
from sim.measures.grouping import by_attempt, ratio, tidy
from sim.measures.records import Bools, Floats, Records
from sim.timing import HOUR, MINUTE


def on_the_way(records: Records, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return counts of what happens to contacts on their way, one row per group.

    Columns: attempts; forced (wanted a channel not offered), self_service_failed, acknowledged; promised (a reply or
    call by a time that is known to have passed or been kept), kept, kept_share; complaints (public posts, visible as
    such) and complaint_minutes (mean time until answered or ended); told_the_wait, left_silently (chats), overflowed
    to a vendor, handed_back by one that closed, unsolved_by_vendor (handed back unsolved); misrouted, transfers,
    transfer_minutes (mean wait after one); special, granted, refused, submitted to a manager, approval_minutes (mean
    wait for one); duplicates, merged with the other, answered_twice and inconsistent of those; follow_ups;
    repeated_hours (gathering once more, at speed 1), personalised. NaN for a mean or share of nothing.

    Examples
    --------
    >>> from sim.measures.example import phone_calls
    >>> on_the_way(phone_calls([(0, 5, 65)]))[["attempts", "transfers"]].values.tolist()
    [[1, 0]]
    """
    attempts, groups = records.attempts, by_attempt(records, by)

    def has(column: str, value: float | None = None) -> Bools:
        noted = records.noted(column)
        held = ~np.isnan(noted) if value is None else noted == value
        return np.asarray(records.inside & held)

    def mean(values: Floats, rows: Bools, unit: int) -> Floats:
        return ratio(groups.total(np.where(rows, values, 0.0), rows) / unit, groups.count(rows))

    answered = np.where(attempts.outcome == AUTOMATED, attempts.ended, attempts.answered)
    promise = records.noted("promised")
    is_known = has("promised") & (~np.isnan(answered) | (promise < attempts.horizon))
    kept = is_known & (answered <= promise)
    complains, public = has("public_from"), records.noted("public_from")
    until = np.where(np.isnan(answered), attempts.ended, answered)
    until = np.where(np.isnan(until), attempts.horizon, until)
    passed_on = has("transferred")
    twice = has("consistent")
    columns = {
        "attempts": groups.count(records.inside),
        "forced": groups.count(has("forced", 1.0)),
        "self_service_failed": groups.count(has("self_service_failed", 1.0)),
        "acknowledged": groups.count(has("acknowledged")),
        "promised": groups.count(is_known),
        "kept": groups.count(kept),
        "kept_share": ratio(groups.count(kept), groups.count(is_known)),
        "complaints": groups.count(complains),
        "complaint_minutes": mean(np.maximum(until - public, 0.0), complains, MINUTE),
        "told_the_wait": groups.count(records.inside & (np.nan_to_num(records.noted("announced")) > 0)),
        "left_silently": groups.count(has("silent", 1.0)),
        "overflowed": groups.count(has("overflowed")),
        "handed_back": groups.count(has("handed_back")),
        "unsolved_by_vendor": groups.count(records.inside & _handed_back_unsolved(records)),
        "misrouted": groups.count(has("misrouted", 1.0)),
        "transfers": groups.count(passed_on),
        "transfer_minutes": mean(records.noted("transfer_wait"), passed_on, MINUTE),
        "special": groups.count(has("special", 1.0)),
        "granted": groups.count(has("granted", 1.0)),
        "refused": groups.count(has("granted", 0.0)),
        "submitted": groups.count(has("submitted")),
        "approval_minutes": mean(records.noted("approval_wait"), has("submitted"), MINUTE),
        "duplicates": groups.count(has("duplicate_of") & (attempts.attempt == 1)),
        "merged": groups.count(records.inside & (attempts.outcome == MERGED)),
        "answered_twice": groups.count(twice),
        "inconsistent": groups.count(has("consistent", 0.0)),
        "follow_ups": groups.count(has("follows_up") & (attempts.attempt == 1)),
        "repeated_hours": groups.total(np.nan_to_num(records.noted("repeated_gathering")), records.inside) / HOUR,
        "personalised": groups.count(has("personalised", 1.0)),
    }
    return tidy(records, groups.keys, **columns)


def _handed_back_unsolved(records: Records) -> Bools:
    """Whether a vendor served each attempt in vain and handed it back; in no log that does not know of it."""
    if "unsolved_by" not in records.contacts:
        return np.zeros(len(records.attempts.need), dtype=bool)
    return np.asarray(records.contacts["unsolved_by"].notna())
