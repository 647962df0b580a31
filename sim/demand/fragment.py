"""What a calibration found, as a fragment of a scenario: YAML with the source of each value, and a table of rates.

A scenario takes it up with ``extends: calibrated.yaml``. The fragment says only what the log shows. What it cannot
show (other channels, resolution, costs, the team) is for the scenario to add, as an assumption.
"""

from __future__ import annotations

import textwrap
from pathlib import Path

import pandas as pd

from sim.demand.calibrate import Calibration
from sim.demand.handling import Handling
from sim.demand.patience import FEWEST, Patience
from sim.scenario.duration import duration_text
from sim.scenario.hours import DAYS
from sim.timing import SECOND

RATES_FILE = "rates.csv"
ENOUGH_DAYS = 3
"""A weekday seen on fewer days has its hours and rates graded B: of two that differ, nothing tells the odd one."""
_GRADES = {"assumed": "assumed", "few days": "B"}
"""Grades by how the text of a source begins; what simply was measured is graded A."""


def write_fragment(calibration: Calibration, folder: str | Path, name: str = "calibrated.yaml") -> tuple[Path, Path]:
    """Write the fragment and its table of rates into a folder and return their paths."""
    yaml_file, rates_file = Path(folder) / name, Path(folder) / RATES_FILE
    yaml_file.write_text(fragment_text(calibration), encoding="utf-8", newline="\n")
    rates_file.write_text(rates_text(calibration), encoding="utf-8", newline="\n")
    return yaml_file, rates_file


def rates_text(calibration: Calibration) -> str:
    """Return the rates as CSV: weekday, start, channel, topic, contacts (mean in the interval).

    Where demand in shut hours was assumed, a further column `basis` tells measured from assumed.
    """
    rates = calibration.rates.copy()
    columns = ["weekday", "start", "channel", "topic", "contacts"]
    if calibration.night_demand is not None:
        rates["basis"] = rates["assumed"].map({True: "assumed", False: "measured"})
        columns.append("basis")
    rates["day"] = rates["weekday"].map(DAYS.index)
    ordered = rates.sort_values(["channel", "day", "start", "topic"])[columns]
    return str(ordered.to_csv(index=False, float_format="%.4f", lineterminator="\n"))


def fragment_text(calibration: Calibration, seed: int | None = None) -> str:
    """Return the fragment as YAML, with a seed for the scenarios that extend it where one is given."""
    days = f"{calibration.first_day:%Y-%m-%d} to {calibration.last_day:%Y-%m-%d}"
    lines = [
        "# Calibrated from a log; made by sim.demand.fragment, not by hand. Take it up with `extends`.",
        *_wrapped(f"Source: {calibration.source}. Days: {days}."),
        "# Only what the log shows is here; other channels and what else a scenario needs are assumptions of its own.",
        "",
        *([f"seed: {seed}", ""] if seed is not None else []),
        "calendar:",
        f"  time_zone: {calibration.time_zone}",
        f"  interval: {duration_text(calibration.interval_minutes * 60 * SECOND)}",
        "",
        "channels:",
    ]
    sources: dict[str, str] = {}
    for channel in sorted(calibration.rates["channel"].unique()):
        lines += _channel(calibration, str(channel), sources)
    lines += ["", "topics:"]
    topics = calibration.rates.groupby("topic")["contacts"].sum().sort_values(ascending=False)
    for topic, weekly in topics.items():
        lines += _topic(calibration, str(topic), float(weekly), sources)
    lines += ["", "demand:", *_demand(calibration, sources), "", "sources:"]
    for path, method in sources.items():
        grade = next((grade for start, grade in _GRADES.items() if method.startswith(start)), "A")
        text = f"{calibration.source}; {method}".replace('"', "'")
        lines.append(f'  {path}: {{source: "{text}", grade: {grade}}}')
    return "\n".join(lines) + "\n"


def _wrapped(text: str, indent: str = "", width: int = 116) -> list[str]:
    return textwrap.wrap(text, width, initial_indent=f"{indent}# ", subsequent_indent=f"{indent}# ")


def _seconds(value: float) -> str:
    """A duration to a tenth of a second, always in seconds: the logs' own unit."""
    return f"{value:.1f} s"


