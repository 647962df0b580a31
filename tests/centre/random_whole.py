"""What the other random parts leave out, so that together every key is drawn that a run of the centre reads."""

from hypothesis import strategies as st

from tests.centre.building import merged

CHANNELS = ["phone", "chat", "email", "social"]
SOON = {"family": "exponential", "mean": "4 min"}
ANY_TIME = st.sampled_from(
    [
        {"family": "lognormal", "mean": "6 min", "cv": 1.2, "short_share": 0.1, "short_mean": "10 s"},
        {"family": "weibull", "mean": "5 min", "shape": 0.8},
        {"family": "curve", "points": [{"after": "2 min", "share": 0.6}, {"after": "9 min", "share": 0.2}],
         "tail_mean": "6 min"},
        {"family": "constant", "mean": "5 min"},
    ]
)  # fmt: skip
HOURS = st.sampled_from(["always", "02:00-08:00, 19:00-23:00", {"mon-sun": "00:00-06:00", "holidays": "closed"}])
OFF = {"share": 0.5, "late": 0.6, "by": {"family": "exponential", "mean": "9 min"}}
SECOND_DUTY = {"pick_up": SOON, "occupied": 0.4, "stretch": "20 min"}
OVERTIME = st.sampled_from(
    [
        None,
        {"hand_over_after": "5 min", "at_most_per_week": "20 min"},
        {"at_most": "25 min", "voluntary": {"waiting_at_least": 2, "share": 0.7, "stays": "10 min"}},
    ]
)
GROUP = st.fixed_dictionaries(
    {
        "adherence": st.sampled_from([None, {"shift_start": OFF, "break_start": OFF, "break_end": OFF}]),
        "overtime": OVERTIME,
        "assist": st.sampled_from([None, {"share": 0.6, "removes": 0.5}]),
        "tool": st.sampled_from([None, {"adoption": 0.2, "break_even": 0.4, "gain": 0.3, "loss": 0.5}]),
        "learning": st.sampled_from(
            [None, {"start_factor": 2, "weeks": 4}, {"start_factor": 1.5, "start_resolution": 0.5, "contacts": 9}]
        ),
        "engagement": st.sampled_from(
            [
                None,
                {"start": 0.6, "recovers": 0.1, "occupancy_from": 0.1, "load": 2, "overtime": 0.2, "nights": 1,
                 "unfairness": 1, "handling": 1, "resolution": 1, "absence": 1},
            ]
        ),
        "speed": st.sampled_from([1, 0.8, 1.3]),
        "resolution": st.sampled_from([1, 0.7]),
        "shrinkage": st.fixed_dictionaries(
            {"absence": st.sampled_from([0, 0.2]), "absence_days": st.sampled_from([None, 3])}
        ),
    }
)  # fmt: skip
TEMPLATE = {
    "topic": "bug", "channels": ["phone", "chat", "email"], "close_rate": 0.5, "best_close_rate": 0.9, "saves": 0.3,
    "duration": "30 s", "drafting": "20 min", "fits": 0.7, "learning": 0.5, "decay": 0.1, "noticed": 0.5, "accept": 0.8,
    "accept_by_segment": {"premium": 0.4},
}  # fmt: skip
PRICE = {"scheme": "per_contact", "rate": 1}


REPLACES = {"handling", "patience", "closed", "hours", "slowdown", "duplicate", "redial"}
"""Keys whose mapping takes the place of another one instead of being laid on it."""


def laid_over(base, over):
    """Return `over` laid on `base` where some mappings replace those of the base as a whole."""
    result = merged(base, {key: value for key, value in over.items() if key in REPLACES or not _both(base, key, value)})
    for key, value in over.items():
        if key in REPLACES and value is not None:
            result[key] = value
        elif _both(base, key, value):
            result[key] = laid_over(base[key], value)
    return result


def _both(base, key, value):
    return isinstance(value, dict) and isinstance(base.get(key), dict)


