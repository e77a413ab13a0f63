"""The limits γ → 0 and γ → 1 against discounts close to them, an independent method and worlds worked by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.decisions import (
    MDP,
    average_values,
    limit_actions,
    optimal_actions,
    optimal_values,
    read_grid,
    with_slip,
)
from course_utils.decisions.worlds.small import detour, turner_figure_1

from .strategies import goals_for, worlds


@settings(max_examples=150)
@given(st.data(), worlds(largest=7))
def test_average_is_the_limit_of_scaled_values(data, mdp):
    rewards, extra = data.draw(goals_for(mdp))
    averages = average_values(mdp, rewards, action_rewards=extra)
    # (1-γ)V = average + (1-γ)·bias + ...: two discounts extrapolate the bias away.
    near, nearer = ((1 - g) * optimal_values(mdp, rewards, g, action_rewards=extra) for g in (1 - 2e-6, 1 - 1e-6))
    largest = max(np.abs(rewards).max(), 0 if extra is None else np.abs(extra).max(), 1e-300)
    slow = not mdp.is_deterministic and mdp.transitions[mdp.transitions > 0].min() < 1e-3
    if not slow:  # a move that happens once in 10^6 steps makes γ = 1 - 10^-6 far from the limit
        np.testing.assert_allclose(2 * nearer - near, averages, atol=1e-4 * largest)


@settings(max_examples=150)
@given(st.integers(1, 8), st.integers(1, 3), st.integers(0, 2**32 - 1))
def test_average_is_the_best_mean_of_a_simple_cycle_in_reach(size, width, seed):
    rng = np.random.default_rng(seed)
    mdp = MDP(successors=rng.integers(0, size, (size, width)))
    goal, paid = rng.integers(-3, 4, size), rng.integers(-3, 4, (size, width))

    def best(state, path, gains):
        """Largest mean of the cycles that close somewhere after `path`."""
        if state in path:
            cycle = gains[path.index(state):]  # fmt: skip
            return sum(cycle) / len(cycle)
        moves = range(width)
        return max(
            best(mdp.successors[state, a], [*path, state], [*gains, goal[state] + paid[state, a]]) for a in moves
        )

    expected = [best(s, [], []) for s in range(size)]
    np.testing.assert_allclose(average_values(mdp, goal, action_rewards=paid), expected, atol=1e-12)


@settings(max_examples=150)
@given(st.integers(0, 2**32 - 1), worlds(largest=6))
def test_limit_actions_are_those_of_discounts_close_to_the_limit(seed, mdp):
    rewards = np.random.default_rng(seed).standard_normal((3, mdp.size))
    if not mdp.is_deterministic and mdp.transitions[mdp.transitions > 0].min() < 1e-2:
        return
    for limit, closer, close in ((1, 1 - 1e-4, 1 - 4e-4), (0, 1e-4, 4e-4)):
        best = limit_actions(mdp, rewards, limit)
        there, nearby = optimal_actions(mdp, rewards, closer), optimal_actions(mdp, rewards, close)
        settled = (there == nearby).all(2)  # where the two differ, neither is the limit yet
        assert (best == there)[settled].all()
        assert settled.mean() > 0.6


def test_at_the_limit_transients_break_ties_of_the_average():
    # Both moves end in the same room; only the way there differs, which an average does not see.
    world = MDP.from_graph({"start": ["poor", "rich"], "poor": ["room"], "rich": ["room"], "room": ["room"]})
    goal = [0, 1, 2, 5]
    assert average_values(world, goal).tolist() == [5, 5, 5, 5]
    assert limit_actions(world, goal, 1)[0].tolist() == [False, True]


def test_at_the_limit_the_order_of_visits_breaks_ties_of_the_total():
    # Two ways with the same visits in another order: (1, 2) and (2, 1). As γ → 1 the better reward comes first.
    world = MDP.from_graph(
        {"start": ["a", "b"], "a": ["b2"], "b2": ["end"], "b": ["a2"], "a2": ["end"], "end": ["end"]}
    )
    goal = [0, 1, 2, 2, 1, 0]
    assert limit_actions(world, goal, 1)[0].tolist() == [False, True]
    assert limit_actions(world, [0, 1, 1, 1, 1, 0], 1)[0].tolist() == [True, True]


def test_a_goal_is_judged_by_itself():
    # "far" is left once in 10^10 steps, so the terms of its series are huge; "start" has nothing to do with it.
    transitions = np.zeros((4, 2, 4))
    transitions[0, 0, 1] = transitions[0, 1, 2] = transitions[1, :, 1] = transitions[2, :, 2] = 1
    transitions[3, :, 3], transitions[3, :, 0] = 1 - 1e-10, 1e-10
    world = MDP(transitions=transitions)
    assert limit_actions(world, [0, 1, 1.001, 5], 1)[0].tolist() == [False, True]
    alone = MDP.from_graph({"start": ["a", "b"], "a": ["a"], "b": ["b"]})
    together = limit_actions(alone, [[0, 1, 1 + 1e-6], [0, 1e9, 1]], 1)[:, 0]
    assert together.tolist() == [[False, True], [True, False]]


@pytest.mark.parametrize(("drawing", "slip"), [(".....", 0.5), ("...", 0.05), ("..\n..", 0.01), (".....", 0.05)])
def test_symmetric_ties_in_slippery_grids_are_ties(drawing, slip):
    # By symmetry a mirrored goal has mirrored actions; noise in the series must not tear ties apart.
    world = with_slip(read_grid(drawing), slip)
    goals = np.random.default_rng(6).integers(-1, 2, (60, world.size)).astype(float)
    up, down, left, right, stay = range(5)
    mirrored = [down, up, right, left, stay]
    best = limit_actions(world, goals, 1)
    assert (limit_actions(world, goals[:, ::-1], 1)[:, ::-1][:, :, mirrored] == best).all()
    alone = np.array([limit_actions(world, goal, 1) for goal in goals])
    assert (alone == best).all()
    np.testing.assert_allclose(average_values(world, np.ones(world.size)), 1)


def test_near_zero_the_first_difference_decides():
    world = MDP.from_graph({"start": ["a", "b"], "a": ["c"], "b": ["d"], "c": ["c"], "d": ["d"]})
    assert limit_actions(world, [0, 1, 1, 3, 4], 0)[0].tolist() == [False, True]
    assert limit_actions(world, [0, 1, 1, 3, 3], 0)[0].tolist() == [True, True]
    assert limit_actions(world, [0, 2, 1, 3, 9], 0)[0].tolist() == [True, False]


def test_nothing_is_collected_after_the_end():
    world = MDP.from_graph({"start": ["end", "start"], "end": []}, terminal=["end"])
    assert average_values(world, [-1, 5]).tolist() == [0, 0]
    assert average_values(world, [2, 5]).tolist() == [2, 0]
    assert limit_actions(world, [-1, 5], 1)[0].tolist() == [True, False]


def test_in_a_grid_with_stay_the_best_cell_is_the_average():
    grid = read_grid("....\n.##.\n....")
    goals = np.random.default_rng(3).random((50, grid.size))
    np.testing.assert_allclose(average_values(grid, goals), np.repeat(goals.max(1)[:, None], grid.size, 1))


def test_average_in_figure_1_is_the_best_recurrent_distribution():
    """Turner et al. 2021, Figure 1: the six elements of RSD(start)."""
    world = turner_figure_1()
    goals = np.random.default_rng(4).random((200, world.size))
    up, upper, lower = (goals[:, world.state(name)] for name in ("up", "left upper", "left lower"))
    right = goals[:, [world.state("right upper"), world.state("right lower")]].max(1)
    expected = np.max([up, lower, (upper + lower) / 2, right], 0)
    np.testing.assert_allclose(average_values(world, goals)[:, world.start], expected)


def test_detour_by_hand():
    """North only for one order in three: when "north" is best (Turner et al. 2021, Prop. B.1)."""
    goals = np.random.default_rng(5).random((500, 4))
    north = limit_actions(detour(), goals, 1)[:, 0, 0]
    assert (north == (goals[:, 1] > goals[:, 2:].max(1))).all()


def test_bad_limits():
    world = detour()
    with pytest.raises(ValueError, match="in between call optimal_actions"):
        limit_actions(world, np.zeros(4), 0.5)
    with pytest.raises(ValueError, match="each of the 4 states"):
        average_values(world, [1, 2])
