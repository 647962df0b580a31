"""Random small centres with every feature switched on at times, for properties that hold in all of them."""

import numpy as np
from hypothesis import strategies as st

from sim.timing import DAY
from tests.centre.building import HOUR, MINUTE, NEUTRAL, SECOND, Need, contacts_of, four_channels, merged, roster
from tests.centre.random_journeys import journeys
from tests.centre.random_whole import laid_over, whole

GROUPS = ["all", "first", "mail"]
CHANNELS = ["phone", "chat", "email", "social"]
OFFICE = {"every day": "02:00-08:00"}
PRICE = {"scheme": "per_contact", "rate": 1}
TENTHS = tuple(tenth / 10 for tenth in range(10))

POLICIES = st.sampled_from(
    [
        {"policy": "wait", "accept": 0.7},
        {"policy": "give_up"},
        {"policy": "call_back", "after": "30 min"},
        {"policy": "divert", "to": "email"},
        {"policy": "divert", "to": "phone", "accept": 0.5},
    ]
)
PATIENCE = st.sampled_from([{"family": "never"}, {"family": "exponential", "mean": "4 min"}])
CHANNEL = st.fixed_dictionaries(
    {
        "hours": st.sampled_from(["always", OFFICE]),
        "closed": POLICIES,
        "patience": PATIENCE,
        "priority": st.integers(1, 3),
        "queue_capacity": st.sampled_from([None, None, 0, 2]),
        "redial": st.sampled_from([{}, {"share": 0.5, "after": "7 min", "switch": 0.5, "switch_to": "social"}]),
    }
)
CHATS = st.sampled_from([{}, {"concurrency": 2}, {"concurrency": 3, "slowdown": [1.0, 1.22, 1.67]}])
VENDOR = st.sampled_from(
    [
        {},
        {"out": {"channels": ["phone", "email"], "hours": "00:00-03:00", "seats": 1, "speed": 0.8, "price": PRICE}},
        {
            "out": {
                "channels": ["phone", "chat"],
                "topics": ["plain"],
                "hours": "00:00-03:00",
                "response": {"family": "exponential", "mean": "2 min"},
                "price": PRICE,
            }
        },
    ]
)
AUTOMATION = st.sampled_from(
    [
        {},
        {
            "bot": {
                "channels": ["chat", "email"],
                "topics": {"plain": 0.4},
                "accept": 0.8,
                "false_close": 0.3,
                "duration": "40 s",
            }
        },
    ]
)

REVIEW = {"group": "all", "day": "mon", "at": "03:00", "each": "25 min"}
TEMPLATE = {"topic": "bug", "channels": ["phone", "chat", "email"], "close_rate": 0.5, "saves": 0.3, "duration": "30 s"}
LADDER = st.sampled_from(
    [None, *({"templates": {"t": TEMPLATE | {"stage": stage}}, "review": REVIEW} for stage in ("used", "automated"))]
)
SURVEY = st.sampled_from([None, {"channels": {"phone": {"solved": 0.5, "unsolved": 0.3}}}])
ON_CALL = st.fixed_dictionaries(
    {
        "hours": st.just("always"),
        "group": st.just("all"),
        "response": st.just({"family": "exponential", "mean": "5 min"}),
        "stays_up": st.sampled_from(["0 s", "10 min"]),
        "answers": st.sampled_from([1.0, 0.5]),
        "recovery": st.sampled_from(["none", "start_later", "missed"]),
        "rest": st.sampled_from(["0 s", "2 h"]),
    }
)

OFF = {"share": 0.5, "late": 0.6, "by": {"family": "exponential", "mean": "9 min"}}
HABITS = st.sampled_from(
    [
        {},
        {"adherence": {"shift_start": OFF, "break_start": OFF, "break_end": OFF}},
        {"overtime": {"hand_over_after": "5 min", "at_most_per_week": "20 min"}},
        {"second_duty": {"pick_up": {"family": "exponential", "mean": "2 min"}, "occupied": 0.4, "stretch": "20 min"}},
        {
            "overtime": {"at_most": "25 min", "voluntary": {"share": 0.7, "stays": "10 min"}},
            "adherence": {"shift_start": OFF},
        },
    ]
)


class Centre:
    """A scenario, its customers and a roster; shown by what made it, so that a failing one can be made again."""

    def __init__(self, scenario, contacts, people, made_of):
        self.scenario, self.contacts, self.people, self.made_of = scenario, contacts, people, made_of

    def __repr__(self):
        return f"Centre{self.made_of}"


