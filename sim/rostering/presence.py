"""From people needed on the job to people needed on shift: the part of a shift that is break, meeting or absence."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import InputError, Problem
from sim.rostering.past import still_there
from sim.scenario.model import Scenario
from sim.scenario.presence import presence_share
from sim.staffing.requirement import Requirement


def people_on_shift(needed: npt.NDArray[np.int64], share: float) -> npt.NDArray[np.int64]:
    """Return the people to plan on shift so that `needed` are on the job: needed / share, to the nearest whole person.

    Rounding up would turn one seat round the clock into two and double its price to bridge breaks of minutes; to the
    nearest is right on average. It is never fewer than `needed`. Where one person short now and then costs too much
    service, the simulation of the roster shows it, and the requirement is raised there.

    >>> people_on_shift(np.array([0, 1, 2, 3, 4, 10]), 0.85).tolist()
    [0, 1, 2, 4, 5, 12]
    """
    return np.maximum(needed, np.floor(needed / share + 0.5 + 1e-9).astype(np.int64))


def needed_on_shift(scenario: Scenario, requirement: Requirement, group: str) -> npt.NDArray[np.int64]:
    """Return the people to plan on shift in every interval (of `requirement.interval`) of the horizon, in order.

    Whoever is still there from a shift that began before the horizon need not be planned.

    Raises
    ------
    InputError
        If the requirement does not lie on the intervals of the horizon, or asks for fewer than 0 people.
    """
    share = presence_share(scenario.team.groups[group], scenario.rules)
    needed = people_on_shift(needed_on_the_job(scenario, requirement, group), share)
    needed -= still_there(scenario, group, requirement.interval, len(needed))
    return needed.clip(min=0)


def needed_on_the_job(scenario: Scenario, requirement: Requirement, group: str) -> npt.NDArray[np.int64]:
    """Return the people needed on the job in every interval of the horizon, 0 where the requirement has no row.

    Raises
    ------
    InputError
        If the requirement does not lie on the intervals of the horizon, or asks for fewer than 0 people.
    """
    calendar = scenario.calendar
    series = requirement.agents(group)
    needed = np.zeros(-(-calendar.horizon // requirement.interval), dtype=np.int64)
    if series.empty:
        return needed
    since_start = pd.DatetimeIndex(series.index) - pd.Timestamp(calendar.start_utc)
    starts = since_start.to_numpy().astype("timedelta64[us]").astype(np.int64)
    places, beside = np.divmod(starts, requirement.interval)
    agents = series.to_numpy(dtype=float)
    wrong = (beside != 0) | (places < 0) | (places >= len(needed)) | ~(agents >= 0) | ~np.isfinite(agents)
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise InputError(
            Problem(
                "the requirement does not fit the horizon",
                field=f"{group}, {series.index[row]}",
                given=f"{agents[row]:g} people",
                accepted=f"0 or more people from {calendar.start_utc:%Y-%m-%d %H:%M} UTC on, at whole intervals",
            )
        )
    needed[places] = np.ceil(agents - 1e-9).astype(np.int64)
    return needed
