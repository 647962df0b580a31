"""Sheets of the workbook with service, requirement, sources and the comparison."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sim.experiments.results import Comparison, PlanResult
from sim.outputs import decision
from sim.outputs.cells import Formats, new_sheet, widths, write_grid, write_table
from sim.outputs.prepare import cover, means
from sim.outputs.words import channel_words, measure

_TIME = "yyyy-mm-dd hh:mm"


def service_sheet(book: Any, formats: Formats, plan: PlanResult) -> None:
    """Add the sheet Service: the mean of each measure per channel, with its interval."""
    sheet = new_sheet(book, formats, "Service", "Service by channel", plan, repeat=2)
    widths(sheet, 16, 34, 14, 14, 14)
    table = means(plan.summary, plan.scenario.study.confidence).dropna(subset="mean")
    names = list(table["measure"])
    shown = pd.DataFrame(
        {
            "Channel": [channel_words(channel) for channel in table["channel"]],
            "Measure": [measure(name).label for name in names],
            "Mean": table["mean"],
            "Low": table["low"],
            "High": table["high"],
        }
    )
    write_table(sheet, formats, 2, shown, lambda _, number: formats.unit(names[number]))
    sheet.freeze_panes(3, 2)
    sheet.autofilter(2, 0, 2 + len(shown), 4)


def requirement_sheet(book: Any, formats: Formats, plan: PlanResult) -> None:
    """Add the sheet Requirement: people required, by Erlang alone, rostered and missing in every interval."""
    zone = plan.scenario.calendar.time_zone
    sheet = new_sheet(book, formats, "Requirement", f"People required and rostered, times in {zone}", plan, repeat=2)
    widths(sheet, 18, 20, 12, 14, 12, 12)
    table = cover(plan.requirement, plan.roster)
    shown = pd.DataFrame(
        {
            "From": table["interval_start"].dt.tz_convert(plan.scenario.calendar.zone).dt.tz_localize(None),
            "Group": table["skill"],
            "Required": table["required"],
            "Erlang alone": table["erlang"],
            "Rostered": table["rostered"],
            "Missing": table["missing"],
        }
    )
    forms = {"From": formats.of(num_format=_TIME)}
    number = formats.of(num_format="0.##")
    write_table(sheet, formats, 2, shown, lambda column, _: forms.get(column, number))
    sheet.freeze_panes(3, 2)
    sheet.autofilter(2, 0, 2 + len(shown), len(shown.columns) - 1)


def sources_sheet(book: Any, formats: Formats, plan: PlanResult) -> None:
    """Add the sheet Sources: where values come from, those to be replaced by one's own first."""
    sheet = new_sheet(book, formats, "Sources", "Where the values come from", plan, repeat=2)
    wide = (34, 50, 50, 34)
    widths(sheet, *wide)
    row = write_grid(sheet, formats, 2, decision.assumptions(plan.scenario), wide) + 1
    sheet.write_string(row, 0, "Defaults of which the scenario says nothing", formats.of(bold=True))
    write_grid(sheet, formats, row + 1, decision.defaults(plan.scenario), wide)
    sheet.freeze_panes(3, 1)


def comparison_sheet(book: Any, formats: Formats, comparison: Comparison) -> None:
    """Add the sheet Comparison: the score card, and every difference to the base with its interval, as numbers."""
    base = comparison.plans[comparison.base]
    sheet = new_sheet(book, formats, "Comparison", f"Alternatives beside {comparison.base}", base)
    wide = (24, 34, 34, 34, 34, 34, 34, 34)
    widths(sheet, *wide)
    row = write_grid(sheet, formats, 2, decision.scorecard(comparison), wide) + 1
    table = comparison.differences
    shown = pd.DataFrame(
        {
            "Alternative": table["alternative"],
            "Measure": [measure(str(name)).label for name in table["measure"]],
            "Channel": [channel_words(str(channel)) for channel in table["channel"]],
            "Difference": table["difference"],
            "Low": table["low"],
            "High": table["high"],
            "Better in": table["share_better"],
            "Shown": table["shown"],
        }
    )
    names = list(table["measure"])
    share = formats.of(num_format="0%")
    write_table(
        sheet, formats, row, shown,
        lambda column, number: share if column == "Better in" else formats.unit(names[number]),
    )  # fmt: skip
