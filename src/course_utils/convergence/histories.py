"""What a goal is about decides how much counts for an action: states, histories or features.

The same world, the same two actions, goals of different kinds (Turner, post of 8 August 2021): a goal that values what
was seen *and* done gives no action more than another; one that values the last state gives the open action some
more; one that values everything seen gives it astronomically more. The counts are exact whole numbers.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from course_utils.decisions import inputs
from course_utils.decisions.mdp import MDP

LARGEST_SIDE = 3  # 2^9 pictures


class Histories(NamedTuple):
    """How many different things can still happen after a first action, each thing described in one way.

    Parameters
    ----------
    done_and_seen : int
        Sequences of actions together with the states that follow.
    seen : int
        Sequences of states.
    last_seen : int
        States in which it can end.
    """

    done_and_seen: int
    seen: int
    last_seen: int


def count_histories(mdp: MDP, action: int, steps: int, state: int | None = None) -> Histories:
    """Count what can happen in a number of steps, the first of which takes a given action.

    With one independent utility, of one continuous law, for each thing that can happen after either of two actions,
    the better thing lies behind the first with probability N/(N + M), where N and M are the counts of the two.

    Parameters
    ----------
    mdp : MDP
        Deterministic; every state is seen as what it is, and no episode ends.
    action : int
        What is done in the first step.
    steps : int
        T, at least 1, the first one included.
    state : int, optional
        Where it begins; the world's start by default.

    Returns
    -------
    Histories
        Whole numbers, however large.
    """
    steps = inputs.count("steps", steps)
    state = mdp.start if state is None else inputs.state_number(mdp.size, state)
    if not mdp.is_deterministic or mdp.terminal.any():
        raise ValueError("histories are counted in a deterministic world in which no episode ends: give such a world")
    if not (isinstance(action, (int, np.integer)) and 0 <= action < mdp.width and mdp.available[state, action]):
        raise ValueError(
            f"action {action!r} is not available in state {mdp.states[state]!r}: choose among "
            f"{np.flatnonzero(mdp.available[state]).tolist()}"
        )
    follow = [row[open_].tolist() for row, open_ in zip(mdp.successors, mdp.available, strict=True)]
    done, seen = [1] * mdp.size, [1] * mdp.size  # what can happen in the steps that are left, by state
    for _ in range(steps - 1):
        done, seen = ([sum(done[s] for s in after) for after in follow],
                      [sum(seen[s] for s in set(after)) for after in follow])  # fmt: skip
    first = int(mdp.successors[state, action])
    ends = {first}
    for _ in range(steps - 1):
        ends = {after for s in ends for after in follow[s]}
    return Histories(done[first], seen[first], len(ends))


def screen(side: int) -> MDP:
    """A screen of side x side pixels: each action flips one, and action 0 in the first step freezes the agent.

    From then on its actions do nothing: it goes on pressing keys, and sees for ever the empty screen with a sign, which
    no other agent sees. In all later steps of an agent that is not frozen, action 0 flips its pixel like every other.

    Parameters
    ----------
    side : int
        At most 3.

    Returns
    -------
    MDP
        States "start", "frozen", and each picture by its pixels, such as "0110"; side² actions everywhere.
    """
    side = inputs.count("side", side)
    if side > LARGEST_SIDE:
        raise ValueError(f"side is {side}: a screen has at most {LARGEST_SIDE} x {LARGEST_SIDE} pixels here")
    pixels = range(side * side)

    def flipped(picture: str, pixel: int) -> str:
        return picture[:pixel] + "10"[int(picture[pixel])] + picture[pixel + 1 :]

    pictures = ["".join(bits) for bits in itertools.product("01", repeat=len(pixels))]
    empty = pictures[0]
    graph = {"start": ["frozen", *(flipped(empty, pixel) for pixel in pixels[1:])], "frozen": ["frozen"] * len(pixels)}
    graph |= {picture: [flipped(picture, pixel) for pixel in pixels] for picture in pictures}
    return MDP.from_graph(graph)


def signed_orbit(weights: Any) -> np.ndarray:
    """All ways to write some weights down in another order and with other signs, each once.

    Parameters
    ----------
    weights : array, shape (D,)
        At most 6 numbers.

    Returns
    -------
    array, shape (N, D)
        N = 2^D D! where all differ in size and none is 0.
    """
    weights = np.asarray(weights, float)
    if weights.ndim != 1 or not 1 <= weights.size <= 6 or not np.isfinite(weights).all():
        raise ValueError(f"weights have the shape {weights.shape}: give one to six finite numbers, (D,)")
    signs = itertools.product((1, -1), repeat=weights.size)
    found = {
        tuple(sign * weights[i] + 0.0 for sign, i in zip(chosen, order, strict=True))  # + 0.0: no minus zero
        for chosen in signs
        for order in itertools.permutations(range(weights.size))
    }
    return np.array(sorted(found))


def count_choices(options: Mapping[str, Any], weights: Any) -> dict[str, int]:
    """Count for how many goals each choice is the only best one, where a goal weighs features.

    Parameters
    ----------
    options : mapping from name to array, shape (n, D)
        What can be had after each choice: rows of D features. A choice is worth its best row.
    weights : array, shape (N, D)
        N goals: what a unit of each feature is worth.

    Returns
    -------
    dict
        From each name, and from "tie", to a number of goals.
    """
    weights = np.asarray(weights, float)
    worth = np.array([(weights @ np.asarray(rows, float).T).max(1) for rows in options.values()])
    best = worth == worth.max(0)
    only = best.sum(0) == 1
    return {name: int((row & only).sum()) for name, row in zip(options, best, strict=True)} | {
        "tie": int((~only).sum())
    }
