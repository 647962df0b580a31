"""The back-test on the bank's log: writes the tables of docs/backtest.md and its picture anew.

Run from the root of the repository with the log as argument (two to three minutes):

    python -m benchmarks.backtest_bank ../shared/data/anonymous_bank/february_1999.csv.gz
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pandas as pd

from sim.experiments.backtest_report import backtest_tables
from sim.files import write_atomically
from sim.outputs.plots_backtest import picture_of_backtest

ROOT = Path(__file__).resolve().parents[1]
LEAVE_OUT = [("1999-02-14 21:00", "1999-02-14 22:30")]  # a burst that the calibration left out too
SHOWN = ["delayed_share", "abandonment", "mean_wait_seconds", "service_level"]
HEADS = {
    "offered": "contacts",
    "delayed_share": "waited",
    "abandonment": "hung up",
    "mean_wait_seconds": "mean wait, s",
    "service_level": "within 20 s",
}
DAYS = {"all": "all days", "weekdays": "Sunday to Thursday", "fri": "Friday", "sat": "Saturday"}


def number(measure: str, value: float) -> str:
    if pd.isna(value):
        return ""
    if measure == "offered":
        return f"{value:,.0f}"
    return f"{value:.1f}" if measure == "mean_wait_seconds" else f"{value:.3f}".replace("0.", ".", 1)


def markdown(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def enough(hours: pd.DataFrame, fewest: int = 50) -> pd.DataFrame:
    """Leave out hours of a kind of day in which fewer contacts came in the whole month: their shares say nothing."""
    seen = hours[(hours["source"] == "observed") & (hours["measure"] == "offered")]
    kept = seen.loc[seen["mean"] >= fewest, ["days", "hour"]]
    return hours.merge(kept, on=["days", "hour"])


def overall(hours: pd.DataFrame) -> str:
    rows = []
    for days, name in DAYS.items():
        for source in ("observed", "replay", "model"):
            part = hours[(hours["days"] == days) & (hours["source"] == source) & hours["hour"].isna()]
            part = part.set_index("measure")
            cells = [number(measure, part.at[measure, "mean"]) for measure in HEADS]
            if source != "observed":
                bounds = [(number(one, part.at[one, "low"]), number(one, part.at[one, "high"])) for one in HEADS]
                cells = [
                    cell if low == high else f"{cell} ({low}-{high})"
                    for cell, (low, high) in zip(cells, bounds, strict=True)
                ]
            rows.append([name if source == "observed" else "", source, *cells])
    return markdown(["days", "", *HEADS.values()], rows)


def by_hour(hours: pd.DataFrame, days: str) -> str:
    part = hours[(hours["days"] == days) & hours["hour"].notna()]
    wide = part.pivot(index="hour", columns=["measure", "source"], values="mean")
    rows = []
    for hour, line in wide.iterrows():
        cells = [number("offered", line[("offered", "observed")]), number("offered", line[("offered", "model")])]
        for measure in SHOWN:
            cells.append(" / ".join(number(measure, line[(measure, one)]) for one in ("observed", "replay", "model")))
        rows.append([f"{hour:02d}", *cells])
    return markdown(["hour", "contacts", "drawn", *(HEADS[one] for one in SHOWN)], rows)


def errors(table: pd.DataFrame) -> str:
    rows = [
        [row.source, HEADS[row.measure], number(row.measure, row.observed), number(row.measure, row.mean),
         f"{row.bias:+.1f}" if row.measure == "mean_wait_seconds" else f"{round(row.bias, 3) + 0.0:+.3f}",
         number(row.measure, row.typical_error), f"{row.hours_within} of {row.hours}"]
        for row in table.itertuples() if row.measure != "offered"
    ]  # fmt: skip
    heads = ["", "measure", "observed", "mean", "bias", "typical error of an hour", "hours within the range"]
    return markdown(heads, rows)


def topics(table: pd.DataFrame) -> str:
    names = table[table["source"] == "observed"].sort_values("offered", ascending=False)["topic"]
    wide = table.set_index(["topic", "source"])
    rows = [
        [topic, number("offered", wide.at[(topic, "observed"), "offered"]),
         *(" / ".join(number(one, wide.at[(topic, source), one]) for source in ("observed", "replay", "model"))
           for one in SHOWN)]
        for topic in names
    ]  # fmt: skip
    return markdown(["topic", "contacts", *(HEADS[one] for one in SHOWN)], rows)


def assumptions(table: pd.DataFrame) -> str:
    rows = [
        [row.source, row.assumption, number("offered", row.ready_hours),
         *(number(measure, getattr(row, measure)) for measure in SHOWN)]
        for row in table.itertuples()
    ]  # fmt: skip
    return markdown(["", "assumption", "hours ready", *(HEADS[one] for one in SHOWN)], rows)


def littles_law(table: pd.DataFrame) -> str:
    rows = [
        [row.source, f"{row.arrivals_per_hour:.3f}", f"{3600 * row.mean_wait_hours:.3f}",
         f"{row.arrivals_per_hour * row.mean_wait_hours:.6f}", f"{row.mean_queue:.6f}"]
        for row in table.itertuples()
    ]  # fmt: skip
    return markdown(["", "λ per hour", "W, s", "λW", "L, counted from the queue"], rows)


def main(history: str) -> None:
    bank, page = ROOT / "scenarios" / "bank", ROOT / "docs" / "backtest.md"
    tables = backtest_tables(
        history, bank / "history_mapping.yaml", bank / "backtest.yaml", leave_out=LEAVE_OUT,
        progress=lambda stage, done: print(f"\r{stage} {done:.0%}  ", end="", file=sys.stderr),
    )  # fmt: skip
    hours = enough(tables["hours"])
    parts = {
        "overall": overall(hours),
        "hours": by_hour(hours, "weekdays"),
        "friday": by_hour(hours, "fri"),
        "saturday": by_hour(hours, "sat"),
        "errors": errors(tables["errors"]),
        "topics": topics(tables["topics"]),
        "assumptions": assumptions(tables["assumptions"]),
        "little": littles_law(tables["littles_law"]),
    }
    text = page.read_text(encoding="utf-8")
    for name, table in parts.items():
        marked = re.compile(rf"(<!-- {name} -->\n).*?(\n<!-- end -->)", re.DOTALL)
        if not marked.search(text):
            raise SystemExit(f"{page} has no place for the table '{name}'")
        text = marked.sub(lambda found, table=table: found[1] + table + found[2], text)
    title = "February 1999, Sunday to Thursday, by the hour in which a call asked for a person"
    picture = picture_of_backtest(hours[hours["days"] == "weekdays"], title)
    write_atomically(ROOT / "docs" / "img" / "backtest.png", picture)
    write_atomically(page, text)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
