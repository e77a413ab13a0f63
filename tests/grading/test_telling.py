"""What a class is told: as much as helps, and nothing of a hidden case, however a notebook tries to show one."""

import json
import re
from html import unescape

import pytest

from course_utils.classroom.released import ReleasedTask
from course_utils.classroom.showing import literal, show
from course_utils.classroom.verdict import Answer, Case, Turn
from course_utils.grading import stored
from course_utils.grading.html import message_html
from course_utils.grading.marking import SEED, mark, posed
from course_utils.grading.process import Limits
from course_utils.grading.tasks import load_set
from course_utils.grading.telling import HIDDEN, tell

from . import small_set
from .notebooks import SET, TASKS, code, marked, solved

FUNCTIONS = [task for task in TASKS.tasks if task.kind == "function"]
CIRCUMSTANCES = stored.Circumstances(notebook="", checks="", seed=SEED, walls=())
MOVES = """
def right_share(rewards, discount, move):
    worth = rewards[:, [1, 3, 4, 5, 2]]
    worth[:, 4] = (1 - discount) * worth[:, 4] + discount * rewards[:, 6:].max(axis=1)
    best = worth == worth.max(axis=1, keepdims=True)
    return best[:, ["off", "A1", "A2", "A3", "battery"].index(move)].mean()
"""


