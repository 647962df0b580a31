"""The summary of replications that plans, targets and comparisons read."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sim.measures.reached import ends_of_needs, met_closed
from sim.measures.records import Records
from sim.measures.summary import ALL, summary_of


def summarise(records: Sequence[Records]) -> pd.DataFrame:
    """Return `summary_of` every run, with who met a closed channel and what became of needs.

    Added columns: closed_share and not_offered_share (by the channel the customer chose); solved_share, lost_share and
    unsolved_share of needs, in the rows over all channels.
    """
    return pd.concat([_summary(one) for one in records], ignore_index=True)


def _summary(records: Records) -> pd.DataFrame:
    table = summary_of(records)
    chosen = met_closed(records, ["chosen_channel"]).set_index("chosen_channel")
    for column in ("closed_share", "not_offered_share"):
        share = chosen[column]
        share[ALL] = float(met_closed(records)[column].iloc[0])
        table[column] = table["channel"].map(share)
    ends = ends_of_needs(records)
    for column in ("solved_share", "lost_share", "unsolved_share"):
        table[column] = pd.Series(float(ends[column].iloc[0]), index=table.index).where(table["channel"] == ALL)
    return table
