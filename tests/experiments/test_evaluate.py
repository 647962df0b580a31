"""Runs that are kept: the same bytes however they were come by, and nothing read that is not whole or not meant."""

import pandas as pd
import pytest

from sim.centre.roster import roster_of
from sim.experiments import evaluate as module
from sim.experiments.evaluate import evaluate, evaluate_all
from sim.experiments.replicate import replicate
from sim.experiments.store import code_digest
from sim.finance.monthly import monthly_cost_by_replication
from sim.scenario import change_scenario, validate_scenario
from tests.experiments.test_plan import DESK


@pytest.fixture(scope="module")
def desk():
    return validate_scenario(DESK)


def roster_until(hour):
    """One person, Monday to Friday from nine."""
    days = [pd.Timestamp(f"2026-01-{day:02d}", tz="UTC") for day in range(5, 10)]
    at = pd.Timedelta(hours=1)
    return roster_of([("desk 1", "desk", "shift", "", day + 9 * at, day + hour * at) for day in days])


def files_in(folder):
    return sorted(folder.rglob("*.parquet"))


def test_rows_are_the_same_bytes_from_one_process_from_two_and_from_the_store(desk, tmp_path):
    alone = evaluate(desk, roster_until(17), range(4))
    shared = evaluate(desk, roster_until(17), range(4), jobs=2, store=tmp_path)
    read = evaluate(desk, roster_until(17), range(4), store=tmp_path)
    for other in (shared, read):
        pd.testing.assert_frame_equal(alone, other, check_exact=True)
        assert alone.to_csv().encode() == other.to_csv().encode()
    assert list(alone["replication"].unique()) == [0, 1, 2, 3]


def test_costs_are_those_of_the_monthly_table(desk):
    roster = roster_until(17)
    table = evaluate(desk, roster).set_index(["replication", "channel"])["cost_per_month"]
    by_run = monthly_cost_by_replication(desk, roster, replicate(desk, roster))
    assert table.xs("all", level="channel").to_numpy() == pytest.approx(by_run.to_numpy())
    assert table.xs("phone", level="channel").isna().all()


def test_a_killed_sweep_goes_on_where_it_was(desk, tmp_path, monkeypatch):
    real, simulated = module.simulate, []

    def killed_at_the_third(scenario, contacts, roster, **others):
        if len(simulated) == 2:
            raise KeyboardInterrupt
        simulated.append(contacts.replication)
        return real(scenario, contacts, roster, **others)

    monkeypatch.setattr(module, "simulate", killed_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        evaluate(desk, roster_until(17), range(4), store=tmp_path)
    simulated.clear()
    resumed = evaluate(desk, roster_until(17), range(4), store=tmp_path)
    assert simulated == [2, 3]
    monkeypatch.undo()
    pd.testing.assert_frame_equal(resumed, evaluate_all([(desk, roster_until(17))], range(4))[0], check_exact=True)


def test_a_torn_file_is_never_read(desk, tmp_path):
    whole = evaluate(desk, roster_until(17), store=tmp_path)
    first, second = files_in(tmp_path)
    content = first.read_bytes()
    first.write_bytes(content[: len(content) // 2])
    second.write_bytes(b"")
    (first.parent / ".part-left").write_bytes(content[:10])
    pd.testing.assert_frame_equal(evaluate(desk, roster_until(17), store=tmp_path), whole, check_exact=True)
    assert first.read_bytes() == content


def test_another_scenario_roster_kind_of_run_or_version_is_another_file(desk, tmp_path, monkeypatch):
    dearer = change_scenario(desk, {"team.groups.desk.wage_per_hour": 30})
    cases = [(desk, roster_until(17)), (desk, roster_until(16)), (dearer, roster_until(17))]
    first, shorter, paid_more = evaluate_all(cases, [0], store=tmp_path)
    assert len(files_in(tmp_path)) == 3
    assert first["cost_per_month"].max() < paid_more["cost_per_month"].max()
    assert first["served"].max() > shorter["served"].max()
    evaluate(desk, roster_until(17), [0], store=tmp_path, with_absences=False)
    assert len(files_in(tmp_path)) == 4
    monkeypatch.setattr("sim.experiments.store.code_digest", lambda: "another")
    evaluate(desk, roster_until(17), [0], store=tmp_path)
    assert len(files_in(tmp_path)) == 5
    assert len(code_digest()) == 8
