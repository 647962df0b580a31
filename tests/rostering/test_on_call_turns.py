"""What the duties are: when turns begin and end, weekends, holidays, sites, clock changes; every figure by hand."""

from sim.rostering.on_call_turns import duties_of, hours_without_site, turns_of
from tests.rostering.calls import calls
from tests.rostering.desk import AUTUMN, SPRING

DAY = 1440
OFFICE = {"weekdays": "09:00-17:00"}


def spans(scenario, seat="primary", site=""):
    return [duty.spans for duty in duties_of(scenario) if duty.seat == seat and duty.site == site]


def test_a_week_is_a_turn():
    week, second = duties_of(calls(weeks=2))
    assert (week.days, week.spans, week.weekend, week.holidays) == (range(7), ((0, 7 * DAY),), 0, 0)
    assert (second.days, second.spans, second.weekend) == (range(7, 14), ((7 * DAY, 14 * DAY),), 1)


def test_a_turn_may_begin_on_another_day_and_be_handed_over_in_the_morning():
    scenario = calls(weeks=2, rota={"begins": "wed", "handover": "09:00"})
    nine = 9 * 60
    assert [(start, end) for _, start, end in turns_of(scenario)] == [
        (0, 2 * DAY + nine),  # what lies before the first handover belongs to the first turn
        (2 * DAY + nine, 9 * DAY + nine),
        (9 * DAY + nine, 14 * DAY),
    ]


def test_business_hours_have_no_weekend_and_are_cut_at_the_handover():
    scenario = calls(weeks=1, hours=OFFICE, rota={"turns": "day", "handover": "12:00"})
    duties = duties_of(scenario)
    assert [duty.weekend for duty in duties] == [None] * 5
    assert duties[0].spans == ((9 * 60, 17 * 60), (DAY + 9 * 60, DAY + 12 * 60))
    assert duties[1].spans == ((DAY + 12 * 60, DAY + 17 * 60), (2 * DAY + 9 * 60, 2 * DAY + 12 * 60))


def test_spans_of_days_of_ones_own():
    scenario = calls(weeks=1, rota={"turns": ["mon-thu", "fri-sun"], "secondary": True})
    assert [(duty.days, duty.seat, duty.weekend) for duty in duties_of(scenario)] == [
        (range(4), "primary", None),
        (range(4), "secondary", None),
        (range(4, 7), "primary", 0),
        (range(4, 7), "secondary", 0),
    ]


def test_public_holidays_in_a_turn():
    scenario = calls(weeks=2, calendar__holidays={"dates": ["2026-01-06", "2026-01-14", "2026-01-15"]})
    assert [duty.holidays for duty in duties_of(scenario)] == [1, 2]


def test_places_hand_over_with_the_sun():
    """London has 08:00-20:00; Sydney, eleven hours ahead in January, 07:00-20:00: 20:00-09:00 on London's clock."""
    sites = [
        {"name": "London", "group": "care", "hours": "08:00-20:00", "time_zone": "Europe/London"},
        {"name": "Sydney", "group": "care", "hours": "07:00-20:00", "time_zone": "Australia/Sydney"},
    ]
    scenario = calls(weeks=1, rota={"turns": "day", "sites": sites})
    assert spans(scenario, site="London")[0] == ((8 * 60, 20 * 60),)
    # Sydney's last hour, 08:00-09:00 in London, is London's, which stands first
    assert spans(scenario, site="Sydney")[0] == ((0, 8 * 60), (20 * 60, DAY))
    assert hours_without_site(scenario) == ()
    short = calls(weeks=1, rota={"turns": "day", "sites": sites[:1]})
    assert hours_without_site(short)[:2] == ((0, 8 * 60), (20 * 60, DAY + 8 * 60))


def test_a_week_with_a_clock_change_is_an_hour_shorter_or_longer():
    for start, hours in ((SPRING, 167), (AUTUMN, 169)):
        scenario = calls(weeks=1, calendar__start=start, calendar__time_zone="Europe/London")
        [week] = duties_of(scenario)
        assert week.minutes == hours * 60
