"""Vendors and automations that take one channel at other hours than another."""

import pytest

from sim.errors import InputError
from sim.staffing.cover import vendor_takes
from sim.timing import HOUR
from tests.centre.building import Need, contact_rows, four_channels, run

PRICE = {"scheme": "per_contact", "rate": 1}


def desk(**about):
    return {"desk": {"channels": ["phone", "chat"], "seats": 2, "price": PRICE} | about}


def needs():
    return [Need(hour * HOUR, channel=channel) for hour in (2, 12) for channel in ("phone", "chat")]


def test_a_vendor_takes_phone_at_night_and_chat_at_every_hour():
    scenario = four_channels(vendors=desk(hours_by_channel={"phone": "00:00-08:00"}))
    log = run(scenario, needs(), 2)
    assert contact_rows(log, "channel", "by") == [
        ("phone", "vendor"),
        ("chat", "vendor"),
        ("phone", "team"),
        ("chat", "vendor"),
    ]
    takes = {name: vendor_takes(scenario, scenario.vendors["desk"], name, "question") for name in ("phone", "chat")}
    assert takes["phone"].mean() == pytest.approx(8 / 24)
    assert takes["chat"].all()


def test_hours_of_a_channel_lie_within_those_of_the_vendor():
    scenario = four_channels(vendors=desk(hours="10:00-20:00", hours_by_channel={"phone": "00:00-14:00"}))
    log = run(scenario, [*needs(), Need(15 * HOUR)], 2)
    assert contact_rows(log, "by") == ["team", "team", "vendor", "vendor", "team"]


def test_an_automation_answers_chat_at_night_only():
    bot = {"channels": ["chat", "email"], "topics": {"question": 1.0}, "hours_by_channel": {"chat": "00:00-08:00"}}
    scenario = four_channels(automation={"bot": bot})
    asked = [Need(hour * HOUR, channel=channel) for hour in (2, 12) for channel in ("email", "chat")]
    log = run(scenario, asked, 2)
    assert contact_rows(log, "outcome") == ["automated", "automated", "automated", "served"]


def test_channels_it_does_not_have_and_hours_off_the_grid_are_told():
    with pytest.raises(InputError, match="hours_by_channel: email"):
        four_channels(vendors=desk(hours_by_channel={"email": "always"}))
    with pytest.raises(InputError, match="08:10 lies within an interval"):
        four_channels(vendors=desk(hours_by_channel={"phone": "00:00-08:10"}))
