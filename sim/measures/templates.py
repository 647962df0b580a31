"""The ladder of templates as the manager sees it, beside what is true; and what customers say, beside what is true."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.centre.log import RunLog
from sim.measures.shares import wilson_interval
from sim.scenario.model import Scenario
from sim.timing import HOUR

_COUNTS = ("uses_by_agents", "uses_automated", "set_aside", "judged", "closed")


def ladder_by_week(log: RunLog, scenario: Scenario) -> pd.DataFrame:
    """Return the ladder of a run: one row per week (from 1) and template.

    Columns scenario, replication, week, template, topic, stage (at the end of the week), decision (taken then),
    uses_by_agents, uses_automated, set_aside, judged, closed; observed_rate = closed / judged with observed_low and
    observed_high (`wilson_interval`, at the study's level), which is what decisions are taken on; true_rate, what the
    model knows; reviewed, review_hours. NaN where nothing was judged. No rows without a ladder.
    """
    table = log.templates
    templates = scenario.ladder.templates if scenario.ladder is not None else {}
    found = pd.DataFrame(
        {
            "scenario": scenario.name,
            "replication": log.replication,
            "week": table["week"].astype(np.int64) + 1,
            "template": table["template"],
            "topic": [templates[str(name)].topic for name in table["template"]],
            "stage": table["stage"],
            "decision": table["decision"],
            **{name: table[name].astype(np.int64) for name in _COUNTS},
        }
    )
    found["observed_rate"] = found["closed"] / found["judged"].where(found["judged"] > 0)
    found[["observed_low", "observed_high"]] = _intervals(found["closed"], found["judged"], scenario)
    found["true_rate"] = table["true_rate"].astype(np.float64) / 1_000_000
    found["reviewed"] = table["reviewed"].astype(bool)
    found["review_hours"] = table["review_time"].astype(np.float64) / HOUR
    return found


def ladder_summary(weeks: pd.DataFrame) -> pd.DataFrame:
    """Return what became of every template over runs of one scenario; `weeks` are tables of `ladder_by_week` together.

    Columns scenario, template, topic, automated_share (of runs in which it answers by itself at the end),
    automated_in_week (mean week of the first decision to automate, NaN where none), seen_then and true_then (mean
    observed and true rate at that decision), true_at_end, and per run: uses_by_agents, set_aside, uses_automated,
    review_hours.
    """
    rows = []
    for (scenario, template, topic), part in weeks.groupby(["scenario", "template", "topic"], sort=False):
        runs = part["replication"].nunique()
        last = part[part["week"] == part["week"].max()]
        first = part[part["decision"] == "automate"].drop_duplicates("replication")
        becomes = (last["stage"] == "automated") & (last["decision"] != "withdraw") | (last["decision"] == "automate")
        rows.append(
            {
                "scenario": scenario,
                "template": template,
                "topic": topic,
                "automated_share": float(becomes.mean()),
                "automated_in_week": float(first["week"].mean()),
                "seen_then": float(first["observed_rate"].mean()),
                "true_then": float(first["true_rate"].mean()),
                "true_at_end": float(last["true_rate"].mean()),
                "uses_by_agents": float(part["uses_by_agents"].sum()) / runs,
                "set_aside": float(part["set_aside"].sum()) / runs,
                "uses_automated": float(part["uses_automated"].sum()) / runs,
                "review_hours": float(part["review_hours"].sum()) / runs,
            }
        )
    columns = ["scenario", "template", "topic", "automated_share", "automated_in_week", "seen_then", "true_then"]
    more = ["true_at_end", "uses_by_agents", "set_aside", "uses_automated", "review_hours"]
    return pd.DataFrame(rows, columns=[*columns, *more])


def survey_beside_truth(logs: Sequence[RunLog], scenario: Scenario) -> pd.DataFrame:
    """Return what customers said in the survey beside what is true of all who were asked, over runs together.

    One row per channel asked, then `all`. Columns scenario, channel, asked, answered, response = answered / asked;
    said_solved = share of the answers that say solved, with said_low and said_high (`wilson_interval`): all that a
    manager sees; true_solved = share of all asked whose need was solved; said_quick (share of the answers, NaN where
    not asked). Where solved customers answer more often than others, what is said lies above what is true, however
    many are asked.
    """
    tables = [log.contacts[log.contacts["surveyed"]] for log in logs]
    asked = pd.concat(tables) if tables else pd.DataFrame(columns=["served_channel", "said_solved", "solved"])
    channels = scenario.survey.channels if scenario.survey is not None else {}
    rows = []
    for name in [*(one for one in scenario.channel_names if one in channels), "all"]:
        part = asked if name == "all" else asked[asked["served_channel"] == name]
        said = part["said_solved"].dropna().astype(bool)
        quick = part["said_quick"].dropna().astype(bool)
        rows.append(
            {
                "scenario": scenario.name,
                "channel": name,
                "asked": len(part),
                "answered": len(said),
                "response": len(said) / len(part) if len(part) else np.nan,
                "said_solved": float(said.mean()) if len(said) else np.nan,
                "yes": int(said.sum()),
                "true_solved": float(part["solved"].astype(bool).mean()) if len(part) else np.nan,
                "said_quick": float(quick.mean()) if len(quick) else np.nan,
            }
        )
    found = pd.DataFrame(rows)
    found[["said_low", "said_high"]] = _intervals(found.pop("yes"), found["answered"], scenario)
    order = ["scenario", "channel", "asked", "answered", "response", "said_solved", "said_low", "said_high"]
    return found[[*order, "true_solved", "said_quick"]]


def _intervals(yes: pd.Series, of: pd.Series, scenario: Scenario) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    level = scenario.study.confidence
    pairs = [wilson_interval(int(one), int(many), level) for one, many in zip(yes, of, strict=True)]
    return np.array(pairs, dtype=np.float64).reshape(-1, 2)
