"""What a run leaves behind: a row per attempt of a contact, a row per stay of an agent in a state. No statistics."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

SELF_SERVED, AUTOMATED, SERVED, ABANDONED, BLOCKED, CLOSED, UNRESOLVED, BALKED, MERGED, PREVENTED = range(10)
"""Outcomes by number, as the engine writes them: indices into `OUTCOMES`."""

OUTCOMES = (
    "self_served",
    "automated",
    "served",
    "abandoned",
    "blocked",
    "closed",
    "unresolved",
    "balked",
    "merged",
    "prevented",
)
"""How an attempt ends. self_served: answered by self-service before the contact existed. automated: ended with a bot or
template. served: by an agent of the team, a person on call or a vendor. abandoned: hung up while waiting. blocked:
turned away because the queue was full or no line was free. closed: given up because the channel was closed.
unresolved: still in the system at the end of the run. balked: left on hearing how long the wait would be.
merged: withdrawn, because somebody has begun with the same question on another channel.
prevented: it did not come about, because the customer was called before."""

STATES = ("available", "phone", "chat", "email", "social", "break", "meeting", "approval", "other_duty", "outbound")
"""What an agent does. The channels mean work on a contact of theirs; a person on call is only logged while
working. approval: a manager works on a special case. other_duty: somebody for whom support is a second duty is held by
the first, or about to begin with a contact. outbound: a call the team makes of its own accord."""

AT_WORK = tuple(STATES.index(state) for state in ("phone", "chat", "email", "social", "approval", "outbound"))
"""The states in which agents work, as numbers: with contacts, cases and calls; whatever speaks of load reads it."""

NEXT = ("none", "redial", "recontact")
"""Whether another attempt of the same need follows."""

NOTES: dict[str, Literal["time", "amount", "flag", "verdict", "need", "vendor"]] = {
    "duplicate_of": "need",
    "follows_up": "need",
    "consistent": "verdict",
    "announced": "amount",
    "silent": "flag",
    "overflowed": "time",
    "handed_back": "time",
    "unsolved_by": "vendor",
    "handled_by_vendor": "amount",
    "templated": "verdict",
    "surveyed": "flag",
    "said_solved": "verdict",
    "said_quick": "verdict",
    "self_service_failed": "flag",
    "forced": "flag",
    "turned_away": "flag",
    "through_menu": "flag",
    "called_out": "time",
    "called_again": "time",
    "response_wait": "amount",
    "acknowledged": "time",
    "promised": "time",
    "public_from": "time",
    "misrouted": "flag",
    "transfers": "amount",
    "transferred": "time",
    "transfer_wait": "amount",
    "special": "flag",
    "granted": "verdict",
    "submitted": "time",
    "approval_wait": "amount",
    "reviewed": "amount",
    "repeated_gathering": "amount",
    "personalised": "flag",
}
"""Columns of `contacts` that say what happens to few contacts only, by what they hold. time: <NA> where it never came.
need: the number of another one, or <NA>. amount: a count, or microseconds; 0 where there is none. flag: yes or no.
verdict: yes, no, or <NA> where nothing was decided. vendor: the name of one. Each is described in `RunLog`."""

OF_WORK = ("repeated_gathering", "personalised")
"""Those that say how a contact is worked; a person on call who was on the way in vain did none of it."""


@dataclass(frozen=True)
class RunLog:
    """The record of one replication.

    Times are integer microseconds since the start of the horizon; a time that never came is `<NA>` (nullable Int64).

    `contacts`, one row per attempt, sorted by need and attempt:

    - need, attempt: which one; attempt counts from 1.
    - channel: chosen by the customer; served_channel: where it ended up (another one after a diversion).
    - topic, segment: names.
    - arrived: when the attempt was made. queued: when it began to wait for a person (<NA> where it never did).
      answered: when a person (or vendor) began with it. ended: when it left the system (<NA> if unresolved).
    - outcome: one of `OUTCOMES`. solved: whether the need was solved (boolean, <NA> unless served, automated or
      self_served).
    - by: `team`, `on_call`, `vendor`, `automation`, `self_service` or <NA>; handler: the name of the group, vendor or
      automation; agent: the name of the person (or the seat of a vendor).
    - handled: agents' time from beginning to end of the work, interruptions left out; of chats handled side by side
      each counts its own time. interruptions: how often it was put aside for a live contact.
    - assisted: whether it was worked with the group's assist. customer_left: when the customer was gone: `ended`, less
      the write-up after a call or chat.
    - duplicate_of: the need that was asked on another channel first. consistent: whether the second of two answers to
      the same question agreed with the first. follows_up: the need whose answer led to this question.
    - self_service_failed: whether the customer had looked for the answer in vain. forced: whether the channel chosen
      was not offered. turned_away: whether a closed channel was given up or sent it to another one. through_menu:
      whether it went through the channel's menu. called_out: when somebody on call took it first.
      called_again: when somebody on call took it after it was passed on, and response_wait: how long until they began.
    - acknowledged: when the customer was told automatically that the contact has come. promised: by when a reply or a
      call was promised. public_from: since when a public post has been a visible complaint.
    - misrouted: whether it came into a queue of people without the skill. transfers: how often it was passed on.
      transferred: when it was passed on last, and transfer_wait: how long it then waited.
    - special: whether it was served as a special case, and granted: what was decided. submitted: when the case was put
      to a manager; approval_wait: how long it waited for one, and reviewed: how long the manager worked on it.
    - repeated_gathering: work (at speed 1) spent on asking again what had been told before. personalised: whether it
      got a personal answer.
    - follows: one of `NEXT`: whether another attempt follows. called_back: whether it waited for a promised call-back.

    - announced: the wait that was announced (0 where none was). silent: whether the customer left a chat without a
      word, so that `handled` is work lost on nobody. overflowed: when it went to a vendor because it would have
      waited, or had waited, too long for the team. handed_back: when it came back to the team from a vendor's queue.
    - unsolved_by: the vendor that served it in vain and handed it back to the team, which then counts as a transfer;
      handled_by_vendor: the vendor's time, which is in `handled`; by, handler and agent tell of the team's.
    - templated: whether the agent sent a template; no where the agent noticed that it would not do; <NA> where none was
      tried. surveyed: whether the customer was asked after the answer. said_solved, said_quick: what the customer
      answered; <NA> for who did not.

    `states`, one row per stay of an agent in a state: agent, group, by (`team`, `on_call`, `vendor`), state, load
    (contacts at hand), start, end, overtime (whether it lies after the end of the shift).

    `shifts`, one row per shift as it was worked: agent, group, by, start, end (planned), came and left (when the agent
    really started and stopped; <NA> where the person did not come), absent (whether the person did not come without
    notice), lost_to_call_outs (planned time not worked because of a call-out or the rest after it).

    `call_outs`, one row per call-out: agent, group, called, began (<NA> where the customer had gone by then), ended
    (when the person was no longer up), contacts (served), escalated (whether somebody else did not answer before).

    `outbound`, one row per outbound call that fell due: list, due, agent, began, ended (<NA> where it was not made, or
    not over), reached (whether somebody answered; <NA> until it is over).

    `pauses`, one row per break or meeting as planned: agent, group, state, start, end.
    """

    contacts: pd.DataFrame
    states: pd.DataFrame
    shifts: pd.DataFrame
    horizon: int
    """Length of the run in microseconds."""
    replication: int
    templates: pd.DataFrame = field(default_factory=pd.DataFrame)
    """The ladder: one row per week and template, columns as `sim.centre.ladder.Week` describes them."""
    call_outs: pd.DataFrame = field(default_factory=pd.DataFrame)
    pauses: pd.DataFrame = field(default_factory=pd.DataFrame)
    outbound: pd.DataFrame = field(default_factory=pd.DataFrame)
    engagement: pd.DataFrame = field(default_factory=pd.DataFrame)
    """One row per week and group with an engagement, columns as `sim.centre.engagement.EngagementWeek`."""
