"""The example of the page on finance gives the numbers printed there."""

import doctest
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


def test_the_example_of_the_page(monkeypatch):
    monkeypatch.chdir(REPOSITORY)
    page = str(REPOSITORY / "docs" / "finance.md")
    result = doctest.testfile(page, module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.attempted > 10
    assert result.failed == 0
