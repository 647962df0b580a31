"""The back-test on made-up weeks whose truth is known: what is observed comes back exactly."""

import numpy as np
import pandas as pd
import pytest

from sim.centre.roster import roster_of
from sim.centre.simulate import simulate
from sim.demand.draw import draw_contacts
from sim.demand.history import read_history
from sim.demand.mapping import HistoryMapping
from sim.errors import InputError
from sim.experiments.backtest import MEASURES, backtest, backtest_errors, drawn_again, measured, replayed
from sim.experiments.backtest_report import moved_by_weeks
from sim.experiments.replay import asked_at, observed_log, replay_contacts
from sim.experiments.seen_team import (
    hours_in_session,
    hours_ready,
    seen_roster,
    seen_skills,
    seen_team,
)
from sim.measures.queues import littles_law
from sim.measures.records import records_of
from sim.scenario import validate_scenario

TRUTH = {
    "name": "made up",
    "seed": 5,
    "calendar": {"start": "2026-01-05", "weeks": 1, "time_zone": "Europe/London"},
    "channels": {
        "phone": {
            "patience": {"family": "exponential", "mean": "3 min"},
            "target": {"share": 0.8, "within": "20 s"},
        }
    },
    "topics": {
        "billing": {"handling": {"family": "lognormal", "mean": "3 min", "cv": 1.0}, "skill": "billing"},
        "repair": {"handling": {"family": "lognormal", "mean": "6 min", "cv": 1.0}, "skill": "repair"},
    },
    "demand": {
        "contacts_per_week": {"phone": 4000},
        "topics": {"billing": 2, "repair": 1},
        "shape": {"hours": [0] * 8 + [1] * 10 + [0] * 6},
        "segments": {"gold": {"share": 0.3, "queue_credit": "1 min"}, "usual": {"share": 0.7}},
    },
    "serving": {"attempts_max": 1},
    "team": {
        "groups": {
            "billing": {"channels": ["phone"], "skills": ["billing"], "wage_per_hour": 10},
            "billing + repair": {"channels": ["phone"], "skills": ["billing", "repair"], "wage_per_hour": 10},
        }
    },
}
MAPPING = {
    "source": "made up for a test",
    "time_zone": "Europe/London",
    "times": {"arrived": "start", "queued": "joined", "left_queue": "left", "answered": "answer", "ended": "finish"},
    "contact": ["id"],
    "channel": {"value": "phone"},
    "topic": {"column": "topic", "codes": {"billing": "billing", "repair": "repair"}},
    "segment": {"column": "segment", "codes": {"gold": "gold", "usual": "usual"}},
    "agent": {"column": "agent"},
    "outcome": {"column": "outcome", "codes": {"served": "served", "abandoned": "abandoned"}},
}


@pytest.fixture(scope="module")
def truth():
    return validate_scenario(TRUTH)


def true_roster(scenario, breaks=()):
    """Five agents from 07:30 to 19:00 every day; breaks are minutes of the day (first, last) of the agent's number."""
    rows = []
    for day in range(7):
        midnight = pd.Timestamp(scenario.calendar.start_utc) + pd.Timedelta(days=day)
        for number in range(5):
            group = "billing" if number < 2 else "billing + repair"

            def row(kind, first, last, number=number, group=group, midnight=midnight):
                start, end = (midnight + pd.Timedelta(minutes=minute) for minute in (first, last))
                return (f"agent {number}", group, kind, "", start, end)

            rows.append(row("shift", 450, 1140))
            rows += [row("break", first, last) for who, first, last in breaks if who == number]
    return roster_of(rows)


def as_history(scenario, log, folder):
    """Write the run as a log of a telephone system and read it back: who was answered at once never joined a queue."""
    table = log.contacts
    zero = pd.Timestamp(scenario.calendar.start_utc)

    def clock(column, where):
        stamps = (zero + pd.to_timedelta(table[column].astype("Int64"), unit="us")).dt.tz_localize(None)
        text = stamps.dt.strftime("%Y-%m-%d %H:%M:%S.%f")
        return text.where(where & table[column].notna(), "")

    left = table["answered"].fillna(table["ended"])
    waited = left > table["queued"]
    everywhere = pd.Series(True, index=table.index)
    rows = pd.DataFrame(
        {
            "id": table["need"],
            "topic": table["topic"],
            "segment": table["segment"],
            "start": clock("arrived", everywhere),
            "joined": clock("queued", waited),
            "left": clock("answered", waited).where(table["answered"].notna(), clock("ended", waited)),
            "answer": clock("answered", everywhere),
            "finish": clock("ended", everywhere),
            "outcome": table["outcome"],
            "agent": table["agent"].astype(object).fillna(""),
        }
    )
    rows.to_csv(folder / "log.csv", index=False)
    return read_history(folder / "log.csv", HistoryMapping.model_validate(MAPPING))


