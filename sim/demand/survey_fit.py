"""Fitting what customers feel to the answers of a survey: the ordered model of `experience`, by maximum likelihood.

P(grade ≥ k) = 1 / (1 + exp(t_k - intercept of the channel - Σ coefficient × driver)): P. McCullagh, Regression models
for ordinal data (1980), doi:10.1111/j.2517-6161.1980.tb01109.x, fitted with `statsmodels`.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import InputError, Problem
from sim.scenario.channels import CHANNELS

Floats = npt.NDArray[np.float64]

FEWEST_APART = 8
"""A driver that differs from its usual value in fewer answers, or a channel with fewer, is left to the scenario."""
NEVER_GIVEN = 5.0
"""How far beyond the last border that of a grade is put which nobody gave, in log-odds."""
NORMAL = 1.959964
"""Two-sided point of the normal distribution at 95 %."""


@dataclass(frozen=True)
class SurveyFit:
    """What a survey says of the drivers of satisfaction."""

    answers: int
    satisfied_from: int
    coefficients: pd.DataFrame
    """One row per estimate: kind (driver, intercept, threshold), name, estimate, standard_error, low, high (95 %) and
    apart (answers that differ from the usual; of a channel: its answers)."""
    thresholds: tuple[float, ...]
    """Borders of the grades 2 to 10; that of `satisfied_from` is 0."""
    log_likelihood: float
    log_likelihood_of_shares: float
    """The same of a model that knows only how often each grade is given."""
    shares: pd.DataFrame
    """grade, observed, predicted."""
    channels: pd.DataFrame
    """channel, answers, observed and predicted share of satisfied."""
    left_out: Mapping[str, str]
    """What could not be estimated, and why."""
    converged: bool

    @property
    def pseudo_r2(self) -> float:
        """McFadden's: 1 - log-likelihood / that of the shares alone (doi:10.1016/0047-2727(74)90003-6)."""
        return 1.0 - self.log_likelihood / self.log_likelihood_of_shares

    def estimates(self, kind: str) -> dict[str, float]:
        """Return the estimates of a kind by name."""
        rows = self.coefficients[self.coefficients["kind"] == kind]
        return dict(zip(rows["name"], rows["estimate"], strict=True))


def fit_survey(answers: pd.DataFrame, satisfied_from: int = 7) -> SurveyFit:
    """Return the ordered model fitted to answers as `read_answers` returns them.

    Raises
    ------
    InputError
        If no answer, or every one, is satisfied, or no driver differs between them: nothing then tells what satisfies.
    """
    left_out: dict[str, str] = {}
    counts = answers["channel"].value_counts()
    for name in counts.index[counts < FEWEST_APART]:
        left_out[f"channel {name}"] = f"only {counts[name]} answers; they are left out"
    answers = answers[answers["channel"].map(counts) >= FEWEST_APART]
    is_satisfied = answers["grade"] >= satisfied_from
    if answers.empty or is_satisfied.all() or not is_satisfied.any():
        wrong = f"{int(is_satisfied.sum())} of {len(answers)} answers are {satisfied_from} or more"
        raise InputError(Problem(wrong, field="grade", accepted="answers on both sides"))
    channels = [name for name in CHANNELS if name in set(answers["channel"])]
    base = str(answers["channel"].value_counts().idxmax())
    others = [name for name in channels if name != base]
    dummies: dict[str, Floats] = {
        f"channel {name}": np.asarray(answers["channel"] == name, dtype=np.float64) for name in others
    }
    drivers = _that_vary(answers, dummies, left_out)
    if not drivers:
        wrong = f"no driver can be estimated: {'; '.join(f'{name}: {why}' for name, why in left_out.items())}"
        raise InputError(Problem(wrong, field="drivers", accepted="drivers that differ between answers"))
    exog = pd.DataFrame({**{name: answers[name].to_numpy(dtype=np.float64) for name in drivers}, **dummies})
    grades = np.unique(answers["grade"])
    params, covariance, log_likelihood, converged = _maximum(answers["grade"].to_numpy(), exog, grades)
    place = int(np.searchsorted(grades, satisfied_from)) - 1  # the border between satisfied and not

    def normal_form(values: Floats) -> Floats:
        slopes, raw = values[: exog.shape[1]], values[exog.shape[1] :]
        borders = np.cumsum(np.concatenate([raw[:1], np.exp(raw[1:])]))
        of_channel = dict(zip(others, slopes[len(drivers) :], strict=True))
        intercepts = [of_channel.get(name, 0.0) - borders[place] for name in channels]
        return np.concatenate([slopes[: len(drivers)], intercepts, borders - borders[place]])

    found, errors = normal_form(params), _errors(normal_form, params, covariance)
    coefficients = pd.DataFrame(
        {
            "kind": ["driver"] * len(drivers) + ["intercept"] * len(channels) + ["threshold"] * (len(grades) - 1),
            "name": [*drivers, *channels, *(f"{grade}" for grade in grades[1:])],
            "estimate": found,
            "standard_error": errors,
            "low": found - NORMAL * errors,
            "high": found + NORMAL * errors,
            "apart": [
                *(int((answers[name] != 0).sum()) for name in drivers),
                *(int((answers["channel"] == name).sum()) for name in channels),
                *(int((answers["grade"] >= grade).sum()) for grade in grades[1:]),
            ],
        }
    )
    borders = found[len(drivers) + len(channels) :]
    latent = answers["channel"].map(dict(zip(channels, found[len(drivers) :], strict=False))).to_numpy(dtype=np.float64)
    latent = latent + exog[drivers].to_numpy() @ found[: len(drivers)]
    at_least = 1.0 / (1.0 + np.exp(borders[None, :] - latent[:, None]))
    likely = -np.diff(np.column_stack([np.ones(len(latent)), at_least, np.zeros(len(latent))]), axis=1)
    observed = np.array([(answers["grade"] == grade).mean() for grade in grades])
    by_channel = pd.DataFrame(
        {"channel": answers["channel"], "observed": is_satisfied, "predicted": at_least[:, place]}
    )
    return SurveyFit(
        answers=len(answers),
        satisfied_from=satisfied_from,
        coefficients=coefficients,
        thresholds=_all_borders(grades, borders, left_out),
        log_likelihood=log_likelihood,
        log_likelihood_of_shares=float(len(answers) * (observed * np.log(observed)).sum()),
        shares=pd.DataFrame({"grade": grades, "observed": observed, "predicted": likely.mean(axis=0)}),
        channels=by_channel.groupby("channel", sort=False)
        .agg(answers=("observed", "size"), observed=("observed", "mean"), predicted=("predicted", "mean"))
        .reset_index(),
        left_out=left_out,
        converged=converged,
    )


