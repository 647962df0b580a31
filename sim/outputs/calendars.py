"""iCalendar files: one per person and one for the team; a later roster updates their events and never doubles them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from icalendar import Alarm, Calendar, Component, Event

from sim import __version__
from sim.centre.roster import Roster
from sim.outputs.about import roster_words
from sim.outputs.grid import is_night
from sim.outputs.words import file_name
from sim.scenario.model import Scenario

TEAM = "calendars/team.ics"
_FOLDER = "calendars"
_SPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "allhours.invalid")
_KIND_WORDS = {"shift": "Shift", "leave": "Leave", "on_call": "On call", "meeting": "Meeting", "break": "Break"}
_INSIDE = ("break", "meeting")  # told in the description of the shift they belong to


def calendars_of(scenario: Scenario, roster: Roster, published: Mapping[str, bytes] | None = None) -> dict[str, bytes]:
    """Return the calendar files of a roster by name: ``calendars/<person>.ics`` and ``calendars/team.ics``.

    Every event has an identity made of person, date and kind; a turn on call in the file of the team is the same event
    whoever has it, so that a swap changes it. Turns on call ring an hour before they begin. Given the files people hold
    already, an event that changed counts one up in SEQUENCE, and one that is gone stays as cancelled, so that whoever
    imports the file again has neither doubled nor left-over shifts. All times are UTC; the same input gives the same
    bytes.

    Parameters
    ----------
    scenario, roster
        Whose roster it is.
    published
        Files of an earlier roster that people hold, by the same names; None where nobody holds any.
    """
    published = published or {}
    rows = _rows(scenario, roster)
    files: dict[str, bytes] = {}
    names = ["team"]
    team = [_event(scenario, row, for_team=True) for row in rows]
    for person in dict.fromkeys(row["person"] for row in rows):
        names.append(file_name(person, names))
        events = [_event(scenario, row, for_team=False) for row in rows if row["person"] == person]
        path = f"{_FOLDER}/{names[-1]}.ics"
        files[path] = _file(scenario, roster, person, events, published.get(path))
    for path in sorted(set(published) - {TEAM, *files}):  # of people who are no longer in the roster
        files[path] = _file(
            scenario, roster, path.removeprefix(f"{_FOLDER}/").removesuffix(".ics"), [], published[path]
        )
    title = f"{scenario.name}: team"
    return {TEAM: _file(scenario, roster, title, team, published.get(TEAM)), **files}


def earlier_calendars(folder: str | Path | None, scenario: str, is_base: bool = True) -> dict[str, bytes]:
    """Return the calendars of a scenario in a folder of results, by their names in it; none where there are none.

    Those of a base stand in the folder itself when it was planned alone, and beneath `alternatives` like any other when
    it was compared; a scenario that is no base has them only there.
    """
    if folder is None:
        return {}
    beneath = Path(folder) / "alternatives" / file_name(scenario)
    for place in (Path(folder), beneath) if is_base else (beneath,):
        if found := {f"{_FOLDER}/{path.name}": path.read_bytes() for path in sorted(place.glob(f"{_FOLDER}/*.ics"))}:
            return found
    return {}


def _rows(scenario: Scenario, roster: Roster) -> list[dict[Any, Any]]:
    """Assignments that become events, each with its local date, its number on that date and what lies inside it."""
    table = roster.assignments
    table = table.assign(night=is_night(scenario, table)).sort_values(["person", "start", "end", "kind"])
    zone = scenario.calendar.zone
    inside: dict[str, list[dict[Any, Any]]] = {}
    for row in table[table["kind"].isin(_INSIDE)].to_dict("records"):
        inside.setdefault(row["person"], []).append(row)
    rows, seen, slots = [], dict[tuple[str, dt.date, str], int](), dict[tuple[dt.date, str], list[pd.Timestamp]]()
    for row in table[table["kind"] == "on_call"].sort_values("start").to_dict("records"):
        slots.setdefault((row["start"].tz_convert(zone).date(), row["shift"]), []).append(row["start"])
    for row in table[~table["kind"].isin(_INSIDE)].to_dict("records"):
        date = row["start"].tz_convert(zone).date()
        key = (row["person"], date, row["kind"])
        seen[key] = seen.get(key, 0) + 1
        candidates = inside.get(row["person"], []) if row["kind"] == "shift" else []
        within = [part for part in candidates if row["start"] <= part["start"] and part["end"] <= row["end"]]
        of_day = slots.get((date, row["shift"]), []) if row["kind"] == "on_call" else []
        slot = of_day.index(row["start"]) + 1 if of_day else 0
        rows.append(row | {"date": date, "number": seen[key], "inside": within, "slot": slot})
    return rows


def _event(scenario: Scenario, row: dict[Any, Any], *, for_team: bool) -> Component:
    kind, zone = row["kind"], scenario.calendar.zone
    start, end = row["start"].tz_convert(zone), row["end"].tz_convert(zone)
    words = _KIND_WORDS[kind] + (f" {row['shift'] or f'{start:%H:%M}-{end:%H:%M}'}" if kind == "shift" else "")
    if kind == "on_call" and row["shift"]:
        words += f" ({row['shift']})"
    event = Event()
    event.add("uid", _identity(row, for_team=for_team))
    event.add("sequence", 0)
    event.add("dtstamp", scenario.calendar.start_utc)
    event.add("dtstart", _utc(row["start"]))
    event.add("dtend", _utc(row["end"]))
    event.add("summary", f"{words}: {row['person']}" if for_team else f"{words}, {row['group']}")
    event.add("categories", [_KIND_WORDS[kind], row["group"], *(["Night"] if kind == "shift" and row["night"] else [])])
    event.add("status", "CONFIRMED")
    if kind == "on_call":
        event.add("transp", "TRANSPARENT")  # one is free for other things until called
        if not for_team:
            event.add_component(_alarm(words))
    parts = [
        f"{_KIND_WORDS[part['kind']]} {part['start'].tz_convert(zone):%H:%M}-{part['end'].tz_convert(zone):%H:%M}"
        for part in row["inside"]
    ]
    event.add("description", "\n".join([*parts, f"Clock times in {scenario.calendar.time_zone}."]))
    return event


def _identity(row: dict[Any, Any], *, for_team: bool) -> str:
    """What stays the same of an event when it changes: its person, or for the team's turns on call its place."""
    if for_team and row["kind"] == "on_call":
        parts = ("team", str(row["date"]), "on_call", row["shift"], str(row["slot"]))
    else:
        of = "team" if for_team else "person"
        parts = (of, row["person"], str(row["date"]), row["kind"], str(row["number"]))
    return str(uuid.uuid5(_SPACE, "|".join(parts)))


