"""Exports are read again with the csv module: the right points for the right learner, and no cell is a formula."""

import csv
import io

import pytest

from course_utils.__main__ import main
from course_utils.grading import export, standing
from course_utils.grading.folder import Refusal, open_class

from .classes import ESSAY, hand_in, marks, task_mark
from .notebooks import ROOT, TASKS

LINK = '=HYPERLINK("http://x")'
TASK = TASKS.tasks[0]
HALF = {TASK.name: task_mark(TASK, "nearly", share=0.3)}
CANVAS = f"""\
Student,ID,SIS User ID,SIS Login ID,Section,Set one (77),Essay (78),Current Score
,,,,,Manual Posting,,
    Points Possible,,,,,17.00,5,(read only)
"Smith, ""Jr"", {LINK.replace('"', '""')}",11,=1+1,anna,=A1,,3,
"Ko, Bo",12,s2,bo,One,1,3,
"{LINK.replace('"', '""')}",13,s3,cy,One,EX,3,
"Late, Di",14,s4,di,One,9,3,
"Student, Test",99,,x,One,,,
"""
MOODLE = """\
Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Last modified (submission),Last modified (grade),Feedback comments
Participant 11,@SUM(1),anna@x.org,Submitted,,17.00,Yes,-,-,
Participant 12,"Ko, Bo",bo@x.org,Submitted,4.00,"17,00",Yes,-,-,+1 for effort
Participant 40,Zed,zed@x.org,,2.00,17.00,Yes,-,-,
"""  # noqa: E501


def read(content, encoding="utf-8"):
    return list(csv.reader(io.StringIO(content.decode(encoding), newline="")))


@pytest.fixture
def by_hand(monkeypatch):
    given = {}
    monkeypatch.setattr(standing, "_by_hand", lambda folder, exercises: given)
    return given


def a_class(tmp_path, platform="canvas"):
    """Complete with 17 less 2; pending; nothing written, so complete; not marked and late."""
    folder = open_class(tmp_path / "class", make=True)
    ids = [f"{platform}-{number}" for number in (11, 12, 13, 14)]
    folder.record(
        [
            hand_in(folder, ids[0], marks(essay="A text.", tasks=HALF), name=LINK),
            hand_in(folder, ids[1], marks(essay="A text.")),
            hand_in(folder, ids[2], marks()),
            hand_in(folder, ids[3], late=True),
        ],
        [],
    )
    return folder


def run(folder, *options):
    main(["export", str(folder.path), *map(str, options)])


def roster(tmp_path, text, name="roster.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def test_canvas_reads_its_own_gradebook_again(tmp_path, by_hand, capsys):
    folder = a_class(tmp_path)
    by_hand["canvas-11"] = {ESSAY.id: 2.5}
    given = roster(tmp_path, CANVAS)
    run(folder, "--to", "canvas", "--roster", given, "--column", "77")
    content = (folder.path / "export/01_canvas.csv").read_bytes()
    total = 2 + 9 + 2.5
    assert read(content) == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Set one (77)"],
        ["    Points Possible", "", "", "", "", "17.00"],
        [f'Smith, "Jr", {LINK}', "11", "'=1+1", "anna", "'=A1", f"{total:g}"],
        ["Ko, Bo", "12", "s2", "bo", "One", ""],
        [f"'{LINK}", "13", "s3", "cy", "One", "EX"],
        ["Late, Di", "14", "s4", "di", "One", ""],
        ["Student, Test", "99", "", "x", "One", ""],
    ]
    assert not content.startswith(b"\xef\xbb\xbf")
    told = capsys.readouterr().out
    assert "4 handed in, 2 with a total." in told
    assert "still to be marked: 1 (canvas-12)" in told
    assert "not marked yet: 1 (canvas-14)" in told
    assert "nothing was deducted: 1 (canvas-14)" in told
    assert "Found by the column ID. Rows without a notebook, which stay as they are: 1." in told
    assert given.read_text() == CANVAS


def test_what_nobody_handed_in_stays_in_canvas_as_it_is(tmp_path):
    folder = a_class(tmp_path)
    filled = export.canvas(
        TASKS, standing.standings(folder, TASKS)[:1], export.read_roster(roster(tmp_path, CANVAS)), "Set one"
    )
    assert [row[-1] for row in filled.rows[2:]] == ["", "1", "EX", "9", ""]


