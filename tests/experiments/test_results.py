"""Results refuse tables that lack columns, where the mistake is made."""

from dataclasses import replace

import pandas as pd
import pytest

from sim.experiments.results import Comparison
from tests.outputs.conftest import plan_of, rotation, scenario

__all__ = ["scenario"]  # a fixture


@pytest.fixture(scope="module")
def plan(scenario):
    return plan_of(scenario, rotation(scenario))


@pytest.mark.parametrize("name", ["summary", "by_interval", "costs", "rounds", "targets"])
def test_a_plan_without_a_column_is_refused_by_name(plan, name):
    table = getattr(plan, name)
    with pytest.raises(ValueError, match=f"{name}: columns missing: {table.columns[0]}"):
        replace(plan, **{name: table.drop(columns=table.columns[0])})


def test_a_plan_keeps_its_promises_only_if_all_are_met(plan):
    assert not plan.met
    assert replace(plan, targets=plan.targets.assign(met=True)).met
    assert replace(plan, targets=plan.targets.iloc[:0]).met


def test_a_comparison_needs_a_plan_and_its_first_is_the_base(plan):
    differences = pd.DataFrame(
        columns=["measure", "channel", "alternative", "base", "difference", "low", "high", "share_better", "shown"]
    )
    scores = pd.DataFrame({"alternative": ["now", "later"]})
    assert Comparison({"now": plan, "later": plan}, differences, scores, "").base == "now"
    with pytest.raises(ValueError, match="at least one plan"):
        Comparison({}, differences, scores, "")
    with pytest.raises(ValueError, match="scorecard: columns missing: alternative"):
        Comparison({"now": plan}, differences, scores.rename(columns={"alternative": "name"}), "")
