"""V17: what deflecting contacts leaves behind, by a topic of short ones and by taking the easiest first."""

import numpy as np
import pytest

from sim.centre.simulate import simulate
from sim.timing import HOUR, MINUTE, SECOND
from tests.centre.building import around_the_clock, scenario_of
from tests.centre.queues import customers


def deflected(takes, seed=15):
    """Contacts of 3 min (a fifth of all) and 6.75 min, mean 6 min, or exponential ones; a fifth answer themselves."""
    random = np.random.default_rng(seed)
    scenario = scenario_of(
        topics={"short": {"handling": {"mean": "3 min"}}},
        demand={"topics": {"short": 1}},
        self_service={"topics": {"short": 1.0} if takes == "any" else {"question": 0.2}, "takes": takes},
    )
    arrives = random.random(20_000) * 6 * 24 * HOUR
    contacts = customers(scenario, arrives, random, work=lambda rows: np.zeros(rows))
    if takes == "any":
        short = random.permutation(20_000) < 4_000
        contacts.topic[short] = scenario.topic_names.index("short")
        contacts.work[:] = np.tile(np.where(short, 3 * MINUTE, 6 * MINUTE + 45 * SECOND), contacts.attempts)
    else:
        contacts.work[:] = scenario.topics["question"].handling_on("phone").quantiles(contacts.work_draw)
    log = simulate(scenario, contacts, around_the_clock(scenario, 40))
    served = log.contacts[log.contacts["outcome"] == "served"]
    whole = contacts.work[: contacts.needs].sum()
    return served["handled"].mean() / MINUTE, 1 - served["handled"].sum() / whole, len(served)


def test_v17_deflecting_the_short_ones():
    mean, less, served = deflected("any")
    assert served == 16_000
    assert mean == pytest.approx(6.75, abs=1e-9)
    assert less == pytest.approx(0.10, abs=1e-9)


def test_v17_the_easiest_fifth_of_exponential_work():
    """Mean above the 20 % quantile of an exponential with mean 6 min: 6 (1 - ln 0.8); the work falls by 2.15 %."""
    mean, less, served = deflected("easiest")
    left = 6 * (1 - np.log(0.8))
    assert abs(served - 16_000) < 4 * (20_000 * 0.16) ** 0.5
    assert mean == pytest.approx(left, rel=0.02)
    assert less == pytest.approx(1 - 0.8 * left / 6, abs=0.005)
