"""What the suite says when its input is wrong: every problem of a file at once, in one clear message.

This module knows no stage; every stage raises `InputError` for a user's mistake and the command line turns it
into exit status 2 without a traceback.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing wrong with the input: where it stands, what is wrong, what was given, what is accepted."""

    wrong: str
    file: str | None = None
    line: int | None = None
    field: str | None = None
    given: str | None = None
    accepted: str | None = None

    def __str__(self) -> str:
        place = self.file or ""
        if self.line is not None:
            place += f":{self.line}" if place else f"line {self.line}"
        parts = [part for part in (place, self.field) if part]
        text = f"{': '.join(parts)}: {self.wrong}" if parts else self.wrong
        if self.given is not None:
            text += f"; given: {self.given}"
        if self.accepted is not None:
            text += f"; accepted: {self.accepted}"
        return text


class InputError(ValueError):
    """The user's input cannot be used; `problems` lists everything found wrong with it."""

    def __init__(self, problems: Iterable[Problem] | Problem | str) -> None:
        if isinstance(problems, str):
            problems = [Problem(problems)]
        elif isinstance(problems, Problem):
            problems = [problems]
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(str(self))

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems]
        if len(lines) == 1:
            return lines[0]
        return "\n".join([f"{len(lines)} problems:", *(f"  {line}" for line in lines)])


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return ``" (did you mean 'x'?)"`` for the known word nearest to a misspelt one, or an empty string.

    >>> suggestion("chanels", ["channels", "topics"])
    " (did you mean 'channels'?)"
    >>> suggestion("zebra", ["channels", "topics"])
    ''
    """
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" (did you mean '{near[0]}'?)" if near else ""


def missing_columns(needed: Sequence[str], given: Sequence[str], file: str) -> list[Problem]:
    """Return one problem per column that the head of a CSV lacks, or a single one if not commas separate it.

    >>> [problem.wrong for problem in missing_columns(["person", "start"], ["person;start"], "roster.csv")]
    ["the columns are separated by ';', not by ','"]
    """
    missing = [column for column in needed if column not in given]
    if other := other_separator(given, missing):
        wrong, accepted = f"the columns are separated by {other!r}, not by ','", "a CSV separated by commas"
        return [Problem(wrong, file, 1, given=given[0], accepted=accepted)]
    return [
        Problem(
            f"the column '{column}' is missing{suggestion(column, given)}",
            file,
            1,
            given=", ".join(given),
            accepted=", ".join(needed),
        )
        for column in missing
    ]


def other_separator(given: Sequence[str], missing: Sequence[str]) -> str | None:
    """Return the sign that separates the columns of a head read as a single one, None if none would tell them apart."""
    if len(given) != 1 or not missing:
        return None
    return next((sign for sign in ",;\t|" if set(missing) <= set(given[0].split(sign))), None)
