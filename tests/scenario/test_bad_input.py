"""What a planner may get wrong: each mistake gives one clear message with its place."""

from pathlib import Path

import pytest

from sim.errors import InputError
from sim.scenario import load_scenario, validate_scenario
from tests.scenario.files import SMALL, load_text, small_with, written

ROOT = Path(__file__).resolve().parents[2]


def message_of(folder, text):
    """The single problem of a text."""
    with pytest.raises(InputError) as error:
        load_text(folder, text)
    problems = error.value.problems
    assert len(problems) == 1, str(error.value)
    assert Path(problems[0].file).name == "scenario.yaml"
    return problems[0]


def test_the_small_one_is_right(tmp_path):
    assert load_text(tmp_path, SMALL).name == "Small"


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "part"),
    [
        # units and numbers
        ("mean: 4 min", "mean: 4", 8, "channels.phone.patience.mean", "a duration needs its unit"),
        ("mean: 4 min", "mean: 4 mins ago", 8, "channels.phone.patience.mean", "unknown unit 'mins'"),
        ("mean: 4 min", "mean: -4 min", 8, "channels.phone.patience.mean", "not a duration"),
        ("mean: 4 min", "cv: 1", 8, "channels.phone.patience", "needs a mean"),
        ("mean: 4 min", "mean: 4 min, cv: 1", 8, "channels.phone.patience", "takes no cv"),
        ("family: exponential, mean: 4", "family: lognormal, mean: 4", 8, "channels.phone.patience", "needs cv"),
        ("{family: exponential, mean: 4 min}", "4 min", 8, "channels.phone.patience", ""),
        ("wage_per_hour: 15", "wage_per_hour: 0", 19, "team.groups.care.wage_per_hour", "not accepted"),
        ("wage_per_hour: 15", "wage_per_hour: fifteen", 19, "team.groups.care.wage_per_hour", "not accepted"),
        ("weeks: 1", "weeks: 1.5", 4, "calendar.weeks", "not accepted"),
        ("weeks: 1", "weeks: 105", 4, "calendar.weeks", "not accepted"),
        ("start: 2026-01-05", "start: 2026-02-30", 3, "calendar.start", "not accepted"),
        ("start: 2026-01-05", "start: soon", 3, "calendar.start", "not accepted"),
        # rates that never end
        ("{phone: 100}", "{phone: .inf}", 13, "demand.contacts_per_week.phone", "not accepted"),
        ("{phone: 100}", "{phone: .nan}", 13, "demand.contacts_per_week.phone", "not accepted"),
        ("{phone: 100}", "{phone: 1e12}", 12, "demand", "no end"),
        ("{phone: 100}", "{phone: -1}", 13, "demand.contacts_per_week.phone", "not accepted"),
        ("mean: 6 min}", "mean: 6 min}\n    recontact: {share: 1.0, after: 1 d}", 12,
         "topics.question.recontact.share", "not accepted"),
        ("handling: {family: exponential, mean: 6 min}", "handling: {family: never}", 11, "topics.question.handling",
         "has no end"),
        # what nobody can serve
        ("{phone: 100}", "{phone: 100, email: 5}", 14, "demand.topics", "unknown channel 'email'"),
        ("channels: [phone]", "channels: []", 6, "channels.phone", "nobody can serve the topic 'question'"),
        ("      wage_per_hour: 15", "      wage_per_hour: 15\n      size: 0", 6, "channels.phone", "nobody can serve"),
        ("    handling:", "    skill: magic\n    handling:", None, None, None),
        ("mean: 6 min}", "mean: 6 min}\n  other: {skill: tech, handling: {mean: 1 min}}", None, None, None),
        ("handling: {family: exponential, mean: 6 min}", "handling: {email: {mean: 6 min}}", 11,
         "topics.question.handling", "no handling time for the channel 'phone'"),
        ("topics: {question: 1}", "topics: {question: 0}", 14, "demand.topics", "no weights above 0"),
        ("topics: {question: 1}", "topics: {email: {question: 1}}", 14, "demand.topics", "no weights above 0"),
        ("mean: 4 min}", "mean: 4 min}\n    target: {share: 0.8, within: 7 d}", 9, "channels.phone.target.within",
         "longer than what is measured"),
        # hours
        ('"09:00-18:00"', '"09:10-18:00"', 7, "channels.phone.hours", "09:10 lies within an interval"),
        ('"09:00-18:00"', '"18:00-09:00"', 7, "channels.phone.hours", "ends before it starts"),
        ('"09:00-18:00"', '"09:00-25:00"', 7, "channels.phone.hours", "between 00:00 and 24:00"),
        ('"09:00-18:00"', '"09:00-12:00, 11:00-18:00"', 7, "channels.phone.hours", "overlap"),
        ('"09:00-18:00"', '"nine to five"', 7, "channels.phone.hours", "not a range"),
        ('{mon-fri: "09:00-18:00"}', "[9, 18]", 7, "channels.phone.hours", "not hours"),
        ('mon-fri: "09:00-18:00"', 'christmas: "09:00-18:00"', 7, "channels.phone.hours", "not a day"),
        # calendar
        ("  weeks: 1", "  time_zone: Europe/Atlantis", 4, "calendar.time_zone", "unknown time zone"),
        ("  weeks: 1", "  time_zone: ../passwd", 4, "calendar.time_zone", "unknown time zone"),
        ("  weeks: 1", "  time_zone: 2", 4, "calendar.time_zone", "unknown time zone"),
        ("  weeks: 1", "  holidays: {country: XX}", 4, "calendar.holidays", "unknown country 'XX'"),
        ("  weeks: 1", "  holidays: {country: GB, subdivision: BAV}", 4, "calendar.holidays", "unknown subdivision"),
        ("  weeks: 1", "  holidays: {subdivision: ENG}", 4, "calendar.holidays", "needs the country"),
        ("  weeks: 1", "  interval: 20 min", 2, "calendar", "15 min, 30 min and 1 h"),
        ("  weeks: 1", "  weeks: 1\n  warm_up: 1 week", 2, "calendar", "shorter than the horizon"),
        # channels
        ("    patience:", "    concurrency: 2\n    patience:", 8, "channels.phone.concurrency", "only chats"),
        ("    patience:", "    slowdown: [1.3]\n    patience:", 6, "channels.phone", "first factor"),
        ("    patience:", "    closed: {policy: divert}\n    patience:", 8, "channels.phone.closed", "'to' names"),
        ("    patience:", "    closed: {policy: divert, to: phone}\n    patience:", 8, "channels.phone.closed.to",
         "itself"),
        ("    patience:", "    closed: {policy: divert, to: email}\n    patience:", 8, "channels.phone.closed.to",
         "unknown channel 'email'"),
        ("    patience:", "    redial: {share: 0.5, switch: 0.2}\n    patience:", 8, "channels.phone.redial",
         "needs 'switch_to'"),
        ("    patience:", "    redial: {share: 1.5}\n    patience:", 8, "channels.phone.redial.share", "not accepted"),
        ("    patience:", "    target: {share: 80, within: 20 s}\n    patience:", 8, "channels.phone.target.share",
         "not accepted"),
        # names
        ("team:\n", "vendors:\n  care: {channels: [phone], seats: 1, price: {scheme: per_hour, rate: 9}}\nteam:\n", 16,
         "vendors.care", "also the name of team.groups.care"),
        ("team:\n", "vendors:\n  v: {channels: [phone], price: {scheme: per_minute, rate: 9}}\nteam:\n", 16,
         "vendors.v", "either 'seats'"),
        ("team:\n", "automation:\n  bot: {channels: [chat], topics: {question: 0.1}}\nteam:\n", 16,
         "automation.bot.channels", "unknown channel 'chat'"),
        ("team:\n", "automation:\n  bot: {channels: [phone], topics: {nothing: 0.1}}\nteam:\n", 16,
         "automation.bot.topics", "unknown topic 'nothing'"),
        ("team:\n", "sources:\n  costs.loadin: {source: me, grade: A}\nteam:\n", 16, "sources.costs.loadin",
         "no value stands at this path"),
        ("team:\n", "goals:\n  - {measure: occupancy}\nteam:\n", 16, "goals.0", "at_least"),
        ("team:\n  groups:", "on_call: {hours: always, group: cares, response: {mean: 1 min}}\nteam:\n  groups:", 15,
         "on_call.group", "unknown group 'cares'"),
    ],
)  # fmt: skip
def test_one_mistake_one_message(tmp_path, old, new, line, field, part):
    text = small_with(old, new)
    if line is None:
        assert load_text(tmp_path, text).topics  # no mistake, though it looks like one: everybody has all skills
        return
    problem = message_of(tmp_path, text)
    assert part in problem.wrong
    assert (problem.line, problem.field) == (line, field)


