"""Lines, announced waits, balking, promised calls, redials and customers who leave without a word: by hand."""

import pytest

from sim.centre.simulate import simulate
from sim.demand.draw import draw_contacts
from sim.timing import DAY
from tests.centre.building import (
    HOUR,
    MINUTE,
    Need,
    around_the_clock,
    contact_rows,
    four_channels,
    merged,
    run,
    scenario_of,
    state_rows,
)


def test_a_call_beyond_the_lines_is_turned_away():
    scenario = scenario_of(channels={"phone": {"lines": 2}})
    needs = [Need(0), Need(1, patience=MINUTE), Need(2), Need(MINUTE + 1), Need(MINUTE + 2), Need(5 * MINUTE)]
    log = run(scenario, needs, 1)
    assert contact_rows(log, "outcome", "answered", "ended") == [
        ("served", 0, 5 * MINUTE),
        ("abandoned", None, MINUTE + 1),
        ("blocked", None, 2),
        ("served", 5 * MINUTE, 10 * MINUTE),  # the line let go at that very microsecond: patience ends before arrivals
        ("blocked", None, MINUTE + 2),
        ("served", 10 * MINUTE, 15 * MINUTE),
    ]


def test_lines_of_one_channel_are_no_lines_of_another():
    scenario = four_channels(channels={"phone": {"lines": 1}})
    log = run(scenario, [Need(0), Need(1, channel="chat"), Need(2)], 1)
    assert contact_rows(log, "outcome") == ["served", "served", "blocked"]


def told(announcement, **phone):
    return scenario_of(
        channels={"phone": {"announcement": announcement} | phone},
        topics={"question": {"handling": {"family": "constant", "mean": "10 min"}}},
    )


def test_the_wait_announced_is_that_of_the_queue():
    """(waiting + 1) × 10 min / agents present: 5 min for the first who waits for two agents, 10 min for the second."""
    scenario = told({"balk": [{"wait": "10 min", "share": 0.5}]})
    draws = [{"balks": draw} for draw in (0.9, 0.9, 0.25, 0.2499, 0.4999, 0.6, 0.49)]
    log = run(scenario, [Need(n, work=10 * MINUTE, draws=draw) for n, draw in enumerate(draws)], 2)
    assert contact_rows(log, "outcome", "announced") == [
        ("served", 0),
        ("served", 0),
        ("served", 5 * MINUTE),
        ("balked", 10 * MINUTE),
        ("balked", 10 * MINUTE),
        ("served", 10 * MINUTE),
        ("balked", 15 * MINUTE),  # level beyond the last point
    ]
    assert contact_rows(log, "queued", "answered", "ended", "handled")[3] == (3, None, 3, 0)


def test_the_wait_announced_is_that_of_whom_was_answered_last():
    scenario = told({"rule": "last", "balk": [{"wait": "10 min", "share": 1.0}]})
    needs = [Need(0), Need(MINUTE), Need(2 * MINUTE), Need(5 * MINUTE + 1, draws={"balks": 0.41})]
    needs += [Need(5 * MINUTE + 2, draws={"balks": 0.39})]
    log = run(scenario, needs, 1)
    assert contact_rows(log, "outcome", "announced") == [
        ("served", 0),
        ("served", 0),  # answered at once was the only one so far: a wait of 0
        ("served", 0),
        ("served", 4 * MINUTE),
        ("balked", 4 * MINUTE),
    ]


def test_nothing_is_announced_while_nobody_is_there():
    log = run(told({"balk": [{"wait": "1 min", "share": 1.0}]}), [Need(0, patience=MINUTE, draws={"balks": 0.0})], [])
    assert contact_rows(log, "outcome", "announced") == [("abandoned", 0)]