def _alarm(words: str) -> Component:
    """A reminder an hour before."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", dt.timedelta(hours=-1))
    return alarm


def _file(scenario: Scenario, roster: Roster, title: str, events: Iterable[Component], earlier: bytes | None) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", f"-//Allhours//{__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title)
    calendar.add("x-wr-caldesc", roster_words(scenario, roster))
    before = _known(earlier)
    now = {str(event["uid"]): event for event in events}
    for uid, event in now.items():
        if uid in before:
            changed = _content(event) != _content(before[uid])
            event["sequence"] = int(before[uid].get("sequence", 0)) + changed
    gone = [_cancelled(event) for uid, event in before.items() if uid not in now]
    for event in sorted([*now.values(), *gone], key=lambda event: (event.decoded("dtstart"), str(event["uid"]))):
        calendar.add_component(event)
    return bytes(calendar.to_ical(sorted=True))


def _known(earlier: bytes | None) -> dict[str, Component]:
    """Events of a file published before; a file that is no calendar counts as none."""
    if earlier is None:
        return {}
    try:
        calendar = Calendar.from_ical(earlier)
    except ValueError:
        return {}
    return {str(event["uid"]): event for event in calendar.walk("VEVENT") if "uid" in event and "dtstart" in event}


def _cancelled(event: Component) -> Component:
    if str(event.get("status")) != "CANCELLED":
        event["sequence"] = int(event.get("sequence", 0)) + 1
        event["status"] = "CANCELLED"
    return event


def _content(event: Component) -> bytes:
    """What an event says, apart from the count of its changes and the time of writing."""
    copy = Event.from_ical(event.to_ical())
    for name in ("sequence", "dtstamp"):
        copy.pop(name, None)
    return bytes(copy.to_ical(sorted=True))


def _utc(moment: pd.Timestamp) -> dt.datetime:
    return moment.tz_convert("UTC").to_pydatetime().astimezone(dt.UTC)
