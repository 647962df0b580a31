"""What happened to a roster, as options say it: ``Ada:2026-01-12..2026-01-14``, ``Ada:2026-01-12=Ben:2026-01-15``."""

from __future__ import annotations

import argparse
import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.rostering.repair_team import Absence, Swap


def a_date(text: str) -> dt.date:
    """Read an option that is a date."""
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no date such as 2026-01-12") from None


def absence(text: str) -> Absence:
    """Read who is away from when to when; one date is one day."""
    from sim.rostering.repair_team import Absence

    person, days = _person_and(text, "NAME:2026-01-12..2026-01-14")
    first, _, last = days.partition("..")
    found = Absence(person, a_date(first), a_date(last or first))
    if found.last < found.first:
        raise argparse.ArgumentTypeError(f"'{text}': the last day lies before the first")
    return found


def swap(text: str) -> Swap:
    """Read who gives which shift to whom, and what is given for it."""
    from sim.rostering.repair_team import Swap

    gives, _, takes = text.partition("=")
    person, date = _person_and(gives, "NAME:2026-01-12=OTHER or NAME:2026-01-12=OTHER:2026-01-14")
    if not takes:
        raise argparse.ArgumentTypeError(f"'{text}' does not say who takes the shift: NAME:2026-01-12=OTHER")
    if ":" not in takes:
        return Swap(person, a_date(date), takes.strip())
    other, other_date = _person_and(takes, "OTHER:2026-01-14")
    return Swap(person, a_date(date), other, a_date(other_date))


def _person_and(text: str, accepted: str) -> tuple[str, str]:
    person, colon, rest = text.rpartition(":")
    if not colon or not person.strip() or not rest.strip():
        raise argparse.ArgumentTypeError(f"'{text}' cannot be read; accepted: {accepted}")
    return person.strip(), rest.strip()
