"""Laws that hold whatever happens to contacts on their way: nothing is lost or made, nobody is in two places."""

import numpy as np
import pandas as pd
from hypothesis import given, settings

from sim.centre.log import NOTES
from sim.centre.simulate import simulate
from tests.centre.random_centres import centres
from tests.centre.test_conservation import states_of_an_agent_tile_the_shifts

WORK = ("phone", "chat", "email", "social", "approval")


@settings(max_examples=50)
@given(centres(with_journeys=True))
def test_the_laws_of_journeys_hold_in_every_run(centre):
    log = simulate(centre.scenario, centre.contacts, centre.people)
    every_need_leaves_a_row_for_each_attempt(centre, log)
    nothing_happens_before_it_can(log)
    work_is_neither_lost_nor_made(log)
    states_of_an_agent_tile_the_shifts(log)
    what_is_noted_fits_what_happened(centre.scenario, log)


def every_need_leaves_a_row_for_each_attempt(centre, log):
    table, contacts = log.contacts, centre.contacts
    assert not table.duplicated(["need", "attempt"]).any()
    first = table[table["attempt"] == 1]
    own = first["need"] < contacts.needs
    assert sorted(first.loc[own, "need"]) == list(range(contacts.needs))
    further = first.loc[~own, "need"].to_numpy()
    said = first.loc[~own, "duplicate_of"].fillna(first.loc[~own, "follows_up"]).astype(np.int64)
    assert (contacts.origin[further - contacts.needs] == said).all()
    assert (first.loc[~own, "duplicate_of"].notna() == (further < contacts.needs + contacts.duplicates)).all()
    first = first[own]
    late = centre.scenario.self_service.failed_delay * first["self_service_failed"]
    still_searching = (first["outcome"] == "unresolved") & first["queued"].isna()
    at = contacts.arrives[first["need"]]
    assert ((first["arrived"] == at + late) | still_searching & (first["arrived"] == at)).all()


def nothing_happens_before_it_can(log):
    for row in log.contacts.itertuples():
        order = (row.arrived, row.queued, row.answered, row.transferred, row.submitted, row.ended)
        times = [time for time in order if time is not pd.NA]
        assert times == sorted(times) and times[-1] < log.horizon
        for earliest in (row.acknowledged, row.public_from):
            assert earliest is pd.NA or row.arrived <= earliest <= log.horizon
        assert (row.ended is pd.NA) == (row.outcome == "unresolved")


def work_is_neither_lost_nor_made(log):
    """The time of agents in states of work, times what is at hand, is the time contacts and cases were worked on."""
    working = log.states[log.states["state"].isin(WORK)]
    by_agents = log.contacts[log.contacts["agent"].notna()]
    spent = ((working["end"] - working["start"]) * working["load"]).sum()
    by_pools = by_agents.loc[~by_agents["unsolved_by"].isin(log.states["group"].unique()), "handled_by_vendor"].sum()
    assert spent == by_agents["handled"].sum() - by_pools + log.contacts["reviewed"].sum()
    cases = working[working["state"] == "approval"]
    assert (cases["end"] - cases["start"]).sum() == log.contacts["reviewed"].sum()
    assert set(cases["group"]) <= {"all"}


def what_is_noted_fits_what_happened(scenario, log):
    table = log.contacts
    assert set(NOTES) <= set(table.columns)
    assert (table["transfers"] > 0).eq(table["transferred"].notna()).all()
    assert (table["misrouted"] | table["unsolved_by"].notna())[table["transfers"] > 0].all()
    assert (table.loc[table["transfers"] == 0, "transfer_wait"] == 0).all()
    left = table["ended"].fillna(log.horizon).astype(np.int64)
    waited = table["transfers"] > 0
    assert (table["transferred"] + table["transfer_wait"] <= left)[waited].all()
    decided = table["granted"].notna()
    assert table.loc[decided, "special"].all() and (table.loc[decided, "outcome"] == "served").all()
    assert (table.loc[decided, "granted"] == table.loc[decided, "solved"]).all()
    for row in table[table["special"]].itertuples():
        assert row.outcome in ("served", "unresolved")
        special = scenario.topics[row.topic].special
        assert (row.submitted is not pd.NA) == (special.policy == "approval")
    twice = table[table["duplicate_of"].notna() & (table["attempt"] == 1)]
    firsts = table[table["attempt"] == 1].set_index("need")
    for row in twice.itertuples():
        first = firsts.loc[row.duplicate_of]
        both = {row.outcome, first["outcome"]}
        assert first["answered"] is pd.NA or row.arrived <= first["answered"]
        assert "merged" not in both or (scenario.omnichannel is not None and both <= {"merged", "served", "unresolved"})
        answered = {"served", "automated"}
        judged = row.consistent is not pd.NA or first["consistent"] is not pd.NA
        assert judged == ({row.outcome} <= answered and {first["outcome"]} <= answered)
    assert not table.loc[table["need"].isin(twice["need"]), "follows_up"].notna().any()
    for row in table[table["follows_up"].notna() & (table["attempt"] == 1)].itertuples():
        pair = table[(table["need"] == row.follows_up) | (table["duplicate_of"] == row.follows_up)]
        assert pair.loc[pair["ended"] <= row.arrived, "solved"].any()
    gave_up = table["forced"] & ~table["served_channel"].map(lambda name: scenario.channels[name].offered).astype(bool)
    assert (table.loc[gave_up, "outcome"] == "closed").all()
    assert not table.loc[table["answered"].isna() & (table["by"] != "vendor"), "personalised"].any()
    assert (table.loc[table["attempt"] > 1, "self_service_failed"] == False).all()  # noqa: E712  a column
