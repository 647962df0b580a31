"""Who may cover which channel in which part of the week: what a coverage design chooses from."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sim.scenario.base import Part, Share
from sim.scenario.channels import ChannelName
from sim.scenario.duration import Duration
from sim.scenario.hours import HoursText

TEAM, ON_CALL, CLOSED = "team", "on_call", "closed"


class Reach(Part):
    """How many of the customers who try a channel are to be answered in time, at whatever hour they try."""

    share: Share
    """Share of the customers who try the channel, at whatever hour, that anybody answers in time."""
    within: Duration | None = None
    """In time is from the arrival; None takes the time of the channel's promise."""


class Coverage(Part):
    """Blocks of the week and what may cover a channel in each; hours of channels, vendors and automations follow."""

    blocks: dict[str, HoursText] = Field(min_length=1)
    """Parts of the week, local time, by name; every interval of the week lies in one of them."""
    choices: dict[ChannelName, tuple[str, ...]] = Field(min_length=1)
    """What may cover a channel: `team`, `on_call`, `closed`, the name of a vendor or of an automation, or several at
    once, such as `closed + night_bot`. Channels not named stay as they are."""
    fixed: dict[ChannelName, dict[str, str]] = {}
    """What is decided beforehand: by channel and block one of the channel's choices."""
    reach: dict[ChannelName, Reach] = {}
    """What is to be reached, over the whole week; channels not named need reach nothing."""
    people: Literal["stay", "free"] = "stay"
    """stay: the named people stay and are paid whatever is chosen. free: as many people as a design needs."""
    months: int = Field(default=24, ge=1, le=120)
    """Months over which what is paid once is spread."""
    counts_lost: bool = False
    """Whether the value lost with needs given up counts as a cost."""


def parts_of_choice(choice: str) -> tuple[str, ...]:
    """Return the parts of a choice: ``closed + night_bot`` has two.

    >>> parts_of_choice("closed + night_bot")
    ('closed', 'night_bot')
    """
    return tuple(part.strip() for part in choice.split("+"))
