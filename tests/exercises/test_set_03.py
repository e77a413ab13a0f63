"""Set 3, judged by the package's own POWER, votes and optimality probabilities, which its checks do without."""

import itertools
from fractions import Fraction

import numpy as np
import pytest

from course_utils.convergence import optimality_probability, power, vote
from course_utils.decisions import MDP, optimal_actions, orbit
from tests.exercises.sets import TASKS, verdict_on


def by_the_package(successors, rewards, discount):
    return power(MDP(successors=successors), discount, goals=rewards).values


def goal_by_goal(successors, rewards, discount):
    total = np.zeros(len(successors))
    for goal in rewards:
        later = np.zeros(len(successors))  # (1-γ) times what is still to come, divided by γ
        change = 1
        while change > 1e-10:
            before, later = later, ((1 - discount) * goal + discount * later)[successors].max(1)
            change = np.abs(later - before).max()
        total += later
    return (total / len(rewards)).tolist()


def votes_by_the_package(rewards, first, second):
    return tuple(vote(lambda goals: ((goals @ first.T).max(1), (goals @ second.T).max(1)), rewards))


def votes_one_by_one(rewards, first, second):
    found = {-1: 0, 0: 0, 1: 0}
    for goal in set(itertools.permutations(rewards.tolist())):
        a, b = (max(np.dot(row, goal) for row in side) for side in (first, second))
        found[int(a > b) - int(a < b)] += 1
    return [found[1], found[-1], found[0]]


def shares_by_the_package(successors, rewards, discount):
    return optimality_probability(MDP(successors=successors), discount, goals=rewards).values


def shares_by_actions(successors, rewards, discount):
    best = optimal_actions(MDP(successors=successors), rewards, discount)
    return [float(np.mean([goal[0, a] for goal in best])) for a in range(successors.shape[1])]


ROOMS = {"a": ["a"], "b": ["b"]}
# Two right answers to each task, written in other ways than the reference.
RIGHT = {
    "03.power_by_sampling": [by_the_package, goal_by_goal],
    "03.orbit_votes": [votes_by_the_package, votes_one_by_one],
    "03.chosen_first": [shares_by_the_package, shares_by_actions],
    "03.powerful_but_unlikely": [
        {"start": ("likely", "door", "powerful", "gate"), "door": ["b", "a"], "gate": ["a", "b"],
         "likely": ["likely"], "powerful": ["a", "b"], **ROOMS},
        {"start": ["powerful", "likely", "a", "b"], "powerful": ["a", "b"], "likely": ["c"], **ROOMS, "c": ["c"]},
    ],
    "03.ninety_one_percent": [["a", "c", "e", "g"], frozenset("gaec")],
}  # fmt: skip
BAR = "behind.max(axis=1, keepdims=True) - 1e-09"
# Mutants that no case can tell from the reference: id of the task, change, and why.
EQUIVALENT = {
    ("03.chosen_first", "line 4: 1e-09 -> 2e-09"): "any margin far below the differences between values does",
    ("03.chosen_first", f"line 4: behind >= {BAR} -> behind > {BAR}"): "the largest lies above itself less a margin",
}


@pytest.mark.parametrize("seed", range(20))
def test_the_judge_of_a_world_agrees_with_the_package(seed):
    """POWER and shares of random worlds, by the package over the same goals."""
    find_fault = TASKS["03.powerful_but_unlikely"].find_fault
    rng = np.random.default_rng(seed)
    others = ["a", "b", "c"]
    graph = {
        "start": ["powerful", "likely", *others[: rng.integers(0, 3)]],
        "powerful": others[: rng.integers(1, 4)],
        "likely": [["likely"], ["c"], ["b", "c"]][rng.integers(3)],
        **{name: [name] for name in others},
    }
    world = MDP.from_graph(graph)
    goals = orbit(range(world.size))
    estimate, chosen = power(world, 0.9, goals=goals).values, optimality_probability(world, 0.9, goals=goals).values
    more = estimate[world.state("powerful")] > estimate[world.state("likely")] + 1e-6
    fewer = chosen[0] < chosen[1] - 1e-6
    assert (find_fault(graph) is None) == bool(more and fewer)


def test_some_of_these_worlds_are_right_and_some_wrong():
    find_fault = TASKS["03.powerful_but_unlikely"].find_fault
    found = [
        find_fault({"start": ["powerful", "likely", *doors], "powerful": inner, "likely": ["likely"], **ROOMS}) is None
        for doors in ([], ["a"], ["a", "b"])
        for inner in (["a"], ["a", "b"])
    ]
    assert found == [False, False, False, False, False, True]


@pytest.mark.parametrize(
    ("graph", "says"),
    [
        ([["a"]], "`powerful_but_unlikely` should be a dict"),
        ({"start": "ab"}, "The arrows of 'start' are 'ab'. They should be a list"),
        ({"start": ["powerful"], "powerful": []}, "'powerful' has no arrow. A state that is never left"),
        ({"start": ["powerful"]}, "An arrow of 'start' leads to 'powerful', which is no key"),
        ({"powerful": ["powerful"], "start": ["powerful"]}, 'The first key should be "start"'),
        ({"start": ["powerful"], "powerful": ["powerful"]}, "No arrow leads from `start` to `likely`."),
        ({"start": ["start"], **{str(i): [str(i)] for i in range(8)}}, "Your world has 9 states. At most 8"),
        ({}, 'The first key should be "start"'),
        ({1: ["a"]}, "`powerful_but_unlikely` should be a dict"),
    ],
)
def test_each_fault_of_a_world_has_its_sentence(graph, says):
    assert verdict_on(TASKS["03.powerful_but_unlikely"], graph).message.startswith(says)


def test_the_statements_about_91_percent():
    """P(up) = 1 - E[Z²] in exact fractions, by the moments of rewards with the distribution function x^k."""

    def up(discount, k):
        """Only for k = 1 and 2, where P is a polynomial in the moments."""
        mean, square = Fraction(k, k + 1), Fraction(k, k + 2)
        best, best_square = Fraction(2 * k, 2 * k + 1), Fraction(2 * k, 2 * k + 2)  # of two: x^{2k}
        weights = 1 - discount, (1 - discount) * discount, discount**2
        first = [mean, mean, best]
        if k == 1:
            return 1 - sum(w * m for w, m in zip(weights, first, strict=True))
        squares = sum(w**2 * m for w, m in zip(weights, [square, square, best_square], strict=True))
        return (
            1
            - squares
            - sum(2 * weights[i] * weights[j] * first[i] * first[j] for i, j in itertools.combinations(range(3), 2))
        )

    claimed = Fraction(12, 100)
    assert float(up(claimed, 2)) == pytest.approx(0.509, abs=0.0005)  # a, c, e
    assert max(up(Fraction(i, 200), 2) for i in range(201)) < Fraction(52, 100)  # b
    assert up(claimed, 1) == Fraction(1, 2) - claimed**2 / 6 < Fraction(1, 2)  # g
    rng = np.random.default_rng(1)
    r2, r3, r4, r5, r6 = rng.random((5, 200_000)) ** (1 / 50)
    shares = [
        (r2 > (1 - g) * r3 + (1 - g) * g * r4 + g**2 * np.maximum(r5, r6)).mean() for g in np.linspace(0.01, 0.99, 40)
    ]
    assert 0.52 < max(shares) < 0.55  # f
