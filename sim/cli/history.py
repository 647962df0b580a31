"""Commands about what is recorded: calibrate, calibrate-survey."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from sim.cli.console import say
from sim.cli.options import option, whole
from sim.cli.status import DONE, MISSED


def calibrate(options: argparse.Namespace) -> int:
    """Turn a history of contacts into a scenario fragment with goodness of fit."""
    from sim.demand.calibrate import calibrate as calibrate_history
    from sim.demand.fit_report import fit_report
    from sim.demand.fragment import RATES_FILE, fragment_text, rates_text
    from sim.demand.history import read_history
    from sim.demand.ranking import rank_topics_of_history
    from sim.outputs.files import check_writable, write_together
    from sim.outputs.tables import csv_of

    folder = Path(options.out) if options.out else Path("out") / Path(options.history).name.split(".")[0]
    check_writable(folder)
    history = read_history(options.history, options.mapping)
    left_out = [(first, last) for first, last in options.leave_out]
    result = calibrate_history(history, options.interval, leave_out=left_out, night_demand=options.night_demand)
    topics = rank_topics_of_history(history)
    files: dict[str, bytes | str] = {
        "calibrated.yaml": fragment_text(result, options.seed),
        RATES_FILE: rates_text(result),
        "fit.md": fit_report(result, history.quality, topics),
        "topics.csv": csv_of(topics),
    }
    paths = [str(path) for path in write_together(folder, files)]
    say(options.json, {"quality": history.quality.text(), "written": paths}, [history.quality.text(), *paths])
    return DONE


def calibrate_survey(options: argparse.Namespace) -> int:
    """Fit what satisfies customers to the answers of a survey joined to contacts."""
    from sim.demand.survey_answers import read_answers
    from sim.demand.survey_fit import fit_survey
    from sim.demand.survey_fragment import survey_fragment, survey_report
    from sim.demand.survey_mapping import load_survey_mapping
    from sim.outputs.files import check_writable, write_together
    from sim.outputs.tables import csv_of

    folder = Path(options.out) if options.out else Path("out") / Path(options.answers).name.split(".")[0]
    check_writable(folder)
    mapping = load_survey_mapping(options.mapping)
    fit = fit_survey(read_answers(options.answers, mapping), options.satisfied_from)
    source, base = mapping.source or Path(options.answers).name, None
    if options.extends:
        from sim.scenario import load_scenario

        load_scenario(options.extends)
        base = Path(os.path.relpath(options.extends, folder)).as_posix()
    files: dict[str, bytes | str] = {
        "experience.yaml": survey_fragment(fit, source, base),
        "fit.md": survey_report(fit, source),
        "coefficients.csv": csv_of(fit.coefficients),
    }
    paths = [str(path) for path in write_together(folder, files)]
    told = f"{fit.answers:,} answers, {len(fit.estimates('driver'))} drivers, pseudo-R² {fit.pseudo_r2:.3f}"
    facts = {"answers": fit.answers, "left_out": dict(fit.left_out), "converged": fit.converged, "written": paths}
    say(options.json, facts, [told, *(f"Not estimated: {name}: {why}" for name, why in fit.left_out.items()), *paths])
    return DONE if fit.converged else MISSED


_OF_CALIBRATE = (
    option("history", metavar="HISTORY", help="contact log (CSV, may be compressed)"),
    option("--mapping", required=True, metavar="FILE", help="what its columns mean (YAML)"),
    option("--interval", type=int, choices=(15, 30, 60), default=30, help="minutes of an interval"),
    option("--night-demand", choices=("turned_away", "ratio"), help="how to assume demand while shut (default: none)"),
    option(
        "--leave-out", nargs=2, action="append", default=[], metavar=("FROM", "TO"), help="a time to leave out (local)"
    ),
    option(
        "--seed",
        type=whole(0, 2**63 - 1),
        metavar="N",
        help="seed to write down for scenarios that extend the fragment",
    ),
    option("--out", metavar="FOLDER", help="where results go (default: out/ and the history's name)"),
)

_OF_SURVEY = (
    option("answers", metavar="ANSWERS", help="answers joined to contacts (CSV, may be compressed)"),
    option("--mapping", required=True, metavar="FILE", help="what its columns mean (YAML)"),
    option("--satisfied-from", type=whole(2, 10), default=7, metavar="N", help="lowest grade that counts as satisfied"),
    option("--extends", metavar="SCENARIO", help="scenario that the result shall extend, so that it can be run"),
    option("--out", metavar="FOLDER", help="where results go (default: out/ and the file's name)"),
)

COMMANDS = ((calibrate, _OF_CALIBRATE), (calibrate_survey, _OF_SURVEY))