def flat(value):
    """The numbers and texts in plain data."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple, set)):
        return [inner for item in value for inner in flat(item)]
    if isinstance(value, dict):
        return flat(list(value.items()))
    return [value]


def figures(values, digits):
    """How the numbers among some values may be written; four digits at least, or they can stand there by chance."""
    texts = {repr(number) for number in values} | {f"{number:.{n}g}" for number in values for n in digits}
    return {text for text in texts if len(text.replace(".", "").lstrip("-0")) >= 4}


def hidden_texts():
    """How the inputs and right answers of the hidden cases may be written, as far as no public case is written so."""
    public, numbers, whole = set(), set(), set()
    for task in FUNCTIONS:
        for case in posed(task, SEED).cases:
            arrays, plain = [], []
            for value in (*case.arguments, case.right):
                (arrays if hasattr(value, "shape") and value.shape else plain).append(value)
            found = figures([float(one) for one in flat(plain) if not isinstance(one, str)], (4, 5, 6, 17))
            found |= figures([float(one) for one in flat(arrays)], (7, 17))  # of so many, six digits occur by chance
            values = [case.arguments, list(case.arguments), *arrays]
            written = {write(value) for value in values for write in (show, repr)}
            written |= {literal(text) for text in written} | {json.dumps(flat(case.arguments))}
            if case.part in HIDDEN:
                numbers |= found
                whole |= written
            else:
                public |= found | written
    return numbers - public, whole - public


NUMBERS, WHOLE = hidden_texts()


def leaked(page):
    """What a page shows of hidden cases."""
    text = unescape(re.sub(r"<style>.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL))
    return (NUMBERS & set(re.findall(r"\d+\.\d+(?:e-?\d+)?", text))) | {one for one in WHOLE if one in text}


def told(cells, **options):
    """Marks as a class gets them, and everything that is kept or shown of them."""
    tasks, marks, page = marked(cells, for_class=True, **options)
    return tasks, page, page + stored.write(marks, CIRCUMSTANCES).decode()


def test_the_search_for_hidden_cases_finds_them():
    _, _, page = marked(solved(first_move_share="def first_move_share(rewards, discount, move):\n    return discount"))
    assert not leaked(page)
    wrong = MOVES + "def first_move_share(*case):\n    return right_share(*case) + (len(case[0]) == 200) * 0.1234567"
    _, _, page = marked(solved(first_move_share=wrong))  # on one's own page the case is shown
    assert leaked(page)
    assert len(NUMBERS) > 1000
    assert len(WHOLE) > 50


@pytest.mark.parametrize("place", range(8))
def test_a_wrong_turn_is_told_with_what_to_read_again_and_without_hidden_cases(place):
    lookup = (
        "from pathlib import Path\nfrom course_utils.grading.tasks import load_set\n"
        f"turns = {{task.name: task.wrong_turns for task in load_set(Path({str(SET)!r})).tasks}}\n"
    )
    turns = {task.name: task.wrong_turns[place] for task in TASKS.tasks if place < len(task.wrong_turns)}
    cells = solved(**{name: f"{lookup}{name} = turns[{name!r}][{place}].does" for name in turns})
    tasks, page, everything = told(cells)
    for name, turn in turns.items():
        assert tasks[name].verdict.message == turn.message
        assert message_html(turn.message) in page
    assert page.count("One may think: ") == len(turns)
    assert not leaked(everything)
    for task in FUNCTIONS:
        shown = dict(tasks[task.name].verdict.details)
        worked = [{name: show(value) for name, value in zip(posed(task, SEED).parameters, case, strict=True)}
                  for case in task.worked]  # fmt: skip
        assert not shown or any(case.items() <= shown.items() for case in worked)


LADDER = {
    "not defined": ("x = 1", "No cell defines <code>first_move_share</code>, or the one that does stopped before.</p>"),
    "not yet": ("first_move_share = ...", "<code>first_move_share</code> is still to be written.</p>"),
    "wrong type": ("def first_move_share(*case):\n    return None", "A function without <code>return</code>"),
    "error": ("def first_move_share(*case):\n    return case[3]", "IndexError: tuple index out of range"),
    "nearly": (
        MOVES + "def first_move_share(*case):\n    return right_share(*case) if case[0].min() >= 0 else 0.3",
        "<code>first_move_share</code> is right on all 6 worked examples. 1 of 5 edge cases differs: rewards below "
        "zero.</p>",
    ),
    "different": (
        MOVES + "def first_move_share(r, d, m):\n    return right_share(r, d, m) if d == 0.9 or len(r) == 1 else 0.31",
        "and its answers are not the right ones yet",
    ),
    "right": (MOVES + "first_move_share = right_share", "is right in all 61 cases"),
}


@pytest.mark.parametrize("kind", LADDER)
def test_each_rung_of_the_ladder_is_told_without_hidden_cases(kind):
    source, says = LADDER[kind]
    tasks, page, everything = told(solved(first_move_share=source))
    verdict = tasks["first_move_share"].verdict
    assert says in page or kind == "different"
    assert verdict.kind == kind or (kind, verdict.kind) == ("different", "nearly")
    assert not leaked(everything)


def share_but(what):
    """Right on the worked examples and at random; what it does with a single goal and with rewards below zero."""
    return (
        MOVES + "def first_move_share(*case):\n    if len(case[0]) == 1 or case[0].min() < 0:\n        " + what + "\n"
        "    return right_share(*case)"
    )


@pytest.mark.parametrize(
    ("what", "kind", "says"),
    [
        ("return 0.7", "nearly", "zero."),
        ("return None", "wrong type", "zero. In 2 of these it returns another kind of value than is asked for, or "
         "another shape."),
        ("return 1 / 0", "error", "zero. In 2 of these it stops with an error (`ZeroDivisionError`)."),
        ("raise NotImplementedError", "error", "zero. In 2 of these it stops with an error (`NotImplementedError`)."),
        ("raise type('Mine', (Exception,), {})", "error", "zero. In 2 of these it stops with an error."),
    ],
)  # fmt: skip
def test_hidden_cases_that_differ_are_told_by_what_they_have_to_do_with(what, kind, says):
    tasks, _, everything = told(solved(first_move_share=share_but(what)))
    found = tasks["first_move_share"]
    assert found.verdict.message == (
        "`first_move_share` is right on all 6 worked examples. 2 of 5 edge cases differ: a single goal; rewards below "
        + says
    )
    assert found.verdict.kind == kind
    assert found.verdict.details == ()
    assert found.points == 3
    assert not leaked(everything)


def test_how_many_cases_of_a_kind_differ_is_told():
    source = "def battery_probability(near, behind):\n    return behind / (near + behind + (near + behind < 30))"
    message = told(solved(battery_probability=source))[0]["battery_probability"].verdict.message
    assert "2 of 3 edge cases differ: many more rooms on one side than on the other (2 of 2)." in message
    assert re.search(r"\d+ of 50 random cases differ: other inputs, drawn at random\.$", message)


TELL = """
import os, sys
from pathlib import Path
from course_utils.classroom import plain, running
from course_utils.classroom.verdict import Answer
""" + MOVES + """
kept = []
known = {(4, 1.5), (5, 1.2)}

