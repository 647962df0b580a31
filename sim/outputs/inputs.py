"""The inputs of the costs, as the workbook lists them: every assumption that an amount follows from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from sim.finance.line import Factor, given
from sim.finance.months import average_month
from sim.finance.over_runs import LineOfRuns
from sim.scenario.default_sources import sources_of
from sim.scenario.model import Scenario
from sim.scenario.planning import Source

DAYS, HOLIDAYS = "month.days", "month.holidays"
"""Names of the inputs that say how long an average month is, and how many public holidays it has."""
GROWTH = ("discount_rate", "wage_growth_per_year", "inflation_per_year", "volume_growth_per_year")
"""Keys of `costs` that the months are reckoned with."""

_CONTAINERS = ("groups", "people", "price", "templates")
_SHARES = ("_premium", "mean_speed", "_share", "attrition", "indexation_per_year", *GROWTH)
_UNITS = {
    "training_hours": "hours", "contract_hours": "hours a week", "full_time_hours": "hours a week", "weeks": "weeks",
    "people_per_leader": "people", "included": "units a month", "minimum_months": "months", "loading": "times the wage",
    "times": "times the rate", "attrition_per_year": "share a year", "days": "days", "holidays": "days a month",
}  # fmt: skip


@dataclass(frozen=True)
class Input:
    """A value that may be changed."""

    path: str
    """Where the scenario has it."""
    value: float
    what: str
    """What it is called, and of whom."""
    meaning: str
    """What it means, in the words of the scenario's page."""
    unit: str
    source: str
    grade: str
    """Empty where the scenario says nothing of the source."""


def inputs_of(scenario: Scenario, lines: Iterable[LineOfRuns]) -> tuple[Input, ...]:
    """Return every assumption that a line of the costs or the cash flow follows from, each once, in their order."""
    factors = [factor for line in lines for factor in line.factors if not factor.is_constant]
    factors += [given(scenario, "costs", key) for key in GROWTH]
    factors += [factor for name in scenario.vendors for factor in over_time(scenario, name)]
    (month,) = average_month(scenario.calendar)
    sources = sources_of(scenario)
    found = {factor.name: _input(scenario, factor, sources) for factor in factors}
    what, meaning = "Days of a month", "Days of an average month"
    found[DAYS] = Input(DAYS, float(month.days), what, meaning, "days", "365.25 / 12", "A")
    what, meaning = "Holidays of a month", "Public holidays in an average month, a twelfth of a year's"
    found[HOLIDAYS] = Input(HOLIDAYS, float(month.holidays), what, meaning, "days a month", "calendar.holidays", "")
    return tuple(found.values())


def over_time(scenario: Scenario, vendor: str) -> list[Factor]:
    """Return what a contract says of how its charges change over the months, and of its end."""
    price = scenario.vendors[vendor].price
    path = ("vendors", vendor, "price")
    factors = [given(scenario, *path, "ramp_up", str(place)) for place in range(len(price.ramp_up))]
    if price.indexation_per_year is not None:
        factors.append(given(scenario, *path, "indexation_per_year"))
    if price.minimum_months:
        factors += [given(scenario, *path, key) for key in ("minimum_months", "early_end_share")]
    return factors


def defined_names(paths: Sequence[str], prefix: str = "") -> dict[str, str]:
    """Return names under which formulas know the inputs: plain letters, whatever people and vendors are called.

    >>> list(defined_names(["costs.loading", "vendors.=A1.price.rate", "vendors.a1.price.rate"]).values())
    ['costs_loading', 'vendors_A1_price_rate', 'vendors_a1_price_rate_2']
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for path in paths:
        words = prefix + re.sub(r"[^A-Za-z0-9]+", "_", path).strip("_")[:200]
        name, number = words, 1
        while name.casefold() in taken:
            number += 1
            name = f"{words}_{number}"
        taken.add(name.casefold())
        names[path] = name
    return names


def _input(scenario: Scenario, factor: Factor, sources: Mapping[str, Source]) -> Input:
    path = factor.name
    above = [path.rsplit(".", up)[0] for up in range(path.count(".") + 1)]
    about = next((sources[one] for one in above if one in sources), None)
    source, grade = ("", "") if about is None else (about.source, about.grade)
    what, meaning = words_of(scenario, path)
    return Input(path, factor.value, what, meaning, unit_of_input(scenario, path), source, grade)


def words_of(scenario: Scenario, path: str) -> tuple[str, str]:
    """Return what a value is called and of whom, and what it means in the words of the scenario's page.

    Groups, vendors and people may have dots in their names.
    """
    value: Any = scenario
    left, of, meaning = path, [], ""
    called: list[str] = []
    while left:
        keys = _keys(value)
        key = next((one for one in sorted(keys, key=len, reverse=True) if f"{left}.".startswith(f"{one}.")), None)
        if key is None:
            break
        if isinstance(value, BaseModel):
            called.append(key)
            meaning = type(value).model_fields[key].description or ""
        else:
            of.append(str(int(key) + 1) if isinstance(value, Sequence) else key)
        value, left = keys[key], left[len(key) + 1 :]
    if left:  # people with a wage of their own, or a mean
        people = left.removesuffix(".wage_per_hour")
        return ("Wage per hour, " + people, "Gross wage of their own") if people != left else (left.capitalize(), "")
    words = ", ".join(key.replace("_", " ") for key in called[1:] if key not in _CONTAINERS).capitalize()
    sentence = re.split(r"(?<=[a-z\])`])[.;:](?:\s|$)", meaning.replace("\n", " "), maxsplit=1)[0].strip(". ")
    return ", ".join([words, *of]), sentence.replace("`", "")


def _keys(value: Any) -> dict[str, Any]:
    if isinstance(value, BaseModel):
        return {key: getattr(value, key) for key in type(value).model_fields}
    if isinstance(value, Mapping):
        return {str(key): one for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return {str(place): one for place, one in enumerate(value)}
    return {}


def unit_of_input(scenario: Scenario, path: str) -> str:
    """Return the unit of a value, by what its key says; amounts of a vendor are in the currency of its contract."""
    parts = path.split(".")
    key = parts[-2] if parts[-1].isdigit() else parts[-1]
    if key in _UNITS:
        return _UNITS[key]
    if key.endswith(_SHARES):
        return "share a year" if key.endswith("_per_year") or key == "discount_rate" else "share"
    if key in ("ramp_up", "share"):
        return "share"
    currency = scenario.costs.currency
    if path.startswith("vendors."):
        prices = [one.price for name, one in scenario.vendors.items() if path.startswith(f"vendors.{name}.")]
        currency = next((price.currency for price in prices if price.currency), currency)
        if key == "rate" and prices:
            return f"{currency} {prices[0].scheme.replace('_', ' ')}"
    return currency
