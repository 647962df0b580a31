"""What customers feel as the report shows it: by channel, by who answered, why, seen and true, and who stays."""

from __future__ import annotations

import pandas as pd

from sim.experiments.results import Comparison, PlanResult
from sim.measures.why import CHANCE, ORDINARY, why_satisfaction_differs
from sim.outputs.decision import Cell, Grid, Tone
from sim.outputs.prepare import means
from sim.outputs.words import channel_words, measure, number, percent, shown, spread

_FELT = ("csat", "csat_satisfied_share", "ces", "nps")
DRIVER_WORDS = {
    ORDINARY: "If all were solved at once, as expected",
    "unsolved": "Not solved",
    "not_answered": "Never got through",
    "waiting": "Longer wait than expected",
    "broken_promise": "Promise broken",
    "acknowledged": "Told at once that it has come",
    "earlier_contacts": "Had to come again",
    "transfers": "Passed on",
    "repeating": "Told it all again",
    "inconsistent": "Heard two answers",
    "personalised": "Personal answer",
    "refused": "Refused",
    "granted": "Granted",
    "forced": "Sent to another channel",
    "failed_self_service": "Looked for the answer in vain",
    "automation": "Answered by automation",
    "accuracy": "Accuracy of who answers",
    "professionalism": "Professionalism of who answers",
    CHANCE: "Chance",
    "total": "Satisfaction, 1 to 10",
}
_MONTHS = (1, 3, 6, 12, 24, 36, 60, 120)
"""Months of loyalty that the report shows, besides the last."""


def by_channel(plan: PlanResult) -> Grid:
    """Return what customers feel by channel, means over the replications with their intervals."""
    if not set(_FELT) <= set(plan.summary.columns):
        return Grid(("Channel",), ())
    table = means(plan.summary, plan.scenario.study.confidence)
    at = {(line["channel"], line["measure"]): line for line in table.to_dict("records")}
    rows = []
    for channel in dict.fromkeys(plan.summary["channel"]):
        cells = [Cell(channel_words(str(channel)))]
        for name in _FELT:
            line = at[channel, name]
            cells.append(Cell(shown(name, line["mean"]), spread(name, line["low"], line["high"]), "number"))
        rows.append(tuple(cells))
    return Grid(("Channel", *(measure(name).label for name in _FELT)), tuple(rows))


def by_handler(plan: PlanResult) -> Grid:
    """Return quality of service by who answered."""
    table = plan.further.get("experience_by_handler", pd.DataFrame())
    rows = []
    for line in table.to_dict("records"):
        share = [Cell(percent(float(line[name]), 0), tone="number") for name in ("accuracy", "professionalism")]
        felt = [Cell(shown(name, float(line[name])), tone="number") for name in ("csat", "csat_satisfied_share", "ces")]
        back = line.get("handed_back", 0)
        note = f"{number(float(back))} handed back" if back else ""
        solved = Cell(percent(float(line["solved_share"])), note, "number")
        rows.append(
            (
                Cell(str(line["handler"]), tone="name"),
                Cell(number(float(line["felt"])), tone="number"),
                *share,
                solved,
                *felt,
            )
        )
    head = ("Answered by", "Contacts", "Accuracy", "Professionalism", "Solved")
    return Grid((*head, *(measure(name).label for name in ("csat", "csat_satisfied_share", "ces"))), tuple(rows))


def by_driver(plan: PlanResult) -> Grid:
    """Return the points of CSAT that each driver costs or brings, by channel; those that move nothing are left out."""
    table = plan.further.get("satisfaction_by_driver", pd.DataFrame())
    if table.empty:
        return Grid(("Driver",), ())
    points = table.groupby(["driver", "channel"], sort=False)["points"].mean().unstack("channel")
    points = points[(points.abs() >= 0.005).any(axis=1) | (points.index == ORDINARY)]
    points.loc["total"] = points.sum()
    rows = []
    for name, line in points.iterrows():
        is_level = name in (ORDINARY, "total")
        cells = [
            Cell(f"{value:{'' if is_level else '+'}.2f}", tone="strong" if is_level else "number") for value in line
        ]
        rows.append((Cell(DRIVER_WORDS[str(name)], tone="strong" if is_level else ""), *cells))
    return Grid(("Points of satisfaction", *(channel_words(str(name)) for name in points.columns)), tuple(rows))


def promises(plan: PlanResult) -> Grid:
    """Return how far each promise is kept by channel, urgent topics and others apart."""
    table = plan.further.get("promises", pd.DataFrame())
    rows = []
    if not table.empty:
        runs = table["replication"].nunique()
        for key, part in table.groupby(["channel", "urgency", "promise"], sort=False):
            due, kept = float(part["due"].sum()), float(part["kept"].sum())
            share = Cell(percent(kept / due), tone="number")
            words = (Cell(channel_words(str(key[0]))), Cell(str(key[1])), Cell(str(key[2])))
            rows.append((*words, Cell(number(due / runs), tone="number"), share))
    return Grid(("Channel", "Topics", "Promise", "Due a run", "Kept"), tuple(rows))


