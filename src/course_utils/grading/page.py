"""The page of feedback on one notebook: marks by part, what was done and what to read again, the learner's own work."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping
from html import escape

from course_utils.classroom.bank import bank
from course_utils.grading.html import document, markdown_html, message_html, points, section, table
from course_utils.grading.marking import Marks, TaskMark, WrittenAnswer
from course_utils.grading.outputs import Output
from course_utils.grading.text import cut

STATES = {
    "not defined": "not there", "not yet": "not begun", "wrong type": "not yet right", "error": "stops with an error",
    "wrong turn": "a wrong turn, recognised", "nearly": "nearly", "different": "not yet right", "right": "right",
}  # fmt: skip

ByHand = Mapping[str, tuple[float | None, str]]


def feedback_page(
    marks: Marks,
    title: str,
    headings: Mapping[str, str],
    rubric: str,
    *,
    by_hand: ByHand | None = None,
    who: str = "",
    is_late: bool = False,
) -> str:
    """Write the page.

    Parameters
    ----------
    marks : Marks
    title : str
    headings : mapping of str to str
        Name of a task: its heading in the notebook.
    rubric : str
        Markdown: how written answers are marked, with the marked samples.
    by_hand : mapping of str to (number or None, str), optional
        Id of a task: its points and a comment. The points of a written answer are None as long as it is not marked;
        of another task they stand in place of the computer's, unless they are None. Without this mapping the page is
        for somebody who marks their own.
    who : str
        Whose notebook it is.
    is_late : bool
        Whether it was handed in late.
    """

    def heading(name: str) -> str:
        return headings.get(name, name)

    hand = _hand(marks, by_hand or {}, is_class=by_hand is not None)
    parts = [
        f"<h1>Feedback: {escape(title)}</h1>",
        f"<p>For {escape(who)}.</p>" if who else "",
        _total(marks, hand),
        '<p class="late">Handed in late.</p>' if is_late else "",
        _summary(marks, hand, heading, is_class=by_hand is not None),
        _troubles(marks),
        *(section(mark.task.name, heading(mark.task.name), _task(mark, *hand[mark.task.id])) for mark in marks.tasks),
    ]
    for answer in marks.written:
        write = _own if by_hand is None else _written
        parts.append(section(answer.task.name, heading(answer.task.name), write(answer, *hand[answer.task.id])))
    if marks.written and rubric:
        text = markdown_html(rubric)
        if by_hand is not None:
            text = f"<details><summary>What a point is given for, with marked samples</summary>{text}</details>"
        parts.append(section("rubric", "The rubric", [text]))
    parts.append(_outputs(marks.outputs))
    return document(f"Feedback: {title}", parts)


def _hand(marks: Marks, by_hand: ByHand, is_class: bool) -> ByHand:
    """For each task what was given by hand; where a class was to write and nothing is there, nothing is open."""
    found = {one.task.id: by_hand.get(one.task.id, (None, "")) for one in (*marks.tasks, *marks.written)}
    for answer in marks.written:
        given, comment = found[answer.task.id]
        if is_class and given is None and not answer.text:
            found[answer.task.id] = 0, comment
    return found


def _total(marks: Marks, hand: ByHand) -> str:
    given = [(hand[one.task.id][0], one.task.points) for one in marks.written]
    tasks = [(hand[one.task.id][0], one.points) for one in marks.tasks]
    total = sum(own if got is None else got for got, own in tasks) + sum(got for got, _ in given if got is not None)
    of = marks.of + sum(most for got, most in given if got is not None)
    more = sum(most for got, most in given if got is None)
    if not more:
        return f"<p><strong>{points(total)} of {points(of)} points.</strong></p>"
    return (
        f"<p><strong>{points(total)} of {points(of)} points so far.</strong> Up to {points(more)} more are given by "
        "hand, with the rubric below.</p>"
    )


def _summary(marks: Marks, hand: ByHand, heading: Callable[[str], str], is_class: bool) -> str:
    def link(name: str) -> str:
        return f'<a href="#{escape(name)}">{escape(heading(name))}</a>'

    rows = []
    for mark in marks.tasks:
        got = hand[mark.task.id][0]
        how = STATES[mark.verdict.kind] + ("; points by hand" if got is not None else "")
        got = mark.points if got is None else got
        rows.append((link(mark.task.name), how, f"{points(got)} of {points(mark.of)}"))
    for answer in marks.written:
        got, most = hand[answer.task.id][0], points(answer.task.points)
        if got is None:
            how = f"{'still ' if is_class else ''}to be marked by hand{'' if answer.text else '; nothing written yet'}"
            rows.append((link(answer.task.name), how, f"up to {most}"))
        else:
            how = "marked by hand" if answer.text else "nothing written"
            rows.append((link(answer.task.name), how, f"{points(got)} of {most}"))
    return table("The tasks of this set", ("task", "how it stands", "points"), rows, {2})


def _troubles(marks: Marks) -> str:
    if not marks.troubles:
        return ""
    rows = [
        (f"<code>{escape(line)}</code>", f'<span class="said">{escape(why)}</span>') for line, why in marks.troubles
    ]
    return section(
        "cells",
        "Cells that did not run to their end",
        [
            "<p>The cells were run once, from top to bottom, in a fresh Python. What such a cell defines is missing in "
            "those below it.</p>",
            table("Cells by their first line", ("cell", "what happened"), rows, set()),
        ],
    )


def _task(mark: TaskMark, got: float | None, comment: str) -> list[str]:
    verdict = mark.verdict
    details = [(escape(label), f"<pre>{escape(text)}</pre>") for label, text in verdict.details]
    rows = [
        (escape(part.name), f"{part.right} of {part.cases} right", f"{points(part.points)} of {points(part.of)}")
        for part in mark.parts
    ]
    given = f"{points(mark.points)} of {points(mark.of)} points"
    if got is not None:
        given += f" from the computer, {points(got)} by hand, and these count"
    return [
        f"<p>{STATES[verdict.kind].capitalize()}: {given}.</p>",
        f'<p class="message">{message_html(verdict.message)}</p>',
        *_read_again(mark),
        table("The case in question", ("what", "value"), details, set()) if details else "",
        table("Points: each part all or nothing", ("part", "cases", "points"), rows, {1, 2}) if len(rows) > 1 else "",
        _comment(comment),
    ]


def _read_again(mark: TaskMark) -> Iterator[str]:
    """What lies behind the wrong turns that were taken, and where the lessons take it up."""
    taken = (turn for turn in mark.task.wrong_turns if turn.id in mark.verdict.turns)
    if mark.task.kind == "property":  # which says the message by itself
        taken = (turn for turn in mark.task.wrong_turns if turn.message == mark.verdict.message)
    for name in dict.fromkeys(turn.misconception for turn in taken):
        known = bank().misconceptions.get(name)
        if known is None:
            continue
        where = ""
        if known.section:
            title = bank().lessons.get(known.lesson, "")
            where = f" <strong>Read again:</strong> “{known.section}” in lesson {known.lesson}, <em>{title}</em>."
            where = where.replace("?</em>.", "?</em>")
        yield f"<p>One may think: {message_html(known.wrong)} But: {message_html(known.right)}{where}</p>"


def _own(answer: WrittenAnswer, *_: object) -> list[str]:
    """A written answer for somebody who marks their own."""
    if not answer.text:
        return ['<p class="message">To be marked by hand; nothing is written in its cell yet, or the cell is gone.</p>']
    return [
        f"<p>{_words(answer)} Mark it yourself, or let somebody mark it: {points(answer.task.points)} points by the "
        "rubric below. The marked samples there show how strictly.</p>",
        _text(answer),
    ]


def _written(answer: WrittenAnswer, got: float | None, comment: str) -> list[str]:
    """A written answer for a learner of a class."""
    most = points(answer.task.points)
    if got is None:
        said = f"Still to be marked by hand: up to {most} points, by the rubric below."
    else:
        said = f"{points(got)} of {most} points"
        said += ", given by hand." if answer.text else ". Nothing is written in its cell, or the cell is gone."
    parts = [f'<p class="message">{said}</p>', _comment(comment)]
    return [*parts, f"<p>{_words(answer)}</p>", _text(answer)] if answer.text else parts


def _comment(text: str) -> str:
    return f'<h3>Comment</h3>\n<p class="comment">{escape(text.strip())}</p>' if text.strip() else ""


def _words(answer: WrittenAnswer) -> str:
    return f"Your text has {len(answer.text.split())} words; about {answer.task.words} were asked for."


def _text(answer: WrittenAnswer) -> str:
    return f'<blockquote class="yours">{escape(cut(answer.text))}</blockquote>'


def _outputs(outputs: tuple[Output, ...]) -> str:
    """What the cells showed, folded."""
    parts = []
    for output in outputs:
        text = f"<pre>{escape(output.text.rstrip())}</pre>" if output.text.strip() else ""
        alt = escape(f"Picture drawn by cell {output.number}: {output.line}")
        pictures = [
            f'<p><img alt="{alt}" src="data:image/png;base64,{base64.b64encode(picture).decode()}"></p>'
            for picture in output.pictures
        ]
        if text or pictures:
            summary = f"<summary>Cell {output.number}: <code>{escape(output.line)}</code></summary>"
            parts.append(f"<details>{summary}{text}{''.join(pictures)}</details>")
    if not parts:
        return ""
    intro = "<p>As they were when the notebook was run to be marked. Cells are counted among those with code.</p>"
    return section("outputs", "What your cells showed", [intro, *parts])
