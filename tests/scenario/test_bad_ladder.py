"""What a scenario may not say about templates and surveys, and what it may."""

import pytest

from sim.errors import InputError
from tests.centre.building import merged, scenario_of

TEMPLATE = {"topic": "question", "channels": ["phone"], "stage": "used"}
LADDER = {"templates": {"answer": TEMPLATE}}
SURVEY = {"channels": {"phone": {"solved": 0.2, "unsolved": 0.1}}}


def test_the_plain_one_is_accepted():
    assert scenario_of(ladder=LADDER, survey=SURVEY).ladder is not None


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"templates": {"answer": {"topic": "qestion"}}}, "did you mean 'question'"),
        ({"templates": {"answer": {"channels": ["chat"]}}}, "unknown channel 'chat'"),
        ({"templates": {"care": TEMPLATE}}, "also the name of team.groups.care"),
        ({"templates": {"twin": TEMPLATE}}, "ladder.templates.answer answers the topic 'question'"),
        ({"templates": {"answer": {"stage": "draft"}}}, "a draft is written in the weekly review"),
        ({"templates": {"answer": {"hours": {"mon": "08:10-09:00"}}}}, "08:10 lies within an interval"),
        ({"templates": {"answer": {"close_rate": 0.9, "best_close_rate": 0.8}}}, "at least 'close_rate'"),
        ({"review": {"group": "marketing"}}, "unknown group 'marketing'"),
        ({"review": {"group": "care", "at": "25:00"}}, "no clock time"),
        ({"rule": {"automate_from": 0.6, "withdraw_below": 0.7}}, "come and go"),
        ({"rule": {"judged_by": "survey"}}, "nobody is asked on the channels of 'answer'"),
    ],
)
def test_a_ladder_that_cannot_be(over, said):
    with pytest.raises(InputError, match=said):
        scenario_of(ladder=merged(LADDER, over))


def test_a_template_and_an_automation_do_not_share_a_topic_on_a_channel():
    bot = {"channels": ["phone"], "topics": {"question": 0.5}}
    with pytest.raises(
        InputError, match=r"automation\.bot answers the topic 'question' on the channel 'phone' already"
    ):
        scenario_of(ladder=LADDER, automation={"bot": bot})


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"channels": {"chat": {"solved": 0.2, "unsolved": 0.1}}}, "unknown channel 'chat'"),
        ({"questions": ["solved", "quick"]}, "has no 'target'"),
        ({"questions": ["quick"]}, "'solved' is always asked"),
        ({"questions": ["solved", "quick", "solved"]}, "at most 2"),
    ],
)
def test_a_survey_that_cannot_be(over, said):
    with pytest.raises(InputError, match=said):
        scenario_of(survey=merged(SURVEY, over))
