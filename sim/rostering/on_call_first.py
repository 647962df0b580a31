"""A first rotation without a solver: every turn to whoever has had the least of it and may have it."""

from __future__ import annotations

from sim.rostering.on_call_instance import ON_CALL_ITEMS, OnCallInstance
from sim.rostering.on_call_shares import unit_of, worth


def first_turns(instance: OnCallInstance) -> list[int | None]:
    """Return a member for every duty, in order of time; None where nobody may have it.

    Each goes to whoever would break fewest rules between turns, then is furthest below the fair share, with what is
    carried and in proportion to days not on leave, then was on call longest ago.
    """
    assert instance.scenario.on_call is not None
    rota = instance.scenario.on_call.rota
    holders: list[int | None] = [instance.fixed.get(number) for number in range(len(instance.duties))]
    turns: list[set[int]] = [set() for _ in instance.members]
    weekends: list[set[int]] = [set() for _ in instance.members]
    done = [sum(member.carried[item] for item in ON_CALL_ITEMS) for member in instance.members]

    def give(number: int, who: int) -> None:
        duty, member = instance.duties[number], instance.members[who]
        holders[number] = who
        turns[who].add(duty.turn)
        if duty.weekend is not None:
            weekends[who].add(duty.weekend)
        counts = sum(worth(duty, item) / unit_of(item) for item in ON_CALL_ITEMS)
        done[who] += counts * max(one.weight for one in instance.members) / max(1, member.weight)

    for number, who in instance.fixed.items():
        give(number, who)
    for number, duty in enumerate(instance.duties):
        if number in instance.fixed:
            continue
        best: tuple[int, float, int, int] | None = None
        for who, member in enumerate(instance.members):
            if duty.turn in turns[who] or not member.may(duty):
                continue
            near = range(duty.turn - rota.free_turns_between, duty.turn + rota.free_turns_between + 1)
            broken = len(turns[who].intersection(near))
            if duty.weekend is not None and rota.weekends_running_max == 1:
                broken += len(weekends[who] & {duty.weekend - 1, duty.weekend + 1})
            broken += not member.beside_leave.isdisjoint(duty.touched)
            last = max((turn for turn in turns[who] if turn < duty.turn), default=-1)
            mark = (broken, round(done[who], 6), last, who)
            best = mark if best is None else min(best, mark)
        if best is not None:
            give(number, best[-1])
    return holders
