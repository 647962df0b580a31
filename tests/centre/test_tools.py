"""Parts of handling time, the assist and the tool: by hand, paired, at their extremes, and switched off."""

import numpy as np
import pandas as pd
import pytest

from sim.centre.simulate import simulate
from sim.demand.draw import draw_contacts
from sim.finance.usage import usage_of
from sim.measures.handling import handling_parts
from sim.scenario.tools import Tool
from tests.centre.building import (
    HOUR,
    MINUTE,
    SECOND,
    Need,
    around_the_clock,
    contact_rows,
    four_channels,
    merged,
    run,
    scenario_of,
)
from tests.centre.test_direction import BUSY

PARTS = {"gather": 0.3, "solve": 0.5, "write_up": 0.2}
SPLIT = {"topics": {"question": {"parts": PARTS}}}


def with_group(base=scenario_of, **about):
    return base(**merged(SPLIT, {"team": {"groups": {"care": about}}}))


def test_an_assist_removes_half_of_the_gathering():
    scenario = with_group(assist={})
    log = run(scenario, [Need(0, work=10 * MINUTE)], 1)
    assert contact_rows(log, "ended", "assisted") == [(8.5 * MINUTE, True)]  # 10 - 3 / 2
    table = handling_parts(log, scenario).iloc[0]
    assert table[["contacts", "assisted"]].tolist() == [1, 1]
    hours = table[["gather_hours", "solve_hours", "write_up_hours", "saved_hours"]]
    assert [60 * value for value in hours] == pytest.approx([1.5, 5.0, 2.0, 1.5])


def test_the_customer_of_a_call_is_gone_while_the_agent_writes_up():
    log = run(scenario_of(**SPLIT), [Need(0, work=10 * MINUTE), Need(MINUTE)], 1)
    assert contact_rows(log, "customer_left", "ended") == [
        (8 * MINUTE, 10 * MINUTE),
        (14 * MINUTE, 15 * MINUTE),  # the second call is taken when the first is written up
    ]
    assisted = run(with_group(assist={}), [Need(0, work=10 * MINUTE)], 1)
    assert contact_rows(assisted, "customer_left", "ended") == [(6.5 * MINUTE, 8.5 * MINUTE)]
    mail = run(four_channels(**SPLIT), [Need(0, channel="email")], 1)
    assert contact_rows(mail, "customer_left", "ended") == [(5 * MINUTE, 5 * MINUTE)]


def test_an_assist_helps_on_chats_and_emails_alike_and_its_saving_goes_with_the_contact():
    scenario = with_group(four_channels, assist={"removes": 1.0})
    log = run(scenario, [Need(0, channel="chat"), Need(HOUR, channel="email")], 1)
    assert contact_rows(log, "handled") == [3.5 * MINUTE] * 2
    people = [("Ann", "care", "shift", 0, MINUTE), ("Bea", "care", "shift", HOUR, 2 * HOUR)]
    split = run(scenario, [Need(0, channel="email")], people)
    assert contact_rows(split, "handled", "ended") == [
        (4.5 * MINUTE, HOUR + 3.5 * MINUTE)
    ]  # and a minute of re-reading


def test_the_share_of_contacts_with_the_assist():
    uniforms = np.random.default_rng(1).random(900)
    needs = [Need(number * 10 * MINUTE, draws={"assisted": uniforms[number]}) for number in range(900)]
    log = run(with_group(assist={"share": 0.4, "price_per_contact": 0.1}), needs, 1)
    share = log.contacts["assisted"].mean()
    assert abs(share - 0.4) < 4 * (0.4 * 0.6 / 900) ** 0.5
    assert set(log.contacts["handled"]) == {5 * MINUTE, 4.25 * MINUTE}
    assert usage_of(log).assisted["care"] == log.contacts["assisted"].sum()
    assert not run(with_group(assist={"share": 0.0}), needs, 1).contacts["assisted"].any()


@pytest.mark.parametrize(
    ("adoption", "factor"),
    [(0.0, 1.1), (0.2, 1.05), (0.4, 1.0), (0.7, 0.925), (1.0, 0.85)],
)
def test_a_tool_slows_work_until_enough_people_use_it(adoption, factor):
    assert Tool(adoption=adoption).handling_factor == pytest.approx(factor, rel=1e-12)
    log = run(with_group(tool={"adoption": adoption}), [Need(0, work=1000 * SECOND)], 1)
    assert contact_rows(log, "ended") == [round(1000 * factor) * SECOND]


def test_the_assist_comes_before_the_tool_and_the_work_is_rounded_up():
    scenario = with_group(assist={}, tool={"adoption": 0.0})
    log = run(scenario, [Need(0, work=1_000_001)], 1)
    assert contact_rows(log, "ended") == [935_002]  # 1,000,001 - 150,000 = 850,001, times 1.1 and up


def busy(**care):
    return four_channels(**merged(SPLIT, {"demand": BUSY, "seed": 3, "team": {"groups": {"care": care}}}))


def log_of(scenario, agents=5):
    return simulate(scenario, draw_contacts(scenario, 0), around_the_clock(scenario, agents))


def test_more_help_means_less_work_and_shorter_waits_for_the_same_customers():
    tools = [{"tool": {"adoption": 0.0}}, {}, {"assist": {"share": 0.5}}, {"assist": {}}]
    logs = [log_of(busy(**one)) for one in tools]
    work = [log.contacts["handled"].sum() for log in logs]
    assert work == sorted(work, reverse=True) and len(set(work)) == len(work)
    calls = [log.contacts[log.contacts["served_channel"] == "phone"] for log in logs]
    waits = [(table["answered"] - table["queued"]).astype("float64").mean() for table in calls]
    assert waits == sorted(waits, reverse=True)


def test_help_that_changes_nothing_leaves_the_same_log():
    logs = [
        log_of(busy(**one))
        for one in (
            {},
            {"assist": {"share": 0.0}},
            {"tool": {"adoption": 0.5, "gain": 0.0}},
            {"assist": {"removes": 0}},
        )
    ]
    for log in logs[1:]:
        pd.testing.assert_frame_equal(log.contacts.drop(columns="assisted"), logs[0].contacts.drop(columns="assisted"))
        pd.testing.assert_frame_equal(log.states, logs[0].states)
    plain = log_of(four_channels(demand=BUSY, seed=3))
    assert plain.contacts.drop(columns="customer_left").equals(logs[0].contacts.drop(columns="customer_left"))
