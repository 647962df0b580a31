"""WHAT IT COSTS: labour, vendors, technology and lost contacts as a monthly table; present value and break-even."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.finance.cost_model import cost_model, recalculated
    from sim.finance.monthly import cost_per, cost_summary, monthly_cost_by_replication, monthly_costs
    from sim.finance.months import average_month, calendar_months

_HOMES = {
    "average_month": "sim.finance.months",
    "calendar_months": "sim.finance.months",
    "cost_model": "sim.finance.cost_model",
    "cost_per": "sim.finance.monthly",
    "cost_summary": "sim.finance.monthly",
    "monthly_cost_by_replication": "sim.finance.monthly",
    "monthly_costs": "sim.finance.monthly",
    "recalculated": "sim.finance.cost_model",
}

__all__ = [
    "average_month",
    "calendar_months",
    "cost_model",
    "cost_per",
    "cost_summary",
    "monthly_cost_by_replication",
    "monthly_costs",
    "recalculated",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it offers {sorted(_HOMES)}")
    return getattr(import_module(_HOMES[name]), name)
