"""The reader of the rotating-workforce format: what it reads, and what it says of a wrong line."""

import pytest

from sim.errors import InputError
from sim.rostering.cyclic_file import is_rota_file, read_rota_file
from sim.rostering.cyclic_instance import OFF

GOOD = """#Length of the schedule
7

#Number of Employees
4

##Number of Shifts
2

# Temporal Requirements Matrix
2 2 2 2 2 1 1
1 1 1 1 1 1 1

#ShiftName, Start, Length, Name, MinlengthOfBlocks, MaxLengthOfBlocks
D  360 480 2 7
N  1320 480 2 4

# Minimum and maximum length of days-off blocks
1 4

# Minimum and maximum length of work blocks
3 7

# Number of not allowed shift sequences: NrSequencesOfLength2, NrSequencesOfLength3:
1 1

# Not allowed shift sequences
N D
N - N
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "rota.txt"

    def write(text):
        path.write_text(text, "utf-8")
        return path

    return write


def test_comments_may_end_a_line(file):
    commented = (
        GOOD.replace("7\n", "7  # days\n", 1)
        .replace("\n1 4\n", "\n1 4 # one to four\n")
        .replace("D ", "D#1 ")
        .replace("N D", "N D#1")
    )
    read = read_rota_file(file(commented))
    assert read.rules == read_rota_file(file(GOOD)).rules
    assert read.shifts[0].name == "D#1", "a sign within a name begins no comment"
    assert is_rota_file("7 # days\n# people\n4\n2 # shifts\n")


def test_a_file_is_read_whole(file):
    read = read_rota_file(file(GOOD))
    assert read.people == 4
    assert [(shift.name, shift.start, shift.run_min, shift.run_max) for shift in read.shifts] == [
        ("D", 360, 2, 7),
        ("N", 1320, 2, 4),
    ]
    assert [shift.is_night for shift in read.shifts] == [False, True]
    assert read.demand == ((2, 2, 2, 2, 2, 1, 1), (1,) * 7)
    rules = read.rules
    assert (rules.days_off_min, rules.days_off_max, rules.work_min, rules.work_max) == (1, 4, 3, 7)
    assert rules.forbidden == {(1, 0), (1, OFF, 1)}


def test_the_format_is_seen_from_the_text():
    assert is_rota_file(GOOD)
    assert is_rota_file("# a comment of the sender\n" + GOOD)
    assert is_rota_file("\n".join(line for line in GOOD.splitlines() if not line.startswith("#")))
    assert not is_rota_file("num_days = 23;")
    assert not is_rota_file("")


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("\n7\n", "\n8\n", 2, "the length of the schedule"),
        ("\n4\n", "\nfour\n", 5, "the number of employees"),
        ("2 2 2 2 2 1 1", "2 2 2 2 2 1", 11, "the demand"),
        ("2 2 2 2 2 1 1", "2 2 -2 2 2 1 1", 11, "the demand"),
        ("D  360 480 2 7", "D  360 480 7 2", 15, "no length of a block is left"),
        ("D  360 480 2 7", "N  360 480 2 7", 16, "a name of its own"),
        ("D  360 480 2 7", "-  360 480 2 7", 16, "a name of its own"),
        ("D  360 480 2 7", "D  360 0 2 7", 15, "longer than nothing"),
        ("\n1 4\n", "\n4 1\n", 19, "the least is above the most"),
        ("N - N", "N - M", 29, "a shift that is not there"),
        ("N - N\n", "", 29, "the file ends before a forbidden sequence of 3"),
        ("N - N\n", "N - N\nN - D\n", 30, "something follows"),
    ],
)
def test_a_wrong_line_is_named(file, old, new, line, said):
    path = file(GOOD.replace(old, new, 1))
    with pytest.raises(InputError) as caught:
        read_rota_file(path)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == (str(path), line)
    assert said in problem.wrong


def test_a_file_that_is_not_there_or_not_text(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_rota_file(tmp_path / "none.txt")
    (tmp_path / "bytes.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not text"):
        read_rota_file(tmp_path / "bytes.txt")
