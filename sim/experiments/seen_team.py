"""Who was there, and ready, seen from a log that knows only services: skills, sessions, and pauses proven by a queue.

A log of services says when an agent worked on a contact, not when one sat ready. Two things can be inferred:

- an agent was there from the first to the last service of a session, which a long pause ends (`agent_sessions`);
- an agent who begins no service while a customer waits whom this agent could serve is not ready: on wrap-up, on a
  break, or away. The system would have connected them.

So a pause between two services in which somebody waited splits in three: not ready up to the last moment at which a
customer waited, unknown from then to the next service. `unready` says how the unknown part counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.centre.roster import Roster, roster_of
from sim.demand.history import History
from sim.demand.opening import agent_sessions
from sim.experiments.replay import asked_at
from sim.scenario.load import validate_scenario
from sim.scenario.model import Scenario
from sim.timing import HOUR, MINUTE, SECOND

Ints = npt.NDArray[np.int64]
Skills = Mapping[str, tuple[str, ...]]
"""Per agent: the topics the agent serves, sorted."""

Unready = Literal["never", "until_last_wait", "whole_pause"]
"""Which part of a pause in which a customer waited is not presence. never: an agent in session is always ready.
until_last_wait: from the end of the service to the last moment at which a customer waited; afterwards the agent counts
as ready. whole_pause: all of it, up to the next service. The first and the last are the two ends of what the log
leaves open: `until_last_wait` has too many agents ready, `whole_pause` too few."""


def seen_skills(history: History, at_least: int = 5) -> dict[str, tuple[str, ...]]:
    """Return the topics each agent serves: those of which the log has at least so many services by this agent.

    A topic that nobody serves so often belongs to whoever served it at all, and to everybody where nobody did.
    """
    served = history.offered.query("outcome == 'served'").dropna(subset=["agent"])
    counts = pd.crosstab(served["agent"], served["topic"])
    counts = counts.reindex(columns=sorted(set(history.offered["topic"])), fill_value=0)
    number = counts.to_numpy()
    able = (number >= at_least) | ((number > 0) & (number.max(axis=0) < at_least)) | (number.max(axis=0) == 0)
    able |= (number > 0) & ~able.any(axis=1)[:, None]  # who did a little of everything
    topics = [str(topic) for topic in counts.columns]
    return {
        str(agent): tuple(topic for topic, one in zip(topics, row, strict=True) if one)
        for agent, row in zip(counts.index, able, strict=True)
    }


def seen_team(scenario: Scenario, skills: Skills) -> Scenario:
    """Return the scenario with the agents of a log as its team: one group per set of skills, one skill per topic."""
    data = scenario.model_dump(mode="json")
    for topic in data["topics"]:
        data["topics"][topic]["skill"] = topic
    group = next(iter(data["team"]["groups"].values()))
    data["team"] = {"groups": {_group(able): group | {"skills": list(able)} for able in sorted(set(skills.values()))}}
    return validate_scenario(data)


def seen_roster(
    history: History,
    skills: Skills,
    *,
    longest_idle_minutes: float = 30.0,
    unready: Unready = "until_last_wait",
    notice_seconds: float = 1.0,
) -> Roster:
    """Return who was there and ready: sessions as shifts, what was inferred as not ready as breaks.

    Parameters
    ----------
    history : History
        Contacts of one channel, on which an agent serves one at a time.
    skills : mapping
        Topics each agent serves, as of `seen_skills`; a customer who waits for another topic proves nothing.
    longest_idle_minutes : float
        A longer pause between two services ends a session.
    unready : {"never", "until_last_wait", "whole_pause"}
        Which part of a pause in which a customer waited is not presence.
    notice_seconds : float
        Waiting no longer than this within a pause proves nothing: the clocks of logs are coarse.

    Notes
    -----
    A break begins a microsecond before the service ends, so that the agent goes when it ends and does not take the next
    contact first. Who is still serving when a break should begin takes the whole break afterwards.
    """
    served = history.offered.query("outcome == 'served'").dropna(subset=["agent", "answered"])
    sessions = agent_sessions(served, longest_idle_minutes)
    agents = [str(agent) for agent in sessions["agent"]]
    starts, ends = _stamps(sessions["start"]).tolist(), _stamps(sessions["end"]).tolist()
    rows = [
        (agent, _group(skills[agent]), "shift", "", _moment(start), _moment(end))
        for agent, start, end in zip(agents, starts, ends, strict=True)
        if end > start
    ]
    if unready != "never":
        queues = {able: _somebody_waited(history.offered, able) for able in set(skills.values())}
        sits_down = set(zip(agents, starts, strict=True))
        for name, services in served.groupby("agent"):
            agent = str(name)
            pauses = _pauses(services, round(longest_idle_minutes * MINUTE))
            spans = _not_ready(*pauses, *queues[skills[agent]], round(notice_seconds * SECOND), unready)
            for first, last in zip(spans[0].tolist(), spans[1].tolist(), strict=True):
                goes = first if (agent, first) in sits_down else first - 1
                rows.append((agent, _group(skills[agent]), "break", "", _moment(goes), _moment(last)))
    return roster_of(rows)


def hours_in_session(roster: Roster) -> float:
    """Return the hours of all shifts."""
    return _hours(roster, "shift")


def hours_ready(roster: Roster) -> float:
    """Return the hours of all shifts less their breaks: time in service or ready for one."""
    return _hours(roster, "shift") - _hours(roster, "break")


def _hours(roster: Roster, kind: str) -> float:
    spans = roster.of_kind(kind)
    return float((_stamps(spans["end"]) - _stamps(spans["start"])).sum() / HOUR)


def _group(able: Sequence[str]) -> str:
    return " + ".join(able)


def _moment(microseconds: int) -> pd.Timestamp:
    return pd.Timestamp(microseconds, unit="us", tz="UTC")


def _stamps(moments: pd.Series) -> Ints:
    """Microseconds since 1970."""
    return np.asarray(moments.dt.as_unit("us").astype("int64").to_numpy(), dtype=np.int64)


def _pauses(services: pd.DataFrame, longest: int) -> tuple[Ints, Ints]:
    """Start and end of the times between services of one agent, those that end a session left out."""
    services = services.sort_values("answered", kind="stable")
    begin = _stamps(services["answered"])
    handled = services["handled_seconds"].fillna(0.0).to_numpy(dtype=np.float64)
    end = np.maximum.accumulate(begin + np.rint(handled * SECOND).astype(np.int64))
    first, last = end[:-1], begin[1:]
    within = (last > first) & (last - first <= longest)
    return first[within], last[within]


def _somebody_waited(offered: pd.DataFrame, able: Sequence[str]) -> tuple[Ints, Ints]:
    """Start and end of the stretches in which at least one customer waited for one of the topics."""
    waiting = offered[offered["topic"].isin(able) & (offered["waited_seconds"] > 0)]
    begin = _stamps(asked_at(waiting))
    end = begin + np.rint(waiting["waited_seconds"].to_numpy(dtype=np.float64) * SECOND).astype(np.int64)
    order = np.argsort(begin, kind="stable")
    begin, end = begin[order], np.maximum.accumulate(end[order])
    opens = np.ones(len(begin), dtype=bool)
    opens[1:] = begin[1:] > end[:-1]
    closes = np.append(opens[1:], True)[: len(begin)]
    return begin[opens], end[closes]


def _not_ready(first: Ints, last: Ints, begin: Ints, end: Ints, notice: int, unready: Unready) -> tuple[Ints, Ints]:
    """The part of each pause (first to last) that is not presence, given when somebody waited (begin to end)."""
    long_enough = end - begin > notice
    begin, end = begin[long_enough], end[long_enough]
    until = np.full(len(first), -1, dtype=np.int64)
    latest = np.searchsorted(begin, last, side="left") - 1
    for back in (1, 0):  # the last stretch may only just reach into the pause; then the one before it counts
        stretch = latest - back
        known = stretch >= 0
        at = np.where(known, stretch, 0)
        if not len(begin):
            break
        inside = np.minimum(end[at], last) - np.maximum(begin[at], first)
        until = np.where(known & (inside > notice), np.minimum(end[at], last), until)
    found = until > first
    return first[found], (last if unready == "whole_pause" else until)[found]
