"""Every kind of contract with a vendor, worked out by hand, and what it makes the vendor do."""

import pytest

from sim.errors import InputError
from sim.finance.cost_model import cost_model, recalculated
from sim.finance.monthly import monthly_costs
from sim.timing import HOUR, MINUTE
from tests.finance.case import AVERAGE, WEEK, amount, lines, log_of, scenario_with

POOL = {"response": {"family": "constant", "mean": "1 min"}}
SEATS = {"seats": 3, "hours": {"mon-fri": "20:00-24:00"}}
"""Three seats for 5 × 4 hours a week: 60 seat hours, 1.5 people of 40 hours."""
BY_VENDOR = {"by": "vendor", "handler": "Far", "agent": None, "handled": 6 * MINUTE}
EVENING = 18 * HOUR
WORK = [
    BY_VENDOR,  # at 01:00 on Monday, after no wait
    BY_VENDOR | {"solved": False, "arrived": EVENING, "queued": EVENING, "answered": EVENING + 30 * 10**6},
    BY_VENDOR | {"channel": "email", "served_channel": "email", "handled": 9 * MINUTE},
    {},  # by the team
]  # fmt: skip
"""Three contacts in 21 minutes, two of them solved; two calls of which one is answered after 30 s, and an e-mail."""


def with_price(form=POOL, **price):
    channels = {"phone": {"target": {"share": 0.8, "within": "20 s"}}, "email": {}}
    vendors = {"Far": {"channels": ["phone", "email"], "price": {"rate": 2.0} | price} | form}
    return scenario_with(vendors=vendors, channels=channels, costs__exchange_rates={"USD": 0.8})


def charges(scenario, *logs):
    """What the vendor charges in an average month, by line."""
    table = monthly_costs(scenario, WEEK, logs or [log_of(*WORK)])
    return table[table["category"] == "vendor"].set_index("line")["amount"]


@pytest.mark.parametrize(
    ("price", "line", "units"),
    [
        ({"scheme": "per_minute"}, "handling", 21),
        ({"scheme": "per_hour_shared"}, "hours of handling", 0.35),
        ({"scheme": "per_contact"}, "contacts served", 3),
        ({"scheme": "per_resolution"}, "contacts solved", 2),
    ],
)
def test_paid_by_use(price, line, units):
    assert charges(with_price(**price)).to_dict() == {line: pytest.approx(2 * units * AVERAGE)}


@pytest.mark.parametrize(
    ("scheme", "units"), [("per_minute", 25), ("per_hour_shared", 25 / 60), ("per_contact", 4), ("per_resolution", 2)]
)
def test_what_is_handed_back_unsolved_is_paid_by_time_and_contact(scheme, units):
    """Four minutes with the vendor, then five with the team, which solves it."""
    back = {"unsolved_by": "Far", "handled_by_vendor": 4 * MINUTE, "handled": 9 * MINUTE}
    paid = charges(with_price(scheme=scheme), log_of(*WORK, back))
    assert paid.to_list() == [pytest.approx(2 * units * AVERAGE)]


def test_paid_by_seats_a_full_time_equivalent_is_forty_hours():
    assert charges(with_price(SEATS, scheme="per_hour")).to_dict() == {"seat hours": pytest.approx(2 * 60 * AVERAGE)}
    paid = charges(with_price(SEATS, scheme="per_full_time_equivalent", rate=2500))
    assert paid.to_dict() == {"full-time equivalents": 2500 * 1.5}
    fewer_hours = with_price(SEATS, scheme="per_full_time_equivalent", rate=2500, full_time_hours=30)
    assert charges(fewer_hours).sum() == 2500 * 2


def test_seats_are_paid_up_to_the_minimum_of_seats():
    assert charges(with_price(SEATS, scheme="per_hour", minimum_seats=5)).sum() == pytest.approx(200 * AVERAGE)
    assert charges(with_price(SEATS, scheme="per_hour", minimum_seats=2)).sum() == pytest.approx(120 * AVERAGE)


@pytest.mark.parametrize(("unit", "units"), [("contacts", 3), ("minutes", 21), ("resolutions", 2)])
def test_a_retainer_includes_so_much_and_charges_what_is_above_in_each_run(unit, units):
    """10 units are included: one run uses as many, the other ten times; the mean use would hide a part of it."""
    price = {"scheme": "retainer", "rate": 100, "unit": unit, "included": 10, "overage_rate": 3}
    runs = [log_of(*WORK), log_of(*WORK * 10, replication=1)]
    above = [max(0.0, units * AVERAGE - 10), 10 * units * AVERAGE - 10]
    paid = charges(with_price(**price), *runs)
    assert paid["retainer"] == 100
    assert paid["overage"] == pytest.approx(3 * sum(above) / 2)


