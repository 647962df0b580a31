"""Where every template stands, what is observed of it, and what that decides at the end of a week. No clock, no draws.

All arithmetic is whole numbers: close rates are millionths, work is microseconds.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from sim.scenario.ladder import Ladder, Stage, Template

MILLION = 1_000_000
DECISIONS_OF_A_WEEK = ("none", "use", "automate", "withdraw")
"""What becomes of a template in a week. use: its draft is written, so agents use it. automate: it answers by itself
from the next week. withdraw: it goes back to the agents."""


@dataclass(frozen=True)
class Week:
    """What happened to one template in one week: a row of the record."""

    week: int
    template: str
    stage: Stage
    """At the end of the week, before the decision."""
    decision: str
    """One of `DECISIONS_OF_A_WEEK`."""
    uses_by_agents: int
    """Contacts on which agents tried it, those included where they noticed that it would not do."""
    uses_automated: int
    """Contacts that it answered by itself."""
    set_aside: int
    """Uses where the agent noticed that it would not do."""
    judged: int
    """Answers behind the observed rate."""
    closed: int
    """Those of them that count as closed."""
    true_rate: int
    """Share of its answers in this week that really solve, in millionths."""
    reviewed: bool
    """Whether a review of it was finished in this week."""
    review_time: int
    """Time a person spent on it, microseconds."""
    held_by_team: int
    """Contacts of its topic and channels that the team served."""
    held_by_vendor: int
    """Those that a vendor served."""


@dataclass(eq=False)
class Standing:
    """The present state of one template."""

    number: int
    name: str
    about: Template
    stage: Stage
    rate: int
    """True close rate, millionths."""
    left: int
    """Work until the draft, or the review of this week, is done."""
    last_review: int = -1
    """Week of the last review finished."""
    waiting: deque[tuple[int, bool]] = field(default_factory=deque)
    """Answers that are still to be judged: when, and whether they will count as closed."""
    evidence: deque[tuple[int, int]] = field(default_factory=deque)
    """Per week of the window, the present one last: answers judged, and closed."""
    decided: str = "none"
    uses_by_agents: int = 0
    uses_automated: int = 0
    set_aside: int = 0
    review_time: int = 0
    held_by_team: int = 0
    held_by_vendor: int = 0


class TemplateLadder:
    """All templates, and the decisions about them."""

    def __init__(self, ladder: Ladder) -> None:
        self.ladder = ladder
        self.week = 0
        each = ladder.review.each if ladder.review is not None else 0
        self.standings = [
            Standing(
                number,
                name,
                about,
                about.stage,
                round(MILLION * about.close_rate),
                about.drafting if about.stage == "draft" else each,
            )
            for number, (name, about) in enumerate(ladder.templates.items())
        ]
        self.weeks: list[Week] = []

    def note_use(self, standing: Standing, *, automated: bool, set_aside: bool) -> None:
        """Count a use of a template."""
        standing.uses_automated += automated
        standing.uses_by_agents += not automated
        standing.set_aside += set_aside

    def observe(self, standing: Standing, when: int, closed: bool) -> None:
        """Note an answer that is judged at a time, never before one noted earlier: closed or not."""
        standing.waiting.append((when, closed))

    def session(self, longest: int) -> int:
        """Return how long a review session lasts: all that is to be written or reviewed, at most `longest`."""
        return min(longest, sum(standing.left for standing in self.standings))

    def work(self, time: int) -> None:
        """Spend the time of a session: templates unreviewed longest first, in the order of the file among equals."""
        for standing in sorted(self.standings, key=lambda one: (one.last_review, one.number)):
            spent = min(time, standing.left)
            if not spent:
                continue
            time -= spent
            standing.left -= spent
            standing.review_time += spent
            if standing.left == 0:
                if standing.stage == "draft":
                    self._change(standing, "used", "use")
                standing.last_review = self.week

    def end_week(self, now: int) -> None:
        """Judge, decide and move every template at the end of a week, and begin the next one."""
        for standing in self.standings:
            self._judge(standing, now)
            row = self._row(standing)
            judged, closed = row.judged, row.closed
            rule = self.ladder.rule
            if judged >= rule.uses_min:
                if standing.stage == "used" and closed * MILLION >= round(MILLION * rule.automate_from) * judged:
                    self._change(standing, "automated", "automate")
                elif standing.stage == "automated" and closed * MILLION < round(MILLION * rule.withdraw_below) * judged:
                    self._change(standing, "used", "withdraw")
            self._record(row, standing)
            self._learn(standing)
            self._begin_week(standing)
        self.week += 1

    def close(self, now: int) -> None:
        """Record the last week, which ends with the run: nothing is decided any more."""
        for standing in self.standings:
            self._judge(standing, now)
            self._record(self._row(standing), standing)

    def _judge(self, standing: Standing, now: int) -> None:
        """Move the answers whose time has come into the evidence of this week."""
        judged = closed = 0
        while standing.waiting and standing.waiting[0][0] <= now:
            closed += standing.waiting.popleft()[1]
            judged += 1
        standing.evidence.append((judged, closed))
        while len(standing.evidence) > self.ladder.rule.window_weeks:
            standing.evidence.popleft()

    def _change(self, standing: Standing, stage: Stage, decision: str) -> None:
        """Move a template to another stage; what was observed before says nothing of it there."""
        standing.stage, standing.decided = stage, decision
        standing.evidence.clear()
        standing.waiting.clear()

    def _learn(self, standing: Standing) -> None:
        """Move the true close rate: up by a review, of which contacts held by a vendor teach less, else down."""
        if standing.stage == "draft":
            return
        about, total = standing.about, standing.held_by_team + standing.held_by_vendor
        if standing.last_review == self.week:
            step = round(MILLION * about.learning)
            if total:
                worth = standing.held_by_team * MILLION
                worth += standing.held_by_vendor * round(MILLION * self.ladder.vendor_learning)
                step = step * (worth // total) // MILLION
            best = round(MILLION * about.best_close_rate)
            standing.rate += (best - standing.rate) * step // MILLION
        else:
            standing.rate -= standing.rate * round(MILLION * about.decay) // MILLION

    def _begin_week(self, standing: Standing) -> None:
        review = self.ladder.review
        if standing.stage != "draft" and review is not None and standing.left == 0:
            standing.left = review.each  # what is left of an unfinished one is finished first
        standing.decided = "none"
        standing.uses_by_agents = standing.uses_automated = standing.set_aside = 0
        standing.review_time = standing.held_by_team = standing.held_by_vendor = 0

    def _row(self, standing: Standing) -> Week:
        return Week(
            week=self.week,
            template=standing.name,
            stage=standing.stage,
            decision=standing.decided,
            uses_by_agents=standing.uses_by_agents,
            uses_automated=standing.uses_automated,
            set_aside=standing.set_aside,
            judged=sum(judged for judged, _ in standing.evidence),
            closed=sum(closed for _, closed in standing.evidence),
            true_rate=standing.rate,
            reviewed=standing.last_review == self.week,
            review_time=standing.review_time,
            held_by_team=standing.held_by_team,
            held_by_vendor=standing.held_by_vendor,
        )

    def _record(self, row: Week, standing: Standing) -> None:
        self.weeks.append(
            row if row.decision == standing.decided else Week(**{**vars(row), "decision": standing.decided})
        )
