"""The choice of cover against trying every design."""

import itertools

import numpy as np
import pytest

from sim.rostering.coverage_choice import Effects, People, choose_coverage, team_of

IS_TEAM = {"team": True, "desk": False, "closed": False}
PLACES = [(channel, block) for channel in ("phone", "chat") for block in ("day", "night", "weekend")]


def random_effects(draw, low, high):
    chosen = {(*place, choice): float(draw.integers(low, high)) for place in PLACES for choice in IS_TEAM}
    sets = [(), ("chat",), ("phone",), ("phone", "chat")]
    together = {
        (block, names): float(draw.integers(low, high)) for block in ("day", "night", "weekend") for names in sets
    }
    return Effects(float(draw.integers(low, high)), chosen, together)


def every_design(choices):
    for combination in itertools.product(*choices.values()):
        yield dict(zip(choices, combination, strict=True))


@pytest.mark.parametrize("with_people", [False, True])
@pytest.mark.parametrize("seed", range(8))
def test_it_finds_the_best_of_all_designs(seed, with_people):
    draw = np.random.default_rng(seed)
    cost = random_effects(draw, 0, 100)
    margins = {"phone": random_effects(draw, -20, 20), "chat": random_effects(draw, -30, 15)}
    people = People(random_effects(draw, 0, 40), 35.0, 60.0, 2) if with_people else None
    choices = dict.fromkeys(PLACES, tuple(IS_TEAM)) | {("phone", "day"): ("team",)}

    def value(design):
        team = team_of(design, IS_TEAM)
        short = sum(max(0.0, -margin.of(design, team)) for margin in margins.values())
        return short, cost.of(design, team) + (60.0 * people.of(design, team) if people else 0.0)

    found = choose_coverage(choices, IS_TEAM, cost, margins, people)
    assert (found.shortfall, found.cost) == pytest.approx(min(value(design) for design in every_design(choices)))
    assert value(found.design) == pytest.approx((found.shortfall, found.cost))


def test_serving_two_channels_together_is_dearer_or_cheaper_as_told():
    nights = {("phone", "night"): ("team", "desk"), ("chat", "night"): ("team", "desk")}
    desk = {("phone", "night", "desk"): 60.0, ("chat", "night", "desk"): 60.0}
    pooled = {("night", ("phone",)): 100.0, ("night", ("chat",)): 100.0, ("night", ("phone", "chat")): 110.0}
    together = choose_coverage(nights, IS_TEAM, Effects(0.0, desk, pooled), {})
    assert together.design == {("phone", "night"): "team", ("chat", "night"): "team"}
    apart = choose_coverage(nights, IS_TEAM, Effects(0.0, desk, pooled | {("night", ("phone", "chat")): 130.0}), {})
    assert apart.cost == 120.0
    assert set(apart.design.values()) == {"desk"}


def test_a_target_nobody_can_reach_is_missed_least():
    places = {("phone", "night"): ("desk", "closed")}
    margin = Effects(-10.0, {("phone", "night", "desk"): 4.0}, {})
    found = choose_coverage(places, IS_TEAM, Effects(0.0, {("phone", "night", "desk"): 99.0}, {}), {"phone": margin})
    assert (found.design["phone", "night"], found.shortfall, found.cost) == ("desk", 6.0, 99.0)
