"""The seats of vendors: agents who are there without a gap throughout the vendor's hours."""

from __future__ import annotations

import numpy as np

from sim.centre.actors import Agent
from sim.centre.layout import Layout
from sim.centre.shift import Shift
from sim.scenario.model import Scenario


def seats_of(scenario: Scenario, layout: Layout, first_number: int) -> list[Shift]:
    """Return the shifts of all seats; their agents are numbered from `first_number`."""
    shifts: list[Shift] = []
    interval, number = scenario.calendar.interval, first_number
    for index, (name, vendor) in enumerate(scenario.vendors.items()):
        if vendor.seats is None:
            continue
        covered = np.concatenate([[False], scenario.calendar.is_open(vendor.hours), [False]])
        edges = np.flatnonzero(covered[1:] != covered[:-1])
        for seat in range(vendor.seats):
            agent = Agent(number, f"{name} seat {seat + 1}", layout.vendor_group[index], vendor.pace, vendor.resolution)
            agent.contract = vendor.price if vendor.price.incentive is not None else None
            number += 1
            shifts += [
                Shift(agent, int(start) * interval, int(end) * interval, by="vendor")
                for start, end in zip(edges[::2], edges[1::2], strict=True)
            ]
    return shifts
