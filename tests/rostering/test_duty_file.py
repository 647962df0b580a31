"""Reading on-call benchmark files: any order, comments, ranges, days past the horizon; mistakes with file and line."""

import pytest

from sim.errors import InputError
from sim.rostering.duty_file import read_duty_rotation

PLAIN = """num_staff = 3;
work_load = [100, 50, 100];
num_days = 8;
unavailable = [
    {1, 2, 30},
    {},
    {3}
];
fixed = [ {}, {4}, {} ];
weekend_offset = 2;
adj_days_str = 1;
wed_before_weekend_str = 2;
"""

OTHERWISE = """/* the same, written
   otherwise */ weekend_offset=2; % as in the company
wed_before_weekend_str = 2;
fixed = array1d(1..3, [{}, 4..4, {}]); unavailable = [1..2 union {30}, {}, {3,}, ];
num_days = 8 % was 23
; work_load = [100, 50,
100]; num_staff = 3"""


def read(tmp_path, text):
    file = tmp_path / "rota.dzn"
    file.write_text(text, encoding="utf-8")
    return read_duty_rotation(file)


def test_what_a_file_says(tmp_path):
    rotation = read(tmp_path, PLAIN)
    assert rotation.work_load == (100, 50, 100)
    assert (rotation.days, rotation.weekend_offset, rotation.weekends) == (8, 2, (2, 7))
    assert rotation.unavailable == ({0, 1}, set(), {2})  # day 30 lies past the horizon
    assert rotation.fixed == (set(), {3}, set())
    assert (rotation.adjacent_weight, rotation.wednesday_weight) == (1, 2)


def test_order_comments_ranges_and_missing_strengths_change_nothing(tmp_path):
    assert read(tmp_path, OTHERWISE) == read(tmp_path, PLAIN)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("num_days = 8;", "num_dys = 8;", 3, "did you mean 'num_days'?"),
        ("num_days = 8;", "num_days = {8};", 3, "num_days: wrong value; given: a set or list"),
        ("num_days = 8;", "num_days = 0;", 3, "given: 0; accepted: 1 to"),
        ("num_days = 8;", "num_days = 8.5;", 3, "MiniZinc data"),
        ("num_days = 8;", "num_staff = 8;", 3, "given before, in line 1"),
        ("    {},\n    {3}", "    {3}", 4, "given: a list of 2; accepted: a list of 3"),
        ("    {3}\n", "    3\n", 4, "the days of person 3 are no set"),
        ("100, 50, 100", "100, 500, 100", 2, "the load of person 2"),
        ("weekend_offset = 2", "weekend_offset = 7", 10, "accepted: 0 to 4"),
        ("weekend_offset = 2;", "weekend_offset = 2", 11, "given: adj_days_str; accepted: ;"),
        ("fixed = [ {}, {4}, {} ];", "fixed = [ {}, {[4]}, {} ];", 9, "a set holds whole numbers"),
        ("wed_before_weekend_str = 2;", "wed_before_weekend_str = ", 13, "given: the end of the file"),
        ("num_days = 8;\n", "", None, "'num_days' is missing"),
    ],
)
def test_mistakes_are_told_with_their_line(tmp_path, old, new, line, words):
    assert old in PLAIN
    with pytest.raises(InputError) as caught:
        read(tmp_path, PLAIN.replace(old, new))
    [problem] = caught.value.problems
    assert problem.file.endswith("rota.dzn")
    assert problem.line == line
    assert words in str(problem)


def test_a_file_that_cannot_be_read(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_duty_rotation(tmp_path / "nowhere.dzn")
    (tmp_path / "bytes.dzn").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="UTF-8"):
        read_duty_rotation(tmp_path / "bytes.dzn")
