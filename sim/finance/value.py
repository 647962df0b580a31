"""Textbook formulas for comparing money over time, and for where one way of paying overtakes another."""

from __future__ import annotations

from collections.abc import Callable, Iterable


def annuity(amount: float, rate: float, periods: int) -> float:
    r"""Return the equal payment at the end of each period that repays an amount paid now.

    .. math:: A = P \frac{r}{1 - (1 + r)^{-n}}, \qquad A = P / n \text{ for } r = 0

    `rate` is the interest of one period, 0.05 for 5 %; `periods` is n. Source: any text on engineering economics, such
    as Blank and Tarquin, Engineering Economy, chapter 2 (the capital recovery factor).

    Raises
    ------
    ValueError
        If there is no period, or the rate is -1 or below.

    Examples
    --------
    1,000 borrowed at 10 % and repaid in two payments: 1,000 × 1.1 × 1.1 = 1,210 = 576.19 × 1.1 + 576.19.

    >>> round(annuity(1000, 0.10, 2), 2)
    576.19
    >>> annuity(1200, 0, 12)
    100.0
    """
    if periods < 1:
        raise ValueError(f"an annuity has at least one period, not {periods}")
    _check(rate)
    return amount / periods if rate == 0 else amount * rate / (1 - (1 + rate) ** -periods)


def present_value(amounts: Iterable[float], rate: float) -> float:
    r"""Return what payments are worth at the start, the first of them being paid at the end of period 1.

    .. math:: PV = \sum_{t=1}^{n} \frac{a_t}{(1 + r)^t}, \qquad \text{their plain sum for } r = 0

    An amount paid now, such as a set-up cost, is added as it is. `rate` is the interest of one period; for months of a
    yearly rate see `monthly_rate`.

    Raises
    ------
    ValueError
        If the rate is -1 or below.

    Examples
    --------
    >>> present_value([110, 121], 0.10)
    200.0
    >>> present_value([110, 121], 0)
    231.0
    """
    _check(rate)
    return float(sum(amount / (1 + rate) ** period for period, amount in enumerate(amounts, start=1)))


def monthly_rate(yearly_rate: float) -> float:
    """Return the interest of a month that compounds to a yearly rate: ``(1 + r) ** (1 / 12) - 1``.

    Raises
    ------
    ValueError
        If the rate is -1 or below.

    Examples
    --------
    >>> round((1 + monthly_rate(0.08)) ** 12, 12)
    1.08
    """
    _check(yearly_rate)
    return float((1 + yearly_rate) ** (1 / 12)) - 1


def break_even_volume(
    first: Callable[[float], float], second: Callable[[float], float], low: float, high: float
) -> float | None:
    """Return the volume from `low` to `high` at which two ways cost the same, None where neither overtakes the other.

    `first` and `second` return the cost of a volume. For straight lines ``F + v x`` it is the textbook
    ``x = (F2 - F1) / (v1 - v2)``. Costs may have kinks and steps (a vendor's minimum, one more agent): where one jumps
    past the other, the volume of the jump comes back. Where the order is the same at `low` and at `high` the answer is
    None; where it changes several times, one of the changes comes back.

    Raises
    ------
    ValueError
        If `low` is not below `high`.

    Examples
    --------
    An agent for 3,000 a month or a vendor at 6 a contact: 3,000 / 6 = 500 contacts.

    >>> round(break_even_volume(lambda x: 3000, lambda x: 6 * x, 0, 10_000), 6)
    500.0
    """
    if not low < high:
        raise ValueError(f"the volumes need low < high, not {low} and {high}")
    at_low, at_high = first(low) - second(low), first(high) - second(high)
    if at_low == 0:
        return low
    if at_high == 0:
        return high
    if (at_low > 0) == (at_high > 0):
        return None
    while True:  # halving ends when no number lies between, after some 60 steps
        middle = (low + high) / 2
        if not low < middle < high:
            return high
        difference = first(middle) - second(middle)
        if difference == 0:
            return middle
        if (difference > 0) == (at_low > 0):
            low = middle
        else:
            high = middle


def _check(rate: float) -> None:
    if not rate > -1:
        raise ValueError(f"a rate of interest lies above -1 (5 % is 0.05), not {rate}")
