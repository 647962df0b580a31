"""Templates and surveys in a run of a few contacts: every time and every count predicted."""

import pytest

from sim.errors import InputError
from sim.timing import DAY
from tests.centre.building import HOUR, MINUTE, Need, contact_rows, merged, run, scenario_of, state_rows

WEEK = 7 * DAY
TEMPLATE = {
    "topic": "question", "channels": ["phone"], "stage": "used", "fits": 0.5, "saves": 0.4,
    "close_rate": 0.6, "best_close_rate": 0.9, "noticed": 0.5,
}  # fmt: skip
FITS, SOLVES, FAILS = {"template_fits": 0.4}, {"template_solves": 0.59}, {"template_solves": 0.61}
NOTICED, UNNOTICED = {"template_noticed": 0.49}, {"template_noticed": 0.51}


def with_ladder(weeks=1, template=None, ladder=None, **over):
    part = merged({"templates": {"answer": merged(TEMPLATE, template or {})}}, ladder or {})
    return scenario_of(calendar={"weeks": weeks}, ladder=part, **over)


@pytest.mark.parametrize(
    ("draws", "handled", "solved", "templated"),
    [
        (FITS | SOLVES, 6 * MINUTE, True, True),  # 10 minutes less 40 %
        (FITS | FAILS | UNNOTICED, 6 * MINUTE, False, True),
        (FITS | FAILS | NOTICED, 10 * MINUTE, True, False),  # the agent writes an answer of their own
        ({"template_fits": 0.5} | SOLVES, 10 * MINUTE, True, None),
    ],
)
def test_an_agent_with_a_template(draws, handled, solved, templated):
    log = run(with_ladder(), [Need(HOUR, work=10 * MINUTE, draws=draws)], 1)
    assert contact_rows(log, "handled", "solved", "templated", "handler") == [(handled, solved, templated, "care")]
    row = log.templates.iloc[0]
    tried = int(templated is not None)
    assert (row.uses_by_agents, row.set_aside, row.uses_automated) == (tried, int(templated is False), 0)


def test_segments_take_the_automated_answer_each_in_their_way():
    segments = {"usual": {"share": 0.5}, "premium": {"share": 0.5}}
    scenario = with_ladder(
        template={"stage": "automated", "accept": 0.8, "accept_by_segment": {"premium": 0.3}},
        demand={"segments": segments},
    )
    draws = FITS | SOLVES | {"accepts_automation": 0.3}
    log = run(scenario, [Need(HOUR, segment=segment, draws=draws) for segment in (0, 1)], 2)
    assert contact_rows(log, "outcome") == ["automated", "served"]
    with pytest.raises(InputError, match="accept_by_segment"):
        with_ladder(template={"accept_by_segment": {"premum": 0.3}}, demand={"segments": segments})


def test_a_draft_is_not_used():
    scenario = with_ladder(template={"stage": "draft"}, ladder={"review": {"group": "care", "day": "sun"}})
    log = run(scenario, [Need(HOUR, work=10 * MINUTE, draws=FITS | SOLVES)], 1)
    assert contact_rows(log, "handled", "templated") == [(10 * MINUTE, None)]


def test_an_automated_one_answers_in_its_hours_whom_it_fits_and_who_accepts():
    scenario = with_ladder(
        template={"stage": "automated", "accept": 0.8, "duration": "2 min", "hours": {"mon": "08:00-18:00"}}
    )
    yes = {"accepts_automation": 0.79}
    needs = [
        Need(9 * HOUR, draws=FITS | SOLVES | yes),
        Need(10 * HOUR, draws=FITS | FAILS | NOTICED | yes),  # nobody is there to notice
        Need(11 * HOUR, draws=SOLVES | yes | {"template_fits": 0.9}),
        Need(12 * HOUR, draws=FITS | SOLVES | {"accepts_automation": 0.8}),
        Need(18 * HOUR, draws=FITS | SOLVES | yes),
    ]
    log = run(scenario, needs, 1)
    assert contact_rows(log, "outcome", "handler", "ended", "solved", "templated") == [
        ("automated", "answer", 9 * HOUR + 2 * MINUTE, True, None),
        ("automated", "answer", 10 * HOUR + 2 * MINUTE, False, None),
        ("served", "care", 11 * HOUR + 5 * MINUTE, True, None),
        ("served", "care", 12 * HOUR + 3 * MINUTE, True, True),
        ("served", "care", 18 * HOUR + 3 * MINUTE, True, True),
    ]
    assert log.templates[["uses_by_agents", "uses_automated"]].to_numpy().tolist() == [[2, 2]]


