"""Writing the run log: rows of plain numbers while the run goes on, tables at its end."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.extensions import ExtensionArray

from sim.centre.actors import ABSENT, Agent, Attempt, CallOut
from sim.centre.ladder import Week
from sim.centre.layout import Layout
from sim.centre.log import NEXT, NOTES, OF_WORK, OUTCOMES, SELF_SERVED, STATES, RunLog
from sim.centre.outbound_table import outbound_table
from sim.centre.write_up import write_up
from sim.scenario.model import Scenario

if TYPE_CHECKING:
    from sim.centre.engagement import EngagementWeek
    from sim.centre.outbound import Call
    from sim.centre.shift import Shift

AVAILABLE, OTHER_DUTY = STATES.index("available"), STATES.index("other_duty")
BY = ("team", "on_call", "vendor", "automation", "self_service")

TIMES = ("arrived", "queued", "answered", "ended")
CONTACT_FIELDS = (
    "need", "attempt", "channel", "served_channel", "topic", "segment", *TIMES, "outcome", "solved", "by", "handler",
    "agent", "handled", "interruptions", "follows", "called_back", "assisted",
)  # fmt: skip
ENGAGEMENT_FIELDS = ("group", "week", "level", "occupancy", "overtime_hours", "night_share", "unfairness")
STATE_FIELDS = ("agent", "state", "load", "start", "end", "overtime")


class Recorder:
    """Collects what happens in a run."""

    def __init__(self, scenario: Scenario, layout: Layout, replication: int) -> None:
        self.scenario = scenario
        self.layout = layout
        self.replication = replication
        self.channel_states = [STATES.index(name) for name in (*scenario.channel_names, "approval", "outbound")]
        templates = scenario.ladder.templates if scenario.ladder is not None else {}
        self.handlers = [*layout.group_names, *scenario.vendors, *scenario.automation, *templates, "self_service"]
        self._first_vendor = len(layout.group_names)
        self._first_automation = self._first_vendor + len(scenario.vendors)
        self._first_template = self._first_automation + len(scenario.automation)
        self.template_weeks: list[Week] = []
        self._contacts = array("q")
        self._notes = {column: array("q") for column in NOTES}
        """Row and value of each note: what happens to few is not written for all."""
        self._states = array("q")
        self._came: dict[Shift, tuple[int, int]] = {}
        self._left: dict[Shift, int] = {}
        self._absent: set[Shift] = set()
        self.engagement_weeks: list[EngagementWeek] = []
        self.call_outs: list[CallOut] = []
        self.outbound: list[Call] = []
        self._vendor_groups = {number for number in layout.vendor_group if number >= 0}

    @property
    def rows(self) -> Sequence[int]:
        """The rows of contacts written so far, one after the other, each with the numbers of `CONTACT_FIELDS`."""
        return self._contacts

    def by_agent(self, attempt: Attempt, agent: Agent) -> None:
        """Note that an agent served a contact."""
        kind = "on_call" if agent.on_call else "vendor" if agent.group in self._vendor_groups else "team"
        attempt.by, attempt.handler = BY.index(kind), agent.group

    def by_vendor(self, attempt: Attempt, number: int) -> None:
        """Note that a vendor's shared pool served a contact."""
        attempt.by, attempt.handler = BY.index("vendor"), self._first_vendor + number

    def by_automation(self, attempt: Attempt, number: int) -> None:
        """Note that an automation ended a contact."""
        attempt.by, attempt.handler = BY.index("automation"), self._first_automation + number

    def by_template(self, attempt: Attempt, number: int) -> None:
        """Note that a template answered a contact by itself."""
        attempt.by, attempt.handler = BY.index("automation"), self._first_template + number

    def contact(
        self, attempt: Attempt, outcome: int, ended: int, solved: bool | None = None, follows: str | None = None
    ) -> None:
        """Write the row of an attempt."""
        if outcome == SELF_SERVED:
            attempt.by, attempt.handler = BY.index("self_service"), len(self.handlers) - 1
        if attempt.notes is not None:
            row = len(self._contacts) // len(CONTACT_FIELDS)
            for column, value in attempt.notes.items():
                if attempt.answered != ABSENT or column not in OF_WORK:
                    self._notes[column].extend((row, value))
        self._contacts.extend(
            (
                attempt.need, attempt.number, attempt.channel, attempt.served_channel, attempt.topic, attempt.segment,
                attempt.arrived, attempt.queued, attempt.answered, ended, outcome,
                ABSENT if solved is None else solved, attempt.by, attempt.handler,
                ABSENT if attempt.agent is None else attempt.agent.number, attempt.handled, attempt.interruptions,
                0 if follows is None else NEXT.index(follows), attempt.called_back,
                attempt.assisted,
            )
        )  # fmt: skip

    def state(self, agent: Agent, end: int) -> None:
        """Write the row of an agent's stay in a state."""
        self._states.extend((agent.number, agent.state, agent.state_load, agent.since, end, agent.overtime))

    def came(self, shift: Shift, when: int, lost_to_call_outs: int = 0) -> None:
        """Note when an agent came to a shift."""
        self._came[shift] = when, lost_to_call_outs

    def left(self, shift: Shift, when: int) -> None:
        """Note when an agent left a shift."""
        self._left[shift] = when

    def missed(self, shift: Shift, lost_to_call_outs: int = 0) -> None:
        """Note that an agent did not come to a shift."""
        self._came[shift], self._left[shift] = (ABSENT, lost_to_call_outs), ABSENT
        if not lost_to_call_outs:
            self._absent.add(shift)

    @property
    def stays(self) -> Sequence[int]:
        """The rows of stays written so far, one after the other."""
        return self._states

    def log(self, shifts: list[Shift]) -> RunLog:
        """Return the record as tables."""
        agents = list(dict.fromkeys(shift.agent for shift in shifts))
        names = [agent.name for agent in agents]
        groups = [self.layout.group_names[agent.group] for agent in agents]
        kinds = {shift.agent: shift.by for shift in shifts}
        by = [kinds[agent] for agent in agents]
        return RunLog(
            contacts=self._contact_table(names),
            states=self._state_table(names, groups, by),
            shifts=self._shift_table(shifts, groups),
            call_outs=self._call_out_table(groups),
            pauses=_pause_table(shifts, groups),
            outbound=outbound_table(self.outbound, list(self.scenario.outbound), names),
            horizon=self.scenario.calendar.horizon,
            replication=self.replication,
            engagement=pd.DataFrame(self.engagement_weeks, columns=list(ENGAGEMENT_FIELDS)),
            templates=_template_table(self.template_weeks),
        )

    def _contact_table(self, names: list[str]) -> pd.DataFrame:
        columns = _columns(self._contacts, CONTACT_FIELDS)
        order = np.lexsort((columns["attempt"], columns["need"]))
        columns = {name: values[order] for name, values in columns.items()}
        channels: list[str] = list(self.scenario.channel_names)
        words: dict[str, list[str]] = {
            "channel": channels, "served_channel": channels, "topic": list(self.scenario.topic_names),
            "segment": list(self.scenario.segment_names), "outcome": list(OUTCOMES), "by": list(BY),
            "handler": list(dict.fromkeys(self.handlers)), "agent": names, "follows": list(NEXT),
        }  # fmt: skip
        columns["handler"] = _codes_of_names(columns["handler"], self.handlers, words["handler"])
        if len(set(names)) < len(names):  # somebody is both in the team and on call
            words["agent"] = list(dict.fromkeys(names))
            columns["agent"] = _codes_of_names(columns["agent"], names, words["agent"])
        table: dict[str, object] = {}
        for name in CONTACT_FIELDS:
            values = columns[name]
            if name in words:
                table[name] = _words(values, words[name])
            elif name in TIMES:
                table[name] = pd.arrays.IntegerArray(values, values < 0)
            elif name == "solved":
                table[name] = pd.arrays.BooleanArray(values == 1, values < 0)
            elif name in ("called_back", "assisted"):
                table[name] = values == 1
            else:
                table[name] = values
        notes = self._note_columns(order)
        own = {"handled": columns["handled"] - np.asarray(notes["handled_by_vendor"])}  # without who gave it up before
        gone = columns["ended"] - write_up(self.scenario, columns | own)
        table["customer_left"] = pd.arrays.IntegerArray(gone, columns["ended"] < 0)
        return pd.DataFrame(table | notes, copy=False)

    def _note_columns(self, order: npt.NDArray[np.int64]) -> dict[str, object]:
        """The columns `NOTES` of the table of contacts, whose rows were written in another order."""
        table: dict[str, object] = {}
        for name, kind in NOTES.items():
            noted = np.frombuffer(self._notes[name], dtype=np.int64).reshape(-1, 2)
            values = np.full(len(order), 0 if kind in ("amount", "flag") else ABSENT, dtype=np.int64)
            values[noted[:, 0]] = noted[:, 1]
            values = values[order]
            if kind == "vendor":
                table[name] = _words(values, list(self.scenario.vendors))
            elif kind in ("time", "need"):
                table[name] = pd.arrays.IntegerArray(values, values < 0)
            elif kind == "verdict":
                table[name] = pd.arrays.BooleanArray(values == 1, values < 0)
            else:
                table[name] = values == 1 if kind == "flag" else values
        return table

    def _state_table(self, names: list[str], groups: list[str], by: list[str]) -> pd.DataFrame:
        columns = _columns(self._states, STATE_FIELDS)
        order = np.lexsort((columns["start"], columns["agent"]))
        columns = {name: values[order] for name, values in columns.items()}
        number = columns["agent"]
        return pd.DataFrame(
            {
                "agent": _categories(number, names),
                "group": _categories(number, groups),
                "by": _categories(number, by),
                "state": _words(columns["state"], list(STATES)),
                "load": columns["load"],
                "start": columns["start"],
                "end": columns["end"],
                "overtime": columns["overtime"] == 1,
            }
        )

    def _shift_table(self, shifts: list[Shift], groups: list[str]) -> pd.DataFrame:
        horizon = self.scenario.calendar.horizon
        gone = np.array([self._left.get(shift, horizon) for shift in shifts], dtype=np.int64)
        came = [self._came.get(shift, (ABSENT, 0)) for shift in shifts]
        begun = np.array([when for when, _ in came], dtype=np.int64)
        return pd.DataFrame(
            {
                "agent": [shift.agent.name for shift in shifts],
                "group": [groups[shift.agent.number] for shift in shifts],
                "by": [shift.by for shift in shifts],
                "start": np.array([shift.start for shift in shifts], dtype=np.int64),
                "end": np.array([shift.end for shift in shifts], dtype=np.int64),
                "came": pd.arrays.IntegerArray(begun, begun < 0),
                "left": pd.arrays.IntegerArray(gone, gone < 0),
                "absent": np.array([shift in self._absent for shift in shifts], dtype=bool),
                "lost_to_call_outs": np.array([lost for _, lost in came], dtype=np.int64),
            }
        )

    def _call_out_table(self, groups: list[str]) -> pd.DataFrame:
        horizon = self.scenario.calendar.horizon
        began = np.array([one.began for one in self.call_outs], dtype=np.int64)
        return pd.DataFrame(
            {
                "agent": [one.agent.name for one in self.call_outs],
                "group": [groups[one.agent.number] for one in self.call_outs],
                "called": np.array([one.called for one in self.call_outs], dtype=np.int64),
                "began": pd.arrays.IntegerArray(began, began < 0),
                "ended": np.array([min(one.until, horizon) for one in self.call_outs], dtype=np.int64),
                "contacts": np.array([one.contacts for one in self.call_outs], dtype=np.int64),
                "escalated": np.array([one.escalated for one in self.call_outs], dtype=bool),
            }
        )


