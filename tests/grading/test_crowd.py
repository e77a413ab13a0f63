"""A whole class behind walls: each gets what it earned, and whatever ends the run costs nobody anything."""

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time

import pytest

from course_utils.grading import classwork, stored
from course_utils.grading.folder import open_class
from course_utils.grading.process import Limits
from tests.conftest import lacking

from .crowd import crowd
from .hostile.trial import ATTACKS
from .notebooks import NOTEBOOK, ROOT, SET
from .test_classwork import SEED, hand_in
from .test_sandbox import children

FIRST, WHOLE = pytest.param(30, 3, marks=pytest.mark.slow), pytest.param(300, 20, marks=pytest.mark.full)


def collected(path, number):
    """A class folder with a crowd in it, and the points they earn."""
    if not shutil.which("bwrap"):
        lacking("bubblewrap is not installed, so nothing was run behind walls.")
    folder, expected = open_class(path, make=True), crowd(number)
    hand_in(folder, **{learner: content for learner, (content, _) in expected.items()})
    return folder, {learner: points for learner, (_, points) in expected.items()}


def command(folder, *options):
    return [sys.executable, "-m", "course_utils", "grade", str(folder.path), "--seed", str(SEED), *options]


def marks_of(folder):
    """What was stored, by learner."""
    return {path.name: path.read_bytes() for path in (folder.path / "marks" / "01").glob("*.json")}


def gradebook_of(folder):
    """The points in the gradebook, by learner and cell; and whether the file is whole."""
    with sqlite3.connect(f"file:{folder.gradebook}?mode=ro", uri=True) as base:
        assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        rows = base.execute(
            "SELECT submitted_assignment.student_id, base_cell.name, grade.auto_score FROM grade "
            "JOIN base_cell ON grade.cell_id = base_cell.id "
            "JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id "
            "JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id"
        ).fetchall()
    base.close()
    return {(learner, cell): points for learner, cell, points in rows if points is not None}


@pytest.mark.parametrize(("number", "kills"), [FIRST, WHOLE])
def test_killed_again_and_again_a_class_gets_the_marks_it_would_have_got(tmp_path, number, kills):
    folder, expected = collected(tmp_path / "killed", number)
    rng, killed, patience = random.Random(number), 0, 4.0
    while killed < kills:
        process = subprocess.Popen(command(folder, "--resume"), stdout=subprocess.DEVNULL)
        until = time.monotonic() + rng.uniform(0.3, patience)
        while process.poll() is None and time.monotonic() < until:
            time.sleep(0.02)
        ended = process.poll()
        started = children(process.pid) - {process.pid}
        process.kill()
        process.wait()
        killed += ended is None
        if ended is not None:  # the class is done: begin again, so that there is something to be killed in
            assert ended == 0
            shutil.rmtree(folder.path / "marks")
        wait_until(lambda gone=started: not any(is_running(one) for one in gone))
        if folder.gradebook.exists():
            gradebook_of(folder)
    assert subprocess.run(command(folder, "--resume"), stdout=subprocess.DEVNULL).returncode == 0

    undisturbed, _ = collected(tmp_path / "undisturbed", number)
    assert subprocess.run(command(undisturbed), stdout=subprocess.DEVNULL).returncode == 0
    assert marks_of(folder) == marks_of(undisturbed)
    assert len(marks_of(folder)) == number
    assert gradebook_of(folder) == gradebook_of(undisturbed)
    earned = {(learner, f"check_{name}"): of for learner, points in expected.items() for name, of in points.items()}
    assert gradebook_of(folder) == earned


@pytest.mark.full
def test_among_hostile_notebooks_everybody_gets_what_they_earned(tmp_path):
    """Three hundred, of whom nearly half want more than is their due, two at a time in one run."""
    if not shutil.which("bwrap"):
        lacking("bubblewrap is not installed, so nothing was run behind walls.")
    made = {learner: (content, tuple(points.values())) for learner, (content, points) in crowd(300).items()}
    for place, attack in enumerate(ATTACKS):
        cells = [cell | {"source": cell["source"].replace("SECRETS", "[]")} for cell in attack.cells]
        content = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()
        made[f"learner-{2 * place:03}"] = content, attack.points  # between two who are not
    assert len(made) == 300
    folder = open_class(tmp_path / "class", make=True)
    hand_in(folder, **{learner: content for learner, (content, _) in made.items()})
    sets = {"01": classwork.load_class_set(SET, ROOT / "exercises" / SET.name / NOTEBOOK)}
    with classwork.open_starts(sets.values(), 2) as starts:
        work = classwork.jobs(folder, sets, folder.submissions(), seed=SEED, walls=classwork.walls_of(starts))
        classwork.mark_class(folder, sets, work, starts, limits=Limits(cell=3, call=1, task=2, notebook=15))
    earned = {}
    for one in folder.submissions():
        marks, _ = stored.of_submission(folder, sets["01"].exercises, one)
        earned[one.learner] = tuple(mark.points for mark in marks.tasks)
    assert earned == {learner: points for learner, (_, points) in made.items()}


def is_running(process):
    try:
        os.kill(process, 0)
        with open(f"/proc/{process}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except (OSError, IndexError):
        return False


def wait_until(true):
    for _ in range(200):
        if true():
            return
        time.sleep(0.05)
    pytest.fail("what a killed run had started is still there")
