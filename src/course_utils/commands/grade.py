"""``course.py grade DIR``: mark what a class handed in, behind walls, and enter the marks into the gradebook."""

import os
import sys
import time
from pathlib import Path

from . import CALL, ROOT, exercise_sets

WALLS = {
    "bubblewrap": "nothing of this computer to be seen but programs, no network",
    "namespaces": "files and processes of its own for each notebook",
    "limits": "on time, memory, processes, files and output",
    "seccomp": "system calls that no notebook needs are refused",
}
DANGER = (
    "WARNING: no sandbox. The notebooks run as you, and can read, change and send whatever you can: solutions, marks, "
    "your files. Marks can be forged."
)


def wall_lines(walls):
    """Say which layers of protection are active, and what a missing one would take."""
    if not walls:
        return [DANGER]
    lines = ["Protection:", *(f"  {name + ':':12}{WALLS[name]}" for name in walls)]
    if "seccomp" not in walls:
        lines.append("  seccomp is not active: install libseccomp (Debian, Ubuntu: `sudo apt install libseccomp2`)")
    return lines


def progress(done, total, seconds):
    """Say how far it is, and about how long it will take."""
    left = seconds / done * (total - done) if done else 0
    about = f"{left / 60:.0f} min" if left > 90 else f"{left:.0f} s"
    return f"Marked {done} of {total}" + (f", about {about} left" if 0 < done < total else "")


def follow(total):
    """Make what shows the progress: a line that changes or, in a file, a line now and then."""
    began, last = time.monotonic(), [0.0]

    def told(done):
        text = progress(done, total, time.monotonic() - began)
        if sys.stdout.isatty():
            print("\r" + text.ljust(60), end="\n" if done == total else "", flush=True)
        elif done == total or time.monotonic() - last[0] > 10:
            print(text, flush=True)
            last[0] = time.monotonic()

    return told


def chosen(folder, learner, task):
    """Find the submissions that are to be marked, or say why there are none."""
    found = folder.submissions_of(learner) if learner else folder.submissions()
    if not found:
        raise SystemExit(f"Nothing has been collected yet. Begin with `{CALL} collect FROM --to {folder.path}`.")
    of_task = [one for one in found if task is None or one.set == task[:2]]
    if not of_task:
        whose = f"{learner} has handed in nothing" if learner else "Nobody has handed in anything"
        raise SystemExit(f"{whose} of set {task[:2]}, which {task} belongs to.")
    return of_task


def class_sets(numbers, task):
    """Load the sets that were handed in."""
    from course_utils.grading.classwork import load_class_set

    sets = {}
    for number in sorted(numbers):
        (source,) = exercise_sets(ROOT, number)
        try:
            sets[number] = load_class_set(source, ROOT / "exercises" / source.name / f"{source.name}_exercises.ipynb")
        except (ValueError, OSError) as error:
            raise SystemExit(
                f"The course's own files of set {number} are damaged ({error}). Get the course anew."
            ) from None
        exercises = sets[number].exercises
        ids = [one.id for one in exercises.tasks]
        if task in [one.id for one in exercises.written]:
            raise SystemExit(f"{task} is a written answer, marked by hand: see `{CALL} formgrader -h`.")
        if task and task not in ids:
            raise SystemExit(f"There is no task {task} that the computer marks; set {number} has {', '.join(ids)}.")
    return sets


