"""What is drawn in advance about people: on which days they are ill, how they keep to times, whether they stay on.

Everything is drawn per person and local day, so that a person is the same under every roster and alternative.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.demand.draw import absence_draws
from sim.demand.streams import stream
from sim.scenario.model import Scenario
from sim.scenario.people import Shrinkage
from sim.scenario.working import Deviation, SecondDuty

MOST_PAUSES = 8
"""Breaks and meetings of a shift with draws of their own; further ones share the last."""


def days_ill(scenario: Scenario, replication: int, person: str, shrinkage: Shrinkage) -> npt.NDArray[np.bool_]:
    """Return for each local day, from the day before the horizon on, whether a person is ill.

    With u the uniforms of `absence_draws` and a the share of absence: where days are independent, ill is u < a. With a
    mean length of L days they are a chain: the first day is ill where u < a, a later one where u < 1 - 1 / L after an
    ill day and where u < a / (L (1 - a)) after a healthy one. So a share a of all days is ill, in spells of mean L.
    """
    draws, share, mean_days = absence_draws(scenario, replication, person), shrinkage.absence, shrinkage.absence_days
    if mean_days is None or share in (0.0, 1.0):
        return draws < share
    stays_ill, falls_ill = 1.0 - 1.0 / mean_days, share / (mean_days * (1.0 - share))
    ill = np.zeros(len(draws), dtype=bool)
    ill[0] = draws[0] < share
    for day in range(1, len(ill)):
        ill[day] = draws[day] < (stays_ill if ill[day - 1] else falls_ill)
    return ill


def adherence_draws(scenario: Scenario, replication: int, person: str) -> npt.NDArray[np.float64]:
    """Return two uniforms (whether, by how much) for every local day and time: shape (days, times, 2).

    The times are the start of the shift, then the start and the end of each break or meeting in turn.
    """
    days = scenario.calendar.weeks * 7 + 2
    return stream(scenario.seed, replication, f"adherence of {person}").random((days, 1 + 2 * MOST_PAUSES, 2))


def deviation(about: Deviation | None, draws: npt.NDArray[np.float64]) -> int:
    """Return by how much a time is not kept (microseconds, negative is early), from its two uniforms.

    The first says whether it is kept: late below share × late, early from there to the share, else kept.
    """
    if about is None or draws[0] >= about.share:
        return 0
    by = about.by.quantile(float(draws[1]))
    return by if draws[0] < about.share * about.late else -by


def other_duty(scenario: Scenario, replication: int, person: str, about: SecondDuty) -> list[tuple[int, int]]:
    """Return the stretches (start, end, microseconds of the horizon) in which a person's other duty holds them.

    An alternating renewal process in equilibrium: held for exponential times of mean m, free for exponential times of
    mean m (1 - s) / s, so that a share s of all time is held; held at the start with probability s.
    """
    if about.occupied == 0.0:
        return []
    random = stream(scenario.seed, replication, f"other duty of {person}")
    held = random.random() < about.occupied
    means = (about.stretch * (1.0 - about.occupied) / about.occupied, float(about.stretch))
    now, stretches = 0, []
    while now < scenario.calendar.horizon:
        end = now + max(1, round(random.standard_exponential() * means[held]))
        if held:
            stretches.append((now, end))
        now, held = end, not held
    return stretches


def stays_on(scenario: Scenario, replication: int, person: str, share: float) -> npt.NDArray[np.bool_]:
    """Return for each local day, from the day before the horizon on, whether a person stays on when asked."""
    days = scenario.calendar.weeks * 7 + 2
    return stream(scenario.seed, replication, f"overtime of {person}").random(days) < share
