"""The report on a calibration, as Markdown: what was read, what was left out, how well each family fits."""

from __future__ import annotations

import pandas as pd

from sim.demand.calibrate import Calibration
from sim.demand.handling import handling_table
from sim.demand.patience import patience_table
from sim.demand.quality import Quality


def fit_report(calibration: Calibration, quality: Quality | None = None, topics: pd.DataFrame | None = None) -> str:
    """Return the report as Markdown; with the quality of the history and the ranking of its topics where given."""
    days = f"{calibration.first_day:%Y-%m-%d} to {calibration.last_day:%Y-%m-%d}"
    parts = ["# Calibration", f"Source: {calibration.source}. Days: {days}. Times: {calibration.time_zone}."]
    if quality is not None:
        parts += ["## The history", f"```\n{quality.text()}\n```"]
    weekly = calibration.rates.groupby(["channel", "topic"])["contacts"].sum().rename("contacts_per_week").reset_index()
    parts += ["## Volume", markdown_table(weekly, 1)]
    if len(calibration.gaps):
        gaps = calibration.gaps.copy()
        for edge in ("start", "end"):
            gaps[edge] = gaps[edge].dt.tz_convert(calibration.time_zone).dt.strftime("%Y-%m-%d %H:%M")
        parts += ["Left out of the rates:", markdown_table(gaps, 1)]
    if calibration.night_demand is not None:
        assumed = calibration.rates.loc[calibration.rates["assumed"], "contacts"].sum()
        text = f"{assumed:,.1f} contacts a week in shut hours are **assumed**"
        parts.append(f"{text} (`night_demand: {calibration.night_demand}`).")
    parts += ["## Busyness", markdown_table(busyness_table(calibration), 3)]
    parts += ["## Handling time", markdown_table(handling_summary(calibration), 3)]
    parts += [
        "Families, fitted to services that are not short:",
        markdown_table(handling_table(calibration.handling), 4),
    ]
    parts.append("## Patience")
    for patience in calibration.patience:
        half = "not reached" if patience.median_seconds is None else f"{patience.median_seconds:.0f} s"
        total = patience.exponential_mean
        parts.append(
            f"{patience.channel}: {patience.waited:,} waited, {patience.abandoned:,} hung up, {patience.balked} left "
            f"at 0 s; longest wait {patience.longest_seconds:.0f} s; median patience (Kaplan-Meier) {half}; total "
            f"wait / hung up {'absent' if total is None else f'{total:.1f} s'}."
        )
        parts.append(markdown_table(patience.hazard, 3))
    parts.append(markdown_table(patience_table(calibration.patience), 3))
    parts += ["## Customers who come back", markdown_table(returns_table(calibration), 3)]
    if topics is not None:
        words = "Frequent topics whose contacts are alike come first (`sim.demand.ranking`): hours that templates could"
        parts += ["## Where to begin with templates", f"{words} save at most.", markdown_table(topics, 2)]
    parts += ["## Hours with service", markdown_table(calibration.opening, 0)]
    parts += ["Contacts while shut:", markdown_table(calibration.shut, 2)]
    return "\n\n".join(parts) + "\n"


def busyness_table(calibration: Calibration) -> pd.DataFrame:
    """Return the day-to-day variation: one row per channel."""
    rows = [
        {
            "channel": part.channel,
            "days": part.days,
            "cv": part.cv,
            "low": part.interval[0],
            "high": part.interval[1],
            "dispersion": part.dispersion,
            "p_poisson": f"{part.p_poisson:.2g}",
        }
        for part in calibration.busyness
    ]
    return pd.DataFrame(rows, columns=["channel", "days", "cv", "low", "high", "dispersion", "p_poisson"])


def handling_summary(calibration: Calibration) -> pd.DataFrame:
    """Return the handling time: one row per channel and topic, means in seconds."""
    rows = [
        {
            "channel": part.channel,
            "topic": part.topic,
            "services": part.services,
            "mean_of_all": part.overall_mean,
            "short_share": part.short_share,
            "short_mean": part.short_mean,
            "mean": part.mean,
            "cv": part.cv,
            "family": part.best.family if part.best else None,
        }
        for part in calibration.handling
    ]
    columns = ["channel", "topic", "services", "mean_of_all", "short_share", "short_mean", "mean", "cv", "family"]
    return pd.DataFrame(rows, columns=columns)


def returns_table(calibration: Calibration) -> pd.DataFrame:
    """Return redials and re-contacts: one row per channel and what came before."""
    rows = [
        {
            "channel": part.channel,
            "after": part.after,
            "contacts": part.contacts,
            "within_hours": part.within_seconds / 3600,
            "share": part.share,
            "low": part.interval[0],
            "high": part.interval[1],
            "mean_seconds": part.mean_seconds,
            "base_share": part.base_share,
        }
        for part in calibration.returns
    ]
    columns = ["channel", "after", "contacts", "within_hours", "share", "low", "high", "mean_seconds", "base_share"]
    return pd.DataFrame(rows, columns=columns)


def markdown_table(table: pd.DataFrame, digits: int) -> str:
    """Return a table as Markdown, numbers to so many digits after the point, nothing for absent values.

    >>> print(markdown_table(pd.DataFrame({"topic": ["billing"], "share": [0.25]}), 2))
    | topic | share |
    |---|---|
    | billing | 0.25 |
    """
    lines = ["| " + " | ".join(map(str, table.columns)) + " |", "|" + "---|" * len(table.columns)]
    for row in table.itertuples(index=False, name=None):
        lines.append("| " + " | ".join(_cell(value, digits) for value in row) + " |")
    return "\n".join(lines)


def _cell(value: object, digits: int) -> str:
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
        return ""
    return f"{value:,.{digits}f}" if isinstance(value, float) else str(value)