def first_move_share(*case):
    if len(case[0]) in (4, 5) and case[0].min() >= 0 and case[1] >= 0.5 and case[2] != "off":
        return right_share(*case)
    secret = f"SECRET {case[0].tolist()} {case[1:]}"
    kept.append(secret)
    return tell(case, secret)
"""  # fmt: skip
TRICKS = {
    "raises its input": "raise ValueError(secret)",
    "raises a class named by it": "raise type(secret, (Exception,), {})",
    "patches the name of an exception": (
        "error = type('E', (ValueError,), {})\n    error.__name__ = secret\n    raise error"
    ),
    "leaves Python's hands": "raise SystemExit(secret)",
    "raises what the course raises": "raise running.ReservedError(secret)",
    "returns it as text": "return secret",
    "returns it as the keys of a dict": "return {secret: 0.5}",
    "returns it as an array": "return case[0]",
    "returns it as an object": "return type(secret, (), {})()",
    "returns the right answer as text": "return f'SECRET {right_share(*case)}'",
    "prints it": "print(secret)\n    sys.__stdout__.write(secret)\n    os.write(1, secret.encode())\n    return 0.25",
    "keeps it as another answer": (
        "global terminal_or_instrumental, goal_for_off\n"
        "    terminal_or_instrumental = {secret}\n    goal_for_off = {secret: 1}\n    return 0.25"
    ),
    "answers another task with it": "return 0.25",  # see below
    "writes it into a file and ends Python": "Path('kept.txt').write_text(secret)\n    os._exit(1)",
    "writes the status of its answer": (
        "running._read = lambda *_: Answer('stopped', text=secret)\n"
        "    running._call = lambda *_: Answer('reserved', text=secret)\n    return 0.25"
    ),
    "deletes the function": "globals().pop('first_move_share', None)\n    raise ValueError(secret)",
}
OTHER = """
def battery_probability(near, behind):
    if kept:
        raise ValueError(kept[0])
    return 0.7
