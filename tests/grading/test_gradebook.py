"""The gradebook: right points, nothing given by hand is lost, and whole whatever ends the program."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from course_utils.grading.folder import FolderError, open_class
from course_utils.grading.gradebook import read_by_hand, sheet_path, write_marks
from course_utils.grading.marking import grade_id, read_cells

from . import classes
from .classes import ESSAY, task_mark
from .notebooks import ROOT, TASKS, solved

GRADES = """
    select {} from grade join base_cell on base_cell.id = cell_id
    join submitted_notebook on submitted_notebook.id = grade.notebook_id
    join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
"""
LAST = TASKS.tasks[-1]
WRONG = {LAST.name: task_mark(LAST, "different")}
NOTHING = {task.name: task_mark(task, "not yet") for task in TASKS.tasks}


@pytest.fixture
def folder(tmp_path):
    return open_class(tmp_path / "class", make=True)


def hand_in(folder, learner, essay="", wrong=None, **options):
    """Let a learner hand in, and give marks: what `write_marks` takes."""
    marks = classes.marks(essay=essay, tasks=wrong)
    return classes.hand_in(folder, learner, marks, cells=solved(explain_a_drive=essay), **options), marks


def enter(folder, *marked):
    write_marks(folder, TASKS, marked)


def grades(folder):
    """All that the gradebook holds of grades, without its random ids."""
    what = "student_id, base_cell.name, auto_score, manual_score, needs_manual_grade, extra_credit"
    connection = sqlite3.connect(folder.gradebook)
    assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
    found = sorted(connection.execute(GRADES.format(what)), key=str)
    connection.close()
    return found


def by_hand(folder, learner, cell, *, score=None, comment=None):
    """What formgrader does when an instructor types a score and a comment."""
    from nbgrader.api import Gradebook

    name, notebook = TASKS.folder.name, f"{TASKS.folder.name}_exercises"
    with Gradebook(f"sqlite:///{folder.gradebook}") as book:
        if score is not None:
            grade = book.find_grade(cell, notebook, name, learner)
            grade.manual_score, grade.needs_manual_grade = score, False
        if comment is not None:
            book.find_comment(cell, notebook, name, learner).manual_comment = comment
        book.db.commit()


def written(folder, learner):
    return read_by_hand(folder, TASKS)[learner][ESSAY.id]


def test_nbgrader_reads_the_points_that_were_given(folder):
    marked = [hand_in(folder, "a", "Text."), hand_in(folder, "b", "", WRONG), hand_in(folder, "c", "", NOTHING)]
    enter(folder, *marked)
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{folder.gradebook}") as book:
        name = TASKS.folder.name
        of = sum(sum(task.points.values()) for task in TASKS.tasks)
        assert (book.find_assignment(name).max_score, of) == (of + ESSAY.points, 13)
        for submission, marks in marked:
            found = book.find_submission(name, submission.learner)
            assert (found.score, found.max_code_score) == (marks.points, of)
            for task in marks.tasks:
                grade = book.find_grade(task.task.check_id, f"{name}_exercises", name, submission.learner)
                assert (grade.auto_score, grade.max_score, grade.needs_manual_grade) == (task.points, task.of, False)
        assert [book.find_submission(name, who).needs_manual_grade for who in "abc"] == [True, False, False]
        assert [marks.points for _, marks in marked] == [13, 10, 0]


def test_a_blank_answer_costs_no_click_and_is_shown_as_blank(folder):
    enter(folder, hand_in(folder, "a"))
    assert written(folder, "a") == (0, "")
    (cell,) = [one for one in sheet(folder, "a") if grade_id(one) == ESSAY.name]
    assert cell["source"] == "*Nothing is written here.*"


def sheet(folder, learner):
    return read_cells(sheet_path(folder, TASKS.folder.name, learner))


def test_writing_again_changes_nothing(folder):
    marked = [hand_in(folder, "a", "Text."), hand_in(folder, "b")]
    enter(folder, *marked)
    first, shown = grades(folder), sheet(folder, "a")
    enter(folder, *marked)
    enter(folder, marked[1])
    assert (grades(folder), sheet(folder, "a")) == (first, shown)


def test_what_was_given_by_hand_outlives_marking_again(folder):
    marked = [hand_in(folder, who, "Text.") for who in "ab"]
    enter(folder, *marked)
    assert written(folder, "a") == (None, "")
    by_hand(folder, "a", ESSAY.name, score=3, comment="Good.")
    enter(folder, *marked)
    enter(folder, marked[0])
    assert written(folder, "a") == (3, "Good.")
    assert written(folder, "b") == (None, "")


@pytest.mark.parametrize("text", ["Another text.", ""])
def test_another_text_asks_for_another_look_and_keeps_what_was_given(folder, text):
    enter(folder, hand_in(folder, "a", "Text."))
    by_hand(folder, "a", ESSAY.name, score=3, comment="Good.")
    again = hand_in(folder, "a", text)
    enter(folder, again)
    assert written(folder, "a") == (None, "Good.")
    assert (*("a", ESSAY.name, 0 if not text else None), 3, 1, None) in grades(folder)
    by_hand(folder, "a", ESSAY.name, score=1)
    enter(folder, again)
    assert written(folder, "a") == (1, "Good.")


def test_an_answer_counts_as_seen_only_when_the_gradebook_knows_of_it(folder, monkeypatch):
    def stop(session):
        raise KeyboardInterrupt

    enter(folder, hand_in(folder, "a", "Text."))
    by_hand(folder, "a", ESSAY.name, score=3)
    again = hand_in(folder, "a", "Another text.")
    with monkeypatch.context() as patch:
        patch.setattr("sqlalchemy.orm.Session.commit", stop)
        with pytest.raises(KeyboardInterrupt):
            enter(folder, again)
    assert written(folder, "a") == (3, "")
    enter(folder, again)
    assert written(folder, "a") == (None, "")


def test_a_text_in_place_of_a_blank_is_to_be_marked(folder):
    enter(folder, hand_in(folder, "a", ""))
    enter(folder, hand_in(folder, "a", "Late, but here."))
    assert written(folder, "a") == (None, "")


def test_points_by_hand_for_what_the_computer_marks_stand_until_it_finds_something_else(folder):
    right, wrong = (hand_in(folder, "a", "Text.", wrong) for wrong in ({}, WRONG))
    task = TASKS.tasks[3]
    enter(folder, wrong)
    assert task.id not in read_by_hand(folder, TASKS)["a"]
    by_hand(folder, "a", task.check_id, score=2)
    by_hand(folder, "a", task.name, comment="As you meant it.")
    enter(folder, wrong)
    assert read_by_hand(folder, TASKS)["a"][task.id] == (2, "As you meant it.")
    enter(folder, right)
    assert read_by_hand(folder, TASKS)["a"][task.id] == (None, "As you meant it.")
    assert ("a", task.check_id, 3, 2, 1, None) in grades(folder)


def test_extra_credit_of_other_programs_counts_and_is_kept(folder):
    marked = hand_in(folder, "a", "Text.", WRONG)
    enter(folder, marked)
    by_hand(folder, "a", ESSAY.name, score=4)
    with closing(sqlite3.connect(folder.gradebook)) as connection, connection:
        connection.execute("update grade set extra_credit = 7 where manual_score = 4")
    enter(folder, marked)
    assert written(folder, "a") == (11, "")


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [("Last, First Second", "First Second", "Last"), ("First Second Last", "First Second", "Last"),
     ("Mononym", None, "Mononym"), ("<b>\x1b[2J" + "n" * 500, None, "<b>\ufffd[2J" + "n" * 121)],
)  # fmt: skip
def test_names_are_kept_as_text(folder, name, first, last):
    enter(folder, hand_in(folder, "a", name=name))
    connection = sqlite3.connect(folder.gradebook)
    assert connection.execute("select first_name, last_name from student").fetchall() == [(first, last)]
    connection.close()


def test_the_gradebook_is_of_the_format_that_this_nbgrader_writes(folder):
    enter(folder)
    from nbgrader.api import get_alembic_version

    connection = sqlite3.connect(folder.gradebook)
    ((version,),) = connection.execute("select version_num from alembic_version")
    connection.close()
    scripts = Path(sys.executable).parent
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{scripts}{os.pathsep}{os.environ['PATH']}")
        assert version == get_alembic_version()


def test_without_a_gradebook_nothing_was_given(folder):
    assert read_by_hand(folder, TASKS) == {}
    assert not folder.gradebook.exists()


def test_a_damaged_gradebook_is_named_and_left_alone(folder):
    folder.gradebook.write_bytes(b"no gradebook " * 1000)
    for use in (lambda: read_by_hand(folder, TASKS), lambda: enter(folder)):
        with pytest.raises(FolderError, match=r"gradebook\.db cannot be used \(file is not a database\)"):
            use()
    assert folder.gradebook.read_bytes().startswith(b"no gradebook")


def test_a_set_that_has_lost_a_task_does_not_cost_its_marks(folder):
    enter(folder, hand_in(folder, "a"))
    connection = sqlite3.connect(folder.gradebook)
    connection.execute("update base_cell set name = 'check_gone' where name = ?", [TASKS.tasks[0].check_id])
    connection.commit()
    connection.close()
    before = folder.gradebook.read_bytes()
    with pytest.raises(FolderError, match="check_gone, which set 01 no longer has"):
        enter(folder, hand_in(folder, "a"))
    assert folder.gradebook.read_bytes() == before


KILLED = """
import os, pathlib, signal, sqlite3, sys
import nbgrader.api
from sqlalchemy import Engine, event
from course_utils.grading import gradebook
from course_utils.grading.stored import of_submission
from course_utils.grading.folder import open_class
from course_utils.grading.tasks import load_set

