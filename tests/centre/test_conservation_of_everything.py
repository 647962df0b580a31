"""Laws that hold in centres drawn over the whole schema; and that the schema is drawn as a whole."""

import itertools
import typing
from collections.abc import Mapping

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from pydantic import BaseModel

from sim.centre.log import OUTCOMES
from sim.centre.simulate import simulate
from sim.scenario.model import Scenario
from tests.centre.random_centres import centres
from tests.centre.test_conservation import no_more_lines_are_held_than_there_are, states_of_an_agent_tile_the_shifts
from tests.centre.test_conservation_of_journeys import (
    every_need_leaves_a_row_for_each_attempt,
    nothing_happens_before_it_can,
    work_is_neither_lost_nor_made,
)


@settings(max_examples=25)
@given(centres(everything=True))
def test_the_laws_hold_with_everything_there_is(centre):
    log = simulate(centre.scenario, centre.contacts, centre.people)
    every_need_leaves_a_row_for_each_attempt(centre, log)
    attempts_follow_each_other(log)
    nothing_happens_before_it_can(log)
    work_is_neither_lost_nor_made(log)
    what_vendors_hand_back_fits(centre.scenario, log)
    calls_take_the_time_of_those_who_make_them(centre.scenario, log)
    states_of_an_agent_tile_the_shifts(log)
    no_more_lines_are_held_than_there_are(centre.scenario, log)


def attempts_follow_each_other(log):
    """One outcome each; an attempt comes after another that ended and says that it is followed."""
    assert log.contacts["outcome"].isin(OUTCOMES).all()
    for before, after in itertools.pairwise(log.contacts.sort_values(["need", "attempt"]).itertuples()):
        if after.need != before.need:
            assert after.attempt == 1
            continue
        assert after.attempt == before.attempt + 1 and before.follows != "none"
        assert before.ended is not pd.NA and before.ended <= after.arrived


def what_vendors_hand_back_fits(scenario, log):
    """It was passed on once more than misrouting would, its time is in that of the contact, and the team ends it."""
    table = log.contacts[log.contacts["unsolved_by"].notna()]
    assert all(scenario.vendors[name].hand_back_unsolved for name in table["unsolved_by"].unique())
    assert (table["handled_by_vendor"] <= table["handled"]).all() and (table["transfers"] == 1).all()
    assert table["outcome"].isin(["served", "abandoned", "unresolved"]).all() and not table["special"].any()
    assert table.loc[table["outcome"] == "served", "by"].isin(["team", "on_call"]).all()
    assert (table["answered"] <= table["transferred"]).all()
    others = log.contacts[log.contacts["unsolved_by"].isna()]
    assert (others["handled_by_vendor"] == 0).all()


def calls_take_the_time_of_those_who_make_them(scenario, log):
    """To the microsecond; where groups hand contacts over to leave, a call may stand in the queue again meanwhile."""
    hands_over = any(group.overtime is not None for group in scenario.team.groups.values())
    calls = log.outbound
    calling = log.states[log.states["state"] == "outbound"]
    began = calls["began"].dropna()
    until = calls.loc[began.index, "ended"].fillna(log.horizon)
    spent, between = (calling["end"] - calling["start"]).sum(), (until - began).sum()
    assert spent == between or (hands_over and spent < between)
    assert (calls.loc[began.index, "due"] <= began).all() and (began <= until).all()


READ_BY_THE_CENTRE = (
    "calendar", "channels", "topics", "self_service", "automation", "ladder", "survey", "omnichannel", "team",
    "on_call", "vendors", "outbound", "serving",
)  # fmt: skip
NOT_OF_THE_CENTRE = {"Rota", "Leave", "Request", "PastShift", "Price", "Target", "Quality"}
"""Parts for rosters, prices and measures only."""
PRICES = ("cost", "licence", "price", "pay_per", "wage", "goodwill", "compensatory")
NEVER_DRAWN = {
    "Calendar.warm_up", "Topic.label", "Group.quality", "Vendor.quality", "SecondDuty.charged",  # measures and money
    "Outbound.sale", "Sale.share", "Sale.value",
    "Engagement.attrition", "Group.contract_hours", "Group.minimum", "Group.present", "Group.size",  # staffing, rosters
    "Group.time_zone", "Shrinkage.leave", "Shrinkage.other", "Team.history", "OnCall.rota", "Person.contract_hours",
    "Person.contract_hours_total", "Person.days_off", "Person.days_on", "Person.holidays", "Person.leave",
    "Person.leaves", "Person.nights", "Person.requests", "Person.time_zone", "Person.weekends",
    "Person.weekly_hours_max",
    "Holidays.country", "Holidays.subdivision",  # they make dates of holidays, which are drawn
}  # fmt: skip
"""Keys that no run of the centre reads, besides prices."""


def keys_of(part):
    """The keys of a part of the schema and of all parts within, as `Part.key`."""
    found, parts = set(), [part]
    while parts:
        one = parts.pop()
        if one.__name__ in NOT_OF_THE_CENTRE:
            continue
        for name, about in one.model_fields.items():
            if one is Scenario and name not in READ_BY_THE_CENTRE:
                continue
            if f"{one.__name__}.{name}" not in found:
                found.add(f"{one.__name__}.{name}")
                parts += [inside for inside in types_in(about.annotation) if issubclass(inside, BaseModel)]
    return found


def types_in(annotation):
    """The classes that an annotation speaks of."""
    if isinstance(annotation, type) and not typing.get_args(annotation):
        return [annotation]
    return [one for inside in typing.get_args(annotation) for one in types_in(inside)]


def keys_given(part):
    """The keys that a scenario gives, likewise."""
    if isinstance(part, Mapping):
        return set().union(*map(keys_given, part.values())) if part else set()
    if isinstance(part, tuple | list):
        return set().union(*map(keys_given, part)) if part else set()
    if not isinstance(part, BaseModel):
        return set()
    own = {f"{type(part).__name__}.{name}" for name in part.model_fields_set if getattr(part, name) is not None}
    return own.union(*(keys_given(getattr(part, name)) for name in part.model_fields_set))


@pytest.mark.slow  # many scenarios are read
def test_every_key_that_the_centre_reads_is_drawn():
    seen = set()

    @settings(max_examples=70, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(centres(everything=True))
    def look(centre):
        seen.update(keys_given(centre.scenario))

    look()
    left_out = {key for key in keys_of(Scenario) - seen if not any(price in key for price in PRICES)}
    assert left_out == NEVER_DRAWN
