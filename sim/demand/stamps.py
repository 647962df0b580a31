"""Time stamps and durations of a log: text columns become UTC moments and seconds, and what cannot be read is reported.

Texts repeat a great deal (a day has 86,400 seconds), so each different text is parsed once.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.demand.mapping import HistoryMapping
from sim.errors import Problem

_CLOCK = re.compile(r"^\s*(\d{1,3}):([0-5]\d)(?::([0-5]\d(?:\.\d+)?))?\s*$")
_OFFSET = re.compile(r":\d\d(?:\.\d+)?\s*(?:Z|[+-]\d\d:?\d\d)$")
EXAMPLES = 3
"""Line numbers shown for each kind of trouble."""


def lines_text(lines: npt.ArrayLike) -> str:
    """Return line numbers as text, the first few of them.

    >>> lines_text([5, 9, 14, 20])
    'lines 5, 9, 14, …'
    """
    numbers = np.asarray(lines)
    shown = ", ".join(str(number) for number in numbers[:EXAMPLES])
    if len(numbers) > EXAMPLES:
        return f"lines {shown}, …"
    return f"line{'s' if len(numbers) > 1 else ''} {shown}"


def read_stamps(
    rows: pd.DataFrame, lines: npt.NDArray[np.int64], mapping: HistoryMapping, file: str, problems: list[Problem]
) -> tuple[pd.DataFrame, dict[str, npt.NDArray[np.bool_]]]:
    """Return one UTC column per stamp of the mapping (NaT where absent), and marks of doubtful local times.

    Problems are appended, one per column that holds something unreadable.
    """
    columns = {name: column for name, column in mapping.times if column}
    local: dict[str, pd.Series] = {}
    has_offset: dict[str, bool] = {}
    days = _days(rows, lines, mapping, file, problems) if mapping.date else None
    for name, column in columns.items():
        absent = rows[column].isin([*mapping.absent_time, ""]).to_numpy()
        if name == "arrived":
            absent = (rows[column] == "").to_numpy()  # a contact always arrives: midnight is midnight
        values, has_offset[name] = _parsed(rows[column], mapping)
        unreadable = np.isnat(values) & (~absent | (name == "arrived"))
        _report(rows[column], unreadable, lines, file, column, f"times.{name}", _accepted(mapping), problems)
        values[absent] = np.timedelta64("NaT") if days is not None else np.datetime64("NaT")
        local[name] = pd.Series(values if days is None else days + values, index=rows.index)
    if days is not None:
        local = _past_midnight(local, mapping.longest_hours)
    marks = {name: np.zeros(len(rows), dtype=bool) for name in ("repeated hour", "hour that does not exist")}
    moments = {
        name: stamps.dt.tz_localize("UTC") if has_offset[name] else _to_utc(stamps, mapping.time_zone, marks)
        for name, stamps in local.items()
    }
    return pd.DataFrame(moments, index=rows.index), marks


def read_seconds(
    rows: pd.DataFrame, lines: npt.NDArray[np.int64], column: str, file: str, key: str, problems: list[Problem]
) -> pd.Series:
    """Return a column of seconds (NaN where empty); problems are appended."""
    text = rows[column].str.strip()
    values = pd.to_numeric(text, errors="coerce").astype("float64")
    unreadable = (values.isna() & (text != "")).to_numpy()
    _report(rows[column], unreadable, lines, file, column, key, "a number of seconds", problems)
    return values


def _parsed(texts: pd.Series, mapping: HistoryMapping) -> tuple[npt.NDArray[Any], bool]:
    """Clock times since midnight, or moments; and whether the texts carry their own offset from UTC."""
    codes, different = pd.factorize(texts)
    unlike = pd.Series(different, dtype="str")
    if mapping.date is None:
        form = mapping.time_format
        has_offset = "%z" in form if form else bool(unlike.str.contains(_OFFSET).any())
        moments = pd.to_datetime(unlike, format=form or "ISO8601", errors="coerce", utc=has_offset)
        if has_offset:
            moments = moments.dt.tz_localize(None)
        return np.asarray(moments.to_numpy(dtype="datetime64[us]")[codes]), has_offset
    if mapping.time_format is None:
        clock = np.array([_clock(text) for text in different], dtype="timedelta64[us]")
    else:
        moments = pd.to_datetime(unlike, format=mapping.time_format, errors="coerce")
        clock = (moments - moments.dt.normalize()).to_numpy(dtype="timedelta64[us]")
    return np.asarray(clock[codes]), False


def _clock(text: str) -> np.timedelta64:
    """Time since midnight; hours above 23 are on the next day."""
    match = _CLOCK.match(text)
    if match is None:
        return np.timedelta64("NaT", "us")
    seconds = int(match[1]) * 3600 + int(match[2]) * 60 + float(match[3] or 0)
    return np.timedelta64(round(seconds * 1_000_000), "us")


def _days(
    rows: pd.DataFrame, lines: npt.NDArray[np.int64], mapping: HistoryMapping, file: str, problems: list[Problem]
) -> npt.NDArray[np.datetime64]:
    assert mapping.date is not None
    column, form = mapping.date.column, mapping.date.format
    codes, different = pd.factorize(rows[column])
    days = pd.to_datetime(pd.Series(different), format=form, errors="coerce").to_numpy(dtype="datetime64[us]")[codes]
    _report(rows[column], np.isnat(days), lines, file, column, "date.column", f"a date such as {form}", problems)
    return np.asarray(days)


def _past_midnight(local: dict[str, pd.Series], longest_hours: float) -> dict[str, pd.Series]:
    """Put a stamp far before the arrival on the next day; one a little before it stays, as an error of the log."""
    early = local["arrived"] - pd.Timedelta(hours=24 - min(longest_hours, 23.0))
    day = pd.Timedelta(days=1)
    return {name: stamps.mask(stamps < early, stamps + day) for name, stamps in local.items()}


def _to_utc(stamps: pd.Series, zone: str, marks: dict[str, npt.NDArray[np.bool_]]) -> pd.Series:
    """Return UTC of local stamps, and mark the doubtful ones.

    In the hour that the clocks repeat in autumn the first is taken; a time that they skip in spring moves to the end
    of the gap.
    """
    strict = stamps.dt.tz_localize(zone, ambiguous="NaT", nonexistent="shift_forward")
    marks["repeated hour"] |= (strict.isna() & stamps.notna()).to_numpy()
    first = stamps.dt.tz_localize(zone, ambiguous=np.ones(len(stamps), dtype=bool), nonexistent="shift_forward")
    marks["hour that does not exist"] |= (first.dt.tz_localize(None) != stamps).to_numpy() & stamps.notna().to_numpy()
    utc: pd.Series = first.dt.tz_convert("UTC")
    return utc


def _accepted(mapping: HistoryMapping) -> str:
    if mapping.time_format is not None:
        return f"times such as {mapping.time_format}"
    return "clock times h:mm or h:mm:ss" if mapping.date is not None else "ISO 8601, such as 2026-03-01 14:05:00"


def _report(
    texts: pd.Series,
    wrong: npt.NDArray[np.bool_],
    lines: npt.NDArray[np.int64],
    file: str,
    column: str,
    key: str,
    accepted: str,
    problems: list[Problem],
) -> None:
    if not wrong.any():
        return
    where = np.flatnonzero(wrong)
    number = f"{len(where):,} value{'s' if len(where) > 1 else ''}"
    what = f"{number} of the column '{column}' cannot be read, {lines_text(lines[where])}"
    given = ", ".join(repr(text) for text in texts.iloc[where[:EXAMPLES]])
    problems.append(Problem(what, file, int(lines[where[0]]), key, given, accepted))
