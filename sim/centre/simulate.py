"""One replication: customers and a roster in, the record of what happened out."""

from __future__ import annotations

from sim.centre.centre import ContactCentre
from sim.centre.layout import lay_out
from sim.centre.log import RunLog
from sim.centre.people import shifts_of
from sim.centre.reviews import with_reviews
from sim.centre.roster import Roster
from sim.centre.shift import Shift
from sim.demand.contacts import Contacts
from sim.scenario.model import Scenario


def simulate(scenario: Scenario, contacts: Contacts, roster: Roster, *, with_absences: bool = True) -> RunLog:
    """Return the run log of drawn customers under a roster.

    The run is a pure function of its arguments: the same give the same log, byte for byte.

    Parameters
    ----------
    scenario, contacts, roster
        The contacts are drawn from a scenario with the same channels and topics, `draw_contacts(scenario,
        replication)`.
    with_absences
        Whether people miss shifts without notice, as their group's shrinkage says. Off for a roster that stands for
        people on the job rather than for named people.

    Raises
    ------
    InputError
        If the roster names a group the scenario does not have, or has people on call where the scenario has none.
    """
    centre, shifts = set_up(scenario, contacts, roster, with_absences=with_absences)
    return centre.run().log(shifts)


def set_up(
    scenario: Scenario, contacts: Contacts, roster: Roster, *, with_absences: bool = True
) -> tuple[ContactCentre, list[Shift]]:
    """Return a centre in which nothing has happened yet, and the shifts of its agents."""
    layout = lay_out(scenario)
    shifts = with_reviews(scenario, shifts_of(scenario, layout, roster, contacts.replication, with_absences))
    return ContactCentre(scenario, layout, contacts, shifts), shifts
