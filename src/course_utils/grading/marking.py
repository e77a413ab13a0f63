"""Marking one notebook of an exercise set: its answers come from a process of their own and are compared here."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from course_utils.classroom.released import ReleasedTask
from course_utils.classroom.verdict import Answer, Verdict
from course_utils.grading.outputs import Output
from course_utils.grading.process import PATIENT, Child, Learner, Limits, start_plain
from course_utils.grading.tasks import ExerciseSet, Task, Written

WORKED = "worked examples"
SEED = 1  # of the random cases: who marks twice sees the same
# What the notebook's own check says of these speaks of the cell that it stands in.
NOTHING_TO_MARK = {
    "not defined": "No cell defines `{}`, or the one that does stopped before. Define it, save the notebook, then mark "
    "it again.",
    "not yet": "`{}` is still to be written. Fill in its cell, save the notebook, then mark it again.",
}
LARGEST_NOTEBOOK = 100_000_000  # bytes of a notebook


class NotebookError(ValueError):
    """A file that cannot be marked; the sentence says why and what helps."""


@dataclass(frozen=True)
class Part:
    """A part of a task: how many of its cases are right, and its points, all or nothing."""

    name: str
    cases: int
    right: int
    of: float

    @property
    def points(self) -> float:
        """What is given for it."""
        return self.of if self.right == self.cases else 0


@dataclass(frozen=True, eq=False)
class TaskMark:
    """What a task was given, and the one message about it."""

    task: Task
    verdict: Verdict
    parts: tuple[Part, ...]

    @property
    def points(self) -> float:
        """The sum over its parts."""
        return sum(part.points for part in self.parts)

    @property
    def of(self) -> float:
        """What it can be given."""
        return sum(part.of for part in self.parts)


@dataclass(frozen=True, eq=False)
class WrittenAnswer:
    """A written answer, to be marked by hand; `text` is empty where nothing was written yet."""

    task: Written
    text: str


@dataclass(frozen=True, eq=False)
class Marks:
    """A marked notebook.

    Parameters
    ----------
    tasks : tuple of TaskMark
    written : tuple of WrittenAnswer
    outputs : tuple of Output
        For each code cell what it showed.
    was_cut : bool
        Whether a limit of time was met or the process was lost, for which a busy machine may be the reason.
    """

    tasks: tuple[TaskMark, ...]
    written: tuple[WrittenAnswer, ...]
    outputs: tuple[Output, ...]
    was_cut: bool = False

    @property
    def troubles(self) -> tuple[tuple[str, str], ...]:
        """First line of each cell that did not run to its end, and why."""
        return tuple((output.line, output.error) for output in self.outputs if output.error)

    @property
    def points(self) -> float:
        """Points so far, without what is marked by hand."""
        return sum(mark.points for mark in self.tasks)

    @property
    def of(self) -> float:
        """Points that the computer can give."""
        return sum(mark.of for mark in self.tasks)


def read_cells(path: Path) -> list[dict[str, Any]]:
    """Read the cells of a notebook; `source` is then one text.

    Raises
    ------
    NotebookError
        If the file cannot be read or is no notebook.
    """
    try:
        size = path.stat().st_size
        content = json.loads(path.read_text(encoding="utf-8")) if size <= LARGEST_NOTEBOOK else None
    except OSError as error:
        raise NotebookError(
            f"{path.name} could not be read ({error.strerror or error}). Make sure that it is a file you may read, "
            "then start again."
        ) from None
    except (ValueError, RecursionError):
        content = None
    if size > LARGEST_NOTEBOOK:
        raise NotebookError(
            f"{path.name} is larger than {LARGEST_NOTEBOOK // 1_000_000} MB, most likely by its outputs. In JupyterLab "
            "choose Edit, Clear Outputs of All Cells, save it, and start again."
        )
    try:
        cells = [{"metadata": {}} | cell | {"source": "".join(cell["source"])} for cell in content["cells"]]
        if all(isinstance(cell["cell_type"], str) and isinstance(cell["metadata"], dict) for cell in cells):
            return cells
    except (TypeError, KeyError):
        pass
    raise NotebookError(
        f"{path.name} is not a notebook, or it was damaged while it was saved. Open it in JupyterLab; if that does not "
        "help either, rename it, and `course.py lab` lays a new one there."
    )


def grade_id(cell: dict[str, Any]) -> Any:
    """The name by which nbgrader knows a cell, or None."""
    found = cell["metadata"].get("nbgrader")
    return found.get("grade_id") if isinstance(found, dict) else None


def mark(
    exercise_set: ExerciseSet,
    cells: Sequence[dict[str, Any]],
    released: Sequence[dict[str, Any]] = (),
    *,
    seed: int = SEED,
    start: Callable[[Path], Child] = start_plain,
    limits: Limits = PATIENT,
    only: Collection[str] | None = None,
) -> Marks:
    """Mark a notebook.

    Parameters
    ----------
    exercise_set : ExerciseSet
    cells : sequence of dict
        Of the learner's notebook, as from `read_cells`.
    released : sequence of dict
        Of the notebook that the learner was given: a written answer that still reads as there is none.
    seed : int
        Of the random cases.
    start : callable
        Starts the process that runs the cells; see `course_utils.grading.process`.
    limits : Limits
    only : collection of str, optional
        Ids of the tasks to be marked; all of them without it.
    """
    code = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
    with Learner(code, start, limits) as learner:
        learner.run()
        marks = tuple(_mark_task(task, learner, seed) for task in exercise_set.tasks if only is None or task.id in only)
        outputs = tuple(output for _, output in sorted(learner.outputs.items()))
    written = tuple(
        WrittenAnswer(task, "" if (text := _text(task, cells)) == _text(task, released) else text)
        for task in exercise_set.written
    )
    return Marks(marks, written, outputs, learner.was_cut)


@functools.cache
def posed(task: Task, seed: int) -> ReleasedTask:
    """Pose a task; a class is asked the same, so its cases are worked out once."""
    return task.pose(seed=seed)


def _mark_task(task: Task, learner: Learner, seed: int) -> TaskMark:
    question = posed(task, seed)
    answers = learner.answers(task.name, [case.arguments for case in question.cases], task.write_yourself)
    verdict = _verdict(question, answers)
    agreed = [(case.part, right) for case, right in zip(question.cases, verdict.agreed, strict=True)]
    parts = []
    for name, points in task.points.items():
        rights = [right for part, right in agreed if part == name]
        parts.append(Part(name, len(rights), sum(rights), points))
    return TaskMark(task, verdict, tuple(parts))


def _verdict(question: ReleasedTask, answers: list[Answer]) -> Verdict:
    """Judge all cases; who took a wrong turn in all that the notebook's own check tries is told the same as there."""
    verdict = question.judge(answers)
    if verdict.kind in NOTHING_TO_MARK:
        return replace(verdict, message=NOTHING_TO_MARK[verdict.kind].format(question.name))
    if verdict.kind not in ("nearly", "different") or question.kind != "function":
        return verdict

    def worked(values: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(value for case, value in zip(question.cases, values, strict=True) if case.part == WORKED)

    turns = tuple(replace(turn, answers=worked(turn.answers)) for turn in question.turns)
    checked = replace(question, cases=worked(question.cases), turns=turns).judge(list(worked(answers)))
    return replace(checked, agreed=verdict.agreed) if checked.turns else verdict


def _text(task: Written, cells: Sequence[dict[str, Any]]) -> str:
    """The written answer; of several cells with its name the first."""
    return next((cell["source"].strip() for cell in cells if grade_id(cell) == task.name), "")
