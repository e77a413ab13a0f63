"""Votes over orbits."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.convergence import count_votes, vote_of_rule, vote_on_actions
from course_utils.decisions import MDP, rules
from course_utils.decisions.worlds.small import candy_or_wait, turner_figure_1

from ..decisions.reference import policy_iteration
from ..decisions.strategies import worlds


@settings(max_examples=15)
@given(worlds(largest=4), st.lists(st.integers(-2, 2), min_size=4, max_size=4), st.sampled_from([0.3, 0.9]))
def test_votes_are_counted_relabelling_by_relabelling(mdp, rewards, discount):
    state = int(np.flatnonzero(~mdp.terminal)[0]) if not mdp.terminal.all() else None
    if state is None or mdp.available[state].sum() < 2:
        return
    first, second = np.flatnonzero(mdp.available[state])[:2].tolist()
    expected = [0, 0, 0]
    for relabelled in set(itertools.permutations(rewards[: mdp.size])):
        q = policy_iteration(mdp, np.array(relabelled, float), discount)[1][state]
        difference = q[first] - q[second]
        expected[2 if abs(difference) < 1e-9 else 0 if difference > 0 else 1] += 1
    votes = vote_on_actions(mdp, rewards[: mdp.size], [first], [second], discount, state)
    assert list(votes) == expected


def test_a_set_of_actions_is_worth_its_best():
    world = MDP.from_graph({"s": ["a", "b", "c"], **{x: [x] for x in "abc"}})
    # Six relabellings of (0 stays with s or not): of 4! = 24, "a or b" beats "c" unless c holds the largest of three.
    assert vote_on_actions(world, [0, 1, 2, 3], [0, 1], [2], 1) == (16, 8, 0)
    assert vote_on_actions(world, [0, 1, 2, 3], [0, 1], [2], 0.5) == (16, 8, 0)
    assert vote_on_actions(world, [0, 1, 2, 3], [0, 1], [2], 0) == (16, 8, 0)


def test_at_one_only_the_long_run_votes_and_at_zero_only_the_next_state():
    world = candy_or_wait()
    goal = [0, 1, 2, 0, 0]  # candy 1; waiting itself 2, but nothing behind it
    at = {discount: vote_on_actions(world, goal, [0], [1], discount) for discount in (0, 1)}
    # Of 20 distinct relabellings of (0, 0, 0, 1, 2): γ = 0 compares two cells, γ = 1 candy with the better of two.
    assert at[0] == (7, 7, 6)
    assert at[1] == (6, 12, 2)


def test_shares_leave_ties_out():
    votes = count_votes([1, 2, 3, 3], [2, 1, 3, 1])
    assert votes == (2, 1, 1)
    assert votes.share == pytest.approx(2 / 3)
    assert np.isnan(count_votes([1.0], [1.0]).share)


def test_a_rule_without_preference_ties_everywhere():
    assert vote_of_rule(lambda u: np.full(u.shape, 1 / u.shape[1]), [1, 2, 3, 4], [0, 1]) == (0, 0, 24)
    assert vote_of_rule(rules.optimal, [1, 2, 3, 4], [0, 1]) == (12, 12, 0)


def test_rewards_of_very_different_size_still_count():
    """The vote of Figure 1 depends on the order of the powers only, whatever their base."""
    world = turner_figure_1()
    for base in (2.0, 10.0, 100.0):
        assert vote_on_actions(world, -(base ** np.arange(8)), [1, 2], [0], 1) == (30240, 10080, 0)


def test_bad_votes():
    world = candy_or_wait()
    goal = np.arange(5)
    with pytest.raises(ValueError, match=r"action 1 is not available in state 'candy': choose among \[0\]"):
        vote_on_actions(world, goal, [0], [1], 0.5, world.state("candy"))
    for sets, message in {
        ((), (1,)): r"one of the two sets of actions is empty",
        ((0, 1), (1,)): r"action 1 stands in both sets",
        ("a", (1,)): r"by their numbers in lists, such as \[1, 2\]",
        (0, (1,)): r"by their numbers in lists, such as \[1, 2\]",
        ((0.5,), (1,)): r"action 0\.5 is not available",
    }.items():
        with pytest.raises(ValueError, match=message):
            vote_on_actions(world, goal, *sets, 0.5)
    with pytest.raises(ValueError, match="option 3 is not available"):
        vote_of_rule(rules.optimal, [1, 2, 3], [3])
    with pytest.raises(ValueError, match="a probability for each option"):
        vote_of_rule(lambda u: u[0], [1, 2, 3], [0])
    with pytest.raises(ValueError, match="NaN or infinite"):
        count_votes([1, np.nan], [1, 2])
    with pytest.raises(ValueError, match="that of one goal"):
        vote_on_actions(world, np.zeros((2, 5)), [0], [1], 0.5)
    with pytest.raises(ValueError, match="state 'candy' is nan"):
        vote_on_actions(world, [0, np.nan, 0, 0, 0], [0], [1], 0.5)
    with pytest.raises(ValueError, match="action 9 is not available"):
        vote_on_actions(world, goal, [0], [9], 0.5)
    with pytest.raises(ValueError, match=r"give two of the shape \(N,\)"):
        count_votes([1, 2], [1])
    over = MDP.from_graph({"a": ["b", "a"], "b": []}, terminal=["b"])
    with pytest.raises(ValueError, match="the episode is over in state 'b'"):
        vote_on_actions(over, [1, 2], [0], [0], 0.5, 1)
