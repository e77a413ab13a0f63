"""What counting says about trained agents: goals that fit the training, and rooms that outweigh being switched off.

Krakovna & Kramár 2023 ask how many of the goals that fit an agent's behaviour in training avoid shutdown in a new
situation. Their shutdown state ends the episode: its reward is collected *once* (`terminal`), where Turner et al. 2021
let it pay in every step. Numbers of the one convention are not numbers of the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from course_utils.decisions import inputs
from course_utils.decisions.mdp import MDP, Name
from course_utils.decisions.optimal import HIGHEST, optimal_actions, optimal_values


def training_compatible(mdp: MDP, goals: Any, trained: Any, training_states: Sequence[Name], discount: float) -> Any:
    """Which goals make the trained agent's moves optimal wherever it was trained.

    The training-compatible goal set of Krakovna & Kramár 2023 (section 2): in each state of the training the action
    that the agent takes there has the highest return according to the goal.

    Parameters
    ----------
    mdp : MDP
    goals : array, shape (S,) or (N, S)
    trained : array of int, shape (S,)
        The action the trained agent takes in each state; only those of the training states are looked at.
    training_states : sequence of names
    discount : float
        From 0 to 0.9999, as in `optimal_actions`.

    Returns
    -------
    array of bool, shape () or (N,)
    """
    states = [mdp.state(name) for name in training_states]
    trained = np.asarray(trained)
    if trained.shape != (mdp.size,) or not np.issubdtype(trained.dtype, np.integer):
        raise ValueError(
            f"the trained policy has the shape {trained.shape}: give the number of an action for each of the "
            f"{mdp.size} states, as optimal_policy does"
        )
    for s in states:
        if not (0 <= trained[s] < mdp.width and mdp.available[s, trained[s]]):
            raise ValueError(
                f"the trained policy takes action {trained[s]} in {mdp.states[s]!r}, where it is not available: give "
                "the actions that the trained agent takes"
            )
    best = optimal_actions(mdp, goals, discount)
    return best[..., states, trained[states]].all(-1)


def recurrent_states(mdp: MDP) -> np.ndarray:
    """States to which some policy returns with probability 1 (Krakovna & Kramár 2023, section 4).

    Returns
    -------
    array of bool, shape (S,)
        False where the episode ends. Whether a state can be reached is another question.
    """
    return np.array([_returns_surely(mdp, s) for s in range(mdp.size)])


def recurrent_visits(mdp: MDP, discount: float, state: int | None = None) -> np.ndarray:
    """How often each recurrent state can be visited, the first step undiscounted: V = E Σ_{t≥1} γ^(t-1) 1[s_t = s].

    Parameters
    ----------
    mdp : MDP
    discount : float
        γ, from 0 to below 1.
    state : int, optional
        Where the agent is; the world's start by default.

    Returns
    -------
    array, shape (S,)
        The most that a policy achieves for each state, 0 for those that are not recurrent. A recurrent state k steps
        away in which one can stay has γ^(k-1)/(1-γ).
    """
    state = mdp.start if state is None else inputs.state_number(mdp.size, state)
    visits = optimal_values(mdp, np.eye(mdp.size), discount)  # row s: a goal that pays 1 in s and nothing elsewhere
    following = np.tensordot(mdp.transition_array()[state], visits, (1, 1))  # (A, S)
    most = np.where(mdp.available[state][:, None], following, -np.inf).max(0)
    return np.where(recurrent_states(mdp) & ~mdp.terminal[state], most, 0.0)


def recurrent_threshold(mdp: MDP, recurrent: Name, state: int | None = None) -> float:
    """Discount γ* above which a recurrent state can be visited more than once: V > 1.

    Where a goal likes being switched off best and γ > γ*, exchanging the rewards of the shutdown state, which pays
    once, and this state gives a goal that does not (Krakovna & Kramár 2023, Prop. 3; rewards ≥ 0, that of the shutdown
    state above 0).

    Parameters
    ----------
    mdp : MDP
    recurrent : name of a state
    state : int, optional
        Where the agent is; the world's start by default.

    Returns
    -------
    float
        To about 1e-12; for a state k steps away in which one can stay 0, 0.5, 0.6180, 0.6823, ... with k = 1, 2, 3, 4.

    Raises
    ------
    ValueError
        If the state cannot be visited more than once at any discount up to 0.9999.
    """
    target = mdp.state(recurrent)

    def enough(discount: float) -> bool:
        return recurrent_visits(mdp, discount, state)[target] > 1 + 1e-9

    if not enough(HIGHEST):
        raise ValueError(
            f"{recurrent!r} is not visited more than once from here at any discount up to {HIGHEST}: name a state that "
            "can be reached and returned to"
        )
    low, high = 0.0, HIGHEST  # V rises with the discount
    while high - low > 1e-12:
        middle = (low + high) / 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def retargetable_count(mdp: MDP, discount: float, state: int | None = None) -> int:
    """How many recurrent states outweigh a shutdown that pays once: the n of Krakovna & Kramár 2023, Theorem 2.

    Their choice at a new state is multiply retargetable, from shutdown to everything else, with this n: among the
    relabellings of a goal outside the training, which leave it training-compatible, at least n avoid shutdown for each
    one that prefers it (n/(n+1) of the strict preferences). They assume rewards ≥ 0, an agent that is optimal for its
    goal, a sure shutdown that ends the episode, and a new state from which no state of the training, shutdown included,
    can be reached.

    Parameters
    ----------
    mdp : MDP
    discount : float
        γ, from 0 to below 1.
    state : int, optional
        The new state, where the choice is made; the world's start by default.

    Returns
    -------
    int
    """
    return int((recurrent_visits(mdp, discount, state) > 1 + 1e-9).sum())


def _returns_surely(mdp: MDP, s: int) -> bool:
    """Whether some policy comes back to s with probability 1."""
    usable = mdp.available & ~mdp.terminal[:, None]
    leads = (mdp.transition_array() > 0) & usable[:, :, None]
    sure = np.ones(mdp.size, bool)  # from where s is reached surely, as far as is known; it shrinks
    while True:
        safe = usable & ~(leads & ~sure).any(2)  # actions that never leave these states
        reaches = np.arange(mdp.size) == s
        while True:
            more = reaches | (safe & (leads & reaches).any(2)).any(1)
            if (more == reaches).all():
                break
            reaches = more
        if (reaches | ~sure).all():
            return bool(safe[s].any())
        sure &= reaches
