"""Several chats at once, deferred work that live contacts interrupt: all times predicted, in whole microseconds."""

from tests.centre.building import HOUR, MINUTE, SECOND, Need, contact_rows, four_channels, run, state_rows


def chats(*slowdown, **channels):
    """A centre whose agents handle as many chats at once as there are factors."""
    chat = {"chat": {"concurrency": len(slowdown), "slowdown": list(slowdown)}}
    return four_channels(channels=chat | channels)


def chat(at, work, **about):
    return Need(at, work=work, channel="chat", **about)


def mail(at, work, **about):
    return Need(at, work=work, channel="email", **about)


def test_two_chats_slow_each_other_down():
    log = run(chats(1.0, 1.5), [chat(0, 10 * MINUTE), chat(4 * MINUTE, 3 * MINUTE)], 1)
    second_ends = 4 * MINUTE + 3 * MINUTE * 3 // 2
    first_ends = second_ends + 10 * MINUTE - 4 * MINUTE - 3 * MINUTE
    assert contact_rows(log, "answered", "ended", "handled") == [
        (0, first_ends, first_ends),
        (4 * MINUTE, second_ends, second_ends - 4 * MINUTE),
    ]
    assert state_rows(log, "care 000")[:3] == [
        ("chat", 1, 0, 4 * MINUTE, False),
        ("chat", 2, 4 * MINUTE, second_ends, False),
        ("chat", 1, second_ends, first_ends, False),
    ]


def test_remaining_work_is_integer_arithmetic():
    """Work done is rounded down, durations are rounded up, both by hand."""
    log = run(chats(1.0, 1.22), [chat(0, 600 * SECOND), chat(100 * SECOND, 60 * SECOND + 1)], 1)
    second = 73_200_002  # ceil(60 000 001 × 1.22)
    done = 60_000_001  # floor(73 200 002 / 1.22)
    assert contact_rows(log, "ended") == [100 * SECOND + second + (500 * SECOND - done), 100 * SECOND + second]


def test_a_third_chat_waits_for_room():
    needs = [chat(0, 10 * MINUTE), chat(MINUTE, MINUTE), chat(2 * MINUTE - 1, MINUTE), chat(2 * MINUTE, MINUTE)]
    log = run(chats(1.0, 1.0), needs, 1)
    assert contact_rows(log, "answered", "ended") == [
        (0, 10 * MINUTE),
        (MINUTE, 2 * MINUTE),
        (2 * MINUTE, 3 * MINUTE),
        (3 * MINUTE, 4 * MINUTE),
    ]


def test_slow_agents_and_slowdown_multiply():
    scenario = four_channels(
        channels={"chat": {"concurrency": 2, "slowdown": [1.0, 1.5]}}, team={"groups": {"care": {"speed": 0.5}}}
    )
    log = run(scenario, [chat(0, 3 * MINUTE), chat(0, 3 * MINUTE)], 1)
    assert contact_rows(log, "ended") == [9 * MINUTE, 9 * MINUTE]


def test_chats_go_to_the_agent_with_fewest():
    needs = [chat(0, 9 * MINUTE), chat(1, 9 * MINUTE), chat(2, MINUTE), chat(3, MINUTE), chat(4, MINUTE)]
    log = run(chats(1.0, 1.0, 1.0), needs, 2)
    assert contact_rows(log, "agent") == ["care 000", "care 001", "care 000", "care 001", "care 000"]


def test_a_call_does_not_join_chats_and_comes_before_further_ones():
    needs = [chat(0, 10 * MINUTE), Need(MINUTE, work=MINUTE), chat(2 * MINUTE, 10 * MINUTE)]
    log = run(chats(1.0, 1.0), needs, 1)
    assert contact_rows(log, "answered") == [0, 10 * MINUTE, 11 * MINUTE]


def test_a_chat_waits_behind_an_older_call_of_equal_priority_only():
    scenario = chats(1.0, 1.0, phone={"priority": 2})
    behind = run(scenario, [chat(0, 10 * MINUTE), Need(MINUTE, work=MINUTE), chat(2 * MINUTE, MINUTE)], 1)
    assert contact_rows(behind, "answered") == [0, 10 * MINUTE, 11 * MINUTE]
    lower = chats(1.0, 1.0, phone={"priority": 3})
    before = run(lower, [chat(0, 10 * MINUTE), Need(MINUTE, work=MINUTE), chat(2 * MINUTE, MINUTE)], 1)
    assert contact_rows(before, "answered") == [0, 10 * MINUTE, 2 * MINUTE]


def test_a_chat_is_let_in_when_the_call_before_it_hangs_up():
    needs = [chat(0, 10 * MINUTE), Need(MINUTE, patience=2 * MINUTE), chat(2 * MINUTE, MINUTE), chat(4 * MINUTE, 1)]
    log = run(chats(1.0, 1.0), needs, 1)
    assert contact_rows(log, "outcome") == ["served", "abandoned", "served", "served"]
    assert contact_rows(log, "answered") == [0, None, 3 * MINUTE, 4 * MINUTE]


def test_a_chat_is_let_in_when_somebody_else_takes_the_call_before_it():
    people = [("Ann", "care", "shift", 0, HOUR), ("Bea", "care", "shift", 3 * MINUTE, HOUR)]
    needs = [chat(0, 10 * MINUTE), Need(MINUTE), chat(2 * MINUTE, MINUTE)]
    log = run(chats(1.0, 1.0), needs, people)
    assert contact_rows(log, "answered", "agent") == [(0, "Ann"), (3 * MINUTE, "Bea"), (3 * MINUTE, "Ann")]


