"""What can stand in the way of a cyclic rota: each rule as a sentence, what it asks, and how it may give way.

A rota without any of these rules only has the people and the demand. Rules are put on it one by one, so that a smallest
set of them that leaves no rota can be found, and a looser one tried in the place of another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from sim.rostering.cyclic_instance import OFF, UNLIMITED, RotaInstance
from sim.wording import counted

Add = Callable[[RotaInstance], RotaInstance]
"""Puts a rule on an instance."""


@dataclass(frozen=True)
class RotaReason:
    """A rule of a rota."""

    key: str
    """Name of the rule, or of the scenario's key it comes from."""
    sentence: str
    add: Add
    looser: tuple[tuple[str, Add], ...] = ()
    """How it may give way, the least step first: in words, and the looser rule."""


@dataclass(frozen=True)
class Sequences:
    """Forbidden sequences that one rule brings."""

    key: str
    sentence: str
    forbidden: frozenset[tuple[int, ...]]
    looser: tuple[tuple[str, frozenset[tuple[int, ...]]], ...]
    """In words, and the sequences that are still forbidden then."""


@dataclass(frozen=True)
class _Number:
    """A rule of `RotaRules` that is one number."""

    field: str
    nothing: int | None
    """What it is where there is no such rule."""
    steps: tuple[int, ...]
    one: str
    many: str
    unit: int = 1


_NUMBERS = (
    _Number("days_off_min", 1, (-1, -2), "day off in a row", "days off in a row"),
    _Number("days_off_max", UNLIMITED, (1, 2, 3), "day off in a row", "days off in a row"),
    _Number("work_min", 1, (-1, -2, -3), "working day in a row", "working days in a row"),
    _Number("work_max", UNLIMITED, (1, 2), "working day in a row", "working days in a row"),
    _Number("nights_max", None, (1, 2, 3), "night in a row", "nights in a row"),
    _Number("off_after_nights", 0, (-1, -2, -3), "day off after nights", "days off after nights"),
    _Number("weekends_off_min", 0, (-1, -2, -3), "weekend off", "weekends off"),
    _Number("weekends_worked_max", None, (1, 2), "weekend worked in a row", "weekends worked in a row"),
    _Number("minutes_a_week_max", None, (240, 480, 720), "h in a week", "h in a week", 60),
)


def without_rules(instance: RotaInstance) -> RotaInstance:
    """Return the people, shifts and demand of an instance, with no rule on what may follow what and no wish."""
    nothing = {number.field: number.nothing for number in _NUMBERS}
    rules = replace(instance.rules, **nothing, forbidden=frozenset(), minutes_min=0, minutes_max=None)  # type: ignore[arg-type]
    shifts = tuple(replace(shift, run_min=1, run_max=None) for shift in instance.shifts)
    return replace(instance, shifts=shifts, rules=rules, may_be_short=False, wishes=())


def with_rules(bare: RotaInstance, reasons: Iterable[RotaReason]) -> RotaInstance:
    """Return an instance without rules with these rules put on it."""
    return reduce(lambda instance, reason: reason.add(instance), reasons, bare)


def reasons_of(instance: RotaInstance, sequences: Sequence[Sequences] | None = None) -> list[RotaReason]:
    """Return every rule of an instance as a reason; `sequences` says which rules its forbidden sequences come from."""
    if sequences is None:
        sequences = [_alone(instance, sequence) for sequence in sorted(instance.rules.forbidden)]
    reasons = [_of_sequences(one) for one in sequences if one.forbidden]
    for number, shift in enumerate(instance.shifts):
        reasons += _of_shift(number, shift.name, shift.run_min, shift.run_max)
    for number_rule in _NUMBERS:
        reasons += _of_number(instance, number_rule)
    return [*reasons, *_of_average(instance)]


