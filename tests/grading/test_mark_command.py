"""`course mark`: what it writes, what it leaves alone, what it says of files that it cannot mark."""

import json
import shutil
import subprocess
import sys

import pytest

from course_utils.commands import mark as command

from .notebooks import NOTEBOOK, ROOT, SET, code, solved


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """An empty course folder of a learner, in which `course mark` looks."""
    monkeypatch.setattr(command, "ROOT", tmp_path)
    shutil.copytree(SET, tmp_path / "solutions" / SET.name)
    return tmp_path / "my_course"


def lay(mine, cells):
    path = mine / "exercises" / SET.name / NOTEBOOK
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8")
    return path


class Arguments:
    number = "01"


def test_the_command_writes_the_page_and_changes_nothing_else(mine, capsys):
    path = lay(mine, solved(battery_probability="def battery_probability(near, behind):\n    return 1 / (near + 2)"))
    before = path.read_bytes()
    command.run(Arguments)
    told = capsys.readouterr().out
    assert "0 of 3  2. How likely is the battery?" in told
    assert "same chance" in told
    assert "Together 10 of 13 points" in told
    page = (path.parent / "feedback.html").read_text(encoding="utf-8")
    assert page.startswith('<!doctype html>\n<html lang="en">')
    assert "<title>Feedback: What is instrumental convergence?</title>" in page
    assert path.read_bytes() == before
    assert sorted(found.name for found in path.parent.iterdir()) == [NOTEBOOK, "feedback.html"]


def stopped(**options):
    with pytest.raises(SystemExit) as found:
        command.run(type("Arguments", (), {"number": "01"} | options))
    return str(found.value)


def test_a_set_that_does_not_exist(mine):
    assert "There is no exercise set 77 in solutions/; it has 01." in stopped(number="77")


def test_a_copy_without_the_solutions_leaves_marking_to_the_teacher(mine):
    shutil.rmtree(mine.parent / "solutions")
    assert "so nothing can be marked with it: your teacher does that" in stopped()


def break_solved(solutions, exercises):
    (solutions / NOTEBOOK).write_text('{"cells": [', encoding="utf-8")


def break_given(solutions, exercises):
    exercises.mkdir(parents=True)
    (exercises / NOTEBOOK).write_text("{}", encoding="utf-8")


def break_checks(solutions, exercises):
    (solutions / "checks.py").write_text("raise SystemExit(0)", encoding="utf-8")


def break_properties(solutions, exercises):
    (solutions / "properties.py").write_text("def (", encoding="utf-8")


def break_reference(solutions, exercises):
    path = solutions / "checks.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "\nfrom dataclasses import replace\nTASKS[0] = replace(TASKS[0], reference=open)\n", "utf-8")


def break_rubric(solutions, exercises):
    (solutions / "rubric.md").write_bytes(b"\xff")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (break_solved, f"{NOTEBOOK} cannot be read as a notebook"),
        (break_given, f"{NOTEBOOK} cannot be read as a notebook"),
        (break_checks, "checks.py cannot be read (SystemExit: 0)"),
        (break_properties, "properties.py cannot be read (SyntaxError"),
        (break_reference, "the reference stops with"),
        (break_rubric, "can't decode byte 0xff"),
    ],
)
def test_what_is_broken_in_the_course_is_not_laid_at_the_learners_door(mine, spoil, says):
    path = lay(mine, solved())
    spoil(mine.parent / "solutions" / SET.name, mine.parent / "exercises" / SET.name)
    told = stopped()
    assert told.startswith("Your notebook was not marked, because the course's own files of set 01 are damaged")
    assert says in told
    assert told.endswith(". Get the course anew; what is in my_course stays.")
    assert not path.with_name("feedback.html").exists()


@pytest.mark.parametrize("strange", ["\ud800", "\x1b[2J"])
def test_strange_characters_of_a_notebook_are_neither_printed_nor_fatal(mine, strange, capsys):
    cells = solved(
        battery_probability=f"def battery_probability(near, behind):\n    raise ValueError({strange!r})",
        goal_for_off=f"goal_for_off = {{{strange!r}: 1}}",
        terminal_or_instrumental=f"terminal_or_instrumental = {{{strange!r}: {strange!r}}}",
        explain_a_drive=f"a{strange}b",
    )
    path = lay(mine, [code(f"# {strange}\nraise ValueError({strange!r})"), code(f"'{strange}' +"), *cells])
    command.run(Arguments)
    told = capsys.readouterr().out
    assert strange not in told
    assert "It begins: # \ufffd" in told
    assert "ValueError: \ufffd" in told
    assert path.with_name("feedback.html").exists()


def test_the_terminal_shows_the_case_that_a_message_announces(mine, capsys):
    ties = """
def first_move_share(rewards, discount, move):
    worth = rewards[:, 1:6].copy()
    worth[:, 1] = (1 - discount) * worth[:, 1] + discount * rewards[:, 6:].max(axis=1)
    return np.mean(worth.argmax(axis=1) == ["off", "battery", "A1", "A2", "A3"].index(move))
"""
    lay(mine, solved(first_move_share=ties, explain_a_drive=""))
    command.run(Arguments)
    told = capsys.readouterr().out.splitlines()
    [first] = [number for number, line in enumerate(told) if line.endswith("This is the first that differs:")]
    row = ", ".join(["0.5"] * 13)
    assert told[first + 1 : first + 8] == [
        f"        rewards:    [[{row}],",
        f"                     [{row}],",
        f"                     [{row}]]",
        "        discount:   0.5",
        "        move:       'A2'",
        "        Yours:      0.0",
        "        Right:      1.0",
    ]
    assert told[told.index("up to 4  5. Explain a drive") + 1] == (
        "        To be marked by hand; you have not written anything yet."
    )


def test_a_notebook_that_is_not_there(mine):
    assert "course.py lab" in stopped()
    path = lay(mine, [])
    path.rename(mine / NOTEBOOK)
    assert f"It was found in {mine}; move it to {path.parent}" in stopped()


@pytest.mark.parametrize(
    "content",
    [
        "",
        "not JSON",
        "[" * 10**5,
        "[]",
        "{}",
        '{"cells": 3}',
        '{"cells": [{"source": []}]}',
        '{"cells": [{"cell_type": "code", "source": [3]}]}',
    ],
)
def test_a_file_that_is_no_notebook(mine, content):
    path = lay(mine, [])
    path.write_text(content, encoding="utf-8")
    assert f"{NOTEBOOK} is not a notebook" in stopped()


def test_a_file_that_cannot_be_read(mine, monkeypatch):
    path = lay(mine, [])
    path.unlink()
    path.mkdir()
    assert f"{NOTEBOOK} could not be read" in stopped()
    path.rmdir()
    path.write_bytes(b"\xff\xfe\x00")
    assert "is not a notebook" in stopped()
    monkeypatch.setattr("course_utils.grading.marking.LARGEST_NOTEBOOK", 2)
    assert "Clear Outputs of All Cells" in stopped()


def test_the_command_is_known_to_the_command_line():
    answer = subprocess.run(
        [sys.executable, "-m", "course_utils", "mark", "77"], capture_output=True, encoding="utf-8", cwd=ROOT
    )
    assert answer.returncode == 1
    assert "There is no exercise set 77 in solutions/" in answer.stderr
