"""Measures in the planner's words, and numbers, times and names as people read them, in any script."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

ASPECTS = ("service", "experience", "people", "cost", "risk", "other")
"""What a measure speaks of, in the order of the scorecard."""
ASPECT_WORDS = {
    "service": "Service",
    "experience": "Experience",
    "people": "People's load",
    "cost": "Cost",
    "risk": "Risk",
    "other": "Other",
}

CHANNEL_WORDS = {"phone": "Phone", "chat": "Chat", "email": "E-mail", "social": "Social", "all": "All channels"}

CATEGORY_WORDS = {
    "labour": "Labour",
    "vendor": "Vendors",
    "technology": "Technology",
    "goodwill": "Goodwill",
    "one_off": "Paid once",
    "revenue": "Earned",
    "lost": "Value lost, not cash",
}


@dataclass(frozen=True)
class Measure:
    """How a measure is called and shown."""

    label: str
    unit: str = "number"
    """share, seconds, minutes, hours, money, grade (two decimals) or number."""
    aspect: str = "other"
    """One of `ASPECTS`."""


MEASURES = {
    "offered": Measure("Contacts offered"),
    "service_level": Measure("Answered in time", "share", "service"),
    "asa_seconds": Measure("Mean wait", "seconds", "service"),
    "abandonment": Measure("Hung up", "share", "service"),
    "abandoned_in_transfer_share": Measure("Hung up while passed on", "share", "service"),
    "first_response_p50_minutes": Measure("First reply, median", "minutes", "service"),
    "first_response_p90_minutes": Measure("First reply, 9 in 10 within", "minutes", "service"),
    "resolution_p50_minutes": Measure("Solved, median", "minutes", "experience"),
    "resolution_p90_minutes": Measure("Solved, 9 in 10 within", "minutes", "experience"),
    "solved_in_time_share": Measure("Solved in time", "share", "service"),
    "first_contact_resolution": Measure("Solved at first contact", "share", "experience"),
    "csat": Measure("Satisfaction, 1 to 10", "grade", "experience"),
    "csat_satisfied_share": Measure("Satisfied", "share", "experience"),
    "ces": Measure("Ease, 1 to 7", "grade", "experience"),
    "nps": Measure("Net promoter score", "number", "experience"),
    "churn_per_year": Measure("Customers who leave in a year", "share", "experience"),
    "customer_lifetime_value": Measure("Value of a customer over the horizon", "money", "experience"),
    "customers_lost_per_month": Measure("Customers lost a month through support", "number", "experience"),
    "image_at_end": Measure("Image at the end, 0 to 1", "grade", "experience"),
    "closed_share": Measure("Found it closed", "share", "service"),
    "not_offered_share": Measure("Wanted a channel not offered", "share", "service"),
    "solved_share": Measure("Solved in the end", "share", "experience"),
    "lost_share": Measure("Given up for good", "share", "experience"),
    "value_lost_per_month": Measure("Value lost a month, not cash", "money", "cost"),
    "occupancy": Measure("Occupancy", "share", "people"),
    "utilisation": Measure("Utilisation", "share", "people"),
    "overtime_hours": Measure("Overtime", "hours", "people"),
    "attempts": Measure("Attempts, repeats counted"),
    "mean_wait_seconds": Measure("Mean wait of all who waited", "seconds", "service"),
    "blocked_share": Measure("Turned away", "share", "service"),
    "recontact_share": Measure("Contact again", "share", "experience"),
    "vendor_share": Measure("Served by vendors", "share"),
    "on_call_share": Measure("Served on call", "share"),
    "automation_share": Measure("Answered by automation", "share"),
    "nights_mean": Measure("Nights per person, mean", "number", "people"),
    "nights_most": Measure("Nights of one person, most", "number", "people"),
    "weekend_days_mean": Measure("Weekend days per person, mean", "number", "people"),
    "promises_kept": Measure("Promises kept", "number", "service"),
    "runs_with_all_promises_kept_share": Measure("Runs in which every promise is kept", "share", "risk"),
    "people": Measure("People", "number", "people"),
    "agent_hours": Measure("Agent hours a week", "hours", "people"),
    "cost_per_month": Measure("Cost a month", "money", "cost"),
    "revenue_per_month": Measure("Earned a month", "money", "cost"),
    "total_per_month": Measure("Cost, value lost and promises missed a month", "money", "cost"),
    "promises_missed": Measure("Promises missed", "number", "risk"),
    "cost_per_contact": Measure("Cost per contact", "money", "cost"),
}

_SUFFIXES = {"_seconds": "seconds", "_minutes": "minutes", "_hours": "hours", "_share": "share"}


def measure(name: str) -> Measure:
    """Return how a measure is shown; one that is not listed keeps its name, and its unit is read off the ending.

    >>> measure("service_level").label
    'Answered in time'
    >>> measure("longest_wait_minutes")
    Measure(label='Longest wait', unit='minutes', aspect='other')
    """
    if name in MEASURES:
        return MEASURES[name]
    unit = next((unit for suffix, unit in _SUFFIXES.items() if name.endswith(suffix)), "number")
    words = name.removesuffix(f"_{unit}").replace("_", " ")
    return Measure(words[:1].upper() + words[1:], unit)


def channel_words(channel: str) -> str:
    """Return a channel's name as shown."""
    return CHANNEL_WORDS.get(channel, channel)


