"""The rotation on call against all rotations there are, and random ones against the independent check."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.centre.roster import roster_of
from sim.rostering.on_call_check import check_turns, holders_of, turn_costs
from sim.rostering.on_call_instance import on_call_instance
from sim.rostering.on_call_rules import STAGES
from sim.rostering.on_call_solve import solve_on_call
from tests.rostering.calls import NAMES, away, calls

STAGE_RULES = [[rule.__name__ for rule in rules] for _, rules in STAGES]


def by_stage(costs):
    return [sum(costs[rule] for rule in rules) for rules in STAGE_RULES]


@st.composite
def small(draw):
    """Up to three people and five duties, so that every rotation can be looked at."""
    weeks = draw(st.integers(1, 3))
    turns = draw(st.sampled_from(["week", ["mon-thu", "fri-sun"], ["sun-wed", "thu-sat"]]))
    rota = {"turns": turns, "free_turns_between": draw(st.integers(0, 2))}
    if weeks == 1:
        rota["secondary"] = draw(st.booleans())
    team = []
    for name in NAMES[: draw(st.integers(1, 3))]:
        day = draw(st.one_of(st.none(), st.integers(5, 4 + 7 * weeks)))
        team.append(name if day is None else away(name, f"2026-01-{day:02}", f"2026-01-{day:02}"))
    return calls(*team, weeks=min(weeks, 2) if turns != "week" else weeks, rota=rota)


@settings(max_examples=25)
@given(small())
def test_the_solver_is_as_good_as_the_best_of_all_rotations(scenario):
    plan = solve_on_call(scenario)
    instance = plan.instance
    choices = [None, *range(len(instance.members))]
    best = min(
        by_stage(turn_costs(instance, holders))
        for holders in product(choices, repeat=len(instance.duties))
        if not any(violation.is_hard for violation in check_turns(instance, holders))
    )
    found = by_stage(plan.costs)
    # A stage gives way to the next by what rounding to points may hide: 1/840 for each person and item.
    assert all(abs(one - other) < 0.05 for one, other in zip(found, best, strict=True)), (found, best)
    assert plan.status != "feasible"


@st.composite
def larger(draw):
    weeks = draw(st.integers(2, 6))
    team = []
    for name in NAMES[: draw(st.integers(1, 6))]:
        first = draw(st.one_of(st.none(), st.integers(5, 25)))
        team.append(name if first is None else away(name, f"2026-01-{first:02}", f"2026-01-{first + 3:02}"))
    rota = {
        "turns": draw(st.sampled_from(["week", "day", ["mon-thu", "fri-sun"]])),
        "secondary": draw(st.booleans()),
        "handover": draw(st.sampled_from(["00:00", "09:00", "17:30"])),
        "free_turns_between": draw(st.integers(0, 3)),
        "held_before": draw(st.sampled_from([[], ["Ada"]])),
    }
    hours = draw(st.sampled_from(["always", {"weekdays": "00:00-09:00, 17:00-24:00", "weekend": "all day"}]))
    return calls(*team, weeks=weeks, hours=hours, rota=rota, rules__solve_seconds=0.5)


@settings(max_examples=12)
@given(larger())
def test_rotations_pass_the_check_and_their_rows_say_the_same(scenario):
    plan = solve_on_call(scenario)
    assert [violation for violation in check_turns(plan.instance, plan.holders) if violation.is_hard] == []
    assert plan.bound <= plan.objective + 0.05
    holders, wrong = holders_of(on_call_instance(scenario), roster_of(plan.assignments.values.tolist()))
    assert holders == plan.holders
    assert wrong == []
    again = solve_on_call(scenario)
    assert again.holders == plan.holders  # the same input, the same rotation
