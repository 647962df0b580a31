"""Which customers candidates are sampled with: such as nobody was planned for, and no lever was chosen by."""

import pandas as pd
import pytest

from sim.experiments import sampling, trial
from sim.experiments.planned import Planned
from sim.experiments.sampling import Candidate, Samples
from sim.experiments.worth import Objective
from sim.scenario import change_scenario, validate_scenario
from tests.experiments.test_plan import DESK


@pytest.mark.parametrize(("planned_with", "first"), [(3, trial.BATCHES * trial.BATCH), (15, 15)])
def test_candidates_meet_customers_of_neither_the_plan_nor_the_search(monkeypatch, planned_with, first):
    asked = []

    def evaluate_all(cases, numbers, **_):
        asked.extend(numbers)
        return [pd.DataFrame({"replication": list(numbers), "channel": "all"}) for _ in cases]

    monkeypatch.setattr(sampling, "evaluate_all", evaluate_all)
    scenario = change_scenario(validate_scenario(DESK), {"study.replications": planned_with})
    samples = Samples([Candidate("Desk", "base", Planned(scenario, None, None))], Objective())
    samples.take(["Desk"], 4)
    samples.take(["Desk"], 6)
    assert asked == list(range(first, first + 6))
    assert samples.runs["Desk"]["replication"].tolist() == list(range(6))
