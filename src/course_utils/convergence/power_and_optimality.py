"""POWER and optimality probability: how much a state offers to goals in general, and how often a move is best.

Both average over goals drawn at random (Turner et al. 2021, sections 4 and 5). Goals are drawn and solved a
block at a time, so memory does not grow with their number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils.decisions import inputs
from course_utils.decisions.goals import Law, Seed, block_size, goal_blocks, uniform
from course_utils.decisions.limits import average_values, limit_actions
from course_utils.decisions.mdp import MDP
from course_utils.decisions.optimal import optimal_actions, optimal_values

ACCURACY = 1e-8  # of POWER for each goal: far below the spread between goals


@dataclass(frozen=True, eq=False)
class Estimate:
    """Means over sampled goals, with the uncertainty that comes from sampling.

    Parameters
    ----------
    values : array
        The means.
    standard_errors : array
        Standard deviation over goals divided by the square root of their number, of the same shape; NaN for a
        single goal. About two in three estimates lie within one standard error of the true mean.
    samples : int
        Number of goals.
    """

    values: np.ndarray
    standard_errors: np.ndarray
    samples: int


def power(
    mdp: MDP, discount: float, *, goals: Any = None, samples: int = 10_000, law: Law = uniform, seed: Seed = 0
) -> Estimate:
    """POWER of every state, (1-γ)/γ · E[V*(s) - R(s)]: what an optimal agent can expect, averaged over goals.

    The reward of the state itself is left out (nobody controls it any more), 1-γ turns a sum into a mean over
    time, and 1/γ is there because the first reward under control comes one step later. At γ = 0 and γ = 1 it is
    the limit: E max_a E R(s') and E of the best long-run average (Turner et al. 2021, Def. 5.2, Lemma 5.3). A state
    that leads only to itself (what Turner et al. call terminal) has the mean reward as its POWER; one where the
    episode *ends* has none, 0.

    Parameters
    ----------
    mdp : MDP
    discount : float
        γ, from 0 to 1.
    goals : array, shape (N, S), optional
        Average over these instead of drawing some.
    samples : int
        How many goals are drawn otherwise.
    law, seed
        As in `sample_goals`. The seed is 0 where not given, so that two calls differ only by their arguments;
        seed=None draws other goals each time.

    Returns
    -------
    Estimate
        `values` and `standard_errors` of the shape (S,).

    Notes
    -----
    Turner et al. assume rewards of bounded support. The mean exists for `normal` and `exponential` as well; a law
    without a mean, such as `cauchy`, has no POWER, and the estimate does not settle as goals are added.
    """
    discount = inputs.discount(discount, highest="1")

    def controllable(rewards: np.ndarray) -> np.ndarray:
        # Close to 0 and 1 rounding eats the digits of (V - R)/γ and V; POWER is Lipschitz in γ (Lemma 5.3).
        if discount > 1 - 1e-8:
            return average_values(mdp, rewards)
        if discount < 1e-8:
            return optimal_values(mdp, rewards, horizon=1) - rewards
        values = optimal_values(mdp, rewards, discount, accuracy=ACCURACY * discount)
        return (1 - discount) / discount * (values - rewards)

    return _mean(controllable, _blocks(mdp, goals, samples, law, seed))


def optimality_probability(
    mdp: MDP,
    discount: float,
    state: int | None = None,
    *,
    goals: Any = None,
    samples: int = 10_000,
    law: Law = uniform,
    seed: Seed = 0,
) -> Estimate:
    """Probability over goals that an optimal policy takes each action.

    *Some* optimal policy: where actions tie, all of them count, so the probabilities can sum to more than 1. They
    do where several actions lead to the same state, as bumping into a wall and staying do in a grid. At γ = 0 and
    γ = 1 the optimal policies are the limits from inside (Turner et al. 2021, section 4), not all that maximise the
    average.

    Parameters
    ----------
    mdp : MDP
    discount : float
        γ, from 0 to 0.9999, or 1: in between rounding could decide.
    state : int, optional
        Where the choice is made; the world's start by default.
    goals, samples, law, seed
        As in `power`.

    Returns
    -------
    Estimate
        `values` and `standard_errors` of the shape (A,); the action that leads to a named state is
        `world.action_to(state, successor)`.
    """
    discount = inputs.discount(discount, highest="1")
    state = mdp.start if state is None else inputs.state_number(mdp.size, state)

    def optimal(rewards: np.ndarray) -> np.ndarray:
        if discount in (0, 1):
            return limit_actions(mdp, rewards, int(discount))[:, state]
        return optimal_actions(mdp, rewards, discount)[:, state]

    return _mean(optimal, _blocks(mdp, goals, samples, law, seed))


def _blocks(mdp: MDP, goals: Any, samples: int, law: Law, seed: Seed) -> Iterable[np.ndarray]:
    if goals is None:
        return goal_blocks(mdp, inputs.count("samples", samples), law, seed)
    goals, _ = inputs.goals(mdp, goals)
    size = block_size(mdp)
    return (goals[low : low + size] for low in range(0, len(goals), size))


def _mean(score: Callable[[np.ndarray], np.ndarray], blocks: Iterable[np.ndarray]) -> Estimate:
    count, mean, squares = 0, 0.0, 0.0  # squares: sum of squared deviations from the mean so far
    for block in blocks:
        scores = np.asarray(score(block), float)
        here, total = scores.mean(0), count + len(scores)
        squares = squares + ((scores - here) ** 2).sum(0) + (here - mean) ** 2 * count * len(scores) / total
        mean = mean + (here - mean) * len(scores) / total
        count = total
    with np.errstate(invalid="ignore", divide="ignore"):
        return Estimate(mean, np.sqrt(squares / (count - 1) / count), count)
