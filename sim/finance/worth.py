"""What an investment is worth: net present value, payback and internal rate of return, as textbooks define them.

The first amount is paid now, the others at the ends of the periods that follow. Examples are those of Ross, Westerfield
and Jordan, Fundamentals of Corporate Finance, chapter 9.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from sim.finance.value import present_value


def net_present_value(amounts: Sequence[float], rate: float) -> float:
    """Return what amounts are worth now: the first as it is, the others as `present_value` has them.

    Examples
    --------
    A business that costs 30,000, brings 6,000 in each of eight years and 2,000 at its end, at 15 %: example 9.1.

    >>> round(net_present_value([-30_000, *[6_000] * 7, 8_000], 0.15))
    -2422
    """
    return amounts[0] + present_value(amounts[1:], rate) if amounts else 0.0


def payback(amounts: Sequence[float], rate: float = 0.0) -> float | None:
    """Return after how many periods what was spent has come back for good, None where it never does.

    Within a period money comes in evenly. It is 0 where nothing is ever missing. With a rate it is the discounted
    payback, whose amounts count less the later they come.

    Examples
    --------
    500 spent, of which 100, 200 and 500 come back: after two years 200 of 500 are missing, example 9.2. 400 spent for
    100 a year for ever at 20 %: in the ninth year, example 9.3.

    >>> payback([-500, 100, 200, 500])
    2.4
    >>> round(payback([-400, *[100] * 20], 0.20), 2)
    8.84
    """
    discounted = [amount / (1 + rate) ** period for period, amount in enumerate(amounts)]
    sums = list(accumulate(discounted))
    missing = [period for period, total in enumerate(sums) if total < 0]
    if not missing:
        return 0.0
    last = missing[-1]
    if last + 1 == len(sums):
        return None
    return last + -sums[last] / discounted[last + 1]


def internal_rate_of_return(amounts: Sequence[float]) -> float | None:
    """Return the rate of a period at which amounts are worth nothing.

    None where they change sign more than once or never, so that there is no one rate; found by halving between -99.99 %
    and 1,000 % a period, None where it lies outside.

    Examples
    --------
    435.44 spent, 100, 200 and 300 come back: 15 %, example 9.4.

    >>> round(internal_rate_of_return([-435.44, 100, 200, 300]), 4)
    0.15
    """
    signs = [amount > 0 for amount in amounts if amount != 0]
    if sum(one != other for one, other in pairwise(signs)) != 1:
        return None
    low, high = -0.9999, 10.0
    is_rising = net_present_value(amounts, low) < 0
    if is_rising == (net_present_value(amounts, high) < 0):
        return None
    for _ in range(200):
        middle = (low + high) / 2
        if (net_present_value(amounts, middle) < 0) == is_rising:
            low = middle
        else:
            high = middle
    return (low + high) / 2
