"""Alternatives that met the same customers, compared honestly: paired, with intervals, no winner without support."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from sim.errors import InputError, Problem
from sim.experiments.load import load_of_people
from sim.experiments.plan import plan
from sim.experiments.processes import in_processes
from sim.experiments.recommend import recommend, sentences_of, share_kept, value_lost
from sim.experiments.replicate import Progress, silent
from sim.experiments.results import DIFFERENCE_COLUMNS, Comparison, PlanResult
from sim.measures.confidence import confidence_interval, paired_difference
from sim.measures.summary import ALL
from sim.scenario.model import Scenario

LOWER_IS_BETTER = frozenset(
    {"abandonment", "closed_share", "lost_share", "asa_seconds", "first_response_p50_minutes",
     "resolution_p50_minutes", "overtime_hours", "churn_per_year", "cost_per_month"}
)  # fmt: skip
COMPARED = (
    "service_level", "abandonment", "closed_share", "asa_seconds", "first_response_p50_minutes",
    "resolution_p50_minutes", "first_contact_resolution", "solved_share", "lost_share",
    "csat", "csat_satisfied_share", "ces", "nps", "churn_per_year", "customer_lifetime_value", "overtime_hours",
    "cost_per_month",
)  # fmt: skip
"""Measures in which alternatives are compared, where a channel has them."""
SCORED = (
    "service_level", "abandonment", "closed_share", "first_response_p50_minutes", "first_contact_resolution",
    "solved_share", "lost_share", "csat", "csat_satisfied_share", "ces", "nps", "churn_per_year",
    "customer_lifetime_value", "occupancy", "cost_per_month",
)  # fmt: skip
"""Measures of the score card, besides the load of people, what is promised, and value lost."""

_OF_LOYALTY = ("churn_per_year", "customer_lifetime_value")


def compare(scenarios: Sequence[Scenario], *, jobs: int = 1, progress: Progress = silent) -> Comparison:
    """Return the plans of alternatives side by side; the first scenario is the base.

    Every alternative meets the base's customers: seed and number of replications are the base's.

    Raises
    ------
    InputError
        If two alternatives have the same name, or the horizon, channels or topics differ, so that customers could not
        be the same.
    """
    check_comparable(scenarios)
    base = scenarios[0]
    same = [
        one.model_copy(update={"seed": base.seed, "study": base.study}) if one is not base else one for one in scenarios
    ]
    plans: dict[str, PlanResult] = {}
    results = in_processes(jobs, plan, ((one,) for one in same))
    for one, result in zip(same, results, strict=True):
        plans[one.name] = result
        progress("comparing", len(plans) / len(same))
    return compare_plans(plans)


def compare_plans(plans: Mapping[str, PlanResult]) -> Comparison:
    """Return the comparison of plans already made; the first is the base."""
    differences = _differences(plans)
    return Comparison(
        plans=dict(plans),
        differences=differences,
        scorecard=_scorecard(plans),
        recommendation=" ".join(sentences_of(recommend(plans), plans, differences)),
    )


def _differences(plans: Mapping[str, PlanResult]) -> pd.DataFrame:
    """Paired differences to the base; levels corrected for the number of alternatives (Bonferroni)."""
    base, *others = plans
    confidence = plans[base].scenario.study.confidence
    level = 1.0 - (1.0 - confidence) / max(1, len(others))
    rows: list[tuple[object, ...]] = []
    for other in others:
        for measure, channel, first, second in _pairs(plans[base].summary, plans[other].summary):
            better = "lower" if measure in LOWER_IS_BETTER else "higher"
            found = paired_difference(first, second, level, better)  # type: ignore[arg-type]  # one of the two words
            interval = found.interval
            shown = "no difference shown"
            if found.is_clear:
                shown = "better" if (interval.mean > 0) == (better == "higher") else "worse"
            rows.append(
                (measure, channel, other, base, interval.mean, interval.low, interval.high, found.better, shown)
            )
    return pd.DataFrame(rows, columns=list(DIFFERENCE_COLUMNS))


def _pairs(first: pd.DataFrame, second: pd.DataFrame) -> Iterator[tuple[str, str, list[float], list[float]]]:
    keys = ["replication", "channel"]
    measures = [measure for measure in COMPARED if measure in first and measure in second]
    both = first[[*keys, *measures]].merge(second[[*keys, *measures]], on=keys, suffixes=("", " of the other"))
    for measure in measures:
        other = f"{measure} of the other"
        for channel in first["channel"].unique():
            pair = both.loc[both["channel"] == channel, [measure, other]].astype(float).dropna()
            if len(pair) > 1:
                yield measure, str(channel), pair[measure].tolist(), pair[other].tolist()


def _scorecard(plans: Mapping[str, PlanResult]) -> pd.DataFrame:
    """A row per alternative; measures of loyalty only where some scenario looks at it."""
    table = pd.DataFrame([_score(name, result) for name, result in plans.items()])
    empty = [name for name in table if str(name).startswith(_OF_LOYALTY) and table[name].isna().all()]
    empty += [name for name in ("revenue_per_month",) if not table[name].any()]
    return table.drop(columns=empty)


def _score(name: str, result: PlanResult) -> dict[str, object]:
    """One row of the score card: service, experience, people's load, cost, risk."""
    row: dict[str, object] = {"alternative": name}
    confidence = result.scenario.study.confidence
    overall = result.summary[result.summary["channel"] == ALL]
    for measure in (one for one in SCORED if one in overall):
        interval = confidence_interval(overall[measure].to_numpy(dtype=float), confidence)
        row |= {measure: interval.mean, f"{measure}_low": interval.low, f"{measure}_high": interval.high}
    row["people"] = sum(result.sizes.values())
    row["value_lost_per_month"] = value_lost(result)
    row["revenue_per_month"] = float(result.costs.loc[result.costs["category"] == "revenue", "amount"].sum())
    row |= load_of_people(result.scenario, result.roster)
    row["promises_kept"] = f"{int(result.targets['met'].sum())} of {len(result.targets)}"
    row["runs_with_all_promises_kept_share"] = share_kept(result)
    return row


def check_comparable(scenarios: Sequence[Scenario]) -> None:
    """Return nothing if the customers of all scenarios can be the same.

    Raises
    ------
    InputError
        If two have the same name, or the horizon, channels, topics or demand differ.
    """
    if not scenarios:
        raise InputError("a comparison needs at least one scenario")
    base, problems = scenarios[0], []
    names = [one.name for one in scenarios]
    for name in sorted({name for name in names if names.count(name) > 1}):
        problems.append(
            Problem("two alternatives have the same name", field="name", given=name, accepted="names that differ")
        )
    for one in scenarios[1:]:
        for field in ("calendar", "channel_names", "topic_names", "demand"):
            if getattr(one, field) != getattr(base, field):
                wrong = f"'{one.name}' and '{base.name}' differ in this, so their customers cannot be the same"
                problems.append(Problem(wrong, field=field.removesuffix("_names"), accepted="what the base says"))
    if problems:
        raise InputError(problems)
