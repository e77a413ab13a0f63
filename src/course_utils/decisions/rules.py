"""Decision rules: from the utilities of some options to the probability with which each is chosen.

Turner & Tadepalli 2022 (section 3 and Prop. A.11) compare these rules. Each depends on the utilities alone;
ties are broken evenly. Every function takes utilities of the shape (K,) for one decision between K options or
(N, K) for N decisions, and returns probabilities of the same shape.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def optimal(utilities: Any) -> np.ndarray:
    """Choose the best option."""
    u = _utilities(utilities)
    return _evenly(u == u.max(-1, keepdims=True))


def anti_optimal(utilities: Any) -> np.ndarray:
    """Choose the worst option."""
    return optimal(-_utilities(utilities))


def boltzmann(utilities: Any, temperature: float = 1.0) -> np.ndarray:
    """Choose each option with a probability proportional to exp(utility / temperature).

    Parameters
    ----------
    utilities : array, shape (K,) or (N, K)
    temperature : float
        Above 0: near 0 almost optimal, high almost random.
    """
    if not temperature > 0:
        raise ValueError(f"the temperature is {temperature!r}: it must be above 0 (`optimal` is the limit at 0)")
    u = _utilities(utilities)
    weights = np.exp((u - u.max(-1, keepdims=True)) / temperature)
    return weights / weights.sum(-1, keepdims=True)


def satisficing(utilities: Any, threshold: float) -> np.ndarray:
    """Choose evenly among the options that are good enough, those with utility >= threshold.

    Where none is, every probability is 0: this rule then chooses nothing.
    """
    if not np.isfinite(threshold):
        raise ValueError(f"the threshold is {threshold!r}: it must be a finite number")
    enough = _utilities(utilities) >= threshold
    return enough / np.maximum(enough.sum(-1, keepdims=True), 1)


def best_of(utilities: Any, draws: int) -> np.ndarray:
    """Draw options evenly, with replacement, and choose the best of those drawn.

    Exact: the best of k draws is at most u with probability (share of options at most u)^k.

    Parameters
    ----------
    utilities : array, shape (K,) or (N, K)
    draws : int
        k, at least 1.
    """
    if isinstance(draws, bool) or not isinstance(draws, (int, np.integer)) or draws < 1:
        raise ValueError(f"draws is {draws!r}: it must be a whole number, at least 1")
    worse, tied, count = _ranks(_utilities(utilities))
    return (((worse + tied) / count) ** draws - (worse / count) ** draws) / tied


def quantilising(utilities: Any, fraction: float) -> np.ndarray:
    """Choose evenly among the best options that make up a fraction of all (Taylor 2016, uniform base).

    The option at the margin counts in part, so that exactly the fraction is used.

    Parameters
    ----------
    utilities : array, shape (K,) or (N, K)
    fraction : float
        q, above 0 (almost optimal) to 1 (uniform).
    """
    if not 0 < fraction <= 1:
        raise ValueError(f"the fraction is {fraction!r}: it must be above 0 and at most 1")
    worse, tied, count = _ranks(_utilities(utilities))
    # What is left of the fraction when all better options are in, up to the share of options at this utility.
    used = np.clip(fraction - (count - worse - tied) / count, 0, tied / count)
    return used / tied / fraction


def _utilities(utilities: Any) -> np.ndarray:
    u = np.asarray(utilities, float)
    if u.ndim not in (1, 2) or not u.size:
        raise ValueError(f"utilities have the shape {u.shape}: give (K,) for one decision or (N, K) for N of them")
    if not np.isfinite(u).all():
        raise ValueError("some utilities are NaN or infinite: every option needs a finite number")
    return u


def _evenly(chosen: np.ndarray) -> np.ndarray:
    return chosen / chosen.sum(-1, keepdims=True)


def _ranks(u: np.ndarray) -> tuple[np.ndarray, np.ndarray, int]:
    """For each option how many are worse and how many just as good (itself included), and the number of options."""
    worse = (u[..., None, :] < u[..., :, None]).sum(-1)
    tied = (u[..., None, :] == u[..., :, None]).sum(-1)
    return worse, tied, u.shape[-1]
