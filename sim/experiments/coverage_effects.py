r"""What each choice of a coverage design does, learnt from designs that were simulated: a first guess, and its mending.

A design's hours of shifts, its margin on each channel, and its cost besides people are taken for sums: a constant, a
part for every choice of a channel in a block, and a part for every set of channels that the team serves together in a
block (one person may serve them all). Uniform designs, the same in every block, give the first guess. Each further
design simulated corrects it by the least change that makes the sum right for all designs simulated so far:

.. math:: \theta = \theta_0 + W \Phi^T (\Phi W \Phi^T)^+ (y - \Phi \theta_0)

with the designs' features Φ, what they came to y, and weights W: effects that are large, or of the channel itself, bear
more of a correction (least squares of least norm; Golub and Van Loan, Matrix Computations, § 5.5).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sim.experiments.coverage_edits import Design
from sim.experiments.coverage_trial import Trial
from sim.rostering.coverage_choice import Choice, Effects, People, Together, team_of
from sim.scenario.coverage import CLOSED, ON_CALL, TEAM, Coverage, parts_of_choice

Floats = npt.NDArray[np.float64]
Key = tuple[str, ...]
"""A design told by its choices in the order of channels and blocks."""

UNSURE = 0.05
"""How unsure an effect is besides its own size: as a share of the largest effect, or of a channel's contacts."""
OF_OTHERS = 0.3
"""How unsure the effects of other channels on a margin are, beside those of the channel itself."""


@dataclass(frozen=True)
class Known:
    """What is known of the effects: on costs besides people, on margins, and on people."""

    cost: Effects
    margins: dict[str, Effects]
    people: People

    def of(self, design: Design, team: Mapping[str, tuple[str, ...]]) -> tuple[float, float]:
        """Return what a design costs a month, and by how many contacts a week it misses its targets."""
        price = self.cost.of(design, team) + self.people.cost_each * self.people.of(design, team)
        return price, sum(max(0.0, -one.of(design, team)) for one in self.margins.values())


