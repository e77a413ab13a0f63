"""What formgrader shows of a submission: the released notebook with the learner's texts in it, and our verdicts.

Of the submission there are only texts, in places where nothing in them is HTML, Markdown or mathematics: the source and
the output of code, and a written answer as it was typed.
"""

from __future__ import annotations

import base64
import copy
import re
from collections.abc import Mapping, Sequence
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output

from course_utils.grading.folder import sha256
from course_utils.grading.marking import Marks, TaskMark, WrittenAnswer, grade_id
from course_utils.grading.outputs import Output
from course_utils.grading.text import cut, printable


def sheet(released: NotebookNode, cells: Sequence[dict[str, Any]], marks: Marks, rubric: str) -> NotebookNode:
    """Compose the notebook that the instructor sees; what is marked by hand comes first.

    Parameters
    ----------
    released : NotebookNode
        The notebook that the learner was given.
    cells : sequence of dict
        Of the submission, as from `course_utils.grading.marking.read_cells`.
    marks : Marks
    rubric : str
        Markdown; stands beside each written answer.
    """
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    solutions = {grade_id(cell): number for number, cell in reversed(list(enumerate(code, 1)))}
    outputs = {output.number: output for output in marks.outputs}
    checks = {mark.task.check_id: mark for mark in marks.tasks}
    tasks = {mark.task.name for mark in marks.tasks}
    written = {answer.task.name: answer for answer in marks.written}

    notebook = copy.deepcopy(released)
    blocks: list[list[NotebookNode]] = [[]]
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            blocks.append([])
        blocks[-1].append(cell)
        name = grade_id(cell)
        if name in checks:
            cell.outputs = [_text(_told(checks[name]))]
        elif name in tasks:
            number = solutions.get(name)
            cell.source = printable(cut(code[number - 1]["source"])) if number else "# The submission has no such cell."
            cell.outputs = _outputs(outputs.get(number))
        elif name in written:
            cell.source = _answer(written[name])
            cell.metadata["answer"] = fingerprint(written[name].text)
            if rubric:
                blocks[-1].append(new_markdown_cell(rubric, id=f"rubric-{len(blocks)}"))
    blocks.sort(key=lambda block: not any(grade_id(cell) in written for cell in block))
    notebook.cells = [cell for block in blocks for cell in block]
    return notebook


def fingerprint(text: str) -> str:
    """Tell a written answer from a later one."""
    return sha256(text.encode("utf-8", "surrogatepass"))


def fingerprints(cells: Sequence[dict[str, Any]]) -> Mapping[Any, str]:
    """Read from a sheet which written answers it shows: grade id and fingerprint."""
    return {grade_id(cell): cell["metadata"]["answer"] for cell in cells if "answer" in cell["metadata"]}


def _answer(answer: WrittenAnswer) -> str:
    """Markdown that shows a text as it was typed: a block of code, whose fence is longer than any in the text."""
    if not answer.text:
        return "*Nothing is written here.*"
    text = printable(cut(answer.text))
    fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", text))])
    return f"*{len(text.split())} words; about {answer.task.words} were asked for.*\n\n{fence}\n{text}\n{fence}"


def _told(mark: TaskMark) -> str:
    details = (f"{label}: {value}" for label, value in mark.verdict.details)
    return "\n".join([f"{mark.points:g} of {mark.of:g} points. {mark.verdict.message}", *details])


def _text(text: str, stream: str = "stdout") -> NotebookNode:
    return new_output("stream", name=stream, text=printable(text) + "\n")


def _outputs(output: Output | None) -> list[NotebookNode]:
    if output is None:
        return []
    found = [_text(output.text)] if output.text else []
    for picture in output.pictures:
        found.append(new_output("display_data", {"image/png": base64.b64encode(picture).decode()}))
    return [*found, _text(output.error, "stderr")] if output.error else found
