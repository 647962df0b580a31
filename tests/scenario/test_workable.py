"""What reads like a scenario and cannot be worked: shifts, shares and goals without sense, circles of channels."""

import pytest

from sim.errors import InputError
from sim.scenario import load_scenario
from tests.scenario.files import SMALL, load_text, small_with, written

RULES = SMALL + "rules:\n  "
FIRST = SMALL.count("\n") + 2
"""Line of the first rule."""


def message_of(folder, text):
    """The single problem of a text."""
    with pytest.raises(InputError) as error:
        load_text(folder, text)
    assert len(error.value.problems) == 1, str(error.value)
    return error.value.problems[0]


@pytest.mark.parametrize(
    ("rule", "field", "wrong", "given", "accepted"),
    [
        ("shift_lengths: []", "shift_lengths", "no shifts without a length", "[]", "one or more"),
        ("shift_lengths: [0 h]", "shift_lengths.0", "cannot have this length", "'0 h'", "whole minutes, up to 24 h"),
        ("shift_lengths: [25 h]", "shift_lengths.0", "cannot have this length", "'25 h'", "up to 24 h"),
        ("shift_lengths: [8 h, 90 s]", "shift_lengths.1", "cannot have this length", "'90 s'", "whole minutes"),
        ("shift_lengths: [8 h, 7 min]", "shift_lengths.1", "covers no interval", "'7 min'", "30 min (calendar"),
        ('shift_starts: ["25:00"]', "shift_starts", "'25:00' is not a time of the day", "['25:00']", "to 23:59"),
        ('shift_starts: ["24:00"]', "shift_starts", "'24:00' is not a time of the day", "['24:00']", "to 23:59"),
        ('shift_starts: ["07:60"]', "shift_starts", "'07:60' is not a time of the day", "['07:60']", "to 23:59"),
        ('shift_starts: ["7"]', "shift_starts", "'7' is not a time of the day", "['7']", "to 23:59"),
        ("shift_starts: [7]", "shift_starts", "'7' is not a time of the day", "[7]", "to 23:59"),
        ('shift_starts: "07:00"', "shift_starts", "one clock time is a list too", "'07:00'", "clock times"),
        ("shift_starts: []", "shift_starts", "no shifts without a start", "[]", "clock times"),
        ("shift_starts: 0 s", "shift_starts", "not a spacing of starts", "'0 s'", "from 15 min to 24 h"),
        ("shift_starts: 7 min", "shift_starts", "not a spacing of starts", "'7 min'", "from 15 min to 24 h"),
        ("shift_starts: 25 h", "shift_starts", "not a spacing of starts", "'25 h'", "from 15 min to 24 h"),
        ("shift_starts: 930.5 s", "shift_starts", "not a spacing of starts", "'930.5 s'", "whole minutes"),
        ("breaks: [{length: 8 h}]", "shift_lengths.0", "all break", None, "longer than the breaks due in it, 8 h"),
        ("breaks: [{length: 4 h}, {length: 4 h, paid: true}]", "shift_lengths.0", "all break", None, "8 h"),
        ("breaks: [{length: 20.5 s}]", "breaks.0.length", "not a length in whole minutes", "'20.5 s'", "1 min or more"),
    ],
)  # fmt: skip
def test_shifts_that_cannot_be(tmp_path, rule, field, wrong, given, accepted):
    problem = message_of(tmp_path, RULES + rule + "\n")
    assert wrong in problem.wrong
    assert accepted in problem.accepted
    assert problem.given == given
    assert problem.field == f"rules.{field}"
    assert problem.line == (FIRST if given else FIRST - 1)  # the default length has no line of its own


@pytest.mark.parametrize(
    "rule",
    [
        "shift_lengths: [7 h 36 min, 8 h 6 min]",  # 38 hours in five days, with and without half an hour of break
        "shift_lengths: [30 min, 24 h]",
        'shift_starts: ["0:00", "07:20", "23:59"]',
        "shift_starts: 15 min",
        "breaks: [{length: 4 h}, {length: 209 min}]",
    ],
)
def test_odd_shifts_that_can_be(tmp_path, rule):
    assert load_text(tmp_path, RULES + rule + "\n").rules


def test_a_shift_is_measured_against_the_interval_of_its_own_calendar(tmp_path):
    rule = "shift_lengths: [30 min]\n"
    assert message_of(tmp_path, (RULES + rule).replace("weeks: 1", "interval: 1 h")).accepted.startswith("1 h")
    assert load_text(tmp_path, (RULES + rule).replace("weeks: 1", "interval: 15 min"))


@pytest.mark.parametrize(
    ("shrinkage", "field", "wrong", "accepted"),
    [
        ("{absence: 1}", "absence", "not accepted", "less than 1"),
        ("{absence: 1.5}", "absence", "not accepted", "less than 1"),
        ("{absence: 5}", "absence", "did you mean 0.05?", "less than 1"),
        ("{leave: 1}", "leave", "not accepted", "less than 1"),
        ("{absence: 0.5, leave: 0.3, other: 0.2}", "", "take all of the paid time", "less than 1 in all"),
        ("{absence: 0.9, leave: 0, other: 0.06}", "", "leave 9% of a shift", "more than 5%"),
    ],
)
def test_shrinkage_that_leaves_nobody(tmp_path, shrinkage, field, wrong, accepted):
    text = small_with("      wage_per_hour: 15", f"      wage_per_hour: 15\n      shrinkage: {shrinkage}")
    if wrong.startswith("leave 9%"):  # 0.1 x 0.94 of a shift is little, and enough; with a long break it is not
        assert load_text(tmp_path, text)
        text += "rules: {breaks: [{length: 4 h}]}\n"
        wrong = "leave 5% of a shift"
    problem = message_of(tmp_path, text)
    assert wrong in problem.wrong
    assert accepted in problem.accepted
    assert problem.field == ".".join(filter(None, ("team.groups.care.shrinkage", field)))
    assert problem.line == 20


