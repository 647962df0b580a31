"""Reader of the rotating-workforce benchmark's files (Musliu; Kletzander, Musliu et al., TU Wien).

Lines that start with ``#`` are headings, what follows a ``#`` after a blank is a comment, and blank lines mean nothing;
what is left comes in a fixed order: length of the
week, employees, number of shifts, the demand (a row per shift, a number per weekday), a row per shift (name, start and
length in minutes, shortest and longest block), shortest and longest block of days off and of work, how many forbidden
sequences of two and of three follow, and these (``N D``; ``N - D`` with one day off between).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sim.errors import InputError, Problem, suggestion
from sim.files import read_text
from sim.rostering.cyclic_instance import DAY, DAYS_A_WEEK, OFF, RotaInstance, RotaRules, RotaShift

NIGHT_FROM = 20 * 60
"""Shifts that start at this minute of the day or later, and run past midnight, are night shifts."""
MOST_PEOPLE = 2000


def is_rota_file(text: str) -> bool:
    """Return whether a text looks like a file of the benchmark: a heading of it, or three lines of a number each."""
    if any(line.lstrip().startswith("#") and "length of the schedule" in line.lower() for line in text.splitlines()):
        return True
    first = [line for line in map(_without_comment, text.splitlines()) if line][:3]
    return len(first) == 3 and all(line.isdigit() for line in first)


def read_rota_file(path: str | Path) -> RotaInstance:
    """Return the instance of a file.

    Raises
    ------
    InputError
        With file and line, where the file cannot be read, ends too early, has a number that is none or out of its
        bounds, or names a shift that is not there.
    """
    return rota_of(read_text(path), str(path))


def rota_of(text: str, file: str) -> RotaInstance:
    """Return the instance of a text; `file` is named where something is wrong (see `read_rota_file`)."""
    lines = _Lines(text, file)
    lines.numbers("the length of the schedule", 1, DAYS_A_WEEK, DAYS_A_WEEK)
    people = lines.numbers("the number of employees", 1, 1, MOST_PEOPLE)[0]
    count = lines.numbers("the number of shifts", 1, 1, 50)[0]
    demand = tuple(tuple(lines.numbers("the demand", DAYS_A_WEEK, 0, MOST_PEOPLE)) for _ in range(count))
    shifts = tuple(_shift(lines) for _ in range(count))
    names = [shift.name for shift in shifts]
    if wrong := next((name for name in names if names.count(name) > 1 or name == "-"), None):
        raise lines.wrong(lines.read, "every shift needs a name of its own", wrong, "names that differ, none of them -")
    off = lines.pair("the length of days-off blocks")
    work = lines.pair("the length of work blocks")
    twos, threes = lines.numbers("the number of forbidden sequences", 2, 0, 10_000)
    forbidden = {_sequence(lines, names, 2) for _ in range(twos)} | {_sequence(lines, names, 3) for _ in range(threes)}
    lines.end()
    return RotaInstance(people, shifts, demand, RotaRules(*off, *work, frozenset(forbidden)))


def _without_comment(line: str) -> str:
    """What a line says; a shift may have a ``#`` within its name."""
    return re.sub(r"(^|\s)#.*", "", line).strip()


def _shift(lines: _Lines) -> RotaShift:
    number, words = lines.words("a shift", 5)
    name, *rest = words
    start, length, least, most = (lines.number(number, word, "a shift", 0, DAY) for word in rest)
    if length == 0:
        raise lines.wrong(number, "a shift lasts longer than nothing", rest[1], "minutes, above 0")
    if not 1 <= least <= most:
        raise lines.wrong(number, "no length of a block is left", f"{least} {most}", "1 or more, the least first")
    return RotaShift(name, start, length, least, most, is_night=start >= NIGHT_FROM and start + length > DAY)


def _sequence(lines: _Lines, names: list[str], length: int) -> tuple[int, ...]:
    number, words = lines.words(f"a forbidden sequence of {length}", length)
    for word in words:
        if word != "-" and word not in names:
            wrong = f"a forbidden sequence names a shift that is not there{suggestion(word, names)}"
            raise lines.wrong(number, wrong, word, f"{', '.join(names)} or - for a day off")
    return tuple(OFF if word == "-" else names.index(word) for word in words)


class _Lines:
    """What is left of the file's lines, with their numbers."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.read = 1
        self.last = text.count("\n") + 1
        self.left: Iterator[tuple[int, str]] = (
            (number, said) for number, line in enumerate(text.splitlines(), 1) if (said := _without_comment(line))
        )

    def wrong(self, line: int, text: str, given: str, accepted: str) -> InputError:
        return InputError(Problem(text, self.file, line, given=given, accepted=accepted))

    def words(self, what: str, count: int) -> tuple[int, list[str]]:
        number, line = next(self.left, (self.last, ""))
        if not line:
            raise self.wrong(number, f"the file ends before {what}", "nothing", f"{count} entries")
        self.read, words = number, line.split()
        if len(words) != count:
            raise self.wrong(number, f"{what}: not the number of entries expected", line, f"{count} entries")
        return number, words

    def number(self, line: int, word: str, what: str, least: int, most: int) -> int:
        if not word.isascii() or not word.isdigit() or not least <= int(word) <= most:
            accepted = f"a whole number from {least} to {most}" if least < most else str(least)
            raise self.wrong(line, f"{what}: not a number it can be", word, accepted)
        return int(word)

    def numbers(self, what: str, count: int, least: int, most: int) -> list[int]:
        line, words = self.words(what, count)
        return [self.number(line, word, what, least, most) for word in words]

    def pair(self, what: str) -> tuple[int, int]:
        line, words = self.words(what, 2)
        least, most = (self.number(line, word, what, 1, 1000) for word in words)
        if most < least:
            raise self.wrong(line, f"{what}: the least is above the most", f"{least} {most}", "the least first")
        return least, most

    def end(self) -> None:
        number, line = next(self.left, (0, ""))
        if line:
            raise self.wrong(number, "something follows the last forbidden sequence", line, "the end of the file")
