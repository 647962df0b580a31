"""Why there is no rota: the smallest set of rules in conflict, in words, and the least mends, each solved again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from sim.rostering.conflict import fewest
from sim.rostering.cyclic_check import wish_counts
from sim.rostering.cyclic_instance import DAYS_A_WEEK, RotaInstance
from sim.rostering.cyclic_reasons import RotaReason, reasons_of, with_rules, without_rules
from sim.rostering.cyclic_rota import Rota
from sim.rostering.cyclic_solve import solve_rota
from sim.rostering.cyclic_words import WEEKDAYS
from sim.wording import counted
from sim.wording import people as _people

WORK, PROOF_WORK = 0.5, 10.0
"""Most work on one try, nearly all take a hundredth of it; and on the proof that there is no rota at all."""
MOST_TRIES, PAIR_TRIES = 80, 25
"""Most sets of rules that are tried for the smallest: of the rules as they are, and with one of them eased."""
MORE_PEOPLE, FEWER_PEOPLE = 8, 4
"""How many people more, or fewer, are tried."""
PAIRS_MAX = 3
"""Most mends of two rules together that are told."""

Problem = tuple[RotaInstance, list[RotaReason]]
"""People and demand without rules, and the rules."""


@dataclass(frozen=True)
class RotaMend:
    """One way to a rota, found by solving again."""

    sentence: str
    rota: Rota
    """With it; it keeps every other rule."""


@dataclass(frozen=True)
class RotaExplanation:
    """Why there is no rota, and what would mend it."""

    wanted: str
    reasons: tuple[RotaReason, ...]
    is_smallest: bool
    """Whether leaving out any of the reasons is proven to allow a rota."""
    mends: tuple[RotaMend, ...]
    notes: tuple[str, ...] = ()

    @property
    def lines(self) -> list[str]:
        """In words."""
        lines = []
        if self.reasons:
            told = "; ".join(reason.sentence for reason in self.reasons)
            lines.append(f"{self.wanted} cannot be had together with: {told}.")
            if not self.is_smallest:
                lines.append("Whether each of these rules is needed for that was not found in time.")
        lines += self.notes
        if self.mends:
            lines.append("There would be a rota with:")
            lines += [f"{'or ' if place else ''}{mend.sentence}" for place, mend in enumerate(self.mends)]
        return lines

    @property
    def conflict_table(self) -> pd.DataFrame:
        """One row per reason: wanted, rule, reason, is_smallest."""
        rows = [(self.wanted, reason.key, reason.sentence, self.is_smallest) for reason in self.reasons]
        return pd.DataFrame(rows, columns=["wanted", "rule", "reason", "is_smallest"])

    @property
    def mend_table(self) -> pd.DataFrame:
        """One row per mend: mend, people on the rota, shifts a week left open with it."""
        rows = [(one.sentence, one.rota.instance.people, one.rota.counts.get("shortage", 0)) for one in self.mends]
        return pd.DataFrame(rows, columns=["mend", "people", "shifts_left_open"])


def explain_rota(
    instance: RotaInstance,
    *,
    problem_of: Callable[[int], Problem] | None = None,
    seconds: float = 60.0,
    seed: int = 1,
) -> RotaExplanation:
    """Return why an instance has no rota, and what would mend it.

    Rules are left out one after the other; those that are not needed for the conflict stay out. Every mend is a rota
    that was found with it and passed the checker. `problem_of` gives demand and rules for a number of people; None
    takes the rules of the instance for any number. After `seconds` or Ctrl-C what is known so far is told.
    """
    problem_of = problem_of or (lambda people: _problem(replace(instance, people=people)))
    bare, rules = problem_of(instance.people)
    tries = _Tries(seed, time.perf_counter() + seconds)
    wanted = f"All that is needed in a week, with {_people(instance.people)},"
    full = list(_days_too_full(bare))
    kept, is_smallest = list[RotaReason](), True
    if not full:
        if tries.is_impossible(with_rules(bare, rules), PROOF_WORK) is not True:
            return RotaExplanation(wanted, (), False, (), ("Nothing proves that there is no rota with these rules.",))
        kept, is_smallest = fewest(rules, lambda some: tries.is_impossible(with_rules(bare, some)), MOST_TRIES)
    mends = list(_mends(problem_of, bare, rules, kept, tries))
    notes = list(full)
    if tries.is_over:
        notes.append("Not all that might mend it was tried: time was up.")
    return RotaExplanation(wanted, tuple(kept), is_smallest, tuple(mends), tuple(notes))


@dataclass
class _Tries:
    """Rotas sought one after the other, until time is up."""

    seed: int
    until: float
    is_over: bool = False
    last: str = ""
    """Status of the last search."""
    found: dict[RotaInstance, Rota] = field(default_factory=dict)

    def rota(self, instance: RotaInstance, work: float = WORK) -> Rota | None:
        """Return a rota of an instance, None where there is none, or none was found."""
        left = self.until - time.perf_counter()
        if self.is_over or left <= 0:
            self.is_over, self.last = True, "unknown"
            return None
        rota = self.found.get(instance) or solve_rota(instance, seconds=left, work=work, seed=self.seed)
        self.found[instance], self.last, self.is_over = rota, rota.status, rota.is_interrupted
        return rota if rota.table is not None else None

    def is_impossible(self, instance: RotaInstance, work: float = WORK) -> bool | None:
        """Return whether it is proven that there is no rota; None where time does not tell."""
        return False if self.rota(instance, work) is not None else True if self.last == "infeasible" else None


def _problem(instance: RotaInstance) -> Problem:
    return without_rules(instance), reasons_of(instance)


def _days_too_full(bare: RotaInstance) -> Iterator[str]:
    """Days that need more people than there are."""
    for day in range(DAYS_A_WEEK):
        needed = sum(row[day] for row in bare.demand)
        if needed > bare.people:
            yield f"On {WEEKDAYS[day]} {needed} shifts are to be worked, and there are {_people(bare.people)}."


def _mends(
    problem_of: Callable[[int], Problem],
    bare: RotaInstance,
    rules: Sequence[RotaReason],
    reasons: Sequence[RotaReason],
    tries: _Tries,
) -> Iterator[RotaMend]:
    found = [*_by_people(problem_of, bare.people, tries)]
    found += [mend for reason in reasons if (mend := _looser(bare, rules, reason, tries)) is not None]
    surplus = replace(with_rules(bare, rules), surplus_max=bare.surplus_max + 1)
    if (rota := tries.rota(surplus)) is not None:
        over = counted(bare.surplus_max + 1, "person", "people")
        found.append(RotaMend(f"up to {over} more than needed on a shift ({rota.counts['surplus']} a week)", rota))
    yield from found or _pairs(bare, rules, reasons, tries)
    rota = tries.rota(replace(with_rules(bare, rules), may_be_short=True), work=4 * WORK)
    if rota is not None:
        yield RotaMend(f"{_left_open(rota)} left open", rota)


def _by_people(problem_of: Callable[[int], Problem], people: int, tries: _Tries) -> Iterator[RotaMend]:
    """The fewest people more, and fewest less, with whom there is a rota: demand is exact, so fewer may do too."""
    more = (range(people + 1, people + MORE_PEOPLE + 1), "more")
    fewer = (range(people - 1, max(0, people - FEWER_PEOPLE - 1), -1), "fewer")
    for numbers, word in (more, fewer):
        for number in numbers:
            rota = tries.rota(with_rules(*problem_of(number)))
            if rota is not None:
                yield RotaMend(f"{_people(abs(number - people))} {word}", rota)
                break


def _looser(bare: RotaInstance, rules: Sequence[RotaReason], reason: RotaReason, tries: _Tries) -> RotaMend | None:
    """The least step by which a rule may give way so that there is a rota."""
    for words, add in reason.looser:
        rota = tries.rota(with_rules(bare, _with(rules, reason, add)))
        if rota is not None:
            return RotaMend(words, rota)
    return None


def _pairs(
    bare: RotaInstance, rules: Sequence[RotaReason], reasons: Sequence[RotaReason], tries: _Tries
) -> Iterator[RotaMend]:
    """Two rules that give way together, where no single one suffices: a second conflict stands behind the first."""
    told = 0
    for reason in reasons:
        for _, farthest in reason.looser[-1:]:
            eased = _with(rules, reason, farthest)
            if tries.is_impossible(with_rules(bare, eased)) is None:
                continue
            behind, _ = fewest(eased, lambda some: tries.is_impossible(with_rules(bare, some)), PAIR_TRIES)
            for other in behind:
                if other.key == reason.key or told == PAIRS_MAX:
                    continue
                second = _looser(bare, eased, other, tries)
                if second is None:
                    continue
                add = next(add for words, add in other.looser if words == second.sentence)
                first = _looser(bare, _with(rules, other, add), reason, tries)
                if first is not None:
                    told += 1
                    yield RotaMend(f"{first.sentence} and {second.sentence}", first.rota)


def _with(
    rules: Sequence[RotaReason], reason: RotaReason, add: Callable[[RotaInstance], RotaInstance]
) -> list[RotaReason]:
    """The rules with one of them in another form."""
    return [replace(one, add=add) if one.key == reason.key else one for one in rules]


def _left_open(rota: Rota) -> str:
    """What a rota leaves open, in words."""
    instance = rota.instance
    missing = {
        f"{WEEKDAYS[day]} {shift.name}": needed - sum(row[day] == number for row in rota.rows)
        for day in range(DAYS_A_WEEK)
        for number, shift in enumerate(instance.shifts)
        if (needed := instance.demand[number][day])
    }
    where = [f"{short} on {name}" if short > 1 else name for name, short in missing.items() if short > 0]
    assert rota.table is not None
    return f"{counted(wish_counts(instance, rota.table)['shortage'], 'shift')} a week ({', '.join(where)})"
