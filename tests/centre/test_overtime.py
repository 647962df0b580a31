"""Overtime rules: handing over, limits, staying on; by hand, paired, at the extremes."""

import pytest

from sim.finance.usage import usage_of
from sim.measures.agents import agent_time
from sim.measures.records import records_of
from tests.centre.building import HOUR, MINUTE, Need, contact_rows, four_channels, run, scenario_of, state_rows
from tests.centre.test_keeping_time import busy as busy_office
from tests.centre.test_keeping_time import log_of
from tests.centre.test_shifts_by_hand import left, shift

DAY = 24 * HOUR
PEOPLE = [shift("Ann", 0, HOUR), shift("Bea", 2 * HOUR, 4 * HOUR)]


def with_rules(base=scenario_of, **rules):
    return base(team={"groups": {"care": {"overtime": rules}}})


def test_a_call_is_handed_over_and_finished_by_the_next_agent():
    scenario = with_rules(hand_over_after="10 min")
    log = run(scenario, [Need(55 * MINUTE, work=30 * MINUTE, patience=MINUTE)], PEOPLE)
    assert contact_rows(log, "answered", "ended", "handled", "interruptions", "agent", "outcome") == [
        (55 * MINUTE, 2 * HOUR + 16 * MINUTE, 31 * MINUTE, 1, "Bea", "served")  # 15 done, 15 left, 1 to read again
    ]
    assert left(log) == [70 * MINUTE, 4 * HOUR]
    assert state_rows(log, "Ann")[-1] == ("phone", 1, HOUR, 70 * MINUTE, True)


def test_a_call_that_ends_in_time_is_not_handed_over():
    scenario = with_rules(hand_over_after="10 min")
    log = run(scenario, [Need(55 * MINUTE, work=15 * MINUTE)], PEOPLE)  # ends in the very microsecond
    assert contact_rows(log, "ended", "interruptions", "agent") == [(70 * MINUTE, 0, "Ann")]
    assert left(log)[0] == 70 * MINUTE


def test_a_colleague_who_is_idle_takes_over_at_once():
    people = [shift("Ann", 0, HOUR), shift("Bea", 30 * MINUTE, 4 * HOUR)]
    scenario = with_rules(hand_over_after="0 s")
    log = run(scenario, [Need(29 * MINUTE, work=40 * MINUTE)], people)
    assert contact_rows(log, "ended", "handled", "agent") == [(70 * MINUTE, 41 * MINUTE, "Bea")]


def test_all_chats_are_handed_over():
    scenario = with_rules(four_channels, hand_over_after="5 min")
    needs = [Need(58 * MINUTE, channel="chat", work=w * MINUTE) for w in (4, 20, 30)]
    log = run(scenario, needs, PEOPLE)
    assert contact_rows(log, "ended", "interruptions", "agent") == [
        (62 * MINUTE, 0, "Ann"),
        (2 * HOUR + 14 * MINUTE, 1, "Bea"),
        (2 * HOUR + 24 * MINUTE, 1, "Bea"),
    ]
    assert contact_rows(log, "handled") == [4 * MINUTE, 21 * MINUTE, 31 * MINUTE]


def test_a_break_before_going_home_does_not_wait_for_the_hand_over():
    scenario = with_rules(hand_over_after="10 min")
    people = [*PEOPLE, ("Ann", "care", "break", 50 * MINUTE, 55 * MINUTE)]
    log = run(scenario, [Need(49 * MINUTE, work=30 * MINUTE)], people)
    assert left(log)[0] == 70 * MINUTE and contact_rows(log, "agent") == ["Bea"]


def test_the_limits_of_overtime():
    days = [shift("Ann", day * DAY, day * DAY + HOUR) for day in range(3)]
    needs = [Need(day * DAY + 55 * MINUTE, work=45 * MINUTE) for day in range(3)]
    one = run(with_rules(at_most="25 min"), needs, days)
    assert [when - day * DAY for day, when in enumerate(left(one))] == [85 * MINUTE] * 3
    week = run(with_rules(at_most_per_week="1 h"), needs, days)
    # 40 min on Monday; on Tuesday the 20 left, of which none is for the second call; on Wednesday none at all
    assert [when - day * DAY for day, when in enumerate(left(week))] == [100 * MINUTE, 80 * MINUTE, 60 * MINUTE]


