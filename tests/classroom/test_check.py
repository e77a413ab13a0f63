"""`check` and `hint`, as a learner calls them: one card, nothing returned, nothing disturbed."""

import json
import math
import re
import subprocess
import sys
import warnings
from html import escape

import numpy as np
import pytest

from course_utils.classroom import cards, check, checking, hint
from course_utils.classroom.checking import CheckError
from course_utils.classroom.record import open_progress
from course_utils.classroom.released import ReleasedTask, write
from course_utils.classroom.running import collect
from course_utils.classroom.verdict import Case, Turn
from course_utils.decisions import optimal_actions
from course_utils.decisions.worlds import small

GOALS = np.array([[0.5, 0.25], [1.0, 0.0]])
PROPERTIES = """
def goal(value):
    return None if value["off"] > 0.5 else "It should like off more."
"""


def questions():
    return [
        ReleasedTask(
            id="09.total", kind="function", tolerance=1e-9, parameters=("goals", "scale"),
            cases=(Case((GOALS, 1), 1.75), Case((GOALS, 2), 3.5), Case((GOALS[:1], 4), 3.0)),
            turns=(Turn("first row", "You have added up the *first* goal only.", (0.75, 1.5, 3.0)),),
            write_yourself=("decisions.optimal_actions",),
            hints=("Look at `goals`.", "A total is a sum.", "1 + 2 is 3.\n\nSo <b>is</b> 2 + 1."),
        ),
        ReleasedTask(id="09.letters", kind="answer", tolerance=1e-9, cases=(Case(None, {"a"}, "answer"),)),
        ReleasedTask(id="09.goal", kind="property", tolerance=1e-9, cases=(Case(None, {"off": 1.0}, "property"),)),
    ]  # fmt: skip


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where the notebook of a set lies; there is no learner's record yet."""
    (tmp_path / "checks.json").write_text(write(questions()), encoding="utf-8")
    (tmp_path / "properties.py").write_text(PROPERTIES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.sqlite3"))
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    return tmp_path


@pytest.fixture
def shown(monkeypatch):
    """The cards that were shown."""
    found = []
    monkeypatch.setattr(cards, "show", found.append)
    return found


@pytest.fixture
def define(monkeypatch):
    """Define a name as a cell of the notebook would."""
    return lambda name, value: monkeypatch.setattr(sys.modules["__main__"], name, value, raising=False)


def total(goals, scale):
    return goals.sum() * scale


def first_row(goals, scale):
    return goals[0].sum() * scale


def test_a_right_answer_is_said_to_agree_with_the_worked_examples_and_no_more(folder, shown, define):
    define("total", total)
    assert check("09.total") is None
    [card] = shown
    assert card.plain == "So far right. total agrees with every worked example. Other cases are run when it is marked."
    assert 'class="course-card course-right"' in card.html


def test_a_wrong_turn_is_recognised_and_shown_with_its_case(folder, shown, define):
    define("total", first_row)
    check("09.total")
    [card] = shown
    assert card.plain.startswith("Not yet: this looks familiar. You have added up the first goal only.")
    assert "goals:      [[0.5, 0.25],\n                 [1.0, 0.0]]" in card.plain
    assert 'class="course-card course-notyet"' in card.html
    assert "<em>first</em>" in card.html
    assert '<th scope="row">Right</th><td><pre>1.75</pre></td>' in card.html
    assert not re.search(r"<(script|style|form|svg|input|button)", card.html)


def test_what_was_answered_is_recorded_and_right_only_if_it_agrees(folder, shown, define):
    for value in (first_row, total):
        define("total", value)
        check("09.total")
    records = open_progress().records("check")
    assert [(record.item, record.right) for record in records] == [("09.total", False), ("09.total", True)]
    assert records[0].answer == {"verdict": "wrong turn", "wrong_turns": ["first row"]}


def stub(goals, scale):
    raise NotImplementedError("not yet")


def prints(goals, scale):
    print("a line")
    print("another", file=sys.stderr)
    warnings.warn("careful", stacklevel=1)
    return total(goals, scale)


def spoils(goals, scale):
    result = total(goals, scale)
    goals[:] = 0
    return result


def gives_up(goals, scale):
    sys.exit()


def plans(goals, scale):
    return sys.modules["__main__"].optimal_actions(small.rooms(1), np.zeros(2), 0.5)  # imported by an earlier cell


def plans_late(goals, scale):
    from course_utils.decisions.optimal import optimal_actions as planner

    return planner(small.rooms(1), np.zeros(2), 0.5)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (stub, "Not yet. total is still to be written"),
        (None, "Not yet. total is still to be written"),
        (3, "total should be a function and is of the type int"),
        (lambda goals: 1, "total stops with an error: TypeError"),
        (lambda goals, scale: goals[7], "total stops with an error: IndexError: index 7 is out of bounds"),
        (lambda goals, scale: goals.sum(axis=1), "a number is asked for, yours is an array of the shape (2,)"),
        (lambda goals, scale: total, "The answer cannot be read: what it returns is of the type function"),
        (lambda goals, scale: "x" * 10**7, "The answer cannot be read: what it returns is too large"),
        (gives_up, "total stops with an error: SystemExit"),
        (plans, "This exercise asks you to write what optimal_actions does"),
        (plans_late, "This exercise asks you to write what optimal_actions does"),
        (prints, "So far right"),
        (spoils, "So far right"),
        (lambda goals, scale: int(total(goals, scale)) if scale == 4 else total(goals, scale), "So far right"),
        (lambda goals, scale: np.float32(total(goals, scale)), "So far right"),
    ],
)
def test_one_card_for_whatever_is_defined(folder, shown, define, capfd, value, says):
    define("total", value)
    define("optimal_actions", optimal_actions)
    check("09.total")
    [card] = shown
    assert says in card.plain
    assert len(card.plain) < 1500
    assert capfd.readouterr() == ("", "")
    assert sys.modules["__main__"].optimal_actions is optimal_actions  # within reach again
    assert optimal_actions(small.rooms(1), np.zeros(2), 0.5).all()


