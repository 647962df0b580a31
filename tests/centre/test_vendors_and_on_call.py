"""Outside providers and people on call: every time predicted."""

from tests.centre.building import HOUR, MINUTE, Need, contact_rows, four_channels, run, scenario_of, state_rows

PRICE = {"scheme": "per_contact", "rate": 1}
OFFICE = {"every day": "08:00-20:00"}


def vendor(**about):
    return {"nightly": {"channels": ["phone"], "hours": "00:00-08:00", "price": PRICE} | about}


def test_dedicated_seats_serve_in_their_hours():
    scenario = scenario_of(vendors=vendor(seats=1, speed=0.5, resolution=0.5), topics={"question": {"resolution": 0.8}})
    needs = [
        Need(HOUR, draws={"solved": 0.39}),
        Need(HOUR + 1, draws={"solved": 0.41}),
        Need(8 * HOUR - 1),
        Need(8 * HOUR),
    ]
    log = run(scenario, needs, 1)
    assert contact_rows(log, "answered", "ended", "by", "handler", "agent", "solved") == [
        (HOUR, HOUR + 10 * MINUTE, "vendor", "nightly", "nightly seat 1", True),
        (HOUR + 10 * MINUTE, HOUR + 20 * MINUTE, "vendor", "nightly", "nightly seat 1", False),
        (8 * HOUR - 1, 8 * HOUR + 10 * MINUTE - 1, "vendor", "nightly", "nightly seat 1", True),
        (8 * HOUR, 8 * HOUR + 5 * MINUTE, "team", "care", "care 000", True),
    ]
    seats = log.shifts[log.shifts["by"] == "vendor"]
    day = 24 * HOUR
    assert seats[["start", "end"]].to_numpy().tolist() == [[d * day, d * day + 8 * HOUR] for d in range(7)]
    assert seats["left"].tolist()[0] == 8 * HOUR + 10 * MINUTE - 1  # the last call is finished
    assert state_rows(log, "nightly seat 1")[0][0] == "available"


def test_a_vendor_may_serve_a_closed_channel_and_only_its_topics():
    scenario = scenario_of(
        channels={"phone": {"hours": OFFICE}},
        topics={"bug": {"handling": {"mean": "5 min"}}},
        demand={"topics": {"bug": 1}},
        vendors=vendor(seats=2, topics=["question"]),
    )
    log = run(scenario, [Need(HOUR), Need(HOUR, topic="bug")], 1)
    assert contact_rows(log, "outcome", "by") == [("served", "vendor"), ("closed", None)]


def test_the_first_vendor_named_takes_a_contact():
    scenario = scenario_of(
        vendors={
            "early": {"channels": ["phone"], "hours": "00:00-02:00", "seats": 1, "price": PRICE},
            "late": {"channels": ["phone"], "hours": "01:00-04:00", "seats": 1, "price": PRICE},
        }
    )
    log = run(scenario, [Need(HOUR), Need(2 * HOUR), Need(4 * HOUR)], 1)
    assert contact_rows(log, "handler") == ["early", "late", "care"]


def test_a_shared_pool_answers_after_its_own_time():
    scenario = scenario_of(
        vendors=vendor(response={"family": "constant", "mean": "2 min"}, speed=0.75, resolution=0.5),
        topics={"question": {"resolution": 0.8}},
    )
    needs = [
        Need(0, work=6 * MINUTE + 1, draws={"solved": 0.5}),
        Need(0, patience=2 * MINUTE),
        Need(0, patience=2 * MINUTE - 1),
    ]
    log = run(scenario, needs, 1)
    assert contact_rows(log, "outcome", "queued", "answered", "ended", "handled", "by", "solved", "agent") == [
        ("served", 0, 2 * MINUTE, 10 * MINUTE + 2, 8 * MINUTE + 2, "vendor", False, None),
        ("served", 0, 2 * MINUTE, 8 * MINUTE + 40_000_000, 6 * MINUTE + 40_000_000, "vendor", True, None),
        ("abandoned", 0, None, 2 * MINUTE - 1, 0, None, None, None),
    ]


