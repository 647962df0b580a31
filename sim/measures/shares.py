"""A share seen in a sample, with what the sample can and cannot say about it."""

from __future__ import annotations

import math


def wilson_interval(yes: int, of: int, level: float = 0.95) -> tuple[float, float]:
    """Return the interval of confidence of a share, `yes` out of `of` (Wilson's; NaN where there is nothing).

    With p = yes / of and z the normal point: (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n). Unlike
    p ± z √(p(1-p)/n) it stays between 0 and 1 and holds for small samples.

    E. B. Wilson (1927), doi:10.1080/01621459.1927.10502953; compared with others by L. D. Brown, T. T. Cai and
    A. DasGupta (2001), doi:10.1214/ss/1009213286.

    Raises
    ------
    ValueError
        If `yes` is not between 0 and `of`, or the level not between 0 and 1.

    Examples
    --------
    All of four: the true share may well be a half.

    >>> low, high = wilson_interval(4, 4)
    >>> round(low, 3), high
    (0.51, 1.0)
    """
    from scipy import special  # scipy.stats takes seconds to import

    if not 0 <= yes <= of:
        raise ValueError(f"{yes} of {of}; accepted: from 0 to {of}")
    if not 0.0 < level < 1.0:
        raise ValueError(f"level is {level}; accepted: above 0 and below 1")
    if of == 0:
        return math.nan, math.nan
    z2 = float(special.ndtri(0.5 + level / 2.0)) ** 2
    share = yes / of
    centre, width = share + z2 / (2 * of), math.sqrt(z2 * (share * (1 - share) / of + z2 / (4 * of * of)))
    low, high = (centre - width) / (1 + z2 / of), (centre + width) / (1 + z2 / of)
    return (0.0 if yes == 0 else low), (1.0 if yes == of else high)
