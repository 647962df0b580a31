"""How people work, as the report shows it: on call, keeping to time, handling, learning, engagement, outbound calls."""

from __future__ import annotations

import pandas as pd

from sim.experiments.results import PlanResult
from sim.outputs.decision import Cell, Grid
from sim.outputs.words import number, percent
from sim.timing import WEEK

_LEARNING_WEEKS = 8
"""Weeks of learning that the report shows; the table has all."""


def on_call(plan: PlanResult) -> Grid:
    """Return what being on call means to each person, means over the runs."""
    table = plan.further.get("on_call", pd.DataFrame())
    names = ("turn_hours", "call_outs", "at_night", "escalated", "contacts", "response_minutes", "up_hours",
             "lost_shift_hours")  # fmt: skip
    head = (
        "Person", "Hours on call", "Call-outs", "of these at night", "of these after nobody answered",
        "Contacts served", "Minutes until work begins", "Hours up", "Hours of shifts lost to rest",
    )  # fmt: skip
    return Grid(head, _rows(table, ["agent"], names))


def adherence(plan: PlanResult) -> Grid:
    """Return how far each person keeps to planned times, means over the runs."""
    table = plan.further.get("adherence", pd.DataFrame())
    names = ("planned_hours", "adherence", "absent_hours", "lost_to_call_outs_hours", "overtime_hours")
    head = ("Person", "Group", "Hours planned and come to", "Time as planned", "Hours absent",
            "Hours lost to rest after call-outs", "Hours of overtime")  # fmt: skip
    return Grid(head, _rows(table, ["agent", "group"], names, shares=("adherence",)))


def handling(plan: PlanResult) -> Grid:
    """Return the hours of a week that go into the parts of handling, and those that an assist saves."""
    table = plan.further.get("handling", pd.DataFrame())
    names = ("contacts", "assisted", "gather_hours", "solve_hours", "write_up_hours", "saved_hours")
    head = ("Group", "Topic", "Contacts a week", "of these with the assist", "Hours gathering", "Hours solving",
            "Hours writing up", "Hours the assist saves")  # fmt: skip
    if len(table):
        weeks = plan.scenario.calendar.horizon / WEEK * plan.summary["replication"].nunique()
        table = table.groupby(["group", "topic"], sort=False)[list(names)].sum().div(weeks).reset_index()
        table["topic"] = [plan.scenario.topic_label(str(topic)) for topic in table["topic"]]
    return Grid(head, _rows(table, ["group", "topic"], names))


def learning(plan: PlanResult) -> Grid:
    """Return the mean handling time and the share solved of everybody who joins, week by week."""
    table = plan.further.get("learning", pd.DataFrame())
    if table.empty:
        return Grid(("Person",), ())
    groups = plan.scenario.team.groups
    new = {one.name for one in plan.scenario.team.people if one.joins is not None and groups[one.group].learning}
    table = table[table["agent"].isin(new)]
    weeks = [week for week in sorted(table["week"].unique()) if week <= _LEARNING_WEEKS]
    rows = []
    for agent, own in table.groupby("agent", sort=False, observed=True):
        total = own.assign(
            handled=own["handled_minutes"] * own["contacts"], solved=own["solved_share"] * own["contacts"]
        ).groupby("week")[["contacts", "handled", "solved"]].sum()  # fmt: skip
        cells = [Cell(str(agent), tone="name")]
        for week in weeks:
            if week not in total.index:
                cells.append(Cell("–", tone="number"))
                continue
            contacts, handled, solved = total.loc[week]
            cells.append(Cell(f"{number(handled / contacts)} min", f"{percent(solved / contacts, 0)} solved", "number"))
        rows.append(tuple(cells))
    return Grid(("Person", *(f"Week {week}" for week in weeks)), tuple(rows))


def engagement(plan: PlanResult) -> Grid:
    """Return the engagement of groups by week and what moves it, means over the runs."""
    table = plan.further.get("engagement", pd.DataFrame())
    names = ("level", "occupancy", "overtime_hours", "night_share", "unfairness")
    head = ("Group", "Week", "Engagement, 0 to 1", "Occupancy", "Overtime, hours a person", "Time at night",
            "Unevenness of nights and weekends, 0 to 1")  # fmt: skip
    return Grid(head, _rows(table, ["group", "week"], names, shares=("occupancy", "night_share")))


def outbound(plan: PlanResult) -> Grid:
    """Return what comes of the calls the team makes, means over the runs."""
    table = plan.further.get("outbound", pd.DataFrame())
    names = ("due", "made", "reached", "hours", "wait_hours", "prevented")
    head = ("List", "Calls due in a run", "Made", "Reached", "Hours of people", "Hours until made, mean",
            "Contacts prevented, all lists")  # fmt: skip
    return Grid(head, _rows(table, ["list"], names))


def _rows(
    table: pd.DataFrame, keys: list[str], names: tuple[str, ...], shares: tuple[str, ...] = ()
) -> tuple[tuple[Cell, ...], ...]:
    """Means over the runs, one row for each of the keys."""
    if table.empty:
        return ()
    means = table.groupby(keys, sort=False, observed=True)[list(names)].mean().reset_index()
    return tuple(
        (
            *(Cell(str(line[key]), tone="name") for key in keys),
            *(Cell(_text(float(line[name]), name in shares), tone="number") for name in names),
        )
        for line in means.to_dict("records")
    )


def _text(value: float, is_share: bool) -> str:
    return percent(value) if is_share else number(round(value, 2))
