"""Reading a log: every row kept or counted, every mistake of the input in one clear message."""

import gzip

import pandas as pd
import pytest

from sim.demand.history import COLUMNS, read_history
from sim.demand.load_mapping import load_mapping
from sim.demand.mapping import OUTCOMES
from sim.errors import InputError
from tests.demand.logs import GOOD, HEADER, MAPPING, draw_log, mapping, write


def problems_of(call, *arguments):
    with pytest.raises(InputError) as caught:
        call(*arguments)
    return [str(problem) for problem in caught.value.problems]


def dropped(history):
    return dict(zip(history.quality.dropped["reason"], history.quality.dropped["rows"], strict=True))


def test_a_good_log_becomes_a_tidy_table(tmp_path):
    history = read_history(write(tmp_path, GOOD), mapping())
    contacts = history.contacts
    assert tuple(contacts.columns) == COLUMNS
    assert list(contacts["outcome"]) == ["served", "abandoned", "served", "left_menu"]
    assert list(contacts["waited_seconds"].iloc[:3]) == [20.0, 60.0, 0.0]
    assert list(contacts["handled_seconds"].dropna()) == [180.0, 0.0]
    assert contacts["waited_seconds"].isna().sum() == 1  # who left the menu never asked
    assert str(contacts["arrived"].dtype).endswith("UTC]")
    assert len(history.offered) == 3
    assert set(contacts["outcome"]) <= set(OUTCOMES)
    assert history.quality.rows_read == history.quality.rows_kept == 4


def test_every_row_is_kept_or_counted(tmp_path):
    rows = [*GOOD, GOOD[0], ",,,,,,,,", GOOD[1].replace("09:02:05", "08:00:00").replace("2,", "5,", 1)]
    rows.append(GOOD[0].replace("1,", "6,", 1).replace("ok", "test"))
    drop = [{"column": "how", "equals": "test", "because": "test calls of the vendor"}]
    history = read_history(write(tmp_path, rows), mapping(drop=drop))
    assert dropped(history) == {
        "empty line": 1,
        "the same row stands above": 1,
        "times go backwards": 1,
        "test calls of the vendor": 1,
    }
    assert history.quality.rows_read == 8 == history.quality.rows_kept + history.quality.rows_dropped
    assert "times go backwards (line 8)" in history.quality.text()
    assert "service of zero length (line 4)" in history.quality.text()


def test_a_contact_longer_than_the_limit_is_dropped(tmp_path):
    row = GOOD[0].replace("2026-03-02 09:03:25", "2026-03-04 09:03:25")
    history = read_history(write(tmp_path, [row, GOOD[1]]), mapping())
    assert dropped(history) == {"longer than 12 hours": 1}


def test_misspelt_columns_are_all_named_with_a_suggestion(tmp_path):
    path = write(tmp_path, GOOD, HEADER.replace("answer", "anwser").replace("kind", "topic_kind"))
    found = problems_of(read_history, path, mapping())
    assert len(found) == 2
    assert "the column 'answer' is missing (did you mean 'anwser'?)" in found[0]
    assert "the column 'kind' is missing" in found[1]
    assert "accepted: id, topic_kind, start" in found[1]


