"""What customers met on the way of each contact, in numbers: the drivers of what they feel.

Each driver is 0 for a contact that was solved at once, as the customer expects. What they weigh is in the scenario
(`experience`); docs/experience.md has the list.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.centre.log import ABANDONED, AUTOMATED, BALKED, BLOCKED, CLOSED, SERVED
from sim.measures.records import Bools, Floats, Ints, Records
from sim.scenario.quality import USUAL

FELT = (SERVED, AUTOMATED, ABANDONED, BLOCKED, BALKED, CLOSED)
"""Outcomes that leave a customer with an opinion. Self-service never became a contact, what was merged or prevented
neither, and whoever still waits at the end has not made up his mind."""


def is_felt(records: Records) -> Bools:
    """Return whether each attempt within the window is one that a customer can grade."""
    return np.asarray(records.inside & np.isin(records.attempts.outcome, FELT))


def waited(records: Records, rows: Ints) -> Floats:
    """Return the seconds the customer waited in all: for a person, after being passed on, and for a manager.

    After being passed on: until the next one takes it, and where that is somebody on call, until they begin.
    """
    further = tuple(records.noted(name)[rows] for name in ("transfer_wait", "response_wait", "approval_wait"))
    return np.asarray(np.nan_to_num(records.waits[rows]) + sum(np.nan_to_num(wait) for wait in further) / 1e6)


def expected(records: Records, rows: Ints) -> Floats:
    """Return the seconds the customer expects to wait: e, or e + m (t - e) where told a longer time t.

    e is `experience.expected_wait` of the channel, m is `told_moves`; t is what was announced, or the time until the
    reply that an acknowledgement or a call-back promises.
    """
    experience, attempts = records.scenario.experience, records.attempts
    usual = np.array([getattr(experience.expected_wait, name) / 1e6 for name in records.scenario.channel_names])
    waits = usual[attempts.channel[rows]]
    begins = np.where(np.isnan(records.clock_starts[rows]), attempts.arrived[rows], records.clock_starts[rows])
    promised = np.nan_to_num(records.noted("promised")[rows] - begins)
    told = np.maximum(np.nan_to_num(records.noted("announced")[rows]), promised) / 1e6
    return np.asarray(waits + experience.told_moves * np.maximum(told - waits, 0.0))


def drivers_of(records: Records, rows: Ints) -> dict[str, Floats]:
    """Return the drivers of some attempts, by name in the order of `sim.scenario.experience.DRIVERS`."""
    attempts = records.attempts

    def noted(column: str) -> Floats:
        return np.asarray(records.noted(column)[rows])

    def is_noted(column: str, value: float = 1.0) -> Floats:
        return np.asarray(noted(column) == value, dtype=np.float64)

    outcome, promise = attempts.outcome[rows], noted("promised")
    until = np.where(outcome == SERVED, attempts.answered[rows], attempts.ended[rows])
    accuracy, professionalism = _quality(records, rows)
    return {
        "unsolved": (~attempts.solved[rows]).astype(np.float64),
        "not_answered": (~np.isin(outcome, (SERVED, AUTOMATED))).astype(np.float64),
        "waiting": np.log2(np.maximum(waited(records, rows) / expected(records, rows), 1.0)),
        "broken_promise": (until > promise).astype(np.float64),
        "acknowledged": (~np.isnan(noted("acknowledged"))).astype(np.float64),
        "earlier_contacts": attempts.attempt[rows] - 1.0,
        "transfers": np.nan_to_num(noted("transfers")),
        "repeating": (np.nan_to_num(noted("repeated_gathering")) > 0).astype(np.float64),
        "inconsistent": is_noted("consistent", 0.0),
        "personalised": is_noted("personalised"),
        "refused": is_noted("granted", 0.0),
        "granted": is_noted("granted"),
        "forced": np.maximum(is_noted("forced"), attempts.chosen[rows] != attempts.channel[rows]),
        "failed_self_service": is_noted("self_service_failed"),
        "automation": (outcome == AUTOMATED).astype(np.float64),
        "accuracy": accuracy,
        "professionalism": professionalism,
    }


def _quality(records: Records, rows: Ints) -> tuple[Floats, Floats]:
    """How far accuracy and professionalism of who answered each attempt are from the usual."""
    scenario = records.scenario
    quality = {name: group.quality for name, group in scenario.team.groups.items()}
    quality |= {name: vendor.quality for name, vendor in scenario.vendors.items()}
    moved = [each for each in quality.values() if (each.accuracy, each.professionalism) != (USUAL, USUAL)]
    if not moved or "handler" not in records.contacts:
        return np.zeros(len(rows)), np.zeros(len(rows))
    handler = pd.Categorical(records.contacts["handler"])
    known = [quality.get(str(name)) for name in handler.categories]
    served = np.where(records.attempts.outcome[rows] == SERVED, handler.codes[rows], -1)
    accuracy = np.array([*(0.0 if each is None else each.accuracy - USUAL for each in known), 0.0])
    care = np.array([*(0.0 if each is None else each.professionalism - USUAL for each in known), 0.0])
    return accuracy[served], care[served]
