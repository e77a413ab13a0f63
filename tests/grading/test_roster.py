"""The instructor's list says who is late."""

import pytest

from course_utils.grading.collecting import collect
from course_utils.grading.folder import open_class
from course_utils.grading.roster import RosterError, Row, match, read_late
from tests.grading.hand_ins import CANVAS, MOODLE, zipped

SETS = ["01", "02"]


@pytest.fixture
def kept(tmp_path):
    return open_class(tmp_path / "class", make=True)


def late(folder):
    return {one.learner: one.late for one in folder.submissions()}


def roster(tmp_path, text):
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    return read_late(tmp_path / "list.csv")


@pytest.mark.parametrize(
    "text",
    [
        "Student,ID,Late\nA,1,yes\nB,2,no\n",
        '\ufeffStudent;ID;Section;late\n"Smith; Jane";1;;LATE\n"Lee, Ann";2;"\n";0\n',
        "ID\tlate\n 1\ttrue\n2\tFalse\n",
        "name,late\nSmithJane,1\nleeann,No\n",
        "learner,late\ncanvas-1,yes\ncanvas-2,no\n",
    ],
)
def test_the_list_says_who_is_late(tmp_path, kept, text):
    source = zipped(tmp_path / "a.zip", CANVAS)
    collected = collect(source, kept, SETS, roster(tmp_path, text))
    assert late(kept) == {"canvas-1": True, "canvas-2": False, "canvas-3": False}
    assert collected.unknown == []


def test_what_the_list_leaves_open_the_platform_says(tmp_path, kept):
    source = zipped(tmp_path / "a.zip", {name: CANVAS[name] for name in list(CANVAS)[:3]})
    collect(source, kept, SETS, roster(tmp_path, "id,late\n1,yes\n2,\n"))
    assert late(kept) == {"canvas-1": True, "canvas-2": True}
    collect(source, kept, SETS)  # without the list what it said stays
    assert late(kept) == {"canvas-1": True, "canvas-2": True}
    collect(source, kept, SETS, roster(tmp_path, "id,late\n1,no\n2,no\n"))
    assert late(kept) == {"canvas-1": False, "canvas-2": False}


def test_the_surest_column_counts(tmp_path, kept):
    collect(zipped(tmp_path / "a.zip", MOODLE), kept, SETS, roster(
        tmp_path, "Identifier,Full name,late\nParticipant 1,Jane Smith,no\nParticipant 2,Jane Smith,yes\n,Ann Lee,yes\n"
    ))  # fmt: skip
    assert late(kept) == {"moodle-1": False, "moodle-2": True, "moodle-3": True}


def test_lines_about_nobody_are_told(tmp_path, kept):
    rows = roster(tmp_path, "id,late\n    Points Possible,\n1,yes\n77,yes\n78,\n79,no\n")
    unknown = collect(zipped(tmp_path / "a.zip", CANVAS), kept, SETS, rows).unknown
    assert [(row.line, row.name) for row in unknown] == [(4, "77"), (6, "79")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "needs a first line with a column `late`, and one that says who it is: learner, id,"),
        ("id,lateness\n1,yes\n", "needs a first line"),
        ("late,section\nyes,1\n", "needs a first line"),
        ("id,late\n1,yes\n2,maybe\n", "line 3: late is 'maybe'. Write yes or no, or leave it empty"),
        ("id,late\n1," + "x" * 200_000, "list.csv cannot be read"),
    ],
)
def test_a_list_that_cannot_be_used(tmp_path, text, says):
    with pytest.raises(RosterError, match=says):
        roster(tmp_path, text)


def test_a_list_that_is_no_text_or_not_there(tmp_path):
    with pytest.raises(RosterError, match=r"cannot be read \(.*No such file"):
        read_late(tmp_path / "none.csv")
    (tmp_path / "list.csv").write_bytes(b"id,late\n\xff,yes\n")
    with pytest.raises(RosterError, match="Save it as CSV in UTF-8"):
        read_late(tmp_path / "list.csv")


def test_two_lines_about_one_learner_may_not_disagree(tmp_path, kept):
    source = zipped(tmp_path / "a.zip", CANVAS)
    collect(source, kept, SETS, roster(tmp_path, "id,late\n1,yes\n1,late\n"))
    with pytest.raises(RosterError, match="Lines 2 and 3 of the list are both about canvas-1 and disagree"):
        collect(source, kept, SETS, roster(tmp_path, "id,late\n1,yes\n1,no\n"))


def test_a_line_without_a_value_is_about_nobody():
    row = Row(2, {}, True)
    assert match([row], []) == ({}, [row])
    assert row.name == "nobody"
