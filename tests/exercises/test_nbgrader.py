"""Plain nbgrader with the exercise sets: no setting of ours, solved notebook as source, released one handed in."""

import json
import os
import sqlite3
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from course_utils.grading.tasks import load_set
from tests.conftest import solutions

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
SETS = sorted(path.parent for path in solutions().glob("*/checks.py"))


def nbgrader(course, *arguments):
    # It starts `alembic` by its bare name.
    search = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *map(str, arguments)],
        cwd=course, capture_output=True, encoding="utf-8", env=os.environ | {"PATH": search},
    )  # fmt: skip


def notebook_with(path, sources):
    """The text of a notebook with other sources in the cells of these grade ids."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if grade_id in sources:
            cell["source"] = sources[grade_id]
    return json.dumps(notebook)


def solutions_of(path):
    """Grade id and source of each solution of a solved notebook."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    known = [(cell["metadata"].get("nbgrader", {}), "".join(cell["source"])) for cell in cells]
    return {metadata["grade_id"]: source for metadata, source in known if metadata.get("solution")}


def wrong_sources(folder):
    """For each task its first wrong turn, as a cell that takes it from the checks."""
    start = "from pathlib import Path\nfrom course_utils.grading.tasks import load_set\n"
    tasks = f"{{task.name: task for task in load_set(Path({str(folder)!r})).tasks}}"
    return {
        task.name: f"{start}{task.name} = {tasks}[{task.name!r}].wrong_turns[0].does" for task in load_set(folder).tasks
    }


@pytest.fixture(scope="module", params=SETS, ids=lambda folder: folder.name)
def graded(request, tmp_path_factory):
    """A course in which everybody's submission of a set has been graded: (set, course folder, scores by student)."""
    folder, course = request.param, tmp_path_factory.mktemp("course")
    name = folder.name
    file = f"{name}_exercises.ipynb"
    solved, released = folder / file, ROOT / "exercises" / name / file
    sheets = {
        "unsolved": released.read_text(encoding="utf-8"),
        "wrong": notebook_with(released, wrong_sources(folder)),
        "right": notebook_with(released, solutions_of(solved)),
    }
    (course / "source" / name).mkdir(parents=True)
    (course / "source" / name / file).write_text(solved.read_text(encoding="utf-8"), encoding="utf-8")
    for student, sheet in sheets.items():
        (course / "submitted" / student / name).mkdir(parents=True)
        (course / "submitted" / student / name / file).write_text(sheet, encoding="utf-8")
    for step in ("generate_assignment", "autograde"):
        answer = nbgrader(course, step, name)
        assert answer.returncode == 0, answer.stdout + answer.stderr
    query = """
        select submitted_assignment.student_id, sum(grade.auto_score), sum(grade.needs_manual_grade)
        from grade join submitted_notebook on grade.notebook_id = submitted_notebook.id
        join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id
        group by submitted_assignment.student_id
    """
    connection = sqlite3.connect(course / "gradebook.db")
    scores = {student: (score, by_hand) for student, score, by_hand in connection.execute(query)}
    connection.close()
    return folder, course, scores


def test_what_is_not_right_gets_no_points_and_what_is_gets_all(graded):
    folder, _, scores = graded
    found = load_set(folder)
    full = sum(sum(task.points.values()) for task in found.tasks)
    assert scores["unsolved"][0] == 0
    assert scores["wrong"] == (0, len(found.written))
    assert scores["right"] == (full, len(found.written))


@pytest.mark.parametrize(("student", "says"), [("right", True), ("wrong", False), ("unsolved", False)])
def test_validate_says_so(graded, student, says):
    folder, course, _ = graded
    path = course / "submitted" / student / folder.name / f"{folder.name}_exercises.ipynb"
    answer = nbgrader(course, "validate", path)
    assert ("Success!" in answer.stdout) == says, answer.stdout + answer.stderr
    if not says:
        for task in load_set(folder).tasks:
            assert f"{task.id} is not right" in answer.stdout