def test_who_comes_back_after_a_false_close_gets_a_person_and_no_template():
    back = {"recontacts": 0.0}
    scenario = with_ladder(
        template={"stage": "automated"}, topics={"question": {"recontact": {"share": 0.5, "after": "1 h"}}}
    )
    log = run(scenario, [Need(HOUR, work=10 * MINUTE, draws=FITS | FAILS | back)], 1)
    assert contact_rows(log, "attempt", "arrived", "outcome", "follows", "handled", "templated") == [
        (1, HOUR, "automated", "recontact", 0, None),
        (2, 2 * HOUR, "served", "none", 10 * MINUTE, None),
    ]


def test_what_counts_as_closed_is_who_has_not_come_back_in_time():
    """Three unsolved needs: one comes back within a day, one after it, one never; the manager sees two closed."""
    scenario = with_ladder(
        weeks=2,
        template={"stage": "automated"},
        ladder={"rule": {"judged_after": "1 d", "uses_min": 1, "withdraw_below": 0.5}},
        topics={"question": {"recontact": {"share": 0.5, "after": "12 h"}}},
    )
    unsolved = FITS | FAILS
    needs = [
        Need(HOUR, gap=2.0, draws=unsolved | {"recontacts": 0.0}),  # after exactly a day, which is in time
        Need(2 * HOUR, gap=2.1, draws=unsolved | {"recontacts": 0.0}),
        Need(3 * HOUR, draws=unsolved | {"recontacts": 0.9}),
        Need(6 * DAY + 1, draws=unsolved),  # not judged in the first week: its day is not over
    ]
    first, second = run(scenario, needs, 1).templates.itertuples()
    assert (first.judged, first.closed, first.decision) == (3, 2, "none")
    assert (second.judged, second.closed) == (4, 3)


def test_automated_at_the_end_of_the_week_by_what_was_seen():
    """Used on Monday and closed, so automated from the second Monday, 00:00: the same need is answered by itself."""
    scenario = with_ladder(weeks=2, ladder={"rule": {"uses_min": 1, "automate_from": 1.0, "judged_after": "1 d"}})
    needs = [Need(when, draws=FITS | SOLVES) for when in (HOUR, WEEK - 1, WEEK, WEEK + HOUR)]
    log = run(scenario, needs, 2)
    assert contact_rows(log, "outcome") == ["served", "served", "served", "automated"]  # decided after the arrival
    assert log.templates[["stage", "decision"]].to_numpy().tolist() == [["used", "automate"], ["automated", "none"]]


def test_the_review_takes_one_person_away_from_customers():
    """Wednesday 14:00: the first by name leaves for 50 min, after the call at hand; the call that comes then waits."""
    scenario = with_ladder(
        ladder={"review": {"group": "care", "each": "50 min"}, "templates": {"answer": {"learning": 0.5}}}
    )
    start = 2 * DAY + 14 * HOUR
    log = run(scenario, [Need(start - MINUTE), Need(start), Need(start + 10 * MINUTE)], 1)
    assert contact_rows(log, "answered") == [start - MINUTE, start + 54 * MINUTE, start + 59 * MINUTE]
    assert ("meeting", 0, start + 4 * MINUTE, start + 54 * MINUTE, False) in state_rows(log, "care 000")
    row = log.templates.iloc[0]
    assert (row.reviewed, row.review_time) == (True, 50 * MINUTE)
    two = run(scenario, [Need(start)], 2)
    assert contact_rows(two, "answered", "agent") == [(start, "care 001")]


