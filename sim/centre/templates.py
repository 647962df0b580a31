"""Templates in a run: which contact meets one, what an agent or a customer makes of it, and the weeks of the ladder.

What is decided about a template, and from what, stands in `ladder.py`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import simpy

from sim.centre.actors import Attempt
from sim.centre.events import ARRIVAL, WEEK_ENDS, At, Clock, Process
from sim.centre.ladder import MILLION, Standing, TemplateLadder
from sim.centre.log import AUTOMATED, SERVED
from sim.centre.record import BY
from sim.centre.shares import draw_beyond
from sim.scenario.ladder import Ladder
from sim.scenario.model import Scenario

if TYPE_CHECKING:
    from sim.centre.centre import ContactCentre

SOLVES, FAILS, SET_ASIDE = range(3)
"""What a template does for a contact. Set aside: the agent notices that it would not do, and answers without it."""
TEAM, VENDOR = BY.index("team"), BY.index("vendor")


class Templates:
    """The templates of a run, as contacts and agents meet them."""

    def __init__(
        self, scenario: Scenario, ladder: Ladder, draws: Mapping[str, Sequence[float]], work_draw: Sequence[float]
    ) -> None:
        self.ladder = TemplateLadder(ladder)
        self.rule = ladder.rule
        self.by_survey = ladder.rule.judged_by == "survey"
        self.draws, self.work_draw = draws, work_draw
        self.at: dict[tuple[int, int], Standing] = {}
        """The template of a channel and topic."""
        self.fits: list[float] = []
        """Per template: the draw below which it fits a need."""
        self.accepts = [
            [one.about.accept_of(segment) for segment in scenario.segment_names] for one in self.ladder.standings
        ]
        """Per template and segment: share of customers who take its automated answer."""
        self.is_open: list[list[bool]] = []
        """Per template and interval: whether it answers by itself then, once it is automated."""
        self.met: dict[int, int] = {}
        """What the template did, by need: nobody gets the same answer twice."""
        self.now_with: dict[int, int] = {}
        """What the template does for a contact in the hands of an agent, by row."""
        for standing in self.ladder.standings:
            about = standing.about
            topic = scenario.topic_names.index(about.topic)
            for channel in about.channels:
                self.at[scenario.channel_names.index(channel), topic] = standing
            fits = about.fits
            if about.takes == "easiest" and scenario.self_service.takes == "easiest":
                gone = scenario.self_service.topics.get(about.topic, 0.0)
                fits = draw_beyond(gone, scenario.tries_self_service, fits)
            self.fits.append(fits)
            self.is_open.append(scenario.calendar.is_open(about.hours).tolist())

    def for_contact(self, attempt: Attempt) -> Standing | None:
        """Return the template that fits a contact and has not been tried on its need; none for a special case."""
        standing = self.at.get((attempt.served_channel, attempt.topic))
        if standing is None or attempt.special or attempt.need in self.met:
            return None
        draw = self.work_draw if standing.about.takes == "easiest" else self.draws["template_fits"]
        return standing if draw[attempt.first_row] < self.fits[standing.number] else None

    def solves(self, standing: Standing, attempt: Attempt) -> bool:
        """Return whether a template, as good as it is now, solves a need."""
        return self.draws["template_solves"][attempt.first_row] * MILLION < standing.rate

    def shorten(self, attempt: Attempt, work: int) -> int:
        """Return the work of a contact that an agent begins with, shorter where a template is used."""
        if self.now_with.pop(attempt.row, None) is not None:
            del self.met[attempt.need]  # passed on before it was answered: whoever has it now begins anew
        standing = self.for_contact(attempt)
        if standing is None or standing.stage == "draft":
            return work
        about, need = standing.about, attempt.need
        if self.solves(standing, attempt):
            fate = SOLVES
        else:
            fate = SET_ASIDE if self.draws["template_noticed"][attempt.first_row] < about.noticed else FAILS
        self.met[need] = self.now_with[attempt.row] = fate
        if fate == SET_ASIDE:
            return work
        return work - work * round(MILLION * about.saves) // MILLION

    def served(self, attempt: Attempt, solved: bool) -> bool:
        """Return whether an agent's answer solved the need: the template decides where it was sent."""
        fate = self.now_with.get(attempt.row)
        return solved if fate in (None, SET_ASIDE) else fate == SOLVES

    def handed_back(self, attempt: Attempt, now: int) -> None:
        """Count what a vendor's agent sent in vain; the team does without that template."""
        fate = self.now_with.pop(attempt.row, None)
        standing = self.at.get((attempt.served_channel, attempt.topic))
        if fate is None or standing is None:
            return
        attempt.note("templated", int(fate != SET_ASIDE))
        self.ladder.note_use(standing, automated=False, set_aside=fate == SET_ASIDE)
        if standing.stage == "used" and not self.by_survey:
            self.ladder.observe(standing, now + self.rule.judged_after, closed=False)

    def ended(
        self, attempt: Attempt, outcome: int, now: int, comes_back_after: int | None, said_solved: bool | None
    ) -> None:
        """Count an answered contact for its template, and how the answer will be judged.

        Parameters
        ----------
        attempt, outcome, now
            The contact, how it ended, and when.
        comes_back_after
            When the customer contacts again about it; None never.
        said_solved
            What the customer says in the survey; None where not asked or not answered.
        """
        standing = self.at.get((attempt.served_channel, attempt.topic))
        if standing is None:
            return
        in_hand = self.now_with.pop(attempt.row, None)
        if outcome not in (SERVED, AUTOMATED):
            if in_hand is not None:
                del self.met[attempt.need]  # it was never sent
            return
        if outcome == SERVED:
            standing.held_by_vendor += attempt.by == VENDOR
            standing.held_by_team += attempt.by != VENDOR
        automated = outcome == AUTOMATED
        fate = self.met[attempt.need] if automated else in_hand
        if fate is None:
            return
        if not automated:
            attempt.note("templated", int(fate != SET_ASIDE))
        self.ladder.note_use(standing, automated=automated, set_aside=fate == SET_ASIDE)
        if automated != (standing.stage == "automated"):
            return  # it says nothing of the stage in which the template is now
        if not self.by_survey:
            closed = comes_back_after is None or comes_back_after > self.rule.judged_after
            self.ladder.observe(standing, now + self.rule.judged_after, closed and fate != SET_ASIDE)
        elif said_solved is not None:
            self.ladder.observe(standing, now, said_solved and fate != SET_ASIDE)


