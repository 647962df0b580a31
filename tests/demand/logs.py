"""Made-up logs: written by hand for bad input, drawn with known parameters for the round trip."""

from pathlib import Path

import numpy as np
import pandas as pd

from sim.demand.mapping import HistoryMapping

HEADER = "id,kind,start,joined,answer,finish,how,agent,customer"
GOOD = [
    "1,billing,2026-03-02 09:00:00,2026-03-02 09:00:05,2026-03-02 09:00:25,2026-03-02 09:03:25,ok,ann,c1",
    "2,billing,2026-03-02 09:01:00,2026-03-02 09:01:05,,2026-03-02 09:02:05,gone,,c2",
    "3,repair,2026-03-02 09:02:00,,2026-03-02 09:02:00,2026-03-02 09:02:00,ok,bob,c1",
    "4,repair,2026-03-02 09:04:00,,,2026-03-02 09:04:30,gone,,",
]
MAPPING = {
    "source": "made up for a test",
    "time_zone": "Europe/London",
    "times": {"arrived": "start", "queued": "joined", "answered": "answer", "ended": "finish"},
    "contact": ["id"],
    "channel": {"value": "phone"},
    "topic": {"column": "kind", "codes": {"billing": "billing", "repair": "repair"}},
    "agent": {"column": "agent"},
    "customer": {"column": "customer"},
    "outcome": {
        "column": "how",
        "codes": {"ok": "served", "gone": "abandoned"},
        "without_queue": {"abandoned": "left_menu"},
    },
}


def mapping(**changes) -> HistoryMapping:
    return HistoryMapping.model_validate(MAPPING | changes)


def write(folder: Path, rows: list[str], header: str = HEADER) -> Path:
    path = folder / "log.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def draw_log(
    seed: int,
    weeks: int = 12,
    per_half_hour: float = 20.0,
    busyness_cv: float = 0.15,
    patience_mean: float = 240.0,
    handling_mean: float = 200.0,
    handling_cv: float = 1.1,
    short_share: float = 0.06,
    redial_share: float = 0.4,
) -> pd.DataFrame:
    """A log of a phone line open 08:00-20:00 on weekdays whose offered waits do not depend on the load.

    Half of the contacts are billing, half repair, which takes twice as long. All are new customers but for redials,
    which come after an exponential time of mean 5 minutes.
    """
    rng = np.random.default_rng(seed)
    days = [day for day in pd.date_range("2026-01-05", periods=7 * weeks) if day.weekday() < 5]
    shape = 1 + 0.5 * np.sin(np.arange(24) / 24 * np.pi)
    arrived = []
    for day in days:
        busy = rng.gamma(1 / busyness_cv**2, busyness_cv**2) if busyness_cv else 1.0
        for half_hour, weight in enumerate(shape):
            number = rng.poisson(busy * per_half_hour * weight)
            arrived.append(day + pd.to_timedelta(8 * 3600 + 1800 * (half_hour + rng.random(number)), unit="s"))
    start = pd.DatetimeIndex(np.concatenate([part.to_numpy() for part in arrived]))
    number = len(start)
    log = pd.DataFrame({"start": start, "customer": [f"c{i}" for i in range(number)]})
    log = log.assign(kind=rng.choice(["billing", "repair"], number))
    first = _fates(log, rng, patience_mean, handling_mean, handling_cv, short_share)
    again = first[(first["how"] == "gone") & (rng.random(number) < redial_share)]
    redials = again[["customer", "kind"]].assign(
        start=again["finish"] + pd.to_timedelta(rng.exponential(300, len(again)), unit="s")
    )
    second = _fates(redials, rng, patience_mean, handling_mean, handling_cv, short_share)
    both = pd.concat([first, second]).sort_values("start", ignore_index=True)
    both["id"] = np.arange(len(both))
    both["agent"] = np.where(both["how"] == "ok", "ann", "")
    return both[HEADER.split(",")]


def _fates(log, rng, patience_mean, handling_mean, handling_cv, short_share):
    """Whether each contact is answered, and when: the offered wait is 0 for half of them, else exponential, 120 s."""
    number = len(log)
    offered = np.where(rng.random(number) < 0.5, 0.0, rng.exponential(120.0, number))
    patience = rng.exponential(patience_mean, number)
    served = offered <= patience
    variance = np.log1p(handling_cv**2)
    mean = np.where(log["kind"] == "repair", 2 * handling_mean, handling_mean)
    handled = rng.lognormal(np.log(mean) - variance / 2, np.sqrt(variance))
    handled = np.where(rng.random(number) < short_share, rng.uniform(0, 9, number), np.maximum(handled, 10.5))
    waited = pd.to_timedelta(np.minimum(offered, patience), unit="s").round("us")
    log = log.assign(joined=log["start"])
    log["answer"] = (log["start"] + waited).where(served)
    log["finish"] = (log["answer"] + pd.to_timedelta(handled, unit="s").round("us")).fillna(log["start"] + waited)
    log["how"] = np.where(served, "ok", "gone")
    return log
