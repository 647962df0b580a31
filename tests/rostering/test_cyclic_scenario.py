"""The rota of a scenario: shifts and demand from a requirement, the fewest people, the dated roster."""

import datetime as dt

import numpy as np
import pytest

from sim.errors import InputError
from sim.rostering.check import check_roster
from sim.rostering.cyclic_check import check_rota
from sim.rostering.cyclic_dated import dated_rota, ways_of_table
from sim.rostering.cyclic_demand import week_demand
from sim.rostering.cyclic_instance import OFF
from sim.rostering.cyclic_rota import Rota
from sim.rostering.cyclic_scenario import fewest_by_hours, find_rota, instance_of, rota_rules, rota_shifts
from tests.rostering.desk import LAWFUL, SPRING, requirement_of, scenario_with


def office(time):
    """Two people on weekdays from 6 to 22, nobody else."""
    return 2 if time.day_of_week < 5 and 6 <= time.hour < 22 else 0


def always(time):
    return 1


def test_the_demand_covers_the_week_with_least_work():
    scenario = scenario_with()
    demand = week_demand(scenario, requirement_of(scenario, office), "care")
    assert [kind.name for kind in demand.types] == ["06:00-14:00", "14:00-22:00"]
    assert demand.people == ((2, 2, 2, 2, 2, 0, 0), (2, 2, 2, 2, 2, 0, 0))
    assert demand.uncovered == 0


def test_the_week_that_needs_most_counts():
    scenario = scenario_with(calendar__weeks=2)
    peak = requirement_of(scenario, lambda time: 3 if time.date() == dt.date(2026, 1, 14) else office(time))
    demand = week_demand(scenario, peak, "care")
    assert [row[2] for row in demand.people[:2]] == [3, 3], "Wednesday of the second week"
    assert [row[1] for row in demand.people[:2]] == [2, 2]


def test_few_types_may_not_be_enough():
    scenario = scenario_with(rota__shift_types_max=1)
    with pytest.raises(InputError, match="so few types"):
        week_demand(scenario, requirement_of(scenario, always), "care")


def test_shifts_given_by_hand_are_kept_and_what_they_miss_is_told():
    early = {"E": {"start": "06:00"}, "L": {"start": "14:00", "in_row_min": 2, "in_row_max": 3}}
    scenario = scenario_with(rota__shifts=early)
    demand = week_demand(scenario, requirement_of(scenario, always), "care")
    assert demand.uncovered == 7 * 8
    shifts = rota_shifts(scenario, demand.types)
    assert [(shift.name, shift.run_min, shift.run_max) for shift in shifts] == [("E", 1, None), ("L", 2, 3)]


def test_nobody_needed_is_no_rota():
    with pytest.raises(InputError, match="nobody of this group is needed"):
        week_demand(scenario_with(), requirement_of(scenario_with(), 0), "care")


def test_the_rules_of_the_scenario_become_those_of_the_rota():
    scenario = scenario_with(**LAWFUL, rota__off_after_nights=2)
    demand = week_demand(scenario, requirement_of(scenario, always), "care")
    shifts = rota_shifts(scenario, demand.types)
    assert [(shift.name, shift.is_night) for shift in shifts] == [("06-14", False), ("14-22", False), ("22-06", True)]
    rules = rota_rules(scenario, shifts, 5)
    early, late, night = 0, 1, 2
    assert {(late, early), (night, early), (night, late)} <= rules.forbidden, "rest and forward rotation"
    assert (night, OFF, early) in rules.forbidden, "35 hours at a stretch"
    assert (early, OFF, early) not in rules.forbidden
    assert (rules.work_max, rules.nights_max, rules.off_after_nights) == (6, 3, 2)
    assert (rules.minutes_max, rules.minutes_a_week_max) == (5 * 42 * 60, 48 * 60)
    assert (rules.weekends_worked_max, rules.weekends_off_min) == (3, 2)


def test_round_the_clock_takes_five_people():
    """One seat of 168 hours on contracts of 40 is 4.2 people; the tolerance of 5 % makes it exactly four by hours."""
    scenario = scenario_with(**LAWFUL, calendar__weeks=5)
    demand = week_demand(scenario, requirement_of(scenario, always), "care")
    assert fewest_by_hours(scenario, demand) == 4
    rota, too_few = find_rota(scenario, demand)
    assert rota.instance.people == 5
    assert too_few == (4,)
    assert check_rota(rota.instance, rota.rows) == []


def test_people_given_leave_open_what_they_cannot_cover():
    scenario = scenario_with(**LAWFUL, rota__people=3)
    demand = week_demand(scenario, requirement_of(scenario, always), "care")
    rota, too_few = find_rota(scenario, demand)
    assert (rota.instance.people, too_few) == (3, ())
    assert rota.counts["shortage"] >= 21 - 15, "three people work at most 42 hours a week"
    assert rota.status in ("optimal", "feasible")


