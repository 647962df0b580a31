"""Groups with preferences, delays, places and reservations; credits, weights and due times: every time predicted."""

import numpy as np

from sim.centre.simulate import simulate
from sim.demand.draw import draw_contacts
from tests.centre.building import (
    HOUR,
    MINUTE,
    SECOND,
    Need,
    around_the_clock,
    contact_rows,
    four_channels,
    run,
    scenario_of,
)

PEOPLE = {"wage_per_hour": 15, "shrinkage": {"absence": 0}}
ALL = ["phone", "chat", "email", "social"]


def two_groups(routes, **over):
    """Anybody takes calls in the group `care`; the group `helper` takes them on the terms of its routes."""
    groups = {"care": {"channels": ["phone"], **PEOPLE}, "helper": {"channels": ["phone"], "routes": routes, **PEOPLE}}
    return scenario_of(team={"groups": groups}, **over)


def there(scenario, *groups):
    end = scenario.calendar.horizon
    return [(f"{group} {number}", group, "shift", 0, end) for number, group in enumerate(groups)]


def test_a_group_helps_only_after_a_wait():
    scenario = two_groups([{"channels": ["phone"], "after": "2 min"}])
    needs = [Need(0, work=10 * MINUTE), Need(MINUTE), Need(MINUTE + 30 * SECOND), Need(11 * MINUTE)]
    log = run(scenario, needs, there(scenario, "care", "helper"))
    assert contact_rows(log, "answered", "handler") == [
        (0, "care"),
        (3 * MINUTE, "helper"),  # waited its two minutes
        (8 * MINUTE, "helper"),  # had waited long enough when the helper freed
        (11 * MINUTE, "care"),
    ]


def test_a_wait_that_ends_as_patience_does_is_too_long():
    scenario = two_groups([{"channels": ["phone"], "after": "2 min"}])
    needs = [Need(0), Need(MINUTE, patience=2 * MINUTE), Need(MINUTE + 1, patience=2 * MINUTE + 1)]
    log = run(scenario, needs, there(scenario, "care", "helper"))
    assert contact_rows(log, "outcome", "answered", "ended") == [
        ("served", 0, 5 * MINUTE),
        ("abandoned", None, 3 * MINUTE),
        ("served", 3 * MINUTE + 1, 8 * MINUTE + 1),
    ]


def test_a_helper_who_frees_takes_who_has_waited_long_enough_though_another_is_before():
    """The premium caller stands first in the queue but has not waited two minutes yet."""
    segments = {"usual": {"share": 0.5}, "premium": {"share": 0.5, "queue_credit": "10 min"}}
    scenario = two_groups([{"channels": ["phone"], "after": "2 min"}], demand={"segments": segments})
    needs = [Need(0, work=HOUR), Need(0), Need(4 * MINUTE), Need(6 * MINUTE, segment=1), Need(6 * MINUTE + 1)]
    log = run(scenario, needs, there(scenario, "care", "helper"))
    assert contact_rows(log, "answered") == [0, 2 * MINUTE, 7 * MINUTE, 12 * MINUTE, 17 * MINUTE]
    needs[2], needs[3] = Need(5 * MINUTE), Need(5 * MINUTE + 1, segment=1)
    log = run(scenario, needs, there(scenario, "care", "helper"))
    assert contact_rows(log, "answered") == [0, 2 * MINUTE, 7 * MINUTE, 12 * MINUTE, 17 * MINUTE]
    needs[2], needs[3] = Need(4 * MINUTE), Need(5 * MINUTE, segment=1)
    log = run(scenario, needs, there(scenario, "care", "helper"))
    assert contact_rows(log, "answered") == [0, 2 * MINUTE, 12 * MINUTE, 7 * MINUTE, 17 * MINUTE]


def test_groups_are_asked_in_the_order_of_their_routes():
    scenario = two_groups([{"channels": ["phone"], "order": 1}])
    log = run(scenario, [Need(0), Need(1), Need(2)], there(scenario, "care", "helper"))
    assert contact_rows(log, "handler") == ["helper", "care", "helper"]
    plain = run(two_groups([]), [Need(0), Need(1), Need(2)], there(scenario, "care", "helper"))
    assert contact_rows(plain, "handler") == ["care", "helper", "care"]


def test_a_group_has_priorities_of_its_own():
    routes = [{"channels": ["email"], "priority": 1}, {"channels": ["phone"], "priority": 2}]
    scenario = four_channels(team={"groups": {"care": {"routes": routes}}})
    needs = [Need(0), Need(1), Need(2, channel="email"), Need(6 * MINUTE)]
    log = run(scenario, needs, 1)
    assert contact_rows(log, "answered", "interruptions") == [
        (0, 0),
        (10 * MINUTE, 0),
        (5 * MINUTE, 0),  # before the call that came first, and not interrupted by the later one
        (15 * MINUTE, 0),
    ]


def test_agents_are_kept_free_of_deferred_work():
    routes = [{"channels": ["email"], "keep_free": 1}]
    scenario = four_channels(team={"groups": {"care": {"routes": routes}}}, serving={"rereading": "0 s"})
    needs = [Need(0, channel="email"), Need(1, channel="email"), Need(2, channel="phone"), Need(3, channel="phone")]
    log = run(scenario, needs, 2)
    assert contact_rows(log, "answered", "ended", "interruptions") == [
        (0, 10 * MINUTE, 1),  # the second call interrupts it; it goes on when both are idle, so that one stays free
        (10 * MINUTE, 15 * MINUTE, 0),
        (2, 5 * MINUTE + 2, 0),
        (3, 5 * MINUTE + 3, 0),
    ]


