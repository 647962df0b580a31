"""Pictures: what they draw is what the table says, names come out right, nothing is cut off, the bytes repeat."""

import base64
import warnings
from xml.etree import ElementTree

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import StepPatch
from matplotlib.textpath import TextPath

from sim.outputs.grid import roster_grid
from sim.outputs.looks import styled
from sim.outputs.pictures import pictures_of_comparison, pictures_of_plan
from sim.outputs.plots_choice import plot_cost_and_service, plot_costs, plot_differences
from sim.outputs.plots_roster import plot_roster
from sim.outputs.plots_week import plot_arrivals, plot_cover, plot_service
from sim.outputs.prepare import costs_of_plans, cover, cover_of_week, of_week
from sim.outputs.report import embedded
from tests.outputs.conftest import NAMES


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def drawers(plan, comparison):
    calendar = plan.scenario.calendar
    table = cover(plan.requirement, plan.roster)
    weeks = pd.concat([of_week(plan.by_interval, name, calendar) for name in plan.scenario.channel_names])
    differences = comparison.differences
    return {
        "cover": lambda: plot_cover(cover_of_week(table, "care", calendar)),
        "service": lambda: plot_service(of_week(plan.by_interval, "phone", calendar), target=0.8),
        "arrivals": lambda: plot_arrivals(weeks),
        "roster": lambda: plot_roster(roster_grid(plan.scenario, plan.roster)),
        "costs": lambda: plot_costs(costs_of_plans(comparison.plans), currency="GBP"),
        "differences": lambda: plot_differences(differences[differences["measure"] == "service_level"]),
        "money": lambda: plot_differences(differences[differences["measure"] == "cost_per_month"], currency="GBP"),
        "choice": lambda: plot_cost_and_service(comparison.scorecard, currency="GBP"),
    }


KINDS = ("cover", "service", "arrivals", "roster", "costs", "differences", "money", "choice")


def tick_labels(axis):
    low, high = sorted(axis.get_view_interval())
    ticks = (*axis.get_major_ticks(), *axis.get_minor_ticks())
    return [tick.label1 for tick in ticks if low <= tick.get_loc() <= high and tick.label1.get_text()]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_cut_off_and_no_two_labels_of_an_axis_overlap(drawers, kind):
    ax = drawers[kind]()
    ax.figure.canvas.draw()
    frame = ax.figure.bbox.padded(2)
    legend = ax.get_legend().get_texts() if ax.get_legend() else []
    words = [ax._left_title, ax.xaxis.label, ax.yaxis.label, *ax.texts, *legend]
    for text in (*words, *tick_labels(ax.xaxis), *tick_labels(ax.yaxis)):
        if text.get_text():
            box = text.get_window_extent()
            assert frame.x0 <= box.x0 < box.x1 <= frame.x1, text.get_text()
            assert frame.y0 <= box.y0 < box.y1 <= frame.y1, text.get_text()
    for axis in (ax.xaxis, ax.yaxis):
        boxes = [label.get_window_extent() for label in tick_labels(axis)]
        assert len(boxes) > 1
        for number, box in enumerate(boxes):
            assert not any(box.overlaps(other) for other in boxes[number + 1 :])
    if legend:
        assert not ax._left_title.get_window_extent().overlaps(ax.get_legend().get_window_extent())


@pytest.mark.parametrize("kind", KINDS)
def test_every_picture_has_a_title_and_its_units(drawers, kind):
    ax = drawers[kind]()
    assert ax.get_title(loc="left")
    assert ax.get_ylabel() or ax.get_xlabel() or kind == "roster"


def test_a_picture_can_be_drawn_into_axes_given(comparison):
    figure, axes = plt.subplots(2)
    assert plot_costs(costs_of_plans(comparison.plans), currency="GBP", ax=axes[1]) is axes[1]
    assert not axes[0].patches
    assert plt.get_fignums() == [figure.number]


def test_a_shortage_of_one_interval_is_drawn(plan):
    table = cover_of_week(cover(plan.requirement, plan.roster), "care", plan.scenario.calendar)
    table = table.assign(required=1.0, erlang=1.0, rostered=1.0, missing=0.0, top=1.0)
    table.loc[5, ["rostered", "missing"]] = 0.0, 1.0
    ax = plot_cover(table)
    missing = next(patch for patch in ax.patches if isinstance(patch, StepPatch) and patch.get_label() == "missing")
    values, _, baseline = missing.get_data()
    assert np.flatnonzero(values - baseline).tolist() == [5]