def test_a_shared_pool_at_the_end_of_the_run():
    scenario = scenario_of(vendors=vendor(response={"family": "constant", "mean": "2 min"}, hours="always"))
    end = scenario.calendar.horizon
    log = run(scenario, [Need(end - 3 * MINUTE), Need(end - MINUTE)], 1)
    assert contact_rows(log, "outcome", "answered", "ended", "handled") == [
        ("unresolved", end - MINUTE, None, MINUTE),
        ("unresolved", None, None, 0),
    ]


def test_the_response_of_a_pool_is_drawn():
    scenario = scenario_of(vendors=vendor(response={"family": "exponential", "mean": "2 min"}))
    log = run(scenario, [Need(0, draws={"response": 0.5})], 1)
    assert contact_rows(log, "answered") == [round(2 * MINUTE * 0.6931471805599453)]


def on_call(**channels):
    """A centre open 08:00-20:00 whose emergencies are answered by somebody on call, ten minutes after the call."""
    return four_channels(
        channels={"phone": {"hours": OFFICE}} | channels,
        topics={"fire": {"emergency": True, "handling": {"mean": "5 min"}}},
        demand={"topics": {"fire": 1}},
        on_call={"hours": "always", "group": "care", "response": {"family": "constant", "mean": "10 min"}},
    )


HOME = ("Ann", "care", "on_call", 0, 24 * HOUR)


def fire(at, **about):
    return Need(at, topic="fire", **about)


def test_an_emergency_at_night_is_answered_after_the_response():
    log = run(on_call(), [fire(2 * HOUR), Need(2 * HOUR)], [HOME])
    assert contact_rows(log, "outcome", "queued", "answered", "ended", "handled", "by", "handler", "agent") == [
        ("served", 2 * HOUR, 2 * HOUR + 10 * MINUTE, 2 * HOUR + 15 * MINUTE, 5 * MINUTE, "on_call", "care", "Ann"),
        ("closed", None, None, 2 * HOUR, 0, None, None, None),
    ]
    assert state_rows(log, "Ann") == [("phone", 1, 2 * HOUR + 10 * MINUTE, 2 * HOUR + 15 * MINUTE, False)]


def test_patience_goes_on_until_the_person_called_begins():
    needs = [
        fire(HOUR, patience=10 * MINUTE),
        fire(2 * HOUR, patience=10 * MINUTE - 1),
        fire(2 * HOUR + 1, patience=11 * MINUTE),
        fire(3 * HOUR),
    ]
    log = run(on_call(), needs, [HOME])
    assert contact_rows(log, "outcome", "answered", "ended", "agent") == [
        ("served", HOUR + 10 * MINUTE, HOUR + 15 * MINUTE, "Ann"),
        ("abandoned", None, 2 * HOUR + 10 * MINUTE - 1, "Ann"),  # she was on the way
        ("served", 2 * HOUR + 10 * MINUTE, 2 * HOUR + 15 * MINUTE, "Ann"),  # the same call-out: she is on the way
        ("served", 3 * HOUR + 10 * MINUTE, 3 * HOUR + 15 * MINUTE, "Ann"),
    ]


def test_nobody_at_home_is_called_while_somebody_is_on_shift():
    people = [HOME, ("Bea", "care", "shift", 0, 3 * HOUR)]
    log = run(on_call(), [fire(HOUR), fire(HOUR + 1)], people)
    assert contact_rows(log, "answered", "agent") == [(HOUR, "Bea"), (HOUR + 5 * MINUTE, "Bea")]


