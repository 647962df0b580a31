"""Money over time: the cash flow of a plan, and what alternatives are worth beside the base."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from sim.experiments.results import PlanResult
from sim.finance.bridges import monthly_bridge, waterfall
from sim.finance.by_channel import cost_by_channel
from sim.finance.cash_flow import cash_by_month, cash_flow
from sim.finance.monthly import cost_per
from sim.finance.paid_time import paid_time
from sim.finance.value import break_even_volume, monthly_rate
from sim.finance.volume import cost_at_volume
from sim.finance.worth import internal_rate_of_return, payback

MOST_VOLUME = 3.0
"""Largest volume at which a break-even is looked for, relative to that of the runs."""


@dataclass(frozen=True)
class Money:
    """Alternatives as an accountant sees them. The first is the base."""

    flow: pd.DataFrame
    """`finance.cash_flow.cash_flow` of all alternatives: one row per month and line."""
    by_month: pd.DataFrame
    """`finance.cash_flow.cash_by_month` of all alternatives."""
    worth: pd.DataFrame
    """One row per alternative: columns alternative, months, currency, cost_per_month (running less revenue, mean over
    the months), paid_once, cash (all of it), present_cost (discounted), value_lost; and beside the base saved (cash),
    net_present_value (of what is saved), payback_months, discounted_payback_months (both NaN where it never comes
    back), return_per_year (internal rate of return, NaN where there is none or not one)."""
    waterfall: pd.DataFrame
    """`finance.bridges.waterfall`."""
    bridge: pd.DataFrame
    """`finance.bridges.monthly_bridge`."""
    break_even: pd.DataFrame
    """One row per alternative but the base: columns alternative, contacts_per_month (of the runs), break_even_volume
    (relative to them) and break_even_contacts (both NaN where neither overtakes the other below `MOST_VOLUME` times),
    cheaper_below, cheaper_above (names)."""
    by_channel: pd.DataFrame
    """`finance.by_channel.cost_by_channel` of all alternatives."""
    paid_time: pd.DataFrame
    """`finance.paid_time.paid_time` of all alternatives."""

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables that hold anything, by name."""
        named = {"cash_flow": self.flow, "cash_by_month": self.by_month, "worth": self.worth}
        named |= {"waterfall": self.waterfall, "monthly_bridge": self.bridge, "break_even": self.break_even}
        named |= {"cost_by_channel": self.by_channel, "paid_time": self.paid_time}
        return {name: table for name, table in named.items() if len(table)}


def cash_flow_of(
    plan: PlanResult, *, months: int | None = None, old_cost_per_contact: float | None = None
) -> pd.DataFrame:
    """Return the cash flow of a plan: `finance.cash_flow.cash_flow` of its scenario, roster and runs.

    Raises
    ------
    ValueError
        If the plan was made without runs.
    """
    usages = list(plan.usages)
    return cash_flow(plan.scenario, plan.roster, usages, months=months, old_cost_per_contact=old_cost_per_contact)


def compare_cash(plans: Mapping[str, PlanResult], *, months: int | None = None) -> Money:
    """Return what alternatives cost over time and are worth beside the first, the base.

    `months` and interest are the base's (`costs.horizon_months`, `costs.discount_rate`). While vendors ramp up, what
    they do not take yet costs what a served contact costs in the base, in the base as well.

    Raises
    ------
    ValueError
        If there is no plan, or one was made without runs.
    """
    if not plans:
        raise ValueError("money needs at least one plan")
    base, *others = plans
    costs = plans[base].scenario.costs
    horizon = costs.horizon_months if months is None else months
    old = _cost_per_served(plans[base]) if others else None
    flows = {
        name: cash_flow_of(plan, months=horizon, old_cost_per_contact=old).assign(scenario=name)
        for name, plan in plans.items()
    }
    by_month = pd.concat([cash_by_month(flow, costs.discount_rate) for flow in flows.values()], ignore_index=True)
    by_month = _with_every_month(by_month, list(plans), horizon)
    return Money(
        flow=pd.concat(flows.values(), ignore_index=True),
        by_month=by_month,
        worth=pd.DataFrame([_worth(name, base, by_month, horizon, costs.discount_rate) for name in plans]),
        waterfall=waterfall({name: plan.costs for name, plan in plans.items()}),
        bridge=monthly_bridge(by_month),
        break_even=pd.DataFrame([_break_even(plans[base], plans[name], base, name) for name in others]),
        by_channel=pd.concat(
            [cost_by_channel(plan.scenario, plan.roster, list(plan.usages)) for plan in plans.values()],
            ignore_index=True,
        ),
        paid_time=pd.concat([paid_time(plan.scenario, plan.roster) for plan in plans.values()], ignore_index=True),
    )


