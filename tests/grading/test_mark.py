"""What a notebook is given, and what its page of feedback says."""

import pytest

from course_utils.grading.html import message_html
from course_utils.grading.marking import grade_id, mark, read_cells
from course_utils.grading.tasks import load_set

from . import small_set
from .notebooks import NOTEBOOK, ROOT, SET, TASKS, code, marked, solved


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
    assert page.count("Not begun: ") == 4
    assert page.count("is still to be written. Fill in its cell, save the notebook, then mark it again.") == 4
    assert "To be marked by hand; nothing is written in its cell yet" in page
    assert "this cell" not in page


def test_a_cell_that_is_gone_is_told_without_the_words_of_a_notebook():
    tasks, _, page = marked(solved(goal_for_off=""))
    assert tasks["goal_for_off"].verdict.kind == "not defined"
    assert "No cell defines <code>goal_for_off</code>, or the one that does stopped before." in page
    assert "this cell" not in page


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
        assert message_html(turn.message) in page
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


def test_marking_twice_tells_the_same(tmp_path):
    """What is told depends here on the draws of the random cases and on the order that Python keeps a set in."""
    checks = small_set.CHECKS.replace("rng.integers(3, 100)", "rng.integers(10, 10**9)")
    exercise_set = load_set(small_set.write(tmp_path / "09_nine", checks=checks))
    source = """
def double(number):
    order = int("1" + "".join({*"0123456789"}))
    return 2 * number if number < 10 else number + order
"""
    first, second = (mark(exercise_set, [code(source)]).tasks[0].verdict for _ in range(2))
    assert first.kind == "different"
    assert [label for label, _ in first.details] == ["number", "Yours", "Right"]
    assert first.details == second.details


def test_the_solver_is_out_of_reach_while_the_count_is_marked():
    source = """
def first_move_share(rewards, discount, move):
    return optimal_actions(world, rewards, discount)[:, 0, world.action_to("start", move)].mean()
"""
    found = marked(solved(first_move_share=source))[0]["first_move_share"]
    assert found.points == 0
    assert "optimal_actions" in found.verdict.message


@pytest.mark.parametrize("strange", [[["x"]], {"a": 1}, 5, None])
def test_a_cell_that_bears_something_else_than_a_name_has_none(strange):
    assert grade_id({"metadata": {"nbgrader": {"grade_id": strange}}}) is None


def test_a_reserved_word_is_out_of_reach_by_whatever_name_it_is_held():
    source = """
def first_move_share(rewards, discount, move, solve=[optimal_actions]):
    return solve[0](world, rewards, discount)[:, 0, world.action_to("start", move)].mean()
"""
    found = marked([code("from course_utils.decisions import optimal_actions"), *solved(first_move_share=source)])[0]
    assert found["first_move_share"].points == 0
