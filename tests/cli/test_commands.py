"""Every command from end to end on a tiny centre: exit status, JSON, files, folders that cannot be written to."""

import json

import icalendar
import pytest

from sim.cli import main
from tests.demand.logs import GOOD, HEADER, MAPPING, write
from tests.scenario.files import SMALL, written

TINY = """extends: scenario.yaml
calendar: {interval: 1 h}
channels: {phone: {hours: {mon-fri: "10:00-14:00"}, target: {share: 0.5, within: 2 min}}}
demand: {contacts_per_week: {phone: 40}}
team: {groups: {care: {contract_hours: 20, shrinkage: {absence: 0, leave: 0, other: 0}}}}
rules: {shift_lengths: [4 h], shift_starts: ["10:00"], breaks: [], solve_seconds: 1, hours_tolerance: 0.5}
study: {replications: 2}
"""
BUSY = (
    "extends: tiny.yaml\nname: Busy\nteam: {groups: {care: {size: 1}}}\ndemand: {contacts_per_week: {phone: 20000}}\n"
)
DEAR = "extends: busy.yaml\nname: Dear\ncosts: {loading: 2}\n"
OUTSIDE = """extends: tiny.yaml
name: Outside
vendors: {them: {channels: [phone], seats: 2, price: {scheme: per_hour, rate: 9}}}
"""
WAGES = "axes: {wage: {path: team.groups.care.wage_per_hour, values: [18]}}\n"
LEVER = """name: Help pages
edits: {self_service: {topics: {question: 0.2}}}
per_month: 9
source: {source: made up, grade: assumed}
"""
COVERED = """extends: outside.yaml
name: Covered
channels: {phone: {hours: always}}
coverage:
  blocks: {open: {mon-fri: "10:00-14:00"}, shut: {mon-fri: "00:00-10:00, 14:00-24:00", weekend: all day}}
  choices: {phone: [team, them, closed]}
  reach: {phone: {share: 0.1}}
"""
FILES = {
    "covered": COVERED,
    "scenario": SMALL,
    "tiny": TINY,
    "busy": BUSY,
    "dear": DEAR,
    "outside": OUTSIDE,
    "wages": WAGES,
    "lever": LEVER,
}
HEAD = "person,group,kind,shift,start,end\n"
WEEK = HEAD + "".join(f"care 1,care,shift,,2026-01-{day:02d} 10:00,2026-01-{day:02d} 14:00\n" for day in range(5, 10))


@pytest.fixture
def folder(tmp_path):
    for name, text in FILES.items():
        written(tmp_path, text, f"{name}.yaml")
    (tmp_path / "week.csv").write_text(WEEK, encoding="utf-8")
    (tmp_path / "empty.csv").write_text(HEAD, encoding="utf-8")
    (tmp_path / "file").write_text("keep me", encoding="utf-8")
    write(tmp_path, GOOD, HEADER)  # log.csv
    (tmp_path / "mapping.yaml").write_text(json.dumps(MAPPING), encoding="utf-8")
    return tmp_path


COMMANDS = {
    "calibrate": (("calibrate", "log.csv", "--mapping", "mapping.yaml"), {"calibrated.yaml", "rates.csv", "fit.md"}),
    "simulate": (("simulate", "tiny.yaml", "--jobs", "1"), {"summary.csv", "targets.csv", "about.json"}),
    "simulate --roster": (
        ("simulate", "tiny.yaml", "--roster", "week.csv", "--jobs", "1"),
        {"summary.csv", "targets.csv", "about.json"},
    ),
    "staff": (("staff", "tiny.yaml"), {"requirement.csv", "about.json"}),
    "roster": (("roster", "tiny.yaml"), {"requirement.csv", "roster.csv", "gaps.csv", "calendars", "about.json"}),
    "rota": (("rota", "tiny.yaml", "--jobs", "1"), {"rota.csv", "options.csv", "roster.csv", "rota.xlsx", "rota.svg"}),
    "coverage": (
        ("coverage", "covered.yaml", "--jobs", "1"),
        {"coverage.csv", "designs.csv", "changes.csv", "design.yaml", "coverage.svg", "about.json"},
    ),
    "plan": (("plan", "tiny.yaml", "--alone", "--jobs", "1"), {"report.html", "plan.xlsx", "calendars", "about.json"}),
    "compare": (
        ("compare", "tiny.yaml", "outside.yaml", "--grid", "wages.yaml", "--jobs", "1"),
        {"report.html", "comparison.xlsx", "alternatives", "about.json"},
    ),
    "money": (
        ("money", "tiny.yaml", "outside.yaml", "--months", "6", "--jobs", "1"),
        {"cash_flow.csv", "cash_by_month.csv", "worth.csv", "waterfall.csv", "cost_by_channel.csv", "about.json"},
    ),
    "choose": (
        ("choose", "tiny.yaml", "--levers", "lever.yaml", "--finalists", "1", "--most", "20", "--jobs", "1"),
        {"candidates.csv", "levers.csv", "interactions.csv", "tried.csv", "about.json", "store"},
    ),
}


