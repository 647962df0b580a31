"""People with skills of their own: who serves what, every time predicted; and skills as they were change nothing."""

import numpy as np

from sim.centre.simulate import simulate
from sim.demand.draw import draw_contacts
from tests.centre.building import HOUR, MINUTE, Need, around_the_clock, contact_rows, run, scenario_of

TOPICS = {
    "plain": {"handling": {"family": "constant", "mean": "5 min"}, "skill": "plain"},
    "hebrew": {"handling": {"family": "constant", "mean": "5 min"}, "skill": "hebrew"},
}


def desk(*people, skills="all", calls=10, **over):
    group = {"channels": ["phone"], "skills": skills, "wage_per_hour": 15, "shrinkage": {"absence": 0}}
    return scenario_of(
        topics=TOPICS | {"question": None},
        demand={"contacts_per_week": {"phone": calls}, "topics": {"plain": 1, "hebrew": 1, "question": None}},
        team={"groups": {"care": group}, "people": [{"group": "care"} | one for one in people]},
        **over,
    )


def there(*names):
    return [(name, "care", "shift", 0, 8 * HOUR) for name in names]


def test_only_who_has_the_skill_serves():
    """Ada has no Hebrew: the second Hebrew caller waits for Ben although Ada is idle."""
    scenario = desk({"name": "Ada", "skills": ["plain"]}, {"name": "Ben"})
    needs = [Need(0, topic="hebrew"), Need(MINUTE, topic="hebrew"), Need(2 * MINUTE, topic="plain")]
    log = run(scenario, needs, there("Ada", "Ben"))
    assert contact_rows(log, "answered") == [0, 5 * MINUTE, 2 * MINUTE]
    both = run(desk({"name": "Ada"}, {"name": "Ben"}), needs, there("Ada", "Ben"))
    assert contact_rows(both, "answered") == [0, MINUTE, 5 * MINUTE]


def test_a_skill_more_than_the_group_has():
    """Nobody of the group has Hebrew but Ada, whose contacts still stand as the group's."""
    scenario = desk({"name": "Ada", "skills": ["plain", "hebrew"]}, {"name": "Ben"}, skills=["plain"],
                    vendors={"them": {"channels": ["phone"], "topics": ["hebrew"], "hours": "22:00-23:00", "seats": 1,
                                      "price": {"scheme": "per_hour", "rate": 1}}})  # fmt: skip
    needs = [Need(0, topic="hebrew"), Need(MINUTE, topic="hebrew"), Need(2 * MINUTE, topic="plain")]
    log = run(scenario, needs, there("Ada", "Ben"))
    assert contact_rows(log, "answered", "handler") == [(0, "care"), (5 * MINUTE, "care"), (2 * MINUTE, "care")]


def test_who_has_few_skills_is_asked_first():
    """As among groups, specialists first: so that who can do more stays free."""
    scenario = desk({"name": "Ada"}, {"name": "Ben", "skills": ["plain"]})
    log = run(scenario, [Need(0, topic="plain"), Need(MINUTE, topic="hebrew")], there("Ada", "Ben"))
    assert contact_rows(log, "answered") == [0, MINUTE]


def test_the_skills_of_the_group_given_to_everybody_change_nothing():
    plain = desk(calls=1500)
    own = [{"name": f"care {number:03d}", "group": "care", "skills": ["hebrew", "plain"]} for number in range(3)]
    same = desk(*own, calls=1500)
    contacts = draw_contacts(plain, 0)
    logs = [simulate(one, contacts, around_the_clock(one, 3)) for one in (plain, same)]
    assert logs[0].contacts.equals(logs[1].contacts)
    assert logs[0].states.equals(logs[1].states)


def test_the_fewer_have_a_skill_the_longer_it_waits():
    """The same customers: Hebrew waits longer, plain questions no longer than with everybody for both."""
    waits = []
    for few in ([], [{"name": "care 000", "skills": ["plain"]}, {"name": "care 001", "skills": ["plain"]}]):
        scenario = desk(*few, calls=3000, seed=5)
        contacts = draw_contacts(scenario, 0)
        table = simulate(scenario, contacts, around_the_clock(scenario, 3)).contacts
        hebrew = table[table["topic"] == "hebrew"]
        waits.append(float(np.nanmean((hebrew["answered"] - hebrew["arrived"]).astype(float))))
    assert waits[1] > 2 * waits[0]