def test_all_problems_of_the_rows_come_at_once(tmp_path):
    rows = [GOOD[0].replace("09:00:00", "25h"), GOOD[1].replace("gone", "lost"), GOOD[2].replace("repair", "repiar")]
    found = problems_of(read_history, write(tmp_path, rows), mapping())
    assert found == [
        "log.csv:2: times.arrived: 1 value of the column 'start' cannot be read, line 2; given: '2026-03-02 25h'; "
        "accepted: ISO 8601, such as 2026-03-01 14:05:00",
        "log.csv:4: topic.codes: unknown code 'repiar' in the column 'kind' (did you mean 'repair'?), line 4; "
        "accepted: billing, repair",
        "log.csv:3: outcome.codes: unknown code 'lost' in the column 'how', line 3; accepted: ok, gone",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the history is empty: the file has no header"),
        (HEADER + "\n", "the history is empty: the file has a header and no rows"),
        (HEADER + "\n,,,,,,,,\n", "the history is empty: no row is left; given: 1 rows read"),
        (HEADER + "\n1,2,3,4,5,6,7,8,9,10,11\n" + GOOD[0] + ",too,many,fields\n", "the rows cannot be told apart"),
    ],
)
def test_an_empty_or_torn_file_is_refused(tmp_path, text, message):
    path = tmp_path / "log.csv"
    path.write_text(text, encoding="utf-8")
    (problem,) = problems_of(read_history, path, mapping())
    assert message in problem


def test_a_file_that_is_not_there_or_not_compressed_is_refused(tmp_path):
    assert "cannot be read" in problems_of(read_history, tmp_path / "none.csv", mapping())[0]
    assert "cannot be read" in problems_of(read_history, write(tmp_path, GOOD), mapping(compression="gzip"))[0]


def test_another_separator_than_the_mapping_says_is_told_once(tmp_path):
    rows = [row.replace(",", ";") for row in GOOD]
    with pytest.raises(InputError) as error:
        read_history(write(tmp_path, rows, HEADER.replace(",", ";")), mapping())
    (problem,) = error.value.problems
    assert problem.wrong == "the columns are separated by ';', not by ','"
    assert problem.accepted == "separator: ';' in the mapping"


def test_separator_compression_and_encoding_follow_the_mapping(tmp_path):
    text = "\n".join([HEADER, *GOOD]).replace(",", ";").replace("ann", "Zoë")
    path = tmp_path / "log.csv.gz"
    path.write_bytes(gzip.compress(text.encode("latin-1")))
    history = read_history(path, mapping(separator=";", encoding="latin-1"))
    assert history.contacts["agent"].iloc[0] == "Zoë"


def test_clock_times_run_past_midnight(tmp_path):
    rows = ["260302,23:58:00,23:59:50,0:00:00,0:00:20,0:03:20", "260303,0:00:00,,,0:00:05,0:00:09"]
    read = {
        "time_zone": "Asia/Jerusalem",
        "date": {"column": "day", "format": "%y%m%d"},
        "times": {"arrived": "in", "queued": "q", "left_queue": "x", "answered": "s", "ended": "e"},
        "absent_time": [""],
        "channel": {"value": "phone"},
    }
    path = write(tmp_path, rows, "day,in,q,x,s,e")
    contacts = read_history(path, mapping().model_validate(read)).contacts
    assert list(contacts["waited_seconds"]) == [10.0, 0.0]
    assert list(contacts["handled_seconds"]) == [180.0, 4.0]
    assert str(contacts["answered"].iloc[0]) == "2026-03-02 22:00:20+00:00"


def test_an_absent_time_is_absent_but_arrivals_at_midnight_are_not(tmp_path):
    read = {
        "time_zone": "UTC",
        "date": {"column": "day"},
        "times": {"arrived": "in", "answered": "s", "ended": "e"},
        "absent_time": ["0:00:00"],
        "channel": {"value": "phone"},
    }
    path = write(tmp_path, ["2026-03-02,0:00:00,0:00:00,0:00:30"], "day,in,s,e")
    contacts = read_history(path, mapping().model_validate(read)).contacts
    assert contacts["answered"].isna().all()
    assert contacts["outcome"].iloc[0] == "abandoned"
    assert contacts["waited_seconds"].iloc[0] == 30.0


def test_local_times_at_a_change_of_the_clocks_are_noted(tmp_path):
    rows = [
        GOOD[0].replace("2026-03-02 09", "2026-10-25 01"),  # this hour comes twice
        GOOD[2].replace("2026-03-02 09", "2026-03-29 01"),  # and this one never
    ]
    history = read_history(write(tmp_path, rows), mapping())
    assert "repeated hour" in history.quality.text()
    assert "does not exist" in history.quality.text()
    assert str(history.contacts["arrived"].iloc[1]) == "2026-10-25 00:00:00+00:00"


