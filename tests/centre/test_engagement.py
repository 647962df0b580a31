"""Engagement by hand, paired, at its extremes, and switched off."""

import pandas as pd
import pytest

from sim.centre.engagement import EngagementWeek, Mood
from sim.centre.simulate import simulate
from sim.demand.draw import absence_draws, draw_contacts
from sim.finance.monthly import monthly_costs
from sim.measures.agents import agent_time
from sim.measures.records import records_of
from sim.scenario.engagement import Engagement
from sim.scenario.outbound import Outbound
from tests.centre.building import HOUR, MINUTE, Need, contact_rows, four_channels, roster, run, scenario_of
from tests.centre.test_shifts_by_hand import pause, shift

DAY = 24 * HOUR
QUIET = {"recovers": 0, "load": 0, "overtime": 0, "nights": 0, "unfairness": 0, "absence": 0}


def team(weeks=2, **engagement):
    return scenario_of(
        calendar={"weeks": weeks},
        topics={"question": {"resolution": 0.8}},
        team={"groups": {"care": {"engagement": QUIET | engagement}}},
    )


def levels(log):
    return log.engagement["level"].tolist()


def test_every_formula_by_hand():
    mood = Mood(Engagement(start=0.6))
    assert (mood.level, mood.handling, mood.resolution, mood.absence) == (0.6, 1000, 1.0, 1.0)
    mood.move(EngagementWeek("care", 1, 0.6, occupancy=0.95, overtime_hours=4, night_share=0.5, unfairness=0.25))
    # 0.5 × 0.10 + 0.01 × 4 + 0.1 × 0.5 + 0.1 × 0.25 = 0.165
    assert mood.level == pytest.approx(0.435)
    assert mood.handling == 1033 and mood.resolution == pytest.approx(0.967) and mood.absence == pytest.approx(1.0825)
    mood.move(EngagementWeek("care", 2, 0.435, occupancy=0.5, overtime_hours=0, night_share=0, unfairness=0))
    assert mood.level == pytest.approx(0.468)  # a fifth of the way back
    for _ in range(100):
        mood.move(EngagementWeek("care", 3, 0, occupancy=1.0, overtime_hours=90, night_share=1, unfairness=1))
    assert mood.level == 0.0


