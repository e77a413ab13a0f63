"""The limits the theory uses: perfect patience (γ → 1) and none (γ → 0), without a discount near them.

At γ = 1 a sum of rewards without end has no value, but (1-γ)V has a limit, the best long-run *average* reward
(`average_values`). And a policy can be optimal for *every* γ close enough to 1, or to 0: Turner et al. 2021
define the optimal actions at γ = 1 and γ = 0 as those of such policies (`limit_actions`). They are found by
comparing values as power series, term by term.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.decisions import inputs
from course_utils.decisions.mdp import MDP
from course_utils.decisions.optimal import optimal_policy

NUMBERS = 2_000_000  # in the largest array of Karp's algorithm, per block of goals
SYSTEMS = 100_000  # numbers in the stack of matrices of a block of goals
CLOSE = {0: 1e-3, 1: 0.999}  # discounts whose optimal policy is a good first guess at each limit
TERMS = 8  # of the series at γ = 1; goals that still tie are taken to tie
ROUNDS = 200  # of policy iteration, which settles in a handful
TIE = 1e-10  # terms of the series tie if they differ by at most this, of the goal's largest reward or of the terms


def average_values(mdp: MDP, rewards: Any, *, action_rewards: Any = None) -> np.ndarray:
    """Best long-run average reward from every state, the limit of (1-γ)V as γ goes to 1.

    In a deterministic world this is the largest mean reward of a cycle that can be reached (Karp 1978). After
    a terminal state nothing is collected, so the average there is 0.

    Parameters
    ----------
    mdp : MDP
    rewards : array, shape (S,) or (N, S)
    action_rewards : array, shape (S, A) or (N, S, A), optional

    Returns
    -------
    array, shape (S,) or (N, S)

    Raises
    ------
    ArithmeticError
        If rounding keeps policies from being told apart in a stochastic world.

    Notes
    -----
    A stochastic world whose parts are joined by very small probabilities p loses digits in proportion: about 1e-15/p
    is the accuracy, so that below p = 1e-12 the answer is that of the world without the join.
    """
    goals, single = inputs.goals(mdp, rewards)
    if mdp.is_deterministic:
        extra = inputs.action_rewards(mdp, action_rewards, len(goals))
        table, columns, extra = inputs.with_end(mdp, mdp.successors, goals.T, extra)
        averages = _best_cycle_means(table, columns, extra)[: mdp.size].T
    else:
        averages, _ = _limit_policy(mdp, goals, action_rewards, 1)
    return averages[0] if single else averages


def limit_actions(mdp: MDP, rewards: Any, discount: int, *, action_rewards: Any = None) -> np.ndarray:
    """Which actions some policy takes that is optimal for every discount close enough to 1, or to 0.

    At 1 these are Blackwell-optimal actions: the best long-run average, among those the best way there, and so
    on. That is finer than average optimality, which ignores everything that happens a finite number of times.

    Parameters
    ----------
    mdp : MDP
    rewards : array, shape (S,) or (N, S)
    discount : 0 or 1
        The limit, from inside.
    action_rewards : array, shape (S, A) or (N, S, A), optional

    Returns
    -------
    array of bool, shape (S, A) or (N, S, A)
        Ties are all marked: of what differs by less than 1e-10, and at 1 of what differs only beyond the eighth
        term of the series in 1-γ, or by less than the rounding of a term. In a terminal state every available
        action is.

    Raises
    ------
    ArithmeticError
        As `average_values`.
    """
    if discount not in (0, 1):
        raise ValueError(
            f"the discount is {discount!r}: a limit is taken at 0 or at 1; in between call optimal_actions"
        )
    goals, single = inputs.goals(mdp, rewards)
    _, best = _limit_policy(mdp, goals, action_rewards, int(discount))
    return best[0] if single else best


# ---- the largest mean reward of a cycle ------------------------------------------------------------------------


def _best_cycle_means(table: np.ndarray, rewards: np.ndarray, extra: np.ndarray | None) -> np.ndarray:
    size, count = rewards.shape
    reach = _reachable(table)
    together = reach & reach.T
    averages = np.full((size, count), -np.inf)
    for root in np.unique(together.argmax(1)):
        members = np.flatnonzero(together[root])
        if len(members) == 1 and not (table[root] == root).any():
            continue
        inside = np.full(size, -1)
        inside[members] = np.arange(len(members))
        best = np.empty(count)
        step = max(1, NUMBERS // len(members) ** 2)
        for low in range(0, count, step):
            part = slice(low, low + step)
            gains = rewards[members, part]
            gains = (
                np.broadcast_to(gains, (table.shape[1], *gains.shape))
                if extra is None
                else gains + extra[:, members, part if extra.shape[2] == count else slice(None)]
            )
            best[part] = _karp(inside[table[members]], gains)
        sources = reach[:, root]
        averages[sources] = np.maximum(averages[sources], best)
    return averages


def _karp(table: np.ndarray, gains: np.ndarray) -> np.ndarray:
    """Largest cycle mean of a strongly connected graph: max_s min_k (F_n(s) - F_k(s)) / (n - k).

    F_k(s) is the largest sum of k rewards on the way from s to state 0. `table` (n, A) holds -1 for a move that
    leaves the graph, `gains` (A, n, N) the rewards.
    """
    size = len(table)
    sums = np.full((size + 1, *gains.shape[1:]), -np.inf)
    sums[0, 0] = 0
    for k in range(size):
        for a, column in enumerate(table.T):
            step = np.where((column >= 0)[:, None], gains[a] + sums[k, column], -np.inf)
            np.maximum(sums[k + 1], step, out=sums[k + 1])
    left = (size - np.arange(size))[:, None, None]
    with np.errstate(invalid="ignore"):
        means = (sums[size] - sums[:size]) / left
    means[np.isneginf(sums[:size])] = np.inf  # no way of k steps: no bound
    return np.where(np.isneginf(sums[size]), -np.inf, means.min(0)).max(0)


def _reachable(table: np.ndarray) -> np.ndarray:
    """Which state can be reached from which, itself included, (S, S)."""
    size = len(table)
    reach = np.eye(size, dtype=np.float32)
    reach[np.arange(size)[:, None], table] = 1
    while True:
        further = np.minimum(reach @ reach, 1)
        if (further == reach).all():
            return reach > 0
        reach = further


# ---- policy iteration on power series --------------------------------------------------------------------------


def _limit_policy(mdp: MDP, goals: np.ndarray, action_rewards: Any, limit: int) -> tuple[np.ndarray, np.ndarray]:
    """Policy iteration that compares values lexicographically (Veinott 1969).

    Returns the leading term of the value (N, S) and the optimal actions (N, S, A).
    """
    extra = inputs.action_rewards(mdp, action_rewards, len(goals))
    transitions, rewards, extra = inputs.with_end(mdp, mdp.transition_array(), goals.T, extra)
    size, width = transitions.shape[:2]
    guess = np.zeros((len(goals), size), int)
    guess[:, : mdp.size] = optimal_policy(mdp, goals, CLOSE[limit], action_rewards=action_rewards)
    available = np.ones((size, width), bool)
    available[: mdp.size] = mdp.available
    lead, best = np.empty((len(goals), size)), np.empty((len(goals), size, width), bool)
    step = max(1, SYSTEMS // size**2)
    for low in range(0, len(goals), step):
        part = slice(low, low + step)
        gains = np.repeat(rewards.T[part, :, None], width, 2)
        if extra is not None:
            gains = gains + extra.transpose(2, 1, 0)[part if extra.shape[2] > 1 else slice(None)]
        scale = np.abs(gains).max((1, 2), keepdims=True)
        scale[scale == 0] = 1
        series = _series_at_one if limit else _series_at_zero
        lead[part], best[part] = _improve(transitions, gains / scale, available, guess[part], series)
        lead[part] *= scale[:, 0]
    return lead[:, : mdp.size], best[:, : mdp.size]


def _improve(
    transitions: np.ndarray, gains: np.ndarray, available: np.ndarray, choice: np.ndarray, series: Callable
) -> tuple[np.ndarray, np.ndarray]:
    lead, result = np.empty(gains.shape[:2]), np.empty(gains.shape, bool)
    left = np.arange(len(gains))  # the goals that are not settled yet
    states = np.arange(len(transitions))
    for _ in range(ROUNDS):
        earned = np.take_along_axis(gains, choice[:, :, None], 2)[:, :, 0]
        first, terms = series(transitions, gains, transitions[states, choice], earned)
        best = np.broadcast_to(available, gains.shape)
        for term, noise in terms:
            term = np.where(best, term, -np.inf)
            largest = np.abs(np.where(best, term, 0)).max(2, keepdims=True)
            margin = TIE * np.maximum(largest, 1) + 2 * noise.max(2, keepdims=True)
            best = best & (term >= term.max(2, keepdims=True) - margin)
        lead[left], result[left] = first, best
        keeps = np.take_along_axis(best, choice[:, :, None], 2)[:, :, 0]
        open_ = ~keeps.all(1)
        if not open_.any():
            return lead, result
        choice = np.where(keeps, choice, best.argmax(2))[open_]
        left, gains = left[open_], gains[open_]
    raise ArithmeticError(
        "rounding keeps the limit from being found: some transition probabilities are so small, or some rewards so "
        "close, that double precision cannot tell which policy is better"
    )


def _series_at_one(
    transitions: np.ndarray, gains: np.ndarray, chain: np.ndarray, earned: np.ndarray
) -> tuple[np.ndarray, Any]:
    """Terms of Q in powers of ρ = (1-γ)/γ: Q = Σ_k ρ^k P_a y_k + r, with y_-1 = P* r, y_0 = D r, y_k+1 = -D y_k.

    P* is the limit of the average of P^t (the average of the lazy chain (I+P)/2, which converges by itself) and
    D = (I - P + P*)^-1 - P* the deviation matrix (Veinott 1969; Puterman 1994, section 8.2).
    """
    identity = np.eye(chain.shape[1])
    limit = (identity + chain) / 2
    for _ in range(60):
        before, limit = limit, limit @ limit
        limit /= limit.sum(2, keepdims=True)
        if np.abs(limit - before).max() < 1e-15:
            break
    deviation = np.linalg.inv(identity - chain + limit) - limit
    average = (limit @ earned[:, :, None])[:, :, 0]

    def times(matrices: np.ndarray, vectors: np.ndarray) -> np.ndarray:
        return (matrices @ vectors[:, :, None])[:, :, 0]

    size = np.abs(deviation)
    unit = len(identity) * np.finfo(float).eps  # rounding of a product with one of these matrices

    def terms():
        # Each product with D multiplies the noise of the term before by up to |D|: hundreds in a slow world.
        noise = np.zeros_like(average)
        yield _expect(transitions, average), _expect(transitions, noise)
        y, noise = times(deviation, earned), unit * times(size, np.abs(earned))
        yield gains + _expect(transitions, y), _expect(transitions, noise)
        for _ in range(min(TERMS, len(identity))):
            y, noise = -times(deviation, y), times(size, noise + unit * np.abs(y))
            yield _expect(transitions, y), _expect(transitions, noise)

    return average, terms()


def _series_at_zero(
    transitions: np.ndarray, gains: np.ndarray, chain: np.ndarray, earned: np.ndarray
) -> tuple[np.ndarray, Any]:
    """Terms of Q in powers of γ: r, then P_a v_k with v_k = P^k r.

    Values of two policies are quotients of polynomials of degree at most S: 2S terms tell them apart.
    """

    def terms():
        noise = np.zeros_like(gains)  # averages of rewards: rounding stays far below the margin
        yield gains, noise
        v = earned
        for _ in range(2 * chain.shape[1]):
            yield _expect(transitions, v), noise
            v = (chain @ v[:, :, None])[:, :, 0]

    return earned, terms()


def _expect(transitions: np.ndarray, values: np.ndarray) -> np.ndarray:
    """E V(s') for every action: (S, A, S) and (N, S) to (N, S, A)."""
    return np.tensordot(values, transitions, (1, 2))
