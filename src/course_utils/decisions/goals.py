"""Goals drawn at random, shifted, or relabelled: an array of rewards (N, S) holds N goals for S states.

Draws come in blocks, so that the same seed gives the same goals whether they are stored or streamed, and the
first thousand of ten thousand are the thousand that one gets by asking for a thousand.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from math import factorial, prod
from typing import Any

import numpy as np

from course_utils.decisions import inputs
from course_utils.decisions.mdp import MDP

Seed = int | np.random.Generator | None
Law = Callable[[np.random.Generator, tuple[int, int]], np.ndarray]

BLOCK = 65_536  # rewards drawn at once, 512 KiB: a block stays in the cache from drawing to averaging
LARGEST_ORBIT = 500_000


def uniform(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """Uniform on [0, 1): the standard prior of the course."""
    return rng.random(shape)


def normal(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """Normal with mean 0 and standard deviation 1."""
    return rng.standard_normal(shape)


def exponential(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """Exponential with mean 1: most rewards small, a few large."""
    return rng.standard_exponential(shape)


def cauchy(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """Cauchy: tails so heavy that there is no mean. POWER does not exist here; optimality probability does."""
    return rng.standard_cauchy(shape)


def power_of_uniform(exponent: float) -> Law:
    """U^exponent with U uniform: skewed to the right for exponents above 1, to the left for those below.

    Parameters
    ----------
    exponent : float
        Above 0.

    Returns
    -------
    law
        To be handed to `sample_goals` and the functions that draw goals.
    """
    if not exponent > 0:
        raise ValueError(f"the exponent is {exponent!r}: it must be above 0")
    return lambda rng, shape: rng.random(shape) ** exponent


def sample_goals(mdp: MDP, count: int, law: Law = uniform, seed: Seed = 0) -> np.ndarray:
    """Draw goals whose rewards are independent and follow one law in every state (IID).

    Parameters
    ----------
    mdp : MDP
        The world the goals are for; only its number of states matters.
    count : int
        N, how many.
    law : function of (generator, shape)
        `uniform`, `normal`, `exponential`, `cauchy`, `power_of_uniform(k)` or your own.
    seed : int, numpy.random.Generator or None
        The same number gives the same goals; None gives others each time. A generator moves on by whole blocks.

    Returns
    -------
    array, shape (N, S)
        A transposed view: the goals are the contiguous axis, as the solvers want them.
    """
    goals = np.empty((mdp.size, inputs.count("count", count)))
    low = 0
    for block in goal_blocks(mdp, count, law, seed):
        goals[:, low : low + len(block)] = block.T
        low += len(block)
    return goals.T


def goal_blocks(mdp: MDP, count: int, law: Law = uniform, seed: Seed = 0) -> Iterator[np.ndarray]:
    """Draw the goals of `sample_goals` a block at a time, for what must not grow with their number.

    Yields
    ------
    array, shape (n, S)
        With n S of about 65,536, but at least 32 goals.
    """
    if not callable(law):
        raise ValueError(f"the law is {law!r}: give a function, such as goals.uniform or goals.exponential")
    rng = np.random.default_rng(seed)
    size = block_size(mdp)
    for low in range(0, inputs.count("count", count), size):
        block = np.asarray(law(rng, (mdp.size, size)), float)
        if block.shape != (mdp.size, size):
            raise ValueError(
                f"the law was asked for rewards of the shape {(mdp.size, size)} and returned {block.shape}: it must "
                "return an array of the shape it is asked for"
            )
        yield block[:, : count - low].T


def block_size(mdp: MDP) -> int:
    """Number of goals in a block."""
    return max(32, BLOCK // mdp.size)


def shift_state(rewards: Any, state: int, by: float) -> np.ndarray:
    """Add the same amount to the reward of one state in every goal: knowledge about what designers want there.

    Parameters
    ----------
    rewards : array, shape (S,) or (N, S)
    state : int
    by : float

    Returns
    -------
    array
        A copy of the same shape and layout.
    """
    shifted = np.array(rewards, float, order="K")
    if shifted.ndim not in (1, 2):
        raise ValueError(f"rewards have the shape {shifted.shape}: give (S,) for one goal or (N, S) for N goals")
    state = inputs.state_number(shifted.shape[-1], state)
    if not np.isfinite(by):
        raise ValueError(f"the shift is {by!r}: it must be a finite number")
    shifted[..., state] += by
    return shifted


def orbit(rewards: Any) -> np.ndarray:
    """All distinct relabellings of one goal: which state gets which of its rewards.

    The orbit of Turner et al. 2021 (section 6) for a single reward function.

    Parameters
    ----------
    rewards : array, shape (S,)

    Returns
    -------
    array, shape (N, S)
        N = S! if all rewards differ, fewer if some are equal.

    Raises
    ------
    ValueError
        If the orbit has more than 500,000 members.
    """
    rewards = np.asarray(rewards, float)
    if rewards.ndim != 1 or not rewards.size:
        raise ValueError(f"an orbit is that of one goal, rewards of the shape (S,); got the shape {rewards.shape}")
    if not np.isfinite(rewards).all():
        raise ValueError("some rewards are NaN or infinite: every reward must be a finite number")
    members = factorial(rewards.size) // prod(factorial(n) for n in Counter(rewards.tolist()).values())
    if members > LARGEST_ORBIT:
        raise ValueError(
            f"this goal has {members:,} relabellings, more than can be listed ({LARGEST_ORBIT:,}): use a world with "
            "fewer states, or draw relabellings with numpy.random.Generator.permuted"
        )
    if members == factorial(rewards.size):
        return rewards[np.array(list(itertools.permutations(range(rewards.size))))]
    return np.array(_arrangements(rewards.tolist()))


def _arrangements(values: list[float]) -> list[list[float]]:
    """Distinct orders of a list with repetitions, none of them twice."""
    orders: list[list[float]] = [[]]
    for value in values:
        # Put it into every place up to the first equal one: behind that the same orders come again.
        orders = [
            [*order[:place], value, *order[place:]]
            for order in orders
            for place in range((order.index(value) if value in order else len(order)) + 1)
        ]
    return orders
