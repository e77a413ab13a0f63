"""POWER and optimality probability beyond the worlds with a closed form (those stand in tests/golden)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.convergence import optimality_probability, power
from course_utils.decisions import MDP, goals, read_grid, sample_goals
from course_utils.decisions.worlds.small import candy_or_wait, detour, rooms

from ..decisions.reference import policy_iteration
from ..decisions.strategies import worlds


@settings(max_examples=40)
@given(worlds(largest=8), st.sampled_from([0.05, 0.5, 0.95]))
def test_power_is_the_mean_of_what_its_definition_says(mdp, discount):
    drawn = sample_goals(mdp, 20, seed=3)
    values = np.array([policy_iteration(mdp, goal, discount)[0] for goal in drawn])
    scores = (1 - discount) / discount * (values - drawn)
    estimate = power(mdp, discount, goals=drawn)
    np.testing.assert_allclose(estimate.values, scores.mean(0), atol=1e-8)
    np.testing.assert_allclose(estimate.standard_errors, scores.std(0, ddof=1) / np.sqrt(20), atol=1e-8)
    assert estimate.samples == 20


@settings(max_examples=40)
@given(worlds(largest=8), st.sampled_from([0.05, 0.5, 0.95]))
def test_optimality_probability_is_the_share_of_goals(mdp, discount):
    drawn = sample_goals(mdp, 20, seed=3)
    q = np.array([policy_iteration(mdp, goal, discount)[1][mdp.start] for goal in drawn])
    share = (q >= q.max(1, keepdims=True) - 1e-8).mean(0)
    np.testing.assert_allclose(optimality_probability(mdp, discount, goals=drawn).values, share)


@pytest.mark.parametrize("discount", [0, 0.3, 0.9, 1])
def test_drawn_and_given_goals_agree(discount):
    world = candy_or_wait()
    drawn = sample_goals(world, 3000, goals.exponential, seed=5)
    for measure in (power, optimality_probability):
        streamed = measure(world, discount, samples=3000, law=goals.exponential, seed=5)
        given_ = measure(world, discount, goals=drawn)
        np.testing.assert_allclose(streamed.values, given_.values, rtol=1e-12)
        np.testing.assert_allclose(streamed.standard_errors, given_.standard_errors, rtol=1e-9)


def test_the_standard_error_is_the_spread_of_repeated_estimates():
    repeated = np.array([power(rooms(3), 0.5, samples=400, seed=seed).values[0] for seed in range(300)])
    promised = power(rooms(3), 0.5, samples=400).standard_errors[0]
    assert repeated.std() == pytest.approx(promised, rel=0.15)  # the spread of 300 estimates is known to 4 %


@settings(max_examples=25)
@given(worlds(largest=6, stochastic=False), st.integers(0, 99))
def test_the_limits_are_approached(mdp, seed):
    """POWER is continuous on [0, 1] (Turner et al. 2021, Lemma 5.3)."""
    drawn = sample_goals(mdp, 50, seed=seed)
    for limit, near in ((0, 1e-6), (1, 1 - 1e-6)):
        np.testing.assert_allclose(
            power(mdp, limit, goals=drawn).values, power(mdp, near, goals=drawn).values, atol=1e-4
        )


def test_tiny_discounts_keep_their_digits():
    world = candy_or_wait()
    drawn = sample_goals(world, 500)
    limit = power(world, 0, goals=drawn).values
    for discount in (1e-300, 1e-12, 1e-7):
        np.testing.assert_allclose(power(world, discount, goals=drawn).values, limit, atol=1e-6)
        share = optimality_probability(world, discount, goals=drawn).values
        np.testing.assert_allclose(share, optimality_probability(world, 0, goals=drawn).values, atol=1 / 500)


def test_power_stays_within_the_range_of_rewards():
    grid = read_grid("...\n.#.\n...")
    for discount in (0, 0.5, 1):
        values = power(grid, discount, samples=500).values
        assert (values > 0).all()
        assert (values < 1).all()


def test_no_control_means_power_is_the_mean_reward():
    assert power(MDP(successors=[[1], [0]]), 0.7, samples=20_000).values == pytest.approx([0.5, 0.5], abs=0.01)


def test_terminal_states_have_no_power():
    world = MDP.from_graph({"start": ["end", "start"], "end": []}, terminal=["end"])
    for discount in (0, 0.5, 1):
        assert power(world, discount, samples=50).values[1] == 0


def test_ties_count_for_every_action():
    world = candy_or_wait()
    indifferent = np.zeros((4, 5))
    for discount in (0, 0.5, 1):
        assert optimality_probability(world, discount, goals=indifferent).values.tolist() == [1, 1]
    single = optimality_probability(world, 0.5, goals=indifferent[0])
    assert single.values.tolist() == [1, 1]
    assert np.isnan(single.standard_errors).all()


def test_a_choice_elsewhere():
    world = detour()
    north = world.state("north")
    assert optimality_probability(world, 1, north, samples=20_000).values[1] == pytest.approx(2 / 3, abs=0.01)


def test_bad_input():
    world = candy_or_wait()
    for measure in (power, optimality_probability):
        with pytest.raises(ValueError, match=r"the discount is 1\.2"):
            measure(world, 1.2)
        with pytest.raises(ValueError, match="each of the 5 states"):
            measure(world, 0.5, goals=np.zeros((3, 4)))
        with pytest.raises(ValueError, match="give at least one row"):
            measure(world, 0.5, goals=np.zeros((0, 5)))
        with pytest.raises(ValueError, match="samples is 0"):
            measure(world, 0.5, samples=0)
    with pytest.raises(ValueError, match=r"the law is 'uniform': give a function, such as goals\.uniform"):
        power(world, 0.5, law="uniform")
    drawn = np.zeros((3000, 5))
    drawn[2500, 1] = np.nan
    with pytest.raises(ValueError, match="state 'candy' of goal 2500 is nan"):
        power(world, 0.5, goals=drawn)
    with pytest.raises(ValueError, match=r"no state number 'wait'.*world.state\(name\)"):
        optimality_probability(world, 0.5, "wait")
