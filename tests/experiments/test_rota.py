"""A rota for a scenario beside known patterns: the same customers, each checked, simulated and costed."""

import numpy as np
import pytest

from sim.errors import InputError
from sim.experiments.rota import OURS, plan_rota, ways_of_pattern
from sim.outputs.plots_rota import plot_rota, plot_rota_cover
from sim.outputs.rota_files import rota_files
from sim.outputs.rota_tables import rota_cells, rota_cover, rota_shifts_table, rota_starts
from sim.rostering.cyclic_check import check_rota
from sim.rostering.cyclic_patterns import PATTERNS
from sim.rostering.cyclic_scenario import find_rota
from sim.scenario import change_scenario, validate_scenario


@pytest.fixture(scope="module")
def scenario():
    """A desk open round the clock for a handful of calls."""
    return validate_scenario(
        {
            "name": "round the clock",
            "calendar": {"start": "2026-01-05", "weeks": 4, "time_zone": "Europe/London", "interval": "1 h"},
            "channels": {"phone": {"target": {"share": 0.5, "within": "5 min"}}},
            "topics": {"question": {"handling": {"family": "exponential", "mean": "5 min"}}},
            "demand": {"contacts_per_week": {"phone": 150}, "topics": {"question": 1}},
            "team": {"groups": {"care": {"channels": ["phone"], "wage_per_hour": 15}}},
            "rules": {"shift_starts": ["06:00", "14:00", "22:00"], "solve_seconds": 4},
            "rota": {"patterns": ["dupont", "5_4_9"]},
            "study": {"replications": 2},
        }
    )


@pytest.fixture(scope="module")
def plan(scenario):
    return plan_rota(scenario)


def test_every_option_is_a_row_with_what_a_manager_asks(plan):
    table = plan.table.set_index("option")
    assert list(table.index) == [OURS, "DuPont", "5-4/9"]
    assert table.loc["DuPont", "hours_a_week"] == 42
    assert table.loc["5-4/9", "weekends_off_share"] == 1
    assert table.loc["5-4/9", "cover_share"] < 0.5, "nobody works at night or at the weekend"
    assert table.loc[OURS, "cover_share"] > table.loc["5-4/9", "cover_share"]
    assert (table["cost_per_month"] > 0).all()


def test_our_rota_keeps_the_rules_and_patterns_break_some(plan):
    assert check_rota(plan.rota.instance, plan.rota.rows) == []
    table = plan.table.set_index("option")
    assert table.loc[OURS, "rules_broken"] == 0
    assert table.loc["DuPont", "rules_broken"] > 0, "a week of 72 hours, and four nights in a row"


def test_service_follows_cover(plan):
    """The same customers meet every option: where nobody works nights and weekends, fewer are answered in time."""
    table = plan.table.set_index("option")
    assert table.loc["5-4/9", "service_level_phone"] < table.loc[OURS, "service_level_phone"]


def test_a_pattern_has_equal_crews_of_at_least_as_many_people(scenario):
    assert len(ways_of_pattern(scenario, PATTERNS["dupont"], 5)) == 8
    assert len(ways_of_pattern(scenario, PATTERNS["5_4_9"], 5)) == 6
    assert len(ways_of_pattern(scenario, PATTERNS["three_shift_week_rotation"], 6)) == 6


def test_cover_by_hour_adds_up_to_the_shifts_of_the_table(plan):
    cover = rota_cover(plan)
    worked = sum(shift.length for row in plan.rota.rows for e in row if e >= 0 for shift in [_shift(plan, e)]) / 60
    assert cover["present"].sum() == pytest.approx(worked)
    assert (cover["present"] >= cover["needed"]).all()
    shifts = rota_shifts_table(plan)
    assert shifts.filter(like="on rota").to_numpy().sum() == sum(e >= 0 for row in plan.rota.rows for e in row)


def test_everybody_has_a_week_to_start_in_or_stands_in(plan):
    starts = rota_starts(plan)
    assert list(starts["first week"][: plan.rota.instance.people]) == [
        str(number) for number in range(1, plan.rota.instance.people + 1)
    ]
    assert len(starts) == plan.options[0].people + plan.options[0].dated.stand_ins
    assert set(plan.roster.people) <= set(starts["person"])


def test_the_pictures_show_every_entry_and_no_more(plan):
    cells = rota_cells(plan.rota)
    ax = plot_rota(cells)
    bars = [patch for patch in ax.patches if patch.get_width() > 0.5]
    assert len(bars) == (cells["band"] != "").sum()
    image = plot_rota_cover(rota_cover(plan)).images[0].get_array()
    spare = rota_cover(plan).assign(spare=lambda table: table["present"] - table["needed"])
    assert np.asarray(image).sum() == pytest.approx(spare["spare"].sum())


def test_the_workbook_opens_and_its_hours_are_those_of_the_rota(plan, tmp_path):
    import openpyxl

    files = rota_files(plan)
    assert set(files) == {"rota.xlsx", "rota.svg", "cover.svg", "rota.txt"}
    (tmp_path / "rota.xlsx").write_bytes(files["rota.xlsx"])
    book = openpyxl.load_workbook(tmp_path / "rota.xlsx", data_only=True)
    assert book.sheetnames == ["Rota", "Shifts", "Patterns", "People"]
    hours = [book["Rota"].cell(5 + week, 9).value for week in range(plan.rota.instance.people)]
    assert hours == pytest.approx(plan.rota.hours())
    assert files == rota_files(plan), "the same bytes each time"


def _shift(plan, entry):
    return plan.rota.instance.shifts[entry]


def test_a_missed_promise_asks_for_more_and_what_has_no_rota_leaves_the_round_before(scenario, monkeypatch):
    """A promise that one person at a time cannot keep: more people are asked for, and there is no rota for that."""
    strict = change_scenario(scenario, {"channels.phone.target.share": 0.99, "rota.patterns": []})
    asked = []

    def only_once(one, demand, **more):
        asked.append(demand)
        if len(asked) > 1:
            raise InputError("there is no rota")
        return find_rota(one, demand, **more)

    monkeypatch.setattr("sim.experiments.rota.find_rota", only_once)
    first = plan_rota(strict)
    assert len(asked) == 2
    assert asked[1].needed.sum() > asked[0].needed.sum()
    assert len(first.options) == 1
    assert not first.options[0].targets["met"].all()
    assert first.demand is asked[0]
