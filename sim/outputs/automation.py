"""Automation as the report shows it: which topics to begin with, what became of templates, what customers said."""

from __future__ import annotations

import math

from sim.experiments.results import PlanResult
from sim.measures.templates import ladder_summary
from sim.outputs.decision import Cell, Grid
from sim.outputs.words import channel_words, number, percent


def topics(plan: PlanResult) -> Grid:
    """Return the topics by what templates could save in a week."""
    rows = []
    for line in plan.further["topics"].to_dict("records") if "topics" in plan.further else ():
        name = Cell(plan.scenario.topic_label(str(line["topic"])), tone="name")
        counts = [Cell(number(float(line[each])), tone="number") for each in ("contacts_per_week", "hours_per_week")]
        shares = [Cell(_share(line[each]), tone="number") for each in ("alike", "first_time")]
        rows.append((name, *counts, *shares, Cell(number(float(line["template_hours"])), tone="strong")))
    head = (
        "Topic",
        "Contacts a week",
        "Hours a week",
        "How alike",
        "Solved at once",
        "Hours templates could save at most",
    )
    return Grid(head, tuple(rows))


def templates(plan: PlanResult) -> Grid:
    """Return what became of every template, means over the runs."""
    rows = []
    if "templates" in plan.further:
        for line in ladder_summary(plan.further["templates"]).to_dict("records"):
            week = float(line["automated_in_week"])
            rows.append(
                (
                    Cell(str(line["template"]).replace("_", " "), tone="name"),
                    Cell(percent(float(line["automated_share"])), tone="number"),
                    Cell("never" if math.isnan(week) else number(week), tone="number"),
                    Cell(
                        _share(line["seen_then"]), f"true {_share(line['true_then'])}" if week == week else "", "number"
                    ),
                    Cell(percent(float(line["true_at_end"])), tone="number"),
                    *(
                        Cell(number(float(line[each])), tone="number")
                        for each in ("uses_by_agents", "set_aside", "uses_automated", "review_hours")
                    ),
                )
            )
    head = (
        "Template", "Automated at the end", "First in week", "Close rate seen then",
        "True close rate at the end", "Used by agents", "of these set aside", "Answered by itself", "Hours of review",
    )  # fmt: skip
    return Grid(head, tuple(rows))


def survey(plan: PlanResult) -> Grid:
    """Return what customers said in the survey beside what is true."""
    rows = []
    for line in plan.further["survey"].to_dict("records") if "survey" in plan.further else ():
        seen = f"{_share(line['said_low'])} to {_share(line['said_high'])}" if line["answered"] else ""
        rows.append(
            (
                Cell(channel_words(str(line["channel"]))),
                Cell(number(float(line["asked"])), tone="number"),
                Cell(number(float(line["answered"])), _share(line["response"]), "number"),
                Cell(_share(line["said_solved"]), seen, "number"),
                Cell(_share(line["true_solved"]), tone="number"),
                Cell(_share(line["said_quick"]), tone="number"),
            )
        )
    head = ("Channel", "Asked", "Answered", "Say it is solved", "Truly solved, of all asked", "Say it was quick enough")
    return Grid(head, tuple(rows))


def _share(value: object) -> str:
    share = float(value)  # type: ignore[arg-type]  # a number of a table
    return "" if math.isnan(share) else percent(share)