def run(capsys, folder, *arguments):
    """Exit status, what was said to machines, and what was said on the error stream."""
    given = [str(folder / word) if (folder / word).exists() or word == "out" else word for word in arguments]
    status = main([*given, "--json"])
    said = capsys.readouterr()
    return status, json.loads(said.out), said.err


@pytest.mark.parametrize(
    "command",
    [pytest.param(one, marks=[pytest.mark.slow] * (one in ("plan", "compare", "choose", "money"))) for one in COMMANDS],
)
def test_it_does_its_work(capsys, folder, command):
    words, files = COMMANDS[command]
    status, facts, err = run(capsys, folder, *words, "--out", "out")
    assert status == 0, (facts, err)
    assert files <= {path.name for path in (folder / "out").iterdir()}
    assert all(str(folder / "out") in path for path in facts["written"])
    assert not [path for path in folder.rglob(".part-*")]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_that_is_a_file_is_refused_and_kept(capsys, folder, command):
    status, facts, err = run(capsys, folder, *COMMANDS[command][0], "--out", "file")
    assert status == 2
    assert [problem["given"] for problem in facts["problems"]] == [str(folder / "file")]
    assert "is a file" in err
    assert (folder / "file").read_text(encoding="utf-8") == "keep me"


@pytest.mark.parametrize(
    "words",
    [
        ("simulate", "busy.yaml", "--roster", "week.csv", "--jobs", "1"),
        ("roster", "busy.yaml"),
        pytest.param(("plan", "busy.yaml", "--alone", "--jobs", "1"), marks=pytest.mark.slow),
        pytest.param(("compare", "busy.yaml", "dear.yaml", "--jobs", "1"), marks=pytest.mark.slow),
    ],
)
def test_a_promise_that_cannot_be_kept_is_status_1_with_all_files(capsys, folder, words):
    status, facts, _ = run(capsys, folder, *words, "--out", "out")
    assert status == 1
    assert facts["written"]
    assert (folder / "out" / "about.json").is_file()


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (("calibrate", "empty.csv", "--mapping", "mapping.yaml"), "is missing"),
        (("calibrate", "log.csv", "--mapping", "nowhere.yaml"), "the mapping cannot be read"),
        (("simulate", "tiny.yaml", "--roster", "nowhere.csv"), "cannot be read (No such file or directory)"),
        (("simulate", "tiny.yaml", "--roster", "empty.csv"), "no shift of the roster lies inside the horizon"),
        (("staff", "nowhere.yaml"), "no such file"),
        (("roster", "file"), "a scenario is a YAML mapping"),
        (("plan", "tiny.yaml", "--replications", "0"), "not accepted"),
        (("compare", "tiny.yaml", "nowhere.yaml"), "no such file"),
        (("compare", "tiny.yaml", "tiny.yaml"), "same name"),
        (("compare", "tiny.yaml"), "nothing to compare with"),
        (("choose", "tiny.yaml"), "nothing to choose from"),
        (("choose", "tiny.yaml", "--levers", "tiny.yaml"), "unknown key"),
        (("choose", "tiny.yaml", "--levers", "lever.yaml", "--objective", "csatt"), "did you mean 'csat'"),
        (("choose", "tiny.yaml", "--levers", "lever.yaml", "--store", "file"), "this is a file"),
        (("uncertainty", "tiny.yaml", "--store", "file"), "this is a file"),
        (("compare", "tiny.yaml", "--grid", "tiny.yaml"), "this key is needed"),
    ],
)
def test_what_is_wrong_with_the_input_is_status_2_and_leaves_nothing(capsys, folder, words, wrong):
    status, facts, err = run(capsys, folder, *words, "--out", "out")
    assert status == 2
    assert any(wrong in problem["wrong"] for problem in facts["problems"])
    assert wrong in err
    assert "Traceback" not in err
    assert not (folder / "out").exists()


def test_a_roster_made_again_updates_the_calendars_people_hold(capsys, folder):
    def events():
        calendar = icalendar.Calendar.from_ical((folder / "out" / "calendars" / "team.ics").read_bytes())
        return {str(one["UID"]): (int(one["SEQUENCE"]), str(one.get("STATUS"))) for one in calendar.walk("VEVENT")}

    def roster():
        status, facts, err = run(capsys, folder, "roster", "tiny.yaml", "--out", "out")
        assert status == 0, (facts, err)
        return events()

    first = roster()
    assert first
    assert {number for number, _ in first.values()} == {0}
    assert roster() == first  # the same roster: nothing new, nothing counted
    later = TINY.replace('shift_starts: ["10:00"]', 'shift_starts: ["09:00"]').replace('"10:00-14:00"', '"09:00-13:00"')
    assert later != TINY
    (folder / "tiny.yaml").write_text(later, encoding="utf-8")
    second = roster()
    assert second.keys() >= first.keys()  # the same shifts an hour earlier, not further ones
    assert {second[uid][0] for uid in first} == {1}