def _of_number(instance: RotaInstance, rule: _Number) -> Iterator[RotaReason]:
    value = getattr(instance.rules, rule.field)
    if value == rule.nothing:
        return

    def added(number: int) -> Add:
        return lambda bare: replace(bare, rules=replace(bare.rules, **{rule.field: number}))  # type: ignore[arg-type]

    def told(number: int) -> str:
        return counted(number // rule.unit, rule.one, rule.many)

    is_least = rule.steps[0] < 0
    floor = rule.nothing or 0
    looser = [
        (f"{'as few as' if is_least else 'up to'} {told(value + step)} instead of {value // rule.unit}", value + step)
        for step in rule.steps
        if not is_least or value + step >= floor
    ]
    sentence = f"at {'least' if is_least else 'most'} {told(value)}"
    if rule.field.startswith("weekends_off"):
        sentence += f" in {counted(instance.people, 'week')}"
    yield RotaReason(rule.field, sentence, added(value), tuple((words, added(number)) for words, number in looser))


def _of_average(instance: RotaInstance) -> Iterator[RotaReason]:
    """Hours of the whole table, told as hours a week."""
    most, least, weeks = instance.rules.minutes_max, instance.rules.minutes_min, instance.people

    def added(field: str, minutes: int) -> Add:
        return lambda bare: replace(bare, rules=replace(bare.rules, **{field: minutes}))  # type: ignore[arg-type]

    def told(minutes: float) -> str:
        return f"{round(minutes / 60 / weeks, 1):g}"

    if most is not None:
        more = [(added("minutes_max", int(most * factor)), most * factor) for factor in (1.05, 1.1, 1.2, 1.3)]
        looser = tuple((f"up to {told(far)} h a week on average instead of {told(most)}", add) for add, far in more)
        yield RotaReason("minutes_max", f"at most {told(most)} h a week on average", added("minutes_max", most), looser)
    if least:
        fewer = [(added("minutes_min", int(least * factor)), least * factor) for factor in (0.95, 0.9, 0.8, 0.7)]
        looser = tuple(
            (f"as few as {told(far)} h a week on average instead of {told(least)}", add) for add, far in fewer
        )
        yield RotaReason(
            "minutes_min", f"at least {told(least)} h a week on average", added("minutes_min", least), looser
        )


def _of_shift(number: int, name: str, least: int, most: int | None) -> Iterator[RotaReason]:
    def added(field: str, days: int) -> Add:
        def add(bare: RotaInstance) -> RotaInstance:
            changed = replace(bare.shifts[number], **{field: days})  # type: ignore[arg-type]
            return replace(bare, shifts=(*bare.shifts[:number], changed, *bare.shifts[number + 1 :]))

        return add

    def told(days: int) -> str:
        return f"{counted(days, 'day')} in a row on {name}"

    if least > 1:
        fewer = tuple(
            (f"as few as {told(days)} instead of {least}", added("run_min", days)) for days in range(least - 1, 0, -1)
        )
        yield RotaReason(f"{name}: fewest in a row", f"at least {told(least)}", added("run_min", least), fewer[:3])
    if most is not None:
        more = tuple((f"up to {told(most + step)} instead of {most}", added("run_max", most + step)) for step in (1, 2))
        yield RotaReason(f"{name}: most in a row", f"at most {told(most)}", added("run_max", most), more)


def _of_sequences(rule: Sequences) -> RotaReason:
    def added(forbidden: frozenset[tuple[int, ...]]) -> Add:
        return lambda bare: replace(bare, rules=replace(bare.rules, forbidden=bare.rules.forbidden | forbidden))

    looser = tuple((words, added(left)) for words, left in rule.looser)
    return RotaReason(rule.key, rule.sentence, added(rule.forbidden), looser)


def _alone(instance: RotaInstance, sequence: tuple[int, ...]) -> Sequences:
    """A forbidden sequence as a rule of its own, which can only be given up."""
    labels = [instance.label(entry) for entry in sequence]
    words = " ".join(labels)
    if len(sequence) == 2:
        sentence = f"never {labels[1]} on the day after {labels[0]}"
    elif sequence[1] == OFF:
        sentence = f"never {labels[2]} after {labels[0]} with one day off between"
    else:
        sentence = f"never {', '.join(labels)} on three days in a row"
    return Sequences(f"forbidden: {words}", sentence, frozenset({sequence}), ((f"'{words}' allowed", frozenset()),))
