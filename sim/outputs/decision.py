"""What a manager reads first: key figures, promises kept or not, what the alternatives differ in, what is assumed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sim.experiments.results import Comparison, PlanResult
from sim.outputs.grid import load_of_people, roster_grid
from sim.outputs.markdown import markdown_of
from sim.outputs.prepare import cost_per_month, means
from sim.outputs.words import ASPECT_WORDS, ASPECTS, channel_words, measure, percent, shown, spread, with_spread
from sim.scenario.default_sources import sources_of
from sim.scenario.duration import duration_text
from sim.scenario.model import Scenario
from sim.scenario.planning import Source
from sim.wording import counted

REPLACE = "replace with your own"
_WEAK = ("C", "assumed")
_GRADES = {
    "A": "measured, or published with its method",
    "B": "published",
    "C": f"weak: {REPLACE}",
    "assumed": REPLACE,
}

Tone = Literal["", "good", "bad", "unsure", "number", "name", "strong"]
_TONES: dict[str, Tone] = {"better": "good", "worse": "bad"}


@dataclass(frozen=True)
class Cell:
    """A cell of a table as people read it."""

    text: str
    note: str = ""
    """Small print beneath."""
    tone: Tone = ""
    """How it is shown; good, bad and unsure always come with a word, never as a colour alone."""


@dataclass(frozen=True)
class Grid:
    """A table as people read it."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def _repr_markdown_(self) -> str:
        """Return the table as notebooks show it."""
        columns = [[row[place] for row in self.rows] for place in range(len(self.head))]
        right = [
            any(cell.tone == "number" for cell in cells)
            and all(cell.tone in ("number", "strong") or not cell.text for cell in cells)
            for cells in columns
        ]
        return markdown_of(self.head, ([(cell.text, cell.note) for cell in row] for row in self.rows), right)


@dataclass(frozen=True)
class KeyFigure:
    """A figure of the first page."""

    label: str
    value: str
    note: str = ""


def key_figures(plan: PlanResult) -> tuple[KeyFigure, ...]:
    """Return the six figures a plan comes down to."""
    currency = plan.scenario.costs.currency
    overall = means(plan.summary, plan.scenario.study.confidence)
    of_all = {line["measure"]: line for line in overall[overall["channel"] == "all"].to_dict("records")}

    def figure(name: str) -> KeyFigure:
        if name not in of_all:
            return KeyFigure(measure(name).label, "–")
        row = of_all[name]
        return KeyFigure(measure(name).label, shown(name, row["mean"]), spread(name, row["low"], row["high"]))

    lost = plan.costs[plan.costs["category"] == "lost"]["amount"].sum() / max(plan.costs["month"].nunique(), 1)
    kept = int(plan.targets["met"].sum())
    load = load_of_people(roster_grid(plan.scenario, plan.roster), plan.scenario.calendar)
    nights = (
        KeyFigure("Nights per person", f"{load['nights'].min():.0f} to {load['nights'].max():.0f}",
                  f"in {counted(plan.scenario.calendar.weeks, 'week')}")
        if len(load) else KeyFigure("Nights per person", "–")
    )  # fmt: skip
    return (
        KeyFigure("People", str(sum(plan.sizes.values())), ", ".join(f"{k} {n}" for k, n in plan.sizes.items())),
        KeyFigure(
            "Cost a month",
            shown("cost_per_month", cost_per_month(plan), currency),
            f"and {shown('cost_per_month', lost, currency)} of value lost" if lost else "",
        ),
        KeyFigure("Promises kept", f"{kept} of {len(plan.targets)}"),
        figure("service_level"),
        figure("occupancy"),
        nights,
    )


def promises(plan: PlanResult) -> Grid:
    """Return every target with what was reached, missed ones first."""
    currency = plan.scenario.costs.currency
    rows = []
    for line in plan.targets.sort_values("met", kind="stable").to_dict("records"):
        name = str(line["measure"])
        bound = "at least" if line["bound"] == "at_least" else "at most"
        within = _within(plan.scenario, line["channel"]) if name == "service_level" else ""
        rows.append(
            (
                Cell(channel_words(line["channel"])),
                Cell(f"{measure(name).label}{within}"),
                Cell(f"{bound} {shown(name, line['target'], currency)}", _today(name, line, currency), "number"),
                Cell(shown(name, line["value"], currency), spread(name, line["low"], line["high"], currency), "number"),
                _result(line),
                Cell(percent(float(line.get("probability", float("nan"))), 0), tone="number"),
            )
        )
    return Grid(("Channel", "Promise", "Target", "Reached", "Result", "Likely to be kept"), tuple(rows))


def _today(name: str, line: dict[Any, Any], currency: str) -> str:
    """Where a measure stands today, and until when a goal is meant, as far as the scenario says."""
    today = shown(name, float(line.get("baseline", float("nan"))), currency)
    parts = [f"today {today}" if today != "–" else "", f"by {line['by']}" if line.get("by") else ""]
    return ", ".join(part for part in parts if part)


