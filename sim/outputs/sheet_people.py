"""The sheet People: hours, load, requests granted and gross pay of each person, as payroll and the people read it."""

from __future__ import annotations

from typing import Any

from sim.experiments.results import PlanResult
from sim.finance.people_report import people_report
from sim.outputs.cells import Formats, new_sheet, widths, write_table

_TABLE = 2


def people_sheet(book: Any, formats: Formats, plan: PlanResult) -> None:
    """Add the sheet People: `people_report`, a row per person."""
    currency = plan.scenario.costs.currency
    title = f"Hours of the horizon and gross pay ({currency}) of each person"
    sheet = new_sheet(book, formats, "People", title, plan, repeat=_TABLE)
    table = people_report(plan.scenario, plan.roster)
    table.columns = [str(column).replace("_", " ").capitalize() for column in table.columns]
    plain, hours, money = formats.of(), formats.of(num_format="0.##"), formats.of(num_format="#,##0.00")

    def form(column: str, _: int) -> Any:
        return money if column.endswith("pay") else hours if column.endswith("hours") else plain

    write_table(sheet, formats, _TABLE, table, form)
    widths(sheet, 24, 14, *([13] * (len(table.columns) - 2)))
    sheet.freeze_panes(_TABLE + 1, 1)
