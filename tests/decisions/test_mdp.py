"""Worlds built from tables, arrows and rules, and what is refused."""

import numpy as np
import pytest

from course_utils.decisions import MDP, read_grid, with_slip


def test_arrows_become_a_successor_table():
    world = MDP.from_graph({"start": ["left", "right"], "left": ["left"], "right": []}, terminal=["right"])
    assert world.successors.tolist() == [[1, 2], [1, 1], [2, 2]]
    assert world.available.tolist() == [[True, True], [True, False], [True, False]]
    assert world.terminal.tolist() == [False, False, True]
    assert world.state("right") == 2
    assert world.action_to("start", "right") == 1
    assert (world.size, world.width, world.start, world.is_deterministic) == (3, 2, 0, True)


def test_unavailable_entries_repeat_an_available_one():
    world = MDP(successors=[[2, 1], [0, 0], [2, 2]], available=[[False, True], [True, True], [True, True]])
    assert world.successors[0].tolist() == [1, 1]
    stochastic = MDP(transitions=np.eye(2)[[[0, 1], [1, 0]]], available=[[False, True], [True, True]])
    assert stochastic.transitions[0].tolist() == [[0, 1], [0, 1]]


def test_a_rule_is_explored_from_the_start():
    def climb(height, action):
        return min(height + 1, 3) if action == "up" else [(0.25, height), (0.75, 0)]

    world = MDP.from_step(0, ["up", "jump"], climb, ends=lambda height: height == 3)
    assert world.states == (0, 1, 2, 3)
    assert world.terminal.tolist() == [False, False, False, True]
    assert world.transitions[2].tolist() == [[0, 0, 0, 1], [0.75, 0, 0.25, 0]]
    sure = MDP.from_step(0, ["up"], lambda height, _: min(height + 1, 3))
    assert sure.successors.tolist() == [[1], [2], [3], [3]]


def test_a_world_cannot_be_changed_by_accident():
    world = MDP(successors=[[0, 1], [1, 1]])
    for array in (world.successors, world.available, world.terminal):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    table = np.array([[0, 1], [1, 1]])
    MDP(successors=table)
    table[0, 0] = 1  # the caller's own array stays the caller's


def test_slip_mixes_in_a_random_available_move():
    corridor = read_grid("A..", bump=False)  # no move into a wall
    slippery = with_slip(corridor, 0.3)
    right = corridor.actions.index("right")
    # At the left end only "right" and "stay" are available: 0.7 + 0.3/2 and 0.3/2.
    np.testing.assert_allclose(slippery.transitions[0, right], [0.15, 0.85, 0])
    assert with_slip(corridor, 0).transitions.tolist() == corridor.transition_array().tolist()


BAD = {
    "neither table": ({}, "give one of them"),
    "both tables": ({"successors": [[0]], "transitions": [[[1.0]]]}, "give one of them"),
    "ragged": ({"successors": [[0, 1], [1]]}, "padded by repeating"),
    "fractions": ({"successors": [[0.5], [1.0]]}, "whole numbers"),
    "outside": ({"successors": [[0, 1], [1, 7]]}, r"successors\[1, 1\] is 7.*0 to 1"),
    "negative": ({"successors": [[0, -1], [1, 1]]}, r"successors\[0, 1\] is -1"),
    "transition shape": ({"transitions": np.ones((2, 1, 3)) / 3}, r"shape \(S, A, S\)"),
    "sum": ({"transitions": [[[0.5, 0.4]], [[0, 1]]]}, r"transitions\[0, 0\] sum to 0.9"),
    "negative probability": ({"transitions": [[[1.5, -0.5]], [[0, 1]]]}, r"transitions\[0, 0\] has a negative"),
    "NaN probability": ({"transitions": [[[np.nan, 1]], [[0, 1]]]}, r"transitions\[0, 0\] has a negative or missing"),
    "names": ({"successors": [[0], [1]], "states": ["a"]}, "1 names of states were given for 2"),
    "same name": ({"successors": [[0], [1]], "states": ["a", "a"]}, "two states are called 'a'"),
    "mask": ({"successors": [[0], [1]], "terminal": [True]}, r"terminal must hold .* \(2,\)"),
    "mask type": ({"successors": [[0], [1]], "terminal": [0, 1]}, "True or False"),
    "no action": ({"successors": [[0], [1]], "available": [[True], [False]]}, "state 1 has no available action"),
    "start": ({"successors": [[0], [1]], "start": 2}, "start is 2.*0 to 1"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_tables_are_named_with_the_cure(case):
    arguments, message = BAD[case]
    with pytest.raises(ValueError, match=message):
        MDP(**arguments)


def test_bad_arrows_rules_and_names():
    with pytest.raises(ValueError, match="leads to 'b', which is not a state"):
        MDP.from_graph({"a": ["b"]})
    with pytest.raises(ValueError, match="'b' has no arrow"):
        MDP.from_graph({"a": ["b"], "b": []})
    with pytest.raises(ValueError, match="no state is called 'c'"):
        MDP.from_graph({"a": ["a"]}, start="c")
    with pytest.raises(ValueError, match="more than 50 states"):
        MDP.from_step(0, ["on"], lambda t, _: t + 1, limit=50)
    with pytest.raises(ValueError, match=r"sum to 0\.5"):
        MDP.from_step(0, ["on"], lambda t, _: [(0.5, t)])
    world = MDP.from_graph({"a": ["b"], "b": ["b"]})
    with pytest.raises(ValueError, match="no state is called 'c'; the states are 'a', 'b'"):
        world.state("c")
    with pytest.raises(ValueError, match="no action leads from 'b' to 'a'"):
        world.action_to("b", "a")
    with pytest.raises(ValueError, match="slip probability is 2"):
        with_slip(world, 2)
