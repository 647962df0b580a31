"""A dated roster as the shift-scheduling benchmark of Curtois and Qu states it, and the reader of its files.

Source: Curtois and Qu, "Computational results on new staff scheduling benchmark instances", 2014. One shift a day at
most; limits per person; weighted requests; cover with a weight for every person missing and every one too many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from sim.errors import InputError, Problem
from sim.files import read_text


@dataclass(frozen=True)
class Nurse:
    """One person and the limits of a roster for them."""

    name: str
    shifts_max: Mapping[str, int]
    """Most shifts of a kind over the horizon."""
    minutes_min: int
    minutes_max: int
    run_max: int
    """Most working days in a row."""
    run_min: int
    """Fewest working days in a row; a run at either end of the horizon may be shorter."""
    rest_min: int
    """Fewest days off in a row; again shorter at either end."""
    weekends_max: int
    """Most weekends with work on Saturday or Sunday."""


@dataclass(frozen=True)
class Cover:
    """People wanted on a shift of a day, and the price of each one missing or too many."""

    day: int
    shift: str
    people: int
    under: int
    over: int


@dataclass(frozen=True)
class NurseInstance:
    """What is asked for; days count from 0, a Monday."""

    days: int
    minutes: Mapping[str, int]
    """Length of each kind of shift."""
    not_after: Mapping[str, frozenset[str]]
    """Kinds of shift that may not follow a kind on the next day."""
    nurses: tuple[Nurse, ...]
    days_off: Mapping[str, frozenset[int]]
    wanted: Mapping[tuple[str, int, str], int]
    """Price of not giving a person a shift on a day."""
    unwanted: Mapping[tuple[str, int, str], int]
    """Price of giving it."""
    covers: tuple[Cover, ...]

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of shift, in the order of the file."""
        return tuple(self.minutes)

    @cached_property
    def weekends(self) -> tuple[tuple[int, ...], ...]:
        """The days of each weekend within the horizon."""
        found = []
        for saturday in range(5, self.days + 1, 7):
            days = tuple(day for day in (saturday, saturday + 1) if day < self.days)
            if days:
                found.append(days)
        return tuple(found)

    def may_work(self, nurse: Nurse, day: int) -> tuple[str, ...]:
        """Return the kinds of shift a person may have on a day, looked at alone."""
        if day in self.days_off.get(nurse.name, frozenset()):
            return ()
        return tuple(kind for kind in self.kinds if nurse.shifts_max.get(kind, self.days) > 0)

    @property
    def cells(self) -> int:
        """Combinations of person, day and kind of shift that are possible."""
        return sum(len(self.may_work(nurse, day)) for nurse in self.nurses for day in range(self.days))


def is_nurse_file(text: str) -> bool:
    """Return whether a text looks like a file of this benchmark."""
    return "SECTION_HORIZON" in text or "SECTION_COVER" in text


def read_nurse_instance(path: Path | str) -> NurseInstance:
    """Return the instance of a file; see `nurse_instance_of`."""
    return nurse_instance_of(read_text(path), str(path))


def nurse_instance_of(text: str, file: str) -> NurseInstance:
    """Return the instance that the text of a file describes.

    Raises
    ------
    InputError
        Naming file and line of everything that is wrong: unknown sections, too few fields, no numbers, unknown names.
    """
    reader = _Reader(file)
    for number, section, fields in reader.lines(text):
        reader.line = number
        try:
            reader.sections[section](fields)
        except (ValueError, IndexError):
            reader.problem(f"this is no line of {section}", ",".join(fields), SHAPES[section])
    return reader.instance()


SHAPES = {
    "SECTION_HORIZON": "days",
    "SECTION_SHIFTS": "shift,minutes,shifts that may not follow|…",
    "SECTION_STAFF": "person,shift=most|…,most minutes,least minutes,most in a row,fewest in a row,fewest off,weekends",
    "SECTION_DAYS_OFF": "person,day,…",
    "SECTION_SHIFT_ON_REQUESTS": "person,day,shift,weight",
    "SECTION_SHIFT_OFF_REQUESTS": "person,day,shift,weight",
    "SECTION_COVER": "day,shift,people,weight under,weight over",
}
"""What a line of each section holds."""


