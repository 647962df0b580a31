"""The ladder of templates without a clock: weeks, decisions, reviews and decay, each computed by hand."""

import pytest

from sim.centre.ladder import TemplateLadder
from sim.scenario.ladder import Ladder
from sim.timing import DAY, HOUR, MINUTE

WEEK = 7 * DAY
RULE = {"uses_min": 4, "automate_from": 0.75, "withdraw_below": 0.5, "window_weeks": 2}
TEMPLATE = {
    "topic": "question", "channels": ["email"], "stage": "used",
    "close_rate": 0.6, "best_close_rate": 0.9, "learning": 0.5, "decay": 0.1,
}  # fmt: skip
REVIEW = {"group": "care", "each": "20 min", "at_most": "1 h"}


def ladder_of(*templates, review=REVIEW, rule=None, **more):
    given = {f"answer {i}": TEMPLATE | template for i, template in enumerate(templates or [{}])}
    return TemplateLadder(
        Ladder.model_validate({"templates": given, "review": review, "rule": RULE | (rule or {})} | more)
    )


def week_with(ladder, closed=0, failed=0, now=WEEK):
    """A week in which the first template was tried so often, and its end."""
    for result in [True] * closed + [False] * failed:
        ladder.observe(ladder.standings[0], now, result)
    ladder.end_week(now)


def test_three_of_four_closed_is_enough_to_automate_and_two_of_four_is_not():
    for closed, stage, decision in ((3, "automated", "automate"), (2, "used", "none")):
        ladder = ladder_of()
        week_with(ladder, closed, 4 - closed)
        assert ladder.standings[0].stage == stage
        assert (ladder.weeks[0].stage, ladder.weeks[0].decision) == ("used", decision)
        assert (ladder.weeks[0].closed, ladder.weeks[0].judged) == (closed, 4)


def test_too_few_answers_decide_nothing():
    ladder = ladder_of()
    week_with(ladder, closed=3)
    assert ladder.standings[0].stage == "used"
    week_with(ladder, closed=1, now=2 * WEEK)  # together with those of the week before, it is four
    assert ladder.standings[0].stage == "automated"


def test_what_lies_before_the_window_is_forgotten():
    ladder = ladder_of()
    week_with(ladder, closed=3)
    week_with(ladder, now=2 * WEEK)
    week_with(ladder, closed=1, now=3 * WEEK)
    assert (ladder.weeks[-1].judged, ladder.standings[0].stage) == (1, "used")


def test_an_automated_one_is_withdrawn_below_the_lower_threshold_only():
    for closed, stage in ((2, "automated"), (1, "used")):
        ladder = ladder_of({"stage": "automated"})
        week_with(ladder, closed, 4 - closed)
        assert ladder.standings[0].stage == stage


def test_a_change_of_stage_begins_the_observation_anew():
    ladder = ladder_of()
    for when in (WEEK, WEEK, WEEK, WEEK, WEEK + 1):  # the last one would be judged in the second week
        ladder.observe(ladder.standings[0], when, True)
    ladder.end_week(WEEK)
    week_with(ladder, now=2 * WEEK)
    assert ladder.standings[0].stage == "automated"
    assert ladder.weeks[-1].judged == 0


def test_an_answer_is_judged_when_its_time_has_come():
    ladder = ladder_of()
    ladder.observe(ladder.standings[0], WEEK, True)
    ladder.observe(ladder.standings[0], WEEK + 1, True)
    ladder.end_week(WEEK)
    assert ladder.weeks[0].judged == 1
    ladder.close(2 * WEEK)
    assert ladder.weeks[1].judged == 2


def test_a_review_goes_half_of_the_way_and_a_week_without_loses_a_tenth():
    ladder = ladder_of()
    assert ladder.session(HOUR) == 20 * MINUTE
    ladder.work(20 * MINUTE)
    ladder.end_week(WEEK)
    assert ladder.standings[0].rate == 750_000  # 0.6 + 0.5 × (0.9 − 0.6)
    ladder.end_week(2 * WEEK)
    assert ladder.standings[0].rate == 675_000  # 0.75 × 0.9
    assert [(row.true_rate, row.reviewed, row.review_time) for row in ladder.weeks] == [
        (600_000, True, 20 * MINUTE), (750_000, False, 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("team", "vendor", "rate"),
    [(10, 0, 750_000), (0, 10, 630_000), (5, 5, 690_000)],  # steps of 0.5, of a fifth of it, and half-way between
)
def test_contacts_that_a_vendor_held_teach_less(team, vendor, rate):
    ladder = ladder_of(vendor_learning=0.2)
    ladder.standings[0].held_by_team, ladder.standings[0].held_by_vendor = team, vendor
    ladder.work(20 * MINUTE)
    ladder.end_week(WEEK)
    assert ladder.standings[0].rate == rate


def test_a_draft_takes_the_sessions_it_takes_and_is_used_from_then_on():
    ladder = ladder_of({"stage": "draft", "drafting": "90 min"})
    assert ladder.session(HOUR) == HOUR
    ladder.work(HOUR)
    ladder.end_week(WEEK)
    assert ladder.standings[0].stage == "draft"
    assert ladder.standings[0].rate == 600_000  # nobody has used it, so nothing is learned or forgotten
    assert ladder.session(HOUR) == 30 * MINUTE
    ladder.work(30 * MINUTE)
    ladder.end_week(2 * WEEK)
    assert ladder.standings[0].stage == "used"
    assert [row.decision for row in ladder.weeks] == ["none", "use"]


def test_a_short_session_begins_with_what_was_not_reviewed_longest():
    ladder = ladder_of({}, {}, {})
    for week in range(1, 4):
        ladder.work(20 * MINUTE)
        ladder.end_week(week * WEEK)
    assert [[row.template for row in ladder.weeks if row.week == week and row.reviewed] for week in range(3)] == [
        ["answer 0"], ["answer 1"], ["answer 2"],
    ]  # fmt: skip


def test_without_reviews_it_only_gets_worse_and_with_them_never_better_than_the_best():
    forgotten, cared_for = ladder_of(review=None), ladder_of({"learning": 1.0, "decay": 1.0})
    for week in range(1, 40):
        cared_for.work(20 * MINUTE)
        forgotten.end_week(week * WEEK)
        cared_for.end_week(week * WEEK)
    assert forgotten.session(HOUR) == 0
    assert forgotten.standings[0].rate < 15_000
    assert cared_for.standings[0].rate == 900_000
