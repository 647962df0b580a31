"""Who serves whom against theory: priorities, growing priorities, reservations and overflow, inside 95 % intervals."""

import pytest

from sim.centre.simulate import simulate
from sim.staffing.erlang import erlang_c
from tests.centre.building import around_the_clock, four_channels, roster, scenario_of
from tests.centre.chains import mean_of, mixture, steady_state
from tests.centre.queues import by_batch, waits, weeks_for

HANDLING = {"family": "exponential", "mean": "2 min"}
TWO_SKILLS = {
    "question": None,
    "first": {"handling": HANDLING, "skill": "a"},
    "second": {"handling": HANDLING, "skill": "b"},
}
MIX = {"topics": {"question": None, "first": 1, "second": 1}}


def two_skills(minutes, routes=(), **over):
    about = {"channels": ["phone"], "wage_per_hour": 15, "shrinkage": {"absence": 0}}
    groups = {"care": about | {"routes": list(routes)}} | over.pop("groups", {})
    return scenario_of(
        topics=TWO_SKILLS,
        demand=MIX,
        team={"groups": groups},
        serving={"attempts_max": 1},
        **weeks_for(minutes),
        **over,
    )


def mean_wait_of(log, kind, minutes, column="topic", warm_up=300):
    table = waits(log)
    table = table[table[column] == kind]
    return by_batch(table, lambda part: part["wait"].mean() / 60, minutes=minutes, batches=20, warm_up=warm_up)


def test_two_priorities_are_cobhams():
    """W_k = C(c, a) / (c μ) / ((1 - σ_(k-1)) (1 - σ_k)). Cobham, Operations Research 2, 1954."""
    minutes, agents, service = 40_000, 3, 2.0
    scenario = two_skills(minutes, [{"channels": ["phone"], "skills": ["b"], "priority": 2}])
    kinds = ({"rate": 0.5, "service": service, "topic": 0}, {"rate": 0.7, "service": service, "topic": 1})
    log = simulate(scenario, mixture(scenario, 1, minutes, *kinds), around_the_clock(scenario, agents))
    first, both = 0.5 * service / agents, 1.2 * service / agents
    base = erlang_c(1.2, service, agents, within=1.0).delayed * service / agents
    for kind, theory in (("first", base / (1 - first)), ("second", base / (1 - first) / (1 - both))):
        wait = mean_wait_of(log, kind, minutes)
        assert theory in wait and wait.half < 0.2 * theory, (kind, theory, wait)


def test_growing_priorities_are_kleinrocks():
    """Two classes on one server whose urgency grows at rates b1 > b2 while they wait.

    W_2 = W0 / (1 - ρ) / (1 - ρ1 (1 - b2 / b1)), W_1 = W0 / (1 - ρ) - ρ2 W_2 (1 - b2 / b1), with W0 = Σ λ E[S²] / 2.
    Kleinrock, Naval Research Logistics Quarterly 11, 1964, DOI 10.1002/nav.3800110306.
    """
    minutes, service = 60_000, 1.0
    channels = {"phone": {"waiting_weight": 3.0}, "chat": {"concurrency": 1, "priority": 1}}
    scenario = four_channels(channels=channels, serving={"attempts_max": 1}, **weeks_for(minutes))
    kinds = ({"rate": 0.4, "service": service, "channel": 0}, {"rate": 0.4, "service": service, "channel": 1})
    log = simulate(scenario, mixture(scenario, 2, minutes, *kinds), around_the_clock(scenario, 1))
    slow = 0.8 * service / 0.2 / (1 - 0.4 * (1 - 1 / 3))
    quick = 0.8 * service / 0.2 - 0.4 * slow * (1 - 1 / 3)
    assert slow == pytest.approx(5.4545, abs=1e-4) and quick == pytest.approx(2.5455, abs=1e-4)
    for kind, theory in (("phone", quick), ("chat", slow)):
        wait = mean_wait_of(log, kind, minutes, column="served_channel")
        assert theory in wait and wait.half < 0.2 * theory, (kind, theory, wait)


def reserved_chain(agents, free, rates, service, patience):
    """Busy agents and both queues, where the second kind begins only while `free` further agents are idle."""

    def moves(state):
        busy, first, second = state
        yield ((busy + 1, first, second) if busy < agents else (busy, first + 1, second)), rates[0]
        yield ((busy + 1, first, second) if busy < agents - free else (busy, first, second + 1)), rates[1]
        if busy:
            if first:
                after = busy, first - 1, second
            elif second and busy - 1 < agents - free:
                after = busy, first, second - 1
            else:
                after = busy - 1, first, second
            yield after, busy / service
        if first:
            yield (busy, first - 1, second), first / patience
        if second:
            yield (busy, first, second - 1), second / patience

    bounded = lambda state: (move for move in moves(state) if max(move[0][1:]) <= 25)  # noqa: E731
    return steady_state((0, 0, 0), bounded)


