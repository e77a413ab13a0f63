"""Exact optimal values in a deterministic world, for many goals at once and at every discount.

Plain value iteration needs about log(1e-12)/log(γ) sweeps: thousands at γ = 0.99. This one needs about as many
as the world is wide, because what takes long is known in closed form: staying for ever in a state is worth
R/(1-γ). Starting from there, a lower bound of the optimal value, sweeps only have to carry it to the other
states. Where the best plan ends in a longer cycle, the greedy policy of all goals is evaluated exactly by
pointer doubling: after k doublings 2^k steps of every plan have been added up.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

BLOCK = 32_768  # numbers per array in one block of goals: 256 KiB, so that the working set stays in the cache
SWEEPS_BEFORE_DOUBLING = 32


def optimal_values(
    successors: np.ndarray,
    rewards: np.ndarray,
    discount: float,
    action_rewards: np.ndarray | None,
    accuracy: float,
) -> np.ndarray:
    """Solve V(s) = R(s) + max_a [ρ(s, a) + γ V(s')].

    Parameters
    ----------
    successors : array of int, shape (S, A)
    rewards : array, shape (S, N)
        The goals are the contiguous axis. Of magnitude about 1, see `scale` in `optimal.py`.
    discount : float
        In [0, 1).
    action_rewards : array, shape (A, S, 1) or (A, S, N), or None
        ρ, of the same scale.
    accuracy : float
        Of (1-γ)V; no finer than rounding allows, about 2e-15/(1-γ).

    Returns
    -------
    array, shape (S, N)
        V, where the last sweep changed nothing by more than d = `accuracy`, so that V* - V ≤ γ d/(1-γ).
    """
    size, count = rewards.shape
    enough = max(accuracy, 8 * np.finfo(float).eps / (1 - discount))
    order, half = _two_blocks(successors.tobytes(), size)
    place = np.empty_like(order)
    place[order] = np.arange(size)
    table = place[successors[order]]
    values = np.empty((size, count))
    step = max(16, BLOCK // size)
    for low in range(0, count, step):
        part = slice(low, min(low + step, count))
        extra = None
        if action_rewards is not None:
            extra = action_rewards[:, :, part if action_rewards.shape[2] == count else slice(None)][:, order]
        values[:, part] = _solve_block(table, half, rewards[:, part][order], discount, extra, enough)[place]
    return values


def _solve_block(
    table: np.ndarray, half: int, rewards: np.ndarray, discount: float, extra: np.ndarray | None, enough: float
) -> np.ndarray:
    size, count = rewards.shape
    values = _lower_bound(table, rewards, discount, extra)
    columns = [np.ascontiguousarray(column) for column in table.T]
    if extra is None:  # where "stay" is an action everywhere, the bound has summed it up already
        columns = [column for column in columns if (column != np.arange(size)).any()]
    if not columns:
        return values
    blocks = [part for part in (slice(0, half), slice(half, size)) if part.stop > part.start]
    new, other = np.empty((2, max(half, size - half), count))
    sweep = 0
    while True:
        sweep += 1
        change = 0.0
        for part in blocks:  # Gauss-Seidel by halves: the second half already sees the first half's new values
            w, t = new[: part.stop - part.start], other[: part.stop - part.start]
            _best_successor(values, columns, part, discount, extra, w, t)
            w += rewards[part]
            if change <= enough:  # else one more sweep is needed anyway
                change = max(change, np.subtract(w, values[part], out=t).max())
            np.maximum(values[part], w, out=values[part])
        if change <= enough:
            return values
        if sweep % SWEEPS_BEFORE_DOUBLING == 0:
            np.maximum(values, _greedy_value(table, values, rewards, discount, extra), out=values)


def _best_successor(
    values: np.ndarray,
    columns: list[np.ndarray],
    part: slice,
    discount: float,
    extra: np.ndarray | None,
    w: np.ndarray,
    t: np.ndarray,
) -> None:
    """Write max_a [ρ(s, a) + γ V(s')] of the states in `part` into `w`; `t` is scratch space."""
    for a, column in enumerate(columns):
        target = t if a else w
        values.take(column[part], axis=0, out=target, mode="clip")  # with clip numpy writes to `out` directly
        if extra is not None:
            target *= discount
            target += extra[a, part]
        if a:
            np.maximum(w, t, out=w)
    if extra is None:
        w *= discount


def _lower_bound(table: np.ndarray, rewards: np.ndarray, discount: float, extra: np.ndarray | None) -> np.ndarray:
    """Value of staying for ever where that is possible; elsewhere of the world's worst reward for ever.

    Both are at most what one more sweep makes of them, so sweeps can only rise towards the optimum.
    """
    loops = table == np.arange(len(table))[:, None]
    if extra is None:
        worst, stay = rewards, rewards
    else:
        worst = rewards + extra.min(0)
        stay = rewards + np.where(loops.T[:, :, None], extra, -np.inf).max(0)
    bound = stay / (1 - discount)
    moving = ~loops.any(1)
    if moving.any():
        bound[moving] = worst.min(0) / (1 - discount)
    return bound


def _greedy_value(
    table: np.ndarray, values: np.ndarray, rewards: np.ndarray, discount: float, extra: np.ndarray | None
) -> np.ndarray:
    """Exact value of the policy that is greedy for `values`, by pointer doubling (log2 of the horizon gathers)."""
    size, count = values.shape
    choice = np.repeat(table[:, :1], count, 1)
    gain = 0 if extra is None else extra[0]
    best = discount * values[table[:, 0]] + gain
    bonus = np.broadcast_to(gain, best.shape).copy()
    for a in range(1, table.shape[1]):
        gain = 0 if extra is None else extra[a]
        value = discount * values[table[:, a]] + gain
        better = value > best
        np.copyto(best, value, where=better)
        np.copyto(choice, table[:, a : a + 1], where=better)
        np.copyto(bonus, gain, where=better)
    total = (rewards + bonus).ravel()
    jump = (choice * count + np.arange(count)).ravel()
    factor = discount
    while factor > 1e-13 * (1 - discount):  # what lies beyond this many steps is below the accuracy
        total += factor * total[jump]
        jump = jump[jump]
        factor *= factor
    return total.reshape(size, count)


@lru_cache(maxsize=16)
def _two_blocks(successors: bytes, size: int) -> tuple[np.ndarray, int]:
    """Order the states so that most moves lead from one half to the other; also the first half's length.

    On a grid this is the chessboard. A sweep that updates one half from the other carries values two steps.
    Remembered by the bytes of the table, because goals that are streamed come back with the same world.
    """
    colour = [-1] * size
    table = np.frombuffer(successors, np.intp).reshape(size, -1).tolist()
    for root in range(size):
        if colour[root] < 0:
            colour[root], reached = 0, [root]
            for state in reached:  # grows while it is read
                for target in table[state]:
                    if colour[target] < 0:
                        colour[target] = 1 - colour[state]
                        reached.append(target)
    order = np.argsort(colour, kind="stable")
    order.setflags(write=False)
    return order, colour.count(0)
