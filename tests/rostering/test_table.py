"""A roster goes to a CSV and comes back the same; a CSV that is wrong is told with its lines."""

import csv

import pandas as pd
import pytest

from sim.errors import InputError
from sim.rostering.table import read_roster, write_roster
from tests.rostering.desk import AUTUMN, roster, rows, scenario_with

NAMES = (
    "נועה לוי",
    "ليلى حداد",
    "Анна Ковальчук",
    'Zoë, the "night owl"',
    "=1+2",
    "+4930",
    "-Ana",
    "@home",
    "'=quoted",
)
HEAD = "person,group,kind,shift,start,end"


def test_round_trip_of_names_in_every_script_and_text_like_formulas(tmp_path):
    scenario = scenario_with(*NAMES, calendar__time_zone="Asia/Jerusalem")
    parts = [rows(name, "Mon 06:00-14:00", "Tue 22:00-06:00") for name in NAMES]
    kinds = [rows(NAMES[0], "Mon 10:00-10:30", kind=kind) for kind in ("break", "meeting", "on_call")]
    given = roster(*parts, *kinds, rows("care 12", "Wed 00:00-00:00", kind="leave"))
    path = write_roster(given, tmp_path / "new" / "roster.csv", scenario)
    back = read_roster(path, scenario)
    pd.testing.assert_frame_equal(back.assignments, given.assignments)
    assert back.status == "given"
    assert back.objective is None
    assert [file.name for file in path.parent.iterdir()] == ["roster.csv"]  # nothing temporary is left


def test_no_cell_starts_like_a_formula_and_times_are_local(tmp_path):
    scenario = scenario_with(*NAMES, calendar__time_zone="Asia/Jerusalem")
    path = write_roster(roster(*(rows(name, "Mon 06:00-14:00") for name in NAMES)), tmp_path / "roster.csv", scenario)
    with path.open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    assert not [cell for row in table for cell in row.values() if cell[0] in "=+-@\t\r"]
    assert {row["start"] for row in table} == {"2026-01-05T08:00+02:00"}
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")  # so that spreadsheets read every script


def test_the_hour_that_comes_twice_keeps_its_offset(tmp_path):
    scenario = scenario_with("Ada", calendar__start=AUTUMN, calendar__time_zone="Europe/London")
    early = pd.Timestamp("2026-10-25 00:30", tz="UTC")  # 01:30 summer time
    late = early + pd.Timedelta(hours=1)  # 01:30 again
    given = roster([("Ada", "care", "shift", "", early, late)])
    back = read_roster(write_roster(given, tmp_path / "roster.csv", scenario), scenario)
    pd.testing.assert_frame_equal(back.assignments, given.assignments)


def test_an_empty_roster(tmp_path):
    vendor = {"channels": ["phone"], "seats": 1, "price": {"scheme": "per_hour", "rate": 9}}
    scenario = scenario_with("Ada", vendors__outside=vendor)
    path = write_roster(roster(), tmp_path / "roster.csv", scenario)
    assert read_roster(path, scenario).assignments.empty  # a vendor serves: nobody of one's own is a roster too
    with pytest.raises(InputError, match=r"no shift of the roster lies inside the horizon; given: no shifts"):
        read_roster(path, scenario_with("Ada"))


@pytest.mark.parametrize(("monday", "is_inside"), [("2026-01-05", True), ("2025-12-29", False), ("2026-01-12", False)])
def test_a_roster_of_another_week_is_refused(tmp_path, monday, is_inside):
    scenario = scenario_with("Ada", rules__shift_starts=["06:00"])
    path = write_roster(roster(rows("Ada", "Tue 06:00-14:00", monday=monday)), tmp_path / "roster.csv", scenario)
    if is_inside:
        assert len(read_roster(path, scenario).assignments) == 1
        return
    with pytest.raises(InputError) as error:
        read_roster(path, scenario)
    (problem,) = error.value.problems
    assert problem.wrong == "no shift of the roster lies inside the horizon"
    assert problem.accepted == "shifts from 2026-01-05 to 2026-01-11, the horizon of the scenario"
    tuesday = (pd.Timestamp(monday) + pd.Timedelta(days=1)).date()
    assert problem.given == f"shifts from {tuesday} to {tuesday}"


def test_a_shift_that_reaches_into_the_horizon_is_inside(tmp_path):
    scenario = scenario_with("Ada")
    night = roster(rows("Ada", "Sun 22:00-06:00", monday="2025-12-29"))
    assert len(read_roster(write_roster(night, tmp_path / "roster.csv", scenario), scenario).assignments) == 1


