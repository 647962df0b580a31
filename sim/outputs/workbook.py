"""The Excel workbook of a plan or of a comparison: the decision first, live totals, the same bytes each time."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from typing import Any

import xlsxwriter

from sim.experiments.results import Comparison, PlanResult
from sim.outputs import decision
from sim.outputs.about import about_plan, about_words
from sim.outputs.cells import Formats, new_sheet, widths, write, write_grid
from sim.outputs.live_costs import FIRST_ROW, LiveCosts, live_costs
from sim.outputs.sheet_cash_flow import cash_flow_sheet
from sim.outputs.sheet_costs import costs_of_alternatives_sheet, costs_sheet
from sim.outputs.sheet_inputs import assumptions_sheet, measured_sheet
from sim.outputs.sheet_live_costs import live_costs_sheet
from sim.outputs.sheet_people import people_sheet
from sim.outputs.sheet_roster import assignments_sheet, roster_sheet
from sim.outputs.sheet_worth import WATERFALL, WORTH, fill_waterfall, fill_worth
from sim.outputs.sheets import comparison_sheet, requirement_sheet, service_sheet, sources_sheet
from sim.outputs.words import steady

_WIDE = (26, 30, 24, 34, 18)
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def plan_workbook(plan: PlanResult) -> bytes:
    """Return the workbook of a plan.

    Sheets Decision, Service, Requirement, Roster, Assignments, People, Costs, Cash flow, Measured, Assumptions
    and Sources. Costs and Cash flow are formulas over the two that follow them; without runs Costs are plain numbers.
    """
    buffer = io.BytesIO()
    book = _new_book(buffer, plan)
    formats = Formats(book)
    _decision(book, formats, plan, plan.verdict, plan.notes)
    service_sheet(book, formats, plan)
    requirement_sheet(book, formats, plan)
    roster_sheet(book, formats, plan)
    assignments_sheet(book, formats, plan)
    people_sheet(book, formats, plan)
    if plan.usages:
        _money(book, formats, {plan.scenario.name: plan}, plan)
    else:
        costs_sheet(book, formats, plan)
    sources_sheet(book, formats, plan)
    book.close()
    return buffer.getvalue()


def comparison_workbook(comparison: Comparison) -> bytes:
    """Return the workbook of a comparison.

    Sheets Decision (with the figures of the base), Comparison, Worth, Waterfall, Costs (of all alternatives), a Cash
    flow for each, Measured, Assumptions and Sources (of the base); all of the money formulas over Measured and
    Assumptions. Without runs, or with alternatives in several currencies, Costs are plain numbers and stand alone.
    """
    base = comparison.plans[comparison.base]
    buffer = io.BytesIO()
    book = _new_book(buffer, base)
    formats = Formats(book)
    notes = [f"{name}: {about_words(plan)}" for name, plan in comparison.plans.items()]
    _decision(book, formats, base, comparison.recommendation, tuple(notes))
    comparison_sheet(book, formats, comparison)
    currencies = {plan.scenario.costs.currency for plan in comparison.plans.values()}
    if all(plan.usages for plan in comparison.plans.values()) and len(currencies) == 1:
        _money(book, formats, comparison.plans, base)
    else:
        costs_of_alternatives_sheet(book, formats, comparison)
    sources_sheet(book, formats, base)
    book.close()
    return buffer.getvalue()


def _money(book: Any, formats: Formats, plans: Mapping[str, PlanResult], base: PlanResult) -> None:
    """Add the sheets of money, the base first; the sheets that tell most stand before those they follow from."""
    costs: list[LiveCosts] = []
    for name, plan in plans.items():
        row = FIRST_ROW + sum(len(one.counted) for one in costs)
        costs.append(live_costs(name, plan, row, f"alternative_{len(costs) + 1}_" if len(plans) > 1 else ""))
    sheets = {name: new_sheet(book, formats, name, "", base) for name in ((WORTH, WATERFALL) if len(plans) > 1 else ())}
    totals = live_costs_sheet(book, formats, costs, base)
    months, discount = base.scenario.costs.horizon_months, costs[0].names["costs.discount_rate"]
    flows = [
        cash_flow_sheet(
            book, formats, one, totals.rates[one.name], base, months=months, discount=discount,
            name="Cash flow" if len(costs) == 1 else f"Cash flow {place}",
            per_served=totals.per_served.get(costs[0].name) if len(costs) > 1 else None,
        )
        for place, one in enumerate(costs, start=1)
    ]  # fmt: skip
    if sheets:
        fill_worth(book, sheets[WORTH], formats, costs, flows)
        fill_waterfall(book, sheets[WATERFALL], formats, costs, totals)
    measured_sheet(book, formats, costs, base)
    assumptions_sheet(book, formats, costs, base)


def _new_book(buffer: io.BytesIO, plan: PlanResult) -> Any:
    book = xlsxwriter.Workbook(buffer, dict(_OPTIONS))
    start = plan.scenario.calendar.start
    book.set_properties(
        {
            "title": plan.scenario.name,
            "comments": about_words(plan),
            "author": f"Allhours {plan.version}",
            # The time of writing would make every file differ.
            "created": dt.datetime(start.year, start.month, start.day),
        }
    )
    return book


def _decision(book: Any, formats: Formats, plan: PlanResult, answer: str, notes: tuple[str, ...]) -> None:
    sheet = new_sheet(book, formats, "Decision", plan.scenario.name, plan, portrait=True)
    widths(sheet, *_WIDE)
    wrapped = formats.of(text_wrap=True, font_size=12, reading_order=1)
    sheet.merge_range(2, 0, 2, 4, "", wrapped)
    sheet.write_string(2, 0, steady(answer), wrapped)
    sheet.set_row(2, 18.0 * (2 + len(answer) // 100))
    row = 4
    for figure in decision.key_figures(plan):
        sheet.write_string(row, 0, figure.label)
        sheet.write_string(row, 1, figure.value, formats.of(bold=True))
        sheet.write_string(row, 2, figure.note)
        row += 1
    row = write_grid(sheet, formats, row + 1, decision.promises(plan), _WIDE) + 1
    if weak := decision.weak_values(plan.scenario):
        text = f"{weak} of {len(plan.scenario.sources)} stated sources are weak or assumed: {decision.REPLACE}."
        sheet.write_string(row, 0, text, formats.of(bold=True))
        row += 2
    for note in notes:
        sheet.merge_range(row, 0, row, 4, "", formats.sentence)
        sheet.write_string(row, 0, steady(note), formats.sentence)
        sheet.set_row(row, 15.0 * (1 + len(note) // 120))
        row += 1
    row += 1
    for name, value in about_plan(plan).items():
        sheet.write_string(row, 0, name.replace("_", " "), formats.of(font_color="#5c6675"))
        write(sheet, row, 1, value, formats.of(align="left"))
        row += 1
