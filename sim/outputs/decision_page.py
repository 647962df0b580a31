"""The decision on one screen: what is recommended, by how much, how sure, what else it means, what would turn it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from sim.experiments.price_flips import price_flips
from sim.experiments.recommend import Recommendation, paid_once_in_words, recommend, value_lost
from sim.experiments.results import Comparison
from sim.outputs.decision import Cell, Grid, scorecard, weak_values
from sim.outputs.words import measure, number
from sim.scenario.model import Scenario
from sim.wording import counted

MEASURES = (
    "service_level", "closed_share", "promises_kept", "csat", "nps", "solved_share", "people", "nights_most",
    "cost_per_month", "value_lost_per_month", "runs_with_all_promises_kept_share",
)  # fmt: skip
"""What stands side by side, of what the score card has: service, experience, people's load, cost, risk."""
MOST_ALTERNATIVES = 4
"""Alternatives in the table of one screen: the base, the one recommended, and those next to it in cost."""
FLIPS = 3
"""Prices that are named."""


@dataclass(frozen=True)
class DecisionPage:
    """The facts of the page, in words."""

    answer: str
    is_kept: bool
    by_how_much: tuple[str, ...]
    how_sure: tuple[str, ...]
    what_would_turn_it: tuple[str, ...]
    beside: Grid
    """Measures of all five aspects, a column per alternative."""


def decision_page(comparison: Comparison) -> DecisionPage:
    """Return the decision page of a comparison."""
    found = recommend(comparison.plans)
    plan = comparison.plans[found.best]
    price = f"{found.cost:,.0f} {plan.scenario.costs.currency} a month"
    if found.keeps_all:
        answer = f"'{found.best}' keeps every promise at least cost: {price}{_not_alone(found)}."
    else:
        answer = f"No alternative keeps every promise; '{found.best}' misses fewest, at {price}."
    return DecisionPage(
        answer,
        found.keeps_all,
        tuple(_by_how_much(comparison, found)),
        tuple(_how_sure(comparison, found)),
        tuple(_what_would_turn_it(comparison, found)),
        _beside(comparison, found),
    )


def _not_alone(found: Recommendation) -> str:
    """Which of those that keep their promises too is not shown to cost more; said in the answer itself."""
    rivals = found.beside[found.beside["keeps_all"]]
    if rivals.empty or rivals["is_shown"].iloc[0]:
        return ""
    return f"; that '{rivals['alternative'].iloc[0]}' costs more is not shown"


def _by_how_much(comparison: Comparison, found: Recommendation) -> Iterator[str]:
    currency = comparison.plans[found.best].scenario.costs.currency
    rows = found.beside[found.beside["keeps_all"]] if found.keeps_all else found.beside
    named = list(dict.fromkeys([*rows["alternative"].head(1), comparison.base]))
    for row in found.beside[found.beside["alternative"].isin(named)].to_dict("records"):
        about = " (today)" if row["alternative"] == comparison.base else ""
        misses = "" if row["keeps_all"] else ", which misses a promise"
        if not row["is_shown"]:
            yield f"No difference in cost is shown to '{row['alternative']}'{about}{misses}."
            continue
        word, sign = ("less", 1) if row["more"] > 0 else ("more", -1)
        low, high = sorted((sign * row["low"], sign * row["high"]))
        yield (
            f"{abs(row['more']):,.0f} {currency} a month {word} than '{row['alternative']}'{about}{misses} "
            f"({low:,.0f} to {high:,.0f})."
        )
    if told := paid_once_in_words(found.best, comparison.plans):
        yield told
    lost = {name: value_lost(comparison.plans[name]) for name in dict.fromkeys([found.best, *named])}
    if any(lost.values()):
        told = "; ".join(f"{amount:,.0f} with '{name}'" for name, amount in lost.items())
        yield f"Value lost beside it, not cash: {told} {currency} a month."


def _how_sure(comparison: Comparison, found: Recommendation) -> Iterator[str]:
    plan = comparison.plans[found.best]
    study = plan.scenario.study
    kept = round(found.share_kept * study.replications)
    yield f"All its promises at once are kept in {kept} of {counted(study.replications, 'simulated repetition')}."
    unsure = [
        row for row in plan.targets.to_dict("records")
        if row["met"] and (row["low"] < row["target"] if row["bound"] == "at_least" else row["high"] > row["target"])
    ]  # fmt: skip
    if unsure:
        named = ", ".join(f"{measure(str(row['measure'])).label.lower()} ({row['channel']})" for row in unsure)
        yield f"Kept on average, not surely: {named}."
    yield (
        f"Intervals are paired on the same customers, at {study.confidence:.0%} for all alternatives together; "
        "they hold chance, not wrong assumptions."
    )
    if weak := weak_values(plan.scenario):
        named = ", ".join(_weakest(plan.scenario))
        yield f"{counted(weak, 'stated value')} of it {'is' if weak == 1 else 'are'} weak or assumed, such as {named}."


def _weakest(scenario: Scenario) -> list[str]:
    paths = [path for path, source in scenario.sources.items() if source.grade == "assumed"]
    paths += [path for path, source in scenario.sources.items() if source.grade == "C"]
    return paths[:3]


def _what_would_turn_it(comparison: Comparison, found: Recommendation) -> Iterator[str]:
    rivals = found.beside[found.beside["keeps_all"]] if found.keeps_all else found.beside
    others = list(dict.fromkeys([*rivals["alternative"].head(1), *([comparison.base] if len(rivals) else [])]))
    others = [name for name in others if name != found.best]
    flips = price_flips(comparison.plans, found.best, others) if others else pd.DataFrame({"name": []})
    told: set[str] = set()
    for row in flips.to_dict("records"):
        if row["name"] in told or len(told) == FLIPS:
            continue
        told.add(row["name"])
        is_above = row["cheaper_above"] != found.best
        way = "above" if is_above else "below"
        yield (
            f"{row['name']} {way} {_price(row['threshold'])} (now {_price(row['value'])}): "
            f"'{row['other']}' would cost less."
        )
    if not told and others:
        yield "No price alone, from a fifth to five times what it is, would make another one cheaper."
    yield "Volume, handling time, deflection, a vendor's quality: run allhours uncertainty with these alternatives."


def _price(value: float) -> str:
    """A price or share with three figures, so that 1.45 is not told as 1.4."""
    return number(value) if abs(value) >= 100 else f"{value:.3g}"


def _beside(comparison: Comparison, found: Recommendation) -> Grid:
    """The score card, cut down to one screen."""
    whole = scorecard(comparison)
    labels = {measure(name).label for name in MEASURES}
    near = [found.best, comparison.base, *found.beside["alternative"]]
    kept = [name for name in comparison.plans if name in list(dict.fromkeys(near))[:MOST_ALTERNATIVES]]
    columns = [0, 1, *(place for place, head in enumerate(whole.head) if place > 1 and head in kept)]
    rows: list[tuple[tuple[Cell, ...], str]] = []
    aspect = Cell("")
    for row in whole.rows:
        aspect = row[0] if row[0].text else aspect
        if row[1].text in labels:
            first = Cell("", tone="strong") if rows and rows[-1][1] == aspect.text else aspect
            rows.append(((first, *(_brief(row[place]) for place in columns[1:])), aspect.text))
    heads = tuple(whole.head[place] for place in columns)
    return Grid(heads, tuple(row for row, _ in rows))


def _brief(cell: Cell) -> Cell:
    """A cell without its figures in small print: the report has them."""
    word = cell.note.split(":")[0].removesuffix(" shown") if cell.tone in ("good", "bad", "unsure") else ""
    return Cell(cell.text, word, cell.tone)
