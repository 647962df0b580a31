"""What a planner may get wrong about waiting and routing: one clear message with its place."""

import pytest

from sim.errors import InputError
from tests.centre.building import four_channels, scenario_of

HANDLING = {"family": "exponential", "mean": "6 min"}


def message(build, **over):
    with pytest.raises(InputError) as caught:
        build(**over)
    (problem,) = caught.value.problems
    return problem


def route(**given):
    return {"team": {"groups": {"care": {"routes": [{"channels": ["phone"]} | given]}}}}


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"channels": ["chat"]}, "channels", "does not serve the channel 'chat'"),
        ({"skills": ["tech"]}, "skills", "does not have the skill 'tech'"),
        ({"keep_free": -1}, "keep_free", "greater than or equal to 0"),
        ({"priority": 0}, "priority", "greater than or equal to 1"),
        ({"wait": "1 min"}, "wait", "unknown"),
    ],
)
def test_a_route_speaks_of_what_its_group_serves(given, field, words):
    wrong = message(scenario_of, **route(**given))
    assert wrong.field == f"team.groups.care.routes.0.{field}" and words in f"{wrong.wrong} {wrong.accepted}"


def test_more_are_not_kept_free_than_there_are():
    over = route(keep_free=2)
    over["team"]["groups"]["care"]["size"] = 2
    assert "2 others are never idle" in message(scenario_of, **over).wrong


def test_due_times_need_a_promise_and_a_channel_that_goes_by_them():
    wrong = message(scenario_of, channels={"phone": {"order": "due"}})
    assert wrong.field == "channels.phone" and "target" in wrong.wrong
    topic = {"question": {"handling": HANDLING, "within": {"phone": "1 h"}}}
    wrong = message(scenario_of, topics=topic)
    assert wrong.field == "topics.question.within.phone" and "order: due" in (wrong.accepted or wrong.wrong)


def test_patience_of_a_segment_is_on_a_channel_in_use():
    segment = {"share": 1, "patience": {"chat": HANDLING}}
    wrong = message(scenario_of, demand={"segments": {"all of them": segment}})
    assert wrong.field == "demand.segments.all of them.patience" and "unknown channel 'chat'" in wrong.wrong


def test_work_on_a_curve_has_an_end():
    curve = {"family": "curve", "points": [{"after": "1 min", "share": 0.5}]}
    wrong = message(scenario_of, topics={"slow": {"handling": curve}})
    assert wrong.field == "topics.slow.handling" and "no end" in wrong.wrong


def test_a_formula_of_slowdown_gives_the_factor_of_every_number_of_chats():
    def chat(**formula):
        return four_channels(channels={"chat": {"concurrency": 3, "slowdown": formula}}).channels["chat"].slowdowns

    assert chat(factor=1) == (1.0, 2.0, 3.0)
    assert chat(formula="power", factor=0.5) == pytest.approx((1.0, 2**0.5, 3**0.5))
    assert chat(formula="linear", factor=0.25) == (1.0, 1.25, 1.5)
    assert message(chat, factor=-1).field.startswith("channels.chat.slowdown")
