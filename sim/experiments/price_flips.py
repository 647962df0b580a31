"""At which price the order of two plans' costs would turn: exact, from the formulas of their costs, without a run.

People, rosters and contacts stay as they are: only what is paid for them moves. Inputs that change what customers meet
(volume, handling time, a vendor's quality) take runs: see `sim.experiments.uncertainty`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from sim.experiments.results import PlanResult
from sim.finance.cost_model import CostModel, cost_model, recalculated
from sim.finance.monthly import RUNNING

Cost = Callable[[float], float]
LEAST, MOST = 0.2, 5.0
"""How far a price is moved, as factors on what it is."""
COLUMNS = ["name", "other", "value", "threshold", "times", "cheaper_below", "cheaper_above"]


def price_flips(plans: Mapping[str, PlanResult], best: str, others: list[str]) -> pd.DataFrame:
    """Return the prices at which another plan would cost the same as the best one, those nearest first.

    Columns name (the assumption, by its path in the scenario), other, value (as it is), threshold, times (threshold
    over value), cheaper_below and cheaper_above (which of the two costs less a month). Counted is running cost of an
    average month. A price flips where the two costs cross between `LEAST` and `MOST` times what it is; of several
    crossings one comes back. Months and days are no prices; plans without runs have no flips.
    """
    models = {name: _model(plans[name]) for name in dict.fromkeys([best, *others])}
    rows = []
    for other in others:
        pair = [model for name in (best, other) if (model := models[name]) is not None]
        if len(pair) < 2:
            continue
        assumptions = pd.concat([model.assumptions for model in pair]).drop_duplicates("name")
        for name, value in assumptions.itertuples(index=False):
            if str(name).startswith("months.") or not value:
                continue
            first, second = (partial(_cost, model, str(name), float(value)) for model in pair)
            low, high = first(LEAST) - second(LEAST), first(MOST) - second(MOST)
            if low * high >= 0:
                continue
            times = _crossing(first, second, low, high)
            below, above = (best, other) if low < 0 else (other, best)
            rows.append((name, other, float(value), float(value) * times, times, below, above))
    table = pd.DataFrame(rows, columns=COLUMNS)
    distance = np.abs(np.log(table["times"].to_numpy(dtype=float)))
    return table.iloc[np.argsort(distance, kind="stable")].reset_index(drop=True)


def _model(plan: PlanResult) -> CostModel | None:
    return cost_model(plan.scenario, plan.roster, list(plan.usages)) if plan.usages else None


def _crossing(first: Cost, second: Cost, low: float, high: float) -> float:
    """Where two costs cross; most are straight lines, kinks come from minimums."""
    straight = LEAST + (MOST - LEAST) * low / (low - high)
    if abs(first(straight) - second(straight)) <= 1e-9 * max(abs(low), abs(high)):
        return straight
    return float(brentq(lambda times: first(times) - second(times), LEAST, MOST, xtol=1e-6))


def _cost(model: CostModel, name: str, value: float, times: float) -> float:
    """What an average month costs with a price so many times what it is."""
    changes = {name: value * times} if name in set(model.assumptions["name"]) else {}
    lines = recalculated(model, changes)
    return float(lines.loc[lines["category"].isin(RUNNING), "amount"].sum())