@pytest.mark.parametrize(
    ("goal", "field", "wrong", "given", "accepted"),
    [
        ("measure: service_level, at_least: 80", "at_least", "did you mean 0.80?", "80", "0 to 1"),
        ("measure: occupancy, at_most: 8.5", "at_most", "not a share (did you mean", "8.5", "0 to 1"),
        ("measure: abandonment, at_most: 101", "at_most", "this is not a share", "101", "0 to 1"),
        ("measure: cost_per_month, channel: phone, at_most: 9", "channel", "not told apart", "'phone'", "no 'channel'"),
    ],
)
def test_goals_that_cannot_be_judged(tmp_path, goal, field, wrong, given, accepted):
    problem = message_of(tmp_path, SMALL + f"goals:\n  - {{{goal}}}\n")
    assert wrong in problem.wrong
    assert accepted in problem.accepted
    assert (problem.given, problem.field, problem.line) == (given, f"goals.0.{field}", FIRST)


def test_goals_that_can_be_judged(tmp_path):
    goals = "goals:\n  - {measure: cost_per_month, at_most: 20000}\n  - {measure: service_level, at_least: 1}\n"
    assert len(load_text(tmp_path, SMALL + goals).goals) == 2


@pytest.mark.parametrize(
    ("key", "meant"), [("satt", "'sat'"), ("sunn-thu", "'sun'"), ("satrday", "'saturday'"), ("holiday", "'holidays'")]
)
def test_days_nobody_knows(tmp_path, key, meant):
    problem = message_of(tmp_path, small_with("mon-fri:", f"{key}:"))
    assert f"did you mean {meant}" in problem.wrong
    assert "weekdays, weekend, every day, holidays" in problem.accepted
    assert (problem.field, problem.line) == ("channels.phone.hours", 7)


def test_days_in_every_spelling(tmp_path):
    hours = '{Monday - thurs: "09:00-18:00", fri: "09:00-12:00", saturday: closed}'
    assert load_text(tmp_path, small_with('{mon-fri: "09:00-18:00"}', hours)).channels["phone"].hours.by_day.keys() == {
        "mon", "tue", "wed", "thu", "fri", "sat",
    }  # fmt: skip


BOTH = """\
extends: scenario.yaml
channels:
  phone: {hours: PHONE, closed: {policy: divert, to: chat}}
  chat: {hours: CHAT, closed: {policy: divert, to: THERE}}
  email: {hours: MAIL, closed: MAILED}
team: {groups: {care: {channels: [phone, chat, email]}}}
"""
MAILED = "{policy: divert, to: phone}"


def diverting(folder, phone, chat, mail="always", there="phone", mailed="{policy: give_up}"):
    """Return the scenario of a shop whose channels divert to each other."""
    written(folder, SMALL)
    text = BOTH.replace("PHONE", phone).replace("CHAT", chat).replace("MAILED", mailed).replace("MAIL", mail)
    return load_scenario(written(folder, text.replace("THERE", there), "both.yaml"))


@pytest.mark.parametrize(
    ("hours", "when"),
    [
        ({"phone": '"08:00-20:00"', "chat": '"00:00-08:00"'}, "mon 20:00"),
        ({"phone": '{mon-fri: "all day"}', "chat": '{sat: "all day"}'}, "sun 00:00"),
        ({"phone": '"08:00-24:00"', "chat": '{every day: "00:00-08:00", holidays: closed}'}, "mon, a holiday, 00:00"),
        ({"phone": '"08:00-20:00"', "chat": "never", "mail": "never", "there": "email", "mailed": MAILED}, "mon 00:00"),
    ],
)
def test_closed_channels_that_divert_in_a_circle(tmp_path, hours, when):
    with pytest.raises(InputError) as error:
        diverting(tmp_path, **hours)
    (problem,) = error.value.problems
    assert "divert in a circle (phone → chat → " in problem.wrong
    assert f"on {when} all of them are closed" in problem.wrong
    assert problem.field == "channels.phone.closed.to"
    assert (problem.given, problem.line) == ("'chat'", 3)


def test_channels_that_stand_in_for_each_other_are_fine(tmp_path):
    assert diverting(tmp_path, '"08:00-20:00"', '"00:00-08:00, 20:00-24:00"')
    assert diverting(tmp_path, '"08:00-20:00"', "never", "always", "email", MAILED)
    assert diverting(tmp_path, '"08:00-20:00"', "never", "never", "email")  # the chain ends: e-mail gives up


def test_a_channel_that_nobody_serves_is_told_once(tmp_path):
    topics = "".join(f"  topic{n}: {{skill: s{n % 2}, handling: {{mean: 1 min}}}}\n" for n in range(7))
    text = small_with("demand:\n", topics + "demand:\n").replace(
        "topics: {question: 1}", "topics: {question: 1, " + ", ".join(f"topic{n}: 1" for n in range(7)) + "}"
    )
    problem = message_of(tmp_path, text.replace("channels: [phone]", "channels: [phone]\n      skills: [general]"))
    assert problem.field == "channels.phone"
    assert problem.wrong == (
        "nobody can serve the topics 'topic0', 'topic1', 'topic2', 'topic3', 'topic4' and 2 more "
        "(skills 's0', 's1') on this channel"
    )
