"""The claims of lesson 02, each recomputed: on random worlds against every policy, exactly, or in 30 draws."""

import itertools
from fractions import Fraction

import numpy as np
import pytest

from course_utils.decisions import (
    MDP,
    goals,
    optimal_actions,
    optimal_policy,
    optimal_values,
    policy_values,
    sample_goals,
    visit_distribution,
)
from course_utils.decisions.worlds.small import candy_or_wait

SEEDS = range(30)
COUNT = 10_000
BENCH = MDP.from_graph({"bench": ["bench", "road"], "road": ["bench", "lake"], "lake": ["lake"]})


def random_world(rng, *, chance):
    """Four states with two moves each; the last one may end the episode."""
    terminal = np.array([False, False, False, rng.random() < 0.5])
    if chance:
        return MDP(transitions=rng.dirichlet(np.ones(4), size=(4, 2)), terminal=terminal)
    return MDP(successors=rng.integers(0, 4, (4, 2)), terminal=terminal)


def every_policy(world):
    return np.array(list(itertools.product(range(world.width), repeat=world.size)))


def sweep(world, rewards, discount, values):
    """One Bellman backup, state by state."""
    table = world.transition_array()
    following = [
        0 if world.terminal[s] else discount * max(table[s, a] @ values for a in range(world.width))
        for s in range(world.size)
    ]
    return rewards + np.array(following)


@pytest.mark.parametrize("chance", [False, True])
def test_value_iteration(chance):
    """A sweep takes the distance of any two lists to at most γ times it; what it tends to is the package's solution."""
    rng = np.random.default_rng(5)
    for _ in range(20):
        world, rewards = random_world(rng, chance=chance), rng.normal(size=4)
        discount = rng.choice([0.3, 0.9])
        best = optimal_values(world, rewards, discount)
        values = 20 * rng.normal(size=4)
        for _ in range(10):
            after = sweep(world, rewards, discount, values)
            assert np.abs(after - best).max() <= discount * np.abs(values - best).max() + 1e-9
            values = after
        np.testing.assert_allclose(sweep(world, rewards, discount, best), best, atol=1e-8)


@pytest.mark.parametrize("chance", [False, True])
def test_greedy_is_best_of_all_policies(chance):
    """One policy, greedy for the solution, is as good as the best of all 16 from every state at once."""
    rng = np.random.default_rng(6)
    for _ in range(20):
        world, rewards = random_world(rng, chance=chance), rng.normal(size=4)
        values = optimal_values(world, rewards, 0.9)
        greedy = (world.transition_array() @ values).argmax(1)
        all_values = np.array([policy_values(world, policy, rewards, 0.9) for policy in every_policy(world)])
        np.testing.assert_allclose(policy_values(world, greedy, rewards, 0.9), all_values.max(0), atol=1e-8)


@pytest.mark.parametrize("chance", [False, True])
def test_visits(chance):
    """Value = f · r for visits that are counted step by step, without the package."""
    rng = np.random.default_rng(7)
    for _ in range(10):
        world, policy, discount = random_world(rng, chance=chance), rng.integers(0, 2, 4), 0.8
        where, visits = np.eye(4)[0], np.zeros(4)
        for t in range(200):
            visits += discount**t * where
            where = (where * ~world.terminal) @ world.transition_array()[np.arange(4), policy]
        np.testing.assert_allclose(visit_distribution(world, policy, discount, 0), visits, atol=1e-9)
        if not world.terminal.any():
            assert visits.sum() == pytest.approx(1 / (1 - discount))
        for rewards in rng.normal(size=(5, 4)):
            assert policy_values(world, policy, rewards, discount)[0] == pytest.approx(visits @ rewards)


def test_the_bench_and_its_numbers():
    """Values 17.2, 18 and 20; 2.62 if the lake ends it; visits 1, 0.9 and 8.1; a flip at exactly one half."""
    goal, walk, stay = [1, 0, 2], [1, 1, 0], [0, 0, 0]
    np.testing.assert_allclose(optimal_values(BENCH, goal, 0.9), [17.2, 18, 20])
    once = MDP(successors=BENCH.successors, terminal=np.array([False, False, True]))
    assert policy_values(once, walk, goal, 0.9)[0] == pytest.approx(2.62)
    np.testing.assert_allclose(visit_distribution(BENCH, walk, 0.9), [1, 0.9, 8.1])
    for discount, better in ((0.49, stay), (0.51, walk)):
        assert optimal_policy(BENCH, goal, discount)[0] == better[0]
    assert optimal_actions(BENCH, goal, 0.5)[0].all()


