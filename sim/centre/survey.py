"""The survey after an answer: who is asked, who answers, and what they say. They say what is true; not all say it."""

from __future__ import annotations

from collections.abc import Sequence

from sim.centre.actors import ABSENT, Attempt
from sim.centre.log import AUTOMATED, SERVED
from sim.scenario.model import Scenario
from sim.scenario.survey import Survey


class Surveys:
    """What is asked of whom in a run."""

    def __init__(self, scenario: Scenario, survey: Survey, draws: Sequence[float]) -> None:
        self.draws = draws
        self.asks_quick = "quick" in survey.questions
        willing = 1.0 - survey.lost_by_second if len(survey.questions) == 2 else 1.0
        self.responses: list[tuple[float, float] | None] = []
        """Per channel: shares who answer, not solved and solved; None where nobody is asked."""
        self.promises: list[int] = []
        """Per channel: within what time an answer was promised."""
        for name in scenario.channel_names:
            asked, target = survey.channels.get(name), scenario.channels[name].target
            self.responses.append(None if asked is None else (asked.unsolved * willing, asked.solved * willing))
            self.promises.append(0 if target is None else target.within)

    def ask(self, attempt: Attempt, outcome: int, solved: bool | None, now: int) -> bool | None:
        """Ask after an answer and note it; return whether the customer says it was solved, None without an answer."""
        shares = self.responses[attempt.served_channel]
        if shares is None or outcome not in (SERVED, AUTOMATED) or solved is None:
            return None
        attempt.note("surveyed")
        if self.draws[attempt.row] >= shares[solved]:
            return None
        attempt.note("said_solved", int(solved))
        if self.asks_quick:
            answered = now if attempt.answered == ABSENT else attempt.answered
            attempt.note("said_quick", int(answered - attempt.arrived <= self.promises[attempt.served_channel]))
        return bool(solved)
