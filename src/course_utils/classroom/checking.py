"""`check`: how the learner's answer does on the worked examples, in one card."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, MutableMapping
from html import escape
from pathlib import Path
from typing import Any

import course_utils
from course_utils.classroom import cards, released, text
from course_utils.classroom.entries import unknown
from course_utils.classroom.released import FILE, ReleasedTask
from course_utils.classroom.running import UnknownNameError, collect
from course_utils.classroom.showing import literal
from course_utils.classroom.verdict import Verdict

HEADINGS = {
    "not defined": "Not yet",
    "not yet": "Not yet",
    "wrong type": "Not yet",
    "error": "Not yet: an error",
    "wrong turn": "Not yet: this looks familiar",
    "nearly": "Nearly",
    "different": "Not yet",
    "right": "Right",
}


class CheckError(AssertionError):
    """An answer is not right, where nbgrader runs the notebook: it counts errors, not cards."""


class SetError(ValueError):
    """The files of an exercise set cannot be used; the message says which and what to do."""


def check(id: str) -> None:
    """Check your answer to a task on its worked examples, and say one thing about it.

    The function or variable is looked up in the notebook under the task's name. Other cases are run when the set is
    marked. Nothing is returned; the result is kept in your own progress file.

    Parameters
    ----------
    id : str
        Names the task, for example ``"01.first_move_share"``.

    Raises
    ------
    LookupError
        If there is no such task; it names the near misses.
    """
    graded = bool(os.environ.get("NBGRADER_EXECUTION"))
    try:
        task = find_task(id)
        arguments = [case.arguments for case in task.cases]
        try:
            answers = collect(task.name, arguments, _namespace(), write_yourself=task.write_yourself)
        except UnknownNameError as error:
            raise SetError(_unreadable(f"{FILE} is damaged (write_yourself: {error})")) from None
    except SetError as error:
        cards.show(card("Not checked", literal(str(error)), (), right=False))
        if graded:
            raise CheckError(str(error)) from None
        return
    verdict = task.judge(answers)
    cards.show(verdict_card(task, verdict))
    if graded:
        if not verdict.is_right:
            raise CheckError(f"{id} is not right: {HEADINGS[verdict.kind]}") from None
        return
    from course_utils.classroom.record import open_progress

    open_progress().record(id, "check", {"verdict": verdict.kind, "wrong_turns": list(verdict.turns)}, verdict.is_right)


def find_task(id: str) -> ReleasedTask:
    """Look up a task in the `checks.json` beside the notebook, else in the course's folder of exercises.

    Raises
    ------
    LookupError
        If the set has no such task.
    SetError
        If there is no such set, or its file is damaged.
    """
    number = str(id)[:2]
    for path in _places(number):
        try:
            tasks = released.read(path)
        except released.NewerError as error:
            raise SetError(str(error)) from None
        except (OSError, ValueError) as error:
            raise SetError(_unreadable(str(error))) from None
        if any(other.startswith(f"{number}.") for other in tasks):
            if fault := unknown("task", id, tasks):
                raise LookupError(fault)
            return tasks[id]
    raise SetError(
        f"No {FILE} of set {number} was found, neither beside this notebook nor in the course's folder exercises. Is "
        f"the id right ({id}; it begins with the two digits of the set)? Then open the notebook in the folder in which "
        "the course laid it: exercises, in my_course."
    )


def _unreadable(why: str) -> str:
    return (
        f"The checks of this set cannot be read: {why}. Delete {FILE} and properties.py beside your notebook and start "
        "the course again, which lays them there anew. Your notebook stays as it is."
    )


def _places(number: str) -> Iterator[Path]:
    # The folder of the notebook may have been deleted or moved while the kernel ran.
    with contextlib.suppress(OSError):
        beside = Path.cwd() / FILE
        if beside.exists():
            yield beside
    exercises = Path(course_utils.__file__).resolve().parents[2] / "exercises"
    yield from sorted(exercises.glob(f"{number}_*/{FILE}") if number.isalnum() else [])


def _namespace() -> MutableMapping[str, Any]:
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell.user_ns if shell else vars(sys.modules["__main__"])


def verdict_card(task: ReleasedTask, verdict: Verdict) -> cards.Card:
    """Compose the card of a verdict on the worked examples."""
    heading, message = HEADINGS[verdict.kind], verdict.message
    if verdict.is_right and task.kind == "function":
        heading = "So far right"
        message = f"`{task.name}` agrees with every worked example. Other cases are run when it is marked."
    return card(heading, message, verdict.details, right=verdict.is_right)


def card(heading: str, message: str, details: tuple[tuple[str, str], ...], *, right: bool) -> cards.Card:
    """Compose a card: a heading that says it in words, a message in Markdown, a table of what was given."""
    plain = [f"{heading}. {text.plain(message)}"]
    plain += [f"    {label}: ".ljust(16) + value.replace("\n", "\n" + 16 * " ") for label, value in details]
    rows = "".join(
        f'<tr><th scope="row">{escape(label)}</th><td><pre>{escape(value)}</pre></td></tr>' for label, value in details
    )
    table = f"<table><tbody>{rows}</tbody></table>" if rows else ""
    kind = "course-right" if right else "course-notyet"
    html = (
        f'<div class="course-card {kind}" role="status"><p><strong>{escape(heading)}.</strong> '
        f"{text.inline(message)}</p>{table}</div>"
    )
    return cards.Card("\n".join(plain), html)
