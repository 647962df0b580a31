"""A shift of an agent and its breaks, as they are planned and as the agent means to take them."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.centre.actors import Agent
from sim.scenario.working import Overtime


@dataclass(frozen=True)
class Pause:
    """A time within a shift away from customers."""

    start: int
    end: int
    state: int
    is_review: bool = False
    """Whether it is the weekly review of templates, which lasts as long as there is work for it."""


@dataclass(frozen=True, eq=False)
class Shift:
    """One presence of an agent, in microseconds since the start of the horizon."""

    agent: Agent
    start: int
    end: int
    pauses: tuple[Pause, ...] = ()
    """Breaks and meetings at the times at which the agent means to take them."""
    absent: bool = False
    has_habits: bool = False
    """Whether it is that of a named person with habits."""
    illness: float = 1.0
    """The uniform of the day, below which share of absence the agent does not come where engagement moves that."""
    by: str = field(default="team")
    begins: int | None = None
    """When the agent means to come, if not at the start."""
    planned_pauses: tuple[Pause, ...] = ()
    """Breaks and meetings as the roster has them."""
    overtime: Overtime | None = None
    stays_on: bool = False
    """Whether the agent stays on if asked to."""
    days_in_team: int = 0
    """Local days since the person joined."""
    week: int = 0
    """Week of the horizon, from 0, in which it starts."""
