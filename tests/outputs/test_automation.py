"""Automation in the report: what the tables say is what is shown and drawn."""

from dataclasses import replace

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from sim.experiments.further import further_tables
from sim.outputs import automation
from sim.outputs.pictures import pictures_of_plan
from sim.outputs.plots_automation import plot_gross_to_net, plot_ladder, plot_ramp
from sim.outputs.prepare import gross_to_net, weekly_savings
from sim.outputs.report import plan_report
from tests.centre.building import HOUR, Need, merged, run, scenario_of

FITS = {"template_fits": 0.1, "template_solves": 0.5}
LADDER = {
    "templates": {"answer": {"topic": "question", "channels": ["phone"], "stage": "used", "close_rate": 0.6}},
    "rule": {"uses_min": 1, "judged_after": "1 d"},
    "review": {"group": "care"},
}


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def with_automation(plan):
    survey = {"channels": {"phone": {"solved": 0.5, "unsolved": 0.3}}}
    scenario = scenario_of(**merged({"calendar": {"weeks": 3}, "ladder": LADDER}, {"survey": survey}))
    needs = [Need(i * HOUR, draws=FITS | {"survey": 0.1 * i}) for i in range(1, 9)]
    further = further_tables(scenario, [run(scenario, needs, 2)])
    about = plan.scenario.model_copy(update={"ladder": scenario.ladder, "survey": scenario.survey})
    return replace(
        plan, scenario=about, further=further | {"topics": further["topics"].assign(topic=next(iter(about.topics)))}
    )


def texts(grid):
    return [[cell.text for cell in row] for row in grid.rows]


def test_what_is_off_leaves_no_table(plan):
    for grid in (automation.topics(plan), automation.templates(plan), automation.survey(plan)):
        assert grid.rows == ()
    assert "ladder" not in pictures_of_plan(plan)


def test_templates_and_survey_are_shown(with_automation):
    ((name, share, week, *rest),) = texts(automation.templates(with_automation))
    assert (name, share, week) == ("answer", "100.0 %", "1")
    assert rest[0] == "100.0 %"  # all eight closed
    first = texts(automation.survey(with_automation))[0]
    assert first[:3] == ["Phone", "8", "4"]  # draws 0.1 to 0.4 are below 0.5
    assert len(texts(automation.topics(with_automation))) == 1


def test_the_report_holds_them(with_automation):
    pictures = pictures_of_plan(with_automation)
    page = plan_report(with_automation, pictures)
    assert "What became of each template" in page
    assert "what is true" in page
    assert "Where to begin with templates" in page
    assert pictures["ladder"].svg.startswith(b"<?xml")


def test_the_ladder_is_drawn_as_the_table_says(with_automation):
    weeks = with_automation.further["templates"]
    ax = plot_ladder(weeks, threshold=0.85)
    assert ax.lines[0].get_ydata().tolist() == weeks["true_rate"].tolist()
    assert ax.lines[-1].get_ydata()[0] == 0.85


def test_from_gross_to_net_the_bars_meet():
    """Means of two runs over two weeks: gross 10, easy part -3, net 7; a step that never happens is left out."""
    steps = ["gross", "easy_part", "knock_on", "net"]
    tables = [pd.DataFrame({"replication": i, "step": steps, "hours": hours}) for i, hours in enumerate(
        ([18.0, -4.0, 0.0, 14.0], [22.0, -8.0, 0.0, 14.0]))]  # fmt: skip
    table = gross_to_net(tables, weeks=2)
    assert table["step"].tolist() == ["gross", "easy_part", "net"]
    assert table["hours"].tolist() == [10.0, -3.0, 7.0]
    assert table[["from_hours", "to_hours"]].to_numpy().tolist() == [[0, 10], [10, 7], [0, 7]]
    ax = plot_gross_to_net(table)
    assert [round(bar.get_height(), 9) for bar in ax.patches] == [10, -3, 7]
    assert [bar.get_y() for bar in ax.patches] == [0, 10, 0]


def test_the_ramp_is_drawn_as_the_table_says():
    runs = [pd.DataFrame({"replication": i, "week": [1, 2], "hours": [0.0 + i, 4.0 + 3 * i]}) for i in (0, 1)]
    table = weekly_savings({"ladder": runs, "at once": runs[:1]})
    assert table["hours"].tolist() == [0.5, 5.5, 0.0, 4.0]
    ax = plot_ramp(table)
    assert ax.lines[0].get_ydata().tolist() == [0.5, 5.5]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["ladder", "at once"]