@pytest.fixture(scope="module")
def happened(truth, tmp_path_factory):
    """A week of the known centre: its run log, and the history that a telephone system would have kept of it."""
    log = simulate(truth, draw_contacts(truth, 0), true_roster(truth), with_absences=False)
    return log, as_history(truth, log, tmp_path_factory.mktemp("log"))


TIMES = ["arrived", "queued", "answered", "ended"]


def test_the_week_has_everything_in_it(truth, happened):
    table = measured(truth, happened[0]).iloc[0]
    assert table["offered"] > 3500
    assert 0.2 < table["delayed_share"] < 0.9
    assert 0.02 < table["abandonment"] < 0.3


def test_a_replay_with_the_true_roster_gives_back_every_time(truth, happened):
    log, history = happened
    again = simulate(truth, replay_contacts(truth, history, 3), true_roster(truth), with_absences=False)
    pd.testing.assert_frame_equal(again.contacts[TIMES], log.contacts[TIMES])
    assert again.contacts["outcome"].tolist() == log.contacts["outcome"].tolist()
    assert again.contacts["agent"].astype(object).tolist() == log.contacts["agent"].astype(object).tolist()


def test_the_log_is_measured_as_the_run_was(truth, happened):
    log, history = happened
    pd.testing.assert_frame_equal(
        measured(truth, observed_log(truth, history), ["hour_of_day"]), measured(truth, log, ["hour_of_day"])
    )
    one, other = (littles_law(records_of(some, truth)).iloc[0] for some in (log, observed_log(truth, history)))
    assert other["mean_queue"] == pytest.approx(one["mean_queue"], rel=1e-12)
    assert other["arrivals_per_hour"] * other["mean_wait_hours"] == pytest.approx(other["mean_queue"], rel=1e-9)


def test_drawing_other_customers_does_not_give_them_back(truth, happened):
    log, _ = happened
    other = simulate(truth, draw_contacts(truth, 1), true_roster(truth), with_absences=False)
    assert measured(truth, other)["mean_wait_seconds"].iloc[0] != measured(truth, log)["mean_wait_seconds"].iloc[0]


def test_without_credit_the_order_differs(truth, happened):
    _, history = happened
    plain = validate_scenario(
        TRUTH | {"demand": TRUTH["demand"] | {"segments": {"gold": {"share": 0.3}, "usual": {"share": 0.7}}}}
    )
    logs = [
        simulate(one, replay_contacts(one, history), true_roster(one), with_absences=False) for one in (truth, plain)
    ]
    gold = [log.contacts[log.contacts["segment"] == "gold"] for log in logs]
    waits = [(one["answered"] - one["queued"]).mean() for one in gold]
    assert waits[0] < waits[1]


def test_skills_are_seen(truth, happened):
    _, history = happened
    assert seen_skills(history) == {
        "agent 0": ("billing",),
        "agent 1": ("billing",),
        "agent 2": ("billing", "repair"),
        "agent 3": ("billing", "repair"),
        "agent 4": ("billing", "repair"),
    }
    team = seen_team(truth, seen_skills(history)).team.groups
    assert {name: group.skills for name, group in team.items()} == {
        "billing": ("billing",),
        "billing + repair": ("billing", "repair"),
    }


def test_who_is_always_ready_is_never_sent_on_a_break(truth, happened):
    _, history = happened
    roster = seen_roster(history, seen_skills(history))
    assert roster.of_kind("break").empty
    assert hours_in_session(roster) < hours_in_session(true_roster(truth))  # the idle ends of a day are not seen


def test_breaks_that_made_customers_wait_are_found(truth, tmp_path):
    breaks = [(0, 600, 615), (1, 660, 675), (2, 690, 705), (3, 780, 795), (4, 840, 855)]
    roster = true_roster(truth, breaks)
    log = simulate(truth, draw_contacts(truth, 2), roster, with_absences=False)
    history = as_history(truth, log, tmp_path)
    skills = seen_skills(history)
    found = seen_roster(history, skills, unready="until_last_wait")
    strict = seen_roster(history, skills, unready="whole_pause")
    assert not found.of_kind("break").empty
    away = log.states[log.states["state"] == "break"]
    spans = {name: part[["start", "end"]].to_numpy() for name, part in away.groupby("agent", observed=True)}
    for row in found.of_kind("break").itertuples():
        first, last = (truth.calendar.microseconds(moment) for moment in (row.start, row.end))
        overlap = [min(last, end) - max(first, start) for start, end in spans[row.person]]
        assert max(overlap) > 0  # every break found holds a part of one that was taken
    assert hours_ready(strict) < hours_ready(found) < hours_ready(seen_roster(history, skills, unready="never"))
    true = measured(truth, log)["delayed_share"].iloc[0]
    shares = {}
    for unready in ("never", "until_last_wait", "whole_pause"):
        (again,) = replayed(truth, history, seen_roster(history, skills, unready=unready), 1)
        shares[unready] = measured(truth, again)["delayed_share"].iloc[0]
    assert shares["never"] < shares["until_last_wait"] <= shares["whole_pause"]
    assert abs(shares["until_last_wait"] - true) < 0.5 * abs(shares["never"] - true)