def month_words(months: Iterable[object]) -> list[str]:
    """Return the months of the costs as shown: dates as year and month, the number 1 alone as an average month.

    >>> month_words([dt.date(2026, 4, 1), dt.date(2026, 5, 1)]), month_words([1, 1]), month_words([1, 2])
    (['2026-04', '2026-05'], ['Average month', 'Average month'], ['Month 1', 'Month 2'])
    """
    months = list(months)
    if set(months) == {1}:
        return ["Average month"] * len(months)
    return [f"{month:%Y-%m}" if isinstance(month, dt.date) else f"Month {month}" for month in months]


def number(value: float) -> str:
    """Return a number with as many decimals as matter; a dash where there is none.

    >>> number(12345.6), number(12.345), number(3.0), number(float("nan"))
    ('12,346', '12.3', '3', '–')
    """
    if value is None or math.isnan(value):
        return "–"
    if abs(value) >= 100 or abs(value - round(value)) < 1e-9:
        return f"{value:,.0f}"
    return f"{value:,.1f}" if abs(value) >= 1 else f"{value:,.2f}"


def duration(seconds: float) -> str:
    """Return a duration in the unit that reads best.

    >>> duration(14.2), duration(200), duration(9000), duration(200000)
    ('14 s', '3.3 min', '2.5 h', '2.3 d')
    """
    for unit, size, most in (("s", 1, 90), ("min", 60, 5400), ("h", 3600, 172_800), ("d", 86_400, math.inf)):
        if abs(seconds) < most:
            return f"{seconds:.0f} s" if unit == "s" else f"{seconds / size:.1f} {unit}"
    return "–"  # not a number is below nothing


def shown(name: str, value: float, currency: str = "", difference: bool = False) -> str:
    """Return a value of a measure with its unit; a difference has its sign, and shares differ by points.

    >>> shown("service_level", 0.824), shown("service_level", -0.012, difference=True)
    ('82.4 %', '-1.2 points')
    >>> shown("asa_seconds", 14.0), shown("cost_per_month", 12345.6, "EUR")
    ('14 s', 'EUR 12,346')
    """
    if value is None or math.isnan(value):
        return "–"
    unit = measure(name).unit
    sign = "+" if difference and value > 0 else ""
    if unit == "share":
        return f"{sign}{value * 100:.1f} {'points' if difference else '%'}"
    if unit in ("seconds", "minutes"):
        return sign + duration(value * (60 if unit == "minutes" else 1))
    if unit == "hours":
        return f"{sign}{number(value)} h"
    if unit == "grade":
        return f"{sign}{value:.2f}"
    if unit == "money":
        return f"{currency} {sign}{number(value)}".strip()
    return sign + number(value)