def test_a_promised_call_gives_up_its_place_and_line_and_waits_for_time():
    offer = {"above": "5 min", "accept": 0.5, "priority": 2}
    scenario = told({"call_back": offer}, lines=3)
    take = {"takes_call_back": 0.49}
    needs = [
        Need(0),
        Need(1, draws=take, patience=MINUTE),  # 10 min are announced: takes the offer, and is patient
        Need(2, draws={"takes_call_back": 0.5}),
        Need(3, draws={"takes_call_back": 0.5}),
        Need(4, draws=take, patience=MINUTE),  # no line is free
        Need(6 * MINUTE, draws={"takes_call_back": 0.5}),
    ]
    log = run(scenario, needs, 1)
    assert contact_rows(log, "outcome", "called_back", "queued", "answered") == [
        ("served", False, 0, 0),
        ("served", True, 1, 20 * MINUTE),  # after all who wait on the line
        ("served", False, 2, 5 * MINUTE),
        ("served", False, 3, 10 * MINUTE),
        ("blocked", False, 4, None),
        ("served", False, 6 * MINUTE, 15 * MINUTE),
    ]


def test_promised_calls_leave_agents_free():
    scenario = told({"call_back": {"keep_free": 1}})
    take = {"takes_call_back": 0.0}
    needs = [Need(0), Need(1, work=7 * MINUTE), Need(2, draws=take), Need(3, draws=take)]
    log = run(scenario, needs, 2)
    assert contact_rows(log, "answered") == [0, 1, 7 * MINUTE + 1, 12 * MINUTE + 1]


def silent(**over):
    chat = {"concurrency": 1, "silent": {"share": 0.5, "found_after": "2 min"}}
    return four_channels(channels={"chat": chat | over})


def test_a_customer_who_left_without_a_word_costs_an_agent_time():
    gone, stays = {"leaves_silently": 0.49, "redials": 0.0}, {"leaves_silently": 0.5}
    needs = [
        Need(0, channel="chat"),
        Need(1, channel="chat", patience=MINUTE, draws=gone, gap=1.0, later=[{"patience": HOUR, "draws": stays}]),
        Need(2, channel="chat", patience=MINUTE, draws=stays),
        Need(3, channel="chat"),
    ]
    log = run(silent(redial={"share": 0.5, "after": "1 min"}), needs, 1)
    columns = ("attempt", "outcome", "answered", "ended", "handled", "silent", "agent", "follows")
    me = "care 000"
    assert contact_rows(log, *columns) == [
        (1, "served", 0, 5 * MINUTE, 5 * MINUTE, False, me, "none"),
        (1, "abandoned", None, MINUTE + 1, 2 * MINUTE, True, me, "redial"),  # found out from 5 to 7 min
        (2, "served", 12 * MINUTE, 17 * MINUTE, 5 * MINUTE, False, me, "none"),
        (1, "abandoned", None, MINUTE + 2, 0, False, None, "none"),
        (1, "served", 7 * MINUTE, 12 * MINUTE, 5 * MINUTE, False, me, "none"),
    ]
    assert state_rows(log, me)[1][:4] == ("chat", 1, 5 * MINUTE, 7 * MINUTE)


@pytest.mark.parametrize("concurrency", [1, 3])
def test_who_left_silently_and_is_never_found_has_still_abandoned(concurrency):
    about = silent(concurrency=concurrency)
    needs = [Need(0, channel="chat", patience=MINUTE, draws={"leaves_silently": 0.0})]
    assert contact_rows(run(about, needs, []), "outcome", "ended", "handled") == [("abandoned", MINUTE, 0)]
    end = about.calendar.horizon
    log = run(about, needs, [("Ann", "care", "shift", end - MINUTE, end)])
    assert contact_rows(log, "outcome", "ended", "handled") == [("abandoned", MINUTE, MINUTE)]


def test_several_chats_beside_one_whose_customer_is_gone():
    about = silent(concurrency=2, slowdown={"factor": 1})
    needs = [Need(0, channel="chat", patience=MINUTE, draws={"leaves_silently": 0.0}), Need(2 * MINUTE, channel="chat")]
    log = run(about, needs, [("Ann", "care", "shift", 2 * MINUTE, HOUR)])
    assert contact_rows(log, "outcome", "handled") == [("abandoned", 4 * MINUTE), ("served", 7 * MINUTE)]


OFFICE = {"hours": {"every day": "08:00-10:00"}, "redial": {"closed_share": 0.5, "after": "30 min"}}


