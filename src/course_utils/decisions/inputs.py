"""What is handed to the functions of this room, checked and brought into the layout of the solvers.

Each error names the thing, the rule and the cure.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from course_utils.decisions.mdp import MDP

LARGEST = 1e100
FINITE = "every reward must be a finite number, of a size below 1e100"


def goals(mdp: MDP, rewards: Any) -> tuple[np.ndarray, bool]:
    """Rewards as (N, S), and whether a single goal (S,) was given."""
    array = _numbers("rewards", rewards)
    if array.ndim not in (1, 2) or array.shape[-1] != mdp.size:
        raise ValueError(
            f"rewards have the shape {array.shape}: give one number for each of the {mdp.size} states, "
            f"({mdp.size},) for one goal or (N, {mdp.size}) for N goals"
        )
    if array.ndim == 2 and not len(array):
        raise ValueError("rewards hold no goal: give at least one row")
    for place in _not_finite(array):
        state, goal = mdp.states[place[-1]], f" of goal {place[0]}" if array.ndim == 2 else ""
        raise ValueError(f"the reward of state {state!r}{goal} is {array[tuple(place)]}: {FINITE}")
    return (array, False) if array.ndim == 2 else (array[None], True)


def action_rewards(mdp: MDP, rewards: Any, count: int) -> np.ndarray | None:
    """Rewards of actions as (A, S, 1) or (A, S, N), the layout of the kernels; unavailable actions repeat one."""
    if rewards is None:
        return None
    array = _numbers("action_rewards", rewards)
    shape = (mdp.size, mdp.width)
    if array.shape not in (shape, (count, *shape)):
        raise ValueError(
            f"action_rewards have the shape {array.shape}: give {shape} (states, actions) for all goals "
            f"alike, or {(count, *shape)} for each goal its own"
        )
    for place in _not_finite(array):
        raise ValueError(f"action_rewards{place.tolist()} is {array[tuple(place)]}: {FINITE}")
    array = array.reshape(-1, *shape)
    first = np.take_along_axis(array, mdp.available.argmax(1)[None, :, None], 2)
    return np.ascontiguousarray(np.where(mdp.available, array, first).transpose(2, 1, 0))


def discount(value: Any, *, highest: str = "below 1", limit: str = "") -> float:
    """A discount as a float; 1 itself is refused with `limit`, a sentence that names what to call instead."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise ValueError(f"the discount is {value!r}: it must be a number from 0 to 1") from None
    if 1 - 1e-9 < number <= 1 and highest == "below 1":
        raise ValueError(f"at discount 1, or within 1e-9 of it, a sum of rewards without end has no value: {limit}")
    if not 0 <= number <= 1:
        raise ValueError(
            f"the discount is {number}: it must lie between 0 (only now counts) and 1 (later counts as much as now)"
        )
    return number


def horizon(value: Any) -> int:
    """A number of moves as an int."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 0:
        raise ValueError(f"the horizon is {value!r}: it is the number of moves left, a whole number from 0")
    return int(value)


def count(what: str, value: Any, least: int = 1) -> int:
    """A whole number of at least `least`."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < least:
        raise ValueError(f"{what} is {value!r}: it must be a whole number, at least {least}")
    return int(value)


def state_number(size: int, value: Any) -> int:
    """The index of one of `size` states."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not 0 <= value < size:
        raise ValueError(
            f"there is no state number {value!r}: they are numbered 0 to {size - 1}; the number of a name is "
            "world.state(name)"
        )
    return int(value)


def with_end(
    mdp: MDP, table: np.ndarray, rewards: np.ndarray, extra: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """Let terminal states lead to one further state that leads to itself and pays nothing.

    In the layout of the kernels: a table (S, A) or (S, A, S), rewards (S, N), rewards of actions (A, S, 1 or N).
    """
    if not mdp.terminal.any():
        return table, rewards, extra
    size, width = mdp.size, mdp.width
    if table.ndim == 2:
        table = np.vstack([np.where(mdp.terminal[:, None], size, table), np.full((1, width), size)])
    else:
        table = np.pad(np.where(mdp.terminal[:, None, None], 0, table), ((0, 1), (0, 0), (0, 1)))
        table[np.append(mdp.terminal, True), :, size] = 1
    rewards = np.vstack([rewards, np.zeros((1, rewards.shape[1]))])
    if extra is not None:
        extra = np.pad(np.where(mdp.terminal[None, :, None], 0, extra), ((0, 0), (0, 1), (0, 0)))
    return table, rewards, extra


def _not_finite(array: np.ndarray) -> np.ndarray:
    """Places of what no sum can hold; counted first, because listing is slow and there are none as a rule."""
    finite = np.abs(array) < LARGEST  # false for NaN
    return np.argwhere(~finite) if not finite.all() else np.empty((0, array.ndim), int)


def _numbers(what: str, values: Any) -> np.ndarray:
    try:
        return np.asarray(values, float)
    except (TypeError, ValueError):
        raise ValueError(f"{what} must be an array of numbers") from None
