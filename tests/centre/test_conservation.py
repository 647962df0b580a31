"""Laws that hold in every run, checked on random centres by a checker that knows only the log and the scenario."""

import itertools

import numpy as np
import pandas as pd
from hypothesis import given, settings

from sim.centre.log import OUTCOMES
from sim.centre.simulate import simulate
from tests.centre.random_centres import centres

LIVE = ("phone", "chat")
WORK = ("phone", "chat", "email", "social")


@settings(max_examples=100)
@given(centres())
def test_the_laws_of_the_centre_hold_in_every_run(centre):
    log = simulate(centre.scenario, centre.contacts, centre.people)
    every_attempt_leaves_one_row_and_the_outcomes_add_up(centre, log)
    times_and_outcomes_fit_each_other(centre.scenario, log)
    states_of_an_agent_tile_the_shifts(log)
    work_is_conserved(centre, log)
    nobody_idles_while_a_contact_waits_that_they_could_serve(centre.scenario, log)
    an_agent_with_room_for_a_chat_takes_it_unless_an_older_call_comes_first(centre, log)
    the_contact_taken_comes_first(centre.scenario, log)


@settings(max_examples=100)
@given(centres(waiting=True))
def test_no_work_is_lost_or_made_however_contacts_wait_and_wander(centre):
    log = simulate(centre.scenario, centre.contacts, centre.people)
    every_attempt_leaves_one_row_and_the_outcomes_add_up(centre, log)
    times_and_outcomes_fit_each_other(centre.scenario, log)
    states_of_an_agent_tile_the_shifts(log)
    work_is_conserved(centre, log)
    no_more_lines_are_held_than_there_are(centre.scenario, log)


def no_more_lines_are_held_than_there_are(scenario, log):
    """Contacts that wait for somebody or are served, promised calls left out; the vendor's own pool has its own."""
    table = log.contacts[log.contacts["queued"].notna() & ~log.contacts["called_back"]]
    for name, channel in scenario.channels.items():
        if channel.lines is None:
            continue
        pools = [vendor for vendor, about in scenario.vendors.items() if about.seats is None]
        in_a_pool = ((table["by"] == "vendor") & table["agent"].isna()) | table["unsolved_by"].isin(pools)
        own = table[(table["served_channel"] == name) & ~in_a_pool]
        starts, ends = own["queued"].to_numpy(dtype=float), own["ended"].fillna(log.horizon).to_numpy(dtype=float)
        assert all(((starts <= moment) & (ends > moment)).sum() <= channel.lines for moment in starts)


def every_attempt_leaves_one_row_and_the_outcomes_add_up(centre, log):
    scenario, contacts = centre.scenario, centre.contacts
    table = log.contacts
    assert not table.duplicated(["need", "attempt"]).any()
    first = table[table["attempt"] == 1]
    assert sorted(first["need"]) == list(range(contacts.needs))
    assert (first["arrived"].to_numpy() == contacts.arrives[first["need"]]).all()
    assert sum((table["outcome"] == outcome).sum() for outcome in OUTCOMES) == len(table)
    for before, after in itertools.pairwise(table.itertuples()):
        if after.need == before.need:
            assert after.attempt == before.attempt + 1 and before.follows != "none"
            topic, channel = scenario.topics[before.topic], scenario.channels[before.served_channel]
            mean = topic.recontact.after if before.follows == "recontact" else channel.redial.after
            gap = round(float(contacts.gap_draw[contacts.row(before.need, before.attempt)] * mean))
            if before.outcome == "closed" and channel.redial.closed_from == "opening":
                assert after.arrived > before.ended + gap
            else:
                assert after.arrived == before.ended + gap


