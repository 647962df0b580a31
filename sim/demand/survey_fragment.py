"""What a survey says of the drivers of satisfaction, as a fragment of a scenario with standard errors, and a report."""

from __future__ import annotations

import textwrap

from sim.demand.fit_report import markdown_table
from sim.demand.survey_fit import SurveyFit
from sim.scenario.experience import Satisfaction
from sim.scenario.ordered import level_of

HEAD = "Made from a survey by `allhours calibrate-survey`, not by hand. Each number stands with its standard error."


def survey_fragment(fit: SurveyFit, source: str, extends: str | None = None, solved_share: float = 0.70) -> str:
    """Return the fragment as YAML; drivers that could not be estimated are left to the scenario.

    The level of a channel is the share satisfied where `solved_share` is solved and all else is as customers expect; it
    follows from the channel's intercept. Where the answers do not say what was solved, it is the share satisfied where
    all else is as expected.

    Parameters
    ----------
    fit, source
        What was fitted, and to what.
    extends
        Scenario to lay it on; then the file is a scenario.
    solved_share
        Share solved at which the levels hold.
    """
    drivers, intercepts = fit.estimates("driver"), fit.estimates("intercept")
    errors = dict(zip(fit.coefficients["name"], fit.coefficients["standard_error"], strict=True))
    default = Satisfaction().drivers.unsolved
    lines = [f"# {HEAD}", *(["extends: " + extends, "name: Fitted to the survey"] if extends else [])]
    lines += ["experience:", "  satisfaction:", f"    satisfied_from: {fit.satisfied_from}"]
    lines += [f"    solved_share: {solved_share:g}", "    levels:"]
    for channel, value in intercepts.items():
        level = level_of(value, solved_share, drivers.get("unsolved", default))
        if "unsolved" not in drivers:
            level = level_of(value, 1.0, 0.0)
        lines.append(f"      {channel}: {level:.4f}  # log-odds {value:.3f}, standard error {errors[channel]:.3f}")
    lines.append(f"    thresholds: [{', '.join(f'{border:.4f}' for border in fit.thresholds)}]")
    lines.append("    drivers:")
    lines += [f"      {name}: {value:.4f}  # standard error {errors[name]:.3f}" for name, value in drivers.items()]
    lines.append("sources:")
    about = f"{source}; ordered logit on {fit.answers:,} answers".replace('"', "'")
    paths = [*(f"levels.{name}" for name in intercepts), "thresholds"]
    lines += [f'  experience.satisfaction.{path}: {{source: "{about}", grade: A}}' for path in paths]
    for name in drivers:
        text = f"{about}, standard error {errors[name]:.3f}"
        lines.append(f'  experience.satisfaction.drivers.{name}: {{source: "{text}", grade: A}}')
    return "\n".join(lines) + "\n"


def survey_report(fit: SurveyFit, source: str) -> str:
    """Return the report on a fit as Markdown: what was fitted, how sure, how well, and what could not be told."""
    parts = ["# What satisfies customers, by their own answers", f"Source: {source}. {fit.answers:,} answers."]
    likelihood = (
        f"Log-likelihood {fit.log_likelihood:,.1f}; of a model that knows only how often each grade is given "
        f"{fit.log_likelihood_of_shares:,.1f}; McFadden's pseudo-R² {fit.pseudo_r2:.3f}."
    )
    parts.append(likelihood)
    if not fit.converged:
        parts.append("**The search did not converge: do not use these numbers.**")
    for kind, title, words in _TABLES:
        rows = fit.coefficients[fit.coefficients["kind"] == kind].drop(columns="kind")
        parts += [f"## {title}", words, markdown_table(rows, 3)]
    parts += ["## Grades, observed and predicted", markdown_table(fit.shares, 4)]
    parts += [f"## Satisfied ({fit.satisfied_from} or more), by channel", markdown_table(fit.channels, 4)]
    parts.append("## What could not be estimated")
    parts.append("\n".join(f"- {name}: {why}." for name, why in fit.left_out.items()) or "Nothing was left out.")
    parts.append("\n".join(textwrap.wrap(_LIMITS, 120)))
    return "\n\n".join(parts) + "\n"


_TABLES = (
    ("driver", "Drivers", "Log-odds of a higher grade, 95 % intervals. `apart`: answers in which it differs from 0."),
    ("intercept", "Channels", "Log-odds of being satisfied with an ordinary solved contact; `apart`: answers."),
    ("threshold", "Borders of grades", "Relative to the border of satisfied; `apart`: answers at or above."),
)
_LIMITS = (
    "These are the grades of those who answered. Customers who hang up or find a channel closed are not asked, and who "
    "answers depends on what happened: the effect of a driver carries over to the others only if they would have "
    "graded the same contact alike. Several answers of one customer make intervals look narrower than they are. A "
    "driver that was not in the data may hide behind one that was."
)