def test_rules_that_leave_no_rota_are_an_input_error():
    scenario = scenario_with(**LAWFUL, rota__days_off_max=2, rota__surplus_max=0, rota__work_min=6)
    demand = week_demand(scenario, requirement_of(scenario, office), "care")
    with pytest.raises(InputError, match="no rota that keeps these rules"):
        find_rota(scenario, demand)


@pytest.mark.parametrize("start", ["2026-01-05", "2026-01-08", SPRING])
def test_the_dated_roster_keeps_every_rule_and_covers_all(start):
    """Ten weeks of a rota of five: over the clock change too, and from a Thursday."""
    scenario = scenario_with(
        **LAWFUL, calendar__weeks=10, calendar__start=start, calendar__time_zone="Europe/London", rota__surplus_max=0
    )
    requirement = requirement_of(scenario, always)
    rota, _ = find_rota(scenario, week_demand(scenario, requirement, "care"))
    dated = dated_rota(scenario, "care", ways_of_table(scenario, _rows(rota)), requirement)
    assert (dated.stand_ins, dated.left_open, dated.broken) == (0, 0, ())
    missing = dated.roster.gaps["interval_start"]
    first_night = scenario.calendar.start_utc + dt.timedelta(hours=6)
    assert (missing < first_night).all(), "only the night that began before the horizon may be open"
    assert len(dated.roster.people) == 5


def test_everybody_starts_in_a_row_of_their_own_and_moves_on_each_monday():
    scenario = scenario_with(calendar__weeks=2, calendar__start="2026-01-07")
    rows = [["a"] * 7, ["b"] * 7]
    first, second = ways_of_table(scenario, rows)
    assert "".join(first) == "a" + "a" * 5 + "b" * 7 + "a" * 2, "the day before, Wednesday to Sunday, then by weeks"
    assert "".join(second) == "b" + "b" * 5 + "a" * 7 + "b" * 2


def test_people_stand_in_for_those_on_leave():
    scenario = scenario_with(
        **LAWFUL, calendar__weeks=10, team__groups__care__shrinkage={"absence": 0, "leave": 0.1, "other": 0}
    )
    requirement = requirement_of(scenario, always)
    rota, _ = find_rota(scenario, week_demand(scenario, requirement, "care"))
    dated = dated_rota(scenario, "care", ways_of_table(scenario, _rows(rota)), requirement)
    leave = dated.roster.of_kind("leave")
    assert dated.stand_ins >= 1
    assert len(leave) > 0
    assert dated.broken == ()
    hours = (leave["end"] - leave["start"]).sum().total_seconds() / 3600
    assert hours > 0
    if dated.left_open == 0:
        assert dated.roster.gaps.empty
    else:
        assert dated.roster.gaps["missing"].sum() >= dated.left_open


def test_a_hole_in_the_dated_roster_is_a_gap():
    """Two people for one seat round the clock: the missing third of the week is told interval by interval."""
    scenario = scenario_with()
    requirement = requirement_of(scenario, always)
    demand = week_demand(scenario, requirement, "care")
    early, late, _ = rota_shifts(scenario, demand.types)
    rows = [[early] * 5 + [None] * 2, [late] * 5 + [None] * 2]
    dated = dated_rota(scenario, "care", ways_of_table(scenario, rows), requirement)
    missing = dated.roster.gaps["missing"].sum() * scenario.calendar.interval / 3_600_000_000
    assert dated.roster.status == "partial"
    assert missing == 168 - 80
    assert check_roster(scenario, dated.roster, requirement, sizes={"care": 2}) == []


def test_the_same_scenario_gives_the_same_rota():
    scenario = scenario_with(**LAWFUL, calendar__weeks=5, rota__wishes=[{"weekends_worked": 1}])
    demand = week_demand(scenario, requirement_of(scenario, always), "care")
    first, second = (find_rota(scenario, demand)[0] for _ in range(2))
    assert first.rows == second.rows
    assert np.array_equal(first.frame(), second.frame())


def test_an_instance_asks_for_the_wishes_of_the_scenario():
    scenario = scenario_with(rota__wishes=[{"short_changes": 2}, {"weekends_worked": 1}], rota__short_change="15 h")
    demand = week_demand(scenario, requirement_of(scenario, office), "care")
    instance = instance_of(scenario, demand, 4)
    assert instance.wishes == ((("short_changes", 2),), (("weekends_worked", 1),))
    assert instance.rules.short_change == 15 * 60


def _rows(rota):
    shifts = rota.instance.shifts
    return [[None if entry == OFF else shifts[entry] for entry in row] for row in rota.rows]


def test_ctrl_c_before_there_is_a_rota_ends_the_search_instead_of_adding_people(monkeypatch):
    asked = []

    def interrupted(instance, **_):
        asked.append(instance.people)
        return Rota(instance, None, "unknown", is_interrupted=True)

    monkeypatch.setattr("sim.rostering.cyclic_scenario.solve_rota", interrupted)
    scenario = scenario_with(**LAWFUL)
    demand = week_demand(scenario, requirement_of(scenario, always), "care")
    with pytest.raises(KeyboardInterrupt):
        find_rota(scenario, demand)
    assert len(asked) == 1
