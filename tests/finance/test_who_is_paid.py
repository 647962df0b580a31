"""Who is paid, and for how long, where roster and team do not name the same people or the same hours."""

import pytest

from sim.finance.monthly import monthly_costs
from sim.finance.paid_hours import paid_hours
from tests.finance.case import (
    AVERAGE,
    BEN,
    QUIET,
    amount,
    hours_of,
    roster,
    rows_of,
    scenario_with,
)


def test_contract_hours_are_paid_though_not_rostered():
    """Forty hours of contract and 32 on the roster cost forty."""
    four_days = [f"shift 2026-01-0{day} 09:00 / 2026-01-0{day} 17:00" for day in (5, 6, 7, 8)]
    scenario = scenario_with(team__people=[{"name": "Ben", "group": "care"}])
    table = monthly_costs(scenario, roster(rows_of("Ben", *four_days)), [QUIET])
    assert amount(table, "rostered hours") == pytest.approx(32 * BEN * AVERAGE)
    assert amount(table, "contract hours not rostered") == pytest.approx(8 * BEN * AVERAGE)
    assert table["amount"].sum() == pytest.approx(40 * BEN * AVERAGE)


def test_hours_above_the_contract_are_paid_as_rostered():
    six_days = [f"shift 2026-01-{day:02} 09:00 / 2026-01-{day:02} 17:00" for day in range(5, 11)]
    ben = hours_of(scenario_with(), roster(rows_of("Ben", *six_days)), "Ben")
    assert (ben["rostered"], ben["not_rostered"]) == (48, 0)


def test_a_member_of_the_team_without_shifts_is_paid():
    table = paid_hours(scenario_with(), roster(rows_of("Ada", "shift 2026-01-05 09:00 / 2026-01-05 13:00")))
    assert table.set_index("person").loc["Ben", "not_rostered"] == 40


def test_leave_of_somebody_without_shifts_counts():
    """Monday to Sunday is a week of contract; Saturday and Sunday count nothing."""
    ben = hours_of(scenario_with(), roster(rows_of("Ben", "leave 2026-01-05 00:00 / 2026-01-12 00:00")), "Ben")
    assert (ben["leave"], ben["not_rostered"], ben["rostered"]) == (40, 0, 0)


def test_leave_outside_the_horizon_is_not_counted():
    ben = hours_of(scenario_with(), roster(rows_of("Ben", "leave 2026-01-01 00:00 / 2026-01-06 00:00")), "Ben")
    assert ben["leave"] == 8


def test_people_named_after_their_group_are_sized_by_the_roster():
    scenario = scenario_with(team__people=[])
    shift = "shift 2026-01-05 09:00 / 2026-01-05 13:00"
    table = paid_hours(scenario, roster(rows_of("care 1", shift), rows_of("care 2", shift)))
    assert list(table["person"]) == ["care 1", "care 2"]
    assert list(table["contract"]) == [40, 40]
    assert list(table["wage_per_hour"]) == [20, 20]


def test_a_size_counts_people_the_roster_leaves_out_and_size_0_nobody():
    def of_size(size):
        return scenario_with(
            team__people=[],
            team__groups__care__size=size,
            vendors={"V": {"channels": ["phone", "email"], "seats": 1, "price": {"scheme": "per_hour", "rate": 1}}},
        )

    shift = roster(rows_of("care 1", "shift 2026-01-05 09:00 / 2026-01-05 13:00"))
    assert list(paid_hours(of_size(3), shift)["person"]) == ["care 1", "care 2", "care 3"]
    nobody = paid_hours(of_size(0), roster([]))
    assert nobody.empty
    assert not (monthly_costs(of_size(0), roster([]), [QUIET])["category"] == "labour").any()


def test_named_people_of_a_group_of_size_0_are_paid_where_they_are_rostered():
    vendors = {"V": {"channels": ["phone", "email"], "seats": 1, "price": {"scheme": "per_hour", "rate": 1}}}
    scenario = scenario_with(team__groups__care__size=0, vendors=vendors)
    assert paid_hours(scenario, roster([])).empty
    table = paid_hours(scenario, roster(rows_of("Ada", "shift 2026-01-05 09:00 / 2026-01-05 13:00")))
    assert table[["person", "wage_per_hour", "contract"]].to_numpy().tolist() == [["Ada", 30, 20]]


def test_a_person_in_another_group_is_paid_once():
    other = {"channels": ["phone"], "wage_per_hour": 50, "size": 0}
    scenario = scenario_with(team__groups__second=other)
    plan = roster(rows_of("Ada", "shift 2026-01-05 09:00 / 2026-01-05 13:00", group="second"))
    table = paid_hours(scenario, plan)
    assert list(table["person"]) == ["Ada", "Ben"]
    assert table.set_index("person").loc["Ada", ["wage_per_hour", "rostered"]].tolist() == [30, 4]
