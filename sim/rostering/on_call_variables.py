"""What the solver decides of a rotation on call: who has which duty, and which stay open."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from ortools.sat.python import cp_model

from sim.rostering.on_call_instance import OnCallInstance

Points = cp_model.LinearExpr | int


class OnCallVariables:
    """One Boolean per member and duty that the member may have, and one per duty for being left open."""

    def __init__(self, instance: OnCallInstance) -> None:
        self.instance = instance
        self.model = cp_model.CpModel()
        self._has = [
            {
                number: self.model.new_bool_var(f"{member.person.name}, duty {number}")
                for number, duty in enumerate(instance.duties)
                if member.may(duty) and instance.fixed.get(number, index) == index
            }
            for index, member in enumerate(instance.members)
        ]
        self.open = [self.model.new_bool_var(f"duty {number} is open") for number in range(len(instance.duties))]
        for number in range(len(instance.duties)):
            self.model.add_exactly_one([own[number] for own in self._has if number in own] + [self.open[number]])

    def duties(self, member: int) -> dict[int, cp_model.IntVar]:
        """Return the Boolean of every duty a member may have, by the number of the duty."""
        return self._has[member]

    @cached_property
    def on_turn(self) -> list[dict[int, cp_model.LinearExpr]]:
        """Whether each member has a duty in a turn, by the number of the turn; 0 or 1 by the rule of one seat."""
        answer = []
        for own in self._has:
            by_turn: dict[int, list[cp_model.IntVar]] = {}
            for number, has in own.items():
                by_turn.setdefault(self.instance.duties[number].turn, []).append(has)
            answer.append({turn: cp_model.LinearExpr.sum(has) for turn, has in by_turn.items()})
        return answer

    @cached_property
    def on_weekend(self) -> list[dict[int, cp_model.IntVar]]:
        """Whether each member has a duty that counts for a weekend, by the number of the weekend."""
        answer = []
        for own in self._has:
            by_weekend: dict[int, list[cp_model.IntVar]] = {}
            for number, has in own.items():
                weekend = self.instance.duties[number].weekend
                if weekend is not None:
                    by_weekend.setdefault(weekend, []).append(has)
            row = {}
            for weekend, of_weekend in by_weekend.items():
                row[weekend] = self.model.new_bool_var(f"weekend {weekend}")
                self.model.add_max_equality(row[weekend], of_weekend)
            answer.append(row)
        return answer

    def holders(self, solver: cp_model.CpSolver) -> tuple[int | None, ...]:
        """Return who has every duty in a solution; None where it is open."""
        return tuple(
            next(
                (index for index, own in enumerate(self._has) if number in own and solver.boolean_value(own[number])),
                None,
            )
            for number in range(len(self.instance.duties))
        )

    def hint(self, holders: Sequence[int | None]) -> None:
        """Let the next search begin with a rotation."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for member, own in enumerate(self._has):
            for number, has in own.items():
                self.model.add_hint(has, holders[number] == member)
        for is_open, holder in zip(self.open, holders, strict=True):
            self.model.add_hint(is_open, holder is None)