def _channel(calibration: Calibration, channel: str, sources: dict[str, str]) -> list[str]:
    lines = [f"  {channel}:"]
    opening = calibration.opening[calibration.opening["channel"] == channel]
    if len(opening):
        first = dict(zip(opening["weekday"], opening["first_answer"], strict=True))
        seen = ", ".join(f"{day} {first[day]}" for day in DAYS if isinstance(first.get(day), str))
        lines += _wrapped(f"Hours with service in the log; median first answer: {seen}", "    ")
        lines.append("    hours:")
        by_day = dict(zip(opening["weekday"], opening["hours"], strict=True))
        lines += [f'      {day}: "{by_day[day]}"' for day in DAYS]
        sources[f"channels.{channel}.hours"] = _on_few_days(calibration, "first and last services by weekday")
        if unseen := _unseen(opening):
            text = f"ASSUMED, not measured: {', '.join(unseen)} are not in the log; closed or not, nobody knows"
            lines += _wrapped(f"{text}; they are given the hours of most days that are.", "    ")
            sources[f"channels.{channel}.hours"] = f"assumed for {', '.join(unseen)}, which are not in the log"
    for patience in (part for part in calibration.patience if part.channel == channel):
        lines += _patience(patience, sources)
    for back in (part for part in calibration.returns if part.channel == channel and part.after == "abandoned"):
        text = (
            f"Redials: {back.share:.3f} ({back.interval[0]:.3f}-{back.interval[1]:.3f}) of {back.contacts:,} known "
            f"customers who hung up contact again within {back.within_seconds / 60:g} min"
        )
        if back.base_share is not None:
            text += f", against {back.base_share:.3f} of those who were served"
        if not calibration.redials_apart:
            lines += _wrapped(
                f"{text}. Not set here: the rates hold the redials, so setting it counts them twice.", "    "
            )
        elif back.mean_seconds is not None:
            lines += _wrapped(f"{text}; left out of the rates where they could be seen.", "    ")
            lines.append(f"    redial: {{share: {back.share:.3f}, after: {_seconds(back.mean_seconds)}}}")
            sources[f"channels.{channel}.redial"] = "Kaplan-Meier of the time to the same customer's next contact"
    return _with_value(lines)


def _on_few_days(calibration: Calibration, method: str) -> str:
    """Return how something by weekday was found, with a warning first where some weekdays were seen too seldom."""
    few = [day for day in DAYS if 0 < calibration.days_seen.get(day, 0) < ENOUGH_DAYS]
    often = " or ".join(dict.fromkeys(("once", "twice")[calibration.days_seen[day] - 1] for day in few))
    return (
        f"few days: {', '.join(few)} in the log only {often}, too seldom to tell an odd day; {method}"
        if few
        else method
    )


def _unseen(opening: pd.DataFrame) -> list[str]:
    """Weekdays that the history does not reach."""
    never = opening.groupby("weekday")["days_seen"].max().eq(0)
    return [day for day in DAYS if never.get(day, False)]


def _with_value(lines: list[str]) -> list[str]:
    """The lines of a key, with an empty mapping where all are comments: a key without a value would be removed."""
    is_bare = all(line.lstrip().startswith("#") for line in lines[1:])
    return [f"{lines[0]} {{}}", *lines[1:]] if is_bare else lines


def _patience(patience: Patience, sources: dict[str, str]) -> list[str]:
    fit = patience.supported
    if fit is None and patience.abandoned >= FEWEST:
        return _patience_curve(patience, sources)
    if fit is None:
        return _wrapped(f"Patience: not fitted ({patience.abandoned} of {patience.waited} who waited hung up).", "    ")
    survival = ", ".join(
        f"S({t} s) {patience.survival(t):.3f}" for t in (30, 60, 120, 300) if t <= patience.longest_seconds
    )
    low, high = fit.mean_interval
    distance = patience.distances[patience.fits.index(fit)]
    lines = _wrapped(
        f"Patience: {patience.waited:,} waited, {patience.abandoned:,} of them hung up; Kaplan-Meier {survival}; "
        f"longest wait {patience.longest_seconds:.0f} s. The smallest AIC among families whose mean lies within it: "
        f"{fit.family}, mean {low:.0f}-{high:.0f} s, distance from Kaplan-Meier {distance:.3f}. "
        f"Total wait / hung up = {patience.exponential_mean or 0:.0f} s.",
        "    ",
    )
    shape = f", shape: {fit.spread:.3f}" if fit.family == "weibull" else f", cv: {fit.spread:.3f}"
    shape = "" if fit.family == "exponential" else shape
    lines.append(f"    patience: {{family: {fit.family}, mean: {_seconds(fit.mean)}{shape}}}")
    sources[f"channels.{patience.channel}.patience"] = "censored maximum likelihood over those who waited"
    return lines


def _patience_curve(patience: Patience, sources: dict[str, str]) -> list[str]:
    """Kaplan-Meier itself, where no family has a mean that the log supports."""
    lines = _wrapped(
        f"Patience: {patience.waited:,} waited, {patience.abandoned:,} of them hung up; no family has a mean "
        f"within the longest wait ({patience.longest_seconds:.0f} s), so the Kaplan-Meier curve stands here, and "
        "beyond it total wait / hung up, which nobody has seen.",
        "    ",
    )
    points = ", ".join(f"{{after: {_seconds(after)}, share: {share:.3f}}}" for after, share in patience.points())
    tail = _seconds(patience.exponential_mean or 0)
    lines += ["    patience:", "      family: curve", f"      points: [{points}]", f"      tail_mean: {tail}"]
    sources[f"channels.{patience.channel}.patience"] = "Kaplan-Meier over those who waited"
    return lines


