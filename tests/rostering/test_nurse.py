"""The shift-scheduling benchmark of Curtois and Qu: reader, checker, and rosters proven best."""

import json
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.cli import main
from sim.errors import InputError
from sim.rostering.nurse_check import nurse_costs, nurse_violations
from sim.rostering.nurse_explain import missing_words, why_no_row
from sim.rostering.nurse_instance import Cover, Nurse, NurseInstance, is_nurse_file, read_nurse_instance
from sim.rostering.nurse_solve import solve_nurses

TEXT = """\
# a comment
SECTION_HORIZON
7

SECTION_SHIFTS
E,480,
L,480,E

SECTION_STAFF
Ann,E=7|L=2,2400,960,5,2,2,1
Bob,E=7|L=0,2400,480,4,1,1,0

SECTION_DAYS_OFF
Ann,3

SECTION_SHIFT_ON_REQUESTS
Ann,0,L,4

SECTION_SHIFT_OFF_REQUESTS
Bob,1,E,3

SECTION_COVER
0,E,1,100,1
1,E,2,100,1
"""


def written(folder, text):
    path = folder / "instance.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_read_as_it_says(tmp_path):
    instance = read_nurse_instance(written(tmp_path, TEXT))
    assert (instance.days, instance.kinds) == (7, ("E", "L"))
    assert instance.not_after == {"E": frozenset(), "L": frozenset({"E"})}
    assert instance.nurses[0] == Nurse("Ann", {"E": 7, "L": 2}, 960, 2400, 5, 2, 2, 1)
    assert instance.may_work(instance.nurses[0], 3) == ()
    assert instance.may_work(instance.nurses[1], 3) == ("E",)
    assert instance.wanted == {("Ann", 0, "L"): 4}
    assert instance.unwanted == {("Bob", 1, "E"): 3}
    assert instance.covers[1] == Cover(1, "E", 2, 100, 1)
    assert is_nurse_file(TEXT)
    assert is_nurse_file(TEXT.replace("SECTION_COVER", "SECTION_COVR"))  # so that the misspelling is told
    assert not is_nurse_file("num_days = 4;")


