"""What a log says, as people see it: rows counted again, pictures that draw their table, Markdown that is text only."""

import math
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from markdown_it import MarkdownIt

from sim.demand.calibrate import calibrate
from sim.demand.history import read_history
from sim.demand.plot_numbers import busyness_numbers, handling_numbers
from sim.outputs.decision import Cell, Grid
from sim.outputs.from_history import (
    found_beside,
    model_beside_log,
    patience_of,
    profile_of_week,
    service_seen,
    volumes,
)
from sim.outputs.plots_history import plot_busyness, plot_handling, plot_patience
from sim.scenario import validate_scenario
from tests.demand.logs import draw_log, mapping


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def history(tmp_path_factory):
    path = tmp_path_factory.mktemp("log") / "log.csv"
    draw_log(seed=8, weeks=6).to_csv(path, index=False)
    return read_history(path, mapping())


@pytest.fixture(scope="module")
def calibration(history):
    return calibrate(history, 60, redials="apart")


def scenario(**phone):
    """What `draw_log` was drawn with: repairs take twice as long as billing."""
    work = {"family": "lognormal", "cv": 1.1}
    return validate_scenario(
        {
            "name": "truth",
            "calendar": {"start": "2026-01-05", "time_zone": "Europe/London"},
            "channels": {
                "phone": {
                    "patience": {"family": "exponential", "mean": "4 min"},
                    "redial": {"share": 0.4, "after": "5 min"},
                    **phone,
                }
            },
            "topics": {
                "billing": {"label": "Bills", "handling": {**work, "mean": "200 s"}},
                "repair": {"handling": {**work, "mean": "400 s"}},
            },
            "demand": {"contacts_per_week": {"phone": 100}, "topics": {"billing": 1, "repair": 1}, "busyness_cv": 0.15},
            "team": {"groups": {"care": {"channels": ["phone"], "wage_per_hour": 10}}},
        }
    )


def test_the_profile_has_every_interval_of_the_week_and_all_contacts(calibration):
    table = profile_of_week(calibration)
    assert table["hour"].tolist() == list(range(168))
    assert table["offered"].sum() == pytest.approx(calibration.rates["contacts"].sum())
    is_open = (table["hour"] % 24).between(8, 19) & (table["hour"] < 120)
    assert (table.loc[is_open, "offered"] > 0).all()
    # Redials may come after 20:00; nothing else does.
    assert table.loc[~is_open, "offered"].sum() < 0.02 * table["offered"].sum()
    seen = table[table["offered"] > 0]
    assert (seen["offered_low"] < seen["offered"]).all()
    assert (seen["offered"] < seen["offered_high"]).all()


def test_volumes_by_channel_and_topic(calibration):
    grid = volumes(calibration)
    by_topic = calibration.rates.groupby("topic")["contacts"].sum().sort_values(ascending=False)
    assert grid.head == ("Channel", "Contacts a week", *by_topic.index)
    ((channel, total, *topics),) = grid.rows
    assert channel.text == "Phone"
    assert float(total.text.replace(",", "")) == pytest.approx(by_topic.sum(), abs=0.5)
    assert [float(cell.text.replace(",", "")) for cell in topics] == pytest.approx(by_topic.tolist(), abs=0.5)


def test_a_true_scenario_is_within_and_a_wrong_one_is_not(calibration):
    true = {row[0].text: row for row in found_beside(calibration, scenario(), "phone").rows}
    assert list(true) == [
        "Busyness of days, coefficient of variation",
        "Patience, mean (exponential)",
        "Hung up and tried again within 1 h",
        "Work, mean: Bills",
        "Work, mean: repair",
    ]
    assert true["Patience, mean (exponential)"][2].text == "4.0 min"
    assert true["Work, mean: repair"][2].text == "6.7 min"
    for what in ("Busyness of days, coefficient of variation", "Patience, mean (exponential)", "Work, mean: Bills"):
        assert true[what][3].text == "within", what
    wrong = scenario(patience={"family": "exponential", "mean": "90 s"}, redial={"share": 0.9, "after": "5 min"})
    rows = {row[0].text: row for row in found_beside(calibration, wrong, "phone").rows}
    assert rows["Patience, mean (exponential)"][3].text == "outside"
    assert rows["Hung up and tried again within 1 h"][3].text == "outside"
    assert rows["Work, mean: Bills"][3].text == "within"


def test_service_is_counted_as_the_measures_count_it():
    """Five calls by hand: answered at once, after 20 s, after 21 s, hung up, turned away."""
    moment = pd.Timestamp("2026-03-02 09:00", tz="UTC")
    table = pd.DataFrame(
        {
            "channel": "phone",
            "outcome": ["served", "served", "served", "abandoned", "turned_away", "left_menu"],
            "waited_seconds": [0.0, 20.0, 21.0, 5.0, 0.0, None],
            "arrived": moment,
        }
    )
    history = SimpleNamespace(offered=table[table["outcome"] != "left_menu"])
    ((channel, offered, level, lost, wait),) = service_seen(
        history, scenario(target={"share": 0.8, "within": "20 s"})
    ).itertuples(index=False)
    assert (channel, offered, level, lost) == ("phone", 5, 2 / 5, 1 / 5)
    assert wait == pytest.approx(41 / 3)
    assert math.isnan(service_seen(history, scenario()).at[0, "service_level"])