ANNOUNCEMENT = st.sampled_from(
    [
        None,
        {"balk": [{"wait": "3 min", "share": 0.5}]},
        {"rule": "last", "call_back": {"above": "1 min", "accept": 0.5, "keep_free": 1}},
        {"call_back": {"priority": 3}, "balk": [{"wait": "10 min", "share": 0.3}]},
    ]
)
WAITING = st.fixed_dictionaries(
    {
        "waiting_weight": st.sampled_from([1, 1, 2.5]),
        "queue_credit": st.sampled_from(["0 s", "3 min"]),
        "order": st.sampled_from(["first_come", "due"]),
    }
)
ROUTES = st.lists(
    st.fixed_dictionaries(
        {
            "channels": st.sampled_from([["phone"], ["chat"], ["phone", "chat"]]),
            "skills": st.sampled_from(["all", ["general"]]),
            "priority": st.sampled_from([None, 1, 3]),
            "order": st.sampled_from([None, 1, 2]),
            "after": st.sampled_from(["0 s", "2 min"]),
            "keep_free": st.integers(0, 2),
        }
    ),
    max_size=2,
)
OUTBOUND = st.sampled_from(
    [
        {},
        {
            "check-ins": {
                "groups": ["all", "first"],
                "contacts_per_week": 30,
                "hours": {"mon": "01:00-06:00"},
                "idle_agents": 2,
                "handling": {"family": "exponential", "mean": "8 min"},
                "reached": 0.6,
                "no_answer": "40 s",
                "effect": {"topics": {"plain": 0.9}, "lasts": "2 h", "customers": 3},
            }
        },
    ]
)
OVERFLOW = st.sampled_from([None, {"waiting": 1}, {"after": "2 min"}, {"waiting": 2, "after": "4 min"}])


@st.composite
def centres(draw, with_journeys=False, waiting=False, everything=False):
    """Draw a centre; every other person has breaks.

    With journeys, much more may happen to a contact on its way; with `waiting`, it waits and wanders in all ways there
    are; with `everything`, both, in a centre of whatever else there is, often near the end of a week or of the run.
    """
    with_journeys, waiting = with_journeys or everything, waiting or everything
    channels = {name: draw(CHANNEL) for name in CHANNELS}
    channels["chat"] |= draw(CHATS)
    routes, vendor, outbound = [], draw(VENDOR), {}
    if waiting:
        for name in CHANNELS:
            channels[name] |= draw(WAITING) | {"target": {"share": 0.8, "within": "1 h"}}
            channels[name]["redial"] = channels[name]["redial"] | {"closed_share": 0.5, "blocked_share": 0.2}
        channels["phone"] |= {"announcement": draw(ANNOUNCEMENT), "lines": draw(st.sampled_from([None, 2, 5]))}
        channels["chat"]["silent"] = draw(st.sampled_from([None, {"share": 0.6, "found_after": "90 s"}]))
        routes, outbound = draw(ROUTES), draw(OUTBOUND)
        if "out" in vendor:
            further = {"overflow": draw(OVERFLOW)}
            if "seats" in vendor["out"]:
                further["at_close"] = draw(st.sampled_from(["stay", "hand_back"]))
            vendor = {"out": vendor["out"] | further}
    for name, channel in channels.items():  # a channel does not lead to itself
        if channel["closed"].get("to") == name:
            channel["closed"] = {"policy": "wait"}
        if channel["redial"].get("switch_to") == name:
            channel["redial"] = channel["redial"] | {"switch_to": "phone"}
    if all(channels[name]["closed"]["policy"] == "divert" for name in ("phone", "email")):  # a circle is refused
        channels["phone"]["closed"] = {"policy": "wait"}
    handling = {"family": "exponential", "mean": "6 min"}
    again = {"share": 0.6, "after": "20 min"}
    about = {"wage_per_hour": 15, "shrinkage": {"absence": draw(st.sampled_from([0.0, 0.2]))}}
    about |= {} if everything else draw(HABITS)
    others = {
        "self_service": draw(st.sampled_from([{}, {"topics": {"plain": 0.2}, "takes": "easiest"}])),
        "automation": draw(AUTOMATION),
        "vendors": vendor,
        "outbound": outbound if "second_duty" not in about else {},
        "ladder": draw(LADDER),
        "survey": draw(SURVEY),
    }
    given = dict(
        channels=channels,
        topics={
            "question": None,
            "plain": {"handling": handling, "resolution": 0.7, "recontact": again},
            "bug": {"handling": handling, "skill": "tech", "resolution": 0.5, "recontact": again, "emergency": True},
        },
        demand={
            "topics": {"question": None, "plain": 1, "bug": 1},
            "segments": {"usual": {"share": 0.5}, "premium": {"share": 0.5, "queue_credit": "2 min"}},
        },
        **others,
        on_call=draw(ON_CALL),
        team={
            "groups": {
                "care": None,
                "all": {"channels": CHANNELS, **about, "speed": 0.9},
                "first": {"channels": ["phone", "chat"], "skills": ["general"], **about, "routes": routes},
                "mail": {"channels": ["email", "social", "chat"], **about},
            }
        },
    )
    over = draw(journeys(CHANNELS)) if with_journeys else {}
    if everything:
        del given["vendors"]
        over = laid_over(over, draw(whole()))
    scenario = four_channels(**laid_over(given, over) if everything else merged(given, over))
    seed, needs = draw(st.integers(0, 2**32)), draw(st.integers(0, 60))
    random = np.random.default_rng(seed)
    horizon = scenario.calendar.horizon
    since = draw(st.sampled_from([0, 7 * DAY - 5 * HOUR, horizon - 5 * HOUR, horizon - HOUR])) if everything else 0
    drawn = [need for need in _needs(random, needs, since) if need.at < horizon]
    contacts = contacts_of(scenario, *_with_further(scenario, drawn, random))
    groups = GROUPS + (["techs"] if with_journeys else [])
    people = roster(scenario, *_people(random, horizon, groups, max(0, since - 2 * HOUR)))
    return Centre(scenario, contacts, people, made_of=(seed, needs, about, channels, others, over, routes, since))


