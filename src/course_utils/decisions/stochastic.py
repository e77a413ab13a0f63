"""Optimal values in a stochastic world, for many goals at once.

A few sweeps of value iteration (one matrix product for all goals, actions and states) with MacQueen's bounds
settle a world that mixes quickly. Where the bounds close slowly (a grid whose moves sometimes slip), policy
iteration takes over from the greedy policy and is exact: one linear system for each goal and round. Where moves
lead only to states of nearby numbers, as on a grid, elimination keeps to a band beside the diagonal, for all goals
at once.

Small systems are solved fastest on one BLAS thread; `course.py` starts its kernels that way.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

BLOCK = 131_072  # numbers in one matrix product's result
SYSTEMS = 1_000_000  # numbers in the stack of linear systems that is solved at once
PATIENCE = 60  # sweeps that cost about as much as one round of policy iteration
SWEEPS_BETWEEN = 4  # more sweeps that spread what a round has learned before the next


def optimal_values(
    transitions: np.ndarray,
    rewards: np.ndarray,
    discount: float,
    action_rewards: np.ndarray | None,
    accuracy: float,
) -> np.ndarray:
    """Solve V(s) = R(s) + max_a [ρ(s, a) + γ Σ_t P(t | s, a) V(t)].

    Parameters
    ----------
    transitions : array, shape (S, A, S)
    rewards : array, shape (S, N)
        Of magnitude about 1, see `scale` in `optimal.py`.
    discount : float
        In [0, 1).
    action_rewards : array, shape (A, S, 1) or (A, S, N), or None
        ρ, of the same scale.
    accuracy : float
        Of (1-γ)V; no finer than rounding allows, about 2e-15/(1-γ).

    Returns
    -------
    array, shape (S, N)
    """
    size, width, _ = transitions.shape
    count = rewards.shape[1]
    enough = max(accuracy, 8 * np.finfo(float).eps / (1 - discount))
    table = np.ascontiguousarray(transitions.transpose(1, 0, 2)).reshape(width * size, size)
    values = np.empty((size, count))
    step = max(1, min(BLOCK // (size * width), SYSTEMS // (size * min(size, 2 * _band(table) + 1))))
    for low in range(0, count, step):
        part = slice(low, min(low + step, count))
        extra = action_rewards
        if extra is not None and extra.shape[2] == count:
            extra = extra[:, :, part]
        values[:, part] = _solve_block(table, rewards[:, part], discount, extra, enough)
    return values


def _solve_block(
    table: np.ndarray, rewards: np.ndarray, discount: float, extra: np.ndarray | None, enough: float
) -> np.ndarray:
    q = np.empty((len(table), rewards.shape[1]))
    values, new = rewards.copy(), np.empty_like(rewards)
    span = np.inf
    for sweep in range(PATIENCE):
        _sweep(table, values, rewards, discount, extra, q, new)
        values, new = new, values
        change = np.subtract(values, new, out=new)
        low, high = change.min(0), change.max(0)
        before, span = span, discount * (high - low).max()
        if span <= enough:
            # MacQueen 1966: the optimum lies between these two shifts of the last sweep; take the middle.
            return values + discount / (1 - discount) * (low + high) / 2
        if sweep > 4 and span * (span / before) ** (PATIENCE - sweep) > enough:
            break  # at this rate the bounds will not have closed in time

    return _policy_iteration(table, values, rewards, discount, extra, enough)


def _policy_iteration(
    table: np.ndarray, values: np.ndarray, rewards: np.ndarray, discount: float, extra: np.ndarray | None, enough: float
) -> np.ndarray:
    evaluate = _evaluator(table, discount)
    result = np.empty(rewards.shape)
    left = np.arange(rewards.shape[1])  # the goals that are not settled yet
    known = np.full(rewards.shape, -np.inf)  # the best value of a policy so far, of those goals
    while True:
        q = _action_values(table, values, discount, extra)
        choice = q.argmax(0)
        gain = (
            rewards
            if extra is None
            else rewards + np.take_along_axis(np.broadcast_to(extra, q.shape), choice[None], 0)[0]
        )
        values = evaluate(choice, gain)
        rise = (values - known).max(0)
        values = np.maximum(values, known)
        result[:, left] = values
        better = _sweep(table, values, rewards, discount, extra)
        # Without rounding each round rises at least as much as a sweep would. One that does not has met rounding.
        open_ = ((better - values).max(0) > enough) & (rise > enough)
        if not open_.any():
            return result
        left, known, values, rewards = left[open_], values[:, open_], better[:, open_], rewards[:, open_]
        if extra is not None and extra.shape[2] > 1:
            extra = extra[:, :, open_]
        for _ in range(SWEEPS_BETWEEN):
            values = _sweep(table, values, rewards, discount, extra)


def _band(table: np.ndarray) -> int:
    """How far a move changes the number of a state, at most, but at least 1: on a grid, the length of its rows."""
    pair, target = np.nonzero(table)
    return max(1, int(np.abs(target - pair % table.shape[1]).max()))


def _evaluator(table: np.ndarray, discount: float) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """Return the function of choices and gains, both (S, N), that solves V = gain + γ P V of every goal's policy."""
    size = table.shape[1]
    states, band = np.arange(size), _band(table)
    systems = np.eye(size) - discount * table.reshape(-1, size, size)  # [a, s]: row s of I - γ P if a is chosen
    if 4 * band > size:
        return lambda choice, gain: np.linalg.solve(systems[choice.T, states], gain.T[:, :, None])[:, :, 0].T
    near = states[:, None] + np.arange(-band, band + 1)
    inside = (near >= 0) & (near < size)
    bands = np.where(inside, systems[:, states[:, None], near.clip(0, size - 1)], 0)  # (A, S, 2 band + 1)
    return lambda choice, gain: _solve_banded(bands, choice, gain)


