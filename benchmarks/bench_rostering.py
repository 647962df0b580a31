"""How long a roster of four weeks takes, and how good it is: one run's numbers for a small and a larger team.

The default rules, three shifts a day round the clock, half-hour cover that is higher by day and on weekdays, leave of
nine in a hundred. The same seed gives the same rosters; only the seconds change from run to run.
"""

from __future__ import annotations

import argparse
import time

import pandas as pd

from sim.rostering.engine import Progress
from sim.rostering.solve import solve_roster
from sim.scenario import Scenario, validate_scenario
from sim.staffing.requirement import Requirement


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--people", type=int, nargs="+", default=[8, 30], help="sizes of teams")
    arguments.add_argument("--solve-seconds", type=float, default=20.0, help="rules.solve_seconds")
    given = arguments.parse_args()
    print("people  first better  seconds  status    objective   bound    gap  people-hours missing")
    for people in given.people:
        scenario = scenario_of(given.solve_seconds)
        report(scenario, requirement_for(scenario, people), people)


def report(scenario: Scenario, requirement: Requirement, people: int) -> None:
    """Print one line about the roster of so many people."""
    begun = time.perf_counter()
    first: list[float] = []

    def watch(progress: Progress) -> None:
        if not progress.stage.endswith("shift mix"):
            first.append(time.perf_counter() - begun)

    roster = solve_roster(scenario, requirement, sizes={"care": people}, progress=watch)
    missing = roster.gaps["missing"].sum() * scenario.calendar.interval / 3_600_000_000
    at_first = f"{first[0]:10.1f} s" if first else "      none"  # the first roster may be best in every stage
    print(
        f"{people:6} {at_first:>13} {roster.seconds:6.1f} s  {roster.status:8} {roster.objective:9.1f} "
        f"{roster.bound:9.1f} {roster.gap:6.1%} {missing:9.1f}",
        flush=True,
    )


def scenario_of(solve_seconds: float) -> Scenario:
    """Return a desk open round the clock, with the default rules."""
    return validate_scenario(
        {
            "name": "bench of rosters",
            "calendar": {"start": "2026-01-05", "weeks": 4, "time_zone": "Europe/London"},
            "channels": {"phone": {}},
            "topics": {"question": {"handling": {"family": "constant", "mean": "5 min"}}},
            "demand": {"contacts_per_week": {"phone": 1000}, "topics": {"question": 1}},
            "team": {"groups": {"care": {"channels": ["phone"], "wage_per_hour": 15}}},
            "rules": {"solve_seconds": solve_seconds},
        }
    )


def requirement_for(scenario: Scenario, people: int) -> Requirement:
    """Return a requirement that takes about three quarters of the hours of so many people, one at least at any time."""
    calendar = scenario.calendar
    step = pd.Timedelta(microseconds=calendar.interval)
    starts = pd.date_range(calendar.start_utc, calendar.end_utc, freq=step, inclusive="left")
    local = starts.tz_convert(calendar.time_zone)
    weights = [(3.0 if 8 <= time.hour < 20 else 1.0) * (1.0 if time.day_of_week < 5 else 0.7) for time in local]
    hours = 0.75 * people * 160 * 0.91 * 8 / 7.5 * 0.846  # on the job: less leave, breaks, absence and meetings
    factor = hours * 2 / sum(weights)
    table = pd.DataFrame({"interval_start": starts, "skill": "care"})
    table["agents"] = [max(1, round(factor * weight)) for weight in weights]
    return Requirement(table, calendar.interval)


if __name__ == "__main__":
    main()
