"""Customers who come back: redials after hanging up, and contacts again after having been served.

Only contacts with a known customer can be followed, and the log ends before some would have come back; so shares
come from Kaplan-Meier curves of the time to the next contact. Coming back is not the same as not having been
helped: customers who call often for new reasons are counted too. `base_share` says how many of those who were
served come back in the same time. Where a log identifies customers only in some cases, returns that were not
identified are missed: shares are lower limits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.demand.patience import kaplan_meier


@dataclass(frozen=True)
class Return:
    """How many customers contact again, and when."""

    channel: str
    after: str
    """What happened before: abandoned or served."""
    contacts: int
    """Contacts followed: those with a known customer."""
    within_seconds: float
    """Window in which a further contact counts."""
    share: float
    """Share who contact again within it."""
    interval: tuple[float, float]
    """95 % interval of the share."""
    mean_seconds: float | None
    """Mean time until they do, of those who do within the window."""
    median_seconds: float | None
    """Median of the same."""
    base_share: float | None
    """Share of the served who contact again within the same window; None where that is the share itself."""


def times_to_next(offered: pd.DataFrame) -> pd.DataFrame:
    """Return for every contact with a known customer the time to that customer's next one on any channel.

    Columns: channel, outcome, seconds (from the end of the contact), came (False: the history ended first).
    """
    known = offered.dropna(subset="customer").sort_values(["customer", "arrived"], kind="stable")
    following = known.groupby("customer")["arrived"].shift(-1)
    # an abandoned contact ends when the wait does; where the log has no end, the arrival stands in
    end = known["ended"].fillna(known["arrived"])
    until = following.fillna(offered["arrived"].max())
    seconds = (until - end).dt.total_seconds().clip(lower=0.0)
    return pd.DataFrame(
        {"channel": known["channel"], "outcome": known["outcome"], "seconds": seconds, "came": following.notna()}
    )


def is_redial(offered: pd.DataFrame, within_seconds: float = 3600.0) -> pd.Series:
    """Return for every offered contact whether its customer had hung up within so many seconds before it.

    Customers must be known at both contacts; redials of unknown customers stay unseen.
    """
    known = offered.dropna(subset="customer").sort_values(["customer", "arrived"], kind="stable")
    by_customer = known.groupby("customer")
    left = known["ended"].fillna(known["arrived"]).groupby(known["customer"]).shift()
    hung_up = by_customer["outcome"].shift() == "abandoned"
    seconds = (known["arrived"] - left).dt.total_seconds()
    return (hung_up & (seconds <= within_seconds)).reindex(offered.index, fill_value=False)


def fit_returns(
    offered: pd.DataFrame, redial_seconds: float = 3600.0, recontact_days: float = 7.0
) -> tuple[Return, ...]:
    """Return redials after hanging up and re-contacts after service, by channel; none where customers are not known.

    Parameters
    ----------
    offered : DataFrame
        Offered contacts of a history.
    redial_seconds : float
        A contact within this time after hanging up is a redial.
    recontact_days : float
        A contact within so many days after service is a re-contact.
    """
    times = times_to_next(offered)
    found = []
    for channel, of_channel in times.groupby("channel"):
        served = of_channel[of_channel["outcome"] == "served"]
        for outcome, window in (("abandoned", redial_seconds), ("served", recontact_days * 86400)):
            group = of_channel[of_channel["outcome"] == outcome]
            if group.empty:
                continue
            share, low, high = _share(group, window)
            delays = group["seconds"][group["came"] & (group["seconds"] <= window)]
            found.append(
                Return(
                    channel=str(channel),
                    after=outcome,
                    contacts=len(group),
                    within_seconds=window,
                    share=share,
                    interval=(low, high),
                    mean_seconds=float(delays.mean()) if len(delays) else None,
                    median_seconds=float(delays.median()) if len(delays) else None,
                    base_share=_share(served, window)[0] if outcome == "abandoned" and len(served) else None,
                )
            )
    return tuple(found)


def _share(group: pd.DataFrame, window: float) -> tuple[float, float, float]:
    """Share who come back within the window, and its 95 % interval."""
    came = group["came"].to_numpy(dtype=bool)
    if not came.any():
        return 0.0, 0.0, 1.0 - 0.05 ** (1.0 / len(group))  # the rule of three, exactly
    curve = kaplan_meier(group["seconds"].to_numpy(dtype=float), came)
    within = curve[curve["seconds"] <= window]
    if within.empty:
        return 0.0, 0.0, 1.0 - 0.05 ** (1.0 / len(group))
    last = within.iloc[-1]
    low, high = (np.nan_to_num(last[name], nan=last["survival"]) for name in ("low", "high"))
    return 1.0 - float(last["survival"]), 1.0 - float(high), 1.0 - float(low)
