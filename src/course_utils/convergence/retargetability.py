"""Retargetable decision-makers: what is true of rules that are not optimal, as long as their goal can be redirected.

Turner & Tadepalli 2022 (section 3) look at any procedure that turns parameters into outcomes, such as a decision rule
with its utilities. If each parameter that leads to outcomes A can be turned, by a permutation, into n different ones
that lead to B, then B wins every orbit by n to 1. Here the parameters are the utilities of K options, and everything
is found by looking at all of them.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils.convergence.orbits import Votes, vote_of_rule
from course_utils.decisions.goals import orbit
from course_utils.decisions.optimal import TIE

Rule = Callable[[np.ndarray], np.ndarray]  # utilities (N, K) to probabilities (N, K)
MOST_OPTIONS = 5  # 5! permutations are tried
MOST_OUTCOMES = 7  # 232 involutions are tried


@dataclass(frozen=True)
class Retargeting:
    """How often a rule can be turned from the second set of options to the first, in one orbit.

    Parameters
    ----------
    votes : Votes
        Members of the orbit that prefer the first set, the second, or neither.
    permutations : tuple of tuple of int
        As many as there are, such that each turns *every* member that prefers the second set into one that prefers
        the first, and no two of them lead to the same member: the utility of option i goes to option φ[i].
    """

    votes: Votes
    permutations: tuple[tuple[int, ...], ...]

    @property
    def times(self) -> float:
        """The n of "multiply retargetable"; infinite where no member prefers the second set."""
        return len(self.permutations) if self.votes.second else math.inf


def retargeting(
    rule: Rule, utilities: Any, first: Sequence[int], allowed: Callable[[np.ndarray], np.ndarray] | None = None
) -> Retargeting:
    """Find how often a rule is retargetable to a set of options, by trying every permutation.

    Multiply retargetable is Turner & Tadepalli 2022, Def. 3.5, for one orbit: φ_1, ..., φ_n turn each member that
    prefers the second set into one that prefers the first; what they make of it is allowed; and what φ_i makes of one
    member is never what φ_j makes of another. Then (Thm. 3.6) the first set wins the vote by at least n to 1.

    Parameters
    ----------
    rule : function of utilities (N, K)
        Returns the probability of each option, as those of `decisions.rules` do.
    utilities : array, shape (K,)
        One member of the orbit; at most 5 options.
    first : sequence of int
        The options that count as first (B in the paper); all others are second (A).
    allowed : function of utilities (N, K), optional
        Says for each member whether it may occur (the paper's Θ). All may, where it is not given.

    Returns
    -------
    Retargeting

    Examples
    --------
    >>> from course_utils.decisions.rules import optimal
    >>> retargeting(optimal, [10, 5, 0], [1, 2]).times
    2
    """
    vote_of_rule(rule, utilities, first)  # refuses what is no rule, and sets that are none
    members = orbit(utilities)
    size = members.shape[1]
    if size > MOST_OPTIONS:
        raise ValueError(
            f"there are {size} options, and all permutations are tried: give at most {MOST_OPTIONS}, or count votes "
            "with vote_of_rule"
        )
    if allowed is not None:
        members = members[np.asarray(allowed(members), bool)]
    chosen = np.asarray(rule(members), float)
    inside = np.isin(np.arange(size), list(first))
    to_1st, to_2nd = chosen[:, inside].sum(1), chosen[:, ~inside].sum(1)
    lead = (to_1st - to_2nd) / np.maximum(np.maximum(to_1st, to_2nd), 1e-300)
    place = {tuple(member): k for k, member in enumerate(members.tolist())}
    to_first, to_second = set(np.flatnonzero(lead > TIE).tolist()), np.flatnonzero(lead < -TIE)

    images: dict[frozenset[int | None], tuple[int, ...]] = {}
    fewest_moved_first = sorted(itertools.permutations(range(size)), key=lambda p: sum(i != j for i, j in enumerate(p)))
    for permutation in fewest_moved_first:
        moved = np.empty_like(members[to_second])
        moved[:, list(permutation)] = members[to_second]
        reached = frozenset(place.get(tuple(member)) for member in moved.tolist())
        if reached <= to_first:
            images.setdefault(reached, permutation)
    packed = _most_disjoint(list(images), len(to_first) // len(to_second)) if len(to_second) else []
    votes = Votes(len(to_first), len(to_second), len(members) - len(to_first) - len(to_second))
    return Retargeting(votes, tuple(images[image] for image in packed))


def count_copies(first: Any, second: Any) -> int:
    """Count how many copies of one set of outcomes another contains: the largest n of Def. A.7.

    The first set B contains n copies of the second, A, if there are permutations φ_1, ..., φ_n of the outcomes, each
    its own inverse, with φ_i(A) inside B, and φ_i leaving φ_j(A) as it is for j ≠ i (Turner & Tadepalli 2022). Then
    (Prop. A.11) each rule of `decisions.rules` prefers B to A by at least n to 1 in every orbit, where B and A are all
    that can be chosen and the permutations leave that whole set as it is, as is asked here.

    Parameters
    ----------
    first, second : array, shape (n, D)
        Each row an option: the probabilities of the D outcomes, at most 7. Rows of the identity are sure outcomes.

    Returns
    -------
    int

    Examples
    --------
    >>> ghost, apple, cherry = np.eye(3)
    >>> count_copies([apple, cherry], [ghost])
    2
    """
    large, small = (np.asarray(options, float) for options in (first, second))
    if large.ndim != 2 or small.ndim != 2 or large.shape[1] != small.shape[1]:
        raise ValueError(
            f"the sets have the shapes {large.shape} and {small.shape}: give rows of probabilities over the same "
            "outcomes, (n, D)"
        )
    if large.shape[1] > MOST_OUTCOMES:
        raise ValueError(f"there are {large.shape[1]} outcomes, and at most {MOST_OUTCOMES} can be tried")
    inside, outside = _rows(large), _rows(small)
    if not inside or not outside or inside & outside:
        raise ValueError("the two sets of options have to be there and to share no option: take out what both hold")

    found = []
    for involution in _involutions(tuple(range(large.shape[1]))):
        copy = _moved(outside, involution)
        if copy <= inside and _moved(inside | outside, involution) == inside | outside:
            found.append((involution, copy))

    def agree(one: tuple, other: tuple) -> bool:
        return _moved(other[1], one[0]) == other[1] and _moved(one[1], other[0]) == one[1]

    return _largest_clique(found, agree, len(inside) // len(outside))


def _rows(options: np.ndarray) -> frozenset[tuple[float, ...]]:
    return frozenset(map(tuple, options.tolist()))


def _moved(options: frozenset[tuple[float, ...]], permutation: Sequence[int]) -> frozenset[tuple[float, ...]]:
    """Carry the probability of outcome i to outcome permutation[i], in each option; involutions undo themselves."""
    return frozenset(tuple(option[i] for i in permutation) for option in options)


def _involutions(left: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """All permutations of 0, ..., D-1 that are their own inverse."""

    def pairings(rest: tuple[int, ...]) -> Iterator[dict[int, int]]:
        if not rest:
            yield {}
            return
        head, *others = rest
        for partner in rest:
            remaining = tuple(i for i in others if i != partner)
            for pairs in pairings(remaining):
                yield pairs | {head: partner, partner: head}

    for pairs in pairings(left):
        yield tuple(pairs[i] for i in left)


def _most_disjoint(sets: list[frozenset], bound: int) -> list[frozenset]:
    """A largest family of sets no two of which share an element; `bound` is a size that none can exceed."""
    best: list[frozenset] = []

    def grow(chosen: list[frozenset], left: list[frozenset]) -> None:
        nonlocal best
        if len(chosen) > len(best):
            best = chosen
        for k, candidate in enumerate(left):
            if len(best) >= bound or len(chosen) + len(left) - k <= len(best):
                return
            grow([*chosen, candidate], [other for other in left[k + 1 :] if not other & candidate])

    grow([], sets)
    return best


def _largest_clique(items: list, agree: Callable[[Any, Any], bool], bound: int) -> int:
    """Size of a largest set of items that agree pairwise; `bound` is a size that none can exceed."""
    best = 0

    def grow(size: int, left: list) -> None:
        nonlocal best
        best = max(best, size)
        for k, candidate in enumerate(left):
            if best >= bound or size + len(left) - k <= best:
                return
            grow(size + 1, [other for other in left[k + 1 :] if agree(candidate, other)])

    grow(0, items)
    return best
