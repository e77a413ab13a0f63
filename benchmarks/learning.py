"""Q-learning on the off-switch level, steps a second, beside the loop of the usual tutorial.

    PYTHONPATH=src python benchmarks/learning.py

The tutorial: the same world as a `gymnasium.Env`, registered and made with `gymnasium.make` (so inside its usual
wrappers), a NumPy table, one row and `argmax` at a time. Ours is `q_learning`, many independent runs at once; a step
is one move of one run. Both use the same learning rate, exploration, discount and horizon, count only moves, and must
find the value that planning finds at the start.
"""

from __future__ import annotations

import gymnasium
import numpy as np
from timing import race, row

from course_utils.decisions import optimal_values, q_learning
from course_utils.decisions.worlds.safety_gridworlds import HORIZON, off_switch

DISCOUNT, RATE, EXPLORATION = 0.99, 0.1, 0.2
TASK = off_switch()
WIDTHS = [28, 14, 8]


class OffSwitch(gymnasium.Env):
    """The off-switch level as an environment of Gymnasium."""

    def __init__(self):
        world = TASK.world
        self.observation_space = gymnasium.spaces.Discrete(world.size)
        self.action_space = gymnasium.spaces.Discrete(world.width)
        outcomes = [[np.flatnonzero(row) for row in rows] for rows in world.transitions]
        self.outcomes = [
            [[(float(world.transitions[s, a, t]), int(t)) for t in outcomes[s][a]] for a in range(world.width)]
            for s in range(world.size)
        ]
        self.ends = world.terminal.tolist()
        self.rewards = TASK.rewards.tolist()

    def reset(self, *, seed=None, options=None):
        """Begin an episode."""
        super().reset(seed=seed)
        self.state = TASK.world.start
        return self.state, {}

    def step(self, action):
        """Move: -1, and the reward of the state in which the episode ends."""
        options = self.outcomes[self.state][action]
        choice = 0 if len(options) == 1 or self.np_random.random() < options[0][0] else 1
        self.state = options[choice][1]
        over = self.ends[self.state]
        return self.state, self.rewards[self.state] - 1.0, over, False, {}


gymnasium.register("OffSwitch-v0", entry_point=OffSwitch, max_episode_steps=HORIZON)


def tutorial(steps: int, seed: int = 0) -> np.ndarray:
    """Learn for a number of steps and return Q."""
    rng = np.random.default_rng(seed)
    env = gymnasium.make("OffSwitch-v0")
    q = np.zeros((env.observation_space.n, env.action_space.n))
    state, _ = env.reset(seed=seed)
    for _ in range(steps):
        action = int(rng.integers(env.action_space.n)) if rng.random() < EXPLORATION else int(np.argmax(q[state]))
        after, reward, terminated, truncated, _ = env.step(action)
        target = reward if terminated else reward + DISCOUNT * np.max(q[after])
        q[state, action] += RATE * (target - q[state, action])
        state = env.reset()[0] if terminated or truncated else after
    return q


def ours(runs: int, episodes: int):
    """Learn in many runs at once."""
    return q_learning(
        TASK.world,
        TASK.rewards,
        DISCOUNT,
        runs=runs,
        episodes=episodes,
        horizon=TASK.horizon,
        learning_rate=RATE,
        exploration=EXPLORATION,
        action_rewards=TASK.action_rewards,
    )


def moves(returns: np.ndarray) -> float:
    """Moves behind a table of returns: each costs 1, the goal pays 50, and whoever is held moves to the horizon."""
    return float(np.where(returns > -TASK.horizon, 50 - returns, TASK.horizon).sum())


if __name__ == "__main__":
    best = optimal_values(TASK.world, TASK.rewards, DISCOUNT, action_rewards=TASK.action_rewards)[TASK.world.start]
    print(f"value of the best plan at the start: {best:.2f}")
    start = TASK.world.start
    taught, found = tutorial(200_000), ours(256, 3000)
    print(f"what the tutorial's loop learned: {taught[start].max():.2f}")
    print(f"what 256 runs learned, on average: {found.values[:, start].max(1).mean():.2f}")
    assert abs(taught[start].max() - best) < 2
    assert abs(found.values[:, start].max(1).mean() - best) < 0.5

    steps, episodes = 30_000, 100
    sizes = (16, 64, 256, 1024)
    calls = {f"ours, {runs} runs": lambda runs=runs: ours(runs, episodes) for runs in sizes}
    seconds = race({"tutorial": lambda: tutorial(steps), **calls}, 5)
    rates = {"tutorial": steps / seconds["tutorial"]}
    for runs in sizes:
        rates[f"ours, {runs} runs"] = moves(ours(runs, episodes).returns) / seconds[f"ours, {runs} runs"]
    row(["", "steps a second", "ratio"], WIDTHS)
    for name, rate in rates.items():
        row([name, f"{rate:,.0f}", f"{rate / rates['tutorial']:.0f}x"], WIDTHS)
