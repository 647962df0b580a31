"""Everything `allhours uncertainty` writes beside its tables: the pictures, and the answers as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pandas as pd
from matplotlib.figure import Figure

from sim.experiments.judging import promises_of
from sim.experiments.sweep import TOTAL
from sim.experiments.uncertainty import UncertaintyResult
from sim.measures.summary import ALL
from sim.outputs import looks
from sim.outputs.plots_uncertainty import (
    plot_bands,
    plot_information,
    plot_sobol,
    plot_threshold,
    plot_tornado,
    rows_height,
)
from sim.outputs.words_uncertainty import uncertainty_words

_WIDE = 9.5
_ANSWERS = ("inputs", "choice", "chances", "flips", "information", "sobol", "bands")


def uncertainty_files(result: UncertaintyResult) -> dict[str, bytes]:
    """Return contents by name: uncertainty.json and plots/ (SVG)."""
    base = result.alternatives[0].scenario
    about = f"{base.name}, digest {base.digest}, seed {base.seed}, Allhours {result.version}"
    answers = {
        name: json.loads(table.to_json(orient="records", force_ascii=False))
        for name, table in result.tables().items()
        if name in _ANSWERS
    }
    head = {"scenario": base.name, "digest": base.digest, "seed": base.seed, "version": result.version}
    told = {**head, "alternatives": [one.name for one in result.alternatives], "words": uncertainty_words(result)}
    files: dict[str, bytes] = {
        "uncertainty.json": f"{json.dumps({**told, **answers}, ensure_ascii=False, indent=2)}\n".encode()
    }
    for name, title, figure in uncertainty_figures(result):
        files[f"plots/{name}.svg"] = looks.svg(figure, f"{base.name}: {title}", about)
    return files


@looks.styled
def uncertainty_figures(result: UncertaintyResult) -> list[tuple[str, str, Figure]]:
    """Return the pictures of a study as (name, what it shows, figure): those of the best alternative, and of all."""
    return list(_figures(result))


def _figures(result: UncertaintyResult) -> Iterator[tuple[str, str, Figure]]:
    currency = result.alternatives[0].scenario.costs.currency
    best = str(result.choice["alternative"].iloc[0])
    yield "bands", "Bands of cost and service over what is not known.", _bands(result, currency)
    one = result.tornado[(result.tornado["alternative"] == best) & (result.tornado["measure"] == TOTAL)]
    figure = looks.new_figure(_WIDE, rows_height(one["input"].nunique()))
    plot_tornado(one, currency=currency, ax=figure.subplots())
    yield "tornado", f"What each input does alone to the total of '{best}'.", figure
    indices = result.sobol[(result.sobol["alternative"] == best) & (result.sobol["measure"] == TOTAL)]
    if len(indices):
        figure = looks.new_figure(_WIDE, rows_height(len(indices)))
        plot_sobol(indices, ax=figure.subplots())
        yield "sobol", f"Shares of the variance of the total of '{best}'.", figure
    if len(result.information):
        figure = looks.new_figure(_WIDE, rows_height(len(result.information)))
        plot_information(result.information, currency=currency, ax=figure.subplots())
        yield "information", "What it is worth to know each input before choosing.", figure
    flips = result.flips[result.flips["flips"]]
    if len(flips):
        figure = looks.new_figure(_WIDE, 3.0 * len(flips))
        for ax, row in zip(figure.subplots(len(flips), squeeze=False)[:, 0], flips.to_dict("records"), strict=True):
            curves = result.curves
            same = (curves["input"] == row["input"]) & (curves["other"] == row["other"])
            plot_threshold(_around(curves[same], row), pd.Series(row), currency=currency, ax=ax)
        yield "thresholds", "Where the choice between two alternatives flips.", figure


def _around(curve: pd.DataFrame, flip: dict[object, object]) -> pd.DataFrame:
    """The curve a threshold was read off: with two thresholds of an input there are two, one after the other."""
    parts = curve["value"].diff().lt(0).cumsum()
    for _, part in curve.groupby(parts):
        if (part["value"] == flip["threshold"]).any():
            return part
    return curve


def _bands(result: UncertaintyResult, currency: str) -> Figure:
    """A panel for the total, the cost, and each promise of the base."""
    promised = {
        (measure, channel): target for channel, measure, _, target, *_ in promises_of(result.alternatives[0].scenario)
    }
    panels: dict[tuple[str, str], float | None] = {(TOTAL, ALL): None, ("cost_per_month", ALL): None, **promised}
    bands, tables = result.bands, []
    for (measure, channel), target in panels.items():
        rows = bands[(bands["measure"] == measure) & (bands["channel"] == channel)]
        if len(rows):
            tables.append((rows, target))
    heights = [rows_height(len(rows)) for rows, _ in tables]
    figure = looks.new_figure(_WIDE, sum(heights))
    axes = figure.subplots(len(tables), squeeze=False, height_ratios=heights)[:, 0]
    for ax, (rows, target) in zip(axes, tables, strict=True):
        plot_bands(rows, currency=currency, target=target, ax=ax)
    return figure