def _solve_banded(bands: np.ndarray, choice: np.ndarray, gain: np.ndarray) -> np.ndarray:
    """Gauss elimination for systems that are zero far from the diagonal, of all goals at once.

    `bands[a, s, band + d]` is the entry in row s and column s + d if a is chosen. When the rows are laid end to end,
    the entry below another in its column is 2 band places further. I - γ P needs no pivoting: each diagonal entry
    outweighs the rest of its row.
    """
    (size, count), length = choice.shape, bands.shape[2]
    band = length // 2
    entries = np.zeros((size + band, length, count))
    for s in range(size):
        entries[s] = bands[choice[s], s].T
    entries = entries.reshape(-1, count)
    values = np.zeros((size + band, count))
    values[:size] = gain
    down = length - 1
    scratch = np.empty((band, band, count))
    for s in range(size):
        diagonal = s * length + band
        right = entries[diagonal + 1 : diagonal + 1 + band]
        below = slice(diagonal + down, diagonal + down * band + 1, down)
        factors = entries[below] / entries[diagonal]
        corner = entries[diagonal + length : diagonal + length + band * down].reshape(band, down, count)[:, :band]
        corner -= np.multiply(factors[:, None], right, out=scratch)
        values[s + 1 : s + 1 + band] -= factors * values[s]
    for s in reversed(range(size)):
        diagonal = s * length + band
        right = entries[diagonal + 1 : diagonal + 1 + band]
        values[s] -= (right * values[s + 1 : s + 1 + band]).sum(0)
        values[s] /= entries[diagonal]
    return values[:size]


def _action_values(
    table: np.ndarray, values: np.ndarray, discount: float, extra: np.ndarray | None, q: np.ndarray | None = None
) -> np.ndarray:
    """γ Σ_t P(t | s, a) V(t) + ρ(s, a), shape (A, S, N); without ρ the factor γ is left out."""
    q = np.matmul(table, values, out=q).reshape(-1, *values.shape)
    if extra is not None:
        q *= discount
        q += extra
    return q


def _sweep(
    table: np.ndarray,
    values: np.ndarray,
    rewards: np.ndarray,
    discount: float,
    extra: np.ndarray | None,
    q: np.ndarray | None = None,
    out: np.ndarray | None = None,
) -> np.ndarray:
    best = _action_values(table, values, discount, extra, q).max(0, out=out)
    if extra is None:
        best *= discount
    best += rewards
    return best
