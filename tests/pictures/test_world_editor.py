"""What the world editor answers, and what stands where no widget can run."""

import re

import pytest

from course_utils.convergence import power
from course_utils.decisions import read_grid
from course_utils.decisions.worlds.drawn import DRAWINGS, read_world
from course_utils.pictures import world_editor


def ask(editor, **changes):
    editor.asked = {**editor.asked, "thousands": 1, **changes, "id": editor.asked["id"] + 1}
    return editor.answer


def test_an_answer_says_what_power_says_and_which_question_it_is_to():
    editor = world_editor("A..\n.#.\n...")
    answer = ask(editor, drawing="A..\n.#.\n..O", discount=0.5)
    world = read_grid("A..\n.#.\n..O", {"O": "off"}, absorbing=["off"])
    assert (answer["id"], answer["thousands"], answer["goals"]) == (1, 1, 1000)
    assert editor.drawing == answer["drawing"] == "A..\n.#.\n..O"
    expected = power(world, 0.5, samples=50_000)
    cells = [x for x in answer["power"] if x is not None]
    assert answer["power"][4] is None
    assert (abs(cells - expected.values) < 5 * 0.3 / 1000**0.5).all()


def test_more_goals_of_the_same_world_are_added_to_those_counted():
    editor = world_editor()
    one = dict(ask(editor, discount=0.8))
    two = dict(ask(editor, thousands=2))
    assert (one["goals"], two["goals"]) == (1000, 2000)
    assert two["start"][1] < one["start"][1]
    again = world_editor(discount=0.8)
    assert ask(again, discount=0.81)["start"] != one["start"]
    assert ask(again, discount=0.8)["start"] == one["start"]


@pytest.mark.parametrize(
    ("drawing", "reason"),
    [
        ("###\n###", "the drawing has no floor"),
        ("A#.\n###", "from the start, row 0, column 0, no other cell can be reached: open a cell beside it"),
        ("." * 21, "the drawing has 21 columns: 20 are the most"),
    ],
)
def test_what_is_no_world_is_refused_in_words_and_stays_drawn(drawing, reason):
    editor = world_editor()
    answer = ask(editor, drawing=drawing)
    assert reason in answer["reason"]
    assert "power" not in answer
    assert editor.drawing == drawing
    assert "reason" not in ask(editor, drawing="A.")
    with pytest.raises(ValueError, match=re.escape(reason)):
        world_editor(drawing)


@pytest.mark.parametrize("name", DRAWINGS)
def test_every_world_to_start_from_can_be_drawn(name):
    editor = world_editor(name)
    assert read_world(editor.drawing).size == editor.world.size
    assert "reason" not in editor.answer


def test_where_no_widget_runs_stand_a_picture_a_table_and_the_text():
    bundle, _ = world_editor("A.O\n..R")._repr_mimebundle_()
    page = re.sub(r"data:image/png;base64,[^\"]+", "", bundle["text/html"])
    assert "<pre>A.O\n..R</pre>" in page
    assert "avoids room (the control)" in page
    assert "<img" in page
    assert not re.search(r"<(script|svg|style|form|input)", page)
