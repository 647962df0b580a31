"""When a customer is gone although the agent is still busy: the write-up after a call or chat."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from sim.centre.log import SERVED
from sim.centre.pace import MILLION, cuts_of
from sim.scenario.channels import LIVE
from sim.scenario.model import Scenario

Ints = npt.NDArray[np.int64]


def write_up(scenario: Scenario, columns: Mapping[str, Ints]) -> Ints:
    """Return the time (microseconds) between a customer's leaving and the end of each attempt, from codes of its row.

    After a call or chat that was served, ``handled × write_up / (1 - removed)`` rounded down: the write-up's share of
    the work, where `removed` is the share that the assist took off. Otherwise 0.
    """
    shares = np.array([round(MILLION * topic.parts.write_up) for topic in scenario.topics.values()], dtype=np.int64)
    if not shares.any():
        return np.zeros(len(columns["topic"]), dtype=np.int64)
    is_live = np.array([name in LIVE for name in scenario.channel_names])[columns["served_channel"]]
    removed = np.zeros(len(shares), dtype=np.int64)[columns["topic"]]
    for number, group in enumerate(scenario.team.groups.values()):
        own = (columns["assisted"] == 1) & (columns["handler"] == number)
        removed[own] = np.array(cuts_of(scenario, group), dtype=np.int64)[columns["topic"][own]]
    time = columns["handled"] * shares[columns["topic"]] // (MILLION - removed)
    return np.where(is_live & (columns["outcome"] == SERVED), time, 0)
