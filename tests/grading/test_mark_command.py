"""`course mark`: what it writes, what it leaves alone, what it says of files that it cannot mark."""

import json
import shutil
import subprocess
import sys

import pytest

from course_utils.commands import mark as command

from .notebooks import NOTEBOOK, ROOT, SET, solved


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
    assert "There is no exercise set 77." in stopped(number="77")
    assert "Sets so far: 01" in stopped(number="x")


@pytest.mark.parametrize("number", ["1", "01"])
def test_a_set_is_found_with_and_without_its_zero(number):
    assert command.find_set(ROOT / "solutions", number) == SET


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
    assert "There is no exercise set 77." in answer.stderr
