"""Who is at home and called out for emergencies: hours, turns and what they are paid."""

from __future__ import annotations

from typing import Literal

from sim.scenario.base import NotNegative, Part, Share
from sim.scenario.distribution import Distribution
from sim.scenario.duration import Duration
from sim.scenario.hours import HoursText
from sim.scenario.on_call_rota import Rota
from sim.timing import MINUTE


class OnCall(Part):
    """Somebody at home who is called out for emergencies while nobody is on shift."""

    hours: HoursText
    """When somebody is on call, local time."""
    group: str
    """Group whose members take turns, and with whose channels and skills whoever is on call answers."""
    response: Distribution
    """Time from the call to the start of work, once for each call-out: who is up already begins at once."""
    stays_up: Duration = 0
    """Time for which somebody called out stays up when nothing is left; what comes by then is the same call-out."""
    answers: Share = 1.0
    """Share of call-outs that the person called first answers."""
    escalate_after: Duration = 5 * MINUTE
    """Time after which a call-out that is not answered goes to the secondary (a turn named `secondary` in the roster).
    Without one it is repeated, and answered then."""
    recovery: Literal["none", "start_later", "missed"] = "none"
    """What becomes of a shift that would start within the rest after a call-out. none: it starts as planned.
    start_later: when the rest is over. missed: not at all. The hours lost are paid."""
    rest: Duration | None = None
    """Rest after a call-out; None means the daily rest of the rules."""
    pay_per_week: NotNegative = 0.0
    """Pay for a week of being on call."""
    pay_per_call_out: NotNegative = 0.0
    """Pay for each call-out that is answered, however many contacts it serves."""
    pay_per_contact: NotNegative = 0.0
    """Pay for each contact served on call."""
    compensatory_days_per_week: NotNegative = 0.0
    """Days of paid leave earned with a week on call; they cost a day's contract hours each."""
    rota: Rota = Rota()
    """Who takes which turn."""
