"""Tabular learners that find out by trying: Q-learning and Sarsa, for many independent runs at once.

Both follow an ε-greedy policy and move Q(s, a) towards R(s) + ρ(s, a) + γ · (value of what follows). They differ
in that value: Q-learning (Watkins 1989) takes the best action's, Sarsa (Rummery & Niranjan 1994) that of the
action it will take.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils.decisions import inputs
from course_utils.decisions.goals import Seed
from course_utils.decisions.mdp import MDP

Rate = float | Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, eq=False)
class Learned:
    """What a number of runs have learned.

    Parameters
    ----------
    values : array, shape (runs, S, A)
        Q after the last episode; -inf for an action that is not available.
    returns : array, shape (runs, episodes)
        Sum of the rewards of each episode, not discounted.
    """

    values: np.ndarray
    returns: np.ndarray

    def policy(self) -> np.ndarray:
        """Greedy action of every run in every state, shape (runs, S); of several, the first."""
        return self.values.argmax(2)


def q_learning(mdp: MDP, rewards: Any, discount: float, **settings: Any) -> Learned:
    """Learn with the value of the best next action, whatever action comes next.

    Parameters
    ----------
    mdp : MDP
        Episodes begin in its `start` and end in a terminal state or after `horizon` moves.
    rewards : array, shape (S,)
        One goal.
    discount : float
        From 0 to 1.
    runs : int
        Independent repetitions, 10 by default. They share one stream of random numbers.
    episodes : int
        Episodes of each run, 500 by default.
    horizon : int
        Moves after which an episode is cut off, 100 by default.
    learning_rate : float or function of an array of counts
        Step size, 0.1 by default; a function is given how often each pair has been updated (1 the first time).
    exploration : float or (float, float)
        ε, the probability of a random available action, 0.1 by default; a pair falls evenly from the first to
        the last episode.
    initial : float
        Value of every action before learning, 0 by default. A terminal state keeps its reward as its value.
    bootstrap_at_horizon : bool
        Whether an episode that is cut off is valued as if it went on (the default: the cut is not part of the
        task) or ends with the reward of the state it has reached.
    action_rewards : array, shape (S, A), optional
    seed : int, numpy.random.Generator or None
        0 by default.

    Returns
    -------
    Learned
    """
    return _learn(mdp, rewards, discount, on_policy=False, **settings)


def sarsa(mdp: MDP, rewards: Any, discount: float, **settings: Any) -> Learned:
    """Learn with the value of the action that will be taken next, exploration included.

    Parameters and result are those of `q_learning`.
    """
    return _learn(mdp, rewards, discount, on_policy=True, **settings)


def _learn(
    mdp: MDP,
    rewards: Any,
    discount: float,
    *,
    on_policy: bool,
    runs: int = 10,
    episodes: int = 500,
    horizon: int = 100,
    learning_rate: Rate = 0.1,
    exploration: float | tuple[float, float] = 0.1,
    initial: float = 0.0,
    bootstrap_at_horizon: bool = True,
    action_rewards: Any = None,
    seed: Seed = 0,
) -> Learned:
    goal, _ = inputs.goals(mdp, np.asarray(rewards)[None] if np.ndim(rewards) == 1 else rewards)
    if len(goal) != 1:
        raise ValueError(f"{len(goal)} goals were given: a learner learns one goal, rewards of the shape ({mdp.size},)")
    reward = goal[0]
    discount = inputs.discount(discount, highest="1")
    runs, episodes, horizon = (
        inputs.count(what, n) for what, n in [("runs", runs), ("episodes", episodes), ("horizon", horizon)]
    )
    if mdp.terminal[mdp.start]:
        raise ValueError("the episode is over where it begins: let start be a state that is not terminal")
    epsilon = _schedule(exploration, episodes)
    if not callable(learning_rate) and not 0 < learning_rate <= 1:
        raise ValueError(f"the learning rate is {learning_rate!r}: it must lie above 0 and be at most 1")
    gains = np.repeat(reward[:, None], mdp.width, 1)
    extra = inputs.action_rewards(mdp, action_rewards, 1)
    if extra is not None:
        gains = gains + extra[:, :, 0].T
    gains = gains.ravel()

    rng = np.random.default_rng(seed)
    world = _Dice(mdp)
    # Actions first: a maximum over the longest axes is many times faster than one over a few neighbours.
    q = np.full((mdp.width, runs, mdp.size), float(initial))
    q[:, :, mdp.terminal] = reward[mdp.terminal]
    q.transpose(1, 2, 0)[:, ~mdp.available] = -np.inf
    table, entries = q.reshape(mdp.width, -1), q.ravel()  # views: [action, run and state] and [all three]
    updates = np.zeros(q.size) if callable(learning_rate) else None
    returns = np.zeros((runs, episodes))

    run = np.arange(runs)  # those that are still learning; the arrays below have one entry for each
    row = run * mdp.size  # where the states of the run begin in `table`
    episode, moves = np.zeros((2, runs), int)
    paid = np.zeros(runs)
    state = np.full(runs, mdp.start)

    def choose(states: np.ndarray) -> np.ndarray:
        options = table.take(row + states, axis=1)
        draws = rng.random((mdp.width + 2, len(run)))
        ties = options == options.max(0)
        greedy = (ties * draws[2:]).argmax(0)
        return np.where(draws[0] < epsilon[episode], world.random_action(states, draws[1]), greedy)

    action = choose(state)
    while run.size:
        pair = state * mdp.width + action
        after = world.step(pair, rng)
        moves += 1
        cut = moves == horizon
        follow = table.take(row + after, axis=1)
        if on_policy:
            upcoming = choose(after)
            follow = np.take_along_axis(follow, upcoming[None], 0)[0]
        else:
            follow = follow.max(0)
        if not bootstrap_at_horizon:
            follow = np.where(cut, reward[after], follow)
        gain = gains[pair]
        entry = action * table.shape[1] + row + state
        old = entries[entry]
        if updates is None:
            rate = learning_rate
        else:
            updates[entry] += 1
            rate = learning_rate(updates[entry])
        entries[entry] = old + rate * (gain + discount * follow - old)
        paid += gain

        over = cut | mdp.terminal[after]
        state = after
        if over.any():
            returns[run[over], episode[over]] = paid[over] + reward[after[over]]
            episode = episode + over
            state = np.where(over, mdp.start, after)
            moves[over] = 0
            paid[over] = 0
            going = episode < episodes
            if not going.all():
                run, row, episode, moves, paid, state, over = (
                    array[going] for array in (run, row, episode, moves, paid, state, over)
                )
                if on_policy:
                    upcoming = upcoming[going]
            if on_policy and run.size:
                upcoming = np.where(over, choose(state), upcoming)
        if run.size:
            action = upcoming if on_policy else choose(state)
    return Learned(np.ascontiguousarray(q.transpose(1, 2, 0)), returns)


def _schedule(exploration: float | tuple[float, float], episodes: int) -> np.ndarray:
    first, last = exploration if isinstance(exploration, (tuple, list)) else (exploration, exploration)
    if not (0 <= first <= 1 and 0 <= last <= 1):
        raise ValueError(f"exploration is {exploration!r}: give a probability, or two as (first, last)")
    return np.linspace(first, last, episodes)


class _Dice:
    """Draws what happens in a world, for an array of states at once. A pair (s, a) has the number s * A + a."""

    def __init__(self, mdp: MDP):
        self.options = np.argsort(~mdp.available, axis=1, kind="stable")  # the available actions first
        self.choices = mdp.available.sum(1)
        if mdp.is_deterministic:
            self.outcomes = mdp.successors.ravel()
            self.thresholds = None
        else:
            # Only the outcomes that can happen, the most numerous of any action deep; the first of all pairs first.
            depth = int((mdp.transitions > 0).sum(2).max())
            outcomes = np.argsort(-mdp.transitions, axis=2, kind="stable")[:, :, :depth]
            thresholds = np.take_along_axis(mdp.transitions, outcomes, 2).cumsum(2)[:, :, :-1]
            self.outcomes = outcomes.transpose(2, 0, 1).ravel()
            self.thresholds = thresholds.transpose(2, 0, 1).reshape(depth - 1, self.options.size)

    def random_action(self, states: np.ndarray, draws: np.ndarray) -> np.ndarray:
        return self.options[states, (draws * self.choices[states]).astype(int)]

    def step(self, pairs: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        if self.thresholds is None:
            return self.outcomes[pairs]
        beyond = (rng.random(len(pairs)) >= self.thresholds.take(pairs, axis=1)).sum(0)
        return self.outcomes[beyond * self.thresholds.shape[1] + pairs]
