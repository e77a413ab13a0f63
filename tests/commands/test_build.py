"""`course.py build`: the same lesson gives the same bytes, and only what belongs into a stored output is stored."""

import json
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from course_utils.commands import build

WIDGET = """
import ipywidgets
class Slider(ipywidgets.IntSlider):
    def _repr_mimebundle_(self, **options):
        return super()._repr_mimebundle_(**options) | {"text/plain": "a slider", "text/html": "<p>a slider</p>"}
Slider()
"""


@pytest.fixture
def lesson(tmp_path):
    path = tmp_path / "07_a_lesson.ipynb"
    cells = [
        new_markdown_cell("# Lesson", id="title"),
        new_code_cell("import os\nos.path.exists(os.environ['COURSE_PROGRESS'])", id="progress"),
        new_code_cell(WIDGET.strip(), id="slider", metadata={"tags": ["kept"]}),
        new_code_cell("for number in range(3):\n    print(number, flush=True)", id="stream"),
    ]
    nbformat.write(new_notebook(cells=cells, metadata={"title": "kept", "widgets": {"state": {}}}), path)
    return path


def add(lesson, source):
    notebook = nbformat.read(lesson, as_version=4)
    notebook.cells.append(new_code_cell(source, id="added"))
    nbformat.write(notebook, lesson)
    return lesson.read_bytes()


def test_a_lesson_is_run_and_stored_in_the_same_bytes_each_time(lesson):
    build.build(lesson)
    first = lesson.read_bytes()
    build.build(lesson)
    assert lesson.read_bytes() == first
    assert b"\r" not in first
    assert first.endswith(b"}\n")

    stored = json.loads(first)
    assert [cell["id"] for cell in stored["cells"]] == ["title", "progress", "slider", "stream"]
    assert [cell["execution_count"] for cell in stored["cells"][1:]] == [1, 2, 3]
    assert stored["metadata"] == {"title": "kept"} | build.METADATA
    # No progress of the author's: the file that the lesson is given does not exist yet.
    assert stored["cells"][1]["outputs"][0]["data"] == {"text/plain": ["False"]}
    assert stored["cells"][2]["metadata"] == {"tags": ["kept"]}
    assert stored["cells"][2]["outputs"][0]["data"] == {"text/html": ["<p>a slider</p>"], "text/plain": ["a slider"]}
    (stream,) = stored["cells"][3]["outputs"]  # in one piece, however it came
    assert stream["text"] == ["0\n", "1\n", "2\n"]


def test_a_lesson_with_an_error_is_not_stored(lesson):
    before = add(lesson, "1 / 0")
    with pytest.raises(SystemExit, match=r"07_a_lesson\.ipynb was not stored, because a cell of it fails"):
        build.build(lesson)
    assert lesson.read_bytes() == before


def test_a_lesson_whose_output_may_not_be_stored_is_left_as_it_was(lesson):
    before = add(lesson, "import sys\nprint('look out', file=sys.stderr)\nobject()")
    with pytest.raises(SystemExit) as refused:
        build.build(lesson)
    first, second = str(refused.value).splitlines()
    assert first.startswith("07_a_lesson.ipynb was not stored: cell 4 (added): it writes to stderr ('look out')")
    assert second.startswith("07_a_lesson.ipynb was not stored: cell 4 (added): it shows an address in memory (0x")
    assert lesson.read_bytes() == before


@pytest.mark.parametrize("text", ["", '{"cells": [', "{}", "[]"])
def test_what_is_no_notebook_is_refused_and_left_as_it_is(lesson, text):
    lesson.write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit, match=r"^07_a_lesson\.ipynb cannot be read as a notebook"):
        build.build(lesson)
    assert lesson.read_text(encoding="utf-8") == text


def test_a_lesson_that_ends_python_or_never_ends_is_not_stored(lesson, monkeypatch):
    before = add(lesson, "import os\nos._exit(0)")
    with pytest.raises(SystemExit, match=r"07_a_lesson\.ipynb was not stored, because Python ended while"):
        build.build(lesson)
    assert lesson.read_bytes() == before
    monkeypatch.setattr(build, "LONGEST", 2)
    notebook = nbformat.read(lesson, as_version=4)
    notebook.cells[-1].source = "import time\ntime.sleep(60)"
    nbformat.write(notebook, lesson)
    before = lesson.read_bytes()
    with pytest.raises(SystemExit, match="was not stored, because a cell of it takes longer than 2 seconds"):
        build.build(lesson)
    assert lesson.read_bytes() == before