def test_a_skill_nobody_has(tmp_path):
    text = small_with("    handling:", "    skill: tech\n    handling:").replace(
        "[phone]", "[phone]\n      skills: [plain]"
    )
    with pytest.raises(InputError) as error:
        load_text(tmp_path, text)
    assert {problem.field for problem in error.value.problems} == {"team.groups.care.skills", "channels.phone"}


def test_contacts_sent_to_a_channel_need_work_and_somebody_there(tmp_path):
    """Only phone has a handling time and agents; the closed phone sends its callers to e-mail."""
    closed = small_with("    patience:", "    closed: {policy: divert, to: email}\n    patience:").replace(
        "topics:\n  question", "  email: {}\ntopics:\n  question", 1
    )
    with pytest.raises(InputError, match=r"channels\.email: nobody can serve the topic 'question'"):
        load_text(tmp_path, closed)
    served = closed.replace("channels: [phone]", "channels: [phone, email]")
    assert load_text(tmp_path, served).channels["email"]
    by_channel = served.replace("handling: {family: exponential, mean: 6 min}", "handling: {phone: {mean: 6 min}}")
    problem = message_of(tmp_path, by_channel)
    assert problem.field == "channels.phone.closed.to" and "no handling time" in problem.wrong
    redial = by_channel.replace(
        "closed: {policy: divert, to: email}", "redial: {share: 1, switch: 0.1, switch_to: email}"
    )
    assert message_of(tmp_path, redial).field == "channels.phone.redial.switch_to"
    assert load_text(tmp_path, redial.replace("switch: 0.1", "switch: 0")).channels["email"]  # nobody goes there


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("name: x\nname: y\n", 2, "duplicate key"),
        ("name: x\n\tcalendar: {}\n", 2, ""),
        ("name: [1, 2\n", 2, ""),
        ("name: 'x\n", 2, ""),
        ("- a\n- b\n", None, "a scenario is a YAML mapping"),
        ("just text\n", None, "a scenario is a YAML mapping"),
        ("", None, "a scenario is a YAML mapping"),
        ("name: *nowhere\n", 1, "undefined alias"),
        ("name: !!python/object:os.system {}\n", None, ""),
    ],
)
def test_what_is_no_scenario_at_all(tmp_path, text, line, part):
    with pytest.raises(InputError) as error:
        load_text(tmp_path, text)
    first = error.value.problems[0]
    assert part in first.wrong and (line is None or first.line == line), str(error.value)


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(InputError, match="there is no such file"):
        load_scenario(tmp_path / "nowhere.yaml")
    with pytest.raises(InputError, match="this is a folder"):
        load_scenario(tmp_path)
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("name: Café\n".encode("latin-1"))
    with pytest.raises(InputError, match="not UTF-8"):
        load_scenario(latin)
    zeros = tmp_path / "zeros.yaml"
    zeros.write_bytes(b"name: a\x00b\n")
    with pytest.raises(InputError, match=r"zeros\.yaml"):
        load_scenario(zeros)


