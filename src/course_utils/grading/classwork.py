"""Marking the notebooks of a class: each in a fork of its own behind walls, several at a time.

Each mark is written as soon as it is there, so that whatever ends the run, the next one can go on from there. A
notebook that met a limit of time, or whose process was lost, may have suffered from a busy machine: it is marked once
more, alone, and only that counts.
"""

from __future__ import annotations

import ast
import contextlib
import itertools
import queue
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from course_utils.files import write
from course_utils.grading import stored
from course_utils.grading.folder import ClassFolder, FolderError, Submission, sha256
from course_utils.grading.marking import Marks, mark, read_cells
from course_utils.grading.process import Child, Limits, StartError, start_plain
from course_utils.grading.sandbox.sandbox import Sandbox, SandboxError
from course_utils.grading.tasks import ExerciseSet, load_set

LIMITS = Limits(cell=10, call=5, task=15, notebook=60)
ALWAYS = ("import numpy", "import matplotlib.pyplot", "import course_utils.classroom.checking")

Start = Callable[[], Child]


@dataclass(frozen=True)
class ClassSet:
    """An exercise set as a class is marked with it.

    Parameters
    ----------
    exercises : ExerciseSet
    released : sequence of dict
        Cells of the notebook that the learners were given.
    checks : str
        SHA-256 of the set's own files that the marks depend on.
    """

    exercises: ExerciseSet
    released: Sequence[dict[str, Any]]
    checks: str


def load_class_set(folder: Path, released: Path) -> ClassSet:
    """Load a set.

    Parameters
    ----------
    folder : Path
        In `solutions`.
    released : Path
        The notebook that learners were given.
    """
    files = [folder / "checks.py", folder / "properties.py", released]
    content = b"".join(file.read_bytes() for file in files if file.exists())
    return ClassSet(load_set(folder), read_cells(released), sha256(content))


def imports(cells: Iterable[dict[str, Any]]) -> set[str]:
    """Give the import statements of the course's own notebook, which the warm process carries out beforehand."""
    found = set()
    for cell in cells:
        with contextlib.suppress(SyntaxError):  # a stub need not be whole, and magics are no Python
            for node in ast.parse(cell["source"]).body if cell["cell_type"] == "code" else ():
                if isinstance(node, (ast.Import, ast.ImportFrom)):
                    found.add(ast.unparse(node))
    return found


@contextlib.contextmanager
def open_starts(
    sets: Iterable[ClassSet], workers: int, *, hidden: Sequence[Path] = (), is_sandboxed: bool = True
) -> Iterator[list[Start]]:
    """Open the places where notebooks are run, one for each worker.

    Parameters
    ----------
    sets : iterable of ClassSet
    workers : int
    hidden : sequence of Path
        Folders that no notebook may see, wherever they lie.
    is_sandboxed : bool
        False: ordinary processes, from which nothing on this machine is safe.

    Raises
    ------
    SandboxError
        If there is no sandbox to be had.
    """
    if not is_sandboxed:
        yield [start_plain] * workers
        return
    statements = {*ALWAYS, *(statement for one in sets for statement in imports(one.released))}
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(Sandbox(statements, LIMITS, hidden)).start for _ in range(workers)]


def walls_of(starts: Sequence[Start]) -> tuple[str, ...]:
    """Name the layers of protection that are active, for the instructor and beside each mark."""
    sandbox = getattr(starts[0], "__self__", None)
    return sandbox.walls if isinstance(sandbox, Sandbox) else ()


@dataclass(frozen=True)
class Job:
    """A notebook to be marked, as a whole or for one task."""

    submission: Submission
    circumstances: stored.Circumstances
    only: str | None = None


