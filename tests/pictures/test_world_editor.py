"""What the world editor answers, and what stands where no widget can run."""

import re

import pytest

from course_utils.convergence import optimality_probability, power
from course_utils.decisions import read_grid
from course_utils.decisions.worlds.drawn import DRAWINGS, LARGEST, NAMES, read_world
from course_utils.pictures import world_editor
from course_utils.pictures.live.world_editor import MARKS


def ask(editor, **changes):
    """What the page does: set a question, and read the answer."""
    editor.asked = {**editor.asked, "thousands": 1, **changes, "id": editor.asked["id"] + 1}
    return dict(editor.answer)


def avoids(answer, name):
    return 1 - next(cell["enters"] for cell in answer["named"] if cell["name"] == name)


def test_an_answer_agrees_with_the_functions_of_the_lessons_and_says_which_question_it_is_to():
    editor = world_editor("A..\n.#.\n...")
    answer = ask(editor, drawing="A..\n.#.\n..O", discount=0.5)
    world = read_grid("A..\n.#.\n..O", {"O": "off"}, absorbing=["off"])
    assert (answer["id"], answer["thousands"], answer["goals"]) == (1, 1, 1000)
    assert editor.drawing == answer["drawing"] == "A..\n.#.\n..O"
    expected = power(world, 0.5, samples=50_000)
    assert answer["power"][4] is None
    cells = [x for x in answer["power"] if x is not None]
    assert (abs(cells - expected.values) < 5 * expected.standard_errors * 50**0.5).all()
    assert answer["start"][0] == answer["power"][0]
    assert answer["start"][1] == pytest.approx(expected.standard_errors[0] * 50**0.5, rel=0.2)
    moves = optimality_probability(world, 0.5, samples=50_000)
    assert [name for name, *_ in answer["moves"]] == ["down", "right", "stay"]
    for name, share, there in answer["moves"]:
        action = world.actions.index(name)
        assert abs(share - moves.values[action]) < 5 * moves.standard_errors[action] * 50**0.5
        cell = world.cells[world.successors[0, action]]
        assert there == answer["power"][int(cell @ [3, 1])]


def test_off_and_its_control_are_avoided_alike_until_goals_are_made_to_like_off():
    """Cells that lie alike are alike for independent rewards of one law; a bonus breaks it, for off alone."""
    answer = world_editor("switch and control").answer
    assert answer["control"] == ["off", "room"]
    off, room = avoids(answer, "off"), avoids(answer, "room")
    assert off == pytest.approx(0.9, abs=0.02)  # of nine cells to end in one is off
    assert off == pytest.approx(room, abs=4 * (2 * 0.1 / answer["goals"]) ** 0.5)
    editor = world_editor("switch and control")
    plain, liked = ask(editor), ask(editor, bonus=0.5)
    assert avoids(liked, "off") < avoids(plain, "off") - 0.2
    assert avoids(liked, "room") >= avoids(plain, "room")


def test_one_can_find_that_a_door_raises_power():
    editor = world_editor("one door")
    closed, opened = ask(editor), ask(editor, drawing=editor.drawing.replace("A#", "A."))
    assert opened["start"][0] > closed["start"][0] + 0.03


def test_one_can_find_that_patience_turns_an_order():
    editor = world_editor("now or later")
    for discount, nearer_is_more in ((0.5, True), (0.99, False)):
        moves = {name: numbers for name, *numbers in ask(editor, discount=discount)["moves"]}
        assert (moves["left"][0] > moves["right"][0]) == nearer_is_more
        assert (moves["left"][1] > moves["right"][1]) == nearer_is_more


def test_one_can_find_a_resource_that_is_wanted_for_what_lies_behind_it():
    answer = ask(world_editor("on the way"), discount=0.99)
    dead_end, on_the_way = (cell for cell in answer["named"] if cell["kind"] == "resource")
    assert dead_end["steps"] == on_the_way["steps"]
    assert dead_end["enters"] == dead_end["stays"]  # nothing lies behind it
    assert on_the_way["enters"] > 3 * dead_end["enters"]
    assert on_the_way["stays"] == pytest.approx(dead_end["stays"], abs=0.04)


def test_power_in_the_open_is_highest_in_the_middle_and_evens_out_with_patience():
    """S-power 2.5: corner < edge < centre, and all near n/(n+1) as γ goes to 1."""
    editor = world_editor("...\n.A.\n...")
    corner, edge, *_, centre = (ask(editor, discount=0.6, thousands=10)["power"][i] for i in (0, 1, 4))
    assert (corner, edge, centre) == pytest.approx((0.805, 0.835, 0.862), abs=0.004)
    late = ask(editor, discount=0.99)["power"]
    assert max(late) - min(late) < 0.01


def test_a_wall_far_off_leaves_the_luck_of_the_draw_as_it_was():
    """A cell keeps its rewards while others change: behind a wall nothing changes at all."""
    editor = world_editor("A.#..\n..#..")
    before, after = ask(editor), ask(editor, drawing="A.#..\n..#.O")
    assert [after["power"][i] for i in (0, 1, 5, 6)] == [before["power"][i] for i in (0, 1, 5, 6)]
    assert after["moves"] == before["moves"]
    assert after["control"] == []  # no way leads there
    off = {"name": "off", "kind": "off", "row": 1, "column": 4, "steps": -1, "enters": 0, "stays": 0}
    assert after["named"] == [off]


def test_more_goals_of_the_same_world_are_added_to_those_counted():
    editor = world_editor()
    one, two = ask(editor, discount=0.8), ask(editor, thousands=2)
    assert (one["goals"], two["goals"]) == (1000, 2000)
    assert two["start"][1] < one["start"][1]
    again = world_editor(discount=0.8)
    assert ask(again, discount=0.81)["start"] != one["start"]
    assert ask(again, discount=0.8) == one | {"id": 2}
    assert ask(again, thousands=2) == two | {"id": 3}


