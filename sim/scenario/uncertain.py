"""What is not known for sure: inputs with their ranges, how they hang together, and by what one decides."""

from __future__ import annotations

import math
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.errors import InputError, suggestion
from sim.scenario.base import NotNegative, Part
from sim.scenario.duration import parse_duration
from sim.scenario.reference import reference
from sim.timing import SECOND

Driver = Literal[
    "volume", "handling_time", "patience", "resolution", "deflection", "containment", "absence",
    "wage", "attrition", "vendor_price", "vendor_speed", "vendor_resolution",
]  # fmt: skip
Family = Literal["uniform", "triangular", "pert", "normal"]
Amount = float | str
"""A number, or a duration with its unit where the path leads to one."""


class UncertainInput(Part):
    """A value of the scenario that is not known for sure, and how far off it may be."""

    driver: Driver | None = None
    """A factor on everything of its kind, 1 being the scenario as it stands: `volume`; `handling_time` of all topics;
    `patience` on all channels; `resolution` (share solved by the team); `deflection` (share answered by self-service);
    `containment` of all automation; `absence` of all groups; `wage` of everybody; `attrition`; `vendor_price` (rate and
    overage rate of all vendors), `vendor_speed`, `vendor_resolution`. Shares end at 1."""
    path: str | None = None
    """Instead of a driver: the path of one number or duration in this file, such as `team.groups.care.wage_per_hour`
    or `channels.phone.patience.mean`; its values are given as the file writes them."""
    family: Family = "pert"
    """How values are spread: uniform from `low` to `high`; triangular; pert, a beta distribution that is rounder than
    the triangle; normal, with 90 % of the values from `low` to `high`, cut off at three standard deviations."""
    low: Amount | None = None
    """Lowest value (normal: below it lie 5 %)."""
    likely: Amount | None = None
    """Most likely value, for triangular and pert; the middle of `low` and `high` where it is not given."""
    high: Amount | None = None
    """Highest value (normal: above it lie 5 %)."""
    reference: str | None = None
    """Name in `reference_values.csv` whose published range is taken instead of `low`, `likely` and `high`; with a
    driver, as factors on the published value."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.driver is None) == (self.path is None):
            raise ValueError("give either 'driver' or 'path', not both or neither")
        given = [name for name in ("low", "likely", "high") if getattr(self, name) is not None]
        if self.reference is not None:
            if given:
                raise ValueError(f"'reference' brings its own range; accepted: no {', '.join(given)} beside it")
            self._published()
        elif self.low is None or self.high is None:
            raise ValueError("'low' and 'high' are needed, or a 'reference' that has a range")
        if self.likely is not None and self.family in ("uniform", "normal"):
            raise ValueError(f"the family '{self.family}' takes no 'likely'; accepted: triangular, pert")
        low, likely, high = self.range
        if not low < high:
            raise ValueError(f"low ({self.low}) lies not below high ({self.high})")
        if not low <= likely <= high:
            raise ValueError(f"likely ({self.likely}) lies not between low ({self.low}) and high ({self.high})")
        return self

    @property
    def range(self) -> tuple[float, float, float]:
        """Low, likely and high as numbers: factors of a driver, values of a path, durations in seconds."""
        low, likely, high = (None if one is None else as_number(one) for one in (self.low, self.likely, self.high))
        if self.reference is not None:
            low, likely, high = self._published()
        assert low is not None and high is not None
        return low, (low + high) / 2 if likely is None else likely, high

    @property
    def support(self) -> tuple[float, float]:
        """The lowest and highest value that can be drawn."""
        low, _, high = self.range
        if self.family != "normal":
            return low, high
        reach = 3.0 * (high - low) / (2 * NORMAL_90)
        return (low + high) / 2 - reach, (low + high) / 2 + reach

    def _published(self) -> tuple[float, float, float]:
        try:
            about = reference(str(self.reference))
        except InputError as error:
            problem = error.problems[0]
            raise ValueError(f"reference: {problem.wrong} ('{problem.given}')") from None
        if about.low is None or about.high is None:
            raise ValueError(f"reference: '{about.name}' has no published range; accepted: one that has, or low, high")
        unit = about.value if self.driver is not None else 1.0
        return about.low / unit, about.value / unit, about.high / unit


NORMAL_90 = 1.6448536269514722
"""Standard deviations from the mean within which 90 % of a normal distribution lie."""


class Correlation(Part):
    """Two uncertain inputs that move together, or against each other."""

    inputs: tuple[str, str]
    """Their names."""
    rank: Annotated[float, Field(gt=-1.0, lt=1.0)]
    """Spearman's correlation of ranks, -1 to 1."""


class Uncertainty(Part):
    """What is not known for sure, and how much is simulated to see what that means."""

    inputs: dict[str, UncertainInput] = {}
    """The uncertain inputs by name. None given: the default set, from published ranges (docs/uncertainty.md)."""
    correlations: tuple[Correlation, ...] = ()
    """Inputs that are not independent of each other."""
    design: Literal["latin_hypercube", "sobol"] = "latin_hypercube"
    """How points are spread over the ranges: Latin hypercube, or a scrambled Sobol sequence (a power of 2 points)."""
    points: int = Field(default=64, ge=8, le=65536)
    """Scenarios that are drawn from the ranges."""
    replications: int = Field(default=2, ge=2, le=1000)
    """Repetitions of the horizon for each of them; every point meets the same customers."""
    missed_promise: NotNegative = 0.0
    """What each promise or goal missed in a month is worth; added to cost and value lost where alternatives are
    chosen."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.design == "sobol" and self.points & (self.points - 1):
            raise ValueError(f"points: {self.points} is no power of 2, which a Sobol sequence needs; accepted: 64, 128")
        pairs = [frozenset(one.inputs) for one in self.correlations]
        for index, one in enumerate(self.correlations):
            for name in one.inputs:
                if name not in self.inputs:
                    raise ValueError(
                        f"correlations: no input is called '{name}'{suggestion(name, self.inputs)}; accepted: "
                        f"{', '.join(self.inputs) or 'names of `inputs`'}"
                    )
            if len(pairs[index]) < 2 or pairs.count(pairs[index]) > 1:
                raise ValueError(f"correlations: {' and '.join(one.inputs)}: a pair of two inputs, each pair once")
        if len(pairs) > 1 and not self._can_hold_together():
            raise ValueError("correlations: no inputs can hang together like this; accepted: weaker correlations")
        return self

    def _can_hold_together(self) -> bool:
        import numpy as np  # checking other scenarios does not need it

        return bool(np.linalg.eigvalsh(self.correlation_matrix()).min() > 1e-9)

    def correlation_matrix(self) -> list[list[float]]:
        """Return Pearson's correlations of the normal scores of the inputs, in their order.

        For two normal scores with Spearman's correlation s it is 2 sin(π s / 6) (Pearson 1907; Kruskal, JASA 53, 1958,
        DOI 10.1080/01621459.1958.10501481).
        """
        names = list(self.inputs)
        matrix = [[float(row == column) for column in names] for row in names]
        for one in self.correlations:
            first, second = (names.index(name) for name in one.inputs)
            matrix[first][second] = matrix[second][first] = 2.0 * math.sin(math.pi * one.rank / 6.0)
        return matrix


def as_number(amount: Amount) -> float:
    """Return a number as it is, and a duration as seconds.

    >>> as_number(1.5), as_number("2 min")
    (1.5, 120.0)
    """
    return parse_duration(amount) / SECOND if isinstance(amount, str) else float(amount)