@st.composite
def whole(draw):
    """Draw what is laid over a scenario whose contacts already wait and wander in all ways."""
    groups = {name: draw(GROUP) for name in ("all", "first", "mail", "techs")}
    for group in groups.values():
        if group["engagement"] is not None:  # it moves absence day by day
            group["shrinkage"]["absence_days"] = None
    groups["all"]["routes"] = draw(st.sampled_from([[], [{"channels": ["email"], "keep_free": 1}]]))
    if draw(st.booleans()):
        groups["mail"]["second_duty"] = SECOND_DUTY
    over = {
        "calendar": {
            "weeks": draw(st.integers(1, 2)),
            "interval": draw(st.sampled_from(["15 min", "30 min", "1 h"])),
            "time_zone": draw(st.sampled_from(["UTC", "Asia/Kolkata"])),
            "weekend": ["sat", "sun"],
            "holidays": {"dates": ["2026-01-06"]},
        },
        "channels": {name: draw(_channel(name)) for name in CHANNELS},
        "topics": {name: draw(_topic()) for name in ("plain", "bug")},
        "demand": {"segments": {"premium": draw(SEGMENT)}},
        "serving": {
            "attempts_max": draw(st.integers(1, 4)),
            "rereading": "30 s",
            "transfer": {"credit": "2 min", "handover": "20 s"},
        },
        "team": {"groups": groups, "people": draw(PEOPLE)},
        "on_call": {"hours": draw(HOURS), "escalate_after": "2 min"},
        **draw(CARE),
    }
    over["ladder"], over["survey"] = draw(LADDER)
    vendor = draw(VENDOR)
    return over | ({} if vendor is None else {"vendors": {"out": vendor}})


def _channel(name):
    own = {"queue_credit": st.sampled_from(["0 s", "1 min"]), "hours": HOURS}
    if name == "chat":
        own["concurrency"] = st.just(3)
        own["slowdown"] = st.sampled_from(
            [None, {"formula": "power", "factor": 0.5}, {"formula": "linear", "factor": 0.3}]
        )
    if name == "email":
        own |= {"patience": ANY_TIME, "order": st.just("due")}
        own["closed"] = st.just({"policy": "call_back", "after": "30 min", "window": "5 min", "accept": 0.7})
    if name == "phone":
        redial = {"balked_share": 0.5, "closed_from": "now", "after": "5 min"}
        own["redial"] = st.sampled_from([redial, redial | {"closed_from": "opening"}])
    if name in ("phone", "chat"):
        own["duplicate"] = st.sampled_from(
            [None, {"share": 0.5, "to": "email" if name == "phone" else "phone", "after": "3 min", "consistent": 0.5}]
        )
    return st.fixed_dictionaries(own)


UPSELL = {"share": 0.1, "value": 9, "by_segment": {"premium": 2}, "by_vendors": 0.5, "satisfied_from": 7,
          "offer_takes": "40 s"}  # fmt: skip


def _topic():
    return st.fixed_dictionaries(
        {
            "handling": st.one_of(ANY_TIME, ANY_TIME.map(lambda one: dict.fromkeys(CHANNELS, one))),
            "queue_credit": st.sampled_from(["0 s", "2 min"]),
            "within": st.sampled_from([{}, {"email": "30 min"}]),
            "patience_factor": st.sampled_from([1, 0.5]),
            "parts": st.just({"gather": 0.3, "solve": 0.5, "write_up": 0.2}),
            "upsell": st.sampled_from([None, UPSELL]),
        }
    )