@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_columns_separated_by_something_else_are_told_once(tmp_path, sign):
    path = tmp_path / "roster.csv"
    path.write_text("\n".join([HEAD, GOOD]).replace(",", sign) + "\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_roster(path, scenario_with("Ada"))
    (problem,) = error.value.problems
    assert problem.wrong == f"the columns are separated by {sign!r}, not by ','"
    assert (problem.file, problem.line, problem.accepted) == (str(path), 1, "a CSV separated by commas")


def test_times_without_offset_are_on_the_clock_of_the_calendar(tmp_path):
    scenario = scenario_with("Ada", calendar__time_zone="Asia/Jerusalem")
    path = tmp_path / "roster.csv"
    path.write_text(f"{HEAD}\nAda,care,shift,,2026-01-05 08:00,2026-01-05T16:00+02:00\n", encoding="utf-8")
    [row] = read_roster(path, scenario).assignments.itertuples()
    assert row.start == pd.Timestamp("2026-01-05 06:00", tz="UTC")
    assert row.end == pd.Timestamp("2026-01-05 14:00", tz="UTC")


GOOD = "Ada,care,shift,,2026-01-05 08:00,2026-01-05 16:00"
WRONG = [
    ("Ade,care,shift,,2026-01-05 08:00,2026-01-05 16:00", "person", "did you mean 'Ada'"),
    ("care,care,shift,,2026-01-05 08:00,2026-01-05 16:00", "person", "nobody of this name"),
    ("Ada,cares,shift,,2026-01-05 08:00,2026-01-05 16:00", "group", "did you mean 'care'"),
    ("Ada,care,shit,,2026-01-05 08:00,2026-01-05 16:00", "kind", "did you mean 'shift'"),
    ("Ada,care,shift,,2026-01-05 16:00,2026-01-05 08:00", "end", "does not lie after the start"),
    ("Ada,care,shift,,2026-01-05 16:00,2026-01-05 16:00", "end", "does not lie after the start"),
    ("Ada,care,shift,,Monday,2026-01-05 16:00", "start", "not a time"),
    ("Ada,care,shift,,2026-01-05 08:00,2026-02-30 16:00", "end", "not a time"),
    ("Ada,care,shift,,2026-01-05 08:00", "end", "not a time"),  # a cell too few
]


@pytest.mark.parametrize(("line", "field", "words"), WRONG)
def test_a_wrong_line_is_named(tmp_path, line, field, words):
    path = tmp_path / "roster.csv"
    path.write_text(f"{HEAD}\n{GOOD}\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_roster(path, scenario_with("Ada"))
    [problem] = caught.value.problems
    assert (problem.file, problem.line, problem.field) == (str(path), 3, field)
    assert words in problem.wrong


def test_every_wrong_line_is_told_at_once(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text("\n".join([HEAD, *(line for line, _, _ in WRONG), GOOD]), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_roster(path, scenario_with("Ada"))
    assert [problem.line for problem in caught.value.problems] == list(range(2, 2 + len(WRONG)))


@pytest.mark.parametrize("column", HEAD.split(","))
def test_a_missing_column(tmp_path, column):
    path = tmp_path / "roster.csv"
    path.write_text(f"{HEAD.replace(column, column + '_')}\n{GOOD}\n", encoding="utf-8")
    with pytest.raises(InputError, match=f"the column '{column}' is missing .did you mean '{column}_'") as caught:
        read_roster(path, scenario_with("Ada"))
    assert caught.value.problems[0].line == 1


@pytest.mark.parametrize(
    ("time", "words"),
    [("2026-03-29 01:30", "skips this time in spring"), ("2026-10-25 01:30", "shows this time twice in autumn")],
)
def test_times_that_are_not_one_moment(tmp_path, time, words):
    path = tmp_path / "roster.csv"
    path.write_text(f"{HEAD}\nAda,care,shift,,{time},2026-12-01 08:00\n", encoding="utf-8")
    with pytest.raises(InputError, match=words):
        read_roster(path, scenario_with("Ada", calendar__time_zone="Europe/London"))


def test_shifts_of_one_person_that_overlap(tmp_path):
    path = tmp_path / "roster.csv"
    second = "Ada,care,shift,,2026-01-05 15:59,2026-01-05 20:00"
    path.write_text(f"{HEAD}\n{GOOD}\n{second}\n", encoding="utf-8")
    with pytest.raises(InputError, match="overlap") as caught:
        read_roster(path, scenario_with("Ada", "Ben"))
    assert caught.value.problems[0].line == 3
    path.write_text(f"{HEAD}\n{GOOD}\n{second.replace('15:59', '16:00')}\n{second.replace('Ada', 'Ben')}\n", "utf-8")
    assert len(read_roster(path, scenario_with("Ada", "Ben")).assignments) == 3


def test_files_that_are_no_roster(tmp_path):
    scenario = scenario_with("Ada")
    with pytest.raises(InputError, match=r"missing\.csv"):
        read_roster(tmp_path / "missing.csv", scenario)
    path = tmp_path / "roster.csv"
    path.write_bytes(b"person\xff\xfe")
    with pytest.raises(InputError, match="UTF-8"):
        read_roster(path, scenario)
    path.write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="is missing"):
        read_roster(path, scenario)
    path.write_text("a file\n", encoding="utf-8")
    with pytest.raises(InputError, match="nothing can be written here: a part of the path is a file"):
        write_roster(roster(), path / "roster.csv", scenario)


def test_names_are_known_in_any_form_of_unicode_and_without_marks_of_direction(tmp_path):
    scenario = scenario_with("José", "נועה לוי")
    names = ("Jose\u0301", "\u200fנועה לוי\u200e")
    lines = [f"{name},care,shift,,2026-01-0{day}T08:00,2026-01-0{day}T16:00" for day, name in enumerate(names, 5)]
    (tmp_path / "roster.csv").write_text("\n".join([HEAD, *lines]), encoding="utf-8")
    assert list(read_roster(tmp_path / "roster.csv", scenario).people) == ["José", "נועה לוי"]
