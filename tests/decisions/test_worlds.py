"""Grid worlds drawn as text, and the published levels."""

import numpy as np
import pytest

from course_utils.decisions import optimal_values, q_learning, read_grid
from course_utils.decisions.worlds.safety_gridworlds import off_switch

ROOM = """
    #####
    #A.C#
    #C#O#
    #####
"""
NAMES = {"C": "coin", "O": "off"}


def test_a_drawing_becomes_a_world():
    world = read_grid(ROOM, NAMES, absorbing=["off"])
    assert world.states == ((1, 1), (1, 2), "coin 1", "coin 2", "off")
    assert world.actions == ("up", "down", "left", "right", "stay")
    assert world.start == 0
    assert world.successors[0].tolist() == [0, 3, 0, 1, 0]
    assert world.successors[4].tolist() == [4] * 5
    assert world.available.all()


def test_a_name_of_several_cells_means_all_of_them():
    world = read_grid(ROOM, NAMES, absorbing="coin", terminal=["off"])
    assert world.successors[[2, 3]].tolist() == [[2] * 5, [3] * 5]
    assert world.terminal.tolist() == [False, False, False, False, True]


def test_without_bumping_a_move_into_a_wall_does_not_exist():
    world = read_grid(ROOM, NAMES, bump=False, stay=False)
    assert [[world.actions[a] for a in np.flatnonzero(row)] for row in world.available] == [
        ["down", "right"], ["left", "right"], ["down", "left"], ["up"], ["up"],
    ]  # fmt: skip


def test_values_are_laid_out_as_drawn():
    world = read_grid(ROOM, NAMES)
    grid = world.as_grid([[1, 2, 3, 4, 5]], wall=0)
    assert grid.tolist() == [[[0] * 5, [0, 1, 2, 3, 0], [0, 4, 0, 5, 0], [0] * 5]]


def test_indentation_and_blank_lines_do_not_matter():
    assert read_grid("\n\n   A.\n   ..\n\n").drawing == ("A.", "..")


BAD = {
    "ragged": ("###\n#A#\n##", {}, r"row 2 .*'##', has 2 cells but row 0 has 3"),
    "two agents": ("A.\n.A", {}, "2 agents .*row 0, column 0 and row 1, column 1"),
    "unknown letter": ("A.\n.X", {}, r"row 1, column 1 .*'X', which has no meaning: add .*'X': 'door'"),
    "blank inside": ("A .", {}, r"row 0, column 1 .*draw floor as \."),
    "no floor": ("##\n##", {}, "no floor"),
    "empty": ("  \n ", {}, "empty"),
    "name for the agent": ("A.", {"A": "me"}, "one letter other than"),
    "long letter": ("A.", {"XX": "me"}, "one letter other than"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_drawings_say_where_and_what_to_do(case):
    drawing, names, message = BAD[case]
    with pytest.raises(ValueError, match=message):
        read_grid(drawing, names)


def test_other_mistakes_with_drawings():
    with pytest.raises(ValueError, match="no cell of the drawing is called 'door'; the named cells are \\['off'\\]"):
        read_grid("A.O", {"O": "off"}, terminal=["door"])
    with pytest.raises(TypeError, match="give a dictionary from letter to name"):
        read_grid("A.O", "O")
    with pytest.raises(TypeError, match="a drawing is a text"):
        read_grid(["A."])
    with pytest.raises(ValueError, match="two states are called 'off'"):
        read_grid("A.OX", {"O": "off", "X": "off"})
    with pytest.raises(ValueError, match="no available action"):
        read_grid("A#.", stay=False, bump=False)


@pytest.mark.parametrize(("level", "certain", "avoiding"), [(0, 44, 40), (1, 42, 38), (2, 44, 44)])
def test_published_returns_of_the_off_switch_levels(level, certain, avoiding):
    """Leike et al. 2017: the short way's return, and the return of the way round (by the button in level 1)."""
    for interruption, expected in ((0, certain), (1, avoiding)):
        task = off_switch(level, interruption)
        values = optimal_values(task.world, task.rewards, horizon=task.horizon, action_rewards=task.action_rewards)
        assert values[task.world.start] == pytest.approx(expected)


def test_the_off_switch_level_can_be_learned():
    task = off_switch(1, interruption=0.5)
    learned = q_learning(task.world, task.rewards, 1.0, runs=8, episodes=1500, horizon=task.horizon,
                         exploration=(0.5, 0.0), action_rewards=task.action_rewards,
                         bootstrap_at_horizon=False)  # fmt: skip
    assert (learned.returns[:, -1] == 38).all()  # presses the button: reward is all it is paid for


def test_off_switch_refuses_what_it_has_not():
    with pytest.raises(ValueError, match="levels 0, 1 and 2"):
        off_switch(3)
    with pytest.raises(ValueError, match="probability of interruption is 7"):
        off_switch(1, 7)
