"""The report: one file, nothing fetched, everything escaped, names in their own direction, the decision first."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from sim.outputs.pictures import pictures_of_comparison
from sim.outputs.report import comparison_report, plan_report, sentence
from sim.scenario.default_sources import sources_of
from tests.outputs.conftest import ATTACK, NAMES

VOID = {"meta", "img", "br", "link", "input", "hr"}


class Page(HTMLParser):
    """Elements with their attributes, text in order, and text by kind of element."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.within: dict[str, list[str]] = {}
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"{tag} is closed out of order"

    def handle_data(self, data):
        if data.strip() and "style" not in self.open:
            self.text.append(data.strip())
        for tag in set(self.open):
            self.within.setdefault(tag, []).append(data)

    @property
    def words(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.text))

    def found(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def plan_html(plan, pictures):
    return plan_report(plan, pictures)


@pytest.fixture(scope="module")
def comparison_html(comparison, pictures):
    return comparison_report(comparison, pictures_of_comparison(comparison), dict.fromkeys(comparison.plans, pictures))


@pytest.fixture(scope="module", params=["plan_html", "comparison_html"])
def html(request):
    return request.getfixturevalue(request.param)


def test_every_element_is_closed_and_nothing_is_fetched(html):
    page = Page(html)
    assert page.open == []
    for tag, attributes in page.elements:
        assert tag not in ("script", "link", "iframe", "object", "embed", "base")
        for name, value in attributes.items():
            assert not name.startswith("on")
            if name in ("src", "href"):
                assert value.startswith(("data:image/svg+xml;base64,", "#"))
    without_pictures = re.sub(r"data:image[^\"]*", "", html)
    assert not re.search(r"(?i)[a-z]+://|url\(|@import", without_pictures)
    policy = next(one for one in page.found("meta") if one.get("http-equiv"))
    assert policy["content"].startswith("default-src 'none'")


def test_links_inside_the_report_lead_somewhere(html):
    page = Page(html)
    names = {attributes.get("id") for _, attributes in page.elements}
    assert {one["href"].removeprefix("#") for one in page.found("a")} <= names


def test_pictures_are_described_in_words(html):
    for picture in Page(html).found("img"):
        assert len(picture["alt"]) > 20


def test_each_persons_name_stands_in_its_own_direction(plan_html):
    page = Page(plan_html)
    assert all(one.get("dir") == "auto" for one in page.found("bdi"))
    for name in NAMES:
        assert name in page.within["bdi"]


def test_a_name_that_is_a_script_is_only_text(plan, comparison, comparison_html):
    hostile = plan.scenario.model_copy(update={"name": ATTACK, "description": ATTACK})
    notes = (ATTACK, "<b>bold</b> & more")
    result = replace(plan, scenario=hostile, verdict=ATTACK, notes=notes, sizes={ATTACK: 6})
    html = plan_report(result, {})
    page = Page(html)
    assert page.found("script") == []
    assert "<script" not in html
    assert page.words.count(ATTACK) >= 4
    assert "<b>bold</b> & more" in page.words
    assert "Ночи у бота <b>" in Page(comparison_html).words


def test_the_first_page_has_the_answer_key_figures_promises_and_how_sure(plan, plan_html):
    weak = sum(source.grade in ("C", "assumed") for source in plan.scenario.sources.values())
    words = Page(plan_html).words
    first = words[: words.index("Service by channel")]
    for part in (
        "The answer", "Six people keep every promise but one", "People 6", "Cost a month GBP 16,206",
        "and GBP 378 of value lost", "Promises kept 4 of 5", "Hung up at most 5.0 % 6.2 % 5.5 to 6.9 % missed",
        "Answered in time (20 s) at least 80.0 % 81.2 % 80.1 to 82.3 % kept", "6 simulated repetitions",
        "95 % interval", f"{weak} of {len(plan.scenario.sources)} stated sources are weak or assumed",
    ):  # fmt: skip
        assert part in first, part


def test_what_the_requirement_notes_is_told_once(plan, pictures):
    both = replace(plan, notes=(*plan.requirement.notes, "A note of the plan."))
    words = Page(plan_report(both, pictures)).words
    assert words.count(plan.requirement.notes[0]) == 1
    assert words.index("A note of the plan.") < words.index("Service by channel")


def test_weak_values_come_first_and_ask_to_be_replaced(plan, plan_html):
    weak = sum(source.grade in ("C", "assumed") for source in sources_of(plan.scenario).values())
    words = Page(plan_html).words
    table = words[words.index("Value Given as Source Grade") :]
    assert table.count("replace with your own") == weak
    assert table.index("channels.phone.redial") < table.index("topics") < table.index("channels.phone.target")


def test_the_foot_says_where_it_comes_from(plan, plan_html):
    foot = re.sub(r"\s+", " ", "".join(Page(plan_html).within["footer"]))
    for part in (plan.scenario.name, plan.digest, f"seed {plan.seed}", "Allhours 0.1.0", "feasible, gap 10.0 %"):
        assert part in foot


def test_a_kept_promise_whose_interval_crosses_the_target_is_not_called_sure(plan):
    targets = plan.targets.assign(low=plan.targets["target"] - 0.01, high=plan.targets["target"] + 0.01, met=True)
    words = Page(plan_report(replace(plan, targets=targets), {})).words
    assert words.count("kept, not surely") == len(targets)


def test_a_comparison_says_what_the_data_support_and_stays_modest(comparison_html):
    words = Page(comparison_html).words
    assert "In words Hand the nights to the vendor" in words
    assert "What the data support No alternative keeps every promise" in words
    assert "83.0 % better: +3.0 points (+1.2 to +4.8)" in words
    assert "GBP 10,500 better: GBP -7,000 (-7,100 to -6,900)" in words
    assert "Phone +0.4 points (-1.0 to +2.0) 62 % of runs no difference shown" in words


def test_a_plan_with_nobody_of_ones_own_can_be_reported(outsourced):
    words = Page(plan_report(outsourced, {})).words
    assert "Nobody of one's own is rostered." in words
    assert "People 0" in words


def test_the_same_result_gives_the_same_report(plan, pictures, plan_html):
    assert plan_report(plan, pictures) == plan_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("נועה לוי, 3 nights", '<bdi dir="auto">נועה לוי</bdi>, 3 nights'),
        ("'ספק, ערוץ 2 אצלנו' 3", "&#39;" + '<bdi dir="auto">ספק, ערוץ 2 אצלנו</bdi>' + "&#39; 3"),
        ("(ليلى)", '(<bdi dir="auto">ليلى</bdi>)'),
        ("Омар & <i>", "Омар &amp; &lt;i&gt;"),
        ('ד"ר נועה בן־דוד: 5', '<bdi dir="auto">ד&#34;ר נועה בן־דוד</bdi>: 5'),
    ],
)
def test_right_to_left_words_stand_apart_in_a_sentence(text, html):
    assert str(sentence(text)) == html
