"""A study of what is not known, of two small alternatives: by hand, the same for any number of jobs, and resumed."""

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from sim.errors import InputError
from sim.experiments.bands import EVERY, chances_of_missing, uncertainty_bands
from sim.experiments.design import draw_design
from sim.experiments.evaluate import evaluate
from sim.experiments.flips import find_flips
from sim.experiments.information import information_table
from sim.experiments.ranges import as_it_stands, inputs_of_all, quantiles, settings_of
from sim.experiments.sensitivity import tornado_points
from sim.experiments.sweep import TOTAL, Alternative, planned_rosters, point_scenario, run_points, with_total
from sim.experiments.uncertainty import choice_table, fit_responses, study_uncertainty
from sim.finance.value import annuity
from sim.outputs.uncertainty_files import uncertainty_files
from sim.outputs.words_uncertainty import uncertainty_words
from sim.scenario import load_scenario, validate_scenario
from sim.scenario.uncertain import UncertainInput, Uncertainty
from tests.changes import with_changes
from tests.experiments.wrong import DATA, in_house, outsourced

FEW = {"uncertainty__points": 8}
MONTH = 365.25 / 12 / 7
"""Weeks in an average month."""


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="module")
def study(store):
    return study_uncertainty([in_house(**FEW), outsourced(**FEW)], store=store)


def tornado_of(study, alternative, measure, name):
    rows = study.tornado
    chosen = (rows["alternative"] == alternative) & (rows["measure"] == measure) & (rows["channel"] == "all")
    return rows[chosen & (rows["input"] == name)].set_index("end")


def test_what_the_wage_does_is_worked_out_by_hand(study):
    """40 hours a week at 20 × 1.5, and overtime at half as much again: 20 % of it, in every run to the cent."""
    rows = tornado_of(study, "in-house", "cost_per_month", "wage")
    cost = rows["stands"].iloc[0]
    assert cost == pytest.approx(40 * 30 * MONTH, rel=0.02)
    assert rows.loc["high", "difference"] == pytest.approx(0.2 * cost)
    assert rows.loc["low", "difference"] == pytest.approx(-0.2 * cost)


def test_an_input_that_an_alternative_does_not_have_changes_nothing_at_all(study):
    for measure in ("cost_per_month", "service_level", TOTAL):
        assert (tornado_of(study, "in-house", measure, "price")[["difference", "low", "high"]] == 0.0).all(axis=None)
        assert (tornado_of(study, "vendor", measure, "wage")[["difference", "low", "high"]] == 0.0).all(axis=None)


def test_the_price_at_which_the_choice_flips_is_worked_out_by_hand(study, store):
    """The vendor's cost is price × 6 × contacts: price = (total in-house - its value lost) / cost at 1."""
    replications = range(4)
    inputs = inputs_of_all([in_house().scenario, outsourced().scenario])
    ours, theirs = (
        evaluate(point_scenario(one.scenario, inputs, {}), one.roster, replications, store=store)
        for one in (in_house(**FEW), outsourced(**FEW))
    )
    ours, theirs = (table[table["channel"] == "all"] for table in (ours, theirs))
    total = (ours["cost_per_month"] + ours["value_lost_per_month"]).mean()
    by_hand = (total - theirs["value_lost_per_month"].mean()) / theirs["cost_per_month"].mean()
    (row,) = study.flips[study.flips["input"] == "price"].to_dict("records")
    assert row["threshold"] == pytest.approx(by_hand, rel=1e-9)
    assert row["low"] < by_hand < row["high"]
    assert not study.flips.set_index("input").loc["wage", "flips"]


def test_more_volume_means_more_of_the_same_customers(study):
    runs = study.runs[(study.runs["alternative"] == "vendor") & (study.runs["channel"] == "all")]
    runs = runs.merge(study.design, on="point")
    for _, run in runs.groupby("replication"):
        assert run.sort_values("volume")["attempts"].is_monotonic_increasing


def test_knowing_the_price_is_worth_more_than_knowing_the_wage(study):
    worth = study.information.set_index("input")["worth_per_month"]
    assert worth["everything"] >= worth["price"] > worth["wage"] >= 0
    assert worth["price"] > 100


def test_the_same_study_again_is_read_from_the_store_and_is_the_same(study, store):
    again = study_uncertainty([in_house(**FEW), outsourced(**FEW)], store=store, jobs=2)
    for name, table in study.tables().items():
        assert_frame_equal(table, again.tables()[name], check_exact=True)
    assert uncertainty_files(study) == uncertainty_files(again)


def test_any_number_of_jobs_gives_the_same_runs(study):
    alternatives = [in_house(**FEW), outsourced(**FEW)]
    inputs = inputs_of_all([one.scenario for one in alternatives])
    found = run_points(alternatives, inputs, study.design.head(1), range(2), jobs=2)
    expected = study.runs[study.runs["point"] < 1].reset_index(drop=True)
    assert_frame_equal(found.reset_index(drop=True), expected, check_exact=True)


