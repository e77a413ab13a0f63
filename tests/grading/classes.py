"""A class in set 1, with its notebooks and marks, for the tests of what comes after marking."""

import json
import random

from course_utils.classroom.verdict import Verdict
from course_utils.files import write
from course_utils.grading import stored
from course_utils.grading.folder import Submission, open_class, sha256
from course_utils.grading.marking import Marks, Part, TaskMark, WrittenAnswer
from course_utils.grading.outputs import Output

from .notebooks import TASKS, code, solved

ESSAY = TASKS.written[0]
TEXT = "Take resource acquisition: with more computers the program of learner {} proves more, whatever it is for."
CODE = """def first_move_share(rewards, discount, move):
    # {comment}
    plan = (1 - discount) * rewards[:, 2] + discount * rewards[:, 6:].max(axis=1)
    worth = np.column_stack([rewards[:, 1], plan, rewards[:, 3:6]])
    best = worth.max(axis=1)
    column = ["off", "battery", "A1", "A2", "A3"].index(move)
    return np.mean(worth[:, column] == best) + {number}
"""


def task_mark(task, kind, turn=None, *, share=0.0):
    """What a task was given; `share` of its parts are right, from the first."""
    right = 1.0 if kind == "right" else share
    names = list(task.points)
    parts = [
        Part(name, 6, 6 if place < right * len(names) else 2, of)
        for place, (name, of) in enumerate(task.points.items())
    ]
    message = turn.message if turn else f"`{task.name}`: {kind}."
    turns = (turn.id,) if turn and task.kind != "property" else ()
    return TaskMark(task, Verdict(kind, message, (), (), turns), tuple(parts))


def random_mark(task, rng):
    """A mark as a class may have it."""
    draw = rng.random()
    share = rng.choice([0, 0.4]) if task.kind == "function" else 0
    if draw < 0.45:
        return task_mark(task, "right")
    if draw < 0.8:
        turn = task.wrong_turns[min(int(rng.expovariate(1)), len(task.wrong_turns) - 1)]
        return task_mark(task, "different" if task.kind == "property" else "wrong turn", turn, share=share)
    return task_mark(task, rng.choice(["error", "not yet", "nearly", "different"]), share=share)


def marks(*, essay="", tasks=None, outputs=()):
    """Marks of a notebook: everything right, but for the tasks given by name."""
    changed = tasks or {}
    found = tuple(changed.get(task.name) or task_mark(task, "right") for task in TASKS.tasks)
    return Marks(found, (WrittenAnswer(ESSAY, essay),), tuple(outputs))


def hand_in(folder, learner, its_marks=None, *, name=None, late=False, cells=None):
    """Put a notebook and, if it has been marked, its marks into a class; `folder.record` is up to the caller."""
    content = json.dumps(
        {"cells": cells or solved(), "nbformat": 4, "nbformat_minor": 5, "metadata": {}, "who": learner}
    )
    notebook = content.encode()
    one = Submission(
        learner=learner, name=name or learner, set="01", received="2026-01-01T00:00:00Z", late=late,
        source=f"{learner}.ipynb", sha256=sha256(notebook),
    )  # fmt: skip
    folder.keep(one, notebook)
    if its_marks is not None:
        circumstances = stored.Circumstances(notebook=one.sha256, checks="", seed=1, walls=())
        write(folder.marks(one), stored.write(its_marks, circumstances))
    return one


def many(path, count=40, *, refused=()):
    """Write a class of so many; some are late, not marked, fail in a cell, or have the same code."""
    rng = random.Random(1)
    folder = open_class(path, make=True)
    submissions = []
    for number in range(count):
        essay = "" if number % 9 == 4 else TEXT.format(number)
        own = CODE.format(comment=f"of {number}", number=number if number % 10 else "0 # all the same")
        outputs = [Output(1, "import numpy as np", "1\n")]
        if number % 4 == 1:
            outputs.append(Output(2, "print(worth)", "", (), "NameError: name 'worth' is not defined"))
        given = Marks(
            tuple(random_mark(task, rng) for task in TASKS.tasks), (WrittenAnswer(ESSAY, essay),), tuple(outputs)
        )
        one = hand_in(
            folder, f"learner{number:02}", None if number in (7, 23) else given, name=f"Learner {number}",
            late=number % 13 == 5,
            cells=[*solved(first_move_share=own, explain_a_drive=essay or "Nothing."), code("print(worth)")],
        )  # fmt: skip
        submissions.append(one)
    folder.record(submissions, list(refused))
    return folder
