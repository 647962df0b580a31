"""The wall and the replay: what a frame says is what is shown; a page fetches nothing and runs nothing it was given."""

import asyncio
import json
import re

import nbformat
import pytest
from nbclient import NotebookClient

from sim.cli import main
from sim.outputs.live import LiveView
from sim.outputs.replay import replay_page
from sim.outputs.wall import duration_words, wall
from tests.centre.building import HOUR, MINUTE, Need, around_the_clock, contacts_of, scenario_of

NASTY = '</script><b onmouseover="x()">שלום'


def view_of(until=2 * HOUR, name="test"):
    scenario = scenario_of(
        name=name, channels={"phone": {"hours": {"every day": "00:00-01:00"}, "closed": {"policy": "wait"}}}
    )
    needs = [Need(at * MINUTE, work=30 * MINUTE) for at in (10, 20, 30)]
    people = around_the_clock(scenario, 2)
    return LiveView(scenario, contacts_of(scenario, *needs), people, every=35 * MINUTE, until=until)


def all_frames(view):
    while view.step() is not None:
        pass
    return view.frames


def test_the_wall_says_what_the_frame_says():
    view = view_of()
    page = wall(view.scenario, view.team, view.step())
    text = re.sub(r"<[^>]+>", " ", page)
    assert "Mon 5 January, 00:35" in text
    assert re.search(r"Phone\s+1\s+5:00 min\s+0", text)  # the third call waits since 0:30
    assert len(re.findall(r"care 00\d\s+phone", text)) == 2
    assert "<script" not in page


def test_the_replay_holds_every_frame_and_fetches_nothing():
    view = view_of(until=None)
    frames = all_frames(view)
    page = replay_page(view.scenario, view.team, frames)
    data = json.loads(re.search(r'id="data">(.*?)</script>', page, re.DOTALL)[1])
    assert data["clock"][0] == "Mon 5 January, 00:35"
    assert data["waiting"] == [list(frame.waiting) for frame in frames]
    assert data["served"][-1] == [3]
    assert [row[0] for row in data["open"][:3]] == [1, 0, 0]
    assert view.log is not None
    assert not re.search(r"""(?:src|href)=|url\(|@import|fetch\(""", page)
    assert not re.search(r"[a-z]+://(?!www\.w3\.org/2000/svg)", page)
    assert page == replay_page(view.scenario, view.team, frames)


def test_names_are_text():
    view = view_of(name=NASTY)
    page = replay_page(view.scenario, view.team, all_frames(view))
    assert "<b " not in page
    assert page.count("</script>") == 2
    assert "שלום" in page


def test_no_frames_no_replay():
    view = view_of()
    with pytest.raises(ValueError, match="at least one frame"):
        replay_page(view.scenario, view.team, [])


def test_a_live_view_can_be_halted_slowed_and_ended():
    async def look():
        view = view_of(until=None)
        view.minutes_per_second = 1e9
        view.pause()
        view.start()
        await asyncio.sleep(0.05)
        assert len(view.frames) == 1  # the first moment is shown, then the clock stands
        view.go_on()
        while len(view.frames) < 5:
            await asyncio.sleep(0)
        view.minutes_per_second = 1e-3  # a frame in ten hours
        await asyncio.sleep(0.05)
        seen = len(view.frames)
        await asyncio.sleep(0.05)
        assert len(view.frames) <= seen + 1
        view.stop()
        return view

    assert asyncio.run(look()).log is None


def test_waits_in_words():
    assert duration_words(59 * MINUTE + 999_999) == "59:00 min"


@pytest.mark.slow
def test_a_notebook_shows_a_running_simulation():
    source = """
from tests.outputs.test_watching import view_of
view = view_of()
view.minutes_per_second = 1e6
await view.play()
print(len(view.frames))
"""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    NotebookClient(notebook, timeout=120, startup_timeout=300, kernel_name="python3").execute()
    shown = [one.data["text/html"] for one in notebook.cells[0].outputs if one.output_type == "display_data"]
    printed = [one.text for one in notebook.cells[0].outputs if one.output_type == "stream"]
    assert len(shown) == 1  # one picture, renewed
    assert "02:20" in shown[0]
    assert printed == ["4\n"]


def test_the_command_writes_a_page(tmp_path, capsys):
    scenario = tmp_path / "s.yaml"
    scenario.write_text(
        """
name: tiny
calendar: {start: 2026-01-05, weeks: 1}
channels: {phone: {target: {share: 0.5, within: 5 min}}}
topics: {question: {handling: {family: exponential, mean: 6 min}}}
demand: {contacts_per_week: {phone: 40}, topics: {question: 1}}
team: {groups: {care: {channels: [phone], wage_per_hour: 15}}}
study: {replications: 2}
""",
        encoding="utf-8",
    )
    out = tmp_path / "deep" / "replay.html"
    assert main(["watch", str(scenario), "--every", "60", "--out", str(out), "--quiet"]) == 0
    assert "167 moments" in capsys.readouterr().out
    assert "Replay: " in out.read_text(encoding="utf-8")
