"""Who is at home and called out for emergencies: hours, turns and what they are paid."""

from __future__ import annotations

from sim.scenario.base import NotNegative, Part
from sim.scenario.distribution import Distribution
from sim.scenario.hours import HoursText


class OnCall(Part):
    """Somebody at home who is called out for emergencies while nobody is on shift."""

    hours: HoursText
    """When somebody is on call, local time."""
    group: str
    """Group whose members take turns, a week each."""
    response: Distribution
    """Time from the call to the start of work."""
    pay_per_week: NotNegative = 0.0
    """Pay for a week of being on call."""
    pay_per_call_out: NotNegative = 0.0
    """Pay for each contact served."""
