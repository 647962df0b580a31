"""Why a roster is as it is: what each rule costs, who bears it, and what each soft rule costs the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from sim.centre.roster import Roster
from sim.rostering.penalties import penalties_of
from sim.rostering.soft_rules import STAGES
from sim.rostering.solve import solve_roster
from sim.rostering.timesheets import timesheets, working_minutes
from sim.scenario.model import Scenario
from sim.staffing.requirement import Requirement

OPTIONAL = tuple(rule.__name__ for stage, rules in STAGES if stage not in ("agreed", "cover") for rule in rules)
"""Rules that can be turned off for comparison; cover and what is agreed come before all others."""


def cost_per_rule(scenario: Scenario, roster: Roster, requirement: Requirement) -> pd.DataFrame:
    """Return what a roster costs by soft rule, recomputed from its rows: stage, rule, cost, meaning.

    The rules stand in the order of their priority; a stage never gives way to a later one.
    """
    sizes = _sizes(scenario, roster)
    costs = penalties_of(scenario, roster, requirement, timesheets(scenario, roster, sizes))
    rows = [
        (stage, rule.__name__, costs.get(rule.__name__, 0.0), (rule.__doc__ or "").split("\n")[0])
        for stage, rules in STAGES
        for rule in rules
    ]
    return pd.DataFrame(rows, columns=["stage", "rule", "cost", "meaning"])


def cost_per_person(scenario: Scenario, roster: Roster, requirement: Requirement) -> pd.DataFrame:
    """Return what a roster costs by person, for the rules that speak of one person alone.

    One row per person: working_hours, and the cost of hours below contract, of agreements and requests not kept, of
    starts that differ, of overtime. Cover and fairness belong to all and are not shared out.
    """
    rows = []
    for sheet in timesheets(scenario, roster, _sizes(scenario, roster)):
        own = penalties_of(scenario, roster, requirement, [sheet])
        below = own.get("hours_below_contract", 0.0)
        wishes = [own.get(rule, 0.0) for rule in ("agreed_days", "requests", "same_start_in_a_week", "overtime")]
        rows.append((sheet.person.name, sheet.person.group, working_minutes(scenario, sheet) / 60, below, *wishes))
    names = ["hours_below_contract", "agreed_days", "requests", "same_start_in_a_week", "overtime"]
    return pd.DataFrame(rows, columns=["person", "group", "working_hours", *names])


def cost_of_rules(
    scenario: Scenario,
    requirement: Requirement,
    roster: Roster,
    *,
    progress: Callable[[str, float], None] = lambda stage, done: None,
) -> pd.DataFrame:
    """Return what each soft rule costs the others: it is turned off, the roster solved again with the same people.

    One row per rule that steers this roster (`without`), one column per rule with the change of its cost against the
    roster given, and `saved`: what all other rules together save. A change below 0 is what the rule turned off costs
    that one. Both rosters come from a search, so differences below the gap of either are chance.
    """
    sizes = _sizes(scenario, roster)
    base = penalties_of(scenario, roster, requirement, timesheets(scenario, roster, sizes))
    rows = []
    rules = [rule for rule in OPTIONAL if _steers(scenario, rule)]
    for place, rule in enumerate(rules):
        progress(f"without {rule}", place / len(rules))
        other = solve_roster(scenario, requirement, sizes=sizes, without=frozenset({rule}))
        costs = penalties_of(scenario, other, requirement, timesheets(scenario, other, sizes))
        change = {name: costs.get(name, 0.0) - base.get(name, 0.0) for name in base}
        saved = -sum(value for name, value in change.items() if name != rule)
        rows.append({"without": rule, "saved": saved, **change})
    progress("what each rule costs the others", 1.0)
    return pd.DataFrame(rows, columns=["without", "saved", *base])


def _sizes(scenario: Scenario, roster: Roster) -> Mapping[str, int]:
    """People by group: as many as stand in the roster, or are named."""
    own = roster.assignments
    return {
        group: max(int(own.loc[own["group"] == group, "person"].nunique()), len(scenario.people_of(group)))
        for group in scenario.team.groups
    }


def _steers(scenario: Scenario, rule: str) -> bool:
    """Whether a rule has a weight in this scenario."""
    weights = scenario.rules.fairness
    given = {
        "skills_present": len(scenario.rules.skills_present),
        "fair_nights": weights.nights,
        "fair_weekends": weights.weekends,
        "fair_hours": weights.hours,
        "fair_holidays": weights.holidays,
        "same_start_in_a_week": weights.same_start,
        "overtime": scenario.rules.overtime_week_after,
        "requests": sum(len(person.requests) for person in scenario.team.people),
    }
    return bool(given.get(rule, True))
