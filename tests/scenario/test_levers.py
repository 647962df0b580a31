"""Levers and grids: what files state is what the scenario becomes, and everything wrong is told at once."""

import pytest

from sim.errors import InputError
from sim.scenario import load_scenario
from sim.scenario.edits import edited
from sim.scenario.grid import load_grid
from sim.scenario.levers import Lever, clashes, load_levers, with_levers, with_needed
from sim.timing import MINUTE
from tests.conftest import REPOSITORY
from tests.scenario.files import load_text, written

SHOP = REPOSITORY / "scenarios" / "small_shop"
SOURCE = "source: {source: a guess, grade: assumed}\n"
SMALL = """\
name: Small
calendar: {start: 2026-01-05, weeks: 1}
channels: {phone: {patience: {family: exponential, mean: 4 min}}}
topics:
  question: {handling: {family: exponential, mean: 6 min}, resolution: 0.8}
  complaint: {handling: {family: exponential, mean: 10 min}, resolution: 0.5}
demand: {contacts_per_week: {phone: 100}, topics: {question: 1, complaint: 1}}
team: {groups: {care: {channels: [phone], wage_per_hour: 15, size: 4}}}
"""


@pytest.fixture
def small(tmp_path):
    return load_text(tmp_path, SMALL)


def lever_files(folder, **texts):
    return [written(folder, text, f"{name}.yaml") for name, text in texts.items()]


def problems(call, *arguments):
    with pytest.raises(InputError) as wrong:
        call(*arguments)
    return [str(problem) for problem in wrong.value.problems]


def test_relative_changes_by_hand(small):
    changes = {
        "topics": {
            "every": {"handling": {"mean": {"times": 0.9}}},
            "question": {"resolution": {"plus": 0.3, "at_most": 0.95}},
        },
        "channels": {"phone": {"patience": {"mean": {"plus": "-90 s"}}}},
        "team": {"groups": {"every": {"size": {"times": 1.5}, "speed": {"times": 1.1}}}},
    }
    found = edited(small, changes)
    assert found.topics["complaint"].handling.mean == 9 * MINUTE
    assert found.topics["question"].handling.mean == 6 * MINUTE  # named: what 'every' says is not for it
    assert found.topics["question"].resolution == 0.95
    assert found.channels["phone"].patience.mean == 2.5 * MINUTE
    assert found.team.groups["care"].size == 6
    assert found.team.groups["care"].speed == pytest.approx(1.1)  # of the value that is in force, given or not
    assert found.topics["complaint"].resolution == 0.5


def test_an_edit_is_what_a_file_that_extends_says(small, tmp_path):
    text = "extends: scenario.yaml\ntopics: {complaint: null}\ndemand: {topics: {complaint: null}}\nvendors: {desk: "
    text += "{channels: [phone], seats: 1, price: {scheme: per_hour, rate: 9}}}\n"
    file = load_scenario(written(tmp_path, text, "other.yaml"))
    vendor = {"desk": {"channels": ["phone"], "seats": 1, "price": {"scheme": "per_hour", "rate": 9}}}
    edits = {"topics": {"complaint": None}, "demand": {"topics": {"complaint": None}}, "vendors": vendor}
    assert edited(small, edits) == file


def test_levers_are_laid_one_on_the_other_and_may_need_each_other(small, tmp_path):
    files = lever_files(
        tmp_path / "levers",
        faster="name: Faster\nedits: {team: {groups: {care: {speed: {times: 1.1}}}}}\none_off: 500\n" + SOURCE,
        tool="name: Tool\nneeds: [desk]\nedits: {vendors: {desk: {seats: {plus: 1}}}}\n" + SOURCE,
        desk="name: Desk\nedits: {vendors: {desk: {channels: [phone], seats: 1, price: {scheme: per_hour, rate: 9}}}}\n"
        + SOURCE,
    )
    levers = load_levers(files, small)
    assert list(levers) == ["desk", "faster", "tool"]
    assert with_needed(["tool"], levers) == {"tool", "desk"}
    both = with_levers(small, [levers["desk"], levers["tool"]])
    assert both.vendors["desk"].seats == 2
    assert both.name == "Small + Desk + Tool"
    assert levers["faster"].one_off == 500


def test_a_lever_meets_the_same_customers(small):
    other = Lever(name="Luck", edits={"seed": 99, "study": {"replications": 3}}, source={"source": "x", "grade": "A"})
    lucky = with_levers(small, [other])
    assert (lucky.seed, lucky.study) == (small.seed, small.study)
    longer = Lever(name="Longer", edits={"calendar": {"weeks": 2}}, source={"source": "x", "grade": "A"})
    with pytest.raises(InputError, match="levers change the calendar"):
        with_levers(small, [longer])


