"""The page about scenario files says what the model says."""

from sim.scenario.page import scenario_page


def test_the_committed_page_is_current(request):
    committed = (request.config.rootpath / "docs" / "scenario.md").read_text(encoding="utf-8")
    assert committed == scenario_page(), "make it anew: python -m sim.scenario.page > docs/scenario.md"