def test_who_is_on_call_is_called_when_the_last_one_leaves():
    people = [HOME, ("Bea", "care", "shift", 0, 3 * HOUR)]
    log = run(on_call(), [fire(2 * HOUR, work=2 * HOUR), fire(2 * HOUR + 1)], people)
    assert contact_rows(log, "answered", "agent", "by") == [
        (2 * HOUR, "Bea", "team"),
        (4 * HOUR + 10 * MINUTE, "Ann", "on_call"),
    ]


def test_one_emergency_after_the_other_on_every_channel():
    never = {"hours": "never"}
    scenario = on_call(chat=never, email=never)
    needs = [fire(0, channel="chat"), fire(1, channel="chat"), fire(2, channel="email"), fire(3, channel="phone")]
    log = run(scenario, needs, [HOME])
    assert contact_rows(log, "channel", "answered", "interruptions") == [
        ("chat", 10 * MINUTE, 0),
        ("chat", 20 * MINUTE, 0),
        ("email", 25 * MINUTE, 0),
        ("phone", 15 * MINUTE, 0),
    ]
    assert [row[2:4] for row in state_rows(log, "Ann")] == [
        (start * MINUTE, (start + 5) * MINUTE) for start in (10, 15, 20, 25)
    ]
    assert log.call_outs[["called", "began", "ended", "contacts"]].to_numpy().tolist() == [
        [0, 10 * MINUTE, 30 * MINUTE, 4]
    ]


def test_an_email_begun_by_the_team_is_finished_by_the_person_on_call():
    people = [("Ann", "care", "on_call", 0, 24 * HOUR), ("Bea", "care", "shift", 0, 2 * HOUR)]
    log = run(on_call(), [fire(2 * HOUR - MINUTE, channel="email", patience=5 * MINUTE)], people)
    assert contact_rows(log, "outcome", "answered", "ended", "handled", "interruptions", "agent", "by") == [
        ("served", 2 * HOUR - MINUTE, 2 * HOUR + 15 * MINUTE, 6 * MINUTE, 1, "Ann", "on_call")
    ]


def test_on_call_for_a_channel_or_skill_the_group_does_not_have():
    scenario = on_call(chat={"hours": "never"})
    groups = scenario.team.groups
    narrow = groups["care"].model_copy(update={"channels": ("phone", "email", "social")})
    team = scenario.team.model_copy(update={"groups": {"care": narrow}})
    log = run(scenario.model_copy(update={"team": team}), [fire(0, channel="chat")], [HOME])
    assert contact_rows(log, "outcome") == ["closed"]


def test_without_anybody_on_call_an_emergency_meets_the_closed_policy():
    log = run(on_call(), [fire(0), fire(24 * HOUR)], [HOME])
    assert contact_rows(log, "outcome") == ["served", "closed"]


def test_the_end_of_the_run_while_somebody_is_on_the_way():
    scenario = on_call()
    end = scenario.calendar.horizon
    home = ("Ann", "care", "on_call", 0, end)
    log = run(scenario, [fire(end - 5 * MINUTE)], [home])
    assert contact_rows(log, "outcome", "answered", "handled") == [("unresolved", None, 0)]
    assert state_rows(log, "Ann") == []
    working = run(scenario, [fire(end - 12 * MINUTE)], [home])
    assert contact_rows(working, "outcome", "answered", "handled") == [("unresolved", end - 2 * MINUTE, 2 * MINUTE)]


def test_the_same_name_on_shift_and_on_call():
    people = [("Ann", "care", "on_call", 0, 24 * HOUR), ("Ann", "care", "shift", 8 * HOUR, 16 * HOUR)]
    log = run(on_call(), [fire(HOUR), fire(9 * HOUR)], people)
    assert contact_rows(log, "agent", "by") == [("Ann", "on_call"), ("Ann", "team")]
    states = log.states[["agent", "by", "state"]].astype(str).itertuples(index=False, name=None)
    assert set(states) == {("Ann", "on_call", "phone"), ("Ann", "team", "phone"), ("Ann", "team", "available")}
