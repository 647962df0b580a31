"""A log of contacts, as it left the telephone system or the help desk, becomes one tidy table.

What the columns of the log mean stands in a mapping (`sim.demand.mapping`). Every row of the log is either in the
table or counted under the reason why it is not. Nothing is estimated here; see `sim.demand.calibrate`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.demand.gaps import find_bursts, find_gaps, observed_grid
from sim.demand.load_mapping import load_mapping
from sim.demand.log_file import read_codes, read_log
from sim.demand.mapping import OFFERED, Coded, HistoryMapping
from sim.demand.quality import Quality, Sieve
from sim.demand.stamps import read_seconds, read_stamps
from sim.errors import InputError, Problem

COLUMNS = (
    "contact", "channel", "topic", "segment", "arrived", "queued", "answered", "ended",
    "waited_seconds", "handled_seconds", "outcome", "agent", "customer",
)  # fmt: skip


@dataclass(frozen=True)
class History:
    """A log of contacts and what is to be known about its quality."""

    contacts: pd.DataFrame
    """One row per contact in order of arrival; columns `COLUMNS`, times in UTC, NaT or NaN where something did not
    happen. `waited_seconds` from asking for a person to the answer or to hanging up, absent for who never asked."""
    quality: Quality
    source: str
    """Where the log comes from."""
    time_zone: str
    """Time zone of the centre."""

    @property
    def offered(self) -> pd.DataFrame:
        """Contacts that asked for a person: the demand for agents."""
        return self.contacts[self.contacts["outcome"].isin(OFFERED)]


def read_history(path: str | Path, mapping: HistoryMapping | str | Path) -> History:
    """Return the history of a log file (CSV, compressed or not).

    Left out and counted: rows named by the mapping's `drop`, empty lines, repeated rows, rows whose times go
    backwards or that last longer than `longest_hours`.

    Raises
    ------
    InputError
        With every problem found: file or mapping not readable, missing columns, times or numbers that cannot be
        read, unknown codes, no rows at all.
    """
    if not isinstance(mapping, HistoryMapping):
        mapping = load_mapping(mapping)
    file = Path(path).name
    rows = read_log(Path(path), mapping)
    sieve = Sieve(np.arange(2, len(rows) + 2, dtype=np.int64))  # line 1 is the header
    sieve.drop((rows == "").all(axis=1).to_numpy(), "empty line")
    for rule in mapping.drop:
        sieve.drop(rows[rule.column].isin(rule.equals).to_numpy(), rule.because)
    sieve.drop(rows.duplicated().to_numpy(), "the same row stands above")
    kept = sieve.keep.copy()
    if not kept.any():
        raise InputError(Problem("the history is empty: no row is left", file, given=f"{len(rows):,} rows read"))
    contacts = _tidy(rows[kept], sieve.lines[kept], kept, mapping, file, sieve)
    contacts = contacts[sieve.keep[kept]].sort_values("arrived", kind="stable", ignore_index=True)
    if contacts.empty:
        raise InputError(Problem("the history is empty: no row is left", file, given=f"{len(rows):,} rows read"))
    _note_gaps(contacts, mapping.time_zone, sieve)
    return History(contacts, sieve.report(file, contacts), mapping.source, mapping.time_zone)


def _tidy(
    rows: pd.DataFrame,
    lines: npt.NDArray[np.int64],
    kept: npt.NDArray[np.bool_],
    mapping: HistoryMapping,
    file: str,
    sieve: Sieve,
) -> pd.DataFrame:
    """Return the table of the rows kept so far, and sieve those whose times make no sense."""
    problems: list[Problem] = []
    stamps, marks = read_stamps(rows, lines, mapping, file, problems)
    stated = {
        name: read_seconds(rows, lines, column, file, f"seconds.{name}", problems)
        for name, column in mapping.seconds
        if column
    }
    fields = {
        name: read_codes(rows, lines, getattr(mapping, name) or Coded(value=""), name, file, problems)
        for name in ("channel", "topic", "segment", "agent", "customer")
    }
    outcome = _outcome(rows, lines, stamps, mapping, file, problems)
    if problems:
        raise InputError(problems)
    for name in ("left_menu", "queued", "left_queue", "answered", "ended"):
        if name not in stamps:
            stamps[name] = pd.Series(pd.NaT, index=rows.index, dtype=stamps["arrived"].dtype)

    def spread(found: pd.Series) -> npt.NDArray[np.bool_]:
        """A mark on the rows kept so far becomes a mark on all rows of the log."""
        marked = np.zeros(len(kept), dtype=bool)
        marked[kept] = found.to_numpy(dtype=bool)
        return marked

    asked = stamps["queued"].fillna(stamps["left_menu"]).fillna(stamps["arrived"])
    until = stamps["left_queue"].fillna(stamps["answered"]).fillna(stamps["ended"]).fillna(asked)
    measured = {
        "menu": _seconds(stamps["arrived"], stamps["left_menu"]),
        "waited": _seconds(asked, until).where(stamps["queued"].notna() | (mapping.times.queued is None), 0.0),
        "handled": _seconds(stamps["answered"], stamps["ended"]),
    }
    durations = {name: stated.get(name, seconds) for name, seconds in measured.items()}
    backwards = pd.Series(False, index=rows.index)
    for name, seconds in durations.items():
        backwards |= (seconds < 0) | (measured[name] < -mapping.tolerance_seconds)
    for name in ("queued", "answered", "ended"):
        backwards |= _seconds(stamps["arrived"], stamps[name]) < -mapping.tolerance_seconds
    sieve.drop(spread(backwards), "times go backwards")
    longest = mapping.longest_hours * 3600
    too_long = (durations["waited"] > longest) | (durations["handled"] > longest) | (durations["menu"] > longest)
    sieve.drop(spread(too_long), f"longer than {mapping.longest_hours:g} hours")

    for mark, where in marks.items():
        sieve.warn(spread(pd.Series(where)), f"local time in a {mark} at a change of the clocks")
    for name, seconds in stated.items():
        differs = (seconds - measured[name]).abs() > mapping.tolerance_seconds
        sieve.warn(spread(differs), f"stated {name} time differs from the clock times; stated time kept")
    before_end = _seconds(stamps["left_queue"], stamps["answered"]) < -mapping.tolerance_seconds
    sieve.warn(spread(before_end), "the answer stands before the end of the wait")
    served = outcome == "served"
    sieve.warn(spread(served & (durations["handled"] == 0)), "service of zero length")
    sieve.warn(spread(served & durations["handled"].isna()), "served without a handling time")
    sieve.warn(spread(~served & (durations["handled"] > 0)), "handling time though not served")

    never_asked = outcome.isin(("left_menu", "self_served"))
    contact = pd.Series(lines, rows.index).astype("str")
    if mapping.contact:
        contact = rows[mapping.contact[0]]
        for column in mapping.contact[1:]:
            contact = contact.str.cat(rows[column], sep="-")
    sieve.warn(spread(contact.duplicated()), "the same contact number stands above")
    table = pd.DataFrame(
        {
            "contact": contact,
            **fields,
            "arrived": stamps["arrived"],
            "queued": stamps["queued"],
            "answered": stamps["answered"],
            "ended": stamps["ended"].fillna(stamps["left_queue"]).fillna(stamps["left_menu"]),
            "waited_seconds": durations["waited"].mask(never_asked),
            "handled_seconds": durations["handled"].where(stamps["answered"].notna() | served),
            "outcome": outcome,
        }
    )
    sieve.warn(spread(_overlapping(table)), "service begins before the same agent's previous one has ended")
    return table[list(COLUMNS)]


def _seconds(start: pd.Series, end: pd.Series) -> pd.Series:
    return (end - start).dt.total_seconds()


def _outcome(
    rows: pd.DataFrame,
    lines: npt.NDArray[np.int64],
    stamps: pd.DataFrame,
    mapping: HistoryMapping,
    file: str,
    problems: list[Problem],
) -> pd.Series:
    """Return how each contact ended."""
    if mapping.outcome is None:
        answered = stamps["answered"].notna() if "answered" in stamps else pd.Series(True, rows.index)
        return pd.Series(np.where(answered, "served", "abandoned"), rows.index, dtype="str")
    coded = Coded(column=mapping.outcome.column, codes=dict(mapping.outcome.codes))
    outcome = read_codes(rows, lines, coded, "outcome", file, problems)
    if "queued" in stamps and mapping.outcome.without_queue:
        instead = outcome.map(dict(mapping.outcome.without_queue))
        outcome = outcome.mask(stamps["queued"].isna() & instead.notna(), instead)
    return outcome


def _overlapping(table: pd.DataFrame) -> pd.Series:
    """Return whether a service of an agent begins more than 2 s before the end of an earlier one."""
    services = table[(table["handled_seconds"] > 0) & table["agent"].notna() & table["answered"].notna()]
    services = services.sort_values(["agent", "answered"], kind="stable")
    end = services["answered"] + pd.to_timedelta(services["handled_seconds"], unit="s")
    latest = end.groupby(services["agent"]).cummax().groupby(services["agent"]).shift()
    found = (latest - services["answered"]).dt.total_seconds() > 2.0
    return found.reindex(table.index, fill_value=False)


def _note_gaps(contacts: pd.DataFrame, zone: str, sieve: Sieve) -> None:
    """Note holes and bursts in the history: see `sim.demand.gaps`."""
    offered = contacts[contacts["outcome"].isin(OFFERED)]
    for channel, arrived in offered.groupby("channel")["arrived"]:
        grid = observed_grid(arrived, zone, 30)
        gaps = find_gaps(arrived, grid)
        for start, end, expected in zip(
            gaps["start"].dt.tz_convert(zone), gaps["end"].dt.tz_convert(zone), gaps["expected_contacts"], strict=True
        ):
            sieve.note(
                f"hole in the history of {channel}: no contact from {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}, "
                f"{expected:.0f} expected"
            )
        bursts = find_bursts(arrived, grid)
        for start, number, usual in zip(
            bursts["start"].dt.tz_convert(zone), bursts["contacts"], bursts["usual"], strict=True
        ):
            sieve.note(
                f"burst on {channel}: {number} contacts in the half hour from {start:%Y-%m-%d %H:%M}, "
                f"usually {usual:.0f}"
            )
