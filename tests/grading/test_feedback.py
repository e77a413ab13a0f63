"""The pages of a class: who gets one, what stands on it, and that no text of a learner's is more than text."""

import re
import types
import zipfile
from html import unescape

import msgspec
import pytest

from course_utils.classroom.bank import bank
from course_utils.commands import CALL
from course_utils.commands import feedback as command
from course_utils.grading.folder import open_class
from course_utils.grading.gradebook import write_marks
from course_utils.grading.html import document
from course_utils.grading.outputs import Output
from course_utils.grading.page import feedback_page
from course_utils.grading.tasks import load_set
from tests.notebooks.reading import read

from . import classes
from .classes import ESSAY, hand_in, task_mark
from .notebooks import ROOT, TASKS
from .test_gradebook import by_hand

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"\0\0\0\x01" * 2
SHARE = TASKS.tasks[0]


@pytest.fixture
def folder(tmp_path):
    return open_class(tmp_path / "class", make=True)


def run(folder, learner=None):
    command.run(type("Arguments", (), {"folder": str(folder.path), "learner": learner}))


def page_of(marks, **options):
    return feedback_page(marks, "Title", {}, "# Rubric", **options)


def text_of(page):
    return " ".join(unescape(re.sub(r"<style>.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL)).split())


def test_each_learner_gets_a_page_with_what_was_given_by_hand(folder, capsys):
    first, second = classes.marks(essay="My text."), classes.marks(essay="Another.")
    submissions = [hand_in(folder, "a", first, name="Learner <A>", late=True), hand_in(folder, "b", second)]
    folder.record(submissions, [])
    write_marks(folder, TASKS, list(zip(submissions, (first, second), strict=True)))
    by_hand(folder, "a", ESSAY.name, score=3.5, comment="A case\nis <missing>.")
    by_hand(folder, "a", f"check_{SHARE.name}", score=1)
    run(folder)
    told = capsys.readouterr().out
    assert f"Set 01: 2 pages are in {folder.path / 'feedback' / '01'}." in told
    assert "On 1 of them a written answer is still to be marked by hand" in told
    assert "Without a page" not in told
    pages = [folder.feedback(one).read_text(encoding="utf-8") for one in submissions]
    assert "For Learner &lt;A&gt;." in pages[0]
    assert "Handed in late." in pages[0]
    assert "<strong>13.5 of 17 points.</strong>" in pages[0]
    assert "4 of 4 points from the computer, 1 by hand, and these count" in pages[0]
    assert "3.5 of 4 points, given by hand." in pages[0]
    assert "A case\nis &lt;missing&gt;." in pages[0]
    assert "<strong>13 of 13 points so far.</strong> Up to 4 more" in pages[1]
    assert "Still to be marked by hand: up to 4 points" in pages[1]
    assert "Handed in late." not in pages[1]


def test_who_is_not_marked_or_has_handed_in_again_is_named(folder, capsys):
    submissions = [hand_in(folder, name, None if name == "a" else classes.marks()) for name in "abcd"]
    submissions[1] = msgspec.structs.replace(submissions[1], sha256="0" * 64)
    folder.marks(submissions[2]).write_text("{}", encoding="utf-8")
    folder.record(submissions, [])
    run(folder)
    told = capsys.readouterr().out
    assert "1 page is in" in told
    assert "Without a page, because not marked yet: a.\n" in told
    assert "Without a page, because handed in again since it was marked: b.\n" in told
    assert "Without a page, because the marks are damaged" in told
    assert f"grade {folder.path} --resume" in told
    assert [path.name for path in sorted((folder.path / "feedback/01").iterdir())] == ["d.html"]
    run(folder, learner="d")
    assert "Without a page" not in capsys.readouterr().out


def test_a_page_that_no_longer_holds_is_removed(folder, capsys):
    source = "hand_ins.zip/name{}_{}_500_work.ipynb"
    submissions = [
        msgspec.structs.replace(
            hand_in(folder, f"canvas-{n}", classes.marks(), name=f"name{n}"), source=source.format(n, n)
        )
        for n in (1, 2, 3)
    ]
    folder.record(submissions, [])
    run(folder)
    assert "removed" not in capsys.readouterr().out
    own = folder.path / "feedback/01/mine.html"
    own.write_text("not written by feedback", encoding="utf-8")
    again = msgspec.structs.replace(submissions[0], sha256="0" * 64)
    folder.record([again, *submissions[1:]], [])
    folder.marks(submissions[1]).unlink()
    run(folder)
    told = capsys.readouterr().out
    assert "Pages from before, which no longer hold, were removed: name1 (canvas-1), name2 (canvas-2)." in told
    assert sorted(path.name for path in own.parent.iterdir()) == ["canvas-3.html", "mine.html"]
    run(folder, learner="name3")
    assert "01.zip is from before. Without --learner it is packed anew." in capsys.readouterr().out
    folder.marks(submissions[2]).unlink()
    with pytest.raises(SystemExit, match=r"removed: name3 \(canvas-3\)"):
        run(folder)
    assert [path.name for path in (folder.path / "feedback").rglob("*.*")] == ["mine.html"]


def test_before_anybody_is_marked_there_is_no_page(folder):
    folder.record([hand_in(folder, name) for name in "ab"], [])
    with pytest.raises(SystemExit) as end:
        run(folder)
    assert end.value.code.splitlines() == [
        f"Set 01: no pages are in {folder.path / 'feedback/01'}.",
        "Without a page, because not marked yet: a, b.",
        f"Mark them with `{CALL} grade {folder.path} --resume`, then start this again.",
    ]


def test_what_cannot_be_done_is_said(folder, tmp_path):
    with pytest.raises(SystemExit, match="Nobody called x has handed in"):
        run(folder, learner="x")
    with pytest.raises(SystemExit, match="Nothing has been collected yet"):
        run(folder)
    with pytest.raises(SystemExit, match="is not the folder of a class"):
        run(type("Folder", (), {"path": tmp_path / "other"}))
    folder.record([hand_in(folder, "a", classes.marks())], [])
    (folder.path / "feedback").write_text("in the way", encoding="utf-8")
    with pytest.raises(SystemExit, match="could not be read or written"):
        run(folder)


def test_of_many_learners_the_first_are_named():
    people = [types.SimpleNamespace(who=str(number)) for number in range(12)]
    assert command.some(people[:2]) == "0, 1"
    assert command.some(people).endswith("8, 9 and 2 more")


def test_nothing_written_leaves_nothing_open():
    page = page_of(classes.marks(), by_hand={})
    assert "<strong>13 of 17 points.</strong>" in page
    assert "0 of 4 points. Nothing is written in its cell, or the cell is gone." in page
    assert "<strong>13 of 13 points so far.</strong>" in page_of(classes.marks())  # who marks their own may still write


def test_a_wrong_turn_leads_to_the_lesson():
    turn = SHARE.wrong_turns[0]
    text = text_of(page_of(classes.marks(tasks={SHARE.name: task_mark(SHARE, "wrong turn", turn)})))
    known = bank().misconceptions[turn.misconception]
    title = bank().lessons[known.lesson]
    assert (
        f"One may think: {known.wrong} But: {known.right} Read again: “{known.section}” in lesson {known.lesson}, "
        f"{title}" in text
    )


def test_a_property_that_says_the_message_of_a_wrong_turn_leads_there_too():
    goal = TASKS.tasks[2]
    turn = goal.wrong_turns[1]
    assert goal.kind == "property"
    page = page_of(classes.marks(tasks={goal.name: task_mark(goal, "different", turn)}))
    assert bank().misconceptions[turn.misconception].right in text_of(page)


def test_what_to_read_again_is_a_heading_of_the_lesson():
    lessons = {path.name[:2]: read(path) for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb")}
    for name, known in bank().misconceptions.items():
        if known.section:
            headings = [heading for _, _, heading in lessons[known.lesson].headings]
            assert known.section in headings, name
    sets = [load_set(path.parent) for path in (ROOT / "solutions").glob("*/checks.py")]
    tags = {turn.misconception for one in sets for task in one.tasks for turn in task.wrong_turns}
    without = {tag for tag in tags if not bank().misconceptions[tag].section}
    assert without <= {"slice_ends"}  # a slip in Python, of which no lesson speaks


def test_what_cells_showed_is_folded():
    page = page_of(classes.marks(outputs=[Output(1, "plot()", "text <b>", (PNG,)), Output(2, "quiet()")]), by_hand={})
    assert "<details><summary>Cell 1: <code>plot()</code></summary><pre>text &lt;b&gt;</pre>" in page
    assert 'alt="Picture drawn by cell 1: plot()"' in page
    assert "Cell 2:" not in page
    assert "What your cells showed" not in page_of(classes.marks())


def test_a_page_may_run_nothing_and_fetch_nothing():
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', document("T", []))[1]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules == {
        "default-src": "'none'", "style-src": "'unsafe-inline'", "img-src": "data:", "base-uri": "'none'",
        "form-action": "'none'",
    }  # fmt: skip


def test_pages_for_a_platform_are_packed_under_the_names_that_it_looks_for(folder, capsys):
    sources = {
        "canvas-101": "hand_ins.zip/smithjane_LATE_101_5001_work-1.ipynb",
        "moodle-7": "hand_ins.zip/Jane Smith_7_assignsubmission_file_/work.ipynb",
        "jane": "hand_ins.zip/jane.ipynb",
        "canvas-8": "hand_ins.zip/a ... _9_5002_work.ipynb",  # of a longer path: not this learner's number
    }
    submissions = [
        msgspec.structs.replace(hand_in(folder, learner, classes.marks(), name=f"Name of {learner}"), source=source)
        for learner, source in sources.items()
    ]
    folder.record(submissions, [])
    run(folder, "canvas-101")
    assert not (folder.path / "feedback" / "01.zip").exists()
    run(folder)
    assert f"gives them back: {folder.path / 'feedback' / '01.zip'}." in capsys.readouterr().out
    with zipfile.ZipFile(folder.path / "feedback" / "01.zip") as packed:
        found = {name: packed.read(name) for name in packed.namelist()}
    pages = {one.learner: folder.feedback(one).read_bytes() for one in submissions}
    assert found == {
        "smithjane_101_5001_feedback.html": pages["canvas-101"],
        "Jane Smith_7_assignsubmission_file_feedback.html": pages["moodle-7"],
    }


def test_without_a_platform_nothing_is_packed(folder, capsys):
    folder.record([hand_in(folder, "a", classes.marks())], [])
    run(folder)
    assert "gives them back" not in capsys.readouterr().out
    assert not (folder.path / "feedback" / "01.zip").exists()
