"""Who serves whom, asked of the router alone: no clock, no SimPy."""

from sim.centre.actors import Agent, Attempt
from sim.centre.router import AgentGroup, Queue, Router

PHONE, CHAT, EMAIL = range(3)


def queue(number, channel, *, live=True, concurrency=1, priority=1):
    return Queue(number, 0, channel, live, concurrency, priority)


def attempt(row, number, key=None):
    one = Attempt(row, 1, row, PHONE, 0, 0, row, 10**9)
    one.queue, one.key = number, row if key is None else key
    return one


def idle(router, *agents):
    for agent in agents:
        agent.present = True
        router.groups[agent.group].present += 1
        router.file(agent, None)


def busy(router, agent, *contacts):
    agent.attempts = list(contacts)
    agent.channel = router.queues[contacts[0].queue].channel
    router.file(agent, router.queues[contacts[0].queue])


def one_group(*queues):
    router = Router(list(queues), [AgentGroup(0, list(queues))])
    agents = [Agent(number, f"A{number}", 0, 1.0, 1.0) for number in range(3)]
    idle(router, *agents)
    return router, agents


def test_the_agent_idle_longest_takes_a_contact():
    router, (a, b, _) = one_group(queue(0, PHONE))
    assert router.offer(attempt(0, 0)) is a
    busy(router, a, attempt(0, 0))
    assert router.offer(attempt(1, 0)) is b
    a.attempts = []
    router.file(a, None)  # free again, and now the last in line
    assert router.offer(attempt(1, 0)) is b


def test_nobody_who_is_absent_or_departing_is_asked():
    router, (a, b, c) = one_group(queue(0, PHONE))
    for agent in (a, b):
        agent.departing = True
        router.file(agent, None)
    c.present = False
    router.file(c, None)
    assert router.offer(attempt(0, 0)) is None
    router.wait(attempt(0, 0))
    assert [router.next_for(agent) for agent in (a, b, c)] == [None, None, None]


def test_who_waits_is_taken_by_key_then_number_and_those_withdrawn_are_left_out():
    router, (a, *_) = one_group(queue(0, PHONE))
    waiting = [attempt(3, 0, key=5), attempt(2, 0, key=5), attempt(1, 0, key=9), attempt(0, 0, key=1)]
    for one in waiting:
        router.wait(one)
    router.withdraw(waiting[3])
    assert router.waiting_like(0) == 3
    assert [router.next_for(a).row for _ in range(3)] == [2, 3, 1]
    assert router.next_for(a) is None and router.waiting_like(0) == 0


def test_queues_are_served_by_priority_then_live_before_deferred():
    queues = [queue(0, EMAIL, live=False, priority=2), queue(1, PHONE, priority=2), queue(2, CHAT, priority=1)]
    router, (a, *_) = one_group(*queues)
    for number in range(3):
        router.wait(attempt(number, number))
    assert [router.next_for(a).queue for _ in range(3)] == [2, 1, 0]


def test_a_further_chat_goes_to_the_agent_with_fewest():
    router, (a, b, c) = one_group(queue(0, CHAT, concurrency=3))
    busy(router, a, attempt(0, 0), attempt(1, 0))
    busy(router, b, attempt(2, 0))
    busy(router, c, attempt(3, 0), attempt(4, 0), attempt(5, 0))
    assert router.offer(attempt(6, 0)) is b
    busy(router, b, attempt(2, 0), attempt(6, 0))
    assert router.offer(attempt(7, 0)) is a
    busy(router, a, attempt(0, 0), attempt(1, 0), attempt(7, 0))
    busy(router, b, attempt(2, 0), attempt(6, 0), attempt(8, 0))
    assert router.offer(attempt(9, 0)) is None


def test_chats_do_not_mix_with_other_contacts():
    router, (a, b, c) = one_group(queue(0, CHAT, concurrency=2, priority=2), queue(1, PHONE))
    busy(router, a, attempt(0, 0))
    busy(router, b, attempt(1, 1))
    busy(router, c, attempt(2, 1))
    assert router.offer(attempt(3, 1)) is None  # a call joins nothing
    router.wait(attempt(3, 1))
    assert router.next_for(a) is None
    assert router.offer(attempt(4, 0)) is None  # the call comes first for the agent with room
    router.wait(attempt(4, 0))
    assert router.next_for(a) is None


def test_the_deferred_work_begun_last_is_interrupted_by_live_contacts_only():
    router, (a, b, c) = one_group(queue(0, EMAIL, live=False, priority=2), queue(1, PHONE))
    for row, agent in enumerate((b, a, c)):
        busy(router, agent, attempt(row, 0))
    assert router.offer(attempt(9, 1)) is c
    assert router.offer(attempt(9, 0)) is None


def test_specialists_are_asked_before_generalists_and_people_on_call_last():
    phone, email = queue(0, PHONE), queue(1, EMAIL, live=False)
    groups = [AgentGroup(0, [phone, email]), AgentGroup(1, [phone]), AgentGroup(2, [phone], last_resort=True)]
    router = Router([phone, email], groups)
    generalist, specialist, at_home = (Agent(n, f"A{n}", n, 1.0, 1.0, n == 2) for n in range(3))
    idle(router, at_home)
    assert router.offer(attempt(0, 0)) is at_home and router.idle_on_call() == [at_home]
    idle(router, generalist, specialist)
    assert router.offer(attempt(0, 0)) is specialist
    busy(router, specialist, attempt(1, 0))
    assert router.offer(attempt(0, 0)) is generalist
    busy(router, generalist, attempt(2, 0))
    assert router.offer(attempt(0, 0)) is None  # nobody at home is called while somebody is present
    router.wait(attempt(3, 0))
    assert router.next_for(at_home) is None
