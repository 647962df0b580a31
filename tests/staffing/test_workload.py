"""The expected work of the team: by hand, by theory, and against what reaches people who have all the time."""

import math

import numpy as np
import pandas as pd
import pytest

from sim.centre.simulate import simulate
from sim.demand.draw import draw_contacts
from sim.demand.rates_of import expected_rates
from sim.measures.records import records_of
from sim.staffing.stacked import roster_from_counts
from sim.staffing.workload import workload_of, workload_table
from tests.staffing.centre import centre


def everybody(scenario, people=30):
    """A roster of many people at all hours."""
    starts = pd.Timestamp(scenario.calendar.start_utc) + pd.to_timedelta(scenario.calendar.interval_starts, unit="us")
    tables = [
        pd.DataFrame({"interval_start": starts, "skill": name, "agents": people}) for name in scenario.team.groups
    ]
    return roster_from_counts(scenario, pd.concat(tables))


def test_plain_demand_is_the_work():
    scenario = centre()
    work = workload_of(scenario)
    assert work.contacts == pytest.approx(expected_rates(scenario))
    assert work.hours.sum() == pytest.approx(20 * 168 * 3 / 60)
    assert work.load_factor == pytest.approx(1)


def test_v17_deflecting_short_contacts_saves_less_than_their_share():
    """A fifth of contacts takes 3 min, the rest 6.75 min, the mean is 6 min: without them work falls by a tenth."""
    topics = {
        "easy": {"handling": {"family": "constant", "mean": "3 min"}},
        "hard": {"handling": {"family": "constant", "mean": "6.75 min"}},
    }
    demand = {"contacts_per_week": {"phone": 1000}, "topics": {"easy": 0.2, "hard": 0.8}}
    before = workload_of(centre(topics=topics, demand=demand))
    after = workload_of(centre(topics=topics, demand=demand, self_service={"topics": {"easy": 1.0}}))
    assert before.hours.sum() / before.contacts.sum() * 60 == pytest.approx(6)
    assert after.hours.sum() / after.contacts.sum() * 60 == pytest.approx(6.75)
    assert after.contacts.sum() / before.contacts.sum() == pytest.approx(0.8)
    assert after.hours.sum() / before.hours.sum() == pytest.approx(0.9)


def test_the_easiest_leave_longer_ones_to_people():
    """Exponential handling of mean 3 min: above the lowest fifth it averages 3 (1 - ln 0.8) min."""
    scenario = centre(self_service={"topics": {"any": 0.2}, "takes": "easiest"})
    work = workload_of(scenario)
    assert work.load_factor == pytest.approx(0.8)
    assert work.hours.sum() / work.contacts.sum() * 60 == pytest.approx(3 * (1 - math.log(0.8)), rel=1e-3)


def test_v12_recontacts_at_once_are_the_load_over_one_less_p():
    topics = {"any": {"handling": {"mean": "3 min"}, "resolution": 0.6, "recontact": {"share": 0.5, "after": "0 s"}}}
    assert workload_of(centre(topics=topics)).load_factor == pytest.approx(1 / (1 - 0.4 * 0.5), rel=5e-3)


def test_redials_are_counted_with_the_share_that_hangs_up():
    phone = {
        "target": {"share": 0.8, "within": "20 s", "max_abandonment": 0.1},
        "redial": {"share": 0.5, "after": "0 s"},
    }
    scenario = centre(channels={"phone": phone})
    assert workload_of(scenario).load_factor == pytest.approx(1 / (1 - 0.1 * 0.5), rel=5e-3)
    assert workload_of(scenario, {"phone": 0.4}).load_factor == pytest.approx(1 / (1 - 0.4 * 0.5), rel=5e-3)


def test_a_vendor_takes_its_hours_and_topics():
    vendor = {"channels": ["phone"], "hours": "20:00-24:00", "seats": 5, "price": {"scheme": "per_hour", "rate": 9}}
    work = workload_of(centre(vendors={"evening": vendor}))
    assert work.contacts.sum() == pytest.approx(20 * 20 * 7)
    assert (work.contacts.reshape(7, 48).sum(axis=0) == 0).sum() == 8


