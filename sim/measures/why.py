"""Why satisfaction is what it is: points of CSAT that each driver costs or brings, adding up to the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.measures.confidence import confidence_interval
from sim.measures.experience import Experience, intercepts
from sim.measures.grouping import by_attempt
from sim.measures.records import Bools, Floats
from sim.measures.summary import ALL
from sim.scenario.model import Scenario

ORDINARY, CHANCE = "ordinary", "chance"
"""The CSAT expected if every contact were solved at once as expected, and what dispositions happened to add."""


def satisfaction_by_driver(felt: Experience) -> pd.DataFrame:
    """Return what each driver costs or brings in points of CSAT: one row per channel (and `all`) and driver.

    Columns scenario, replication, channel, driver, mean (of the driver over the graded contacts), points. Driver
    `ordinary` is the mean grade expected without any driver, `chance` what is left; points of a channel add up to its
    csat.

    A contact's expected grade is m(η) = 1 + Σ_k 1 / (1 + exp(t_k - η)). From the intercept b to its η = b + Σ β x,
    driver k is given β_k x_k × (m(η) - m(b)) / (η - b): what it adds along the straight way, which needs no order among
    drivers (R. Aumann and L. Shapley, Values of non-atomic games, 1974; M. Sundararajan and others, arXiv:1703.01365).
    """
    records, model = felt.records, felt.records.scenario.experience.satisfaction
    channels = records.attempts.channel[felt.rows]
    start = intercepts(model, records.scenario.channel_names)[channels]
    ordinary, expected = _expected_grade(start, model.thresholds), _expected_grade(felt.satisfaction, model.thresholds)
    way = felt.satisfaction - start
    is_still = np.abs(way) < 1e-6
    slope = _slope(start, model.thresholds)
    per_point = np.where(is_still, slope, (expected - ordinary) / np.where(is_still, 1.0, way))
    points = {ORDINARY: ordinary}
    points |= {name: getattr(model.drivers, name) * values * per_point for name, values in felt.drivers.items()}
    points[CHANCE] = felt.csat - sum(points.values())
    tables = [
        _means(felt, name, here, points)
        for name, here in (
            *((name, channels == number) for number, name in enumerate(records.scenario.channel_names)),
            (ALL, np.ones(len(channels), dtype=bool)),
        )
        if here.any()
    ]
    columns = ["scenario", "replication", "channel", "driver", "mean", "points"]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=columns)


def why_satisfaction_differs(first: pd.DataFrame, second: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Return by how many points of CSAT each driver moves an alternative: one row per channel and driver.

    `first` and `second` are tables of `satisfaction_by_driver` of the base and the alternative, all runs together.
    Columns channel, driver, points (mean over the runs of the paired difference), low, high (its interval). The points
    of a channel add up to the difference in its csat, in the row `total`. `ordinary` then is another mix of channels or
    other levels, and `chance` that other contacts came about.
    """
    keys = ["replication", "channel", "driver"]
    both = first[[*keys, "points"]].merge(second[[*keys, "points"]], on=keys, suffixes=("", " of the other"))
    both["points"] = both["points of the other"] - both["points"]
    whole = both.groupby(["replication", "channel"], sort=False)["points"].sum().reset_index().assign(driver="total")
    rows = []
    for (channel, driver), part in pd.concat([both, whole]).groupby(["channel", "driver"], sort=False):
        found = confidence_interval(part["points"].to_numpy(dtype=float), level)
        rows.append((channel, driver, found.mean, found.low, found.high))
    return pd.DataFrame(rows, columns=["channel", "driver", "points", "low", "high"])


def experience_by_handler(runs: Sequence[Experience], scenario: Scenario) -> pd.DataFrame:
    """Return quality of service by who answered, over runs together: one row per group, vendor or automation.

    Columns scenario, handler, felt (contacts graded), accuracy and professionalism (of the scenario; NaN for an
    automation), csat, csat_satisfied_share, ces, solved_share, handed_back. A contact that a vendor handed back
    to the team is graded at who ended it; for the vendor it counts in `solved_share` as not solved.
    """
    quality = {name: group.quality for name, group in scenario.team.groups.items()}
    quality |= {name: vendor.quality for name, vendor in scenario.vendors.items()}
    parts, given_back = [], Counter[str]()
    for felt in runs:
        if "unsolved_by" in felt.records.contacts:
            given_back.update(felt.records.contacts["unsolved_by"].iloc[felt.rows].dropna().astype(str))
        groups = by_attempt(felt.records, ["handler"])
        code = groups.code[felt.rows]
        names = np.array([*groups.keys["handler"], None], dtype=object)[code]
        unsolved = felt.drivers["unsolved"]
        parts.append(pd.DataFrame({"handler": names, "csat": felt.csat, "ces": felt.ces, "unsolved": unsolved}))
    together = pd.concat(parts, ignore_index=True)
    border = scenario.experience.satisfaction.satisfied_from
    rows = []
    for name, part in together.dropna(subset="handler").groupby("handler", sort=True):
        about = quality.get(str(name))
        care = (np.nan, np.nan) if about is None else (about.accuracy, about.professionalism)
        satisfied = float((part["csat"] >= border).mean())
        back = given_back[str(name)]
        solved = float((1.0 - part["unsolved"]).sum()) / (len(part) + back)
        means = (part["csat"].mean(), satisfied, part["ces"].mean(), solved, back)
        rows.append((scenario.name, name, len(part), *care, *means))
    columns = ["accuracy", "professionalism", "csat", "csat_satisfied_share", "ces", "solved_share", "handed_back"]
    return pd.DataFrame(rows, columns=["scenario", "handler", "felt", *columns])


def _means(felt: Experience, channel: str, here: Bools, points: dict[str, Floats]) -> pd.DataFrame:
    means = [felt.drivers[name][here].mean() if name in felt.drivers else np.nan for name in points]
    return pd.DataFrame(
        {
            "scenario": felt.records.scenario.name,
            "replication": felt.records.replication,
            "channel": channel,
            "driver": list(points),
            "mean": means,
            "points": [float(values[here].mean()) for values in points.values()],
        }
    )


def _expected_grade(latent: Floats, thresholds: Sequence[float]) -> Floats:
    """The mean grade at a latent satisfaction."""
    return np.asarray(1.0 + sum(1.0 / (1.0 + np.exp(border - latent)) for border in thresholds))


def _slope(latent: Floats, thresholds: Sequence[float]) -> Floats:
    """By how much it rises there for each unit."""
    shares = (1.0 / (1.0 + np.exp(border - latent)) for border in thresholds)
    return np.asarray(sum(share * (1.0 - share) for share in shares))
