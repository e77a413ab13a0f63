"""Counts over an orbit: of all relabellings of one goal, how many strictly prefer one thing to another.

"Most goals" in Turner et al. 2021 (section 6) and Turner & Tadepalli 2022 (section 3) is a vote of this kind: no
probability over goals, only relabellings, of which those with a strict preference count. A theorem (≥_most) says
how the vote ends in *every* orbit; a function here counts one. Every relabelling is looked at; scores are
floating-point numbers, and what differs by no more than their rounding is a tie.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from math import factorial
from typing import Any, NamedTuple

import numpy as np

from course_utils.decisions import inputs
from course_utils.decisions.goals import LARGEST_ORBIT, orbit
from course_utils.decisions.limits import average_values
from course_utils.decisions.mdp import MDP
from course_utils.decisions.optimal import ACCURACY, TIE, action_values, optimal_values


class Votes(NamedTuple):
    """Members of an orbit that strictly prefer the first, strictly prefer the second, or neither."""

    first: int
    second: int
    ties: int

    @property
    def share(self) -> float:
        """Share of the first among those that are not ties; NaN if all are."""
        return self.first / (self.first + self.second) if self.first + self.second else float("nan")


def count_votes(first: Any, second: Any, margin: Any = None) -> Votes:
    """Compare two scores for each member of an orbit.

    Parameters
    ----------
    first, second : array, shape (N,)
    margin : float or array, shape (N,), optional
        Scores that differ by at most this are a tie; 5e-11 of the larger of the two where not given.

    Returns
    -------
    Votes
    """
    first, second = np.asarray(first, float), np.asarray(second, float)
    if first.shape != second.shape or first.ndim != 1:
        raise ValueError(
            f"the scores have the shapes {first.shape} and {second.shape}: give two of the shape (N,), one entry for "
            "each member of the orbit"
        )
    if not (np.isfinite(first).all() and np.isfinite(second).all()):
        raise ValueError("some scores are NaN or infinite: only finite numbers can be compared")
    if margin is None:
        margin = TIE * np.maximum(np.abs(first), np.abs(second))
    more, less = int((first > second + margin).sum()), int((second > first + margin).sum())
    return Votes(more, less, len(first) - more - less)


def vote(scores: Callable[[np.ndarray], tuple[Any, Any]], goals: Any, margin: float | None = None) -> Votes:
    """How the orbit of a goal, or of a distribution of goals, votes between two scores.

    f1 ≥_most f2 (Turner et al. 2021, section 6) says that in *every* orbit the first gets at least as many votes.

    Parameters
    ----------
    scores : function of rewards (M, S)
        Returns f1 and f2 of each goal, two arrays (M,). For a distribution their means are compared.
    goals : array, shape (S,) or (N, S)
        One member of the orbit: a goal, or N equally likely goals, which are relabelled together.
    margin : float, optional
        As in `count_votes`.

    Returns
    -------
    Votes
        Each member of the orbit once.

    Examples
    --------
    >>> vote(lambda rewards: (rewards[:, 1:].max(1), rewards[:, 0]), [0, 1, 2])
    Votes(first=4, second=2, ties=0)
    """
    goals = np.asarray(goals, float)
    if goals.ndim != 2 or len(goals) == 1:
        members = orbit(goals.ravel() if goals.ndim == 2 else goals)
        return count_votes(*scores(members), margin)
    count, size = goals.shape
    if count * factorial(size) > LARGEST_ORBIT:
        raise ValueError(
            f"{count} goals for {size} states have {count * factorial(size):,} relabellings, more than can be listed "
            f"({LARGEST_ORBIT:,}): use fewer goals or a world with fewer states"
        )
    orders = np.array(list(itertools.permutations(range(size))))
    first, second = (
        np.asarray(score, float).reshape(len(orders), count).mean(1)
        for score in scores(goals[:, orders].transpose(1, 0, 2).reshape(-1, size))
    )
    # Every member comes as often as there are relabellings that leave the distribution as it is.
    rows = sorted(map(tuple, goals.tolist()))
    again = sum(sorted(map(tuple, goals[:, order].tolist())) == rows for order in orders)
    return Votes(*(votes // again for votes in count_votes(first, second, margin)))


def vote_on_power(mdp: MDP, goals: Any, first: int, second: int, discount: float) -> Votes:
    """Which of two states has more POWER, over all relabellings of a goal or of a distribution of goals.

    Parameters
    ----------
    mdp : MDP
        With at most 9 states.
    goals : array, shape (S,) or (N, S)
        One member of the orbit, as in `vote`. POWER with a single goal is what that goal's optimal policy can still
        get, (1-γ)/γ (V* - R).
    first, second : int
        States.
    discount : float
        From 0 to 1, both of them limits.

    Returns
    -------
    Votes
    """
    discount = inputs.discount(discount, highest="1")
    first, second = inputs.state_number(mdp.size, first), inputs.state_number(mdp.size, second)
    goals = np.asarray(goals, float)
    inputs.goals(mdp, goals)

    def scores(rewards: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        if discount == 1:
            worth = average_values(mdp, rewards)
        elif discount == 0:
            worth = optimal_values(mdp, rewards, horizon=1) - rewards
        else:
            worth = (1 - discount) / discount * (optimal_values(mdp, rewards, discount) - rewards)
        return worth[:, first], worth[:, second]

    return vote(scores, goals, 10 * ACCURACY * np.abs(goals).max() / max(discount, 0.1))


def vote_on_actions(
    mdp: MDP, rewards: Any, first: Sequence[int], second: Sequence[int], discount: float, state: int | None = None
) -> Votes:
    """Which of two sets of actions is worth more, over all relabellings of a goal.

    Where the two sets hold all actions between them, a goal prefers the one that holds its optimal actions. Where
    a third action is better than both, they are compared all the same.

    Parameters
    ----------
    mdp : MDP
        With at most 9 states, if all rewards differ.
    rewards : array, shape (S,)
        One member of the orbit. At a discount between 0 and 1, rewards that are 1e9 times smaller than the
        largest drown in its rounding.
    first, second : sequence of int
        Actions; each set is worth as much as its best action.
    discount : float
        From 0 to 1. At 1 an action is worth the best long-run average it leads to (*average* optimality, Turner
        et al. 2021, Thm. 6.13), at 0 the next state's reward. Ties of these are left as ties, unlike in
        `optimality_probability`, which breaks them as discounts close to the limit do: for the detour world at
        γ = 1 north always ties with north-east or beats it here, and is optimal for one goal in three there.
    state : int, optional
        Where the choice is made; the world's start by default.

    Returns
    -------
    Votes
    """
    discount = inputs.discount(discount, highest="1")
    state = mdp.start if state is None else inputs.state_number(mdp.size, state)
    if mdp.terminal[state]:
        raise ValueError(
            f"the episode is over in state {mdp.states[state]!r}, so nothing is chosen there: name another state"
        )
    first, second = _two_sets(
        first, second, np.flatnonzero(mdp.available[state]), "action", f" in state {mdp.states[state]!r}"
    )
    if np.ndim(rewards) != 1:
        raise ValueError(f"rewards have the shape {np.shape(rewards)}: an orbit is that of one goal, ({mdp.size},)")
    goal, _ = inputs.goals(mdp, rewards)
    members, margin = orbit(goal[0]), None
    if discount == 1:
        worth = np.tensordot(mdp.transition_array()[state], average_values(mdp, members), (1, 1))  # (A, N)
    elif discount == 0:
        worth = np.tensordot(mdp.transition_array()[state], members, (1, 1))
    else:
        worth = action_values(mdp, members, discount)[:, state].T
        margin = 10 * ACCURACY * np.abs(goal).max() / (1 - discount)
    return count_votes(worth[first].max(0), worth[second].max(0), margin)


def vote_of_rule(rule: Callable[[np.ndarray], np.ndarray], utilities: Any, first: Sequence[int]) -> Votes:
    """Whether a decision rule lands in a set of options or outside, over all relabellings of their utilities.

    Parameters
    ----------
    rule : function of utilities (N, K)
        Returns the probability of each option, as those of `decisions.rules` do.
    utilities : array, shape (K,)
        One member of the orbit.
    first : sequence of int
        The options that count as first; all others are second.

    Returns
    -------
    Votes
        Members for which the first options are together more probable than the others, less, or as probable.

    Examples
    --------
    >>> from course_utils.decisions.rules import satisficing
    >>> vote_of_rule(lambda u: satisficing(u, threshold=3), [10, 5, 0], [1, 2])
    Votes(first=2, second=0, ties=4)
    """
    members = orbit(utilities)
    options = range(members.shape[1])
    first, second = _two_sets(first, None, options, "option")
    chosen = np.asarray(rule(members), float)
    if chosen.shape != members.shape:
        raise ValueError(
            f"the rule was asked about utilities of the shape {members.shape} and returned {chosen.shape}: it must "
            "return a probability for each option"
        )
    return count_votes(chosen[:, first].sum(1), chosen[:, second].sum(1))


def _two_sets(first: Any, second: Any, among: Any, what: str, where: str = "") -> tuple[list[int], list[int]]:
    """Two sets of actions or options as lists; the second is all others where it is None."""
    allowed = [int(i) for i in among]
    try:
        sets = [[int(i) if i == int(i) else i for i in chosen] for chosen in (first, [] if second is None else second)]
    except (TypeError, ValueError):
        raise ValueError(f"name the {what}s by their numbers in lists, such as [1, 2], among {allowed}") from None
    for i in sets[0] + sets[1]:
        if i not in allowed:
            raise ValueError(f"{what} {i!r} is not available{where}: choose among {allowed}")
    if second is None:
        sets[1] = [i for i in allowed if i not in sets[0]]
    if not sets[0] or not sets[1]:
        raise ValueError(f"one of the two sets of {what}s is empty: put at least one of {allowed} into each")
    for i in set(sets[0]) & set(sets[1]):
        raise ValueError(f"{what} {i} stands in both sets, {sets[0]} and {sets[1]}: put it into one")
    return sets[0], sets[1]
