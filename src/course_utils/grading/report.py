"""The class at a glance, as data: how the tasks went, which wrong turns were taken, what is left to do."""

from __future__ import annotations

import math
import re
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from course_utils.classroom.bank import bank
from course_utils.classroom.verdict import Kind
from course_utils.grading.folder import Refusal
from course_utils.grading.lookalikes import LookAlike
from course_utils.grading.marking import TaskMark
from course_utils.grading.standing import Standing
from course_utils.grading.tasks import ExerciseSet, Task, Written

BARS = 14  # at most, of the distribution
MOST_CELLS = 8  # of those that failed
TOPICS = 3  # wrong turns to discuss


class Belief(msgspec.Struct, frozen=True):
    """What a wrong turn rests on, from the bank's misconceptions."""

    id: str
    name: str
    wrong: str
    right: str


class TurnTaken(msgspec.Struct, frozen=True):
    """A wrong turn of a task, and how many took it."""

    task: str
    id: str
    count: int
    message: str
    belief: Belief

    @property
    def words(self) -> str:
        """Its id as it is read."""
        return self.id.replace("_", " ")


class PartReport(msgspec.Struct, frozen=True):
    """A part of a task, all or nothing, and how many have it."""

    name: str
    of: float
    count: int


class TaskReport(msgspec.Struct, frozen=True, kw_only=True):
    """How a task went.

    Parameters
    ----------
    id, name, heading : str
    of : float
        Its points.
    mean : float or None
    full, some, none : int
        How many have all points, some, none.
    parts : list of PartReport
    verdicts : dict of str to int
        Kind of verdict, as in `classroom.verdict`: how often it was given.
    turns : list of TurnTaken
        The most frequent first.
    """

    id: str
    name: str
    heading: str
    of: float
    mean: float | None
    full: int
    some: int
    none: int
    parts: list[PartReport]
    verdicts: dict[Kind, int]
    turns: list[TurnTaken]


class WrittenReport(msgspec.Struct, frozen=True, kw_only=True):
    """How far the marking of a written answer is.

    `empty` are those who wrote nothing. Of those who are marked, `full`, `some` and `none` have all points, some, none.
    """

    id: str
    name: str
    heading: str
    of: float
    to_mark: list[str]
    empty: list[str]
    marked: int
    full: int
    some: int
    none: int
    mean: float | None


class FailedCell(msgspec.Struct, frozen=True):
    """A cell, by its first line, that did not run to its end for several, and the most frequent reason."""

    line: str
    error: str
    count: int


class Bar(msgspec.Struct, frozen=True):
    """How many have from `low` points to less than a point more than `high`."""

    low: int
    high: int
    count: int


class Alike(msgspec.Struct, frozen=True):
    """Answers that look alike; `size` is in `unit`, which is "lines" or "words"."""

    heading: str
    learners: list[str]
    size: int
    unit: str
    published: bool


class LearnerReport(msgspec.Struct, frozen=True, kw_only=True):
    """How a learner stands, points by hand included; None is what is not known yet."""

    name: str
    late: bool
    points: dict[str, float | None]
    verdicts: dict[str, Kind]
    turns: dict[str, list[str]]
    total: float | None


class ClassReport(msgspec.Struct, frozen=True, kw_only=True):
    """A class in one set. All but `learners`, which is by id, counts what the computer gave."""

    set: str
    title: str
    handed_in: int
    late: int
    not_marked: list[str]
    refused: list[Refusal]
    topics: list[TurnTaken]
    of: float
    mean: float | None
    quartiles: list[float]
    bars: list[Bar]
    tasks: list[TaskReport]
    written: list[WrittenReport]
    failed_cells: list[FailedCell]
    alike: list[Alike]
    learners: dict[str, LearnerReport]


def class_report(
    exercises: ExerciseSet,
    standings: Sequence[Standing],
    *,
    title: str,
    headings: Mapping[str, str],
    refused: Sequence[Refusal] = (),
    alike: Sequence[LookAlike] = (),
) -> ClassReport:
    """Draw up the report.

    Parameters
    ----------
    exercises : ExerciseSet
    standings : sequence of Standing
    title : str
        Of the set.
    headings : mapping of str to str
        Name of a task: its heading in the notebook.
    refused : sequence of Refusal
        Left out are those of learners whose notebook was taken since.
    alike : sequence of LookAlike
    """
    marked = [one for one in standings if one.marks is not None]
    points = sorted(one.marks.points for one in marked)
    of = sum(sum(task.points.values()) for task in exercises.tasks)
    tasks = [_task(task, marked, headings.get(task.name, task.name)) for task in exercises.tasks]
    turns = sorted((turn for task in tasks for turn in task.turns), key=lambda turn: -turn.count)
    since = {one.submission.learner: one.submission.received for one in standings}
    return ClassReport(
        set=exercises.number,
        title=title,
        handed_in=len(standings),
        late=sum(one.submission.late for one in standings),
        not_marked=[one.submission.learner for one in standings if one.marks is None],
        refused=[one for one in refused if one.learner not in since or one.received > since[one.learner]],
        topics=[turn for turn in turns if turn.count > 1][:TOPICS],
        of=of,
        mean=_mean(points),
        quartiles=statistics.quantiles(points, method="inclusive") if len(points) > 1 else points * 3,
        bars=_bars(points, of),
        tasks=tasks,
        written=[_written(task, marked, headings.get(task.name, task.name)) for task in exercises.written],
        failed_cells=_failed_cells(marked),
        alike=[
            Alike(
                headings.get(one.task.name, one.task.name),
                list(one.learners),
                one.size,
                "words" if isinstance(one.task, Written) else "lines",
                one.published,
            )
            for one in alike
        ],
        learners={one.submission.learner: _learner(one) for one in standings},
    )