folder, exercises = open_class(pathlib.Path(sys.argv[1])), load_set(pathlib.Path(sys.argv[2]))
marked = [(one, of_submission(folder, exercises, one)[0]) for one in folder.submissions()]
left, write, state = [0], gradebook.write, "none"

def step(*_, **__):
    left[0] -= 1
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)

def write_marks(moment, count):
    left[0] = count
    if moment == "sheet":
        gradebook.write = lambda *given: (step(), write(*given))
    else:
        event.listen(Engine, moment, step)
    gradebook.write_marks(folder, exercises, marked)

for moment in sys.argv[3:]:
    child = os.fork()
    if child == 0:
        write_marks(moment.split()[0], int(moment.split()[1]))
        os._exit(0)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if folder.gradebook.exists():
        ((state,),) = sqlite3.connect(folder.gradebook).execute("pragma integrity_check")
    print(ended, state)
"""
# While it is made, while the marks are written, and while the sheets are.
MOMENTS = [f"after_cursor_execute {count}" for count in (1, 15)] + ["commit 2"]
MOMENTS += [f"after_cursor_execute {count}" for count in (45, 3, 8, 12, 14)]
MOMENTS += ["commit 1", "sheet 1", "sheet 3"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system ends programs in another way")
def test_killed_at_any_moment_the_gradebook_is_whole_and_can_be_completed(tmp_path, folder):
    marked = [hand_in(folder, f"learner{i}", f"Text {i}." if i % 2 else "") for i in range(4)]
    folder.record([submission for submission, _ in marked], [])
    undisturbed = open_class(tmp_path / "other", make=True)
    enter(undisturbed, *(hand_in(undisturbed, one.learner, marks.written[0].text) for one, marks in marked))

    program = [sys.executable, "-c", KILLED, folder.path, TASKS.folder, *MOMENTS]
    answer = subprocess.run(program, capture_output=True, encoding="utf-8")
    states = ["none"] * 3 + ["ok"] * (len(MOMENTS) - 3)
    assert answer.stdout.splitlines() == [f"{-signal.SIGKILL} {state}" for state in states], answer.stderr
    enter(folder, *marked)
    assert grades(folder) == grades(undisturbed)
    assert all(sheet(folder, one.learner) == sheet(undisturbed, one.learner) for one, _ in marked)
    assert sorted(path.name for path in folder.path.glob(".*")) == []


def test_everything_it_needs_is_imported_only_when_it_is_used():
    program = "import sys, course_utils.grading.gradebook; sys.exit(bool({'nbgrader', 'sqlalchemy'} & {*sys.modules}))"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT).returncode == 0
