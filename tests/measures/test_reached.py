"""Who gets through, by hand."""

import pytest

from sim.measures.example import contacts
from sim.measures.reached import ends_of_needs, met_closed
from sim.measures.records import records_of
from tests.centre.building import HOUR, Need, four_channels, run


def test_needs_end_solved_lost_or_unsolved_and_the_shares_add_up():
    # need, attempt, channel, arrived, answered, ended, solved
    rows = contacts(
        [
            (0, 1, "phone", 0, None, 60, False),  # hangs up, tries again and is solved
            (0, 2, "phone", 120, 120, 300, True),
            (1, 1, "phone", 0, None, 90, False),  # hangs up for good
            (2, 1, "phone", 0, 10, 90, False),  # answered, not solved
            (3, 1, "phone", 0, 10, 90, True),
        ]
    )
    ends = ends_of_needs(rows).iloc[0]
    assert ends["needs"] == 4
    assert ends["solved_share"] == pytest.approx(0.5)
    assert ends["lost_share"] == pytest.approx(0.25)
    assert ends["unsolved_share"] == pytest.approx(0.25)


def test_no_needs_have_no_shares():
    assert ends_of_needs(contacts([])).isna()["solved_share"].all()
    assert met_closed(contacts([]))["attempts"].tolist() == [0]


def test_a_closed_channel_and_one_not_offered_are_told_apart():
    """Chat is not offered; the phone is closed at night and sends half of the callers to e-mail.

    Three want to chat: one is forced to e-mail, one to the closed phone, one gives up. Two call at night: one goes to
    e-mail, one gives up; a third calls by day.
    """
    channels = {
        "chat": {"offered": False, "instead": {"email": 0.3, "phone": 0.3}},
        "phone": {"hours": {"every day": "08:00-20:00"}, "closed": {"policy": "divert", "to": "email", "accept": 0.5}},
    }
    forced = [Need(at, channel="chat", draws={"forced": at / 10}) for at in (0, 4, 9)]
    night = [Need(10), Need(11, draws={"accepts_closed": 0.6})]
    scenario = four_channels(channels=channels)
    records = records_of(run(scenario, [*forced, *night, Need(9 * HOUR)], 5), scenario, warm_up=0)
    table = met_closed(records, ["chosen_channel"]).set_index("chosen_channel")
    assert table.loc["chat", ["attempts", "turned_away", "not_offered"]].tolist() == [3, 1, 3]
    assert table.loc["phone", ["attempts", "turned_away", "not_offered"]].tolist() == [3, 2, 0]
    assert met_closed(records)[["closed_share", "not_offered_share"]].values.tolist() == [[0.5, 0.5]]
