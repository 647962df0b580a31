"""The variables of a cyclic rota: how many people take each step of the week, whoever they are.

The steps form a circulation: as many people are in a state at the end of Sunday as go from it into Monday. The size of
the model is that of one week, for three people as for three hundred. After the idea of Becker, Schiffer and Walther
(INFORMS Journal on Computing, 2022, https://doi.org/10.1287/ijoc.2021.1114).
"""

from __future__ import annotations

from collections import defaultdict

from ortools.sat.python import cp_model

from sim.rostering.cyclic_instance import DAYS_A_WEEK, OFF, RotaInstance
from sim.rostering.cyclic_states import Arc, Node, week_graph


class Week:
    """The model of the week, and what the rules and wishes ask of it."""

    def __init__(self, instance: RotaInstance) -> None:
        self.instance = instance
        self.graph = week_graph(instance)
        self.model = cp_model.CpModel()
        self.flow = {
            arc: self.model.new_int_var(0, self._most(arc.entry, arc.weekday), "flow") for arc in self.graph.arcs
        }
        """People who take a step."""
        self.into: dict[Node, list[Arc]] = defaultdict(list)
        """Steps that end in a node."""
        self.out_of: dict[Node, list[Arc]] = defaultdict(list)
        """Steps that begin in a node."""
        for arc in self.graph.arcs:
            self.into[head(arc)].append(arc)
            self.out_of[tail(arc)].append(arc)
        shifts, days = range(len(instance.shifts)), range(DAYS_A_WEEK)
        self.short: dict[tuple[int, int], cp_model.IntVar] = {}
        """People missing, by shift and weekday, where that is allowed."""
        self.over: dict[tuple[int, int], cp_model.IntVar] = {}
        """People more than needed, by shift and weekday, where that is allowed."""
        for shift in shifts:
            for day in days:
                needed = instance.demand[shift][day]
                if instance.may_be_short and needed:
                    self.short[shift, day] = self.model.new_int_var(0, needed, "short")
                if instance.surplus_max:
                    self.over[shift, day] = self.model.new_int_var(0, instance.surplus_max, "over")

    def working(self, shift: int, day: int) -> cp_model.LinearExpr | int:
        """Return the people on a shift on a weekday."""
        return sum(self.flow[arc] for arc in self.graph.arcs if arc.entry == shift and arc.weekday == day)

    def _most(self, entry: int, day: int) -> int:
        instance = self.instance
        if entry == OFF:
            return instance.people
        return min(instance.people, instance.demand[entry][day] + instance.surplus_max)


def tail(arc: Arc) -> Node:
    """Return the node a step begins in."""
    return (arc.weekday - 1) % DAYS_A_WEEK, arc.source


def head(arc: Arc) -> Node:
    """Return the node a step ends in."""
    return arc.weekday, arc.target
