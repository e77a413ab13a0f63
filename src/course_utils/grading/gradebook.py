"""The marks of a class in nbgrader's gradebook, and what an instructor has given by hand there.

All that is written of a set is one transaction: whatever ends the program, the gradebook is whole, and writing again
completes it. What was given by hand is never written over.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat

from course_utils.files import write
from course_utils.grading.folder import ClassFolder, FolderError, Submission
from course_utils.grading.marking import Marks, NotebookError, read_cells
from course_utils.grading.notebooks import read_notebook
from course_utils.grading.sheet import fingerprint, fingerprints, sheet
from course_utils.grading.tasks import ExerciseSet
from course_utils.grading.text import printable

if TYPE_CHECKING:  # nbgrader and what it brings take a second to import
    from nbgrader.api import Notebook, SubmittedNotebook
    from sqlalchemy.orm import Session

LONGEST_NAME = 128  # characters of a name in the gradebook
PATIENCE = 30  # seconds to wait while formgrader writes


def write_marks(folder: ClassFolder, exercise_set: ExerciseSet, marked: Sequence[tuple[Submission, Marks]]) -> None:
    """Enter marks into the gradebook, and lay out what formgrader shows.

    Parameters
    ----------
    folder : ClassFolder
    exercise_set : ExerciseSet
        In `solutions`; what learners were given of it stands in `exercises` beside that.
    marked : sequence of (Submission, Marks)
        Of this set; marks entered before for others stay.

    Raises
    ------
    FolderError
        If the gradebook cannot be used.
    """
    name = exercise_set.folder.name
    released = read_notebook(exercise_set.folder.parents[1] / "exercises" / name / f"{name}_exercises.ipynb")
    rubric = exercise_set.folder / "rubric.md"
    rubric_text = rubric.read_text(encoding="utf-8") if rubric.exists() else ""
    with _session(folder) as session:
        notebook = _enter_set(session, name, released)
        known = {one.student.id: one for one in notebook.submissions}
        for submission, marks in marked:
            handed_in = known.get(submission.learner) or _hand_in(session, notebook, submission.learner)
            _enter_person(handed_in, submission)
            _enter_marks(handed_in, marks, _shown(sheet_path(folder, name, submission.learner)))
        session.commit()
    # After the marks: an answer counts as seen as soon as a sheet shows it.
    for submission, marks in marked:
        cells = _cells(folder.notebook(submission))
        content = nbformat.writes(sheet(released, cells, marks, rubric_text)).encode()
        write(sheet_path(folder, name, submission.learner), content)


def read_by_hand(folder: ClassFolder, exercise_set: ExerciseSet) -> dict[str, dict[str, tuple[float | None, str]]]:
    """Read what was given by hand.

    Returns
    -------
    dict
        For each learner in the gradebook the id of a task and (points, comment). Every written answer is there; its
        points are None until it is marked, and again when the learner has handed in another text. A task that the
        computer marks is there only where the instructor gave other points, or wrote a comment: then its points are
        None, and the computer's stand. A comment may be empty, and is text, not HTML.

    Raises
    ------
    FolderError
        If the gradebook cannot be used.
    """
    if not folder.gradebook.exists():
        return {}
    from nbgrader.api import Assignment, Notebook, SubmittedNotebook
    from sqlalchemy import select

    written = {task.name: task.id for task in exercise_set.written}
    checked = {task.check_id: task for task in exercise_set.tasks}
    of_set = select(SubmittedNotebook).join(Notebook).join(Assignment)
    found: dict[str, dict[str, tuple[float | None, str]]] = {}
    with _session(folder) as session:
        for one in session.scalars(of_set.where(Assignment.name == exercise_set.folder.name)):
            comments = {comment.name: comment.manual_comment or "" for comment in one.comments}
            given = found.setdefault(one.student.id, {})
            for grade in one.grades:
                points = None if grade.needs_manual_grade else grade.score
                if grade.name in written:
                    given[written[grade.name]] = (points, comments.get(grade.name, ""))
                elif task := checked.get(grade.name):
                    by_hand = grade.manual_score is not None or grade.extra_credit is not None
                    if by_hand or comments.get(task.name):
                        given[task.id] = (points if by_hand else None, comments.get(task.name, ""))
    return found


def sheet_path(folder: ClassFolder, assignment: str, learner: str) -> Path:
    """Where formgrader looks for what it shows of a learner."""
    return folder.path / "autograded" / learner / assignment / f"{assignment}_exercises.ipynb"


@contextlib.contextmanager
def _session(folder: ClassFolder) -> Iterator[Session]:
    """Open the gradebook, which is made if there is none; what is not committed is undone."""
    from sqlalchemy import URL, create_engine
    from sqlalchemy.exc import SQLAlchemyError
    from sqlalchemy.orm import Session

    path = folder.gradebook
    try:
        if not path.exists():
            _make(path)
        engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": PATIENCE})
        try:
            with Session(engine, autoflush=False) as session:
                yield session
        finally:
            engine.dispose()
    except SQLAlchemyError as error:
        why = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise FolderError(
            f"{path} cannot be used ({why}). If formgrader is open, close it and start again. If the file is damaged, "
            "restore it from a copy; or rename it, and `course.py grade` makes a new one, without the marks by hand."
        ) from None


def _make(path: Path) -> None:
    """Make an empty gradebook, whole or not at all.

    nbgrader itself would start the program `alembic` for it, which is not found in a `.venv` that was moved.
    """
    from alembic.script import ScriptDirectory
    from nbgrader.api import Base
    from nbgrader.dbutil import ALEMBIC_DIR
    from sqlalchemy import URL, create_engine, text

    draft = path.with_name(f".{path.name}.part")
    draft.unlink(missing_ok=True)
    engine = create_engine(URL.create("sqlite", database=str(draft)))
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        version = {"version": ScriptDirectory(ALEMBIC_DIR).get_current_head()}
        connection.execute(text("INSERT INTO alembic_version (version_num) VALUES (:version)"), version)
    engine.dispose()
    os.replace(draft, path)


def _enter_set(session: Session, name: str, released: nbformat.NotebookNode) -> Notebook:
    """Enter an exercise set with what can be given for its cells, or bring that up to date."""
    from nbgrader.api import Assignment, Course, GradeCell, Notebook, SolutionCell
    from sqlalchemy import select

    assignment = session.scalar(select(Assignment).where(Assignment.name == name))
    if assignment is None:
        assignment = Assignment(name)
        session.merge(Course(id=assignment.course_id))
        session.add(Notebook(name=f"{name}_exercises", assignment=assignment))
    (notebook,) = assignment.notebooks
    graded = {cell.name: cell for cell in notebook.grade_cells}
    solutions = {cell.name for cell in notebook.solution_cells}
    gone = set(graded)
    for cell in released.cells:
        known = cell.metadata.get("nbgrader", {})
        if known.get("grade"):
            found = graded.get(known["grade_id"]) or GradeCell(name=known["grade_id"], notebook=notebook)
            found.max_score, found.cell_type = known["points"], cell.cell_type
            session.add(found)
            gone.discard(found.name)
        if known.get("solution") and known["grade_id"] not in solutions:
            session.add(SolutionCell(name=known["grade_id"], notebook=notebook))
    if gone:
        raise FolderError(
            f"The gradebook holds marks for {', '.join(sorted(gone))}, which set {name[:2]} no longer has. Go on with "
            "the version of the course that the class began with; or rename gradebook.db, and a new one is made."
        )
    return notebook


def _hand_in(session: Session, notebook: Notebook, learner: str) -> SubmittedNotebook:
    """Enter that a learner has handed in a set."""
    from nbgrader.api import Student, SubmittedAssignment, SubmittedNotebook

    student = session.get(Student, learner) or Student(id=learner)
    assignment = SubmittedAssignment(assignment=notebook.assignment, student=student)
    handed_in = SubmittedNotebook(assignment=assignment, notebook=notebook)
    session.add(handed_in)
    return handed_in


def _enter_person(handed_in: SubmittedNotebook, submission: Submission) -> None:
    """Enter who it is and when it came; a name is split as well as one can."""
    name = printable(submission.name)[:LONGEST_NAME]
    last, comma, first = name.partition(", ")
    if not comma:
        first, _, last = name.rpartition(" ")
    handed_in.student.first_name, handed_in.student.last_name = first or None, last or None
    received = datetime.fromisoformat(submission.received)
    handed_in.assignment.timestamp = received.astimezone(UTC).replace(tzinfo=None)


def _enter_marks(handed_in: SubmittedNotebook, marks: Marks, shown: Any) -> None:
    """Enter the points of the computer; where points by hand may no longer fit, formgrader asks for a look.

    Parameters
    ----------
    handed_in : SubmittedNotebook
    marks : Marks
    shown : mapping of str to str
        Fingerprints of the written answers that formgrader has shown so far.
    """
    from nbgrader.api import Comment, Grade

    grades = {grade.cell.name: grade for grade in handed_in.grades}
    for cell in handed_in.notebook.grade_cells:
        if cell.name not in grades:
            grades[cell.name] = Grade(cell=cell, needs_manual_grade=False)
            handed_in.grades.append(grades[cell.name])
    commented = {comment.cell.name for comment in handed_in.comments}
    for cell in handed_in.notebook.solution_cells:
        if cell.name not in commented:
            handed_in.comments.append(Comment(cell=cell))
    for mark in marks.tasks:
        grade = grades[mark.task.check_id]
        if grade.manual_score is not None and grade.auto_score != mark.points:
            grade.needs_manual_grade = True
        grade.auto_score = mark.points
    for answer in marks.written:
        grade = grades[answer.task.name]
        if shown.get(answer.task.name) != fingerprint(answer.text):
            grade.needs_manual_grade = bool(answer.text) or grade.manual_score is not None
        # Where nothing is written nobody has to click: it is worth 0 until other points are given.
        grade.auto_score = None if answer.text else 0


def _shown(path: Path) -> Any:
    return fingerprints(_cells(path))


def _cells(path: Path) -> list[dict[str, Any]]:
    """The cells of a notebook; none where there is no notebook that can be read."""
    try:
        return read_cells(path)
    except NotebookError:
        return []