def test_who_finds_it_closed_may_call_again_after_the_opening():
    draws = {"redials": 0.49}
    needs = [
        Need(7 * HOUR, draws=draws, gap=0.5),
        Need(7 * HOUR, draws={"redials": 0.5}),
        Need(11 * HOUR, draws=draws),
    ]
    log = run(scenario_of(channels={"phone": OFFICE}), needs, 1)
    assert contact_rows(log, "need", "attempt", "outcome", "arrived", "follows") == [
        (0, 1, "closed", 7 * HOUR, "redial"),
        (0, 2, "served", 8 * HOUR + 15 * MINUTE, "none"),
        (1, 1, "closed", 7 * HOUR, "none"),
        (2, 1, "closed", 11 * HOUR, "redial"),
        (2, 2, "served", DAY + 8 * HOUR + 30 * MINUTE, "none"),
    ]
    now = merged(OFFICE, {"redial": {"closed_from": "now", "switch": 1, "switch_to": "chat"}})
    log = run(four_channels(channels={"phone": now}), [Need(7 * HOUR, draws=draws | {"switches": 0.9})], 1)
    assert contact_rows(log, "attempt", "outcome", "channel", "arrived") == [
        (1, "closed", "phone", 7 * HOUR),
        (2, "served", "chat", 7 * HOUR + 30 * MINUTE),
    ]


def test_nobody_calls_again_a_line_that_never_opens():
    log = run(scenario_of(channels={"phone": OFFICE | {"hours": "never"}}), [Need(0, draws={"redials": 0.0})], 1)
    assert contact_rows(log, "outcome", "follows") == [("closed", "none")]


def test_who_was_turned_away_or_balked_has_shares_of_their_own():
    redial = {"share": 0.5, "blocked_share": 0.2, "balked_share": 0.8, "after": "1 h"}
    announcement = {"balk": [{"wait": "1 min", "share": 1.0}]}

    def follows(outcome, draw):
        about = {"redial": redial}
        if outcome == "blocked":
            about["queue_capacity"] = 0
        if outcome == "balked":
            about["announcement"] = announcement
        first = Need(0, work=3 * HOUR)
        log = run(
            scenario_of(channels={"phone": about}), [first, Need(1, patience=1, draws={"redials": draw, "balks": 0})], 1
        )
        assert contact_rows(log, "outcome")[1] == outcome
        return contact_rows(log, "follows")[1]

    for outcome, share in (("abandoned", 0.5), ("blocked", 0.2), ("balked", 0.8)):
        assert follows(outcome, share - 0.001) == "redial" and follows(outcome, share) == "none"


def busy(**phone):
    patience = {"family": "exponential", "mean": "4 min"}
    about = {"phone": {"patience": patience} | phone}
    return scenario_of(channels=about, demand={"contacts_per_week": {"phone": 3000}}, seed=4)


def outcomes(scenario, agents=2):
    log = simulate(scenario, draw_contacts(busy(), 0), around_the_clock(scenario, agents))
    return log.contacts["outcome"].value_counts(), log


def test_directions_on_the_same_customers():
    """Told of the wait some leave and the others wait less; lines turn callers away; promised calls are never lost."""
    plain, before = outcomes(busy())
    balk, after = outcomes(busy(announcement={"balk": [{"wait": "10 min", "share": 0.9}]}))
    wait = {id(log): (log.contacts["answered"] - log.contacts["queued"]).mean() for log in (before, after)}
    assert balk["balked"] > 50 and balk["abandoned"] < plain["abandoned"] and wait[id(after)] < wait[id(before)]
    few, more = (outcomes(busy(lines=lines))[0] for lines in (3, 6))
    assert few["blocked"] > more["blocked"] > plain["blocked"] == 0
    called, log = outcomes(busy(announcement={"call_back": {"above": "2 min", "accept": 0.6, "priority": 2}}))
    assert called["abandoned"] < plain["abandoned"]
    assert not (log.contacts.loc[log.contacts["called_back"], "outcome"] == "abandoned").any()


def test_a_told_wait_that_nobody_leaves_for_changes_nothing():
    told_nothing, told_all = (
        simulate(scenario, draw_contacts(busy(), 0), around_the_clock(scenario, 2))
        for scenario in (busy(), busy(announcement={}, lines=1000, redial={"closed_share": 1.0}))
    )
    columns = told_nothing.contacts.columns.drop("announced")
    assert told_nothing.contacts[columns].equals(told_all.contacts[columns])
    assert told_nothing.states.equals(told_all.states)
    assert (told_all.contacts["announced"] > 0).any()
