"""The editor's alphabet, and the worlds to begin with."""

import pytest

from course_utils.decisions import optimal_values, read_grid
from course_utils.decisions.worlds.drawn import DRAWINGS, LARGEST, read_world


def test_letters_mean_what_read_grid_is_told_they_mean():
    drawing = "A.O\nR$#"
    told = read_grid(drawing, {"O": "off", "R": "room", "$": "resource"}, absorbing=["off", "room"])
    world = read_world(drawing)
    assert world.states == told.states == ((0, 0), (0, 1), "off", "room", "resource")
    assert (world.successors == told.successors).all()
    assert world.start == 0


def test_off_and_rooms_are_never_left_and_a_resource_is():
    world = read_world("R.A$O")
    for name in ("room", "off"):
        assert set(world.successors[world.state(name)]) == {world.state(name)}
    assert len(set(world.successors[world.state("resource")])) == 3
    goal = [0.0] * world.size
    goal[world.state("off")] = 1.0
    assert optimal_values(world, goal, 0.5)[world.start] == pytest.approx(0.5**2 / 0.5)  # paid in every step


def test_cells_of_one_kind_are_numbered():
    assert [name for name in read_world("ROA\nRO.").states if isinstance(name, str)] == [
        "room 1",
        "off 1",
        "room 2",
        "off 2",
    ]


def test_the_limit_is_twenty_rows_and_columns():
    largest = "\n".join(["." * LARGEST] * LARGEST)
    assert read_world(largest).size == 400
    with pytest.raises(ValueError, match="the drawing has 21 rows: 20 are the most"):
        read_world(largest + "\n" + "." * LARGEST)
    with pytest.raises(ValueError, match="the drawing has 21 columns: 20 are the most"):
        read_world("." * 21)
    assert read_world("\n\n" + " " * 8 + "A.\n" + " " * 8 + "..\n\n").drawing == ("A.", "..")


def test_a_start_that_leads_nowhere_is_refused():
    for drawing, cure in (("A#.", "open a cell beside it"), ("R..", "draw an A where the agent begins")):
        with pytest.raises(ValueError, match=f"row 0, column 0, no other cell can be reached: {cure}"):
            read_world(drawing)


def test_a_mark_without_meaning_is_named():
    with pytest.raises(ValueError, match="the drawing holds 'x', which has no meaning here: draw with # wall, "):
        read_world("A.x")
    with pytest.raises(ValueError, match="draw floor as"):
        read_world("A .")
    with pytest.raises(TypeError, match="a drawing is a text"):
        read_world(None)


@pytest.mark.parametrize("name", DRAWINGS)
def test_worlds_to_begin_with_have_a_start_and_no_cell_out_of_reach(name):
    from course_utils.convergence.surveys import steps_from

    world = read_world(DRAWINGS[name])
    assert sum(row.count("A") for row in world.drawing) == 1
    assert (steps_from(world, world.start) >= 0).all()
