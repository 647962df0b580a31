"""Which part of a roster is worth solving again: chosen by chance, more often where it costs most."""

from __future__ import annotations

import random

import numpy as np
import numpy.typing as npt

from sim.rostering.instance import Ask, Instance
from sim.rostering.part import Part, Plan
from sim.rostering.skills import missing_skills
from sim.rostering.variables import Variables

REACH = 1
"""Days to either side of a costly day that everybody may change."""


def around_a_broken_word(v: Variables, plan: Plan, size: int, chance: random.Random) -> Part:
    """Return the whole horizon of `size` people, first of all those with whom something agreed is not kept."""
    wronged = sorted({duty.worker for duty in broken_words(v.instance, plan)})
    others = [worker for worker in range(len(v.instance.workers)) if worker not in wronged]
    chosen = chance.sample(wronged, min(size, len(wronged)))
    chosen += chance.sample(others, min(len(others), size - len(chosen) + 1))
    return Part(frozenset((worker, shift) for worker in chosen for shift in v.shifts(worker)))


def broken_words(instance: Instance, plan: Plan) -> list[Ask]:
    """Return what is agreed and not kept."""
    return [
        duty
        for duty in instance.duties
        if not duty.asked.is_kept(any((duty.worker, shift) in plan.works for shift in duty.shifts))
    ]


def around_a_gap(v: Variables, plan: Plan, size: int, chance: random.Random) -> Part:
    """Return three days of everybody around a day with missing cover, and the whole horizon of `size` people."""
    return _around(v, np.maximum(0, v.instance.needed - present_of(v.instance, plan)), size, chance)


def around_a_missing_skill(v: Variables, plan: Plan, size: int, chance: random.Random) -> Part:
    """Return three days of everybody around a day that misses a skill, and the whole horizon of `size` people."""
    return _around(v, missing_skills(v.instance, plan), size, chance)


def around_a_surplus(v: Variables, plan: Plan, size: int, chance: random.Random) -> Part:
    """Return three days of everybody around a day with spare cover, and the whole horizon of `size` people."""
    return _around(v, np.maximum(0, present_of(v.instance, plan) - v.instance.needed), size, chance)


def exchange(v: Variables, plan: Plan, size: int, chance: random.Random) -> Part:
    """Return the whole horizon of `size` people who exchange shifts among themselves, so that cover stays.

    Half of them are drawn by how far their nights and weekends are from an even share, the rest by chance alone.
    """
    off = _off_fair_share(v.instance, plan)
    order = sorted(range(len(off)), key=lambda worker: -off[worker] * chance.random())
    far = order[: (size + 1) // 2]
    others = [worker for worker in range(len(off)) if worker not in far]
    chosen = far + chance.sample(others, size - len(far))
    return Part(frozenset((worker, shift) for worker in chosen for shift in v.shifts(worker)), keeps_counts=True)


def present_of(instance: Instance, plan: Plan) -> npt.NDArray[np.int64]:
    """Return the people on shift in every interval."""
    present = np.zeros_like(instance.needed)
    for _, number in plan.works:
        intervals = instance.shifts[number].intervals
        present[intervals.start : intervals.stop] += 1
    return present


def _around(v: Variables, costly: npt.NDArray[np.int64], size: int, chance: random.Random) -> Part:
    instance = v.instance
    a_day = 1440 // instance.interval
    weights = [int(costly[day * a_day : (day + 1) * a_day].sum()) for day in range(instance.days)]
    day = chance.choices(range(instance.days), weights if any(weights) else None)[0]
    people = set(chance.sample(range(len(instance.workers)), size))
    return Part(
        frozenset(
            (worker, shift)
            for worker in range(len(instance.workers))
            for shift in v.shifts(worker)
            if worker in people or abs(instance.shifts[shift].day - day) <= REACH
        )
    )


def _off_fair_share(instance: Instance, plan: Plan) -> list[float]:
    """How far each worker's nights and weekends are from their share of all, added up."""
    workers, shifts = instance.workers, instance.shifts
    weights = np.array([worker.weight or 1 for worker in workers], dtype=float)
    nights, weekends = np.zeros(len(workers)), np.zeros(len(workers))
    for worker, shift in plan.works:
        nights[worker] += shift in workers[worker].night_of
    for worker, _ in {
        (worker, number)
        for worker, shift in plan.works
        for number, weekend in enumerate(instance.weekends)
        if shifts[shift].days.start < weekend.stop and weekend.start < shifts[shift].days.stop
    }:
        weekends[worker] += 1
    off = sum(np.abs(counts - counts.sum() * weights / weights.sum()) for counts in (nights, weekends))
    return [float(value) for value in np.atleast_1d(off)]
