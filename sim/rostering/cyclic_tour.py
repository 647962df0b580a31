"""From how many people take each step to the table: an Euler tour through all steps, read week by week."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from sim.rostering.cyclic_instance import DAYS_A_WEEK, OFF
from sim.rostering.cyclic_rota import Table
from sim.rostering.cyclic_states import Arc, Node, WeekGraph
from sim.rostering.cyclic_week import head, tail


def table_of(flow: Mapping[Arc, int]) -> Table:
    """Return the table of a circulation that hangs together; the same flow always gives the same table.

    A closed walk takes every step as often as people do (Hierholzer). Where it starts is free, so the table starts
    with the row that makes it come first in the alphabet of shifts, days off last.
    """
    left: dict[Node, list[Arc]] = defaultdict(list)
    for arc in sorted(flow, reverse=True):
        left[tail(arc)] += [arc] * flow[arc]
    start = min(node for node in left if node[0] == DAYS_A_WEEK - 1 and left[node])
    way: list[tuple[Node, Arc | None]] = [(start, None)]
    tour: list[Arc] = []
    while way:
        node, arrived = way[-1]
        if left[node]:
            arc = left[node].pop()
            way.append((head(arc), arc))
        else:
            way.pop()
            if arrived is not None:
                tour.append(arrived)
    tour.reverse()
    if len(tour) != sum(flow.values()):
        raise ValueError("the circulation does not hang together")
    entries = [arc.entry for arc in tour]
    rows = [tuple(entries[first : first + DAYS_A_WEEK]) for first in range(0, len(entries), DAYS_A_WEEK)]
    return first_in_order(tuple(rows))


def flow_of(graph: WeekGraph, table: Table) -> dict[Arc, int]:
    """Return how many people take each step in a table that keeps the rules: the other way round.

    The state before the first row is not known, but whatever it is, going round the table once or twice leads to the
    states that the table itself brings about.

    Raises
    ------
    ValueError
        If the table breaks a rule on what may follow what.
    """
    steps = {(tail(arc), arc.entry): arc for arc in graph.arcs}
    entries = [entry for row in table for entry in row]
    ways = [(DAYS_A_WEEK - 1, state) for state, entry in graph.entries[-1].items() if entry == entries[-1]]
    for start in ways:
        node: Node | None = start
        for _ in range(3):
            begun, taken = node, []
            for entry in entries:
                arc = steps.get((node, entry)) if node is not None else None
                if arc is not None:
                    taken.append(arc)
                node = head(arc) if arc is not None else None
            if node is None:
                break
            if node == begun:
                return dict(Counter(taken))
    raise ValueError("the table breaks a rule on what may follow what")


def first_in_order(table: Table) -> Table:
    """Return the same cyclic table, started at the row that puts it first; which row is first means nothing."""
    last = 1 + max(entry for row in table for entry in row)
    keys = [tuple(last if entry == OFF else entry for entry in row) for row in table]
    turns = range(len(table))
    best = min(turns, key=lambda turn: keys[turn:] + keys[:turn])
    return table[best:] + table[:best]
