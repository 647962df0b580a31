"""Which differences a picture shows."""

import pandas as pd

from sim.outputs.prepare import differences_shown


def test_promises_by_channel_others_over_all_and_nothing_that_never_moves():
    rows = [
        ("service_level", "phone", 0.02),
        ("service_level", "all", 0.01),
        ("overtime_hours", "all", 3.0),
        ("abandonment", "phone", 0.01),
        ("abandonment", "all", 0.01),
        ("first_response_p50_minutes", "all", 0.0),
    ]
    table = pd.DataFrame(rows, columns=["measure", "channel", "difference"])
    kept = differences_shown(table)
    assert list(zip(kept["measure"], kept["channel"], strict=True)) == [
        ("service_level", "phone"),
        ("overtime_hours", "all"),
        ("abandonment", "all"),
    ]