@pytest.mark.parametrize(
    ("learner", "column"),
    [("canvas-12", "ID"), ("s2", "SIS User ID"), ("bo", "SIS Login ID"), ("ko-bo", "Student"), ("learner-12", "ID")],
)
def test_a_learner_is_found_by_whatever_the_class_is_called_by(tmp_path, learner, column):
    folder = open_class(tmp_path / "class", make=True)
    folder.record([hand_in(folder, learner, marks())], [])
    given = export.read_roster(roster(tmp_path, CANVAS))
    filled = export.canvas(TASKS, standing.standings(folder, TASKS), given, "77")
    assert (filled.matched_by, filled.strangers, [row[-1] for row in filled.rows if row[1] == "12"]) == (
        column, (), ["13"],
    )  # fmt: skip


def matched(tmp_path, text, *learners):
    folder = open_class(tmp_path / "class", make=True)
    folder.record([hand_in(folder, learner, marks()) for learner in learners], [])
    stand = standing.standings(folder, TASKS)
    return export.canvas(TASKS, stand, export.read_roster(roster(tmp_path, text)))


def test_all_are_found_by_one_column_as_numbers_of_others_may_be_the_same(tmp_path):
    text = "Student,ID,SIS User ID,Section,S (1)\nA,100,7,x,\nB,7,200,x,\nC,8,300,x,\n"
    filled = matched(tmp_path, text, "learner-7", "learner-200", "learner-300")
    assert filled.matched_by == "SIS User ID"
    assert [row[-1] for row in filled.rows[2:]] == ["13", "13", "13"]
    with pytest.raises(export.ExportError, match=r"ID and SIS User ID .* different people"):
        matched(tmp_path / "other", text, "learner-7")


def test_a_name_that_two_have_is_nobodys(tmp_path):
    text = "Student,ID,Section,S (1)\nAnna,1,x,\nAnna,2,x,\nBo,3,x,\n"
    filled = matched(tmp_path, text, "anna", "bo")
    assert (filled.strangers, filled.twice) == ((), ("anna",))
    assert [row[-1] for row in filled.rows[2:]] == ["", "", "13"]


def test_what_to_look_at_in_the_file_is_told(tmp_path, by_hand, capsys):
    folder = a_class(tmp_path)
    by_hand["canvas-13"] = {ESSAY.id: 6.0}
    lines = CANVAS.splitlines(keepends=True)
    given = roster(tmp_path, "".join([*lines, lines[3]]))
    run(folder, "--to", "canvas", "--roster", given, "--column", "77")
    told = capsys.readouterr().out
    assert f"More than once in the roster, so that no row was filled in: 1 ({LINK} (canvas-11))." in told
    assert "NOT in the roster" not in told
    assert (
        "With a mark before, and blank now: 2\n  canvas-12 had 1 in the roster\n  canvas-14 had 9 in the roster\n"
        in told
    )
    assert "With more than the 17 points of the set: 1 (canvas-13)." in told


def test_who_handed_in_what_cannot_be_read_is_named(tmp_path, capsys):
    folder = a_class(tmp_path)
    refused = [Refusal(source="x.docx", reason="No.", learner=f"canvas-{n}", name="kim") for n in (13, 4011)]
    folder.record(folder.submissions(), refused)
    run(folder, "--to", "csv")
    assert "Handed in, but not to be read: 1 (kim (canvas-4011))." in capsys.readouterr().out


def test_what_a_mark_replaces_or_leaves_out_is_not_told_as_blank(tmp_path):
    folder = open_class(tmp_path / "class", make=True)
    folder.record([hand_in(folder, "canvas-12", marks()), hand_in(folder, "canvas-13")], [])
    given = export.read_roster(roster(tmp_path, CANVAS))
    assert export.canvas(TASKS, standing.standings(folder, TASKS), given, "77").blanked == {}


def test_before_anybody_is_marked_there_are_no_points(tmp_path):
    folder = open_class(tmp_path / "class", make=True)
    folder.record([hand_in(folder, "canvas-12")], [])
    with pytest.raises(SystemExit, match=r"nobody is marked yet\. Mark the notebooks with .* grade "):
        run(folder, "--to", "csv")
    assert not (folder.path / "export").exists()