def times_and_outcomes_fit_each_other(scenario, log):
    hands_over = any(group.overtime is not None for group in scenario.team.groups.values())
    for row in log.contacts.itertuples():
        times = [time for time in (row.arrived, row.queued, row.answered, row.ended) if time is not pd.NA]
        assert times == sorted(times) and times[-1] < log.horizon
        assert (row.ended is pd.NA) == (row.outcome == "unresolved")
        assert (row.solved is pd.NA) == (row.outcome not in ("served", "automated", "self_served"))
        assert (row.answered is pd.NA) <= (row.outcome != "served")
        if row.outcome in ("abandoned", "blocked", "balked", "closed", "automated", "self_served"):
            assert row.answered is pd.NA and (row.handled == 0 or row.silent)
        if row.outcome in ("closed", "automated", "self_served", "prevented"):
            assert row.queued is pd.NA
        if row.outcome in ("abandoned", "blocked", "balked"):
            assert row.queued is not pd.NA
        if row.follows == "recontact":
            assert not row.solved
        assert (row.follows == "redial") <= (row.outcome in ("abandoned", "blocked", "balked", "closed"))
        assert not row.silent or (row.outcome == "abandoned" and row.served_channel == "chat")
        assert row.interruptions == 0 or row.served_channel not in LIVE or hands_over


def states_of_an_agent_tile_the_shifts(log):
    for (agent, by), shifts in log.shifts.groupby(["agent", "by"]):
        states = log.states[(log.states["agent"] == agent) & (log.states["by"] == by)]
        spans = list(states[["start", "end"]].itertuples(index=False, name=None))
        assert all(start < end for start, end in spans)
        assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))
        if by == "on_call":
            continue
        here = shifts[shifts["came"].notna()]
        since, planned = 0, 0
        for shift in here.itertuples():
            assert shift.came >= since
            since, start = shift.left, shift.came
            planned += max(0, since - start)
            inside = [(a, b) for a, b in spans if a >= start and b <= since]
            assert sum(b - a for a, b in inside) == max(0, since - start)
            late = states[(states["start"] >= min(shift.end, since)) & (states["end"] <= since)]
            assert late["overtime"].all()
        assert sum(b - a for a, b in spans) == planned
        on_time = states[~states["overtime"]]
        ends = shifts["end"].to_numpy()
        assert not any(((ends > s.start) & (ends < s.end)).any() for s in on_time.itertuples())


