"""Small scenarios, hand-made customers and rosters for tests of the centre; microseconds from Monday 00:00."""

import copy
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from sim.centre.roster import roster_of
from sim.centre.simulate import simulate
from sim.demand.contacts import DECISIONS, Contacts
from sim.scenario import validate_scenario
from sim.scenario.distribution import NEVER
from sim.timing import HOUR, MINUTE, SECOND

NEUTRAL = dict.fromkeys(DECISIONS, 0.999999) | {
    "accepts_closed": 0.0,
    "solved": 0.0,
    "accepts_automation": 0.0,
    "answers_call": 0.0,
}
"""Draws with which nothing happens besides being served and solved: no self-service, no redial, no re-contact."""

BASE = {
    "name": "test",
    "calendar": {"start": "2026-01-05", "weeks": 1},
    "channels": {"phone": {}},
    "topics": {"question": {"handling": {"family": "exponential", "mean": "6 min"}}},
    "demand": {"contacts_per_week": {"phone": 10}, "topics": {"question": 1}},
    "team": {"groups": {"care": {"channels": ["phone"], "wage_per_hour": 15, "shrinkage": {"absence": 0}}}},
}


def merged(base, over):
    """Return `over` laid on `base`: mappings key by key, anything else replaced, None removed."""
    result = copy.deepcopy(base)
    for key, value in over.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict) and isinstance(result.get(key), dict):
            result[key] = merged(result[key], value)
        else:
            result[key] = copy.deepcopy(value)
    return result


def scenario_of(**over):
    """Return a valid scenario: one phone, one topic, one group, with what is given laid over it."""
    return validate_scenario(merged(BASE, over))


def four_channels(**over):
    """Return a valid scenario with all four channels served by one group."""
    names = ["phone", "chat", "email", "social"]
    base = {
        "channels": {
            "phone": {"priority": 1},
            "chat": {"priority": 2, "concurrency": 3},
            "email": {"priority": 4},
            "social": {"priority": 3},
        },
        "demand": {"contacts_per_week": dict.fromkeys(names, 10)},
        "team": {"groups": {"care": {"channels": names}}},
    }
    return validate_scenario(merged(merged(BASE, base), over))


@dataclass
class Need:
    """A need and its attempts; what is not given is neutral."""

    at: int
    work: int = 5 * MINUTE
    patience: int = NEVER
    channel: str = "phone"
    topic: str | None = None
    segment: int = 0
    work_draw: float = 0.5
    patience_draw: float = 0.5
    gap: float = 1.0
    draws: dict = field(default_factory=dict)
    later: list = field(default_factory=list)
    """Attempts 2, 3, …: mappings of work, patience, work_draw, patience_draw, gap, draws."""
    twice: "Need | None" = None
    """The same question on another channel; its `at` is in units of the mean time until it is asked."""
    then: "Need | None" = None
    """The question that may follow, likewise."""
    arises: float = 0.0
    """The draw by which it does."""


def contacts_of(scenario, *needs, replication=0):
    """Return the customers of needs, which stand in the order of their arrival."""
    assert [need.at for need in needs] == sorted(need.at for need in needs)
    arising = [(number, need.twice) for number, need in enumerate(needs) if need.twice is not None]
    duplicates, last = len(arising), list(enumerate(needs))
    while last:
        following = [(number, need.then) for number, need in last if need.then is not None]
        first = len(needs) + len(arising)
        arising += following
        last = [(first + place, need) for place, (_, need) in enumerate(following)]
    own, others = _columns(scenario, needs), _columns(scenario, [need for _, need in arising])
    return Contacts(
        replication=replication,
        needs=len(needs),
        attempts=scenario.serving.attempts_max,
        arrives=np.array([need.at for need in needs], dtype=np.int64),
        draws={name: np.concatenate([own["draws"][name], others["draws"][name]]) for name in DECISIONS},
        **{name: np.concatenate([own[name], others[name]]) for name in own if name != "draws"},
        origin=np.array([origin for origin, _ in arising], dtype=np.int64),
        duplicates=duplicates,
        arising_draw=np.array([need.arises for _, need in arising], dtype=np.float64),
        delay_draw=np.array([need.at for _, need in arising], dtype=np.float64),
    )


def _columns(scenario, needs):
    attempts = scenario.serving.attempts_max

    def column(name, kind):
        values = [
            [getattr(need, name), *(later.get(name, getattr(need, name)) for later in need.later)] for need in needs
        ]
        filled = [(row + [row[-1]] * (attempts - len(row)))[:attempts] for row in values]
        return np.array(filled, dtype=kind).reshape(len(needs), attempts).T.ravel()

    def draws(decision):
        table = np.full((attempts, len(needs)), NEUTRAL[decision])
        for number, need in enumerate(needs):
            given_draws = [need.draws, *(later.get("draws", {}) for later in need.later)]
            for attempt, given in enumerate(given_draws[:attempts]):
                table[attempt, number] = given.get(decision, NEUTRAL[decision])
        return table.ravel()

    topics, channels = scenario.topic_names, scenario.channel_names
    return dict(
        channel=np.array([channels.index(need.channel) for need in needs], dtype=np.int8),
        topic=np.array([topics.index(need.topic) if need.topic else 0 for need in needs], dtype=np.int16),
        segment=np.array([need.segment for need in needs], dtype=np.int8),
        patience=column("patience", np.int64),
        work=column("work", np.int64),
        patience_draw=column("patience_draw", np.float64),
        work_draw=column("work_draw", np.float64),
        gap_draw=column("gap", np.float64),
        draws={decision: draws(decision) for decision in DECISIONS},
    )


def roster(scenario, *rows):
    """Return a roster of rows (person, group, kind, start, end), times in microseconds of the horizon."""
    zero = pd.Timestamp(scenario.calendar.start_utc)

    def moment(microseconds):
        return zero + pd.Timedelta(microseconds=microseconds)

    return roster_of([(person, group, kind, "", moment(a), moment(b)) for person, group, kind, a, b in rows])


def around_the_clock(scenario, agents, group="care"):
    """Return a roster of agents who are there for the whole horizon."""
    return roster(
        scenario, *((f"{group} {i:03d}", group, "shift", 0, scenario.calendar.horizon) for i in range(agents))
    )


def run(scenario, needs, people, **options):
    """Return the log of hand-made needs under rows of a roster or a number of agents around the clock."""
    staff = around_the_clock(scenario, people) if isinstance(people, int) else roster(scenario, *people)
    return simulate(scenario, contacts_of(scenario, *needs), staff, **options)


def contact_rows(log, *columns):
    """Return the named columns of the contacts as a list of rows, None where nothing is known."""
    table = log.contacts[list(columns)].astype(object)
    rows = table.where(table.notna(), None).to_numpy().tolist()
    return [row[0] for row in rows] if len(columns) == 1 else [tuple(row) for row in rows]


def state_rows(log, agent):
    """Return (state, load, start, end, overtime) of an agent."""
    states = log.states[log.states["agent"] == agent]
    return [tuple(row) for row in states[["state", "load", "start", "end", "overtime"]].to_numpy().tolist()]


__all__ = [
    "HOUR", "MINUTE", "SECOND", "Need", "around_the_clock", "contact_rows", "contacts_of", "four_channels", "merged",
    "roster", "run", "scenario_of", "state_rows",
]  # fmt: skip
