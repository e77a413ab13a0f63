"""Everything a policy can do from a state, as visits: F(s), the long-run frequencies RSD(s), and what of them counts.

A deterministic stationary policy turns a state into a visit distribution f, and its value is f · R (Turner et al. 2021,
section 3). So what a state offers to *all* goals is the set F(s) of these vectors. Some of them are best for no goal;
those that some goal strictly prefers to all others are the non-dominated ones, F_nd(s), the corners of their convex
hull. Which elements these are does not depend on the discount between 0 and 1 (Lemmas E.33 and E.34).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from course_utils.decisions import inputs
from course_utils.decisions.mdp import MDP
from course_utils.decisions.policies import visit_distribution

MOST = 20_000  # elements of F(s) that are listed
SAME = 1e-9  # numbers between 0 and 1 that differ by no more are equal
FEW_DISCOUNTS = (0.17, 0.31, 0.53, 0.71, 0.89)  # visits that agree at all of these are taken to be one function


def visit_policies(mdp: MDP, state: int | None = None, action: int | None = None) -> np.ndarray:
    """One deterministic policy for each element of F(s), or of F(s | π(s) = a).

    Parameters
    ----------
    mdp : MDP
        In which no episode ends: a state that is never left leads to itself.
    state : int, optional
        s; the world's start by default.
    action : int, optional
        a, the action that is taken in s.

    Returns
    -------
    array of int, shape (K, S)
        In states that a policy never reaches from s: its first available action.

    Raises
    ------
    ValueError
        If F(s) has more than 20,000 elements.
    """
    state = mdp.start if state is None else inputs.state_number(mdp.size, state)
    if mdp.terminal.any():
        raise ValueError(
            "in this world an episode can end, but a visit distribution here goes on for ever: let the last state lead "
            "to itself instead of naming it in terminal"
        )
    options = _different_actions(mdp)
    if action is not None:
        if not (isinstance(action, (int, np.integer)) and 0 <= action < mdp.width and mdp.available[state, action]):
            raise ValueError(
                f"action {action!r} is not available in state {mdp.states[state]!r}: choose among "
                f"{np.flatnonzero(mdp.available[state]).tolist()}"
            )
        options[state] = {int(action): _outcomes(mdp, state, int(action))}
    default = mdp.available.argmax(1)
    found = []
    for choice in _choices(options, {}, [state]):
        if len(found) == MOST:
            raise ValueError(
                f"from state {mdp.states[state]!r} there are more than {MOST:,} visit distributions: use a world with "
                "fewer states or actions"
            )
        policy = default.copy()
        policy[list(choice)] = list(choice.values())
        found.append(policy)
    policies = np.array(found)
    if mdp.is_deterministic:  # different ways differ in their visits
        return policies
    visits = np.hstack([(1 - g) * visit_distribution(mdp, policies, g, state) for g in FEW_DISCOUNTS])
    return policies[_first_of_equals(visits)]


def visit_distributions(mdp: MDP, discount: float, state: int | None = None, action: int | None = None) -> np.ndarray:
    """F(s) at a discount: how often each policy visits each state, discounted (Turner et al. 2021, section 3).

    Parameters
    ----------
    mdp, state, action
        As in `visit_policies`, whose rows give the policies.
    discount : float
        From 0 to below 1.

    Returns
    -------
    array, shape (K, S)
        Each row sums to 1/(1-γ). Different elements can meet at single discounts (γ = 1/2 with 0/1 visits), so
        rows may be equal.
    """
    return visit_distribution(mdp, visit_policies(mdp, state, action), discount, state)


def long_run_distributions(mdp: MDP, state: int | None = None, action: int | None = None) -> np.ndarray:
    """RSD(s): the shares of time that a policy spends in each state in the long run (Turner et al. 2021, section 6).

    The limits of (1-γ) f as γ goes to 1, each listed once.

    Parameters
    ----------
    mdp, state, action
        As in `visit_policies`.

    Returns
    -------
    array, shape (K, S)
        Rows sum to 1.
    """
    state = mdp.start if state is None else inputs.state_number(mdp.size, state)
    policies = visit_policies(mdp, state, action)
    rows = _cycles(mdp, policies, state) if mdp.is_deterministic else _averages(mdp, policies, state)
    return rows[_first_of_equals(rows)]


def non_dominated(distributions: Any) -> np.ndarray:
    """Which distributions are strictly best, among all that are given, for some goal.

    These are the corners of their convex hull (F_nd and RSD_nd of Turner et al. 2021, sections 3 and 6). For
    every other one there is for each goal another that is at least as good.

    Parameters
    ----------
    distributions : array, shape (K, S)
        F(s) at any discount between 0 and 1, or RSD(s).

    Returns
    -------
    array of bool, shape (K,)
        Of rows that are equal none is strictly best.

    Notes
    -----
    A row is tried against the corners that are known so far. If it lies outside their hull, the direction to it is a
    goal, and what this goal likes best is a new corner (Clarkson 1994). What is within 1e-9 of the hull lies inside.
    """
    rows = _rows(distributions)
    rows = rows / np.abs(rows).sum(1).max()
    rng = np.random.default_rng(0)
    equal = _groups(rows)
    alone = np.bincount(equal)[equal] == 1
    corners: list[int] = []
    for k in range(len(rows)):
        while k not in corners:
            goal = _goal_that_leaves(rows[k], rows[corners])
            if goal is None:
                break
            worth = rows @ goal
            best = np.flatnonzero(worth >= worth.max() - SAME * np.abs(goal).max())
            corners.append(int(best[(rows[best] @ rng.standard_normal(rows.shape[1])).argmax()]))
            if corners[-1] in corners[:-1]:  # rounding: nothing new
                corners.pop()
                break
    mask = np.zeros(len(rows), bool)
    mask[corners] = True
    return mask & alone


def _outcomes(mdp: MDP, state: int, action: int) -> list[int]:
    """States that an action can lead to."""
    if mdp.is_deterministic:
        return [int(mdp.successors[state, action])]
    return np.flatnonzero(mdp.transitions[state, action]).tolist()


def _different_actions(mdp: MDP) -> list[dict[int, list[int]]]:
    """For each state, one action for each thing that can be done there, with the states it can lead to."""
    table = mdp.successors[:, :, None] if mdp.is_deterministic else mdp.transitions
    options = []
    for s in range(mdp.size):
        first = {table[s, a].tobytes(): a for a in np.flatnonzero(mdp.available[s])[::-1].tolist()}
        options.append({a: _outcomes(mdp, s, a) for a in sorted(first.values())})
    return options


def _choices(options: list[dict[int, list[int]]], chosen: dict[int, int], ahead: list[int]) -> Iterator[dict[int, int]]:
    """Every way to choose an action in the states that are reached, and nowhere else."""
    if not ahead:
        yield chosen
        return
    state, *rest = ahead
    for action, targets in options[state].items():
        extended = {**chosen, state: action}
        yield from _choices(options, extended, rest + [t for t in targets if t not in extended and t not in rest])


def _cycles(mdp: MDP, policies: np.ndarray, state: int) -> np.ndarray:
    """Where each policy goes round in the end, with equal weights."""
    each = np.arange(len(policies))
    place = np.full(len(policies), state)
    for _ in range(mdp.size):
        place = mdp.successors[place, policies[each, place]]
    seen = np.zeros((len(policies), mdp.size))
    for _ in range(mdp.size):
        seen[each, place] = 1
        place = mdp.successors[place, policies[each, place]]
    return seen / seen.sum(1, keepdims=True)


def _averages(mdp: MDP, policies: np.ndarray, state: int) -> np.ndarray:
    """The average of P^t from a state: that of the lazy chain (I+P)/2, whose powers converge."""
    chain = mdp.transitions[np.arange(mdp.size), policies]  # (K, S, S)
    power = (np.eye(mdp.size) + chain) / 2
    for _ in range(60):
        before, power = power, power @ power
        power /= power.sum(2, keepdims=True)
        if np.abs(power - before).max() < 1e-15:
            break
    return power[:, state]


def _goal_that_leaves(point: np.ndarray, corners: np.ndarray) -> np.ndarray | None:
    """A goal worth strictly more at a point than at each corner; None if the point lies in their convex hull.

    Non-negative weights of the corners are fitted to (point, 1) by least squares (Lawson and Hanson 1974). What is
    left over is perpendicular to the corners in use and points away from the others: it is the goal.
    """
    if not len(corners):
        return np.ones(len(point))
    system = np.vstack([corners.T, np.ones(len(corners))])
    target = np.append(point, 1.0)
    weights, used = np.zeros(len(corners)), np.zeros(len(corners), bool)
    for _ in range(10 * len(corners) + 10):
        rest = target - system @ weights
        pull = np.where(used, -np.inf, system.T @ rest)
        if pull.max() <= 1e-13:
            break
        used[pull.argmax()] = True
        while True:
            trial = np.zeros(len(corners))
            trial[used] = np.linalg.lstsq(system[:, used], target, rcond=None)[0]
            if (trial[used] > 0).all():
                weights = trial
                break
            falling = used & (trial <= 0)
            gap = weights[falling] - trial[falling]
            step = (weights[falling] / np.where(gap > 0, gap, 1)).min()
            weights = np.maximum(weights + step * (trial - weights), 0)
            used &= weights > 1e-15
            weights[~used] = 0
    rest = target - system @ weights
    return None if np.linalg.norm(rest) < SAME else rest[:-1]


def _groups(rows: np.ndarray) -> np.ndarray:
    """A number for each row, the same for equal rows."""
    key = rows @ np.random.default_rng(1).random(rows.shape[1])
    order = key.argsort(kind="stable")
    new = np.abs(np.diff(rows[order], axis=0)).max(1) > SAME if len(rows) > 1 else np.empty(0, bool)
    groups = np.empty(len(rows), int)
    groups[order] = np.concatenate([[0], np.cumsum(new)])
    return groups


def _first_of_equals(rows: np.ndarray) -> np.ndarray:
    """Indices of the rows that equal none before, in their order."""
    return np.sort(np.unique(_groups(rows), return_index=True)[1])


def _rows(distributions: Any) -> np.ndarray:
    rows = np.asarray(distributions, float)
    if rows.ndim != 2 or not rows.size or not np.isfinite(rows).all() or not rows.any():
        raise ValueError(
            f"distributions of the shape {rows.shape} were given: give one row of finite numbers for each, (K, S), as "
            "visit_distributions and long_run_distributions return them"
        )
    return rows
