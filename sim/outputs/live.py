"""A running simulation in a notebook: it goes on while you look, at a pace you can change, and can be halted."""

from __future__ import annotations

import asyncio

from sim.centre.log import RunLog
from sim.centre.roster import Roster
from sim.centre.watch import Frame, team_of, watch
from sim.demand.contacts import Contacts
from sim.outputs.wall import wall
from sim.scenario.model import Scenario
from sim.timing import MINUTE


class LiveView:
    """A run that is watched while it goes on; its controls are plain attributes and methods, for any notebook.

    >>> view = LiveView(scenario, contacts, roster)  # doctest: +SKIP
    >>> view.start()  # doctest: +SKIP
    >>> view.minutes_per_second = 5  # slower  # doctest: +SKIP
    >>> view.pause()  # doctest: +SKIP
    """

    def __init__(
        self,
        scenario: Scenario,
        contacts: Contacts,
        roster: Roster,
        *,
        every: int = 5 * MINUTE,
        minutes_per_second: float = 60.0,
        until: int | None = None,
    ) -> None:
        self.scenario = scenario
        self.minutes_per_second = minutes_per_second
        """Simulated minutes that pass in a second; change it at any time."""
        self.every = every
        """Simulated time between two looks, microseconds."""
        self.until = until
        """Simulated time at which watching ends, microseconds; None for the whole horizon."""
        self.frames: list[Frame] = []
        """What has been seen so far; `replay_page` makes a file of it."""
        self.log: RunLog | None = None
        """The log, once the run has come to its end."""
        self.team = team_of(scenario, roster)
        self._run = watch(scenario, contacts, roster, every=every)
        self._goes_on = asyncio.Event()
        self._goes_on.set()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Show the run below the cell and let it go on while other cells are used.

        Raises
        ------
        RuntimeError
            Outside a notebook, where nothing goes on beside the program; `watch` serves there.
        """
        self._task = asyncio.get_running_loop().create_task(self.play())

    async def play(self) -> None:
        """Show frame after frame until the end; ``await view.play()`` keeps the cell busy until then."""
        from IPython.display import HTML, display

        shown = None
        while (frame := self.step()) is not None:
            picture = HTML(wall(self.scenario, self.team, frame))  # type: ignore[no-untyped-call]  # IPython is untyped
            if shown is None:
                shown = display(picture, display_id=True)  # type: ignore[no-untyped-call]  # as above
            else:
                shown.update(picture)
            await asyncio.sleep(self.every / MINUTE / self.minutes_per_second)
            await self._goes_on.wait()

    def step(self) -> Frame | None:
        """Return the next frame; None once watching has ended."""
        if self.until is not None and self.frames and self.frames[-1].time >= self.until:
            return None
        try:
            frame = next(self._run)
        except StopIteration as end:
            self.log = end.value if self.log is None else self.log
            return None
        self.frames.append(frame)
        return frame

    def pause(self) -> None:
        """Halt the clock; what is shown stays."""
        self._goes_on.clear()

    def go_on(self) -> None:
        """Let the clock go on."""
        self._goes_on.set()

    def stop(self) -> None:
        """End watching."""
        if self._task is not None:
            self._task.cancel()
