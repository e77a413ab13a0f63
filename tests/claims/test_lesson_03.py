"""The claims of lesson 03: theorems are tried on random worlds, numbers are recomputed, draws are repeated."""

from fractions import Fraction

import numpy as np
import pytest

from course_utils.convergence import (
    find_copy,
    long_run_distributions,
    optimality_probability,
    power,
    visit_distributions,
    vote,
    vote_on_power,
)
from course_utils.decisions import MDP, goals, limit_actions, optimal_actions, orbit
from course_utils.decisions.worlds import small

SEEDS = range(30)
COUNT = 10_000


def random_graph(seed, size=5, width=2):
    """Few arrows and many places to stay."""
    rng = np.random.default_rng(seed)
    table = rng.integers(0, size, (size, width))
    table[rng.random(size) < 0.4, 0] = -1
    return MDP(successors=np.where(table < 0, np.arange(size)[:, None], table))


def several_goals(seed, size=5):
    rng = np.random.default_rng(seed)
    powers = 2.0 ** np.arange(size)
    return [rng.standard_normal(size), powers, -powers, np.eye(size)[0], -np.eye(size)[0], rng.random((2, size))]


def test_rooms():
    """k/(k+1) by the closed form of the mean of a largest, and other numbers for other laws and behind a corridor."""
    for k in (1, 2, 3, 4):
        mean_of_largest = Fraction(k, k + 1)  # ∫ x k x^(k-1) dx
        for discount in (0.1, 0.9):
            assert power(small.rooms(k), discount, samples=COUNT).values[0] == pytest.approx(mean_of_largest, abs=0.015)
    hall = small.rooms(3)
    for exponent in (0.25, 4):  # E of the largest of three U^e is 3/(3 + e)
        estimate = power(hall, 0.9, law=goals.power_of_uniform(exponent), samples=50_000)
        assert abs(estimate.values[0] - 3 / (3 + exponent)) < 5 * estimate.standard_errors[0]


def test_one_place_in_random_worlds():
    """Cor. 6.14 and, with n further places, Cor. D.12 of the sequel: every orbit, in 100 random worlds."""
    held = 0
    for seed in range(100):
        world = random_graph(seed, size=6, width=3)
        options = long_run_distributions(world)
        places = np.flatnonzero((options == 1).any(1))
        if len(places) < 2:
            continue
        at = options[:, options[places[0]] == 1][:, 0] == 1

        def worth(members, at=at, options=options):
            return (members @ options[~at].T).max(1), (members @ options[at].T).max(1)

        for goal in several_goals(seed, size=6)[:5]:
            votes = vote(worth, goal, margin=1e-9)
            assert votes.first >= (len(places) - 1) * votes.second
        held += 1
    assert held >= 30


def copies(world, state, first, second):
    sets = [np.stack([visit_distributions(world, g, state, a) for g in (0.17, 0.31)], 1) for a in (first, second)]
    return find_copy(*sets) is not None


def reachable(world, start):
    """States that can be reached from some, themselves included."""
    reached = list(start)
    for s in reached:  # grows while it is read
        reached += [t for t in dict.fromkeys(world.successors[s].tolist()) if t not in reached]
    return set(reached)


def world_of_three_moves(seed, size=5):
    """Nothing leads back to the start, and more than half of the other states are never left."""
    rng = np.random.default_rng(seed)
    table = rng.integers(1, size, (size, 3))
    never_left = np.append(False, rng.random(size - 1) < 0.6)
    table[never_left] = np.flatnonzero(never_left)[:, None]
    return MDP(successors=table)


def test_keeping_options_in_random_worlds():
    """Prop. 6.9 in random worlds: part 1 where the way back is shut, part 2 where there is no third way."""
    tried, strict = {1: 0, 2: 0}, {1: 0, 2: 0}
    for seed in range(120):
        world = world_of_three_moves(seed)
        targets = world.successors[0]
        if targets[0] == targets[1] or not copies(world, 0, 0, 1):
            continue
        first, second = int(targets[0]), int(targets[1])
        for goal in several_goals(seed):
            for discount in (0.2, 0.9, 1):
                votes = vote_on_power(world, goal, first, second, discount)
                assert votes.first >= votes.second
                strict[1] += votes.first > votes.second
        tried[1] += 1
        behind = reachable(world, [first]) | reachable(world, [second])
        third = [t for t in targets.tolist() if t not in (first, second)]
        if not (reachable(world, third) & behind):
            for goal in several_goals(seed)[:5]:
                members = orbit(goal)
                for best in (optimal_actions(world, members, 0.6), limit_actions(world, members, 1)):
                    a, b = best[:, 0, 0], best[:, 0, 1]
                    assert (a & ~b).sum() >= (b & ~a).sum()
                    strict[2] += (a & ~b).sum() > (b & ~a).sum()
            tried[2] += 1
    assert min(tried.values()) >= 20
    assert min(strict.values()) >= 20


def test_patience_turns():
    """2/3 against 1/2 + γ/4, exactly: E of the largest of two, and of the corridor and the largest of three."""
    world = small.now_or_later()
    early, late = world.state("early"), world.state("late")
    for discount in (Fraction(1, 10), Fraction(2, 3), Fraction(9, 10)):
        corridor = (1 - discount) * Fraction(1, 2) + discount * Fraction(3, 4)
        assert corridor == Fraction(1, 2) + discount / 4
        assert (corridor > Fraction(2, 3)) == (discount > Fraction(2, 3))
        values = power(world, float(discount), samples=50_000).values
        assert values[[early, late]] == pytest.approx([2 / 3, float(corridor)], abs=0.006)


def test_detour_in_draws():
    """More POWER and fewer goals, in at least 29 of 30 draws; the shares within three standard errors of 1/3."""
    world = small.detour()
    held = 0
    for seed in SEEDS:
        values = power(world, 1, samples=3000, seed=seed).values
        chosen = optimality_probability(world, 1, samples=3000, seed=seed).values
        held += bool(
            values[world.state("north")] > values[world.state("north-east")] + 0.05 and abs(chosen[0] - 1 / 3) < 0.0258
        )
    assert held >= 29
