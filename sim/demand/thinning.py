"""Fewer of the same customers: a replication drawn for a large volume, of which a part is kept.

Leaving out each arrival of a Poisson process with the same probability, whatever the others do, gives a Poisson process
with the smaller rate (Lewis and Shedler, Naval Research Logistics 26, 1979, DOI 10.1002/nav.3800260304). So scenarios
with different volumes can meet the same customers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sim.demand.contacts import Contacts
from sim.demand.streams import stream

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class KeptDraws(Mapping[str, Floats]):
    """The uniforms of the rows kept, each column cut down when it is asked for."""

    of_all: Mapping[str, Floats]
    rows: Ints
    """The rows that are kept, in their order."""

    def __getitem__(self, decision: str) -> Floats:
        """Return the column of a decision, one uniform per row kept."""
        return self.of_all[decision][self.rows]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of all decisions."""
        return iter(self.of_all)

    def __len__(self) -> int:
        """Return the number of decisions."""
        return len(self.of_all)


def thinned(contacts: Contacts, share: float, seed: int) -> Contacts:
    """Return the contacts of a share of the needs, drawn by chance, with all that belongs to them.

    Every need has one uniform for this, so a smaller share keeps a part of what a larger one keeps.
    """
    return only(contacts, stream(seed, contacts.replication, "thinning").random(contacts.needs) < share)


def only(contacts: Contacts, kept: npt.NDArray[np.bool_]) -> Contacts:
    """Return the contacts of the needs that are kept, with all that belongs to them, the needs arising from them too.

    `kept` says it for every need that arrives by itself.
    """
    further = kept[_roots(contacts)]
    needs, others, attempts = contacts.needs, len(contacts.origin), contacts.attempts
    first = (np.arange(attempts)[:, None] * needs + np.flatnonzero(kept)).ravel()
    then = (attempts * needs + np.arange(attempts)[:, None] * others + np.flatnonzero(further)).ravel()
    rows = np.concatenate([first, then])
    every = np.concatenate([kept, further])
    renumbered = np.cumsum(every) - 1
    return replace(
        contacts,
        needs=int(kept.sum()),
        arrives=contacts.arrives[kept],
        channel=contacts.channel[every],
        topic=contacts.topic[every],
        segment=contacts.segment[every],
        patience=contacts.patience[rows],
        work=contacts.work[rows],
        patience_draw=contacts.patience_draw[rows],
        work_draw=contacts.work_draw[rows],
        gap_draw=contacts.gap_draw[rows],
        draws=KeptDraws(contacts.draws, rows),
        origin=renumbered[contacts.origin[further]],
        duplicates=int(further[: contacts.duplicates].sum()),
        arising_draw=contacts.arising_draw[further],
        delay_draw=contacts.delay_draw[further],
    )


def _roots(contacts: Contacts) -> Ints:
    """The arriving need from which each further need goes back."""
    root = contacts.origin
    while (beyond := root >= contacts.needs).any():
        root = np.where(beyond, contacts.origin[np.where(beyond, root - contacts.needs, 0)], root)
    return root
