"""The way of one contact told in words, from the log of a run: what happened when, by the local clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from sim.centre.log import RunLog
from sim.errors import InputError, Problem
from sim.outputs.words import channel_words
from sim.scenario.model import Scenario
from sim.timing import HOUR, MINUTE, SECOND

Row = Mapping[Any, Any]
Moment = tuple[int, str]

ENDS = {
    "self_served": "finds the answer in self-service; no contact is made",
    "blocked": "is turned away: the lines or the queue are full",
    "balked": "leaves on hearing how long it will take",
    "closed": "gives up",
    "merged": "is withdrawn: somebody has begun with the same question on another channel",
}


def story_of(scenario: Scenario, log: RunLog, need: int) -> list[str]:
    """Return the story of a need, one line per moment: local time, then what happens. Its duplicate is told with it.

    Raises
    ------
    InputError
        If the run has no such need.
    """
    table = log.contacts
    mine = table[(table["need"] == need) | (table["duplicate_of"] == need)]
    if mine.empty:
        most = int(table["need"].max()) if len(table) else -1
        accepted = (
            f"0 to {most}; of those beyond the needs that arrive, the ones that came about" if most >= 0 else None
        )
        raise InputError(Problem("the run has no such need", field="--need", given=str(need), accepted=accepted))
    moments = [moment for row in mine.to_dict("records") for moment in _attempt(scenario, log, row)]
    next_ones = table[(table["follows_up"] == need) & (table["attempt"] == 1)]
    for row in next_ones.to_dict("records"):
        topic = scenario.topic_label(str(row["topic"]))
        moments.append((int(row["arrived"]), f"The next question follows, need {row['need']}, about {topic}."))
    return [f"{_clock(scenario, time)}  {words}" for time, words in sorted(moments, key=lambda moment: moment[0])]


def _attempt(scenario: Scenario, log: RunLog, row: Row) -> Iterator[Moment]:
    """Yield the moments of an attempt."""
    yield _arrival(scenario, row)
    if row["channel"] != row["served_channel"]:
        why = "is not offered" if row["forced"] else "is closed"
        there = channel_words(str(row["served_channel"]))
        yield row["arrived"], f"{channel_words(str(row['channel']))} {why}: the customer goes on to {there}."
    elif row["forced"]:
        yield row["arrived"], f"{channel_words(str(row['channel']))} is not offered."
    if _known(row["acknowledged"]):
        yield row["acknowledged"], "It is acknowledged automatically."
    if _known(row["promised"]):
        since = row["acknowledged"] if _known(row["acknowledged"]) else row["arrived"]
        what = "A call" if row["called_back"] else "An answer"
        yield since, f"{what} is promised by {_clock(scenario, row['promised'])}."
    if _known(row["public_from"]):
        yield row["public_from"], "From now on it is a visible complaint."
    if _known(row["queued"]):
        yield row["queued"], "The promised call falls due." if row["called_back"] else "It waits for somebody."
    if _known(row["answered"]):
        yield from _served(row)
    if _known(row["submitted"]):
        yield row["submitted"], "The case is put to a manager."
        begun = row["submitted"] + row["approval_wait"]
        if row["reviewed"] or _known(row["granted"]):
            yield begun, f"A manager takes it, after {_long(row['approval_wait'])}."
    yield _end(log, row)


def _arrival(scenario: Scenario, row: Row) -> Moment:
    who = "A customer" if row["segment"] == "all" else f"A customer ({row['segment']})"
    topic, channel = scenario.topic_label(str(row["topic"])), channel_words(str(row["channel"]))
    again = "" if row["attempt"] == 1 else f", attempt {row['attempt']}"
    words = f"{who} asks about {topic} on {channel}{again}"
    if _known(row["duplicate_of"]):
        words = f"{who} asks the same on {channel} as well{again} (need {row['need']})"
    if _known(row["follows_up"]):
        words += f", after need {row['follows_up']}"
    return row["arrived"], f"{words}{'; self-service did not help' if row['self_service_failed'] else ''}."


def _served(row: Row) -> Iterator[Moment]:
    """Yield who took it, and whoever took it over."""
    wait = _long(row["answered"] - row["queued"])
    who = f"{row['agent']} of {row['handler']}" if _known(row["agent"]) else str(row["handler"])
    if _known(row["unsolved_by"]):
        yield row["answered"], f"{row['unsolved_by']} takes it, after {wait}."
        yield row["transferred"], f"{row['unsolved_by']} cannot solve it and hands it back to the team."
    elif not row["transfers"]:
        yield row["answered"], f"{who if _known(row['handler']) else 'Somebody'} takes it, after {wait}."
    else:
        yield row["answered"], f"Somebody without the skill takes it, after {wait}."
        yield row["transferred"], "It is passed on to people with the skill."
    if row["transfers"] and row["outcome"] == "served":
        taken = row["transferred"] + row["transfer_wait"]
        yield taken, f"{who} takes it over, after {_long(row['transfer_wait'])}."
    if row["repeated_gathering"]:
        spent = _long(row["repeated_gathering"])
        yield row["answered"], f"The story has to be told again, {spent} of work."


def _end(log: RunLog, row: Row) -> Moment:
    """Return how an attempt ends and what follows."""
    outcome = str(row["outcome"])
    if outcome == "unresolved":
        return log.horizon, "The run ends; it is still in the system."
    then = {"redial": "will try again", "recontact": "will come again"}.get(str(row["follows"]))
    if outcome == "abandoned":
        words = f"The customer hangs up after {_long(row['ended'] - row['queued'])}"
    elif outcome == "served":
        words = f"It ends, after {_long(row['handled'])} of work: {_verdict(row)}"
        if row["interruptions"]:
            words += f" (put aside {row['interruptions']} times)"
    elif outcome == "automated":
        words = f"{row['handler']} answers it: {_verdict(row)}"
    else:
        words = f"The customer {ENDS[outcome]}" if outcome != "merged" else f"It {ENDS[outcome]}"
    if _known(row["consistent"]):
        words += ", " + ("the same as the first answer" if row["consistent"] else "and not what the first answer said")
    return row["ended"], f"{words}{f'; the customer {then}' if then else ''}."


def _verdict(row: Row) -> str:
    if _known(row["granted"]):
        return "granted" if row["granted"] else "refused"
    return "solved" if row["solved"] else "not solved"


def _known(value: Any) -> bool:
    return not pd.isna(value)


def _clock(scenario: Scenario, time: int) -> str:
    """The local time of a moment."""
    return f"{scenario.calendar.moment(int(time)).astimezone(scenario.calendar.zone):%a %d %b %H:%M:%S}"


def _long(duration: int) -> str:
    """How long something takes, in its two largest units.

    >>> _long(90_000_000), _long(0), _long(7_260_000_000)
    ('1 min 30 s', '0 s', '2 h 1 min')
    """
    hours, rest = divmod(int(duration), HOUR)
    minutes, seconds = rest // MINUTE, rest % MINUTE // SECOND
    parts = [f"{hours} h" if hours else "", f"{minutes} min" if minutes else "", f"{seconds} s" if seconds else ""]
    return " ".join([part for part in parts if part][:2]) or "0 s"
