"""What support earns, by hand: sales on solved contacts, by calls, and from help that is offered."""

import pandas as pd
import pytest

from sim.centre.roster import roster_of
from sim.centre.simulate import simulate
from sim.demand.draw import draw_contacts
from sim.demand.rates_of import expected_rates
from sim.errors import InputError
from sim.finance.cash_flow import cash_by_month, cash_flow
from sim.finance.earning import earning_lines
from sim.finance.monthly import cost_summary, monthly_costs
from sim.scenario import validate_scenario
from sim.timing import MINUTE
from tests.changes import with_changes
from tests.finance.case import AVERAGE, DATA, WEEK, amount, log_of, scenario_with

UPSELL = {"share": 0.2, "value": 30.0}
BY_VENDOR = {"by": "vendor", "handler": "Far", "agent": None}
FAR = {"channels": ["phone", "email"], "response": {"family": "constant", "mean": "1 min"},
       "price": {"scheme": "per_contact", "rate": 0.0}}  # fmt: skip


def with_upsell(**upsell):
    topic = DATA["topics"]["question"] | {"upsell": UPSELL | upsell}
    segments = {"new": {"share": 0.5}, "old": {"share": 0.5}}
    return scenario_with(topics={"question": topic}, demand__segments=segments, vendors={"Far": FAR})


def earned(scenario, *contacts):
    table = monthly_costs(scenario, WEEK, [log_of(*contacts)])
    return float(table.loc[table["category"] == "revenue", "amount"].sum()) / AVERAGE


def test_solved_contacts_sell_by_segment_and_vendors_sell_less():
    """Two solved by the team, one of an old customer who buys half as often, and one by a vendor: 1 + 0.5 + 0.25."""
    contacts = [
        {"segment": "new"},
        {"segment": "old"},
        BY_VENDOR | {"segment": "new"},
        {"solved": False, "segment": "new"},
    ]
    scenario = with_upsell(by_segment={"old": 0.5}, by_vendors=0.25)
    assert earned(scenario, *contacts) == pytest.approx(1.75 * 0.2 * 30)
    assert earned(with_upsell(), *contacts) == pytest.approx(3 * 0.2 * 30)
    automated = {"outcome": "automated", "segment": "new", "by": None, "handler": "bot"}
    assert earned(with_upsell(), automated) == 0


def test_revenue_is_no_cost_and_stands_beside_it():
    scenario = with_upsell()
    table = monthly_costs(scenario, WEEK, [log_of({"segment": "new"})])
    summary = cost_summary(table)
    assert summary["revenue"].item() == pytest.approx(6 * AVERAGE)
    assert summary["net"].item() == pytest.approx(summary["running"].item() - 6 * AVERAGE)
    flow = cash_by_month(cash_flow(scenario, WEEK, [log_of({"segment": "new"})], months=2), 0.0)
    assert flow["cash"].tolist() == pytest.approx((flow["running"] + flow["one_off"] - flow["revenue"]).tolist())
    assert amount(table, "sales on solved contacts", "question") > 0


def test_calls_that_are_answered_sell():
    outbound = {"new year": {"groups": ["care"], "contacts_per_week": 10, "sale": {"share": 0.1, "value": 50.0},
                             "handling": {"family": "constant", "mean": "5 min"}}}  # fmt: skip
    scenario = scenario_with(outbound=outbound)
    (line,) = earning_lines(scenario, {}, {"new year": 8})
    assert (line.quantity, line.rate) == (pytest.approx(0.8), 50.0)


CHAT = with_changes(
    DATA,
    {
        "channels": {"phone": {}, "chat": {}, "email": {}},
        "team__groups__care__channels": ["phone", "chat", "email"],
        "team__people": [],
        "vendors": {"Far": FAR | {"channels": ["phone", "chat", "email"]}},
    },
)


def with_help(**changes):
    offer = {"visitors_per_week": 500, "accepted": 0.4, "topic": "question"} | changes
    return validate_scenario(with_changes(CHAT, {"offered_help": {"shop window": offer}}))


def test_help_that_is_offered_brings_contacts_of_the_same_visitors():
    """Of 500 who hesitate half are asked, of whom 40 % accept: 100 chats. Who is asked less often is a part of them."""
    half, all_, none = with_help(offered=0.5), with_help(), with_help(offered=0.0)
    chat = half.channel_names.index("chat")
    assert expected_rates(half)[:, chat].sum() == pytest.approx(100)
    drawn = {name: draw_contacts(one, 0) for name, one in (("half", half), ("all", all_), ("none", none))}
    times = {name: set(one.arrives.tolist()) for name, one in drawn.items()}
    assert times["none"] < times["half"] < times["all"]
    assert not (drawn["none"].channel == chat).any()


def test_an_offer_takes_time_of_everybody_who_answers():
    def handled(**upsell):
        topic = DATA["topics"]["question"] | {"upsell": UPSELL | upsell}
        scenario = validate_scenario(with_changes(CHAT, {"topics": {"question": topic}}))
        return simulate(scenario, draw_contacts(scenario, 0), roster_of([])).contacts

    plain, longer = handled(), handled(offer_takes="2 min")
    served = longer["outcome"].eq("served")
    assert set(longer.loc[served, "handled"]) == {7 * MINUTE}
    assert set(plain.loc[plain["outcome"].eq("served"), "handled"]) == {5 * MINUTE}
    bare = validate_scenario(CHAT)
    pd.testing.assert_frame_equal(plain, simulate(bare, draw_contacts(bare, 0), roster_of([])).contacts)


def test_only_satisfied_customers_buy():
    """The stricter, the fewer; from 2 on nearly all, and with no threshold all."""

    def sold(**upsell):
        topic = DATA["topics"]["question"] | {"upsell": UPSELL | upsell}
        scenario = validate_scenario(with_changes(CHAT, {"topics": {"question": topic}}))
        log = simulate(scenario, draw_contacts(scenario, 0), roster_of([]))
        table = monthly_costs(scenario, roster_of([]), [log])
        return float(table.loc[table["category"] == "revenue", "amount"].sum())

    everybody, most, some = sold(), sold(satisfied_from=2), sold(satisfied_from=9)
    assert some < most <= everybody
    assert some > 0


@pytest.mark.parametrize(
    ("scenario", "words"),
    [
        (lambda: with_upsell(by_segment={"nobody": 1.0}), "nobody"),
        (lambda: with_help(topic="nothing"), "nothing"),
        (lambda: with_help(channel="social"), "social"),
    ],
)
def test_offers_to_nobody_are_refused(scenario, words):
    with pytest.raises(InputError, match=words):
        scenario()