def test_times_with_their_own_offset_are_not_shifted(tmp_path):
    rows = [row.replace(":00:00", ":00:00") for row in GOOD[:1]]
    rows = ["1,billing,2026-07-01T09:00:00Z,,2026-07-01T09:00:20Z,2026-07-01T09:01:20Z,ok,ann,c1"]
    contacts = read_history(write(tmp_path, rows), mapping()).contacts
    assert str(contacts["arrived"].iloc[0]) == "2026-07-01 09:00:00+00:00"
    assert contacts["handled_seconds"].iloc[0] == 60.0


def test_holes_and_bursts_are_noted(tmp_path):
    log = draw_log(seed=3, weeks=4, redial_share=0.0)
    hole = log["start"].between("2026-01-14 11:00", "2026-01-14 13:00") | log["start"].between(
        "2026-01-20", "2026-01-21"
    )
    burst = log[log["start"].between("2026-01-08 10:00", "2026-01-08 10:30")]
    extra = pd.concat([burst.assign(id=burst["id"] + 1_000_000 * (i + 1)) for i in range(6)])
    path = tmp_path / "log.csv"
    pd.concat([log[~hole], extra]).to_csv(path, index=False)
    text = read_history(path, mapping()).quality.text()
    assert text.count("hole in the history of phone") == 2
    assert "no contact from 2026-01-14 10:5" in text or "no contact from 2026-01-14 11:0" in text
    assert "no contact from 2026-01-19 19:5" in text
    assert text.count("burst on phone") == 1
    assert "half hour from 2026-01-08 10:00" in text


def test_a_mapping_file_reports_all_its_mistakes_with_lines(tmp_path):
    path = tmp_path / "mapping.yaml"
    path.write_text(
        "time_zone: Europe/Londn\n"
        "times:\n"
        "  arived: start\n"
        "channel: {value: phone}\n"
        "outcome:\n"
        "  column: how\n"
        "  codes: {ok: servd}\n"
        "seperator: ';'\n",
        encoding="utf-8",
    )
    found = problems_of(load_mapping, path)
    assert len(found) == 5
    text = "\n".join(found)
    assert f"{path}:1: time_zone: unknown time zone (did you mean 'Europe/London'?)" in text
    assert f"{path}:3: times.arived: unknown key (did you mean 'arrived'?)" in text
    assert "times.arrived: this key is needed" in text
    assert f"{path}:7: outcome.codes.ok: this value is not accepted (did you mean 'served'?)" in text
    assert f"{path}:8: seperator: unknown key (did you mean 'separator'?)" in text


@pytest.mark.parametrize(
    ("text", "message"),
    [("a: [", "mapping.yaml:"), ("- 1\n", "a mapping of a history has keys"), ("channel: {value: fone}", "needed")],
)
def test_a_mapping_that_is_none_is_refused(tmp_path, text, message):
    path = tmp_path / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    assert message in "\n".join(problems_of(load_mapping, path))


def test_an_unknown_channel_is_refused(tmp_path):
    from ruamel.yaml import YAML

    path = tmp_path / "mapping.yaml"
    YAML().dump(MAPPING | {"channel": {"value": "fone"}}, path)
    (problem,) = problems_of(load_mapping, path)
    assert "unknown channel 'fone' (did you mean 'phone'?); accepted: phone, chat, email, social" in problem


@pytest.mark.slow
def test_a_million_rows_are_read(tmp_path):
    log = draw_log(seed=1, weeks=250, per_half_hour=27.0)
    assert len(log) > 1_000_000
    path = tmp_path / "log.csv"
    log.to_csv(path, index=False)
    assert len(read_history(path, mapping()).contacts) > 1_000_000