def test_the_sentences_say_what_the_tables_hold(study):
    words = " ".join(uncertainty_words(study))
    flip = study.flips[study.flips["input"] == "price"].iloc[0]
    assert f"flips at price = {flip['threshold']:.4g}" in words
    assert "2 alternatives at 8 points of 3 inputs" in words
    assert "Replace with your own: the ranges of volume, wage, price." in words
    assert set(uncertainty_files(study)) > {"uncertainty.json", "plots/tornado.svg", "plots/thresholds.svg"}


def test_planned_anew_a_larger_volume_gets_more_people(tmp_path):
    free = {"team__groups__care__size": None, "team__people": [], "rules__solve_seconds": 1}
    scenario = validate_scenario(with_changes(DATA, free | {"study__replications": 2}))
    inputs = inputs_of_all([scenario])
    several = [point_scenario(scenario, inputs, {"volume": value}) for value in (0.5, 1.5)]
    few, many = planned_rosters(several, store=tmp_path)
    assert len(many.people) > len(few.people)
    assert len(list(tmp_path.glob("roster-*.csv"))) == 2
    assert planned_rosters(several[:1], store=tmp_path)[0].assignments.equals(few.assignments)
    points = pd.DataFrame({"point": [0, 1], "volume": [0.5, 1.5]})
    runs = run_points([Alternative(scenario, few)], inputs, points, range(2), replan=True, store=tmp_path)
    cost = runs.groupby("point")["cost_per_month"].mean()
    assert cost[1] / cost[0] == pytest.approx(len(many.people) / len(few.people), rel=0.05)


def test_identical_alternatives_differ_by_exactly_nothing(study, store):
    one = in_house(**FEW)
    inputs = inputs_of_all([one.scenario, outsourced(**FEW).scenario])
    stands = as_it_stands([one.scenario], inputs)
    ends = tornado_points(inputs, stands)

    def twice(runs):
        return pd.concat([runs, runs.assign(alternative="another name")], ignore_index=True)

    def run(points, replications):
        return twice(run_points([one], inputs, points, range(replications), store=store))

    runs = study.runs[study.runs["alternative"] == "in-house"]
    choice = choice_table(twice(runs))
    assert (choice["best_share"] == 1.0).all() and (choice["regret_per_month"] == 0.0).all()
    flips, _ = find_flips(choice, ends, run(ends, 4), stands, run, one.scenario.study)
    assert (flips[["difference_at_low", "difference_as_it_stands", "difference_at_high"]] == 0.0).all(axis=None)
    assert not flips["flips"].any()
    fit = fit_responses([one], inputs, study.design, runs)["in-house", TOTAL, "all"]
    information = information_table({"in-house": fit, "another name": fit}, study.design.drop(columns="point"))
    assert (information["worth_per_month"] == 0.0).all()


def runs_by_hand():
    """Two points, two replications: in time 0.9 and 0.7, then 0.7 and 0.7; the promise is 0.8."""
    rows = [(0, 0, 0.9, 10.0), (0, 1, 0.7, 20.0), (1, 0, 0.7, 30.0), (1, 1, 0.7, 40.0)]
    table = pd.DataFrame(rows, columns=["point", "replication", "service_level", TOTAL])
    rows = [table.assign(channel="phone").drop(columns=TOTAL), table.assign(channel="all")]
    return pd.concat(rows, ignore_index=True).assign(alternative="in-house")


def test_chances_of_missing_by_hand():
    table = chances_of_missing([in_house().scenario], runs_by_hand()).set_index("measure")
    assert table.loc["service_level", "in_a_month"] == 0.75  # three of four months
    assert table.loc["service_level", "on_average"] == 0.5  # 0.8 holds, 0.7 does not
    assert table.loc[EVERY, "in_a_month"] == 0.75


def test_what_never_happened_may_happen():
    never = runs_by_hand().assign(service_level=0.9)
    row = chances_of_missing([in_house().scenario], never).set_index("measure").loc["service_level"]
    assert (row["in_a_month"], row["low"], row["on_average"]) == (0.0, 0.0, 0.0)
    assert row["high"] == pytest.approx(1.96**2 / (2 + 1.96**2), abs=1e-3)  # Wilson's, of two points: z² / (n + z²)


def test_what_is_paid_once_is_spread_over_the_months():
    runs = pd.DataFrame(
        {"replication": [0], "channel": ["all"], "service_level": [0.9], "cost_per_month": [100.0],
         "value_lost_per_month": [5.0], "revenue_per_month": [25.0], "one_off_cost": [1200.0]}
    )  # fmt: skip
    plain = in_house(costs__horizon_months=12, costs__discount_rate=0.0).scenario
    assert with_total(plain, runs)[TOTAL].tolist() == [100.0 + 5.0 - 25.0 + 1200.0 / 12]
    dearer = in_house(costs__horizon_months=12, costs__discount_rate=0.1).scenario
    month = annuity(1200.0, 1.1 ** (1 / 12) - 1, 12)
    assert with_total(dearer, runs)[TOTAL].tolist() == pytest.approx([80.0 + month])


