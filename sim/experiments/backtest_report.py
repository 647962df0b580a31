"""A back-test from its files: the hours, the errors, what each assumption about the agents does, and Little's law."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from sim.centre.log import RunLog
from sim.centre.roster import Roster, roster_of
from sim.demand.history import History, read_history
from sim.experiments.backtest import MEASURES, backtest, backtest_errors, drawn_again, measured, replayed
from sim.experiments.replay import observed_log
from sim.experiments.replicate import Progress, silent
from sim.experiments.seen_team import Skills, hours_ready, seen_roster, seen_skills, seen_team
from sim.measures.queues import littles_law
from sim.measures.records import records_of
from sim.scenario.load import load_scenario
from sim.scenario.model import Scenario

RUNS = 3
"""Runs behind a row of the assumptions."""


def backtest_tables(
    history_path: str | Path,
    mapping_path: str | Path,
    scenario_path: str | Path,
    *,
    replications: int = 20,
    leave_out: Sequence[tuple[str, str]] = (),
    progress: Progress = silent,
) -> dict[str, pd.DataFrame]:
    """Return the tables of a back-test.

    hours: `backtest`. errors: `backtest_errors` of the weekdays. topics: the measures by topic (means of `RUNS` runs).
    assumptions: `assumption_table`. littles_law: that of the log and of its replay.

    Raises
    ------
    InputError
        If a file cannot be read, or log and scenario do not fit together.
    """
    history = read_history(history_path, mapping_path)
    skills = seen_skills(history)
    scenario = seen_team(load_scenario(scenario_path), skills)
    roster = seen_roster(history, skills)
    hours = backtest(
        scenario, history, roster, replications=replications, leave_out=leave_out, progress=progress
    )  # fmt: skip
    return {
        "hours": hours,
        "errors": backtest_errors(hours, "weekdays"),
        "topics": _by_topic(scenario, history, roster),
        "assumptions": assumption_table(scenario, history, skills, progress=progress),
        "littles_law": _littles_law(scenario, history, roster),
    }


def assumption_table(
    scenario: Scenario, history: History, skills: Skills, *, progress: Progress = silent
) -> pd.DataFrame:
    """Return how the whole log, replayed or drawn again, comes out under other assumptions, one at a time.

    Columns source, assumption, ready_hours (agents in service or ready), `MEASURES` over all contacts, means of `RUNS`
    runs. Nothing is left out of the count.
    """
    everybody = dict.fromkeys(skills, tuple(sorted(scenario.topic_names)))
    pooled = seen_team(scenario, everybody)
    as_seen, strict = seen_roster(history, skills), seen_roster(history, skills, unready="whole_pause")
    always = seen_roster(history, skills, unready="never")
    replays: list[tuple[str, Scenario, Roster]] = [
        ("as above", scenario, as_seen),
        *(
            (f"always ready, pauses up to {idle} min", scenario,
             seen_roster(history, skills, longest_idle_minutes=idle, unready="never"))
            for idle in (10, 30, 60)
        ),
        *(
            (f"a session ends with a pause over {idle} min", scenario,
             seen_roster(history, skills, longest_idle_minutes=idle))
            for idle in (15, 60)
        ),
        ("a pause in which somebody waited is no presence at all", scenario, strict),
        ("only waits over 5 s count", scenario, seen_roster(history, skills, notice_seconds=5.0)),
        ("everybody serves every topic", pooled, seen_roster(history, everybody)),
        ("the topics each agent served on that day", *_skills_by_day(scenario, history)),
        ("no credit for priority customers", _without_credit(scenario), as_seen),
    ]  # fmt: skip
    models = [
        ("as above", scenario, as_seen),
        ("a pause in which somebody waited is no presence at all", scenario, strict),
        ("always ready, pauses up to 30 min", scenario, always),
        ("every day as busy as the next", _equal_days(scenario), as_seen),
    ]
    observed = measured(scenario, observed_log(scenario, history))
    rows = [("observed", "", np.nan, *observed[list(MEASURES)].iloc[0])]
    for name, one, roster in replays:
        rows.append(("replay", name, *_means(one, roster, replayed(one, history, roster, RUNS))))
        progress("assumptions", len(rows) / (len(replays) + len(models) + 2))
    weeks = range(1, scenario.calendar.weeks)
    moved = (replayed(scenario, history, moved_by_weeks(as_seen, scenario, number), 1) for number in weeks)
    others = [log for logs in moved for log in logs]
    rows.append(("replay", "the agents of another week", *_means(scenario, as_seen, others)))
    for name, one, roster in models:
        rows.append(("model", name, *_means(one, roster, drawn_again(one, history, roster, RUNS))))
        progress("assumptions", len(rows) / (len(replays) + len(models) + 2))
    return pd.DataFrame(rows, columns=["source", "assumption", "ready_hours", *MEASURES])


def moved_by_weeks(roster: Roster, scenario: Scenario, weeks: int) -> Roster:
    """Return the roster so many weeks later; what would start after the horizon starts it."""
    table = roster.assignments
    later = pd.Timedelta(weeks=weeks)
    beyond = table["start"] + later >= pd.Timestamp(scenario.calendar.end_utc)
    back = pd.Timedelta(weeks=scenario.calendar.weeks)
    moved = {name: (table[name] + later).mask(beyond, table[name] + later - back) for name in ("start", "end")}
    return roster_of(list(table.assign(**moved).itertuples(index=False, name=None)))


def _means(scenario: Scenario, roster: Roster, logs: Iterable[RunLog]) -> tuple[float, ...]:
    table = pd.concat([measured(scenario, log) for log in logs])
    return (hours_ready(roster), *(float(table[name].mean()) for name in MEASURES))


def _skills_by_day(scenario: Scenario, history: History) -> tuple[Scenario, Roster]:
    """Scenario and roster in which an agent on another day is another agent, who serves what was served that day."""
    contacts = history.contacts
    day = contacts["answered"].dt.tz_convert(history.time_zone).dt.strftime(" on %Y-%m-%d")
    apart = replace(history, contacts=contacts.assign(agent=contacts["agent"] + day))
    skills = seen_skills(apart, at_least=1)
    return seen_team(scenario, skills), seen_roster(apart, skills)


def _by_topic(scenario: Scenario, history: History, roster: Roster) -> pd.DataFrame:
    """Measures of each topic: source, topic, `MEASURES`."""
    sources: dict[str, Iterable[RunLog]] = {
        "observed": [observed_log(scenario, history)],
        "replay": replayed(scenario, history, roster, RUNS),
        "model": drawn_again(scenario, history, roster, RUNS),
    }
    runs = [measured(scenario, log, ["topic"]).assign(source=name) for name, logs in sources.items() for log in logs]
    table = pd.concat(runs).groupby(["source", "topic"], sort=False)[list(MEASURES)].mean()
    return table.reset_index()


def _without_credit(scenario: Scenario) -> Scenario:
    segments = {name: one.model_copy(update={"queue_credit": 0}) for name, one in scenario.demand.segments.items()}
    return scenario.model_copy(update={"demand": scenario.demand.model_copy(update={"segments": segments})})


def _equal_days(scenario: Scenario) -> Scenario:
    return scenario.model_copy(update={"demand": scenario.demand.model_copy(update={"busyness_cv": 0.0})})


def _littles_law(scenario: Scenario, history: History, roster: Roster) -> pd.DataFrame:
    """Both sides of L = λW for the queue of the log and of one replay."""
    logs = {"observed": observed_log(scenario, history), "replay": next(replayed(scenario, history, roster, 1))}
    return pd.concat([littles_law(records_of(log, scenario)).assign(source=name) for name, log in logs.items()])