def run(arguments):
    """Carry out ``course.py grade``."""
    from course_utils.grading import classwork
    from course_utils.grading.folder import FolderError, open_class
    from course_utils.grading.marking import NotebookError
    from course_utils.grading.process import StartError
    from course_utils.grading.sandbox.bubblewrap import SandboxError
    from course_utils.grading.text import count, printable

    try:
        folder = open_class(Path(arguments.folder))
        submissions = chosen(folder, arguments.learner, arguments.task)
        sets = class_sets({one.set for one in submissions}, arguments.task)
        workers = max(1, min(os.cpu_count() or 1, len(submissions)))
        hidden = (ROOT / "solutions", folder.path)
        with classwork.open_starts(
            sets.values(), workers, hidden=hidden, is_sandboxed=not arguments.without_sandbox
        ) as starts:
            walls = classwork.walls_of(starts)
            print("\n".join(wall_lines(walls)), flush=True)
            seed = folder.seed(arguments.seed)  # not before: a run that is refused draws none
            before = given(folder, sets, submissions)
            work = classwork.jobs(
                folder, sets, submissions, seed=seed, walls=walls, resume=arguments.resume, task=arguments.task,
            )  # fmt: skip
            print(f"{count(len(submissions), 'notebook')}, {len(submissions) - len(work)} marked before. Seed {seed}.")
            failed = classwork.mark_class(folder, sets, work, starts, told=follow(len(work)))
        print("Entering the marks into the gradebook ...", flush=True)
        enter(folder, sets, submissions)
        if arguments.learner or arguments.task:
            print("\n".join(changes(before, given(folder, sets, submissions), submissions)))
        if failed:
            who = "\n".join(f"  {learner}: {type(error).__name__}: {error}" for learner, error in failed.items())
            raise SystemExit(f"Not marked, by a fault of the course's own; please report it:\n{printable(who)}")
    except SandboxError as error:
        raise SystemExit(
            f"{error} Nothing was run. If all these notebooks are your own, --without-sandbox runs them without any "
            "protection."
        ) from None
    except FolderError as error:
        raise SystemExit(str(error)) from None
    except (NotebookError, StartError) as error:
        raise SystemExit(f"{error} What has been marked is kept; --resume goes on from there.") from None
    except KeyboardInterrupt:
        raise SystemExit(
            f"\nStopped. What has been marked is kept: go on with `{CALL} grade {folder.path} --resume`."
        ) from None


def given(folder, sets, submissions):
    """Read what the computer has given, by learner and set."""
    from course_utils.grading import stored

    found = {(one.learner, one.set): stored.of_submission(folder, sets[one.set].exercises, one) for one in submissions}
    return {whose: marks[0].points for whose, marks in found.items() if marks}


def changes(before, after, submissions):
    """Say whose points have changed."""
    from course_utils.grading.html import points

    lines = []
    for one in submissions:
        old, new = (marks.get((one.learner, one.set)) for marks in (before, after))
        if old != new:
            was = "not marked before" if old is None else f"{points(old)} before"
            lines.append(f"  {one.who}, set {one.set}: {points(new)} points, {was}")
    return ["Changed:", *lines] if lines else ["No points have changed."]


def enter(folder, sets, submissions):
    """Enter the marks into the gradebook, and say how the class stands."""
    from course_utils.grading import gradebook
    from course_utils.grading.html import points
    from course_utils.grading.standing import standings

    waiting = 0
    for number, its_set in sets.items():
        exercises = its_set.exercises
        # Not those whose marks are of an earlier notebook.
        marked = [
            (one.submission, one.marks)
            for one in standings(folder, exercises)
            if one.marks and one.submission in submissions
        ]
        gradebook.write_marks(folder, exercises, marked)
        stand = [one for one in standings(folder, exercises) if one.marks]
        mean = sum(one.marks.points for one in stand) / max(len(stand), 1)
        of = sum(sum(task.points.values()) for task in exercises.tasks)
        to_mark = sum(None in one.points.values() for one in stand)
        waiting += to_mark
        print(
            f"Set {number}: {len(stand)} marked, {points(round(mean, 1))} of {points(of)} points on average; with "
            f"written answers still to mark: {to_mark}."
        )
    first = f"`{CALL} formgrader {folder.path}` for the written answers, then " if waiting else ""
    print(f"Next: {first}`{CALL} feedback {folder.path}`, and `report` and `export` with the same folder.")
