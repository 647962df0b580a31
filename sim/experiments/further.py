"""Tables beside the summary, for what a scenario has switched on: templates, surveys; and topics to begin with."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sim.centre.log import RunLog
from sim.demand.ranking import rank_topics
from sim.measures.templates import ladder_by_week, survey_beside_truth
from sim.scenario.model import Scenario


def further_tables(scenario: Scenario, logs: Sequence[RunLog]) -> dict[str, pd.DataFrame]:
    """Return tables by name, those left out that a scenario has no use for.

    topics: `rank_topics`, always. templates: `ladder_by_week` of all runs, with a ladder. survey:
    `survey_beside_truth` over all runs, with a survey.
    """
    tables = {"topics": rank_topics(scenario)}
    if scenario.ladder is not None:
        tables["templates"] = pd.concat([ladder_by_week(log, scenario) for log in logs], ignore_index=True)
    if scenario.survey is not None:
        tables["survey"] = survey_beside_truth(logs, scenario)
    return tables
