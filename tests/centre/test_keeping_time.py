"""Late and early starts, spells of absence and adherence: by hand, paired, at the extremes, and switched off."""

import numpy as np
import pandas as pd
import pytest

from sim.centre.simulate import simulate
from sim.demand.draw import draw_contacts
from sim.demand.habits import days_ill
from sim.measures.adherence import adherence
from tests.centre.building import HOUR, MINUTE, Need, contact_rows, four_channels, roster, run, scenario_of, state_rows
from tests.centre.test_shifts_by_hand import left, pause, shift

TEN = {"family": "constant", "mean": "10 min"}
LATE, EARLY = {"share": 1.0, "by": TEN}, {"share": 1.0, "late": 0.0, "by": TEN}


def keeping(**adherence):
    return scenario_of(team={"groups": {"care": {"adherence": adherence}}})


def share(scenario, log):
    table = adherence(log, scenario)
    assert len(table) == 1
    return table["adherence"].iloc[0]


def test_logging_in_late_and_early():
    people = [shift("Ann", HOUR, 2 * HOUR)]
    late = keeping(shift_start=LATE)
    log = run(late, [Need(HOUR)], people)
    assert contact_rows(log, "answered") == [HOUR + 10 * MINUTE]
    assert log.shifts[["start", "came", "left"]].to_numpy().tolist() == [[HOUR, HOUR + 10 * MINUTE, 2 * HOUR]]
    assert share(late, log) == pytest.approx(50 / 60)
    early = keeping(shift_start=EARLY)
    log = run(early, [Need(HOUR - 9 * MINUTE)], people)
    assert contact_rows(log, "answered") == [HOUR - 9 * MINUTE]
    assert share(early, log) == 1.0  # what lies before the shift was not planned and counts neither way


def test_nobody_logs_in_before_the_shift_before_has_ended_nor_after_the_shift():
    people = [shift("Ann", 0, HOUR), shift("Ann", HOUR + 5 * MINUTE, 2 * HOUR), shift("Ann", 3 * HOUR, 185 * MINUTE)]
    log = run(keeping(shift_start=EARLY), [], people)
    assert log.shifts["came"].tolist() == [0, HOUR, 170 * MINUTE]
    log = run(keeping(shift_start=LATE), [Need(182 * MINUTE)], people)
    assert log.shifts["came"].tolist() == [10 * MINUTE, HOUR + 15 * MINUTE, 185 * MINUTE]
    assert contact_rows(log, "outcome") == ["unresolved"]
    assert adherence(log, keeping(shift_start=LATE))["adhered_hours"].iloc[0] == pytest.approx((50 + 45) / 60)


BREAK = [shift("Ann", 0, 8 * HOUR), pause("Ann", 4 * HOUR, 4 * HOUR + 30 * MINUTE)]


@pytest.mark.parametrize(
    ("about", "start", "end", "adhered"),
    [
        ({}, 240, 270, 480),
        ({"break_start": LATE}, 250, 280, 460),  # 10 min of work that was planned as break, and the other way round
        ({"break_start": EARLY}, 230, 260, 460),
        ({"break_end": LATE}, 240, 280, 470),
        ({"break_end": EARLY}, 240, 260, 470),
        ({"break_start": LATE, "break_end": EARLY}, 250, 270, 470),
        ({"break_start": {"share": 0.0, "by": TEN}}, 240, 270, 480),
    ],
)
def test_breaks_late_and_early(about, start, end, adhered):
    scenario = keeping(**about)
    log = run(scenario, [], BREAK)
    assert [row for row in state_rows(log, "Ann") if row[0] == "break"] == [
        ("break", 0, start * MINUTE, end * MINUTE, False)
    ]
    assert share(scenario, log) == pytest.approx(adhered / 480)
    assert log.pauses[["state", "start", "end"]].to_numpy().tolist() == [["break", 240 * MINUTE, 270 * MINUTE]]


def test_a_break_that_waits_for_a_call_is_off_the_plan_too():
    scenario = scenario_of()
    log = run(scenario, [Need(235 * MINUTE, work=11 * MINUTE)], BREAK)  # six minutes late, and back six minutes late
    assert share(scenario, log) == pytest.approx(468 / 480)


def test_a_break_drawn_beyond_the_shift_is_not_taken_and_the_agent_leaves_in_time():
    people = [shift("Ann", 0, 8 * HOUR), pause("Ann", 7 * HOUR + 55 * MINUTE, 8 * HOUR)]
    log = run(keeping(break_start=LATE), [], people)
    assert state_rows(log, "Ann") == [("available", 0, 0, 8 * HOUR, False)]
    assert left(log) == [8 * HOUR]