def spread(name: str, low: float, high: float, currency: str = "", difference: bool = False) -> str:
    """Return an interval of a measure, a unit that both ends share only once; empty where there is no interval.

    >>> spread("service_level", 0.80, 0.84), spread("asa_seconds", 80, 100)
    ('80.0 to 84.0 %', '80 s to 1.7 min')
    >>> spread("cost_per_month", 1700, 1800, "EUR")
    'EUR 1,700 to 1,800'
    """
    if any(end is None or math.isnan(end) for end in (low, high)):
        return ""
    first, last = (shown(name, end, currency, difference) for end in (low, high))
    number_first, _, unit_first = first.rpartition(" ")
    _, _, unit_last = last.rpartition(" ")
    if currency and measure(name).unit == "money":
        last = last.removeprefix(f"{currency} ")
    elif number_first and unit_first == unit_last:
        first = number_first
    return f"{first} to {last}"


def with_spread(name: str, value: float, low: float, high: float, currency: str = "") -> str:
    """Return a difference with its interval in brackets, the unit said once.

    >>> with_spread("service_level", 0.03, 0.012, 0.048), with_spread("cost_per_month", -350, -370, -330, "EUR")
    ('+3.0 points (+1.2 to +4.8)', 'EUR -350 (-370 to -330)')
    """
    text = shown(name, value, currency, difference=True)
    ends = spread(name, low, high, currency, difference=True).removeprefix(f"{currency} ")
    unit = text.rpartition(" ")[2]
    if unit == ends.rpartition(" ")[2]:
        ends = ends.removesuffix(f" {unit}")
    return f"{text} ({ends})" if ends else text


def percent(share: float, decimals: int = 1) -> str:
    """Return a share as percent.

    >>> percent(0.1234), percent(0.8, 0), percent(float("nan"))
    ('12.3 %', '80 %', '–')
    """
    return "–" if math.isnan(share) else f"{share * 100:.{decimals}f} %"


# Words in scripts that run from right to left (Hebrew, Arabic and their neighbours), with what joins them.
_RIGHT_TO_LEFT = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
RIGHT_TO_LEFT = re.compile(f"{_RIGHT_TO_LEFT}+(?:[ ,;:'\"’./()0-9\\-–־]+{_RIGHT_TO_LEFT}+)*")


def steady(text: str) -> str:
    """Return plain text in which commas and numbers after right-to-left words stay where they belong.

    A left-to-right mark, which is not seen, follows every run of such words.

    >>> steady("נועה לוי, 3") == "נועה לוי" + chr(0x200E) + ", 3"
    True
    """
    return RIGHT_TO_LEFT.sub(lambda run: f"{run[0]}\u200e", text)


def file_name(name: str, taken: Iterable[str] = ()) -> str:
    """Return a name fit for a file on every system, in the script it is written in, that none of `taken` equals.

    Characters which some system forbids or which steer text direction become ``_``. Names that differ only in case or
    in how an accent is encoded are the same file to some systems, so they count as taken.

    >>> file_name("נועה לוי"), file_name("a/b: c?"), file_name("con"), file_name("Ada", ["ada"])
    ('נועה לוי', 'a_b_ c_', 'con_', 'Ada 2')
    """
    text = unicodedata.normalize("NFC", name)
    text = "".join("_" if char in '<>:"/\\|?*' or unicodedata.category(char)[0] == "C" else char for char in text)
    text = text.encode()[:120].decode(errors="ignore").strip(" .") or "_"
    if re.fullmatch(r"(?i)con|prn|aux|nul|(com|lpt)\d", text.split(".")[0]):
        text += "_"
    used = {_folded(other) for other in taken}
    chosen, count = text, 1
    while _folded(chosen) in used:
        count += 1
        chosen = f"{text} {count}"
    return chosen


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
