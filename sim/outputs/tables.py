"""Tidy tables as CSV that a spreadsheet opens in the right script and never mistakes for formulas."""

from __future__ import annotations

import pandas as pd

from sim.centre.roster import Roster
from sim.experiments.results import Comparison, PlanResult
from sim.finance.people_report import people_report
from sim.measures.why import why_satisfaction_differs
from sim.outputs.money import money_of, money_tables_of_plan
from sim.outputs.prepare import cover
from sim.rostering.wish_report import wish_report
from sim.scenario.default_sources import sources_of
from sim.scenario.model import Scenario

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def csv_of(table: pd.DataFrame) -> bytes:
    r"""Return a table as CSV: UTF-8 with the mark that spreadsheets look for, times in ISO form.

    Text that a spreadsheet would take for a formula, because it starts with ``= + - @``, a tab or a carriage return, is
    prefixed with ``'``; numbers are left alone.

    >>> csv_of(pd.DataFrame({"name": ["=1+1", "נועה"], "cost": [-2.5, 3]})).decode("utf-8-sig")
    "name,cost\r\n'=1+1,-2.5\r\nנועה,3.0\r\n"
    """
    safe = pd.DataFrame({harmless(str(column)): table[column].map(harmless) for column in table.columns})
    # RFC 4180 ends lines so; with it the writer also quotes a carriage return that stands inside a text.
    return safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def harmless(value: object) -> object:
    """Return a value as it is written: text that looks like a formula prefixed with ``'``, times in ISO form.

    >>> harmless("-5"), harmless(-5), harmless("a=b")
    ("'-5", -5, 'a=b')
    """
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_DANGEROUS) else value
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    return value


def tables_of_plan(plan: PlanResult) -> dict[str, pd.DataFrame]:
    """Return the tidy tables of a plan by name."""
    return {
        "summary": plan.summary,
        "by_interval": plan.by_interval,
        "requirement": plan.requirement.table,
        "cover": cover(plan.requirement, plan.roster),
        "roster": plan.roster.assignments,
        "gaps": plan.roster.gaps,
        **tables_of_roster(plan.scenario, plan.roster),
        "costs": plan.costs,
        "rounds": plan.rounds,
        "targets": plan.targets,
        "sources": pd.DataFrame(
            [(path, about.grade, about.source) for path, about in sources_of(plan.scenario).items()],
            columns=["value", "grade", "source"],
        ),
        **money_tables_of_plan(plan),
        **plan.further,
    }


def tables_of_roster(scenario: Scenario, roster: Roster) -> dict[str, pd.DataFrame]:
    """Return what a roster means to its people: hours and pay, and what is granted where anybody asks for anything."""
    wishes = wish_report(scenario, roster)
    return {"people": people_report(scenario, roster)} | ({"requests": wishes} if len(wishes) else {})


def tables_of_comparison(comparison: Comparison) -> dict[str, pd.DataFrame]:
    """Return the tidy tables of a comparison by name."""
    targets = [plan.targets.assign(alternative=name) for name, plan in comparison.plans.items()]
    return {
        "scorecard": comparison.scorecard,
        "differences": comparison.differences,
        "targets": pd.concat(targets, ignore_index=True),
        **(money.tables if (money := money_of(comparison)) is not None else {}),
        **_why(comparison),
    }


def _why(comparison: Comparison) -> dict[str, pd.DataFrame]:
    """Return why satisfaction differs between the alternatives, where it is known."""
    tables = {name: plan.further.get("satisfaction_by_driver") for name, plan in comparison.plans.items()}
    base, level = tables.pop(comparison.base), comparison.plans[comparison.base].scenario.study.confidence
    others = [
        why_satisfaction_differs(base, table, level).assign(alternative=name, base=comparison.base)
        for name, table in tables.items()
        if base is not None and table is not None
    ]
    return {"why_satisfaction_differs": pd.concat(others, ignore_index=True)} if others else {}
