"""The learner's record when its file is held, damaged, full, newer or not to be written: nothing is lost."""

import os
import re
import sqlite3
from contextlib import closing

import pytest

from course_utils.classroom import record as record_module
from course_utils.classroom.record import Progress
from tests.classroom.recording import answers, finished, started, stored


@pytest.fixture
def path(tmp_path):
    """Where a record may lie; neither the file nor its folder is there yet."""
    return tmp_path / "data" / "progress.sqlite3"


@pytest.fixture
def notices(monkeypatch):
    """What the learner is told about the file; nobody waits long for it."""
    told = []
    monkeypatch.setattr(record_module, "notice", told.append)
    monkeypatch.setattr(record_module, "PATIENCE", 0.05)
    return told


HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("ready", flush=True)
input()
"""

KERNEL = """
import course_utils.classroom.record as record
record.PATIENCE, record.notice = 0.05, str
record.open_progress().record("01.malice", "quiz", "meanwhile")
print("ready", flush=True)
input()
"""


def test_while_another_program_holds_the_file_answers_are_kept_and_stored_afterwards(path, notices):
    progress = Progress(path)
    progress.record("01.malice", "quiz", "before")
    holder = started(HOLDER, str(path), path)
    progress.record("01.malice", "quiz", "meanwhile", right=True)
    progress.record("01.malice", "quiz", "still", right=True)
    assert progress.latest("01.malice").answer == "still"
    assert notices == [
        f"The file of your progress ({path}) cannot be used: another program is using it. The lesson goes on, and your "
        "answers stay in memory until the kernel stops. Close that program: your next answer stores them all."
    ]
    finished(holder)
    progress.record("01.malice", "quiz", "after")
    assert stored(path) == ["before", "meanwhile", "still", "after"]
    assert len(notices) == 1


def test_what_is_in_memory_is_stored_when_the_kernel_stops(path):
    progress = Progress(path)
    progress.record("01.malice", "quiz", "before")
    holder = started(HOLDER, str(path), path)
    kernel = started(KERNEL, "", path)
    finished(holder)
    finished(kernel)
    assert answers(progress) == ["before", "meanwhile"]


# A damaged file


def fill(path, number=400):
    progress = Progress(path)
    for _ in range(number // 100):
        progress._unwritten += [record_module.Record("01.malice", "quiz", "x" * 50, True, "")] * 100
        progress.store()
    assert len(stored(path)) == number


def asides(path):
    return sorted(found.name for found in path.parent.iterdir() if found != path)


@pytest.mark.parametrize("damage", [
    lambda content: b"no", lambda content: b"This is not a database. " * 200, lambda content: content[:1000],
    lambda content: content[: len(content) // 2], lambda content: content[:4096] + b"\xff" * (len(content) - 4096),
])  # fmt: skip
def test_a_damaged_file_is_set_aside_and_a_new_one_begun(path, notices, damage):
    fill(path)
    damaged = damage(path.read_bytes())
    path.write_bytes(damaged)
    progress = Progress(path)
    progress.record("01.malice", "quiz", "after")
    assert stored(path) == answers(progress) == ["after"]
    (aside,) = asides(path)
    assert re.fullmatch(r"progress-damaged-\d{4}-\d\d-\d\d\.sqlite3", aside)
    assert (path.parent / aside).read_bytes() == damaged
    assert notices == [
        f"The file of your progress was damaged. It was set aside as {aside}, a new one was begun, and what you answer "
        "from now on is stored there."
    ]


def test_a_file_set_aside_is_never_overwritten(path, notices):
    path.parent.mkdir()
    for text in (b"first", b"second", b"third"):
        path.write_bytes(text)
        assert Progress(path).records() == []
    assert sorted((path.parent / name).read_bytes() for name in asides(path)) == [b"first", b"second", b"third"]


def test_a_file_that_another_kernel_has_just_replaced_is_not_set_aside(path, notices):
    progress = Progress(path)
    progress.record("01.malice", "quiz", "before")
    calls = []

    def work(connection):
        calls.append(connection)
        if len(calls) == 1:  # what was found before the other kernel put a new file there
            error = sqlite3.DatabaseError("database disk image is malformed")
            error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
            raise error
        return "done"

    assert progress._use(work) == "done"
    assert (asides(path), answers(progress), notices) == ([], ["before"], [])


# A file that cannot be written


def opening_with(monkeypatch, *, suffix="", pragma=None):
    """Let SQLite open the file in another way, so that the errors are its own."""
    connect = sqlite3.connect

    def opened(path, **options):
        connection = connect(f"{path.as_uri()}{suffix}", uri=True, **options)
        if pragma:
            connection.execute(pragma)
        return connection

    monkeypatch.setattr(record_module.sqlite3, "connect", opened)


@pytest.mark.parametrize(("way", "reason"), [
    ({"suffix": "?mode=ro"}, "it is read-only. The lesson goes on"),
    ({"pragma": "PRAGMA max_page_count = 2"}, "the disk is full. The lesson goes on"),
])  # fmt: skip
def test_a_file_that_can_no_longer_be_written_loses_nothing(path, notices, monkeypatch, way, reason):
    progress, long = Progress(path), "x" * 5000
    progress.record("01.malice", "quiz", "before")
    with monkeypatch.context() as patch:
        opening_with(patch, **way)
        progress.record("01.malice", "quiz", long)
        progress.record("01.malice", "quiz", "still")
        assert answers(progress) == ["before", long, "still"]
        assert len(notices) == 1
        assert reason in notices[0]
    assert stored(path) == ["before"]
    progress.record("01.malice", "quiz", "after")
    assert stored(path) == ["before", long, "still", "after"]
    assert len(notices) == 1


@pytest.mark.parametrize("what", ["file", "folder"])
def test_without_permission(path, notices, what):
    progress = Progress(path)
    progress.record("01.malice", "quiz", "before")
    locked = path if what == "file" else path.parent
    mode = locked.stat().st_mode
    locked.chmod(mode & ~0o222)
    try:
        if os.access(locked, os.W_OK):
            pytest.skip("whoever runs this, such as root, may write everywhere")
        progress.record("01.malice", "quiz", "meanwhile")
        assert answers(progress) == ["before", "meanwhile"]
        assert len(notices) == 1
    finally:
        locked.chmod(mode)


def a_folder_where_the_file_should_be(path):
    path.mkdir(parents=True)


def a_file_where_the_folder_should_be(path):
    path.parent.write_text("mine")


@pytest.mark.parametrize("obstacle", [a_folder_where_the_file_should_be, a_file_where_the_folder_should_be])
def test_a_place_where_no_file_can_be(path, notices, obstacle):
    obstacle(path)
    progress = Progress(path)
    assert progress.latest("01.malice") is None
    progress.record("01.malice", "quiz", "kept", right=True)
    assert answers(progress) == ["kept"]
    assert notices == [
        f"The file of your progress ({path}) cannot be used: it cannot be opened. The lesson goes on, and your answers "
        "stay in memory until the kernel stops. See that it is a file in a folder that you may write to: your next "
        "answer stores them all."
    ]


def test_any_other_error_of_the_database_is_told_in_its_words(path, notices, monkeypatch):
    def fails(*_, **__):
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(record_module.sqlite3, "connect", fails)
    progress = Progress(path)
    progress.record("01.malice", "quiz", "kept")
    assert answers(progress) == ["kept"]
    assert len(notices) == 1
    assert "cannot be used: disk I/O error. The lesson goes on" in notices[0]


def test_a_file_of_a_newer_course_is_left_alone(path, notices):
    fill(path, 100)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 2")
    before = path.read_bytes()
    progress = Progress(path)
    progress.record("01.malice", "quiz", "meanwhile")
    assert answers(progress) == ["meanwhile"]
    assert (path.read_bytes(), asides(path)) == (before, [])
    assert notices == [
        f"The file of your progress ({path}) cannot be used: a newer version of the course wrote it. The lesson goes "
        "on, and your answers stay in memory until the kernel stops. Update the course and restart the kernel: what "
        "you answer before that is not stored."
    ]


def test_a_notice_is_shown_where_the_learner_looks(path, capsys):
    path.mkdir(parents=True)
    Progress(path).record("01.malice", "quiz", "kept")
    assert capsys.readouterr().out.startswith("The file of your progress (")


def test_a_file_deleted_in_between_is_begun_anew(path, notices):
    progress = Progress(path)
    progress.record("01.malice", "quiz", "before")
    path.unlink()
    assert progress.records() == []
    progress.record("01.malice", "quiz", "after")
    assert (stored(path), notices) == (["after"], [])


def test_an_answer_changed_afterwards_does_not_change_the_record(path, notices):
    path.mkdir(parents=True)  # so that it stays in memory
    progress, answer = Progress(path), ["a"]
    progress.record("01.malice", "quiz", answer)
    answer.append("b")
    assert answers(progress) == [["a"]]


def test_who_has_waited_once_waits_less_until_the_file_can_be_used_again(path, notices, monkeypatch):
    connect, waited = sqlite3.connect, []

    def noted(path, **options):
        waited.append(options["timeout"])
        return connect(path, **options)

    monkeypatch.setattr(record_module.sqlite3, "connect", noted)
    progress = Progress(path)
    path.mkdir(parents=True)
    progress.records()
    progress.records()
    path.rmdir()
    progress.records()
    progress.records()
    assert waited == [0.05, 0.005, 0.005, 0.05]


@pytest.mark.parametrize("answer", ["{", "", b"\xff", "[" * 100_000])
def test_a_row_that_is_spoilt_is_passed_over(path, notices, answer):
    progress = Progress(path)
    progress.record("01.malice", "quiz", "before")
    progress.record("01.malice", "quiz", "spoilt")
    progress.record("01.malice", "quiz", "after")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE records SET answer = ? WHERE id = 2", (answer,))
        connection.commit()
    assert (answers(progress), notices) == (["before", "after"], [])
