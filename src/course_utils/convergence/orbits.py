"""Exact counts over an orbit: of all relabellings of one goal, how many strictly prefer one thing to another.

This is what "most goals" means in Turner et al. 2021 (section 6) and Turner & Tadepalli 2022 (section 3): no
probability over goals, only a vote among the relabellings of each. Ties do not vote.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from course_utils.decisions import inputs
from course_utils.decisions.goals import orbit
from course_utils.decisions.limits import average_values
from course_utils.decisions.mdp import MDP
from course_utils.decisions.optimal import action_values

TIE = 1e-9


class Votes(NamedTuple):
    """Members of an orbit that strictly prefer the first, strictly prefer the second, or neither."""

    first: int
    second: int
    ties: int

    @property
    def share(self) -> float:
        """Share of the first among those that are not ties; NaN if all are."""
        return self.first / (self.first + self.second) if self.first + self.second else float("nan")


def count_votes(first: Any, second: Any) -> Votes:
    """Compare two scores for each member of an orbit.

    Parameters
    ----------
    first, second : array, shape (N,)
        Values closer than 1e-9 of the largest are a tie.

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
    margin = TIE * max(np.abs(first).max(), np.abs(second).max(), 1e-300)
    more, less = int((first > second + margin).sum()), int((second > first + margin).sum())
    return Votes(more, less, len(first) - more - less)


def vote_on_actions(
    mdp: MDP, rewards: Any, first: Sequence[int], second: Sequence[int], discount: float, state: int | None = None
) -> Votes:
    """Which of two sets of actions is worth more, over all relabellings of a goal.

    Parameters
    ----------
    mdp : MDP
        With at most 9 states, if all rewards differ.
    rewards : array, shape (S,)
        One member of the orbit.
    first, second : sequence of int
        Actions; each set is worth as much as its best action.
    discount : float
        From 0 to 1. At 1 values are long-run averages (*average* optimality, Turner et al. 2021, Thm. 6.13),
        which ignore what happens a finite number of times; at 0 only the next state's reward counts.
    state : int, optional
        Where the choice is made; the world's start by default.

    Returns
    -------
    Votes
    """
    discount = inputs.discount(discount, highest="1")
    state = mdp.start if state is None else inputs.state(mdp, state)
    goals, _ = inputs.goals(mdp, orbit(rewards))
    if mdp.terminal[state]:
        raise ValueError(
            f"the episode is over in state {mdp.states[state]!r}, so nothing is chosen there: name another state"
        )
    for action in [*first, *second]:
        if not 0 <= action < mdp.width or not mdp.available[state, action]:
            raise ValueError(
                f"action {action!r} is not available in state {mdp.states[state]!r}: choose among "
                f"{np.flatnonzero(mdp.available[state]).tolist()}"
            )
    if discount == 1:
        after = np.tensordot(mdp.transition_array()[state], average_values(mdp, goals), (1, 1))  # (A, N)
    elif discount == 0:
        after = np.tensordot(mdp.transition_array()[state], goals, (1, 1))
    else:
        after = action_values(mdp, goals, discount)[:, state].T
    return count_votes(after[list(first)].max(0), after[list(second)].max(0))


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
    """
    members = orbit(utilities)
    chosen = np.asarray(rule(members))
    inside = np.zeros(members.shape[1], bool)
    inside[list(first)] = True
    return count_votes(chosen[:, inside].sum(1), chosen[:, ~inside].sum(1))
