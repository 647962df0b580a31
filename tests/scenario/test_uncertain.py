"""Uncertain inputs: what they change, what they may not be, and that what is wrong is told where it stands."""

import textwrap

import pytest

from sim.errors import InputError
from sim.scenario import change_scenario, load_scenario
from sim.scenario.drivers import DRIVERS, value_at, with_values
from sim.scenario.uncertain import UncertainInput
from tests.conftest import REPOSITORY
from tests.scenario.files import SMALL, written

SHOP = "scenarios/small_shop/small_shop.yaml"
BOT = "scenarios/small_shop/alternatives/5_automation_and_on_call.yaml"
VENDOR = "scenarios/small_shop/alternatives/4_fully_outsourced.yaml"
PATHS_AFTER_A_FACTOR_OF_1_1 = {
    "volume": (SHOP, {"demand.volume": 1.1}),
    "handling_time": (SHOP, {"topics.order_status.handling.phone.mean": "264 s"}),
    "patience": (SHOP, {"channels.phone.patience.mean": "396 s", "channels.social.patience.mean": "47520 s"}),
    "resolution": (SHOP, {"topics.order_status.resolution": 0.935}),
    "deflection": (SHOP, {"self_service.topics.order_status": 0.099}),
    "containment": (BOT, {"automation.night_bot.topics.order_status": 0.55}),
    "absence": (SHOP, {"team.groups.care.shrinkage.absence": 0.044}),
    "wage": (SHOP, {"team.groups.care.wage_per_hour": 15.95}),
    "attrition": (SHOP, {"costs.attrition_per_year": 0.385}),
    "vendor_price": (VENDOR, {"vendors.live_desk.price.rate": 0.825, "vendors.mail_desk.price.rate": 4.84}),
    "vendor_speed": (VENDOR, {"vendors.live_desk.speed": 0.935}),
    "vendor_resolution": (VENDOR, {"vendors.live_desk.resolution": 0.88}),
}


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_driver_is_a_factor_on_everything_of_its_kind(driver):
    file, expected = PATHS_AFTER_A_FACTOR_OF_1_1[driver]
    scenario = load_scenario(file)
    changed = with_values(scenario, {"x": UncertainInput(driver=driver, low=0.5, high=2)}, {"x": 1.1})
    by_hand = change_scenario(scenario, {"uncertainty": None, **expected})
    for path, value in expected.items():
        there = value_at(changed, path)
        assert there == (value_at(by_hand, path) if isinstance(value, str) else pytest.approx(value)), path
    assert changed.uncertainty is None
    same = with_values(scenario, {"x": UncertainInput(driver=driver, low=0.5, high=2)}, {"x": 1.0})
    assert same.digest == change_scenario(scenario, {"uncertainty": None}).digest


def test_paths_lead_to_numbers_and_durations():
    scenario = load_scenario(SHOP)
    inputs = {
        "wage": UncertainInput(path="team.groups.care.wage_per_hour", low=13, high=17),
        "patience": UncertainInput(path="channels.chat.patience.mean", low="2 min", high="8 min"),
        "people": UncertainInput(path="rules.days_in_row_max", low=4, high=7),
    }
    changed = with_values(scenario, inputs, {"wage": 16.0, "patience": 180.0, "people": 4.6})
    assert changed.team.groups["care"].wage_per_hour == 16.0
    assert changed.channels["chat"].patience.mean == 180_000_000
    assert changed.rules.days_in_row_max == 5
    assert inputs["patience"].range == (120.0, 300.0, 480.0)


def test_a_share_ends_at_one():
    scenario = load_scenario(BOT)
    changed = with_values(scenario, {"x": UncertainInput(driver="containment", low=0.5, high=3)}, {"x": 3.0})
    assert changed.automation["night_bot"].topics["order_status"] == 1.0


def test_a_reference_brings_its_range_as_factors_or_as_values():
    as_factor = UncertainInput(driver="attrition", reference="annual_attrition")
    assert as_factor.range == pytest.approx((0.20 / 0.35, 1.0, 0.45 / 0.35))
    as_value = UncertainInput(path="costs.attrition_per_year", reference="annual_attrition")
    assert as_value.range == (0.20, 0.35, 0.45)


