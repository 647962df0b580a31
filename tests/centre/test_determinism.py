"""The same seed gives the same bytes; a lever changes only what it acts upon; nothing hangs on the order of rows."""

import hashlib
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
import pytest

from sim.centre.centre import ContactCentre
from sim.centre.layout import lay_out
from sim.centre.people import shifts_of
from sim.centre.reviews import with_reviews
from sim.centre.roster import Roster, roster_of
from sim.centre.simulate import simulate
from sim.demand.draw import draw_contacts
from sim.scenario import load_scenario, validate_scenario
from tests.centre.random_centres import CHANNELS, OFFICE, PRICE

EVERYTHING = Path(__file__).parents[2] / "benchmarks" / "everything_on.yaml"
HANDLING = {"family": "lognormal", "mean": "6 min", "cv": 1.1}
SCENARIO = {
    "name": "everything on",
    "seed": 99,
    "calendar": {"start": "2026-03-23", "weeks": 2, "time_zone": "Europe/London", "holidays": {"country": "GB"}},
    "channels": {
        "phone": {
            "hours": OFFICE,
            "closed": {"policy": "divert", "to": "email", "accept": 0.7},
            "patience": {"family": "weibull", "mean": "4 min", "shape": 0.8},
            "redial": {"share": 0.5, "after": "10 min", "switch": 0.3, "switch_to": "social"},
        },
        "chat": {"concurrency": 3, "slowdown": [1.0, 1.2, 1.6], "priority": 2,
                 "patience": {"family": "gamma", "mean": "3 min", "cv": 1.5}},
        "email": {"priority": 4},
        "social": {"priority": 3},
    },
    "topics": {
        "plain": {"handling": HANDLING, "resolution": 0.7, "recontact": {"share": 0.5, "after": "1 d"}},
        "urgent": {"handling": HANDLING, "skill": "tech", "emergency": True, "resolution": 0.8},
    },
    "demand": {
        "contacts_per_week": {"phone": 700, "chat": 600, "email": 500, "social": 200},
        "topics": {"plain": 0.7, "urgent": 0.3},
        "busyness_cv": 0.3,
        "segments": {"usual": {"share": 0.8}, "premium": {"share": 0.2, "queue_credit": "1 min"}},
    },
    "self_service": {"topics": {"plain": 0.1}, "takes": "easiest"},
    "automation": {"bot": {"channels": ["chat"], "topics": {"plain": 0.3}, "false_close": 0.2, "duration": "1 min"}},
    "ladder": {
        "templates": {
            "answer": {"topic": "plain", "channels": ["email", "social"], "stage": "used", "close_rate": 0.8},
        },
        "rule": {"automate_from": 0.5, "withdraw_below": 0.2, "uses_min": 10, "judged_after": "1 d"},
        "review": {"group": "care", "day": "wed", "at": "11:00"},
    },
    "survey": {"channels": {"email": {"solved": 0.3, "unsolved": 0.2}}},
    "vendors": {"night": {"channels": ["phone"], "hours": "00:00-02:00", "seats": 2, "price": PRICE}},
    "on_call": {"hours": "always", "group": "care", "response": {"family": "exponential", "mean": "5 min"}},
    "team": {
        "groups": {
            "care": {"channels": CHANNELS, "wage_per_hour": 15},
            "phones": {"channels": ["phone"], "skills": ["general"], "wage_per_hour": 15},
        }
    },
}  # fmt: skip


def scenario():
    skills = {"topics": SCENARIO["topics"] | {"plain": SCENARIO["topics"]["plain"] | {"skill": "general"}}}
    return validate_scenario(SCENARIO | skills)


def people(about):
    """Two shifts a day for six people, with breaks, and somebody on call."""
    rows, zero = [], pd.Timestamp(about.calendar.start_utc)
    for day in range(14):
        for person in range(6):
            start = zero + pd.Timedelta(days=day, hours=2 + 8 * (person % 2))
            group = "phones" if person < 2 else "care"
            rows.append((f"P{person}", group, "shift", "", start, start + pd.Timedelta(hours=8)))
            pause = start + pd.Timedelta(hours=4)
            rows.append((f"P{person}", group, "break", "", pause, pause + pd.Timedelta(minutes=30)))
    rows.append(("P6", "care", "on_call", "", zero, zero + pd.Timedelta(days=14)))
    columns = ["person", "group", "kind", "shift", "start", "end"]
    return Roster(pd.DataFrame(rows, columns=columns).sort_values(["person", "start", "end", "kind"]))


def digest(log):
    """A hash of every value of every column, and of the columns' types."""
    found = hashlib.sha256()
    tables = (log.contacts, log.states, log.shifts, log.templates, log.call_outs, log.outbound, log.engagement)
    for table in tables:
        found.update(str(table.dtypes.to_dict()).encode())
        for column in table:
            values = table[column]
            if isinstance(values.dtype, pd.CategoricalDtype):
                found.update(values.cat.codes.to_numpy().tobytes() + str(list(values.cat.categories)).encode())
            else:
                found.update(str(values.to_list()).encode())
    return found.hexdigest()


