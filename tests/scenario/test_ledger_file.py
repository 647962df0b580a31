"""The ledger's file: written and read back in every script, mistakes told with file, line and field."""

import datetime as dt

import pytest

from sim.errors import InputError
from sim.scenario import load_scenario
from sim.scenario.ledger import Ledger, LedgerEntry
from sim.scenario.ledger_file import COLUMNS, ledger_text, read_ledger
from tests.scenario.files import SMALL, written

HEAD = "person,group,entry,first,last,nights,nights_share\n"
ROW = "Ada,care,period,2026-01-05,2026-02-01,3,2.5\n"


def read(tmp_path, text):
    file = tmp_path / "ledger.csv"
    file.write_bytes(text.encode())
    return read_ledger(file)


def test_a_ledger_that_is_not_there_yet_is_empty(tmp_path):
    assert read_ledger(tmp_path / "none.csv") == Ledger(file=str(tmp_path / "none.csv"))


def test_names_in_every_script_come_back_as_they_were(tmp_path):
    names = ["אדה לביא", "عائشة", "Зоя", "José", "=SUM(A1)", "O'Neill, Ben", '"Q"']
    first, last = dt.date(2026, 1, 5), dt.date(2026, 2, 1)
    entries = tuple(
        LedgerEntry(person=name, group="care", first=first, last=last, done={"nights": 3.25}, share={"weekends": 0.5})
        for name in sorted(names)
    )
    ledger = Ledger(file=str(tmp_path / "ledger.csv"), entries=entries)
    (tmp_path / "ledger.csv").write_bytes(ledger_text(ledger))
    assert read_ledger(tmp_path / "ledger.csv") == ledger
    text = (tmp_path / "ledger.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == ",".join(COLUMNS)
    assert "\n'=SUM(A1)," in text  # no spreadsheet computes a name


def test_what_spreadsheets_do_to_a_name_does_not_make_another_person(tmp_path):
    later = ROW.replace("-01-05", "-02-02").replace("2026-02-01", "2026-03-01")
    text = HEAD + ROW.replace("Ada", "\u200fJose\u0301\u200e ") + later.replace("Ada", "José")
    assert {entry.person for entry in read(tmp_path, text).entries} == {"José"}


@pytest.mark.parametrize(
    ("text", "line", "field", "words"),
    [
        (HEAD.replace("first", "frist") + ROW, 1, None, "the column 'first' is missing (did you mean 'frist'?)"),
        (HEAD.replace("nights_share", "nigths_share") + ROW, 1, None, "unknown column (did you mean 'nights_share'?)"),
        (HEAD + ROW.replace("3,2.5", "three,2.5"), 2, "nights", "given: three"),
        (HEAD + ROW.replace("3,2.5", "3,nan"), 2, "nights_share", "given: nan"),
        (HEAD + ROW.replace("2026-02-01", "2026-02-31"), 2, "last", "given: 2026-02-31"),
        (HEAD + ROW.replace("2026-02-01", "2025-02-01"), 2, None, "the last day lies before the first"),
        (HEAD + ROW.replace("period", "periode"), 2, "entry", "given: periode"),
        (HEAD + ROW.replace("Ada", ""), 2, "person", "given: "),
        (HEAD + ROW + ROW, 3, "first", "the period of Ada overlaps the one in line 2"),
    ],
)  # fmt: skip
def test_mistakes_are_told_with_their_place(tmp_path, text, line, field, words):
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    problem = caught.value.problems[0]
    assert problem.file.endswith("ledger.csv")
    assert (problem.line, problem.field) == (line, field)
    assert words in str(problem)


def test_a_ledger_that_is_no_text(tmp_path):
    (tmp_path / "ledger.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not UTF-8"):
        read_ledger(tmp_path / "ledger.csv")


def test_a_scenario_names_its_ledger_relative_to_itself(tmp_path):
    (tmp_path / "books").mkdir()
    (tmp_path / "books" / "fair.csv").write_text(HEAD + ROW, encoding="utf-8")
    path = written(tmp_path, SMALL + "rules: {ledger: books/fair.csv}\n")
    ledger = load_scenario(path).rules.ledger
    assert ledger.file == str(tmp_path / "books" / "fair.csv")
    assert [entry.person for entry in ledger.entries] == ["Ada"]
    (tmp_path / "books" / "fair.csv").write_text(HEAD + ROW.replace("3,", "x,"), encoding="utf-8")
    with pytest.raises(InputError, match=r"fair\.csv:2: nights"):
        load_scenario(path)