def test_the_model_stands_beside_the_log_with_its_interval():
    seen = pd.DataFrame(
        {"channel": ["phone"], "offered": 5, "service_level": 0.4, "abandonment": 0.2, "asa_seconds": 13.7}
    )
    runs = pd.DataFrame(
        {
            "replication": [0, 1, 2],
            "channel": "phone",
            "service_level": [0.3, 0.4, 0.5],
            "abandonment": [0.1, 0.1, 0.1],
            "asa_seconds": [10.0, 20.0, 30.0],
        }
    )
    ((channel, *cells),) = model_beside_log(seen, runs).rows
    assert channel.text == "Phone"
    assert [cell.text for cell in cells] == ["40.0 %", "40.0 %", "20.0 %", "10.0 %", "14 s", "20 s"]
    assert cells[1].note == "15.2 to 64.8 %"  # 0.4 ± 4.303 × 0.1 / √3


def test_the_curve_of_those_who_hung_up_leaves_out_the_answered(history, calibration):
    table = patience_of(history, calibration, "phone")
    offered = history.offered
    waits = offered.loc[(offered["outcome"] == "abandoned") & (offered["waited_seconds"] > 0), "waited_seconds"]
    at = table.iloc[len(table) // 3]
    assert at["hung_up_only"] == pytest.approx((waits > at["seconds"]).sum() / len(waits))
    assert (table["hung_up_only"] <= table["survival"] + 1e-9).all()
    assert table["hung_up_only"].iloc[-1] == 0
    ax = plot_patience(table)
    lines = {line.get_label(): line.get_ydata() for line in ax.lines}
    assert np.array_equal(lines["all who waited, 95 %"], table["survival"])
    assert np.array_equal(lines["only those who hung up (wrong)"], table["hung_up_only"])
    assert {"exponential", "lognormal", "weibull"} < set(lines)


def test_days_that_chance_does_not_explain_stand_out(calibration):
    table = busyness_numbers(calibration)
    ax = plot_busyness(table)
    lines = {line.get_label(): line for line in ax.lines}
    odd = table[(table["ratio"] < table["low"]) | (table["ratio"] > table["high"])]
    assert 0 < len(odd) < len(table)
    assert np.array_equal(lines["day that chance does not explain"].get_ydata(), odd["ratio"])
    assert len(lines["day"].get_ydata()) == len(table) - len(odd)


def test_handling_is_drawn_as_in_the_table(history, calibration):
    part = calibration.handling[0]
    table = handling_numbers(part, history.offered)
    ax = plot_handling(table, what="Billing by phone")
    lines = {line.get_label(): line for line in ax.lines}
    assert ax.get_title(loc="left") == "Billing by phone"
    assert np.array_equal(lines["log"].get_ydata(), table["share"])
    assert np.allclose(lines["log"].get_xdata() * 60, table["seconds"])
    assert np.array_equal(lines["lognormal"].get_ydata(), table["lognormal"])


def test_no_word_of_the_pictures_is_cut_off(history, calibration):
    part = calibration.handling[0]
    for ax in (
        plot_busyness(busyness_numbers(calibration)),
        plot_patience(patience_of(history, calibration, "phone")),
        plot_handling(handling_numbers(part, history.offered)),
    ):
        ax.figure.canvas.draw()
        frame = ax.figure.bbox.padded(2)
        boxes = [text.get_window_extent() for text in ax.get_legend().get_texts()]
        for text in (ax._left_title, ax.xaxis.label, ax.yaxis.label):
            assert text.get_text()
            boxes.append(text.get_window_extent())
        for box in boxes:
            assert frame.x0 <= box.x0 < box.x1 <= frame.x1
            assert frame.y0 <= box.y0 < box.y1 <= frame.y1
        assert not ax.xaxis.label.get_window_extent().overlaps(ax.get_legend().get_window_extent())


def test_a_table_in_markdown_is_read_back_as_it_was():
    odd = "a|b *c* _d_ <script>x</script> [e](f) `g` $5 & $6 \\n ~h~"
    grid = Grid(
        ("Name", "Share"), ((Cell(odd), Cell("20 %", "18 to 22 %", "number")), (Cell("נועה"), Cell("–", tone="number")))
    )
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(grid._repr_markdown_())
    cells = [token for token in tokens if token.type == "inline"]
    texts = [
        "".join(child.content for child in cell.children if child.type in ("text", "text_special")) for cell in cells
    ]
    assert texts[:2] == ["Name", "Share"]
    assert texts[2] == odd
    assert texts[3] == "20 %18 to 22 %"
    assert texts[4].strip("\u200e") == "נועה"
    html = {child.content for cell in cells for child in cell.children if child.type == "html_inline"}
    assert html == {"<br>", "<small>", "</small>"}
    right = [token.attrGet("style") for token in tokens if token.type == "td_open"]
    assert right == ["text-align:left", "text-align:right"] * 2
