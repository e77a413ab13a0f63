"""Optimal values, actions and policies against plain policy iteration and brute force over plans."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.decisions import (
    MDP,
    action_values,
    optimal_actions,
    optimal_policy,
    optimal_values,
    policy_values,
    read_grid,
    with_slip,
)

from .reference import best_contingent_plan, best_plan, policy_iteration
from .strategies import DISCOUNTS, goals_for, worlds


def of_goal(action_rewards, i):
    return action_rewards if action_rewards is None or action_rewards.ndim == 2 else action_rewards[i]


@settings(max_examples=200)
@given(st.data(), worlds(), DISCOUNTS)
def test_values_agree_with_policy_iteration(data, mdp, discount):
    rewards, extra = data.draw(goals_for(mdp))
    values = optimal_values(mdp, rewards, discount, action_rewards=extra)
    q = action_values(mdp, rewards, discount, action_rewards=extra)
    for i, goal in enumerate(rewards):
        expected, expected_q = policy_iteration(mdp, goal, discount, of_goal(extra, i))
        largest = max(np.abs(goal).max(), 0 if extra is None else np.abs(of_goal(extra, i)).max(), 1e-300)
        assert (1 - discount) * np.abs(values[i] - expected).max() <= 1e-9 * largest
        there = mdp.available
        assert (1 - discount) * np.abs(q[i][there] - expected_q[there]).max() <= 2e-9 * largest
        assert np.isneginf(q[i][~there]).all()


@settings(max_examples=100)
@given(st.data(), worlds(), DISCOUNTS)
def test_the_policy_earns_the_optimal_value_and_is_among_the_optimal_actions(data, mdp, discount):
    rewards, extra = data.draw(goals_for(mdp))
    policy = optimal_policy(mdp, rewards, discount, action_rewards=extra)
    best = optimal_actions(mdp, rewards, discount, action_rewards=extra)
    assert np.take_along_axis(best, policy[..., None], 2).all()
    earned = policy_values(mdp, policy, rewards, discount, action_rewards=extra)
    values = optimal_values(mdp, rewards, discount, action_rewards=extra)
    largest = max(np.abs(rewards).max(), 0 if extra is None else np.abs(extra).max(), 1e-300)
    assert (1 - discount) * np.abs(earned - values).max() <= 3e-9 * largest


@settings(max_examples=60)
@given(st.data(), worlds(largest=5, stochastic=False), st.integers(0, 4), st.sampled_from([0.0, 0.5, 1.0]))
def test_finite_horizon_is_the_best_of_all_plans(data, mdp, horizon, discount):
    rewards, extra = data.draw(goals_for(mdp))
    values = optimal_values(mdp, rewards, discount, horizon=horizon, action_rewards=extra)
    for i, goal in enumerate(rewards):
        for s in range(mdp.size):
            plan = best_plan(mdp, goal, horizon, discount, s, of_goal(extra, i))
            assert values[i, s] == pytest.approx(plan, rel=1e-12, abs=1e-9 * np.abs(rewards).max())


@settings(max_examples=30)
@given(st.data(), worlds(largest=4, stochastic=True), st.integers(0, 3), st.sampled_from([0.5, 1.0]))
def test_finite_horizon_in_a_stochastic_world(data, mdp, horizon, discount):
    rewards, extra = data.draw(goals_for(mdp, count=2))
    values = optimal_values(mdp, rewards, discount, horizon=horizon, action_rewards=extra)
    for i, goal in enumerate(rewards):
        for s in range(mdp.size):
            plan = best_contingent_plan(mdp, goal, horizon, discount, s, of_goal(extra, i))
            assert values[i, s] == pytest.approx(plan, rel=1e-12, abs=1e-9 * np.abs(rewards).max())


def test_many_goals_in_blocks_are_solved_like_one_at_a_time():
    grid = read_grid("\n".join(["." * 8] * 8))
    rewards = np.random.default_rng(1).random((1500, grid.size))  # several blocks of the kernels
    for mdp in (grid, with_slip(grid, 0.3)):
        together = optimal_values(mdp, rewards, 0.9)
        for i in (0, 511, 512, 1499):
            np.testing.assert_allclose(together[i], optimal_values(mdp, rewards[i], 0.9), atol=1e-8)


@pytest.mark.parametrize(("size", "seed"), [(20, 2377), (30, 85), (30, 152), (8, 3496)])
def test_slow_worlds_are_settled_when_rounding_is_met(size, seed):
    # Moves of probability down to 1e-4 at γ = .9999: the value of a policy is known to 1e-9, not to the last digit.
    rng = np.random.default_rng(seed)
    transitions = np.zeros((size, 2, size))
    for s in range(size):
        for a in range(2):
            moves = 10.0 ** -rng.integers(1, 5)
            transitions[s, a, s] += 1 - moves
            transitions[s, a, rng.integers(size)] += moves
    world = MDP(transitions=transitions)
    goals = rng.integers(0, 2, size=(10, size)).astype(float)
    for goal, values in zip(goals, optimal_values(world, goals, 0.9999), strict=True):
        assert 1e-4 * np.abs(values - policy_iteration(world, goal, 0.9999)[0]).max() < 1e-9


def test_a_long_cycle_is_worth_its_mean_at_every_discount():
    # The only good plan goes round 60 states for one reward: 1/(1 - γ^60) at the rewarding state.
    ring = MDP(successors=(np.arange(60)[:, None] + 1) % 60)
    goal = np.eye(60)[0]
    for discount in (0.5, 0.99, 0.9999):
        assert optimal_values(ring, goal, discount)[0] == pytest.approx(1 / (1 - discount**60), rel=1e-9)


def test_terminal_pays_once_and_absorbing_for_ever():
    once = MDP.from_graph({"start": ["end"], "end": []}, terminal=["end"])
    for_ever = MDP.from_graph({"start": ["end"], "end": ["end"]})
    assert optimal_values(once, [0, 1], 0.9).tolist() == [0.9, 1.0]
    np.testing.assert_allclose(optimal_values(for_ever, [0, 1], 0.9), [9, 10])


@settings(max_examples=150)
@given(st.data(), worlds(), DISCOUNTS)
def test_optimal_actions_are_those_of_policy_iteration(data, mdp, discount):
    rewards, extra = data.draw(goals_for(mdp))
    best = optimal_actions(mdp, rewards, discount, action_rewards=extra)
    for i, goal in enumerate(rewards):
        _, q = policy_iteration(mdp, goal, discount, of_goal(extra, i))
        largest = max(np.abs(goal).max(), 0 if extra is None else np.abs(of_goal(extra, i)).max(), 1e-300)
        behind = (q.max(1, keepdims=True) - q) * (1 - discount) / largest
        assert best[i][mdp.available & (behind < 1e-13)].all()
        assert not best[i][behind > 1e-9 * max(discount, 0 if extra is None else 1)].any()


def test_a_reward_that_is_never_seen_again_decides_nothing():
    fork = MDP.from_graph({"start": ["a", "b"], "a": ["a"], "b": ["b"]})
    assert optimal_actions(fork, [1e9, 1, 2], 0.9)[0].tolist() == [False, True]


def test_small_and_large_discounts_still_tell_actions_apart():
    fork = MDP.from_graph({"start": ["a", "b"], "a": ["a"], "b": ["b"]})
    for discount in (1e-300, 1e-9, 0.5, 0.9999):
        assert optimal_actions(fork, [5, 1, 1.001], discount)[0].tolist() == [False, True]
    with pytest.raises(ValueError, match=r"so close to 1 .* limit_actions\(world, rewards, 1\)"):
        optimal_actions(fork, [5, 1, 2], 0.99999)


def test_ties_are_all_optimal_and_the_policy_takes_the_first():
    fork = MDP.from_graph({"start": ["a", "b", "c"], "a": ["a"], "b": ["b"], "c": ["c"]})
    best = optimal_actions(fork, [0, 1, 0, 1], 0.9)
    assert best[0].tolist() == [True, False, True]
    assert best[1].tolist() == [True, False, False]  # padding is not an action
    assert optimal_policy(fork, [0, 0, 1, 1], 0.9)[0] == 1


def test_a_goal_is_solved_to_its_own_scale():
    fork = MDP.from_graph({"start": ["a", "b"], "a": ["a"], "b": ["b"]})
    goals = np.array([[0, 1e9, 2e9], [0, 2e-9, 1e-9], [0, 0, 0]])
    np.testing.assert_allclose(optimal_values(fork, goals, 0.5)[:, 0], [2e9, 2e-9, 0], rtol=1e-9)
    assert optimal_actions(fork, goals, 0.5)[:, 0].tolist() == [[False, True], [True, False], [True, True]]


def test_discount_zero_counts_only_now():
    fork = MDP.from_graph({"start": ["a", "b"], "a": ["a"], "b": ["b"]})
    for mdp in (fork, with_slip(fork, 0.5)):
        assert optimal_values(mdp, [3, 1, 2], 0).tolist() == [3, 1, 2]
        paid = np.array([[0, 5], [1, 1], [0, 0]])
        assert optimal_values(mdp, [3, 1, 2], 0, action_rewards=paid).tolist() == [8, 2, 2]


BAD = {
    "discount 1": ({"discount": 1}, "average_values"),
    "discount all but 1": ({"discount": 1 - 1e-12}, "average_values"),
    "discount above 1": ({"discount": 1.5}, "between 0 .* and 1"),
    "discount below 0": ({"discount": -0.1}, "between 0 .* and 1"),
    "discount NaN": ({"discount": float("nan")}, "between 0 .* and 1"),
    "discount a word": ({"discount": "high"}, "a number from 0 to 1"),
    "no discount": ({}, "how far the agent looks"),
    "horizon negative": ({"horizon": -1}, "whole number from 0"),
    "horizon a fraction": ({"horizon": 2.5}, "whole number from 0"),
    "rewards too short": ({"rewards": [1, 2], "discount": 0.9}, r"each of the 3 states"),
    "rewards of actions": ({"rewards": np.zeros((1, 3, 2)), "discount": 0.9}, r"\(N, 3\) for N goals"),
    "no goal": ({"rewards": np.zeros((0, 3)), "discount": 0.9}, "no goal"),
    "NaN": ({"rewards": [0, float("nan"), 1], "discount": 0.9}, "reward of state 'a' is nan"),
    "NaN of goal 1": ({"rewards": [[0, 0, 0], [0, 0, np.inf]], "discount": 0.9}, "state 'b' of goal 1 is inf"),
    "too large to add up": ({"rewards": [0, 1e308, 1], "discount": 0.9}, "of a size below 1e100"),
    "rewards are words": ({"rewards": ["x", "y", "z"], "discount": 0.9}, "array of numbers"),
    "action rewards": ({"action_rewards": [[1, 2]], "discount": 0.9}, r"\(3, 2\) \(states, actions\)"),
    "action rewards NaN": ({"action_rewards": np.full((3, 2), np.nan), "discount": 0.9}, "finite"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_named_with_its_cure(case):
    fork = MDP.from_graph({"start": ["a", "b"], "a": ["a"], "b": ["b"]})
    arguments, message = BAD[case]
    with pytest.raises(ValueError, match=message):
        optimal_values(fork, **{"rewards": [0, 1, 2], **arguments})


def test_no_move_left_has_no_best_action():
    fork = MDP.from_graph({"start": ["a", "b"], "a": ["a"], "b": ["b"]})
    assert optimal_values(fork, [0, 1, 2], horizon=0).tolist() == [0, 1, 2]
    with pytest.raises(ValueError, match="horizon is 0"):
        optimal_actions(fork, [0, 1, 2], horizon=0)
