"""Counts of histories against listing them, and of choices against a loop."""

import itertools

import numpy as np
import pytest

from course_utils.convergence import count_choices, count_histories, screen, signed_orbit
from course_utils.decisions import MDP, with_slip
from course_utils.decisions.worlds.small import battery, turner_figure_1


def listed(mdp, action, steps):
    """Every history, one by one."""
    done = []

    def go(state, taken, seen):
        if len(taken) == steps:
            done.append((tuple(taken), tuple(seen)))
            return
        for a in np.flatnonzero(mdp.available[state]) if taken else [action]:
            after = int(mdp.successors[state, a])
            go(after, [*taken, int(a)], [*seen, after])

    go(mdp.start, [], [])
    return len(set(done)), len({seen for _, seen in done}), len({seen[-1] for _, seen in done})


@pytest.mark.parametrize("steps", [1, 2, 3, 5])
@pytest.mark.parametrize("world", [screen(1), screen(2), battery(2, 2), turner_figure_1()])
def test_histories_are_counted_as_if_they_were_listed(world, steps):
    for action in np.flatnonzero(world.available[world.start]):
        assert tuple(count_histories(world, int(action), steps)) == listed(world, int(action), steps)


def test_it_can_begin_elsewhere():
    world = battery(2, 3)
    assert count_histories(world, 0, 1, world.state("battery")) == (1, 1, 1)


def test_a_screen():
    world = screen(2)
    assert (world.size, world.width) == (18, 4)
    assert world.states[world.successors[world.start, 0]] == "frozen"
    assert [world.states[s] for s in world.successors[world.start, 1:]] == ["0100", "0010", "0001"]
    assert [world.states[s] for s in world.successors[world.state("0110")]] == ["1110", "0010", "0100", "0111"]
    assert set(world.successors[world.state("frozen")]) == {world.state("frozen")}
    assert screen(3).size == 514


def test_bad_histories():
    with pytest.raises(ValueError, match=r"choose among \[0\]"):
        count_histories(battery(), 1, 2, battery().state("off"))
    with pytest.raises(ValueError, match="deterministic world"):
        count_histories(with_slip(battery(), 0.1), 0, 2)
    with pytest.raises(ValueError, match="deterministic world"):
        count_histories(MDP.from_graph({"s": ["t"], "t": []}, terminal=["t"]), 0, 2)
    with pytest.raises(ValueError, match="at most 3 x 3"):
        screen(4)


def test_a_signed_orbit():
    assert signed_orbit([1, 2]).tolist() == [[-2, -1], [-2, 1], [-1, -2], [-1, 2], [1, -2], [1, 2], [2, -1], [2, 1]]
    assert len(signed_orbit([1, 2, 3])) == 48
    assert signed_orbit([0, 1]).tolist() == [[-1, 0], [0, -1], [0, 1], [1, 0]]
    for bad in ([], [1, np.nan], [[1]], range(7)):
        with pytest.raises(ValueError, match="give one to six finite numbers"):
            signed_orbit(bad)


def test_choices_are_counted_goal_by_goal():
    rng = np.random.default_rng(2)
    options = {"a": rng.integers(-1, 2, (2, 3)), "b": rng.integers(-1, 2, (3, 3)), "c": [[0, 0, 0]]}
    weights = rng.integers(-2, 3, (200, 3))
    expected = dict.fromkeys([*options, "tie"], 0)
    for weight in weights:
        worth = {name: max(int(np.dot(weight, row)) for row in rows) for name, rows in options.items()}
        best = [name for name in worth if worth[name] == max(worth.values())]
        expected[best[0] if len(best) == 1 else "tie"] += 1
    assert count_choices(options, weights) == expected
    assert expected["tie"] > 0


def test_every_order_of_a_goal_is_tried_once():
    assert {tuple(np.abs(row)) for row in signed_orbit([1, 2, 3])} == set(itertools.permutations((1.0, 2.0, 3.0)))
