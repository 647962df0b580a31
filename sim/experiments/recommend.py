"""What a comparison supports: the alternative that keeps its promises at least cost, by how much, and how sure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.experiments.results import PlanResult
from sim.measures.confidence import paired_difference
from sim.measures.summary import ALL
from sim.scenario.duration import duration_text


@dataclass(frozen=True)
class Recommendation:
    """What is recommended, and what stands beside it."""

    best: str
    """Name of the alternative that keeps every promise at least cost; where none does, that which misses fewest."""
    keeps_all: bool
    """Whether it keeps every promise, on average over the replications."""
    cost: float
    """A month of it, running cash."""
    share_kept: float
    """Share of the replications in which it keeps all its promises at once."""
    beside: pd.DataFrame
    """One row per other alternative: columns alternative, keeps_all, more (what it costs more a month), low, high (the
    paired interval, Bonferroni over all other alternatives), is_shown (it leaves 0 out)."""


def recommend(plans: Mapping[str, PlanResult]) -> Recommendation:
    """Return which alternative keeps every promise at least cost, and how the others stand beside it."""
    costs = {name: _costs(result) for name, result in plans.items()}
    keeping = [name for name in plans if plans[name].met]
    if keeping:
        best = min(keeping, key=lambda name: costs[name].mean())
    else:
        best = min(plans, key=lambda name: (int((~plans[name].targets["met"]).sum()), costs[name].mean()))
    level = 1.0 - (1.0 - plans[best].scenario.study.confidence) / max(1, len(plans) - 1)
    rows: list[tuple[object, ...]] = []
    for other in sorted((name for name in plans if name != best), key=lambda name: costs[name].mean()):
        found = paired_difference(costs[best].tolist(), costs[other].tolist(), level)
        gap = found.interval
        rows.append((other, plans[other].met, gap.mean, gap.low, gap.high, found.is_clear))
    columns = ["alternative", "keeps_all", "more", "low", "high", "is_shown"]
    beside = pd.DataFrame(rows, columns=columns)
    return Recommendation(best, bool(keeping), float(costs[best].mean()), share_kept(plans[best]), beside)


def sentences_of(found: Recommendation, plans: Mapping[str, PlanResult], differences: pd.DataFrame) -> Iterator[str]:
    """Yield what is recommended, and whether the data support it; `differences` are those to the first plan."""
    currency = next(iter(plans.values())).scenario.costs.currency
    price = f"{found.cost:,.0f} {currency} a month"
    if not found.keeps_all:
        yield f"No alternative keeps every promise. '{found.best}' misses fewest, at {price}."
        return
    yield f"'{found.best}' keeps every promise at least cost: {price}, in {found.share_kept:.0%} of runs all at once."
    if told := paid_once_in_words(found.best, plans):
        yield told
    if value_lost(plans[found.best]) > 0:
        yield f"Beside it stands a value lost of {value_lost(plans[found.best]):,.0f} {currency} a month."
    if less := what_it_buys_less_of(found.best, differences):
        yield f"What it buys less of than '{next(iter(plans))}': {', '.join(less)}."
    for row in found.beside[found.beside["keeps_all"]].to_dict("records"):
        if row["low"] > 0:
            more = f"{row['more']:,.0f} {currency} a month more ({row['low']:,.0f} to {row['high']:,.0f})"
            yield f"'{row['alternative']}' keeps them too and costs {more}."
        else:
            yield f"'{row['alternative']}' keeps them too; no difference in cost is shown."
    yield from _other_promises(plans)
    failing = [name for name in plans if not plans[name].met]
    if failing:
        yield f"Not every promise is kept by {', '.join(repr(name) for name in failing)}."
    yield (
        "The intervals hold what chance does to the same plan, not that another one might take a person more or less. "
        "Service, experience, people's load, cost and risk stand side by side in the score card: weigh them all."
    )


def what_it_buys_less_of(best: str, differences: pd.DataFrame) -> list[str]:
    """Return the measures in which an alternative is shown to be worse than the base, with the channels."""
    worse = differences[(differences["alternative"] == best) & (differences["shown"] == "worse")]
    return [
        _words(str(measure)) if ALL in set(rows) else f"{_words(str(measure))} ({', '.join(rows)})"
        for measure, rows in worse.groupby("measure", sort=False)["channel"]
    ]


def value_lost(result: PlanResult) -> float:
    """Return the value lost in a month, with needs given up and customers who leave; not cash."""
    return float(result.costs.loc[result.costs["category"] == "lost", "amount"].sum())


def paid_once(result: PlanResult) -> float:
    """Return what is paid once: set-up, build, roll-out."""
    return float(result.costs.loc[result.costs["category"] == "one_off", "amount"].sum())


def paid_once_in_words(best: str, plans: Mapping[str, PlanResult]) -> str:
    """Return what the best and the base pay once, which is in no monthly cost; empty where neither does."""
    amounts = {name: paid_once(plans[name]) for name in dict.fromkeys([best, next(iter(plans))])}
    if not any(amounts.values()):
        return ""
    told = "; ".join(f"{amount:,.0f} with '{name}'" for name, amount in amounts.items())
    return f"Paid once, and not in the cost a month: {told} {plans[best].scenario.costs.currency}."


def share_kept(result: PlanResult) -> float:
    """Return the share of replications in which every promise is kept: the risk of a bad month."""
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
