"""Swaps: made, checked, told in words; who else could."""

import datetime as dt

import pytest
from ruamel.yaml import YAML

from sim.errors import InputError
from sim.rostering.on_call_solve import solve_on_call
from sim.rostering.on_call_swap import Swap, parse_swap, read_swaps, swap_turns, who_could
from tests.rostering.calls import away, calls

FIRST, SECOND, THIRD, FOURTH = (dt.date(2026, 1, 5) + dt.timedelta(weeks=week) for week in range(4))


@pytest.fixture(scope="module")
def plan():
    """Ada, Ben, Cai, Dee have a week each, in this order; Dee is on leave in the first week."""
    turns = zip(("Ada", "Ben", "Cai", "Dee"), (FIRST, SECOND, THIRD, FOURTH), strict=True)
    fixed = [{"person": who, "date": str(date)} for who, date in turns]
    team = ("Ada", "Ben", "Cai", away("Dee", "2026-01-06", "2026-01-06"))
    return solve_on_call(calls(*team, rota={"fixed": fixed}))


def holders(plan):
    return plan.turns["person"].tolist()


def test_a_swap_that_breaks_nothing(plan):
    swapped = swap_turns(plan, [Swap("Ada", FIRST, "Cai", THIRD + dt.timedelta(days=3))])
    assert holders(swapped.plan) == ["Cai", "Ben", "Ada", "Dee"]
    assert holders(swapped.before) == ["Ada", "Ben", "Cai", "Dee"]
    assert swapped.words == (
        "Cai takes 2026-01-05 to 2026-01-11, Ada takes 2026-01-19 to 2026-01-25.",
        "It breaks no rule.",
    )
    assert swapped.fixed == ("- {person: Cai, date: 2026-01-05}", "- {person: Ada, date: 2026-01-19}")


def test_a_swap_that_may_not_be_names_who_and_when(plan):
    swapped = swap_turns(plan, [Swap("Ada", FIRST, "Dee", FOURTH)])
    assert swapped.forbidden == ("2026-01-05 to 2026-01-11: Dee has the turn but is on leave on 2026-01-06",)
    assert [name for name, _ in who_could(plan, "Ada", FIRST)] == ["Cai", "Ben"]
    assert dict(who_could(plan, "Ada", FIRST)) == {"Cai": 0, "Ben": 1}  # Ben would have two weeks running


def test_several_swaps_are_made_one_after_the_other(plan):
    swapped = swap_turns(plan, [Swap("Ada", FIRST, "Ben", SECOND), Swap("Ada", SECOND, "Cai", THIRD)])
    assert holders(swapped.plan) == ["Ben", "Cai", "Ada", "Dee"]


def test_turns_that_are_not_there_are_told(plan):
    with pytest.raises(InputError, match=r"Ada has no turn on 2026-01-12.*accepted: 2026-01-05"):
        swap_turns(plan, [Swap("Ada", SECOND, "Cai", THIRD)])
    with pytest.raises(InputError, match=r"nobody of this name .*did you mean 'Ada'"):
        swap_turns(plan, [Swap("Adaa", FIRST, "Cai", THIRD)])


def test_swaps_as_text_and_as_a_file(tmp_path):
    one = Swap("O'Neill: Ben", FIRST, "נועה", THIRD)
    assert parse_swap("O'Neill: Ben:2026-01-05, נועה:2026-01-19") == one
    for wrong in ("Ada", "Ada:2026-01-05", "Ada:2026-01-05,Ben:tomorrow", ":2026-01-05,Ben:2026-01-12", "a:1,b:2,c:3"):
        with pytest.raises(InputError, match="this is no swap"):
            parse_swap(wrong)
    file = tmp_path / "swaps.csv"
    file.write_text("person,date,other,other_date\nO'Neill: Ben,2026-01-05,נועה,2026-01-19\n", encoding="utf-8-sig")
    assert read_swaps(file) == [one]
    file.write_text("person,date,other,other_date\nAda,2026-01-05,Ben,\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"swaps\.csv:2: this is no swap"):
        read_swaps(file)
    file.write_text("person,date,other\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"swaps\.csv:1: the column 'other_date' is missing"):
        read_swaps(file)


def test_nobody_swaps_with_themselves(plan):
    with pytest.raises(InputError, match="with themselves"):
        swap_turns(plan, [Swap("Ada", FIRST, "Ada", FIRST)])


def test_the_lines_that_make_a_swap_last_are_yaml_whatever_the_name():
    names = ["Ann, the first: 'A'", "=1+2", "נועה לוי"]
    plan = solve_on_call(calls(*names, weeks=3))
    one, other = plan.turns["person"].tolist()[:2]
    lines = swap_turns(plan, [Swap(one, FIRST, other, SECOND)]).fixed
    assert [line["person"] for line in YAML(typ="safe").load("\n".join(lines))] == [other, one]
