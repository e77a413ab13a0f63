"""When one set of visit distributions looks like another: relabelled states, copies, and a search for them.

A relabelling φ of the states acts on a vector by carrying the entry of state j to state φ(j). Turner et al. 2021
(section 6) say that X *contains a copy of* X' if some φ with φ(φ(s)) = s for all s, an involution, carries X' into X.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from course_utils.decisions.mdp import MDP

SAME = 1e-9  # numbers that differ by less are taken to be equal
EDGE = 0.3217  # where the bins of that width begin: at no number with few digits, which rounding could move across


def relabel(vectors: Any, permutation: Any) -> np.ndarray:
    """φ · X: the entry of state j moves to state φ(j).

    Parameters
    ----------
    vectors : array, shape (..., S)
        Visit distributions, or rewards.
    permutation : array of int, shape (S,)
        φ(j) at place j.

    Returns
    -------
    array, shape (..., S)
    """
    vectors, permutation = np.asarray(vectors, float), np.asarray(permutation)
    if sorted(permutation.tolist()) != list(range(vectors.shape[-1])):
        raise ValueError(
            f"the permutation is {permutation.tolist()}: it must hold each of 0 to {vectors.shape[-1] - 1} once"
        )
    moved = np.empty_like(vectors)
    moved[..., permutation] = vectors
    return moved


def find_copy(larger: Any, smaller: Any, *, involution: bool = True) -> np.ndarray | None:
    """Search for a relabelling that carries every element of one set into another.

    Parameters
    ----------
    larger, smaller : array, shape (K, S) or (K, G, S)
        X and X', each element once. Elements that are functions of the discount are given at G discounts, or at one
        below 1/2 in a world without chance, where different elements differ at each of those.
    involution : bool
        Whether φ has to undo itself, as the theorems of Turner et al. 2021 ask.

    Returns
    -------
    array of int, shape (S,), or None
        A φ with φ · X' inside X; None if there is none. The search is complete; it can take long with more than a
        dozen states that all look alike.

    Examples
    --------
    >>> find_copy([[0, 1, 0], [0, 0, 1]], [[1, 0, 0]]).tolist()
    [1, 0, 2]
    """
    larger, smaller = _elements("larger", larger), _elements("smaller", smaller)
    size = larger.shape[2]
    if larger.shape[1:] != smaller.shape[1:]:
        raise ValueError(
            f"the elements have the shapes {larger.shape[1:]} and {smaller.shape[1:]}: both sets must be about the "
            f"same states and discounts"
        )
    # What an element has at a state, as one thing that can be compared.
    names: dict[bytes, int] = {}

    def named(elements: np.ndarray) -> np.ndarray:
        cells = np.moveaxis(elements, 1, 2) + 0.0  # no -0.0
        return np.array([[names.setdefault(cell.tobytes(), len(names)) for cell in row] for row in cells])

    large, small = named(larger), named(smaller)
    inside = [Counter(column.tolist()) for column in large.T]
    needed = [Counter(column.tolist()) for column in small.T]
    may = [[t for t in range(size) if needed[s] <= inside[t]] for s in range(size)]
    order = sorted(range(size), key=lambda s: len(may[s]))
    image = np.full(size, -1)

    def extend(depth: int) -> bool:
        while depth < size and image[order[depth]] >= 0:
            depth += 1
        placed = np.flatnonzero(image >= 0)
        if not _fits(small[:, placed], large[:, image[placed]]):
            return False
        if depth == size:
            return True
        s = order[depth]
        for t in sorted(may[s], key=lambda t: t != s):  # a state stays where it is if it can
            if t in image or (involution and (image[t] >= 0 or s not in may[t])):
                continue
            image[s] = t
            if involution:
                image[t] = s
            if extend(depth + 1):
                return True
            image[s] = -1
            if involution:
                image[t] = -1
        return False

    return image.copy() if extend(0) else None


def named_swaps(mdp: MDP, permutation: Any) -> dict[Any, Any]:
    """Which state a relabelling takes for which, by their names, without those that stay."""
    return {mdp.states[s]: mdp.states[t] for s, t in enumerate(permutation) if s != t}


def _fits(small: np.ndarray, large: np.ndarray) -> bool:
    """Whether the rows of one table are found among those of another, as often as they occur."""
    if not small.shape[1]:
        return len(small) <= len(large)
    return Counter(map(bytes, small)) <= Counter(map(bytes, np.ascontiguousarray(large)))


def _elements(what: str, vectors: Any) -> np.ndarray:
    array = np.asarray(vectors, float)
    if array.ndim == 2:
        array = array[:, None]
    if array.ndim != 3 or not array.size:
        raise ValueError(
            f"the {what} set has the shape {array.shape}: give (K, S), one row for each element, or (K, G, S) for "
            "elements at G discounts"
        )
    return np.floor(array / SAME + EDGE)