def seen(plan: PlanResult) -> Grid:
    """Return what the survey shows of satisfaction and recommendation beside what is true."""
    rows = []
    for line in plan.further.get("felt_beside_seen", pd.DataFrame()).to_dict("records"):
        name = str(line["measure"])
        values = [shown(name, float(line[each])) for each in ("seen", "true_of_asked", "true")]
        note = spread(name, float(line["low"]), float(line["high"]))
        cells = (Cell(values[0], note, "number"), *(Cell(value, tone="number") for value in values[1:]))
        count = Cell(number(float(line["answered"])), tone="number")
        rows.append((Cell(channel_words(str(line["channel"]))), Cell(measure(name).label), count, *cells))
    return Grid(("Channel", "Measure", "Answers", "Seen", "True of all who were asked", "True of all"), tuple(rows))


def loyalty(plan: PlanResult) -> Grid:
    """Return who stays, by month."""
    table = plan.further.get("loyalty", pd.DataFrame())
    rows = []
    for line in table.to_dict("records"):
        month = int(line["month"])
        if month in _MONTHS or month == len(table):
            counts = [Cell(number(float(line[name])), tone="number") for name in ("customers", "left", "lost")]
            shares = [Cell(percent(float(line[name])), tone="number") for name in ("experienced_share", "loyal_share")]
            image = Cell(f"{float(line['image']):.2f}", tone="number")
            rows.append((Cell(str(month), tone="number"), counts[0], shares[0], shares[1], image, *counts[1:]))
    head = (
        "Month",
        "Customers",
        "Remember this support",
        "Of these loyal",
        "Image, 0 to 1",
        "Leave",
        "Because of support",
    )
    return Grid(head, tuple(rows))


def goals(comparison: Comparison) -> Grid:
    """Return how likely each alternative keeps each promise and goal that any of them has."""
    tables = {name: plan.targets for name, plan in comparison.plans.items()}
    keys = ["channel", "measure", "bound", "target"]
    together = pd.concat([table.assign(alternative=name) for name, table in tables.items()], ignore_index=True)
    rows = []
    for _, part in together.groupby(keys, sort=False):
        first = part.to_dict("records")[0]
        channel, name, bound = str(first["channel"]), str(first["measure"]), str(first["bound"]).replace("_", " ")
        currency = comparison.plans[comparison.base].scenario.costs.currency
        by = next((day for day in part.get("by", ()) if isinstance(day, str) and day), "")
        wanted = f"{bound} {shown(name, float(first['target']), currency)}"
        cells = [Cell(channel_words(channel)), Cell(measure(name).label)]
        cells.append(Cell(wanted, f"by {by}" if by else "", "number"))
        for alternative in tables:
            line = part[part["alternative"] == alternative].to_dict("records")
            likely = percent(float(line[0].get("probability", float("nan"))), 0) if line else "not promised"
            cells.append(Cell(likely, shown(name, float(line[0]["value"]), currency) if line else "", "number"))
        rows.append(tuple(cells))
    return Grid(("Channel", "Promise or goal", "Target", *tables), tuple(rows))


def why_different(comparison: Comparison) -> Grid:
    """Return by how many points each driver moves the satisfaction of every alternative from the base's."""
    tables = {name: plan.further.get("satisfaction_by_driver") for name, plan in comparison.plans.items()}
    base = tables[comparison.base]
    others = {name: table for name, table in tables.items() if name != comparison.base and table is not None}
    if base is None or not others:
        return Grid(("Driver",), ())
    level = comparison.plans[comparison.base].scenario.study.confidence
    found = {name: _of_all(why_satisfaction_differs(base, table, level)) for name, table in others.items()}
    rows = []
    for driver, words in DRIVER_WORDS.items():
        lines = [table.loc[driver] if driver in table.index else None for table in found.values()]
        if driver != "total" and not any(line is not None and abs(line["points"]) >= 0.005 for line in lines):
            continue
        cells = []
        for line in lines:
            note = f"{line['low']:+.2f} to {line['high']:+.2f}" if line is not None else ""
            tone: Tone = "strong" if driver == "total" else "number"
            cells.append(Cell("–" if line is None else f"{line['points']:+.2f}", note, tone))
        rows.append((Cell("Other mix of channels" if driver == ORDINARY else words), *cells))
    return Grid(("Points of satisfaction", *found), tuple(rows))


def _of_all(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["channel"] == "all"].set_index("driver")
