"""Where the defaults come from that stand behind every scenario: what customers feel, and what makes them stay."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from sim.scenario.experience import DRIVERS

if TYPE_CHECKING:
    from sim.scenario.model import Scenario
    from sim.scenario.planning import Source

Grade = Literal["B", "assumed"]

_ASSUMED = "default; no source for its size, plausible: fit it to your own survey"
_EXPERIENCE: dict[str, tuple[str, Grade]] = {
    "expected_wait.phone": (_ASSUMED, "assumed"),
    "expected_wait.chat": (_ASSUMED, "assumed"),
    "expected_wait.email": ("default; Eptica survey via Hyken: a good first reply within 4 h", "B"),
    "expected_wait.social": ("default; Eptica survey via Hyken: a good first reply within 1 h", "B"),
    "told_moves": (_ASSUMED, "assumed"),
    "satisfaction.levels.phone": ("default; Zendesk Benchmark Q1 2015", "B"),
    "satisfaction.levels.chat": ("default; Zendesk Benchmark Q1 2015", "B"),
    "satisfaction.levels.email": ("default; Zendesk Benchmark Q1 2015", "B"),
    "satisfaction.levels.social": ("default; Zendesk Benchmark Q1 2015: Facebook 0.84, Twitter 0.77", "B"),
    "satisfaction.solved_share": ("default; SQM: 70 % solved at first contact", "B"),
    "satisfaction.satisfied_from": (_ASSUMED, "assumed"),
    "satisfaction.thresholds": (_ASSUMED, "assumed"),
    "ease.easy_share": (_ASSUMED, "assumed"),
    "ease.solved_share": ("default; SQM: 70 % solved at first contact", "B"),
    "ease.thresholds": (_ASSUMED, "assumed"),
    "recommendation.per_grade": (_ASSUMED, "assumed"),
    "recommendation.thresholds": (_ASSUMED, "assumed"),
}
_SOLVED = "default; SQM for the direction (a point of CSAT per point solved at first contact), size: docs/experience.md"
_EASE = "default; Dixon, Freeman and Toman (2010) for the direction, size assumed: fit it to your own survey"
_LEAVING = "default; Reichheld (1996) for the direction, size assumed"
_POSTS = "default; Chevalier and Mayzlin (2006) for the direction, bad reviews weigh more; size assumed"
_CUSTOMERS = {
    "discount_per_year": _ASSUMED,
    "remembered_months": _ASSUMED,
    "average_grade": _ASSUMED,
    "loyal": _LEAVING,
    "disappointed": _LEAVING,
    "image.forgotten": _ASSUMED,
    "image.spread": _ASSUMED,
    "image.complaint": _POSTS,
    "image.review": _POSTS,
    "image.detractors_post": _ASSUMED,
    "image.reviews_written": _ASSUMED,
}


def sources_of(scenario: Scenario) -> dict[str, Source]:
    """Return where values come from, by path: what the scenario says, then defaults of which it says nothing.

    A source of a part speaks for all in it.
    """
    from sim.scenario.planning import Source

    found = dict(scenario.sources)
    for path, source, grade in (*_of_experience(), *(_of_loyalty() if scenario.customers is not None else ())):
        above = [path.rsplit(".", up)[0] for up in range(path.count(".") + 1)]
        if scenario.sources.keys().isdisjoint(above):
            found[path] = Source(source=source, grade=grade)
    return found


def _of_experience() -> Iterator[tuple[str, str, Grade]]:
    for path, (source, grade) in _EXPERIENCE.items():
        yield f"experience.{path}", source, grade
    for name in DRIVERS:
        yield f"experience.satisfaction.drivers.{name}", _SOLVED if name == "unsolved" else _ASSUMED, "assumed"
    for name in DRIVERS:
        yield f"experience.ease.drivers.{name}", _EASE, "assumed"


def _of_loyalty() -> Iterator[tuple[str, str, Grade]]:
    for path, source in _CUSTOMERS.items():
        yield f"customers.{path}", source, "assumed"
