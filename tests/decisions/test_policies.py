"""Policies: their values and where they spend their time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.decisions import MDP, policy_values, uniform_policy, visit_distribution
from course_utils.decisions.worlds.small import candy_or_wait

from .strategies import DISCOUNTS, goals_for, worlds


@settings(max_examples=100)
@given(st.data(), worlds(), DISCOUNTS)
def test_value_is_visits_times_reward(data, mdp, discount):
    """V = f · R (Turner et al. 2021, section 3), for the random policy from every start."""
    rewards, _ = data.draw(goals_for(mdp))
    policy = uniform_policy(mdp)
    values = policy_values(mdp, policy, rewards, discount)
    for start in range(mdp.size):
        visits = visit_distribution(mdp, policy, discount, start)
        expected = rewards @ visits
        np.testing.assert_allclose(values[:, start], expected, rtol=1e-7, atol=1e-7 * np.abs(rewards).max())
        if not mdp.terminal.any():
            assert visits.sum() == pytest.approx(1 / (1 - discount), rel=1e-9)
        assert visits.sum() <= 1 / (1 - discount) * (1 + 1e-9)


@settings(max_examples=50)
@given(st.data(), worlds(largest=5), st.sampled_from([0.1, 0.5, 0.8]))
def test_values_are_the_sums_of_simulated_expectations(data, mdp, discount):
    rewards, extra = data.draw(goals_for(mdp, count=1))
    policy = uniform_policy(mdp)
    transitions = mdp.transition_array()
    paid = np.zeros((mdp.size, mdp.width)) if extra is None else extra.reshape(mdp.size, mdp.width)
    expected = np.zeros(mdp.size)
    for start in range(mdp.size):
        here = np.eye(mdp.size)[start]
        for t in range(120):
            expected[start] += discount**t * here @ rewards[0]
            on = here * ~mdp.terminal
            expected[start] += discount**t * (on[:, None] * policy * paid).sum()
            here = np.einsum("s,sa,sat->t", on, policy, transitions)
    values = policy_values(mdp, policy, rewards, discount, action_rewards=extra)
    np.testing.assert_allclose(values[0], expected, rtol=1e-6, atol=1e-6 * max(1, np.abs(expected).max()))


def test_one_policy_for_each_goal():
    world = candy_or_wait()
    policies = np.array([[0, 0, 0, 0, 0], [1, 0, 0, 0, 0], [1, 0, 1, 0, 0]])  # candy; wait, chocolate; wait, hug
    goals = np.array([[0, 1, 0, 0, 0], [0, 0, 2, 4, 0], [0, 0, 0, 0, 8.0]])
    assert policy_values(world, policies, goals, 0.5)[:, 0].tolist() == [1, 3, 4]
    # One goal judged under every policy, and one policy under every goal:
    assert policy_values(world, policies, goals[1], 0.5)[:, 0].tolist() == [0, 3, 1]
    assert policy_values(world, policies[1], goals, 0.5)[:, 0].tolist() == [0, 3, 0]
    assert policy_values(world, policies[1], goals[1], 0.5).shape == (5,)
    # A stack of one policy is a stack: its result keeps the axis, in both functions.
    assert policy_values(world, policies[:1], goals[1], 0.5).shape == (1, 5)
    assert policy_values(world, policies[:1], goals, 0.5).shape == (3, 5)
    assert visit_distribution(world, policies[:1], 0.5).shape == (1, 5)


def test_the_form_of_a_policy_does_not_matter():
    world = candy_or_wait()
    named = np.array([1, 0, 1, 0, 0])
    goal = [1, 2, 3, 4, 5]
    np.testing.assert_allclose(
        policy_values(world, named, goal, 0.7), policy_values(world, np.eye(2)[named], goal, 0.7)
    )
    anywhere = MDP(successors=np.tile(range(7), (7, 1)))
    sevenths = np.full((7, 7), 1 / 7, np.float32)  # sums to 1 only to float32's precision
    np.testing.assert_allclose(policy_values(anywhere, sevenths, np.ones(7), 0.9999), 1e4, rtol=1e-9)
    np.testing.assert_allclose(visit_distribution(world, named, 0.5), [1, 0, 0.5, 0, 0.5])


def test_the_random_policy_uses_available_actions_only():
    world = MDP.from_graph({"a": ["a", "b"], "b": ["b"]})
    assert uniform_policy(world).tolist() == [[0.5, 0.5], [1, 0]]


BAD = {
    "too short": ([0, 1], r"action for each of the 5 states"),
    "no such action": ([2, 0, 0, 0, 0], "takes action 2 in state 'start'"),
    "not available": ([0, 1, 0, 0, 0], "action 1 in state 'candy', where it is not available"),
    "sum": (np.full((5, 2), 0.4), "state 'start' are .* sum to 1"),
    "negative": (np.array([[1.5, -0.5]] + [[1.0, 0.0]] * 4), "must not be negative"),
    "NaN": (np.full((5, 2), np.nan), "state 'start'"),
    "two policies for three goals": (np.zeros((2, 5), int), "2 policies were given for 3 goals"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_policies(case):
    policy, message = BAD[case]
    with pytest.raises(ValueError, match=message):
        policy_values(candy_or_wait(), policy, np.zeros((3, 5)), 0.9)


def test_bad_visits():
    world = candy_or_wait()
    with pytest.raises(ValueError, match="use a discount below 1"):
        visit_distribution(world, [0] * 5, 1)
    with pytest.raises(ValueError, match="no state number 9"):
        visit_distribution(world, [0] * 5, 0.9, start=9)
