"""`course.py grade` as an instructor meets it: what it says, refuses and leaves in the class folder."""

import shutil
from types import SimpleNamespace

import pytest
from tests.conftest import lacking
from tests.grading.test_classwork import WRONG, hand_in, notebook

from course_utils.commands import grade
from course_utils.grading.folder import open_class


def arguments(folder, **changed):
    options = {"resume": False, "learner": None, "task": None, "seed": 3, "without_sandbox": False}
    return SimpleNamespace(folder=str(folder.path), **(options | changed))


@pytest.fixture
def folder(tmp_path):
    folder = open_class(tmp_path / "class", make=True)
    hand_in(folder, ann=notebook(), bob=notebook(battery_probability=WRONG))
    return folder


def test_a_class_is_marked_behind_walls_and_the_walls_are_named(folder, capsys):
    if not shutil.which("bwrap"):
        lacking("bubblewrap is not installed, so nothing was run behind walls.")
    grade.run(arguments(folder))
    said = capsys.readouterr().out
    assert "bubblewrap: nothing of this computer to be seen but programs, no network" in said
    assert "2 notebooks, 0 marked before. Seed 3." in said
    assert "Marked 2 of 2" in said
    assert "Set 01: 2 marked, 11.5 of 13 points on average" in said
    assert folder.gradebook.exists()
    grade.run(arguments(folder, resume=True))
    assert "2 notebooks, 2 marked before." in capsys.readouterr().out


def test_without_bubblewrap_nothing_is_run_unless_that_is_wanted_and_then_it_warns(folder, capsys, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(
        SystemExit, match=r"bwrap\) is not installed.*Nothing was run\. If all these notebooks are your"
    ):
        grade.run(arguments(folder))
    assert not (folder.path / "marks").exists()
    grade.run(arguments(folder, without_sandbox=True))
    said = capsys.readouterr().out
    assert said.startswith("WARNING: no sandbox. The notebooks run as you")
    assert "Set 01: 2 marked, 11.5 of 13" in said


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"learner": "cy"}, r"There is no submission of cy in .*class; submissions\.json there lists all"),
        ({"task": "02.other"}, r"There is no submission of the set of 02\.other"),
        (
            {"task": "01.other"},
            r"There is no task 01\.other that the computer marks; set 01 has 01\.first_move_share, ",
        ),
        ({"task": "01.explain_a_drive"}, r"There is no task 01\.explain_a_drive that the computer marks"),
    ],
)
def test_what_is_not_there_is_told(folder, changed, said):
    with pytest.raises(SystemExit, match=said):
        grade.run(arguments(folder, **changed))


def test_an_empty_folder_and_one_that_is_none_are_told_apart(tmp_path, folder):
    with pytest.raises(SystemExit, match=r"Nothing has been collected yet\. Begin with `.* collect FROM --to .*empty`"):
        grade.run(arguments(open_class(tmp_path / "empty", make=True)))
    with pytest.raises(SystemExit, match=r"other is not the folder of a class"):
        grade.run(arguments(SimpleNamespace(path=tmp_path / "other")))


def test_a_class_keeps_its_seed(folder):
    assert folder.seed(3) == 3
    with pytest.raises(SystemExit, match=r"This class is marked with the seed 3, .* --seed 4 would mark some of them"):
        grade.run(arguments(folder, seed=4))


def test_a_set_that_the_course_does_not_have_is_told(folder):
    (one, *others) = folder.submissions()
    folder.record(
        [*others, one.__class__(**{name: getattr(one, name) for name in one.__struct_fields__} | {"set": "77"})], []
    )
    with pytest.raises(SystemExit, match=r"There is no exercise set 77 in solutions/; it has 01"):
        grade.run(arguments(folder))


def test_the_missing_wall_is_named_with_its_cure():
    assert "libseccomp2" in "\n".join(grade.wall_lines(("bubblewrap", "namespaces", "limits")))
    assert "libseccomp2" not in "\n".join(grade.wall_lines(("bubblewrap", "namespaces", "limits", "seccomp")))


def test_progress_tells_how_long_it_will_take():
    assert grade.progress(10, 300, 2) == "Marked 10 of 300, about 58 s left"
    assert grade.progress(10, 3000, 20) == "Marked 10 of 3000, about 100 min left"
    assert grade.progress(300, 300, 60) == "Marked 300 of 300"