SEGMENT = st.fixed_dictionaries(
    {
        "patience": st.sampled_from([{}, {"chat": SOON}]),
        "within": st.sampled_from([{}, {"email": "20 min"}]),
        "preference": st.just({"phone": 2}),
    }
)
PEOPLE = st.just(
    [
        {"name": "P0", "group": "all", "joins": "2025-12-29", "skills": ["general"]},
        {"name": "P1", "group": "first", "joins": "2026-01-05", "contacts_before": 3},
        {"name": "P2", "group": "mail", "joins": "2026-01-01"},
    ]
)
CARE = st.fixed_dictionaries(
    {
        "self_service": st.sampled_from(
            [
                {"topics": {"plain": 0.3}, "takes": "easiest", "tries": 0.6, "tries_by_segment": {"premium": 0.2},
                 "failed_delay": "9 min", "failed_patience": 0.5},
                {"topics": {"bug": 0.1}},
            ]
        ),
        "automation": st.sampled_from(
            [
                {},
                {"bot": {"channels": ["chat", "email"], "topics": {"plain": 0.4}, "accept": 0.8, "takes": "easiest",
                         "accept_by_segment": {"premium": 0.3}, "false_close": 0.3, "duration": "40 s",
                         "hours": "00:00-04:00, 18:00-24:00", "hours_by_channel": {"chat": "always"}}},
            ]
        ),
        "omnichannel": st.sampled_from([None, {"saves": 0.5, "merge": "20 s"}]),
    }
)  # fmt: skip
RULE = {"judged_after": "1 h", "window_weeks": 2, "uses_min": 1, "automate_from": 0.5, "withdraw_below": 0.3}
SURVEY = {"channels": {"phone": {"solved": 0.5, "unsolved": 0.3}}, "questions": ["solved", "quick"],
          "lost_by_second": 0.2}  # fmt: skip


@st.composite
def _ladders(draw):
    if draw(st.booleans()):
        return None, draw(st.sampled_from([None, SURVEY]))
    template = TEMPLATE | {
        "stage": draw(st.sampled_from(["draft", "used", "automated"])),
        "takes": draw(st.sampled_from(["any", "easiest"])),
        "hours": draw(HOURS),
    }
    review = {"group": "all", "day": draw(st.sampled_from(["mon", "sun"])), "at": "03:00", "each": "25 min",
              "at_most": "1 h"}  # fmt: skip
    rule = RULE | {"judged_by": draw(st.sampled_from(["close_rate", "survey"]))}
    return {"templates": {"t": template}, "review": review, "rule": rule, "vendor_learning": 0.3}, SURVEY


LADDER = _ladders()
OVERFLOW = st.sampled_from([None, {"waiting": 1}, {"after": "2 min"}, {"waiting": 2, "after": "4 min"}])
HANDED_BACK = st.sampled_from([0, 0.7, 1])


def _of(channels, by_channel):
    return {name: value for name, value in by_channel.items() if name in channels}


SEATS = st.fixed_dictionaries(
    {
        "channels": st.sampled_from([["phone", "email"], ["chat"], ["chat", "social", "phone"]]),
        "seats": st.integers(1, 2),
        "hours": st.sampled_from(["00:00-03:00", "01:00-05:00, 20:00-24:00"]),
        "priorities": st.sampled_from([{}, {"email": 1, "phone": 2}]),
        "hours_by_channel": st.sampled_from([{}, {"chat": "02:00-04:00"}]),
        "at_close": st.sampled_from(["stay", "hand_back"]),
        "speed": st.just(0.8),
        "resolution": st.just(0.3),
        "hand_back_unsolved": HANDED_BACK,
        "overflow": OVERFLOW,
        "price": st.just(PRICE),
    }
).map(lambda one: one | {key: _of(one["channels"], one[key]) for key in ("priorities", "hours_by_channel")})
POOL = st.fixed_dictionaries(
    {
        "channels": st.sampled_from([["phone", "chat"], ["email"]]),
        "topics": st.just(["plain"]),
        "response": st.just(SOON),
        "resolution": st.just(0.3),
        "hand_back_unsolved": HANDED_BACK,
        "overflow": OVERFLOW,
        "price": st.just(PRICE),
    }
)
VENDOR = st.one_of(st.none(), SEATS, POOL)
