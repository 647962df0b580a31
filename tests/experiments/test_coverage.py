"""Coverage design: against trying every design, the effects it learns, and the scenario a design becomes."""

import itertools
from functools import cache
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.experiments.coverage import design_coverage
from sim.experiments.coverage_edits import designed, file_of, hours_of
from sim.experiments.coverage_effects import Model, key_of, uniform, uniform_designs
from sim.experiments.coverage_trial import try_design
from sim.rostering.coverage_choice import team_of
from sim.scenario import load_scenario, validate_scenario
from tests.centre.building import BASE, merged

DAY, NIGHT = "07:00-23:00", "00:00-07:00, 23:00-24:00"


def small(**over):
    """Phone and chat, two blocks, two or three choices; few contacts, so that a design takes no time."""
    names = ["phone", "chat"]
    target = {"share": 0.8, "within": "1 min"}
    base = {
        "calendar": {"interval": "1 h"},
        "channels": {name: {"target": target, "closed": {"policy": "give_up"}} for name in names},
        "demand": {"contacts_per_week": dict.fromkeys(names, 60)},
        "team": {"groups": {"care": {"channels": names}}},
        "vendors": {
            "desk": {
                "channels": names,
                "response": {"family": "constant", "mean": "10 s"},
                "price": {"scheme": "per_contact", "rate": 6},
            }
        },
        "rules": {"shift_lengths": ["8 h"], "breaks": [], "solve_seconds": 2},
        "coverage": {
            "blocks": {"day": DAY, "night": NIGHT},
            "choices": {"phone": ["team", "desk", "closed"], "chat": ["team", "desk"]},
            "reach": {name: {"share": 0.75} for name in names},
            "people": "free",
        },
        "study": {"replications": 2},
    }
    return validate_scenario(merged(merged(BASE, base), over))


def every_design(coverage):
    places = [(channel, block) for channel in coverage.choices for block in coverage.blocks]
    for choices in itertools.product(*(coverage.choices[channel] for channel, _ in places)):
        yield dict(zip(places, choices, strict=True))


@cache
def all_trials():
    scenario = small()
    return {key_of(scenario.coverage, one): try_design(scenario, one) for one in every_design(scenario.coverage)}


@pytest.mark.slow
def test_it_finds_the_best_of_all_designs_having_simulated_few():
    scenario = small()
    found = design_coverage(scenario)
    trials = all_trials()
    assert len(trials) == 36
    best = min(trials.values(), key=lambda trial: (trial.shortfall(scenario.coverage) > 1e-6, trial.cost))
    assert found.is_reached
    assert found.is_settled
    assert found.trial.cost == pytest.approx(best.cost, rel=1e-9)
    assert len(found.tried) < len(trials) / 2
    assert (found.reached["is_kept"]).all()


def test_a_dear_vendor_is_left_for_the_team_and_a_cheap_one_taken():
    base = small().model_dump(mode="json", exclude_unset=True)
    del base["channels"]["chat"], base["coverage"]["choices"]["chat"], base["coverage"]["reach"]["chat"]
    base["demand"]["contacts_per_week"] = {"phone": 60}
    base["coverage"]["blocks"] = {"week": "always"}
    found = {}
    for rate in (6.0, 600.0):
        base["vendors"]["desk"]["channels"] = base["team"]["groups"]["care"]["channels"] = ["phone"]
        base["vendors"]["desk"]["price"]["rate"] = rate
        result = design_coverage(validate_scenario(base))
        found[rate] = result.design["phone", "week"]
    # By the contact: 60 a week x 30.4375 / 7 x 6 = 1,565 a month; somebody at every hour takes five people.
    assert found == {6.0: "desk", 600.0: "team"}


def test_what_is_earned_and_what_is_paid_once_count_in_the_cost_of_a_design():
    plain = small()
    design = {place: "team" for place in next(iter(every_design(plain.coverage)))}
    selling = {"topics": {"question": {"upsell": {"share": 0.5, "value": 2.0}}}}
    twice = {"topics": {"question": {"upsell": {"share": 0.5, "value": 4.0}}}}
    tool = {"team": {"groups": {"care": {"tool": {"adoption": 0.4, "rollout_cost": 1200.0}}}}}
    cost, sold, more, built = (
        try_design(scenario, design) for scenario in (plain, small(**selling), small(**twice), small(**tool))
    )
    assert cost.cost - sold.cost == pytest.approx((cost.cost - more.cost) / 2)
    assert 0 < cost.cost - sold.cost <= 2 * 60 * 0.5 * 2.0 * 365.25 / 84 * 1.5  # at most what all contacts would buy
    once = 1200.0 / plain.coverage.months
    assert built.cost - built.cost_of_people == pytest.approx(cost.cost - cost.cost_of_people + once)


