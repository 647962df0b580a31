"""Reading an instance of the public on-call benchmark: MiniZinc data, items in any order, comments anywhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from sim.errors import InputError, Problem, suggestion
from sim.files import read_text
from sim.rostering.duty_rotation import DAYS_A_WEEK, DutyRotation

Value = int | frozenset[int] | list["Value"]

_TOKEN = re.compile(
    r"(?P<skip>\s+|%[^\n]*|/\*.*?\*/)|(?P<word>[A-Za-z_]\w*|-?\d+(?!\w)|\.\.|[=;,{}\[\]()∪])", re.DOTALL
)
_NEEDED = ("num_staff", "num_days", "work_load", "unavailable", "fixed", "weekend_offset")
_OPTIONAL = ("adj_days_str", "wed_before_weekend_str")
_LONGEST = 5000


@dataclass(frozen=True)
class _Token:
    text: str
    line: int


class _Reader:
    """The tokens of a file, read from the front."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self.at, self.tokens = file, 0, list[_Token]()
        place, line = 0, 1
        while place < len(text):
            match = _TOKEN.match(text, place)
            if match is None:
                raise self.wrong("this is no MiniZinc data", line, text[place:].split("\n")[0][:40])
            if match["word"]:
                self.tokens.append(_Token(match["word"], line))
            line += match[0].count("\n")
            place = match.end()
        self.last_line = line

    def wrong(
        self, what: str, line: int, given: str, accepted: str | None = None, field: str | None = None
    ) -> InputError:
        return InputError(Problem(what, self.file, line, field, given, accepted))

    @property
    def next(self) -> _Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else _Token("the end of the file", self.last_line)

    def take(self, *accepted: str) -> _Token:
        token = self.next
        if accepted and token.text not in accepted:
            raise self.wrong("something else was expected here", token.line, token.text, " or ".join(accepted))
        self.at += 1
        return token

    def is_next(self, text: str) -> bool:
        if self.next.text == text:
            self.at += 1
            return True
        return False

    def value(self) -> Value:
        """A number, a range, a set, a list, or a union of sets."""
        first = self._simple()
        while self.next.text in ("union", "∪"):
            line = self.take().line
            second = self._simple()
            if not isinstance(first, frozenset) or not isinstance(second, frozenset):
                raise self.wrong("only sets have a union", line, "union", "{1, 2} union 5..8")
            first = first | second
        return first

    def _simple(self) -> Value:
        token = self.take()
        if re.fullmatch(r"-?\d+", token.text):
            return self._range(int(token.text)) if self.is_next("..") else int(token.text)
        if token.text == "{":
            members: set[int] = set()
            for line, member in self._items("}"):
                if isinstance(member, list):
                    raise self.wrong("a set holds whole numbers", line, "[", "{1, 2, 5..8}")
                members |= {member} if isinstance(member, int) else member
            return frozenset(members)
        if token.text == "[":
            return [item for _, item in self._items("]")]
        if token.text == "array1d":  # array1d(1..4, [...]): the numbers of the places say nothing new
            self.take("(")
            self.value()
            self.take(",")
            inner = self.value()
            self.take(")")
            return inner
        raise self.wrong("this is no value", token.line, token.text, "a number, 1..5, {1, 2} or a list [...]")

    def _items(self, closing: str) -> list[tuple[int, Value]]:
        items: list[tuple[int, Value]] = []
        while not self.is_next(closing):
            items.append((self.next.line, self.value()))
            if not self.is_next(","):
                self.take(closing)
                break
        return items

    def _range(self, first: int) -> frozenset[int]:
        token = self.take()
        if not re.fullmatch(r"-?\d+", token.text) or int(token.text) - first > _LONGEST:
            raise self.wrong("this is no range", token.line, f"{first}..{token.text}", "such as 3..8")
        return frozenset(range(first, int(token.text) + 1))


def is_duty_file(text: str) -> bool:
    """Return whether a text looks like an instance of this benchmark."""
    return re.search(r"^[^%\n]*\b(num_staff|weekend_offset|adj_days_str)\s*=", text, re.MULTILINE) is not None


