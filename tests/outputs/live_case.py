"""Plans whose money is worth a workbook: every kind of contract, a name that is a formula; and LibreOffice."""

import io
import shutil
import subprocess
from dataclasses import replace

import openpyxl
import pytest

from sim.finance.monthly import monthly_costs
from sim.finance.usage import Usage, VendorUsage
from sim.finance.vendor_work import Work
from sim.scenario import validate_scenario
from tests.changes import with_changes
from tests.finance.case import DATA, WEEK

OFFICE = pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice to calculate the formulas")
POOL = {"channels": ["phone", "email"], "response": {"family": "constant", "mean": "1 min"}}
SEATS = {"channels": ["phone"], "seats": 3, "hours": {"mon-fri": "09:00-17:00"}}
ATTACK = "=1+1"
"""A vendor whose name is a formula."""

VENDORS = {
    "by minute": POOL | {"price": {"scheme": "per_minute", "rate": 0.9, "minimum_per_month": 600, "currency": "USD",
        "ramp_up": [0.4, 0.8], "indexation_per_year": 0.04, "minimum_months": 30, "early_end_share": 0.5}},
    ATTACK: POOL | {"price": {"scheme": "per_contact", "rate": 3.0, "minimum_per_month": 250, "setup_cost": 800,
        "rates": [{"channels": ["phone"], "times": 1.5}],
        "service": [{"at_least": 0.5, "adds": -0.1}, {"at_least": 0.9, "adds": 0.05}]}},
    "solves": POOL | {"price": {"scheme": "per_resolution", "rate": 4.0, "fixed_per_month": 120}},
    "shared": POOL | {"price": {"scheme": "per_hour_shared", "rate": 22.0}},
    "seats": SEATS | {"price": {"scheme": "per_hour", "rate": 16.0, "minimum_per_month": 9000,
        "rates": [{"hours": {"mon-fri": "15:00-17:00"}, "times": 1.25}]}},
    "people": SEATS | {"price": {"scheme": "per_full_time_equivalent", "rate": 2600.0, "minimum_seats": 4}},
    "retained": POOL | {"price": {"scheme": "retainer", "rate": 400.0, "included": 70, "overage_rate": 5.0}},
}  # fmt: skip

CHANGES = {
    "name": "every contract", "vendors": VENDORS, "costs__exchange_rates": {"USD": 0.8}, "costs__horizon_months": 26,
    "costs__wage_growth_per_year": 0.03, "costs__inflation_per_year": 0.02, "costs__volume_growth_per_year": 0.05,
    "costs__attrition_per_year": 0.4, "costs__hiring_cost": 1500, "costs__training_hours": 40,
    "costs__ramp": {"weeks": 8, "mean_speed": 0.7}, "costs__leaders": {"people_per_leader": 10, "wage_per_hour": 28},
    "costs__platform_per_month": 150, "costs__lost_contact": 12, "calendar__holidays": {"country": "GB"},
}  # fmt: skip


def scenario_of(**changes):
    return validate_scenario(with_changes(DATA, CHANGES | changes))


def usages_of(scenario):
    """Three runs in which vendors do more and more."""
    return tuple(
        Usage(
            replication=run, horizon=scenario.calendar.horizon, overtime={("care", "Ada"): 1.5, ("care", "Ben"): run},
            call_outs=0, contained={}, self_served=20, lost=3 + run, contacts=90, served=85, solved=80 - run,
            vendors={
                name: VendorUsage(150.0 * run, 20 * run, 17 * run, {"1": Work(40.0 * run, 6 * run, 5 * run)},
                    Work(110.0 * run, 14 * run, 12 * run), (-0.1 if run == 2 else 0.05) if name == ATTACK else 0.0)
                if about.price.rates else VendorUsage(150.0 * run, 20 * run, 17 * run)
                for name, about in scenario.vendors.items()
            },
        )
        for run in range(3)
    )  # fmt: skip


def planned(plan, scenario):
    """The plan with the money of a scenario; the other tables stay."""
    usages = usages_of(scenario)
    costs = monthly_costs(scenario, WEEK, usages)
    return replace(plan, scenario=scenario, roster=WEEK, usages=usages, costs=costs)


def opened(data, values=True):
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def cell_of(book, path, alternative=0):
    """The cell of an input on the sheet Assumptions."""
    rows = [row for row in book["Assumptions"].iter_rows(min_row=5) if row[-1].value == path]
    assert len(rows) == 1, path
    return rows[0][3 + alternative]


def recalculated(folder, **books):
    """The books as LibreOffice calculates them, the values stored in them forgotten; all in one start of it."""
    for name, book in books.items():
        book.save(folder / f"{name}.xlsx")
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx",
         "--outdir", str(folder / "out"), *(str(folder / f"{name}.xlsx") for name in books)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return {name: openpyxl.load_workbook(folder / "out" / f"{name}.xlsx", data_only=True) for name in books}


def column_of(sheet, words, column, start=1):
    """The values of a column in the rows that begin with words, such as the category."""
    return [row[column].value for row in sheet.iter_rows(min_row=start) if row[0].value == words]
