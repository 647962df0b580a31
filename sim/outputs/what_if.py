"""The what-if cell of a notebook: sliders, an answer within a second that is marked as estimated, a real run beside."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

import ipywidgets
import pandas as pd

from sim.experiments.what_if import PEOPLE, WhatIf
from sim.outputs.words import channel_words, measure, shown

RUN = "run for real"
STEPS = 40
"""Positions of a slider."""


class WhatIfCell:
    """Sliders for a fitted response; `box`, or the cell itself as the last line, is what a notebook shows.

    Moving a slider (on release) shows the estimate for its values with the error of the fit; the button simulates them
    and puts the result beside it, until a slider moves again.
    """

    def __init__(self, what_if: WhatIf, *, jobs: int = 1) -> None:
        """Make the widgets and show the estimate of things as they stand.

        Parameters
        ----------
        what_if
            As `sim.experiments.what_if.fit_response` returns it.
        jobs
            Processes for running for real.
        """
        self.what_if = what_if
        self.jobs = jobs
        self.sliders: Mapping[str, Any] = {name: self._slider(name) for name in what_if.stands}
        self.button = ipywidgets.Button(description=RUN, tooltip="simulate these values instead of estimating them")
        self.label = ipywidgets.HTML()
        self.box = ipywidgets.VBox([*self.sliders.values(), self.button, self.label])
        for slider in self.sliders.values():
            slider.observe(lambda _: self._show(), names="value")
        self.button.on_click(lambda _: self.run())
        self._show()

    @property
    def values(self) -> dict[str, float]:
        """The values of the sliders."""
        return {name: slider.value for name, slider in self.sliders.items()}

    def run(self) -> None:
        """Simulate the values of the sliders and show the result beside the estimate."""
        self.button.disabled, self.button.description = True, "running…"
        try:
            simulated = self.what_if.run_for_real(jobs=self.jobs, **self.values)
        finally:
            self.button.disabled, self.button.description = False, RUN
        self._show(simulated)

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        """Return what a notebook shows: `box`, and, where no program runs behind the page, the answer as it stands."""
        at = ", ".join(f"{name.replace('_', ' ')} {value:.3g}" for name, value in self.values.items())
        still = f"<p><strong>{html.escape(at)}</strong> (run the notebook to move these sliders)</p>{self.label.value}"
        view: dict[str, Any] = self.box._repr_mimebundle_()
        return {**view, "text/html": still, "text/plain": at}

    def _show(self, simulated: pd.DataFrame | None = None) -> None:
        estimate = self.what_if.estimate(**self.values)
        self.label.value = answer_table(estimate, simulated, self.what_if.scenario.costs.currency)

    def _slider(self, name: str) -> Any:
        low, high = self.what_if.range_of(name)
        stands = self.what_if.stands[name]
        if name == PEOPLE:
            options = sorted(self.what_if.rosters)
            return ipywidgets.SelectionSlider(
                options=options, value=int(stands), description=name, continuous_update=False, style=_WIDE
            )
        return ipywidgets.FloatSlider(
            value=stands, min=low, max=high, step=(high - low) / STEPS, description=name.replace("_", " "),
            readout_format=".3g", continuous_update=False, style=_WIDE,
        )  # fmt: skip


_WIDE = {"description_width": "12em"}


def answer_table(estimate: pd.DataFrame, simulated: pd.DataFrame | None, currency: str) -> str:
    """Return answers as an HTML table: estimated with its error, and what was simulated for the same values, if so."""
    head = "<th></th><th>estimated</th><th>± typical error</th>"
    real: dict[tuple[Any, Any], dict[Any, Any]] = {}
    if simulated is not None:
        head += "<th>simulated</th><th>interval</th>"
        real = {(row["measure"], row["channel"]): row for row in simulated.to_dict("records")}
    lines = []
    for row in estimate.to_dict("records"):
        name, channel = str(row["measure"]), str(row["channel"])
        where = "" if channel == "all" else f", {channel_words(channel)}"
        cells = [
            f"{measure(name).label}{where}",
            shown(name, row["value"], currency),
            shown(name, row["error"], currency),
        ]
        if (name, channel) in real:
            one = real[name, channel]
            cells += [shown(name, one["value"], currency),
                      f"{shown(name, one['low'], currency)} to {shown(name, one['high'], currency)}"]  # fmt: skip
        lines.append("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>")
    note = "estimated from a fitted response; " + (
        f"press '{RUN}' to simulate these values" if simulated is None else "simulated for these values"
    )
    return f"<table><tr>{head}</tr>{''.join(lines)}</table><p><em>{html.escape(note)}</em></p>"
