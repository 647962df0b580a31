"""What a wall of screens shows of a centre at one moment: clock, queues, service so far, people, templates."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from sim.centre.log import STATES
from sim.centre.watch import AWAY, Frame, Team
from sim.outputs import looks
from sim.outputs.words import channel_words
from sim.scenario.model import Scenario
from sim.timing import MINUTE

STATE_WORDS = {state: state.replace("_", " ") for state in STATES} | {"available": "free", "email": "e-mail"}
STAGE_WORDS = {"draft": "being written", "used": "used by agents", "automated": "answers by itself"}


def colours() -> dict[str, str]:
    """Return the colour of every state of an agent, safe for the colour-blind; channels as in all pictures."""
    rest = {state: looks.SERIES[9] for state in STATES}
    return (
        rest
        | {"available": looks.SERIES[4], "away": "#e4e4e4"}
        | {k: v for k, v in looks.CHANNEL_COLOURS.items() if k in rest}
    )


def wall(scenario: Scenario, team: Team, frame: Frame) -> str:
    """Return a moment as a piece of HTML without scripts, as a notebook shows it."""
    channels = [
        {
            "name": channel_words(name),
            "colour": looks.CHANNEL_COLOURS[name],
            "waiting": frame.waiting[place],
            "longest": duration_words(frame.longest[place]),
            "served": frame.served[place],
            "in_time": share_words(frame.in_time[place], frame.served[place]),
            "without_people": frame.without_people[place],
            "lost": frame.lost[place],
        }
        for place, name in enumerate(scenario.channel_names)
    ]
    names = scenario.ladder.templates if scenario.ladder is not None else ()
    return template("wall.html.j2").render(
        clock=clock_words(scenario, frame.time),
        channels=channels,
        agents=_agents(team, frame),
        templates=[(name, STAGE_WORDS[stage]) for name, stage in zip(names, frame.templates, strict=True)],
    )


def clock_words(scenario: Scenario, time: int) -> str:
    """Return a moment of a run on the clock of the calendar.

    The clock says the day too, because a run lasts for weeks: ``Mon 5 January, 09:30``.
    """
    local = scenario.calendar.moment(time).astimezone(scenario.calendar.zone)
    return f"{local:%a} {local.day} {local:%B}, {local:%H:%M}"


def duration_words(time: int) -> str:
    """Return a wait in words short enough for a screen.

    >>> duration_words(0), duration_words(95 * 1_000_000), duration_words(3 * 3_600_000_000)
    ('', '1:35 min', '3.0 h')
    """
    if time <= 0:
        return ""
    if time < 60 * MINUTE:
        return f"{time // MINUTE}:{time % MINUTE // 1_000_000:02d} min"
    return f"{time / (60 * MINUTE):.1f} h"


def share_words(part: int, whole: int) -> str:
    """Return a share as a percentage, nothing where there is nothing to share."""
    return f"{100 * part / whole:.0f} %" if whole else ""


def template(file: str) -> Template:
    """Return a template of this folder; everything put into it is escaped."""
    loader = PackageLoader("sim.outputs", "")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template(file)


def state_name(state: int) -> str:
    """Return the name of an agent's state in a frame, `away` for who is not at work."""
    return "away" if state == AWAY else STATES[state]


def _agents(team: Team, frame: Frame) -> list[dict[str, str]]:
    shades, tiles = colours(), []
    rows: Sequence[tuple[str, str, int, int]] = list(
        zip(team.names, team.groups, frame.states, frame.loads, strict=True)
    )
    for name, group, state, load in rows:
        word = STATE_WORDS.get(state_name(state), "away")
        doing = f"{word} × {load}" if load > 1 else word
        tiles.append({"name": name, "group": group, "doing": doing, "colour": shades[state_name(state)]})
    return tiles