@dataclass
class _Reader:
    """What has been read so far."""

    file: str
    line: int = 0
    days: int = 0
    minutes: dict[str, int] = field(default_factory=dict)
    not_after: dict[str, frozenset[str]] = field(default_factory=dict)
    nurses: dict[str, Nurse] = field(default_factory=dict)
    days_off: dict[str, frozenset[int]] = field(default_factory=dict)
    wanted: dict[tuple[str, int, str], int] = field(default_factory=dict)
    unwanted: dict[tuple[str, int, str], int] = field(default_factory=dict)
    covers: list[Cover] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def sections(self) -> dict[str, Callable[[list[str]], None]]:
        """The reader of a line, by section."""
        return {
            "SECTION_HORIZON": self._horizon,
            "SECTION_SHIFTS": self._shift,
            "SECTION_STAFF": self._person,
            "SECTION_DAYS_OFF": self._off,
            "SECTION_SHIFT_ON_REQUESTS": lambda fields: self._request(self.wanted, fields),
            "SECTION_SHIFT_OFF_REQUESTS": lambda fields: self._request(self.unwanted, fields),
            "SECTION_COVER": self._cover,
        }

    def lines(self, text: str) -> Iterator[tuple[int, str, list[str]]]:
        """Yield number, section and fields of every line that says something."""
        section = ""
        for number, raw in enumerate(text.splitlines(), 1):
            line = raw.split("#", 1)[0].strip()
            if not line:
                continue
            if line.startswith("SECTION_"):
                section, self.line = line, number
                if section not in SHAPES:
                    self.problem("unknown section", line, ", ".join(SHAPES))
            elif section in SHAPES:
                yield number, section, [part.strip() for part in line.split(",")]
            elif not section:
                self.line = number
                self.problem("this stands before the first section", line, "SECTION_HORIZON")

    def problem(self, wrong: str, given: str, accepted: str) -> None:
        """Note what is wrong with the line at hand."""
        self.problems.append(Problem(wrong, file=self.file, line=self.line, given=given, accepted=accepted))

    def instance(self) -> NurseInstance:
        """Return the instance, or raise everything that is wrong."""
        missing = [
            name for name, value in (("SECTION_HORIZON", self.days), ("SECTION_STAFF", self.nurses)) if not value
        ]
        for kind, others in self.not_after.items():
            for other in sorted(others - set(self.minutes)):
                self.problems.append(
                    Problem(f"unknown shift after '{kind}'", self.file, given=other, accepted=", ".join(self.minutes))
                )
        for name in missing:
            self.problems.append(Problem("nothing is said in this section", file=self.file, field=name))
        if self.problems:
            raise InputError(self.problems)
        return NurseInstance(
            days=self.days,
            minutes=self.minutes,
            not_after=self.not_after,
            nurses=tuple(self.nurses.values()),
            days_off=self.days_off,
            wanted=self.wanted,
            unwanted=self.unwanted,
            covers=tuple(self.covers),
        )

    def _horizon(self, fields: list[str]) -> None:
        self.days = _count(fields[0])

    def _shift(self, fields: list[str]) -> None:
        self._new(fields[0], self.minutes, "shift")
        self.minutes[fields[0]] = _count(fields[1])
        after = fields[2] if len(fields) > 2 else ""
        self.not_after[fields[0]] = frozenset(part.strip() for part in after.split("|") if part.strip())

    def _person(self, fields: list[str]) -> None:
        self._new(fields[0], self.nurses, "person")
        most = {}
        for part in fields[1].split("|"):
            kind, _, count = part.partition("=")
            most[self._known(kind.strip(), self.minutes, "shift")] = _count(count)
        longest, shortest, run_max, run_min, rest_min, weekends = (_count(part) for part in fields[2:8])
        self.nurses[fields[0]] = Nurse(fields[0], most, shortest, longest, run_max, run_min, rest_min, weekends)

    def _off(self, fields: list[str]) -> None:
        name = self._known(fields[0], self.nurses, "person")
        days = frozenset(self._day(part) for part in fields[1:])
        self.days_off[name] = self.days_off.get(name, frozenset()) | days

    def _request(self, into: dict[tuple[str, int, str], int], fields: list[str]) -> None:
        name, kind = self._known(fields[0], self.nurses, "person"), self._known(fields[2], self.minutes, "shift")
        key = (name, self._day(fields[1]), kind)
        into[key] = into.get(key, 0) + _count(fields[3])

    def _cover(self, fields: list[str]) -> None:
        kind = self._known(fields[1], self.minutes, "shift")
        people, under, over = (_count(part) for part in fields[2:5])
        self.covers.append(Cover(self._day(fields[0]), kind, people, under, over))

    def _new(self, name: str, known: Mapping[str, object], what: str) -> None:
        if name in known:
            self.problem(f"this {what} is given twice", name, f"one line for each {what}")

    def _known(self, name: str, known: Mapping[str, object], what: str) -> str:
        if name not in known:
            self.problem(f"unknown {what}", name, ", ".join(list(known)[:20]) or f"a {what} named before")
        return name

    def _day(self, text: str) -> int:
        day = _count(text)
        if day >= self.days:
            self.problem("this day lies outside the horizon", text, f"0 to {self.days - 1}")
        return day


def _count(text: str) -> int:
    """A whole number that is not negative."""
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number
