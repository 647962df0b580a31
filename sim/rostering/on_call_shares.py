"""How on-call duty is shared out: everybody's count against the fair share, with what they carry from before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from sim.rostering.engine import WORK_PER_SECOND, Effort, search
from sim.rostering.on_call_instance import Member
from sim.rostering.on_call_turns import Duty
from sim.rostering.on_call_variables import OnCallVariables, Points
from sim.scenario.ledger import Item

POINTS = 840
"""Points of a penalty of 1; sevenths of a week and minutes of an hour are whole numbers of them."""


@dataclass(frozen=True)
class Shares:
    """One item at one site; points."""

    further: Points
    """How far people are from their shares, beyond one duty."""
    apart: Points
    """How far people are from their shares."""


def worth(duty: Duty, item: Item) -> int:
    """Return what a duty counts for an item: days, which are sevenths of a week, or weekends, or public holidays."""
    if item == "on_call_weeks":
        return len(duty.days)
    return int(duty.weekend is not None) if item == "on_call_weekends" else duty.holidays


def unit_of(item: Item) -> int:
    """Return how much of `worth` is 1 in the ledger."""
    return 7 if item == "on_call_weeks" else 1


def shares_of(v: OnCallVariables, site: str, item: Item, *, first_seats: bool = False) -> Shares:
    """Return how an item of a site is shared among those who take turns there; with `first_seats`, of those alone.

    The fair share of a person is all there is x days not on leave / sum of these over all; what is carried counts as
    done. How little people can be apart is found first, on the counts alone, because the search would prove it last.
    """
    members = [(number, member) for number, member in enumerate(v.instance.members) if site in member.sites]
    duties = {
        number: duty
        for number, duty in enumerate(v.instance.duties)
        if duty.site == site and worth(duty, item) and (not first_seats or duty.seat == "primary")
    }
    if not duties or not sum(member.weight for _, member in members):
        return Shares(0, 0)
    counts = []
    for who, member in members:
        own = {number: has for number, has in v.duties(who).items() if number in duties}
        count = v.model.new_int_var(0, sum(worth(duties[number], item) for number in own), member.person.name)
        v.model.add(count == sum(worth(duties[number], item) * has for number, has in own.items()))
        counts.append(count)
    people = [member if not first_seats else replace(member, carried={item: 0.0}) for _, member in members]
    further, apart = _distances(v.model, people, counts, list(duties.values()), item)
    v.model.add(apart >= _least_apart(people, list(duties.values()), item))
    return Shares(further, apart)


def _distances(
    model: cp_model.CpModel, members: Sequence[Member], counts: Sequence[Points], duties: Sequence[Duty], item: Item
) -> tuple[cp_model.LinearExpr, cp_model.LinearExpr]:
    """Variables for how far all members together are from their shares: beyond one duty, and at all; points."""
    weights, unit = sum(member.weight for member in members), unit_of(item)
    total, longest = (whole(worth(duty, item) for duty in duties) for whole in (sum, max))
    further, apart = [], []
    for member, count in zip(members, counts, strict=True):
        share = round(POINTS * (total * member.weight / weights / unit - member.carried[item]))
        most = abs(share) + POINTS * total // unit
        beyond, away = model.new_int_var(0, most, "beyond a duty"), model.new_int_var(0, most, "from the share")
        for sign in (1, -1):
            distance = sign * (POINTS // unit * count - share)
            model.add(away >= distance)
            model.add(beyond >= distance - POINTS // unit * longest)
        further.append(beyond)
        apart.append(away)
    return cp_model.LinearExpr.sum(further), cp_model.LinearExpr.sum(apart)


def _least_apart(members: Sequence[Member], duties: Sequence[Duty], item: Item) -> int:
    """No counts of these duties are less apart, whichever of them people have; fewer may be held, at a distance."""
    model = cp_model.CpModel()
    done: list[Points] = [0] * len(members)
    for kind in sorted({worth(duty, item) for duty in duties}):
        alike = [duty for duty in duties if worth(duty, item) == kind]
        counts = [model.new_int_var(0, sum(member.may(duty) for duty in alike), "count") for member in members]
        model.add(sum(counts) <= len(alike))
        done = [kind * count + before for count, before in zip(counts, done, strict=True)]
    _, apart = _distances(model, members, done, duties, item)
    model.minimize(apart)
    outcome = search(model, "shares", Effort(WORK_PER_SECOND, 1))
    return max(0, round(outcome.bound)) if outcome.is_found else 0
