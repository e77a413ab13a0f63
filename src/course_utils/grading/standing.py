"""How the learners of a class stand in a set: what the computer gave, what was given by hand, what is still to mark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from course_utils.grading import stored
from course_utils.grading.folder import ClassFolder, Submission
from course_utils.grading.marking import Marks
from course_utils.grading.tasks import ExerciseSet


@dataclass(frozen=True, eq=False)
class Standing:
    """How one learner stands in a set.

    Parameters
    ----------
    submission : Submission
    marks : Marks or None
        None if this very notebook has not been marked.
    by_hand : mapping of str to (float or None)
        Id of a task: the points given by hand, or None, as from `gradebook.read_by_hand`.
    """

    submission: Submission
    marks: Marks | None
    by_hand: Mapping[str, float | None]

    @property
    def points(self) -> dict[str, float | None]:
        """For each task that has a mark its points: None while a written answer waits to be marked by hand.

        What was given by hand counts before what the computer gave. Where nothing is written there is no point, and
        nobody has to say so.
        """
        if self.marks is None:
            return {}
        found: dict[str, float | None] = {mark.task.id: mark.points for mark in self.marks.tasks}
        found |= {answer.task.id: None if answer.text else 0 for answer in self.marks.written}
        written = {answer.task.id for answer in self.marks.written}
        given = {id_: points for id_, points in self.by_hand.items() if points is not None or id_ in written}
        return found | given

    @property
    def total(self) -> float | None:
        """All points; None as long as something is to be marked."""
        points = self.points.values()
        return sum(points) if points and None not in points else None


def standings(folder: ClassFolder, exercises: ExerciseSet) -> list[Standing]:
    """Gather how all who handed in a set stand, in the order of the submissions."""
    hand = _by_hand(folder, exercises)
    return [
        Standing(one, _marks(folder, exercises, one), hand.get(one.learner, {}))
        for one in folder.submissions()
        if one.set == exercises.number
    ]


def most(exercises: ExerciseSet) -> float:
    """The points of a set: those of the computer and those by hand."""
    automatic = sum(sum(task.points.values()) for task in exercises.tasks)
    return automatic + sum(task.points for task in exercises.written)


def _marks(folder: ClassFolder, exercises: ExerciseSet, submission: Submission) -> Marks | None:
    """The marks of a submission, if they are whole and those of this very notebook."""
    found = stored.of_submission(folder, exercises, submission)
    return found[0] if found and found[1].notebook == submission.sha256 else None


def _by_hand(folder: ClassFolder, exercises: ExerciseSet) -> dict[str, dict[str, float | None]]:
    if not folder.gradebook.exists():
        return {}
    from course_utils.grading.gradebook import read_by_hand  # brings SQLAlchemy, which takes a second

    return {
        learner: {id_: points for id_, (points, _) in given.items()}
        for learner, given in read_by_hand(folder, exercises).items()
    }