def test_staying_on_while_customers_wait():
    needs = [Need(45 * MINUTE, work=20 * MINUTE), *(Need(50 * MINUTE + i, work=12 * MINUTE) for i in range(3))]
    log = run(with_rules(voluntary={"waiting_at_least": 3, "stays": "15 min"}), needs, PEOPLE)
    assert contact_rows(log, "answered", "agent") == [  # three wait at 60, two at 75: then she finishes and goes
        (45 * MINUTE, "Ann"),
        (65 * MINUTE, "Ann"),
        (2 * HOUR, "Bea"),
        (2 * HOUR + 12 * MINUTE, "Bea"),
    ]
    assert left(log)[0] == 77 * MINUTE
    log = run(with_rules(voluntary={"waiting_at_least": 2, "stays": "15 min"}), needs, PEOPLE)
    assert contact_rows(log, "agent") == ["Ann"] * 4  # two at 75, none at 90
    assert left(log)[0] == 101 * MINUTE


def test_staying_on_ends_with_the_limit_or_when_few_wait():
    many = [Need(i, work=10 * MINUTE) for i in range(40)]
    limited = with_rules(at_most="40 min", voluntary={"stays": "30 min"})
    log = run(limited, many, [shift("Ann", 0, HOUR)])
    assert left(log) == [100 * MINUTE]
    assert state_rows(log, "Ann")[-1][2:] == (90 * MINUTE, 100 * MINUTE, True)
    few = with_rules(voluntary={"stays": "30 min"})
    log = run(few, [Need(50 * MINUTE, work=15 * MINUTE), Need(51 * MINUTE)], [shift("Ann", 0, HOUR)])
    assert state_rows(log, "Ann")[-2:] == [
        ("phone", 1, 65 * MINUTE, 70 * MINUTE, True),
        ("available", 0, 70 * MINUTE, 90 * MINUTE, True),  # nobody waits when she is asked again
    ]
    assert usage_of(log).overtime == {("care", "Ann"): 0.5}
    assert agent_time(records_of(log, few))["overtime_hours"].tolist() == [0.5]


def test_somebody_on_a_break_at_the_end_of_the_shift_can_stay_on():
    people = [shift("Ann", 0, HOUR), ("Ann", "care", "break", 50 * MINUTE, HOUR)]
    log = run(with_rules(voluntary={"stays": "20 min"}), [Need(55 * MINUTE)], people)
    assert contact_rows(log, "answered", "ended") == [(HOUR, 65 * MINUTE)]
    assert left(log) == [80 * MINUTE]


def test_who_stays_is_drawn_for_each_person():
    scenario = with_rules(voluntary={"share": 0.3, "stays": "1 h"}, at_most="1 h")
    needs = [Need(i, work=90 * MINUTE) for i in range(1000)]
    log = run(scenario, needs, [shift(f"P{i:03d}", 0, HOUR) for i in range(400)])
    late = (log.shifts["left"] - log.shifts["end"]) // MINUTE
    assert set(late) == {30, 60}  # the call at hand, or the whole hour
    stayed = late == 60
    assert abs(stayed.mean() - 0.3) < 4 * (0.3 * 0.7 / len(late)) ** 0.5
    fewer = run(scenario, needs, [shift(f"P{i:03d}", 0, HOUR) for i in range(1, 400)])
    assert ((fewer.shifts["left"] - fewer.shifts["end"]) // MINUTE == 60).tolist() == stayed[1:].tolist()


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_staying_on_helps_the_same_customers(share):
    plain = log_of(busy_office())
    scenario = busy_office(overtime={"voluntary": {"share": share, "stays": "1 h"}, "at_most": "2 h"})
    log = log_of(scenario)

    def hours(run):
        return sum(usage_of(run).overtime.values())

    if share == 0.0:
        assert hours(log) == hours(plain)
    else:
        assert hours(log) > hours(plain)
        served = [(run.contacts["outcome"] == "served").sum() for run in (plain, log)]
        assert served[1] >= served[0]
