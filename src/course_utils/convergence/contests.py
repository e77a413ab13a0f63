"""Rivals: what fighting over a resource costs, when sharing it can last, and POWER in a game.

The contest is Tullock's (1980): whoever spends more is more likely to win, and everybody's spending is gone. The
results are textbook closed forms; the tests find them again by search.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any

import numpy as np

from course_utils.decisions import inputs


def contest_payoffs(efforts: Any, prize: float = 1.0) -> np.ndarray:
    """What each of n contestants can expect: the prize times x_i / Σx, less its own effort x_i.

    Parameters
    ----------
    efforts : array, shape (n,)
        At least 0. Where nobody makes an effort, the prize is split evenly.
    prize : float

    Returns
    -------
    array, shape (n,)
    """
    efforts = np.asarray(efforts, float)
    if efforts.ndim != 1 or not efforts.size or not (efforts >= 0).all() or not np.isfinite(efforts).all():
        raise ValueError(
            f"the efforts are {efforts.tolist()}: give one finite number of at least 0 for each contestant"
        )
    total = efforts.sum()
    chances = efforts / total if total else np.full(len(efforts), 1 / len(efforts))
    return prize * chances - efforts


def best_effort(others: float, prize: float = 1.0) -> float:
    """The effort that pays best against others who spend `others` > 0 together: √(prize · others) - others, or 0.

    Where the derivative of prize · x / (x + others) - x is zero.
    """
    if not others > 0:
        raise ValueError(f"the others spend {others!r}: against nothing the least effort wins, so there is no best one")
    return max(sqrt(prize * others) - others, 0.0)


def contest_equilibrium(players: int, prize: float = 1.0) -> tuple[float, float]:
    """Effort and payoff of each player where none gains by changing alone: prize · (n-1)/n² and prize/n²."""
    n = inputs.count("players", players)
    return prize * (n - 1) / n**2, prize / n**2


def peace_threshold(players: int, grab: float = 1.0) -> float:
    """The least patience δ with which an even split can last.

    The prize comes again in every round. In peace each gets 1/n of it. Whoever breaks the peace gets `grab` once, and
    from then on there is the contest, 1/n² a round ("grim trigger"). Keeping the peace is best if and only if
    1/n ≥ (1-δ) grab + δ/n²; with the whole prize to grab that is δ ≥ n/(n+1).

    Parameters
    ----------
    players : int
        At least 2.
    grab : float
        Share of the prize, from 0 to 1.

    Returns
    -------
    float
        0 where breaking the peace does not even pay once.
    """
    n = inputs.count("players", players, 2)
    if not 0 <= grab <= 1:
        raise ValueError(f"what a breaker of the peace grabs is {grab!r}: give a share of the prize, from 0 to 1")
    return 0.0 if grab <= 1 / n else (grab - 1 / n) / (grab - 1 / n**2)


def game_power(payoffs: Any, strategies: Sequence[Any]) -> np.ndarray:
    """POWER of each player of a game: the best it can do against what the others play, max_a E[u_i(a, σ_-i)].

    Stavrianos & Turner 2021, for games without private information (each player has one type). If the payoffs always
    sum to c, the POWERs sum to at least c, and to c exactly if and only if σ is a Nash equilibrium.

    Parameters
    ----------
    payoffs : array, shape (n, A_1, ..., A_n)
        payoffs[i] holds what player i gets for each combination of actions.
    strategies : sequence of n arrays, shapes (A_1,), ..., (A_n,)
        σ: the probability of each action.

    Returns
    -------
    array, shape (n,)
    """
    payoffs = np.asarray(payoffs, float)
    mixed = [np.asarray(strategy, float) for strategy in strategies]
    if payoffs.ndim != len(payoffs) + 1 or payoffs.shape[1:] != tuple(map(len, mixed)):
        raise ValueError(
            f"the payoffs have the shape {payoffs.shape} and the strategies {[s.shape for s in mixed]}: give (n, A_1, "
            "..., A_n) and for each of the n players one probability for each of its actions"
        )
    for i, strategy in enumerate(mixed):
        if strategy.ndim != 1 or (strategy < 0).any() or abs(strategy.sum() - 1) > 1e-9:
            raise ValueError(f"strategy {i} is {strategy.tolist()}: it must be probabilities that sum to 1")
    powers = []
    for i, table in enumerate(payoffs):
        expected = np.moveaxis(table, i, 0)
        for strategy in reversed(mixed[:i] + mixed[i + 1 :]):
            expected = expected @ strategy
        powers.append(expected.max())
    return np.array(powers)
