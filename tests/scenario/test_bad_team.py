"""What a planner may get wrong about how agents work: one clear message with its place."""

from tests.scenario.files import small_with
from tests.scenario.test_bad_input import message_of


def care(text):
    """The small scenario with a further key of the group, on line 20."""
    return small_with("wage_per_hour: 15\n", f"wage_per_hour: 15\n      {text}\n")


def test_parts_of_handling_time_add_up(tmp_path):
    wrong = message_of(tmp_path, small_with("mean: 6 min}", "mean: 6 min}\n    parts: {gather: 0.3}"))
    assert (wrong.line, wrong.field) == (12, "topics.question.parts") and "add up to 1.3" in wrong.wrong


def test_an_assist_needs_something_to_gather(tmp_path):
    wrong = message_of(tmp_path, care("assist: {}"))
    assert (wrong.line, wrong.field) == (20, "team.groups.care.assist") and "gather" in (wrong.accepted or wrong.wrong)


def test_a_tool_without_adoption_is_not_known(tmp_path):
    assert message_of(tmp_path, care("tool: {gain: 0.1}")).field == "team.groups.care.tool.adoption"
    assert message_of(tmp_path, care("tool: {adoption: 1.1}")).field == "team.groups.care.tool.adoption"


def test_spells_of_absence_leave_healthy_days(tmp_path):
    wrong = message_of(tmp_path, care("shrinkage: {absence: 0.8, absence_days: 2}"))
    assert wrong.field == "team.groups.care.shrinkage" and "at most 0.67" in str(wrong)


def test_a_deviation_ends(tmp_path):
    wrong = message_of(tmp_path, care("adherence: {shift_start: {share: 0.1, by: {family: never}}}"))
    assert wrong.field == "team.groups.care.adherence.shift_start" and "no end" in wrong.wrong


def test_nobody_stays_on_for_no_time(tmp_path):
    assert "more than 0" in str(message_of(tmp_path, care("overtime: {voluntary: {stays: 0 s}}")))


def test_a_learning_curve_has_one_measure(tmp_path):
    assert "not both or neither" in message_of(tmp_path, care("learning: {}")).wrong
    assert "not both or neither" in message_of(tmp_path, care("learning: {weeks: 4, contacts: 100}")).wrong


def test_a_second_duty_leaves_some_time(tmp_path):
    assert message_of(tmp_path, care("second_duty: {occupied: 1.0}")).field == "team.groups.care.second_duty.occupied"
    assert "no end" in message_of(tmp_path, care("second_duty: {pick_up: {family: never}}")).wrong
    assert "more than 0" in str(message_of(tmp_path, care("second_duty: {stretch: 0 s}")))


def test_engagement_does_not_move_spells(tmp_path):
    wrong = message_of(tmp_path, care("shrinkage: {absence_days: 3}\n      engagement: {}"))
    assert wrong.field == "team.groups.care" and "spells" in wrong.wrong
