"""The Excel workbook of a plan or of a comparison: the decision first, live totals, the same bytes each time."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import xlsxwriter

from sim.experiments.results import Comparison, PlanResult
from sim.outputs import decision
from sim.outputs.about import about_plan, about_words
from sim.outputs.cells import Formats, new_sheet, widths, write, write_grid
from sim.outputs.live_costs import live_costs
from sim.outputs.sheet_cash_flow import cash_flow_sheet
from sim.outputs.sheet_costs import costs_of_alternatives_sheet, costs_sheet
from sim.outputs.sheet_inputs import assumptions_sheet, measured_sheet
from sim.outputs.sheet_live_costs import live_costs_sheet
from sim.outputs.sheet_people import people_sheet
from sim.outputs.sheet_roster import assignments_sheet, roster_sheet
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
        costs = live_costs(plan.scenario.name, plan)
        totals = live_costs_sheet(book, formats, [costs], plan)
        cash_flow_sheet(book, formats, costs, totals.rates[costs.name], plan)
        measured_sheet(book, formats, [costs], plan)
        assumptions_sheet(book, formats, [costs], plan)
    else:
        costs_sheet(book, formats, plan)
    sources_sheet(book, formats, plan)
    book.close()
    return buffer.getvalue()


def comparison_workbook(comparison: Comparison) -> bytes:
    """Return the workbook of a comparison.

    Sheets Decision (with the figures of the base), Comparison, Costs (of all alternatives), Sources (of the base).
    """
    base = comparison.plans[comparison.base]
    buffer = io.BytesIO()
    book = _new_book(buffer, base)
    formats = Formats(book)
    notes = [f"{name}: {about_words(plan)}" for name, plan in comparison.plans.items()]
    _decision(book, formats, base, comparison.recommendation, tuple(notes))
    comparison_sheet(book, formats, comparison)
    costs_of_alternatives_sheet(book, formats, comparison)
    sources_sheet(book, formats, base)
    book.close()
    return buffer.getvalue()


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
