"""Turns on call as part of a roster: found by the solver, added as rows, checked with the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from sim.centre.roster import Roster
from sim.rostering.on_call_check import TurnViolation, check_turns, holders_of
from sim.rostering.on_call_instance import on_call_instance
from sim.rostering.on_call_solve import solve_on_call
from sim.scenario.model import Scenario


def on_call_turns(
    scenario: Scenario, roster: Roster | None = None, *, sizes: Mapping[str, int] | None = None
) -> pd.DataFrame:
    """Return the rows of kind `on_call`: who is on call when; the columns are those of `Roster.assignments`.

    `roster` tells who works when, `sizes` how many people a group has where the scenario does not say. A turn that
    nobody can hold has no rows. What else is known of the rotation is told by `solve_on_call`.
    """
    if scenario.on_call is None:
        return Roster(
            pd.DataFrame({name: [] for name in ("person", "group", "kind", "shift", "start", "end")})
        ).assignments
    return solve_on_call(scenario, roster, sizes=sizes).assignments


def broken_turns(scenario: Scenario, roster: Roster, sizes: Mapping[str, int]) -> Iterator[TurnViolation]:
    """Yield the hard rules that the on-call rows of a roster break; a roster without any breaks none."""
    if scenario.on_call is None or roster.of_kind("on_call").empty:
        return
    instance = on_call_instance(scenario, roster, sizes)
    holders, found = holders_of(instance, roster)
    of_turns = [violation for violation in check_turns(instance, holders) if violation.rule in ("fixed", "two_seats")]
    yield from (violation for violation in [*found, *of_turns] if violation.is_hard)
