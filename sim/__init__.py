"""Plan round-the-clock customer support: demand, service, staffing, rosters, cost.

This module only names the public functions. Each is imported from its stage at
first use, so that ``import sim`` costs next to nothing. To make a function
public, add one line to ``_PUBLIC``.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_PUBLIC: dict[str, str] = {  # public name -> module that defines it
    "load_scenario": "sim.scenario",
    "change_scenario": "sim.scenario",
    "read_history": "sim.demand.history",
    "calibrate": "sim.demand.calibrate",
    "draw_contacts": "sim.demand.draw",
    "simulate": "sim.centre.simulate",
    "summary": "sim.measures.summary",
    "find_requirement": "sim.staffing.require",
    "solve_roster": "sim.rostering.solve",
    "check_roster": "sim.rostering.check",
    "monthly_costs": "sim.finance.monthly",
    "plan": "sim.experiments.plan",
    "compare": "sim.experiments.compare",
    "choose": "sim.experiments.choose",
    "write_plan": "sim.outputs.write",
    "write_comparison": "sim.outputs.write",
}

__all__ = ["__version__", *_PUBLIC]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it offers {sorted(_PUBLIC)}")
    value = getattr(import_module(_PUBLIC[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_PUBLIC})