def read_duty_rotation(path: str | Path) -> DutyRotation:
    """Return the instance of a ``.dzn`` file; see `duty_rotation_of`.

    Raises
    ------
    InputError
        If the file cannot be read, or with file and line of what is wrong in it.
    """
    return duty_rotation_of(read_text(path), str(path))


def duty_rotation_of(text: str, file: str) -> DutyRotation:
    """Return the instance of a text.

    Days past the horizon that a set names are left out, as the benchmark does. The two strengths are 1 where the file
    does not give them.

    Raises
    ------
    InputError
        With file and line: text that is no MiniZinc data, a name that is unknown, missing or given twice, a value
        of the wrong form or size, lists that do not fit the number of people.
    """
    values, lines = _assignments(_Reader(file, text))
    problems = [
        Problem(f"'{name}' is missing", file, accepted=f"{name} = …;") for name in _NEEDED if name not in values
    ]
    if problems:
        raise InputError(problems)
    return _rotation(Path(file), values, lines)


def _assignments(reader: _Reader) -> tuple[dict[str, Value], dict[str, int]]:
    values: dict[str, Value] = {}
    lines: dict[str, int] = {}
    known = (*_NEEDED, *_OPTIONAL)
    while reader.at < len(reader.tokens):
        name = reader.take()
        if name.text not in known:
            wrong = f"unknown name{suggestion(name.text, known)}"
            raise reader.wrong(wrong, name.line, name.text, ", ".join(known))
        if name.text in values:
            raise reader.wrong(f"given before, in line {lines[name.text]}", name.line, name.text)
        reader.take("=")
        values[name.text], lines[name.text] = reader.value(), name.line
        if reader.at < len(reader.tokens):  # the last item may do without
            reader.take(";")
    return values, lines


def _rotation(path: Path, values: dict[str, Value], lines: dict[str, int]) -> DutyRotation:
    problems: list[Problem] = []

    def number(name: str, least: int, most: int, default: int = 0) -> int:
        value = values.get(name, default)
        if isinstance(value, int) and least <= value <= most:
            return value
        given = str(value) if isinstance(value, int) else "a set or list"
        problems.append(Problem("wrong value", str(path), lines[name], name, given, f"{least} to {most}"))
        return least

    people, days = number("num_staff", 1, 1000), number("num_days", 1, _LONGEST)

    def row(name: str) -> list[Value]:
        value = values[name]
        if isinstance(value, list) and len(value) == people:
            return value
        given = f"a list of {len(value)}" if isinstance(value, list) else "no list"
        problems.append(Problem("not one for each person", str(path), lines[name], name, given, f"a list of {people}"))
        return []

    def sets(name: str) -> tuple[frozenset[int], ...]:
        found = []
        for place, value in enumerate(row(name), start=1):
            if not isinstance(value, frozenset):
                wrong = f"the days of person {place} are no set"
                problems.append(Problem(wrong, str(path), lines[name], name, str(value), "{1, 2, 5} or 3..8"))
                continue
            found.append(frozenset(day - 1 for day in value if 1 <= day <= days))
        return tuple(found)

    loads = []
    for place, value in enumerate(row("work_load"), start=1):
        if not isinstance(value, int) or not 0 <= value <= 100:
            wrong = f"the load of person {place} is no share of full duty"
            problems.append(Problem(wrong, str(path), lines["work_load"], "work_load", str(value), "0 to 100 (%)"))
        else:
            loads.append(value)
    rotation = DutyRotation(
        name=path.stem,
        work_load=tuple(loads),
        days=days,
        unavailable=sets("unavailable"),
        fixed=sets("fixed"),
        weekend_offset=number("weekend_offset", 0, DAYS_A_WEEK - 1),
        adjacent_weight=number("adj_days_str", 0, 1_000_000, 1),
        wednesday_weight=number("wed_before_weekend_str", 0, 1_000_000, 1),
    )
    if problems:
        raise InputError(problems)
    return rotation
