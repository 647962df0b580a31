"""What a study of uncertainty comes to, in sentences."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import pandas as pd

from sim.experiments.bands import EVERY
from sim.experiments.information import EVERYTHING
from sim.experiments.sweep import TOTAL
from sim.experiments.uncertainty import UncertaintyResult
from sim.measures.summary import ALL
from sim.wording import counted

USABLE_FIT = 0.5
"""R² at left-out points below which a fitted response explains less than half of what it is asked about."""


def uncertainty_words(result: UncertaintyResult) -> list[str]:
    """Return the sentences of a study: what was done, the choice, what is risked, what matters, what would flip it."""
    return [
        *_what_was_done(result),
        *_choice(result),
        *_chances(result),
        *_what_matters(result),
        *_flips(result),
        *_information(result),
        *_how_good_is_the_fit(result),
    ]


def _what_was_done(result: UncertaintyResult) -> Iterator[str]:
    settings, number = result.settings, len(result.alternatives)
    under = "each planned anew" if result.is_replanned else "under the rosters decided on"
    yield (
        f"{counted(number, 'alternative')} at {counted(settings.points, 'point')} of "
        f"{counted(len(result.inputs), 'input')}, "
        f"{counted(settings.replications, 'run')} each, all with the same customers, {under}."
    )
    weak = result.inputs[result.inputs["grade"].isin(["C", "assumed"])]
    if len(weak):
        yield f"Replace with your own: the ranges of {', '.join(weak['input'])}."


def _choice(result: UncertaintyResult) -> Iterator[str]:
    choice, money = result.choice, _money(result)
    best = choice.iloc[0]
    yield (
        f"'{best['alternative']}' comes to {money(best[TOTAL])} a month on average ({money(best['q05'])} to "
        f"{money(best['q95'])} in 90 % of the cases): cost, value lost and promises missed."
    )
    for row in choice.iloc[1:].to_dict("records"):
        yield (
            f"'{row['alternative']}' comes to {money(row[TOTAL])} ({money(row['q05'])} to {money(row['q95'])}) and is "
            f"the best one in {row['best_share']:.0%} of the cases."
        )


def _chances(result: UncertaintyResult) -> Iterator[str]:
    rows = result.chances
    for name, own in rows.groupby("alternative", sort=False):
        every = own[own["measure"] == EVERY]
        if every.empty:
            continue
        if every["in_a_month"].iloc[0] == 0:
            yield f"'{name}' misses no promise in any month."
            continue
        single = own[own["measure"] != EVERY].sort_values("in_a_month", ascending=False, kind="stable")
        worst = single.iloc[0]
        where = "" if worst["channel"] == ALL else f"{worst['channel']} "
        yield (
            f"'{name}' misses some promise in {every['in_a_month'].iloc[0]:.0%} of the months; most often "
            f"{where}{str(worst['measure']).replace('_', ' ')} {str(worst['bound']).replace('_', ' ')} "
            f"{worst['target']:g}: {worst['in_a_month']:.0%} ({worst['low']:.0%} to {worst['high']:.0%}), on average "
            f"over chance at {worst['on_average']:.0%} of the points."
        )


def _what_matters(result: UncertaintyResult) -> Iterator[str]:
    best = result.choice["alternative"].iloc[0]
    rows = result.sobol
    rows = rows[(rows["alternative"] == best) & (rows["measure"] == TOTAL)]
    if len(rows):
        ordered = rows.sort_values("total", ascending=False, kind="stable").head(3)
        named = ", ".join(f"{row['input']} {row['total']:.0%}" for row in ordered.to_dict("records"))
        yield f"What makes the total of '{best}' differ most (share of its variance, with interactions): {named}."
    bands = result.bands
    one = bands[(bands["alternative"] == best) & (bands["measure"] == TOTAL)].iloc[0]
    if not math.isnan(one["input_share"]):
        yield (
            f"Of the spread of a single month's total, {one['input_share']:.0%} comes from what is not known, the rest "
            "is chance from month to month."
        )


def _flips(result: UncertaintyResult) -> Iterator[str]:
    money = _money(result)
    for (chosen, other), rows in result.flips.groupby(["chosen", "other"], sort=False):
        now = float(rows["difference_as_it_stands"].iloc[0])
        if now > 0:
            yield (
                f"If everything were as it stands in the scenario, '{other}' would be better than '{chosen}' by "
                f"{money(now)} a month; over the ranges it is not."
            )
        for row in rows[rows["flips"]].to_dict("records"):
            low, high = (
                "below the range" if side == "low" and math.isnan(row[side]) else
                "beyond the range" if math.isnan(row[side]) else f"{row[side]:,.4g}" for side in ("low", "high")
            )  # fmt: skip
            yield (
                f"Between '{chosen}' and '{other}' the choice flips at {row['input']} = {row['threshold']:,.4g} "
                f"({low} to {high}); it stands at {row['stands']:,.4g}."
            )
        unmoved = rows.loc[~rows["flips"], "input"]
        if len(unmoved):
            yield f"No flip between '{chosen}' and '{other}' within the range of: {', '.join(unmoved)}."


def _information(result: UncertaintyResult) -> Iterator[str]:
    table, money = result.information, _money(result)
    if table.empty:
        return
    whole = table[table["input"] == EVERYTHING].iloc[0]
    if whole["worth_per_month"] < 1:
        yield "Knowing more before choosing is worth nothing: no value in the ranges would change the choice."
        return
    singles = table[(table["input"] != EVERYTHING) & (table["worth_per_month"] >= 1)].head(3)
    named = ", ".join(f"{row['input']} {money(row['worth_per_month'])}" for row in singles.to_dict("records"))
    yield (
        f"Knowing everything before choosing is worth {money(whole['worth_per_month'])} a month "
        f"({money(whole['low'])} to {money(whole['high'])}); single inputs: {named or 'nothing each'}."
    )


def _how_good_is_the_fit(result: UncertaintyResult) -> Iterator[str]:
    totals = result.sobol[result.sobol["measure"] == TOTAL].drop_duplicates("alternative")
    if len(totals):
        worst: pd.Series = totals.sort_values("r2", kind="stable").iloc[0]
        yield (
            f"Shares of the variance and the value of information rest on fitted responses; the worst fit of a total "
            f"predicts left-out points with R² {worst['r2']:.2f}, typically {_money(result)(worst['error'])} off."
        )
        if worst["r2"] < USABLE_FIT:
            yield "That is too loose to build on: these shares and values need more --points."
    if result.settings.correlations:
        yield "Correlations count in bands, chances and the value of information, not in shares of the variance."


def _money(result: UncertaintyResult) -> Callable[[float], str]:
    currency = result.alternatives[0].scenario.costs.currency
    return lambda amount: f"{amount:,.0f} {currency}"
