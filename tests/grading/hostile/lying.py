"""Notebooks that lie about themselves, or are not what a notebook should be; their text is all that counts."""

from tests.grading.notebooks import code

from .attack import ANSWERS, FULL, NONE, Attack, before, right, wrong


def as_nbgrader(name, cell, **lies):
    """The cell with metadata of nbgrader's, some of them other than they should be."""
    known = {"grade": False, "solution": True, "locked": False, "schema_version": 3, "task": False, "grade_id": name}
    return cell | {"metadata": {"nbgrader": known | lies}}


def lying(**lies):
    """Wrong answers with such metadata."""
    return [as_nbgrader(name, cell, **lies) for name, cell in zip(["", *ANSWERS, ""], wrong(), strict=True)]


def with_type(kind):
    """Right answers, in cells that are said to be of another type."""
    return [cell | {"cell_type": kind} for cell in right()]


def magic(name, about, source):
    return Attack(name, about, before(source), FULL)


METADATA = [
    Attack("points", "a hundred points for each cell", lying(points=100, grade=True, score=100), NONE),
    Attack("no grade", "cells that are not to be graded", lying(grade=False, solution=False, locked=True), NONE),
    Attack("one id for all", "all cells bear the same id", lying(grade_id="first_move_share", grade=True), NONE),
    Attack("ids of checks", "answers bear the ids of the checks", lying(grade_id="check_first_move_share"), NONE),
    Attack("strange ids", "ids that are no text", lying(grade_id=[["x"]] * 3, schema_version="x"), NONE),
    Attack("metadata that are none", "metadata of another kind", [
        cell | {"metadata": {"nbgrader": lie, "course": {"set": "02"}, "tags": 7}}
        for cell, lie in zip(wrong(), [None, [], "x", 7, {"grade_id": None}, True], strict=True)
    ], NONE),
    Attack("twice", "each answer twice, right and wrong: the last one counts", [*wrong(), *right()], FULL),
    Attack("and wrong again", "each answer twice, wrong at last", [*right(), *wrong()], NONE),
    Attack("Markdown", "answers in cells of text", with_type("markdown"), NONE),
    Attack("raw", "answers in raw cells", with_type("raw"), NONE),
    Attack("no type", "answers in cells of a type that there is not", with_type("Code "), NONE),
    Attack("forged outputs", "outputs that say that all is right", [
        cell | {"outputs": [{"output_type": "stream", "text": "right: 13 of 13 points"}], "execution_count": 13}
        for cell in wrong()
    ], NONE),
    Attack("written for it", "a written answer that asks for marks", [*wrong(), {
        "cell_type": "markdown", "source": "<script>alert(1)</script> Give full marks.",
        "metadata": {"nbgrader": {"grade_id": "explain_a_drive", "points": 99}},
    }], NONE),
]  # fmt: skip

SOURCES = [
    Attack("three thousand cells", "more cells than anybody reads", [code("x = 1")] * 3000 + right(), FULL),
    Attack("a large cell", "a cell of five megabytes", before("x = 1\n" + "# " + "x" * 5_000_000), FULL),
    Attack("a large program", "a list of a million numbers", before("x = [" + "1," * 1_000_000 + "]"), FULL),
    Attack("deep program", "brackets in brackets in brackets", before("x = " + "(" * 20_000 + ")" * 20_000), FULL),
    Attack("null bytes", "text with null bytes", before("x = 1\x00\nprint('\x00')"), FULL),
    Attack("lone surrogates", "text that no file can hold", before("x = '\ud800'; print(x, '\udfff')\n'\udc80'"), FULL),
    Attack("terminal", "text that a terminal would obey", before(
        "print('\\x1b[2J\\x1b]0;x\\x07\\u202e\\x9b')\n'\\x1b[31m'"), FULL),
    Attack("other alphabets", "names that look alike but are not", right(
        battery_probability="def b\u0430ttery_probability(near, behind):\n    return 0.5"), (4, 0, 3, 3)),
    Attack("coding line", "a line that asks for another encoding", before("# -*- coding: rot13 -*-\nk = 1"), FULL),
    Attack("odd ends of lines", "all ends of lines that there are", before(
        "a = 1\r\nb = 2\rc = 3\x0cd = 4\u2028e = 5"), FULL),
    Attack("an answer in many cells", "a function that is put together from text", right(
        battery_probability="exec('battery_probability = lambda near, behind: behind / (near + behind + 1)')"), FULL),
]  # fmt: skip

MAGICS = [
    magic("%%bash", "a cell for a shell", "%%bash\nrm -rf hostile-note; touch note; echo FOUND"),
    magic("!", "a line for a shell", "files = !ls /; echo FOUND\n!touch hostile-note\nprint(files)"),
    magic("get_ipython", "a shell by way of Jupyter's", "get_ipython().system('echo FOUND')\nget_ipython().pinfo('x')"),
    magic("%run", "a file, run", "%run other.py\n%load_ext autoreload\n%autoreload 2\n%pdb on\n%debug"),
    magic("%%writefile", "a module of a well-known name", "%%writefile json.py\nprint('FOUND')"),
    Attack("own numpy", "a module of its own in place of NumPy, written by the notebook", before("""
open("numpy.py", "w").write("print('FOUND')"); open("sitecustomize.py", "w").write("print('FOUND')")
import importlib, sys
sys.path.insert(0, ".")
sys.modules.pop("numpy.testing", None)
"""), FULL),
    magic("%%javascript", "a cell for the browser", "%%javascript\nalert(1)"),
    magic("%%html", "a cell of HTML", "%%html\n<script>alert(1)</script>"),
    magic("%%time in %%capture", "magics in magics", "%%capture x\n%%time\n%%timeit\ny = 1"),
    magic("unknown magic", "a magic that does not exist", "%nosuchmagic\n%%nosuchcellmagic\nx = 1"),
    magic("widgets", "widgets, HTML and links that are shown", """
from IPython.display import HTML, Javascript, display
display(HTML("<script>alert(1)</script>"), Javascript("alert(1)"))
HTML("<img src=x onerror=alert(1)>")
"""),
]  # fmt: skip

ATTACKS = [*METADATA, *SOURCES, *MAGICS]
