"""The cash-flow table: every line of the costs by month, and what follows from it.

Lines are laid out for each run and then averaged, so that the mean of `monthly_cost_by_replication` is the total of
`monthly_costs`, minimum charges of vendors included.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import pandas as pd

from sim.centre.log import RunLog
from sim.centre.roster import IN_LIEU, Roster
from sim.finance.labour import labour_lines
from sim.finance.line import ONE, Category, Line, product
from sim.finance.months import DAYS_PER_MONTH, Month, average_month
from sim.finance.paid_hours import paid_hours
from sim.finance.services import fixed_lines, usage_lines
from sim.finance.usage import Usage, usage_of
from sim.scenario.model import Scenario

RUNNING: tuple[Category, ...] = ("labour", "vendor", "technology", "goodwill")
"""Cash that is paid every month."""
CATEGORIES: tuple[Category, ...] = (*RUNNING, "one_off", "revenue", "lost")
"""The order in which the table shows them."""

_LINE = ["month", "category", "line", "item", "unit", "rate"]
_COLUMNS = ["scenario", "month", "category", "line", "item", "quantity", "unit", "rate", "amount", "currency"]


def monthly_costs(
    scenario: Scenario, roster: Roster, logs: Sequence[RunLog | Usage], *, months: Sequence[Month] | None = None
) -> pd.DataFrame:
    """Return the costs, one row per month and line.

    Columns scenario, month (number, or first day of a calendar month), category (labour, vendor, technology,
    goodwill, one_off, revenue, lost), line, item (the group, vendor or automation), quantity, unit, rate, amount,
    currency; in every row ``amount = quantity * rate``. Lines that cost nothing are left out.

    Quantities of the horizon of N weeks are scaled to a month of D days by ``D / (7 N)``; holiday hours are those of
    one holiday times the holidays of the month; charges per month are taken as they are; one-off costs fall in the
    first month. Quantities by use are means over the runs. A vendor's minimum is compared with each run's charge by use
    in the month, before the fixed fee: the line "top-up to the minimum" is the mean of what is missing. The category
    `lost` is value forgone, not cash; it is never part of a sum of cash.

    Parameters
    ----------
    scenario, roster
        What was simulated.
    logs
        One run per replication, over the whole horizon; or what `usage_of` keeps of it, where logs are too big to hold.
    months
        `average_month(calendar)` where absent, or `calendar_months(calendar)`.

    Raises
    ------
    InputError
        If the roster does not belong to the scenario (see `paid_hours`).
    ValueError
        If there are no logs, two of the same replication, or one of another horizon.
    """
    months = average_month(scenario.calendar) if months is None else months
    table = pd.concat([run for _, run in _by_run(scenario, roster, usages_of(scenario, logs), months)])
    table = table.groupby(_LINE, sort=False)["quantity"].sum().reset_index()
    table["quantity"] /= len(logs)
    table["amount"] = table["quantity"] * table["rate"]
    table = table[table["amount"] != 0].assign(scenario=scenario.name, currency=scenario.costs.currency)
    if any(isinstance(month.label, dt.date) for month in months):
        table["month"] = pd.to_datetime(table["month"])
    category = table["category"].map(CATEGORIES.index)
    table = table.assign(place=category).sort_values(["month", "place"], kind="stable")
    return table[_COLUMNS].reset_index(drop=True)


def monthly_cost_by_replication(
    scenario: Scenario, roster: Roster, logs: Sequence[RunLog | Usage], *, categories: Collection[Category] = RUNNING
) -> pd.Series:
    """Return the cost of an average month for each run, indexed by replication, so that alternatives can be paired.

    Counted are the lines of `categories`, by default cash paid every month; the mean over the runs is the sum of those
    lines in `monthly_costs`.

    Raises
    ------
    InputError, ValueError
        As `monthly_costs`.
    """
    runs = _by_run(scenario, roster, usages_of(scenario, logs), average_month(scenario.calendar))
    totals = {}
    for replication, run in runs:
        counted = run[run["category"].isin(categories)]
        totals[replication] = float((counted["quantity"] * counted["rate"]).sum())
    return pd.Series(totals, name="cost_per_month").rename_axis("replication").sort_index()


def cost_summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of `monthly_costs` by category: one row per scenario and month.

    Columns scenario, month, currency, labour, vendor, technology, goodwill, running (the sum of these), one_off, cash
    (running + one_off), revenue (earned), net (running - revenue) and lost (value forgone, in no sum).
    """
    keys = ["scenario", "month", "currency"]
    sums = table.pivot_table(index=keys, columns="category", values="amount", aggfunc="sum", fill_value=0.0, sort=False)
    sums = sums.reindex(columns=list(CATEGORIES), fill_value=0.0)
    sums.insert(len(RUNNING), "running", sums[list(RUNNING)].sum(axis="columns"))
    sums.insert(len(RUNNING) + 2, "cash", sums["running"] + sums["one_off"])
    sums.insert(len(RUNNING) + 4, "net", sums["running"] - sums["revenue"])
    return sums.rename_axis(columns=None).reset_index()


