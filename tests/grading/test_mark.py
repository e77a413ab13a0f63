"""`course mark`: the learner's notebook in a process of its own, what it is given, and the page of feedback."""

import json
import os
import shutil
import subprocess
import sys
from html import escape
from pathlib import Path

import pytest

from course_utils.commands import mark as command
from course_utils.grading.marking import grade_id, mark, read_cells
from course_utils.grading.page import feedback_page, inline
from course_utils.grading.process import Child, Limits, StartError
from course_utils.grading.tasks import load_set

ROOT = Path(__file__).resolve().parents[2]
SET = ROOT / "solutions/01_what_is_instrumental_convergence"
NOTEBOOK = f"{SET.name}_exercises.ipynb"
TASKS = load_set(SET)
SHORT = Limits(call=3, task=4)  # only what never ends meets them


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


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """An empty course folder of a learner, in which `course mark` looks."""
    monkeypatch.setattr(command, "ROOT", tmp_path)
    shutil.copytree(SET, tmp_path / "solutions" / SET.name)
    return tmp_path / "my_course"


def lay(mine, cells):
    path = mine / "exercises" / SET.name / NOTEBOOK
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8")
    return path


class Arguments:
    number = "01"


# ---- what is given -----------------------------------------------------------------------------------------------


def test_the_solutions_get_full_marks_and_the_page_shows_what_to_compare():
    tasks, marks, page = marked(solved())
    assert (marks.points, marks.of) == (13, 13)
    assert not marks.troubles
    assert all(found.verdict.is_right for found in tasks.values())
    assert "Take resource acquisition." in page  # the learner's own text
    assert "gardening robot" in page  # the strong sample
    assert "like every living thing" in page  # the weak one
    assert "up to 4" in page


def test_what_was_released_says_not_yet_and_gets_nothing():
    released = read_cells(ROOT / "exercises" / SET.name / NOTEBOOK)
    tasks, marks, page = marked(released, released=released)
    assert marks.points == 0
    assert not marks.troubles
    assert {found.verdict.kind for found in tasks.values()} == {"not yet"}
    assert marks.written[0].text == ""
    assert page.count("Not yet: ") == 5


@pytest.mark.parametrize("place", range(6))
def test_each_wrong_turn_is_told_with_its_own_message(place):
    """Round n takes the n-th wrong turn of each task, all in one notebook."""
    lookup = (
        "from pathlib import Path\nfrom course_utils.grading.tasks import load_set\n"
        f"turns = {{task.name: task.wrong_turns for task in load_set(Path({str(SET)!r})).tasks}}\n"
    )
    turns = {task.name: task.wrong_turns[place] for task in TASKS.tasks if place < len(task.wrong_turns)}
    changed = {name: f"{lookup}{name} = turns[{name!r}][{place}].does" for name in turns}
    tasks, _, page = marked(solved(**changed))
    assert turns
    for name, turn in turns.items():
        found = tasks[name]
        assert inline(turn.message) in page
        assert found.points < found.of
        assert found.verdict.turns == ((turn.id,) if found.task.kind != "property" else ())


def test_a_part_is_given_whole_or_not_at_all():
    """Right on the worked examples (rewards from 0 to 1, no ties), wrong where two moves tie."""
    source = """
def first_move_share(rewards, discount, move):
    worth = rewards[:, [1, 3, 4, 5, 2]]
    worth[:, 4] = (1 - discount) * worth[:, 4] + discount * rewards[:, 6:].max(axis=1)
    return np.mean(worth.argmax(axis=1) == ["off", "A1", "A2", "A3", "battery"].index(move))
"""
    found = marked(solved(first_move_share=source))[0]["first_move_share"]
    assert [(part.name, part.points) for part in found.parts] == [
        ("worked examples", 2), ("edge cases", 0), ("random cases", 1),
    ]  # fmt: skip
    assert found.verdict.kind == "nearly"


def test_a_wrong_turn_is_told_also_when_only_the_worked_examples_show_it():
    """Full reward of the battery, a wrong turn, and a tie decided in another way than the wrong turn decides it."""
    source = """
def first_move_share(rewards, discount, move):
    worth = rewards[:, [1, 3, 4, 5, 2]]
    worth[:, 4] = worth[:, 4] + discount * rewards[:, 6:].max(axis=1)
    if len(rewards) == 3:
        return 0.5
    return np.mean(worth.argmax(axis=1) == ["off", "A1", "A2", "A3", "battery"].index(move))
"""
    found = marked(solved(first_move_share=source))[0]["first_move_share"]
    assert found.verdict.turns == ("sum_beside_rates",)
    assert found.points == 0


