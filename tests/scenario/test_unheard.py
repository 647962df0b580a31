"""What is said and changes nothing is told once per kind, and not refused."""

from sim.scenario.ledger import Ledger, LedgerEntry
from sim.scenario.unheard import unheard
from tests.rostering.calls import calls

HORIZON = "(2026-01-05 to 2026-02-01)"


def test_dates_outside_the_horizon_are_told_once_per_kind():
    ada = {
        "name": "Ada",
        "leave": [{"first": "2025-12-22", "last": "2025-12-24"}, {"first": "2026-01-12", "last": "2026-01-12"}],
        "requests": [{"first": "2026-03-02"}, {"days": ["sat"]}],
    }
    ben = {
        "name": "Ben",
        "leave": [{"first": "2025-06-01", "last": "2025-06-05"}, {"first": "2026-01-30", "last": "2026-02-09"}],
    }
    rota = {"unavailable": [{"person": "Ben", "first": "2026-02-02", "last": "2026-02-02"}]}
    assert unheard(calls(ada, ben, rota=rota)) == (
        f"2 stretches of leave outside the horizon {HORIZON} change nothing: of Ada, Ben; "
        "the first ends on 2025-06-05.",
        f"1 request outside the horizon {HORIZON} changes nothing: of Ada; the first begins on 2026-03-02.",
        f"1 stretch without turns on call outside the horizon {HORIZON} changes nothing: of Ben; "
        "the first begins on 2026-02-02.",
    )
    assert unheard(calls({"name": "Ada", "leaves": "2026-01-20"}, "Ben")) == ()


def test_names_of_nobody_in_the_ledger_are_told_with_what_may_be_meant():
    scenario = calls("Ada", "Ben")

    def entry(name):
        return LedgerEntry(person=name, group="care", first="2025-12-08", last="2026-01-04")

    ledger = Ledger(file="fair.csv", entries=tuple(entry(name) for name in ("Ada", "Benn", "care 3", "Zoe")))
    scenario = scenario.model_copy(update={"rules": scenario.rules.model_copy(update={"ledger": ledger})})
    [told] = unheard(scenario)
    assert told.endswith("count for nobody: Benn (did you mean 'Ben'?), Zoe.")
