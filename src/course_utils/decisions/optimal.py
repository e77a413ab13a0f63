"""What is best: values, actions and policies, for one goal or for many at once, exactly and at every discount.

The value of a state counts its own reward and all that follows, V(s) = R(s) + max_a [ρ(s, a) + γ E V(s')], where
ρ, a reward of actions, is optional. With a horizon instead of a discount, `horizon` moves follow.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from course_utils.decisions import deterministic, inputs, stochastic
from course_utils.decisions.mdp import MDP

ACCURACY = 1e-10  # of (1-γ)V, in units of the goal's largest reward
TIE = 5e-11  # what follows two actions is equally good if it differs by at most this, in the same units
SOLVED = 1e-13  # the accuracy with which values are found before actions are compared
HIGHEST = 0.9999  # above this discount rounding, 8 eps/(1-γ) in these units, comes near the margin of a tie
LIMIT = "average_values(world, rewards) gives the limit of (1-γ)V as γ goes to 1, or count moves with horizon=..."


def optimal_values(
    mdp: MDP,
    rewards: Any,
    discount: float | None = None,
    *,
    horizon: int | None = None,
    action_rewards: Any = None,
    accuracy: float = ACCURACY,
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
    accuracy : float
        How near (1-γ)V has to come to the optimum, in units of each goal's largest reward. Rounding sets a limit of
        about 2e-15/(1-γ). With a horizon values are exact up to rounding.

    Returns
    -------
    array, shape (S,) or (N, S)

    Raises
    ------
    ValueError
        If an argument has the wrong shape, holds NaN or lies out of range.
    """
    problem = _Problem(mdp, rewards, discount, horizon, action_rewards)
    return problem.hand_back(problem.values(accuracy))


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
    several actions of a state can be marked for one goal; two actions that lead to the same state always are.
    Parameters are those of `optimal_values`. At discount 0 itself nothing that follows counts, so that without
    rewards of actions all are equally good (`limit_actions` gives the limit γ → 0).

    Returns
    -------
    array of bool, shape (S, A) or (N, S, A)

    Raises
    ------
    ValueError
        Also if the discount is above 0.9999, where rounding could decide.

    Notes
    -----
    What follows two actions counts as equal when it differs by at most 5e-11 of the goal's largest reward, summed
    up for ever: 5e-11 γ/(1-γ).
    """
    problem = _Problem(mdp, rewards, discount, horizon, action_rewards)
    return problem.hand_back(problem.optimal_actions())


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

    def values(self, accuracy: float = ACCURACY) -> np.ndarray:
        """V in units of `scale`, shape (S, N)."""
        if self.horizon is not None:
            return self._values_with_moves_left(self.horizon)
        solver, table = (
            (deterministic, self.mdp.successors) if self.mdp.is_deterministic else (stochastic, self.mdp.transitions)
        )
        table, rewards, extra = inputs.with_end(self.mdp, table, self.rewards, self.extra)
        return solver.optimal_values(table, rewards, self.discount, extra, accuracy)[: self.mdp.size]

    def action_values(self) -> np.ndarray:
        """Q in units of `scale`, shape (S, A, N); -inf where an action is not available."""
        return self._following(self._values_after()) + self.rewards[:, None]

    def optimal_actions(self) -> np.ndarray:
        """Where an optimal policy may take an action, shape (S, A, N)."""
        if self.horizon is None and self.discount > HIGHEST:
            raise ValueError(
                f"the discount {self.discount!r} is so close to 1 that rounding could decide which action is best: "
                f"go up to {HIGHEST}; limit_actions(world, rewards, 1) gives the limit"
            )
        # Compared without R(s), which all actions share and beside which small differences would drown.
        following = self._following(self._values_after(SOLVED))
        total = self.horizon if self.horizon is not None else self.discount / (1 - self.discount)
        margin = TIE * (total + (0 if self.extra is None else 1))
        return following >= following.max(1, keepdims=True) - margin

    def hand_back(self, array: np.ndarray) -> np.ndarray:
        """(S, ..., N) in units of `scale` to (N, S, ...) in the caller's, or (S, ...) for one goal."""
        if array.dtype != bool:
            array = array * self.scale
        array = np.moveaxis(array, -1, 0)
        return array[0] if self.single else array

    def _values_after(self, accuracy: float = ACCURACY) -> np.ndarray:
        """V of the states that an action leads to: with a horizon, one move fewer is left there."""
        if self.horizon is None:
            return self.values(accuracy)
        if not self.horizon:
            raise ValueError("the horizon is 0: with no move left no action has a value; give at least 1")
        return self._values_with_moves_left(self.horizon - 1)

    def _values_with_moves_left(self, moves: int) -> np.ndarray:
        values = self.rewards
        for _ in range(moves):
            values = self._following(values).max(1) + self.rewards
        return values

    def _following(self, values: np.ndarray) -> np.ndarray:
        """ρ(s, a) + γ E V(s'), shape (S, A, N): nothing after a terminal state, -inf for an unavailable action."""
        if self.mdp.is_deterministic:
            following = self.discount * values[self.mdp.successors]
        else:
            following = self.discount * np.tensordot(self.mdp.transitions, values, 1)
        if self.extra is not None:
            following = following + self.extra.transpose(1, 0, 2)
        following = np.where(self.mdp.terminal[:, None, None], 0, following)
        return np.where(self.mdp.available[:, :, None], following, -np.inf)
