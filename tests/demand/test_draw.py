"""Drawn customers against what their scenario says: counts, busyness, calendars, distributions, shares."""

import datetime as dt
import math
import pickle

import numpy as np
import pytest
from scipy import stats

from sim.demand.contacts import DECISIONS, Draws
from sim.demand.draw import MOST_NEEDS, absence_draws, draw_contacts
from sim.demand.rates_of import expected_rates, rates_of_week
from sim.demand.streams import stream
from sim.errors import InputError
from sim.scenario import validate_scenario
from sim.scenario.distribution import NEVER
from sim.timing import HOUR, MINUTE

SHAPE = {
    "weekdays": [1.5, 1.2, 1.0, 1.0, 0.9, 0.5, 0.3],
    "hours": [0.2] * 7 + [1.0, 2.0, 3.0, 3.0, 2.5, 2.0, 2.0, 2.0, 2.0, 2.0, 1.5, 1.0, 1.0, 0.8, 0.6, 0.4, 0.2],
}
BASE = {
    "name": "draw",
    "seed": 7,
    "calendar": {"start": "2026-01-05", "weeks": 4, "time_zone": "Europe/London"},
    "channels": {"phone": {"patience": {"family": "exponential", "mean": "4 min"}}, "email": {}},
    "topics": {
        "a": {"handling": {"family": "lognormal", "mean": "6 min", "cv": 1.2}},
        "b": {"handling": {"phone": {"family": "gamma", "mean": "9 min", "cv": 0.7},
                           "email": {"family": "constant", "mean": "5 min"}}},
    },
    "demand": {
        "contacts_per_week": {"phone": 4000, "email": 1500},
        "shape": SHAPE,
        "topics": {"phone": {"a": 3, "b": 1}, "email": {"b": 1}},
    },
    "team": {"groups": {"care": {"channels": ["phone", "email"], "wage_per_hour": 15}}},
}  # fmt: skip


def scenario_of(**parts):
    data = BASE | {name: BASE.get(name, {}) | part if isinstance(part, dict) else part for name, part in parts.items()}
    return validate_scenario(data)


