"""Skills that must be present: each way, counted once, told, and refused where nobody can have them."""

import pytest

from sim.errors import InputError
from sim.rostering.check import check_roster
from sim.rostering.repair import repair_roster
from sim.rostering.repair_team import Absence
from sim.rostering.skills import skill_gaps, skill_words
from sim.rostering.solve import solve_roster
from sim.scenario.ledger import Ledger, LedgerEntry
from tests.rostering.desk import MONDAY, requirement_of, roster, rows, scenario_with
from tests.rostering.test_repair import MONDAY as FIRST

NIGHTS = {"group": "care", "skill": "spanish", "hours": "00:00-06:00, 22:00-24:00"}


def night_and_day(time):
    """One by day, one by night, on Monday alone."""
    return int(time.strftime("%Y-%m-%d %H") < "2026-01-06 06" and time.strftime("%Y-%m-%d %H") >= "2026-01-05 06")


def team(*people, rule=NIGHTS, **more):
    return scenario_with(*people, rules__skills_present=[rule], **more)


def holder_of_the_night(found):
    return found.assignments.loc[found.assignments["shift"] == "22:00-06:00", "person"].tolist()


def test_the_night_goes_to_who_has_the_skill():
    scenario = team("Ada", "Ben", {"name": "Cai", "skills": ["general", "spanish"]})
    requirement = requirement_of(scenario, night_and_day)
    found = solve_roster(scenario, requirement)
    assert holder_of_the_night(found) == ["Cai"]
    assert found.penalties["skills_present"] == 0
    assert skill_gaps(scenario, found, requirement).empty
    assert check_roster(scenario, found, requirement) == []


def test_cover_comes_before_skills_and_skills_before_fairness():
    """Cai works no nights, so nobody with Spanish is there: 8 h at 10 each, and the night is covered all the same."""
    scenario = team("Ada", "Ben", {"name": "Cai", "skills": ["spanish"], "nights": False})
    requirement = requirement_of(scenario, night_and_day)
    found = solve_roster(scenario, requirement)
    assert found.gaps.empty
    assert found.penalties["skills_present"] == 80
    gaps = skill_gaps(scenario, found, requirement)
    assert gaps["missing"].sum() == 16, "half hours"
    [told] = skill_words(scenario, gaps, requirement.interval)
    assert told == "care: 8 h without enough people with the skill 'spanish', on Mon 2026-01-05, Tue 2026-01-06."


def test_somebody_with_two_skills_counts_once():
    """Two are needed: Ada has both skills but is one person, so another comes too."""
    both = {"name": "Ada", "skills": ["spanish", "safe"]}
    wanted = [{"group": "care", "skill": skill} for skill in ("spanish", "safe")]
    scenario = scenario_with(both, "Ben", rules__skills_present=wanted)
    requirement = requirement_of(scenario, lambda time: 2 * (f"{time:%Y-%m-%d}" == MONDAY and 6 <= time.hour < 14))
    alone = roster(rows("Ada", "Mon 06:00-14:00"))
    assert skill_gaps(scenario, alone, requirement).empty, "both skills are there"
    found = solve_roster(scenario, requirement)
    assert sorted(found.assignments["person"].unique()) == ["Ada", "Ben"]
    assert found.gaps.empty


@pytest.mark.parametrize(
    ("people", "hours", "missing"), [(1, "06:00-14:00", 0), (2, "06:00-14:00", 8), (1, "always", 0)]
)
def test_hours_and_numbers_by_hand(people, hours, missing):
    """Cai is there from six to two; nobody is needed later, so nobody is missing then."""
    rule = NIGHTS | {"hours": hours, "people": people}
    scenario = team("Ada", {"name": "Cai", "skills": ["spanish"]}, rule=rule)
    requirement = requirement_of(scenario, lambda time: int(f"{time:%Y-%m-%d}" == MONDAY and 6 <= time.hour < 14))
    given = roster(rows("Cai", "Mon 06:00-14:00"))
    assert skill_gaps(scenario, given, requirement)["missing"].sum() / 2 == missing


def test_a_repair_keeps_the_skill():
    """Ben and Dee could both take Cai's night; Ben took over less at short notice, but Dee has Spanish."""
    cai, dee = ({"name": name, "skills": ["spanish"]} for name in ("Cai", "Dee"))
    scenario = team("Ben", cai, dee)
    took = LedgerEntry(
        person="Dee", group="care", entry="adjustment", first=FIRST, last=FIRST, done={"short_notice": 2.0}
    )
    rules = scenario.rules.model_copy(update={"ledger": Ledger(file="fair.csv", entries=(took,))})
    scenario = scenario.model_copy(update={"rules": rules})
    requirement = requirement_of(scenario, lambda time: night_and_day(time) * (time.hour >= 22 or time.hour < 6))
    given = roster(rows("Cai", "Mon 22:00-06:00"))
    repair = repair_roster(scenario, given, requirement, ill=[Absence("Cai", FIRST, FIRST)])
    assert holder_of_the_night(repair.roster) == ["Dee"]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"rules__skills_present": [NIGHTS | {"group": "car"}]}, "unknown group 'car' (did you mean 'care'?)"),
        ({"rules__skills_present": [NIGHTS]}, "nobody of care has the skill 'spanish'"),
        ({"rules__skills_present": [NIGHTS | {"skill": "genral"}]}, "did you mean 'general'"),
    ],
)
def test_what_nobody_has_is_refused(changes, wrong):
    with pytest.raises(InputError) as error:
        scenario_with("Ada", **changes)
    assert wrong in str(error.value)


def test_a_skill_of_a_person_that_nothing_asks_for_is_refused():
    with pytest.raises(InputError, match=r"unknown skill 'spannish' \(did you mean 'spanish'\?\)"):
        team({"name": "Ada", "skills": ["spannish"]}, {"name": "Ben", "skills": ["spanish"]})