"""
SHOW_FILE = "for path in [*Path('.').rglob('*.txt')]:\n    print('SECRET', path.read_text())\nkept"


@pytest.mark.parametrize("trick", TRICKS)
def test_no_trick_of_a_notebook_shows_a_hidden_case(trick):
    tell = f"{TELL}\ndef tell(case, secret):\n    {TRICKS[trick]}\n"
    cells = [code("import numpy as np\nfrom pathlib import Path\nkept = []"), code(SHOW_FILE), *solved(
        first_move_share=tell, battery_probability=OTHER,
    ), code("kept"), code(SHOW_FILE)]  # fmt: skip
    tasks, _, everything = told(cells, limits=Limits(call=5, task=20))
    assert tasks["first_move_share"].parts[0].right == 6
    assert "SECRET" not in everything.replace(json.dumps(SHOW_FILE.splitlines()[0])[1:-1], "")
    assert not leaked(everything)


def test_on_ones_own_page_everything_is_shown():
    tell = f"{TELL}\ndef tell(case, secret):\n    raise ValueError(secret)\n"
    tasks, _, page = marked(solved(first_move_share=tell))
    assert "SECRET" in page
    assert "move" in dict(tasks["first_move_share"].verdict.details)


def looked_up(rest):
    """A table of the worked examples, which are public, and what is answered to all else."""
    cases = [case for case in posed(FUNCTIONS[0], SEED).cases if case.part not in HIDDEN]
    known = {
        (float(rewards.sum()), *others): float(case.right) for case in cases for rewards, *others in [case.arguments]
    }
    return (
        f"known = {known!r}\n\ndef first_move_share(rewards, discount, move):\n"
        f"    key = rewards.sum(), discount, move\n    if key in known:\n        return known[key]\n    {rest}\n"
    )


@pytest.mark.parametrize("for_class", [True, False])
@pytest.mark.parametrize(
    ("rest", "why"),
    [
        ("return known[key]", "it is right in no case"),
        ("raise ValueError", "it is right in no case"),
        ("return -1", "it is right in no case"),
        ("return 1.0", "it gives one answer to everything"),  # right where all moves are equally good
    ],
)
def test_a_table_of_the_worked_examples_earns_nothing(rest, why, for_class):
    found = marked(solved(first_move_share=looked_up(rest)), for_class=for_class)[0]["first_move_share"]
    assert (found.parts[0].name, found.parts[0].right, found.parts[0].points) == ("worked examples", 6, 0)
    assert found.points == 0
    assert found.verdict.message.startswith(
        f"Beyond the worked examples, which are public, {why}: so they earn nothing. `first_move_share` "
    )


def test_one_right_case_beyond_the_worked_examples_keeps_their_points():
    source = MOVES + looked_up("return right_share(rewards, discount, move) if len(rewards) == 1 else 0.123")
    found = told(solved(first_move_share=source))[0]["first_move_share"]
    assert [(part.right, part.points) for part in found.parts] == [(6, 2), (1, 0), (0, 0)]
    assert "Beyond the worked examples" not in found.verdict.message


def test_few_cases_with_one_answer_are_no_sign_of_a_table(tmp_path):
    """Nobody can tell a default from a slip where a task has two hidden cases."""
    checks = small_set.CHECKS.replace('"random cases": 1', '"edge cases": 1').replace(
        "random=lambda rng: (int(rng.integers(3, 100)),),", 'edge={"zero": ((0,),), "more": ((7,),)},'
    )
    exercise_set = load_set(small_set.write(tmp_path / "09_nine", checks=checks))
    source = "def double(number):\n    return 2 * number if number in (3, 5) else 0"
    [worked, edge] = mark(exercise_set, [code(source)], for_class=True).tasks[0].parts
    assert (worked.points, edge.points, edge.right) == (1, 0, 1)


def test_what_ends_python_at_an_edge_case_may_still_be_right_at_random():
    source = MOVES + (
        "def first_move_share(*case):\n    if len(case[0]) == 4 and case[2] == 'off':\n        import os\n"
        "        os._exit(1)\n    return right_share(*case)"
    )
    found = told(solved(first_move_share=source))[0]["first_move_share"]
    assert [part.points for part in found.parts] == [2, 0, 1]
    assert found.verdict.message.endswith(
        "In 5 of these it did not come to an end or ended Python, or was not tried after that."
    )


def test_edge_cases_without_words_are_refused(tmp_path):
    checks = small_set.CHECKS.replace('"random cases": 1', '"edge cases": 1').replace(
        "random=lambda rng: (int(rng.integers(3, 100)),),", "edge=((0,), (7,)),"
    )
    with pytest.raises(ValueError, match=r"task 09\.double: its edge cases stand under what they have to do with"):
        load_set(small_set.write(tmp_path / "09_nine", checks=checks))


def test_a_wrong_turn_that_only_hidden_cases_show_is_told_without_the_case():
    question = ReleasedTask(
        id="09.double",
        kind="function",
        tolerance=1e-9,
        cases=(Case((2,), 4), Case((987_654,), 1_975_308, "edge cases", "large numbers")),
        turns=(Turn("square", "You have squared it.", (4, 987_654**2)),),
    )
    verdict = tell(question, [Answer("given", 4), Answer("given", 987_654**2)], for_class=True)
    assert (verdict.kind, verdict.message, verdict.details) == ("wrong turn", "You have squared it.", ())
    assert verdict.agreed == (True, False)
