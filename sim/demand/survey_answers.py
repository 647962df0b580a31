"""Reading the answers of a survey joined to contacts: a table of grades, channels and drivers, or every problem."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.demand.log_file import read_codes, read_log
from sim.demand.stamps import lines_text
from sim.demand.survey_mapping import MINUTES, DriverColumn, SurveyMapping, load_survey_mapping
from sim.errors import InputError, Problem
from sim.scenario.channels import CHANNELS
from sim.timing import MINUTE

FEWEST = 50
"""Answers below which nothing is fitted."""


def read_answers(path: str | Path, mapping: SurveyMapping | str | Path) -> pd.DataFrame:
    """Return the answers: columns grade, channel and one per driver of the mapping, in the units of `experience`.

    Raises
    ------
    InputError
        With every problem of the mapping and the file: columns missing, grades that are none, channels not known, words
        that mean neither yes nor no, numbers that are none, fewer than 50 answers.
    """
    mapping = mapping if isinstance(mapping, SurveyMapping) else load_survey_mapping(mapping)
    file = Path(path)
    rows = read_log(file, mapping, "survey")
    lines = np.arange(len(rows)) + 2
    given = rows[mapping.grade].str.strip() != ""
    rows, lines = rows[given].reset_index(drop=True), lines[given.to_numpy()]
    problems: list[Problem] = []

    def problem(wrong: npt.NDArray[np.bool_], what: str, field: str, values: pd.Series, accepted: str) -> None:
        if wrong.any():
            where = np.flatnonzero(wrong)
            text = f"{what} in the column '{values.name}', {lines_text(lines[where])}"
            shown = str(values.iloc[where[0]])
            problems.append(Problem(text, file.name, int(lines[where[0]]), field, shown, accepted))

    grade = pd.to_numeric(rows[mapping.grade].str.strip(), errors="coerce")
    is_grade = grade.between(1, 10) & (grade == grade.round())
    problem(~is_grade.to_numpy(), "this is no grade", "grade", rows[mapping.grade], "whole numbers from 1 to 10")
    channel = read_codes(rows, lines, mapping.channel, "channel", file.name, problems)
    if mapping.channel.codes is None:
        known = channel.isin(CHANNELS).to_numpy()
        channel.name = mapping.channel.column
        problem(~known, "unknown channel", "channel.column", channel, f"{', '.join(CHANNELS)}, or 'codes'")
    table = pd.DataFrame({"grade": grade, "channel": channel.to_numpy()})
    for name, about in mapping.drivers.items():
        table[name] = _driver(rows[about.column].str.strip(), about, f"drivers.{name}", problem)
    if not problems and len(table) < FEWEST:
        wrong = f"{len(table)} answers say too little of any driver"
        problems.append(Problem(wrong, file.name, accepted=f"{FEWEST} answers or more"))
    if problems:
        raise InputError(problems)
    table = table.astype({"grade": np.int64})
    if "waiting" in table:
        expected = table["channel"].map({name: wait / MINUTE for name, wait in mapping.expected_wait})
        table["waiting"] = np.log2(np.maximum(table["waiting"] / expected.astype(float), 1.0))
    return table


def _driver(
    text: pd.Series,
    about: DriverColumn,
    field: str,
    problem: Callable[[npt.NDArray[np.bool_], str, str, pd.Series, str], None],
) -> pd.Series:
    """A driver's values: 1 and 0 for words, a number, or minutes of waiting."""
    if about.yes:
        known = text.isin([*about.yes, *about.no]).to_numpy()
        problem(~known, "this means neither yes nor no", field, text, ", ".join([*about.yes, *about.no]))
        return text.isin(about.yes).astype(np.float64)
    values = pd.to_numeric(text, errors="coerce") - about.less
    is_signed = field.endswith(("accuracy", "professionalism"))
    wrong = ~np.isfinite(values) | ((values < 0) & (not is_signed))
    problem(wrong.to_numpy(), "this is no number from 0 up", field, text, f"numbers from {about.less:g} up")
    return values * (MINUTES[about.unit] if about.unit else 1.0)
