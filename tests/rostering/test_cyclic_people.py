"""Who cannot follow a rota, worked out by hand on a table of three weeks."""

from sim.rostering.cyclic_people import weeks_that_suit, who_cannot_follow
from sim.rostering.cyclic_rota import Rota
from sim.rostering.timesheets import Violation
from tests.rostering.desk import scenario_with
from tests.rostering.rotas import instance, rows_of

TABLE = ["DDDDD--", "AAAAA--", "NNNN---"]
"""A week of early, of late and of night shifts of eight hours: 40, 40 and 32 h, 37.3 on average; no weekends."""
ROTA = Rota(instance(TABLE), rows_of(TABLE), "given")


def told(*people, broken=(), **more):
    return list(who_cannot_follow(scenario_with(*people, **more), "care", ROTA, broken))


def test_whose_terms_are_kept_is_not_told():
    assert (
        told("Ada", {"name": "Ben", "weekends": False}, {"name": "Cai", "contract_hours": 38, "days_off": ["sun"]})
        == []
    )


def test_shifts_hours_and_weeks_are_told():
    ada = {"name": "Ada", "nights": False, "contract_hours": 20}
    nights = [Violation("nights", "Ada", "a night")] * 4
    [sentence] = told(
        ada, broken=[*nights, Violation("daily_rest", "Ada", "no term of her own")], rules__hours_tolerance=0.05
    )
    assert sentence == (
        "Ada cannot follow the rota: 4 nights, though no nights are worked; 37.3 h a week for a contract of 20 h. "
        "Of the 3 weeks of the table 2 keep days off, nights and weekends: 1, 2."
    )


def test_a_night_into_a_day_off_breaks_it():
    scenario = scenario_with({"name": "Ada", "days_off": ["fri"]}, {"name": "Ben", "days_off": ["sat"]})
    ada, ben = scenario.team.people
    assert weeks_that_suit(scenario, ada, ROTA) == [], "the night of Thursday ends on Friday"
    assert weeks_that_suit(scenario, ben, ROTA) == [1, 2, 3]
    [sentence] = told({"name": "Ada", "days_off": ["fri"]}, broken=[Violation("days_off", "Ada", "Friday")])
    assert sentence.endswith(
        "1 shift on a day always off. None of the 3 weeks of the table keeps days off, nights and weekends."
    )