def test_marking_twice_gives_the_same_bytes():
    cells = solved(battery_probability="def battery_probability(near, behind):\n    return len({'a', 'b', near})")
    assert marked(cells)[2] == marked(cells)[2]


def test_the_solver_is_out_of_reach_while_the_count_is_marked():
    source = """
def first_move_share(rewards, discount, move):
    return optimal_actions(world, rewards, discount)[:, 0, world.action_to("start", move)].mean()
"""
    found = marked(solved(first_move_share=source))[0]["first_move_share"]
    assert found.points == 0
    assert "optimal_actions" in found.verdict.message


# ---- notebooks that misbehave ------------------------------------------------------------------------------------


def test_a_cell_that_raises_is_noted_and_the_rest_goes_on():
    cells = [code("1 / 0"), code("import sys\nsys.exit(3)"), *solved()]
    _, marks, page = marked(cells)
    assert marks.points == 13
    assert marks.troubles == (("1 / 0", "ZeroDivisionError: division by zero"), ("import sys", "SystemExit: 3"))
    assert "ZeroDivisionError" in page


def test_what_only_jupyter_understands_is_skipped():
    cells = [
        code("%matplotlib inline\n!ls\nfiles = !ls\nworld?\nx = 3"),
        code("%%time\ny = x + 1"),
        code("%%bash\necho z = 1"),
        code("z = (17\n% 10)\ndisplay(z)"),
        code("assert (x, y, z) == (3, 4, 7)"),
    ]
    assert marked(cells)[1].troubles == ()


def test_what_the_classroom_shows_does_nothing_and_records_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.sqlite3"))
    cells = [
        code("from course_utils.classroom import check, hint, predict, quiz, reveal, warm_up"),
        code("quiz('no such question')\npredict(1)\nreveal()\nwarm_up()\nhint('x')\ncheck('01.battery_probability')"),
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


# ---- files and the command ---------------------------------------------------------------------------------------


def test_the_command_writes_the_page_and_changes_nothing_else(mine, capsys):
    path = lay(mine, solved(battery_probability="def battery_probability(near, behind):\n    return 1 / (near + 2)"))
    before = path.read_bytes()
    command.run(Arguments)
    told = capsys.readouterr().out
    assert "0 of 3  2. How likely is the battery?" in told
    assert "same chance" in told
    assert "Together 10 of 13 points" in told
    page = (path.parent / "feedback.html").read_text(encoding="utf-8")
    assert page.startswith('<!doctype html>\n<html lang="en">')
    assert "<title>Feedback: What is instrumental convergence?</title>" in page
    assert path.read_bytes() == before
    assert sorted(found.name for found in path.parent.iterdir()) == [NOTEBOOK, "feedback.html"]


def stopped(**options):
    with pytest.raises(SystemExit) as found:
        command.run(type("Arguments", (), {"number": "01"} | options))
    return str(found.value)


def test_a_set_that_does_not_exist(mine):
    assert "There is no exercise set 77." in stopped(number="77")
    assert "Sets so far: 01" in stopped(number="1")


def test_a_notebook_that_is_not_there(mine):
    assert "course.py lab" in stopped()
    path = lay(mine, [])
    path.rename(mine / NOTEBOOK)
    assert f"It was found in {mine}; move it to {path.parent}" in stopped()


@pytest.mark.parametrize(
    "content",
    [
        "",
        "not JSON",
        "[" * 10**5,
        "[]",
        "{}",
        '{"cells": 3}',
        '{"cells": [{"source": []}]}',
        '{"cells": [{"cell_type": "code", "source": [3]}]}',
    ],
)
def test_a_file_that_is_no_notebook(mine, content):
    path = lay(mine, [])
    path.write_text(content, encoding="utf-8")
    assert f"{NOTEBOOK} is not a notebook" in stopped()


def test_a_file_that_cannot_be_read(mine, monkeypatch):
    path = lay(mine, [])
    path.unlink()
    path.mkdir()
    assert f"{NOTEBOOK} could not be read" in stopped()
    path.rmdir()
    path.write_bytes(b"\xff\xfe\x00")
    assert "is not a notebook" in stopped()
    monkeypatch.setattr("course_utils.grading.marking.LARGEST", 2)
    assert "Clear Outputs of All Cells" in stopped()


def test_a_process_that_does_not_start(tmp_path):
    with pytest.raises(StartError, match=r"did not start: it ended Python\. Run `course.py test`"):
        Child([sys.executable, "-c", "import nothing_of_this_name"], tmp_path, dict(os.environ))


def test_the_command_is_known_to_the_command_line():
    answer = subprocess.run(
        [sys.executable, "-m", "course_utils", "mark", "77"], capture_output=True, encoding="utf-8", cwd=ROOT
    )
    assert answer.returncode == 1
    assert "There is no exercise set 77." in answer.stderr
