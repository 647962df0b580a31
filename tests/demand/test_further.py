"""Needs that may arise from others: how many, from which, and that they change nothing else."""

import pickle

import numpy as np
import pytest

from sim.demand.contacts import DECISIONS
from sim.demand.draw import draw_contacts
from tests.centre.building import four_channels

HANDLING = {"family": "exponential", "mean": "6 min"}
TOPICS = {
    "question": {"follow_up": {"topic": "next", "share": 0.3}},
    "next": {"handling": HANDLING, "follow_up": {"topic": "last", "share": 0.5}},
    "last": {"handling": HANDLING},
}
DUPLICATE = {"phone": {"duplicate": {"share": 0.2, "to": "email"}}}
MANY = {"contacts_per_week": {"phone": 5000, "chat": 5000}, "topics": {"question": 0.8, "next": 0.2}}


def drawn(topics=None, channels=None, replication=0):
    return draw_contacts(four_channels(topics=topics or {}, channels=channels or {}, demand=MANY, seed=3), replication)


WITHOUT = {name: about | {"follow_up": None} for name, about in TOPICS.items()}


def test_numbers_and_origins():
    contacts = drawn(TOPICS, DUPLICATE)
    needs, numbers = contacts.needs, np.arange(contacts.needs, len(contacts.channel))
    copies, others = slice(0, contacts.duplicates), slice(contacts.duplicates, None)
    phone, email = 0, 2
    assert contacts.duplicates == pytest.approx(0.2 * (contacts.channel[:needs] == phone).sum(), rel=0.1)
    assert (contacts.channel[contacts.origin[copies]] == phone).all()
    assert (contacts.channel[numbers[copies]] == email).all()
    assert (contacts.topic[numbers[copies]] == contacts.topic[contacts.origin[copies]]).all()
    question, second, last = ((contacts.topic[:needs] == topic).sum() for topic in range(3))
    assert last == 0
    after, before = contacts.topic[numbers[others]], contacts.topic[contacts.origin[others]]
    assert (after == before + 1).all()
    assert (after == 1).sum() == pytest.approx(0.3 * question, rel=0.1)
    assert (after == 2).sum() == pytest.approx(0.5 * (second + (after == 1).sum()), rel=0.1)
    assert (contacts.channel[numbers[others]] == contacts.channel[contacts.origin[others]]).all()
    assert (contacts.segment[numbers] == contacts.segment[contacts.origin]).all()
    assert len(np.unique(contacts.origin[others])) == len(contacts.origin[others])


def test_they_change_nothing_for_those_who_arrive():
    plain, contacts = drawn(WITHOUT), drawn(TOPICS, DUPLICATE)
    assert len(plain.origin) == 0 and plain.needs == contacts.needs
    rows = plain.needs * plain.attempts
    assert (contacts.arrives == plain.arrives).all()
    for name in ("patience", "work", "patience_draw", "work_draw", "gap_draw"):
        assert (getattr(contacts, name)[:rows] == getattr(plain, name)).all()
        assert len(getattr(contacts, name)) == rows + len(contacts.origin) * contacts.attempts
    assert all((contacts.draws[name][:rows] == plain.draws[name]).all() for name in DECISIONS)


def test_a_larger_share_keeps_those_of_a_smaller_one():
    some = drawn(TOPICS)
    more = drawn(TOPICS | {"question": {"follow_up": {"topic": "next", "share": 0.6}}})
    rows = {}
    for contacts in (some, more):
        for need, origin in enumerate(contacts.origin, contacts.needs):
            if origin < contacts.needs:
                about = [contacts.row(need, attempt) for attempt in (1, 4)]
                rows.setdefault(origin, []).append(
                    (contacts.work[about].tolist(), contacts.draws["solved"][about].tolist())
                )
    both = [found for found in rows.values() if len(found) == 2]
    assert len(both) == (some.origin < some.needs).sum()
    assert all(one == other for one, other in both)


def test_rows_and_columns_belong_together():
    contacts = drawn(TOPICS, DUPLICATE)
    rows = [contacts.row(need, attempt) for attempt in (1, 2) for need in range(len(contacts.channel))]
    assert len(set(rows)) == len(rows) and max(rows) < len(contacts.work)
    further = np.arange(contacts.needs * contacts.attempts, len(contacts.work))
    assert (contacts.work[further] > 0).all()  # every one has its handling time


def test_they_travel_between_processes():
    contacts = drawn(TOPICS, DUPLICATE)
    there = pickle.loads(pickle.dumps(contacts))
    assert all((there.draws[name] == contacts.draws[name]).all() for name in ("solved", "response"))
