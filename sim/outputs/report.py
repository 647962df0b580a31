"""One HTML file that holds the whole report: the decision first, then the evidence; nothing is fetched."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from sim.experiments.results import Comparison, PlanResult
from sim.outputs import automation, decision, evidence, experience, journeys, money, working
from sim.outputs.about import about_words, solver_words
from sim.outputs.decision_page import DecisionPage, decision_page
from sim.outputs.pictures import Picture
from sim.outputs.words import RIGHT_TO_LEFT
from sim.wording import counted


def plan_report(plan: PlanResult, pictures: Mapping[str, Picture]) -> str:
    """Return the report of one plan as HTML.

    Parameters
    ----------
    plan
        What is reported.
    pictures
        Its pictures, as `pictures.pictures_of_plan` draws them.
    """
    return _template("plan.html.j2").render(of=_of_plan(plan, pictures), version=plan.version)


def comparison_report(
    comparison: Comparison,
    pictures: Mapping[str, Picture],
    pictures_of_plans: Mapping[str, Mapping[str, Picture]],
    page: DecisionPage | None = None,
) -> str:
    """Return the report of a comparison as HTML, with the evidence of every alternative.

    Parameters
    ----------
    comparison
        What is reported.
    pictures
        Its pictures, as `pictures.pictures_of_comparison` draws them.
    pictures_of_plans
        The pictures of each plan, by the name of the alternative.
    page
        The decision page, if it is there already.
    """
    plans = {name: _of_plan(plan, pictures_of_plans[name]) for name, plan in comparison.plans.items()}
    return _template("comparison.html.j2").render(
        comparison=comparison,
        decision_page=page or decision_page(comparison),
        version=comparison.plans[comparison.base].version,
        base=plans[comparison.base],
        plans=plans,
        pictures=pictures,
        scorecard=decision.scorecard(comparison),
        differences=decision.differences(comparison),
        worth=money.worth(money.money_of(comparison)),
        why=experience.why_different(comparison),
        goals=experience.goals(comparison),
    )


def decision_report(comparison: Comparison, pictures: Mapping[str, Picture], page: DecisionPage | None = None) -> str:
    """Return the decision page as HTML: one screen, the frontier beside the measures where it was drawn."""
    base = comparison.plans[comparison.base]
    return _template("decision.html.j2").render(
        page=page or decision_page(comparison),
        frontier=pictures.get("frontier_small"),
        scenario=base.scenario,
        alternatives=len(comparison.plans),
        about=about_words(base),
        version=base.version,
    )


def _of_plan(plan: PlanResult, pictures: Mapping[str, Picture]) -> dict[str, Any]:
    scenario, tables = plan.scenario, money.money_tables_of_plan(plan)
    last = scenario.calendar.start + dt.timedelta(weeks=scenario.calendar.weeks, days=-1)
    return {
        "plan": plan,
        "scenario": scenario,
        "pictures": pictures,
        "period": f"{_day(scenario.calendar.start)} to {_day(last)}, {scenario.calendar.time_zone}",
        "notes": [note for note in plan.notes if note not in plan.requirement.notes],  # those have their own section
        "key_figures": decision.key_figures(plan),
        "promises": decision.promises(plan),
        "weak_values": decision.weak_values(scenario),
        "assumptions": decision.assumptions(scenario),
        "defaults": decision.defaults(scenario),
        "service": evidence.service(plan),
        "outcomes": evidence.outcomes(plan),
        "rounds": evidence.rounds(plan),
        "people": evidence.people(plan),
        "gaps": evidence.gaps(plan),
        "penalties": evidence.penalties(plan),
        "costs": evidence.costs(plan),
        "by_channel": money.by_channel(tables),
        "paid_time": money.paid_time(tables),
        "solver": solver_words(plan.roster),
        "topics": automation.topics(plan),
        "waiting": journeys.waiting(plan),
        "happened": journeys.happened(plan),
        "on_call": working.on_call(plan),
        "adherence": working.adherence(plan),
        "handling": working.handling(plan),
        "learning": working.learning(plan),
        "engagement": working.engagement(plan),
        "outbound": working.outbound(plan),
        "templates": automation.templates(plan),
        "survey": automation.survey(plan),
        "felt": experience.by_channel(plan),
        "handlers": experience.by_handler(plan),
        "drivers": experience.by_driver(plan),
        "seen": experience.seen(plan),
        "compliance": experience.promises(plan),
        "loyalty": experience.loyalty(plan),
    }


def sentence(text: object) -> Markup:
    """Return text as HTML in which right-to-left words stand apart, so that commas and numbers beside them stay put.

    >>> sentence("נועה לוי, 3 < 4")
    Markup('<bdi dir="auto">נועה לוי</bdi>, 3 &lt; 4')
    """
    parts, position = [], 0
    plain = str(text)
    for run in RIGHT_TO_LEFT.finditer(plain):
        parts += [escape(plain[position : run.start()]), Markup('<bdi dir="auto">{}</bdi>').format(run[0])]
        position = run.end()
    return Markup("").join([*parts, escape(plain[position:])])


def name(text: object) -> Markup:
    """Return a name as HTML, in its own direction whatever stands around it."""
    return Markup('<bdi dir="auto">{}</bdi>').format(text)


def embedded(picture: Picture) -> str:
    """Return the address of an image that holds the picture itself."""
    return f"data:image/svg+xml;base64,{base64.b64encode(picture.svg).decode()}"


def _template(file: str) -> Template:
    environment = Environment(
        loader=PackageLoader("sim.outputs", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(sentence=sentence, name=name, embedded=embedded, counted=counted)
    return environment.get_template(file)


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
