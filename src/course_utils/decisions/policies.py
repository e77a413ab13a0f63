"""What a given policy is worth, and where it spends its time."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_utils.decisions import inputs
from course_utils.decisions.mdp import MDP
from course_utils.decisions.optimal import LIMIT


def uniform_policy(mdp: MDP) -> np.ndarray:
    """Every available action with the same probability, shape (S, A)."""
    return mdp.available / mdp.available.sum(1, keepdims=True)


def policy_values(mdp: MDP, policy: Any, rewards: Any, discount: float, *, action_rewards: Any = None) -> np.ndarray:
    """Value of every state when a policy is followed, V = R + ρ_π + γ P_π V.

    Parameters
    ----------
    mdp : MDP
    policy : array of int, shape (S,) or (N, S), or of float, shape (S, A) or (N, S, A)
        Whole numbers name the action taken in each state (0.0 and 1.0 are probabilities, 0 and 1 are names),
        fractions give the probability of each action. With N policies, the i-th is judged by the i-th goal.
    rewards : array, shape (S,) or (N, S)
    discount : float
        From 0 to below 1.
    action_rewards : array, shape (S, A) or (N, S, A), optional

    Returns
    -------
    array, shape (S,) or (N, S)
    """
    goals, single = inputs.goals(mdp, rewards)
    discount = inputs.discount(discount, limit=LIMIT)
    probabilities = _probabilities(mdp, policy)
    several = not _is_single(policy)
    if len(probabilities) > 1 and len(goals) > 1 and len(goals) != len(probabilities):
        raise ValueError(
            f"{len(probabilities)} policies were given for {len(goals)} goals: give one policy for all, "
            "or one for each goal"
        )
    gains = goals
    extra = inputs.action_rewards(mdp, action_rewards, max(len(goals), len(probabilities)))
    if extra is not None:
        paid = (probabilities.transpose(2, 1, 0) * extra).sum(0).T  # (1 or N, S)
        gains = goals + np.where(mdp.terminal, 0, paid)
    systems = np.eye(mdp.size) - discount * _chain(mdp, probabilities)
    if several:
        values = np.linalg.solve(systems, gains[:, :, None])[:, :, 0]
        single = False
    else:
        values = np.linalg.solve(systems[0], gains.T).T
    return values[0] if single else values


def visit_distribution(mdp: MDP, policy: Any, discount: float, start: int | None = None) -> np.ndarray:
    """Discounted number of visits to every state, f = Σ_t γ^t P(s_t = s).

    The visit distribution function of Turner et al. 2021 (section 3), so that V = f · R. It sums to 1/(1-γ)
    unless the episode can end.

    Parameters
    ----------
    mdp : MDP
    policy : array of int, shape (S,) or (N, S), or of float, shape (S, A) or (N, S, A)
        As in `policy_values`.
    discount : float
        From 0 to below 1.
    start : int, optional
        Index of the first state; the world's own start by default.

    Returns
    -------
    array, shape (S,) or (N, S)
    """
    discount = inputs.discount(discount, limit="the number of visits grows without end; use a discount below 1")
    start = mdp.start if start is None else inputs.state_number(mdp.size, start)
    systems = np.eye(mdp.size) - discount * _chain(mdp, _probabilities(mdp, policy))
    visits = np.linalg.solve(systems.transpose(0, 2, 1), np.eye(mdp.size)[start][None, :, None])[:, :, 0]
    return visits[0] if _is_single(policy) else visits


def _chain(mdp: MDP, probabilities: np.ndarray) -> np.ndarray:
    """Probability of each next state under each policy, (N, S, S); nothing follows a terminal state."""
    chain = np.einsum("nsa,sat->nst", probabilities, mdp.transition_array())
    return np.where(mdp.terminal[:, None], 0, chain)


def _is_single(policy: Any) -> bool:
    array = np.asarray(policy)
    return array.ndim == (1 if np.issubdtype(array.dtype, np.integer) else 2)


def _probabilities(mdp: MDP, policy: Any) -> np.ndarray:
    """Any form of a policy as action probabilities, (N, S, A), checked."""
    array = np.asarray(policy)
    shape = (mdp.size, mdp.width)
    if np.issubdtype(array.dtype, np.integer) and array.ndim in (1, 2) and array.shape[-1] == mdp.size:
        array = array.reshape(-1, mdp.size)
        for n, s in np.argwhere((array < 0) | (array >= mdp.width)):
            raise ValueError(
                f"the policy takes action {array[n, s]} in state {mdp.states[s]!r}; actions are numbered 0 to "
                f"{mdp.width - 1}"
            )
        array = np.eye(mdp.width)[array]
    elif np.issubdtype(array.dtype, np.floating) and array.ndim in (2, 3) and array.shape[-2:] == shape:
        array = array.reshape(-1, *shape).astype(float)
    else:
        raise ValueError(
            f"a policy names an action for each of the {mdp.size} states (whole numbers, shape ({mdp.size},)) or gives "
            f"probabilities of the shape {shape}; got {array.dtype} in {array.shape}"
        )
    for n, s in np.argwhere(~(np.abs(array.sum(2) - 1) <= 1e-6) | ~(array >= 0).all(2)):
        raise ValueError(
            f"the probabilities of the policy in state {mdp.states[s]!r} are {array[n, s]}: they must not be negative "
            "and must sum to 1"
        )
    for _, s, a in np.argwhere((array > 0) & ~mdp.available):
        raise ValueError(
            f"the policy takes action {mdp.actions[a]!r} in state {mdp.states[s]!r}, where it is not available"
        )
    return array / array.sum(2, keepdims=True)