@pytest.mark.parametrize("law", ["few large", "few small"])
def test_other_laws_are_other_goals(law):
    editor = world_editor("one door", law=law)
    assert ask(editor)["start"] != ask(editor, law="uniform")["start"]


REFUSED = [
    ("###\n###", "the drawing has no floor"),
    ("A#.\n###", "from the start, row 0, column 0, no other cell can be reached: open a cell beside it"),
    ("O..", "from the start, row 0, column 0, no other cell can be reached: draw an A where the agent begins"),
    ("." * 21, "the drawing has 21 columns: 20 are the most"),
    ("\n".join(".." for _ in range(21)), "the drawing has 21 rows: 20 are the most"),
    ("A..\n..", "make all rows equally long"),
    ("A.X", "the drawing holds 'X', which has no meaning here: draw with # wall, . floor"),
    ("A.A", "the drawing has 2 agents"),
    ("", "the drawing is empty"),
]


@pytest.mark.parametrize(("drawing", "reason"), REFUSED)
def test_what_is_no_world_is_refused_in_words_and_stays_drawn(drawing, reason):
    editor = world_editor()
    answer = ask(editor, drawing=drawing)
    assert reason in answer["reason"]
    assert "power" not in answer
    assert editor.drawing == drawing
    with pytest.raises(ValueError, match=re.escape(reason)):
        _ = editor.world
    assert "reason" not in ask(editor, drawing="A.")
    with pytest.raises(ValueError, match=re.escape(reason)):
        world_editor(drawing)


@pytest.mark.parametrize(("drawing", "reason"), REFUSED)
def test_a_text_that_is_no_world_changes_nothing(drawing, reason):
    editor = world_editor("A.O")
    editor.pasted = {"id": 1, "text": drawing}
    assert editor.read["id"] == 1
    assert reason in editor.read["reason"]
    assert editor.drawing == "A.O"


def test_a_text_from_an_exercise_is_read_with_its_blank_lines_and_indentation():
    editor = world_editor()
    editor.pasted = {"id": 1, "text": "\n    ###\n    #A.\n    #O$\n"}
    assert editor.read == {"id": 1, "drawing": "###\n#A.\n#O$"}


def test_what_the_editor_writes_is_what_read_grid_reads():
    editor = world_editor("A.O\nR$#")
    assert editor.answer["call"] == (
        "read_grid(drawing, {'O': 'off', 'R': 'room', '$': 'resource'}, absorbing=['off', 'room'])"
    )
    read = eval(editor.answer["call"], {"drawing": editor.drawing, "read_grid": read_grid})
    assert read.states == editor.world.states
    assert (read.successors == editor.world.successors).all()
    assert world_editor("A.").answer["call"] == "read_grid(drawing)"


@pytest.mark.parametrize(
    ("drawing", "control"),
    [
        ("R.A.O", ["off", "room"]),
        ("RA..O", ["off", "room"]),  # the only one, though it is nearer
        ("RRA.O..R", ["off", "room 2"]),  # nearest in steps; behind off nothing is reached
        ("O.AO.R", ["off 2"]),
        ("A..R", []),
    ],
)
def test_the_control_is_the_room_whose_way_is_most_like_that_to_the_switch(drawing, control):
    assert world_editor(drawing).answer["control"] == control


@pytest.mark.parametrize("name", DRAWINGS)
def test_every_world_to_start_from_can_be_drawn_and_asked_about(name):
    editor = world_editor(name)
    assert editor.world.size == read_world(DRAWINGS[name]).size
    assert "reason" not in ask(editor)
    assert [name, editor.drawing] in editor.beginnings


def test_every_letter_of_the_alphabet_can_be_drawn_by_a_key_of_its_own():
    assert {letter for letter, *_ in MARKS} == {"#", ".", "A", *NAMES}
    assert len({key for *_, key in MARKS}) == len(MARKS)


def test_the_largest_world_is_answered():
    editor = world_editor("\n".join(["A" + "." * (LARGEST - 1)] + ["." * LARGEST] * (LARGEST - 1)))
    assert len(editor.answer["power"]) == LARGEST**2


def test_where_no_widget_runs_stand_a_picture_a_table_and_the_text():
    editor = world_editor("A.O\n..R")
    bundle, _ = editor._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    page = re.sub(r"data:image/png;base64,[^\"]+", "", bundle["text/html"])
    assert "<pre>A.O\n..R</pre>" in page
    assert "plans that avoid room, the control" in page
    assert "POWER is lowest" in bundle["text/plain"]
    assert "becomes live when this cell is run" in bundle["text/plain"]
    assert "<img" in page
    assert not re.search(r"<(script|svg|style|form|input)", page)
    assert "0x" not in bundle["text/plain"]
    assert world_editor("A.O\n..R").still() == editor.still()


def test_arguments_that_the_editor_cannot_take():
    with pytest.raises(ValueError, match="show is 'value': choose one of 'power', 'visits'"):
        world_editor(show="value")
    with pytest.raises(ValueError, match="law is 'cauchy': choose one of 'uniform', 'few large', 'few small'"):
        world_editor(law="cauchy")
    with pytest.raises(ValueError, match="the discount is 1: in this figure it lies between"):
        world_editor(discount=1)
    with pytest.raises(ValueError, match="the worlds to begin with are called switch and control, one door, now"):
        world_editor("one dor")
    with pytest.raises(TypeError, match="a drawing is a text"):
        world_editor(["A."])