def counts(scenario, contacts):
    """Contacts by interval, channel and topic."""
    shape = (scenario.calendar.intervals, len(scenario.channel_names), len(scenario.topic_names))
    found = np.zeros(shape)
    np.add.at(found, (contacts.arrives // scenario.calendar.interval, contacts.channel, contacts.topic), 1)
    return found


def test_expected_rates_add_up_to_the_volume():
    scenario = scenario_of()
    rates = expected_rates(scenario)
    assert rates.shape == (4 * 336, 2, 2)
    assert rates.sum(axis=0) == pytest.approx(np.array([[12_000, 4_000], [0, 6_000]]))
    by_day = rates.sum(axis=(1, 2)).reshape(4, 7, 48).sum(axis=2)
    assert by_day[0] / by_day[0].sum() == pytest.approx(np.array(SHAPE["weekdays"]) / sum(SHAPE["weekdays"]))
    by_hour = rates[:48].sum(axis=(1, 2)).reshape(24, 2)
    assert by_hour.sum(axis=1) / by_hour.sum() == pytest.approx(np.array(SHAPE["hours"]) / sum(SHAPE["hours"]))
    assert by_hour[:, 0] == pytest.approx(by_hour[:, 1])


def test_volume_and_interval_length():
    scenario = scenario_of(demand={"volume": 1.5}, calendar={"interval": "15 min"})
    assert expected_rates(scenario).shape[0] == 4 * 672
    assert expected_rates(scenario).sum() == pytest.approx(1.5 * 22_000)
    hour = scenario_of(calendar={"interval": "1 h"})
    assert expected_rates(hour).sum() == pytest.approx(22_000)


def test_counts_are_poisson_with_the_expected_rates():
    scenario = scenario_of()
    drawn = [counts(scenario, draw_contacts(scenario, replication)) for replication in range(8)]
    mean, rates = sum(drawn) / 8, expected_rates(scenario)
    assert mean[rates == 0].sum() == 0
    enough = rates * 8 > 5
    chi_square = (8 * (mean[enough] - rates[enough]) ** 2 / rates[enough]).sum()
    assert stats.chi2.sf(chi_square, enough.sum()) > 0.001
    assert stats.chi2.cdf(chi_square, enough.sum()) > 0.001  # neither too far off nor too close to be true
    total = sum(d.sum() for d in drawn)
    assert abs(total - 8 * rates.sum()) < 3.5 * math.sqrt(8 * rates.sum())


def test_instants_are_uniform_within_an_interval_and_sorted():
    scenario = scenario_of()
    contacts = draw_contacts(scenario, 0)
    assert (np.diff(contacts.arrives) >= 0).all() and contacts.arrives[0] >= 0
    assert contacts.arrives[-1] < scenario.calendar.horizon
    within = (contacts.arrives % (30 * MINUTE)) / (30 * MINUTE)
    assert stats.kstest(within, "uniform").pvalue > 0.001


def test_busyness_spreads_days_as_its_formula_says():
    """Var N = λ + cv² λ² for a day, and all intervals and channels of a day move together."""
    cv = 0.3
    flat = {"shape": {}, "busyness_cv": cv, "contacts_per_week": {"phone": 1400, "email": 700}}
    scenario = scenario_of(calendar={"weeks": 52, "start": "2026-01-05", "time_zone": "UTC"}, demand=flat)
    by_day = [counts(scenario, draw_contacts(scenario, r)).reshape(364, 48, 2, 2).sum(axis=(1, 3)) for r in range(4)]
    phone, email = np.concatenate(by_day).T
    days, rate = len(phone), 200.0
    assert phone.mean() == pytest.approx(rate, abs=3.5 * math.sqrt((rate + (cv * rate) ** 2) / days))
    ratio = phone.var(ddof=1) / (rate + (cv * rate) ** 2)
    assert abs(ratio - 1) < 3.5 * math.sqrt(2 / days) * 1.4  # a gamma mixture has heavier tails than a normal
    covariance = np.cov(phone, email)[0, 1] / (cv**2 * 200 * 100)
    assert abs(covariance - 1) < 0.2
    assert np.corrcoef(phone[:-1], phone[1:])[0, 1] == pytest.approx(0, abs=3.5 / math.sqrt(days))


def test_without_busyness_days_are_poisson():
    scenario = scenario_of(calendar={"weeks": 52}, demand={"shape": {}})
    days = counts(scenario, draw_contacts(scenario, 0)).sum(axis=(1, 2))[: 48 * 360].reshape(360, 48).sum(axis=1)
    assert stats.chi2.sf(days.var(ddof=1) / days.mean() * 359, 359) > 0.001
    assert days.var(ddof=1) / days.mean() > 0.75


@pytest.mark.parametrize(("start", "hours"), [("2026-03-23", 167), ("2026-10-19", 169), ("2026-06-01", 168)])
def test_weeks_in_which_the_clock_changes(start, hours):
    scenario = scenario_of(calendar={"start": start, "weeks": 1})
    rates = expected_rates(scenario).sum(axis=(1, 2))
    assert len(rates) == 2 * hours and scenario.calendar.horizon == hours * HOUR
    weekly = rates_of_week(scenario).sum(axis=(1, 2))
    sunday = weekly[-48:]
    missed = {167: -sunday[2:4].sum(), 169: sunday[2:4].sum(), 168: 0.0}[hours]  # 01:00-02:00 local
    assert rates.sum() == pytest.approx(weekly.sum() + missed)
    assert rates[-2:] == pytest.approx(weekly[-2:])  # local midnight is reached whatever happened


def test_local_time_rules_the_profile():
    far = scenario_of(calendar={"time_zone": "Asia/Kolkata", "start": "2026-01-05"})
    assert far.calendar.start_utc == dt.datetime(2026, 1, 4, 18, 30, tzinfo=dt.UTC)
    assert expected_rates(far) == pytest.approx(expected_rates(scenario_of()))


def test_holidays_have_their_factor():
    scenario = scenario_of(
        calendar={"start": "2026-12-21", "weeks": 1, "holidays": {"country": "GB", "dates": ["2026-12-24"]}},
        demand={"holiday_factor": 0.4},
    )
    days = expected_rates(scenario).sum(axis=(1, 2)).reshape(7, 48).sum(axis=1)
    usual = rates_of_week(scenario).sum(axis=(1, 2)).reshape(7, 48).sum(axis=1)
    factor = [1, 1, 1, 0.4, 0.4, 1, 1]  # 24th named, 25th Christmas; GB as a whole has no 26th of its own on a Saturday
    holidays = [day.day for day in sorted(scenario.calendar.holiday_dates) if 21 <= day.day <= 27]
    assert days / usual == pytest.approx([0.4 if 21 + i in holidays else 1.0 for i in range(7)])
    assert (days / usual)[:5] == pytest.approx(factor[:5])


def profile_rows(scenario, minutes=60):
    """The rates of a scenario's week as rows of a profile."""
    weekly = rates_of_week(scenario)
    for slot, rates in enumerate(weekly.reshape(-1, minutes // 30, *weekly.shape[1:]).sum(axis=1)):
        day, minute = divmod(slot * minutes, 1440)
        for channel, name in enumerate(scenario.channel_names):
            for topic, about in enumerate(scenario.topic_names):
                yield {
                    "weekday": ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[day],
                    "start": f"{minute // 60:02d}:{minute % 60:02d}",
                    "channel": name,
                    "topic": about,
                    "contacts": float(rates[channel, topic]),
                }


@pytest.mark.parametrize("interval", ["15 min", "30 min", "1 h"])
@pytest.mark.parametrize("minutes", [30, 60])
def test_a_profile_says_the_same_as_volumes_and_shapes(interval, minutes):
    plain = scenario_of(calendar={"interval": interval})
    rows = list(profile_rows(scenario_of(), minutes))
    profiled = validate_scenario(
        BASE | {"calendar": BASE["calendar"] | {"interval": interval}, "demand": {"profile": rows}}
    )
    assert expected_rates(profiled) == pytest.approx(expected_rates(plain))
    both = scenario_of(calendar={"interval": interval}, demand={"profile": rows})
    assert expected_rates(both) == pytest.approx(2 * expected_rates(plain))


def test_every_purpose_has_a_stream_of_its_own():
    contacts = draw_contacts(scenario_of(), 0)
    columns = [contacts.patience_draw, contacts.work_draw, *(contacts.draws[name] for name in DECISIONS)]
    rows = contacts.needs * contacts.attempts
    for index, column in enumerate(columns):
        assert len(column) == rows
        assert stats.kstest(column, "uniform").pvalue > 0.0005
        for other in columns[:index]:
            assert abs(np.corrcoef(column, other)[0, 1]) < 4.5 / math.sqrt(rows)
    assert stats.kstest(contacts.gap_draw, "expon").pvalue > 0.001
    assert draw_contacts(scenario_of(), 1).needs != contacts.needs


def test_attempts_of_a_need_are_independent():
    contacts = draw_contacts(scenario_of(), 0)
    work = contacts.work_draw.reshape(contacts.attempts, contacts.needs)
    matrix = np.corrcoef(work) - np.eye(contacts.attempts)
    assert np.abs(matrix).max() < 4.5 / math.sqrt(contacts.needs)


def test_work_and_patience_follow_their_distributions():
    scenario = scenario_of()
    contacts = draw_contacts(scenario, 0)
    topic, channel = np.tile(contacts.topic, contacts.attempts), np.tile(contacts.channel, contacts.attempts)
    a, b_phone = contacts.work[topic == 0], contacts.work[(topic == 1) & (channel == 0)]
    for values, mean, cv in ((a, 6 * MINUTE, 1.2), (b_phone, 9 * MINUTE, 0.7)):
        assert abs(values.mean() - mean) < 4 * mean * cv / math.sqrt(len(values))
        assert values.std() / values.mean() == pytest.approx(cv, rel=0.08)
    assert (contacts.work[(topic == 1) & (channel == 1)] == 5 * MINUTE).all()
    patience = contacts.patience[channel == 0]
    assert stats.kstest(patience / (4 * MINUTE), "expon").pvalue > 0.001
    assert (contacts.patience[channel == 1] == NEVER).all()


def test_segments_have_their_shares():
    shares = {"usual": 0.6, "new": 0.3, "vip": 0.1}
    scenario = scenario_of(demand={"segments": {name: {"share": share} for name, share in shares.items()}})
    contacts = draw_contacts(scenario, 0)
    found = np.bincount(contacts.segment, minlength=3)
    assert stats.chisquare(found, np.array(list(shares.values())) * contacts.needs).pvalue > 0.001
    assert (draw_contacts(scenario_of(), 0).segment == 0).all()


def test_rows_and_attempts():
    contacts = draw_contacts(scenario_of(serving={"attempts_max": 3}), 0)
    assert contacts.attempts == 3 and len(contacts.work) == 3 * contacts.needs
    assert contacts.row(5, 1) == 5 and contacts.row(5, 3) == 2 * contacts.needs + 5


def test_rates_without_end_are_refused():
    with pytest.raises(InputError, match="20,000,000"):
        draw_contacts(scenario_of().model_copy(update={"demand": scenario_of().demand.model_copy(
            update={"volume": 1e9})}), 0)  # fmt: skip
    assert MOST_NEEDS == 20_000_000


def test_no_contacts_at_all():
    contacts = draw_contacts(scenario_of(demand={"contacts_per_week": {"phone": 0}}), 0)
    assert contacts.needs == 0 and len(contacts.work) == 0


def test_absences_do_not_depend_on_others():
    scenario = scenario_of()
    ann = absence_draws(scenario, 0, "Ann")
    assert len(ann) == 30 and (ann == absence_draws(scenario, 0, "Ann")).all()
    assert (ann != absence_draws(scenario, 0, "Anna")).all() and (ann != absence_draws(scenario, 1, "Ann")).all()


def test_streams_differ_by_seed_replication_and_purpose():
    first = {stream(*key).random() for key in ((1, 0, "a"), (2, 0, "a"), (1, 1, "a"), (1, 0, "b"))}
    assert len(first) == 4


def test_a_decision_is_drawn_when_first_asked_for_whatever_was_drawn_before():
    draws = Draws(5, 0, 40)
    late = {name: draws[name] for name in reversed(DECISIONS)}
    assert all((draw_now[name] == late[name]).all() for name in DECISIONS for draw_now in [Draws(5, 0, 40)])
    assert draws["solved"] is draws["solved"]
    untouched = draw_contacts(scenario_of(), 0).draws
    assert set(untouched) == set(DECISIONS) and not untouched._drawn
    with pytest.raises(KeyError):
        draws["solvd"]


def test_draws_travel_as_a_seed():
    draws = Draws(5, 1, 100_000)
    column = draws["solved"]
    packed = pickle.dumps(draws)
    assert len(packed) < 1000
    assert (pickle.loads(packed)["solved"] == column).all()
