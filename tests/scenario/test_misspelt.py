"""Every key of the shop's file and of its alternatives, misspelt in turn, fails in its line with a suggestion."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from sim.errors import InputError
from sim.scenario import load_scenario
from tests.scenario.files import SMALL, load_text, small_with, written

SHOP = Path(__file__).resolve().parents[2] / "scenarios" / "small_shop" / "small_shop.yaml"
NAMES = {  # mappings whose keys are names given by the planner, or text (hours), not keys of the model
    ("topics",), ("demand", "topics"), ("self_service", "topics"), ("team", "groups"), ("sources",), ("vendors",),
    ("automation",), ("demand", "segments"), ("uncertainty", "inputs"),
}  # fmt: skip


def keys_of(value, path=()):
    """Every key of a YAML document that the model knows by name: path, key, line and column (from 0)."""
    if isinstance(value, CommentedMap):
        for key in value:
            if path not in NAMES and path[-1:] != ("hours",):
                yield path, str(key), value.lc.key(key)
            yield from keys_of(value[key], (*path, str(key)))
    elif isinstance(value, CommentedSeq):
        for index, inner in enumerate(value):
            yield from keys_of(inner, (*path, index))


def all_keys():
    """The first of every kind of key: what stands under two topics stands there for the same reason."""
    first = {}
    for path, key, place in keys_of(YAML(typ="rt").load(SHOP.read_text(encoding="utf-8"))):
        kind = tuple("*" if path[:index] in NAMES or isinstance(key, int) else key for index, key in enumerate(path))
        first.setdefault((kind, key), (path, key, place))
    return list(first.values())


@pytest.mark.parametrize(
    ("path", "key", "place"),
    all_keys(),
    ids=lambda value: ".".join(map(str, value)) if isinstance(value, tuple) else value,
)
def test_a_misspelt_key_of_the_shop(tmp_path, path, key, place):
    line, column = place
    lines = SHOP.read_text(encoding="utf-8").splitlines()
    wrong = key[:-1] + key[-1] * 2 if len(key) > 2 else key + "x"  # the last letter twice
    assert lines[line][column : column + len(key)] == key
    lines[line] = lines[line][:column] + wrong + lines[line][column + len(key) :]
    with pytest.raises(InputError) as error:
        load_scenario(written(tmp_path, "\n".join(lines), "shop.yaml"))
    about = [problem for problem in error.value.problems if problem.given == wrong or wrong in problem.wrong]
    assert about, str(error.value)
    assert {problem.line for problem in about} == {line + 1}
    assert any(f"did you mean '{key}'" in problem.wrong or f"'{key}'" in str(problem) for problem in about), str(
        error.value
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "suggested"),
    [
        ("calendar:", "calender:", 2, "calendar"),
        ("  weeks: 1", "  week: 1", 4, "weeks"),
        ("    patience:", "    patiance:", 8, "patience"),
        ("mean: 4 min", "maen: 4 min", 8, "mean"),
        ("family: exponential, mean: 4 min", "family: exponentiel, mean: 4 min", 8, "exponential"),
        ("  phone:\n", "  phon:\n", 6, "phone"),
        ("mon-fri:", "mon-fry:", 7, None),
        ("topics: {question: 1}", "topics: {qestion: 1}", 14, "question"),
        ("channels: [phone]", "channels: [fone]", 18, "phone"),
        ("      wage_per_hour", "      wage_per_our", 19, "wage_per_hour"),
    ],
)
def test_misspelt_words_of_the_small_one(tmp_path, old, new, line, suggested):
    with pytest.raises(InputError) as error:
        load_text(tmp_path, small_with(old, new))
    here = [problem for problem in error.value.problems if problem.line == line]
    assert here, str(error.value)
    assert suggested is None or any(f"did you mean '{suggested}'" in problem.wrong for problem in here), str(
        error.value
    )


def test_all_mistakes_are_told_at_once(tmp_path):
    text = SMALL.replace("weeks: 1", "weeks: 0").replace("mean: 4 min", "mean: 4").replace("wage_per_hour", "wage")
    with pytest.raises(InputError) as error:
        load_text(tmp_path, text)
    lines = [problem.line for problem in error.value.problems]
    assert lines == sorted(lines)
    assert {4, 8, 19} <= set(lines)
    assert str(error.value).startswith(f"{len(lines)} problems:\n")
    assert all("scenario.yaml:" in line for line in str(error.value).splitlines()[1:])
