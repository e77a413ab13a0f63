"""The page of feedback: one HTML file that needs nothing beside it, runs nothing, and shows text as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any

import mistune

from course_utils.grading.marking import Marks, TaskMark, WrittenAnswer

STATES = {
    "not defined": "not there", "not yet": "not yet", "wrong type": "not yet right", "error": "stops with an error",
    "wrong turn": "a wrong turn, recognised", "nearly": "nearly", "different": "not yet right", "right": "right",
}  # fmt: skip
# Should a text ever pass the escaping after all, the browser runs and fetches nothing.
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def feedback_page(marks: Marks, title: str, headings: Mapping[str, str], rubric: str) -> str:
    """Write the page.

    Parameters
    ----------
    marks : Marks
    title : str
    headings : mapping of str to str
        Name of a task: its heading in the notebook.
    rubric : str
        Markdown: how written answers are marked, with the marked samples.
    """

    def heading(name: str) -> str:
        return headings.get(name, name)

    parts = [
        f"<h1>Feedback: {escape(title)}</h1>",
        _summary(marks, heading),
        _troubles(marks),
        *(_task(mark, heading(mark.task.name)) for mark in marks.tasks),
        *(_written(answer, heading(answer.task.name)) for answer in marks.written),
    ]
    if marks.written and rubric:
        parts.append(f'<section aria-labelledby="rubric"><h2 id="rubric">The rubric</h2>{_rubric(rubric)}</section>')
    return document(f"Feedback: {title}", parts)


def document(title: str, parts: Iterable[str], style: str = "") -> str:
    """Write a page that needs nothing beside it: the parts are HTML already, `style` is added to page.css."""
    shared = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{shared}{style}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(filter(None, parts))
        + "\n</main>\n</body>\n</html>\n"
    )


def points(value: float) -> str:
    """A number of points, without a needless .0."""
    return f"{value:g}"


def message_html(text: str) -> str:
    r"""HTML of a message: `code` and *emphasis* are shown so, \* as *, and all else as it is."""
    marks = r"\\([!-/:-@\[-`{-~])|`([^`]+)`|(?<!\w)\*([^\s*\\][^*<\\]*)\*(?!\w)"

    def html(found: re.Match[str]) -> str:
        sign, code, stressed = found.groups()
        return sign or (f"<code>{code}</code>" if code else f"<em>{stressed}</em>")

    return re.sub(marks, html, escape(text))


def table(caption: str, head: tuple[str, ...], rows: list[tuple[Any, ...]], numbers: set[int]) -> str:
    """A table; cells are HTML already, those in the columns `numbers` are figures."""
    top = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    body = ""
    for first, *rest in rows:
        cells = (f'<td class="{"number" if i in numbers else "text"}">{cell}</td>' for i, cell in enumerate(rest, 1))
        body += f'<tr><th scope="row">{first}</th>{"".join(cells)}</tr>\n'
    return (
        f"<table><caption>{escape(caption)}</caption>\n<thead><tr>{top}</tr></thead>\n<tbody>\n{body}</tbody></table>"
    )


def _summary(marks: Marks, heading: Any) -> str:
    rows = [
        (_link(mark.task.name, heading), STATES[mark.verdict.kind], f"{points(mark.points)} of {points(mark.of)}")
        for mark in marks.tasks
    ]
    rows += [
        (
            _link(task.name, heading),
            "to be marked by hand" if text else "to be marked by hand; nothing written yet",
            f"up to {points(task.points)}",
        )
        for task, text in ((answer.task, answer.text) for answer in marks.written)
    ]
    total = f"{points(marks.points)} of {points(marks.of)} points"
    by_hand = sum(answer.task.points for answer in marks.written)
    more = f" Up to {points(by_hand)} more are given by hand, with the rubric below." if by_hand else ""
    return f"<p><strong>{total} so far.</strong>{more}</p>\n" + table(
        "The tasks of this set", ("task", "how it stands", "points"), rows, {2}
    )


def _link(name: str, heading: Any) -> str:
    return f'<a href="#{escape(name)}">{escape(heading(name))}</a>'


def _troubles(marks: Marks) -> str:
    if not marks.troubles:
        return ""
    rows = [
        (f"<code>{escape(line)}</code>", f'<span class="said">{escape(why)}</span>') for line, why in marks.troubles
    ]
    cells = table("Cells by their first line", ("cell", "what happened"), rows, set())
    return (
        '<section aria-labelledby="cells"><h2 id="cells">Cells that did not run to their end</h2>\n'
        "<p>The cells were run once, from top to bottom, in a fresh Python. What such a cell defines is missing in "
        f"those below it.</p>\n{cells}</section>"
    )


def _task(mark: TaskMark, heading: str) -> str:
    name, verdict = mark.task.name, mark.verdict
    details = [(escape(label), f"<pre>{escape(text)}</pre>") for label, text in verdict.details]
    rows = [
        (escape(part.name), f"{part.right} of {part.cases} right", f"{points(part.points)} of {points(part.of)}")
        for part in mark.parts
    ]
    return "\n".join(
        [
            f'<section aria-labelledby="{escape(name)}"><h2 id="{escape(name)}">{escape(heading)}</h2>',
            f"<p>{STATES[verdict.kind].capitalize()}: {points(mark.points)} of {points(mark.of)} points.</p>",
            f'<p class="message">{message_html(verdict.message)}</p>',
            table("The case in question", ("what", "value"), details, set()) if details else "",
            table("Points: each part all or nothing", ("part", "cases", "points"), rows, {1, 2}),
            "</section>",
        ]
    )


def _written(answer: WrittenAnswer, heading: str) -> str:
    name, count = escape(answer.task.name), len(answer.text.split())
    lines = [f'<section aria-labelledby="{name}"><h2 id="{name}">{escape(heading)}</h2>']
    if answer.text:
        lines += [
            f"<p>Your text has {count} words; about {answer.task.words} were asked for. Mark it yourself, or let "
            f"somebody mark it: {points(answer.task.points)} points by the rubric below. The marked samples there "
            "show how strictly.</p>",
            f'<blockquote class="yours">{escape(answer.text)}</blockquote>',
        ]
    else:
        lines.append(
            '<p class="message">To be marked by hand; nothing is written in its cell yet, or the cell is gone.</p>'
        )
    return "\n".join([*lines, "</section>"])


class _Rubric(mistune.HTMLRenderer):
    """Headings two steps lower, to stand under one of the page's; a table's caption is the heading above it."""

    last = ""

    def heading(self, text: str, level: int, **attributes: Any) -> str:
        self.last = text
        return super().heading(text, level + 2, **attributes)

    def table(self, text: str) -> str:
        return f"<table><caption>{self.last}</caption>\n{text}</table>\n"


def _rubric(markdown: str) -> str:
    return mistune.create_markdown(renderer=_Rubric(escape=True), plugins=["table"])(markdown)