def test_a_plain_table_takes_no_roster(tmp_path):
    with pytest.raises(SystemExit, match=r"takes no roster\. Leave --roster out"):
        run(a_class(tmp_path), "--to", "csv", "--roster", roster(tmp_path, CANVAS))


def test_canvas_asks_which_assignment(tmp_path):
    folder = a_class(tmp_path)
    for column, said in (
        ([], "Which assignment .* Set one .77.; Essay .78."),
        (["--column", "9"], "no assignment '9'"),
    ):
        with pytest.raises(SystemExit, match=said):
            run(folder, "--to", "canvas", "--roster", roster(tmp_path, CANVAS), *column)
    with pytest.raises(SystemExit, match=r"Essay .78. has 5 points, and set 01 has 17"):
        run(folder, "--to", "canvas", "--roster", roster(tmp_path, CANVAS), "--column", "Essay")
    assert not (folder.path / "export").exists()


def test_canvas_with_semicolons_and_a_mark_at_the_beginning(tmp_path):
    text = "Student;ID;Section;S (1)\n    Points Possible;;;17,0\nKo, Bo;12;One;\n"
    folder = a_class(tmp_path)
    run(
        folder,
        "--to",
        "canvas",
        "--roster",
        roster(tmp_path, text, encoding="utf-8-sig"),
        "--output",
        tmp_path / "o.csv",
    )
    assert read((tmp_path / "o.csv").read_bytes())[-1] == ["Ko, Bo", "12", "One", ""]


def test_canvas_without_its_gradebook_says_where_to_get_it(tmp_path):
    folder = a_class(tmp_path)
    with pytest.raises(SystemExit, match="choose Export, and give the file as --roster"):
        run(folder, "--to", "canvas")
    with pytest.raises(SystemExit, match="is not the gradebook of Canvas"):
        run(folder, "--to", "canvas", "--roster", roster(tmp_path, MOODLE))


def test_moodle_reads_its_own_worksheet_again(tmp_path, by_hand, capsys):
    folder = a_class(tmp_path, "moodle")
    by_hand["moodle-11"] = {ESSAY.id: 4.0, TASK.id: 4.0}
    run(folder, "--to", "moodle", "--roster", roster(tmp_path, MOODLE))
    before, after = read(MOODLE.encode()), read((folder.path / "export/01_moodle.csv").read_bytes())
    assert after[0] == before[0]
    assert [row[4] for row in after[1:]] == ["17", "", "2.00"]
    assert [row[1] for row in after[1:]] == ["'@SUM(1)", "Ko, Bo", "Zed"]
    assert after[2][-1] == "'+1 for effort"
    assert [row[5:9] for row in after] == [row[5:9] for row in before]
    assert "NOT in the roster, and so not in the file: 2 (moodle-13, moodle-14)" in capsys.readouterr().out


@pytest.mark.parametrize("learner", ["moodle-12", "bo", "bo-x.org", "ko-bo"])
def test_moodle_knows_a_learner_by_number_mail_or_name(tmp_path, learner):
    folder = open_class(tmp_path / "class", make=True)
    folder.record([hand_in(folder, learner, marks())], [])
    filled = export.moodle(TASKS, standing.standings(folder, TASKS), export.read_roster(roster(tmp_path, MOODLE)))
    assert [row[4] for row in filled.rows[1:]] == ["", "13", "2.00"]


def test_moodle_in_another_language_is_told_the_column(tmp_path):
    text = "ID,Vollständiger Name,Bewertung\nTeilnehmer/in12,Bo,\n"
    folder = a_class(tmp_path, "moodle")
    with pytest.raises(SystemExit, match=r"no column Grade.*--column.*Bewertung"):
        run(folder, "--to", "moodle", "--roster", roster(tmp_path, text))
    run(folder, "--to", "moodle", "--roster", roster(tmp_path, text), "--column", "Bewertung")
    assert read((folder.path / "export/01_moodle.csv").read_bytes())[1] == ["Teilnehmer/in12", "Bo", ""]


def test_moodle_of_fewer_points_is_refused(tmp_path):
    with pytest.raises(SystemExit, match="has 10 points, and set 01 has 17"):
        run(a_class(tmp_path), "--to", "moodle", "--roster", roster(tmp_path, MOODLE.replace("17.00", "10.00")))


