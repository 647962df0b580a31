"""Two ways to answer one phone line, small enough to doubt them in seconds: Ada in-house, or a vendor per contact."""

from sim.centre.roster import roster_of
from sim.experiments.sweep import Alternative
from sim.scenario import validate_scenario
from tests.changes import with_changes

DAYS = ("05", "06", "07", "08", "09")
DATA = {
    "name": "in-house",
    "seed": 7,
    "calendar": {"start": "2026-01-05", "weeks": 1, "time_zone": "UTC"},
    "channels": {
        "phone": {
            "hours": {"mon-fri": "09:00-17:00"},
            "patience": {"family": "exponential", "mean": "3 min"},
            "target": {"share": 0.8, "within": "1 min"},
        },
    },
    "topics": {"question": {"handling": {"family": "exponential", "mean": "4 min"}, "resolution": 0.8}},
    "demand": {
        "contacts_per_week": {"phone": 200},
        "topics": {"question": 1},
        "shape": {"weekdays": [1, 1, 1, 1, 1, 0, 0], "hours": [0] * 9 + [1] * 8 + [0] * 7},
    },
    "team": {
        "groups": {
            "care": {"channels": ["phone"], "wage_per_hour": 20, "contract_hours": 40, "size": 1,
                     "shrinkage": {"absence": 0.0, "leave": 0.0, "other": 0.0}},
        },
        "people": [{"name": "Ada", "group": "care"}],
    },
    "rules": {"breaks": []},
    "costs": {"loading": 1.5, "attrition_per_year": 0.0, "lost_contact": 10.0},
    "study": {"replications": 4},
    "uncertainty": {
        "inputs": {
            "volume": {"driver": "volume", "family": "uniform", "low": 0.5, "high": 1.5},
            "wage": {"driver": "wage", "family": "uniform", "low": 0.8, "high": 1.2},
            "price": {"driver": "vendor_price", "family": "uniform", "low": 0.2, "high": 3.0},
        },
        "points": 16,
        "replications": 2,
    },
}  # fmt: skip
VENDOR = {
    "name": "vendor",
    "vendors": {
        "desk": {
            "channels": ["phone"],
            "hours": {"mon-fri": "09:00-17:00"},
            "response": {"family": "constant", "mean": "10 s"},
            "resolution": 1.0,
            "price": {"scheme": "per_contact", "rate": 6.0},
        },
    },
    "team__groups__care__size": 0,
    "team__people": [],
}


def in_house(**changes):
    """Ada from nine to five on weekdays."""
    scenario = validate_scenario(with_changes(DATA, changes))
    shifts = [("Ada", "care", "shift", "", f"2026-01-{day}T09:00Z", f"2026-01-{day}T17:00Z") for day in DAYS]
    return Alternative(scenario, roster_of(shifts))


def outsourced(**changes):
    """A vendor at 6 a contact, and nobody of one's own."""
    return Alternative(validate_scenario(with_changes(DATA, VENDOR | changes)), roster_of([]))