def jobs(
    folder: ClassFolder,
    sets: dict[str, ClassSet],
    submissions: Iterable[Submission],
    *,
    seed: int,
    walls: tuple[str, ...],
    resume: bool = False,
    task: str | None = None,
) -> list[Job]:
    """Find what is to be done.

    Parameters
    ----------
    folder : ClassFolder
    sets : dict of str to ClassSet
        By their two digits.
    submissions : iterable of Submission
    seed : int
    walls : tuple of str
    resume : bool
        Leave out what was marked under the same circumstances, behind whichever walls.
    task : str, optional
        Mark this task only, and keep the marks of the others. Where there are none, all are marked.
    """
    found = []
    for one in submissions:
        wanted = stored.Circumstances(notebook=one.sha256, checks=sets[one.set].checks, seed=seed, walls=walls)
        before = stored.of_submission(folder, sets[one.set].exercises, one)
        same = before is not None and before[1].gives_what(wanted)
        if not (resume and same):
            found.append(Job(one, wanted, task if same else None))
    return found


def mark_class(
    folder: ClassFolder,
    sets: dict[str, ClassSet],
    work: Sequence[Job],
    starts: Sequence[Start],
    *,
    limits: Limits = LIMITS,
    told: Callable[[int], None] = lambda done: None,
) -> dict[str, Exception]:
    """Do the work and write the marks.

    Parameters
    ----------
    folder : ClassFolder
    sets : dict of str to ClassSet
    work : sequence of Job
    starts : sequence of callable
        As from `open_starts`: as many notebooks are marked at a time.
    limits : Limits
    told : callable
        Is told how many are done, each time one is.

    Returns
    -------
    dict of str to Exception
        Learners who could not be marked, by a fault of the course's own.
    """
    free: queue.SimpleQueue[Start] = queue.SimpleQueue()
    for start in starts:
        free.put(start)

    def marked(job: Job, *, is_last: bool = False, before: Marks | None = None) -> Marks:
        start = free.get()
        try:
            return _marked(folder, sets[job.submission.set], job, start, limits, is_last=is_last, before=before)
        finally:
            free.put(start)

    again, failed = {}, {}
    done = itertools.count(1)

    def settle(job: Job, marking: Callable[[], Marks]) -> None:
        """Keep the marks, or lay the job aside to be done again, or note that it failed."""
        try:
            marks = marking()
        except (FolderError, StartError, SandboxError):
            raise
        except Exception as error:  # a fault of ours that one notebook meets costs nobody else
            failed[job.submission.learner] = error
        else:
            if marks.was_cut and job not in again:
                again[job] = marks
                return
            _keep(folder, sets, job, marks)
        told(next(done))

    pool = ThreadPoolExecutor(len(starts))
    try:
        running = {pool.submit(marked, job): job for job in work}
        for one in as_completed(running):
            settle(running[one], one.result)
        for job in sorted(again, key=work.index):  # alone: nothing else runs now
            settle(job, partial(marked, job, is_last=True, before=again[job]))
    finally:
        pool.shutdown(cancel_futures=True)
    return failed


def _marked(folder: ClassFolder, its_set: ClassSet, job: Job, start: Start, limits: Limits, **tried: Any) -> Marks:
    path = folder.notebook(job.submission)
    if sha256(path.read_bytes()) != job.submission.sha256:
        raise FolderError(f"{path} is not what was collected. Collect it again, then start again with --resume.")
    return mark(
        its_set.exercises, read_cells(path), its_set.released, seed=job.circumstances.seed, start=start, limits=limits,
        only=job.only and [job.only], for_class=True, **tried,
    )  # fmt: skip


def _keep(folder: ClassFolder, sets: dict[str, ClassSet], job: Job, marks: Marks) -> None:
    """Write the marks; of a single task, into those that are there."""
    before = stored.of_submission(folder, sets[job.submission.set].exercises, job.submission) if job.only else None
    if before is not None:
        anew = {mark.task.id: mark for mark in marks.tasks}
        marks = replace(before[0], tasks=tuple(anew.get(mark.task.id, mark) for mark in before[0].tasks))
    write(folder.marks(job.submission), stored.write(marks, job.circumstances))
