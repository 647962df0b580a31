"""A choice as tables and sentences: what is recommended, by how much, how sure that is, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from sim.experiments.lever_tables import NO_LEVERS, interactions_of, levers_of, tried_of
from sim.experiments.portfolio import Budget, Portfolio
from sim.experiments.sampling import KEPT, MISSED, UNDECIDED, Samples, runs_that_keep_all
from sim.experiments.selection import Selection
from sim.experiments.worth import Objective
from sim.measures.confidence import confidence_interval, paired_difference
from sim.measures.summary import ALL
from sim.scenario.model import Scenario

SHOWN = ("chosen", "worse", "no difference shown", "misses a promise")
"""What is said of a candidate beside the one chosen."""


@dataclass(frozen=True)
class Choice:
    """What was chosen, and everything a decision page shows of it."""

    chosen: str
    """Name of the candidate."""
    candidates: pd.DataFrame
    """One row per candidate, the base first: candidate, kind, levers (their names), people, cost_per_month,
    value_lost_per_month, revenue_per_month, lever_price_per_month, one_off, the objective (`objective`, `_low`,
    `_high`), how much better it is than the base (`better_by`, `_low`, `_high`) and how much worse than the one chosen
    (`behind`, `_low`, `_high`), promises (kept, missed, not decided), missed (which), all_kept_share (of the runs),
    replications, and shown, one of `SHOWN`."""
    levers: pd.DataFrame
    """One row per lever: `lever_tables.levers_of`; empty without levers."""
    interactions: pd.DataFrame
    """One row per pair of levers simulated: `lever_tables.interactions_of`."""
    tried: pd.DataFrame
    """One row per set of levers: `lever_tables.tried_of`."""
    words: tuple[str, ...]
    """The same in sentences."""
    keeps_promises: bool
    """Whether the one chosen keeps its promises."""


def choice_of(
    scenario: Scenario,
    objective: Objective,
    budget: Budget,
    samples: Samples,
    promises: Mapping[str, tuple[str, list[str]]],
    selection: Selection,
    portfolio: Portfolio | None,
    confidence: float,
) -> Choice:
    """Return the choice that samples and selection support. Of several that are equal, the one with least to buy."""
    order = {one.name: (len(one.levers), place) for place, one in enumerate(samples.candidates)}
    means = {name: objective.sign * float(samples.worth(name).mean()) for name in selection.best}
    if selection.is_decided:
        chosen = min(selection.best, key=lambda name: order[name])
    else:
        chosen = min(selection.best, key=lambda name: (means[name], order[name]))
    level = 1.0 - (1.0 - confidence) / max(1, len(samples.candidates) - 1)
    rows = [_row(samples, objective, name, chosen, promises, confidence, level) for name in order]
    candidates = pd.DataFrame(rows)
    if portfolio is None:
        levers, interactions, tried = NO_LEVERS
    else:
        levers = levers_of(portfolio, samples, chosen, confidence)
        interactions = interactions_of(portfolio, confidence)
        tried = tried_of(portfolio)
    words = (
        *_of_choice(scenario, objective, candidates, selection, chosen, confidence),
        *_of_promises(candidates, promises),
        *(_of_levers(scenario, objective, budget, samples, levers, chosen, portfolio) if portfolio else ()),
    )
    return Choice(chosen, candidates, levers, interactions, tried, words, promises[chosen][0] != MISSED)


def _row(
    samples: Samples,
    objective: Objective,
    name: str,
    chosen: str,
    promises: Mapping[str, tuple[str, list[str]]],
    confidence: float,
    level: float,
) -> dict[str, object]:
    one = next(one for one in samples.candidates if one.name == name)
    runs = samples.runs[name]
    over_all = runs[runs["channel"] == ALL]
    worth = samples.worth(name)
    own = confidence_interval(worth.to_numpy(dtype=float), confidence)
    better = _gap(samples, samples.candidates[0].name, name, objective, level)
    behind = _gap(samples, name, chosen, objective, level)
    found, missed = promises[name]
    shown = "no difference shown"
    if name == chosen:
        shown = "chosen"
    elif found == MISSED:
        shown = "misses a promise"
    elif behind[1] > 0.0:
        shown = "worse"
    return {
        "candidate": name,
        "kind": one.kind,
        "levers": ", ".join(one.levers),
        "people": one.plan.people,
        "cost_per_month": float(over_all["cost_per_month"].mean()),
        "value_lost_per_month": float(over_all["value_lost_per_month"].mean()),
        "revenue_per_month": float(over_all["revenue_per_month"].mean()),
        "lever_price_per_month": sum(lever.per_month for lever in one.levers.values()),
        "one_off": float(over_all["one_off_cost"].mean()) + sum(lever.one_off for lever in one.levers.values()),
        "objective": own.mean,
        "objective_low": own.low,
        "objective_high": own.high,
        **dict(zip(("better_by", "better_by_low", "better_by_high"), better, strict=True)),
        **dict(zip(("behind", "behind_low", "behind_high"), behind, strict=True)),
        "promises": found,
        "missed": "; ".join(missed),
        "all_kept_share": float(runs_that_keep_all(one.plan.scenario, runs).mean()),
        "replications": len(worth),
        "shown": shown,
    }


def _gap(samples: Samples, worse: str, better: str, objective: Objective, level: float) -> tuple[float, float, float]:
    """How much better one candidate is than another, in the runs both have: mean and interval; 0 beside itself."""
    if worse == better:
        return 0.0, 0.0, 0.0
    both = pd.DataFrame({"worse": samples.worth(worse), "better": samples.worth(better)}).dropna() * objective.sign
    found = paired_difference(both["better"].tolist(), both["worse"].tolist(), level).interval
    return found.mean, found.low, found.high


def _of_choice(
    scenario: Scenario,
    objective: Objective,
    candidates: pd.DataFrame,
    selection: Selection,
    chosen: str,
    confidence: float,
) -> Iterator[str]:
    rows = {str(row["candidate"]): row for row in candidates.to_dict("records")}
    best, unit = rows[chosen], scenario.costs.currency
    what = f"{objective.measure.replace('_', ' ')}{'' if objective.channel == ALL else ' of ' + objective.channel}"
    figure = _figure(objective, best["objective"], unit)
    if best["kind"] == "base":
        yield f"Stay with '{chosen}': {what} {figure}."
    else:
        by = "better" if best["better_by"] >= 0 else "worse"
        yield (
            f"'{chosen}' is chosen: {what} {figure}, {_figure(objective, abs(best['better_by']), unit)} {by} than "
            f"'{candidates['candidate'].iloc[0]}' ({_range(objective, best['better_by_low'], best['better_by_high'])})."
        )
    among = candidates[candidates["promises"] != MISSED]
    near = _figure(objective, selection.indifference, unit)
    others = len(among) - 1
    if not selection.is_decided:
        yield f"Which is best is not decided: {int(selection.table['replications'].max())} replications do not suffice."
    elif others > 0:
        yield (
            f"With a probability of at least {confidence:.0%} it is the best of the {others + 1} candidates that pass, "
            f"or less than {near} away from the best (procedure KN)."
        )
    equal = [name for name, row in rows.items() if row["shown"] == "no difference shown"]
    if equal:
        yield f"No difference to it is shown by {', '.join(repr(name) for name in equal)}."


def _of_promises(candidates: pd.DataFrame, promises: Mapping[str, tuple[str, list[str]]]) -> Iterator[str]:
    if (candidates["promises"] == MISSED).all():
        yield "No candidate keeps every promise; those that miss fewest were compared."
    for name, (found, missed) in promises.items():
        if found == MISSED:
            yield f"'{name}' does not keep: {'; '.join(missed)}."
        elif found == UNDECIDED:
            yield f"Whether '{name}' keeps every promise is not decided; it was let through."
    unsure = candidates[(candidates["promises"] == KEPT) & (candidates["shown"] == "chosen")]
    for share in unsure["all_kept_share"]:
        yield f"It keeps its promises, all of them at once in {share:.0%} of the runs."


def _of_levers(
    scenario: Scenario,
    objective: Objective,
    budget: Budget,
    samples: Samples,
    levers: pd.DataFrame,
    chosen: str,
    portfolio: Portfolio,
) -> Iterator[str]:
    unit = scenario.costs.currency
    bought = levers[levers["bought"]]
    one = next(one for one in samples.candidates if one.name == chosen)
    if (tried := portfolio.tried.get(frozenset(one.levers))) is not None and one.levers:
        limits = [
            f"{spent:,.0f} {unit} {what}" + ("" if limit is None else f" (of {limit:,.0f})")
            for what, spent, limit in (
                ("once", tried.one_off, budget.one_off),
                ("a month", tried.per_month, budget.per_month),
            )
        ]
        yield f"Bought for {' and '.join(limits)}: {', '.join(bought['name'])}."
    if objective.is_money:
        for row in bought.dropna(subset=["worth_up_to_per_month"]).to_dict("records"):
            yield f"'{row['name']}' is worth buying up to {row['worth_up_to_per_month']:,.0f} {unit} a month in all."
        is_open = ~levers["bought"] & ~levers["lever"].isin(portfolio.best)
        almost = levers[is_open & (levers["worth_up_to_per_month"] > 0)]
        for row in almost.sort_values("gain_in_set", ascending=False).head(2).to_dict("records"):
            yield (
                f"'{row['name']}' is not bought; it would be at up to {row['worth_up_to_per_month']:,.0f} {unit} a "
                f"month in all, instead of {row['price_per_month']:,.0f}."
            )
    if portfolio.best and portfolio.best != frozenset(one.levers):
        names = " + ".join(portfolio.levers[key].name for key in sorted(portfolio.best))
        yield (
            f"'{names}' was best in the search, where people are priced by the hour; planned with whole people it does "
            "not come out ahead."
        )
    useless = levers[(levers["effect_alone"] == 0.0) & ~levers["bought"]]
    for name in useless["name"]:
        yield f"'{name}' changes nothing of the objective in this scenario."
    yield (
        f"{len(portfolio.tried)} sets of levers were simulated with the people they require, priced by the hour; "
        "the best of them were planned with rosters. People come whole: another plan may take one more or less."
    )


def _figure(objective: Objective, value: float, unit: str) -> str:
    if objective.is_money:
        return f"{value:,.0f} {unit}".strip()
    return f"{value:.1%}" if abs(value) <= 1.0 else f"{value:,.2f}"


def _range(objective: Objective, low: float, high: float) -> str:
    """The ends of an interval of how much better something is.

    >>> _range(Objective(), -300, -100), _range(Objective(), -100, 300)
    ('100 to 300', '100 worse to 300 better')
    """
    if low < 0 < high:
        return f"{_figure(objective, -low, '')} worse to {_figure(objective, high, '')} better"
    near, far = sorted((abs(low), abs(high)))
    return f"{_figure(objective, near, '')} to {_figure(objective, far, '')}"