def work_is_conserved(centre, log):
    """Time in states, times the contacts at hand, is the time contacts were handled; handled is work over speed."""
    scenario, contacts = centre.scenario, centre.contacts
    working = log.states[log.states["state"].isin(WORK)]
    by_agents = log.contacts[log.contacts["agent"].notna()]
    assert ((working["end"] - working["start"]) * working["load"]).sum() == by_agents["handled"].sum()
    for row in log.contacts[log.contacts["outcome"] == "served"].itertuples():
        speed = _speed(scenario, row.handler)
        number = contacts.row(row.need, row.attempt)
        if row.served_channel == scenario.channel_names[contacts.channel[row.need]]:
            work = int(contacts.work[number])
        else:
            handling = scenario.topics[row.topic].handling_on(row.served_channel)
            work = handling.quantile(float(contacts.work_draw[number]))
        if row.templated is not pd.NA and row.templated:
            work -= work * 3 // 10  # what the template of the random centres saves
        least = -(-work * 1000 // speed)
        slowdown = scenario.channels["chat"].slowdown if row.served_channel == "chat" else ()
        if row.interruptions:
            work += row.interruptions * scenario.serving.rereading
            most = work * 1000 // 800 * (slowdown[-1] if slowdown else 1)
            assert work <= row.handled <= most + (20 if slowdown else 3) * (1 + row.interruptions)
        elif slowdown:
            assert least <= row.handled <= least * slowdown[-1] + 20
        else:
            assert row.handled == least


def nobody_idles_while_a_contact_waits_that_they_could_serve(scenario, log):
    idle = log.states[(log.states["state"] == "available")]
    for waiting in _waiting(scenario, log):
        for state in idle.itertuples():
            if _could_serve(scenario, state.group, state.by, waiting, log.horizon):
                assert min(state.end, waiting.leaves) <= max(state.start, waiting.queued), (state, waiting)


def an_agent_with_room_for_a_chat_takes_it_unless_an_older_call_comes_first(centre, log):
    scenario = centre.scenario
    room = log.states[
        (log.states["state"] == "chat")
        & (log.states["load"] < scenario.channels["chat"].concurrency)
        & (log.states["by"] == "team")
        & ~log.states["overtime"]
        & ~log.states["agent"].isin(log.pauses["agent"])  # a break is prepared for
        & ~log.states["group"].isin([name for name, group in scenario.team.groups.items() if group.second_duty])
    ]
    contacts = _waiting(scenario, log)
    for chat in (waiting for waiting in contacts if waiting.served_channel == "chat"):
        for state in room.itertuples():
            start, end = max(state.start, chat.queued), min(state.end, chat.leaves)
            if start >= end or not _could_serve(scenario, state.group, "team", chat, log.horizon):
                continue
            before = [
                (call.queued, call.leaves)
                for call in contacts
                if call.served_channel == "phone"
                and _could_serve(scenario, state.group, "team", call, log.horizon)
                and _rank(scenario, call) < _rank(scenario, chat)
            ]
            assert _covered(start, end, before), (state, chat)


def the_contact_taken_comes_first(scenario, log):
    """Whoever is taken from a queue by an agent ranks before all the others this agent could have taken."""
    contacts = _waiting(scenario, log)
    for taken in contacts:
        if taken.agent is None or taken.answered is pd.NA or taken.by not in ("team", "vendor"):
            continue
        group = log.states.loc[log.states["agent"] == taken.first_agent, "group"]
        if group.empty:
            continue
        for other in contacts:
            waits = other.queued < taken.answered < other.leaves
            if not waits or not _could_serve(scenario, group.iloc[0], taken.by, other, log.horizon):
                continue
            if other.served_channel in LIVE or (taken.served_channel not in LIVE):
                assert _rank(scenario, taken) < _rank(scenario, other), (taken, other)


def _waiting(scenario, log):
    """The contacts that stood in a queue of the team or of a vendor's seats, with the time they left it.

    Those for whom somebody was on the way are left out: the log does not say when that person was given the contact.
    """
    later = [name for name, group in scenario.team.groups.items() if _picks_up_later(group)]
    is_later = (log.shifts["by"] == "on_call") | log.shifts["group"].isin(later)
    at_home = log.shifts.loc[is_later, "agent"]
    table = log.contacts[log.contacts["queued"].notna() & ~log.contacts["agent"].isin(at_home)].copy()
    left = table["answered"].fillna(table["ended"]).fillna(log.horizon)
    table["leaves"] = left.astype(np.int64)
    table["queued"] = table["queued"].astype(np.int64)
    table["first_agent"] = table["agent"].where(table["interruptions"] == 0)
    return list(table.itertuples())


def _picks_up_later(group):
    return group.second_duty is not None and group.second_duty.pick_up is not None


def _party_is_vendor(scenario, waiting):
    vendor = scenario.vendors.get("out")
    if vendor is None or waiting.served_channel not in vendor.channels or waiting.called_back:
        return False
    if vendor.topics is not None and waiting.topic not in vendor.topics:
        return False
    return waiting.queued % (24 * 3_600_000_000) < 3 * 3_600_000_000


def _could_serve(scenario, group, by, waiting, horizon):
    if by == "on_call":
        return False
    to_vendor = _party_is_vendor(scenario, waiting)
    if by == "vendor":
        return to_vendor and group == "out"
    if to_vendor:
        return False
    about = scenario.team.groups[group]
    skill = scenario.topics[waiting.topic].skill
    return waiting.served_channel in about.channels and (about.skills == "all" or skill in about.skills)


def _rank(scenario, waiting):
    credit = scenario.demand.segments[waiting.segment].queue_credit
    attempt = waiting.attempt * 10_000 + waiting.need
    channel = waiting.served_channel
    return (scenario.channels[channel].priority, channel not in LIVE, waiting.queued - credit, attempt)


def _covered(start, end, spans):
    for first, last in sorted(spans):
        if first <= start < last:
            start = last
    return start >= end


def _speed(scenario, handler):
    part = scenario.team.groups.get(handler) or scenario.vendors[handler]
    return round(1000 * part.speed)
