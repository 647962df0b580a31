"""One rota for all: the circulation must hang together, or some people would go round a table of their own."""

from __future__ import annotations

from collections.abc import Collection

from ortools.sat.python import cp_model

from sim.rostering.cyclic_instance import DAYS_A_WEEK, OFF
from sim.rostering.cyclic_states import Arc, Node
from sim.rostering.cyclic_week import Week, head, tail


def components(used: Collection[Arc]) -> list[frozenset[Node]]:
    """Return the sets of nodes that the steps taken join, smallest first.

    In a circulation whatever can be reached can be left again, so the direction of the steps does not matter.
    """
    parent: dict[Node, Node] = {}

    def root(node: Node) -> Node:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for arc in sorted(used):
        parent[root(tail(arc))] = root(head(arc))
    joined: dict[Node, set[Node]] = {}
    for node in sorted(parent):
        joined.setdefault(root(node), set()).add(node)
    return sorted((frozenset(nodes) for nodes in joined.values()), key=lambda nodes: (len(nodes), min(nodes)))


def cut_off(week: Week, parts: Collection[frozenset[Node]]) -> None:
    """Forbid that part of the people stay within one of these sets of nodes: nobody does, all do, or some leave it."""
    model, people = week.model, week.instance.people
    for nodes in parts:
        inside = sum(week.flow[arc] for arc in week.graph.arcs if arc.weekday == 0 and head(arc) in nodes)
        leaving = [flow for arc, flow in week.flow.items() if tail(arc) in nodes and head(arc) not in nodes]
        nobody, everybody = model.new_bool_var("nobody"), model.new_bool_var("everybody")
        model.add(inside == 0).only_enforce_if(nobody)
        model.add(inside == people).only_enforce_if(everybody)
        model.add(sum(leaving) >= 1).only_enforce_if(~nobody, ~everybody)


def join(week: Week) -> None:
    """Require outright that the circulation hangs together: exact, but larger than the cuts that mostly do.

    One node that is surely visited or not is chosen as the root. It sends a unit of a second flow to every visit of
    another node, and this flow can go only where people go.
    """
    model, most = week.model, DAYS_A_WEEK * week.instance.people
    roots = {node: model.new_bool_var("root") for node in _candidates(week)}
    model.add_exactly_one(roots.values())
    sent: dict[Arc, cp_model.IntVar] = {}
    for arc, flow in week.flow.items():
        is_used = model.new_bool_var("used")
        model.add(flow >= 1).only_enforce_if(is_used)
        model.add(flow == 0).only_enforce_if(~is_used)
        sent[arc] = model.new_int_var(0, most, "sent")
        model.add(sent[arc] <= most * is_used)
    for node in sorted(week.into):
        visits = sum(week.flow[arc] for arc in week.into[node])
        kept = sum(sent[arc] for arc in week.into[node]) - sum(sent[arc] for arc in week.out_of[node])
        if node in roots:
            model.add(visits >= 1).only_enforce_if(roots[node])
            model.add(kept == visits).only_enforce_if(~roots[node])
        else:
            model.add(kept == visits)


def _candidates(week: Week) -> list[Node]:
    """Return nodes of which one is surely visited: those of a shift surely worked, or of all Mondays."""
    cells: dict[tuple[int, int], list[Node]] = {}
    for day, states in enumerate(week.graph.entries):
        for state, entry in states.items():
            if entry != OFF and week.instance.demand[entry][day] and (entry, day) not in week.short:
                cells.setdefault((day, entry), []).append((day, state))
    if not cells:
        return [(0, state) for state in week.graph.entries[0]]
    return min((sorted(nodes) for nodes in cells.values()), key=lambda nodes: (len(nodes), nodes))
