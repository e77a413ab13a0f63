"""``faq``: the questions that readers of a lesson ask, opened one by one."""

from __future__ import annotations

from typing import Any

from traitlets import List

from course_utils.classroom.bank import bank
from course_utils.classroom.cards import show
from course_utils.classroom.record import Progress, open_progress
from course_utils.classroom.text import block, inline, plain
from course_utils.classroom.widget import CourseWidget, script


def faq(lesson: str) -> None:
    """Show the questions that readers of a lesson ask, with "n of m explored".

    Parameters
    ----------
    lesson : str
        The two digits of the lesson, for example ``"01"``.

    Raises
    ------
    LookupError
        If there is no such lesson, or it has no such questions.
    """
    show(FaqWidget(lesson, open_progress()))


class FaqWidget(CourseWidget):
    """Questions with folded answers, and which of them were opened."""

    _esm = script("faq.js")
    entries = List().tag(sync=True)
    explored = List().tag(sync=True)

    def __init__(self, lesson: str, progress: Progress):
        found = bank().faq_of(lesson)
        if not found:
            raise LookupError(f"Lesson {lesson} has no questions of readers; add `faq:` to its file of the bank.")
        self._progress = progress
        self._ids = [entry.id for entry in found]
        super().__init__(
            "\n".join(["Questions that readers ask:", *(f"- {plain(entry.question)}" for entry in found)]),
            "".join(
                f"<details><summary>{inline(entry.question)}</summary>{block(entry.answer)}</details>"
                for entry in found
            ),
            entries=[
                {"id": entry.id, "question": inline(entry.question), "answer": block(entry.answer)} for entry in found
            ],
        )
        self._update()
        for id in self._ids:
            progress.subscribe(id, self._on_record)

    def _update(self, *, is_shown: bool = False) -> None:
        seen = {record.item for record in self._progress.records("faq")}
        self.explored = [id for id in self._ids if id in seen]

    def take(self, report: dict[str, Any]) -> None:
        """Record that a question was opened for the first time."""
        if report["explored"] in self._ids:
            self._progress.record(report["explored"], "faq", True)