def cost_per(scenario: Scenario, roster: Roster, logs: Sequence[RunLog | Usage]) -> pd.DataFrame:
    """Return what a contact, a served contact and a resolution cost, all in an average month.

    Formula: running cash of the month / number in the month, both means over the runs (a ratio of means, not a mean of
    ratios). Columns scenario, per, cost (running cash), number, amount (NaN where the number is 0), currency. Per:

    - contact: every attempt that reached a channel; needs answered by self-service never did.
    - served_contact: contacts served by the team, people on call or vendors.
    - resolution: needs solved by whomever, self-service and automation included, since their cost is included too.

    Raises
    ------
    InputError, ValueError
        As `monthly_costs`.
    """
    usages = usages_of(scenario, logs)
    cost = float(monthly_cost_by_replication(scenario, roster, logs).mean())
    scale = DAYS_PER_MONTH / (7 * scenario.calendar.weeks) / len(usages)
    numbers = {
        "contact": sum(use.contacts for use in usages.values()) * scale,
        "served_contact": sum(use.served for use in usages.values()) * scale,
        "resolution": sum(use.solved for use in usages.values()) * scale,
    }
    table = pd.DataFrame({"scenario": scenario.name, "per": list(numbers), "cost": cost, "number": numbers.values()})
    table["amount"] = table["cost"] / table["number"].where(table["number"] > 0)
    return table.assign(currency=scenario.costs.currency)


def usages_of(scenario: Scenario, logs: Sequence[RunLog | Usage]) -> dict[int, Usage]:
    """Return what each replication used, by its number.

    Raises
    ------
    ValueError
        If there are no logs, two of the same replication, or one of another horizon.
    """
    if not logs:
        raise ValueError("costs need the log of at least one run: overtime and vendors are paid by use")
    for log in logs:
        if log.horizon != scenario.calendar.horizon:
            raise ValueError(
                f"the run of replication {log.replication} lasts {log.horizon} us; the horizon of the scenario "
                f"'{scenario.name}' lasts {scenario.calendar.horizon} us"
            )
    usages = {log.replication: log if isinstance(log, Usage) else usage_of(log, scenario) for log in logs}
    if len(usages) < len(logs):
        raise ValueError("two logs are of the same replication; each counts once")
    return usages


def lines_by_run(scenario: Scenario, roster: Roster, usages: Mapping[int, Usage]) -> Iterator[tuple[int, list[Line]]]:
    """Yield for each replication its number and its lines."""
    people = paid_hours(scenario, roster)
    leave = roster.of_kind("leave")
    days_taken = int((leave["shift"] == IN_LIEU).sum())
    fixed = [*labour_lines(scenario, people, days_taken), *fixed_lines(scenario, people)]
    for replication, usage in usages.items():
        yield replication, [*fixed, *usage_lines(scenario, people, usage)]


def in_month(lines: Iterable[Line], month: Month, is_first: bool, days: int) -> Iterator[tuple[Line, float]]:
    """Yield the lines of a month with their quantities in it, and what tops up those below their minimum.

    `days` are those of the horizon over which the lines are counted.
    """
    times = {"horizon": month.days / days, "month": 1.0, "holiday": month.holidays, "once": float(is_first)}
    under_minimum: dict[str, list[tuple[Line, float]]] = {}
    for line in lines:
        quantity = line.quantity * times[line.per]
        if line.included is not None:
            quantity = max(0.0, quantity - line.included.value)
        yield line, quantity
        if line.minimum is not None:
            under_minimum.setdefault(line.minimum.name, []).append((line, quantity))
    for below in under_minimum.values():
        yield _top_up(below)


def _top_up(below: Sequence[tuple[Line, float]]) -> tuple[Line, float]:
    """Return the line that tops up others to their common minimum, in their currency, with its quantity."""
    first, topped = below[0][0], tuple(line for line, _ in below)
    assert first.minimum is not None
    missing = max(0.0, first.minimum.value - sum(quantity * product(line.price) for line, quantity in below))
    name, price = "top-up to the minimum", (ONE,)
    line = Line(
        name, first.category, first.item, missing, "money", price, "month", tops_up=topped, exchange=first.exchange
    )
    return line, missing


def _by_run(
    scenario: Scenario, roster: Roster, usages: Mapping[int, Usage], months: Sequence[Month]
) -> Iterator[tuple[int, pd.DataFrame]]:
    """Yield for each replication its number and its lines by month."""
    days, currency = 7 * scenario.calendar.weeks, scenario.costs.currency
    for replication, lines in lines_by_run(scenario, roster, usages):
        rows = [
            (month.label, line.category, line.name, line.item, unit_of(line, currency), line.rate, quantity)
            for number, month in enumerate(months)
            for line, quantity in in_month(lines, month, number == 0, days)
        ]
        yield replication, pd.DataFrame(rows, columns=[*_LINE, "quantity"])


def unit_of(line: Line, currency: str) -> str:
    """Return the unit of a line as shown: amounts of money are counted in the currency."""
    return currency if line.unit == "money" else line.unit
