"""The calls of a run as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from sim.centre.outbound import Call


def outbound_table(calls: Sequence[Call], lists: Sequence[str], agents: Sequence[str]) -> pd.DataFrame:
    """Return one row per call that fell due, by list and time; columns as `RunLog` describes them."""
    rows = sorted(calls, key=lambda call: (call.list_number, call.due))
    return pd.DataFrame(
        {
            "list": pd.array([lists[call.list_number] for call in rows], dtype="str"),
            "due": pd.array([call.due for call in rows], dtype="int64"),
            "agent": pd.array([None if call.agent is None else agents[call.agent] for call in rows], dtype="str"),
            "began": pd.array([call.began for call in rows], dtype="Int64"),
            "ended": pd.array([call.ended for call in rows], dtype="Int64"),
            "reached": pd.array([call.reached for call in rows], dtype="boolean"),
        }
    )
