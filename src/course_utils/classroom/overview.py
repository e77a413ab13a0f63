"""``progress``: what the learner has done so far."""

from __future__ import annotations

import os
from html import escape

from course_utils.classroom.bank import bank
from course_utils.classroom.cards import Card, show
from course_utils.classroom.record import Progress, open_progress
from course_utils.classroom.result import calibration

COLUMNS = (
    "Lesson", "Questions answered right", "Predictions made", "Ranges that held the result", "Tasks right so far",
)  # fmt: skip


def progress() -> None:
    """Show what has been done so far in each lesson, how well the ranges hold, and where this is kept."""
    show(overview(open_progress()))


def overview(progress: Progress) -> Card:
    """Compose the card of what has been done."""
    rows = [(f"{number} {title}", *counts(number, progress)) for number, title in sorted(bank().lessons.items())]
    sentences = [sentence for sentence in (calibration(progress), _where(progress)) if sentence]
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in COLUMNS)
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'
        for name, *cells in rows
    )
    html = f'<table class="course-progress"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    html += "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
    lines = ["; ".join(f"{name}: {cell}" for name, cell in zip(COLUMNS, row, strict=True)) for row in rows]
    return Card("\n".join([*lines, *sentences]), html)


def counts(lesson: str, progress: Progress) -> tuple[str, str, str, str]:
    """Count for one lesson; who has once answered right may look at the other options without losing it.

    A question asked before the course has no right answer.
    """
    ever_right = {(r.kind, r.item) for r in progress.records() if r.right}
    last = {(record.kind, record.item): record for record in progress.records() if record.item.startswith(f"{lesson}.")}
    questions = [q.id for q in bank().questions.values() if q.lesson == lesson and not q.before_course]
    predictions = [item for item in bank().predictions.values() if item.lesson == lesson]
    right = sum(("quiz", id) in ever_right for id in questions)
    made = sum(("prediction", item.id) in last for item in predictions)
    shown = [last["reveal", item.id] for item in predictions if item.kind == "number" and ("reveal", item.id) in last]
    held = [record.right for record in shown if record.right is not None]
    agreed = sum(kind == "check" and item.startswith(f"{lesson}.") for kind, item in ever_right)
    return (
        f"{right} of {len(questions)}", f"{made} of {len(predictions)}", f"{sum(held)} of {len(held)}", str(agreed)
    )  # fmt: skip


def _where(progress: Progress) -> str:
    # A stored lesson must not show where it was built.
    place = "the file that COURSE_PROGRESS names" if "COURSE_PROGRESS" in os.environ else str(progress.path)
    return f"This is kept in {place}. It never leaves this computer, and deleting the file begins anew."
