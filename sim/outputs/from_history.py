"""What a log says of demand, as tables and as the numbers of pictures, beside what a scenario says of it."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from sim.demand.calibrate import Calibration
from sim.demand.history import History
from sim.demand.plot_numbers import patience_numbers, profile_numbers
from sim.outputs.decision import Cell, Grid
from sim.outputs.prepare import means
from sim.outputs.words import channel_words, measure, number, shown, spread
from sim.scenario.channels import CHANNELS, ChannelName
from sim.scenario.duration import duration_text
from sim.scenario.hours import DAYS
from sim.scenario.model import Scenario
from sim.timing import SECOND

_Row = tuple[str, str, float, tuple[float, float], float]
"""What is compared in words, a name that tells the unit, the log's value, its interval, the scenario's value."""


def profile_of_week(calibration: Calibration) -> pd.DataFrame:
    """Return the contacts of a mean week by channel and interval, in the columns of `prepare.of_week`.

    Columns hour (since Monday at midnight), channel, offered, offered_low, offered_high (95 %, Poisson); 0 in intervals
    in which the log has no contact.
    """
    found = profile_numbers(calibration)
    clock = found["start"].str.split(":", expand=True).astype(int)
    found["hour"] = found["weekday"].map(DAYS.index) * 24 + clock[0] + clock[1] / 60
    step = calibration.interval_minutes / 60
    every = pd.Index([interval * step for interval in range(round(168 / step))], name="hour")
    named = {"contacts": "offered", "low": "offered_low", "high": "offered_high"}
    tables = [
        rows.set_index("hour")[list(named)].rename(columns=named).reindex(every, fill_value=0.0).assign(channel=channel)
        for channel in CHANNELS
        if len(rows := found[found["channel"] == channel])
    ]
    return pd.concat(tables).reset_index()


def patience_of(history: History, calibration: Calibration, channel: ChannelName) -> pd.DataFrame:
    """Return how many are still willing to wait after so many seconds, as estimated and as one might wrongly think.

    Columns channel, seconds, survival, low, high (Kaplan-Meier), each family fitted, and hung_up_only: the share of
    those who hung up who did so later, which leaves out everybody who was answered.
    """
    (patience,) = (part for part in calibration.patience if part.channel == channel)
    offered = history.offered
    left = (offered["channel"] == channel) & (offered["outcome"] == "abandoned") & (offered["waited_seconds"] > 0)
    waits = offered.loc[left, "waited_seconds"].to_numpy(dtype=float)
    table = patience_numbers(patience)
    later = [float((waits > seconds).mean()) if len(waits) else math.nan for seconds in table["seconds"]]
    return table.assign(channel=channel, hung_up_only=later)


def volumes(calibration: Calibration) -> Grid:
    """Return the contacts of a mean week by channel and topic."""
    table = calibration.rates.pivot_table(index="channel", columns="topic", values="contacts", aggfunc="sum")
    topics = list(table.sum().sort_values(ascending=False, kind="stable").index)
    rows = []
    for channel in (name for name in CHANNELS if name in table.index):
        line = table.loc[channel, topics]
        cells = [Cell(number(float(value)), tone="number") for value in (line.sum(), *line)]
        rows.append((Cell(channel_words(channel)), *cells))
    return Grid(("Channel", "Contacts a week", *(str(topic).replace("_", " ") for topic in topics)), tuple(rows))


def service_seen(history: History, scenario: Scenario) -> pd.DataFrame:
    """Return what the customers of a log got, by channel: offered, service_level, abandonment, asa_seconds.

    Counted as `sim.measures` counts: answered within the scenario's promised time over all offered (NaN without a
    promise), hung up over all offered, mean wait of those answered. A contact turned away is offered, and not in time.
    """
    offered, rows = history.offered, []
    for channel in scenario.channel_names:
        own = offered[offered["channel"] == channel]
        answered = own[own["outcome"] == "served"]
        target = scenario.channels[channel].target
        in_time = (answered["waited_seconds"] <= target.within / SECOND).sum() if target else math.nan
        number_of = len(own) or math.nan
        lost = (own["outcome"] == "abandoned").sum()
        rows.append((channel, len(own), in_time / number_of, lost / number_of, answered["waited_seconds"].mean()))
    return pd.DataFrame(rows, columns=["channel", "offered", "service_level", "abandonment", "asa_seconds"])


def model_beside_log(seen: pd.DataFrame, summary: pd.DataFrame, confidence: float = 0.95) -> Grid:
    """Return what customers got in a log (`service_seen`) beside what they get in runs of a scenario, by channel.

    `summary` has the rows of `sim.measures.summary.summary` of several runs; beneath a mean stands its interval.
    """
    model = means(summary, confidence).set_index(["channel", "measure"])
    names = ("service_level", "abandonment", "asa_seconds")
    rows = []
    for line in seen.to_dict("records"):
        cells = [Cell(channel_words(str(line["channel"])))]
        for name in names:
            found = model.loc[(line["channel"], name)]
            cells.append(Cell(shown(name, line[name]), tone="number"))
            cells.append(Cell(shown(name, found["mean"]), spread(name, found["low"], found["high"]), "number"))
        rows.append(tuple(cells))
    heads = [f"{measure(name).label}, {where}" for name in names for where in ("log", "model")]
    return Grid(("Channel", *heads), tuple(rows))


def found_beside(calibration: Calibration, scenario: Scenario, channel: ChannelName) -> Grid:
    """Return what a log says of a channel beside what a scenario says: busyness, patience, redials, handling times.

    Beneath each figure of the log stands its 95 % interval. Of many figures of a true scenario about one in twenty lies
    outside. A log shows contacts that reached people: what self-service took is not in it, and of chats handled side by
    side the time contains what the others took.
    """
    rows = []
    for what, unit, value, (low, high), given in _beside(calibration, scenario, channel):
        result = Cell("within", tone="good") if low <= given <= high else Cell("outside", tone="unsure")
        found = Cell(shown(unit, value), spread(unit, low, high), "number")
        rows.append((Cell(what), found, Cell(shown(unit, given), tone="number"), result))
    return Grid((channel_words(channel), "The log says", "The scenario says", "In the interval"), tuple(rows))


def _beside(calibration: Calibration, scenario: Scenario, channel: ChannelName) -> Iterator[_Row]:
    about = scenario.channels[channel]
    for busyness in (part for part in calibration.busyness if part.channel == channel):
        what = "Busyness of days, coefficient of variation"
        yield what, "number", busyness.cv, busyness.interval, scenario.demand.busyness_cv
    for patience in (part for part in calibration.patience if part.channel == channel):
        fit, given = patience.supported, about.patience.overall_mean / SECOND
        if fit is not None:
            yield f"Patience, mean ({fit.family})", "patience_seconds", fit.mean, fit.mean_interval, given
    for back in (part for part in calibration.returns if part.channel == channel and part.after == "abandoned"):
        what = f"Hung up and tried again within {duration_text(round(back.within_seconds * SECOND))}"
        rate = about.redial.after / SECOND
        given = about.redial.share * (1.0 - math.exp(-back.within_seconds / rate) if rate else 1.0)
        yield what, "redial_share", back.share, back.interval, given
    for part in (part for part in calibration.handling if part.channel == channel):
        topic = scenario.topics.get(part.topic)
        handling = topic.handling_on(channel) if topic else None
        if handling is not None and handling.mean is not None:
            what = f"Work, mean: {scenario.topic_label(part.topic)}"
            yield what, "work_seconds", part.mean, part.mean_interval, handling.mean / SECOND
