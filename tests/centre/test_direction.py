"""Paired directions: the same customers under one change, and what has to follow; and extremes."""

import numpy as np
import pytest

from sim.centre.simulate import simulate
from sim.demand.draw import draw_contacts
from sim.timing import HOUR, MINUTE
from tests.centre.building import Need, around_the_clock, contact_rows, contacts_of, four_channels, run, scenario_of

BUSY = {"contacts_per_week": {"phone": 3000, "chat": 2500, "email": 2000, "social": 600}}
PATIENT = {"family": "exponential", "mean": "3 min"}


def busy(**over):
    channels = {
        "phone": {"patience": PATIENT, "redial": {"share": 0.5, "after": "10 min"}},
        "chat": {"patience": PATIENT, "slowdown": [1.0, 1.2, 1.6]},
    }
    topics = {"question": {"resolution": 0.8, "recontact": {"share": 0.5, "after": "4 h"}}}
    return four_channels(channels=channels, topics=topics, demand=BUSY, seed=5).model_copy(update=over)


def tell(scenario, agents, contacts=None):
    """Run a scenario on customers of its own, or on given ones."""
    drawn = contacts or draw_contacts(scenario, 0)
    return simulate(scenario, drawn, around_the_clock(scenario, agents))


def live(log):
    return log.contacts[log.contacts["served_channel"].isin(["phone", "chat"])]


def wait(table):
    left = table["answered"].fillna(table["ended"])
    return float((left - table["queued"]).dropna().astype("int64").mean())


def lost(table):
    return int((table["outcome"] == "abandoned").sum())


def work(log):
    return int(log.contacts["handled"].sum())


def test_more_agents_lose_and_keep_waiting_fewer():
    scenario = busy()
    contacts = draw_contacts(scenario, 0)
    logs = [tell(scenario, agents, contacts) for agents in (4, 5, 6, 7)]
    assert np.all(np.diff([lost(live(log)) for log in logs]) < 0)
    assert np.all(np.diff([wait(live(log)) for log in logs]) < 0)
    email = [log.contacts[log.contacts["served_channel"] == "email"] for log in logs]
    assert np.all(np.diff([wait(table) for table in email]) < 0)


def test_patient_customers_hang_up_less_and_wait_longer():
    scenario = busy()
    longer = busy(
        channels={
            name: about.model_copy(update={"patience": about.patience.model_copy(update={"mean": 9 * MINUTE})})
            if about.patience.mean
            else about
            for name, about in scenario.channels.items()
        }
    )
    before, after = tell(scenario, 5), tell(longer, 5)
    assert lost(live(after)) < 0.7 * lost(live(before))
    assert wait(live(after)) > wait(live(before))


def test_self_service_takes_work_away():
    scenario = busy()
    done = [work(tell(scenario, 30))]
    for share in (0.1, 0.3):
        part = scenario.self_service.model_copy(update={"topics": {"question": share}})
        done.append(work(tell(busy(self_service=part), 30)))
    assert done[0] > done[1] > done[2]
    assert done[2] / done[0] == pytest.approx(0.7, abs=0.02)


def test_self_service_of_the_easiest_takes_less_work_away():
    scenario = busy()
    half = {"topics": {"question": 0.5}}
    whole = work(tell(scenario, 30))
    any_ = work(tell(busy(self_service=scenario.self_service.model_copy(update=half)), 30))
    easiest = scenario.self_service.model_copy(update=half | {"takes": "easiest"})
    assert any_ < 0.55 * whole < work(tell(busy(self_service=easiest), 30)) < whole


def test_faster_agents_do_better():
    scenario = busy()
    group = scenario.team.groups["care"]
    fast = scenario.team.model_copy(update={"groups": {"care": group.model_copy(update={"speed": 1.3})}})
    before, after = tell(scenario, 5), tell(busy(team=fast), 5)
    assert lost(live(after)) < lost(live(before)) and wait(live(after)) < wait(live(before))


def test_a_slower_and_poorer_vendor():
    price = {"scheme": "per_contact", "rate": 1}

    def outside(**about):
        vendor = {"channels": ["phone"], "seats": 6, "price": price} | about
        scenario = scenario_of(
            channels={"phone": {"patience": PATIENT}},
            topics={"question": {"resolution": 0.9, "recontact": {"share": 0.6, "after": "1 h"}}},
            demand={"contacts_per_week": {"phone": 5000}},
            vendors={"out": vendor},
        )
        return tell(scenario, 1)

    good, slow, poor = outside(), outside(speed=0.7), outside(resolution=0.5)
    assert lost(slow.contacts) > lost(good.contacts) and wait(slow.contacts) > wait(good.contacts)
    assert len(poor.contacts) > 1.1 * len(good.contacts)


def test_slowdown_makes_chats_longer():
    scenario = busy()
    chat = scenario.channels["chat"]
    heavy = busy(channels=scenario.channels | {"chat": chat.model_copy(update={"slowdown": (1.0, 1.6, 2.4)})})

    def spent(log):
        table = log.contacts[(log.contacts["served_channel"] == "chat") & (log.contacts["outcome"] == "served")]
        return table["handled"].mean()

    assert spent(tell(heavy, 5)) > 1.05 * spent(tell(scenario, 5))


def test_redials_and_re_contacts_add_attempts():
    scenario = busy()
    phone = scenario.channels["phone"]
    without = busy(
        channels=scenario.channels | {"phone": phone.model_copy(update={"redial": phone.redial.__class__()})}
    )
    contacts = draw_contacts(scenario, 0)
    assert len(tell(without, 4, contacts).contacts) < len(tell(scenario, 4, contacts).contacts)


def test_overload_is_survived_and_every_contact_accounted_for():
    scenario = busy()
    log = tell(scenario, 1)
    outcomes = log.contacts["outcome"].value_counts()
    assert lost(live(log)) > 0.7 * len(live(log))
    assert outcomes["unresolved"] > 500  # the e-mails nobody came to
    busy_time = log.states[log.states["state"] != "available"]
    assert (busy_time["end"] - busy_time["start"]).sum() > 0.99 * log.horizon


def test_zero_patience_is_a_loss_system():
    needs = [Need(second * 1_000_000, patience=0) for second in range(0, 3600, 100)]
    log = run(scenario_of(), needs, 2)
    assert set(contact_rows(log, "outcome")) == {"served", "abandoned"}
    assert all((a is None) or a == q for a, q in contact_rows(log, "answered", "queued"))


def test_all_hours_closed():
    scenario = four_channels(channels={name: {"hours": "never"} for name in ("phone", "chat", "email", "social")})
    log = run(scenario, [Need(hour * HOUR, channel="chat") for hour in range(100)], 2)
    assert set(contact_rows(log, "outcome")) == {"closed"}
    assert set(log.states["state"]) == {"available"}


def test_no_contacts_and_no_agents():
    scenario = four_channels()
    empty = contacts_of(scenario)
    for agents in (0, 3):
        log = simulate(scenario, empty, around_the_clock(scenario, agents))
        assert log.contacts.empty and len(log.shifts) == agents
