"""Paired directions, the same customers with a mechanism off and on: managers, acknowledgements, segments, public
posts, silent leaving, calling again after a closed channel; and their extremes."""

import pytest

from sim.centre.simulate import simulate
from sim.demand.draw import draw_contacts
from sim.timing import DAY, HOUR, MINUTE, SECOND
from tests.centre.building import around_the_clock, four_channels, merged

SHORT = {"family": "exponential", "mean": "4 min"}
BASE = {
    "channels": {"phone": {"patience": SHORT}, "chat": {"patience": SHORT}},
    "topics": {"question": {"recontact": {"share": 0.5, "after": "4 h"}, "resolution": 0.9}},
    "demand": {"contacts_per_week": {"phone": 1500, "chat": 1500, "email": 800, "social": 300}},
    "seed": 17,
}


def tell(agents=4, **over):
    scenario = four_channels(**merged(BASE, over))
    return simulate(scenario, draw_contacts(scenario, 0), around_the_clock(scenario, agents)).contacts


def firsts(table):
    return table[table["attempt"] == 1].set_index("need")


def special(policy, **over):
    case = {"share": 0.15, "policy": policy, **over}
    return {"topics": {"question": {"special": case}}, "team": {"groups": {"care": {"approves": True}}}}


def test_approval_takes_a_managers_time_and_the_customers():
    """Beside deciding at once: as many cases, which wait for a manager, who is missing elsewhere."""
    review = {"family": "exponential", "mean": "10 min"}
    over = {"serving": {"rereading": "0 s", "approval_priority": 1}}
    at_once, asked = tell(3, **over, **special("discretion")), tell(3, **over, **special("approval", review=review))
    before, after = firsts(at_once), firsts(asked)
    cases = before.index[before["special"] & after["granted"].notna()]
    assert len(cases) > 300
    took = [(table["ended"] - table["answered"])[cases].dropna().mean() for table in (before, after)]
    reviewed = after.loc[cases, "reviewed"].mean()
    assert reviewed == pytest.approx(10 * MINUTE, rel=0.1)
    assert took[1] > took[0] + reviewed and (after.loc[cases, "approval_wait"] > 0).any()
    others = [table[(table["served_channel"] == "email") & ~table["special"]] for table in (at_once, asked)]
    waits = [(table["answered"] - table["queued"]).dropna().mean() for table in others]
    assert waits[1] > waits[0] + MINUTE
    assert before["reviewed"].sum() == 0 and after.loc[cases, "granted"].all()


def test_without_a_manager_nothing_is_ever_approved():
    review = {"family": "constant", "mean": "1 min"}
    managers = {"channels": ["email"], "approves": True, "wage_per_hour": 20}
    team = {"groups": {"care": {"approves": False}, "managers": managers}}
    over = special("approval", review=review) | {"team": team}
    table = tell(**over)
    assert table["submitted"].notna().sum() > 300
    assert (table.loc[table["submitted"].notna(), "outcome"] == "unresolved").all()


@pytest.mark.parametrize("channel", ["email", "social"])
def test_a_kind_word_keeps_customers_and_an_annoying_one_loses_them(channel):
    patience = {channel: {"patience": {"family": "exponential", "mean": "40 min"}, "priority": 5}}

    def lost(**about):
        table = tell(3, channels=merged(patience, {channel: about}))
        own = table[table["served_channel"] == channel]
        return int((own["outcome"] == "abandoned").sum()), int(own["acknowledged"].notna().sum())

    annoying, silent, plain, kind, endless = (
        lost(**about)
        for about in (
            {"acknowledgement": {"patience": 0.3}},
            {},
            {"acknowledgement": {}},
            {"acknowledgement": {"patience": 3}},
            {"acknowledgement": {"patience": 1e6}},
        )
    )
    assert annoying[0] > silent[0] == plain[0] > kind[0] > endless[0] == 0
    assert silent[1] == 0 < plain[1]


def test_what_a_segment_asks_for_is_added_to_each_of_its_contacts():
    def seen(**premium):
        segments = {"usual": {"share": 0.7}, "premium": {"share": 0.3, **premium}}
        return tell(demand={"segments": segments})

    plain, known = seen(), seen(lookup="20 s", personal="40 s")
    before, after = firsts(plain), firsts(known)
    served = before["outcome"].eq("served") & after["outcome"].eq("served")
    served &= before["interruptions"].eq(0) & after["interruptions"].eq(0)
    more = (after["handled"] - before["handled"])[served]
    premium = before["segment"].eq("premium")[served]
    assert set(more[premium]) == {60 * SECOND} and set(more[~premium]) == {0}
    assert premium.sum() > 500 and after["personalised"].sum() >= premium.sum() and not before["personalised"].any()
    assert (known["outcome"] == "abandoned").sum() > (plain["outcome"] == "abandoned").sum()
    assert seen(lookup="0 s", personal="0 s").equals(plain)


def test_posts_become_public_the_sooner_the_fewer_answer_them():
    def complaints(after, agents=3):
        public = {} if after is None else {"public_after": after}
        table = tell(agents, channels={"social": {"priority": 5} | public})
        posts = table["served_channel"] == "social"
        return int(table["public_from"].notna().sum()), int(posts.sum()), table.drop(columns="public_from")

    off, late, soon = (complaints(after) for after in (None, "1 h", "5 min"))
    few, nobody = complaints("5 min", agents=2), complaints("5 min", agents=0)
    assert off[0] == 0 < late[0] < soon[0] < few[0]
    assert soon[2].equals(off[2])  # it is seen, and changes nothing
    assert nobody[0] >= 0.99 * nobody[1]  # but those of the last minutes


def test_chats_left_without_a_word_cost_work_and_keep_others_waiting():
    def seen(share):
        silent = {} if share is None else {"chat": {"silent": {"share": share, "found_after": "3 min"}}}
        table = tell(2, channels=silent)
        chats = table[table["served_channel"] == "chat"]
        wasted = int(chats.loc[chats["outcome"] != "served", "handled"].sum())
        return wasted, int((table["outcome"] == "abandoned").sum()), int(chats["silent"].sum()), table

    off, none, some, all_ = (seen(share) for share in (None, 0.0, 0.4, 1.0))
    assert off[0] == 0 < some[0] < all_[0] and off[1] < some[1] < all_[1]
    assert none[3].equals(off[3])
    chats = all_[3][(all_[3]["served_channel"] == "chat") & (all_[3]["outcome"] == "abandoned")]
    assert chats["silent"].all()


def test_who_finds_the_phone_closed_calls_again_and_fewer_needs_are_lost():
    def seen(share):
        redial = {} if share is None else {"closed_share": share, "after": "1 h"}
        table = tell(6, channels={"phone": {"hours": "08:00-20:00", "redial": redial}})
        calls = table[table["channel"] == "phone"]
        return len(table), calls.loc[calls["outcome"] == "served", "need"].nunique(), table

    off, none, half, all_ = (seen(share) for share in (None, 0.0, 0.5, 1.0))
    assert off[0] < half[0] < all_[0] and off[1] < half[1] < all_[1]
    assert none[2].equals(off[2])
    closed = all_[2][(all_[2]["outcome"] == "closed") & (all_[2]["attempt"] < 4)]
    closed = closed[closed["ended"] < 6 * DAY + 8 * HOUR]  # there is an opening to come
    assert len(closed) > 300 and (closed["follows"] == "redial").all()
    assert not (off[2].loc[off[2]["outcome"] == "closed", "follows"] == "redial").any()
