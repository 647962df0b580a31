"""Rosters of four weeks round the clock on a half-hour demand curve, beside the textbook model in the same run.

8, 30 and 100 people with contracts, leave and requests of their own, the default rules, and one curve of a support desk
scaled to their hours: two peaks on weekdays, a third of that at weekends, a few at night. Ours and the plain model
(`textbook_roster`: one Boolean per person, day and shift, eight workers) have the same people, shifts of the mix, rules
and costs, and 60 s each. The rosters of both are judged by the same checker and costed by the same function.
"""

from __future__ import annotations

import argparse
import math
import random
import threading
import time

import pandas as pd
from textbook_roster import solve_textbook

from sim.centre.roster import Roster
from sim.rostering.check import check_roster
from sim.rostering.engine import Effort, Progress, Stop
from sim.rostering.instance import build_instance
from sim.rostering.leave import people_with_leave
from sim.rostering.penalties import penalties_of
from sim.rostering.shift_mix import mix_of_group
from sim.rostering.shift_types import shifts_of
from sim.rostering.solve import solve_roster
from sim.rostering.timesheets import is_night, timesheets, weekends_worked
from sim.rostering.wish_report import wish_report
from sim.scenario import Scenario, validate_scenario
from sim.staffing.requirement import Requirement

HOURLY = (2, 2, 1, 1, 1, 2, 3, 5, 8, 10, 10, 9, 8, 9, 10, 9, 8, 7, 6, 6, 5, 4, 3, 2)
"""Calls by hour of a weekday."""
WEEKDAYS = (1.15, 1.05, 1.0, 1.0, 0.95, 0.45, 0.35)
BUSY = 0.78
"""Share of people's hours that the curve takes; the rest is what a desk loses to its shifts."""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--people", type=int, nargs="+", default=[8, 30, 100], help="sizes of teams")
    arguments.add_argument("--seconds", type=float, default=60.0, help="seconds for each, on the clock")
    arguments.add_argument("--textbook-seconds", type=float, help="another time for the textbook model; 0: none")
    given = arguments.parse_args()
    print("people model     first s  seconds    cost    bound    gap  uncovered half-hours  nights  weekends  granted")
    for people in given.people:
        scenario = scenario_of(people, given.seconds)
        requirement = requirement_for(scenario)
        ours(scenario, requirement, given.seconds)
        seconds = given.seconds if given.textbook_seconds is None else given.textbook_seconds
        if seconds:
            textbook(scenario, requirement, seconds)


def ours(scenario: Scenario, requirement: Requirement, seconds: float) -> None:
    """Print a line about our roster."""
    begun, told, stop = time.perf_counter(), list[float](), Stop()

    def watch(progress: Progress) -> None:
        if not progress.stage.endswith("shift mix"):
            told.append(time.perf_counter() - begun)

    timer = threading.Timer(seconds, stop.ask)
    timer.start()
    roster = solve_roster(scenario, requirement, progress=watch, stop=stop)
    timer.cancel()
    report("ours", scenario, requirement, roster, told[0], time.perf_counter() - begun, roster.bound)


def textbook(scenario: Scenario, requirement: Requirement, seconds: float) -> None:
    """Print a line about the roster of the textbook model, given the shifts that our mix chose."""
    mix = mix_of_group(scenario, requirement, "care", Effort(1.0, scenario.seed))
    shifts = shifts_of(scenario, mix.types, mix.needed, mix.interval)
    people = people_with_leave(scenario, "care", None)
    instance = build_instance(scenario, "care", people, shifts, mix.needed, mix.interval)
    found = solve_textbook(instance, requirement, seconds)
    if found.roster is None:
        print(f"{len(people):6} textbook     none {found.seconds:8.1f}    none {found.bound:8.0f}", flush=True)
        return
    report("textbook", scenario, requirement, found.roster, found.first, found.seconds, found.bound)


