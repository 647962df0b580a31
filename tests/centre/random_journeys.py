"""What may happen to contacts on their way, drawn at random and laid over a random centre."""

from hypothesis import strategies as st

SHARE = st.sampled_from([0.0, 0.3, 0.7])
SPECIAL = st.sampled_from(
    [
        None,
        {"share": 0.4, "policy": "discretion", "granted": 0.5, "extra": "1 min"},
        {"share": 0.4, "policy": "refusal", "refused": {"again": 0.4, "public": 0.4, "after": "15 min"}},
        {
            "share": 0.5,
            "policy": "approval",
            "granted": 0.6,
            "review": {"family": "exponential", "mean": "4 min"},
            "refused": {"again": 0.4, "public": 0.3, "after": "15 min"},
        },
    ]
)
ACKNOWLEDGEMENT = st.sampled_from([None, {"promise": "2 h", "patience": 1.5}, {"only_when_closed": True}])
CHANNEL = st.fixed_dictionaries(
    {
        "misrouted": SHARE,
        "menu": st.sampled_from([None, {"duration": "20 s", "misrouted": 0.2}]),
        "acknowledgement": ACKNOWLEDGEMENT,
        "public_after": st.sampled_from([None, "20 min"]),
    }
)
SEGMENT = st.fixed_dictionaries(
    {"lookup": st.sampled_from(["0 s", "20 s"]), "personal": st.sampled_from(["0 s", "40 s"])}
)
TRANSFER = st.fixed_dictionaries({"warm": st.booleans(), "keeps_place": st.booleans(), "triage": st.just("1 min")})
SELF_SERVICE = st.sampled_from(
    [None, {"topics": {"plain": 0.3}, "tries": 0.6, "failed_delay": "9 min", "failed_patience": 0.5}]
)
FOLLOW_UP = {"topic": "bug", "share": 0.7, "after": "10 min"}
PARTS = {"gather": 0.4, "solve": 0.6}


@st.composite
def journeys(draw, channels):
    """Draw what is laid over a scenario with the topics plain and bug, the segments usual and premium."""
    extra = {name: draw(CHANNEL) for name in channels}
    if draw(st.booleans()):
        extra["chat"] |= {"offered": False, "instead": {"phone": 0.5, "email": 0.3}}
    for channel, other in (("phone", "email"), ("chat", "phone")):
        if draw(st.booleans()):
            extra[channel]["duplicate"] = {"share": 0.5, "to": other, "after": "5 min"}
    special = draw(SPECIAL)
    follow_up = draw(st.sampled_from([None, FOLLOW_UP, FOLLOW_UP | {"proactive": {"removes": 0.5, "extra": "1 min"}}]))
    over = {
        "channels": extra,
        "topics": {
            "plain": {"parts": PARTS, "special": special, "follow_up": follow_up},
            "bug": {"parts": PARTS, "special": draw(SPECIAL)},
        },
        "demand": {"segments": {name: draw(SEGMENT) for name in ("usual", "premium")}},
        "omnichannel": draw(st.sampled_from([None, {"saves": 0.75}])),
        "serving": {"transfer": draw(TRANSFER), "approval_priority": draw(st.integers(1, 4))},
        "team": {"groups": {"all": {"approves": True}, "techs": {
            "channels": list(channels), "skills": ["tech"], "wage_per_hour": 15, "shrinkage": {"absence": 0}}}},
    }  # fmt: skip
    care = draw(SELF_SERVICE)
    return over if care is None else over | {"self_service": care}
