"""What a coverage design may not choose from: unknown names, blocks that overlap or leave part of the week out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.errors import suggestion
from sim.scenario.channels import ChannelName
from sim.scenario.coverage import CLOSED, ON_CALL, TEAM, Coverage, parts_of_choice
from sim.scenario.hours import DAYS

if TYPE_CHECKING:
    from sim.scenario.model import Scenario


def inconsistent_coverage(scenario: Scenario) -> Iterator[str]:
    """Yield what is wrong with the coverage of a scenario, each as ``path: sentence``."""
    coverage = scenario.coverage
    if coverage is None:
        return
    yield from _blocks(scenario, coverage)
    for channel, choices in coverage.choices.items():
        place = f"coverage.choices.{channel}"
        if channel not in scenario.channels:
            yield f"{place}: the channel is not among the scenario's; accepted: {', '.join(scenario.channels)}"
            continue
        if not choices:
            yield f"{place}: there is nothing to choose from; accepted: one choice or more, such as [team, closed]"
        for choice in choices:
            yield from _choice(scenario, f"{place}.{choices.index(choice)}", channel, choice)
    for channel, by_block in coverage.fixed.items():
        for block, choice in by_block.items():
            place, allowed = f"coverage.fixed.{channel}.{block}", coverage.choices.get(channel, ())
            if block not in coverage.blocks:
                known = list(coverage.blocks)
                yield f"{place}: unknown block '{block}'{suggestion(block, known)}; accepted: {', '.join(known)}"
            if choice not in allowed:
                accepted = ", ".join(allowed) or "none"
                yield f"{place}: '{choice}' is not among the channel's choices; accepted: {accepted}"
    for channel, reach in coverage.reach.items():
        about = scenario.channels.get(channel)
        if about is None:
            yield f"coverage.reach.{channel}: the channel is not among the scenario's"
        elif reach.within is None and about.target is None:
            accepted = "'within', or a target of the channel"
            yield f"coverage.reach.{channel}: the channel promises no time; accepted: {accepted}"


def _blocks(scenario: Scenario, coverage: Coverage) -> Iterator[str]:
    """Yield the parts of the week that lie in no block, or in two."""
    weekend = set(scenario.calendar.weekend)
    days = [(name, number, name in weekend, False) for number, name in enumerate(DAYS)]
    if any("holidays" in hours.by_day for hours in coverage.blocks.values()):
        days.append(("holidays", 0, DAYS[0] in weekend, True))
    step = max(1, scenario.calendar.interval // 60_000_000)
    for name, weekday, is_weekend, is_holiday in days:
        for minute in range(0, 1440, step):
            inside = [
                block
                for block, hours in coverage.blocks.items()
                if any(start <= minute < end for start, end in hours.ranges(weekday, is_weekend, is_holiday))
            ]
            if len(inside) != 1:
                where = f"{name} {minute // 60:02d}:{minute % 60:02d}"
                lies = f"in the blocks {' and '.join(inside)}" if inside else "in no block"
                yield f"coverage.blocks: {where} lies {lies}; accepted: every interval in exactly one block"
                break


def _choice(scenario: Scenario, place: str, channel: ChannelName, choice: str) -> Iterator[str]:
    parts = parts_of_choice(choice)
    named = [part for part in parts if part not in (TEAM, ON_CALL, CLOSED)]
    known = [TEAM, CLOSED, *([ON_CALL] if scenario.on_call else []), *scenario.vendors, *scenario.automation]
    for part in named:
        about = scenario.vendors.get(part) or scenario.automation.get(part)
        if about is None:
            yield f"{place}: unknown '{part}'{suggestion(part, known)}; accepted: {', '.join(known)}"
        elif channel not in about.channels:
            yield f"{place}: '{part}' does not have the channel; accepted: {', '.join(about.channels)}"
    if ON_CALL in parts and scenario.on_call is None:
        yield f"{place}: nobody is on call; accepted: a scenario with 'on_call', which says who and at what pay"
    if {TEAM, CLOSED} <= set(parts) or {TEAM, ON_CALL} <= set(parts):
        yield f"{place}: 'team' opens the channel, which is 'closed' and left to people on call; accepted: one of them"
    if TEAM in parts and all(channel not in group.channels for group in scenario.team.groups.values()):
        yield f"{place}: no group of the team has the channel"