def report(
    name: str,
    scenario: Scenario,
    requirement: Requirement,
    roster: Roster,
    first: float | None,
    seconds: float,
    bound: float,
) -> None:
    """Check a roster, cost it anew and print a line about it."""
    broken = check_roster(scenario, roster, requirement)
    sheets = timesheets(scenario, roster, {})
    cost = sum(penalties_of(scenario, roster, requirement, sheets).values())
    full = [sheet for sheet in sheets if sheet.person.contract_hours is None]
    nights = [sum(is_night(scenario, sheet, shift) for shift in sheet.shifts) for sheet in full]
    weekends = [sum(weekends_worked(scenario, sheet)) for sheet in full]
    wishes = wish_report(scenario, roster)["is_granted"]
    print(
        f"{len(sheets):6} {name:8} {first:8.1f} {seconds:8.1f} {cost:8.0f} {bound:8.0f} "
        f"{(cost - bound) / max(cost, 1e-9):6.1%} {int(roster.gaps['missing'].sum()):21} "
        f"{min(nights):3}-{max(nights):<3} {min(weekends):4}-{max(weekends):<3} {int(wishes.sum()):5} of {len(wishes)}"
        + (f"  BREAKS {len(broken)}: {broken[0]}" if broken else ""),
        flush=True,
    )


def scenario_of(people: int, solve_seconds: float) -> Scenario:
    """Return a desk open round the clock with so many people: a fifth part-time, everybody with two requests."""
    draw, team = random.Random(1), []
    for number in range(people):
        day = draw.randrange(27)
        off = {
            "first": f"{pd.Timestamp('2026-01-05') + pd.Timedelta(days=day):%Y-%m-%d}",
            "weight": draw.choice([1, 2]),
        }
        off["last"] = f"{pd.Timestamp('2026-01-05') + pd.Timedelta(days=day + 1):%Y-%m-%d}"
        weekday, shift = draw.choice(["mon", "tue", "wed", "thu"]), draw.choice(["early", "late", "night"])
        person = {"name": f"person {number + 1}", "group": "care"}
        if number % 5 == 4:
            person["contract_hours"] = 24
        person["requests"] = [off, {"wish": "against", "shift": shift, "days": [weekday], "weight": 1}]
        team.append(person)
    return validate_scenario(
        {
            "name": "bench of rosters",
            "calendar": {"start": "2026-01-05", "weeks": 4, "time_zone": "Europe/London"},
            "channels": {"phone": {}},
            "topics": {"question": {"handling": {"family": "constant", "mean": "5 min"}}},
            "demand": {"contacts_per_week": {"phone": 1000}, "topics": {"question": 1}},
            "team": {"groups": {"care": {"channels": ["phone"], "wage_per_hour": 15, "size": people}}, "people": team},
            "rules": {"solve_seconds": solve_seconds},
        }
    )


def requirement_for(scenario: Scenario) -> Requirement:
    """Return people needed on the job by half-hour: the curve, with a little noise, one at least at any time."""
    calendar, draw = scenario.calendar, random.Random(2)
    step = pd.Timedelta(microseconds=calendar.interval)
    starts = pd.date_range(calendar.start_utc, calendar.end_utc, freq=step, inclusive="left")
    curve = []
    for moment in starts.tz_convert(calendar.time_zone):
        ahead, part = HOURLY[(moment.hour + 1) % 24], moment.minute / 60
        level = HOURLY[moment.hour] * (1 - part) + ahead * part
        curve.append(level * WEEKDAYS[moment.day_of_week] * math.exp(draw.gauss(0, 0.05)))
    week = sum(person.contract_hours or 40 for person in scenario.team.people)
    hours = BUSY * week * calendar.weeks * 0.91 * 8 / 7.5 * 0.846  # less leave, breaks, absence and meetings
    factor = hours * 2 / sum(curve)
    table = pd.DataFrame({"interval_start": starts, "skill": "care"})
    table["agents"] = [max(1, round(factor * level)) for level in curve]
    return Requirement(table, calendar.interval)


if __name__ == "__main__":
    main()