def test_wait_exactly():
    """Both formulas from moments of uniform variables, in fractions; no draw, and no use of the formulas themselves."""
    half, third = Fraction(1, 2), Fraction(1, 3)
    best, best_squared = Fraction(2, 3), half  # of the larger of two uniforms: ∫ 2m·m dm, ∫ 2m·m² dm
    for i in range(1, 11):
        discount = Fraction(i, 10)
        mean = (1 - discount) * half + discount * best  # of Y = (1-γ)W + γM
        square = (1 - discount) ** 2 * third + 2 * discount * (1 - discount) * half * best + discount**2 * best_squared
        assert mean == half + discount / 6  # P(C < Y) = E Y for a uniform C
        assert (1 + square) / 2 == Fraction(2, 3) + discount**2 / 12  # E max(C, y) = (1 + y²)/2


def test_wait_in_draws():
    """Both within 0.015 of their formulas, three standard errors of the share, in at least 29 of 30 draws."""
    world = candy_or_wait()
    wait = world.action_to("start", "wait")
    held = 0
    for seed in SEEDS:
        drawn = sample_goals(world, COUNT, seed=seed)
        fine = True
        for discount in (0.2, 0.9):
            waits = optimal_actions(world, drawn, discount)[:, 0, wait]
            earned = (1 - discount) / discount * (optimal_values(world, drawn, discount)[:, 0] - drawn[:, 0])
            for found, expected in ((waits, 1 / 2 + discount / 6), (earned, 2 / 3 + discount**2 / 12)):
                fine &= abs(found.mean() - expected) < 0.015
        held += bool(fine)
    assert held >= 29


def test_wait_without_a_choice_behind():
    """One thing behind the wait: a half at every discount. And another law, another number below γ = 1."""
    single = MDP.from_graph({"start": ["candy", "wait"], "candy": ["candy"], "wait": ["hug"], "hug": ["hug"]})
    few = sample_goals(single, COUNT, seed=8)
    for discount in (0.1, 0.5, 0.95):
        # Exchanging 1 - r for r turns each goal that waits into one that does not.
        waits = [optimal_actions(single, rewards, discount)[:, 0, 1].mean() for rewards in (few, 1 - few)]
        assert sum(waits) == pytest.approx(1)
        assert waits[0] == pytest.approx(0.5, abs=0.02)
    world = candy_or_wait()
    shares = [
        optimal_actions(world, sample_goals(world, 20_000, law, seed=9), 0.5)[:, 0, 1].mean()
        for law in (goals.power_of_uniform(0.1), goals.uniform, goals.power_of_uniform(10))
    ]
    assert shares[0] + 0.03 < shares[1] < shares[2] - 0.03


def test_what_the_law_changes_comes_from_the_waiting():
    """At γ = 0.5 the control goes along with the law: below a half, a half, above it; the choice adds 0.08 to each."""
    two = candy_or_wait()
    one = MDP.from_graph({"start": ["candy", "wait"], "candy": ["candy"], "wait": ["hug"], "hug": ["hug"]})
    laws = (goals.power_of_uniform(0.25), goals.uniform, goals.power_of_uniform(4))
    rng = np.random.default_rng(0)
    for law, expected in zip(laws, (0.457, 0.5, 0.583), strict=True):
        first, last, candy = (law(rng, (400_000,)) for _ in range(3))  # by counting, without the solver
        assert ((first + last) / 2 > candy).mean() == pytest.approx(expected, abs=0.004)
        waits = [optimal_actions(w, sample_goals(w, 40_000, law, seed=5), 0.5)[:, 0, 1].mean() for w in (one, two)]
        assert waits[0] == pytest.approx(expected, abs=0.01)
        assert waits[1] - waits[0] == pytest.approx(0.08, abs=0.02)


def test_no_goal_prefers_a_mixture():
    """Mixtures of all policies with random weights, in random worlds: never strictly better than the best of them."""
    rng = np.random.default_rng(10)
    for _ in range(20):
        world = random_world(rng, chance=True)
        vectors = np.array([visit_distribution(world, policy, 0.9, 0) for policy in every_policy(world)])
        rewards = rng.normal(size=(500, 4))
        mixture = rng.dirichlet(np.ones(len(vectors))) @ vectors
        assert (rewards @ mixture <= (rewards @ vectors.T).max(1) + 1e-9).all()
