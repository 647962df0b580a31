"""Which topics to write templates for first: those that are frequent and have one simple answer for everybody.

Nothing in a log says outright that a topic has one answer. What it shows is how alike its contacts are: where all take
the same time and nobody has to ask twice, the same words would have done. Where you know better, say so (`judged`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from sim.demand.history import History
from sim.demand.rates_of import rates_of_week
from sim.demand.repeats import times_to_next
from sim.errors import InputError, Problem, suggestion
from sim.scenario.distribution import Distribution
from sim.scenario.model import Scenario
from sim.timing import HOUR, MINUTE

COLUMNS = (
    "rank", "topic", "contacts_per_week", "mean_minutes", "hours_per_week", "alike", "first_time",
    "template_ability", "template_hours",
)  # fmt: skip
"""Columns of a ranking, one row per topic, the one that promises most first.

alike = m² / mean square of the handling times (1 where all take the same, 1/2 where they are exponential, near 0 where
few long ones make the mean; with the coefficient of variation c it is 1 / (1 + c²)). first_time: share of contacts
answered for good the first time, NaN where nothing is known of it. template_ability = alike × first_time (or what you
judged). template_hours = hours_per_week × template_ability: an upper limit of what a template saves, and what the rank
goes by."""
_SEVEN_DAYS = 7 * 86_400.0


def rank_topics(scenario: Scenario, *, judged: Mapping[str, float] | None = None) -> pd.DataFrame:
    """Return the topics of a scenario by what templates could save in an ordinary week: `COLUMNS`.

    Parameters
    ----------
    scenario
        Where volumes, handling times and the share solved are taken from.
    judged
        Template-ability by topic where you know it, 0 to 1, instead of the estimate.

    Raises
    ------
    InputError
        If a judged topic is unknown, or its value is not a share.
    """
    volumes = rates_of_week(scenario).sum(axis=0) * scenario.demand.volume
    rows = []
    for number, (name, topic) in enumerate(scenario.topics.items()):
        contacts = first = second = 0.0
        for place, channel in enumerate(scenario.channel_names):
            handling = topic.handling_on(channel)
            if handling is not None and volumes[place, number]:
                contacts += volumes[place, number]
                first += volumes[place, number] * handling.overall_mean
                second += volumes[place, number] * mean_square(handling)
        rows.append((name, contacts, first, second, topic.resolution))
    return _ranked(rows, judged or {})


def rank_topics_of_history(history: History, *, judged: Mapping[str, float] | None = None) -> pd.DataFrame:
    """Return the topics of a history by what templates could have saved in an average week of it: `COLUMNS`.

    first_time is the share of served contacts whose customer did not contact again within seven days, among those with
    a known customer and seven days of log after them.

    Raises
    ------
    InputError
        If a judged topic is unknown, or its value is not a share.
    """
    offered = history.offered
    days = (offered["arrived"].max() - offered["arrived"].min()).total_seconds() / 86_400.0
    weeks = max(days, 1.0) / 7.0
    following = times_to_next(offered)
    followed = following[
        (following["outcome"] == "served") & (following["came"] | (following["seconds"] >= _SEVEN_DAYS))
    ]
    again = (followed["came"] & (followed["seconds"] <= _SEVEN_DAYS)).groupby(offered["topic"].reindex(followed.index))
    first_time = 1.0 - again.mean()
    rows = []
    for name, part in offered.groupby("topic"):
        handled = part["handled_seconds"].dropna().to_numpy(dtype=np.float64) * 1e6
        contacts = len(part) / weeks
        mean, square = (float(handled.mean()), float((handled**2).mean())) if len(handled) else (0.0, 0.0)
        rows.append((str(name), contacts, contacts * mean, contacts * square, float(first_time.get(name, math.nan))))
    return _ranked(rows, judged or {})


def mean_square(handling: Distribution) -> float:
    """Return the mean of the squares of a distribution's durations, the short ones included (microseconds²).

    Examples
    --------
    Exponential with a mean of one minute: twice the square of the mean.

    >>> mean_square(Distribution(family="exponential", mean="1 min")) / MINUTE**2
    2.0
    """
    if handling.mean is None:
        return math.inf
    shape = handling.shape or 1.0
    factor = {
        "constant": 1.0,
        "exponential": 2.0,
        "weibull": math.gamma(1.0 + 2.0 / shape) / math.gamma(1.0 + 1.0 / shape) ** 2,
    }.get(handling.family, 1.0 + (handling.cv or 0.0) ** 2)
    return handling.short_share * handling.short_mean**2 + (1.0 - handling.short_share) * factor * handling.mean**2


def _ranked(rows: list[tuple[str, float, float, float, float]], judged: Mapping[str, float]) -> pd.DataFrame:
    """Rows of topic, contacts a week, and of their handling time the sum, the sum of squares, and the share solved."""
    table = pd.DataFrame(rows, columns=["topic", "contacts_per_week", "sum", "squares", "first_time"])
    for name, share in judged.items():
        if name not in set(table["topic"]):
            known = list(table["topic"])
            wrong = f"unknown topic '{name}'{suggestion(name, known)}"
            raise InputError(Problem(wrong, field="judged", accepted=", ".join(known)))
        if not 0.0 <= share <= 1.0:
            raise InputError(Problem("this is no share", field=f"judged.{name}", given=str(share), accepted="0 to 1"))
    contacts = table["contacts_per_week"].where(table["contacts_per_week"] > 0)
    table["mean_minutes"] = table["sum"] / contacts / MINUTE
    table["hours_per_week"] = table["sum"] / HOUR
    table["alike"] = table["sum"] ** 2 / contacts / table["squares"].where(table["squares"] > 0)
    table["template_ability"] = table["alike"].fillna(0.0) * table["first_time"].fillna(1.0)
    table["template_ability"] = table["topic"].map(judged).astype(np.float64).fillna(table["template_ability"])
    table["template_hours"] = table["hours_per_week"] * table["template_ability"]
    table = table.sort_values(["template_hours", "topic"], ascending=[False, True], ignore_index=True)
    table["rank"] = np.arange(1, len(table) + 1)
    return table[list(COLUMNS)]
