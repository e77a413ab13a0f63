"""Set 1 and notebooks of it, for the tests of marking."""

from pathlib import Path

from course_utils.grading.marking import grade_id, mark, read_cells
from course_utils.grading.page import feedback_page
from course_utils.grading.tasks import load_set
from tests.conftest import solutions

ROOT = Path(__file__).resolve().parents[2]
SET = solutions() / "01_what_is_instrumental_convergence"
NOTEBOOK = f"{SET.name}_exercises.ipynb"
TASKS = load_set(SET)


def code(source):
    return {"cell_type": "code", "source": source, "metadata": {}}


def solved(**changed):
    """The solved notebook, with other sources in the cells that have these grade ids."""
    cells = read_cells(SET / NOTEBOOK)
    assert changed.keys() <= {grade_id(cell) for cell in cells}
    return [cell | {"source": changed.get(grade_id(cell), cell["source"])} for cell in cells]


def marked(cells, **options):
    """Marks, as a dict of name to TaskMark, and the page."""
    marks = mark(TASKS, cells, **options)
    page = feedback_page(marks, "Title", {}, (SET / "rubric.md").read_text(encoding="utf-8"))
    return {found.task.name: found for found in marks.tasks}, marks, page