def test_nothing_is_taken_where_nobody_could_stay_free():
    routes = [{"channels": ["email"], "keep_free": 1}]
    scenario = four_channels(team={"groups": {"care": {"routes": routes}}})
    log = run(scenario, [Need(0, channel="email"), Need(1, channel="phone")], 1)
    assert contact_rows(log, "outcome", "answered") == [("unresolved", None), ("served", 1)]


def test_credits_of_channel_and_topic_add_up():
    topics = {"urgent": {"handling": {"family": "exponential", "mean": "6 min"}, "queue_credit": "1 min"}}
    scenario = scenario_of(topics=topics)
    needs = [Need(0), Need(MINUTE), Need(2 * MINUTE - 1, topic="urgent"), Need(2 * MINUTE + 1, topic="urgent")]
    assert contact_rows(run(scenario, needs, 1), "answered") == [0, 10 * MINUTE, 5 * MINUTE, 15 * MINUTE]
    chats = {"phone": {"priority": 1}, "chat": {"concurrency": 1, "priority": 1, "queue_credit": "1 min"}}
    needs = [Need(0), Need(MINUTE), Need(2 * MINUTE - 1, channel="chat"), Need(2 * MINUTE + 1, channel="chat")]
    log = run(four_channels(channels=chats), needs, 1)
    assert contact_rows(log, "answered") == [0, 10 * MINUTE, 5 * MINUTE, 15 * MINUTE]


def test_waiting_counts_by_its_weight():
    """At 5 min the call has waited 4 min and the chat 90 s, which counts threefold."""
    about = {"phone": {"priority": 1}, "chat": {"concurrency": 1, "priority": 1, "waiting_weight": 3}}
    needs = [Need(0), Need(MINUTE), Need(3 * MINUTE + 30 * SECOND, channel="chat")]
    assert contact_rows(run(four_channels(channels=about), needs, 1), "answered")[1:] == [10 * MINUTE, 5 * MINUTE]
    needs[2] = Need(3 * MINUTE + 41 * SECOND, channel="chat")  # 79 s count 237 s, less than 240 s
    assert contact_rows(run(four_channels(channels=about), needs, 1), "answered")[1:] == [5 * MINUTE, 10 * MINUTE]


def by_due_time(**over):
    topics = {"urgent": {"handling": {"family": "exponential", "mean": "6 min"}, "within": {"email": "30 min"}}}
    target = {"share": 0.9, "within": "4 h"}
    channels = {
        "email": {"order": "due", "target": target},
        "social": {"order": "due", "target": target, "priority": 4},
    }
    return four_channels(channels=channels, topics=topics, **over)


def test_the_reply_that_falls_due_first_is_written_first():
    needs = [
        Need(0, channel="email"),
        Need(MINUTE, channel="social"),  # due at 4 h 1 min
        Need(2 * MINUTE, channel="email"),  # due at 4 h 2 min
        Need(4 * MINUTE, channel="email", topic="urgent"),  # due at 34 min
    ]
    log = run(by_due_time(), needs, 1)
    assert contact_rows(log, "answered") == [0, 10 * MINUTE, 15 * MINUTE, 5 * MINUTE]
    promised = {"usual": {"share": 0.5}, "premium": {"share": 0.5, "within": {"email": "1 h"}}}
    needs[2] = Need(2 * MINUTE, channel="email", segment=1)  # due at 1 h 2 min
    log = run(by_due_time(demand={"segments": promised}), needs, 1)
    assert contact_rows(log, "answered") == [0, 15 * MINUTE, 10 * MINUTE, 5 * MINUTE]


def test_urgent_replies_are_late_less_often_by_due_time():
    def late(order):
        about = by_due_time(demand={"contacts_per_week": {"phone": 0, "chat": 0, "email": 1500, "social": 0}}, seed=3)
        if order == "first_come":
            email = about.channels["email"].model_copy(update={"order": order})
            about = about.model_copy(update={"channels": about.channels | {"email": email}})
        contacts = draw_contacts(about, 0)
        contacts.topic[:] = np.arange(contacts.needs) % 5 == 0
        table = simulate(about, contacts, around_the_clock(about, 1)).contacts
        urgent = table[table["topic"] == "urgent"]
        return int((urgent["answered"] - urgent["arrived"] > 30 * MINUTE).sum())

    assert late("due") < 0.7 * late("first_come")


def test_equal_terms_change_nothing():
    """Routes that say what is the case anyway leave the same log."""
    plain = four_channels(demand={"contacts_per_week": dict.fromkeys(ALL, 900)})
    routes = [{"channels": [name], "priority": about.priority} for name, about in plain.channels.items()]
    same = plain.team.model_copy(
        update={"groups": {"care": type(plain.team.groups["care"])(channels=ALL, routes=routes, **PEOPLE)}}
    )
    contacts = draw_contacts(plain, 0)
    logs = [
        simulate(one, contacts, around_the_clock(one, 4)) for one in (plain, plain.model_copy(update={"team": same}))
    ]
    assert logs[0].contacts.equals(logs[1].contacts) and logs[0].states.equals(logs[1].states)