def test_a_week_of_load_and_overtime():
    people = [shift("Ann", day * DAY + 9 * HOUR, day * DAY + 10 * HOUR) for day in (0, 7)]
    needs = [Need(9 * HOUR, work=57 * MINUTE), Need(9 * HOUR + 57 * MINUTE, work=HOUR), Need(7 * DAY + 9 * HOUR)]
    log = run(team(load=1.0, overtime=0.1, handling=1.0), needs, people)
    week = log.engagement.iloc[0]
    assert week["occupancy"] == 1.0 and week["overtime_hours"] == pytest.approx(57 / 60)
    lost = 0.15 + 0.1 * 57 / 60
    assert levels(log) == pytest.approx([0.7, 0.7 - lost])
    assert contact_rows(log, "handled")[2] == -(-5 * MINUTE * round(1000 * (1 + lost)) // 1000)
    assert log.engagement["occupancy"].iloc[1] == pytest.approx(5 * MINUTE * round(1000 * (1 + lost)) / 1000 / HOUR)


def test_a_stay_that_runs_over_the_end_of_a_week_counts_in_both():
    people = [shift("Ann", 7 * DAY - HOUR, 7 * DAY + HOUR)]
    log = run(team(), [Need(7 * DAY - 30 * MINUTE, work=45 * MINUTE)], people)
    assert log.engagement["occupancy"].tolist() == [0.5, 0.25]


def test_calls_the_team_makes_are_load_like_any_other():
    """A call of 15 minutes in an hour's shift: the occupancy that moves engagement is that of `agent_time`."""
    quarter = {"family": "constant", "mean": "15 min"}
    calls = {"groups": ["care"], "contacts_per_week": 1, "handling": quarter, "hours": {"mon": "09:00-10:00"}}
    scenario = team().model_copy(update={"outbound": {"calls": Outbound.model_validate(calls)}})
    log = run(scenario, [], [shift("Ann", 9 * HOUR, 10 * HOUR)])
    found = agent_time(records_of(log, scenario, warm_up=0))["occupancy"].iloc[0]
    assert log.engagement["occupancy"].iloc[0] == found == 0.25


def test_nights_and_their_fairness():
    people = [shift("Ann", day * DAY, day * DAY + 8 * HOUR) for day in range(4)]  # 00:00-05:00 is night: 5 of 8 hours
    people += [shift("Bea", day * DAY + 8 * HOUR, day * DAY + 16 * HOUR) for day in range(4)]
    log = run(team(nights=0.4, unfairness=0.2), [], people)
    week = log.engagement.iloc[0]
    assert week["night_share"] == pytest.approx(20 / 64) and week["unfairness"] == 0.5  # all with one of two
    assert levels(log)[1] == pytest.approx(0.7 - 0.4 * 20 / 64 - 0.1)
    people += [shift("Bea", 7 * DAY + day * DAY, 7 * DAY + day * DAY + 8 * HOUR) for day in range(4)]
    assert run(team(), [], people).engagement["unfairness"].tolist() == [0.5, 0.0]  # evened out so far


def test_absence_follows_the_level():
    scenario = team(weeks=8, nights=0.5, absence=2.0)
    group = scenario.team.groups["care"]
    ill = group.model_copy(update={"shrinkage": group.shrinkage.model_copy(update={"absence": 0.2})})
    scenario = scenario.model_copy(update={"team": scenario.team.model_copy(update={"groups": {"care": ill}})})
    people = [shift("Ann", day * DAY, day * DAY + 5 * HOUR) for day in range(56)]
    log = run(scenario, [], people)
    uniforms = absence_draws(scenario, 0, "Ann")[1:57]
    shares = [0.2 * (1 + 2.0 * (0.7 - level)) for level in levels(log)]
    expected = [bool(u < shares[day // 7]) for day, u in enumerate(uniforms)]
    assert log.shifts["absent"].tolist() == expected
    assert sum(expected) > (uniforms < 0.2).sum()


def test_the_share_solved_follows_the_level():
    people = [shift("Ann", day * DAY, day * DAY + 5 * HOUR) for day in (0, 7)]
    needs = [Need(day * DAY, draws={"solved": 0.79}) for day in (0, 7)]
    log = run(team(nights=0.5, resolution=0.5), needs, people)
    assert levels(log) == pytest.approx([0.7, 0.2])
    assert contact_rows(log, "solved") == [True, False]  # 0.8, then 0.8 × 0.75


def office(scenario):
    """Three people, four weeks of nine to five with a break each."""
    rows = []
    for number in range(3):
        for day in range(28):
            start = day * DAY + 9 * HOUR
            rows.append(shift(f"P{number}", start, start + 8 * HOUR))
            rows.append(pause(f"P{number}", start + (3 + number) * HOUR, start + (3 + number) * HOUR + 30 * MINUTE))
    return roster(scenario, *rows)


def busy(engagement):
    day = {"hours": [0.0] * 9 + [1.0] * 8 + [0.0] * 7}
    scenario = four_channels(
        calendar={"weeks": 4},
        demand={"contacts_per_week": {"phone": 1500, "chat": 300, "email": 200, "social": 60}, "shape": day},
        channels={"phone": {"patience": {"family": "exponential", "mean": "3 min"}}},
        topics={"question": {"resolution": 0.8}},
        team={"groups": {"care": {"engagement": engagement} if engagement is not None else {}}},
        costs={"attrition_per_year": 0.4, "hiring_cost": 3000},
    )
    log = simulate(scenario, draw_contacts(scenario, 0), office(scenario))
    return scenario, log


def test_worn_out_people_serve_the_same_customers_worse():
    _, fresh = busy({"load": 0.0})
    scenario, worn = busy({"load": 2.0, "handling": 0.5})
    assert levels(worn) == sorted(levels(worn), reverse=True) and levels(worn)[-1] < 0.6
    lost = [(log.contacts["outcome"] == "abandoned").sum() for log in (fresh, worn)]
    assert lost[0] < lost[1]
    solved = [log.contacts["solved"].astype(float).mean() for log in (fresh, worn)]
    assert solved[0] > solved[1]
    costs = monthly_costs(scenario, office(scenario), [worn])
    more = costs.loc[costs["line"] == "hiring by engagement", "amount"].sum()
    assert more == pytest.approx(3 * 0.4 / 12 * (0.7 - sum(levels(worn)) / 4) * 3000)


def test_switched_off_or_without_effect_it_leaves_the_same_log():
    _, plain = busy(None)
    nothing = {"handling": 0, "resolution": 0, "absence": 0}
    for engagement in (nothing | {"load": 2.0}, QUIET):
        _, log = busy(engagement)
        for table in ("contacts", "states", "shifts"):
            pd.testing.assert_frame_equal(getattr(log, table), getattr(plain, table))
    assert plain.engagement.empty
    scenario, _ = busy({"load": 2.0, "handling": 0.5})
    requirement = simulate(scenario, draw_contacts(scenario, 0), office(scenario), with_absences=False)
    assert requirement.engagement.empty  # people on the job, not named people
