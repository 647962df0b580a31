"""The costs of a plan as formulas over the sheets Assumptions and Measured, whatever the period."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sim.experiments.results import PlanResult
from sim.finance.line import ONE, Line
from sim.finance.monthly import CATEGORIES, unit_of
from sim.finance.over_runs import LineOfRuns, lines_over_runs
from sim.finance.usage import Usage, VendorUsage
from sim.outputs.formulas import Live, after, cell, cells, live, mean_above, mean_missing, product_of
from sim.outputs.inputs import DAYS, HOLIDAYS, Input, defined_names, inputs_of
from sim.scenario.model import Scenario

MEASURED = "Measured"
"""Sheet of what was counted."""
FIRST_ROW, MEAN, FIRST_RUN = 4, 4, 6
"""On that sheet: the first row, the column of the mean, and the column of the first run."""


@dataclass(frozen=True)
class Counted:
    """A row of the sheet Measured."""

    words: tuple[str, str, str]
    """Category, line, and for whom."""
    unit: str
    mean: Live
    """The cell of the mean over the runs, which is what counts where nothing else is said."""
    runs: Live
    """The cells of the runs."""
    by_run: bool = True
    """Whether it was counted in each run; else in the roster, and its runs are not shown."""
    charges: tuple[Live, ...] = ()
    """Where it is not counted but worked out: its formula for each run."""


@dataclass(frozen=True)
class LiveLine:
    """A line of the costs whose quantity and rate are formulas."""

    line: Line
    counted: Counted

    def quantity(self, names: dict[str, Live], period: Period) -> Live:
        """Return the quantity in a period, as `finance.monthly.in_month` has it."""
        line, times = self.line, period.times(self.line)
        if line.tops_up and line.minimum is not None:
            return mean_missing(product_of([self.counted.runs, *times]), names[line.minimum.name])
        if line.included is not None:
            return mean_above(product_of([self.counted.runs, *times]), names[line.included.name])
        return product_of([after(self.counted.mean, line.share, names), *times])

    def rate(self, names: dict[str, Live]) -> Live:
        """Return the price of a unit in the scenario's currency."""
        return after(None, self.line.price_factors, names)


@dataclass(frozen=True)
class Period:
    """What turns something counted over the horizon into that of a month."""

    share: Live | None
    """Days of the month over those of the horizon."""
    holidays: Live | None
    is_first: bool
    of_use: Callable[[Line], Sequence[Live]] = field(default=lambda _: ())
    """By what paid use has grown, and how much of it a vendor does yet."""

    def times(self, line: Line) -> list[Live]:
        """Return the factors on what a line counts."""
        by = {"horizon": self.share, "holiday": self.holidays, "month": None}
        scale = live(float(self.is_first)) if line.per == "once" and not self.is_first else by.get(line.per)
        return [*([scale] if scale is not None else []), *(self.of_use(line) if line.by_use else ())]


@dataclass(frozen=True)
class LiveCosts:
    """The costs of an alternative as formulas."""

    name: str
    scenario: Scenario
    lines: tuple[LiveLine, ...]
    """By category; top-ups to a minimum behind the vendors."""
    numbers: dict[str, Counted]
    """Contacts, served contacts and resolutions over the horizon."""
    served_by: dict[str, Counted]
    """Contacts served by each vendor that ramps up."""
    inputs: tuple[Input, ...]
    names: dict[str, Live]
    """Cells of the sheet Assumptions by the path of the input: their defined names."""

    @property
    def counted(self) -> list[Counted]:
        """The rows of the sheet Measured."""
        return [*(line.counted for line in self.lines), *self.numbers.values(), *self.served_by.values()]

    @property
    def average_month(self) -> Period:
        """The average month of the sheet Costs."""
        days = live(float(7 * self.scenario.calendar.weeks))
        return Period(self.names[DAYS] / days, self.names[HOLIDAYS], True)


