"""`course.py build`: the same lesson gives the same bytes, and only what belongs into a stored output is stored."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course_utils.commands import build


@pytest.fixture
def lesson(tmp_path):
    path = tmp_path / "07_a_lesson.ipynb"
    cells = [
        new_markdown_cell("# Lesson", id="title"),
        new_code_cell("import os\nos.path.exists(os.environ['COURSE_PROGRESS'])", id="progress"),
        new_code_cell("import ipywidgets\nipywidgets.IntSlider()", id="slider", metadata={"tags": ["kept"]}),
    ]
    nbformat.write(new_notebook(cells=cells, metadata={"title": "kept", "widgets": {"state": {}}}), path)
    return path


def test_a_lesson_is_run_and_stored_in_the_same_bytes_each_time(lesson):
    build.build(lesson)
    first = lesson.read_bytes()
    build.build(lesson)
    assert lesson.read_bytes() == first
    assert b"\r" not in first
    assert first.endswith(b"}\n")

    stored = json.loads(first)
    assert [cell["id"] for cell in stored["cells"]] == ["title", "progress", "slider"]
    assert stored["metadata"] == {"title": "kept"} | build.METADATA
    # No progress of the author's: the file that the lesson is given does not exist yet.
    assert stored["cells"][1]["outputs"][0]["data"] == {"text/plain": ["False"]}
    assert stored["cells"][2]["metadata"] == {"tags": ["kept"]}
    assert list(stored["cells"][2]["outputs"][0]["data"]) == ["text/plain"]


def test_a_lesson_with_an_error_is_not_stored(lesson):
    notebook = nbformat.read(lesson, as_version=4)
    notebook.cells.append(new_code_cell("1 / 0", id="wrong"))
    nbformat.write(notebook, lesson)
    before = lesson.read_bytes()
    with pytest.raises(SystemExit, match=r"07_a_lesson\.ipynb was not stored, because a cell of it fails"):
        build.build(lesson)
    assert lesson.read_bytes() == before


def test_lessons_are_chosen_by_their_number(lesson):
    other = lesson.with_name("08_other.ipynb")
    other.touch()
    assert build.lessons(lesson.parent) == [lesson, other]
    assert build.lessons(lesson.parent, "08") == [other]
    with pytest.raises(SystemExit, match="There is no lesson 09"):
        build.lessons(lesson.parent, "09")
