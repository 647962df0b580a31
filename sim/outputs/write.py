"""Everything of a result into one folder, all at once."""

from __future__ import annotations

from pathlib import Path

from sim.experiments.results import Comparison, PlanResult
from sim.outputs.about import about_file
from sim.outputs.calendars import calendars_of, earlier_calendars
from sim.outputs.decision_page import decision_page
from sim.outputs.files import write_together
from sim.outputs.pictures import Picture, pictures_of_comparison, pictures_of_plan
from sim.outputs.report import comparison_report, decision_report, plan_report
from sim.outputs.tables import csv_of, tables_of_comparison, tables_of_plan
from sim.outputs.words import file_name
from sim.outputs.workbook import comparison_workbook, plan_workbook

Files = dict[str, bytes | str]


def write_plan(plan: PlanResult, folder: str | Path, *, published: str | Path | None = None) -> list[Path]:
    """Return the paths of everything of a plan, written into a folder as one set.

    report.html, plan.xlsx, calendars/, tables/ (CSV), plots/ (SVG) and about.json, which names scenario, digest, seed,
    version and solver status for the files that cannot. The same result gives the same bytes.

    Parameters
    ----------
    plan
        What is written.
    folder
        Where to; made if it is not there.
    published
        Folder of an earlier plan whose calendars people hold, or of an earlier comparison with it, so that theirs are
        updated.

    Raises
    ------
    InputError
        If the folder cannot be written to.
    """
    files = _files_of(plan, pictures_of_plan(plan), earlier_calendars(published, plan.scenario.name))
    files["about.json"] = about_file(plan, files)
    return write_together(folder, files)


def write_comparison(comparison: Comparison, folder: str | Path, *, published: str | Path | None = None) -> list[Path]:
    """Return the paths of everything of a comparison, written into a folder as one set.

    decision.html (one screen), report.html, comparison.xlsx, tables/, plots/ and about.json of the comparison, and
    in alternatives/ a folder per alternative with all that `write_plan` writes. `published` is the folder of an
    earlier comparison, or of an earlier plan of its base, whose calendars people hold, so that theirs are updated.

    Raises
    ------
    InputError
        If the folder cannot be written to.
    """
    pictures, page = pictures_of_comparison(comparison), decision_page(comparison)
    of_plans = {name: pictures_of_plan(plan) for name, plan in comparison.plans.items()}
    files: Files = {
        "decision.html": decision_report(comparison, pictures, page),
        "report.html": comparison_report(comparison, pictures, of_plans, page),
        "comparison.xlsx": comparison_workbook(comparison),
        **{f"tables/{name}.csv": csv_of(table) for name, table in tables_of_comparison(comparison).items()},
        **_plots(pictures),
    }
    taken: list[str] = []
    for name, plan in comparison.plans.items():
        taken.append(file_name(name, taken))
        beneath = f"alternatives/{taken[-1]}"
        of_plan = _files_of(plan, of_plans[name], earlier_calendars(published, name, name == comparison.base))
        of_plan["about.json"] = about_file(plan, of_plan)
        files |= {f"{beneath}/{path}": content for path, content in of_plan.items()}
    files["about.json"] = about_file(comparison, files)
    return write_together(folder, files)


def _files_of(plan: PlanResult, pictures: dict[str, Picture], earlier: dict[str, bytes]) -> Files:
    return {
        "report.html": plan_report(plan, pictures),
        "plan.xlsx": plan_workbook(plan),
        **calendars_of(plan.scenario, plan.roster, earlier),
        **{f"tables/{name}.csv": csv_of(table) for name, table in tables_of_plan(plan).items()},
        **_plots(pictures),
    }


def _plots(pictures: dict[str, Picture]) -> Files:
    return {f"plots/{name}.svg": picture.svg for name, picture in pictures.items()}