def meet_template(centre: ContactCentre, attempt: Attempt) -> Generator[simpy.Event, Any, bool | None]:
    """Get the automated answer of a template, if one fits; return whether it solved the need, None where none came."""
    env, templates = centre.env, centre.templates
    assert templates is not None
    standing = templates.for_contact(attempt)
    if standing is None or standing.stage != "automated":
        return None
    about = standing.about
    if not templates.is_open[standing.number][env.now // centre.interval]:
        return None
    if centre.draws["accepts_automation"][attempt.row] >= templates.accepts[standing.number][attempt.segment]:
        return None
    solves = templates.solves(standing, attempt)
    templates.met[attempt.need] = SOLVES if solves else FAILS
    if about.duration:
        yield At(env, about.duration, ARRIVAL | attempt.row)
    centre.recorder.by_template(attempt, standing.number)
    return solves


def weeks_of_ladder(scenario: Scenario, env: Clock, ladder: TemplateLadder) -> Process:
    """At the end of every local week of the horizon but the last, the ladder decides."""
    calendar = scenario.calendar
    for week in range(1, calendar.weeks):
        midnight = dt.datetime.combine(calendar.start + dt.timedelta(weeks=week), dt.time(), tzinfo=calendar.zone)
        yield At(env, calendar.microseconds(midnight) - env.now, WEEK_ENDS)
        ladder.end_week(env.now)
