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
from course_utils.grading.learner import Learner
from course_utils.grading.outputs import Output
from course_utils.grading.process import PATIENT, Child, Limits, start_plain
from course_utils.grading.tasks import ExerciseSet, Task, Written
from course_utils.grading.telling import HIDDEN, only_looked_up, tell

SEED = 1  # of the random cases: who marks twice sees the same
LARGEST_NOTEBOOK = 100_000_000  # bytes of a notebook


class NotebookError(ValueError):
    """A file that cannot be marked; the sentence says why and what helps."""


@dataclass(frozen=True)
class Part:
    """A part of a task: how many of its cases are right, and its points, all or nothing.

    The points of worked examples are withheld where a function only looks them up (`telling.only_looked_up`): they are
    public.
    """

    name: str
    cases: int
    right: int
    of: float
    withheld: bool = False

    @property
    def points(self) -> float:
        """What is given for it."""
        return self.of if self.right == self.cases and not self.withheld else 0


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
    shown : tuple of list of Answer, optional
        What was answered before any hidden case was asked; not stored. None if something was cut even then: no hidden
        case has been asked, and there are no marks.
    """

    tasks: tuple[TaskMark, ...]
    written: tuple[WrittenAnswer, ...]
    outputs: tuple[Output, ...]
    was_cut: bool = False
    shown: tuple[list[Answer], ...] | None = None

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
        content = json.loads(path.read_text(encoding="utf-8-sig")) if size <= LARGEST_NOTEBOOK else None
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


def grade_id(cell: dict[str, Any]) -> str | None:
    """The name by which nbgrader knows a cell, or None: a submission may have anything in its place."""
    known = cell["metadata"].get("nbgrader")
    found = known.get("grade_id") if isinstance(known, dict) else None
    return found if isinstance(found, str) else None


def mark(
    exercise_set: ExerciseSet,
    cells: Sequence[dict[str, Any]],
    released: Sequence[dict[str, Any]] = (),
    *,
    seed: int = SEED,
    start: Callable[[], Child] = start_plain,
    limits: Limits = PATIENT,
    only: Collection[str] | None = None,
    for_class: bool = False,
    is_last: bool = True,
    before: Marks | None = None,
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
    for_class : bool
        Whether others share the hidden cases, so that what is said shows none of them: see `telling`.
    is_last : bool
        Whether nothing more is tried if this is cut. Else no hidden case is asked once something was.
    before : Marks, optional
        Of a try before that was cut. What it showed stands: a function that has seen hidden cases may have left a note
        on this machine (which pages of a file are in memory, for one), for the cells to show the next time.
    """
    code = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
    with Learner(code, start, limits) as learner:
        learner.run()
        tasks = [task for task in exercise_set.tasks if only is None or task.id in only]
        questions = [posed(task, seed) for task in tasks]
        shown = before and before.shown
        if shown is None:
            before = None
            shown = tuple(_answers(learner, one, {case.part for case in one.cases} - {*HIDDEN}) for one in questions)
        is_whole = is_last or not learner.was_cut
        outputs = before.outputs if before else tuple(output for _, output in sorted(learner.outputs.items()))
        answers = _ask_hidden(learner, questions, shown) if is_whole else []
    if not is_whole:
        return Marks((), (), outputs, was_cut=True)
    marks = tuple(_mark_task(*one, for_class) for one in zip(tasks, questions, answers, strict=True))
    written = tuple(
        WrittenAnswer(task, "" if (text := _text(task, cells)) == _text(task, released) else text)
        for task in exercise_set.written
    )
    return Marks(marks, written, outputs, learner.was_cut, shown)


@functools.cache
def posed(task: Task, seed: int) -> ReleasedTask:
    """Pose a task; a class is asked the same, so its cases are worked out once."""
    return task.pose(seed=seed)


def _ask_hidden(
    learner: Learner, questions: Sequence[ReleasedTask], shown: Sequence[list[Answer]]
) -> list[list[Answer]]:
    """Ask for what is left, and give all answers, one for each case.

    The hidden cases come last, after all that may be shown: a function can keep what it is called with, and answer
    with it later, in another task too. From then on answers are only compared, and what the cells show when they are
    run again, after an end of Python, is not kept.
    """
    found = []
    for question, answers in zip(questions, shown, strict=True):
        if answers[-1].status == "stopped":  # the others would take as long
            found.append([*answers, *[answers[-1]] * (len(question.cases) - len(answers))])
        else:
            found.append(sum((_answers(learner, question, [part]) for part in HIDDEN), answers))
    return found


def _answers(learner: Learner, question: ReleasedTask, parts: Collection[str]) -> list[Answer]:
    cases = [case.arguments for case in question.cases if case.part in parts]
    return learner.answers(question.name, cases, question.write_yourself) if cases else []


def _mark_task(task: Task, question: ReleasedTask, answers: list[Answer], for_class: bool) -> TaskMark:
    verdict = tell(question, answers, for_class=for_class)
    why = only_looked_up(question, answers, verdict.agreed)
    if why:
        verdict = replace(verdict, message=f"{why} {verdict.message}")
    agreed = [(case.part, right) for case, right in zip(question.cases, verdict.agreed, strict=True)]
    parts = []
    for name, points in task.points.items():
        rights = [right for part, right in agreed if part == name]
        parts.append(Part(name, len(rights), sum(rights), points, bool(why) and name not in HIDDEN))
    return TaskMark(task, verdict, tuple(parts))


def _text(task: Written, cells: Sequence[dict[str, Any]]) -> str:
    """The written answer; of several cells with its name the first."""
    return next((cell["source"].strip() for cell in cells if grade_id(cell) == task.name), "")
