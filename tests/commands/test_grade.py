"""`course.py grade` as an instructor meets it: what it says, refuses and leaves in the class folder."""

import contextlib
import shutil
from dataclasses import replace
from types import SimpleNamespace

import msgspec
import pytest
from tests.conftest import lacking
from tests.grading.test_classwork import WRONG, hand_in, notebook

from course_utils.__main__ import read_arguments
from course_utils.commands import ROOT, grade
from course_utils.grading import classwork
from course_utils.grading.folder import FolderError, open_class
from course_utils.grading.marking import mark
from course_utils.grading.process import start_plain


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
    assert "Set 01: 2 marked, 11.5 of 13 points on average; with written answers still to mark: 2." in said
    assert "formgrader" in said.splitlines()[-1]
    assert "Changed" not in said
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
        (
            {"learner": "cy"},
            r"Nobody called cy has handed in anything in .*class\. Its submissions\.json lists who did",
        ),
        ({"learner": "Anne"}, r"Nobody called Anne has handed in anything in .*class\. Did you mean ann\?"),
        ({"task": "02.other"}, r"Nobody has handed in anything of set 02, which 02\.other belongs to"),
        ({"learner": "ann", "task": "02.other"}, r"ann has handed in nothing of set 02"),
        (
            {"task": "01.other"},
            r"There is no task 01\.other that the computer marks; set 01 has 01\.first_move_share, ",
        ),
        (
            {"task": "01.explain_a_drive"},
            r"01\.explain_a_drive is a written answer, marked by hand: see `.* formgrader",
        ),
    ],
)
def test_what_is_not_there_is_told(folder, changed, said):
    with pytest.raises(SystemExit, match=said):
        grade.run(arguments(folder, **changed))


def test_marking_one_anew_tells_what_that_changed(folder, capsys):
    grade.run(arguments(folder, without_sandbox=True))
    hand_in(folder, bob=notebook())
    capsys.readouterr()
    grade.run(arguments(folder, without_sandbox=True, learner="BOB"))
    said = capsys.readouterr().out
    assert "1 notebook, 0 marked before" in said
    assert "Set 01: 2 marked, 13 of 13 points on average" in said
    assert said.endswith("Changed:\n  Bob (bob), set 01: 13 points, 10 before\n")
    grade.run(arguments(folder, without_sandbox=True, task="01.battery_probability"))
    assert capsys.readouterr().out.endswith("No points have changed.\n")


def test_a_learner_may_be_called_by_the_number_of_the_platform_and_not_by_half_a_name(folder):
    one = folder.submissions()[0]
    copies = [msgspec.structs.replace(one, learner=f"canvas-{n}", name="Kim") for n in (71, 72)]
    folder.record([*folder.submissions(), *copies], [])
    assert [found.learner for found in folder.submissions_of("72")] == ["canvas-72"]
    assert [found.learner for found in folder.submissions_of("ANN")] == ["ann"]
    with pytest.raises(FolderError, match=r"kim may be canvas-71 or canvas-72: give one of these"):
        folder.submissions_of("kim")


def test_a_run_that_is_refused_draws_no_seed(folder, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(SystemExit):
        grade.run(arguments(folder, seed=None))
    assert folder.seed(8) == 8


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


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["grade", "nowhere"], "nowhere is not there: give the folder of a class, filled by `collect --to DIR`"),
        (["report", __file__], "is a file; `collect` it first: give the folder of a class"),
        (["grade", ".", "--task", "first_move_share"], "write the set, a dot and its name, 01.first_move_share"),
        (["grade", ".", "--resum"], "unrecognized arguments: --resum"),
    ],
)
def test_what_is_mistyped_is_told_before_anything_is_installed(given, said, capsys):
    with pytest.raises(SystemExit):
        read_arguments(given)
    assert said in " ".join(capsys.readouterr().err.split())


def test_the_nought_of_a_task_may_be_left_out():
    assert read_arguments(["grade", ".", "--task", "1.first_move_share"]).task == "01.first_move_share"


def test_a_new_folder_of_a_class_is_private(tmp_path):
    assert open_class(tmp_path / "new", make=True).path.stat().st_mode & 0o077 == 0


def test_solutions_and_the_class_are_hidden_wherever_they_lie(folder, monkeypatch):
    asked = {}

    @contextlib.contextmanager
    def open_starts(sets, workers, **options):
        asked.update(options)
        yield [start_plain] * workers

    monkeypatch.setattr(classwork, "open_starts", open_starts)
    grade.run(arguments(folder))
    assert set(asked["hidden"]) == {ROOT / "solutions", folder.path}


def test_a_fault_of_ours_costs_one_learner_and_is_told(folder, monkeypatch, capsys):
    def fails(exercises, cells, *rest, **options):
        if any(cell["source"] == WRONG for cell in cells):
            raise ZeroDivisionError("of ours")
        return mark(exercises, cells, *rest, **options)

    grade.run(arguments(folder, without_sandbox=True))
    hand_in(folder, bob=notebook(battery_probability=WRONG, terminal_or_instrumental=""))
    monkeypatch.setattr(classwork, "mark", fails)
    with pytest.raises(SystemExit, match=r"please report it:\n  bob: ZeroDivisionError: of ours"):
        grade.run(arguments(folder, without_sandbox=True))
    assert "Set 01: 1 marked, 13 of 13 points" in capsys.readouterr().out  # bob's are of another notebook


def test_a_fault_in_the_second_run_costs_one_learner_too(folder, monkeypatch):
    def cut_then_fails(exercises, cells, *rest, before=None, **options):
        if before:
            raise ZeroDivisionError("of ours")
        return replace(mark(exercises, cells, *rest, **options), was_cut=True)

    monkeypatch.setattr(classwork, "mark", cut_then_fails)
    with pytest.raises(SystemExit, match=r"(?s)ann: ZeroDivisionError.*bob: ZeroDivisionError"):
        grade.run(arguments(folder, without_sandbox=True))