def test_longer_pauses_mean_longer_sessions(happened):
    _, history = happened
    skills = seen_skills(history)
    hours = [
        hours_in_session(seen_roster(history, skills, longest_idle_minutes=idle, unready="never"))
        for idle in (1, 5, 20, 60)
    ]
    assert hours == sorted(hours)
    assert hours[0] < hours[-1]


def test_a_log_that_does_not_fit_the_scenario_is_refused(truth, happened):
    _, history = happened
    later = validate_scenario(TRUTH | {"calendar": TRUTH["calendar"] | {"start": "2026-01-07"}})
    with pytest.raises(InputError, match="beyond the scenario's horizon"):
        replay_contacts(later, history)
    topics = {"billing": TRUTH["topics"]["billing"]}
    one_topic = TRUTH | {"topics": topics, "demand": TRUTH["demand"] | {"topics": {"billing": 1}}}
    groups = {"billing": TRUTH["team"]["groups"]["billing"]}
    with pytest.raises(InputError, match="repair"):
        replay_contacts(validate_scenario(one_topic | {"team": {"groups": groups}}), history)


def test_the_table_of_a_known_centre(truth, happened):
    _, history = happened
    table = backtest(truth, history, true_roster(truth), replications=8)
    overall = table[(table["days"] == "all") & table["hour"].isna()].set_index(["source", "measure"])
    for measure in MEASURES:
        # with everything observed and the true roster all replays are what happened
        assert overall.at[("replay", measure), "mean"] == pytest.approx(overall.at[("observed", measure), "mean"])
        one, low, high = (overall.loc[("model", measure), name] for name in ("mean", "low", "high"))
        assert low < one < high
        assert low < overall.at[("observed", measure), "mean"] < high  # it is a run of this very model
    errors = backtest_errors(table, "all", fewest=20).set_index(["source", "measure"])
    assert (errors.loc["replay", "typical_error"].abs() < 1e-9).all()
    assert (errors.loc["model", "typical_error"] > 0).all()
    offered = table[(table["days"] == "all") & (table["measure"] == "offered") & (table["source"] == "observed")]
    assert offered[offered["hour"].notna()]["mean"].sum() == offered[offered["hour"].isna()]["mean"].iloc[0]


def test_the_range_is_that_of_a_single_month(truth, happened):
    _, history = happened
    table = backtest(truth, history, true_roster(truth), replications=3)
    waits = [
        measured(truth, log)["mean_wait_seconds"].iloc[0] for log in drawn_again(truth, history, true_roster(truth), 3)
    ]
    row = table[(table["days"] == "all") & table["hour"].isna() & (table["source"] == "model")]
    row = row[row["measure"] == "mean_wait_seconds"].iloc[0]
    half = 4.302653 * np.std(waits, ddof=1) * np.sqrt(1 + 1 / 3)
    assert row["high"] - row["mean"] == pytest.approx(half, rel=1e-6)


def test_what_is_left_out_is_left_out_everywhere(truth, happened):
    _, history = happened
    span = [("2026-01-06 10:00", "2026-01-06 12:00")]
    whole, part = (backtest(truth, history, true_roster(truth), replications=2, leave_out=one) for one in ((), span))
    local = asked_at(history.offered).dt.tz_convert("Europe/London")
    inside = ((local >= "2026-01-06 10:00") & (local < "2026-01-06 12:00")).sum()
    assert inside > 0

    def offered(table, source):
        rows = table[(table["days"] == "all") & table["hour"].isna() & (table["measure"] == "offered")]
        return rows.set_index("source").at[source, "mean"]

    assert offered(whole, "observed") - offered(part, "observed") == inside
    assert offered(whole, "replay") - offered(part, "replay") == inside
    assert offered(part, "model") < offered(whole, "model")


def test_moving_a_roster_by_weeks_keeps_its_hours():
    scenario = validate_scenario(TRUTH | {"calendar": TRUTH["calendar"] | {"weeks": 2}})
    roster = true_roster(scenario)
    moved = moved_by_weeks(roster, scenario, 1)
    assert hours_in_session(moved) == hours_in_session(roster)
    assert (moved.assignments["start"].min() - roster.assignments["start"].min()) == pd.Timedelta(weeks=1)
    pd.testing.assert_frame_equal(moved_by_weeks(moved, scenario, 1).assignments, roster.assignments)