def test_other_rates_take_each_contact_once_at_the_first_that_fits():
    """The e-mail at half the rate, the call at 18:00 at double, the rest at the rate itself."""
    rates = [{"channels": ["email"], "times": 0.5}, {"hours": {"every day": "17:00-24:00"}, "times": 2.0}]
    paid = charges(with_price(scheme="per_contact", rates=rates)) / AVERAGE
    assert paid.to_dict() == pytest.approx(
        {"contacts served (rate 1)": 1.0, "contacts served (rate 2)": 4.0, "contacts served": 2.0}
    )
    language = with_price(scheme="per_minute", rates=[{"segments": ["all"], "topics": ["question"], "times": 3.0}])
    assert charges(language).to_dict() == {"handling (rate 1)": pytest.approx(2 * 3 * 21 * AVERAGE)}


def test_seats_cost_more_in_some_hours():
    """Of the 20 hours a week from 20:00 on, 10 are after 22:00."""
    scenario = with_price(SEATS, scheme="per_hour", rates=[{"hours": {"every day": "22:00-24:00"}, "times": 1.5}])
    paid = charges(scenario) / AVERAGE
    assert paid.to_dict() == pytest.approx({"seat hours (rate 1)": 90.0, "seat hours": 60.0})


@pytest.mark.parametrize(("adds_half", "share"), [(0.1, 0.1), (-0.2, -0.2)])
def test_bonus_and_penalty_take_the_highest_band_reached(adds_half, share):
    """One call of two is answered within 20 s; e-mail has no promise here."""
    bands = [{"at_least": 0.0, "adds": -0.5}, {"at_least": 0.5, "adds": adds_half}, {"at_least": 0.6, "adds": 0.4}]
    paid = charges(with_price(scheme="per_contact", service=bands, minimum_per_month=1.0))
    assert paid.sum() == pytest.approx(6 * AVERAGE * (1 + share))
    word = "bonus" if share > 0 else "penalty"
    assert paid[f"{word} on contacts served"] == pytest.approx(6 * AVERAGE * share)
    seats = with_price(SEATS, scheme="per_hour", service=bands)
    assert charges(seats).sum() == pytest.approx(120 * AVERAGE * (1 + share))


def test_prices_in_another_currency_are_changed_and_the_minimum_with_them():
    scenario = with_price(
        scheme="per_contact", currency="USD", minimum_per_month=100, fixed_per_month=10, setup_cost=50
    )
    table = monthly_costs(scenario, WEEK, [log_of(*WORK)])
    assert charges(scenario).sum() == pytest.approx(0.8 * (100 + 10))
    assert charges(scenario)["contacts served"] == pytest.approx(0.8 * 6 * AVERAGE)
    assert amount(table, "set-up", "Far") == 40


def test_a_minimum_holds_for_all_rates_together_and_follows_the_assumptions():
    rates = [{"channels": ["email"], "times": 0.5}]

    def priced(usd, least):
        price = {"scheme": "per_contact", "rates": rates, "currency": "USD", "minimum_per_month": least}
        return with_price(**price).model_copy(
            update={"costs": with_price(scheme="per_contact").costs.model_copy(update={"exchange_rates": {"USD": usd}})}
        )

    runs = [log_of(*WORK), log_of(*WORK * 10, replication=1)]  # 5 and 50 USD a week
    paid = charges(priced(0.8, 40), *runs)
    assert paid["top-up to the minimum"] == pytest.approx(0.8 * (40 - 5 * AVERAGE) / 2)
    model = cost_model(priced(0.8, 40), WEEK, runs)
    changed = recalculated(model, {"costs.exchange_rates.USD": 0.9, "vendors.Far.price.minimum_per_month": 300})
    assert changed["amount"].sum() == pytest.approx(monthly_costs(priced(0.9, 300), WEEK, runs)["amount"].sum())
    assert recalculated(model, {})["amount"].sum() == pytest.approx(model.lines["amount"].sum())


@pytest.mark.parametrize(
    ("price", "form", "field"),
    [
        ({"scheme": "per_full_time_equivalent"}, POOL, "seats"),
        ({"scheme": "per_contact", "currency": "XXX"}, POOL, "currency"),
        ({"scheme": "per_contact", "included": 3}, POOL, "retainer"),
        ({"scheme": "per_hour", "rates": [{"topics": ["question"], "times": 2}]}, SEATS, "hours"),
        ({"scheme": "per_contact", "rates": [{"topics": ["nothing"], "times": 2}]}, POOL, "nothing"),
        ({"scheme": "per_contact", "minimum_seats": 3}, POOL, "minimum_seats"),
        ({"scheme": "retainer", "minimum_per_month": 3}, POOL, "minimum"),
        ({"scheme": "per_contact", "service": [{"at_least": n, "adds": 0} for n in (0.8, 0.7)]}, POOL, "rise"),
    ],
)  # fmt: skip
def test_contracts_that_mean_nothing_are_refused(price, form, field):
    with pytest.raises(InputError, match=field):
        with_price(form, **price)


def test_names_of_lines_do_not_change_without_other_rates():
    table = monthly_costs(with_price(scheme="per_contact"), WEEK, [log_of(*WORK)])
    assert [line for line in lines(table) if "rate" in line] == []
