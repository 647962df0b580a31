"""What breaks, absence and meetings leave of a shift for customers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.scenario.duration import duration_text
from sim.timing import MINUTE

if TYPE_CHECKING:
    from sim.scenario.model import Scenario
    from sim.scenario.people import Group
    from sim.scenario.planning import Break, Rules

LEAST_PRESENCE = 0.05
"""A group whose shifts hold no more time than this for customers cannot be planned."""


def breaks_due(rules: Rules, minutes: int) -> tuple[Break, ...]:
    """Return the breaks of a shift that lasts so many minutes, in the order of the scenario."""
    return tuple(rest for rest in rules.breaks if minutes * MINUTE >= rest.shift_at_least)


def presence_share(group: Group, rules: Rules) -> float:
    """Return the share of a shift that a person is there and free for customers.

    (1 - absence) x (1 - other) x (1 - breaks / shift length), the last as the mean over the shift lengths of the rules,
    each counted by its length; times the share that a second duty leaves.
    """
    shrinkage = group.shrinkage
    lengths = [length // MINUTE for length in rules.shift_lengths]
    pause = sum(rest.length // MINUTE for length in lengths for rest in breaks_due(rules, length))
    held = group.second_duty.occupied if group.second_duty is not None else 0.0
    return (1 - held) * (1 - shrinkage.absence) * (1 - shrinkage.other) * (1 - pause / sum(lengths))


def no_time_left(scenario: Scenario) -> Iterator[str]:
    """Yield shifts that cover no interval or are all break, and groups without time to serve: ``path: sentence``."""
    rules, interval = scenario.rules, scenario.calendar.interval
    all_break = False
    for index, length in enumerate(rules.shift_lengths):
        place, pause = f"rules.shift_lengths.{index}", sum(rest.length for rest in breaks_due(rules, length // MINUTE))
        if length < interval:
            accepted = f"{duration_text(interval)} (calendar.interval) or longer"
            yield f"{place}: a shift of {duration_text(length)} covers no interval of planning; accepted: {accepted}"
        if length <= pause:
            accepted = f"longer than the breaks due in it, {duration_text(pause)} (rules.breaks)"
            yield f"{place}: a shift of {duration_text(length)} is all break; accepted: {accepted}"
            all_break = True
    for name, group in scenario.team.groups.items():
        share = 1.0 if all_break else presence_share(group, rules)
        if share <= LEAST_PRESENCE:
            yield (
                f"team.groups.{name}.shrinkage: absence, meetings and breaks leave {share:.0%} of a shift for "
                f"customers; accepted: more than {LEAST_PRESENCE:.0%}"
            )
