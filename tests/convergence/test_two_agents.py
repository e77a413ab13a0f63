"""Two agents: the batched computation against a slow one that follows the definition, one pair of goals at a time."""

import numpy as np
import pytest

from course_utils.convergence import power, two_agent_power
from course_utils.convergence.two_agents import BLOCK, symmetries
from course_utils.decisions import MDP, read_grid

CORRIDOR = read_grid("...")
CORNER = read_grid("..\n.#")
GRID = read_grid("...\n...\n...")


def settle(update, states):
    """Apply an update of a table of values until it changes nothing."""
    values = dict.fromkeys(states, 0.0)
    while True:
        new = {state: update(state, values) for state in states}
        if max(abs(new[state] - values[state]) for state in states) < 1e-13:
            return new
        values = new


def directly(world, h_reward, a_reward, discount):
    """V - R of H, of A and of H against the random A, for one pair of goals, by plain value iteration."""
    reach = [sorted(set(row)) for row in world.successors.tolist()]
    states = [(h, a) for h in range(world.size) for a in range(world.size)]

    def against_random(a, go, values):
        return sum(values[go, to] for to in reach[a]) / len(reach[a])

    seed = settle(lambda s, v: h_reward[s] + discount * max(against_random(s[1], go, v) for go in reach[s[0]]), states)
    h_goes = {(h, a): max(reach[h], key=lambda go, a=a: against_random(a, go, seed)) for h, a in states}
    agent = settle(lambda s, v: a_reward[s] + discount * max(v[h_goes[s], to] for to in reach[s[1]]), states)
    a_goes = {s: max(reach[s[1]], key=lambda to, s=s: agent[h_goes[s], to]) for s in states}
    human = settle(lambda s, v: h_reward[s] + discount * v[h_goes[s], a_goes[s]], states)
    shape = h_reward.shape
    return [
        np.array([values[s] for s in states]).reshape(shape) - reward
        for values, reward in ((human, h_reward), (agent, a_reward), (seed, h_reward))
    ]


@pytest.mark.parametrize(
    ("world", "discount", "shared", "samples"),
    [
        (CORRIDOR, 0.3, 0.0, 12),
        (CORRIDOR, 0.9, 0.5, 6),
        (CORNER, 0.6, -0.5, 10),
        (CORNER, 0.8, 1.0, 5),
        (GRID, 0.6, 0.3, 2),
    ],
)
def test_batched_agrees_with_the_direct_computation(world, discount, shared, samples):
    found = two_agent_power(world, discount, shared, samples=samples, seed=3, mirrored=False)
    size = world.size
    drawn = np.random.default_rng(3).random((3, size, size, max(16, BLOCK // size**2)))[..., :samples]
    h_goals, own, coin = drawn
    a_goals = np.where(coin < abs(shared), h_goals if shared >= 0 else 1 - h_goals, own)
    mean = sum(np.array(directly(world, h_goals[..., n], a_goals[..., n], discount)) for n in range(samples)) / samples
    expected = mean * (1 - discount) / discount
    for found_power, right in zip((found.human, found.agent, found.baseline), expected, strict=True):
        np.testing.assert_allclose(found_power, right, atol=1e-8)


def test_against_an_agent_that_jumps_anywhere_averages_are_enough():
    """Lesson 05's control: where A is next is as likely each cell, so H plans with the mean reward of each of its own.

    On pairs of cells, by plain value iteration, against `power` of one agent with the averaged goals.
    """
    goals = np.random.default_rng(5).random((3, 9, 9))
    reach = [sorted(set(row)) for row in GRID.successors.tolist()]
    states = [(h, a) for h in range(9) for a in range(9)]
    for reward in goals:

        def update(state, values, reward=reward):
            return reward[state] + 0.6 * max(sum(values[go, to] for to in range(9)) / 9 for go in reach[state[0]])

        values = settle(update, states)
        pairs = np.array([values[s] for s in states]).reshape(9, 9) - reward
        np.testing.assert_allclose(np.ptp(pairs, axis=1), 0, atol=1e-12)  # the same wherever A stands
        alone = power(GRID, 0.6, goals=reward.mean(1, keepdims=True).T).values
        np.testing.assert_allclose(pairs[:, 0] * 0.4 / 0.6, alone, atol=1e-7)


def test_rewards_have_the_correlation_that_was_asked_for():
    """In a world of one cell there is nothing to choose: POWER is the mean of the drawn rewards."""
    drawn = np.random.default_rng(0).random((3, 1, 1, BLOCK))
    h, own, coin = drawn[:, 0, 0, :60_000]
    for shared in (-0.5, 0.0, 0.3, 1.0):
        a = np.where(coin < abs(shared), h if shared >= 0 else 1 - h, own)
        assert np.corrcoef(h, a)[0, 1] == pytest.approx(shared, abs=0.02)
        found = two_agent_power(read_grid("."), 0.5, shared, samples=60_000)
        assert found.agent[0, 0] == pytest.approx(a.mean())


def test_the_same_goal_and_a_knowing_helper_gives_both_the_same():
    found = two_agent_power(CORNER, 0.7, 1.0, samples=500)
    np.testing.assert_allclose(found.human, found.agent, atol=1e-9)
    assert (found.human >= found.baseline - 1e-9).all()  # a helper who knows the plan is never worse than chance


def test_mirroring_takes_noise_away_and_nothing_else():
    plain = two_agent_power(GRID, 0.6, samples=300, mirrored=False)
    mirrored = two_agent_power(GRID, 0.6, samples=300)
    assert mirrored.human.mean() == pytest.approx(plain.human.mean(), abs=1e-12)
    assert mirrored.agent[0, 0] == pytest.approx(plain.agent[[0, 2, 6, 8], [0, 2, 6, 8]].mean(), abs=1e-12)
    assert mirrored.agent[1, 2] == pytest.approx(mirrored.agent[7, 6], abs=1e-12)


def test_symmetries_of_a_grid():
    assert len(symmetries(GRID)) == 8
    assert sorted(turn.tolist() for turn in symmetries(CORRIDOR)) == [[0, 1, 2], [2, 1, 0]]
    assert sorted(turn.tolist() for turn in symmetries(CORNER)) == [[0, 1, 2], [0, 2, 1]]
    assert len(symmetries(read_grid("..#\n...\n..."))) == 2
    for turn in symmetries(GRID):
        neighbours = {(s, t) for s in range(9) for t in GRID.successors[s].tolist()}
        assert {(turn[s], turn[t]) for s, t in neighbours} == neighbours


def test_several_levels_use_the_same_draws():
    together = two_agent_power(CORRIDOR, 0.6, [0.0, 0.5], samples=100)
    alone = two_agent_power(CORRIDOR, 0.6, 0.5, samples=100)
    np.testing.assert_array_equal(together[1].human, alone.human)
    np.testing.assert_array_equal(together[0].baseline, alone.baseline)


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        ({"discount": 0}, ValueError, "the discount is 0"),
        ({"discount": 1}, ValueError, "take a discount below 1"),
        ({"shared": 1.5}, ValueError, "between -1"),
        ({"samples": 0}, ValueError, "samples is 0"),
        ({"world": MDP.from_graph({"a": ["a"]})}, TypeError, "read_grid"),
        ({"world": read_grid("...", stay=False)}, ValueError, "can stay"),
        ({"world": read_grid("..D", {"D": "den"}, absorbing=["den"])}, ValueError, "leave everywhere"),
    ],
)
def test_what_is_refused(change, error, says):
    with pytest.raises(error, match=says):
        two_agent_power(**{"world": CORRIDOR, "discount": 0.6} | change)
