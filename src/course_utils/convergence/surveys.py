"""What goals in general do in one world, from one solution of each goal: POWER, first moves, and where plans go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils.convergence.power_and_optimality import Estimate
from course_utils.decisions import inputs
from course_utils.decisions.mdp import MDP
from course_utils.decisions.optimal import ACCURACY, HIGHEST, optimal_values


@dataclass(frozen=True, eq=False)
class Survey:
    """Means over the same goals, each an `Estimate`.

    Parameters
    ----------
    power : Estimate, shape (S,)
        POWER of each state (Turner et al. 2021, Def. 5.2).
    first_moves : Estimate, shape (A,)
        Share of goals for which an action is optimal in the start. Actions that tie are all counted.
    visits : Estimate, shape (S,)
        Share of goals whose best plan ever enters a state; 1 at the start.
    ends : Estimate, shape (S,)
        Share of goals whose best plan stays in a state for good.
    """

    power: Estimate
    first_moves: Estimate
    visits: Estimate
    ends: Estimate

    def pooled(self, other: Survey) -> Survey:
        """One survey of the goals of two that have no goal in common."""
        names = ("power", "first_moves", "visits", "ends")
        return Survey(*(_pooled(getattr(self, name), getattr(other, name)) for name in names))


def survey(mdp: MDP, discount: float, goals: Any, state: int | None = None) -> Survey:
    """Solve each goal once and follow its best plan from the start.

    Parameters
    ----------
    mdp : MDP
        A deterministic world in which no episode ends.
    discount : float
        γ, above 0 and at most 0.9999.
    goals : array, shape (N, S)
        As from `sample_goals`.
    state : int, optional
        The start of the plans; the world's by default.

    Returns
    -------
    Survey
        `power` and `first_moves` are those of `power` and `optimality_probability` for these goals.

    Notes
    -----
    Of actions that are equally good a plan takes the first. With independent continuous rewards two different ways
    are equally good with probability 0.
    """
    if not mdp.is_deterministic or mdp.terminal.any():
        raise ValueError(
            "a survey follows plans where moves have one sure outcome and episodes do not end: for other worlds call "
            "power and optimality_probability"
        )
    discount = inputs.discount(discount)
    if not 0 < discount <= HIGHEST:
        raise ValueError(f"the discount is {discount}: for a survey it must lie above 0 and be at most {HIGHEST}")
    state = mdp.start if state is None else inputs.state_number(mdp.size, state)
    goals, _ = inputs.goals(mdp, goals)
    values = optimal_values(mdp, goals, discount)
    power = (1 - discount) / discount * (values - goals)
    after = np.where(mdp.available[state], values[:, mdp.successors[state]], -np.inf)
    margin = 10 * ACCURACY * np.abs(goals).max(1, keepdims=True) / (1 - discount)
    visits, ends = _plans(mdp, values, state)
    return Survey(*map(_mean, (power, after >= after.max(1, keepdims=True) - margin, visits, ends)))


def steps_from(mdp: MDP, state: int) -> np.ndarray:
    """Fewest moves from one state of a deterministic world to each, shape (S,); -1 where no way leads."""
    table = mdp.successors.tolist()
    steps = [-1] * mdp.size
    steps[state] = 0
    reached = [state]
    for s in reached:  # grows while it is read
        for t in table[s]:
            if steps[t] < 0:
                steps[t] = steps[s] + 1
                reached.append(t)
    return np.array(steps)


def _plans(mdp: MDP, values: np.ndarray, start: int) -> tuple[np.ndarray, np.ndarray]:
    """Which states each goal's plan enters, and in which one it stays, both (N, S)."""
    goals = np.arange(len(values))
    visits = np.zeros(values.shape, bool)
    place = np.full(len(values), start)
    for _ in range(mdp.size):  # no plan enters a new state after so many steps
        visits[goals, place] = True
        table = mdp.successors[place]
        best = table[goals, values[goals[:, None], table].argmax(1)]
        moved, place = best != place, best
        if not moved.any():
            break
    ends = np.zeros(values.shape, bool)
    ends[goals[~moved], place[~moved]] = True
    return visits, ends


def _mean(scores: np.ndarray) -> Estimate:
    count = len(scores)
    if scores.dtype == bool:
        share = scores.mean(0)
        spread = share * (1 - share)
    else:
        share, spread = scores.mean(0), scores.var(0)
    return Estimate(share, np.sqrt(spread / (count - 1)) if count > 1 else np.full(share.shape, np.nan), count)


def _pooled(first: Estimate, second: Estimate) -> Estimate:
    n, m = first.samples, second.samples
    total = n + m
    mean = (n * first.values + m * second.values) / total
    squares = sum(
        k * (k - 1) * each.standard_errors**2 + k * (each.values - mean) ** 2 for k, each in ((n, first), (m, second))
    )
    return Estimate(mean, np.sqrt(squares / (total - 1) / total), total)
