"""Labour by hand: two people, one week, one night over midnight, one holiday, one day of leave; clocks that change."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.finance.labour import labour_lines
from sim.finance.monthly import monthly_costs
from sim.finance.paid_hours import paid_hours
from sim.finance.people_report import people_report
from sim.timing import HOUR
from sim.timing import WEEK as WEEK_TIME
from tests.finance.case import (
    ADA,
    AVERAGE,
    BEN,
    HOLIDAY,
    QUIET,
    WEEK,
    amount,
    hours_of,
    lines,
    log_of,
    roster,
    rows_of,
    scenario_with,
)


def test_hours_by_hand():
    table = paid_hours(scenario_with(**HOLIDAY), WEEK).set_index("person")
    assert table.loc["Ada"].to_dict() == {
        "group": "care", "wage_per_hour": 30, "contract": 20,
        "rostered": 11.5,  # 8 - 0.5 unpaid, and 4; the breaks of 15 minutes are paid
        "leave": 0, "not_rostered": 8.5,
        "overtime": 0, "night": 0, "weekend": 0, "holiday": 4,
    }  # fmt: skip
    assert table.loc["Ben"].to_dict() == {
        "group": "care", "wage_per_hour": 20, "contract": 40,
        "rostered": 7.5, "leave": 8, "not_rostered": 24.5,
        "overtime": 0, "night": 4.5,  # 00:00-05:00 less the break
        "weekend": 5.5,  # Saturday 00:00-06:00 less the break
        "holiday": 0,
    }  # fmt: skip


def test_amounts_by_hand():
    table = monthly_costs(scenario_with(**HOLIDAY), WEEK, [QUIET])
    expected = {
        ("rostered hours", ADA): 11.5 * ADA * AVERAGE,
        ("rostered hours", BEN): 7.5 * BEN * AVERAGE,
        ("leave", BEN): 8 * BEN * AVERAGE,
        ("contract hours not rostered", ADA): 8.5 * ADA * AVERAGE,
        ("contract hours not rostered", BEN): 24.5 * BEN * AVERAGE,
        ("night premium", BEN * 0.25): 4.5 * BEN * 0.25 * AVERAGE,
        ("weekend premium", BEN * 0.2): 5.5 * BEN * 0.2 * AVERAGE,
        ("holiday premium", ADA): 4 * ADA * 1.0 * 1 / 12,  # one holiday a year
    }
    for (line, rate), value in expected.items():
        assert amount(table, line, rate=rate) == pytest.approx(value, rel=1e-12), line
    assert len(table) == len(expected)
    assert table["amount"].sum() == pytest.approx(sum(expected.values()), rel=1e-12)


def test_every_break_may_be_paid_or_not_and_an_unknown_one_is_unpaid():
    shift = "shift 2026-01-05 09:00 / 2026-01-05 17:00"
    half = "break 2026-01-05 12:00 / 2026-01-05 12:30"
    odd = "break 2026-01-05 14:00 / 2026-01-05 14:40"
    plan = roster(rows_of("Ben", shift, half, odd))
    assert hours_of(scenario_with(), plan, "Ben")["rostered"] == pytest.approx(8 - 0.5 - 40 / 60)
    paid = scenario_with(rules__breaks=[{"length": "30 min", "paid": True}, {"length": "40 min", "paid": True}])
    assert hours_of(paid, plan, "Ben")["rostered"] == 8
    # the rule is for shifts of nine hours or more: this break matches none
    longer = scenario_with(rules__breaks=[{"length": "30 min", "shift_at_least": "9 h", "paid": True}])
    assert hours_of(longer, roster(rows_of("Ben", shift, half)), "Ben")["rostered"] == 7.5


def test_two_breaks_of_one_length_match_two_rules_in_order():
    rules = [{"length": "30 min", "paid": True}, {"length": "30 min", "paid": False}]
    breaks = [f"break 2026-01-06 0{hour}:00 / 2026-01-06 0{hour}:30" for hour in (1, 4, 5)]
    plan = roster(rows_of("Ben", "shift 2026-01-06 00:00 / 2026-01-06 08:00", *breaks))
    ben = hours_of(scenario_with(rules__breaks=rules), plan, "Ben")
    assert ben["rostered"] == 7.0  # the first is paid, the second not, the third matches none
    assert ben["night"] == 4.5  # of the unpaid ones only 04:00-04:30 lies before 05:00


def test_a_shift_counts_whole_where_it_starts_in_the_horizon():
    before, after = "shift 2026-01-04 22:00 / 2026-01-05 06:00", "shift 2026-01-12 22:00 / 2026-01-13 06:00"
    spans = (before, "shift 2026-01-11 22:00 / 2026-01-12 06:00", after)
    ben = hours_of(scenario_with(), roster(rows_of("Ben", *spans)), "Ben")
    assert (ben["rostered"], ben["night"], ben["weekend"]) == (8, 5, 2)


def test_a_roster_of_another_time_is_refused():
    plan = roster(rows_of("Ben", "shift 2027-01-11 22:00 / 2027-01-12 06:00"))
    with pytest.raises(InputError, match=r"no shift of the roster starts inside the horizon.*2027-01-11.*2026-01-05"):
        paid_hours(scenario_with(), plan)


def test_a_roster_with_an_unknown_group_is_refused():
    plan = roster(rows_of("Ben", "shift 2026-01-05 09:00 / 2026-01-05 13:00", group="cares"))
    with pytest.raises(InputError, match=r"did you mean 'care'\?"):
        paid_hours(scenario_with(), plan)


def test_overtime_by_hand():
    states = [
        ("Ada", "care", "team", "phone", 0, HOUR, False),
        ("Ada", "care", "team", "phone", HOUR, 3 * HOUR, True),
        ("Ben", "care", "team", "phone", HOUR, 2 * HOUR, True),
        ("Eve", "care", "team", "phone", HOUR, 2 * HOUR, True),  # nobody knows her: the group's wage
        ("Kim", "care", "on_call", "phone", HOUR, 2 * HOUR, True),  # paid by the call-out
    ]
    runs = [log_of(states=states), log_of(replication=1)]
    table = monthly_costs(scenario_with(), WEEK, runs)
    assert amount(table, "overtime", rate=ADA * 1.5) == pytest.approx(2 / 2 * ADA * 1.5 * AVERAGE)
    assert amount(table, "overtime", rate=BEN * 1.5) == pytest.approx(2 / 2 * BEN * 1.5 * AVERAGE)


def test_hiring_and_training_by_hand():
    changes = {"costs__attrition_per_year": 0.3, "costs__hiring_cost": 2000, "costs__training_hours": 80}
    table = monthly_costs(scenario_with(**changes), WEEK, [QUIET])
    hiring = table[table["line"] == "hiring"]
    assert hiring["amount"].sum() == pytest.approx(2 * 0.3 / 12 * 2000)  # two people
    assert amount(table, "training of new people", rate=ADA) == pytest.approx(0.3 / 12 * 80 * ADA)
    assert amount(table, "training of new people", rate=BEN) == pytest.approx(0.3 / 12 * 80 * BEN)


ON_CALL = {
    "hours": "22:00-24:00",
    "group": "office",
    "response": {"family": "constant", "mean": "10 min"},
    "pay_per_week": 150,
    "pay_per_call_out": 40,
}


def test_on_call_by_hand_and_the_office_keeps_its_contracts():
    office = {"channels": ["phone"], "wage_per_hour": 99, "size": 5}
    scenario = scenario_with(team__groups__office=office, on_call=ON_CALL)
    duty = rows_of("office 1", "on_call 2026-01-05 22:00 / 2026-01-06 00:00", group="office")
    call = {"by": "on_call", "handler": "office", "agent": "office 1"}
    log = log_of(call, call, call, call | {"outcome": "unresolved", "solved": None}, {}, call_outs=2)
    plan = roster(WEEK.assignments.itertuples(index=False, name=None), duty)
    table = monthly_costs(scenario, plan, [log])
    assert amount(table, "on-call weeks", "office") == pytest.approx(150 * AVERAGE)
    assert amount(table, "call-outs", "office") == pytest.approx(2 * 40 * AVERAGE)
    assert set(table.loc[table["item"] == "office", "line"]) == {"on-call weeks", "call-outs"}
    more = ON_CALL | {"pay_per_call_out": 0, "pay_per_contact": 7, "compensatory_days_per_week": 0.5}
    table = monthly_costs(scenario_with(team__groups__office=office, on_call=more), plan, [log])
    assert amount(table, "contacts on call", "office") == pytest.approx(3 * 7 * AVERAGE)  # however many call-outs
    assert amount(table, "compensatory days", "office") == pytest.approx(0.5 * 40 / 5 * 99 * 1.5 * AVERAGE)
    assert "call-outs" not in lines(table)


def test_people_on_shift_who_are_on_call_too_keep_their_contracts_here():
    scenario = scenario_with(on_call=ON_CALL | {"group": "care"})
    table = paid_hours(scenario, WEEK)
    assert list(table["contract"]) == [20, 40]


def test_without_premiums_labour_is_contract_hours_at_the_loaded_wage():
    premiums = dict.fromkeys(("costs__night_premium", "costs__weekend_premium", "costs__holiday_premium"), 0.0)
    table = monthly_costs(scenario_with(**premiums, **HOLIDAY), WEEK, [QUIET])
    assert table["amount"].sum() == pytest.approx((20 * ADA + 40 * BEN) * AVERAGE)
    assert lines(table) == {"rostered hours", "leave", "contract hours not rostered"}


def test_four_weeks_scale_by_a_quarter():
    """The same week four times over costs the same month."""
    one = monthly_costs(scenario_with(), WEEK, [QUIET])
    rows = []
    for week in range(4):
        shifted = WEEK.assignments.assign(
            **{name: WEEK.assignments[name] + pd.Timedelta(weeks=week) for name in ("start", "end")}
        )
        rows.append(list(shifted.itertuples(index=False, name=None)))
    four = monthly_costs(scenario_with(calendar__weeks=4), roster(*rows), [log_of(horizon=4 * WEEK_TIME)])
    pd.testing.assert_frame_equal(one, four)


shift_lists = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 23), st.integers(1, 12)), unique_by=lambda shift: shift[0], max_size=7
)


def spans(shifts):
    start = pd.Timestamp("2026-01-05", tz="UTC")
    return [
        ("shift", start + pd.Timedelta(days=day, hours=hour), start + pd.Timedelta(days=day, hours=hour + length))
        for day, hour, length in shifts
    ]


@settings(max_examples=20)
@given(st.lists(shift_lists, min_size=1, max_size=3))
def test_labour_of_people_adds_up(shifts):
    """The labour of a team is the sum of the labour of its members, each on a roster of their own."""
    scenario = scenario_with(team__people=[], **HOLIDAY)

    def rows(number):
        # everybody has a day of leave, so that nobody without shifts drops out of the roster
        leave = ("leave", pd.Timestamp("2026-01-08", tz="UTC"), pd.Timestamp("2026-01-09", tz="UTC"))
        return [(f"P{number}", "care", kind, "", *times) for kind, *times in [leave, *spans(shifts[number])]]

    parts = [monthly_costs(scenario, roster(rows(number)), [QUIET]) for number in range(len(shifts))]
    whole = monthly_costs(scenario, roster(*(rows(number) for number in range(len(shifts)))), [QUIET])
    separate = pd.concat(parts).groupby(["line", "rate"])["amount"].sum()
    together = whole.set_index(["line", "rate"])["amount"]
    pd.testing.assert_series_equal(together.sort_index(), separate.sort_index())


@settings(max_examples=40)
@given(shift_lists)
def test_nobody_is_paid_less_than_the_contract(shifts):
    scenario = scenario_with(team__people=[{"name": "Ben", "group": "care"}])
    plan = roster([("Ben", "care", kind, "", *times) for kind, *times in spans(shifts)])
    ben = hours_of(scenario, plan, "Ben")
    worked = sum(length for _, _, length in shifts)
    assert ben["rostered"] == worked
    assert ben["rostered"] + ben["leave"] + ben["not_rostered"] == pytest.approx(max(40, worked))
    assert 0 <= ben["night"] <= ben["rostered"]
    assert 0 <= ben["weekend"] <= ben["rostered"]


def test_the_report_for_the_people_adds_up_to_the_labour_costs():
    scenario = scenario_with(**HOLIDAY, costs__night_premium=0.2, costs__weekend_premium=0.3)
    report = people_report(scenario, WEEK)
    table = paid_hours(scenario, WEEK)
    parts = [line for line in labour_lines(scenario, table) if line.per in ("horizon", "holiday")]
    cost = sum(line.quantity * line.rate for line in parts)
    assert report["pay"].sum() * scenario.costs.loading == pytest.approx(cost)
    ada = report.set_index("person").loc["Ada"]
    assert ada["balance_hours"] == -8.5
    assert ada["base_pay"] == 20 * 30  # the contract: what is not rostered is paid
