"""Files appear whole or not at all, and an output folder that cannot be used is refused at once."""

import json
import os

import pytest

from sim.errors import InputError
from sim.files import write_atomically
from sim.outputs.files import check_writable, write_together


def test_a_folder_that_is_not_there_yet_is_fine_and_is_not_made(tmp_path):
    check_writable(tmp_path / "a" / "b")
    assert list(tmp_path.iterdir()) == []


def test_checking_leaves_nothing_behind(tmp_path):
    check_writable(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(InputError, match=r"this is a file.*given: .*out; accepted: a folder"):
        check_writable(tmp_path / "out")


def test_a_file_on_the_way_to_the_folder_is_refused_by_name(tmp_path):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(InputError, match="out' is a file"):
        check_writable(tmp_path / "out" / "bank")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the administrator may write everywhere")
def test_a_folder_without_permission_is_refused(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(InputError, match="no permission"):
            check_writable(tmp_path / "out")
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs a folder in which nobody can write")
def test_a_folder_in_which_nobody_can_write_is_refused():
    with pytest.raises(InputError, match="nothing can be written here: "):
        check_writable("/proc/self/out")


def test_a_file_is_written_with_its_folders(tmp_path):
    path = write_atomically(tmp_path / "tables" / "נועה.txt", "ליל מנוחה")
    assert path.read_bytes().decode("utf-8") == "ליל מנוחה"


def test_a_failed_write_keeps_the_old_file_and_leaves_no_other(tmp_path, monkeypatch):
    path = write_atomically(tmp_path / "plan.txt", "old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="the disk is full"):
        write_atomically(path, "new")
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("plan.txt", "old")]


def test_an_interruption_leaves_the_folder_as_it_was(tmp_path, monkeypatch):
    folder = tmp_path / "out"
    write_together(folder, {"a.txt": "old a", "tables/b.txt": "old b"})
    real, calls = os.fsync, []

    def interrupted(handle):
        calls.append(handle)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(handle)

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_together(folder, {"a.txt": "new a", "tables/b.txt": "new b"})
    found = {str(file.relative_to(tmp_path)): file.read_text() for file in tmp_path.rglob("*") if file.is_file()}
    assert found == {"out/a.txt": "old a", "out/tables/b.txt": "old b"}


def test_an_interruption_of_the_first_set_leaves_no_folder(tmp_path, monkeypatch):
    def interrupted(handle):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_together(tmp_path / "out", {"a.txt": "a"})
    assert list(tmp_path.iterdir()) == []


def test_what_the_set_before_wrote_and_this_one_lacks_is_removed_and_nothing_else(tmp_path):
    folder = tmp_path / "out"
    files = ["calendars/Ada.ics", "about.json"]
    write_together(folder, {"calendars/Ada.ics": "Ada", "about.json": json.dumps({"files": files})})
    (folder / "calendars" / "private.ics").write_text("mine")
    write_together(folder, {"calendars/Ben.ics": "Ben", "about.json": json.dumps({"files": ["calendars/Ben.ics"]})})
    assert sorted(file.name for file in (folder / "calendars").iterdir()) == ["Ben.ics", "private.ics"]


@pytest.mark.parametrize("listed", ["../kept.txt", "{root}/kept.txt", 7, None])
def test_a_list_of_files_that_leads_out_of_the_folder_is_not_followed(tmp_path, listed):
    (tmp_path / "kept.txt").write_text("kept")
    folder = tmp_path / "out"
    folder.mkdir()
    name = listed.format(root=tmp_path) if isinstance(listed, str) else listed
    (folder / "about.json").write_text(json.dumps({"files": [name] if name else 7}))
    write_together(folder, {"a.txt": "a"})
    assert (tmp_path / "kept.txt").read_text() == "kept"