def test_lateness_belongs_to_the_person_and_the_day():
    scenario = keeping(shift_start={"share": 0.4, "late": 0.75, "by": {"family": "exponential", "mean": "6 min"}})
    start = 9 * HOUR
    people = [
        shift(f"P{i}", day * 24 * HOUR + start, day * 24 * HOUR + 17 * HOUR) for i in range(300) for day in range(7)
    ]
    log = run(scenario, [], people)
    off = (log.shifts["came"] - log.shifts["start"]).to_numpy(dtype=float)
    count = len(off)
    assert abs((off != 0).mean() - 0.4) < 4 * (0.4 * 0.6 / count) ** 0.5
    assert abs((off > 0).mean() - 0.3) < 4 * (0.3 * 0.7 / count) ** 0.5
    assert np.abs(off[off != 0]).mean() / MINUTE == pytest.approx(6, abs=4 * 6 / (0.4 * count) ** 0.5)
    later = [
        (name, group, kind, first + HOUR, last + HOUR) for name, group, kind, first, last in people if name != "P0"
    ]
    moved = run(scenario, [], later).shifts
    same = off[(log.shifts["agent"] != "P0").to_numpy()]
    assert ((moved["came"] - moved["start"]).to_numpy(dtype=float) == same).all()


def test_spells_of_absence_have_the_share_and_the_length_that_was_asked_for():
    scenario = scenario_of(
        calendar={"weeks": 52}, team={"groups": {"care": {"shrinkage": {"absence": 0.08, "absence_days": 4}}}}
    )
    shrinkage = scenario.team.groups["care"].shrinkage
    people = [days_ill(scenario, 0, f"P{i}", shrinkage) for i in range(400)]
    ill = np.array(people)
    assert ill.mean() == pytest.approx(0.08, abs=0.006)
    begins = (ill[:, 1:] & ~ill[:, :-1]).sum()
    assert ill[:, 1:].sum() / begins == pytest.approx(4.0, abs=0.25)
    independent = scenario.team.groups["care"].shrinkage.model_copy(update={"absence_days": 1 / (1 - 0.08)})
    plain = independent.model_copy(update={"absence_days": None})
    for number in range(20):  # a chain that forgets at once is no chain
        chain = days_ill(scenario, 0, f"P{number}", independent)
        assert (chain == days_ill(scenario, 0, f"P{number}", plain)).all()


def test_whoever_is_ill_misses_the_shifts_of_these_days_under_any_roster():
    scenario = scenario_of(team={"groups": {"care": {"shrinkage": {"absence": 0.3, "absence_days": 3}}}})
    ill = days_ill(scenario, 0, "Ann", scenario.team.groups["care"].shrinkage)
    for start in (0, 9 * HOUR, 20 * HOUR):
        people = [shift("Ann", day * 24 * HOUR + start, day * 24 * HOUR + start + 2 * HOUR) for day in range(7)]
        log = run(scenario, [], people)
        assert log.shifts["absent"].tolist() == ill[1:8].tolist()
    assert log.shifts["came"].isna().tolist() == ill[1:8].tolist()


def office(scenario):
    """Three people, nine to five with a break each."""
    rows = []
    for number in range(3):
        for day in range(7):
            start = day * 24 * HOUR + 9 * HOUR
            rows.append(shift(f"P{number}", start, start + 8 * HOUR))
            rows.append(pause(f"P{number}", start + (3 + number) * HOUR, start + (3 + number) * HOUR + 30 * MINUTE))
    return roster(scenario, *rows)


def busy(**care):
    day = {"hours": [0.0] * 9 + [1.0] * 8 + [0.0] * 7}
    return four_channels(
        demand={"contacts_per_week": {"phone": 1400, "chat": 300, "email": 200, "social": 60}, "shape": day},
        channels={"phone": {"patience": {"family": "exponential", "mean": "3 min"}}},
        team={"groups": {"care": care}},
    )


def log_of(scenario):
    return simulate(scenario, draw_contacts(scenario, 0), office(scenario))


def lost(log):
    return int((log.contacts["outcome"] == "abandoned").sum())


def test_people_who_come_late_lose_more_of_the_same_customers():
    logs, shares = [], []
    for minutes in (0, 20, 60):
        late = {"share": 1.0, "by": {"family": "constant", "mean": f"{minutes} min"}}
        scenario = busy(adherence={"shift_start": late, "break_end": late})
        logs.append(log_of(scenario))
        shares.append(adherence(logs[-1], scenario)["adherence"].mean())
    assert lost(logs[0]) < lost(logs[1]) < lost(logs[2])
    assert shares[0] > shares[1] > shares[2]


def test_everybody_late_for_a_whole_shift_is_nobody_there():
    never = {"share": 1.0, "by": {"family": "constant", "mean": "9 h"}}
    log = log_of(busy(adherence={"shift_start": never}))
    assert log.states.empty and set(log.contacts["outcome"]) <= {"abandoned", "unresolved"}


def test_switched_off_it_leaves_the_same_log():
    plain = log_of(busy())
    nobody = {"share": 0.0, "by": TEN}
    for about in (
        {"adherence": {}},
        {"adherence": {"shift_start": nobody, "break_start": nobody, "break_end": nobody}},
        {"overtime": {}},
        {"overtime": {"hand_over_after": "9 h", "voluntary": {"share": 0.0}}},
    ):
        log = log_of(busy(**about))
        for table in ("contacts", "states", "shifts", "pauses"):
            pd.testing.assert_frame_equal(getattr(log, table), getattr(plain, table))