def _topic(calibration: Calibration, topic: str, weekly: float, sources: dict[str, str]) -> list[str]:
    parts = [part for part in calibration.handling if part.topic == topic]
    lines = [f"  {topic}:", *_wrapped(f"{weekly:,.1f} contacts a week", "    ")]
    if not parts:
        return _with_value([*lines, *_wrapped("no service in the log: handling is for the scenario to say", "    ")])
    sources[f"topics.{topic}.handling"] = "sample mean and cv; family with the smallest AIC"
    if len(parts) == 1 and len(set(calibration.rates["channel"])) == 1:
        return [*lines, *_handling_note(parts[0]), f"    handling: {_handling(parts[0])}"]
    lines.append("    handling:")
    for part in parts:
        lines += [*_handling_note(part, "      "), f"      {part.channel}: {_handling(part)}"]
    return lines


def _handling_note(part: Handling, indent: str = "    ") -> list[str]:
    low, high = part.mean_interval
    text = f"{part.services:,} services, mean of those not short {low:.1f}-{high:.1f} s (95 %)"
    if part.best is not None:
        text += f"; {part.best.family}: KS distance {part.distances[part.fits.index(part.best)]:.3f}"
    else:
        text += "; too few for a family of their own"
    return _wrapped(text, indent)


def _handling(part: Handling) -> str:
    """Mean and cv of the sample: they set the work, while the family is only the shape."""
    family = part.best.family if part.best is not None else "exponential"
    text = f"family: {family}, mean: {_seconds(part.mean)}"
    if family in ("lognormal", "gamma"):
        text += f", cv: {part.cv:.3f}"
    elif family == "weibull" and part.best is not None:
        text += f", shape: {part.best.spread:.3f}"
    if part.short_share:
        text += f", short_share: {part.short_share:.4f}, short_mean: {_seconds(part.short_mean)}"
    return f"{{{text}}}"


def _demand(calibration: Calibration, sources: dict[str, str]) -> list[str]:
    rates = calibration.rates
    measured = rates.loc[~rates["assumed"], "contacts"].sum()
    lines = _wrapped(f"Offered contacts: {measured:,.1f} in a mean week.", "  ")
    left_out = _left_out(calibration.gaps, calibration.time_zone)
    if left_out:
        lines += _wrapped(f"Left out of the means: {left_out}.", "  ")
    if calibration.night_demand is not None:
        assumed = rates.loc[rates["assumed"], "contacts"].sum()
        text = f"ASSUMED, not measured: {assumed:,.1f} contacts a week in shut hours, marked in the table"
        lines += _wrapped(f"{text} (night_demand: {calibration.night_demand}).", "  ")
    lines.append(f"  profile: {RATES_FILE}")
    is_assumed = calibration.night_demand is not None
    method = _on_few_days(calibration, "mean by interval of the week")
    sources["demand.profile"] = "assumed in shut hours" if is_assumed else method
    if unseen := [day for day in DAYS if day not in set(calibration.days_seen)]:
        lines += _wrapped(f"ASSUMED, not measured: no contacts on {', '.join(unseen)}, which are not in the log.", "  ")
        sources["demand.profile"] = f"assumed to have no contacts on {', '.join(unseen)}, which are not in the log"
    # one factor for all channels: that of the busiest one
    if calibration.busyness:
        busiest = max(
            calibration.busyness, key=lambda part: rates.loc[rates["channel"] == part.channel, "contacts"].sum()
        )
        low, high = busiest.interval
        lines += _wrapped(
            f"{busiest.days} complete days of {busiest.channel}; cv {low:.3f}-{high:.3f} (95 %); dispersion "
            f"{busiest.dispersion:.1f}, where Poisson alone gives 1",
            "  ",
        )
        lines.append(f"  busyness_cv: {busiest.cv:.3f}")
        sources["demand.busyness_cv"] = "moments of a gamma-mixed Poisson count, given the weekday"
    if len(calibration.segments) > 1:
        lines += _wrapped("Shares of those who queued; the log does not know most others.", "  ")
        lines.append("  segments:")
        shares = _rounded(calibration.segments["share"])
        for segment, share in zip(calibration.segments["segment"], shares, strict=True):
            lines.append(f"    {segment}: {{share: {share:.4f}}}")
        sources["demand.segments"] = "shares among those who queued"
    return lines


def _left_out(gaps: pd.DataFrame, zone: str) -> str:
    starts, ends = gaps["start"].dt.tz_convert(zone), gaps["end"].dt.tz_convert(zone)
    spans = []
    for start, end in sorted(zip(starts, ends, strict=True)):
        same_day = start.date() == end.date()
        spans.append(
            f"{start:%Y-%m-%d %H:%M} to {end:%H:%M}" if same_day else f"{start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}"
        )
    return ", ".join(spans)


def _rounded(shares: pd.Series) -> list[float]:
    """Return shares with four digits that add up to exactly 1, the largest taking what rounding leaves."""
    rounded = [round(float(share), 4) for share in shares]
    largest = rounded.index(max(rounded))
    rounded[largest] = round(1.0 - sum(rounded) + rounded[largest], 4)
    return rounded
