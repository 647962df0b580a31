"""What a search of levers found, as tables: each lever alone and in the set, pairs, and everything that was tried."""

from __future__ import annotations

import math
from itertools import combinations

import pandas as pd

from sim.experiments.portfolio import NOTHING, Portfolio, Set
from sim.experiments.sampling import Samples
from sim.measures.confidence import confidence_interval

LEVER_COLUMNS = (
    "lever", "name", "one_off", "per_month", "ramp_months", "grade", "effect_alone",
    "gain_alone", "gain_alone_low", "gain_alone_high", "gain_in_set", "gain_in_set_low", "gain_in_set_high",
    "price_per_month", "worth_up_to_per_month", "bought", "why",
)  # fmt: skip
INTERACTION_COLUMNS = (
    "first", "second", "gain_first", "gain_second", "gain_both", "interaction", "interaction_low", "interaction_high",
)  # fmt: skip
TRIED_COLUMNS = ("levers", "step", "one_off", "per_month", "objective", "gain", "missed", "in_budget", "best")

NO_LEVERS = tuple(pd.DataFrame(columns=list(names)) for names in (LEVER_COLUMNS, INTERACTION_COLUMNS, TRIED_COLUMNS))


def levers_of(portfolio: Portfolio, samples: Samples, chosen: str, confidence: float) -> pd.DataFrame:
    """Return one row per lever, from the search: people required and priced by the hour, not rosters.

    effect_alone is how the plain objective moves with the lever alone, before its price and ramp (below 0: cheaper);
    gain_alone how much better the objective is with it, everything paid; gain_in_set how much worse the best set would
    be without it, or better with it. price_per_month is all it costs in the set, one-off costs spread over the months,
    and worth_up_to_per_month the price at which its gain would be nothing (money only). bought: whether it is in the
    candidate chosen. Intervals are corrected for the number of levers (Bonferroni), not for the best set having been
    picked by the same runs, which flatters what is in it a little: the candidates are judged by new ones.
    """
    level = 1.0 - (1.0 - confidence) / max(1, len(portfolio.levers))
    candidate = next(one for one in samples.candidates if one.name == chosen)
    rows = []
    for key, lever in portfolio.levers.items():
        alone = portfolio.tried.get(frozenset([key]))
        is_in = key in portfolio.best
        in_set = (
            portfolio.gain(portfolio.best, portfolio.without(key))
            if is_in
            else portfolio.gain(portfolio.with_one(key), portfolio.best)
        )
        gains = [value for gain in (portfolio.alone(key), in_set) for value in _interval(gain, level)]
        price = _price(portfolio, portfolio.with_one(key), portfolio.without(key) if is_in else portfolio.best)
        worth = price + gains[3] if portfolio.objective.is_money else math.nan
        bought = key in candidate.levers
        rows.append(
            (key, lever.name, lever.one_off, lever.per_month, lever.ramp_months, lever.source.grade,
             alone.effect if alone else math.nan, *gains, price, worth, bought, _why(portfolio, key, bought))
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(LEVER_COLUMNS))


def interactions_of(portfolio: Portfolio, confidence: float) -> pd.DataFrame:
    """Return one row per pair of levers of which both were simulated alone and together.

    interaction = gain of both - gain of the first - gain of the second, batch by batch: above 0 they help each other,
    below 0 the one takes from the other. Intervals are corrected for the number of pairs (Bonferroni).
    """
    pairs = [
        (first, second)
        for first, second in combinations(sorted(portfolio.levers), 2)
        if {frozenset([first]), frozenset([second]), frozenset([first, second])} <= set(portfolio.tried)
    ]
    level = 1.0 - (1.0 - confidence) / max(1, len(pairs))
    rows = []
    for first, second in pairs:
        gains = [portfolio.gain(frozenset(one), NOTHING) for one in ([first], [second], [first, second])]
        one, other, both = (gain for gain in gains if gain is not None)
        interval = _interval(both - one - other, level)
        rows.append((first, second, float(one.mean()), float(other.mean()), float(both.mean()), *interval))
    return pd.DataFrame(rows, columns=list(INTERACTION_COLUMNS))


def tried_of(portfolio: Portfolio) -> pd.DataFrame:
    """Return one row per set of levers that was simulated, in the order of the search, and the step it was part of."""
    rows = []
    for one, tried in portfolio.tried.items():
        gain = portfolio.gain(one, NOTHING)
        rows.append(
            (", ".join(sorted(one)), tried.step, tried.one_off, tried.per_month, float(tried.worth.mean()),
             float(gain.mean()) if gain is not None else math.nan, tried.missed, portfolio.budget.allows(tried),
             one == portfolio.best)
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(TRIED_COLUMNS))


def _price(portfolio: Portfolio, more: Set, less: Set) -> float:
    """What is paid a month for what one set has beyond another, one-off costs spread evenly over the months."""
    if more not in portfolio.tried or less not in portfolio.tried:
        return math.nan
    one, other = portfolio.tried[more], portfolio.tried[less]
    return one.per_month - other.per_month + (one.one_off - other.one_off) / portfolio.objective.spread


def _why(portfolio: Portfolio, key: str, bought: bool) -> str:
    if bought:
        return "earns more than its price"
    own = portfolio.with_one(key)
    if own in portfolio.unusable:
        return f"cannot be added: {portfolio.unusable[own]}"
    if own in portfolio.tried and not portfolio.budget.allows(portfolio.tried[own]):
        return "beyond the budget"
    if own in portfolio.tried and portfolio.tried[own].missed > portfolio.tried[portfolio.best].missed:
        return "a promise would be missed"
    if key in portfolio.best:
        return "in the best set of the search, not in the candidate chosen"
    return "does not earn its price and the indifference"


def _interval(values: pd.Series | None, level: float) -> tuple[float, float, float]:
    if values is None:
        return math.nan, math.nan, math.nan
    found = confidence_interval(values.to_numpy(dtype=float), level)
    return found.mean, found.low, found.high
