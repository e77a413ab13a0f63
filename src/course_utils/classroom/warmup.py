"""``warm_up``: two questions of earlier lessons, at the beginning of a lesson."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from course_utils.classroom.bank import bank
from course_utils.classroom.cards import Card, show
from course_utils.classroom.entries import Question, unknown
from course_utils.classroom.question import QuestionWidget
from course_utils.classroom.record import open_progress

COUNT = 2


def warm_up(lesson: str) -> None:
    """Ask two questions of earlier lessons again: those answered wrong, then new ones, then those longest ago.

    Parameters
    ----------
    lesson : str
        The two digits of the lesson that begins.

    Raises
    ------
    LookupError
        If there is no such lesson.
    """
    if fault := unknown("lesson", lesson, bank().lessons):
        raise LookupError(fault)
    progress = open_progress()
    # By what was known when this kernel began: what is answered now must not change what is asked now.
    earlier = [record for record in progress.records("quiz") if record.at < progress.began]
    questions = due(bank().questions.values(), earlier, lesson)
    if not questions:
        nothing = "Warm-up: nothing is due, because there are no questions of earlier lessons yet."
        show(Card(nothing, f"<p>{nothing}</p>"))
    for id in questions:
        show(QuestionWidget(bank().question(id), progress, anew=True))


def due(questions: Iterable[Question], records: Iterable[Any], lesson: str) -> list[str]:
    """Order the questions of earlier lessons by need, and take the first.

    Parameters
    ----------
    questions : iterable of Question
    records : iterable of Record
        Answers, the oldest first.
    lesson : str
        Only questions of lessons with a lower number are asked.

    Returns
    -------
    list of str
        Ids: last answered wrong, the oldest first; never answered, by id; last answered right, the oldest first.
    """
    last = {record.item: (place, record.right) for place, record in enumerate(records)}

    def need(id: str) -> tuple[int, int, str]:
        if id not in last:
            return 1, 0, id
        place, right = last[id]
        return (2 if right else 0), place, id

    earlier = [q.id for q in questions if q.lesson < lesson and not q.before_course]
    return sorted(earlier, key=need)[:COUNT]