def _result(line: dict[Any, Any]) -> Cell:
    if not line["met"]:
        return Cell("missed", tone="bad")
    is_sure = not (line["low"] < line["target"] if line["bound"] == "at_least" else line["high"] > line["target"])
    return Cell("kept", tone="good") if is_sure else Cell("kept, not surely", tone="unsure")


def _within(scenario: Scenario, channel: str) -> str:
    target = next((part.target for name, part in scenario.channels.items() if name == channel), None)
    return f" ({duration_text(target.within)})" if target else ""


def scorecard(comparison: Comparison) -> Grid:
    """Return the measures of the score card, grouped by what they speak of, with a column per alternative.

    Beneath the base's value stands its interval; beneath another's, what the data say of it beside the base.
    """
    table = comparison.scorecard
    names = [name for name in table.columns if name != "alternative" and not name.endswith(("_low", "_high"))]
    names.sort(key=lambda name: ASPECTS.index(measure(name).aspect))
    lines = table.to_dict("records")
    rows, before = [], ""
    for name in names:
        aspect = measure(name).aspect
        cells = [Cell("" if aspect == before else ASPECT_WORDS[aspect], tone="strong"), Cell(measure(name).label)]
        rows.append((*cells, *(_score(comparison, line, name) for line in lines)))
        before = aspect
    return Grid(("", "Measure", *(str(line["alternative"]) for line in lines)), tuple(rows))


def _score(comparison: Comparison, line: dict[Any, Any], name: str) -> Cell:
    if isinstance(line[name], str):
        return Cell(line[name])
    alternative = str(line["alternative"])
    currency = comparison.plans[alternative].scenario.costs.currency
    text = shown(name, float(line[name]), currency)
    table = comparison.differences
    chosen = (table["measure"] == name) & (table["channel"] == "all") & (table["alternative"] == alternative)
    for found in table[chosen].to_dict("records"):
        result = str(found["shown"])
        note = f"{result}: {_difference(found, currency)}" if result in _TONES else result
        return Cell(text, note, _TONES.get(result, "unsure"))
    ends = [float(line.get(f"{name}{end}", float("nan"))) for end in ("_low", "_high")]
    return Cell(text, spread(name, ends[0], ends[1], currency), "number")


def _difference(line: dict[Any, Any], currency: str) -> str:
    return with_spread(str(line["measure"]), line["difference"], line["low"], line["high"], currency)


def differences(comparison: Comparison) -> Grid:
    """Return by how much each alternative differs from the base, and how sure that is, by measure and channel."""
    rows = []
    for line in comparison.differences.to_dict("records"):
        alternative, result = str(line["alternative"]), str(line["shown"])
        currency = comparison.plans[alternative].scenario.costs.currency
        rows.append(
            (
                Cell(alternative, tone="name"),
                Cell(measure(str(line["measure"])).label),
                Cell(channel_words(line["channel"])),
                Cell(_difference(line, currency), tone="number"),
                Cell(f"{percent(line['share_better'], 0)} of runs", tone="number"),
                Cell(result, tone=_TONES.get(result, "unsure")),
            )
        )
    head = ("Alternative", "Measure", "Channel", f"Difference to {comparison.base}", "Better in", "Shown")
    return Grid(head, tuple(rows))


def assumptions(scenario: Scenario) -> Grid:
    """Return where values come from, those to be replaced by one's own first."""
    return _sources(scenario.model_dump(mode="json", exclude_unset=True), scenario.sources)


def defaults(scenario: Scenario) -> Grid:
    """Return where the defaults come from of which the scenario says nothing, in the same way."""
    behind = {path: about for path, about in sources_of(scenario).items() if path not in scenario.sources}
    return _sources(scenario.model_dump(mode="json"), behind)


def _sources(data: object, sources: Mapping[str, Source]) -> Grid:
    order = {"assumed": 0, "C": 1, "B": 2, "A": 3}
    rows = [
        (
            Cell(path),
            Cell(_value_at(data, path)),
            Cell(source.source),
            Cell(source.grade, _GRADES[source.grade], "bad" if source.grade in _WEAK else ""),
        )
        for path, source in sorted(sources.items(), key=lambda item: order[item[1].grade])
    ]
    return Grid(("Value", "Given as", "Source", "Grade"), tuple(rows))


def weak_values(scenario: Scenario) -> int:
    """Return how many values of a scenario are only assumed or weakly founded."""
    return sum(source.grade in _WEAK for source in scenario.sources.values())


def _value_at(data: Any, path: str) -> str:
    for key in path.split("."):
        data = data.get(key) if isinstance(data, dict) else None
    if data is None:
        return ""
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    text = text.translate(str.maketrans("", "", '{}"'))
    return text if len(text) <= 90 else "see the scenario file"
