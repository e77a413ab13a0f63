"""`course.py collect`: what an instructor reads."""

import pytest

from course_utils.__main__ import main, read_arguments
from course_utils.commands import ROOT
from course_utils.commands import collect as command
from tests.grading.hand_ins import A, B, foldered, zipped


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.setattr(command, "ROOT", tmp_path / "course")
    foldered(tmp_path / "course", {"solutions/01_one/checks.py": b""})
    return tmp_path


def test_what_is_printed(course, capsys):
    source = zipped(course / "submissions.zip", {
        "smithjane_1_100_a.ipynb": A, "smithjane_1_120_a-1.ipynb": B, "leeann_LATE_2_101_a.ipynb": A,
        "rayo_3_102_a.ipynb": b"{", "rayo_3_103_b.pdf": b"", "rayo_3_104_c.pdf": b"", "../x\x1b[2J.ipynb": A,
        "kimkit_LATE_4_105_essay.docx": b"", "smithjane_1_121_notes.pdf": b"",
    })  # fmt: skip
    (course / "list.csv").write_text('id,Student,late\n1,,no\n77,"Kim, Kit",yes\n', encoding="utf-8")
    main(["collect", str(source), "--to", str(course / "class"), "--roster", str(course / "list.csv")])
    text = capsys.readouterr().out
    assert (
        text
        == f"""\
submissions.zip: notebooks of 2 learners were taken.
  Exercise set 01: 2, of them late: 1
New: 2. There already: 0.
Passed over, because the latest hand-in of a learner counts:
  smithjane_1_100_a.ipynb (what counts is smithjane_1_120_a-1.ipynb)
Handed in, but not to be read: 2
  rayo (canvas-3): rayo_3_102_a.ipynb, it is no notebook, or was damaged when it was saved (Expecting property name \
enclosed in double quotes: line 1 column 2 (char 1)) (and 2 more).
  kimkit (canvas-4): kimkit_LATE_4_105_essay.docx, it is no notebook (.ipynb).
Refused, and not marked: 1
  submissions.zip/../x\ufffd[2J.ipynb: its name holds characters that cannot be shown.
Passed over, being no notebooks: 1 .pdf.
In list.csv, but about nobody in submissions.zip:
  line 3 (Kim, Kit)
Next: `{command.CALL} grade {course / "class"}`, which marks all that has been collected there.
"""
    )


def test_what_takes_the_place_of_another_is_said(course, capsys):
    source = foldered(course / "in", {"jane.ipynb": A})
    main(["collect", str(source), "--to", str(course / "class")])
    (source / "jane.ipynb").write_bytes(B)
    main(["collect", str(source), "--to", str(course / "class")])
    told = capsys.readouterr().out
    assert "notebooks of 1 learner were taken" in told
    assert "In the place of an earlier notebook, whose marks no longer count:\n  jane, set 01\n" in told


def test_learners_are_warned_of_who_may_be_there_twice(course, capsys):
    for number, members in enumerate(({"a_1_10_x.ipynb": A}, {"a_1_10_x.ipynb": A, "b_2_11_x.ipynb": B})):
        main(["collect", str(zipped(course / f"{number}.zip", members)), "--to", str(course / "class")])
        assert "WARNING" not in capsys.readouterr().out
    source = zipped(course / "moodle.zip", {"A_7_assignsubmission_file_/x.ipynb": A, "jane.ipynb": B})
    main(["collect", str(source), "--to", str(course / "class")])
    told = " ".join(capsys.readouterr().out.split())
    assert (
        "WARNING: the learners of this class are not all known in the same way: 2 by Canvas' number, 1 by Moodle's "
        "number, 1 by name alone." in told
    )


def test_of_many_lines_the_first_are_shown(course, capsys):
    source = foldered(course / "in", {f"{number:03}.ipynb": b"{" for number in range(100)})
    main(["collect", str(source), "--to", str(course / "class")])
    text = capsys.readouterr().out
    assert "notebooks of 0 learners were taken" in text
    assert text.count(".ipynb") == command.SHOWN
    assert "... and 80 more" in text
    assert "Next:" not in text


def stopped(*arguments):
    with pytest.raises(SystemExit) as end:
        main(["collect", *map(str, arguments)])
    return end.value.code


def test_what_cannot_be_collected(course):
    source, target = foldered(course / "in", {"jane.ipynb": A}), course / "class"
    assert "There is no" in stopped(course / "none", "--to", target)
    assert f"{source / 'class'}, lies inside the download" in stopped(source, "--to", source / "class")
    assert f"{source}, lies inside the folder of the class" in stopped(source, "--to", course)
    copy = foldered(course / "copy", {"course.py": b"", "exercises/01_one/a.ipynb": A})
    assert "is a copy of the course" in stopped(copy, "--to", target)
    assert "is no folder, zip or tar" in stopped(source / "jane.ipynb", "--to", target)
    assert "lies inside the course" in stopped(source, "--to", ROOT / "class")
    assert "needs a first line" in stopped(source, "--to", target, "--roster", source / "jane.ipynb")
    (course / "other").mkdir()
    (course / "other/x").touch()
    assert "holds other files" in stopped(source, "--to", course / "other")
    assert not (ROOT / "class").exists()


def test_a_disk_that_is_full_is_told(course, monkeypatch):
    source = foldered(course / "in", {"jane.ipynb": A})

    def full(*_):
        raise OSError(28, "No space left on device", "submitted")

    monkeypatch.setattr("course_utils.grading.folder.ClassFolder.keep", full)
    assert "submitted could not be written (No space left on device)" in stopped(source, "--to", course / "class")


def test_a_copy_without_solutions_says_so(course):
    (course / "course/solutions/01_one/checks.py").unlink()
    (course / "course/solutions/01_one").rmdir()
    (course / "course/solutions").rmdir()
    assert "came without the solutions" in stopped(course, "--to", "class")


def test_where_to_is_asked_for(capsys):
    assert read_arguments(["collect", "x", "--to", "y"]).group == "teach"
    with pytest.raises(SystemExit):
        read_arguments(["collect", "x"])
    assert "--to" in capsys.readouterr().err
