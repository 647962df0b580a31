"""What the suite says when its input is wrong: every problem of a file at once, in one clear message.

This module knows no stage; every stage raises `InputError` for a user's mistake and the command line turns it
into exit status 2 without a traceback.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
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
