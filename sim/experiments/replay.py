"""What a log says happened, once as customers who can meet the centre again and once as a run log to be measured.

A replay takes from the log when each customer asked for a person, the work of those served and the patience of those
who hung up. What nobody saw is drawn: the patience of those served, which exceeds their wait, and the work of those
who hung up. Redials are arrivals of the log like any others, so nobody contacts twice.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.centre.log import RunLog
from sim.demand.contacts import DECISIONS, Contacts
from sim.demand.history import History
from sim.demand.streams import stream
from sim.errors import InputError, Problem
from sim.scenario.distribution import Distribution
from sim.scenario.model import Scenario

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

OUTCOME_OF = {"served": "served", "abandoned": "abandoned", "turned_away": "blocked"}
STATE_COLUMNS = ("agent", "group", "by", "state", "load", "start", "end", "overtime")
SHIFT_COLUMNS = ("agent", "group", "by", "start", "end", "left", "absent")


def asked_at(offered: pd.DataFrame) -> pd.Series:
    """Return when each offered contact of a history asked for a person (UTC).

    It joined the queue then; where the log shows no queue, the answer or the end less the time waited.
    """
    waited = pd.Series(_microseconds(offered["waited_seconds"]), offered.index).astype("timedelta64[us]")
    queued, answered, ended, arrived = (
        offered[name].dt.as_unit("us") for name in ("queued", "answered", "ended", "arrived")
    )
    return pd.Series(queued.fillna(answered - waited).fillna(ended - waited).fillna(arrived))


def replay_contacts(scenario: Scenario, history: History, replication: int = 0) -> Contacts:
    """Return the offered contacts of a history as customers of a scenario, one need each, in the order of asking.

    Arrival: when the contact asked for a person. Work: the service seen; of those who hung up drawn from the topic's
    handling time. Patience: the wait of those who hung up or were turned away; of those served drawn from the
    channel's patience beyond the wait seen. The scenario's `serving.attempts_max` is not used: redials are contacts of
    the log.

    Raises
    ------
    InputError
        If the log has channels, topics or segments the scenario does not have, or times outside its horizon.
    """
    offered = _in_order(history)
    arrives = _since_start(scenario, asked_at(offered))
    _check(scenario, offered, arrives)
    needs = len(offered)
    channel = _numbers(offered["channel"], scenario.channel_names)
    topic = _numbers(offered["topic"], scenario.topic_names)
    is_served = (offered["outcome"] == "served").to_numpy()
    waited = _microseconds(offered["waited_seconds"])
    work = _microseconds(offered["handled_seconds"])
    patience = waited.copy()
    patience_draw = stream(scenario.seed, replication, "patience of the served").random(needs)
    work_draw = stream(scenario.seed, replication, "work of those who hung up").random(needs)
    for number, name in enumerate(scenario.channel_names):
        served = np.flatnonzero(is_served & (channel == number))
        patience[served] = _beyond(scenario.channels[name].patience, waited[served], patience_draw[served])
        for place, topic_name in enumerate(scenario.topic_names):
            handling = scenario.topics[topic_name].handling_on(name)
            unserved = np.flatnonzero(~is_served & (channel == number) & (topic == place))
            if handling is not None and len(unserved):
                work[unserved] = handling.quantiles(work_draw[unserved])
    return Contacts(
        replication=replication,
        needs=needs,
        attempts=1,
        arrives=arrives,
        channel=channel.astype(np.int8),
        topic=topic.astype(np.int16),
        segment=_segments(scenario, offered).astype(np.int8),
        patience=patience,
        work=work,
        patience_draw=patience_draw,
        work_draw=work_draw,
        gap_draw=np.ones(needs),
        draws={decision: np.full(needs, 0.5) for decision in DECISIONS},
    )


def observed_log(scenario: Scenario, history: History) -> RunLog:
    """Return what the log says happened as a run log, so that the same measures count it and a simulated run.

    One attempt per offered contact, that of `replay_contacts`; it arrives when it asks for a person. The log says
    neither who was solved nor what agents did between services: `solved` is unknown, `states` and `shifts` are empty.

    Raises
    ------
    InputError
        As `replay_contacts`.
    """
    offered = _in_order(history)
    arrived = _since_start(scenario, asked_at(offered))
    _check(scenario, offered, arrived)
    is_served = (offered["outcome"] == "served").to_numpy()
    left = arrived + _microseconds(offered["waited_seconds"])
    handled = np.where(is_served, _microseconds(offered["handled_seconds"]), 0)
    segment = np.array(scenario.segment_names, dtype=object)[_segments(scenario, offered)]
    contacts = pd.DataFrame(
        {
            "need": np.arange(len(offered)),
            "attempt": 1,
            "channel": offered["channel"].to_numpy(dtype=object),
            "served_channel": offered["channel"].to_numpy(dtype=object),
            "topic": offered["topic"].to_numpy(dtype=object),
            "segment": segment,
            "arrived": pd.arrays.IntegerArray(arrived, np.zeros(len(offered), dtype=bool)),
            "queued": pd.arrays.IntegerArray(arrived, (offered["outcome"] == "turned_away").to_numpy()),
            "answered": pd.arrays.IntegerArray(left, ~is_served),
            "ended": pd.arrays.IntegerArray(left + handled, np.zeros(len(offered), dtype=bool)),
            "outcome": offered["outcome"].map(OUTCOME_OF).to_numpy(dtype=object),
            "solved": pd.array([pd.NA] * len(offered), dtype="boolean"),
            "by": offered["outcome"].map({"served": "team"}).to_numpy(dtype=object),
            "handler": None,
            "agent": offered["agent"].to_numpy(dtype=object),
            "handled": handled,
            "interruptions": 0,
            "follows": "none",
            "called_back": False,
        }
    )
    return RunLog(
        contacts=contacts,
        states=pd.DataFrame(columns=list(STATE_COLUMNS)),
        shifts=pd.DataFrame(columns=list(SHIFT_COLUMNS)),
        horizon=scenario.calendar.horizon,
        replication=0,
    )


def _in_order(history: History) -> pd.DataFrame:
    offered = history.offered
    return offered.iloc[np.argsort(asked_at(offered).to_numpy(), kind="stable")].reset_index(drop=True)


def _check(scenario: Scenario, offered: pd.DataFrame, arrives: Ints) -> None:
    problems = []
    names = {"channel": scenario.channel_names, "topic": scenario.topic_names}
    if scenario.demand.segments:
        names["segment"] = scenario.segment_names
    for field, known in names.items():
        for unknown in sorted(set(offered[field]) - set(known)):
            wrong = f"the log has a {field} that the scenario does not have"
            problems.append(Problem(wrong, field=field, given=str(unknown), accepted=", ".join(known)))
    if len(offered) and (arrives[0] < 0 or arrives[-1] >= scenario.calendar.horizon):
        days = asked_at(offered).dt.tz_convert(scenario.calendar.zone).dt.date
        wrong = "the log reaches beyond the scenario's horizon"
        given = f"contacts from {days.min()} to {days.max()}"
        problems.append(Problem(wrong, field="calendar", given=given, accepted="a calendar that covers them"))
    if problems:
        raise InputError(problems)


def _numbers(column: pd.Series, names: tuple[str, ...]) -> Ints:
    numbers = column.map({name: number for number, name in enumerate(names)})
    return np.asarray(numbers.to_numpy(dtype=np.int64), dtype=np.int64)


def _segments(scenario: Scenario, offered: pd.DataFrame) -> Ints:
    """A scenario without segments treats all customers alike, whatever the log calls them."""
    if not scenario.demand.segments:
        return np.zeros(len(offered), dtype=np.int64)
    return _numbers(offered["segment"], scenario.segment_names)


def _since_start(scenario: Scenario, moments: pd.Series) -> Ints:
    zero = pd.Timestamp(scenario.calendar.start_utc)
    return np.asarray(((moments - zero) // pd.Timedelta(microseconds=1)).to_numpy(dtype=np.int64), dtype=np.int64)


def _microseconds(seconds: pd.Series) -> Ints:
    return np.rint(seconds.fillna(0.0).to_numpy(dtype=np.float64) * 1e6).astype(np.int64)


def _beyond(distribution: Distribution, seen: Ints, uniforms: Floats) -> Ints:
    """Durations drawn given that they exceed what was seen: quantiles at F(t) + (1 - F(t)) u, at least t + 1 µs."""
    below = np.zeros(len(seen))
    above = np.ones(len(seen))
    for _ in range(50):  # F(t) by halving: a distribution knows its quantiles only
        middle = (below + above) / 2
        is_below = distribution.quantiles(middle) <= seen
        below, above = np.where(is_below, middle, below), np.where(is_below, above, middle)
    return np.maximum(distribution.quantiles(below + (1.0 - below) * uniforms), seen + 1)
