"""What looks alike and what does not; sources that are made to be hard to read."""

import textwrap

import pytest

from course_utils.grading import lookalikes
from course_utils.grading.lookalikes import look_alikes
from course_utils.grading.marking import read_cells

from .notebooks import SET, TASKS, code, solved

RUBRIC = (SET / "rubric.md").read_text(encoding="utf-8")
RELEASED = read_cells(SET.parents[1] / "exercises" / SET.name / f"{SET.name}_exercises.ipynb")
TASK = "first_move_share"
SHARE = '''
def first_move_share(rewards, discount, move):
    """Mine."""
    battery = (1 - discount) * rewards[:, 2] + discount * rewards[:, 6:].max(axis=1)
    worth = np.column_stack([rewards[:, 1], battery, rewards[:, 3:6]])
    column = ["off", "battery", "A1", "A2", "A3"].index(move)
    return np.mean(worth[:, column] == worth.max(axis=1))
'''
RENAMED = """
# A comment.
def first_move_share(goals: np.ndarray, gamma: float, first: str) -> float:
    plan: np.ndarray = ((1 - gamma) * goals[:, 2]
                        + gamma * goals[:, 6:].max(axis=1))
    table = np.column_stack([goals[:, 1], plan, goals[:, 3:6]])
    "A text that does nothing."
    place = ['off', 'battery', 'A1', 'A2', 'A3'].index(first)
    pass
    return np.mean(table[:, place] == table.max(axis=1))
"""
SPLIT = """
def worths(rewards, discount):
    battery = (1 - discount) * rewards[:, 2] + discount * rewards[:, 6:].max(axis=1)
    return np.column_stack([rewards[:, 1], battery, rewards[:, 3:6]])

def first_move_share(rewards, discount, move):
    worth = worths(rewards, discount)
    return np.mean(worth[:, ["off", "battery", "A1", "A2", "A3"].index(move)] == worth.max(axis=1))
"""


def found(*sources, published=()):
    """Groups of learners, who are called 0, 1, ... by the answers they gave to the first task."""
    notebooks = {str(number): [code(source)] for number, source in enumerate(sources)}
    groups = look_alikes(TASKS, notebooks, published or solved(**{TASK: "pass"}), RELEASED, RUBRIC)
    return [(group.task.name, group.learners, group.published) for group in groups]


def test_names_comments_annotations_and_formatting_make_no_difference():
    assert found(SHARE, RENAMED) == [(TASK, ("0", "1"), False)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("discount * rewards[:, 6:]", "discount * rewards[:, :6]"),
        (".max(axis=1)", ".mean(axis=1)"),
        ("axis=1", "axis=0"),
        ("(1 - discount)", "(1 + discount)"),
        ("rewards[:, 2]", "rewards[:, 3]"),
        ("move)\n    return", "discount)\n    return"),
        ('"off", "battery"', '"battery", "off"'),
        ("==", ">="),
    ],
)
def test_another_program_is_another_answer(old, new):
    assert old in SHARE
    assert found(SHARE, SHARE.replace(old, new, 1)) == []


def test_a_name_of_python_used_for_something_else_is_a_name_like_others():
    assert found(SHARE, SHARE.replace("column", "list").replace("np.list_stack", "np.column_stack")) != []
    shadowed, others = SHARE.replace("battery =", "sum =").replace(", battery,", ", sum,"), SHARE
    assert found(shadowed, others) == [(TASK, ("0", "1"), False)]
    assert found(SHARE.replace("np.mean(", "sum("), SHARE.replace("np.mean(", "len(")) == []


def test_functions_of_the_learners_own_count_as_far_as_they_are_used():
    renamed = SPLIT.replace("worths", "table").replace("rewards", "goals").replace("table_", "column_")
    scratch = "\n\ndef unused(a):\n    return a\n\nbattery = 5\n"
    assert found(SPLIT, renamed + scratch) == [(TASK, ("0", "1"), False)]
    other = SPLIT.replace("(1 - discount)", "(1 + discount)")
    assert found(SPLIT, other) == []


def test_of_several_definitions_the_last_counts():
    assert found(SHARE, RENAMED + "\n" + SPLIT) == []
    assert found(SHARE, SPLIT + "\n" + RENAMED) != []


def test_the_published_solution_is_told_even_if_one_learner_has_it():
    solution = next(cell["source"] for cell in solved() if "def first_move_share" in cell["source"])
    renamed = solution.replace("worth", "w").replace("best_behind", "b")
    assert found(renamed, SHARE, published=solved()) == [(TASK, ("0",), True)]


