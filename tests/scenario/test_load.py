"""Reading scenarios: every shipped file, `extends`, round trips, the schema, and speed."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from sim.errors import InputError
from sim.scenario import Scenario, load_scenario, validate_scenario
from sim.scenario.duration import duration_text, parse_duration
from sim.timing import DAY, HOUR, MINUTE, SECOND
from tests.scenario.files import SMALL, load_text, written

ROOT = Path(__file__).resolve().parents[2]
SHOP = ROOT / "scenarios" / "small_shop" / "small_shop.yaml"


def is_scenario(path):
    """Whether a YAML file is meant as a scenario of its own; fragments and mappings are not."""
    text = path.read_text(encoding="utf-8")
    return "\nname:" in f"\n{text}" and ("\nteam:" in text or "\nextends:" in f"\n{text}")


SHIPPED = sorted(path for path in (ROOT / "scenarios").rglob("*.yaml") if is_scenario(path))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_scenario_loads_and_comes_back_from_json(path):
    scenario = load_scenario(path)
    again = validate_scenario(json.loads(scenario.model_dump_json()))
    assert again == scenario
    assert again.digest == scenario.digest
    assert again.calendar.horizon == scenario.calendar.horizon
    assert again == scenario  # what has been derived meanwhile makes no difference


def test_the_shop_is_among_them():
    assert SHOP in SHIPPED and len(SHIPPED) >= 2


def test_the_small_shop_says_what_its_file_says():
    shop = load_scenario(SHOP)
    assert shop.calendar.weeks == 4 and shop.calendar.horizon == 28 * DAY and shop.calendar.intervals == 1344
    assert shop.channel_names == ("phone", "chat", "email", "social")
    assert shop.channels["chat"].slowdown == (1.0, 1.22, 1.67)
    assert shop.channels["phone"].target.within == 20 * SECOND
    assert shop.topics["order_status"].handling_on("chat").mean == 9 * MINUTE
    assert shop.team.people[1].name == "נועה לוי"
    assert shop.topic_label("order_status") == "Where is my order?"
    assert (
        shop.digest
        == load_scenario(SHOP).digest
        != validate_scenario(json.loads(shop.model_dump_json()) | {"seed": 1}).digest
    )


def test_a_scenario_cannot_be_changed():
    shop = load_scenario(SHOP)
    with pytest.raises(ValueError, match="frozen"):
        shop.calendar.weeks = 3


def test_the_schema_knows_the_shipped_scenarios():
    schema = Scenario.model_json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    plain = json.loads(json.dumps(YAML(typ="safe").load(SHOP.read_text(encoding="utf-8")), default=str))
    assert list(validator.iter_errors(plain)) == []
    for path in SHIPPED:
        dumped = json.loads(load_scenario(path).model_dump_json(exclude_unset=True))
        assert [error.message for error in validator.iter_errors(dumped)] == []
    for bad in ({"chanels": {}}, {"calendar": {"start": "2026-01-05", "weeks": "four"}}, {"seed": -1}):
        assert list(validator.iter_errors(plain | bad))


def test_the_schema_explains_every_key():
    """Editors show it, so every key of a part that says anything has a description."""

    def undescribed(name, part):
        for key, about in part.get("properties", {}).items():
            if "description" not in about and "$ref" not in about:
                yield f"{name}.{key}"

    schema = Scenario.model_json_schema()
    missing = [key for name, part in schema["$defs"].items() for key in undescribed(name, part)]
    assert set(missing) <= {
        "Leave.first", "Leave.last", "Fairness.nights", "Fairness.weekends", "Fairness.hours", "Person.group",
        "Person.contract_hours", "Person.wage_per_hour", "Person.time_zone", "Rate.weekday", "Rate.channel",
        "Rate.topic", "Goal.at_least", "Goal.at_most",
    }  # fmt: skip


def test_extends_merges_key_by_key(tmp_path):
    written(tmp_path, SMALL, "base.yaml")
    path = written(
        tmp_path / "alternatives",
        """\
        extends: ../base.yaml
        name: Other
        channels:
          phone: {patience: {mean: 9 min}, priority: 2}
          email: {}
        topics:
          bug: {handling: {family: constant, mean: 1 min}}
        demand: {contacts_per_week: {email: 50}, topics: {bug: 2}}
        team: {groups: {care: {channels: [phone, email]}}}
        """,
    )
    scenario = load_scenario(path)
    assert scenario.name == "Other" and scenario.calendar.weeks == 1
    phone = scenario.channels["phone"]
    assert phone.patience.mean == 9 * MINUTE and phone.patience.family == "exponential" and phone.priority == 2
    assert phone.hours.ranges(0, False, False) == ((540, 1080),)
    assert dict(scenario.demand.contacts_per_week) == {"phone": 100, "email": 50}
    assert scenario.demand.topic_weights("phone") == {"question": 1, "bug": 2}
    assert scenario.team.groups["care"].channels == ("phone", "email")  # a list is replaced


def test_extends_removes_what_is_null_and_passes_on(tmp_path):
    text = SMALL + "self_service: {topics: {question: 0.1}}\nserving: {attempts_max: 2}\n"
    written(tmp_path, text, "first.yaml")
    written(tmp_path, "extends: first.yaml\nserving: null\ncalendar: {weeks: 2}\n", "second.yaml")
    path = written(
        tmp_path, "extends: second.yaml\nself_service: {topics: {question: null}}\nname: Third\n", "third.yaml"
    )
    scenario = load_scenario(path)
    assert (scenario.name, scenario.calendar.weeks) == ("Third", 2)
    assert scenario.self_service.topics == {} and scenario.serving.attempts_max == 4
    assert load_scenario(tmp_path / "first.yaml").serving.attempts_max == 2  # the base is as it was


def test_errors_of_an_alternative_name_the_file_they_stand_in(tmp_path):
    written(tmp_path, SMALL.replace("mean: 4 min", "mean: 4"), "base.yaml")
    path = written(tmp_path, "extends: base.yaml\nname: Other\ncalendar:\n  weeks: many\n")
    with pytest.raises(InputError) as error:
        load_scenario(path)
    assert [(Path(problem.file).name, problem.line) for problem in error.value.problems] == [
        ("base.yaml", 8),
        ("scenario.yaml", 4),
    ]


def test_circles_and_missing_bases(tmp_path):
    written(tmp_path, "extends: b.yaml\n", "a.yaml")
    circle = written(tmp_path, "extends: a.yaml\n", "b.yaml")
    with pytest.raises(InputError, match=r"circle.*a\.yaml"):
        load_scenario(circle)
    with pytest.raises(InputError, match="circle"):
        load_text(tmp_path, "extends: scenario.yaml\n")
    with pytest.raises(InputError, match=r"scenario\.yaml:2: extends: the file to extend is not there"):
        load_text(tmp_path, "name: x\nextends: nowhere.yaml\n")
    with pytest.raises(InputError, match="not a file name"):
        load_text(tmp_path, "extends: [a.yaml]\n")


def test_a_profile_beside_the_file(tmp_path):
    text = SMALL.replace("  contacts_per_week: {phone: 100}\n  topics: {question: 1}\n", "  profile: rates.csv\n")
    written(tmp_path, "weekday,start,channel,topic,contacts\nmon,09:00,phone,question,12.5\n", "rates.csv")
    (rate,) = load_text(tmp_path, text).demand.profile
    assert (rate.weekday, rate.start, rate.contacts) == ("mon", "09:00", 12.5)


def test_a_byte_order_mark_and_anchors_are_fine(tmp_path):
    text = SMALL.replace("patience: {family", "patience: &wait {family").replace(
        "    handling: {family: exponential, mean: 6 min}", "    handling: *wait"
    )
    path = tmp_path / "marked.yaml"
    path.write_text(text, encoding="utf-8-sig")
    assert load_scenario(path).topics["question"].handling_on("phone").mean == 4 * MINUTE


def test_checking_the_shop_needs_no_heavy_library():
    code = (
        f"import sys; from sim.scenario import load_scenario; load_scenario(r'{SHOP}'); "
        "print(sorted({'numpy', 'pandas', 'scipy', 'simpy', 'ortools'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert found.stdout.splitlines() == ["[]"]


@given(
    st.one_of(
        st.integers(0, 400 * 7 * DAY),
        st.builds(
            lambda count, unit: count * unit // 4,
            st.integers(0, 10**7),
            st.sampled_from([SECOND, MINUTE, HOUR, DAY, 7 * DAY]),
        ),
    )
)
def test_durations_come_back_from_their_text(duration):
    assert parse_duration(duration_text(duration)) == duration


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("20 s", 20 * SECOND),
        ("20s", 20 * SECOND),
        ("1.5 min", 90 * SECOND),
        ("1 h 30 min", 90 * MINUTE),
        ("2 days", 2 * DAY),
        ("1 week", 7 * DAY),
        ("0 s", 0),
        ("250 ms", 250_000),
        ("4 Hours", 4 * HOUR),
        ("0.0000015 s", 2),
    ],
)
def test_durations_as_people_write_them(text, duration):
    assert parse_duration(text) == duration


@pytest.mark.parametrize("text", ["20", "", "min", "20 sek", "-5 s", "1:30", "5 s!", 20, 1.5, None, True, ["5 s"]])
def test_what_is_no_duration(text):
    with pytest.raises(ValueError, match="accepted"):
        parse_duration(text)
