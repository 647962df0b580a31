"""WHO WORKS WHEN: a requirement becomes a mix of shifts, then a dated roster of named people, checked independently."""

from importlib import import_module
from typing import Any

_HOMES = {
    "check_roster": "sim.rostering.check",
    "explain_roster": "sim.rostering.explain",
    "ledger_after": "sim.rostering.ledger_update",
    "on_call_turns": "sim.rostering.on_call",
    "people_needed_bound": "sim.rostering.sizes",
    "read_roster": "sim.rostering.table",
    "repair_roster": "sim.rostering.repair",
    "shift_mix": "sim.rostering.shift_mix",
    "solve_duties": "sim.rostering.duty_solve",
    "solve_on_call": "sim.rostering.on_call_solve",
    "solve_roster": "sim.rostering.solve",
    "wish_report": "sim.rostering.wish_report",
    "write_roster": "sim.rostering.table",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it offers {sorted(_HOMES)}")
    return getattr(import_module(_HOMES[name]), name)