def test_what_everybody_was_given_is_nobodys_answer():
    stub = next(cell["source"] for cell in RELEASED if "def first_move_share" in cell["source"])
    assert found(stub, stub, published=solved()) == []


def test_too_short_an_answer_means_nothing():
    short = "def first_move_share(rewards, discount, move):\n    return rewards[:, 2].mean() * discount"
    assert found(short, short) == []
    probability = "def battery_probability(near, behind):\n    places = near + behind + 1\n    return behind / places"
    assert found(probability, probability, published=solved()) == []
    sizes = {
        name: len(lookalikes._normal(lookalikes._answer(name, lookalikes._definitions([code(source)]), set())))
        for name, source in ((TASK, SHARE), ("battery_probability", probability))
    }
    assert sizes["battery_probability"] < lookalikes.SMALLEST_CODE < sizes[TASK]


def test_data_is_not_compared():
    letters = 'terminal_or_instrumental = {"a", "c", "d", "f", "h"}'
    assert found(letters, letters, published=solved()) == []


def test_the_size_is_that_of_the_shortest_in_lines_without_comments():
    notebooks = {"0": [code(SHARE)], "1": [code(RENAMED)]}
    (group,) = look_alikes(TASKS, notebooks, [], RELEASED, RUBRIC)
    assert group.size == 5


def told(*texts):
    notebooks = {str(number): solved(explain_a_drive=text) for number, text in enumerate(texts)}
    groups = look_alikes(TASKS, notebooks, [], RELEASED, RUBRIC)
    return [(one.learners, one.size, one.published) for one in groups if one.task.id == "01.explain_a_drive"]


TEXT = "Take goal preservation: a planner whose rule is changed makes fewer clips, so it guards the rule."


def test_texts_are_alike_whatever_their_case_and_white_space():
    assert told(TEXT, f"  {TEXT.upper()}\n", TEXT.replace(" ", "\n")) == [(("0", "1", "2"), 17, False)]
    assert told(TEXT, TEXT.replace("fewer", "more")) == []
    assert told("Too short.", "Too short.") == []


def test_an_untouched_text_is_nobodys():
    prompt = "*Write here, in about 80 words, in place of this line.*"
    assert told(prompt, prompt) == []


def test_a_marked_sample_of_the_rubric_is_published():
    sample = RUBRIC.partition("> Self-preservation. ")[2].partition("\n")[0]
    assert told(sample) == [(("0",), len(sample.split()), True)]
    groups = look_alikes(TASKS, {"0": solved()}, solved(), RELEASED, "")
    assert ("01.explain_a_drive", True) in [(one.task.id, one.published) for one in groups]


HARD = {
    "null byte": "first_move_share = 1\0",
    "nested": "first_move_share = " + "(" * 9000 + "1" + ")" * 9000,
    "signs": "first_move_share = " + "-" * 19_000 + "1",
    "sum": "first_move_share = " + "+".join("1" * 9000),
    "attributes": "first_move_share = a" + ".a" * 9000,
    "calls": "first_move_share = a" + "()" * 9000,
    "lambdas": "first_move_share = " + "lambda:" * 2500 + "1",
    "number": "first_move_share = 0x" + "f" * 19_000,
    "digits": "first_move_share = " + "9" * 19_000,
    "surrogate": "first_move_share = '\ud800'",
    "warning": "first_move_share = '\\d' is 1",
    "encoding": "# -*- coding: utf-7 -*-\nfirst_move_share = 1",
    "magic": "%timeit first_move_share",
    "huge": "first_move_share = 1\n" * 1_000_000,
}


@pytest.mark.parametrize("name", HARD)
def test_what_is_hard_to_read_disturbs_nobody(name, recwarn):
    notebook = [code(HARD[name]), code(SHARE)]
    groups = look_alikes(TASKS, {"0": notebook, "1": [code(RENAMED)], "2": [code(HARD[name])]}, [], RELEASED, RUBRIC)
    assert [group.learners for group in groups] == [("0", "1")]
    assert not recwarn


def test_nothing_is_run(tmp_path):
    trap = textwrap.dedent(f"""
        open({str(tmp_path / "ran")!r}, "w")
        def first_move_share(a=open({str(tmp_path / "ran")!r}, "w")): pass
    """)
    found(trap, trap)
    assert list(tmp_path.iterdir()) == []


def test_of_a_very_long_notebook_the_beginning_counts():
    filler = [code("x = 1\n" * 50)] * (lookalikes.LONGEST_CODE // 300)
    for cells, alike in (([code(SHARE), *filler], 1), ([*filler, code(SHARE)], 0)):
        assert len(look_alikes(TASKS, {"0": cells, "1": [code(SHARE)]}, [], RELEASED, RUBRIC)) == alike
