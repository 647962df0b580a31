"""A desk of named people who are on call round the clock, from Monday 5 January 2026; used by several test files."""

from sim.scenario import Scenario
from tests.rostering.desk import scenario_with

NAMES = ("Ada", "Ben", "Cai", "Dee", "Eva", "Fay")


def calls(*people: str | dict, weeks: int = 4, hours: object = "always", rota: dict | None = None, **more) -> Scenario:
    """A scenario with `on_call.rota`; further changes as `scenario_with` takes them."""
    on_call = {
        "hours": hours,
        "group": "care",
        "response": {"family": "constant", "mean": "5 min"},
        "pay_per_week": 100,
        "pay_per_call_out": 20,
        "rota": rota or {},
    }
    more = {"topics__question__emergency": True, "rules__solve_seconds": 5} | more
    return scenario_with(*people, calendar__weeks=weeks, on_call=on_call, **more)


def away(name: str, first: str, last: str) -> dict:
    """A person on leave."""
    return {"name": name, "leave": [{"first": first, "last": last}]}
