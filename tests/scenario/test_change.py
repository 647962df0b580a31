"""Changed scenarios: checked like files, and with nothing left over from the old values."""

from pathlib import Path

import pytest

from sim.errors import InputError
from sim.scenario import change_scenario, load_scenario
from sim.timing import DAY, MINUTE

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"


@pytest.fixture(scope="module")
def shop():
    return load_scenario(SCENARIOS / "small_shop" / "small_shop.yaml")


@pytest.mark.parametrize("file", sorted(SCENARIOS.glob("*/alternatives/*.yaml")), ids=lambda file: file.stem)
def test_no_change_gives_the_same_scenario(file):
    scenario = load_scenario(file)
    same = change_scenario(scenario, {})
    assert same == scenario
    assert same.digest == scenario.digest


def test_values_are_given_by_path_as_in_a_file(shop):
    changed = change_scenario(
        shop, {"calendar.weeks": 2, "channels.phone.patience.mean": "4 min", "channels.chat.target": None}
    )
    assert changed.calendar.weeks == 2
    assert changed.channels["phone"].patience.mean == 4 * MINUTE
    assert changed.channels["phone"].patience.family == shop.channels["phone"].patience.family
    assert changed.channels["chat"].target is None
    assert shop.calendar.weeks == 4
    assert changed.topics == shop.topics


def test_a_whole_value_replaces_what_stood_there(shop):
    changed = change_scenario(shop, {"channels.phone.hours": {"weekdays": "09:00-17:00"}})
    saturday = [changed.calendar.is_open(changed.channels["phone"].hours)[5 * 48 :][:48]]
    assert not any(saturday[0])


def test_mistakes_are_named_by_path(shop):
    with pytest.raises(InputError) as caught:
        change_scenario(shop, {"calendar.weeks": 0, "channels.phone.patiance": "4 min"})
    fields = {problem.field for problem in caught.value.problems}
    assert fields == {"calendar.weeks", "channels.phone.patiance"}


def test_nothing_derived_from_old_values_is_kept(shop):
    assert shop.digest
    assert shop.calendar.horizon == 28 * DAY
    for changed in (
        change_scenario(shop, {"seed": 5, "calendar.weeks": 2}),
        shop.model_copy(update={"seed": 5, "calendar": shop.calendar.model_copy(update={"weeks": 2})}),
    ):
        assert changed.digest != shop.digest
        assert changed.calendar.horizon == 14 * DAY
    assert shop.calendar.horizon == 28 * DAY