def test_moodle_without_a_worksheet_is_given_a_new_one(tmp_path):
    folder = a_class(tmp_path, "moodle")
    run(folder, "--to", "moodle")
    rows = read((folder.path / "export/01_moodle.csv").read_bytes())
    assert rows[0] == ["Identifier", "Full name", "Grade", "Maximum Grade", "Last modified (grade)"]
    assert rows[1] == ["Participant 11", f"'{LINK}", "", "17", ""]
    assert [row[2] for row in rows[1:]] == ["", "", "13", ""]
    with pytest.raises(SystemExit, match="canvas-11 does not come from a download of Moodle"):
        run(a_class(tmp_path / "other"), "--to", "moodle")


def test_plain_csv_has_each_task(tmp_path, by_hand):
    folder = a_class(tmp_path)
    by_hand["canvas-11"] = {ESSAY.id: 2.5}
    run(folder, "--to", "csv")
    content = (folder.path / "export/01_csv.csv").read_bytes()
    head, *rows = read(content, "utf-8-sig")
    assert content.startswith(b"\xef\xbb\xbf")
    ids = [task.id for task in (*TASKS.tasks, ESSAY)]
    assert head == ["learner", "name", "late", "state", *ids, "total", "out of"]
    assert rows == [
        ["canvas-11", f"'{LINK}", "no", "complete", "2", "3", "3", "3", "2.5", "13.5", "17"],
        ["canvas-12", "canvas-12", "no", "pending", "4", "3", "3", "3", "", "", "17"],
        ["canvas-13", "canvas-13", "no", "complete", "4", "3", "3", "3", "0", "13", "17"],
        ["canvas-14", "canvas-14", "yes", "not marked", "", "", "", "", "", "", "17"],
    ]


@pytest.mark.parametrize(
    "text", [LINK, "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1+1", "－1+1", "-x", "=", "+", "'=1"]
)
def test_no_cell_is_a_formula(text):
    ((cell,),) = read(export.Export([[text]]).encode())
    assert cell.startswith("'")


@pytest.mark.parametrize("text", ["-", "-1.5", "+3", "4,5", "17", "Ko, Bo", 'a "b"', "a\nb", "é = 1", "x=1", ""])
def test_other_cells_come_back_as_they_are(text):
    assert read(export.Export([[text, "x"]]).encode()) == [[text, "x"]]


def test_only_an_earlier_export_is_replaced(tmp_path):
    folder, path = a_class(tmp_path), tmp_path / "out.csv"
    run(folder, "--to", "csv", "--output", path)
    first = path.read_bytes()
    run(folder, "--to", "csv", "--output", path)
    assert path.read_bytes() == first
    given = roster(tmp_path, MOODLE)
    for other in (given, roster(tmp_path, "mine\n", "mine.csv"), tmp_path):
        with pytest.raises(SystemExit, match="is there already"):
            run(folder, "--to", "csv", "--output", other)
    people = a_class(tmp_path / "other", "moodle")
    with pytest.raises(SystemExit, match="is there already"):  # which begins in the same way
        run(people, "--to", "moodle", "--roster", given, "--output", given)
    assert given.read_text() == MOODLE
    with pytest.raises(SystemExit, match="inside the course"):
        run(folder, "--to", "csv", "--output", ROOT / "points.csv")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00a", b"one\n", b'Student,ID\n"open,1\n'])
def test_a_roster_that_cannot_be_read_is_named(tmp_path, content):
    path = tmp_path / "roster.csv"
    path.write_bytes(content)
    with pytest.raises(SystemExit, match=r"roster\.csv"):
        run(a_class(tmp_path), "--to", "canvas", "--roster", path)


def test_the_roster_of_another_class_is_refused(tmp_path):
    text = "Student,ID,Section,S (1)\nZed,5,x,\n"
    with pytest.raises(SystemExit, match="names none of the 4 who handed in"):
        run(a_class(tmp_path), "--to", "canvas", "--roster", roster(tmp_path, text))


def test_a_set_that_nobody_handed_in(tmp_path):
    with pytest.raises(SystemExit, match="Nobody handed in set 07; there is 01"):
        run(a_class(tmp_path), "--to", "csv", "--set", "7")


def test_a_formula_behind_a_semicolon_is_text_too():
    assert export.safe("x;=HYPERLINK(A1);") == "x;'=HYPERLINK(A1);"
    assert export.safe("a; b") == "a; b"