def turns_taken(mark: TaskMark) -> list[str]:
    """Ids of the wrong turns that were recognised; for a property by its sentence, whatever numbers are in it."""
    if mark.task.kind != "property":
        return list(mark.verdict.turns)
    said = _without_numbers(mark.verdict.message)
    return [turn.id for turn in mark.task.wrong_turns if _without_numbers(turn.message) == said]


def _without_numbers(text: str) -> str:
    return re.sub(r"\d+(\.\d+)?", "#", text)


def _mean(values: Sequence[float]) -> float | None:
    return round(statistics.fmean(values), 2) if values else None


def _task(task: Task, marked: Sequence[Standing], heading: str) -> TaskReport:
    marks = [mark for one in marked if (mark := _mark(one, task))]
    full = sum(mark.points == mark.of for mark in marks)
    none = sum(mark.points == 0 for mark in marks)
    taken = Counter(turn for mark in marks for turn in turns_taken(mark))
    turns = [
        TurnTaken(task.id, turn.id, taken[turn.id], turn.message, _belief(turn.misconception))
        for turn in task.wrong_turns
        if taken[turn.id]
    ]
    return TaskReport(
        id=task.id,
        name=task.name,
        heading=heading,
        of=sum(task.points.values()),
        mean=_mean([mark.points for mark in marks]),
        full=full,
        some=len(marks) - full - none,
        none=none,
        parts=[
            PartReport(name, of, sum(part.name == name and part.points > 0 for mark in marks for part in mark.parts))
            for name, of in task.points.items()
        ],
        verdicts=dict(Counter(mark.verdict.kind for mark in marks).most_common()),
        turns=sorted(turns, key=lambda turn: -turn.count),
    )


def _mark(standing: Standing, task: Task) -> TaskMark | None:
    return next((mark for mark in standing.marks.tasks if mark.task.id == task.id), None)


def _belief(id_: str) -> Belief:
    found = bank().misconceptions[id_]
    return Belief(id_, found.name, found.wrong, found.right)


def _written(task: Written, marked: Sequence[Standing], heading: str) -> WrittenReport:
    points = {one.submission.learner: one.points.get(task.id) for one in marked}
    texts = {
        one.submission.learner: answer.text for one in marked for answer in one.marks.written if answer.task is task
    }
    to_mark = [learner for learner, given in points.items() if given is None]
    empty = [learner for learner, given in points.items() if given == 0 and not texts.get(learner)]
    given = [value for learner, value in points.items() if learner not in {*to_mark, *empty}]
    full, none = sum(value >= task.points for value in given), given.count(0)
    return WrittenReport(
        id=task.id, name=task.name, heading=heading, of=task.points, to_mark=to_mark, empty=empty, marked=len(given),
        full=full, some=len(given) - full - none, none=none, mean=_mean(given),
    )  # fmt: skip


def _failed_cells(marked: Sequence[Standing]) -> list[FailedCell]:
    failed: dict[str, Counter] = {}
    for one in marked:
        for line, error in dict(one.marks.troubles).items():  # of a learner each line once
            failed.setdefault(line, Counter())[error] += 1
    cells = [FailedCell(line, errors.most_common(1)[0][0], errors.total()) for line, errors in failed.items()]
    often = [cell for cell in cells if cell.count > 1]
    return sorted(often, key=lambda cell: (-cell.count, cell.line))[:MOST_CELLS]


def _bars(points: Sequence[float], of: float) -> list[Bar]:
    width = math.ceil((of + 1) / BARS)
    counts = Counter(int(value // width) for value in points)
    last = math.floor(of)
    return [Bar(low, min(low + width - 1, last), counts[low // width]) for low in range(0, last + 1, width)]


def _learner(standing: Standing) -> LearnerReport:
    marks = {mark.task.id: mark for mark in standing.marks.tasks} if standing.marks else {}
    return LearnerReport(
        name=standing.submission.name,
        late=standing.submission.late,
        points=standing.points,
        verdicts={id_: mark.verdict.kind for id_, mark in marks.items()},
        turns={id_: turns for id_, mark in marks.items() if (turns := turns_taken(mark))},
        total=standing.total,
    )
