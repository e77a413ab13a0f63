"""Notebooks that misbehave: each costs itself points, and nothing else."""

import json
import os
import sys
from html import escape

import pytest

from course_utils.grading.learner import Learner
from course_utils.grading.process import Limits, PlainChild, StartError

from .notebooks import code, marked, solved

SHORT = Limits(call=3, task=4)  # only what never ends meets them


def test_a_cell_that_raises_is_noted_and_the_rest_goes_on():
    cells = [code("1 / 0"), code("import sys\nsys.exit(3)"), *solved()]
    _, marks, page = marked(cells)
    assert marks.points == 13
    assert marks.troubles == (("1 / 0", "ZeroDivisionError: division by zero"), ("import sys", "SystemExit: 3"))
    assert "ZeroDivisionError" in page


@pytest.mark.parametrize(
    ("source", "then"),
    [
        ("%matplotlib inline\n!ls\nfiles = !ls\nworld?\n%pip install x\nx = 3", "(files, x) == ([], 3)"),
        ("%matplotlib inline\nz = (1700\n% 1000)\ndisplay(z)", "z == 700"),
        ('%matplotlib inline\nsaid = """\n%d goals\nwhy?\n"""', 'said == "\\n%d goals\\nwhy?\\n"'),
        ("%time f = lambda: 3\ny = %time f()", "(f(), y) == (3, 3)"),
        ("for n in range(3):\n    %time last = n", "last == 2"),
        ("\n%%time\n!ls\ny = 4", "y == 4"),
        ("%%capture said\ny = 5", "y == 5"),
        ("y = 6\n%timeit y = 7", "y == 6"),
        ("%%bash\nif true; then echo; fi", "True"),
        ("import asyncio\nawait asyncio.sleep(0)\ny = 8", "y == 8"),
        ("import asyncio\n%time await asyncio.sleep(0, 9)", "True"),
        ("get_ipython().run_line_magic('load_ext', 'autoreload')\nget_ipython().set_next_input('')", "True"),
    ],
)
def test_what_only_jupyter_understands_is_run_or_skipped(source, then):
    with Learner([source, f"found = bool({then})"]) as learner:
        (answer,) = learner.answers("found", [None])
    assert not any(output.error for output in learner.outputs.values())
    assert answer.value is True


def test_a_cell_that_is_no_python_is_a_trouble_of_its_own():
    with Learner(["x = (", "found = 1"]) as learner:
        assert learner.answers("found", [None])[0].value == 1
    assert learner.outputs[0].error.startswith("SyntaxError")


def test_what_the_classroom_shows_does_nothing_and_records_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.sqlite3"))
    cells = [
        code("from course_utils.classroom import check, debate, hint, predict, quiz, reveal, warm_up"),
        code("quiz('no such question')\npredict(1)\nreveal()\ndebate(1)\nwarm_up()\nhint('x')"),
        code("check('01.battery_probability')"),
        code("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\nprint(input())"),
    ]
    _, marks, _ = marked(cells)
    assert marks.troubles == (("import matplotlib.pyplot as plt", "EOFError: EOF when reading a line"),)
    assert not (tmp_path / "progress.sqlite3").exists()


def test_an_endless_function_costs_its_task_alone():
    tasks, marks, page = marked(
        solved(first_move_share="def first_move_share(rewards, discount, move):\n    while True: print('more')"),
        limits=SHORT,
    )
    assert tasks["first_move_share"].points == 0
    assert "did not come to an end: it took longer than 3 seconds" in page
    assert marks.points == 9


def test_many_calls_that_are_slow_together_are_told_so():
    slow = "import time\ndef f(x):\n    time.sleep(0.2)\n    return x"
    with Learner([slow], limits=Limits(call=5, task=0.9)) as learner:
        answers = learner.answers("f", [(n,) for n in range(20)])
        assert {answer.text for answer in answers if answer.status == "stopped"} == {
            "its 20 calls together took longer than 0.9 seconds"
        }
        assert answers[0].value == 0


def test_running_the_cells_takes_nothing_from_the_time_of_a_task():
    with Learner(["import time\ntime.sleep(1.5)", "f = abs"], limits=Limits(task=1)) as learner:
        assert learner.answers("f", [(-1,)])[0].value == 1


@pytest.mark.parametrize("strange", ["\ud800", "\x1b[2J", "\r", "\x9b"])
def test_what_a_terminal_would_obey_and_no_file_can_hold_is_taken_out(strange):
    raises = f"def f():\n    raise ValueError({strange!r} + 'x\\ny')"
    with Learner([f"raise ValueError({strange!r} + 'x')", raises, f"# {strange}\n1 +"]) as learner:
        (answer,) = learner.answers("f", [()])
    assert answer.text.startswith("ValueError: ")
    texts = answer.text, *(output.error for output in learner.outputs.values() if output.error)
    assert len(texts) == 3
    for text in texts:
        assert strange not in text
        text.encode()


def test_an_endless_cell_is_left_out():
    right = "def battery_probability(near, behind):\n    return behind / (near + behind + 1)"
    cells = [code("x = 1"), code("while True:\n    pass"), code(right)]
    tasks, marks, _ = marked(cells, limits=Limits(cell=4))
    assert tasks["battery_probability"].points == 3
    assert marks.troubles == (("while True:", "left out, because it took longer than 4 seconds"),)


