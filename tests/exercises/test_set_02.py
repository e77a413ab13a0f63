"""Set 2, judged by the solvers of the package too, which its checks do without."""

import itertools
from fractions import Fraction

import numpy as np
import pytest

from course_utils.decisions import (
    MDP,
    action_values,
    optimal_actions,
    optimal_policy,
    optimal_values,
    policy_values,
    visit_distribution,
)
from course_utils.decisions.worlds.small import candy_or_wait
from tests.exercises.sets import TASKS, verdict_on

CANDY = candy_or_wait()


def backup_state_by_state(successors, rewards, discount, values):
    return [float(rewards[s]) + discount * max(float(values[t]) for t in successors[s]) for s in range(len(successors))]


def backup_as_the_best_of_each_move(successors, rewards, discount, values):
    after = [rewards + discount * values[column] for column in successors.T]
    return np.maximum.reduce(after)


def policy_by_the_solver(successors, rewards, discount):
    return optimal_policy(MDP(successors=successors), rewards, discount)


def policy_by_improvement(successors, rewards, discount):
    """Howard's policy iteration, another method than value iteration."""
    world, policy = MDP(successors=successors), np.zeros(len(rewards), int)
    while True:
        following = policy_values(world, policy, rewards, discount)[successors]
        better = following.max(axis=1) > following[np.arange(len(policy)), policy] + 1e-10
        if not better.any():
            return (following >= following.max(axis=1, keepdims=True) - 1e-10).argmax(axis=1).tolist()
        policy = np.where(better, following.argmax(axis=1), policy)


def visits_by_the_package(successors, policy, discount, start):
    return visit_distribution(MDP(successors=successors), policy, discount, start)


def visits_step_by_step(successors, policy, discount, start):
    found, state = [0.0] * len(policy), start
    for t in range(250):
        found[state] += discount**t
        state = int(successors[state][policy[state]])
    return found


# Two right answers to each task, written in other ways than the reference.
RIGHT = {
    "02.backup": [backup_state_by_state, backup_as_the_best_of_each_move],
    "02.best_policy": [policy_by_the_solver, policy_by_improvement],
    "02.visits": [visits_by_the_package, visits_step_by_step],
    "02.flipping_goal": [
        ({"candy": 0.5, "wait": 0.8, "chocolate": 0.3, "hug": 0.2}, 0.6),
        [{"start": 0, "candy": 0.5, "wait": 1, "chocolate": 0, "hug": 0.25}, 0.667],
        # Numbers of other kinds, which are read as floats.
        ({"candy": np.float32(0.5), "wait": np.int64(1), "chocolate": 0, "hug": Fraction(1, 4)}, Fraction(2, 3)),
    ],
    "02.always_true": [["a", "b", "g", "h"], frozenset("hgba")],
}
_SETTLED = "more or fewer sweeps than 500 change nothing: at γ = 0.97 the error is below a millionth by then"
# Mutants that no case can tell from the reference: id of the task, change, and why.
EQUIVALENT = {("02.best_policy", f"line 3: 500 -> {count}"): _SETTLED for count in (499, 501, 1000)}


def test_the_equivalent_mutants_are_those_that_there_are():
    from course_utils.grading.mutants import mutants

    made = {mutant.id for mutant in mutants(TASKS["02.best_policy"].reference)}
    assert {change for _, change in EQUIVALENT} <= made


@pytest.mark.parametrize("seed", range(3))
def test_the_references_agree_with_the_solvers(seed):
    rng = np.random.default_rng(seed)
    backup, best_policy, visits = (TASKS[f"02.{name}"].reference for name in ("backup", "best_policy", "visits"))
    for _ in range(50):
        successors, rewards, discount = TASKS["02.best_policy"].random(rng)
        world = MDP(successors=successors)
        values = optimal_values(world, rewards, discount)
        np.testing.assert_allclose(backup(successors, rewards, discount, values), values, atol=1e-8)
        policy = best_policy(successors, rewards, discount)
        np.testing.assert_array_equal(policy, optimal_policy(world, rewards, discount))
        f = visits(successors, policy, discount, 0)
        assert f @ rewards == pytest.approx(values[0], abs=1e-8)


def test_no_best_policy_hangs_on_rounding():
    """Between the best move and any other that leads to another state lies a gap, in every case that is asked."""
    for case in TASKS["02.best_policy"].pose(seed=1).cases:
        successors, rewards, discount = case.arguments
        values = action_values(MDP(successors=successors), rewards, discount)
        best = values.argmax(axis=1)
        for s, a in itertools.product(*map(range, successors.shape)):
            if successors[s, a] != successors[s, best[s]]:
                assert values[s, best[s]] - values[s, a] > 1e-6