def test_the_effects_are_right_for_every_design_simulated():
    scenario = small()
    coverage = scenario.coverage
    tried = {key_of(coverage, one): try_design(scenario, one) for one in uniform_designs(coverage)}
    mixed = uniform(coverage, {"phone": "team", "chat": "desk"}) | {("phone", "night"): "closed"}
    model, further = Model(coverage, tried), try_design(scenario, mixed)
    for trials in ([*tried.values()], [*tried.values(), further]):
        known = model.effects(trials, 0)
        for trial in trials:
            team = team_of(trial.design, model.is_team)
            assert known.of(trial.design, team)[0] == pytest.approx(trial.cost, abs=0.01)
            for channel, margin in trial.margins(coverage).items():
                assert known.margins[channel].of(trial.design, team) == pytest.approx(margin, abs=1e-6)


def test_a_design_becomes_hours_of_channels_and_vendors():
    scenario = small()
    design = {
        ("phone", "day"): "team",
        ("phone", "night"): "desk",
        ("chat", "day"): "closed",
        ("chat", "night"): "closed",
    }
    made = designed(scenario, design)
    assert made.coverage is None
    assert made.channels["phone"].hours.ranges(0, False, False) == ((420, 1380),)
    assert made.channels["chat"].hours.text == "never"
    desk = made.vendors["desk"]
    assert desk.hours.ranges(5, True, False) == ((0, 420), (1380, 1440))
    assert made.calendar.is_open(*desk.hours_on("phone")).sum() == 7 * 8
    assert not made.calendar.is_open(*desk.hours_on("chat")).any()
    assert "desk" not in designed(scenario, dict.fromkeys(design, "closed")).vendors
    assert designed(scenario, dict.fromkeys(design, "desk")).team.groups["care"].size == 0


def test_hours_of_all_blocks_some_and_none():
    scenario = small()
    assert hours_of(scenario, ["day", "night"]) == "always"
    assert hours_of(scenario, []) == "never"
    assert hours_of(scenario, ["night"]) == {"weekdays": NIGHT, "weekend": NIGHT}


def test_a_design_is_written_as_a_file_that_loads(tmp_path):
    scenario = load_scenario("scenarios/small_shop/coverage.yaml")
    places = [(channel, block) for channel in scenario.coverage.choices for block in scenario.coverage.blocks]
    design = {place: scenario.coverage.choices[place[0]][0] for place in places} | {("phone", "night"): "on_call"}
    base = (tmp_path / "base.yaml").resolve()
    base.write_text(f"extends: {Path('scenarios/small_shop/coverage.yaml').resolve()}\n", "utf-8")
    (tmp_path / "design.yaml").write_text(file_of(scenario, design, "base.yaml", "The design"), "utf-8")
    made = load_scenario(tmp_path / "design.yaml")
    assert made.name == "The design"
    assert made.on_call.hours.text == designed(scenario, design).on_call.hours.text
    assert made.vendors == {}
    assert made.automation == {}


@pytest.mark.parametrize(
    ("over", "told"),
    [
        ({"coverage": {"blocks": {"night": "00:00-07:00"}}}, "mon 23:00 lies in no block"),
        ({"coverage": {"blocks": {"night": "00:00-08:00, 23:00-24:00"}}}, "mon 07:00 lies in the blocks day and night"),
        ({"coverage": {"choices": {"phone": ["team", "desc"]}}}, "unknown 'desc' \\(did you mean 'desk'"),
        ({"coverage": {"choices": {"phone": ["on_call"]}}}, "nobody is on call"),
        ({"coverage": {"choices": {"phone": ["team + closed"]}}}, "'team' opens the channel"),
        ({"coverage": {"choices": {"phone": []}}}, "nothing to choose from"),
        ({"coverage": {"fixed": {"phone": {"noon": "team"}}}}, "unknown block 'noon'"),
        ({"coverage": {"fixed": {"phone": {"day": "bot"}}}}, "'bot' is not among the channel's choices"),
        ({"vendors": {"desk": {"channels": ["phone"]}}}, "'desk' does not have the channel"),
        ({"channels": {"chat": {"target": None}}}, "the channel promises no time"),
    ],
)
def test_what_cannot_be_chosen_from_is_told(over, told):
    with pytest.raises(InputError, match=told):
        small(**over)


def test_without_coverage_there_is_nothing_to_design():
    with pytest.raises(InputError, match="does not say what may cover which channel"):
        design_coverage(small(coverage=None))
