"""A rotation on call from its turns to what they cost people: solved, simulated on the scenario's customers, paid."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from sim.centre.log import RunLog
from sim.centre.roster import IN_LIEU, Roster
from sim.errors import InputError, Problem
from sim.experiments.judging import judge
from sim.experiments.replicate import Progress, replicate, silent
from sim.experiments.stages import find_roster
from sim.experiments.summarise import summarise
from sim.finance.on_call_pay import on_call_pay
from sim.measures.duty_load import calls_by_turn, load_rules
from sim.measures.records import records_of
from sim.rostering.engine import Stop, Watch
from sim.rostering.ledger_update import ledger_after, with_change_at_short_notice
from sim.rostering.on_call_repair import RepairedTurns, repair_turns, why_nobody
from sim.rostering.on_call_solve import OnCallPlan, solve_on_call
from sim.rostering.on_call_swap import Swap, Swapped, swap_turns
from sim.rostering.on_call_turns import hours_without_site
from sim.rostering.repair_team import Absence
from sim.scenario.ledger import ITEMS, Ledger
from sim.scenario.model import Scenario
from sim.wording import counted

OPEN_TOLD = 5
"""Most open turns of which it is told why nobody can have them."""


@dataclass(frozen=True)
class OnCallResult:
    """A rotation on call and everything that is said of it."""

    scenario: Scenario
    plan: OnCallPlan
    roster: Roster
    """The whole roster, turns on call included."""
    turns: pd.DataFrame
    """The turns with the call-outs to be expected in each (see `calls_by_turn`), NaN where nothing was simulated."""
    people: pd.DataFrame
    """What each person has and is paid (see `on_call_pay`)."""
    rules: pd.DataFrame
    """The rules of load (see `load_rules`)."""
    summary: pd.DataFrame
    """The service the roster buys, by replication and channel; empty where nothing was simulated."""
    targets: pd.DataFrame
    ledger: Ledger
    """The fairness ledger after this period."""
    swapped: Swapped | None = None
    repaired: RepairedTurns | None = None
    """What changed because people are ill."""

    @property
    def words(self) -> tuple[str, ...]:
        """What the reader should know, in sentences."""
        return tuple(_sentences(self))


def plan_on_call(
    scenario: Scenario,
    roster: Roster | None = None,
    *,
    swaps: Sequence[Swap] = (),
    ill: Sequence[Absence] = (),
    today: dt.date | None = None,
    simulated: bool = True,
    jobs: int = 1,
    progress: Progress = silent,
    watch: Watch | None = None,
    stop_gap: float = 0.0,
    stop: Stop | None = None,
) -> OnCallResult:
    """Return the rotation of a scenario with `on_call`, and what it comes to.

    `roster` says who works when; without it one is found first, unless nothing is to be `simulated`. Swaps are made in
    the rotation found, checked, and simulated as well. With somebody `ill` the rotation of the roster (or, where it has
    no turns, the one found) is repaired from `today` on, with as few changes as possible. `watch` is told of each
    better roster and rotation; a stage ends within `stop_gap` of its bound; `stop` asks for the best so far.

    Raises
    ------
    InputError
        If the scenario has nobody on call, a fixed turn cannot be, or a swap names a turn that is not there.
    """
    if scenario.on_call is None:
        raise InputError(Problem("the scenario has nobody on call", field="on_call", accepted="a part 'on_call'"))
    if roster is None and simulated:
        _, roster = find_roster(scenario, progress=progress, watch=watch, stop_gap=stop_gap, stop=stop)
    progress("turns", 0.0)
    repaired = None
    with stop.on_ctrl_c() if stop is not None else contextlib.nullcontext():
        if ill:
            repaired = repair_turns(scenario, roster, ill, today=today, progress=watch, stop=stop)
            plan = repaired.plan
        else:
            plan = solve_on_call(scenario, roster, progress=watch, stop_gap=stop_gap, stop=stop)
    swapped = swap_turns(plan, swaps) if swaps else None
    if swapped is not None:
        plan = swapped.plan
    progress("turns", 1.0)
    whole = with_turns(roster, plan)
    logs: list[RunLog] = replicate(scenario, whole, jobs=jobs, progress=progress) if simulated else []
    members = pd.DataFrame(
        [
            (member.person.name, member.person.group, site)
            for member in plan.instance.members
            for site in sorted(member.sites)
        ],
        columns=["person", "group", "site"],
    )
    summary = summarise([records_of(log, scenario) for log in logs]) if logs else pd.DataFrame()
    return OnCallResult(
        scenario=scenario,
        plan=plan,
        roster=whole,
        turns=calls_by_turn(scenario, plan.turns, logs) if logs else plan.turns,
        people=on_call_pay(scenario, plan.turns, members, logs),
        rules=load_rules(scenario, plan.turns, members, logs, _round_the_clock(plan)),
        summary=summary,
        targets=judge(scenario, summary) if logs else pd.DataFrame(),
        ledger=ledger_after(scenario, whole),
        swapped=swapped,
        repaired=repaired,
    )


def with_turns(roster: Roster | None, plan: OnCallPlan) -> Roster:
    """Return a roster with the turns of a plan instead of any it had."""
    if roster is None:
        table = plan.assignments
    else:
        own = roster.assignments[roster.assignments["kind"] != "on_call"]
        table = pd.concat([own, plan.assignments], ignore_index=True)
    table = table.sort_values(["person", "start", "end", "kind"], ignore_index=True)
    return replace(roster, assignments=table) if roster is not None else Roster(table, status=plan.status)


def ledger_table(ledger: Ledger) -> pd.DataFrame:
    """Return what a ledger adds up to, one row per person: for every item the count and the fair share."""
    people = dict.fromkeys(sorted(entry.person for entry in ledger.entries))
    rows = []
    for name in people:
        own = [entry for entry in ledger.entries if entry.person == name]
        row: dict[str, object] = {"person": name, "group": own[-1].group}
        for item in ITEMS:
            row[item] = sum(entry.done.get(item, 0.0) for entry in own)
            row[f"{item}_share"] = sum(entry.share.get(item, 0.0) for entry in own)
        rows.append(row)
    columns = ["person", "group", *(column for item in ITEMS for column in (item, f"{item}_share"))]
    return pd.DataFrame(rows, columns=columns)


def at_short_notice(result: OnCallResult, swaps: Sequence[Swap], last_notice: pd.Timestamp) -> Ledger:
    """Return the ledger with a change at short notice for whoever takes over a turn that begins before a moment."""
    ledger, groups = result.ledger, dict(zip(result.people["person"], result.people["group"], strict=True))
    for swap in swaps:
        for taker, date in ((swap.other, swap.date), (swap.person, swap.other_date)):
            if pd.Timestamp(date) < last_notice:
                ledger = with_change_at_short_notice(ledger, taker, groups[taker], date)
    return ledger


def _round_the_clock(plan: OnCallPlan) -> bool:
    """Whether somebody is always on call."""
    calendar = plan.instance.scenario.calendar
    minutes = sum(duty.minutes for duty in plan.instance.duties if duty.seat == "primary")
    return minutes * 60_000_000 >= calendar.horizon


def _sentences(result: OnCallResult) -> list[str]:
    plan, people = result.plan, result.people
    held = plan.turns[plan.turns["person"] != ""]
    status = {"optimal": "proven best", "feasible": "the best found in time", "partial": "with open turns"}[plan.status]
    lines = [f"{counted(len(held), 'turn')} for {counted(len(people), 'person', 'people')}, {status}."]
    lines += [f"Could not be kept: {one}." for one in plan.words]
    if result.repaired is None:
        open_duties = [number for number, who in enumerate(plan.holders) if who is None]
        lines += [why_nobody(plan.instance, plan.holders, number) for number in open_duties[:OPEN_TOLD]]
    if uncovered := hours_without_site(result.scenario):
        hours = sum(end - start for start, end in uncovered) / 60
        lines.append(f"{hours:,.1f} h of on_call.hours belong to no site: nobody is on call then.")
    if "call_outs" in result.turns and len(held):
        turns = result.turns[result.turns["person"] != ""]
        most = turns.sort_values("call_outs").to_dict("records")[-1]
        lines.append(
            f"A turn brings {turns['call_outs'].mean():.1f} call-outs on average, the busiest (from "
            f"{most['first_day']}) {most['call_outs']:.1f} ({most['low']:.1f} to {most['high']:.1f})."
        )
    for row in result.rules.to_dict("records"):
        if row["met"] is not pd.NA and not pd.isna(row["met"]) and not pd.isna(row["value"]):
            verdict = "met" if row["met"] else "NOT met"
            who = f" ({row['who']})" if row["who"] else ""
            lines.append(f"{verdict}: {row['rule']} {row['limit']:g}: {row['value']:.3g}{who}.")
    currency = result.scenario.costs.currency
    lines.append(f"Pay over the horizon: {people['pay'].sum():,.0f} {currency}, most {people['pay'].max():,.0f}.")
    earned, leave = people["leave_days"].sum(), result.roster.of_kind("leave")
    if earned:
        taken = int((leave["shift"] == IN_LIEU).sum())
        lines.append(f"{earned:.1f} days of leave are earned; {taken} of them are taken within this roster.")
    return lines
