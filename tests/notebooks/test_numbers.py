"""Each computed number in the text of a lesson or of a solved exercise set is computed again and compared."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course_utils.commands import build

from .content import ROOT
from .numbers import computed, disagreement, uncommented

NOTEBOOKS = sorted([*ROOT.glob("notebooks/[0-9]*.ipynb"), *ROOT.glob("solutions/*/*_exercises.ipynb")])

# Runs as the last cell of the notebook; a format, or the type and the text of the error, for each expression.
EVALUATE = """
def _evaluate(expression, spec):
    try:
        return [format(eval(expression, get_ipython().user_ns), spec), None]
    except Exception as error:
        return [None, f"{type(error).__name__}: {error}"]

print(__import__("json").dumps([_evaluate(*pair) for pair in %r]))
"""


def disagreements(notebook, name, folder):
    """Run a notebook and list the numbers in its text that are not what their computation gives."""
    numbers = [
        (index, cell.id, *number)
        for index, cell in enumerate(notebook.cells)
        if cell.cell_type == "markdown"
        for number in computed(cell.source)
    ]
    if not numbers:
        return []
    pairs = [(expression, spec) for *_, expression, spec in numbers if expression]
    notebook.cells.append(new_code_cell(EVALUATE % (pairs,)))
    build.execute(notebook, folder)
    values = {(None, None): [None]} | dict(zip(pairs, json.loads(notebook.cells[-1].outputs[-1].text), strict=True))
    found = [(index, id, disagreement(before, *pair, *values[*pair])) for index, id, before, *pair in numbers]
    return [f"{name}, cell {index} ({id}): numbers: {what}" for index, id, what in found if what]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_computed_number_in_the_text_is_what_the_notebook_gives(path):
    assert disagreements(nbformat.read(path, as_version=4), path.name, path.parent) == []


def test_a_number_that_the_notebook_does_not_give_is_named_with_its_place(tmp_path):
    text = (
        "It is 0.64<!-- = share, .2f --> or 65 %<!-- = 100 * share, .0f -->, of 12,000<!-- = runs, ,d --> runs. "
        "Below −1.5<!-- = -share - 0.86, .1f --> it is none<!-- = share, .2f -->; 7<!-- = missing, d -->."
    )
    cells = [new_code_cell("share, runs = 0.64, 12_000"), new_markdown_cell(text, id="text")]
    first, second, third = disagreements(new_notebook(cells=cells), "07_a.ipynb", tmp_path)
    assert first == (
        "07_a.ipynb, cell 1 (text): numbers: the text says 65 %, but 100 * share is 64; correct the text or the "
        "expression"
    )
    assert "no number stands right before <!-- = share, .2f -->" in second
    assert "<!-- = missing, d --> cannot be computed in the executed notebook (NameError: name 'missing'" in third


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.64<!-- = x, .2f -->", "0.64"),
        ("a share of 64 %<!-- = 100 * x, .0f -->", "64"),
        ("64%<!-- = x, .0% -->", "64%"),
        ("64 %<!-- = x, .0% -->", "64%"),
        ("1,234,567.5<!-- = x, ,.1f -->", "1,234,567.5"),
        ("−3<!-- = x, d -->", "-3"),
        ("between 0.2–0.3<!-- = x, .1f -->", "0.3"),
        ("+0.30<!-- = x, +.2f -->", "+0.30"),
        ("3<!-- = max(1, x, 2), d -->", "3"),
    ],
)
def test_a_number_agrees_with_its_format(text, value):
    ((before, expression, spec),) = computed(text)
    assert disagreement(before, expression, spec, value) is None
    assert "the text says" in disagreement(before, expression, spec, value + "1")


def test_a_comment_without_a_format_is_named():
    ((before, *parts),) = computed("0.64<!-- = share -->")
    assert "needs an expression, a comma" in disagreement(before, *parts, None)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("In 2016 two of 36 agents, 0.9<!-- given --> and 5 %<!-- given -->.", []),
        ("Half is 0.5<!-- = 1 / 2, .1f -->, a third 0.33.", ["0.33"]),
        ("**0.5**<!-- given -->", ["0.5"]),
        ("They found 37.5 % and 120 cases (p. 3).<!-- src: a --> We found 40 %.", ["40 %"]),
        ("They found 37.5 %<!-- src: a --> and 120 cases.", ["120"]),
        ("Others found 12 per cent. That is much.<!-- src: a -->", ["12 per cent"]),
        ("- one in 0.5\n- two<!-- src: a -->", ["0.5"]),
        ("| 0.5 | 1,000 |", ["0.5", "1,000"]),
        ("<details>\n\n100 runs\n\n</details>", ["100"]),
        ("`0.5` $0.5$ [a](b/0.5) arXiv:1912.01683 <img alt='0.5'> https://a.b/0.5", []),
        ("```python\nx = 0.5\n```", []),
        ("GPT-3.5, 3.11 and 1.2.3", ["3.11"]),
    ],
)
def test_a_number_without_origin_is_found(text, numbers):
    found = uncommented(text, {"a"})
    assert [what.split(" comes from")[0].removeprefix("nothing says where ") for what in found] == numbers
