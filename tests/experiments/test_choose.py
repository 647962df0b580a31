"""A choice from end to end, with real simulation: what is planted is chosen, what is equal is not told apart."""

import pandas as pd
import pytest

from sim.errors import InputError
from sim.experiments.choose import Question, check_objective, choose
from sim.experiments.portfolio import Budget
from sim.experiments.sampling import Demanded
from sim.experiments.worth import Objective, objective_for
from sim.scenario import change_scenario, validate_scenario
from sim.scenario.levers import Lever
from tests.experiments.test_plan import DESK

SOURCE = {"source": "made up", "grade": "assumed"}
LEVERS = {
    "help_pages": Lever(
        name="Help pages", edits={"self_service": {"topics": {"question": 0.5}}}, per_month=50, source=SOURCE
    ),
    "paint": Lever(name="Paint the walls", edits={"description": "painted"}, one_off=500, source=SOURCE),
    "too_dear": Lever(
        name="Gold", edits={"self_service": {"licence_per_month": 9}}, one_off=90_000, source=SOURCE
    ),
}  # fmt: skip

pytestmark = pytest.mark.slow  # several plans


@pytest.fixture(scope="module")
def busy():
    busy = change_scenario(validate_scenario(DESK), {"demand.contacts_per_week": {"phone": 700}})
    return change_scenario(busy, {"rules.solve_seconds": 1})


@pytest.fixture(scope="module")
def found(busy, tmp_path_factory):
    twin = busy.model_copy(update={"name": "Twin"})
    store = tmp_path_factory.mktemp("store")
    question = Question(budget=Budget(10_000.0), finalists=1, most=40)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.experiments.trial.BATCHES", 2)
        choice = choose(busy, alternatives=[twin], levers=LEVERS, question=question, store=store)
    return choice, store, twin, question


def test_the_lever_that_pays_is_bought_and_nothing_else(busy, found):
    choice = found[0]
    assert choice.chosen == "Help pages"
    assert choice.keeps_promises
    levers = choice.levers.set_index("lever")
    assert levers["bought"].to_dict() == {"help_pages": True, "paint": False, "too_dear": False}
    assert levers.loc["paint", "effect_alone"] == 0.0
    assert levers.loc["paint", "gain_alone"] == pytest.approx(-500 / objective_for(busy).spread)
    assert levers.loc["help_pages", "worth_up_to_per_month"] > 50
    assert "Paint the walls' changes nothing" in " ".join(choice.words)
    assert not choice.tried.set_index("levers").loc["too_dear", "in_budget"]
    assert choice.interactions.set_index(["first", "second"]).loc[("help_pages", "paint"), "interaction"] == (
        pytest.approx(0.0, abs=1e-6)
    )


def test_identical_alternatives_differ_by_exactly_nothing(found):
    rows = found[0].candidates.set_index("candidate")
    twin = rows.loc["Twin", ["better_by", "better_by_low", "better_by_high"]]
    assert (twin == 0.0).all()
    assert rows.loc["Twin", "objective"] == rows.loc["One desk", "objective"]
    assert rows.loc["Help pages", "better_by_low"] > 0.0


def test_of_equals_the_base_is_kept(busy, found):
    _, store, twin, _ = found
    choice = choose(busy, alternatives=[twin], question=Question(most=40), store=store)
    assert choice.chosen == "One desk"
    assert choice.candidates.set_index("candidate").loc["Twin", "shown"] == "no difference shown"
    assert "No difference to it is shown by 'Twin'" in " ".join(choice.words)
    assert choice.levers.empty


def test_promises_may_be_asked_for_in_so_many_of_the_runs(busy, found):
    _, store, twin, _ = found
    question = Question(demanded=Demanded(chance=0.9), most=25)
    choice = choose(busy, alternatives=[twin], question=question, store=store)
    row = choice.candidates.iloc[0]
    assert row["promises"] != ("missed" if row["all_kept_share"] >= 0.9 else "kept")
    assert ("every promise at once, in" in row["missed"]) == (row["promises"] == "missed") != choice.keeps_promises


def test_the_same_choice_from_the_store_without_simulating(busy, found, monkeypatch):
    choice, store, twin, question = found
    for place in ("evaluate.simulate", "trial.find_requirement", "planned.plan"):
        monkeypatch.setattr(f"sim.experiments.{place}", lambda *_, **__: pytest.fail("simulated again"))
    again = choose(busy, alternatives=[twin], levers=LEVERS, question=question, store=store)
    for table in ("candidates", "levers", "interactions", "tried"):
        pd.testing.assert_frame_equal(getattr(choice, table), getattr(again, table), check_exact=True)
    assert choice.words == again.words


def test_objectives_that_nobody_knows_are_refused(busy):
    with pytest.raises(InputError, match="did you mean 'csat'"):
        check_objective(Objective("csatt"), busy)
    for objective in (Objective("csatt"), Objective("service_level", "fax"), Objective("cost_per_month", "phone")):
        with pytest.raises(InputError) as wrong:
            choose(busy, levers=LEVERS, question=Question(objective=objective))
        assert wrong.value.problems[0].field == "objective"
