"""A recorded run as one HTML file: nothing is fetched, a slider and a clock that can be slowed down."""

from __future__ import annotations

import json
from collections.abc import Sequence

from markupsafe import Markup

from sim import __version__
from sim.centre.log import STATES
from sim.centre.watch import AWAY, Frame, Team
from sim.outputs import looks
from sim.outputs.wall import STAGE_WORDS, STATE_WORDS, clock_words, colours, template
from sim.outputs.words import channel_words
from sim.scenario.model import Scenario


def replay_page(scenario: Scenario, team: Team, frames: Sequence[Frame], *, replication: int = 0) -> str:
    """Return a page that replays the frames of a run; the same frames give the same bytes.

    Raises
    ------
    ValueError
        If there are no frames.
    """
    if not frames:
        raise ValueError("there is nothing to replay; accepted: at least one frame")
    interval = scenario.calendar.interval
    is_open = [scenario.calendar.is_open(scenario.channels[name].hours) for name in scenario.channel_names]
    step = frames[0].time
    shades = colours()
    data = {
        "minutes_per_frame": step / 60_000_000,
        "clock": [clock_words(scenario, frame.time) for frame in frames],
        "channels": [
            {"name": channel_words(name), "colour": looks.CHANNEL_COLOURS[name]} for name in scenario.channel_names
        ],
        "states": [
            *({"name": STATE_WORDS[state], "colour": shades[state]} for state in STATES),
            {"name": "away", "colour": shades["away"]},
        ],
        "agents": [{"name": name, "group": group} for name, group in zip(team.names, team.groups, strict=True)],
        "templates": list(scenario.ladder.templates) if scenario.ladder is not None else [],
        "stages": list(STAGE_WORDS.values()),
        "open": [[int(one[min(frame.time // interval, len(one) - 1)]) for one in is_open] for frame in frames],
        "waiting": [frame.waiting for frame in frames],
        "longest": [[one // 1_000_000 for one in frame.longest] for frame in frames],
        "served": [frame.served for frame in frames],
        "in_time": [frame.in_time for frame in frames],
        "without_people": [frame.without_people for frame in frames],
        "lost": [frame.lost for frame in frames],
        "state": [[len(STATES) if one == AWAY else one for one in frame.states] for frame in frames],
        "load": [frame.loads for frame in frames],
        "stage": [[list(STAGE_WORDS).index(one) for one in frame.templates] for frame in frames],
    }
    packed = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    about = (
        f"Replication {replication}, seed {scenario.seed}, digest {scenario.digest}, Allhours {__version__}; "
        f"times in {scenario.calendar.time_zone}"
    )
    return template("replay.html.j2").render(name=scenario.name, about=about, data=Markup(packed))
