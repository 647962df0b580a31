"""Answers of a survey: planted coefficients come back within their intervals, and what is wrong is said at once."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.cli import main
from sim.demand.survey_answers import read_answers
from sim.demand.survey_fit import fit_survey
from sim.demand.survey_fragment import survey_fragment
from sim.errors import InputError
from sim.measures.experience import experience_of, intercepts
from sim.measures.records import records_of
from sim.measures.seen import answers_of
from sim.scenario import load_scenario
from tests.measures.brute import log_of, row, scenario

SHOP = Path(__file__).resolve().parents[2] / "scenarios" / "small_shop"
MAPPING = SHOP / "survey_mapping.yaml"
PLANTED = {
    "unsolved": -2.0, "waiting": -0.6, "earlier_contacts": -0.9, "transfers": -0.3, "repeating": -0.7, "refused": -1.1,
    "forced": -0.4,
}  # fmt: skip
THRESHOLDS = (-2.5, -2.1, -1.6, -1.1, -0.5, 0.0, 0.6, 1.3, 2.1)


@pytest.fixture(scope="module")
def planted():
    """A centre whose customers feel otherwise than by default."""
    levels = {"phone": 0.8, "email": 0.9}
    return scenario(experience={"satisfaction": {"levels": levels, "thresholds": THRESHOLDS, "drivers": PLANTED}})


@pytest.fixture(scope="module")
def answers(planted, tmp_path_factory):
    """Answers of 6,000 customers to whom all kinds of things happened, one contact each, as a file."""
    rng = np.random.default_rng(11)
    rows = []
    for need in range(6000):
        channel, wait = str(rng.choice(["phone", "email"])), float(rng.exponential(400))
        wait *= 120 if channel == "email" else 1
        rows.append(
            row(need, int(rng.integers(1, 4)), channel, 0, wait, wait + 60, "served", solved=bool(rng.random() < 0.7),
                transfers=int(rng.random() < 0.2), repeated_gathering=int(rng.random() < 0.3),
                granted=False if rng.random() < 0.1 else None, forced=bool(rng.random() < 0.2))
        )  # fmt: skip
    felt = experience_of(records_of(log_of(rows), planted, warm_up=0))
    path = tmp_path_factory.mktemp("survey") / "answers.csv"
    answers_of(felt).to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def fit(answers):
    return fit_survey(read_answers(answers, MAPPING))


def test_planted_coefficients_come_back_within_their_intervals(planted, fit):
    """Drivers, channels and borders: at most two of 17 outside 95 % (chance of more: 5 %), none outside 3.5 errors."""
    model = planted.experience.satisfaction
    true = PLANTED | dict(zip(("phone", "email"), intercepts(model, ["phone", "email"]), strict=True))
    true |= {str(grade): border for grade, border in zip(range(2, 11), THRESHOLDS, strict=True)}
    rows = fit.coefficients.set_index("name")
    assert set(rows.index) == set(true)
    away = (rows["estimate"] - pd.Series(true)).abs()
    assert (away <= 3.5 * rows["standard_error"] + 1e-9).all()
    assert (away > 1.96 * rows["standard_error"] + 1e-9).sum() <= 2
    assert rows.loc["unsolved", "standard_error"] < 0.1
    assert fit.converged and 0.05 < fit.pseudo_r2 < 0.5


def test_what_could_not_be_told_is_said(fit):
    assert set(fit.left_out) == {"not_answered", "automation"}
    assert fit.left_out["automation"] == "the same in all answers"


def test_grades_are_predicted_as_often_as_they_are_given(fit):
    assert fit.shares["predicted"].sum() == pytest.approx(1.0)
    assert (fit.shares["predicted"] - fit.shares["observed"]).abs().max() < 0.01


def test_a_null_model_knows_only_the_shares(fit):
    """Four answers of one grade to one of another: Σ n log(n / N)."""
    table = pd.DataFrame({"grade": [9] * 80 + [3] * 20, "channel": "phone", "transfers": [0.0, 1.0] * 50})
    assert fit_survey(table).log_likelihood_of_shares == pytest.approx(80 * np.log(0.8) + 20 * np.log(0.2))


def test_the_command_writes_a_scenario_that_says_what_was_fitted(answers, fit, tmp_path, capsys):
    out = tmp_path / "fitted"
    arguments = ["calibrate-survey", str(answers), "--mapping", str(MAPPING), "--out", str(out), "--json"]
    assert main([*arguments, "--extends", str(SHOP / "small_shop.yaml")]) == 0
    assert json.loads(capsys.readouterr().out)["answers"] == fit.answers
    assert {path.name for path in out.iterdir()} == {"experience.yaml", "fit.md", "coefficients.csv"}
    fitted = load_scenario(out / "experience.yaml").experience.satisfaction
    estimates = fit.estimates("driver")
    assert fitted.drivers.refused == pytest.approx(estimates["refused"], abs=1e-4)
    assert fitted.drivers.automation == -0.3  # not estimated: the default
    assert intercepts(fitted, ["email"])[0] == pytest.approx(fit.estimates("intercept")["email"], abs=0.01)
    text = (out / "fit.md").read_text(encoding="utf-8")
    assert "pseudo-R²" in text and "automation: the same in all answers" in text


def test_without_what_was_solved_levels_are_those_seen(answers):
    table = read_answers(answers, MAPPING).drop(columns="unsolved")
    fitted = fit_survey(table)
    value = fitted.estimates("intercept")["phone"]
    assert f"phone: {1 / (1 + np.exp(-value)):.4f}" in survey_fragment(fitted, "x")


def wrong_file(tmp_path, *lines, mapping=MAPPING):
    path = tmp_path / "answers.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_answers(path, mapping)
    return caught.value.problems


HEAD = "grade,channel,solved,wait_minutes,attempt,not_answered,transfers,repeating,refused,forced,automation"


def test_every_mistake_of_a_file_at_once(tmp_path):
    good = "9,phone,yes,1,1,0,0,0,0,0,0"
    problems = wrong_file(
        tmp_path, HEAD, good, "11,phone,yes,1,1,0,0,0,0,0,0", "9,fax,maybe,soon,0,0,0,0,0,0,0", ",,,,,,,,,,", good
    )
    told = {problem.field: (problem.line, problem.given) for problem in problems}
    assert told == {
        "grade": (3, "11"),
        "channel.column": (4, "fax"),
        "drivers.unsolved": (4, "maybe"),
        "drivers.waiting": (4, "soon"),
        "drivers.earlier_contacts": (4, "0"),
    }
    assert all(problem.file == "answers.csv" and problem.accepted for problem in problems)


def test_a_file_without_columns_or_answers(tmp_path):
    (missing, *_) = wrong_file(tmp_path, "grade,chanel", "9,phone")
    assert "did you mean 'chanel'" in missing.wrong
    (few,) = wrong_file(tmp_path, HEAD, "9,phone,yes,1,1,0,0,0,0,0,0")
    assert few.wrong == "1 answers say too little of any driver"


@pytest.mark.parametrize(
    ("text", "field", "wrong"),
    [
        ("drivers: {speed: {column: a}}", "drivers.speed", "not accepted"),
        ("drivers: {waiting: {column: a}}", "drivers.waiting", "needs one"),
        ("drivers: {forced: {column: a, yes: [y]}}", "drivers.forced", "together"),
        ("drivers: {forced: {colum: a}}", "drivers.forced.column", "needed"),
    ],
)
def test_mistakes_of_a_mapping(tmp_path, text, field, wrong):
    path = tmp_path / "mapping.yaml"
    path.write_text(f"grade: grade\nchannel: {{column: channel}}\n{text}\n", encoding="utf-8")
    problems = wrong_file(tmp_path, HEAD, mapping=path)
    assert any(wrong in problem.wrong and (problem.field or "").startswith(field) for problem in problems), problems


def test_grades_that_tell_nothing():
    with pytest.raises(InputError, match="100 of 100 answers are 7 or more"):
        fit_survey(pd.DataFrame({"grade": [9, 8] * 50, "channel": "phone", "transfers": [0.0, 1.0] * 50}))
    with pytest.raises(InputError, match="no driver can be estimated"):
        fit_survey(pd.DataFrame({"grade": [9, 3] * 50, "channel": "phone", "transfers": 0.0}))
