"""What a changed goal costs, and the three ways of looking at it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.convergence import (
    AGENTS,
    expected_loss,
    loss_from_change,
    redraw,
    switch_point,
    worth_after_rewrite,
    worth_of_following,
)
from course_utils.decisions import MDP, sample_goals
from course_utils.decisions.worlds.small import battery, rooms

from ..decisions.reference import policy_iteration
from ..decisions.strategies import worlds

pays = st.lists(st.integers(-3, 3), min_size=3, max_size=3)


@given(pays, pays)
def test_the_followed_goal_chooses_and_the_judging_goal_is_paid(judging, followed):
    best = [judging[i] for i in range(3) if followed[i] == max(followed)]
    assert worth_of_following(judging, followed) == best[0]
    assert worth_of_following([judging] * 2, followed).tolist() == [best[0]] * 2
    assert worth_of_following(judging, [followed, judging]).tolist() == [best[0], max(judging)]


def by_walking(agent, current, new, discount, steps=3000):
    """What a rewrite looks like to an agent, step by step: it walks its imagined future and adds up."""
    total = 0.0
    for step in range(1, steps):
        utility_then = {"hedonistic": new, "realistic": new, "ignorant": current}[agent]  # that the agent expects
        options = sorted(range(len(new)), key=lambda i: (-utility_then[i], i))
        judge = new if agent == "hedonistic" else current
        total += discount**step * judge[options[0]]
    return total


@given(pays, pays, st.sampled_from([0, 0.3, 0.9, 0.99]), st.sampled_from(list(AGENTS)))
@settings(max_examples=30)
def test_the_switch_point_is_what_an_imagined_walk_gives_up(current, new, discount, agent):
    kept = by_walking("ignorant", current, new, discount)
    assert switch_point(agent, current, new, discount) == pytest.approx(
        kept - by_walking(agent, current, new, discount), abs=1e-8
    )


@given(pays, pays)
def test_the_realistic_agent_never_gains_and_the_ignorant_one_never_notices(current, new):
    assert switch_point("realistic", current, new, 0.9) >= 0
    assert switch_point("ignorant", current, new, 0.9) == 0
    # Read with the utilities exchanged, the hedonist's step is what the new goal would lose.
    assert worth_after_rewrite("hedonistic", current, new) == max(new)


def test_a_redrawn_goal_keeps_the_share_that_it_should_and_nothing_else():
    goals = np.random.default_rng(0).random((20_000, 5))
    for kept in (0, 0.3, 1):
        changed = redraw(goals, kept, seed=0)  # the seed of the goals does no harm
        same = changed == goals
        assert same.mean() == pytest.approx(kept, abs=0.005)
        if kept < 1:
            assert abs(np.corrcoef(changed[~same], goals[~same])[0, 1]) < 0.02
            assert changed[~same].mean() == pytest.approx(0.5, abs=0.01)
    assert (redraw(goals, 0.5, seed=3) == redraw(goals, 0.5, seed=3)).all()
    assert (redraw(goals, 0.5, seed=3) != redraw(goals, 0.5, seed=4)).any()
    assert (redraw(goals, 0.5, seed=None) != redraw(goals, 0.5, seed=None)).any()
    rng = np.random.default_rng(1)
    assert (redraw(goals, 0.5, seed=rng) != redraw(goals, 0.5, seed=rng)).any()


@given(worlds(largest=4), st.lists(st.integers(-3, 3), min_size=8, max_size=8), st.sampled_from([0.3, 0.9]))
@settings(max_examples=25)
def test_the_loss_in_a_world_is_that_of_policy_iteration(mdp, numbers, discount):
    goal, changed = np.array(numbers[: mdp.size], float), np.array(numbers[-mdp.size :], float) + 0.1
    loss = loss_from_change(mdp, goal, changed, discount)
    assert loss >= -1e-9
    assert loss_from_change(mdp, goal, goal, discount) == pytest.approx(0, abs=1e-9)
    assert loss_from_change(mdp, goal, 2 * goal + 1, discount) == pytest.approx(0, abs=1e-8) or mdp.terminal.any()
    best = policy_iteration(mdp, goal, discount)[0][mdp.start]
    assert loss <= (1 - discount) / discount * (best - worst_value(mdp, goal, discount)) + 1e-8


def worst_value(mdp, goal, discount):
    return -policy_iteration(mdp, -goal, discount)[0][mdp.start]


@pytest.mark.parametrize("discount", [0.1, 0.9, 0.99])
def test_in_a_hall_of_rooms_the_loss_is_that_of_the_options(discount):
    world = rooms(6)
    goals = sample_goals(world, 500, seed=2)
    changed = redraw(goals, 0.4, seed=2)
    by_hand = goals[:, 1:].max(1) - worth_of_following(goals[:, 1:], changed[:, 1:])
    np.testing.assert_allclose(loss_from_change(world, goals, changed, discount), by_hand, atol=1e-8)


def test_a_change_that_leaves_the_plan_alone_costs_nothing():
    world = battery()
    goal = np.zeros(world.size)
    goal[world.state("B3")] = 1
    other = goal.copy()
    other[world.state("B3")], other[world.state("A1")] = 0.9, 0.2
    assert loss_from_change(world, goal, other, 0.95) == pytest.approx(0, abs=1e-9)
    other[world.state("A1")] = 2
    assert loss_from_change(world, goal, other, 0.95) == pytest.approx(0.95)


def test_bad_goals():
    with pytest.raises(ValueError, match="about 2 options and the other about 3"):
        worth_of_following([1, 2], [1, 2, 3])
    with pytest.raises(ValueError, match="finite number for each of n options"):
        worth_of_following([1, np.nan], [1, 2])
    with pytest.raises(ValueError, match="judging must be numbers"):
        worth_of_following(["work"], [1])
    with pytest.raises(ValueError, match="kept is 2"):
        redraw(np.zeros((1, 2)), 2)
    with pytest.raises(ValueError, match="kept is -1"):
        expected_loss(3, -1)
    with pytest.raises(ValueError, match="options is 0"):
        expected_loss(0, 0.5)
    with pytest.raises(ValueError, match="choose one of hedonistic, ignorant, realistic"):
        worth_after_rewrite("rational", [1], [2])
    with pytest.raises(ValueError, match="at discount 1"):
        switch_point("realistic", [1], [2], 1)
    with pytest.raises(ValueError, match="at discount 0"):
        loss_from_change(MDP.from_graph({"a": ["a"]}), [1], [1], 0)
