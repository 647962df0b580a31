"""Scenario files of a few lines, for tests of reading and of what is wrong with them."""

import textwrap

from sim.scenario import load_scenario

SMALL = """\
name: Small
calendar:
  start: 2026-01-05
  weeks: 1
channels:
  phone:
    hours: {mon-fri: "09:00-18:00"}
    patience: {family: exponential, mean: 4 min}
topics:
  question:
    handling: {family: exponential, mean: 6 min}
demand:
  contacts_per_week: {phone: 100}
  topics: {question: 1}
team:
  groups:
    care:
      channels: [phone]
      wage_per_hour: 15
"""


def written(folder, text, name="scenario.yaml"):
    """Write a file and return its path."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    return path


def small_with(old, new):
    """Return the small scenario with a piece of its text replaced."""
    assert SMALL.count(old) == 1, f"'{old}' stands {SMALL.count(old)} times"
    return SMALL.replace(old, new)


def load_text(folder, text):
    """Return the scenario of a text."""
    return load_scenario(written(folder, text))
