"""The class at a glance, as a page that needs nothing beside it, runs nothing, and shows text as text."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from course_utils.grading.folder import unread
from course_utils.grading.html import document, message_html, points, section, table
from course_utils.grading.page import STATES
from course_utils.grading.report import ClassReport, TaskReport, TurnTaken, WrittenReport
from course_utils.grading.text import count, printable

LONGEST_NAME = 60  # characters; the data has the whole
LONGEST_REASON = 300
MOST_LISTED = 40  # of learners and files
INNOCENT = (
    "These look alike. There are innocent reasons: two who worked together and said so, a start from the same book or "
    "page, a solution that was read and written down from memory, or plain chance, the more likely the shorter the "
    "answer and the larger the group. It is a question to ask, not a verdict: talk with the learners before you "
    "conclude anything. Only functions of some length and texts are compared; that an answer is not listed proves "
    "nothing either."
)


def report_page(report: ClassReport) -> str:
    """Write the page."""
    style = Path(__file__).with_name("report.css").read_text(encoding="utf-8")
    parts = [
        f"<h1>Class report: {escape(report.title)}</h1>",
        _figures(report),
        _unread(report),
        _topics(report),
        _distribution(report),
        _tasks(report),
        _written(report),
        _learners(report),
        _failed_cells(report),
        _alike(report),
        _left_out(report),
    ]
    return document(f"Class report: {report.title}", parts, style)


def _shown(text: str, longest: int = LONGEST_NAME) -> str:
    """A name or a text of somebody else: cut, escaped, and without a hold on the direction of what follows."""
    text = " ".join(printable(text).split())
    return f"<bdi>{escape(text if len(text) <= longest else text[: longest - 1] + '…')}</bdi>"


def _who(report: ClassReport, ids: Sequence[str]) -> str:
    """Name learners, each with the id where it is another word."""
    listed = [_named(id_, report.learners[id_].name) for id_ in ids[:MOST_LISTED]]
    return ", ".join(listed) + _and_more(ids)


def _named(id_: str, name: str) -> str:
    return _shown(name) + (f' <span class="soft">({escape(id_)})</span>' if name != id_ else "")


def _and_more(items: Sequence) -> str:
    more = len(items) - MOST_LISTED
    return f" and {more} more, whom the data beside this page list" if more > 0 else ""


def _points(value: float) -> str:
    return f"{points(value)} point" + ("s" if value != 1 else "")


def _figures(report: ClassReport) -> str:
    marked = report.handed_in - len(report.not_marked)
    to_mark = sum(len(written.to_mark) for written in report.written)
    figures = {
        "handed in": report.handed_in,
        "of them late": report.late,
        "marked by the computer": marked,
        "handed in, but not to be read": len(unread(report.refused, report.learners)),
        "written answers to mark": to_mark,
        "groups that look alike": len(report.alike),
        "files refused": len(report.refused),
    }
    items = "".join(f"<div><dt>{label}</dt><dd>{number}</dd></div>" for label, number in figures.items())
    return f'<dl class="figures">{items}</dl>'


def _unread(report: ClassReport) -> str:
    found = unread(report.refused, report.learners)
    if not found:
        return ""
    rows = []
    for first, *others in found[:MOST_LISTED]:
        more = f' <span class="soft">and {count(len(others), "more file")}</span>' if others else ""
        why = f'<span class="said">{_shown(first.reason, LONGEST_REASON)}</span>'
        rows.append((_named(first.learner, first.name), _shown(first.file) + more, why))
    intro = "<p>Of these learners no notebook of this set has been taken. Ask them for one, and collect it.</p>"
    files = table("Files of whichever set", ("learner", "file", "why"), rows, set())
    more = f"<p>{_and_more(found)[1:].capitalize()}.</p>" if len(found) > MOST_LISTED else ""
    return section("unread", "Handed in, but not to be read", [intro, files, more])


def _topics(report: ClassReport) -> str:
    if not report.topics:
        return ""
    items = []
    for turn in report.topics:
        task = next(task for task in report.tasks if task.id == turn.task)
        link = f'<a href="#{escape(task.name)}">{escape(task.heading)}</a>'
        items.append(
            f"<h3>{escape(turn.belief.name)}</h3>\n"
            f'<p class="soft">{turn.count} of {_tried(task)} in {link} ({escape(turn.words)})</p>\n'
            f"<p><strong>What one may think:</strong> {message_html(turn.belief.wrong)} "
            f"<strong>What is so:</strong> {message_html(turn.belief.right)}</p>\n"
            f'<p>They were told:</p>\n<p class="message">{message_html(turn.message)}</p>'
        )
    intro = "<p>The wrong turns that were taken most often, each with what the learners were told about it.</p>"
    return section("topics", "For the next lesson", [intro, *items])


def _tried(task: TaskReport) -> int:
    return task.full + task.some + task.none


def _distribution(report: ClassReport) -> str:
    if report.mean is None:
        return ""
    low, middle, high = (points(value) for value in report.quartiles)
    words = (
        f"<p>Out of {points(report.of)} points that the computer gives: {points(report.mean)} on average. Half of the "
        f"class has {middle} or more; a quarter has {low} or fewer, and a quarter {high} or more.</p>"
    )
    most = max(bar.count for bar in report.bars)
    bars, spoken = "", []
    for bar in report.bars:
        label = str(bar.low) if bar.low == bar.high else f"{bar.low}–{bar.high}"
        bars += f'<div>{bar.count}<i style="--share: {bar.count / most:.3f}"></i><span>{label}</span></div>'
        if bar.count:
            spoken.append(f"{count(bar.count, 'learner')} with {label}")
    chart = (
        f'<figure><div class="bars" role="img" aria-label="{"; ".join(spoken)}">{bars}</div>\n'
        '<figcaption class="soft">Points from left to right, and above each bar how many have them.</figcaption>'
        "</figure>"
    )
    return section("points", "Points", [words, chart])


def _tasks(report: ClassReport) -> str:
    rows = [_overview(task, _points(task.of)) for task in report.tasks]
    rows += [_overview(written, f"{_points(written.of)}, of those marked by hand") for written in report.written]
    caption = "The mean of the points, and how many have all, some or none"
    overview = table(caption, ("task", "mean", "all", "some", "none"), rows, {1, 2, 3, 4})
    return section("tasks", "The tasks", [overview, *map(_task, report.tasks)])


def _overview(task: TaskReport | WrittenReport, note: str) -> tuple[str | int, ...]:
    name = f'<a href="#{escape(task.name)}">{escape(task.heading)}</a> <span class="soft">({note})</span>'
    return name, _known(task.mean), task.full, task.some, task.none


def _known(value: float | None, otherwise: str = "–") -> str:
    return otherwise if value is None else points(value)


def _task(task: TaskReport) -> str:
    tried = _tried(task)
    shares = {"full": task.full, "some": task.some, "none": task.none}
    stack = "".join(f'<span class="{name}" style="flex: {share}"></span>' for name, share in shares.items() if share)
    words = f"{task.full} of {tried} have all points, {task.some} some, {task.none} none."
    parts = [f"{part.count} the {escape(part.name)} ({_points(part.of)})" for part in task.parts]
    verdicts = [f"{STATES[kind]}: {times}" for kind, times in task.verdicts.items()]
    turns = [(_turn(turn), f"{turn.count} of {tried}") for turn in task.turns]
    return "\n".join(
        [
            f'<h3 id="{escape(task.name)}">{escape(task.heading)}</h3>',
            f'<div class="stack" aria-hidden="true">{stack}</div>\n<p>{words}</p>',
            f"<p>By part: {', '.join(parts)}.</p>" if len(parts) > 1 else "",
            f"<p>{'; '.join(verdicts).capitalize()}.</p>" if verdicts else "",
            table("Wrong turns that were recognised", ("wrong turn", "learners"), turns, {1}) if turns else "",
        ]
    )


def _turn(turn: TurnTaken) -> str:
    return (
        f'{escape(turn.words)} <span class="soft">({escape(turn.belief.name)})</span>'
        f"<details><summary>What they were told</summary><p>{message_html(turn.message)}</p></details>"
    )


def _written(report: ClassReport) -> str:
    parts = []
    for written in report.written:
        lines = [f"{written.marked} marked"]
        if written.mean is not None:
            lines[0] += f", {points(written.mean)} of {points(written.of)} on average"
        if written.to_mark:
            lines.append(f"{len(written.to_mark)} still to mark: {_who(report, written.to_mark)}")
        if written.empty:
            lines.append(f"{len(written.empty)} wrote nothing, which earns no point: {_who(report, written.empty)}")
        items = "".join(f"<li>{line}.</li>" for line in lines)
        parts.append(f'<h3 id="{escape(written.name)}">{escape(written.heading)}</h3>\n<ul>{items}</ul>')
    return section("written", "Written answers", parts) if parts else ""


def _learners(report: ClassReport) -> str:
    """All learners, folded."""
    tasks = [*report.tasks, *report.written]
    rows = []
    for id_, one in report.learners.items():
        otherwise = "waiting" if one.points else "not marked"
        given = (_known(one.points.get(task.id), otherwise if one.points else "–") for task in tasks)
        rows.append((_named(id_, one.name), "late" if one.late else "", *given, _known(one.total, otherwise)))
    numbers = [task.heading.partition(" ")[0] for task in tasks]
    head = ("learner", "late", *numbers, "total")
    caption = "Points by task, those by hand included; waiting is what is to be marked by hand"
    whole = table(caption, head, rows, set(range(2, len(head))))
    whole = f'<div class="wide" role="group" aria-label="Points of all learners" tabindex="0">{whole}</div>'
    return section("learners", "The learners", [f"<details><summary>All {len(rows)}</summary>{whole}</details>"])


def _failed_cells(report: ClassReport) -> str:
    if not report.failed_cells:
        return ""
    rows = [
        (f"<code>{_shown(cell.line)}</code>", f'<span class="said">{_shown(cell.error)}</span>', cell.count)
        for cell in report.failed_cells
    ]
    head = ("cell", "what happened most often", "learners")
    cells = table("Cells by their first line, those that stopped for more than one", head, rows, {2})
    return section("cells", "Cells that did not run to their end", [cells])


def _alike(report: ClassReport) -> str:
    if not report.alike:
        return ""
    items = ""
    for group in report.alike:
        learners = count(len(group.learners), "learner")
        published = " The published solution, or a sample beside it, reads the same." if group.published else ""
        items += (
            f"<li><strong>{escape(group.heading)}</strong>, {group.size} {group.unit}, {learners}: "
            f"{_who(report, group.learners)}.{published}</li>"
        )
    return section("alike", "Answers that look alike", [f"<p>{INNOCENT}</p>", f"<ul>{items}</ul>"])


def _left_out(report: ClassReport) -> str:
    parts = []
    if report.not_marked:
        notebooks = count(len(report.not_marked), "notebook")
        parts.append(
            f"<p>Not marked yet, or handed in anew since: {notebooks}, of {_who(report, report.not_marked)}. "
            "<code>course.py grade DIR --resume</code> marks them.</p>"
        )
    refused = [one for one in report.refused if not one.learner or one.learner in report.learners]
    if refused:
        rows = [
            (_shown(one.source), f'<span class="said">{_shown(one.reason, LONGEST_REASON)}</span>')
            for one in refused[:MOST_LISTED]
        ]
        parts.append(table("Files that were not collected, of all sets", ("file", "why"), rows, set()))
        more = len(refused) - MOST_LISTED
        parts.append(f"<p>And {more} more, which the data beside this page list.</p>" if more > 0 else "")
    return section("left-out", "Not in this report", parts) if parts else ""
