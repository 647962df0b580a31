"""What is seen of templates, surveys and savings, each counted by hand from runs of a few contacts."""

import math

import pytest
from scipy.stats import binomtest

from sim.finance.usage import usage_of
from sim.measures.savings import gross_and_net, net_by_week, residual_mix
from sim.measures.shares import wilson_interval
from sim.measures.templates import ladder_by_week, ladder_summary, survey_beside_truth
from tests.centre.building import HOUR, MINUTE, Need, merged, run, scenario_of

WEEK = 7 * 24 * HOUR
TEMPLATE = {
    "topic": "question", "channels": ["phone"], "stage": "used", "fits": 0.5, "saves": 0.5, "close_rate": 0.6,
    "noticed": 0.5,
}  # fmt: skip
FITS, SOLVES, FAILS = {"template_fits": 0.4}, {"template_solves": 0.5}, {"template_solves": 0.7}
AGAIN = {"question": {"recontact": {"share": 0.5, "after": "1 h"}}}


def with_ladder(weeks=1, template=None, **over):
    ladder = merged({"templates": {"answer": TEMPLATE | (template or {})}}, over.pop("ladder", {}))
    return scenario_of(**merged({"calendar": {"weeks": weeks}, "topics": AGAIN, "ladder": ladder}, over))


@pytest.mark.parametrize(("yes", "of"), [(0, 5), (4, 4), (7, 20), (450, 900)])
def test_the_interval_of_a_share_is_that_of_scipy(yes, of):
    other = binomtest(yes, of).proportion_ci(0.9, method="wilson")
    assert wilson_interval(yes, of, 0.9) == pytest.approx((other.low, other.high), abs=1e-12)


def test_no_sample_no_interval():
    assert all(math.isnan(bound) for bound in wilson_interval(0, 0))
    with pytest.raises(ValueError, match="from 0 to 2"):
        wilson_interval(3, 2)


def test_the_ladder_by_week_and_over_runs():
    rule = {"uses_min": 1, "automate_from": 0.75, "judged_after": "1 d"}
    scenario = with_ladder(weeks=2, ladder={"rule": rule, "review": {"group": "care"}})
    needs = [Need(i * HOUR, draws=FITS | (SOLVES if i < 4 else FAILS | {"recontacts": 0.0})) for i in range(1, 5)]
    log = run(scenario, needs, 2)
    weeks = ladder_by_week(log, scenario)
    first, second = weeks.itertuples()
    assert (first.week, first.stage, first.decision) == (1, "used", "automate")
    assert (first.judged, first.closed, first.observed_rate, first.true_rate) == (4, 3, 0.75, 0.6)
    assert (first.observed_low, first.observed_high) == wilson_interval(3, 4)
    assert (first.review_hours, second.stage) == (pytest.approx(1 / 3), "automated")
    assert math.isnan(second.observed_rate)
    (line,) = ladder_summary(weeks).itertuples()
    assert (line.automated_share, line.automated_in_week, line.seen_then, line.true_then) == (1.0, 1.0, 0.75, 0.6)
    assert (line.uses_by_agents, line.set_aside, line.review_hours) == (4.0, 0.0, pytest.approx(2 / 3))
    use = usage_of(log).templates["answer"]
    assert (use.automated_share, use.built) == (0.5, True)


def test_without_a_ladder_or_a_survey_there_is_nothing_to_see():
    scenario = scenario_of()
    log = run(scenario, [Need(HOUR)], 1)
    assert ladder_by_week(log, scenario).empty
    assert ladder_summary(ladder_by_week(log, scenario)).empty
    assert survey_beside_truth([log], scenario)["asked"].tolist() == [0]
    assert usage_of(log).templates == {}


def test_what_is_said_beside_what_is_true():
    """Four asked, two solved; both solved ones and one of the others answer: 2/3 say solved, 1/2 is true."""
    scenario = scenario_of(survey={"channels": {"phone": {"solved": 0.5, "unsolved": 0.3}}}, topics={
        "question": {"resolution": 0.5}})  # fmt: skip
    draws = [(0.4, 0.0), (0.4, 0.0), (0.2, 0.9), (0.4, 0.9)]
    needs = [Need(i * HOUR, draws={"survey": one, "solved": two}) for i, (one, two) in enumerate(draws)]
    table = survey_beside_truth([run(scenario, needs, 1)], scenario)
    assert table["channel"].tolist() == ["phone", "all"]
    row = table.iloc[0]
    assert (row.asked, row.answered, row.response, row.said_solved, row.true_solved) == (4, 3, 0.75, 2 / 3, 0.5)
    assert (row.said_low, row.said_high) == wilson_interval(2, 3)