def _template_table(weeks: list[Week]) -> pd.DataFrame:
    """The weeks of every template; with its columns even where there is none."""
    return pd.DataFrame([vars(week) for week in weeks], columns=[each.name for each in fields(Week)])


def _pause_table(shifts: list[Shift], groups: list[str]) -> pd.DataFrame:
    rows = [(shift, pause) for shift in shifts for pause in shift.planned_pauses]
    return pd.DataFrame(
        {
            "agent": [shift.agent.name for shift, _ in rows],
            "group": [groups[shift.agent.number] for shift, _ in rows],
            "state": [STATES[pause.state] for _, pause in rows],
            "start": np.array([pause.start for _, pause in rows], dtype=np.int64),
            "end": np.array([pause.end for _, pause in rows], dtype=np.int64),
        }
    )


def _columns(numbers: array[int], names: tuple[str, ...]) -> dict[str, npt.NDArray[np.int64]]:
    """The numbers of rows that stand one after the other, as columns."""
    rows = np.frombuffer(numbers, dtype=np.int64).reshape(-1, len(names))
    return {name: np.ascontiguousarray(rows[:, index]) for index, name in enumerate(names)}


def _codes_of_names(numbers: npt.NDArray[np.int64], names: list[str], categories: list[str]) -> npt.NDArray[np.int64]:
    """Numbers into a list in which names repeat, as codes into the list without repetition; -1 stays -1."""
    codes = np.array([*(categories.index(name) for name in names), ABSENT], dtype=np.int64)
    return codes[numbers]


def _categories(numbers: npt.NDArray[np.int64], names: list[str]) -> ExtensionArray:
    categories = list(dict.fromkeys(names))
    return _words(_codes_of_names(numbers, names, categories), categories)


def _words(codes: npt.NDArray[np.int64], categories: list[str]) -> ExtensionArray:
    return pd.Categorical.from_codes(codes, categories=pd.Index(categories, dtype=object))
