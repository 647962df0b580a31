"""Alternatives that met the same customers, compared honestly: paired, with intervals, no winner without support."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from sim.errors import InputError, Problem
from sim.experiments.load import load_of_people
from sim.experiments.plan import plan
from sim.experiments.processes import in_processes
from sim.experiments.replicate import Progress, silent
from sim.experiments.results import DIFFERENCE_COLUMNS, Comparison, PlanResult
from sim.measures.confidence import confidence_interval, paired_difference
from sim.measures.summary import ALL
from sim.scenario.duration import duration_text
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
        recommendation=" ".join(_recommendation(plans, differences)),
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
    row["value_lost_per_month"] = _lost(result)
    row["revenue_per_month"] = float(result.costs.loc[result.costs["category"] == "revenue", "amount"].sum())
    row |= load_of_people(result.scenario, result.roster)
    row["promises_kept"] = f"{int(result.targets['met'].sum())} of {len(result.targets)}"
    row["runs_with_all_promises_kept_share"] = _share_kept(result)
    return row


def _lost(result: PlanResult) -> float:
    """Value lost with needs given up, in a month; not cash."""
    return float(result.costs.loc[result.costs["category"] == "lost", "amount"].sum())


def _share_kept(result: PlanResult) -> float:
    """The share of replications in which every promise is kept: the risk of a bad month."""
    kept = []
    for _, run in result.summary.groupby("replication"):
        by_channel = run.set_index("channel")
        held = True
        for promise in result.targets.to_dict("records"):
            value = float(by_channel[promise["measure"]][promise["channel"]])
            target = float(promise["target"])
            held &= np.isnan(value) or (value >= target if promise["bound"] == "at_least" else value <= target)
        kept.append(bool(held))
    return float(np.mean(kept))


def _recommendation(plans: Mapping[str, PlanResult], differences: pd.DataFrame) -> Iterator[str]:
    """Say which alternative keeps its promises at least cost, and whether the data support that."""
    costs = {name: _costs(result) for name, result in plans.items()}
    keeping = sorted((name for name in plans if plans[name].met), key=lambda name: costs[name].mean())
    failing = [name for name in plans if not plans[name].met]
    currency = next(iter(plans.values())).scenario.costs.currency
    if not keeping:
        nearest = min(plans, key=lambda name: (int((~plans[name].targets["met"]).sum()), costs[name].mean()))
        price = f"{costs[nearest].mean():,.0f} {currency} a month"
        yield f"No alternative keeps every promise. '{nearest}' misses fewest, at {price}."
        return
    best = keeping[0]
    sure = _share_kept(plans[best])
    yield (
        f"'{best}' keeps every promise at least cost: {costs[best].mean():,.0f} {currency} a month, "
        f"in {sure:.0%} of the runs all of them at once."
    )
    if _lost(plans[best]) > 0:
        yield f"Beside it stands a value lost of {_lost(plans[best]):,.0f} {currency} a month."
    worse = differences[(differences["alternative"] == best) & (differences["shown"] == "worse")]
    if len(worse):
        named = dict.fromkeys(f"{_words(row['measure'])} ({row['channel']})" for row in worse.to_dict("records"))
        yield f"What it buys less of than '{next(iter(plans))}': {', '.join(named)}."
    if len(keeping) > 1:
        level = 1.0 - (1.0 - plans[best].scenario.study.confidence) / (len(keeping) - 1)
        for other in keeping[1:]:
            gap = paired_difference(costs[best].tolist(), costs[other].tolist(), level).interval
            if gap.low > 0:
                yield (
                    f"'{other}' keeps them too and costs {gap.mean:,.0f} {currency} a month more "
                    f"({gap.low:,.0f} to {gap.high:,.0f})."
                )
            else:
                yield f"'{other}' keeps them too; no difference in cost is shown."
    yield from _other_promises(plans)
    if failing:
        yield f"Not every promise is kept by {', '.join(repr(name) for name in failing)}."
    yield (
        "The intervals hold what chance does to the same plan, not that another one might take a person more or less. "
        "Service, experience, people's load, cost and risk stand side by side in the score card: weigh them all."
    )


def _other_promises(plans: Mapping[str, PlanResult]) -> Iterator[str]:
    """Say which alternatives promise something else than the base: keeping that is another achievement."""
    base, *others = plans
    asked = {name: _promised(plans[name]) for name in plans}
    for other in others:
        differing = [
            f"{channel} {_words(measure)} {bound.replace('_', ' ')} {there} instead of {here}"
            for channel, measure, bound in dict.fromkeys([*asked[base], *asked[other]])
            if (here := asked[base].get((channel, measure, bound), "nothing"))
            != (there := asked[other].get((channel, measure, bound), "nothing"))
        ]
        if differing:
            yield f"'{other}' does not promise what '{base}' does: {'; '.join(differing)}."


def _promised(result: PlanResult) -> dict[tuple[str, str, str], str]:
    """What is promised, and of a service level within which time and by which convention."""
    promised = {}
    for row in result.targets.to_dict("records"):
        text = f"{row['target']:g}"
        if row["measure"] == "service_level" and row["channel"] in result.scenario.channels:
            target = result.scenario.channels[row["channel"]].target
            if target is not None:
                text += f" within {duration_text(target.within)} ({target.convention})"
        promised[row["channel"], row["measure"], row["bound"]] = text
    return promised


def _words(measure: str) -> str:
    """A measure's name as a word: its unit stands in the tables."""
    return measure.removesuffix("_minutes").removesuffix("_seconds").replace("_p50", "").replace("_", " ")


def _costs(result: PlanResult) -> pd.Series:
    rows = result.summary[result.summary["channel"] == ALL]
    return rows.set_index("replication")["cost_per_month"].astype(float)


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
