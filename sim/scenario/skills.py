"""Who has which skill, and how many with a skill must be present: for languages, seniors, whoever may open the safe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from sim.errors import suggestion
from sim.scenario.base import Part
from sim.scenario.hours import ALWAYS, HoursText

if TYPE_CHECKING:
    from sim.scenario.model import Scenario
    from sim.scenario.people import Person


class SkillPresent(Part):
    """People with a skill who are on shift at the same time, at least; each counts once towards the group's need."""

    group: str
    """Group of which they are."""
    skill: str = Field(min_length=1)
    """A skill of the topics, or any other that `skills` of people name."""
    people: int = Field(default=1, ge=1, le=100)
    """How many, in every interval of the hours in which anybody of the group is needed."""
    hours: HoursText = ALWAYS
    """When, by the clock of the calendar, such as `00:00-06:00, 22:00-24:00`."""


def has_skill(scenario: Scenario, person: Person, skill: str) -> bool:
    """Return whether a person has a skill: one of their own, or, where none are given, one of their group."""
    if person.skills is not None:
        return skill in person.skills
    of_group = scenario.team.groups[person.group].skills
    return skill in (topic_skills(scenario) if of_group == "all" else of_group)


def topic_skills(scenario: Scenario) -> set[str]:
    """Return the skills that contacts ask for."""
    return {topic.skill for topic in scenario.topics.values()}


def inconsistent_skills(scenario: Scenario) -> Iterator[str]:
    """Yield skills and groups that nobody knows, and skills of which nobody can be present."""
    wanted, groups = scenario.rules.skills_present, scenario.team.groups
    known = topic_skills(scenario) | {one.skill for one in wanted}
    for index, person in enumerate(scenario.team.people):
        for skill in person.skills or ():
            if skill not in known:
                yield (
                    f"team.people.{index}.skills: unknown skill '{skill}'{suggestion(skill, known)}; accepted: "
                    f"{', '.join(sorted(known))}, or one that rules.skills_present names"
                )
    for index, one in enumerate(wanted):
        path = f"rules.skills_present.{index}"
        if one.group not in groups:
            hint = suggestion(one.group, groups)
            yield f"{path}.group: unknown group '{one.group}'{hint}; accepted: {', '.join(groups)}"
            continue
        of_group = groups[one.group].skills
        if one.skill in (topic_skills(scenario) if of_group == "all" else of_group):
            continue
        own = [person for person in scenario.team.people if person.group == one.group]
        if not any(has_skill(scenario, person, one.skill) for person in own):
            held = {skill for person in own for skill in person.skills or ()}
            hint = suggestion(one.skill, held | topic_skills(scenario))
            yield f"{path}.skill: nobody of {one.group} has the skill '{one.skill}'{hint}; accepted: give it to people"
