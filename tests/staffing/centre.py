"""Small centres for the tests of staffing, as plain data that a test changes where it wants to."""

from sim.scenario import validate_scenario


def centre(**changes):
    """One phone channel around the clock for a week: 20 calls an hour of 3 minutes, 80 % within 20 s."""
    plain = {
        "name": "one queue",
        "seed": 7,
        "calendar": {"start": "2026-01-05", "weeks": 1},
        "channels": {"phone": {"target": {"share": 0.8, "within": "20 s"}}},
        "topics": {"any": {"handling": {"family": "exponential", "mean": "3 min"}}},
        "demand": {"contacts_per_week": {"phone": 20 * 168}, "topics": {"any": 1}},
        "team": {"groups": {"care": {"channels": ["phone"], "wage_per_hour": 10}}},
        "study": {"replications": 2},
    }
    return validate_scenario(plain | changes)
