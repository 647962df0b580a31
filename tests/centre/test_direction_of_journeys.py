"""Paired directions: the same customers under one change of what happens on the way; extremes; and off is off."""

import pandas as pd
import pytest

from sim.centre.log import NOTES
from sim.centre.roster import Roster
from sim.centre.simulate import simulate
from sim.demand.draw import draw_contacts
from sim.timing import MINUTE
from tests.centre.building import around_the_clock, four_channels, merged

PARTS = {"gather": 0.4, "solve": 0.6}
BASE = {
    "channels": {"phone": {"patience": {"family": "exponential", "mean": "4 min"}}},
    "topics": {"question": {"resolution": 0.75, "recontact": {"share": 0.6, "after": "4 h"}, "parts": PARTS}},
    "demand": {"contacts_per_week": {"phone": 1500, "chat": 1500, "email": 800, "social": 200}},
    "seed": 11,
}


def tell(agents=4, **over):
    scenario = four_channels(**merged(BASE, over))
    return simulate(scenario, draw_contacts(scenario, 0), around_the_clock(scenario, agents)).contacts


def work(table):
    return int(table["handled"].sum())


def test_a_shared_history_saves_work_in_proportion():
    silo, half, whole = tell(), tell(omnichannel={"saves": 0.5}), tell(omnichannel={"saves": 1})
    assert work(silo) > work(half) > work(whole)
    again = silo["repeated_gathering"].sum()
    assert work(silo) - work(whole) == pytest.approx(again, rel=0.2)
    assert whole["repeated_gathering"].sum() == 0


def test_taking_a_channel_away_moves_or_loses_its_customers():
    kept = tell()
    moved = tell(channels={"chat": {"offered": False, "instead": {"phone": 0.6, "email": 0.3}}})
    wanted = moved["channel"].eq("chat") & moved["attempt"].eq(1)
    assert wanted.sum() == (kept["channel"].eq("chat") & kept["attempt"].eq(1)).sum()
    lost = moved[wanted]["outcome"].eq("closed").mean()
    assert lost == pytest.approx(0.1, abs=0.02) and moved["forced"].sum() == wanted.sum()
    assert (moved["served_channel"] == "phone").sum() > 1.4 * (kept["served_channel"] == "phone").sum()


def test_nobody_uses_anything_when_no_channel_is_offered():
    table = tell(channels={name: {"offered": False} for name in ("phone", "chat", "email", "social")})
    assert set(table["outcome"]) == {"closed"} and table["forced"].all()


def two_skills(**over):
    handling = {"family": "exponential", "mean": "6 min"}
    group = {"channels": ["phone", "chat", "email", "social"], "wage_per_hour": 15, "shrinkage": {"absence": 0}}
    base = {
        "topics": {"question": {"skill": "plain"}, "bug": {"handling": handling, "skill": "tech", "parts": PARTS}},
        "demand": {"topics": {"question": 1, "bug": 1}},
        "team": {"groups": {"care": {"skills": ["plain"]}, "techs": group | {"skills": ["tech"]}}},
    }
    scenario = four_channels(**merged(merged(BASE, base), over))
    people = around_the_clock(scenario, 4)
    techs = around_the_clock(scenario, 4, "techs")
    both = Roster(pd.concat([people.assignments, techs.assignments], ignore_index=True))
    return simulate(scenario, draw_contacts(scenario, 0), both).contacts


def test_a_menu_misroutes_fewer_and_warm_transfers_spare_the_story():
    wrong = {"phone": {"misrouted": 0.3}, "chat": {"misrouted": 0.3}}
    right, astray = two_skills(), two_skills(channels=wrong)
    menu = two_skills(channels=wrong | {"phone": {"misrouted": 0.3, "menu": {"misrouted": 0.05}}})
    warm = two_skills(channels=wrong, serving={"transfer": {"warm": True, "handover": "5 s"}})
    assert right["transfers"].sum() == 0 < menu["transfers"].sum() < astray["transfers"].sum()
    assert work(right) < work(menu) < work(astray)
    assert warm["repeated_gathering"].sum() < astray["repeated_gathering"].sum()
    share = (astray["transfers"] > 0)[astray["served_channel"].eq("phone")].mean()
    assert share == pytest.approx(0.3, abs=0.04)


def test_answering_in_advance_trades_work_for_fewer_questions():
    follow = {"topic": "next", "share": 0.4, "after": "1 h"}
    topics = {"question": {"follow_up": follow}, "next": {"handling": {"family": "exponential", "mean": "6 min"}}}
    demand = {"topics": {"question": 1}}
    without = tell(topics={"next": topics["next"]}, demand=demand)
    asked = tell(topics=topics, demand=demand)
    ahead = {"question": {"follow_up": follow | {"proactive": {"removes": 0.5, "extra": "10 s"}}}}
    answered = tell(topics=topics | ahead, demand=demand)
    counts = [
        int((table["follows_up"].notna() & (table["attempt"] == 1)).sum()) for table in (without, asked, answered)
    ]
    assert counts[0] == 0 < counts[2] < 0.6 * counts[1]
    assert work(without) < work(answered) < work(asked)


def test_duplicates_are_answered_twice_or_put_together():
    twice = {"phone": {"duplicate": {"share": 0.5, "to": "email", "after": "1 min", "consistent": 0.6}}}
    once, silo = tell(2), tell(2, channels=twice)
    shared = tell(2, channels=twice, omnichannel={"saves": 0, "merge": "10 s"})
    assert len(once) < len(shared)
    assert (shared["outcome"] == "merged").sum() > 0 == (silo["outcome"] == "merged").sum()
    assert silo["consistent"].notna().sum() > 50 > shared["consistent"].notna().sum()
    judged = silo["consistent"].dropna()
    assert float(judged.astype(float).mean()) == pytest.approx(0.6, abs=0.1)


def test_failing_in_self_service_comes_later_and_loses_more():
    care = {"topics": {"question": 0.2}, "tries": 0.8}
    easy = tell(2, self_service=care)
    hard = tell(2, self_service=care | {"failed_delay": "10 min", "failed_patience": 0.4})
    assert easy["self_service_failed"].sum() > 0
    assert (hard["outcome"] == "abandoned").sum() > (easy["outcome"] == "abandoned").sum()
    failed = hard["self_service_failed"] & (hard["outcome"] == "abandoned")
    assert (hard[failed]["ended"] - hard[failed]["queued"]).mean() < 3 * MINUTE


def test_what_is_off_changes_nothing():
    """Every mechanism named but without effect gives the run without it, column by column."""
    plain = tell()
    off = tell(
        channels={
            "phone": {"misrouted": 0.5, "menu": {"duration": "0 s", "misrouted": 0.5}, "acknowledgement": {}},
            "chat": {"duplicate": {"share": 0, "to": "email"}},
            "social": {"public_after": "1000 d"},
        },
        topics={
            "question": {
                "follow_up": {"topic": "question", "share": 0},
                "special": {"share": 0, "policy": "refusal"},
            }
        },
        omnichannel={"saves": 0},
        serving={"transfer": {"warm": True}},
        self_service={"topics": {"question": 0}, "tries": 0.5},
    )
    shown = [column for column in plain if column not in NOTES]
    assert off[shown].equals(plain[shown])
