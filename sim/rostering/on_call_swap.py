"""A swap of turns that people ask for: made, checked against every rule, and told in words."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.errors import InputError, Problem, suggestion
from sim.rostering.on_call_check import check_turns, turn_costs, when
from sim.rostering.on_call_instance import OnCallInstance
from sim.rostering.on_call_solve import OnCallPlan


@dataclass(frozen=True)
class Swap:
    """Two turns whose holders change places: the person and a day of the turn each has now."""

    person: str
    date: dt.date
    other: str
    other_date: dt.date


@dataclass(frozen=True)
class Swapped:
    """The rotation after swaps, and what they do to it."""

    plan: OnCallPlan
    before: OnCallPlan
    """The rotation without them."""
    words: tuple[str, ...]
    """What was swapped, which rules that breaks or mends, and who is no longer as near to a fair share."""
    breaks: tuple[str, ...]
    """Rules broken that were kept before, with people and dates."""
    forbidden: tuple[str, ...]
    """Those among them that may never be: leave, availability, two seats at once."""
    fixed: tuple[str, ...]
    """Lines for `on_call.rota.fixed` that make the swaps last."""


def parse_swap(text: str) -> Swap:
    """Return the swap of ``Ada:2026-01-12,Ben:2026-01-19``: Ada's turn of the first day for Ben's of the second.

    Raises
    ------
    InputError
        If the text is no such swap.
    """
    parts = [part.rpartition(":") for part in text.split(",")]
    try:
        (person, _, date), (other, _, other_date) = parts
        if not person.strip() or not other.strip():
            raise ValueError
        return Swap(
            person.strip(),
            dt.date.fromisoformat(date.strip()),
            other.strip(),
            dt.date.fromisoformat(other_date.strip()),
        )
    except ValueError:
        raise InputError(
            Problem(
                "this is no swap of two turns", field="--swap", given=text, accepted="Ada:2026-01-12,Ben:2026-01-19"
            )
        ) from None


def read_swaps(path: str | Path) -> list[Swap]:
    """Return the swaps of a CSV with the columns person, date, other, other_date.

    Raises
    ------
    InputError
        With file and line of everything that is no swap.
    """
    path, columns = Path(path), ("person", "date", "other", "other_date")
    problems: list[Problem] = []
    swaps: list[Swap] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            given = reader.fieldnames or []
            problems += [
                Problem(f"the column '{column}' is missing{suggestion(column, given)}", str(path), 1,
                        accepted=", ".join(columns))
                for column in columns if column not in given
            ]  # fmt: skip
            for row in reader if not problems else ():
                text = f"{row['person']}:{row['date']},{row['other']}:{row['other_date']}"
                try:
                    swaps.append(parse_swap(text))
                except InputError:
                    problems.append(Problem("this is no swap of two turns", str(path), reader.line_num, given=text))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(Problem(f"the swaps cannot be read ({error})", str(path))) from None
    if problems:
        raise InputError(problems)
    return swaps


def swap_turns(plan: OnCallPlan, swaps: Sequence[Swap]) -> Swapped:
    """Return a rotation in which people have changed places, and what that breaks; nothing is refused but nonsense.

    Raises
    ------
    InputError
        If somebody does not have the turn they would give.
    """
    instance = plan.instance
    holders = list(plan.holders)
    words, fixed = [], []
    for swap in swaps:
        if swap.person == swap.other:
            wrong = "nobody swaps a turn with themselves"
            raise InputError(Problem(wrong, field="swap", given=swap.person, accepted="two people"))
        one, other = (
            _duty(instance, holders, person, date)
            for person, date in ((swap.person, swap.date), (swap.other, swap.other_date))
        )
        holders[one], holders[other] = holders[other], holders[one]
        first, second = instance.duties[one], instance.duties[other]
        words.append(f"{swap.other} takes {when(instance, first)}, {swap.person} takes {when(instance, second)}.")
        for name, duty in ((swap.other, first), (swap.person, second)):
            date = instance.scenario.calendar.start + dt.timedelta(days=duty.days.start)
            fixed.append(fixed_line(name, date, duty.seat))
    before = {one.sentence for one in check_turns(instance, plan.holders)}
    after = [one for one in check_turns(instance, holders) if one.rule != "fixed"]
    new = [one for one in after if one.sentence not in before]
    mended = len(before) - sum(one.sentence in before for one in after)
    costs, old = turn_costs(instance, holders), plan.costs
    further = costs["shared_evenly"] - old["shared_evenly"]
    words += [f"It breaks a rule that may never be broken: {one.sentence}." for one in new if one.is_hard]
    words += [f"It breaks a rule: {one.sentence}." for one in new if not one.is_hard]
    if not new:
        words.append("It breaks no rule.")
    if mended:
        words.append(f"It mends {mended} that were broken before.")
    if abs(further) > 0.01:
        words.append(f"Shares are then {abs(further):.2f} points {'less' if further > 0 else 'more'} even.")
    swapped = OnCallPlan(instance, tuple(holders), plan.status, costs, plan.bound, plan.seconds)
    return Swapped(
        plan=swapped,
        before=plan,
        words=tuple(words),
        breaks=tuple(one.sentence for one in new),
        forbidden=tuple(one.sentence for one in new if one.is_hard),
        fixed=tuple(fixed),
    )


def who_could(plan: OnCallPlan, person: str, date: dt.date) -> list[tuple[str, int]]:
    """Return who could take a turn without breaking a rule that may never be broken, fewest further rules broken first.

    Each with the number of rules it would break; the ones furthest below their fair share come first among equals.
    """
    instance, holders = plan.instance, list(plan.holders)
    number = _duty(instance, holders, person, date)
    before = len(check_turns(instance, holders))
    found = []
    for place, member in enumerate(instance.members):
        if member.person.name == person or not member.may(instance.duties[number]):
            continue
        trial = [place if index == number else who for index, who in enumerate(holders)]
        broken = [one for one in check_turns(instance, trial) if one.rule != "fixed"]
        if not any(one.is_hard for one in broken):
            cost = turn_costs(instance, trial)["shared_evenly"]
            found.append((max(0, len(broken) - before), cost, member.person.name))
    return [(name, more) for more, _, name in sorted(found)]


def fixed_line(name: str, date: dt.date, seat: str) -> str:
    """Return a turn as a line for `on_call.rota.fixed`."""
    return f"- {{person: {_in_yaml(name)}, date: {date}{', seat: secondary' if seat == 'secondary' else ''}}}"


def _in_yaml(name: str) -> str:
    """A name as it can stand between braces in YAML: in quotes where a sign of it would mean something there."""
    is_plain = all(char.isalnum() or char in " .-'" for char in name) and name[:1].isalpha()
    return name if is_plain else json.dumps(name, ensure_ascii=False)


def _duty(instance: OnCallInstance, holders: Sequence[int | None], person: str, date: dt.date) -> int:
    """The number of the duty that a person has on a date."""
    day = (date - instance.scenario.calendar.start).days
    names = [member.person.name for member in instance.members]
    if person not in names:
        wrong = f"nobody of this name is in the rotation{suggestion(person, names)}"
        raise InputError(Problem(wrong, field="swap", given=person, accepted=", ".join(names)))
    for number, (duty, who) in enumerate(zip(instance.duties, holders, strict=True)):
        if day in duty.days and who is not None and names[who] == person:
            return number
    own = [
        str(instance.scenario.calendar.start + dt.timedelta(days=duty.days.start))
        for duty, who in zip(instance.duties, holders, strict=True)
        if who is not None and names[who] == person
    ]
    wrong = f"{person} has no turn on {date}"
    raise InputError(
        Problem(wrong, field="swap", given=f"{person}:{date}", accepted=", ".join(own) or "no turn at all")
    )
