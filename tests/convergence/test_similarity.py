"""Relabelling, copies and votes, against brute force on random worlds."""

import itertools

import numpy as np
import pytest

from course_utils.convergence import (
    find_copy,
    named_swaps,
    non_dominated,
    relabel,
    visit_distributions,
    vote,
    vote_on_power,
)
from course_utils.decisions import MDP
from course_utils.decisions.worlds.small import turner_figure_1

from ..decisions.reference import policy_iteration

DISCOUNTS = (0.17, 0.31, 0.62)


def random_world(seed, size=5):
    """Few arrows, so that copies are frequent; every fourth world has chance in it."""
    rng = np.random.default_rng(seed)
    table = rng.integers(0, size, (size, 2))
    table[rng.random(size) < 0.4, 0] = -1
    table = np.where(table < 0, np.arange(size)[:, None], table)
    if seed % 4:
        return MDP(successors=table)
    transitions = np.eye(size)[table]
    transitions[0] = (transitions[0] + np.eye(size)[rng.integers(0, size, 2)]) / 2
    return MDP(transitions=transitions)


def functions(mdp, state):
    """F(s) as functions of the discount, (K, G, S)."""
    return np.stack([visit_distributions(mdp, g, state) for g in DISCOUNTS], 1)


def counting_functions(mdp, state):
    return functions(mdp, state)[non_dominated(visit_distributions(mdp, 0.31, state))]


def copies_by_brute_force(larger, smaller, permutations):
    targets = {row.round(9).tobytes() for row in larger}
    for permutation in permutations:
        moved = np.zeros_like(smaller)
        for j, i in enumerate(permutation):
            moved[..., i] = smaller[..., j]
        if all(row.round(9).tobytes() in targets for row in moved):
            yield permutation


EVERY = list(itertools.permutations(range(5)))
INVOLUTIONS = [p for p in EVERY if all(p[p[i]] == i for i in range(5))]


def test_copies_against_brute_force_on_100_random_worlds():
    """Whether F(s) contains a copy of F_nd(s'), by all 26 involutions and all 120 permutations of five states."""
    found = {True: 0, False: 0}
    only_other = 0
    for seed in range(100):
        mdp = random_world(seed)
        first, second = np.random.default_rng(seed).choice(5, 2, replace=False)
        larger, smaller = functions(mdp, first), counting_functions(mdp, second)
        answers = {}
        for involution, permutations in ((True, INVOLUTIONS), (False, EVERY)):
            right = list(copies_by_brute_force(larger, smaller, permutations))
            answer = find_copy(larger, smaller, involution=involution)
            answers[involution] = answer is not None
            assert (answer is not None) == bool(right)
            assert answer is None or tuple(answer) in right
        found[answers[True]] += 1
        only_other += answers[False] and not answers[True]
    assert min(found.values()) >= 10
    assert only_other >= 1


def test_votes_against_brute_force_on_100_random_worlds():
    """POWER over whole orbits, relabelling by relabelling, for a goal or for a distribution of two."""
    for seed in range(100):
        mdp = random_world(seed, size=4)
        rng = np.random.default_rng(seed)
        discount = float(rng.choice([0.3, 0.8]))
        goals = rng.integers(0, 3, (1 + seed % 2, 4)).astype(float)
        members = {
            tuple(sorted(tuple(goal[list(order)]) for goal in goals)) for order in itertools.permutations(range(4))
        }
        expected = [0, 0, 0]
        for member in members:
            values = np.mean(
                [policy_iteration(mdp, np.array(goal), discount)[0] - np.array(goal) for goal in member], 0
            )
            difference = values[0] - values[1]
            expected[2 if abs(difference) < 1e-9 else 0 if difference > 0 else 1] += 1
        given = goals if seed % 2 else goals[0]
        assert list(vote_on_power(mdp, given, 0, 1, discount)) == expected


@pytest.mark.parametrize("discount", [0, 0.3, 0.9, 1])
def test_more_options_more_power_in_random_worlds(discount):
    """Turner et al. 2021, Prop. 6.6: with a copy of F_nd(s') in F(s), every orbit votes for s, at every discount."""
    held = 0
    for seed in range(100):
        mdp = random_world(seed)
        if find_copy(functions(mdp, 0), counting_functions(mdp, 1)) is None:
            continue
        rng = np.random.default_rng(seed)
        for goal in (rng.standard_normal(5), 2.0 ** np.arange(5), -(2.0 ** np.arange(5)), np.eye(5)[0]):
            votes = vote_on_power(mdp, goal, 0, 1, discount)
            assert votes.first >= votes.second
        held += 1
    assert held >= 10


def test_limits_of_the_discount():
    world = turner_figure_1()
    right, left = world.state("right"), world.state("left")
    powers = 2.0 ** np.arange(8)
    assert vote_on_power(world, powers, right, left, 0) == (20160, 20160, 0)
    assert vote_on_power(world, -powers, right, left, 1) == (26880, 13440, 0)
    close = vote_on_power(world, -powers, right, left, 0.9999)
    assert close.first / close.second == pytest.approx(2, abs=0.001)


def test_a_relabelling_carries_entries():
    assert relabel([[1, 2, 3]], [1, 2, 0]).tolist() == [[3, 1, 2]]
    assert named_swaps(turner_figure_1(), [0, 2, 1, 3, 4, 5, 6, 7]) == {"up": "left", "left": "up"}
    with pytest.raises(ValueError, match=r"the permutation is \[0, 0, 1\]: it must hold each of 0 to 2 once"):
        relabel([1, 2, 3], [0, 0, 1])


def test_a_copy_may_need_a_longer_cycle():
    """The entries name the places, so only a three-cycle carries one into the other, which is no involution."""
    larger, smaller = [[1 / 6, 1 / 2, 1 / 3]], [[1 / 2, 1 / 3, 1 / 6]]
    assert find_copy(larger, smaller) is None
    assert find_copy(larger, smaller, involution=False).tolist() == [1, 2, 0]
    assert find_copy(larger, [*smaller, *smaller], involution=False) is None


def test_numbers_on_the_edge_of_rounding():
    """2^-10 ends with a 5 in the tenth place, where rounding to nine could go either way."""
    step = 2.0**-10
    assert find_copy([[0, step + 1e-15, 1]], [[step - 1e-15, 0, 1]]).tolist() == [1, 0, 2]
    assert find_copy([[0, step + 1e-8, 1]], [[step, 0, 1]]) is None


def test_bad_sets_and_votes():
    with pytest.raises(ValueError, match="the same states and discounts"):
        find_copy([[1, 0]], [[1, 0, 0]])
    with pytest.raises(ValueError, match="the larger set has the shape"):
        find_copy([1, 0], [[1, 0]])
    with pytest.raises(ValueError, match="relabellings, more than can be listed"):
        vote(lambda rewards: (rewards[:, 0], rewards[:, 1]), np.zeros((20, 8)))
    with pytest.raises(ValueError, match="no state number 9"):
        vote_on_power(turner_figure_1(), np.zeros(8), 0, 9, 0.5)