def live_costs(name: str, plan: PlanResult, first_row: int = FIRST_ROW, prefix: str = "") -> LiveCosts:
    """Return the costs of a plan as formulas; its rows on the sheet Measured begin at a row.

    `prefix` begins the names of its inputs, so that alternatives can stand in one workbook.
    """
    scenario = plan.scenario
    found = lines_over_runs(scenario, plan.roster, plan.usages)
    inputs = inputs_of(scenario, found)
    called = defined_names([one.path for one in inputs], prefix)
    names = {one.path: Live(called[one.path], one.value) for one in inputs}
    lines: list[LiveLine] = []
    groups: dict[str, list[LiveLine]] = {}
    order = [*found, *_top_ups(found)]
    order.sort(key=lambda one: CATEGORIES.index(one.line.category))
    for row, one in enumerate(order, start=first_row):
        if one.line.tops_up:
            lines.append(_top_up(one, groups[_minimum(one.line)], names, row, scenario.costs.currency))
            continue
        in_runs = one.differs or one.line.minimum is not None or one.line.included is not None
        words = (one.line.category, one.line.name, one.line.item)
        unit = unit_of(one.line, scenario.costs.currency)
        line = LiveLine(one.line, _counted(words, unit, one.counted, row, in_runs))
        lines.append(line)
        if one.line.minimum is not None:
            groups.setdefault(_minimum(one.line), []).append(line)
    numbers = _numbers(plan.usages, first_row + len(lines))
    row = first_row + len(lines) + len(numbers)
    ramping = [vendor for vendor, about in scenario.vendors.items() if about.price.ramp_up]
    served_by = {vendor: _served_by(plan.usages, vendor, row + place) for place, vendor in enumerate(ramping)}
    return LiveCosts(name, scenario, tuple(lines), numbers, served_by, inputs, names)


def _minimum(line: Line) -> str:
    assert line.minimum is not None
    return line.minimum.name


def _top_ups(found: Sequence[LineOfRuns]) -> list[LineOfRuns]:
    """One line for each minimum, with the scale of the lines it tops up."""
    groups: dict[str, list[LineOfRuns]] = {}
    for one in found:
        if one.line.minimum is not None:
            groups.setdefault(one.line.minimum.name, []).append(one)
    lines = []
    for group in groups.values():
        first, topped = group[0].line, tuple(one.line for one in group)
        line = Line(
            "top-up to the minimum", first.category, first.item, 0.0, "money", (ONE,), first.per,
            minimum=first.minimum, tops_up=topped, exchange=first.exchange, by_use=first.by_use,
        )  # fmt: skip
        lines.append(LineOfRuns(line, (0.0,) * len(group[0].counted)))
    return lines


def _top_up(one: LineOfRuns, topped: Sequence[LiveLine], names: dict[str, Live], row: int, money: str) -> LiveLine:
    """Return a top-up: beside each run stands what the lines beneath the minimum charge in it."""
    charges = []
    for run in range(len(one.counted)):
        total: Live | None = None
        for line in topped:
            in_run = cell(_row(line.counted), FIRST_RUN + run, float(line.counted.runs.value[run]), fixed=False)
            charge = after(in_run, (*line.line.share, *line.line.price), names)
            total = charge if total is None else total + charge
        assert total is not None
        charges.append(total)
    words = (one.line.category, "charged, to be topped up to the minimum", one.line.item)
    counted = _counted(words, money, [float(charge.value) for charge in charges], row, True, tuple(charges))
    return LiveLine(one.line, counted)


def _row(counted: Counted) -> int:
    return int(counted.mean.text.rsplit("$", 1)[1]) - 1


def _counted(
    words: tuple[str, str, str],
    unit: str,
    runs: Sequence[float],
    row: int,
    by_run: bool,
    charges: tuple[Live, ...] = (),
) -> Counted:
    mean = cell(row, MEAN, sum(runs) / len(runs), MEASURED)
    return Counted(words, unit, mean, cells(row, FIRST_RUN, runs, MEASURED), by_run, charges)


def _numbers(usages: Sequence[Usage], row: int) -> dict[str, Counted]:
    runs = {
        "contact": ("contacts", [float(use.contacts) for use in usages]),
        "served_contact": ("served contacts", [float(use.served) for use in usages]),
        "resolution": ("resolutions", [float(use.solved) for use in usages]),
    }
    return {
        name: _counted(("", f"{words} in the horizon", ""), words, counted, row + place, True)
        for place, (name, (words, counted)) in enumerate(runs.items())
    }


def _served_by(usages: Sequence[Usage], vendor: str, row: int) -> Counted:
    runs = [float(use.vendors.get(vendor, VendorUsage()).contacts) for use in usages]
    return _counted(("vendor", "contacts served in the horizon", vendor), "contacts", runs, row, True)