@pytest.mark.parametrize(
    ("old", "new", "line", "part"),
    [
        ("E,480,\n", "E,eight hours,\n", 6, "no line of SECTION_SHIFTS"),
        ("Ann,3", "Anne,3", 14, "unknown person"),
        ("Ann,0,L,4", "Ann,0,N,4", 17, "unknown shift"),
        ("0,E,1,100,1", "9,E,1,100,1", 23, "outside the horizon"),
        ("0,E,1,100,1", "0,E,1,100", 23, "no line of SECTION_COVER"),
        ("SECTION_COVER", "SECTION_COVERS", 22, "unknown section"),
        ("L,480,E", "E,480,E", 7, "this shift is given twice"),
        ("Bob,E=7|L=0", "Ann,E=7|L=0", 11, "this person is given twice"),
        ("# a comment", "hello", 1, "before the first section"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path, old, new, line, part):
    with pytest.raises(InputError) as error:
        read_nurse_instance(written(tmp_path, TEXT.replace(old, new)))
    assert error.value.problems[0].line == line
    assert part in str(error.value)


def test_the_command_solves_shows_and_writes(tmp_path, capsys):
    status = main(["roster", "solve", str(written(tmp_path, TEXT)), "--json", "--out", str(tmp_path / "out")])
    facts = json.loads(capsys.readouterr().out)
    assert status == 0
    assert facts["status"] == "optimal"
    assert facts["cost"] == sum(facts["costs"].values()) == facts["bound"]
    assert (tmp_path / "out" / "roster.csv").read_text("utf-8").startswith("person,day,shift\n")


def test_a_missing_file_is_one_clear_message(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_nurse_instance(tmp_path / "none.txt")


ANN = Nurse("Ann", {"E": 14, "L": 14, "N": 14}, 0, 14 * 480, 3, 2, 2, 1)
PLAIN = NurseInstance(
    days=14,
    minutes={"E": 480, "L": 480, "N": 600},
    not_after={"E": frozenset(), "L": frozenset(), "N": frozenset({"E"})},
    nurses=(ANN,),
    days_off={},
    wanted={},
    unwanted={},
    covers=(),
)


def row(text):
    """A roster of Ann: one letter a day, - for a day off."""
    return {("Ann", day): kind for day, kind in enumerate(text) if kind != "-"}


@pytest.mark.parametrize(
    ("nurse", "good", "bad", "words"),
    [
        (ANN, "EE--EEE-------", "EE--EEEE------", "4 working days in a row from day 4, at most 3"),
        (ANN, "E--EE---------", "EE--E---------", "1 working days in a row from day 4, at least 2"),
        (ANN, "-EE--EE-------", "-EE-EE--------", "1 days off in a row from day 3, at least 2"),
        (ANN, "NL------------", "NE------------", "E on day 1 may not follow N"),
        (ANN, "NL-----NL-----", "NL-----NE-----", "E on day 8 may not follow N"),
        (ANN, "----EE--EE----", "----EE------NL", "2 weekends with work, at most 1"),
        (replace(ANN, shifts_max={"N": 1}), "NL--LL--------", "NN------------", "2 shifts of N, at most 1"),
        (replace(ANN, minutes_max=960), "EE------------", "NN------------", "1200 minutes, accepted 0 to 960"),
        (replace(ANN, minutes_min=1200), "NN------------", "EE------------", "960 minutes, accepted 1200"),
    ],
)
def test_each_limit_both_ways(nurse, good, bad, words):
    instance = replace(PLAIN, nurses=(nurse,))
    assert nurse_violations(instance, row(good)) == []
    found = nurse_violations(instance, row(bad))
    assert len(found) == 1
    assert words in found[0]


def test_a_forbidden_pair_does_not_forbid_the_rest_of_the_row():
    """Night then early is forbidden; night then late is not, in the checker nor for the solver."""
    covers = (Cover(0, "N", 1, 100, 1), Cover(1, "L", 1, 100, 1), Cover(1, "E", 1, 10, 1))
    instance = replace(PLAIN, days=2, covers=covers)
    result = solve_nurses(instance, seconds=10, workers=1)
    assert (result.status, result.cost) == ("optimal", 10)
    assert result.given == {("Ann", 0): "N", ("Ann", 1): "L"}


def test_the_cost_by_hand():
    instance = replace(
        PLAIN,
        wanted={("Ann", 0, "L"): 4, ("Ann", 1, "E"): 2},
        unwanted={("Ann", 1, "E"): 3, ("Ann", 2, "E"): 5},
        covers=(Cover(0, "E", 3, 10, 1), Cover(1, "E", 0, 10, 7)),
    )
    assert nurse_costs(instance, row("EE------------")) == {
        "requests for": 4,
        "requests against": 3,
        "missing": 20,
        "too many": 7,
    }


def test_limits_that_contradict_each_other_name_the_person():
    bob = replace(ANN, name="Bob", minutes_min=9_000, run_max=2)
    result = solve_nurses(replace(PLAIN, nurses=(ANN, bob)), seconds=10, workers=1)
    assert result.status == "infeasible"
    assert "Bob" in result.why


def test_the_limits_in_conflict_are_told_with_what_mends_them():
    """Two days on and two off are at most 8 days of 14: 80 h of nights. 82 h are too much, 74 are not."""
    bob = replace(ANN, name="Bob", minutes_min=82 * 60, run_max=2, run_min=1, weekends_max=2)
    assert why_no_row(replace(PLAIN, nurses=(ANN, bob)), bob) == [
        "Bob: cannot be had together: at least 82 h; at most 2 working days in a row; at least 2 days off in a row.",
        "Bob would have a row with:",
        "at least 74 h instead of 82",
        "or at most 3 working days in a row instead of 2",
        "or at least 1 day off in a row instead of 2",
    ]


def test_where_people_are_missing_is_told():
    short = replace(PLAIN, covers=(Cover(0, "E", 3, 100, 1), Cover(1, "L", 1, 100, 1), Cover(2, "E", 0, 5, 1)))
    told = list(missing_words(short, {("Ann", 0): "E", ("Ann", 1): "L"}))
    assert told == ["  day 0, E: 2 people missing at 100 each"]


@st.composite
def small_instances(draw):
    """Two people, four days, two kinds: small enough to try every roster."""
    number = st.integers
    nurses = tuple(
        Nurse(
            name,
            {"E": draw(number(0, 4)), "L": draw(number(0, 4))},
            draw(number(0, 2)) * 480,
            draw(number(2, 4)) * 480,
            draw(number(1, 3)),
            draw(number(1, 2)),
            draw(number(1, 2)),
            2,
        )
        for name in ("Ann", "Bob")
    )
    cells = st.tuples(st.sampled_from(["Ann", "Bob"]), number(0, 3), st.sampled_from(["E", "L"]))
    requests = st.dictionaries(cells, number(1, 5), max_size=4)
    covers = tuple(
        Cover(day, kind, draw(number(0, 2)), draw(number(0, 20)), draw(number(0, 5)))
        for day in range(4)
        for kind in ("E", "L")
    )
    days_off = {"Ann": frozenset(draw(st.sets(number(0, 3), max_size=1)))}
    not_after = {"E": frozenset(), "L": frozenset({"E"})}
    return NurseInstance(4, {"E": 480, "L": 480}, not_after, nurses, days_off, draw(requests), draw(requests), covers)


@settings(max_examples=12)
@given(small_instances())
def test_the_optimum_is_that_of_trying_every_roster(instance):
    best = None
    rows = list(product([None, "E", "L"], repeat=4))
    for first, second in product(rows, rows):
        roster = {
            (name, day): kind
            for name, kinds in (("Ann", first), ("Bob", second))
            for day, kind in enumerate(kinds)
            if kind is not None
        }
        if not nurse_violations(instance, roster):
            cost = sum(nurse_costs(instance, roster).values())
            best = cost if best is None else min(best, cost)
    result = solve_nurses(instance, seconds=20, workers=1)
    if best is None:
        assert result.status == "infeasible"
    else:
        assert (result.status, result.cost) == ("optimal", best)


@pytest.mark.data
def test_the_first_instance_is_proven_best(shared_data):
    instance = read_nurse_instance(shared_data / "nurse_rostering" / "Instance1.txt")
    result = solve_nurses(instance, seconds=60)
    assert (result.status, result.cost, result.bound) == ("optimal", 607, 607)
    assert sum(result.costs.values()) == 607


@pytest.mark.data
@pytest.mark.slow
def test_a_roster_stopped_by_the_clock_is_sound_and_says_how_far_it_came(shared_data):
    instance = read_nurse_instance(shared_data / "nurse_rostering" / "Instance5.txt")
    result = solve_nurses(instance, seconds=6)
    assert result.status == "feasible"
    assert nurse_violations(instance, result.given) == []
    assert sum(result.costs.values()) == result.cost >= 1143 >= result.bound
