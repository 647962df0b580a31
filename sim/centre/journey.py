"""A need from its first attempt to its last: self-service, then attempt after attempt, each to whoever answers it.

The stations of an attempt stand in files of their own: `at_automation`, `at_vendor`, `closed`, `in_queue`, `on_call`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.centre.actors import ABSENT, Attempt
from sim.centre.at_automation import meet_automation
from sim.centre.at_vendor import at_shared_vendor
from sim.centre.closed import find_it_closed
from sim.centre.elsewhere import go_elsewhere
from sim.centre.events import ARRIVAL, At, Ending, Process
from sim.centre.follow_ups import ask_the_next
from sim.centre.in_queue import in_queue
from sim.centre.layout import NOBODY, TEAM
from sim.centre.log import AUTOMATED, CLOSED, PREVENTED, SELF_SERVED, SERVED
from sim.centre.meeting_a_queue import free_the_line
from sim.centre.on_call import somebody_is_on_call
from sim.centre.overflow import vendor_takes_at_once
from sim.centre.pairs import Pair, ask_elsewhere_too, leave_pair
from sim.centre.redial import time_to_redial
from sim.centre.self_service import come_later, look_for_the_answer
from sim.centre.silent import is_found_gone
from sim.centre.special import is_special, was_refused, what_the_refused_do
from sim.centre.templates import meet_template
from sim.centre.told import acknowledge, complain, note_public

if TYPE_CHECKING:
    from sim.centre.centre import ContactCentre


def journey(
    centre: ContactCentre,
    need: int,
    first_channel: int,
    topic: int,
    segment: int,
    patience: int,
    pair: Pair | None = None,
) -> Process:
    """A need from its first attempt to its last: self-service, then attempt after attempt.

    `pair` is given for a question that has been asked on another channel, in vain so far.
    """
    env, contacts = centre.env, centre.contacts
    number, row, channel = 1, contacts.row(need, 1), first_channel
    attempt = Attempt(need, number, row, channel, topic, segment, env.now, patience)
    if need >= contacts.needs:
        _arisen(centre, attempt, pair)
    attempt.special = is_special(centre, row, topic) if pair is None else pair.first.special
    if pair is None and centre.outbound is not None and centre.outbound.prevents(row, topic):
        centre.recorder.contact(attempt, PREVENTED, env.now)
        return
    if centre.layout.self_service[topic] and pair is None:
        found = look_for_the_answer(centre, attempt)
        if found == "answer":
            centre.recorder.contact(attempt, SELF_SERVED, env.now, solved=True)
            if centre.follow_ups:
                yield from ask_the_next(centre, attempt, SELF_SERVED)
            return
        if found == "nothing":
            yield from come_later(centre, attempt)
    if centre.duplicates and pair is None:
        ask_elsewhere_too(centre, attempt)
    while True:
        centre.inside[row] = attempt
        outcome, solved = yield from reach_somebody(centre, attempt)
        if attempt.line != ABSENT:
            free_the_line(centre, attempt)
        again, delay, channel = _comes_again(centre, attempt, outcome, solved)
        if centre.surveys is not None or centre.templates is not None:
            _look_back(centre, attempt, outcome, solved, delay if again else None)
        if centre.channels[attempt.served_channel].public_after is not None:
            note_public(centre, attempt, env.now)
        if attempt.gone is None:
            del centre.inside[row]
            centre.recorder.contact(attempt, outcome, env.now, solved, again)
        else:
            attempt.gone = replace(attempt.gone, follows=again)
            env.process(is_found_gone(centre, attempt))
        if again is None:
            if solved and centre.follow_ups:
                yield from ask_the_next(centre, attempt, outcome)
            return
        if env.now + delay >= centre.horizon:
            return
        number, row = number + 1, contacts.row(need, number + 1)
        patience = centre.patience_on(channel, row, need)
        yield At(env, delay, ARRIVAL | row)
        before = attempt
        attempt = Attempt(need, number, row, channel, topic, segment, env.now, patience)
        attempt.special, attempt.first_row = before.special, before.first_row
        attempt.told = before.told or outcome == SERVED
        if need >= contacts.needs:
            _note_origin(centre, attempt)
        in_vain = outcome != SERVED and channel != before.served_channel
        if in_vain or was_refused(before):
            complain(centre, attempt)


def reach_somebody(centre: ContactCentre, attempt: Attempt) -> Ending:
    """From the chosen channel to whoever answers: automation, vendor, team; or what a closed channel offers."""
    env, topic = centre.env, attempt.topic
    been_on = []
    while True:
        been_on.append(attempt.served_channel)
        channel = centre.layout.channels[attempt.served_channel]
        if not channel.offered:
            if not go_elsewhere(centre, attempt, been_on):
                return CLOSED, None
            continue
        if channel.automation is not None:
            solved = yield from meet_automation(centre, attempt, channel.automation)
            if solved is not None:
                return AUTOMATED, solved
        if centre.templates is not None:
            solved = yield from meet_template(centre, attempt)
            if solved is not None:
                return AUTOMATED, solved
        interval = env.now // centre.interval
        vendor = NOBODY if channel.vendor is None else channel.vendor[topic][interval]
        if vendor != NOBODY and not vendor_takes_at_once(centre, attempt, vendor):
            vendor = NOBODY  # the team comes first
        is_open = channel.is_open[interval] or vendor != NOBODY
        if not is_open and not (centre.topics[topic].emergency and somebody_is_on_call(centre, attempt)):
            ending = yield from find_it_closed(centre, attempt, been_on)
            if ending is not None:
                return ending
            continue
        if channel.acknowledges:
            acknowledge(centre, attempt)
        if vendor != NOBODY and centre.vendors[vendor].seats is None:
            return (yield from at_shared_vendor(centre, attempt, vendor))
        if channel.has_menu:
            attempt.note("through_menu")
        if channel.menu:
            yield At(env, channel.menu, ARRIVAL | attempt.row)
        return (yield from in_queue(centre, attempt, TEAM if vendor == NOBODY else vendor + 1))


def _arisen(centre: ContactCentre, attempt: Attempt, pair: Pair | None) -> None:
    """Begin with a need that has arisen from another one."""
    attempt.first_row = attempt.row
    _note_origin(centre, attempt)
    if pair is not None:
        attempt.pair, pair.second = pair, attempt
        pair.open += 1


def _note_origin(centre: ContactCentre, attempt: Attempt) -> None:
    """Say from which need the need of an attempt has arisen."""
    further = attempt.need - centre.contacts.needs
    is_duplicate = further < centre.contacts.duplicates
    attempt.note("duplicate_of" if is_duplicate else "follows_up", int(centre.contacts.origin[further]))


def _comes_again(
    centre: ContactCentre, attempt: Attempt, outcome: int, solved: bool | None
) -> tuple[str | None, int, int]:
    """Return whether and why the customer tries again (`redial`, `recontact`), after what time, and where."""
    row, channel, draws = attempt.row, attempt.served_channel, centre.draws
    if attempt.pair is not None and not leave_pair(centre, attempt, outcome, solved):
        return None, 0, channel
    if attempt.number >= centre.contacts.attempts:
        return None, 0, channel
    if was_refused(attempt):
        again, gap, channel = what_the_refused_do(centre, attempt)
        return again, round(centre.gap_draw[row] * gap), channel
    if solved:
        return None, 0, channel
    if solved is False:
        recontact = centre.topics[attempt.topic].recontact
        if draws["recontacts"][row] < recontact.share:
            return "recontact", round(centre.gap_draw[row] * recontact.after), channel
        return None, 0, channel
    delay = time_to_redial(centre, attempt, outcome)
    if delay is None:
        return None, 0, channel
    redial = centre.channels[channel].redial
    if redial.switch_to is not None and draws["switches"][row] < redial.switch:
        channel = centre.scenario.channel_names.index(redial.switch_to)
    return "redial", delay, channel


def _look_back(
    centre: ContactCentre, attempt: Attempt, outcome: int, solved: bool | None, comes_again_after: int | None
) -> None:
    """Ask the customer, and count for a template what is seen of it."""
    now, said = centre.env.now, None
    if centre.surveys is not None:
        said = centre.surveys.ask(attempt, outcome, solved, now)
    if centre.templates is not None:
        centre.templates.ended(attempt, outcome, now, comes_again_after, said)
