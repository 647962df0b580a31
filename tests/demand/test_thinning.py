"""The same customers under different volumes: each a part of the larger one's, and as many as a fresh draw has."""

import numpy as np
import pytest

from sim.centre.simulate import simulate
from sim.demand.contacts import DECISIONS
from sim.demand.draw import draw_contacts
from sim.demand.rates_of import expected_rates
from sim.errors import InputError
from sim.experiments.stages import find_staff
from sim.scenario import change_scenario, validate_scenario
from sim.staffing.require import roster_from_counts
from tests.changes import with_changes

DATA = {
    "name": "two channels",
    "calendar": {"start": "2026-01-05", "weeks": 1, "time_zone": "UTC"},
    "channels": {
        "phone": {"patience": {"family": "exponential", "mean": "3 min"}, "duplicate": {"share": 0.2, "to": "email"}},
        "email": {},
    },
    "topics": {
        "order": {"handling": {"family": "exponential", "mean": "5 min"}, "resolution": 0.6,
                  "recontact": {"share": 0.5, "after": "2 h"},
                  "follow_up": {"share": 0.3, "topic": "order", "after": "1 h"}},
    },
    "demand": {"contacts_per_week": {"phone": 300, "email": 200}, "topics": {"order": 1}, "same_customers_up_to": 2.0},
    "team": {"groups": {"care": {"channels": ["phone", "email"], "wage_per_hour": 20}}},
}  # fmt: skip


def drawn(volume, replication=0):
    return draw_contacts(validate_scenario(with_changes(DATA, {"demand__volume": volume})), replication)


def needs_of(contacts):
    return list(zip(contacts.arrives.tolist(), contacts.channel.tolist(), contacts.work_draw.tolist(), strict=False))


def test_a_smaller_volume_meets_a_part_of_the_customers_of_a_larger_one():
    small, middle, whole = drawn(0.5), drawn(1.0), drawn(2.0)
    assert 0 < small.needs < middle.needs < whole.needs
    assert set(needs_of(small)) < set(needs_of(middle)) < set(needs_of(whole))


def test_at_the_largest_volume_everybody_is_there_as_if_drawn_for_it():
    scenario = validate_scenario(with_changes(DATA, {"demand__volume": 2.0, "demand__same_customers_up_to": None}))
    fresh, whole = draw_contacts(scenario, 3), drawn(2.0, 3)
    for name in ("arrives", "channel", "topic", "patience", "work", "gap_draw", "origin", "arising_draw", "delay_draw"):
        assert np.array_equal(getattr(fresh, name), getattr(whole, name)), name
    for decision in DECISIONS:
        assert np.array_equal(fresh.draws[decision], whole.draws[decision])


def test_every_draw_stays_with_its_need_and_so_do_needs_that_arise_from_it():
    whole, part = drawn(2.0), drawn(1.2)
    of_time = {int(time): need for need, time in enumerate(whole.arrives)}
    for need in range(part.needs):
        there = of_time[int(part.arrives[need])]
        for attempt in range(1, part.attempts + 1):
            row, its_row = part.row(need, attempt), whole.row(there, attempt)
            assert part.work[row] == whole.work[its_row]
            assert part.draws["solved"][row] == whole.draws["solved"][its_row]
    by_draw = {draw: number for number, draw in enumerate(whole.arising_draw)}
    assert len(part.origin) > 20
    for number, origin in enumerate(part.origin):
        there = by_draw[part.arising_draw[number]]
        its_origin = whole.origin[there]
        if origin < part.needs:
            assert part.arrives[origin] == whole.arrives[its_origin]
        else:
            assert part.arising_draw[origin - part.needs] == whole.arising_draw[its_origin - whole.needs]
        assert part.work[part.row(part.needs + number, 2)] == whole.work[whole.row(whole.needs + there, 2)]
        assert (number < part.duplicates) == (there < whole.duplicates)


def test_counts_have_the_mean_and_variance_of_a_fresh_poisson_draw():
    counts = np.array([drawn(0.7, replication).needs for replication in range(200)])
    expected = 500 * 0.7
    assert counts.mean() == pytest.approx(expected, abs=4 * np.sqrt(expected / 200))
    assert counts.var(ddof=1) == pytest.approx(expected, rel=4 * np.sqrt(2 / 199))


def test_a_run_of_thinned_customers_leaves_one_row_per_attempt_and_loses_nobody():
    scenario = validate_scenario(with_changes(DATA, {"demand__volume": 0.8}))
    contacts = draw_contacts(scenario, 0)
    roster = roster_from_counts(scenario, find_staff(change_scenario(scenario, {"study.replications": 2})).table)
    log = simulate(scenario, contacts, roster, with_absences=False)
    first = log.contacts[log.contacts["attempt"] == 1]
    assert set(range(contacts.needs)) <= set(first["need"])
    assert not log.contacts.duplicated(["need", "attempt"]).any()


def test_a_volume_above_it_is_refused():
    with pytest.raises(InputError, match="lies below the volume"):
        drawn(2.5)


def test_rates_expected_are_those_of_the_volume():
    scenario = validate_scenario(with_changes(DATA, {"demand__volume": 0.5}))
    assert expected_rates(scenario).sum() == pytest.approx(250)
