"""Who gets through, by hand."""

import pytest

from sim.measures.example import contacts
from sim.measures.reached import ends_of_needs, met_closed


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
