"""Why a rotation on call is as it is: what each rule costs, who bears it, and what each soft rule costs the others."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from sim.centre.roster import Roster
from sim.rostering.on_call_check import ITEMS_OF_CALLS, turn_costs
from sim.rostering.on_call_rules import STAGES
from sim.rostering.on_call_shares import unit_of, worth
from sim.rostering.on_call_solve import OnCallPlan, solve_on_call
from sim.scenario.model import Scenario

OPTIONAL = tuple(rule.__name__ for stage, rules in STAGES if stage != "cover" for rule in rules)
"""Rules that can be turned off for comparison; that somebody is on call comes before all others."""


def cost_per_rule(plan: OnCallPlan) -> pd.DataFrame:
    """Return what a rotation costs by rule, in the order of priority: stage, rule, cost, meaning."""
    rows = [
        (stage, rule.__name__, plan.costs[rule.__name__], (rule.__doc__ or "").split("\n")[0])
        for stage, rules in STAGES
        for rule in rules
    ]
    return pd.DataFrame(rows, columns=["stage", "rule", "cost", "meaning"])


def cost_per_person(plan: OnCallPlan) -> pd.DataFrame:
    """Return who bears what a rotation costs: a row per member, a column per rule, their sums those of the rules.

    Before them stand the turns, and weeks, weekends and public holidays on call, with what the member carries of each
    by the ledger. Open duties are nobody's cost.
    """
    instance, rows = plan.instance, []
    for number, member in enumerate(instance.members):
        own = [duty for duty, who in zip(instance.duties, plan.holders, strict=True) if who == number]
        row: dict[str, object] = {"person": member.person.name, "group": member.person.group, "turns": len(own)}
        for item in ITEMS_OF_CALLS:
            row[item.removeprefix("on_call_")] = sum(worth(duty, item) for duty in own) / unit_of(item)
            row[f"{item.removeprefix('on_call_')}_carried"] = member.carried[item]
        costs = turn_costs(instance, plan.holders, number)
        rows.append(row | {name: costs[name] for name in OPTIONAL})
    items = [item.removeprefix("on_call_") for item in ITEMS_OF_CALLS]
    columns = ["person", "group", "turns", *(name for item in items for name in (item, f"{item}_carried")), *OPTIONAL]
    return pd.DataFrame(rows, columns=columns)


def cost_of_rules(
    scenario: Scenario,
    roster: Roster | None,
    plan: OnCallPlan,
    *,
    progress: Callable[[str, float], None] = lambda stage, done: None,
) -> pd.DataFrame:
    """Return what each soft rule costs the others: it is turned off, the rotation solved again with the same people.

    One row per rule (`without`), one column per rule with the change of its cost against the rotation given, and
    `saved`: what all other rules together save. Both rotations come from a search: where one is not proven best,
    differences may be chance.
    """
    sizes = {
        group: sum(member.person.group == group for member in plan.instance.members) or None
        for group in scenario.team.groups
    }
    known = {group: size for group, size in sizes.items() if size is not None}
    rows = []
    for place, rule in enumerate(OPTIONAL):
        progress(f"without {rule}", place / len(OPTIONAL))
        other = solve_on_call(scenario, roster, sizes=known, without=frozenset({rule}))
        change = {name: other.costs[name] - cost for name, cost in plan.costs.items()}
        saved = -sum(value for name, value in change.items() if name != rule)
        rows.append({"without": rule, "saved": saved, **change})
    progress("what each rule costs the others", 1.0)
    return pd.DataFrame(rows, columns=["without", "saved", *plan.costs])
