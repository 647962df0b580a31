"""From a scenario, its alternatives and its levers to one choice, with how sure it is. Read `choose` first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sim.errors import InputError, Problem, suggestion
from sim.experiments.choice import Choice, choice_of
from sim.experiments.compare import COMPARED, check_comparable
from sim.experiments.planned import Planned, planned
from sim.experiments.portfolio import NOTHING, Budget, Portfolio, Set
from sim.experiments.replicate import Progress, silent
from sim.experiments.sampling import KEPT, UNDECIDED, Candidate, Demanded, Samples, judge_promises, select
from sim.experiments.trial import BATCH, trials, yardstick_of
from sim.experiments.worth import MONEY, Objective, objective_for
from sim.measures.summary import ALL
from sim.scenario.levers import Levers, with_levers
from sim.scenario.model import Scenario


@dataclass(frozen=True)
class Question:
    """What is asked, and how sure the answer is to be."""

    objective: Objective | None = None
    """What is to be best; None: the total cost over the months of the scenario's costs."""
    budget: Budget = field(default_factory=Budget)
    indifference: float | None = None
    """Difference of the objective that does not matter; None: one hundredth of the base's figure (of a share: one
    point)."""
    demanded: Demanded = field(default_factory=Demanded)
    confidence: float = 0.95
    """Probability with which promises are judged rightly and the best is selected."""
    finalists: int = 4
    """Sets of levers that are planned in full."""
    most: int = 200
    """Most replications of one candidate."""


def choose(
    scenario: Scenario,
    *,
    alternatives: Sequence[Scenario] = (),
    levers: Levers | None = None,
    question: Question | None = None,
    jobs: int = 1,
    store: str | Path | None = None,
    progress: Progress = silent,
) -> Choice:
    """Return what to choose: the scenario as it is, one of the alternatives, or the scenario with some of the levers.

    1. The base is planned. Levers are searched: many sets of them are simulated with the people they require, found
       anew for each and priced by the hour as in the plan of the base (`trial`, `portfolio`).
    2. The alternatives and the best few sets of levers are planned in full: the candidates.
    3. Each candidate is simulated under its roster with customers nobody was planned for, until it is sure enough
       whether it keeps its promises, and then which of those that do is best (`sampling`).

    With the probability asked for, all candidates that keep their promises are passed, all that miss one by the slack
    are found out, and of those passed the best is selected, or one less than the indifference away from it. This says
    nothing of sets that are not among the candidates, nor of what another roster of the same candidate would do.

    Parameters
    ----------
    scenario
        The base.
    alternatives
        Other scenarios, for the same customers; seed and replications are the base's.
    levers
        What may be bought for the base.
    question
        What is asked.
    jobs
        Processes to use; the choice does not depend on it.
    store
        Folder in which plans, trials and runs are kept as they end, so that what was interrupted resumes.
    progress
        Told how far it is.

    Raises
    ------
    InputError
        If alternatives cannot be compared, or the objective is unknown.
    """
    question = question or Question()
    objective = question.objective or objective_for(scenario)
    check_objective(objective, scenario)
    check_comparable([scenario, *alternatives])
    same = [one.model_copy(update={"seed": scenario.seed, "study": scenario.study}) for one in alternatives]
    base, *others = planned([scenario, *same], jobs=jobs, store=store, progress=progress)
    portfolio, chosen = None, list[Set]()
    if levers:
        evaluate = partial(trials, yardstick=yardstick_of(base), jobs=jobs, store=store, progress=progress)
        portfolio = Portfolio(
            scenario,
            levers,
            objective,
            0.0,  # known once the base has been tried
            question.demanded.slack,
            evaluate,
            question.budget,
            batch=BATCH,
        )
        portfolio.try_all([NOTHING], "as it is")
        figure = float(portfolio.tried[NOTHING].worth.mean())
        portfolio.indifference = _indifference(question, objective, figure)
        portfolio.search()
        chosen = list(_finalists(portfolio, question.finalists))
    sets = [with_levers(scenario, [portfolio.levers[key] for key in sorted(one)]) for one in chosen if portfolio]
    with_sets = planned(sets, jobs=jobs, store=store, progress=progress)
    candidates = [
        Candidate(scenario.name, "base", base),
        *(Candidate(one.scenario.name, "alternative", one) for one in others),
        *(_candidate(portfolio, one, plan) for one, plan in zip(chosen, with_sets, strict=True) if portfolio),
    ]
    samples = Samples(candidates, objective, jobs, store, progress)
    error = (1.0 - question.confidence) / 2.0  # half for the promises, half for the selection
    promises = judge_promises(samples, question.demanded, error, question.most)
    passing = [name for name, (found, _) in promises.items() if found in (KEPT, UNDECIDED)]
    if not passing:  # nobody keeps everything: those that miss least are left
        fewest = min(len(missed) for _, missed in promises.values())
        passing = [name for name, (_, missed) in promises.items() if len(missed) == fewest]
    indifference = _indifference(question, objective, float(samples.worth(scenario.name).mean()))
    selection = select(samples, passing, indifference, error, len(candidates), question.most)
    return choice_of(scenario, objective, question.budget, samples, promises, selection, portfolio,
                     question.confidence)  # fmt: skip


def check_objective(objective: Objective, scenario: Scenario) -> None:
    """Return nothing if a choice can be made by an objective.

    Raises
    ------
    InputError
        If the measure is unknown, or the channel is not in use.
    """
    known = (*MONEY, *(name for name in COMPARED if name not in MONEY))
    channels = (ALL, *scenario.channel_names)
    problems = []
    if objective.measure not in known:
        wrong = f"no such objective{suggestion(objective.measure, known)}"
        problems.append(Problem(wrong, field="objective", given=objective.measure, accepted=", ".join(known)))
    if objective.channel not in channels or (objective.is_money and objective.channel != ALL):
        accepted = ALL if objective.is_money else ", ".join(channels)
        problems.append(
            Problem("no such channel for the objective", field="objective", given=objective.channel, accepted=accepted)
        )
    if problems:
        raise InputError(problems)


def _indifference(question: Question, objective: Objective, figure: float) -> float:
    if question.indifference is not None:
        return question.indifference
    return 0.01 * (abs(figure) if objective.is_money or abs(figure) > 1.0 else 1.0)


def _finalists(portfolio: Portfolio, number: int) -> Iterator[Set]:
    """The best set, what it would be without one of its levers, and the next best: sets under the budget, in turn."""
    found = [portfolio.best, *sorted((portfolio.without(key) for key in portfolio.best), key=portfolio.rank)]
    found += sorted(portfolio.choosable(), key=portfolio.rank)
    distinct = [one for one in dict.fromkeys(found) if one and portfolio.budget.allows(portfolio.tried[one])]
    yield from distinct[:number]


def _candidate(portfolio: Portfolio, one: Set, plan: Planned) -> Candidate:
    levers = {key: portfolio.levers[key] for key in sorted(one)}
    name = " + ".join(lever.name for lever in levers.values())
    return Candidate(name, "levers", plan, levers, portfolio.tried[one].arrived)
