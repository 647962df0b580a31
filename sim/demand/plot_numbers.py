"""The numbers of the pictures of a calibration; drawing them is for `sim.outputs`."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from sim.demand.calibrate import Calibration
from sim.demand.handling import Handling
from sim.demand.patience import Patience


def profile_numbers(calibration: Calibration) -> pd.DataFrame:
    """Return the profile of the week over all topics: channel, weekday, start, contacts, low, high (95 %, Poisson)."""
    rates = calibration.rates
    keys = ["channel", "weekday", "start"]
    table = rates.groupby(keys, as_index=False, sort=False).agg(contacts=("contacts", "sum"), weeks=("weeks", "max"))
    number = table["contacts"] * table["weeks"]
    table["low"] = stats.chi2.ppf(0.025, 2 * number) / 2 / table["weeks"]
    table["high"] = stats.chi2.ppf(0.975, 2 * number + 2) / 2 / table["weeks"]
    return table.drop(columns="weeks")


def busyness_numbers(calibration: Calibration) -> pd.DataFrame:
    """Return the days against their weekday: channel, date, contacts, usual, ratio, low, high.

    `low` and `high` bound the ratio of 95 % of the days if chance alone (Poisson) were at work. Complete days only.
    """
    days = calibration.totals[calibration.totals["complete"]].copy()
    days["usual"] = days.groupby(["channel", "weekday"])["contacts"].transform("mean")
    days = days[days["usual"] > 0]
    days["ratio"] = days["contacts"] / days["usual"]
    days["low"] = stats.poisson.ppf(0.025, days["usual"]) / days["usual"]
    days["high"] = stats.poisson.ppf(0.975, days["usual"]) / days["usual"]
    return days.drop(columns=["complete", "weekday"]).reset_index(drop=True)


def patience_numbers(patience: Patience) -> pd.DataFrame:
    """Return the Kaplan-Meier curve with its limits and the survival of every fitted family at the same times."""
    table = patience.curve.copy()
    for fit in patience.fits:
        table[fit.family] = fit.survival(table["seconds"])
    return table


def handling_numbers(handling: Handling, served: pd.DataFrame, short_seconds: float = 10.0) -> pd.DataFrame:
    """Return the services of a topic that are not short: seconds, share (longer than that), and each family's share."""
    chosen = (served["channel"] == handling.channel) & (served["topic"] == handling.topic)
    seconds = served.loc[chosen & (served["handled_seconds"] >= short_seconds), "handled_seconds"].to_numpy(dtype=float)
    unlike, counts = np.unique(seconds, return_counts=True)
    table = pd.DataFrame({"seconds": unlike, "share": 1.0 - np.cumsum(counts) / max(len(seconds), 1)})
    for fit in handling.fits:
        table[fit.family] = fit.survival(unlike)
    return table
