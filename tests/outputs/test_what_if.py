"""The what-if cell without a browser: sliders change the answer, the button simulates, and each says which it is."""

import time

import pytest

from sim.experiments.what_if import fit_response
from sim.outputs.what_if import RUN, WhatIfCell
from tests.experiments.wrong import outsourced


@pytest.fixture(scope="module")
def cell():
    one = outsourced()
    return WhatIfCell(fit_response(one.scenario, one.roster, points=8))


def test_a_slider_changes_the_answer_within_a_second(cell):
    before = cell.label.value
    assert "estimated" in before and RUN in before and "typical error" in before
    started = time.perf_counter()
    cell.sliders["price"].value = 2.0
    assert time.perf_counter() - started < 1.0
    assert cell.label.value != before
    cell.sliders["price"].value = 1.0
    assert cell.label.value == before


def test_the_button_simulates_and_the_next_move_of_a_slider_forgets_it(cell):
    cell.sliders["volume"].value = 1.25
    assert "<th>simulated</th>" not in cell.label.value
    cell.button.click()
    assert "<th>simulated</th>" in cell.label.value and "simulated for these values" in cell.label.value
    assert (cell.button.description, cell.button.disabled) == (RUN, False)
    cell.sliders["volume"].value = 1.0
    assert "<th>simulated</th>" not in cell.label.value


def test_sliders_answer_on_release_and_keep_to_the_range_of_the_fit(cell):
    for name, slider in cell.sliders.items():
        assert slider.continuous_update is False
        assert (slider.min, slider.max) == cell.what_if.range_of(name)
        assert slider.value == cell.what_if.stands[name]


def test_without_a_program_behind_it_a_page_shows_the_answer_as_it_stands(cell):
    shown = cell._repr_mimebundle_()
    assert shown["application/vnd.jupyter.widget-view+json"]["model_id"] == cell.box.model_id
    assert cell.label.value in shown["text/html"] and "estimated" in shown["text/html"]
    assert all(f"{name} {slider.value:.3g}" in shown["text/plain"] for name, slider in cell.sliders.items())