@pytest.fixture
def full(monkeypatch):
    """A disk that is full when half of a file is written."""

    def write_half(path, content):
        with path.open("wb") as file:
            file.write(content[: len(content) // 2])
        raise OSError("no space left")

    monkeypatch.setattr(Path, "write_bytes", write_half)
    monkeypatch.setattr(Path, "write_text", lambda path, content, **_: write_half(path, content.encode()))


def test_what_cannot_be_written_whole_leaves_the_old_file(lesson, full):
    (lesson.parent / "claims.md").touch()
    before = lesson.read_bytes()
    with pytest.raises(OSError, match="no space left"):
        build.build(lesson)
    assert lesson.read_bytes() == before
    with pytest.raises(OSError, match="no space left"):
        build.write_claims(lesson.parent)
    assert (lesson.parent / "claims.md").read_bytes() == b""


def test_a_bank_with_a_fault_is_told_and_the_page_of_claims_stays(tmp_path, monkeypatch):
    from course_utils.classroom import bank

    def broken():
        raise bank.BankError("bank/lessons/01.yaml, claim 01.x: it has no status")

    monkeypatch.setattr(bank, "bank", broken)
    with pytest.raises(SystemExit, match=r"claims\.md was not written: bank/lessons/01\.yaml, claim 01\.x"):
        build.write_claims(tmp_path)
    assert not (tmp_path / "claims.md").exists()


def html(text):
    return new_output("display_data", data={"text/html": text, "text/plain": "x"})


def plain(text):
    return new_output("execute_result", data={"text/plain": text})


@pytest.mark.parametrize(
    ("output", "rule"),
    [
        (new_output("stream", name="stderr", text="a warning"), "it writes to stderr"),
        (plain("<function f at 0x7f2a5c0d3e20>"), "it shows an address in memory (0x7f2a5c0d3e20)"),
        (html("at 0x7f2a5c0d3e20"), "it shows an address in memory"),
        (plain(f"PosixPath('{build.ROOT}/notebooks')"), "it shows a folder of this computer"),
        (new_output("stream", text=f"in {sys.prefix}"), "it shows a folder of this computer"),
        (html(f"<code>{Path.home()}</code>"), "it shows a folder of this computer"),
        (new_output("display_data", data={build.VIEW: {}, "text/plain": "x"}), "its widget has no fallback"),
        (html("<p>a</p><STYLE>p { color: red }</STYLE>"), "its HTML needs <STYLE>"),
        (html("<input type='radio'>"), "its HTML needs <input>"),
        (html("<svg viewBox='0 0 1 1'></svg>"), "its HTML needs <svg>"),
    ],
)
def test_what_may_not_be_stored_is_named_with_its_cell(output, rule):
    (what,) = build.refusals(new_notebook(cells=[new_markdown_cell("a"), new_code_cell("b", id="b", outputs=[output])]))
    assert what.startswith(f"cell 1 (b): {rule}")


@pytest.mark.parametrize(
    "output",
    [
        plain("0x10, 0.5 and 1/2 of /dev/null"),
        html('<img alt="a bar" src="data:image/png;base64,AAAA/0x7f2a5c0d3e20/AA==">'),
        html("<details><summary>Answer</summary><table><tr><td>1</td></tr></table></details>"),
        new_output("display_data", data={build.VIEW: {}, "text/html": "<p>a</p>", "text/plain": "a"}),
        new_output("stream", text="fine"),
    ],
)
def test_what_may_be_stored_is_not_refused(output):
    assert build.refusals(new_notebook(cells=[new_code_cell("a", outputs=[output])])) == []


def test_notebooks_are_chosen_by_their_number(tmp_path):
    names = ["notebooks/07_a.ipynb", "notebooks/08_b.ipynb", "solutions/07_a/07_a_exercises.ipynb", "notebooks/x.ipynb"]
    first, second, solved, other = (tmp_path / name for name in names)
    for path in (first, second, solved, other):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert build.notebooks(tmp_path) == [first, second, solved]
    assert build.notebooks(tmp_path, "07") == [first, solved]
    exam = tmp_path / "solutions" / "51_exam" / "51_exam_exercises.ipynb"
    exam.parent.mkdir()
    exam.touch()
    assert build.notebooks(tmp_path, "51") == [exam]
    exam.unlink()
    with pytest.raises(SystemExit, match=r"There is no lesson 09 in notebooks/; it has 07, 08\."):
        build.notebooks(tmp_path, "09")
    with pytest.raises(SystemExit, match=r"There is no lesson in notebooks/; it has none yet\."):
        build.notebooks(tmp_path / "solutions")


def test_the_page_of_claims_comes_from_the_bank(tmp_path):
    from course_utils.classroom.bank import bank

    build.write_claims(tmp_path)
    text = (tmp_path / "claims.md").read_text(encoding="utf-8")
    assert bank().claims
    assert all(f"### {claim}" in text for claim in bank().claims)