def sentences_of(money: Money) -> list[str]:
    """Return in words what alternatives are worth beside the base."""
    base, *others = money.worth.to_dict("records")
    currency, months = base["currency"], base["months"]
    words = [
        f"'{base['alternative']}' costs {base['cash']:,.0f} {currency} in {months} months, "
        f"{base['present_cost']:,.0f} at today's value."
    ]
    for other in others:
        gain = other["net_present_value"]
        sentence = f"'{other['alternative']}' is worth {gain:+,.0f} {currency} beside it over {months} months"
        if other["paid_once"] > 0:
            month = other["payback_months"]
            back = "is not paid back in that time" if pd.isna(month) else f"is paid back after {month:,.1f} months"
            sentence += f"; the {other['paid_once']:,.0f} {currency} paid once {back}"
        lost = other["value_lost"] - base["value_lost"]
        way = "more" if lost > 0 else "less"
        words.append(
            sentence + (f". Value lost, which is not cash, is {abs(lost):,.0f} {currency} {way}." if lost else ".")
        )
    for row in money.break_even.to_dict("records"):
        if pd.notna(row["break_even_contacts"]):
            words.append(
                f"'{row['cheaper_below']}' costs less below {row['break_even_contacts']:,.0f} contacts a month, "
                f"'{row['cheaper_above']}' above (now {row['contacts_per_month']:,.0f}), people and seats as planned."
            )
    return words


def _cost_per_served(plan: PlanResult) -> float | None:
    table = cost_per(plan.scenario, plan.roster, list(plan.usages)).set_index("per")
    amount = float(table["amount"]["served_contact"])
    return None if pd.isna(amount) else amount


def _with_every_month(by_month: pd.DataFrame, names: list[str], months: int) -> pd.DataFrame:
    """The start stands in every alternative's table, also where nothing is paid then."""
    parts = []
    for name in names:
        part = by_month[by_month["scenario"] == name].set_index("number").reindex(range(months + 1))
        part[["scenario", "currency"]] = (
            name,
            part["currency"].dropna().iloc[0] if part["currency"].notna().any() else "",
        )
        part["month"] = part["month"].bfill()
        totals = ["cumulative", "cumulative_discounted"]
        part[totals] = part[totals].ffill()
        parts.append(part.fillna(dict.fromkeys(part.columns.difference(["month"]), 0.0)).reset_index())
    return pd.concat(parts, ignore_index=True)[list(by_month.columns)]


def _worth(name: str, base: str, by_month: pd.DataFrame, months: int, discount_rate: float) -> dict[str, object]:
    own, first = (by_month[by_month["scenario"] == one].set_index("number") for one in (name, base))
    saved = [float(amount) for amount in first["cash"] - own["cash"]]
    rate = monthly_rate(discount_rate)
    row: dict[str, object] = {
        "alternative": name,
        "months": months,
        "currency": own["currency"].iloc[0],
        "cost_per_month": float((own["running"] - own["revenue"]).sum()) / months,
        "paid_once": float(own["one_off"].sum()),
        "cash": float(own["cash"].sum()),
        "present_cost": float(own["cumulative_discounted"].iloc[-1]),
        "value_lost": float(own["lost"].sum()),
    }
    if name == base:
        return row
    monthly = internal_rate_of_return(saved)
    return row | {
        "saved": sum(saved),
        "net_present_value": float(first["cumulative_discounted"].iloc[-1] - own["cumulative_discounted"].iloc[-1]),
        "payback_months": payback(saved),
        "discounted_payback_months": payback(saved, rate),
        "return_per_year": None if monthly is None else (1 + monthly) ** 12 - 1,
    }


def _break_even(base: PlanResult, other: PlanResult, base_name: str, name: str) -> dict[str, object]:
    first, second = (cost_at_volume(one.scenario, one.roster, list(one.usages)) for one in (base, other))
    contacts = float(cost_per(base.scenario, base.roster, list(base.usages)).set_index("per")["number"]["contact"])
    volume = break_even_volume(first, second, 0.0, MOST_VOLUME)
    below = base_name if first(0.0) < second(0.0) else name
    row: dict[str, object] = {"alternative": name, "contacts_per_month": contacts, "break_even_volume": volume}
    row["break_even_contacts"] = None if volume is None else volume * contacts
    above = name if below == base_name else base_name
    return row | {"cheaper_below": below, "cheaper_above": below if volume is None else above}
