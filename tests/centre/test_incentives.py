"""What a contract makes a vendor care about: off it changes nothing, on it moves handling and solving as stated."""

import pandas as pd
import pytest

from sim.centre.roster import roster_of
from sim.centre.simulate import simulate
from sim.demand.draw import draw_contacts
from sim.scenario import validate_scenario
from tests.changes import with_changes
from tests.finance.case import DATA

POOL = {"response": {"family": "constant", "mean": "1 min"}}
NOBODY = roster_of([])


def served(scheme, incentive=None, resolution=0.9, form=POOL, **vendor):
    """The log of a week in which a vendor answers everything."""
    price = {"scheme": scheme, "rate": 1.0} | ({} if incentive is None else {"incentive": incentive})
    about = {"handling": {"family": "constant", "mean": "5 min"}, "resolution": resolution}
    data = with_changes(
        DATA,
        {
            "vendors": {"Far": {"channels": ["phone", "email"], "price": price} | form | vendor},
            "topics__question": about,
            "demand__contacts_per_week": {"phone": 1500, "email": 50},
        },
    )
    scenario = validate_scenario(data)
    return simulate(scenario, draw_contacts(scenario, 0), NOBODY).contacts


def means(contacts):
    done = contacts[contacts["outcome"] == "served"]
    return done["handled"].mean() / 60e6, done["solved"].mean()


@pytest.mark.parametrize("form", [POOL, {"seats": 60}])
def test_without_an_incentive_nothing_moves_and_with_neutral_factors_neither(form):
    scheme = "per_contact"
    plain = served(scheme, form=form)
    neutral = served(scheme, {"handling": 1.0, "resolution": 1.0, "hard_resolution": 1.0}, form=form)
    pd.testing.assert_frame_equal(plain, neutral)


@pytest.mark.parametrize("form", [POOL, {"seats": 60}])
@pytest.mark.parametrize(
    ("scheme", "resolution", "minutes", "solved"),
    [
        ("per_contact", 0.8, 5 * 0.9, 0.8 * 0.92),
        ("per_minute", 0.8, 5 * 1.15, 0.8),
        ("per_resolution", 0.8, 5 * 1.05, 0.8 * 1.05),
        ("per_resolution", 0.6, 5 * 1.05, 0.6 * 0.85),  # a hard topic
        ("retainer", 0.8, 5 * 0.95, 0.8 * 0.95),
    ],
)
def test_each_scheme_moves_what_it_pays_for(form, scheme, resolution, minutes, solved):
    handled, share = means(served(scheme, {}, resolution, form))
    assert handled == pytest.approx(minutes, rel=1e-3)
    assert share == pytest.approx(solved, abs=4 * (solved * (1 - solved) / 1500) ** 0.5)


def test_the_same_customers_are_solved_or_not_whichever_contract_they_meet():
    """Common random numbers: who is solved by the worse contract is solved by the better one too."""
    fast, thorough = served("per_contact", {}), served("per_resolution", {})
    both = fast[["need", "attempt", "solved"]].merge(thorough[["need", "attempt", "solved"]], on=["need", "attempt"])
    first = both[both["attempt"] == 1].dropna()
    assert not (first["solved_x"].astype(bool) & ~first["solved_y"].astype(bool)).any()
    assert (~first["solved_x"].astype(bool) & first["solved_y"].astype(bool)).sum() > 50