def test_pairs_of_which_one_would_undo_the_other_are_found(small, tmp_path):
    edits = {
        "a": "{topics: {question: {resolution: {times: 1.1}}}}",
        "b": "{topics: {every: {resolution: {times: 1.05}}}}",  # both times: goes together
        "c": "{topics: {question: {resolution: 0.9}}}",
        "d": "{topics: {question: {resolution: 0.9, label: Q}}}",  # sets the same as c
        "e": "{topics: {question: {handling: {family: exponential, mean: 5 min}}}}",
    }
    texts = {key: f"name: {key}\nedits: {value}\n{SOURCE}" for key, value in edits.items()}
    texts["e"] += "excludes: [d]\n"
    found = clashes(load_levers(lever_files(tmp_path / "levers", **texts), small))
    assert set(found) == {frozenset(pair) for pair in ("ac", "ad", "bc", "bd", "de")}
    assert found[frozenset("ac")] == "both change topics.question.resolution"
    assert found[frozenset("de")] == "the one excludes the other"


def test_everything_wrong_with_levers_is_told_at_once(small, tmp_path):
    files = lever_files(
        tmp_path,
        first="name: First\nedit: {}\none_off: -1\n" + SOURCE,
        second="name: Second\nedits: {}\nsource: {source: x, grade: D}\nneeds: [frist]\n",
        third="just words\n",
    )
    told = problems(load_levers, files, small)
    assert any("first.yaml:2: edit: unknown key (did you mean 'edits'?)" in text for text in told)
    assert any("first.yaml:3: one_off" in text and "given: -1" in text for text in told)
    assert any("second.yaml:3: source.grade" in text for text in told)
    assert any("third.yaml" in text and "a lever is a YAML mapping" in text for text in told)
    others = lever_files(tmp_path, fourth="name: Fourth\nneeds: [fivth]\nedits: {seed: 2}\n" + SOURCE,
                         fifth="name: Fifth\nexcludes: [fifth]\nedits: {seed: 2}\n" + SOURCE)  # fmt: skip
    told = problems(load_levers, others, small)
    assert any("fourth.yaml:2: needs.0: no such lever (did you mean 'fifth'?)" in text for text in told)
    assert any("fifth.yaml:2: excludes.0: a lever cannot name itself" in text for text in told)


def test_what_is_wrong_with_edits_is_told_with_the_line_of_the_lever(small, tmp_path):
    text = """\
        name: Wrong
        edits:
          topics:
            question:
              resolution: {times: 2}
            nothing: {resolution: {times: 2}}
          vendors: {every: {speed: {times: 2}}}
          team: {groups: {care: {shrinkage: {absense: 0.1}, contract_hours: {plus: 1 h}}}}
        """
    told = problems(load_levers, [written(tmp_path, text.rstrip() + "\n        " + SOURCE, "wrong.yaml")], small)
    assert any("wrong.yaml:6: topics.nothing.resolution: no value stands here" in text for text in told)
    assert any("wrong.yaml:7: vendors.every: there is nothing here for 'every' to mean" in text for text in told)
    assert any("wrong.yaml:8: team.groups.care.contract_hours: this is no number" in text for text in told)
    text = "name: Wrong\nedits:\n  topics:\n    every:\n      resolution: {times: 2}\n" + SOURCE
    told = problems(load_levers, [written(tmp_path, text, "wrong.yaml")], small)
    assert any("wrong.yaml:5: topics.question.resolution" in text for text in told)


def test_a_grid_has_every_combination(small, tmp_path):
    text = """\
        edits: {vendors: {desk: {channels: [phone], seats: 1, price: {scheme: per_hour, rate: 9}}}}
        axes:
          price: {path: vendors.desk.price.rate, values: [9, 12]}
          speed: {edits: {as it is: {}, faster: {vendors: {desk: {speed: {times: 1.2}}}}}}
        """
    cells = load_grid(written(tmp_path, text, "grid.yaml"), small)
    assert [cell.name for cell in cells] == [
        "price: 9, speed: as it is",
        "price: 9, speed: faster",
        "price: 12, speed: as it is",
        "price: 12, speed: faster",
    ]
    assert [cell.vendors["desk"].price.rate for cell in cells] == [9, 9, 12, 12]
    assert [cell.vendors["desk"].speed for cell in cells] == [1, 1.2, 1, 1.2]


def test_what_is_wrong_with_a_grid_is_told_with_its_line(small, tmp_path):
    def told(text):
        return problems(load_grid, written(tmp_path, text, "grid.yaml"), small)

    assert "grid.yaml:2: axes.a" in told("axes:\n  a: {path: seed}\n")[0]
    assert "at most 200" in told(f"axes:\n  a: {{path: seed, values: {list(range(201))}}}\n")[0]
    wrong = told("axes:\n  a:\n    path: calendar.weeks\n    values:\n      - 2\n      - none\n")
    assert len(wrong) == 1
    assert "grid.yaml:6: calendar.weeks" in wrong[0]


@pytest.mark.parametrize("scenario", ["small_shop/small_shop", "small_shop/with_parts", "bank/bank"])
def test_every_shipped_lever_can_be_bought(scenario):
    file = REPOSITORY / "scenarios" / f"{scenario}.yaml"
    base = load_scenario(file)
    levers = load_levers(file.parent.glob("levers/*.yaml"), base)
    assert len(levers) >= 4
    for key in levers:
        together = [levers[name] for name in sorted(with_needed([key], levers))]
        assert with_levers(base, together).digest != base.digest


def test_the_shipped_grid_has_six_alternatives():
    assert len(load_grid(SHOP / "grid.yaml", load_scenario(SHOP / "small_shop.yaml"))) == 6
