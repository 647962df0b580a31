"""The pictures of a result, drawn once, for the report and as files."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure

from sim.experiments.recommend import recommend
from sim.experiments.results import Comparison, PlanResult
from sim.outputs import looks
from sim.outputs.about import about_words
from sim.outputs.grid import roster_grid
from sim.outputs.money import money_of
from sim.outputs.plots_automation import plot_ladder
from sim.outputs.plots_choice import (
    costs_height,
    differences_height,
    key_of_differences,
    plot_cost_and_service,
    plot_costs,
    plot_differences,
)
from sim.outputs.plots_money import plot_bridge, plot_frontier, plot_waterfall
from sim.outputs.plots_roster import plot_roster, roster_height
from sim.outputs.plots_week import plot_arrivals, plot_cover, plot_service
from sim.outputs.prepare import (
    costs_of_months,
    costs_of_plans,
    cover,
    cover_of_week,
    differences_shown,
    frontier,
    of_week,
)

_WIDE = 9.0


@dataclass(frozen=True)
class Picture:
    """A picture as SVG, and what it shows in words for those who cannot see it."""

    name: str
    """Fit for a file name."""
    svg: bytes
    words: str


def pictures_of_plan(plan: PlanResult) -> dict[str, Picture]:
    """Return the pictures of a plan by name; those without data left out."""
    found = [_arrivals(plan), _service(plan), _cover(plan), _roster(plan), _ladder(plan), _costs_by_month(plan)]
    return {picture.name: picture for picture in found if picture is not None}


def pictures_of_comparison(comparison: Comparison) -> dict[str, Picture]:
    """Return the pictures of a comparison by name, without data left out.

    cost_and_service, costs, frontier (and frontier_small, for one screen), waterfall, bridge, differences.
    """
    found = [
        _cost_and_service(comparison),
        _costs_by_plan(comparison),
        _frontier(comparison, "frontier", (_WIDE, 3.8)),
        _frontier(comparison, "frontier_small", (5.4, 5.0), below=True),
        *_money(comparison),
        _differences(comparison),
    ]
    return {picture.name: picture for picture in found if picture is not None}


@looks.styled
def _arrivals(plan: PlanResult) -> Picture:
    figure = looks.new_figure(_WIDE, 2.7)
    calendar = plan.scenario.calendar
    table = pd.concat([of_week(plan.by_interval, name, calendar) for name in plan.scenario.channel_names])
    plot_arrivals(table, ax=figure.subplots())
    return _picture(plan, "arrivals", figure, "Contacts offered by interval of the local week, with their intervals.")


@looks.styled
def _service(plan: PlanResult) -> Picture | None:
    promised = {name: channel.target.share for name, channel in plan.scenario.channels.items() if channel.target}
    names = [name for name in plan.scenario.channel_names if name in promised]
    if not names:
        return None
    figure = looks.new_figure(_WIDE, 2.1 * len(names))
    for ax, name in zip(figure.subplots(len(names), squeeze=False)[:, 0], names, strict=True):
        table = of_week(plan.by_interval, name, plan.scenario.calendar)
        plot_service(table, target=promised[name], ax=ax)
    words = "Share answered in time by interval of the local week, with its interval and the target, per channel."
    return _picture(plan, "service", figure, words)


@looks.styled
def _cover(plan: PlanResult) -> Picture | None:
    table = cover(plan.requirement, plan.roster)
    groups = list(dict.fromkeys(table["skill"]))
    if not groups:
        return None
    figure = looks.new_figure(_WIDE, 2.7 * len(groups))
    for ax, group in zip(figure.subplots(len(groups), squeeze=False)[:, 0], groups, strict=True):
        rows = cover_of_week(table, group, plan.scenario.calendar)
        plot_cover(rows, ax=ax)
        first = rows["interval_start"].iloc[0].tz_convert(plan.scenario.calendar.zone)
        if len(groups) > 1:
            ax.set_title(looks.row_label(group))
        ax.set_xlabel(f"week from {first.day} {first:%B %Y}, {plan.scenario.calendar.time_zone}")
    words = "People required, by simulation and by Erlang alone, and rostered, in the week with the most cover missing."
    return _picture(plan, "cover", figure, words)


@looks.styled
def _roster(plan: PlanResult) -> Picture | None:
    grid = roster_grid(plan.scenario, plan.roster)
    if grid.empty:
        return None
    figure = looks.new_figure(11.0, roster_height(grid["person"].nunique()))
    plot_roster(grid, ax=figure.subplots())
    zone = plan.scenario.calendar.time_zone
    return _picture(plan, "roster", figure, f"Who works when, person by day; clock times in {zone}.")


@looks.styled
def _ladder(plan: PlanResult) -> Picture | None:
    if plan.scenario.ladder is None or "templates" not in plan.further:
        return None
    figure = looks.new_figure(_WIDE, 3.4)
    plot_ladder(plan.further["templates"], threshold=plan.scenario.ladder.rule.automate_from, ax=figure.subplots())
    words = "Close rates of templates by week: the true ones, and what one run shows with its interval."
    return _picture(plan, "ladder", figure, words)


@looks.styled
def _costs_by_month(plan: PlanResult) -> Picture | None:
    table = costs_of_months(plan)
    bars = table["bar"].nunique()
    if bars < 2:  # one bar says less than the table beside it
        return None
    figure = looks.new_figure(_WIDE, costs_height(bars))
    plot_costs(table, currency=plan.scenario.costs.currency, ax=figure.subplots())
    return _picture(plan, "costs", figure, "Running costs by month and category.")


@looks.styled
def _costs_by_plan(comparison: Comparison) -> Picture | None:
    table = costs_of_plans(comparison.plans)
    if table.empty:
        return None
    base = comparison.plans[comparison.base]
    figure = looks.new_figure(_WIDE, costs_height(table["bar"].nunique()))
    plot_costs(table, currency=base.scenario.costs.currency, ax=figure.subplots())
    return _picture(base, "costs", figure, "Running costs a month by alternative and category.")


@looks.styled
def _cost_and_service(comparison: Comparison) -> Picture | None:
    needed = {f"{name}{end}" for name in ("cost_per_month", "service_level") for end in ("", "_low", "_high")}
    if not needed <= set(comparison.scorecard.columns):
        return None
    base = comparison.plans[comparison.base]
    figure = looks.new_figure(_WIDE, 3.8)
    plot_cost_and_service(comparison.scorecard, currency=base.scenario.costs.currency, ax=figure.subplots())
    words = "Cost a month against the share answered in time, a point with intervals per alternative."
    return _picture(base, "cost_and_service", figure, words)


@looks.styled
def _frontier(comparison: Comparison, name: str, size: tuple[float, float], *, below: bool = False) -> Picture | None:
    needed = {f"{measure}{end}" for measure in ("cost_per_month", "csat") for end in ("", "_low", "_high")}
    if not needed <= set(comparison.scorecard.columns) or comparison.scorecard["csat"].isna().all():
        return None
    base = comparison.plans[comparison.base]
    figure = looks.new_figure(*size)
    ax = figure.subplots()
    plot_frontier(frontier(comparison.scorecard), currency=base.scenario.costs.currency, ax=ax)
    if below:
        ax.legend(loc="upper left", bbox_to_anchor=(-0.12, -0.14), ncols=2, fontsize=8)
        ax.set_title("Filled: nothing is both cheaper and better")
    words = "Cost a month against satisfaction, a point with intervals per alternative, the best ones joined."
    return _picture(base, name, figure, words)


@looks.styled
def _money(comparison: Comparison) -> list[Picture]:
    """The way from the base's cost to each alternative's, and the months of the one recommended."""
    money = money_of(comparison)
    if money is None or money.waterfall.empty:
        return []
    base, best = comparison.plans[comparison.base], recommend(comparison.plans).best
    currency = base.scenario.costs.currency
    ways = [rows for _, rows in money.waterfall.groupby("alternative", sort=False)]
    figure = looks.new_figure(_WIDE, 2.5 * len(ways))
    for ax, rows in zip(figure.subplots(len(ways), squeeze=False)[:, 0], ways, strict=True):
        plot_waterfall(rows, currency=currency, ax=ax)
    found = [_picture(base, "waterfall", figure, "From the base's cost a month to each alternative's, by category.")]
    rows = money.bridge[money.bridge["scenario"] == best]
    if len(rows) and rows["number"].iloc[-1] > 1:
        figure = looks.new_figure(_WIDE, 3.0)
        plot_bridge(rows, currency=currency, ax=figure.subplots())
        words = f"{best}: cash of each month, and what differs from the month before."
        found.append(_picture(base, "bridge", figure, words))
    return found


@looks.styled
def _differences(comparison: Comparison) -> Picture | None:
    tables = [rows for _, rows in differences_shown(comparison.differences).groupby("measure", sort=False)]
    if not tables:
        return None
    base = comparison.plans[comparison.base]
    heights = [differences_height(len(rows), rows["channel"].nunique()) for rows in tables]
    figure = looks.new_figure(_WIDE, sum(heights) + 0.4)
    axes = figure.subplots(len(tables), squeeze=False, height_ratios=heights)[:, 0]
    for ax, rows in zip(axes, tables, strict=True):
        plot_differences(rows, currency=base.scenario.costs.currency, ax=ax)
    figure.legend(handles=key_of_differences(), ncols=3, loc="outside upper right")
    return _picture(base, "differences", figure, "Differences to the base with their intervals, measure by measure.")


def _picture(plan: PlanResult, name: str, figure: Figure, words: str) -> Picture:
    return Picture(name, looks.svg(figure, f"{plan.scenario.name}: {words}", about_words(plan)), words)
