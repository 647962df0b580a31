"""The rules and the cost of a rotation of duties, recomputed in plain Python from who has which day."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from sim.rostering.duty_rotation import DAYS_A_WEEK, DutyRotation


def check_duties(rotation: DutyRotation, holders: Sequence[int]) -> list[str]:
    """Return every rule that a list of holders breaks, in words with people and days numbered from 1 as in the file."""
    if len(holders) != rotation.days:
        return [f"{len(holders)} days have a holder, of {rotation.days}"]
    found: list[str] = []
    for day, person in enumerate(holders):
        if not 0 <= person < len(rotation.work_load):
            return [f"day {day + 1}: there is no person {person + 1}"]
        if day in rotation.unavailable[person]:
            found.append(f"day {day + 1}: person {person + 1} is not available")
    for person in rotation.people:
        found += [
            f"day {day + 1}: it is fixed for person {person + 1}, person {holders[day] + 1} has it"
            for day in sorted(rotation.fixed[person])
            if holders[day] != person
        ]
    fixed = set().union(*rotation.fixed)
    for day in range(rotation.days - 2):
        if holders[day] == holders[day + 1] == holders[day + 2] and not {day, day + 1, day + 2} <= fixed:
            found.append(f"days {day + 1} to {day + 3}: person {holders[day] + 1} has three days running")
    for day in range(rotation.weekend_offset, rotation.days, DAYS_A_WEEK):
        near = [other for other in (day - 1, day, day + 1) if 0 <= other < rotation.days]
        for other in near:
            if other != day and holders[other] == holders[day] and not set(near) <= fixed:
                found.append(f"day {day + 1}: person {holders[day] + 1} has this weekend and day {other + 1} beside it")
        after = day + DAYS_A_WEEK
        if after < rotation.days and holders[after] == holders[day] and not {day, after} <= fixed:
            found.append(f"day {day + 1}: person {holders[day] + 1} has this weekend and the next")
    return found


def duty_costs(rotation: DutyRotation, holders: Sequence[int]) -> dict[str, int]:
    """Return what a list of holders costs by wish.

    adjacent_days: adjacent days of one person, the last pair left out, x its weight. wednesday_and_weekend: weekends
    whose holder also has the Wednesday x its weight. weekday_imbalance and weekend_imbalance: the smallest whole b such
    that w_i c_j and w_j c_i differ by at most 100 b for all people i and j; w is the work load in %, c the count of
    days.
    """
    weekends = set(range(rotation.weekend_offset, rotation.days, DAYS_A_WEEK))
    adjacent = sum(holders[day] == holders[day + 1] for day in range(rotation.days - 2))
    wednesdays = sum(day >= 2 and holders[day] == holders[day - 2] for day in weekends)
    at_weekends = [holders[day] for day in weekends]
    at_weekdays = [holders[day] for day in range(rotation.days) if day not in weekends]
    return {
        "adjacent_days": rotation.adjacent_weight * adjacent,
        "wednesday_and_weekend": rotation.wednesday_weight * wednesdays,
        "weekday_imbalance": _imbalance(rotation, at_weekdays),
        "weekend_imbalance": _imbalance(rotation, at_weekends),
    }


def _imbalance(rotation: DutyRotation, holders: Sequence[int]) -> int:
    loads = rotation.work_load
    counts = [holders.count(person) for person in rotation.people]
    apart = [abs(loads[i] * counts[j] - loads[j] * counts[i]) for i, j in combinations(rotation.people, 2)]
    return -(-max(apart, default=0) // 100)
