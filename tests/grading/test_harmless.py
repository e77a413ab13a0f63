"""Right is right, however it is written: a hundred and more notebooks that get full marks."""

import json
import shutil

import pytest

from course_utils.grading.marking import mark, read_cells
from course_utils.grading.process import Limits
from course_utils.grading.sandbox.sandbox import Sandbox
from tests.conftest import lacking
from tests.grading import harmless
from tests.grading.harmless import GOAL, LETTERS, PROBABILITY, SHARE
from tests.grading.hostile.attack import ANSWERS
from tests.grading.notebooks import NOTEBOOK, SET, TASKS, code, solved

IMPORTS = """
import functools, math, statistics
from decimal import Decimal
from fractions import Fraction
import numpy as np
from course_utils.decisions.worlds import small
world = small.battery(3, 7)
"""
LIMITS = Limits(cell=20, call=10, task=20, notebook=120)


@pytest.fixture(scope="module")
def start():
    if not shutil.which("bwrap"):
        lacking("bubblewrap is not installed, so right answers were not run behind walls.")
    statements = ["import numpy", "import matplotlib.pyplot", "from course_utils.decisions.worlds import small"]
    with Sandbox(statements, LIMITS) as sandbox:
        yield sandbox.start


def notebook(first="", last="", **changed):
    return [code(text) for text in (IMPORTS, first, *(ANSWERS | changed).values(), last) if text]


def function(name, parameters, body):
    return f"def {name}({parameters}):\n    {body.strip()}"


VARIANTS = (
    {f"share: {name}": {SHARE: function(SHARE, "rewards, discount, move", body)}
     for name, body in harmless.SHARES.items()}
    | {f"number: {name}": {PROBABILITY: function(PROBABILITY, "near, behind", f"return {value}")}
       for name, value in harmless.NUMBERS.items()}
    | {f"function: {name}": {PROBABILITY: source} for name, source in harmless.FUNCTIONS.items()}
    | {f"goal: {name}": {GOAL: source} for name, source in harmless.GOALS.items()}
    | {f"letters: {name}": {LETTERS: source} for name, source in harmless.SETS.items()}
    | {f"before: {name}": {"first": source} for name, source in harmless.FIRST.items()}
    | {f"after: {name}": {"last": source} for name, source in harmless.LAST.items()}
)  # fmt: skip


def test_there_are_a_hundred_and_more():
    assert len(VARIANTS) > 100


@pytest.mark.parametrize("name", VARIANTS)
def test_a_right_answer_gets_full_marks(name, start):
    assert_full(notebook(**VARIANTS[name]), start)


def assert_full(cells, start):
    marks = mark(TASKS, cells, start=start, limits=LIMITS)
    assert {one.task.name: (one.points, one.verdict.message) for one in marks.tasks if one.points < one.of} == {}
    assert marks.points == 13


@pytest.mark.parametrize(
    "arranged",
    [
        lambda cells: [code("\n".join(cell["source"] for cell in cells))],
        lambda cells: [code(line) for line in IMPORTS.strip().splitlines()] + cells[1:],
        lambda cells: [cells[0], *reversed(cells[1:])],
        lambda cells: [*cells, *cells],
        lambda cells: [code(""), *cells, code("\n\n"), {"cell_type": "markdown", "source": "$x$", "metadata": {}}],
        lambda cells: [cell | {"metadata": {"tags": ["x"], "collapsed": True}, "outputs": [{}]} for cell in cells],
    ],
    ids=["in one cell", "many cells", "another order", "twice", "empty cells", "metadata"],
)
def test_cells_may_be_arranged_otherwise(arranged, start):
    assert_full(arranged(notebook()), start)


def written(change):
    """The solved notebook as a file, changed."""
    content = json.loads((SET / NOTEBOOK).read_text(encoding="utf-8"))
    change(content)
    return json.dumps(content).encode()


def by_cell(change):
    return written(lambda content: [change(cell) for cell in content["cells"]])


def joined(cell):
    cell["source"] = "".join(cell["source"])


def windows(cell):
    cell["source"] = [line.replace("\n", "\r\n") for line in "".join(cell["source"]).splitlines(keepends=True)]


def with_outputs(cell):
    if cell["cell_type"] == "code":
        cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["x" * 200_000]}] * 3
        cell["outputs"] += [{"output_type": "display_data", "metadata": {}, "data": {
            "application/vnd.jupyter.widget-view+json": {"model_id": "x"}, "image/png": "A" * 100_000}}]  # fmt: skip


FILES = {
    "version 4.0": written(lambda content: content.update(nbformat_minor=0)),
    "version 4.5": written(lambda content: content.update(nbformat_minor=5)),
    "no ids": by_cell(lambda cell: cell.pop("id", None)),
    "no metadata": by_cell(lambda cell: cell.pop("metadata")),
    "sources as text": by_cell(joined),
    "ends of lines of Windows in the sources": by_cell(windows),
    "outputs of megabytes": by_cell(with_outputs),
    "another kernel": written(lambda content: content.update(metadata={"kernelspec": {"name": "julia-1.9"}})),
    "no metadata at all": written(lambda content: content.pop("metadata")),
    "state of widgets": written(lambda content: content["metadata"].update(widgets={"state": {"x": "y" * 100_000}})),
    "byte order mark": b"\xef\xbb\xbf" + written(lambda content: None),
    "ends of lines of Windows in the file": (SET / NOTEBOOK).read_bytes().replace(b"\n", b"\r\n"),
    "no ASCII": (SET / NOTEBOOK).read_bytes(),
}


@pytest.mark.parametrize("name", FILES)
def test_files_of_other_editors_get_full_marks(name, start, tmp_path):
    file = tmp_path / "x.ipynb"
    file.write_bytes(FILES[name])
    cells = read_cells(file)
    assert len(cells) == len(solved())
    assert_full(cells, start)
