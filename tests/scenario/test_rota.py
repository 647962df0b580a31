"""What a scenario may not say of its rota, each with the place it stands in."""

import pytest

from sim.errors import InputError
from tests.scenario.files import SMALL, load_text


@pytest.mark.parametrize(
    ("rota", "field", "said"),
    [
        ("{group: cares}", "rota.group", "did you mean 'care'"),
        ("{people: 0}", "rota.people", "greater than or equal to 1"),
        ("{shifts: {E: {start: '25:00'}}}", "rota.shifts.E.start", "not a time of the day"),
        ("{shifts: {E: {start: '06:00', in_row_min: 3, in_row_max: 2}}}", "rota.shifts.E", "less than"),
        ("{shifts: {'-': {start: '06:00'}}}", "rota", "no name of a shift"),
        ("{forbidden: [N D]}", "rota", "none are given"),
        ("{shifts: {N: {start: '22:00'}}, forbidden: [N D]}", "rota", "no sequence"),
        ("{shifts: {N: {start: '22:00'}}, forbidden: [N - N -]}", "rota", "no sequence"),
        ("{days_off_max: 1, off_after_nights: 2}", "rota", "as many or more"),
        ("{wishes: [{weekend_worked: 1}]}", "rota.wishes", "weekends_worked"),
        ("{wishes: [{weekends_worked: 0}]}", "rota.wishes", "greater than or equal to 1"),
        ("{patterns: [dupond]}", "rota.patterns", "dupont"),
        ("{short_change: 30 s}", "rota", "whole minutes"),
        ("{weeks: 3}", "rota.weeks", ""),
    ],
)
def test_a_wrong_rota_is_refused_with_its_place(tmp_path, rota, field, said):
    with pytest.raises(InputError) as caught:
        load_text(tmp_path, SMALL + f"rota: {rota}\n")
    problem = caught.value.problems[0]
    assert (problem.field or "").startswith(field)
    assert said in str(problem)
    assert problem.line is not None


def test_a_rota_as_people_write_it(tmp_path):
    text = """rota:
  people: 7
  shifts:
    E: {start: "06:00", in_row_min: 2}
    N: {start: "22:00", length: 8 h, in_row_min: 2, in_row_max: 4}
  forbidden: [N E, N - N]
  wishes: [{weekends_worked: 2, short_changes: 1}, {surplus: 1}]
  patterns: [dupont]
"""
    rota = load_text(tmp_path, SMALL + text).rota
    assert rota.people == 7
    assert rota.shifts["N"].in_row_max == 4
    assert rota.wishes == ({"weekends_worked": 2, "short_changes": 1}, {"surplus": 1})
