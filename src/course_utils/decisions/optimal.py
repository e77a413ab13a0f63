"""What is best: values, actions and policies, for one goal or for many at once, exactly and at every discount.

The value of a state counts its own reward and all that follows, V(s) = R(s) + max_a [ρ(s, a) + γ E V(s')], where
ρ, a reward of actions, is optional. With a horizon instead of a discount, `horizon` moves follow.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from course_utils.decisions import deterministic, inputs, stochastic
from course_utils.decisions.mdp import MDP

TIE = 1e-9  # actions are equally good if (1-γ) times their difference is at most this share of the largest reward
LIMIT = "average_values(world, rewards) gives the limit of (1-γ)V as γ goes to 1, or count moves with horizon=..."


def optimal_values(
    mdp: MDP, rewards: Any, discount: float | None = None, *, horizon: int | None = None, action_rewards: Any = None
) -> np.ndarray:
    """Value of every state when the best policy is followed.

    Parameters
    ----------
    mdp : MDP
    rewards : array, shape (S,) or (N, S)
        One goal or N goals: the reward of being in each state.
    discount : float
        γ, from 0 to below 1. With a horizon it may be 1, and is 1 where not given.
    horizon : int, optional
        Number of moves that are left; a sum without end where not given.
    action_rewards : array, shape (S, A) or (N, S, A), optional
        Reward of taking an action in a state, in addition.

    Returns
    -------
    array, shape (S,) or (N, S)
        (1-γ)V is within 1e-9 of the optimum, in units of the largest reward.

    Raises
    ------
    ValueError
        If an argument has the wrong shape, holds NaN or lies out of range.
    """
    problem = _Problem(mdp, rewards, discount, horizon, action_rewards)
    return problem.hand_back(problem.values())


def action_values(
    mdp: MDP, rewards: Any, discount: float | None = None, *, horizon: int | None = None, action_rewards: Any = None
) -> np.ndarray:
    """Value of taking each action first and being optimal from then on.

    Parameters are those of `optimal_values`; a horizon must be at least 1.

    Returns
    -------
    array, shape (S, A) or (N, S, A)
        Q(s, a) = R(s) + ρ(s, a) + γ E V(s'); -inf for an action that is not available. In a terminal state,
        where nothing follows, every action is worth R(s).
    """
    problem = _Problem(mdp, rewards, discount, horizon, action_rewards)
    return problem.hand_back(problem.action_values())


def optimal_actions(
    mdp: MDP, rewards: Any, discount: float | None = None, *, horizon: int | None = None, action_rewards: Any = None
) -> np.ndarray:
    """Which actions are optimal, where *some* optimal policy takes them: ties are all marked.

    This is the convention of Turner et al. 2021 (optimality probability: "some optimal policy takes a"), so
    several actions of a state can be marked for one goal. Parameters are those of `optimal_values`; at
    discount 0 the actions are those that maximise the sum at γ = 0, where rewards of later states do not count
    and all are equally good (for the limit γ → 0 see `limits.limit_actions`).

    Returns
    -------
    array of bool, shape (S, A) or (N, S, A)
    """
    problem = _Problem(mdp, rewards, discount, horizon, action_rewards)
    q = problem.action_values()
    return problem.hand_back(q >= q.max(1, keepdims=True) - problem.tie())


def optimal_policy(
    mdp: MDP, rewards: Any, discount: float | None = None, *, horizon: int | None = None, action_rewards: Any = None
) -> np.ndarray:
    """One optimal action for each state: of several, the first.

    Parameters are those of `optimal_values`.

    Returns
    -------
    array of int, shape (S,) or (N, S)
    """
    best = optimal_actions(mdp, rewards, discount, horizon=horizon, action_rewards=action_rewards)
    return best.argmax(-1)


class _Problem:
    """The arguments of the functions above, checked, with the goals last as the kernels want them."""

    def __init__(self, mdp: MDP, rewards: Any, discount: float | None, horizon: int | None, action_rewards: Any):
        if discount is None and horizon is None:
            raise ValueError(
                "say how far the agent looks: discount=0.9 (for ever, later rewards count less) or "
                "horizon=10 (this many moves)"
            )
        self.mdp = mdp
        goals, self.single = inputs.goals(mdp, rewards)
        self.extra = inputs.action_rewards(mdp, action_rewards, len(goals))
        self.horizon = None if horizon is None else inputs.horizon(horizon)
        if self.horizon is None:
            self.discount = inputs.discount(discount, limit=LIMIT)
        else:
            self.discount = inputs.discount(1 if discount is None else discount, highest="1")
        # Each goal in units of its own largest reward, so that "converged" means the same for all of them; rounded up
        # to a power of two, which costs no digit.
        largest = np.abs(goals).max(1)
        if self.extra is not None:
            largest = np.maximum(largest, np.abs(self.extra).max((0, 1)))
        self.scale = np.ldexp(1.0, np.frexp(largest)[1])
        self.rewards = goals.T / self.scale
        if self.extra is not None:
            self.extra = self.extra / self.scale

    def values(self) -> np.ndarray:
        """V in units of `scale`, shape (S, N)."""
        if self.horizon is not None:
            return self._values_with_moves_left(self.horizon)
        solver, table = (
            (deterministic, self.mdp.successors) if self.mdp.is_deterministic else (stochastic, self.mdp.transitions)
        )
        table, rewards, extra = inputs.with_end(self.mdp, table, self.rewards, self.extra)
        return solver.optimal_values(table, rewards, self.discount, extra)[: self.mdp.size]

    def action_values(self) -> np.ndarray:
        """Q in units of `scale`, shape (S, A, N); -inf where an action is not available."""
        if self.horizon is None:
            after = self.values()
        elif self.horizon:
            after = self._values_with_moves_left(self.horizon - 1)
        else:
            raise ValueError("the horizon is 0: with no move left no action has a value; give at least 1")
        return self._backup(after)

    def tie(self) -> float:
        """Largest difference between values of `action_values` that still counts as a tie."""
        return TIE if self.horizon is not None else TIE / (1 - self.discount)

    def hand_back(self, array: np.ndarray) -> np.ndarray:
        """(S, ..., N) in units of `scale` to (N, S, ...) in the caller's, or (S, ...) for one goal."""
        if array.dtype != bool:
            array = array * self.scale
        array = np.moveaxis(array, -1, 0)
        return array[0] if self.single else array

    def _values_with_moves_left(self, moves: int) -> np.ndarray:
        values = self.rewards
        for _ in range(moves):
            values = self._backup(values).max(1)
        return values

    def _backup(self, after: np.ndarray) -> np.ndarray:
        if self.mdp.is_deterministic:
            q = self.discount * after[self.mdp.successors]
        else:
            q = self.discount * np.tensordot(self.mdp.transitions, after, 1)
        if self.extra is not None:
            q = q + self.extra.transpose(1, 0, 2)
        q = np.where(self.mdp.terminal[:, None, None], 0, q) + self.rewards[:, None]
        return np.where(self.mdp.available[:, :, None], q, -np.inf)
