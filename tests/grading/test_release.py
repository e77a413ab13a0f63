"""`course release`: what learners receive holds no solution, is the same each time, and is refused if it misleads."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from course_utils.__main__ import main
from course_utils.classroom import released
from course_utils.commands import release as command
from course_utils.grading.release import release
from course_utils.grading.stubs import clear
from course_utils.grading.tasks import load_set
from tests.grading.small_set import CHECKS, PROPERTIES, cell, cells, region, write

NAME = "09_nine"


@pytest.fixture
def solved(tmp_path):
    return write(tmp_path / "solutions" / NAME)


def content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_learners_receive(solved, tmp_path):
    target = release(solved, tmp_path / "exercises")
    assert target == tmp_path / "exercises" / NAME
    assert sorted(content(target)) == [f"{NAME}_exercises.ipynb", "checks.json", "properties.py"]
    notebook = json.loads(content(target)[f"{NAME}_exercises.ipynb"])
    found = {cell["id"]: cell for cell in notebook["cells"]}
    assert list(found) == [c.id for c in cells() if c.id != "why"]
    assert "".join(found["double"]["source"]) == (
        'def double(number):\n    """Twice the number."""\n    # 1. Keep it.\n    ...\n    # 2. Add it to itself.\n'
        '    raise NotImplementedError("not yet: write double")'
    )
    assert "".join(found["letters"]["source"]) == "# A set.\nletters = None"
    assert "".join(found["number"]["source"]) == "number = None"
    assert found["essay"]["source"] == ["*Write here, in about 50 words, in place of this line.*"]
    assert found["title"]["source"] == ["# Nine"]
    assert found["setup"]["outputs"] == []
    assert found["setup"]["execution_count"] is None
    assert set(notebook["metadata"]) == {"kernelspec", "language_info", "off_switch"}
    assert notebook["metadata"]["off_switch"] == {"exercise_set": "09"}
    assert found["check_double"]["metadata"]["nbgrader"]["points"] == 2
    text = b"".join(content(target).values()).decode()
    for secret in ("BEGIN SOLUTION", "Secret", "The marked answer", "kept + kept", "lambda", '"a", "b"}'):
        assert secret not in text


def test_the_checks_hold_the_worked_examples_alone(solved, tmp_path):
    questions = released.read(release(solved, tmp_path / "exercises") / "checks.json")
    double = questions["09.double"]
    assert [(case.arguments, case.right, case.part) for case in double.cases] == [
        ((3,), 6, "worked examples"), ((5,), 10, "worked examples"),
    ]  # fmt: skip
    assert [(turn.id, turn.answers) for turn in double.turns] == [("square", (9, 25)), ("add", (5, 7))]
    assert double.parameters == ("number",)
    assert double.hints == ("Twice.",)
    assert double.write_yourself == ("decisions.optimal_actions",)
    assert questions["09.letters"].cases[0].right == {"a", "b"}
    assert questions["09.number"].find_fault(3) == "3 is odd."


def test_released_twice_the_bytes_are_the_same(solved, tmp_path):
    first = content(release(solved, tmp_path / "exercises"))
    (tmp_path / "exercises" / NAME / "left over").touch()
    assert content(release(solved, tmp_path / "exercises")) == first
    assert os.listdir(tmp_path / "exercises") == [NAME]
    assert not any(b"\r" in text for text in first.values())


def test_if_it_fails_the_old_release_stays(solved, tmp_path, monkeypatch):
    before = content(release(solved, tmp_path / "exercises"))
    (solved / "checks.py").write_text("TASKS = [1 / 0]", encoding="utf-8")
    with pytest.raises(ValueError, match=r"checks\.py cannot be read .ZeroDivisionError"):
        release(solved, tmp_path / "exercises")
    assert content(tmp_path / "exercises" / NAME) == before

    (solved / "checks.py").write_text(CHECKS, encoding="utf-8")
    replace = os.replace

    def stays(error, *, after=None):
        def fail(source, target):
            if after and Path(source).name == after:
                replace(source, target)
            if Path(source).name == (after or "new"):
                raise error
            replace(source, target)

        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", fail)
            with pytest.raises(type(error), match=str(error)):
                release(solved, tmp_path / "exercises")
        assert content(tmp_path / "exercises" / NAME) == before
        assert os.listdir(tmp_path / "exercises") == [NAME]

    stays(OSError("no space left"))
    stays(KeyboardInterrupt("before the new one"))
    stays(KeyboardInterrupt("after the old one"), after=NAME)
    stays(KeyboardInterrupt("after the new one"), after="new")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("number + 2", "2 * number", "the worked examples do not separate the reference from wrong turn add"),
        ("number + 2", "number * number", "the worked examples do not separate wrong turn square from wrong turn add"),
        ("(3,), (5,)", "(2,), (2,)", "the worked examples do not separate the reference from wrong turn square"),
        (
            "rng.integers(3, 100)",
            "2",
            "50 draws of the random cases do not separate the reference from wrong turn square",
        ),
        (
            "number + 2",
            "str(number)",
            "wrong turn add is not recognised; the learner would read: .*a number is asked for",
        ),
        ("number + 2", "1 / 0", "wrong turn add stops with ZeroDivisionError"),
        ("number + 2", "print", "09.double, wrong turn add is of the type builtin_function_or_method"),
        ("((3,), (5,))", "((open,), (5,))", r"arguments of the worked examples\[0\] is of the type"),
        ("set()", '{"b", "a"}', "the answers do not separate the reference from wrong turn none"),
        ("set()", '"none"', "wrong turn none is not recognised"),
        # A list is taken for a set, so who answers with it has taken both wrong turns.
        ("set()", '["c", "b", "a"]', "wrong turn none is not recognised; .*more than one way"),
        ("reference=4", "reference=5", "its property does not accept the reference: 5 is odd"),
        ('"3 is odd."', '"odd"', "of wrong turn odd its property says '3 is odd.', where checks.py has 'odd'"),
        ('"low", 0, "0 is not above 0."', '"low", 3, "3 is odd."', "wrong turns odd and low get the same message"),
        (
            "every_goal",
            "every_goat",
            "has the misconception 'every_goat', which bank/misconceptions.yaml does not know",
        ),
        ("decisions.optimal_actions", "optimal_action", "write_yourself: 'optimal_action' is not in the package"),
        ("decisions.optimal_actions", "decisions.best", "write_yourself: 'decisions.best' is not in the package"),
        ("decisions.optimal_actions", "decision.best", "write_yourself: 'decision.best' is not in the package"),
        ('("Twice.",)', '("a", "b", "c", "d")', "a task has at most three hints"),
        ("You have done something else.", " ", "each wrong turn has a message"),
        ('"random cases": 1}', '"edge cases": 1}', "its points must be split over exactly"),
        ('"random cases": 1}', '"random cases": 0}', "each part is worth more than 0 points"),
        (', wrong("none", set()))', ",)", "a task has two to eight wrong turns"),
        ('wrong("add"', 'wrong("square"', "two wrong turns have one id"),
        ("reference=double", "reference=2", "the reference of a function is a function"),
        ("worked=((3,), (5,))", "worked=()", "a function needs worked examples"),
        ("09.letters", "09.double", "09.double is used twice"),
        ("09.letters", "08.letters", "08.letters belongs to another set"),
        ("09.letters", "09 letters", "an id is the set's two digits, a dot and a name"),
        ("09.number", "09.figure", "properties.py has no function figure, which judges 09.figure"),
        ("TASKS", "TASK", "is no exercise set: it needs a checks.py with TASKS"),
        ("TASKS = [", "TASKS = 3; TASK = [", "is no exercise set: it needs a checks.py with TASKS"),
        ("TASKS = [", "TASKS = ['09.double', ", "TASKS holds '09.double', which is neither a Task nor a Written"),
        ("TASKS = [", "raise SystemExit(0); TASKS = [", r"checks\.py cannot be read \(SystemExit: 0\)"),
        ("return 2 * number", "raise SystemExit(0)", "09.double, the reference stops with SystemExit: 0"),
        (
            "return 2 * number",
            "return [number] * 9000",
            "09.double, the reference answers at greater length than marking reads",
        ),
        ("int(rng.integers(3, 100))", "1 / 0", "09.double, random: it stops with ZeroDivisionError"),
        ("points=3, words", "points=4, words", "cell essay: its points is 3, and should be 4"),
        ('{"answer": 2}', '{"answer": 1}', "cell check_letters: its points is 2, and should be 1"),
        ("09.essay", "09.story", "the notebook has no cell with the grade_id story, which checks.py asks for"),
    ],
)
def test_a_set_that_would_mislead_is_refused(tmp_path, old, new, says):
    assert old in CHECKS
    folder = write(tmp_path / NAME, checks=CHECKS.replace(old, new))
    with pytest.raises(ValueError, match=says):
        release(folder, tmp_path / "exercises")
    assert not (tmp_path / "exercises" / NAME).exists()


def change(grade_id, /, **changes):
    """The cells with one changed: its source, its grade id, or an entry of its metadata."""
    found = cells()
    for number, one in enumerate(found):
        if one.id == grade_id:
            if "source" in changes:
                one.source = changes.pop("source")
            if changes:
                one.metadata.setdefault("nbgrader", {}).update(changes)
            found[number] = one
    return found


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (change("check_double", grade=False), "cell check_double: its grade is False, and should be True"),
        (change("double", solution=False), "cell double: its solution is False, and should be True"),
        (change("check_double", locked=False), "cell check_double: its locked is False"),
        (change("double", schema_version=2), "cell double: its nbgrader metadata must be of schema_version 3"),
        (change("double", grade_id="letters"), "cell letters: two cells have this grade_id"),
        ([*cells(), cell("more", region("x = 1"), solution=True)], "cell more: checks.py has no task for it"),
        (change("check_double", source='check("09.doubles")'), r'it should read check\("09.double"\)'),
        (change("double", source="def double(number):\n    return 2"), "cell double: it holds no solution"),
        (change("double", source=region("pass")), "what is left defines none of the tasks"),
        (change("number", source="### BEGIN SOLUTION\nnumber = 4"), "### BEGIN SOLUTION has no counterpart"),
        (change("number", source="number = 4\n### END SOLUTION"), "### END SOLUTION has no counterpart"),
        (change("number", source=region("number = (")), "its solution is no Python"),
        (change("number", source="if 1:\n" + region("number = 4")), "without its solution it is no Python"),
        (change("setup", source=region("start = 1")), "cell setup: it holds a solution, but nbgrader does not know it"),
    ],
)  # fmt: skip
def test_a_notebook_that_does_not_fit_is_refused(tmp_path, found, says):
    folder = write(tmp_path / NAME, with_cells=found)
    with pytest.raises(ValueError, match=says):
        release(folder, tmp_path / "exercises")


@pytest.mark.parametrize(
    "text", ["", "{", "{}", "[]", "null", '{"nbformat": 9}', '{"nbformat": 4, "nbformat_minor": 5, "cells": [3]}']
)
def test_a_notebook_that_is_none_is_refused(solved, tmp_path, text):
    (solved / f"{NAME}_exercises.ipynb").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"09_nine_exercises\.ipynb cannot be read as a notebook"):
        release(solved, tmp_path / "exercises")


def test_of_a_cell_only_what_nbgrader_needs_is_kept(tmp_path):
    found = cells()
    for one in found:
        one.metadata |= {"collapsed": True, "tags": [*one.metadata.get("tags", []), "mine"], "author": "A. B."}
    target = release(write(tmp_path / "solutions" / NAME, with_cells=found), tmp_path / "exercises")
    released_cells = json.loads(content(target)[f"{NAME}_exercises.ipynb"])["cells"]
    kept = {one["id"]: set(one["metadata"]) for one in released_cells}
    assert kept == {one.id: {"nbgrader"} & set(one.metadata) for one in found if one.id != "why"}


def test_the_draws_that_separate_the_wrong_turns_are_the_same_each_time(tmp_path):
    """With other draws than those of seed 0, all cases are 2, where the square is right too."""
    first = np.random.default_rng(0).random()
    checks = CHECKS.replace("int(rng.integers(3, 100))", f"3 if rng.random() == {first!r} else 2")
    release(write(tmp_path / "solutions" / NAME, checks=checks), tmp_path / "exercises")


def test_two_functions_in_a_cell_each_raise_for_themselves():
    source = "\n".join(
        f"def {name}():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION" for name in ("a", "b")
    )
    assert clear(source, {"a", "b"}, "cell") == (
        'def a():\n    raise NotImplementedError("not yet: write a")\n'
        'def b():\n    raise NotImplementedError("not yet: write b")'
    )


def test_the_same_seed_draws_the_same_cases_and_parts_are_kept_apart(solved):
    double = load_set(solved).tasks[0]
    one, same, other = (double.pose(seed=seed, draws=5) for seed in (1, 1, 2))
    drawn = [case.arguments for case in one.cases]
    assert drawn == [case.arguments for case in same.cases] != [case.arguments for case in other.cases]
    assert [case.part for case in one.cases] == ["worked examples"] * 2 + ["random cases"] * 5


def test_a_reference_that_changes_its_arguments_harms_nobody(tmp_path):
    spoiling = CHECKS.replace("return 2 * number", "return [number.append(2), sum(number)][1]")
    spoiling = spoiling.replace("((3,), (5,))", "(([3],), ([5, 1],))").replace("number**2", "sum(number)")
    folder = write(tmp_path / NAME, checks=spoiling.replace("number + 2", "max(number)"))
    question = load_set(folder).tasks[0].pose(only="worked examples")
    assert [(case.arguments, case.right) for case in question.cases] == [(([3],), 5), (([5, 1],), 8)]
    assert question.turns[0].answers == (3, 6)


@pytest.fixture
def course(solved, tmp_path, monkeypatch):
    monkeypatch.setattr(command, "ROOT", tmp_path)
    return tmp_path


def test_the_command(course, capsys):
    assert main(["release"]) is None
    assert capsys.readouterr().out == "released 09_nine\n"
    assert (course / "exercises" / NAME / "checks.json").exists()
    main(["release", "9"])
    assert capsys.readouterr().out == "released 09_nine\n"
    with pytest.raises(SystemExit, match="There is no exercise set 07 in solutions/; it has 09"):
        main(["release", "07"])
    (course / "solutions" / NAME / "properties.py").write_text("", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"09_nine was not released: .*has no function number"):
        main(["release", "09"])
    (course / "solutions" / NAME / "checks.py").write_text("raise SystemExit(0)", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"09_nine was not released: checks\.py cannot be read \(SystemExit: 0\)"):
        main(["release"])


def test_a_file_where_the_exercises_should_be(course):
    (course / "exercises").write_text("", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"09_nine was not released: .*exercises could not be written \(File exists\)"):
        main(["release"])
    assert (course / "exercises").is_file()


def test_without_a_set_there_is_none_yet(tmp_path, monkeypatch):
    monkeypatch.setattr(command, "ROOT", tmp_path)
    with pytest.raises(SystemExit, match="This copy of the course came without the solutions"):
        main(["release"])
    (tmp_path / "solutions").mkdir()
    with pytest.raises(SystemExit, match="There is no exercise set in solutions/; it has none yet"):
        main(["release"])


def test_nothing_compiled_is_left_beside_the_source(solved, tmp_path):
    release(solved, tmp_path / "exercises")
    assert sorted(content(solved)) == [f"{NAME}_exercises.ipynb", "checks.py", "properties.py", "rubric.md"]


def test_the_set_itself_is_sound(solved):
    assert PROPERTIES
    assert [task.id for task in load_set(solved).tasks] == ["09.double", "09.letters", "09.number"]