def test_from_gross_to_net_by_hand():
    """Handling times of 2, 4, 6 and 12 min average 6; the template takes those of 2 and 4, and one of them comes back.

    Two taken make 12 min gross, of which they really took 6. One comes back with 4 min of work. The agent's use on the
    one of 6 min saves 3. Net: 12 - 6 - 4 + 0 = 2 by automation, and 3 by help, less a review of 3 min.
    """
    again = {"recontacts": 0.0}
    needs = [
        Need(HOUR, work=2 * MINUTE, draws=FITS | SOLVES),
        Need(2 * HOUR, work=4 * MINUTE, draws=FITS | FAILS | again),
        Need(5 * HOUR, work=6 * MINUTE, draws=FITS | SOLVES),
        Need(6 * HOUR, work=12 * MINUTE, draws={"template_fits": 0.9}),
    ]
    without = run(scenario_of(topics=AGAIN), needs, 1)
    review = {"group": "care", "day": "sun", "each": "3 min"}
    scenario = with_ladder(template={"stage": "automated", "hours": {"mon": "00:00-05:00"}}, ladder={"review": review})
    logs = without, run(scenario, needs, 1)
    table = gross_and_net(*logs)
    assert (table["hours"] * 60).round(9).tolist() == [12, -6, 0, -4, 3, 0, 0, -3, 2]
    assert table["step"].tolist()[-1] == "net"
    assert net_by_week(*logs, scenario)["hours"].tolist() == [pytest.approx(2 / 60)]
    # 24 min without; with: 4 + 3 + 12 on three contacts
    mix = residual_mix(*logs)
    assert mix["contacts"].tolist() == [4, 3]
    assert mix["mean_minutes"].tolist() == pytest.approx([6, 19 / 3])


def test_a_taken_need_that_a_person_would_have_failed_spares_the_second_contact_too():
    need = Need(HOUR, work=4 * MINUTE, draws=FITS | SOLVES | {"solved": 0.99, "recontacts": 0.0})
    topics = merged(AGAIN, {"question": {"resolution": 0.9}})
    without = run(scenario_of(topics=topics), [need], 1)
    scenario = with_ladder(template={"stage": "automated"}, topics=topics)
    table = gross_and_net(without, run(scenario, [need], 1)).set_index("step")["hours"] * 60
    assert table["would_not_have_come"] == pytest.approx(4)
    assert table["net"] == pytest.approx(8)


def test_managers_decisions_and_outbound_calls_are_hours_of_people_too():
    """A case spared: 5 min of service and 9 min of a manager; calls of 5 min are made twice, then once."""
    case = {"special": {"share": 0.5, "policy": "approval", "review": {"family": "constant", "mean": "9 min"}}}
    about = {"topics": {"question": case}, "team": {"groups": {"care": {"approves": True}}}}

    def calls(number):
        five, hours = {"family": "constant", "mean": "5 min"}, {"mon": "02:00-03:00"}
        return {"calls": {"groups": ["care"], "contacts_per_week": number, "handling": five, "hours": hours}}

    without, fewer_calls = (scenario_of(**about, outbound=calls(number)) for number in (2, 1))
    logs = run(without, [Need(HOUR, draws={"special": 0.4})], 1), run(fewer_calls, [], 1)
    table = gross_and_net(*logs).set_index("step")["hours"] * 60
    assert (table["knock_on"], table["outbound"], table["net"]) == pytest.approx((14, 5, 19))
    assert (net_by_week(*logs, without)["hours"] * 60).tolist() == [pytest.approx(19)]


def test_runs_of_different_customers_are_refused():
    log = run(scenario_of(), [Need(HOUR)], 1)
    with pytest.raises(ValueError, match="customers differ"):
        gross_and_net(log, type(log)(**{**vars(log), "replication": 1}))


def test_week_by_week_the_savings_add_up_to_the_net():
    """One automated answer of 4 min in each week, one of them at the very midnight; a review of 3 min in each."""
    needs = [Need(WEEK - 1, work=4 * MINUTE, draws=FITS | SOLVES), Need(WEEK, work=4 * MINUTE, draws=FITS | SOLVES)]
    scenario = with_ladder(
        weeks=2, template={"stage": "automated"}, ladder={"review": {"group": "care", "day": "sun", "each": "3 min"}}
    )
    logs = run(scenario_of(calendar={"weeks": 2}), needs, 2), run(scenario, needs, 2)
    weeks = net_by_week(*logs, scenario)
    assert (weeks["hours"] * 60).round(9).tolist() == [1.0, 1.0]
    assert weeks["hours"].sum() == pytest.approx(gross_and_net(*logs)["hours"].iloc[-1])