def benchmark_of_everything():
    """The scenario with which the engine is timed, on a small team: whatever the scenario above does not have."""
    about = load_scenario(EVERYTHING)
    calendar, demand = about.calendar.model_copy(update={"weeks": 2}), about.demand.model_copy(update={"volume": 1.7})
    about = about.model_copy(update={"calendar": calendar, "demand": demand})
    groups = ("experts", "care", "care", "care", "office", "care")
    rows, zero = [], pd.Timestamp(about.calendar.start_utc)
    for day in range(14):
        for number, group in enumerate(groups):
            start = zero + pd.Timedelta(days=day, hours=8 + 2 * (number % 3))
            name = f"agent {4 * number:03d}"  # some of these names have just joined
            rows.append((name, group, "shift", "", start, start + pd.Timedelta(hours=8)))
            pause = start + pd.Timedelta(hours=3)
            rows.append((name, group, "break", "", pause, pause + pd.Timedelta(minutes=30)))
    rows.append(("agent at home", "care", "on_call", "", zero, zero + pd.Timedelta(days=14)))
    return about, roster_of(rows)


def run_of_everything(replication):
    about, staff = benchmark_of_everything()
    return digest(simulate(about, draw_contacts(about, replication), staff))


def run_of(replication):
    about = scenario()
    return digest(simulate(about, draw_contacts(about, replication), people(about)))


@pytest.mark.slow  # starting processes takes most of it
def test_same_seed_same_bytes_in_one_process_and_in_several():
    here = [run_of(replication) for replication in (0, 1)]
    assert here == [run_of(replication) for replication in (0, 1)]
    assert here[0] != here[1]
    here.append(run_of_everything(0))
    jobs = [joblib.delayed(run_of)(0), joblib.delayed(run_of)(1), joblib.delayed(run_of_everything)(0)]
    assert joblib.Parallel(n_jobs=2)(jobs) == here


def test_outbound_lines_announcements_journeys_and_habits_are_on_in_the_other():
    about, staff = benchmark_of_everything()
    log = simulate(about, draw_contacts(about, 0), staff)
    contacts = log.contacts
    assert {"balked", "abandoned", "automated", "self_served"} <= set(contacts["outcome"])
    assert log.outbound["ended"].notna().any() and (log.engagement["level"].iloc[-1] != 0.7)
    assert {"other_duty", "outbound", "approval", "break"} <= set(log.states["state"])
    for column in ("transfers", "assisted", "silent", "called_back"):
        assert contacts[column].any()
    for column in ("announced", "acknowledged", "overflowed", "follows_up", "submitted", "public_from"):
        assert contacts[column].notna().any()
    assert len(log.call_outs) and log.shifts["absent"].any()


def test_everything_is_on_in_this_scenario():
    about = scenario()
    log = simulate(about, draw_contacts(about, 0), people(about))
    seen = {name: set(log.contacts[name].dropna()) for name in ("outcome", "by", "follows")}
    assert {"self_served", "automated", "served", "abandoned", "closed"} <= seen["outcome"]
    assert seen["by"] == {"team", "on_call", "vendor", "automation", "self_service"}
    assert seen["follows"] == {"none", "redial", "recontact"}
    assert log.contacts["interruptions"].max() > 0 and log.shifts["absent"].any() and log.states["overtime"].any()
    assert log.states["load"].max() == 3
    assert set(log.templates["stage"]) == {"used", "automated"} and log.templates["reviewed"].all()
    assert log.contacts["said_solved"].notna().any() and log.contacts["templated"].notna().any()


def test_the_rows_of_a_roster_have_no_order():
    about = scenario()
    contacts, given = draw_contacts(about, 0), people(about)
    expected = digest(simulate(about, contacts, given))
    for seed in range(3):
        order = np.random.default_rng(seed).permutation(len(given.assignments))
        shuffled = Roster(given.assignments.iloc[order].reset_index(drop=True))
        assert digest(simulate(about, contacts, shuffled)) == expected


def test_the_order_in_which_processes_are_made_does_not_matter():
    """Simultaneous events are ranked by what they are, so shifts may be set up in any order."""
    about = scenario()
    layout, contacts = lay_out(about), draw_contacts(about, 0)
    digests = set()
    for seed in range(4):
        shifts = with_reviews(about, shifts_of(about, layout, people(about), 0, True))
        order = np.random.default_rng(seed).permutation(len(shifts)) if seed else range(len(shifts))
        recorder = ContactCentre(about, layout, contacts, [shifts[index] for index in order]).run()
        digests.add(digest(recorder.log(shifts)))
    assert len(digests) == 1


def test_a_lever_changes_only_what_it_acts_upon():
    about = scenario()
    plain = draw_contacts(
        about.model_copy(update={"self_service": about.self_service.model_copy(update={"topics": {}})}), 0
    )
    other = draw_contacts(about, 0)
    for name in ("arrives", "channel", "topic", "segment", "patience", "work", "gap_draw"):
        assert (getattr(plain, name) == getattr(other, name)).all()
    assert all((plain.draws[name] == other.draws[name]).all() for name in plain.draws)


def test_attempts_further_on_change_none_before():
    about = scenario()
    few = about.model_copy(update={"serving": about.serving.model_copy(update={"attempts_max": 2})})
    two, four = draw_contacts(few, 0), draw_contacts(about, 0)
    rows = 2 * two.needs
    assert (two.arrives == four.arrives).all() and (two.work == four.work[:rows]).all()
    assert all((two.draws[name] == four.draws[name][:rows]).all() for name in two.draws)


def test_contacts_of_a_run_are_not_changed_by_it():
    about = scenario()
    contacts = draw_contacts(about, 0)
    before = joblib.hash(contacts)
    simulate(about, contacts, people(about))
    assert joblib.hash(contacts) == before
