"""Comparisons: paired, corrected for many, and no winner the data do not support."""

from dataclasses import replace

import numpy as np
import pytest

from sim.errors import InputError
from sim.experiments.compare import compare, compare_plans
from tests.outputs.conftest import plan_of, rotation, scenario

__all__ = ["scenario"]  # a fixture


def priced(plan, costs, met=True):
    """The plan with the given cost in each replication, keeping its promises or not."""
    summary = plan.summary.copy()
    of_run = dict(enumerate(costs))
    summary["cost_per_month"] = summary["replication"].map(of_run).where(summary["channel"] == "all")
    for share in ("closed_share", "solved_share", "lost_share"):
        summary[share] = 0.0
    return replace(plan, summary=summary, targets=plan.targets.assign(met=met))


@pytest.fixture(scope="module")
def plan(scenario):
    return plan_of(scenario, rotation(scenario))


NOISE = np.array([-300.0, 250.0, -150.0, 100.0, 350.0, -250.0, 50.0, -50.0])


def test_a_difference_common_to_all_runs_is_shown_however_much_runs_vary(plan):
    base, dearer = priced(plan, 10_000 + NOISE), priced(plan, 10_050 + NOISE)
    found = compare_plans({"base": base, "dearer": dearer})
    row = found.differences.set_index(["measure", "channel"]).loc[("cost_per_month", "all")]
    assert row["difference"] == pytest.approx(50.0)
    assert row["shown"] == "worse"
    assert row["share_better"] == 0.0
    assert "'base' keeps every promise at least cost" in found.recommendation
    assert "50 GBP a month more (50 to 50)" in found.recommendation


def test_no_winner_where_differences_are_noise(plan):
    base, other = priced(plan, 10_000 + NOISE), priced(plan, 10_010 - NOISE)
    found = compare_plans({"base": base, "other": other})
    row = found.differences.set_index(["measure", "channel"]).loc[("cost_per_month", "all")]
    assert row["shown"] == "no difference shown"
    assert "no difference in cost is shown" in found.recommendation


def test_the_interval_widens_with_the_number_of_alternatives(plan):
    base, other = priced(plan, 10_000 + NOISE), priced(plan, 10_300 - NOISE / 2)
    two = compare_plans({"base": base, "a": other}).differences
    four = compare_plans({"base": base, "a": other, "b": other, "c": other}).differences
    width = [(table["high"] - table["low"])[table["measure"] == "cost_per_month"].iloc[0] for table in (two, four)]
    # Student's t with 7 degrees of freedom: 2.365 at 95 %, 3.128 at 1 - 0.05 / 3.
    assert width[1] / width[0] == pytest.approx(3.128 / 2.365, rel=1e-3)


def test_a_cheap_alternative_that_breaks_promises_is_not_recommended(plan):
    found = compare_plans({"base": priced(plan, 10_000 + NOISE), "cheap": priced(plan, 5_000 + NOISE, met=False)})
    assert "'base' keeps every promise at least cost" in found.recommendation
    assert "Not every promise is kept by 'cheap'" in found.recommendation


def test_alternatives_that_promise_less_are_named(plan):
    easier = priced(plan, 5_000 + NOISE)
    easier = replace(easier, targets=easier.targets.assign(target=easier.targets["target"] - 0.25))
    same = compare_plans({"base": priced(plan, 10_000 + NOISE), "a": priced(plan, 9_000 + NOISE)}).recommendation
    assert "does not promise" not in same
    found = compare_plans({"base": priced(plan, 10_000 + NOISE), "easier": easier}).recommendation
    assert "'easier' does not promise what 'base' does: " in found
    first = plan.targets.iloc[0]
    assert f"{first['target'] - 0.25:g}" in found


def test_where_none_keeps_its_promises_it_says_so(plan):
    found = compare_plans({"base": priced(plan, 10_000 + NOISE, met=False)})
    assert found.recommendation.startswith("No alternative keeps every promise.")


def test_the_score_card_has_service_people_cost_and_risk_side_by_side(plan):
    card = compare_plans({"base": priced(plan, 10_000 + NOISE)}).scorecard
    for column in ("service_level", "first_contact_resolution", "people", "nights_most", "cost_per_month"):
        assert column in card
    assert 0.0 <= card["runs_with_all_promises_kept_share"].iloc[0] <= 1.0


def test_alternatives_must_have_the_same_customers_and_other_names(scenario):
    longer = scenario.model_copy(
        update={
            "name": "longer",
            "calendar": scenario.calendar.model_copy(update={"weeks": scenario.calendar.weeks + 1}),
        }
    )
    with pytest.raises(InputError, match="differ in this") as wrong:
        compare([scenario, longer])
    assert wrong.value.problems[0].field == "calendar"
    with pytest.raises(InputError, match="the same name"):
        compare([scenario, scenario])


def test_what_customers_feel_stands_on_the_score_card_and_is_compared(plan):
    """Half a grade more in every run is better; loyalty stands there only where some scenario looks at it."""

    def felt(more):
        summary = priced(plan, 10_000 + NOISE).summary
        summary["csat"] = 7.0 + more + summary["replication"] / 10
        return replace(plan, summary=summary.assign(churn_per_year=np.nan))

    found = compare_plans({"base": felt(0.0), "kind": felt(0.5)})
    row = found.differences.set_index(["measure", "channel"]).loc[("csat", "all")]
    assert row["difference"] == pytest.approx(0.5)
    assert row["shown"] == "better"
    assert {"csat", "csat_low", "csat_high"} <= set(found.scorecard)
    assert "churn_per_year" not in found.scorecard
