"""The ranges of what is not known for sure: those a scenario gives, or published ones where it gives none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from sim.errors import InputError, Problem
from sim.scenario.drivers import acts, value_at
from sim.scenario.model import Scenario
from sim.scenario.reference import reference
from sim.scenario.uncertain import NORMAL_90, UncertainInput, Uncertainty, as_number

Inputs = Mapping[str, UncertainInput]
Floats = npt.NDArray[np.float64]

DEFAULTS: dict[str, UncertainInput] = {
    "volume": UncertainInput(driver="volume", low=0.8, likely=1.0, high=1.2),
    "handling_time": UncertainInput(driver="handling_time", reference="phone_handle_time"),
    "patience": UncertainInput(driver="patience", family="triangular", reference="phone_patience_mean"),
    "deflection": UncertainInput(
        driver="deflection", family="triangular", reference="self_service_fully_resolved"
    ),
    "containment": UncertainInput(driver="containment", reference="bot_containment"),
    "resolution": UncertainInput(driver="resolution", reference="first_contact_resolution"),
    "wage": UncertainInput(driver="wage", reference="us_customer_service_wage"),
    "attrition": UncertainInput(driver="attrition", reference="annual_attrition"),
    "vendor_price": UncertainInput(driver="vendor_price", reference="vendor_shared_minute"),
}  # fmt: skip
"""What is doubted where a scenario does not say: published ranges as factors on its own values. Of the volume nothing
is published: a fifth up or down is assumed."""


def inputs_of(scenario: Scenario) -> dict[str, UncertainInput]:
    """Return the uncertain inputs of a scenario, or those of `DEFAULTS` that change anything in it."""
    if scenario.uncertainty is not None and scenario.uncertainty.inputs:
        return dict(scenario.uncertainty.inputs)
    return {name: about for name, about in DEFAULTS.items() if about.driver and acts(scenario, about.driver)}


def inputs_of_all(scenarios: Sequence[Scenario]) -> dict[str, UncertainInput]:
    """Return the uncertain inputs of alternatives together; each applies to those alternatives that have it.

    Drivers that change nothing in any of them are left out.

    Raises
    ------
    InputError
        If two alternatives give an input of the same name different ranges, or no input is left.
    """
    found: dict[str, UncertainInput] = {}
    first_of: dict[str, str] = {}
    problems = []
    for scenario in scenarios:
        for name, about in inputs_of(scenario).items():
            if found.setdefault(name, about) != about:
                wrong = f"'{scenario.name}' and '{first_of[name]}' give this input different ranges"
                accepted = "the same range, or another name"
                problems.append(Problem(wrong, field=f"uncertainty.inputs.{name}", accepted=accepted))
            first_of.setdefault(name, scenario.name)
    if problems:
        raise InputError(problems)
    found = {
        name: about
        for name, about in found.items()
        if about.driver is None or any(acts(scenario, about.driver) for scenario in scenarios)
    }
    if not found:
        wrong = "none of the uncertain inputs changes anything in these scenarios"
        raise InputError(Problem(wrong, field="uncertainty.inputs", accepted="an input that does"))
    return found


def settings_of(scenario: Scenario, inputs: Inputs) -> Uncertainty:
    """Return how a scenario wants its uncertainty studied, with these inputs."""
    given = scenario.uncertainty or Uncertainty()
    kept = tuple(one for one in given.correlations if set(one.inputs) <= set(inputs))
    return given.model_copy(update={"inputs": dict(inputs), "correlations": kept})


def quantiles(about: UncertainInput, uniforms: Floats) -> Floats:
    """Return the values of an input that belong to uniforms in [0, 1].

    uniform: low + u (high - low). triangular: its inverse in closed form. pert: a beta distribution on low to high with
    parameters 1 + 4 (likely - low) / (high - low) and 1 + 4 (high - likely) / (high - low) (Malcolm and others,
    Operations Research 7, 1959, DOI 10.1287/opre.7.5.646). normal: cut off at three standard deviations.
    """
    low, likely, high = about.range
    span = high - low
    if about.family == "uniform":
        return low + uniforms * span
    if about.family == "triangular":
        up = np.sqrt(uniforms * span * (likely - low))
        down = np.sqrt((1.0 - uniforms) * span * (high - likely))
        return np.where(uniforms <= (likely - low) / span, low + up, high - down)
    if about.family == "pert":
        first, second = 1.0 + 4.0 * (likely - low) / span, 1.0 + 4.0 * (high - likely) / span
        return np.asarray(low + span * special.betaincinv(first, second, uniforms))
    below = special.ndtr(-3.0)
    return np.asarray((low + high) / 2 + span / (2 * NORMAL_90) * special.ndtri(below + uniforms * (1.0 - 2.0 * below)))


def as_it_stands(scenarios: Sequence[Scenario], inputs: Inputs) -> dict[str, float]:
    """Return the value each input has in the scenarios: 1 for drivers, what stands at the path for others."""
    values = {}
    for name, about in inputs.items():
        holder = next(one for one in scenarios if name in inputs_of(one))
        values[name] = 1.0 if about.path is None else as_number(value_at(holder, about.path))
    return values


def table_of_inputs(scenarios: Sequence[Scenario], inputs: Inputs) -> pd.DataFrame:
    """Return the inputs as a table: input, changes, family, low, likely, high, stands, source, grade.

    changes is the driver or the path, stands the value in the scenario; durations are in seconds.
    """
    stands, rows = as_it_stands(scenarios, inputs), []
    for name, about in inputs.items():
        source, grade = _source(scenarios, name, about)
        family, range_ = about.family, about.range
        rows.append((name, about.driver or about.path, family, *range_, stands[name], source, grade))
    columns = ["input", "changes", "family", "low", "likely", "high", "stands", "source", "grade"]
    return pd.DataFrame(rows, columns=columns)


def _source(scenarios: Sequence[Scenario], name: str, about: UncertainInput) -> tuple[str, str]:
    for scenario in scenarios:
        said = scenario.sources.get(f"uncertainty.inputs.{name}")
        if said is not None:
            return said.source, said.grade
    if about.reference is not None:
        published = reference(about.reference)
        return published.source, published.grade
    return "no source", "assumed"
