"""The learner's record: what goes in comes out, of one kernel or two."""

import gc
import re

import pytest

from course_utils.classroom import record as record_module
from course_utils.classroom.record import Progress, open_progress
from tests.classroom.recording import answers, finished, started


@pytest.fixture
def path(tmp_path):
    """Where a record may lie; neither the file nor its folder is there yet."""
    return tmp_path / "data" / "progress.sqlite3"


def test_what_goes_in_comes_out(path):
    progress = Progress(path)
    progress.record("01.malice", "quiz", ["b", {"x": [1, 2.5, None, "ü \ud800"]}], right=False)
    progress.record("01.battery", "prediction", {"low": 0.2, "high": 0.5})
    assert Progress(path).records() == progress.records()
    first, second = progress.records()
    assert first[:4] == ("01.malice", "quiz", ["b", {"x": [1, 2.5, None, "ü \ud800"]}], False)
    assert second[:4] == ("01.battery", "prediction", {"low": 0.2, "high": 0.5}, None)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00", first.at)


def test_the_last_record_of_an_item(path):
    progress = Progress(path)
    progress.record("01.malice", "quiz", "a", right=False)
    progress.record("01.malice", "quiz", "b", right=True)
    progress.record("01.malice", "check", "c")
    assert progress.latest("01.malice").answer == "c"
    assert progress.latest("01.malice", "quiz")[2:4] == ("b", True)
    assert progress.latest("01.malice", "reveal") is None
    assert progress.latest("01.other") is None
    assert [record.answer for record in progress.records("quiz")] == ["a", "b"]


def test_an_answer_that_cannot_be_stored_is_refused_before_it_is_in_the_record(path):
    progress = Progress(path)
    with pytest.raises(TypeError, match="not JSON serializable"):
        progress.record("01.malice", "quiz", {1, 2})
    assert progress.records() == []


def test_listeners_hear_of_their_item_after_it_is_recorded(path):
    progress, heard = Progress(path), []

    def listener(record):
        heard.append((record.answer, len(progress.records())))

    progress.subscribe("01.battery", listener)
    progress.record("01.battery", "prediction", 0.3)
    progress.record("01.other", "prediction", 0.4)
    assert heard == [(0.3, 1)]


def test_a_listener_that_nobody_holds_is_forgotten(path):
    class Listener:
        def hear(self, record):
            heard.append(record.answer)

    progress, heard = Progress(path), []
    kept, dropped = Listener(), Listener()
    progress.subscribe("01.battery", kept.hear)
    progress.subscribe("01.battery", dropped.hear)
    del dropped
    gc.collect()
    progress.record("01.battery", "prediction", 0.3)
    assert heard == [0.3]
    late = Listener()
    progress.subscribe("01.battery", late.hear)
    assert len(progress._listeners["01.battery"]) == 2  # a cell that is run over and over leaves nothing behind


def test_a_listener_that_fails_is_told_of_and_the_others_hear(path, monkeypatch):
    class StrangeError(Exception):
        def __str__(self):
            raise ValueError("no words")

    def fails(record):
        raise StrangeError

    told, heard, progress = [], [], Progress(path)
    monkeypatch.setattr(record_module, "notice", told.append)
    listeners = [fails, lambda record: heard.append(record.answer)]
    for listener in listeners:
        progress.subscribe("01.battery", listener)
    progress.record("01.battery", "prediction", 0.3)
    assert heard == answers(Progress(path)) == [0.3]
    assert told == [
        "Your answer is recorded. Something that follows from it, such as a picture with your prediction drawn in, "
        "could not be shown (StrangeError). Run its cell again."
    ]


def test_records_of_one_kind_and_item(path):
    progress = Progress(path)
    for item, kind in (("01.a", "quiz"), ("01.b", "quiz"), ("01.a", "check")):
        progress.record(item, kind, f"{item} {kind}")
    progress._unwritten += [record._replace(answer="unwritten") for record in progress.records()]
    kinds = {arguments: [r.answer for r in progress.records(*arguments)] for arguments in (
        ("quiz", "01.a"), ("quiz", "01.c"), (None, "01.a"),
    )}  # fmt: skip
    assert kinds == {
        ("quiz", "01.a"): ["01.a quiz", "unwritten"], ("quiz", "01.c"): [],
        (None, "01.a"): ["01.a quiz", "01.a check", "unwritten", "unwritten"],
    }  # fmt: skip
    progress._unwritten.clear()


def test_the_file_is_the_one_that_is_named_at_the_moment(tmp_path, monkeypatch):
    monkeypatch.setattr(record_module, "user_data_path", lambda *_, **__: tmp_path / "home")
    found = []
    for name in ("a", "b", "a", ""):
        monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / name) if name else "")
        found.append(open_progress())
        open_progress().record("01.malice", "quiz", name)
    monkeypatch.delenv("COURSE_PROGRESS")
    assert found[0] is found[2]
    assert open_progress() is found[3]
    assert found[3].path == tmp_path / "home" / "progress.sqlite3"
    assert [answers(progress) for progress in (found[0], found[1], found[3])] == [["a", "a"], ["b"], [""]]


def test_a_relative_name_stays_where_it_was(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", "mine.sqlite3")
    monkeypatch.chdir(tmp_path)
    progress = open_progress()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    progress.record("01.malice", "quiz", "a")
    assert (tmp_path / "mine.sqlite3").exists()


WRITER = """
import sys
import course_utils.classroom.record as record
record.PATIENCE = 60  # on a slow disk one of two that write without a break may wait long for its turn
progress = record.open_progress()
print("ready", flush=True)
input()
for number in range(100):
    progress.record(f"01.{sys.argv[1]}", "quiz", number, right=True)
"""


def test_two_kernels_write_at_the_same_time(path):
    processes = [started(WRITER, name, path) for name in "ab"]
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    for process in processes:
        finished(process)
    records = Progress(path).records()
    for name in "ab":
        assert [record.answer for record in records if record.item == f"01.{name}"] == list(range(100))
