"""The story of a contact, word for word, for each thing that may happen on its way."""

import pytest

from sim.centre.simulate import simulate
from sim.errors import InputError
from sim.outputs.story import story_of
from tests.centre.building import HOUR, MINUTE, Need, contacts_of, four_channels, roster, run, scenario_of
from tests.centre.test_pairs_by_hand import SHARED, TWICE, copy, late
from tests.centre.test_special_by_hand import CASE, MEG, special
from tests.centre.test_transfers_by_hand import ANN, TOM, bug, two_skills


def told(scenario, needs, people, need=0):
    return [line[11:] for line in story_of(scenario, run(scenario, needs, people), need)]  # without Mon 05 Jan


def test_hanging_up_and_trying_again():
    scenario = scenario_of(channels={"phone": {"redial": {"share": 0.5, "after": "10 min"}}})
    need = Need(HOUR, patience=90 * 1_000_000, draws={"redials": 0.0}, later=[{"draws": {}, "patience": HOUR}])
    assert story_of(scenario, run(scenario, [need], [("Ann", "care", "shift", 2 * HOUR, 3 * HOUR)]), 0) == [
        "Mon 05 Jan 01:00:00  A customer asks about question on Phone.",
        "Mon 05 Jan 01:00:00  It waits for somebody.",
        "Mon 05 Jan 01:01:30  The customer hangs up after 1 min 30 s; the customer will try again.",
        "Mon 05 Jan 01:11:30  A customer asks about question on Phone, attempt 2.",
        "Mon 05 Jan 01:11:30  It waits for somebody.",
        "Mon 05 Jan 02:00:00  Ann of care takes it, after 48 min 30 s.",
        "Mon 05 Jan 02:05:00  It ends, after 5 min of work: solved.",
    ]


def test_the_clock_is_the_local_one():
    scenario = scenario_of(calendar={"time_zone": "Asia/Kolkata"})
    assert story_of(scenario, run(scenario, [Need(HOUR)], 1), 0)[0].startswith("Mon 05 Jan 01:00:00")


def test_passed_on():
    assert (
        told(two_skills(), [bug()], [ANN, TOM])
        == [
            "00:00:00  A customer asks about bug on Phone.",
            "00:00:00  It waits for somebody.",
            "00:00:00  Somebody without the skill takes it, after 0 s.",
            "00:00:00  The story has to be told again, 2 min of work.",
            "00:01:00  It is passed on to people with the skill.",
            "00:01:00  Tom of techs takes it over, after 0 s.",
            "00:06:00  It ends, after 6 min of work: solved.",
        ]
        or [line[1:] for line in told(two_skills(), [bug()], [ANN, TOM])] == []
    )


def test_a_case_for_a_manager():
    lines = told(special("approval", granted=0.5)(), [Need(0, draws=CASE | {"granted": 0.9})], [ANN, MEG])
    assert lines[-3:] == [
        "00:05:00  The case is put to a manager.",
        "01:00:00  A manager takes it, after 55 min.",
        "01:03:00  It ends, after 5 min of work: refused.",
    ]


def test_asked_twice_and_put_together():
    scenario = four_channels(**(TWICE | SHARED))
    lines = told(scenario, [Need(0, twice=copy(0.5))], late(HOUR))
    assert "00:05:00  A customer asks the same on E-mail as well (need 1)." in lines
    withdrawn = "It is withdrawn: somebody has begun with the same question on another channel."
    assert f"01:00:00  {withdrawn}" in lines


def test_forced_promised_public_and_closed():
    scenario = four_channels(
        channels={
            "chat": {"offered": False, "instead": {"social": 0.5}},
            "social": {"public_after": "30 min", "acknowledgement": {"promise": "4 h"}},
        }
    )
    needs = [Need(0, channel="chat", draws={"forced": 0.1}), Need(0, channel="chat", draws={"forced": 0.9})]
    people = [("Ann", "care", "shift", HOUR, 2 * HOUR)]
    assert told(scenario, needs, people)[1:5] == [
        "00:00:00  Chat is not offered: the customer goes on to Social.",
        "00:00:00  It is acknowledged automatically.",
        "00:00:00  An answer is promised by Mon 05 Jan 04:00:00.",
        "00:00:00  It waits for somebody.",
    ]
    assert "00:30:00  From now on it is a visible complaint." in [
        line.strip() for line in told(scenario, needs, people)
    ]
    assert told(scenario, needs, people, 1)[1:] == [
        "00:00:00  Chat is not offered.",
        "00:00:00  The customer gives up.",
    ]


def test_every_contact_of_a_run_has_a_story():
    scenario = special("approval")(channels={"phone": {"patience": {"family": "exponential", "mean": "4 min"}}})
    needs = [Need(at * MINUTE, patience=at * MINUTE, draws=CASE if at % 3 else {}) for at in range(30)]
    log = simulate(scenario, contacts_of(scenario, *needs), roster(scenario, ANN, MEG))
    assert all(len(story_of(scenario, log, need)) >= 2 for need in range(30))


def test_a_need_that_is_not_there():
    scenario = scenario_of()
    with pytest.raises(InputError, match="--need: the run has no such need; given: 7; accepted: 0 to 0"):
        story_of(scenario, run(scenario, [Need(0)], 1), 7)
