"""The tables behind the first page: service by channel, where contacts went, rounds, people's load, costs."""

from __future__ import annotations

import pandas as pd

from sim.experiments.results import PlanResult
from sim.finance.monthly import RUNNING
from sim.outputs.decision import Cell, Grid
from sim.outputs.grid import load_of_people, roster_grid
from sim.outputs.prepare import means
from sim.outputs.words import CATEGORY_WORDS, channel_words, measure, month_words, number, percent, shown, spread
from sim.scenario.duration import duration_text

_SERVICE = (
    "service_level",
    "asa_seconds",
    "abandonment",
    "first_response_p50_minutes",
    "first_response_p90_minutes",
    "resolution_p90_minutes",
    "first_contact_resolution",
)
_WHERE = (
    "served", "self_served", "automated", "abandoned", "blocked", "balked", "closed", "merged", "unresolved",
    "prevented",
)  # fmt: skip
_GAPS_SHOWN = 12


def service(plan: PlanResult) -> Grid:
    """Return how each channel is served: means over the replications with their intervals."""
    table = means(plan.summary, plan.scenario.study.confidence)
    at = {(line["channel"], line["measure"]): line for line in table.to_dict("records")}
    rows = []
    for channel in dict.fromkeys(plan.summary["channel"]):
        cells = [_channel(plan, str(channel)), Cell(number(at[channel, "offered"]["mean"]), tone="number")]
        for name in _SERVICE:
            line = at[channel, name]
            note = spread(name, line["low"], line["high"]) if name in ("service_level", "abandonment") else ""
            cells.append(Cell(shown(name, line["mean"]), note, "number"))
        rows.append(tuple(cells))
    return Grid(("Channel", "Contacts a run", *(measure(name).label for name in _SERVICE)), tuple(rows))


def outcomes(plan: PlanResult) -> Grid:
    """Return where the attempts of each channel ended, as shares of all attempts, self-service included."""
    replications = max(plan.summary["replication"].nunique(), 1)
    table = plan.summary.groupby("channel", sort=False)[list(_WHERE)].sum()
    rows = []
    for channel, line in zip(table.index, table.to_dict("records"), strict=True):
        attempts = sum(line.values())
        shares = [line[name] / attempts if attempts else float("nan") for name in _WHERE]
        cells = [Cell(percent(share), tone="number") for share in shares]
        rows.append((Cell(channel_words(str(channel))), Cell(number(attempts / replications), tone="number"), *cells))
    words = (
        "Served by people",
        "Self-service",
        "Automation",
        "Hung up",
        "Turned away",
        "Left at once",
        "Closed",
        "Answered on another channel",
        "Still waiting",
        "Prevented",
    )
    return Grid(("Channel", "Attempts a run", *words), tuple(rows))


def rounds(plan: PlanResult) -> Grid:
    """Return the rounds of requiring, rostering and simulating again."""
    channels = [name for name in plan.rounds.columns if name.startswith("service_level_")]
    rows = []
    for line in plan.rounds.to_dict("records"):
        levels = [Cell(shown("service_level", float(line[name])), tone="number") for name in channels]
        counts = [Cell(number(float(line[name])), tone="number") for name in ("round", "people", "agent_hours", "gaps")]
        missed = str(line["missed"] or "").replace("_", " ")
        rows.append((*counts, *levels, Cell(missed, tone="bad") if missed else Cell("none", tone="good")))
    in_time = tuple(f"{channel_words(name.removeprefix('service_level_'))} in time" for name in channels)
    return Grid(("Round", "People", "Hours required a week", "Open intervals", *in_time, "Targets missed"), tuple(rows))


def people(plan: PlanResult) -> Grid:
    """Return what each person carries over the horizon."""
    table = load_of_people(roster_grid(plan.scenario, plan.roster), plan.scenario.calendar)
    rows = []
    for line in table.to_dict("records"):
        names = ("shifts", "nights", "weekend_days", "leave_days", "hours")
        counts = [Cell(number(float(line[name])), tone="number") for name in names]
        rows.append((Cell(str(line["person"]), tone="name"), Cell(str(line["group"]), tone="name"), *counts))
    return Grid(("Person", "Group", "Shifts", "Nights", "Weekend days", "Days of leave", "Hours"), tuple(rows))


def gaps(plan: PlanResult) -> Grid:
    """Return the first intervals in which the roster lacks people, in local time."""
    table = missing_cover(plan)
    rows = [
        (
            Cell(f"{line['interval_start']:%a %d %b %Y %H:%M}"),
            Cell(str(line["skill"]), tone="name"),
            Cell(number(float(line["missing"])), tone="number"),
        )
        for line in table.head(_GAPS_SHOWN).to_dict("records")
    ]
    if len(table) > _GAPS_SHOWN:
        rows.append((Cell(f"and {len(table) - _GAPS_SHOWN} more"), Cell(""), Cell("")))
    return Grid(("From", "Group", "People missing"), tuple(rows))


def missing_cover(plan: PlanResult) -> pd.DataFrame:
    """Return the cover that is missing, in local time: interval_start, skill, missing."""
    table = plan.roster.gaps
    if table.empty:
        return table
    starts = pd.to_datetime(table["interval_start"], utc=True).dt.tz_convert(plan.scenario.calendar.zone)
    return table.assign(interval_start=starts).sort_values(["interval_start", "skill"], ignore_index=True)


def penalties(plan: PlanResult) -> Grid:
    """Return what the soft rules cost in the roster's objective, the dearest first."""
    dearest = sorted(plan.roster.penalties.items(), key=lambda item: -item[1])
    return Grid(("Rule", "Penalty"), tuple((Cell(rule), Cell(number(cost), tone="number")) for rule, cost in dearest))


def costs(plan: PlanResult) -> Grid:
    """Return the cost lines, a mean over the months, with a total of what is paid every month."""
    months = max(plan.costs["month"].nunique(), 1)
    keys = ["category", "line", "item", "unit", "rate", "currency"]
    table = plan.costs.groupby(keys, sort=False, dropna=False)[["quantity", "amount"]].sum().reset_index()
    rows, running = [], 0.0
    for line in table.to_dict("records"):
        every_month = line["category"] in RUNNING
        share = 1 if line["category"] == "one_off" else months
        running += line["amount"] / months if every_month else 0.0
        rows.append(
            (
                Cell(CATEGORY_WORDS.get(line["category"], line["category"])),
                Cell(str(line["line"]), str(line["item"]), "name"),
                Cell(f"{number(line['quantity'] / share)} {line['unit']}", tone="number"),
                Cell(f"{line['rate']:,.2f}", tone="number"),
                Cell(number(line["amount"] / share), tone="number"),
            )
        )
    total = Cell(number(running), tone="strong")
    rows.append((Cell("Paid every month", tone="strong"), Cell(""), Cell(""), Cell(""), total))
    currency = plan.scenario.costs.currency
    span = "mean of the months" if months > 1 else "".join(set(month_words(plan.costs["month"]))).lower()
    return Grid(("Category", "Line", f"Quantity, {span}", f"Rate, {currency}", f"Amount, {currency}"), tuple(rows))


def _channel(plan: PlanResult, channel: str) -> Cell:
    part = next((value for name, value in plan.scenario.channels.items() if name == channel), None)
    if part is None or part.target is None:
        return Cell(channel_words(channel))
    return Cell(channel_words(channel), f"{percent(part.target.share, 0)} within {duration_text(part.target.within)}")