WRONG = {
    "path: team.groups.care.wages_per_hour, low: 1, high: 2": "did you mean 'wage_per_hour'",
    "path: team.groups.care, low: 1, high: 2": "neither a number nor a duration",
    "path: name, low: 1, high: 2": "this is text",
    "path: channels.phone.patience.mean, low: 1, high: 2": "accepted: a duration, such as '4 min'",
    "path: team.groups.care.shrinkage.absence, low: 0.1, high: 1.5": "with 1.5 the scenario is not valid",
    "driver: wage, low: -1, high: 2": "with -1 the scenario is not valid",
    "driver: wage, low: 2, high: 1": "lies not below high",
    "driver: wage, low: 1, likely: 3, high: 2": "lies not between",
    "driver: wage, family: uniform, low: 1, likely: 1.5, high: 2": "takes no 'likely'",
    "driver: wage, low: 1": "'low' and 'high' are needed",
    "driver: wage, path: costs.loading, low: 1, high: 2": "not both or neither",
    "driver: wage, reference: anual_attrition": "did you mean 'annual_attrition'",
    "driver: wage, reference: phone_target_share_20s": "has no published range",
    "driver: wage, reference: annual_attrition, low: 1": "brings its own range",
    "driver: wages, low: 1, high: 2": "did you mean 'wage'",
}


@pytest.mark.parametrize("given", WRONG)
def test_what_is_wrong_is_told_in_its_line(tmp_path, given):
    text = SMALL + textwrap.dedent(f"""\
        uncertainty:
          inputs:
            one: {{{given}}}
        """)
    with pytest.raises(InputError) as error:
        load_scenario(written(tmp_path, text))
    assert WRONG[given] in str(error.value)
    assert {problem.line for problem in error.value.problems} == {len(text.splitlines())}


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ("correlations: [{inputs: [volume, wages], rank: 0.2}]", "no input is called 'wages' (did you mean 'wage'?)"),
        ("correlations: [{inputs: [wage, wage], rank: 0.2}]", "a pair of two inputs"),
        ("correlations: [{inputs: [wage, volume], rank: 1.2}]", "less than 1"),
        ("{design: sobol, points: 60}", "no power of 2"),
        (
            "correlations: [{inputs: [wage, volume], rank: 0.9}, {inputs: [wage, patience], rank: 0.9}]",
            "no inputs can hang together like this",
        ),
    ],
)
def test_what_is_wrong_with_the_design(tmp_path, given, wrong):
    drivers = ("volume", "wage", "patience")
    inputs = f"inputs: {{{', '.join(f'{name}: {{driver: {name}, low: 0.8, high: 1.2}}' for name in drivers)}}}"
    more = given.strip("{}") if given.startswith("{") else given
    text = SMALL + f"uncertainty: {{{inputs}, {more}}}\n"
    with pytest.raises(InputError) as error:
        load_scenario(written(tmp_path, text))
    assert wrong in str(error.value)


def test_the_example_of_the_page_is_valid_for_the_shop(tmp_path):
    page = (REPOSITORY / "docs" / "uncertainty.md").read_text(encoding="utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]
    shop = written(tmp_path, f"extends: {REPOSITORY / SHOP}\n{example}")
    found = load_scenario(shop).uncertainty
    assert found.inputs["patience"].family == "triangular"
    assert found.correlations[0].inputs == ("volume", "handling_time")


def test_a_mistake_elsewhere_is_told_once_and_not_of_every_uncertain_input(tmp_path):
    shop = written(tmp_path, f"extends: {REPOSITORY / SHOP}\ndemand: {{topics: {{order_statis: 1}}}}\n")
    with pytest.raises(InputError) as error:
        load_scenario(shop)
    assert not [problem for problem in error.value.problems if str(problem.field).startswith("uncertainty")]
    assert "did you mean 'order_status'" in str(error.value)