def test_the_judge_of_a_goal_agrees_with_the_solver():
    find_fault, rng, right = TASKS["02.flipping_goal"].find_fault, np.random.default_rng(0), 0
    wait = CANDY.action_to("start", "wait")
    for _ in range(400):
        rewards = rng.integers(0, 21, 5) / 20
        if rng.random() < 0.5:  # those that flip in this way are rare: start, candy, wait, chocolate, hug
            rewards = np.sort(rewards)[[0, 3, 4, 1, 2]]
        goal = dict(zip(CANDY.states, rewards.tolist(), strict=True))
        flip = float(rng.uniform(0.2, 0.8))
        low, high = 0.2, 0.8  # where the plan flips, if it does in the way that is asked, by halving
        only = [optimal_actions(CANDY, list(goal.values()), g)[0] for g in (low, high)]
        flips = only[0].tolist() == [False, True] and only[1].tolist() == [True, False]
        if flips:
            for _ in range(40):
                middle = (low + high) / 2
                waits = optimal_actions(CANDY, list(goal.values()), middle)[0, wait]
                low, high = (middle, high) if waits else (low, middle)
            flip = low if rng.random() < 0.5 else flip
        assert (find_fault((goal, flip)) is None) == (flips and abs(flip - low) <= 1e-3), (goal, flip)
        right += find_fault((goal, flip)) is None
    assert 20 < right < 200


GOAL = {"candy": 0.5, "wait": 0.75, "chocolate": 0.25, "hug": 0.0}


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (GOAL, "`flipping_goal` should be a pair"),
        (([0.5], 0.5), "The first of the pair should be a dict"),
        ((GOAL | {"lake": 1}, 0.5), "The world has no state 'lake'."),
        (({"candy": 0.5, "wait": 0.75}, 0.5), "There is no reward yet for chocolate, hug."),
        ((GOAL | {"hug": True}, 0.5), "The reward of hug is True."),
        ((GOAL | {"hug": "little"}, 0.5), "The reward of hug is 'little'."),
        ((GOAL | {"hug": -0.5}, 0.5), "The reward of hug is -0.5. Rewards here go from 0 to 1."),
        ((GOAL | {"hug": float("nan")}, 0.5), "The reward of hug is nan. Rewards here go from 0 to 1."),
        ((GOAL, 1.0), "The second of the pair is 1.0."),
        ((GOAL, None), "The second of the pair is None."),
        ((dict.fromkeys(GOAL, 0.5), 0.5), "A tie at γ = 0.2"),
        (({"candy": 0.5, "wait": 1, "chocolate": 0.375, "hug": 0}, 0.5), "A tie at γ = 0.8"),
        ((GOAL, 0.4), "The goal does what it should. But at γ = 0.4 the candy is worth 0.5 per step, and waiting 0.6"),
        ((GOAL, 0.502), "The goal does what it should."),
    ],
)
def test_each_fault_of_a_goal_has_its_sentence(answer, says):
    assert verdict_on(TASKS["02.flipping_goal"], answer).message.startswith(says)


def test_the_way_to_the_flip_is_named():
    for flip, way in ((0.4, "up"), (0.6, "down")):
        assert f"Move the discount {way}" in verdict_on(TASKS["02.flipping_goal"], (GOAL, flip)).message


def test_the_eight_statements():
    """Those called true hold in 100 random worlds for every policy; each of the others has a counterexample."""
    rng = np.random.default_rng(2)
    for _ in range(100):
        world = MDP(successors=rng.integers(0, 4, (4, 2)))
        rewards, discount = rng.normal(size=4), rng.uniform(0.1, 0.95)
        best = optimal_actions(world, rewards, discount)
        for changed in (10 * rewards, rewards + 1):  # a, b
            np.testing.assert_array_equal(optimal_actions(world, changed, discount), best)
        policies = list(itertools.product(range(2), repeat=4))
        worth = [visit_distribution(world, np.array(policy), discount, 0) @ rewards for policy in policies]  # g
        values = [policy_values(world, np.array(policy), rewards, discount)[0] for policy in policies]
        np.testing.assert_allclose(worth, values, atol=1e-9)
        # h: a second solution would be left where it is by a sweep, but a sweep shrinks every distance from the first
        solution = optimal_values(world, rewards, discount)
        other = solution + rng.normal(size=4)
        after = TASKS["02.backup"].reference(world.successors, rewards, discount, other)
        assert np.abs(after - solution).max() <= discount * np.abs(other - solution).max() + 1e-9

    arrows = {"start": ["end", "stop"], "end": [], "stop": ["last"], "last": []}
    short = MDP.from_graph(arrows, terminal=["end", "last"])
    rewards = np.array([0, 1, 0.5, 0.5])
    assert optimal_policy(short, rewards, 0.9)[0] == 0
    assert optimal_policy(short, rewards + 1, 0.9)[0] == 1  # c
    falls = [optimal_policy(CANDY, [0, 0.5, 0.75, 0.25, 0], discount)[0] for discount in (0.2, 0.8)]
    assert [CANDY.states[CANDY.successors[0, move]] for move in falls] == ["wait", "candy"]  # d
    np.testing.assert_array_equal(optimal_policy(short, 2 * rewards, 0.9), optimal_policy(short, rewards, 0.9))  # e
    assert optimal_values(short, 2 * rewards, 0.9)[0] != optimal_values(short, rewards, 0.9)[0]
