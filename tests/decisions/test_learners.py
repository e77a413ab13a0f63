"""Q-learning and Sarsa: what they converge to, and how they differ."""

import numpy as np
import pytest

from course_utils.decisions import MDP, action_values, policy_values, q_learning, read_grid, sarsa, with_slip

GRID = read_grid("A..\n.#.\n..G", {"G": "goal"}, stay=False, terminal=["goal"])
GOAL = np.where(GRID.terminal, 1.0, 0.0)


def decaying(counts):
    return counts**-0.7


@pytest.mark.parametrize("slip", [0.0, 0.3])
def test_q_learning_finds_the_optimal_values(slip):
    world = with_slip(GRID, slip)
    learned = q_learning(world, GOAL, 0.9, runs=8, episodes=2500, learning_rate=decaying, exploration=1.0, horizon=500)
    expected = action_values(world, GOAL, 0.9)
    np.testing.assert_allclose(learned.values.mean(0), expected, atol=0.02)


def test_sarsa_finds_the_values_of_the_policy_it_follows():
    # With ε = 1 it follows the random policy; Q(s, a) = R(s) + γ V(s') under that policy.
    learned = sarsa(GRID, GOAL, 0.9, runs=8, episodes=4000, learning_rate=decaying, exploration=1.0, horizon=500)
    values = policy_values(GRID, GRID.available / GRID.available.sum(1, keepdims=True), GOAL, 0.9)
    expected = np.where(GRID.terminal[:, None], GOAL[:, None], GOAL[:, None] + 0.9 * values[GRID.successors])
    np.testing.assert_allclose(learned.values.mean(0), expected, atol=0.02)


def test_sarsa_counts_the_cost_of_its_own_exploration():
    """The cliff of Sutton & Barto (Example 6.6): Q-learning walks the edge, Sarsa keeps away from it."""
    cliff = read_grid("......\n......\nACCCCG", {"C": "cliff", "G": "goal"}, stay=False,
                      terminal=["goal", "cliff 1", "cliff 2", "cliff 3", "cliff 4"])  # fmt: skip
    rewards = np.where(cliff.terminal, -50.0, 0.0)
    rewards[cliff.state("goal")] = 0
    settings = {"runs": 12, "episodes": 3000, "exploration": 0.2, "learning_rate": 0.1}
    settings["action_rewards"] = np.full((cliff.size, cliff.width), -1.0)

    def lowest_row(learned):
        rows = []
        for policy in learned.policy():
            state, path = cliff.start, []
            while not cliff.terminal[state] and len(path) < 20:
                state = cliff.successors[state, policy[state]]
                path.append(cliff.cells[state, 0])
            rows.append(min(path))
        return np.array(rows)

    edge = lowest_row(q_learning(cliff, rewards, 1.0, **settings))
    safe = lowest_row(sarsa(cliff, rewards, 1.0, **settings))
    assert (edge == 1).mean() > 0.9
    assert (safe == 0).mean() > 0.9


def test_only_available_actions_are_tried_and_valued():
    fork = MDP.from_graph({"start": ["a", "b"], "a": ["end"], "b": ["end"], "end": []}, terminal=["end"])
    for learn in (q_learning, sarsa):
        learned = learn(fork, [0, 1, 2, 0], 0.5, episodes=200, exploration=0.5, initial=3.0)
        assert np.isneginf(learned.values[:, 1:, 1]).all()
        assert np.isfinite(learned.values[:, :, 0]).all()
        assert learned.policy()[:, 0].tolist() == [1] * 10


def test_returns_are_sums_of_what_was_collected():
    line = MDP.from_graph({"a": ["b"], "b": ["c"], "c": []}, terminal=["c"])
    for learn in (q_learning, sarsa):
        learned = learn(line, [1, 2, 4], 0.5, runs=3, episodes=5, action_rewards=[[10], [20], [999]])
        assert (learned.returns == 1 + 10 + 2 + 20 + 4).all()


def test_at_the_horizon_an_episode_goes_on_or_ends():
    loop = MDP(successors=[[0]])
    for learn in (q_learning, sarsa):
        on = learn(loop, [1.0], 0.9, runs=2, episodes=4000, horizon=3)
        over = learn(loop, [1.0], 0.0, runs=2, episodes=400, horizon=1, bootstrap_at_horizon=False)
        np.testing.assert_allclose(on.values, 10, rtol=1e-3)  # 1/(1-γ)
        np.testing.assert_allclose(over.values, 1, rtol=1e-3)
        cut = learn(loop, [1.0], 0.9, runs=2, episodes=400, horizon=1, bootstrap_at_horizon=False)
        np.testing.assert_allclose(cut.values, 1.9, rtol=1e-3)  # this state's reward and the next one's


def test_exploration_falls_from_first_to_last():
    fork = MDP.from_graph({"start": ["a", "b"], "a": [], "b": []}, terminal=["a", "b"])
    learned = q_learning(fork, [0, 0, 1], 1.0, runs=400, episodes=100, exploration=(1.0, 0.0))
    share = learned.returns.mean(0)
    assert share[:5].mean() == pytest.approx(0.5, abs=0.05)
    assert (learned.returns[:, -1] == 1).all()
    assert share[45:55].mean() == pytest.approx(0.75, abs=0.05)


def test_without_exploration_it_follows_what_it_believes():
    fork = MDP.from_graph({"start": ["a", "b"], "a": [], "b": []}, terminal=["a", "b"])
    learned = q_learning(fork, [0, 1, 2], 1.0, exploration=0, initial=-5.0, episodes=50)
    assert ((learned.returns == 1) | (learned.returns == 2)).all()
    assert (learned.returns[:, 1:] == learned.returns[:, :1]).all()  # what came first is never given up


def test_the_seed_decides():
    one, same, other = (q_learning(GRID, GOAL, 0.9, episodes=20, seed=seed).values for seed in (1, 1, 2))
    assert (one == same).all()
    assert not (one == other).all()


BAD = {
    "two goals": ({"rewards": np.zeros((2, GRID.size))}, "a learner learns one goal"),
    "discount": ({"discount": 2}, "the discount is 2"),
    "runs": ({"runs": 0}, "runs is 0"),
    "episodes": ({"episodes": 1.5}, "episodes is 1.5"),
    "learning rate": ({"learning_rate": -1}, "learning rate is -1"),
    "exploration": ({"exploration": 2}, "exploration is 2"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input(case):
    arguments, message = BAD[case]
    with pytest.raises(ValueError, match=message):
        q_learning(**{"mdp": GRID, "rewards": GOAL, "discount": 0.9, **arguments})


def test_an_episode_cannot_begin_at_its_end():
    with pytest.raises(ValueError, match="over where it begins"):
        q_learning(read_grid("A", terminal=[(0, 0)]), [1.0], 0.9)