def test_an_empty_mapping_names_all_that_is_needed(tmp_path):
    with pytest.raises(InputError) as error:
        load_text(tmp_path, "{}\n")
    needed = {problem.field for problem in error.value.problems}
    assert needed == {"name", "calendar", "channels", "topics", "demand", "team"}
    assert {problem.wrong for problem in error.value.problems} == {"this key is needed"}


def test_two_people_of_one_name(tmp_path):
    people = "  people:\n    - {name: Ann, group: care}\n    - {name: Ann, group: care}\n"
    assert "stands 2 times" in message_of(tmp_path, SMALL + people).wrong


def test_plain_data_has_the_same_errors():
    with pytest.raises(InputError) as error:
        validate_scenario({"name": "x", "channels": {"fone": {}}})
    assert any("did you mean 'phone'" in str(problem) for problem in error.value.problems)


PROFILE = "  contacts_per_week: {phone: 100}\n  topics: {question: 1}\n"
HEAD = "weekday,start,channel,topic,contacts\n"


@pytest.mark.parametrize(
    ("table", "line", "part"),
    [
        (HEAD + "mon,09:00,phone,question,1\nmon,09:00,phone,question,2\n", 3, "stands in line 2"),
        (HEAD + "mon,9:00,phone,question,1\n", 2, "no start of an interval"),
        (HEAD + "mon,09:05,phone,question,1\n", 2, "no start of an interval"),
        (HEAD + "mon,24:00,phone,question,1\n", 2, "no start of an interval"),
        (HEAD + "monday,09:00,phone,question,1\n", 2, "not accepted"),
        (HEAD + "mon,09:00,phone,question,-1\n", 2, "not accepted"),
        (HEAD + "mon,09:00,phone,question,inf\n", 2, "not accepted"),
        (HEAD + "mon,09:00,phone,question,lots\n", 2, "not accepted"),
        (HEAD + "mon,09:00,phone\n", 2, "not accepted"),
        (HEAD + "mon,09:00,fax,question,1\n", 2, "not accepted"),
        (HEAD, None, "no rows"),
        ("", 1, "the column 'weekday' is missing"),
        (HEAD.replace(",", ";") + "mon;09:00;phone;question;1\n", 1, "the columns are separated by ';'"),
        ("weekday,begin,channel,topic,contacts\nmon,09:00,phone,question,1\n", 1, "the column 'start' is missing"),
        (HEAD + 'mon,09:00,phone,"question,1\n', None, ""),
    ],
)
def test_tables_of_rates(tmp_path, table, line, part):
    (tmp_path / "rates.csv").write_text(table, encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_text(tmp_path, SMALL.replace(PROFILE, "  profile: rates.csv\n"))
    first = error.value.problems[0]
    assert Path(first.file).name == "rates.csv" and first.line in (line, first.line if line is None else line)
    assert part in first.wrong, str(error.value)


def test_tables_of_rates_that_cannot_be_read(tmp_path):
    text = SMALL.replace(PROFILE, "  profile: rates.csv\n")
    with pytest.raises(InputError, match=r"scenario\.yaml:13: demand\.profile: the table of rates is not there"):
        load_text(tmp_path, text)
    (tmp_path / "rates.csv").write_bytes(HEAD.encode() + b"mon,09:00,phone,caf\xe9,1\n")
    with pytest.raises(InputError, match="not UTF-8"):
        load_text(tmp_path, text)
    (tmp_path / "rates.csv").write_bytes(HEAD.encode() + b"mon,09:00,phone," + b"x" * 200_000 + b",1\n")
    with pytest.raises(InputError, match="cannot be read"):
        load_text(tmp_path, text)


def test_a_table_with_an_unknown_topic_points_at_the_profile(tmp_path):
    (tmp_path / "rates.csv").write_text(HEAD + "mon,09:00,phone,questoin,1\n", encoding="utf-8")
    problem = message_of(tmp_path, SMALL.replace(PROFILE, "  profile: rates.csv\n"))
    assert (problem.line, problem.field) == (13, "demand.profile") and "did you mean 'question'" in problem.wrong


def test_a_table_with_too_many_contacts(tmp_path):
    (tmp_path / "rates.csv").write_text(HEAD + "mon,09:00,phone,question,1e9\n", encoding="utf-8")
    assert "no end" in message_of(tmp_path, SMALL.replace(PROFILE, "  profile: rates.csv\n")).wrong


def test_no_message_shows_a_model_or_a_traceback(tmp_path):
    """Words of the library that checks the data do not reach the planner."""
    path = written(tmp_path, SMALL.replace("weeks: 1", "weeks: x").replace("mean: 4 min", "mean: [1]"))
    with pytest.raises(InputError) as error:
        load_scenario(path)
    assert not {"pydantic", "Input should", "Value error", "type="} & set(str(error.value).replace(",", " ").split())
