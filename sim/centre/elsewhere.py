"""A channel that is not offered: its customers are forced onto another one, or give up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.centre.actors import Attempt

if TYPE_CHECKING:
    from sim.centre.centre import ContactCentre


def go_elsewhere(centre: ContactCentre, attempt: Attempt, been_on: list[int]) -> bool:
    """Send a customer to the channel used instead; return False for one who gives up.

    The draw `forced` is compared with the shares of the other channels, added up in the order of the file.
    """
    attempt.note("forced")
    draw, total = centre.draws["forced"][attempt.row], 0.0
    for name, share in centre.channels[attempt.served_channel].instead.items():
        total += share
        if draw < total:
            return move(centre, attempt, centre.scenario.channel_names.index(name), been_on)
    return False


def move(centre: ContactCentre, attempt: Attempt, channel: int, been_on: list[int]) -> bool:
    """Let an attempt go on on another channel, with the patience it has there; return False if it has been on it."""
    if channel in been_on:
        return False
    attempt.served_channel = channel
    attempt.patience = centre.patience_on(channel, attempt.row, attempt.need)
    return True
