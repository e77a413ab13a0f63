"""The exercise sets as they are marked: each task, and the verdict on an answer to it."""

from functools import cache
from pathlib import Path

from course_utils.classroom.running import collect
from course_utils.grading.tasks import load_set
from tests.conftest import solutions

ROOT = Path(__file__).resolve().parents[2]
SETS = {folder.name[:2]: load_set(folder) for folder in sorted(solutions().glob("[0-9][0-9]_*"))}
TASKS = {task.id: task for exercise_set in SETS.values() for task in exercise_set.tasks}


@cache
def posed(id_, seed, only):
    return TASKS[id_].pose(seed=seed, only=only)


def verdict_on(task, answer, *, seed=1, only=None):
    question = posed(task.id, seed, only)
    return question.judge(collect(task.name, [case.arguments for case in question.cases], {task.name: answer}))
