"""Desires drawn at random, without a word about resources: how Gallow's critique counts.

Gallow (2025) asks what instrumental rationality recommends to somebody whose desires are drawn at random. In the
examples here each possible world has a utility of its own, independent and standard normal; an act leads to later
choices, and each choice to one of several equally likely worlds. What an act is worth is then the largest of some
means, and how often it is best can be integrated.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from course_utils.decisions import inputs

POINTS, FARTHEST = 4001, 9.0  # of the integral, in standard deviations of one world's utility


class Act(NamedTuple):
    """What can be done: how many later choices it leaves, and how many equally likely worlds each leads to."""

    choices: int = 1
    worlds: int = 1


class Shares(NamedTuple):
    """The probability of each act to be the best of all, and to be the worst of all."""

    best: tuple[float, ...]
    worst: tuple[float, ...]


def random_desires(acts: Sequence[tuple[int, int]]) -> Shares:
    """Find how often each of some acts is the best, and how often the worst, for desires drawn at random.

    No two acts share a world, so what they are worth is independent: the largest of c means of w standard normal
    utilities has the distribution function Φ(x √w)^c. The probabilities are integrals over these; no goal is drawn.

    Parameters
    ----------
    acts : sequence of Act or (choices, worlds)
        At least two.

    Returns
    -------
    Shares
        Accurate to five decimals.

    Examples
    --------
    >>> sure, gamble = Act(), Act(worlds=2)
    >>> [round(share, 3) for share in random_desires([sure, gamble, gamble]).best]
    [0.366, 0.317, 0.317]
    """
    if len(acts) < 2:
        raise ValueError(f"{len(acts)} act is given: a choice is between two at least")
    acts = [Act(inputs.count("choices", choices), inputs.count("worlds", worlds)) for choices, worlds in acts]
    x = np.linspace(-FARTHEST, FARTHEST, POINTS)
    below = np.array([_normal(x * math.sqrt(act.worlds)) ** act.choices for act in acts])
    above = 1 - below
    best, worst = [], []
    for k in range(len(acts)):
        mass = np.diff(below[k])
        for found, others in ((best, np.delete(below, k, 0)), (worst, np.delete(above, k, 0))):
            product = others.prod(0)
            found.append(float(mass @ (product[1:] + product[:-1]) / 2))
    return Shares(tuple(best), tuple(worst))


def _normal(x: np.ndarray) -> np.ndarray:
    """Distribution function of the standard normal law."""
    return np.array([math.erfc(-value / math.sqrt(2)) / 2 for value in x])
