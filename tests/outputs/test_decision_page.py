"""The decision on one screen, and the pictures of money: facts by value, nothing run, names in their own direction."""

from dataclasses import replace

import pandas as pd
import pytest

from sim.finance.bridges import monthly_bridge, waterfall
from sim.outputs.decision_page import decision_page
from sim.outputs.pictures import pictures_of_comparison
from sim.outputs.plots_money import plot_bridge, plot_frontier, plot_waterfall
from sim.outputs.prepare import frontier
from sim.outputs.report import decision_report


def costs(**categories):
    return pd.DataFrame({"category": list(categories), "amount": list(categories.values())})


def where(comparison, met):
    plans = {name: replace(one, targets=one.targets.assign(met=met)) for name, one in comparison.plans.items()}
    return replace(comparison, plans=plans)


def test_it_says_what_is_recommended_by_how_much_and_how_sure(comparison):
    page = decision_page(where(comparison, met=True))
    assert page.answer == "'Ночи у бота <b>' keeps every promise at least cost: 10,570 GBP a month."
    assert "7,000 GBP a month less than 'In-house' (today) (7,000 to 7,000)." in page.by_how_much
    assert any("weak or assumed" in line for line in page.how_sure)
    assert page.what_would_turn_it[-1].startswith("Volume, handling time")
    assert page.beside.head[2:] == tuple(comparison.plans)
    assert {row[0].text for row in page.beside.rows} >= {"Service", "Cost"}
    told = [cell for row in page.beside.rows for cell in row if cell.tone in ("good", "bad", "unsure")]
    assert {cell.note for cell in told} <= {"better", "worse", "no difference"}


def test_where_no_promise_is_kept_it_says_so(comparison):
    page = decision_page(where(comparison, met=False))
    assert not page.is_kept
    assert page.answer.startswith("No alternative keeps every promise")


def test_the_page_runs_nothing_and_escapes_names(comparison):
    html = decision_report(comparison, pictures_of_comparison(comparison))
    assert "<script" not in html
    assert "<b>" not in html
    assert '<bdi dir="auto">' in html
    assert html == decision_report(comparison, pictures_of_comparison(comparison))


def test_a_waterfall_stands_on_the_amounts_and_ends_where_the_other_does():
    table = waterfall({"us": costs(labour=100.0, vendor=0.0), "them": costs(labour=30.0, vendor=45.0, revenue=5.0)})
    ax = plot_waterfall(table, currency="EUR")
    spans = [(bar.get_y(), bar.get_height()) for bar in ax.patches]
    assert spans == [(0.0, 100.0), (100.0, -70.0), (30.0, 45.0), (75.0, -5.0), (0.0, 70.0)]
    assert [text.get_text() for text in ax.texts] == ["100", "-70", "+45", "-5", "70"]


def test_a_bridge_has_a_bar_per_month_and_its_changes():
    months = pd.DataFrame(
        {
            "scenario": "us",
            "number": [1, 2],
            "month": pd.to_datetime(["2026-01-01", "2026-02-01"]),
            "labour": [9.0, 7.0],
        }
    ).assign(vendor=[1.0, 4.0], technology=0.0, goodwill=0.0, one_off=0.0, revenue=0.0)
    ax = plot_bridge(monthly_bridge(months), currency="EUR")
    assert [bar.get_height() for bar in ax.patches] == [10.0, 11.0, -2.0, 3.0]
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["Jan 26", "Feb 26"]


@pytest.mark.parametrize(
    ("cost", "csat", "on"),
    [
        ([1, 2, 3], [7, 8, 9], [True, True, True]),
        ([1, 2, 3], [9, 8, 7], [True, False, False]),
        ([1, 1, 2], [7, 8, 8], [False, True, False]),
        ([1, 1], [7, 7], [True, True]),  # equal in both: neither keeps the other off
    ],
)
def test_the_frontier_is_what_nothing_beats_in_both(cost, csat, on):
    card = pd.DataFrame({"alternative": [f"a{n}" for n in range(len(cost))], "cost_per_month": cost, "csat": csat})
    for name in ("cost_per_month", "csat"):
        card[f"{name}_low"], card[f"{name}_high"] = card[name] - 0.1, card[name] + 0.1
    table = frontier(card)
    assert table["is_on_frontier"].tolist() == on
    ax = plot_frontier(table, currency="EUR")
    filled = [line.get_markerfacecolor() != "white" for line in ax.lines if line.get_marker() == "o"]
    assert filled == on