def test_bands_by_hand():
    row = uncertainty_bands(runs_by_hand()).set_index(["measure", "channel"]).loc[(TOTAL, "all")]
    assert (row["mean"], row["q50"]) == (25.0, 25.0)
    assert row["input_sd"] == pytest.approx(np.sqrt(200.0))  # points 20 apart: variance of 15 and 35
    assert row["noise_sd"] == pytest.approx(np.sqrt(50.0))  # runs 10 apart


def test_the_choice_by_hand():
    one = runs_by_hand()
    other = one.assign(alternative="other", **{TOTAL: one[TOTAL].where(one[TOTAL].isna(), 22.0)})
    table = choice_table(pd.concat([one, other])).set_index("alternative")
    assert list(table.index) == ["other", "in-house"]
    assert table.loc["in-house", "best_share"] == 0.5  # 15 against 22, then 35 against 22
    assert table.loc["in-house", "regret_per_month"] == pytest.approx(13 / 2)
    assert table.loc["other", "regret_per_month"] == pytest.approx(7 / 2)


@pytest.mark.parametrize(
    ("about", "mean", "sd"),
    [
        ({"family": "uniform", "low": 0, "high": 12}, 6, 12 / np.sqrt(12)),
        ({"family": "triangular", "low": 0, "likely": 3, "high": 12}, 5, np.sqrt((9 + 144 - 36) / 18)),
        ({"family": "pert", "low": 0, "likely": 3, "high": 12}, 4, np.sqrt((4 - 0) * (12 - 4) / 7)),
        ({"family": "normal", "low": 0, "high": 12}, 6, 0.98658 * 6 / 1.64485),  # cut off at three
    ],
)
def test_every_family_has_its_textbook_mean_and_spread(about, mean, sd):
    values = quantiles(UncertainInput(driver="volume", **about), (np.arange(200_000) + 0.5) / 200_000)
    assert values.mean() == pytest.approx(mean, abs=1e-3)
    assert values.std() == pytest.approx(sd, rel=1e-3)


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol"])
def test_a_design_fills_the_ranges_evenly_and_comes_again(kind):
    settings = Uncertainty(
        inputs={name: UncertainInput(driver="volume", family="uniform", low=0, high=1) for name in "ab"},
        design=kind,
        points=64,
    )
    design = draw_design(settings, 3)
    assert_frame_equal(design, draw_design(settings, 3))
    assert not design.equals(draw_design(settings, 4))
    for name in "ab":  # one in each of 64 equal slices
        assert sorted((design[name] * 64).astype(int)) == list(range(64))


def test_correlated_inputs_have_the_ranks_asked_for_and_keep_their_ranges():
    ranges = {"a": {"low": 1, "likely": 1, "high": 5}, "b": {"low": -2, "high": 2}}
    inputs = {name: UncertainInput(driver="volume", **about) for name, about in ranges.items()}
    settings = Uncertainty(inputs=inputs, correlations=[{"inputs": ["a", "b"], "rank": -0.6}], points=4096)
    design = draw_design(settings, 1)
    assert design["a"].corr(design["b"], method="spearman") == pytest.approx(-0.6, abs=0.03)
    assert design["a"].mean() == pytest.approx((1 + 4 * 1 + 5) / 6, abs=0.02)
    assert design["a"].min() >= 1 and design["a"].max() <= 5


def test_without_ranges_of_its_own_a_scenario_is_doubted_by_published_ones():
    scenario = validate_scenario(with_changes(DATA, {"uncertainty": None}))
    inputs = inputs_of_all([scenario])
    assert set(inputs) == {"volume", "handling_time", "patience", "resolution", "wage"}  # no vendor, no bot, no leavers
    assert settings_of(scenario, inputs).points == 64
    shop = load_scenario("scenarios/small_shop/small_shop.yaml")
    assert "vendor_price" not in inputs_of_all([shop])  # the shop alone has no vendor
    beside = load_scenario("scenarios/small_shop/alternatives/4_fully_outsourced.yaml")
    assert "vendor_price" in inputs_of_all([shop, beside])


def test_alternatives_that_doubt_the_same_differently_are_refused():
    one, other = in_house(), outsourced(uncertainty__inputs__price__high=2.0)
    for planned in (one, other):
        assert len(planned.scenario.calendar.interval_starts)  # kept in the calendar, which is compared first
    with pytest.raises(InputError, match="different ranges"):
        study_uncertainty([one, other])


def test_alternatives_with_other_customers_are_refused():
    with pytest.raises(InputError, match="customers cannot be the same"):
        study_uncertainty([in_house(), outsourced(demand__busyness_cv=0.1)])
