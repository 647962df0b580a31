"""Tables beside the summary, for what a scenario has switched on: templates, surveys; and topics to begin with."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from sim.centre.log import RunLog
from sim.demand.ranking import rank_topics
from sim.measures.adherence import adherence
from sim.measures.bottlenecks import waiting_by_cause
from sim.measures.experience import experience_of
from sim.measures.handling import handling_by_person, handling_parts
from sim.measures.journeys import on_the_way
from sim.measures.loyalty import loyalty_by_month, month_of_contacts
from sim.measures.on_call import call_out_load
from sim.measures.outbound import outbound_calls
from sim.measures.promises import promises_kept
from sim.measures.records import records_of
from sim.measures.seen import felt_beside_seen
from sim.measures.templates import ladder_by_week, survey_beside_truth
from sim.measures.why import experience_by_handler, satisfaction_by_driver
from sim.scenario.demanding import HandlingParts
from sim.scenario.model import Scenario


def further_tables(scenario: Scenario, logs: Sequence[RunLog]) -> dict[str, pd.DataFrame]:
    """Return tables by name, those left out that a scenario has no use for.

    topics: `rank_topics`, always. waiting: `waiting_by_cause`, means over the runs, and on_the_way: `on_the_way` by
    channel and run, always. satisfaction_by_driver and promises (`promises_kept`) of every run, and
    experience_by_handler over all, always; loyalty:
    `loyalty_by_month`, means over the runs, with customers. templates: `ladder_by_week` of all runs, with a ladder.
    outbound: `outbound_calls` of all runs, with lists of calls. survey: `survey_beside_truth` over all runs, with a
    survey; felt_beside_seen, where it asks for satisfaction or recommendation. Of the people: `tables_of_people`.
    """
    records = [records_of(log, scenario) for log in logs]
    waits = pd.concat([waiting_by_cause(one) for one in records], ignore_index=True)
    keys = ["interval_start", "channel", "cause"]
    waits = waits.groupby(keys, sort=True)["waiting_hours"].sum().div(max(len(logs), 1)).reset_index()
    happened = pd.concat([on_the_way(one, ["channel"]) for one in records], ignore_index=True)
    tables = {"topics": rank_topics(scenario), "waiting": waits, "on_the_way": happened}
    felt = [experience_of(one) for one in records]
    tables["satisfaction_by_driver"] = pd.concat([satisfaction_by_driver(one) for one in felt], ignore_index=True)
    tables["experience_by_handler"] = experience_by_handler(felt, scenario)
    tables["promises"] = pd.concat([promises_kept(one) for one in records], ignore_index=True)
    if (customers := scenario.customers) is not None:
        months = [loyalty_by_month(month_of_contacts(one, customers), customers) for one in felt]
        tables["loyalty"] = pd.concat(months).groupby("month").mean().reset_index().assign(scenario=scenario.name)
    if scenario.ladder is not None:
        tables["templates"] = pd.concat([ladder_by_week(log, scenario) for log in logs], ignore_index=True)
    if scenario.outbound:
        tables["outbound"] = pd.concat([outbound_calls(log, scenario) for log in logs], ignore_index=True)
    if scenario.survey is not None:
        tables["survey"] = survey_beside_truth(logs, scenario)
        if not {"satisfaction", "recommend"}.isdisjoint(scenario.survey.questions):
            tables["felt_beside_seen"] = felt_beside_seen(felt, scenario)
    return tables | tables_of_people(scenario, logs)


def tables_of_people(scenario: Scenario, logs: Sequence[RunLog]) -> dict[str, pd.DataFrame]:
    """Return how people work, by name, all runs one after the other; only tables that the scenario has a use for.

    on_call: `call_out_load`, with `on_call`. adherence: `adherence`, where a group has `adherence`. handling:
    `handling_parts`, where a topic says its `parts` or a group has the `assist`. learning: `handling_by_person`, where
    a group has `learning`. engagement: the weeks of the log, where a group has `engagement`.
    """
    groups = scenario.team.groups.values()
    has_parts = any(topic.parts != HandlingParts() for topic in scenario.topics.values())
    wanted: dict[str, tuple[bool, Callable[[RunLog, Scenario], pd.DataFrame]]] = {
        "on_call": (scenario.on_call is not None, call_out_load),
        "adherence": (any(group.adherence is not None for group in groups), adherence),
        "handling": (has_parts or any(group.assist is not None for group in groups), handling_parts),
        "learning": (any(group.learning is not None for group in groups), handling_by_person),
        "engagement": (any(group.engagement is not None for group in groups), _engagement),
    }
    return {
        name: pd.concat([table(log, scenario) for log in logs], ignore_index=True)
        for name, (is_wanted, table) in wanted.items()
        if is_wanted
    }


def _engagement(log: RunLog, scenario: Scenario) -> pd.DataFrame:
    """The weeks of a run's groups with an engagement, and whose run it is."""
    keys = pd.DataFrame({"scenario": scenario.name, "replication": log.replication}, index=log.engagement.index)
    return pd.concat([keys, log.engagement], axis=1)