def test_nobody_on_shift_or_the_only_one_ill_means_no_review_and_decay():
    over = {"ladder": {"review": {"group": "care"}, "templates": {"answer": {"decay": 0.5}}}, "weeks": 2}
    nobody = run(with_ladder(**over), [], [("A", "care", "shift", 0, 2 * DAY)])
    ill = run(
        with_ladder(**over, team={"groups": {"care": {"shrinkage": {"absence": 0.94, "leave": 0, "other": 0}}}}),
        [],
        [("A", "care", "shift", 0, 2 * WEEK)],
    )
    for log in (nobody, ill):
        assert log.templates[["reviewed", "true_rate"]].to_numpy().tolist() == [[False, 600_000], [False, 300_000]]


def test_a_vendors_seat_uses_it_too_and_is_counted():
    vendor = {"channels": ["phone"], "seats": 1, "price": {"scheme": "per_hour", "rate": 1}}
    log = run(with_ladder(vendors={"other": vendor}), [Need(HOUR, work=10 * MINUTE, draws=FITS | SOLVES)], 1)
    assert contact_rows(log, "handled", "by") == [(6 * MINUTE, "vendor")]
    assert log.templates[["held_by_team", "held_by_vendor"]].to_numpy().tolist() == [[0, 1]]


def test_the_easiest_first():
    """Self-service took the lowest 0.2 of the work before, so half of what comes is below 0.2 + 0.5 × 0.8 = 0.6."""
    scenario = with_ladder(
        template={"stage": "automated", "takes": "easiest"},
        self_service={"topics": {"question": 0.2}, "takes": "easiest"},
    )
    log = run(scenario, [Need(HOUR * (i + 1), work_draw=draw) for i, draw in enumerate((0.19, 0.59, 0.61))], 1)
    assert contact_rows(log, "outcome") == ["self_served", "automated", "served"]


SURVEY = {"channels": {"phone": {"solved": 0.5, "unsolved": 0.2}}}


@pytest.mark.parametrize(
    ("draw", "solved", "said"),
    [(0.49, True, True), (0.51, True, None), (0.19, False, False), (0.49, False, None)],
)
def test_a_survey_is_answered_by_a_share_that_depends_on_the_answer(draw, solved, said):
    topics = {"question": {"resolution": 0.9}}
    need = Need(HOUR, draws={"survey": draw, "solved": 0.0 if solved else 0.95})
    log = run(scenario_of(survey=SURVEY, topics=topics), [need], 1)
    assert contact_rows(log, "solved", "surveyed", "said_solved", "said_quick") == [(solved, True, said, None)]


def test_a_second_question_costs_answers_and_asks_for_the_promise():
    scenario = scenario_of(
        survey=SURVEY | {"questions": ["solved", "quick"], "lost_by_second": 0.1},
        channels={"phone": {"target": {"share": 0.8, "within": "20 s"}}},
    )
    needs = [
        Need(HOUR, draws={"survey": 0.44}),
        Need(HOUR, draws={"survey": 0.44}),
        Need(2 * HOUR, draws={"survey": 0.46}),
    ]
    log = run(scenario, needs, 1)
    assert contact_rows(log, "said_solved", "said_quick") == [(True, True), (True, False), (None, None)]


def test_only_who_was_answered_on_a_channel_that_asks_is_asked():
    scenario = scenario_of(survey=SURVEY)
    log = run(scenario, [Need(HOUR, work=HOUR), Need(HOUR, patience=MINUTE), Need(WEEK - MINUTE)], 1)
    assert contact_rows(log, "outcome", "surveyed") == [("served", True), ("abandoned", False), ("unresolved", False)]


def test_the_ladder_can_go_by_the_survey():
    """Two failures that nobody complains about: the close rate sees success, the survey sees what is said."""
    rule = {"uses_min": 1, "automate_from": 0.9, "withdraw_below": 0.9, "judged_after": "1 d"}
    needs = [Need(HOUR, draws=FITS | FAILS | {"survey": 0.1}), Need(2 * HOUR, draws=FITS | FAILS)]
    stages = {}
    for judged_by in ("close_rate", "survey"):
        scenario = with_ladder(
            weeks=2, template={"stage": "automated"}, ladder={"rule": rule | {"judged_by": judged_by}}, survey=SURVEY
        )
        log = run(scenario, needs, 1)
        stages[judged_by] = log.templates[["judged", "closed", "decision"]].to_numpy().tolist()[0]
    assert stages == {"close_rate": [2, 2, "none"], "survey": [1, 0, "withdraw"]}
