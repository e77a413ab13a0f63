"""`hint`: help with a task, a step at a time and no further than the reader opens it."""

from __future__ import annotations

from course_utils.classroom import cards, text
from course_utils.classroom.checking import SetError, card, find_task
from course_utils.classroom.showing import literal

RUNGS = ("A hint", "What it rests on", "A worked example of a similar task")


def hint(id: str) -> None:
    """Show the hints of a task, each folded into the one before.

    Parameters
    ----------
    id : str
        Names the task, for example ``"01.first_move_share"``.

    Raises
    ------
    LookupError
        If there is no such task; it names the near misses.
    """
    try:
        task = find_task(id)
    except SetError as error:
        cards.show(card("No hint", literal(str(error)), (), right=False))
        return
    if not task.hints:
        cards.show(
            card("No hint", "This task has none. Its examples are worked out in the text above it.", (), right=False)
        )
        return
    inner = ""
    for summary, rung in reversed(list(zip(RUNGS, task.hints, strict=False))):
        inner = f"<details><summary>{summary}</summary>{text.block(rung)}{inner}</details>"
    steps = [f"{summary}: {text.plain(rung)}" for summary, rung in zip(RUNGS, task.hints, strict=False)]
    cards.show(cards.Card("\n\n".join(steps), f'<div class="course-card course-hint">{inner}</div>'))