class SilentError(Exception):
    def __str__(self):
        raise TypeError("no words")


class Posing:
    """Passes for a text, and has none of its methods."""

    __class__ = str


def raising(error):
    def total(goals, scale):
        raise error

    return total


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (raising(SilentError()), "stops with an error: SilentError"),
        (raising(KeyError("__init__")), "stops with an error: KeyError: '__init__'"),
        (raising(ValueError("*a* [x](y) `b`\n\nand <b>more</b>")), "ValueError: *a* [x](y) `b` and <b>more</b>"),
        (lambda goals, scale: {"__init__": print}, "what it returns['__init__'] is of the type"),
        (lambda goals, scale: Posing(), "The answer cannot be read: TypeError: descriptor '__len__'"),
    ],
)
def test_the_words_of_an_error_are_shown_as_they_are(folder, shown, define, value, says):
    define("total", value)
    check("09.total")
    assert says in shown[0].plain.split("\n")[0]
    assert escape(says, quote=False) in shown[0].html


def test_a_function_that_changes_its_input_is_handed_a_fresh_copy():
    case = ([1, 2, 3], {"a": 1})

    def empties(items, names):
        found = len(items) + len(names)
        items.clear()
        names.clear()
        return found

    answers = collect("empties", [case, case], {"empties": empties})
    assert [answer.value for answer in answers] == [4, 4]
    assert case == ([1, 2, 3], {"a": 1})