def test_agents_kept_free_are_a_small_markov_chain():
    minutes, agents, free, service, patience = 40_000, 4, 2, 2.0, 3.0
    rates = (0.8, 0.6)
    scenario = two_skills(minutes, [{"channels": ["phone"], "skills": ["b"], "priority": 2, "keep_free": free}])
    kinds = [{"rate": r, "service": service, "patience": patience, "topic": n} for n, r in enumerate(rates)]
    log = simulate(scenario, mixture(scenario, 3, minutes, *kinds), around_the_clock(scenario, agents))
    chances = reserved_chain(agents, free, rates, service, patience)
    for number, kind in enumerate(("first", "second")):
        theory = mean_of(chances, lambda state, number=number: state[1 + number]) / rates[number]  # Little
        wait = mean_wait_of(log, kind, minutes)
        assert theory in wait and wait.half < 0.15 * theory + 0.01, (kind, theory, wait)
    table = waits(log)
    at_once = mean_of(chances, lambda state: state[0] < agents)
    first = table[table["topic"] == "first"]
    seen = by_batch(first, lambda part: (part["wait"] == 0).mean(), minutes=minutes, batches=20, warm_up=300)
    assert at_once in seen and seen.half < 0.02


def overflow_chain(sizes, rates, service, patience):
    """Two groups: the first kind goes to the first group, else to the second, which prefers the second kind."""
    most_a, most_b = sizes

    def moves(state):
        a, b, first, second = state
        if a < most_a:
            yield (a + 1, b, first, second), rates[0]
        elif b < most_b:
            yield (a, b + 1, first, second), rates[0]
        else:
            yield (a, b, first + 1, second), rates[0]
        yield ((a, b + 1, first, second) if b < most_b else (a, b, first, second + 1)), rates[1]
        if a:
            yield ((a, b, first - 1, second) if first else (a - 1, b, first, second)), a / service
        if b and second:
            yield (a, b, first, second - 1), b / service
        elif b:
            yield ((a, b, first - 1, second) if first else (a, b - 1, first, second)), b / service
        if first:
            yield (a, b, first - 1, second), first / patience
        if second:
            yield (a, b, first, second - 1), second / patience

    bounded = lambda state: (move for move in moves(state) if max(move[0][2:]) <= 20)  # noqa: E731
    return steady_state((0, 0, 0, 0), bounded)


def test_overflow_between_two_groups_is_a_small_markov_chain():
    minutes, sizes, service, patience, rates = 40_000, (2, 2), 2.0, 2.0, (1.0, 0.6)
    second = {"channels": ["phone"], "wage_per_hour": 15, "shrinkage": {"absence": 0}}
    second["routes"] = [
        {"channels": ["phone"], "skills": ["a"], "order": 2, "priority": 2},
        {"channels": ["phone"], "skills": ["b"], "priority": 1},
    ]
    scenario = two_skills(minutes, [{"channels": ["phone"], "order": 1}], groups={"second": second})
    groups = scenario.team.groups | {"care": scenario.team.groups["care"].model_copy(update={"skills": ("a",)})}
    scenario = scenario.model_copy(update={"team": scenario.team.model_copy(update={"groups": groups})})
    end = scenario.calendar.horizon
    staff = roster(scenario, *((f"{g}{i}", g, "shift", 0, end) for g in ("care", "second") for i in range(2)))
    kinds = [{"rate": r, "service": service, "patience": patience, "topic": n} for n, r in enumerate(rates)]
    log = simulate(scenario, mixture(scenario, 4, minutes, *kinds), staff)
    chances = overflow_chain(sizes, rates, service, patience)
    for number, kind in enumerate(("first", "second")):
        theory = mean_of(chances, lambda state, number=number: state[2 + number]) / rates[number]
        wait = mean_wait_of(log, kind, minutes)
        assert theory in wait and wait.half < 0.15 * theory, (kind, theory, wait)
    table = waits(log)
    served = table[(table["topic"] == "first") & (table["outcome"] == "served")]
    over = by_batch(served, lambda part: (part["handler"] == "second").mean(), minutes=minutes, batches=20, warm_up=300)
    taken = mean_of(chances, lambda s: rates[0] * (s[0] == sizes[0] and s[1] < sizes[1]))
    taken += mean_of(chances, lambda s: s[1] / service * (s[2] > 0 and s[3] == 0))
    assert taken / (rates[0] * (1 - mean_of(chances, lambda s: s[2] / patience) / rates[0])) in over
    assert over.half < 0.02
