"""F(s), RSD(s) and what of them is non-dominated: against exact fractions, against goals, at every discount."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.convergence import long_run_distributions, non_dominated, visit_distributions, visit_policies
from course_utils.decisions import MDP, optimal_values, policy_values, sample_goals
from course_utils.decisions.worlds.small import candy_or_wait, turner_figure_1

from ..decisions.strategies import worlds
from . import exact

THIRD = Fraction(1, 3)


def random_graph(seed, largest=6):
    """A graph of 2 to 6 states with one to three arrows each."""
    rng = np.random.default_rng(seed)
    size = int(rng.integers(2, largest + 1))
    return rng.integers(0, size, (size, 3)) if seed % 2 else rng.integers(0, size, (size, 2))


def as_set(rows):
    return {tuple(row) for row in np.asarray(rows, float).round(9).tolist()}


def never_ending(mdp):
    """The same world with its ends turned into states that lead to themselves, and without very small chances."""
    if mdp.is_deterministic:
        stays = np.where(mdp.terminal[:, None], np.arange(mdp.size)[:, None], mdp.successors)
        return MDP(successors=stays, available=mdp.available, start=mdp.start)
    stays = np.where(mdp.terminal[:, None, None], np.eye(mdp.size)[:, None], mdp.transitions)
    stays = np.where(stays < 0.03, 0, stays)  # two elements should differ by more than the 1e-9 that count as equal
    return MDP(transitions=stays / stays.sum(2, keepdims=True), available=mdp.available, start=mdp.start)


@pytest.mark.parametrize("seed", range(40))
def test_the_sets_agree_with_exact_linear_programs(seed):
    """|F|, |F_nd|, RSD and RSD_nd of random graphs, element by element, by fractions and brute force."""
    table = random_graph(seed)
    world = MDP(successors=table)
    ways = exact.walks(table.tolist(), 0)
    everything = {exact.visits(*way, THIRD, world.size) for way in ways}
    f = visit_distributions(world, 1 / 3)
    assert len(f) == len(everything)
    assert as_set(f) == as_set(list(everything))
    assert as_set(f[non_dominated(f)]) == as_set(exact.corners(everything))

    averages = {exact.long_run(*way, world.size) for way in ways}
    rsd = long_run_distributions(world)
    assert len(rsd) == len(averages)
    assert as_set(rsd) == as_set(list(averages))
    assert as_set(rsd[non_dominated(rsd)]) == as_set(exact.corners(averages))


@settings(max_examples=40)
@given(worlds(largest=6), st.sampled_from([0.2, 0.5, 0.9]))
def test_no_goal_prefers_an_element_outside(mdp, discount):
    """The best of F is the optimal value, and the best of F_nd is as good, for every goal that is drawn."""
    mdp = never_ending(mdp)
    f = visit_distributions(mdp, discount)
    goals = np.vstack([sample_goals(mdp, 300) - 0.5, np.eye(mdp.size), -np.eye(mdp.size)])
    best = (goals @ f.T).max(1)
    np.testing.assert_allclose(best, optimal_values(mdp, goals, discount)[:, mdp.start], atol=1e-7)
    mask = non_dominated(f)
    np.testing.assert_allclose((goals @ f[mask].T).max(1), best, atol=1e-7)
    # And an element that one of them strictly prefers is in it.
    second = np.sort(goals @ f.T, axis=1)[:, -2] if len(f) > 1 else np.full(len(goals), -np.inf)
    assert mask[(goals @ f.T).argmax(1)[best > second + 1e-6]].all()


@settings(max_examples=25)
@given(worlds(largest=5))
def test_which_elements_count_does_not_depend_on_the_discount(mdp):
    """Turner et al. 2021, Lemmas E.33 and E.34."""
    mdp = never_ending(mdp)
    masks = [non_dominated(visit_distributions(mdp, discount)).tolist() for discount in (0.2, 0.37, 0.6, 0.85)]
    assert masks[0] == masks[1] == masks[2] == masks[3]


@settings(max_examples=25)
@given(worlds(largest=5))
def test_long_run_shares_are_the_limit(mdp):
    mdp = never_ending(mdp)
    near = 1 - 1e-7
    expected = (1 - near) * visit_distributions(mdp, near)
    rows = long_run_distributions(mdp)
    np.testing.assert_allclose(rows.sum(1), 1)
    distance = np.abs(expected[:, None] - rows[None]).max(2)
    assert distance.min(1).max() < 1e-4
    assert distance.min(0).max() < 1e-4


def test_policies_do_what_their_visits_say():
    world = turner_figure_1()
    policies = visit_policies(world)
    rewards = np.arange(8.0) ** 2
    for policy, f in zip(policies, visit_distributions(world, 0.7), strict=True):
        assert policy_values(world, policy, rewards, 0.7)[0] == pytest.approx(f @ rewards)


def test_a_first_move_can_be_fixed():
    world = candy_or_wait()
    assert len(visit_policies(world)) == 3
    assert [len(visit_policies(world, action=a)) for a in (0, 1)] == [1, 2]
    assert visit_distributions(world, 0.5, action=0).tolist() == [[1, 1, 0, 0, 0]]
    assert long_run_distributions(world, action=1).tolist() == [[0, 0, 0, 1, 0], [0, 0, 0, 0, 1]]
    assert len(visit_policies(world, world.state("wait"))) == 2


def test_actions_that_do_the_same_count_once():
    assert len(visit_policies(MDP(successors=[[1, 1, 0], [1, 1, 1]]))) == 2
    # Which of two rooms is entered from which side is not seen from the start, where a coin decides between the sides.
    sides = np.zeros((5, 2, 5))
    sides[0, :, [1, 2]] = 0.5
    sides[[1, 2], 0, 3] = sides[[1, 2], 1, 4] = 1
    sides[[3, 4], :, [3, 4]] = 1
    assert len(visit_policies(MDP(transitions=sides))) == 3


def test_equal_rows_are_not_strictly_best():
    assert non_dominated([[1, 0], [1, 0], [0, 1]]).tolist() == [False, False, True]
    assert non_dominated([[1, 0], [0.5, 0.5], [0, 1]]).tolist() == [True, False, True]
    assert non_dominated([[0.3, 0.7]]).tolist() == [True]
    # x before y for ever, and y before x for ever, meet at γ = 1/2, and never count.
    world = MDP.from_graph({"s": ["x", "y"], "x": ["x", "y"], "y": ["x", "y"]})
    for discount in (0.3, 0.5):
        f = visit_distributions(world, discount)
        assert len(f) == 6
        assert non_dominated(f).sum() == 2


def test_bad_worlds():
    ends = MDP.from_graph({"s": ["end"], "end": []}, terminal=["end"])
    with pytest.raises(ValueError, match="instead of naming it in terminal"):
        visit_policies(ends)
    with pytest.raises(ValueError, match=r"action 2 is not available in state 'start': choose among \[0, 1\]"):
        visit_policies(candy_or_wait(), action=2)
    with pytest.raises(ValueError, match="more than 20,000 visit distributions"):
        visit_policies(MDP(successors=np.tile(np.arange(9), (9, 1))))
    with pytest.raises(ValueError, match="one row of finite numbers"):
        non_dominated([0.5, 0.5])
