"""How engaged a group is: what moves it from week to week, and what it moves. Off unless a group says so.

The directions are those of the literature on engaged and satisfied staff; the sizes are assumptions (grade: assumed),
to be replaced with one's own. `occupancy_from` is the ceiling of occupancy published by Call Centre Helper (grade B).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.base import NotNegative, Part, Share

Strength = Annotated[float, Field(ge=0.0, le=2.0)]


class Engagement(Part):
    """An engagement level from 0 to 1, moved at the end of every week; what it moves counts from the level at start."""

    start: Share = 0.7
    """Level in the first week, at which nothing is moved, and to which it recovers."""
    recovers: Share = 0.2
    """Share of the distance from that level that is made up in a week."""
    occupancy_from: Annotated[float, Field(ge=0.0, lt=1.0)] = 0.85
    """Occupancy of the week above which load wears people out."""
    load: NotNegative = 0.5
    """Lost in a week for each 1.0 of occupancy above that (0.05 above: a twentieth of it)."""
    overtime: NotNegative = 0.01
    """Lost in a week for each hour of overtime per person."""
    nights: NotNegative = 0.1
    """Lost in a week in which all planned time lies in `rules.night`; in proportion for less."""
    unfairness: NotNegative = 0.1
    """Lost in a week when one person has all nights and weekends so far; nothing when they are shared evenly."""
    handling: Strength = 0.2
    """Share by which handling time rises for each 1.0 of engagement lost, and falls for each gained."""
    resolution: Strength = 0.2
    """Share by which the share solved falls for each 1.0 of engagement lost, and rises for each gained."""
    absence: Strength = 0.5
    """Share by which absence rises for each 1.0 of engagement lost, and falls for each gained."""
    attrition: Strength = 1.0
    """Share by which people leave more often for each 1.0 of engagement lost on average, and less for each gained."""