def test_two_chats_that_end_together():
    log = run(chats(1.0, 2.0), [chat(0, 5 * MINUTE), chat(0, 5 * MINUTE), chat(1, MINUTE)], 1)
    assert contact_rows(log, "ended") == [10 * MINUTE, 10 * MINUTE, 11 * MINUTE]


def test_a_call_interrupts_an_email_which_is_re_read():
    log = run(four_channels(), [mail(0, 10 * MINUTE), Need(4 * MINUTE, work=3 * MINUTE)], 1)
    assert contact_rows(log, "answered", "ended", "handled", "interruptions") == [
        (0, 14 * MINUTE, 11 * MINUTE, 1),  # 4 min, then 6 min and 1 min of reading again
        (4 * MINUTE, 7 * MINUTE, 3 * MINUTE, 0),
    ]
    assert [row[0] for row in state_rows(log, "care 000")] == ["email", "phone", "email", "available"]


def test_the_cost_of_reading_again_is_the_scenarios():
    scenario = four_channels(serving={"rereading": "90 s"})
    needs = [mail(0, 10 * MINUTE), Need(MINUTE, work=MINUTE), Need(3 * MINUTE, work=MINUTE)]
    log = run(scenario, needs, 1)
    assert contact_rows(log, "ended", "interruptions")[0] == (15 * MINUTE, 2)  # 10 min, two calls, twice 90 s
    assert contact_rows(log, "handled")[0] == 13 * MINUTE


def test_an_idle_agent_spares_the_email():
    log = run(four_channels(), [mail(0, 10 * MINUTE), Need(MINUTE)], 2)
    assert contact_rows(log, "agent", "interruptions") == [("care 000", 0), ("care 001", 0)]


def test_the_email_begun_last_is_interrupted():
    log = run(four_channels(), [mail(0, 10 * MINUTE), mail(MINUTE, 10 * MINUTE), Need(2 * MINUTE)], 2)
    assert contact_rows(log, "interruptions") == [0, 1, 0]


def test_an_interrupted_email_goes_before_younger_ones():
    needs = [mail(0, 10 * MINUTE), mail(MINUTE, 10 * MINUTE), Need(2 * MINUTE, work=MINUTE)]
    log = run(four_channels(), needs, 1)
    assert contact_rows(log, "answered", "ended") == [
        (0, 12 * MINUTE),
        (12 * MINUTE, 22 * MINUTE),
        (2 * MINUTE, 3 * MINUTE),
    ]


def test_an_interrupted_email_may_go_on_with_somebody_else():
    needs = [mail(0, 10 * MINUTE), Need(1, work=MINUTE), Need(2 * MINUTE, work=30 * MINUTE)]
    log = run(four_channels(), needs, [("Ann", "care", "shift", 0, HOUR), ("Bea", "care", "shift", 3 * MINUTE, HOUR)])
    # Ann: email 1 µs, call to 1 min, email again to 2 min, call; Bea takes the email up at 3 min
    left = 10 * MINUTE - 1 + MINUTE - (MINUTE - 1) + MINUTE
    assert contact_rows(log, "agent", "ended", "interruptions")[0] == ("Bea", 3 * MINUTE + left, 2)


def test_a_chat_also_interrupts_and_an_email_never_joins():
    needs = [mail(0, 5 * MINUTE), chat(MINUTE, 4 * MINUTE), chat(2 * MINUTE, 4 * MINUTE), mail(3 * MINUTE, MINUTE)]
    log = run(chats(1.0, 1.0), needs, 1)
    assert contact_rows(log, "answered", "ended") == [
        (0, 11 * MINUTE),
        (MINUTE, 5 * MINUTE),
        (2 * MINUTE, 6 * MINUTE),
        (11 * MINUTE, 12 * MINUTE),
    ]


def test_emails_do_not_interrupt_each_other():
    scenario = four_channels()
    log = run(scenario, [mail(0, 10 * MINUTE), Need(MINUTE, work=5 * MINUTE, channel="social")], 1)
    assert contact_rows(log, "answered", "interruptions") == [(0, 0), (10 * MINUTE, 0)]


def test_equal_priority_live_goes_before_deferred_and_interrupts_it():
    equal = {name: {"priority": 1} for name in ("phone", "chat", "email", "social")}
    scenario = four_channels(channels=equal)
    log = run(scenario, [Need(0), mail(1, 5 * MINUTE), Need(MINUTE), chat(11 * MINUTE, MINUTE)], 1)
    assert contact_rows(log, "answered", "interruptions") == [
        (0, 0),
        (10 * MINUTE, 1),
        (5 * MINUTE, 0),
        (11 * MINUTE, 0),
    ]


def test_deferred_work_of_better_priority_goes_first_and_is_not_interrupted():
    scenario = four_channels(channels={"email": {"priority": 1}, "phone": {"priority": 2}, "chat": {"priority": 3}})
    log = run(scenario, [mail(0, 5 * MINUTE), Need(1), mail(2, 5 * MINUTE)], 1)
    assert contact_rows(log, "answered", "interruptions") == [(0, 0), (10 * MINUTE, 0), (5 * MINUTE, 0)]


def test_of_two_who_do_deferred_work_the_one_with_less_urgent_work_is_interrupted():
    scenario = four_channels(channels={"email": {"priority": 4}, "social": {"priority": 1}, "phone": {"priority": 2}})
    needs = [mail(0, 9 * MINUTE), Need(MINUTE, work=9 * MINUTE, channel="social"), Need(2 * MINUTE)]
    assert contact_rows(run(scenario, needs, 2), "interruptions", "agent")[2] == (0, "care 000")
