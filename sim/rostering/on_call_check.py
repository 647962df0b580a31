"""The rotation on call checked and costed in plain Python: from who has which duty, or from the rows of any roster.

It shares with the solver what a duty and a member are (`on_call_turns`, `on_call_instance`), which have own tests.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sim.centre.roster import SECONDARY, Roster
from sim.rostering import terms
from sim.rostering.assignments import assignments_of
from sim.rostering.on_call_instance import OnCallInstance
from sim.rostering.on_call_turns import Duty, common
from sim.scenario.ledger import Item
from sim.timing import MINUTE

Holders = Sequence[int | None]
ITEMS_OF_CALLS: tuple[Item, ...] = ("on_call_weeks", "on_call_weekends", "on_call_holidays")


@dataclass(frozen=True)
class TurnViolation:
    """A rule of the rotation that is broken."""

    rule: str
    person: str
    """Empty where it concerns nobody alone."""
    sentence: str
    """With names and dates."""
    is_hard: bool
    """Whether it may never be: leave, availability, fixed turns, two seats at once."""


def check_turns(instance: OnCallInstance, holders: Holders) -> list[TurnViolation]:
    """Return every rule that a rotation breaks, hard ones first; open duties are among the others."""
    found = [*_who_cannot(instance, holders), *_two_seats(instance, holders)]
    found += [*_open(instance, holders), *_too_close(instance, holders), *_weekends(instance, holders)]
    found += _beside_leave(instance, holders)
    return found


def turn_costs(instance: OnCallInstance, holders: Holders, of: int | None = None) -> dict[str, float]:
    """Return what a rotation costs by rule, as penalties; weights as in `sim.rostering.on_call_rules`.

    `of` is the number of a member whose part alone is meant; open duties are nobody's. The parts add up to the whole.
    """
    weight = math.ceil(instance.scenario.rules.fairness.on_call)
    distances = [one for item in ITEMS_OF_CALLS for one in _distances(instance, holders, item)]
    if instance.scenario.on_call is not None and instance.scenario.on_call.rota.secondary:
        distances += _distances(instance, holders, "on_call_weeks", ("primary",))
    shares = [(far, allowed) for who, far, allowed in distances if of is None or who == of]
    held = list(zip(instance.duties, holders, strict=True))
    open_cost = sum((3 if duty.seat == "primary" else 1) * duty.minutes / 60 for duty, who in held if who is None)
    at_work = sum(
        instance.members[who].at_work(duty) / 60 for duty, who in held if who is not None and (of is None or who == of)
    )

    def broken(found: Iterable[TurnViolation]) -> float:
        return float(sum(of is None or one.person == instance.members[of].person.name for one in found))

    return {
        "nobody_missing": open_cost if of is None else 0.0,
        "turns_apart": broken(_too_close(instance, holders)),
        "weekends_running": broken(_weekends(instance, holders)),
        "weekends_beside_leave": broken(_beside_leave(instance, holders)),
        "not_far_from_fair": weight * sum(max(0.0, far - allowed) for far, allowed in shares),
        "shared_evenly": weight * sum(far for far, _ in shares),
        "not_while_at_work": at_work,
        "evenly_spaced": float(_crowding(instance, holders, of)),
    }


def holders_of(instance: OnCallInstance, roster: Roster) -> tuple[tuple[int | None, ...], list[TurnViolation]]:
    """Return who holds each duty by the rows of a roster, and what is wrong with the rows themselves.

    A duty is held by whoever has most of it. Told are parts of it that nobody has or that two people have, people who
    are not in the rotation, and rows on days of leave or not available, to the minute of each row.
    """
    names = {member.person.name: number for number, member in enumerate(instance.members)}
    calendar = instance.scenario.calendar
    rows = []
    for row in assignments_of(roster, "on_call"):
        start, end = (calendar.microseconds(moment) // MINUTE for moment in (row.start, row.end))
        rows.append((start, end, row.person, "secondary" if row.shift == SECONDARY else "primary"))
    found = [
        TurnViolation("members", name, f"{name} is on call, but not in the rotation", True)
        for name in dict.fromkeys(row[2] for row in rows)
        if name not in names
    ]
    holders: list[int | None] = []
    for duty in instance.duties:
        parts = sorted(
            (*span, person)
            for start, end, person, seat in rows
            if seat == duty.seat and person in names and duty.site in instance.members[names[person]].sites
            for span in common(duty.spans, ((start, end),))
        )
        minutes: dict[str, int] = {}
        until = 0
        for start, end, person in parts:
            minutes[person] = minutes.get(person, 0) + end - start
            if start < until:
                at = calendar.moment(start * MINUTE).astimezone(calendar.zone)
                text = f"{person} is on call from {at:%Y-%m-%d %H:%M} while somebody else is"
                found.append(TurnViolation("cover", person, text, True))
            until = max(until, end)
            found += _away(instance, duty, names[person], terms.days_touched(calendar, start, end))
        most = max(minutes, key=lambda name: minutes[name], default=None)
        holders.append(None if most is None else names[most])
        left = duty.minutes - sum(end - start for start, end in merged(parts))
        if minutes and left:
            text = f"{when(instance, duty)}: {left / 60:g} h have nobody on call"
            found.append(TurnViolation("cover", "", text, False))
    return tuple(holders), found


def merged(parts: Sequence[tuple[int, int, str]]) -> list[tuple[int, int]]:
    """Return the time that is in any of some parts, which are in order.

    >>> merged([(0, 5, "Ada"), (3, 8, "Ben"), (9, 10, "Ada")])
    [(0, 8), (9, 10)]
    """
    found: list[tuple[int, int]] = []
    for start, end, _ in parts:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def when(instance: OnCallInstance, duty: Duty) -> str:
    """Return a duty in words: its days, its site, and whether it is the second seat."""
    first, last = (terms.date_of(instance.scenario.calendar, day) for day in (duty.days.start, duty.days.stop - 1))
    days = f"{first}" if first == last else f"{first} to {last}"
    seat = ", secondary" if duty.seat == "secondary" else ""
    return f"{days}{f', {duty.site}' if duty.site else ''}{seat}"


def _who_cannot(instance: OnCallInstance, holders: Holders) -> Iterator[TurnViolation]:
    """Nobody is on call while on leave or not available, nor at a site that is not theirs; fixed turns are kept."""
    for number, (duty, who) in enumerate(zip(instance.duties, holders, strict=True)):
        if number in instance.fixed and instance.fixed[number] != who:
            name = instance.members[instance.fixed[number]].person.name
            yield TurnViolation("fixed", name, f"{when(instance, duty)}: the turn is fixed for {name}", True)
        if who is None:
            continue
        member, name = instance.members[who], instance.members[who].person.name
        if duty.site not in member.sites:
            yield TurnViolation("sites", name, f"{when(instance, duty)}: {name} belongs to another site", True)
        yield from _away(instance, duty, who, duty.touched)


def _away(instance: OnCallInstance, duty: Duty, who: int, days: Iterable[int]) -> Iterator[TurnViolation]:
    """Some days of a duty on which its holder is on leave or not available."""
    member, name = instance.members[who], instance.members[who].person.name
    for rule, away, words in (("leave", member.away, "on leave"), ("unavailable", member.unavailable, "not available")):
        if both := sorted(away.intersection(days)):
            dates = ", ".join(str(terms.date_of(instance.scenario.calendar, day)) for day in both)
            yield TurnViolation(
                rule, name, f"{when(instance, duty)}: {name} has the turn but is {words} on {dates}", True
            )


def _two_seats(instance: OnCallInstance, holders: Holders) -> Iterator[TurnViolation]:
    """Nobody is on call twice in one turn."""
    for name, turns in _turns(instance, holders).items():
        for turn in sorted({turn for turn in turns if turns.count(turn) > 1}):
            duty = next(duty for duty in instance.duties if duty.turn == turn)
            yield TurnViolation("two_seats", name, f"{when(instance, duty)}: {name} has two seats at once", True)


def _open(instance: OnCallInstance, holders: Holders) -> Iterator[TurnViolation]:
    for duty, who in zip(instance.duties, holders, strict=True):
        if who is None:
            yield TurnViolation("open", "", f"{when(instance, duty)}: nobody is on call", False)


def _too_close(instance: OnCallInstance, holders: Holders) -> Iterator[TurnViolation]:
    """Turns of one person with fewer turns between than asked; that of the period before counts."""
    assert instance.scenario.on_call is not None
    free = instance.scenario.on_call.rota.free_turns_between
    before = {instance.members[number].person.name for number in instance.just_before}
    for name, turns in _turns(instance, holders).items():
        own = sorted(set(turns))
        pairs = [(-1, turn) for turn in own] if name in before else []
        pairs += [(first, second) for place, first in enumerate(own) for second in own[place + 1 :]]
        for first, second in pairs:
            if second - first <= free:
                after = {1: "no turn", 2: "1 turn"}.get(second - first, f"{second - first - 1} turns")
                duty = next(duty for duty in instance.duties if duty.turn == second)
                text = f"{when(instance, duty)}: {name} is on call again with {after} between, {free} asked"
                yield TurnViolation("turns_apart", name, text, False)


def _weekends(instance: OnCallInstance, holders: Holders) -> Iterator[TurnViolation]:
    """Weekends of one person running, above the number allowed."""
    assert instance.scenario.on_call is not None
    rota = instance.scenario.on_call.rota
    most = rota.weekends_running_max
    if rota.turns == "week" and rota.free_turns_between >= most:
        return  # weeks that may not follow each other say the same
    for index, member in enumerate(instance.members):
        own = {
            duty.weekend
            for duty, who in zip(instance.duties, holders, strict=True)
            if who == index and duty.weekend is not None
        }
        for first in sorted(own):
            if all(first + step in own for step in range(most + 1)):
                last = next(d for d in instance.duties if d.weekend == first + most)
                name = member.person.name
                text = f"{when(instance, last)}: {name} is on call the {most + 1}. weekend running, {most} allowed"
                yield TurnViolation("weekends_running", name, text, False)


def _beside_leave(instance: OnCallInstance, holders: Holders) -> Iterator[TurnViolation]:
    for duty, who in zip(instance.duties, holders, strict=True):
        if who is not None and instance.members[who].beside_leave & duty.touched:
            name = instance.members[who].person.name
            text = f"{when(instance, duty)}: {name} is on call on a weekend beside leave"
            yield TurnViolation("weekends_beside_leave", name, text, False)


def _turns(instance: OnCallInstance, holders: Holders) -> dict[str, list[int]]:
    """Numbers of the turns of everybody, once for each seat."""
    turns: dict[str, list[int]] = {}
    for duty, who in zip(instance.duties, holders, strict=True):
        if who is not None:
            turns.setdefault(instance.members[who].person.name, []).append(duty.turn)
    return turns


def _crowding(instance: OnCallInstance, holders: Holders, of: int | None) -> int:
    """How much closer turns are than people per seat would allow, at most six turns; of one member, or of all."""
    seats = sum(duty.turn == 0 for duty in instance.duties)
    apart = max(1, min(len(instance.members) // max(1, seats), 6))
    total = 0
    for name, turns in _turns(instance, holders).items():
        if of is not None and name != instance.members[of].person.name:
            continue
        own = sorted(turns)
        total += sum(max(0, apart - (second - first)) for place, first in enumerate(own) for second in own[place + 1 :])
    return total


def _distances(
    instance: OnCallInstance, holders: Holders, item: Item, seats: Sequence[str] = ("primary", "secondary")
) -> Iterator[tuple[int, float, float]]:
    """Who is how far from the fair share at each site, and how far one duty reaches; weeks, or counts.

    What is carried counts where all seats are looked at.
    """
    unit = 7 if item == "on_call_weeks" else 1

    def counts(duty: Duty) -> float:
        if item == "on_call_weeks":
            return len(duty.days) / unit
        return duty.holidays if item == "on_call_holidays" else duty.weekend is not None

    for site in dict.fromkeys(duty.site for duty in instance.duties):
        there = [number for number, member in enumerate(instance.members) if site in member.sites]
        weights = sum(instance.members[number].weight for number in there)
        held = [
            (duty, who)
            for duty, who in zip(instance.duties, holders, strict=True)
            if duty.site == site and duty.seat in seats
        ]
        longest = max(counts(duty) for duty, _ in held)
        total = sum(counts(duty) for duty, _ in held)
        if not weights or not longest:
            continue
        for number in there:
            member = instance.members[number]
            done = sum(counts(duty) for duty, who in held if who == number)
            done += member.carried[item] if len(seats) > 1 else 0.0
            yield number, abs(done - total * member.weight / weights), longest