def test_the_service_picture_shows_mean_band_and_target_of_the_table(plan):
    table = of_week(plan.by_interval, "chat", plan.scenario.calendar)
    ax = plot_service(table, target=0.8)
    band, mean = (patch.get_data() for patch in ax.patches)
    assert np.array_equal(mean[0], table["service_level"])
    assert np.array_equal(band[0], table["service_level_high"])
    assert np.array_equal(band[2], table["service_level_low"])
    assert ax.lines[0].get_ydata()[0] == 0.8


def test_stacked_costs_end_where_the_total_is_written(comparison):
    ax = plot_costs(costs_of_plans(comparison.plans), currency="GBP")
    ends = {}
    for bar in ax.patches:
        ends[round(bar.get_y(), 3)] = max(ends.get(round(bar.get_y(), 3), 0.0), bar.get_x() + bar.get_width())
    assert sorted(ends.values()) == pytest.approx(sorted([16206.45, 16206.45 * 0.8, 16206.45 * 0.6]))
    assert {text.get_text() for text in ax.texts} == {"16,206", "12,965", "9,724"}


def test_the_roster_shows_every_name_and_night(plan):
    ax = plot_roster(roster_grid(plan.scenario, plan.roster))
    assert {label.get_text() for label in ax.get_yticklabels()} == set(NAMES)
    nights = sum(text.get_text() == "22-06" for text in ax.texts)
    assert nights == (plan.roster.assignments["shift"] == "22:00-06:00").sum() // 2  # its breaks bear the same name


def test_what_a_first_figure_switches_on_stays_on():
    """The backend of notebooks becomes interactive with its first figure; otherwise no later one would be shown."""
    matplotlib.interactive(False)
    styled(lambda: matplotlib.interactive(True))()
    assert matplotlib.is_interactive()
    styled(lambda: matplotlib.interactive(False))()
    assert not matplotlib.is_interactive()


def test_the_style_ends_with_the_picture():
    before = matplotlib.rcParams["axes.titlesize"]
    assert styled(lambda: matplotlib.rcParams["axes.titlesize"])() == 10.0 != before
    assert matplotlib.rcParams["axes.titlesize"] == before


def test_a_dollar_sign_is_a_dollar_sign(comparison):
    table = costs_of_plans({"$5 off_now, $9 off": comparison.plans["In-house"]})
    ax = plot_costs(table, currency="USD")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax.figure.canvas.draw()
    assert not ax.get_yticklabels()[0].get_parse_math()


def _contains(path: TextPath, part: TextPath, at_start: bool) -> bool:
    """Whether the outline of a text begins (or ends) on the left with that of another."""
    vertices = path.vertices[np.argsort(path.vertices[:, 0], kind="stable")]
    wanted = part.vertices[np.argsort(part.vertices[:, 0], kind="stable")]
    found = vertices[: len(wanted)] if at_start else vertices[-len(wanted) :]
    return np.allclose(np.sort(found[:, 1]), np.sort(wanted[:, 1]), atol=1e-3)


def test_hebrew_runs_from_right_to_left():
    word, first, last = (TextPath((0, 0), text) for text in ("אמ", "א", "מ"))
    assert _contains(word, last, at_start=True)
    assert not _contains(word, first, at_start=True)
    latin, a = TextPath((0, 0), "am"), TextPath((0, 0), "a")
    assert _contains(latin, a, at_start=True)


def test_arabic_letters_join():
    # A non-joiner between the letters keeps their separate forms; joined, the same letters are narrower.
    joined, apart = TextPath((0, 0), "ليلى"), TextPath((0, 0), "ل\u200cي\u200cل\u200cى")
    assert joined.get_extents().width < 0.95 * apart.get_extents().width


def test_pictures_are_the_same_bytes_each_time_and_say_where_they_come_from(plan, pictures, comparison):
    first, second = pictures, pictures_of_plan(plan)
    assert list(first) == ["arrivals", "service", "cover", "roster", "costs"]
    assert [picture.svg for picture in first.values()] == [picture.svg for picture in second.values()]
    compared = pictures_of_comparison(comparison)
    assert list(compared) == ["cost_and_service", "costs", "differences"]
    for picture in (*first.values(), *compared.values()):
        root = ElementTree.fromstring(picture.svg)
        words = "".join(root.itertext())
        assert f"seed {plan.seed}" in words
        assert plan.digest in words
        assert "solver status feasible, gap 10.0 %" in words
        assert "http" not in embedded(picture)
        assert base64.b64decode(embedded(picture).partition(",")[2]) == picture.svg


def test_a_plan_with_nobody_of_ones_own_has_the_pictures_it_can_have(outsourced):
    assert list(pictures_of_plan(outsourced)) == ["arrivals", "service", "costs"]