def test_the_table_names_the_group_asked_first():
    groups = {
        "all": {"channels": ["phone"], "wage_per_hour": 10},
        "bills": {"channels": ["phone"], "skills": ["bill"], "wage_per_hour": 10},
    }
    topics = {
        "a": {"handling": {"mean": "3 min"}, "skill": "bill"},
        "b": {"handling": {"mean": "3 min"}, "skill": "repair"},
    }
    demand = {"contacts_per_week": {"phone": 336}, "topics": {"a": 3, "b": 1}}
    table = workload_table(centre(team={"groups": groups}, topics=topics, demand=demand))
    by_skill = table.groupby(["topic", "skill"])["contacts"].sum()
    assert by_skill.to_dict() == pytest.approx({("a", "bills"): 252, ("b", "all"): 84})


@pytest.fixture(scope="module")
def crooked():
    """Everything at once: self-service and bots that take the easiest, a night vendor, closed hours of every kind."""
    handling = {
        "phone": {"family": "lognormal", "mean": "4 min", "cv": 1.0},
        "chat": {"family": "exponential", "mean": "8 min"},
        "email": {"family": "gamma", "mean": "5 min", "cv": 0.7},
    }
    about = {"handling": handling, "resolution": 0.7, "recontact": {"share": 0.6, "after": "6 h"}}
    return centre(
        calendar={"start": "2026-01-05", "weeks": 2},
        channels={
            "phone": {"hours": "08:00-20:00", "closed": {"policy": "call_back", "after": "1 h", "accept": 0.7}},
            "chat": {"hours": "09:00-22:00", "closed": {"policy": "divert", "to": "email", "accept": 0.5}},
            "email": {"hours": "06:00-23:00", "closed": {"policy": "wait", "accept": 0.9}},
        },
        topics={"bill": about, "repair": about | {"resolution": 0.9}},
        demand={
            "contacts_per_week": {"phone": 900, "chat": 700, "email": 800},
            "topics": {"bill": 0.6, "repair": 0.4},
        },
        self_service={"topics": {"bill": 0.15}, "takes": "easiest"},
        automation={
            "bot": {
                "channels": ["chat", "email"],
                "topics": {"bill": 0.4},
                "accept": 0.8,
                "takes": "easiest",
                "false_close": 0.3,
            }
        },
        vendors={
            "night": {
                "channels": ["phone"],
                "topics": ["repair"],
                "hours": {"every day": "18:00-24:00"},
                "seats": 40,
                "resolution": 0.8,
                "price": {"scheme": "per_contact", "rate": 2},
            }
        },
        team={"groups": {"care": {"channels": ["phone", "chat", "email"], "wage_per_hour": 10}}},
        serving={"attempts_max": 12, "rereading": "0 s"},
    )


def test_expected_work_is_what_reaches_people_on_the_mean(crooked):
    work = workload_of(crooked, {})
    expected = {name: work.contacts[:, at].sum() for at, name in enumerate(crooked.channel_names)}
    expected_hours = {name: work.hours[:, at].sum() for at, name in enumerate(crooked.channel_names)}
    counts, hours = [], []
    for replication in range(12):
        log = simulate(crooked, draw_contacts(crooked, replication), everybody(crooked), with_absences=False)
        attempts = records_of(log, crooked).attempts
        team = attempts.is_offered & (log.contacts["by"].astype(object) != "vendor").to_numpy()
        handled = log.contacts["handled"].to_numpy() / 3.6e9
        counts.append(np.bincount(attempts.channel[team], minlength=3))
        hours.append(np.bincount(attempts.channel[team], handled[team], 3))
    for seen, wanted in ((counts, expected), (hours, expected_hours)):
        mean, error = np.mean(seen, axis=0), np.std(seen, axis=0, ddof=1) / math.sqrt(len(seen))
        for at, name in enumerate(crooked.channel_names):
            # three errors of the mean, and 1.5 % for work cut off by the end of the run
            assert abs(mean[at] - wanted[name]) < 3 * error[at] + 0.015 * wanted[name], name
