"""What people carry from period to period: read out of the ledger for a plan, and written on after it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sim.scenario.ledger import Item, LedgerEntry
from sim.scenario.model import Scenario


def carried(scenario: Scenario, names: Sequence[str], item: Item) -> dict[str, float]:
    """Return what each person did above (or, negative, below) the fair share before the horizon; the sum is 0.

    It is the sum of count - share over the ledger's entries before the horizon, less the mean over the people asked
    about. Whoever has no entry is new and stands at that mean: 0. Without a ledger everybody does.
    """
    ledger = scenario.rules.ledger
    return _balance(ledger.before(scenario.calendar.start) if ledger is not None else (), names, item)


def running_total(scenario: Scenario, names: Sequence[str], item: Item) -> dict[str, float]:
    """Return the same with what the ledger has of the horizon itself, where changes are written down as they come."""
    ledger = scenario.rules.ledger
    return _balance(ledger.entries if ledger is not None else (), names, item)


def _balance(entries: Iterable[LedgerEntry], names: Sequence[str], item: Item) -> dict[str, float]:
    balance: dict[str, float] = {}
    for entry in entries:
        if entry.person in set(names):
            more = entry.done.get(item, 0.0) - entry.share.get(item, 0.0)
            balance[entry.person] = balance.get(entry.person, 0.0) + more
    mean = sum(balance.values()) / len(balance) if balance else 0.0
    return {name: balance.get(name, mean) - mean for name in names}