@dataclass(frozen=True)
class Model:
    """The features of designs and the first guess of what they do."""

    coverage: Coverage
    uniform: Mapping[Key, Trial]
    """The uniform designs simulated, by their key."""

    @cached_property
    def is_team(self) -> dict[str, bool]:
        """Whether a choice is made by the team."""
        return {
            choice: TEAM in parts_of_choice(choice) for some in choices_of(self.coverage).values() for choice in some
        }

    @cached_property
    def choices(self) -> list[Choice]:
        """Every choice of a channel in a block."""
        return [
            (channel, block, choice)
            for channel, some in choices_of(self.coverage).items()
            for block in self.coverage.blocks
            for choice in some
        ]

    @cached_property
    def together(self) -> list[Together]:
        """Every block with every set of channels that the team may serve in it."""
        able = [
            channel for channel, some in choices_of(self.coverage).items() if any(self.is_team[one] for one in some)
        ]
        sets = [names for size in range(1, len(able) + 1) for names in itertools.combinations(able, size)]
        return [(block, names) for block in self.coverage.blocks for names in sets]

    def features(self, design: Design) -> Floats:
        """Return the features of a design: 1, then whether each choice and each set is in it."""
        team = team_of(design, self.is_team)
        chosen = [design[channel, block] == choice for channel, block, choice in self.choices]
        return np.array([True, *chosen, *(team[block] == names for block, names in self.together)], dtype=np.float64)

    def effects(self, trials: Sequence[Trial], at_least: int) -> Known:
        """Return the effects that are right for all the trials; `at_least` people are paid whatever is chosen."""
        phi = np.array([self.features(trial.design) for trial in trials])
        paid = np.array([max(at_least, trial.people) for trial in trials])
        each = self._cost_each
        hours = [trial.people * self._hours_each if trial.people > at_least else trial.hours for trial in trials]
        most = at_least * self._hours_each  # hours that fit the people there are; what they do not take, they could
        wanted = np.array(
            [min(one, most) if trial.people <= at_least else one for one, trial in zip(hours, trials, strict=True)]
        )
        of_hours = self._corrected(self._first_hours, phi, wanted, self._weights(self._first_hours, None))
        people = People(of_hours, self._hours_each, each, at_least)
        rest = np.array([trial.cost for trial in trials]) - each * paid
        cost = self._corrected(self._first_cost, phi, rest, self._weights(self._first_cost, None))
        margins = {}
        for channel in self.coverage.reach:
            first = self._first_margin(channel)
            found = np.array([trial.margins(self.coverage)[channel] for trial in trials])
            margins[str(channel)] = self._corrected(first, phi, found, self._weights(first, channel))
        return Known(cost, margins, people)

    def _corrected(self, first: Floats, phi: Floats, found: Floats, weights: Floats) -> Effects:
        spread = phi * weights
        theta = first + spread.T @ np.linalg.pinv(spread @ phi.T, rcond=1e-10) @ (found - phi @ first)
        ends = 1 + len(self.choices)
        of_choice = dict(zip(self.choices, theta[1:ends].tolist(), strict=True))
        return Effects(float(theta[0]), of_choice, dict(zip(self.together, theta[ends:].tolist(), strict=True)))

    def _weights(self, first: Floats, channel: str | None) -> Floats:
        if channel is None:
            scale = UNSURE * float(np.abs(first[1:]).max(initial=1.0))
            return np.asarray((np.abs(first) + scale) ** 2)
        scale = UNSURE * self._needs[channel].sum()
        own = np.array(
            [True, *(one == channel for one, *_ in self.choices), *(channel in few for _, few in self.together)]
        )
        return np.asarray((np.abs(first) + scale * np.where(own, 1.0, OF_OTHERS)) ** 2)

    @cached_property
    def base(self) -> Trial:
        """The trial in which every channel has its base choice: closed, or else what is not the team's."""
        return self.uniform[key_of(self.coverage, uniform(self.coverage, {}))]

    @cached_property
    def _needs(self) -> dict[str, Floats]:
        """Needs a week by channel and block, in the base."""
        sums = self.base.blocks.groupby(["channel", "block"])["needs"].sum()
        runs = self.base.blocks["replication"].nunique()
        return {
            channel: np.array([float(sums.get((channel, block), 0.0)) / runs for block in self.coverage.blocks])
            for channel in choices_of(self.coverage)
        }

    @cached_property
    def _hours_each(self) -> float:
        """Hours of shifts a week that a person of a sketched roster works, in the design with most people."""
        largest = max(self.uniform.values(), key=lambda trial: trial.people)
        return largest.hours / largest.people if largest.people else 1.0

    @cached_property
    def _cost_each(self) -> float:
        """What a person costs a month, in the design with most people."""
        largest = max(self.uniform.values(), key=lambda trial: trial.people)
        return largest.cost_of_people / largest.people if largest.people else 0.0

    @cached_property
    def _first_hours(self) -> Floats:
        """Hours of uniform designs: those of the team in each block."""
        hours = [0.0] * (1 + len(self.choices))
        for block, names in self.together:
            trial = self._with({channel: _first_team(self.coverage, channel) for channel in names})
            hours.append(trial.hours * trial.presence.get(block, 0.0))
        return np.array(hours)

    @cached_property
    def _first_cost(self) -> Floats:
        """Costs besides people of uniform designs beside the base, by the contacts or hours of the blocks."""
        blocks = list(self.coverage.blocks)
        base = self.base.cost - self.base.cost_of_people
        costs = [base]
        for channel, block, choice in self.choices:
            trial = self._with({channel: choice})
            beside = self._with({channel: _first_team(self.coverage, channel)}) if self.is_team[choice] else self.base
            contacts = self._needs[channel]
            share = contacts[blocks.index(block)] / max(contacts.sum(), 1e-9)
            if ON_CALL in parts_of_choice(choice):
                share = 1.0 / len(blocks)
            more = trial.cost - trial.cost_of_people - beside.cost + beside.cost_of_people
            costs.append(more * share)
        return np.array([*costs, *(0.0 for _ in self.together)])

    def _first_margin(self, channel: str) -> Floats:
        """Margins of a channel in the uniform designs, block by block; sets of channels change nothing at first."""
        share = next(reach.share for name, reach in self.coverage.reach.items() if name == channel)
        first = [0.0]
        for of_channel, block, choice in self.choices:
            if of_channel != channel:
                first.append(0.0)
                continue
            blocks = self._with({channel: choice}).blocks
            rows = blocks[(blocks["channel"] == channel) & (blocks["block"] == block)]
            runs = max(1, blocks["replication"].nunique())
            first.append(float((rows["in_time"] - share * rows["needs"]).sum()) / runs)
        return np.array([*first, *(0.0 for _ in self.together)])

    def _with(self, over: Mapping[str, str | None]) -> Trial:
        return self.uniform[key_of(self.coverage, uniform(self.coverage, over))]


def uniform_designs(coverage: Coverage) -> Iterator[dict[tuple[str, str], str]]:
    """Yield the uniform designs: the base, every choice of one channel, every set of channels by the team."""
    yield uniform(coverage, {})
    for channel, some in choices_of(coverage).items():
        for choice in some:
            yield uniform(coverage, {channel: choice})
    able = [channel for channel in choices_of(coverage) if _first_team(coverage, channel) is not None]
    for size in range(2, len(able) + 1):
        for names in itertools.combinations(able, size):
            yield uniform(coverage, {channel: _first_team(coverage, channel) for channel in names})


def uniform(coverage: Coverage, over: Mapping[str, str | None]) -> dict[tuple[str, str], str]:
    """Return a design that is the same in every block: the base, with other choices for some channels."""
    choice = {channel: over.get(channel) or _base_choice(some) for channel, some in choices_of(coverage).items()}
    return {(channel, block): choice[channel] for channel in choices_of(coverage) for block in coverage.blocks}


def key_of(coverage: Coverage, design: Design) -> Key:
    """Return the key of a design."""
    return tuple(design[channel, block] for channel in choices_of(coverage) for block in coverage.blocks)


def choices_of(coverage: Coverage) -> dict[str, tuple[str, ...]]:
    """Return what may cover each channel, by the channel's name."""
    return {str(channel): some for channel, some in coverage.choices.items()}


def _base_choice(choices: Sequence[str]) -> str:
    others = [choice for choice in choices if TEAM not in parts_of_choice(choice)]
    return CLOSED if CLOSED in choices else (others or list(choices))[0]


def _first_team(coverage: Coverage, channel: str) -> str | None:
    return next((one for one in choices_of(coverage)[channel] if TEAM in parts_of_choice(one)), None)
