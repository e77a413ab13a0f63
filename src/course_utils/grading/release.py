"""Making of a solved exercise set what learners receive: the notebook without its solutions, `checks.json`, properties.

The source is not trusted to be consistent: what a learner would stumble over is refused here.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

from course_utils.classroom import released
from course_utils.classroom.bank import bank
from course_utils.classroom.comparing import agrees
from course_utils.classroom.released import ReleasedTask
from course_utils.classroom.running import UnknownNameError, find
from course_utils.classroom.verdict import Answer
from course_utils.grading.stubs import release_notebook
from course_utils.grading.tasks import ExerciseSet, Task, load_set


def release(folder: Path, exercises: Path) -> Path:
    """Write what learners receive of an exercise set.

    Parameters
    ----------
    folder : Path
        Of the solved set, `solutions/NN_topic`.
    exercises : Path
        In which the folder of the same name is made or replaced, as a whole: if anything fails, the old one stays.

    Returns
    -------
    Path
        Of the folder that was written.

    Raises
    ------
    ValueError
        If the set breaks a rule; the sentence names the task or the cell.
    """
    files = released_files(load_set(folder))
    target = exercises / folder.name
    exercises.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=exercises, prefix=".release-") as drafts:
        draft, old = Path(drafts, "new"), Path(drafts, "old")
        draft.mkdir()
        for name, content in files.items():
            (draft / name).write_text(content, encoding="utf-8", newline="\n")
        try:
            if target.exists():
                os.replace(target, old)
            os.replace(draft, target)
        except BaseException:  # also Ctrl-C: the drafts, and with them the old one, are about to go
            if old.exists() and not target.exists():
                shutil.move(old, target)
            raise
    return target


def released_files(exercise_set: ExerciseSet) -> dict[str, str]:
    """Compose the files of a release: name and content."""
    for task in exercise_set.tasks:
        if fault := next(_faults(task), None):
            raise ValueError(f"task {task.id}: {fault}")
    questions = [_question(task) for task in exercise_set.tasks]
    name = f"{exercise_set.folder.name}_exercises.ipynb"
    files = {name: release_notebook(exercise_set, exercise_set.folder / name), released.FILE: released.write(questions)}
    properties = exercise_set.folder / "properties.py"
    if properties.exists():
        files[properties.name] = properties.read_text(encoding="utf-8")
    return files


def _question(task: Task) -> ReleasedTask:
    """The task as learners may see it: with its worked examples."""
    return task.pose(only="worked examples" if task.kind == "function" else None)


def _faults(task: Task) -> Iterator[str]:
    """What is wrong with a task, in sentences."""
    for turn in task.wrong_turns:
        if turn.misconception not in bank().misconceptions:
            yield (
                f"wrong turn {turn.id} has the misconception {turn.misconception!r}, which bank/misconceptions.yaml "
                "does not know; add it there, or correct the name"
            )
    for name in task.write_yourself:
        try:
            find(name)
        except UnknownNameError as error:
            yield f"write_yourself: {error}"
    if task.kind == "property":
        yield from _faults_of_property(task)
        return
    yield from _not_separated(_question(task), "the worked examples" if task.kind == "function" else "the answers")
    if task.random is not None:
        drawn = task.pose(seed=0, only="random cases")
        yield from _not_separated(drawn, f"{len(drawn.cases)} draws of the random cases")


def _faults_of_property(task: Task) -> Iterator[str]:
    question = task.pose()

    def said(value: Any) -> str | None:
        verdict = question.judge([Answer("given", value)])
        return None if verdict.is_right else verdict.message

    if message := said(question.cases[0].right):
        yield f"its property does not accept the reference: {message}"
    for turn in task.wrong_turns:
        message = said(turn.does)
        if message != turn.message:
            yield f"of wrong turn {turn.id} its property says {message!r}, where checks.py has {turn.message!r}"
    for one, other in combinations(task.wrong_turns, 2):
        if one.message == other.message:
            yield f"wrong turns {one.id} and {other.id} get the same message"


def _not_separated(question: ReleasedTask, cases: str) -> Iterator[str]:
    """Which of the solutions give the same answer in every case, or are not recognised for another reason."""
    solutions = {"the reference": tuple(case.right for case in question.cases)}
    solutions |= {f"wrong turn {turn.id}": turn.answers for turn in question.turns}
    for (one, ones), (other, others) in combinations(solutions.items(), 2):
        if all(agrees(a, b, question.tolerance) for a, b in zip(ones, others, strict=True)):
            yield f"{cases} do not separate {one} from {other}: add one in which they differ"
    for turn in question.turns:
        verdict = question.judge([Answer("given", answer) for answer in turn.answers])
        if verdict.turns != (turn.id,):
            yield f"in {cases} wrong turn {turn.id} is not recognised; the learner would read: {verdict.message}"
