"""What ``python3 course.py ...`` does: one module per command, and the setting up of ``.venv``."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
# How the course is called at this keyboard, for messages.
CALL = "py course.py" if os.name == "nt" else "python3 course.py"


def find(folder, pattern, number=None, *, what):
    """List what in a folder begins with two digits, such as lessons.

    Parameters
    ----------
    folder : Path
    pattern : str
        How the names go on after the digits, "_*.ipynb".
    number : str, optional
        Two digits; without them all are listed.
    what : str
        How one of them is called, for the message if there is none.
    """
    every = sorted(folder.glob("[0-9][0-9]" + pattern))
    numbers = [path.relative_to(folder).parts[0][:2] for path in every]
    found = [path for path, its in zip(every, numbers, strict=True) if number in (None, its)]
    if not found:
        there = f"it has {', '.join(numbers)}" if every else "it has none yet"
        raise SystemExit(f"There is no {what} {number or ''}".rstrip() + f" in {folder.name}/; {there}.")
    return found


def exercise_sets(course, number=None):
    """List the folders of the solved exercise sets, one or all, or say why there are none."""
    if not (course / "solutions").exists():
        raise SystemExit(
            "This copy of the course came without the solutions, so nothing can be marked with it: your teacher does "
            "that. Hand in your notebook as you were told; until then the checks in it say how far you are."
        )
    return [checks.parent for checks in find(course / "solutions", "_*/checks.py", number, what="exercise set")]
