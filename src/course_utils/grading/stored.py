"""Marks as a file: what was given for one notebook, with which cases, behind which walls."""

from __future__ import annotations

import msgspec

from course_utils.classroom.verdict import Kind, Verdict
from course_utils.grading.folder import ClassFolder, Submission
from course_utils.grading.marking import Marks, Part, TaskMark, WrittenAnswer
from course_utils.grading.outputs import Output
from course_utils.grading.tasks import ExerciseSet

FORMAT = 1


class Circumstances(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Under which a notebook was marked; marks made under the same need not be made again.

    Parameters
    ----------
    notebook : str
        SHA-256 of the submission.
    checks : str
        SHA-256 of all that the set is marked with.
    seed : int
    walls : tuple of str
        The layers of protection that were active.
    """

    notebook: str
    checks: str
    seed: int
    walls: tuple[str, ...]

    def gives_what(self, other: Circumstances) -> bool:
        """Whether marking gives the same, behind whichever walls."""
        return (self.notebook, self.checks, self.seed) == (other.notebook, other.checks, other.seed)


class _Part(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    cases: int
    right: int
    of: float
    withheld: bool = False


class _Task(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    id: str
    kind: Kind
    message: str
    details: list[tuple[str, str]]
    turns: list[str]
    parts: list[_Part]


class _Output(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    number: int
    line: str
    text: str = ""
    pictures: list[bytes] = []
    error: str = ""


class _Marks(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    format: int
    circumstances: Circumstances
    tasks: list[_Task]
    written: dict[str, str]
    outputs: list[_Output]
    was_cut: bool


def write(marks: Marks, circumstances: Circumstances) -> bytes:
    """Write marks as JSON; the same marks give the same bytes."""
    tasks = [
        _Task(
            id=mark.task.id,
            kind=mark.verdict.kind,
            message=mark.verdict.message,
            details=list(mark.verdict.details),
            turns=list(mark.verdict.turns),
            parts=[_Part(part.name, part.cases, part.right, float(part.of), part.withheld) for part in mark.parts],
        )
        for mark in marks.tasks
    ]
    stored = _Marks(
        format=FORMAT,
        circumstances=circumstances,
        tasks=tasks,
        written={answer.task.id: answer.text for answer in marks.written},
        outputs=[
            _Output(number=one.number, line=one.line, text=one.text, pictures=list(one.pictures), error=one.error)
            for one in marks.outputs
        ],
        was_cut=marks.was_cut,
    )
    return msgspec.json.format(msgspec.json.encode(stored), indent=1) + b"\n"


def read(content: bytes, exercise_set: ExerciseSet) -> tuple[Marks, Circumstances]:
    """Read marks.

    Raises
    ------
    ValueError
        If they are damaged, or the set has changed and does not have these tasks.
    """
    try:
        stored = msgspec.json.decode(content, type=_Marks)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"the marks are damaged ({error})") from None
    tasks = {task.id: task for task in exercise_set.tasks}
    written = {task.id: task for task in exercise_set.written}
    if (
        stored.format != FORMAT
        or not {one.id for one in stored.tasks} <= tasks.keys()
        or stored.written.keys() != written.keys()
    ):
        raise ValueError("the marks belong to another version of the exercise set")
    marks = Marks(
        tuple(
            TaskMark(
                tasks[one.id],
                Verdict(one.kind, one.message, (), tuple(map(tuple, one.details)), tuple(one.turns)),
                tuple(Part(part.name, part.cases, part.right, float(part.of), part.withheld) for part in one.parts),
            )
            for one in stored.tasks
        ),
        tuple(WrittenAnswer(written[id_], text) for id_, text in stored.written.items()),
        tuple(Output(one.number, one.line, one.text, tuple(one.pictures), one.error) for one in stored.outputs),
        stored.was_cut,
    )
    return marks, stored.circumstances


def of_submission(
    folder: ClassFolder, exercises: ExerciseSet, submission: Submission
) -> tuple[Marks, Circumstances] | None:
    """Read the marks of a submission, perhaps of an earlier notebook; None if there are none that can be read."""
    try:
        return read(folder.marks(submission).read_bytes(), exercises)
    except (OSError, ValueError):
        return None
