"""The fairness ledger on the command line: which file it is, and writing it on after a period."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.options import option

if TYPE_CHECKING:
    from sim.scenario.ledger import Ledger
    from sim.scenario.model import Scenario

LEDGER = option("--ledger", metavar="FILE", help="fairness ledger (CSV), read and written on; there already or not")


def with_ledger(scenario: Scenario, file: str | None) -> Scenario:
    """Return the scenario with the ledger of a file instead of its own."""
    if file is None:
        return scenario
    from sim.scenario.ledger_file import read_ledger

    rules = scenario.rules.model_copy(update={"ledger": read_ledger(file)})
    return scenario.model_copy(update={"rules": rules})


def keep_ledger(scenario: Scenario, ledger: Ledger) -> list[str]:
    """Write a ledger to its file, whole or not at all, and return what to say; nothing where the scenario has none."""
    if scenario.rules.ledger is None:
        return []
    from sim.files import write_atomically
    from sim.scenario.ledger_file import ledger_text

    write_atomically(Path(ledger.file), ledger_text(ledger))
    return [f"The fairness ledger has this period now: {ledger.file}"]
