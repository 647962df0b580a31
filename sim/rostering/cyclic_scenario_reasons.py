"""Why a scenario has no rota, or none with fewer people: its rules as reasons, in its own words and keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sim.rostering.cyclic_demand import WeekDemand
from sim.rostering.cyclic_explain import Problem, RotaExplanation, explain_rota
from sim.rostering.cyclic_instance import RotaInstance, RotaShift, rest_rules
from sim.rostering.cyclic_reasons import Add, RotaReason, Sequences, reasons_of, without_rules
from sim.rostering.cyclic_scenario import (
    forbidden_sequence,
    instance_of,
    rests_after_nights,
    weekend_rules,
)
from sim.rostering.cyclic_solve import solve_rota
from sim.scenario.duration import duration_text
from sim.scenario.model import Scenario
from sim.timing import HOUR, MINUTE

KEYS = {
    "days_off_min": "rota.days_off_min", "days_off_max": "rota.days_off_max", "work_min": "rota.work_min",
    "work_max": "rules.days_in_row_max", "nights_max": "rules.nights_in_row_max",
    "off_after_nights": "rota.off_after_nights", "minutes_a_week_max": "rules.weekly_hours_max",
    "minutes_max": "rules.hours_tolerance",
}  # fmt: skip
"""The key of the scenario behind a rule of the rota."""
GLANCE = 1.0
"""Work for one glance at how much a number of people must leave open."""


def explain_for(scenario: Scenario, demand: WeekDemand, people: int, *, seconds: float = 60.0) -> RotaExplanation:
    """Return why so many people have no rota that covers all, and what would mend it (see `explain_rota`)."""
    instance = replace(instance_of(scenario, demand, people), may_be_short=False, wishes=())
    return explain_rota(
        instance, problem_of=lambda number: _problem(scenario, demand, number), seconds=seconds, seed=scenario.seed
    )


def nearest_to_a_rota(scenario: Scenario, demand: WeekDemand, tried: Sequence[int]) -> int:
    """Return which number of people comes nearest to a rota: fewest shifts open, then fewest people."""
    best: tuple[float, int] | None = None
    for people in tried:
        instance = replace(instance_of(scenario, demand, people), may_be_short=True, wishes=())
        rota = solve_rota(instance, work=GLANCE, seed=scenario.seed)
        mark = (rota.counts.get("shortage", float("inf")), people)
        best = mark if best is None else min(best, mark)
    assert best is not None
    return best[1]


def _problem(scenario: Scenario, demand: WeekDemand, people: int) -> Problem:
    instance = instance_of(scenario, demand, people)
    sequences = list(_sequences(scenario, instance.shifts))
    own = [
        replace(reason, key=KEYS.get(reason.key, reason.key))
        for reason in reasons_of(instance, sequences)
        if not reason.key.startswith("weekends_")
    ]
    return without_rules(instance), [*own, *_weekends(scenario, instance)]


def _sequences(scenario: Scenario, shifts: tuple[RotaShift, ...]) -> Iterator[Sequences]:
    """The rules of the scenario that say what may follow what."""
    rules, rota = scenario.rules, scenario.rota
    rests = (
        ("daily_rest", "of rest between two shifts", rules.daily_rest, (1, 2, 3, 4)),
        ("weekly_rest", "of rest round every block of days off", rules.weekly_rest, (1, 3, 6, 11)),
        ("rest_after_nights", "of rest after the last of a block of nights", rules.rest_after_nights, (2, 4, 8, 13)),
    )

    def forbidden(rule: str, rest: int) -> frozenset[tuple[int, ...]]:
        if rule == "rest_after_nights":
            return frozenset(rests_after_nights(shifts, rest // MINUTE))
        return rest_rules(shifts, **{rule: rest // MINUTE})  # type: ignore[arg-type]

    for rule, words, rest, steps in rests:
        looser = tuple(
            (f"{duration_text(less)} {words} instead of {duration_text(rest)}", forbidden(rule, less))
            for step in steps
            if (less := rest - step * HOUR) > 0
        )
        yield Sequences(f"rules.{rule}", f"at least {duration_text(rest)} {words}", forbidden(rule, rest), looser)
    if rota.forward:
        backward = (("an earlier shift on the day after a later one", frozenset[tuple[int, ...]]()),)
        sentence = "never a shift that starts earlier than that of the day before"
        yield Sequences("rota.forward", sentence, rest_rules(shifts, is_forward=True), backward)
    for text in rota.forbidden:
        allowed = ((f"'{text}' allowed", frozenset[tuple[int, ...]]()),)
        yield Sequences("rota.forbidden", f"never '{text}'", frozenset({forbidden_sequence(shifts, text)}), allowed)


def _weekends(scenario: Scenario, instance: RotaInstance) -> Iterator[RotaReason]:
    """Weekends free of every four: a share of the table, and how many in a row may be worked."""
    free = min(4, scenario.rules.weekends_off_min)

    def added(number: int) -> Add:
        values = weekend_rules(number, instance.people)
        return lambda bare: replace(bare, rules=replace(bare.rules, **values))  # type: ignore[arg-type]

    if free:
        looser = tuple(
            (f"{less} of any four weekends free instead of {free}", added(less)) for less in range(free)[::-1]
        )
        yield RotaReason("rules.weekends_off_min", f"{free} of any four weekends free", added(free), looser)