def test_after_three_cells_without_an_end_no_more_are_tried():
    die = "import os\nos._exit(0)"
    _, marks, _ = marked([code(die)] * 4 + [code("battery_probability = None")])
    assert [why for _, why in marks.troubles] == ["left out, because it ended Python"] * 3 + [
        "left out, because 3 cells before it did not come to an end"
    ] * 2


def test_ending_python_in_a_function_costs_its_task_alone():
    tasks, marks, _ = marked(
        solved(battery_probability="import os\ndef battery_probability(near, behind):\n    os._exit(0)")
    )
    assert "it ended Python" in tasks["battery_probability"].verdict.message
    assert marks.points == 10


def test_what_is_printed_is_never_taken_for_an_answer():
    forged = json.dumps({"status": "given", "value": 0.5, "text": ""})
    source = f"""
import os, sys
def battery_probability(near, behind):
    print({forged!r}); sys.stderr.write("x" * 100_000); os.write(1, b'{{"status": "given"}}\\n' * 1000)
    sys.__stdout__.write("more"); os.system("echo from another program")
    return behind / (near + behind + 1)
"""
    assert marked(solved(battery_probability=source))[1].points == 13


@pytest.mark.parametrize(
    "value",
    [
        "'x' * 20_000_000",
        "[[]] * (3_000_000 if near == 3 else 0)",
        "10**5000",
        "nest()",
        "object()",
        "print",
        "{1: {2: {print}}}",
        "np.array([object()])",
        "type('L', (list,), {'__iter__': None})()",
    ],
)
def test_an_answer_that_is_not_plain_or_huge_is_no_answer(value):
    nest = "def nest():\n    x = []\n    x.append(x)\n    return x\n"
    tasks, marks, _ = marked(
        solved(battery_probability=f"{nest}def battery_probability(near, behind):\n    return {value}")
    )
    assert tasks["battery_probability"].points == 0
    assert tasks["battery_probability"].verdict.kind == "wrong type"
    assert marks.points == 10


def test_a_forged_line_is_no_answer():
    """A learner who finds the pipe can write what they like into it; it stays data, or it is nothing."""
    source = """
import gc, io
def battery_probability(near, behind):
    for pipe in gc.get_objects():
        if isinstance(pipe, io.TextIOWrapper) and isinstance(pipe.name, int) and pipe.name > 2 and pipe.writable():
            pipe.write("[" * 100_000 + "\\n")
            pipe.flush()
"""
    tasks, marks, _ = marked(solved(battery_probability=source))
    assert tasks["battery_probability"].points == 0
    assert marks.points == 10


def test_html_in_an_answer_is_shown_as_text():
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    cells = solved(
        battery_probability=f"def battery_probability(near, behind):\n    raise ValueError({evil!r})",
        goal_for_off=f"goal_for_off = {{{evil!r}: 1}}",
        terminal_or_instrumental=f"terminal_or_instrumental = {{{evil!r}}}",
        explain_a_drive=f"{evil} [click](javascript:alert(3)) ![x](http://example.org/x.png)",
    )
    _, _, page = marked([code(f"'{evil}'; 1 / 0"), *cells])
    assert page.count(escape(evil)) >= 4
    assert "<script" not in page
    assert "<img" not in page
    assert 'href="http' not in page
    assert "default-src 'none'" in page


def test_a_process_that_does_not_start():
    with pytest.raises(StartError, match=r"did not start: it ended Python\. Run `course.py test`"):
        PlainChild([sys.executable, "-c", "import nothing_of_this_name"])


@pytest.mark.parametrize(
    ("cells", "name", "is_cut"),
    [
        (["f = abs"], "f", False),
        (["def f(x):\n    return object()"], "f", False),
        (["import time\ntime.sleep(9)", "f = abs"], "f", True),
        (["import os\nos._exit(0)", "f = abs"], "f", True),
        (["import time\ndef f(x):\n    time.sleep(9)"], "f", True),
        (["import os\ndef f(x):\n    os._exit(0)"], "f", True),
    ],
)
def test_what_a_busy_machine_may_have_done_is_noted(cells, name, is_cut):
    with Learner(cells, limits=Limits(cell=2, call=1, task=3)) as learner:
        learner.answers(name, [(1,)])
    assert learner.was_cut == is_cut


def test_what_cells_show_is_kept_up_to_a_size(monkeypatch):
    monkeypatch.setattr("course_utils.grading.learner.MOST_SHOWN", 100)
    with Learner(["print('x' * 60)", "print('y' * 60)", "x = 1"]) as learner:
        learner.run()
    assert [output.text for output in learner.outputs.values()] == ["x" * 60 + "\n", "", ""]


def test_each_run_begins_in_an_empty_folder_that_is_gone_afterwards():
    source = "import os\nprint(os.getcwd(), os.listdir('.'))\nopen('note', 'w').write('x');"
    shown = []
    for _ in range(2):
        with Learner([source]) as learner:
            learner.run()
        shown.append(learner.outputs[0].text.split(maxsplit=1))
    (first, listed), (second, listed_too) = shown
    assert (listed, listed_too) == ("[]\n", "[]\n")
    assert first != second
    assert not os.path.exists(first)