def _that_vary(answers: pd.DataFrame, dummies: Mapping[str, Floats], left_out: dict[str, str]) -> list[str]:
    """The drivers whose effect the answers can tell; why not for the others is noted."""
    kept: list[str] = []
    known = np.column_stack([np.ones(len(answers)), *dummies.values()])
    for name in answers.columns.drop(["grade", "channel"]):
        values = answers[name].to_numpy(dtype=np.float64)
        apart = int(min((values != 0).sum(), (values != values.max()).sum()))
        rest = values - known @ np.linalg.lstsq(known, values, rcond=None)[0]
        if apart < FEWEST_APART:
            left_out[name] = f"differs in only {apart} answers" if apart else "the same in all answers"
        elif (rest**2).sum() < 1e-9 * (values**2).sum():
            left_out[name] = "always goes with other drivers or the channel, so its effect cannot be told from theirs"
        else:
            kept.append(str(name))
            known = np.column_stack([known, values])
    return kept


def _maximum(
    grade: npt.NDArray[np.int64], exog: pd.DataFrame, grades: npt.NDArray[np.int64]
) -> tuple[Floats, Floats, float, bool]:
    """Parameters at the maximum of the likelihood, their covariance, the log-likelihood, whether it converged."""
    from statsmodels.miscmodels.ordinal_model import OrderedModel  # takes seconds to import

    given = pd.Series(pd.Categorical(grade, categories=list(grades), ordered=True))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it warns of stands in the report: whether it converged
        fitted = OrderedModel(given, exog, distr="logit").fit(method="bfgs", maxiter=1000, disp=False)
        covariance = np.asarray(fitted.cov_params(), dtype=np.float64)
    params = np.asarray(fitted.params, dtype=np.float64)
    return params, covariance, float(fitted.llf), bool(fitted.mle_retvals["converged"])


def _errors(of: Callable[[Floats], Floats], params: Floats, covariance: Floats) -> Floats:
    """Standard errors of functions of the parameters (delta method, central differences)."""
    steps = np.eye(len(params)) * 1e-6
    slopes = np.array([(of(params + step) - of(params - step)) / 2e-6 for step in steps]).T
    return np.asarray(np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", slopes, covariance, slopes), 0.0)))


def _all_borders(grades: npt.NDArray[np.int64], borders: Floats, left_out: dict[str, str]) -> tuple[float, ...]:
    """The borders of the grades 2 to 10, those of grades nobody gave beside the next one that somebody did."""
    missing = [str(grade) for grade in range(1, 11) if grade not in grades]
    if missing:
        left_out[f"grade {', '.join(missing)}"] = "nobody gave it; its border stands at or beyond the next one"
    found = []
    for grade in range(2, 11):
        place = int(np.searchsorted(grades, grade)) - 1
        if place < 0:
            found.append(float(borders[0]) - NEVER_GIVEN)
        elif place >= len(borders):
            found.append(float(borders[-1]) + NEVER_GIVEN)
        else:
            found.append(float(borders[place]))
    assert all(math.isfinite(border) for border in found)
    return tuple(found)
