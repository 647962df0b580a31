"""What a simulated run says about a requirement: contacts in time by stream and interval, and what people worked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.centre.log import SERVED, STATES, RunLog
from sim.measures.grouping import in_intervals
from sim.measures.records import PARTIES, Records, records_of
from sim.measures.service import flags
from sim.scenario.channels import LIVE
from sim.scenario.model import Scenario
from sim.staffing.cover import left_to_on_call, taken_by_vendors
from sim.staffing.streams import Stream
from sim.timing import HOUR

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Evidence:
    """One replication by interval of the horizon; only what the team has to do with.

    Contacts are counted after warm-up, work and arrivals over all the run: a backlog knows no warm-up. Shapes are
    (streams, intervals) and (groups, intervals).
    """

    offered: Floats
    counted: Floats
    in_time: Floats
    abandoned: Floats
    arrived_contacts: Floats
    """Contacts by arrival."""
    arrived_hours: Floats
    """The hours of work they took."""
    live_hours: Floats
    """Hours at work on live channels, overtime left out."""
    work_hours: Floats
    """Hours at work on any channel."""


def evidence_of(log: RunLog, scenario: Scenario, streams: tuple[Stream, ...]) -> Evidence:
    """Return the evidence of a run."""
    records = records_of(log, scenario)
    attempts, step = records.attempts, scenario.calendar.interval
    intervals, size = scenario.calendar.intervals, len(streams)
    stream = _stream_of_attempt(records, scenario, streams)
    interval = (attempts.arrived // step).astype(np.int64)
    cell = np.where(stream >= 0, stream * intervals + interval, -1)

    def count(rows: npt.NDArray[np.bool_], weights: Floats | None = None) -> Floats:
        chosen = rows & (cell >= 0)
        found = np.bincount(cell[chosen], None if weights is None else weights[chosen], size * intervals)
        return found.astype(np.float64).reshape(size, intervals)

    in_time, counted = flags(records)
    handled = log.contacts["handled"] - log.contacts["handled_by_vendor"]
    hours = handled.to_numpy(dtype=np.float64) / HOUR
    was_with_vendor = log.contacts["unsolved_by"].notna().to_numpy()  # whose answer is none of the team's
    served = attempts.outcome == SERVED
    for number in range(size):  # who was not served is taken to need as much as the others
        own = stream == number
        if (own & served).any():
            hours[own & ~served] = hours[own & served].mean()
    everything = np.ones(len(cell), dtype=bool)
    live, work = _hours_at_work(records_of(log, scenario, warm_up=0), intervals, list(scenario.team.groups))
    return Evidence(
        offered=count(records.inside & attempts.is_offered & ~was_with_vendor),
        counted=count(counted & ~was_with_vendor),
        in_time=count(in_time & ~was_with_vendor),
        abandoned=count(records.inside & attempts.is_abandoned),
        arrived_contacts=count(everything),
        arrived_hours=count(everything, hours),
        live_hours=live,
        work_hours=work,
    )


def _stream_of_attempt(records: Records, scenario: Scenario, streams: tuple[Stream, ...]) -> Ints:
    """The stream each attempt was offered to the team in; -1 for what never was, or went to a vendor or on call."""
    attempts = records.attempts
    table = np.full((len(scenario.channel_names), len(scenario.topic_names)), -1, dtype=np.int64)
    for number, stream in enumerate(streams):
        table[scenario.channel_names.index(stream.channel), list(stream.topics)] = number
    found = np.where(attempts.is_offered, table[attempts.channel, attempts.topic], -1)
    found[np.isin(attempts.party, (PARTIES.index("vendor"), PARTIES.index("on_call")))] = -1
    if scenario.vendors or scenario.on_call is not None:
        taken = np.array(
            [
                [
                    taken_by_vendors(scenario, channel, topic) | left_to_on_call(scenario, channel, topic)
                    for topic in scenario.topic_names
                ]
                for channel in scenario.channel_names
            ]
        )
        queued = np.nan_to_num(attempts.queued).astype(np.int64) // scenario.calendar.interval
        by_nobody = (found >= 0) & (attempts.party < 0)
        found[by_nobody & taken[attempts.channel, attempts.topic, queued]] = -1
    return found


def _hours_at_work(records: Records, intervals: int, groups: list[str]) -> tuple[Floats, Floats]:
    """Hours the team's people are at work in each interval: on live channels within their shifts, and in all."""
    pieces = in_intervals(records, records.stays)
    number = np.array([*(groups.index(name) if name in groups else -1 for name in records.groups), -1])[pieces.group]
    cell = number * intervals + pieces.start // records.scenario.calendar.interval
    hours = (pieces.end - pieces.start) / HOUR
    team = (pieces.party == PARTIES.index("team")) & (number >= 0)
    live = np.isin(pieces.state, [STATES.index(name) for name in LIVE])
    work = live | np.isin(pieces.state, [STATES.index(name) for name in ("email", "social", "approval")])

    def total(rows: npt.NDArray[np.bool_]) -> Floats:
        found = np.bincount(cell[team & rows], hours[team & rows], len(groups) * intervals)
        return np.asarray(found.reshape(len(groups), intervals), dtype=np.float64)

    return total(live & ~pieces.overtime), total(work)
