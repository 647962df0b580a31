"""Calendars, read back with the library's own parser: right instants, stable identities, updates instead of doubles."""

from dataclasses import replace

import pandas as pd
import pytest
from icalendar import Calendar

from sim.centre.roster import roster_of
from sim.outputs.calendars import TEAM, calendars_of
from tests.outputs.conftest import NAMES


def events(data: bytes) -> list:
    return list(Calendar.from_ical(data).walk("VEVENT"))


def by_uid(data: bytes) -> dict:
    return {str(event["uid"]): event for event in events(data)}


def shift(name: str, start: str, end: str, kind: str = "shift", group: str = "care") -> tuple:
    return (name, group, kind, f"{start[11:]}-{end[11:]}", pd.Timestamp(start, tz="UTC"), pd.Timestamp(end, tz="UTC"))


@pytest.fixture(scope="module")
def files(scenario, roster):
    return calendars_of(scenario, roster)


def test_one_file_per_person_named_in_their_script_and_one_for_the_team(files):
    named = {"calendars/=cmd_' _C calc'!A0.ics" if "cmd" in name else f"calendars/{name}.ics" for name in NAMES}
    assert set(files) == {TEAM, *named}


def test_shifts_come_back_as_the_instants_of_the_roster(roster, files):
    own = roster.assignments[~roster.assignments["kind"].isin(["break", "meeting"])]
    for name in ("נועה לוי", "Омар Соколов", "ليلى حداد"):
        calendar = Calendar.from_ical(files[f"calendars/{name}.ics"])
        assert str(calendar["x-wr-calname"]) == name
        found = {(event.decoded("dtstart"), event.decoded("dtend")) for event in calendar.walk("VEVENT")}
        rows = own[own["person"] == name]
        assert found == {
            (start.to_pydatetime(), end.to_pydatetime()) for start, end in zip(rows["start"], rows["end"], strict=True)
        }
        assert all(event["dtstart"].to_ical().endswith(b"Z") for event in calendar.walk("VEVENT"))
    assert len(events(files[TEAM])) == len(own)


def test_an_event_says_shift_break_and_night(files):
    night = next(event for event in events(files["calendars/נועה לוי.ics"]) if "22:00-" in event["summary"])
    assert str(night["summary"]) == "Shift 22:00-06:00, care"
    assert night["categories"].to_ical() == b"Shift,care,Night"
    assert str(night["description"]) == "Break 02:00-02:30\nClock times in Europe/London."
    of_team = [str(event["summary"]) for event in events(files[TEAM])]
    assert any(summary == "Shift 22:00-06:00: נועה לוי" for summary in of_team)
    assert "On call: =cmd|' /C calc'!A0" in of_team
    assert "Leave: Zoë O'Brien" in of_team


def test_identities_differ_between_events_and_stay_between_runs(scenario, roster, files):
    uids = [str(event["uid"]) for data in files.values() for event in events(data)]
    assert len(set(uids)) == len(uids)
    assert calendars_of(scenario, roster) == files


def test_two_shifts_of_a_day_are_two_events(scenario):
    rows = [shift("Ada", "2026-03-16 06:00", "2026-03-16 10:00"), shift("Ada", "2026-03-16 14:00", "2026-03-16 18:00")]
    assert len(by_uid(calendars_of(scenario, roster_of(rows))["calendars/Ada.ics"])) == 2


def test_a_changed_shift_updates_its_event_and_a_dropped_one_is_cancelled(scenario):
    kept, moved, dropped = (
        shift("Ada", f"2026-03-{day} 06:00", f"2026-03-{day} 14:00") for day in (16, 17, 18)
    )  # fmt: skip
    first = calendars_of(scenario, roster_of([kept, moved, dropped]))
    later = shift("Ada", "2026-03-17 08:00", "2026-03-17 16:00")
    new = shift("Ada", "2026-03-19 08:00", "2026-03-19 16:00")
    second = calendars_of(scenario, roster_of([kept, later, new]), first)
    for name in ("calendars/Ada.ics", TEAM):
        before, after = by_uid(first[name]), by_uid(second[name])
        assert set(before) < set(after)
        state = {
            event.decoded("dtstart").day: (int(event["sequence"]), str(event["status"]), event.decoded("dtstart").hour)
            for event in after.values()
        }
        assert state == {
            16: (0, "CONFIRMED", 6), 17: (1, "CONFIRMED", 8), 18: (1, "CANCELLED", 6), 19: (0, "CONFIRMED", 8)
        }  # fmt: skip
    assert calendars_of(scenario, roster_of([kept, later, new]), second) == second  # nothing changed, nothing counts up


def test_whoever_left_the_roster_gets_their_shifts_cancelled(scenario):
    first = calendars_of(scenario, roster_of([shift("Ada", "2026-03-16 06:00", "2026-03-16 14:00")]))
    second = calendars_of(scenario, roster_of([shift("Ben", "2026-03-16 06:00", "2026-03-16 14:00")]), first)
    (event,) = events(second["calendars/Ada.ics"])
    assert (str(event["status"]), int(event["sequence"])) == ("CANCELLED", 1)


def test_a_published_file_that_is_no_calendar_counts_as_none(scenario):
    roster = roster_of([shift("Ada", "2026-03-16 06:00", "2026-03-16 14:00")])
    broken = {"calendars/Ada.ics": b"not a calendar", TEAM: b"\xff\xfe"}
    assert calendars_of(scenario, roster, broken) == calendars_of(scenario, roster)


def test_people_whose_names_differ_only_in_case_or_signs_have_their_own_files(scenario):
    rows = [shift(name, "2026-03-16 06:00", "2026-03-16 14:00") for name in ("Ada/B", "ada:b", "Ada?B", "team")]
    files = calendars_of(scenario, roster_of(rows))
    assert len(files) == 5
    assert len({name.casefold() for name in files}) == 5
    assert {str(Calendar.from_ical(data)["x-wr-calname"]) for name, data in files.items() if name != TEAM} == {
        "Ada/B", "ada:b", "Ada?B", "team"
    }  # fmt: skip


def test_each_file_says_where_it_comes_from(scenario, roster, files):
    for data in files.values():
        words = str(Calendar.from_ical(data)["x-wr-caldesc"])
        for part in (scenario.name, scenario.digest, f"seed {scenario.seed}", "Allhours 0.", "feasible, gap 10.0 %"):
            assert part in words
    proven = replace(roster, status="optimal", bound=roster.objective)
    assert "optimal, gap 0.0 %" in str(Calendar.from_ical(calendars_of(scenario, proven)[TEAM])["x-wr-caldesc"])


def test_nobody_rostered_leaves_an_empty_team_calendar(scenario):
    files = calendars_of(scenario, roster_of([]))
    assert list(files) == [TEAM]
    assert events(files[TEAM]) == []
