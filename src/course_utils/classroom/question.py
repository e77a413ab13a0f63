"""``quiz``: one question of the bank, judged in the page, its answers recorded."""

from __future__ import annotations

from typing import Any

from traitlets import Bool, Dict, Int, List

from course_utils.classroom.bank import Question, bank
from course_utils.classroom.cards import show
from course_utils.classroom.record import Progress, Record, open_progress
from course_utils.classroom.text import inline, plain
from course_utils.classroom.widget import CourseWidget, script


def quiz(id: str) -> None:
    """Show a question of the bank, to be answered by radio buttons or check boxes.

    Parameters
    ----------
    id : str
        Names the question, for example ``"01.malice"``.

    Raises
    ------
    LookupError
        If there is no such question; it names the near misses.
    """
    show(QuestionWidget(bank().question(id), open_progress()))


class QuestionWidget(CourseWidget):
    """A question with the options that were last checked; the page composes the feedback from the two.

    Parameters
    ----------
    question : Question
    progress : Progress
    anew : bool
        Whether what was answered in earlier kernels is left out.
    """

    reports = "quiz"
    _esm = script("question.js")
    item = Dict().tag(sync=True)
    chosen = List(Int()).tag(sync=True)
    tries = Int(0).tag(sync=True)
    locked = Bool(False).tag(sync=True)

    def __init__(self, question: Question, progress: Progress, anew: bool = False):
        self._question, self._progress = question, progress
        self._since = progress.began if anew else ""
        kind = "Before the course" if question.before_course else "Question"
        item = {
            "kind": f"Warm-up, from lesson {question.lesson}" if anew else kind,
            "question": inline(question.question),
            "several": question.several,
            "before_course": question.before_course,
            "options": [
                {"text": inline(option.text)}
                | ({} if question.before_course else {"feedback": inline(option.feedback), "right": option.right})
                for option in question.options
            ],
        }
        super().__init__(plain_text(question), plain_html(question), item=item)
        self._update()
        progress.subscribe(question.id, self._on_record)

    def _update(self, *, is_shown: bool = False) -> None:
        """Take the state from the record: of this cell, of another one with the same question, of another kernel."""
        question = self._question
        answers = [(record.at, _chosen(record)) for record in self._progress.records("quiz", question.id)]
        answers = [(at, chosen) for at, chosen in answers if chosen is not None]
        # What was answered before the course is compared with the end of it, so a later visit does not change it.
        self.locked = question.before_course and any(at < self._progress.began for at, _ in answers)
        if is_shown:
            return
        shown = [chosen for at, chosen in answers if at >= self._since]
        texts = [option.text for option in question.options]
        last = shown[-1] if shown else []
        # An answer to an option that has been reworded since cannot be shown; the question is open again.
        self.chosen = [texts.index(text) for text in last] if set(last) <= set(texts) else []
        self.tries = len(shown)

    def take(self, report: dict[str, Any]) -> None:
        """Record an answer: the options that were chosen, by their places."""
        options = self._question.options
        chosen = sorted(report["chosen"])
        right = [i for i, option in enumerate(options) if option.right]
        self._progress.record(
            self._question.id,
            "quiz",
            {"chosen": [options[i].text for i in chosen]},
            right=None if self._question.before_course else chosen == right,
        )


def _chosen(record: Record) -> list[str] | None:
    """The texts that were chosen; None where a record holds something else."""
    match record.answer:
        case {"chosen": list(texts)} if all(isinstance(text, str) for text in texts):
            return texts
    return None


def _letters(question: Question) -> list[str]:
    return [chr(ord("A") + i) for i in range(len(question.options))]


def plain_text(question: Question) -> str:
    """The question and its options, for a terminal."""
    how = " (tick all that apply)" if question.several else ""
    lines = [f"{letter}. {plain(o.text)}" for letter, o in zip(_letters(question), question.options, strict=True)]
    return "\n".join([f"Question: {plain(question.question)}{how}", *lines])


def plain_html(question: Question) -> str:
    """The question and its options as a lettered list, with the answer folded."""
    how = " <em>Several may be right.</em>" if question.several else ""
    # The letter is text: a site that trusts nothing drops the type of a list.
    options = "".join(
        f"<li><strong>{letter}</strong> {inline(option.text)}</li>"
        for letter, option in zip(_letters(question), question.options, strict=True)
    )
    if question.before_course:
        answer = (
            "<p>This question is asked before the course: no answer is given here, and you will meet it again at the "
            "end.</p>"
        )
    else:
        lines = "".join(
            f"<li><strong>{letter}{' is right.' if option.right else ':'}</strong> {inline(option.feedback)}</li>"
            for letter, option in zip(_letters(question), question.options, strict=True)
        )
        answer = f"<details><summary>Answer, and why</summary><ul>{lines}</ul></details>"
    return f"<p><strong>Question.</strong> {inline(question.question)}{how}</p><ul>{options}</ul>{answer}"
