"""Watching changes nothing, and what is seen is what the log says of that moment."""

import pandas as pd
import pytest
from hypothesis import given, settings

from sim.centre.log import STATES
from sim.centre.simulate import simulate
from sim.centre.watch import AWAY, team_of, watch
from sim.timing import DAY
from tests.centre.building import HOUR, MINUTE, Need, around_the_clock, contacts_of, roster, scenario_of
from tests.centre.random_centres import centres


def watched(scenario, contacts, people, every):
    """The frames of a run, and its log."""
    run, frames = watch(scenario, contacts, people, every=every), []
    while True:
        try:
            frames.append(next(run))
        except StopIteration as end:
            return frames, end.value


@settings(deadline=None, max_examples=40)
@given(centres())
def test_watching_leaves_no_trace(centre):
    plain = simulate(centre.scenario, centre.contacts, centre.people)
    frames, log = watched(centre.scenario, centre.contacts, centre.people, 37 * MINUTE)
    for table in ("contacts", "states", "shifts", "templates"):
        pd.testing.assert_frame_equal(getattr(plain, table), getattr(log, table))
    assert [frame.time for frame in frames] == list(range(37 * MINUTE, log.horizon, 37 * MINUTE))


@settings(deadline=None, max_examples=25)
@given(centres())
def test_agents_and_what_is_over_are_as_the_log_says(centre):
    frames, log = watched(centre.scenario, centre.contacts, centre.people, 50 * MINUTE)
    team = team_of(centre.scenario, centre.people)
    for frame in frames[:15]:
        now = frame.time
        over = log.contacts[(log.contacts["ended"] < now).fillna(False).astype(bool)]
        assert sum(frame.served) == (over["outcome"] == "served").sum()
        assert sum(frame.without_people) == over["outcome"].isin(["self_served", "automated"]).sum()
        assert sum(frame.lost) == over["outcome"].isin(["abandoned", "blocked", "closed"]).sum()
        stays = log.states[(log.states["start"] < now) & (log.states["end"] >= now)]
        seen = {}
        for name, group, state, load in zip(team.names, team.groups, frame.states, frame.loads, strict=True):
            if state != AWAY:
                seen[name, group] = (STATES[state], load)
        for stay in stays[
            stays["end"] > now
        ].itertuples():  # one that ends in this very moment may be followed by another
            if stay.start < now:
                assert seen[stay.agent, stay.group] == (stay.state, stay.load)


def test_a_queue_by_hand():
    """One agent, calls of 30 min at 0:10, 0:20 and 0:30: at 0:35 two wait, the first of them for 15 min."""
    scenario = scenario_of(channels={"phone": {"target": {"share": 0.8, "within": "20 min"}}})
    needs = [Need(at * MINUTE, work=30 * MINUTE) for at in (10, 20, 30)]
    frames, _ = watched(scenario, contacts_of(scenario, *needs), around_the_clock(scenario, 1), 35 * MINUTE)
    first, second, third = frames[:3]  # 0:35, 1:10, 1:45
    assert (first.waiting, first.longest, first.served) == ((2,), (15 * MINUTE,), (0,))
    assert (first.states, first.loads) == ((STATES.index("phone"),), (1,))
    assert (second.waiting, second.longest) == ((1,), (40 * MINUTE,))
    assert (second.served, second.in_time) == ((1,), (1,))
    assert (third.served, third.in_time) == ((3,), (2,))  # answered after 0, 20 and 40 min


def test_what_happens_at_a_moment_is_seen_at_the_next_one():
    scenario = scenario_of()
    frames, _ = watched(scenario, contacts_of(scenario, Need(HOUR)), around_the_clock(scenario, 1), HOUR)
    assert STATES[frames[0].states[0]] == "available"


def test_who_is_not_at_work_is_away_and_the_step_is_above_nothing():
    scenario = scenario_of()
    people = roster(scenario, ("A", "care", "shift", 2 * HOUR, 4 * HOUR))
    frames, _ = watched(scenario, contacts_of(scenario), people, 90 * MINUTE)
    assert [frame.states[0] for frame in frames[:3]] == [AWAY, STATES.index("available"), AWAY]
    with pytest.raises(ValueError, match="above 0"):
        next(watch(scenario, contacts_of(scenario), people, every=0))


def test_the_stages_of_templates_are_seen():
    template = {"topic": "question", "channels": ["phone"], "stage": "draft", "drafting": "10 min"}
    ladder = {"templates": {"answer": template}, "review": {"group": "care", "day": "mon", "at": "10:00"}}
    scenario = scenario_of(ladder=ladder)
    frames, _ = watched(scenario, contacts_of(scenario), around_the_clock(scenario, 1), DAY // 2)
    assert [frame.templates for frame in frames[:2]] == [("used",), ("used",)]
    early, _ = watched(scenario, contacts_of(scenario), around_the_clock(scenario, 1), 10 * HOUR)
    assert early[0].templates == ("draft",)
