"""The floor of a small team: V6 and V16 of the validation list, and hours counted by hand."""

from pathlib import Path

import pytest

from sim.scenario import load_scenario, validate_scenario
from sim.staffing.erlang import erlang_c
from sim.staffing.floor import floor_sentences, floor_table, net_hours_per_week, people_for_hours, reachable_occupancy

SHOP = Path(__file__).resolve().parents[2] / "scenarios" / "small_shop" / "small_shop.yaml"
LOADS = (0.209, 0.770, 1.446, 2.180, 2.951, 3.747, 4.562, 5.392, 6.234, 7.086)
OCCUPANCIES = (21, 38.5, 48, 54.5, 59, 62, 65, 67, 69, 71)


def plain(**changes):
    """One channel open all week, one group of one seat, a call every ten minutes."""
    return validate_scenario(
        {
            "name": "plain",
            "calendar": {"start": "2026-01-05", "weeks": 1},
            "channels": {"phone": {"target": {"share": 0.8, "within": "20 s"}}},
            "topics": {"any": {"handling": {"family": "exponential", "mean": "6 min"}}},
            "demand": {"contacts_per_week": {"phone": 1008}, "topics": {"any": 1}},
            "team": {
                "groups": {
                    "care": {
                        "channels": ["phone"],
                        "wage_per_hour": 10,
                        "shrinkage": {"absence": 0.05, "leave": 0.1, "other": 0.2},
                    }
                }
            },
        }
        | changes
    )


@pytest.mark.parametrize(("agents", "load", "percent"), list(zip(range(1, 11), LOADS, OCCUPANCIES, strict=True)))
def test_v6_small_team_law(agents, load, percent):
    occupancy = reachable_occupancy(agents, service=6, share=0.8, within=1 / 3)
    assert round(occupancy * agents, 3) == load
    assert 100 * occupancy == pytest.approx(percent, abs=0.51)
    assert erlang_c(load / 6, 6, agents, 1 / 3).service_level == pytest.approx(0.8, abs=2e-3)


def test_v16_one_seat_around_the_clock():
    assert people_for_hours(168, 40) == pytest.approx(4.2)
    assert people_for_hours(8760, 1850) == pytest.approx(4.73, abs=0.006)


def test_patience_lets_agents_be_busier():
    assert reachable_occupancy(3, 6, 0.8, 1 / 3, patience=5) > reachable_occupancy(3, 6, 0.8, 1 / 3)


def test_net_hours_by_hand():
    """40 h, less a tenth of leave is 36, less a twentieth of sickness 34.2, of which four fifths serve: 27.36."""
    assert net_hours_per_week(plain().team.groups["care"]) == pytest.approx(27.36)


def test_floor_of_one_seat_all_week():
    row = floor_table(plain()).iloc[0]
    assert row["hours"] == 168
    assert row["people_bare"] == pytest.approx(4.2)
    assert row["people"] == pytest.approx(168 / 27.36)


def test_floor_counts_open_hours_of_live_channels_not_taken_by_a_vendor():
    vendor = {
        "channels": ["phone"],
        "hours": {"every day": "00:00-06:00"},
        "seats": 2,
        "price": {"scheme": "per_hour", "rate": 9},
    }
    assert floor_table(plain(vendors={"night": vendor})).iloc[0]["hours"] == 7 * 18
    partly = {"night": vendor | {"topics": ["other"]}}
    topics = {"any": {"handling": {"mean": "6 min"}}, "other": {"handling": {"mean": "6 min"}}}
    assert floor_table(plain(vendors=partly, topics=topics)).iloc[0]["hours"] == 168


def test_floor_of_the_shop_follows_its_opening_hours():
    """Chat is open 09:00 to 20:00 on five days and 10:00 to 16:00 on Saturday, phone lies within it: 55 + 6 hours."""
    table = floor_table(load_scenario(SHOP))
    assert table["open_hours_per_week"].tolist() == [61]


def test_sentences_say_the_numbers():
    text = " ".join(floor_sentences(plain()))
    assert "one seat filled for 168 hours a week takes 4.2 people by contract hours alone and 6.1" in text
    assert "6.0 minutes of handling, one agent alone can be busy 21% of the time, two 39%, four 55%" in text


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_shares_without_an_answer_are_refused(share):
    with pytest.raises(ValueError, match="share"):
        reachable_occupancy(1, 6, share, 1)
