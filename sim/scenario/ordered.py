"""The link between a share of satisfied customers and the intercept of an ordered model, both ways."""

from __future__ import annotations

import math


def intercept(level: float, solved: float, unsolved: float) -> float:
    """Return b with solved / (1 + e^-b) + (1 - solved) / (1 + e^-(b + unsolved)) = level.

    A quadratic equation in e^b; `unsolved` is the coefficient of contacts that are not solved.

    Examples
    --------
    >>> round(intercept(0.9, 0.7, 0.0), 4), round(math.log(9), 4)
    (2.1972, 2.1972)
    """
    k = math.exp(unsolved)
    linear = solved + (1.0 - solved) * k - level * (1.0 + k)
    square = k * (1.0 - level)
    return math.log((-linear + math.sqrt(linear * linear + 4.0 * square * level)) / (2.0 * square))


def level_of(intercept: float, solved: float, unsolved: float) -> float:
    """Return the share satisfied at an intercept, the inverse of `intercept`.

    Examples
    --------
    >>> round(level_of(intercept(0.88, 0.7, -2.8), 0.7, -2.8), 12)
    0.88
    """
    return solved / (1.0 + math.exp(-intercept)) + (1.0 - solved) / (1.0 + math.exp(-(intercept + unsolved)))
