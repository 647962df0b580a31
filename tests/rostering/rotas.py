"""Small cyclic rotas for the tests: three shifts of eight hours, a rule changed at a time."""

from dataclasses import replace
from itertools import product

from sim.rostering.cyclic_check import check_rota
from sim.rostering.cyclic_instance import OFF, RotaInstance, RotaRules, RotaShift

DAY, LATE, NIGHT = 0, 1, 2
SHIFTS = (
    RotaShift("D", 6 * 60, 480),
    RotaShift("A", 14 * 60, 480),
    RotaShift("N", 22 * 60, 480, is_night=True),
)
LOOSE = RotaRules(days_off_min=1, days_off_max=7, work_min=1, work_max=7)


def instance(table, rules=LOOSE, shifts=SHIFTS, **about):
    """The instance whose demand is what a table (rows of letters, `-` for off) covers."""
    rows = rows_of(table)
    demand = tuple(tuple(sum(row[day] == shift for row in rows) for day in range(7)) for shift in range(len(shifts)))
    return RotaInstance(len(rows), shifts, demand, rules, **about)


def rows_of(table):
    letters = {"D": DAY, "A": LATE, "N": NIGHT, "-": OFF}
    return tuple(tuple(letters[letter] for letter in row.replace(" ", "")) for row in table)


def broken(table, rules=LOOSE, **about):
    """The names of the rules that a table breaks."""
    return {violation.rule for violation in check_rota(instance(table, rules, **about), rows_of(table))}


def with_rules(**rules):
    return replace(LOOSE, **rules)


def all_tables(wanted):
    """Every table there is with the people an instance wants, for very small instances."""
    days = []
    for day in range(7):
        columns = product((OFF, *range(len(wanted.shifts))), repeat=wanted.people)
        days.append([column for column in columns if _fits(wanted, day, column)])
    for columns in product(*days):
        yield tuple(zip(*columns, strict=True))


def _fits(wanted, day, column):
    counts = [column.count(shift) - row[day] for shift, row in enumerate(wanted.demand)]
    return all(0 <= difference <= wanted.surplus_max for difference in counts)
