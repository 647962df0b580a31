"""The sheet Costs: every line, and totals that follow when a quantity or a rate is changed."""

from __future__ import annotations

from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from sim.experiments.results import Comparison, PlanResult
from sim.finance.monthly import RUNNING
from sim.outputs.cells import Formats, new_sheet, widths, write, write_head
from sim.outputs.words import CATEGORY_WORDS, month_words

_LINES = ("Category", "Line", "For", "Quantity", "Unit", "Rate", "Amount")
_ORDER: tuple[str, ...] = (*RUNNING, "one_off", "revenue", "lost")


def costs_sheet(book: Any, formats: Formats, plan: PlanResult) -> None:
    """Add the sheet Costs of a plan, with totals by month and category."""
    table = plan.costs.assign(key=month_words(plan.costs["month"]))
    _sheet(book, formats, plan, table, "Month")


def costs_of_alternatives_sheet(book: Any, formats: Formats, comparison: Comparison) -> None:
    """Add the sheet Costs of a comparison: lines as means of the months, with totals by alternative and category."""
    keys = ["category", "line", "item", "unit", "rate", "currency"]
    tables = []
    for name, plan in comparison.plans.items():
        months = max(plan.costs["month"].nunique(), 1)
        table = plan.costs.groupby(keys, sort=False, dropna=False)[["quantity", "amount"]].sum().reset_index()
        part = table["category"].map(lambda category, months=months: 1 if category == "one_off" else months)
        tables.append(table.assign(quantity=table["quantity"] / part, amount=table["amount"] / part, key=name))
    _sheet(book, formats, comparison.plans[comparison.base], pd.concat(tables, ignore_index=True), "Alternative")


def _sheet(book: Any, formats: Formats, plan: PlanResult, table: pd.DataFrame, key_word: str) -> None:
    currency = plan.scenario.costs.currency
    sheet = new_sheet(book, formats, "Costs", f"Costs, {currency}", plan)
    widths(sheet, 24, 22, 30, 20, 16, 16, 16, 16)
    keys = list(dict.fromkeys(table["key"]))
    categories = [category for category in _ORDER if (table["category"] == category).any()]
    first = 4 + len(keys) + (1 if key_word == "Month" else 0) + 2  # row of the first line of the table beneath
    _totals(sheet, formats, table, keys, categories, first, key_word)
    _lines(sheet, formats, table, first, key_word)


def _lines(sheet: Any, formats: Formats, table: pd.DataFrame, first: int, key_word: str) -> None:
    write_head(sheet, formats, first - 1, (key_word, *_LINES), (4, 6, 7))
    money, plain = formats.of(num_format="#,##0.00"), formats.of()
    for row, record in enumerate(table.to_dict("records"), start=first):
        words = (
            record["key"],
            CATEGORY_WORDS.get(record["category"], record["category"]),
            record["line"],
            record["item"],
        )
        for column, text in enumerate(words):
            sheet.write_string(row, column, str(text), plain)
        write(sheet, row, 4, float(record["quantity"]), money)
        sheet.write_string(row, 5, str(record["unit"]), formats.of(indent=1))
        write(sheet, row, 6, float(record["rate"]), money)
        product = f"={xl_rowcol_to_cell(row, 4)}*{xl_rowcol_to_cell(row, 6)}"
        sheet.write_formula(row, 7, product, money, value=float(record["amount"]))


def _totals(
    sheet: Any, formats: Formats, table: pd.DataFrame, keys: list[str], categories: list[str], first: int, key_word: str
) -> None:
    """Totals by key and category, and of what is paid every month; formulas over the lines, with their values."""
    running: list[str] = [category for category in categories if category in RUNNING]
    heads = [CATEGORY_WORDS[category] for category in categories]
    heads.insert(len(running), "Paid every month")
    write_head(sheet, formats, 2, (key_word, *heads), range(1, 1 + len(heads)))
    sheet.set_row(2, 30)
    last = first + max(len(table), 1) - 1
    amounts, of_key, of_category = (xl_range_abs(first, column, last, column) for column in (7, 0, 1))
    money, bold = formats.of(num_format="#,##0.00"), formats.of(num_format="#,##0.00", bold=True)
    sums = table.groupby(["key", "category"])["amount"].sum()
    for row, key in enumerate(keys, start=3):
        sheet.write_string(row, 0, str(key), formats.of())
        for place, category in enumerate(categories):
            column = 1 + place + (place >= len(running))
            # SUMPRODUCT compares exactly; SUMIFS would read a name such as "*" or "=x" as a pattern.
            of_row = f"({of_key}={xl_rowcol_to_cell(row, 0)})*({of_category}={xl_rowcol_to_cell(2, column)})"
            value = float(sums.get((key, category), 0.0))
            sheet.write_formula(row, column, f"=SUMPRODUCT({of_row}*{amounts})", money, value=value)
        paid = sum(float(sums.get((key, category), 0.0)) for category in running)
        cells = f"{xl_rowcol_to_cell(row, 1)}:{xl_rowcol_to_cell(row, max(len(running), 1))}"
        sheet.write_formula(row, 1 + len(running), f"=SUM({cells})" if running else "=0", bold, value=paid)
    if key_word == "Month" and keys:
        row = 3 + len(keys)
        sheet.write_string(row, 0, "Total", bold)
        for column in range(1, 1 + len(heads)):
            cells = f"{xl_rowcol_to_cell(3, column)}:{xl_rowcol_to_cell(row - 1, column)}"
            sheet.write_formula(
                row, column, f"=SUM({cells})", bold, value=_column_total(sums, categories, running, column)
            )


def _column_total(sums: pd.Series, categories: list[str], running: list[str], column: int) -> float:
    place = column - 1
    if place == len(running):
        chosen = running
    else:
        chosen = [categories[place - (place > len(running))]]
    return float(sums[sums.index.get_level_values("category").isin(chosen)].sum())