def _needs(random, count, since=0):
    def duration(most):
        """Often whole minutes, so that events fall together."""
        whole = int(random.integers(0, most)) * MINUTE
        return whole if random.random() < 0.5 else whole + int(random.integers(0, 60 * SECOND))

    def attempt():
        return {
            "work": duration(20),
            "patience": 2**62 if random.random() < 0.3 else duration(15),
            "work_draw": random.random(),
            "patience_draw": random.random(),
            "gap": random.exponential(),
            "draws": {name: float(random.choice(TENTHS)) for name in NEUTRAL},
        }

    for at in sorted(duration(500) for _ in range(count)):
        yield Need(
            since + at,
            channel=str(random.choice(CHANNELS)),
            topic=str(random.choice(["plain", "bug"])),
            segment=int(random.integers(0, 2)),
            later=[attempt() for _ in range(3)],
            **attempt(),
        )


def _with_further(scenario, needs, random):
    """Let some needs bring a duplicate or a next question, where the scenario has them."""
    for need in needs:
        duplicate, follow_up = scenario.channels[need.channel].duplicate, scenario.topics[need.topic].follow_up
        for name, about in (("twice", duplicate), ("then", follow_up)):
            if about is not None and random.random() < 0.6:
                other = next(iter(_needs(random, 1)))
                other.at, other.arises, other.segment = random.exponential(), float(random.choice(TENTHS)), need.segment
                other.channel = need.channel if name == "then" else duplicate.to
                other.topic = need.topic if name == "twice" else follow_up.topic
                setattr(need, name, other)
    return needs


def _people(random, horizon, groups, since=0):
    rows = []
    for number in range(random.integers(0, 5)):
        name, group = f"P{number}", str(random.choice(groups))
        start = since + int(random.integers(0, 16)) * 15 * MINUTE
        for first in range(start, min(since + 12 * HOUR, horizon), 4 * HOUR):
            rows.append((name, group, "shift", first, first + 3 * HOUR))
            if number % 2:
                continue
            pause = first + int(random.integers(0, 5)) * 30 * MINUTE
            rows.append((name, group, "break", pause, pause + 30 * MINUTE))
    if random.random() < 0.5:
        rows.append(("H", "all", "on_call", 0, horizon))
        if random.random() < 0.7:  # somebody who works shifts too
            rows.append(("P0", "all", "on_call", HOUR, horizon))
    return rows