def test_what_is_displayed_meanwhile_is_not_shown():
    program = """
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.display import clear_output, display
from course_utils.classroom.running import collect

shown = []
shell = InteractiveShell.instance()

class Publisher(DisplayPublisher):
    def publish(self, data, **_):
        shown.append(data["text/plain"])

shell.display_pub = Publisher()

def f():
    display("in f")
    clear_output()
    return 1

assert collect("f", [()], {"f": f})[0].value == 1
display("afterwards")
assert shown == ["'afterwards'"], shown
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_in_a_folder_that_was_deleted_the_courses_exercises_are_found_or_missed_by_name(folder, shown, monkeypatch):
    gone = folder / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    check("09.total")
    assert "No checks.json of set 09 was found" in shown[0].plain


def test_a_name_of_the_learners_own_is_not_taken_away(folder, shown, define):
    define("optimal_actions", total)
    define("total", lambda goals, scale: sys.modules["__main__"].optimal_actions(goals, scale))
    check("09.total")
    assert shown[0].plain.startswith("So far right")


def test_the_line_that_fails_is_quoted(folder, shown, define):
    namespace = {}
    exec(compile("def total(goals, scale):\n    return 1 / 0\n", "<cell>", "exec"), namespace)
    define("total", namespace["total"])
    check("09.total")
    assert "ZeroDivisionError: division by zero (in line 2)" in shown[0].plain


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("letters", {"a"}, "Right. letters is right."),
        ("letters", {"b"}, "1 in it does not belong there and 1 is missing"),
        ("letters", None, "letters still holds its placeholder"),
        ("letters", {...}, "letters still holds its placeholder"),
        ("goal", {"off": 0.75}, "Right. goal has what is asked for."),
        ("goal", {"off": 0.5}, "It should like off more."),
        ("goal", {}, "goal is not of the kind that is asked for (KeyError: 'off')"),
        ("goal", ..., "goal still holds its placeholder"),
    ],
)
def test_data_is_compared_or_judged(folder, shown, define, name, value, says):
    define(name, value)
    check(f"09.{name}")
    assert says in shown[0].plain


def test_a_name_that_is_missing(folder, shown):
    check("09.total")
    assert shown[0].plain.startswith("Not yet. total is not defined yet. Run the cell above")


def test_an_unknown_task_names_the_near_misses(folder, shown):
    for word in (check, hint):
        with pytest.raises(LookupError, match=r"there is no task `09.totle`; did you mean 09.total"):
            word("09.totle")


@pytest.mark.parametrize("content", ["", "{", '{"tasks": {"09.total": {}}}', "[]", '{"tasks": 3}', "[" * 100_000])
def test_a_damaged_file_is_named_with_the_cure(folder, shown, content):
    (folder / "checks.json").write_text(content, encoding="utf-8")
    check("09.total")
    hint("09.total")
    assert "The checks of this set cannot be read: checks.json is damaged" in shown[0].plain
    assert "Delete checks.json and properties.py beside your notebook" in shown[0].plain
    assert shown[1].plain.startswith("No hint.")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"cases": []}, "Expected `array` of length >= 1"),
        ({"cases": [{"arguments": 5, "right": 1, "part": "worked examples"}]}, "its arguments do not fit its kind"),
        ({"cases": [{"arguments": None, "right": 1, "part": "answer"}]}, "its arguments do not fit its kind"),
        ({"cases": [{"arguments": {"tuple": []}, "right": {"float": "x"}, "part": "edge cases"}]}, "not a value that"),
        ({"hints": [1]}, "Expected `str`, got `int`"),
        ({"hints": ["a", "b", "c", "d"]}, "Expected `array` of length <= 3"),
        ({"kind": "essay"}, "Invalid enum value 'essay'"),
        ({"kind": "answer"}, "its arguments do not fit its kind"),
        ({"tolerance": math.nan}, "NaN is no number here"),
        ({"tolerance": math.inf}, "Infinity is no number here"),
        ({"tolerance": -1}, "Expected `float` >= 0.0"),
        ({"wrong_turns": [{"id": "a", "message": "b", "answers": [1]}]}, "a wrong turn does not answer each case"),
        ({"write_yourself": ["decisions.nothing"]}, "'decisions.nothing' is not in the package"),
        ({"write_yourself": ["nothing"]}, "'nothing' is not in the package"),
        ({"write_yourself": ["nowhere.nothing"]}, "'nowhere.nothing' is not in the package"),
        ({"essay": 1}, "unknown field `essay`"),
    ],
)
def test_what_a_released_set_cannot_hold_is_told(folder, shown, define, change, says):
    define("total", total)
    content = json.loads((folder / "checks.json").read_text(encoding="utf-8"))
    content["tasks"]["09.total"] |= change
    (folder / "checks.json").write_text(json.dumps(content), encoding="utf-8")
    check("09.total")
    assert "The checks of this set cannot be read: checks.json is damaged" in shown[0].plain
    assert says in shown[0].plain


def test_a_tolerance_too_large_for_a_number_is_told(folder, shown):
    path = folder / "checks.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"tolerance": 1e-09', '"tolerance": 1e999'), "utf-8")
    check("09.total")
    assert "checks.json is damaged" in shown[0].plain


@pytest.mark.parametrize("number", [2, 7])
def test_a_set_of_a_newer_course_asks_for_an_update(folder, shown, number):
    (folder / "checks.json").write_text(json.dumps({"format": number, "chapters": []}), encoding="utf-8")
    check("09.total")
    assert shown[0].plain == (
        "Not checked. checks.json was written by a newer version of the course: update the course."
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [("goal = 3", "properties.py has no function goal"), ("raise SystemExit(3)", "cannot be read (SystemExit: 3)"),
     ("def goal(:", r"properties.py cannot be read"), ("", "properties.py has no function goal")],
)  # fmt: skip
def test_a_damaged_property_is_named(folder, shown, content, says):
    (folder / "properties.py").write_text(content, encoding="utf-8")
    check("09.goal")
    assert says in shown[0].plain


def test_a_notebook_moved_out_of_its_folder_finds_the_courses_exercises(folder, shown, define, monkeypatch):
    course = folder / "course"
    lies = course / "exercises" / "09_nine"
    lies.mkdir(parents=True)
    for name in ("checks.json", "properties.py"):
        (folder / name).rename(lies / name)
    monkeypatch.setattr(checking.course_utils, "__file__", str(course / "src" / "course_utils" / "__init__.py"))
    define("total", total)
    check("09.total")
    assert shown[0].plain.startswith("So far right")


def test_beside_another_sets_file_the_own_is_looked_for_and_missed_by_name(folder, shown):
    check("08.total")
    assert "No checks.json of set 08 was found, neither beside this notebook nor" in shown[0].plain


def test_hints_unfold_one_in_the_other_and_are_not_counted(folder, shown):
    assert hint("09.total") is None
    html = shown[0].html
    steps = r"<code>goals</code>.*<details>.*A total is.*<details>.*1 \+ 2 is 3.*</details></details></details>"
    assert html.count("<details>") == 3
    assert re.search(steps, html, re.DOTALL)
    assert "&lt;b&gt;" in html
    assert not re.search(r"\b(2|3|two|three) (more|hints|left)\b", html)
    hint("09.letters")
    assert "This task has none" in shown[1].plain


def test_where_nbgrader_runs_a_notebook_a_wrong_answer_is_an_error_and_nothing_is_recorded(
    folder, shown, define, monkeypatch
):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    for value in (first_row, stub):
        define("total", value)
        with pytest.raises(CheckError, match=r"09\.total is not right: Not yet"):
            check("09.total")
    define("total", total)
    check("09.total")
    assert len(shown) == 3
    (folder / "checks.json").write_text(json.dumps({"format": 1, "tasks": {}}))
    with pytest.raises(AssertionError, match=r"No checks\.json of set 09"):
        check("09.total")
    assert not (folder / "progress.sqlite3").exists()
