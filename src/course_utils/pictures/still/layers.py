"""Where the states of a world stand in a picture: in columns by their distance from the start."""

from __future__ import annotations

import numpy as np

from course_utils.decisions import MDP


def arrows(mdp: MDP) -> np.ndarray:
    """Whether some action can lead from s to t, shape (S, S); nothing follows a terminal state."""
    return (mdp.transition_array() > 0).any(1) & ~mdp.terminal[:, None]


def successors(mdp: MDP) -> list[list[int]]:
    """The states that the actions of each state can lead to, each once, in the order of the actions."""
    return [
        [] if end else list(dict.fromkeys(int(t) for row in table for t in np.flatnonzero(row)))
        for table, end in zip(mdp.transition_array(), mdp.terminal, strict=True)
    ]


def columns(mdp: MDP) -> list[list[int]]:
    """States by the fewest steps from the start, in the order in which they are found; the unreachable come last."""
    order = successors(mdp)
    found = [[mdp.start]]
    seen = {mdp.start}
    while found[-1]:
        new = [t for s in found[-1] for t in order[s]]
        found.append([t for t in dict.fromkeys(new) if t not in seen])
        seen.update(found[-1])
    return [*found[:-1], *([left] if (left := [s for s in range(mdp.size) if s not in seen]) else [])]


def rows(mdp: MDP, layers: list[list[int]]) -> np.ndarray:
    """Height of each state, shape (S,), in rows and downwards: near what leads to it, at least one row apart."""
    leads = arrows(mdp)
    place = np.zeros(mdp.size)
    for k, layer in enumerate(layers):
        parents = layers[k - 1] if k else []
        wished = []
        for i, s in enumerate(layer):
            above = [place[p] for p in parents if leads[p, s]]
            wished.append(np.mean(above) if above else i)
        for s, height in zip(layer, apart(np.array(wished)), strict=True):
            place[s] = height
    return place - place.min()


def apart(wished: np.ndarray) -> np.ndarray:
    """Heights in this order, a row apart, as near as possible to those wished (least squares, pooled neighbours)."""
    groups: list[tuple[float, int]] = []  # mean of wished height minus rank, and how many
    for rank, wish in enumerate(wished):
        groups.append((wish - rank, 1))
        while len(groups) > 1 and groups[-2][0] >= groups[-1][0]:
            (a, m), (b, n) = groups[-2:]
            groups[-2:] = [((a * m + b * n) / (m + n), m + n)]
    bases = [mean for mean, count in groups for _ in range(count)]
    return np.array(bases) + np.arange(len(wished))
