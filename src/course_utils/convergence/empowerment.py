"""Empowerment: how many bits an agent can write into its own future, without any goal.

n-step empowerment of a state is the capacity of the channel from sequences of n actions, fixed beforehand, to the
state that they end in (Klyubin, Polani & Nehaniv 2005; Salge, Glackin & Polani 2014). In a world without chance that
is log2 of the number of states that can be reached in exactly n steps. It knows no reward and no discount, so it can
rank states otherwise than POWER does.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from course_utils.decisions import MDP, GridWorld, inputs, read_grid

LARGEST_CHANNEL = 20_000_000  # numbers: sequences of actions times pairs of states
ROUNDS = 100_000
EAST_NORTH_WEST = {"E": (0, 1), "N": (1, 0), "W": (0, -1)}  # rows counted upwards, as in the published maze
# The side of a cell, row and column, on which a wall stands.
WALLS = [
    "N10", "N11", "N12", "N13", "N14", "N15", "E25", "E35", "E26", "E36", "N36", "N17", "N18", "N52", "N53", "N54",
    "W65", "W75", "N64", "N74", "W84", "N83",
]  # fmt: skip


def reachable_counts(mdp: MDP, steps: int) -> np.ndarray:
    """From each state, the number of states that can be reached in exactly `steps` steps.

    Parameters
    ----------
    mdp : MDP
        Without chance. A state where the episode ends leads to itself here.
    steps : int
        With "stay" among the actions, "exactly" and "at most" are the same.

    Returns
    -------
    array of int, shape (S,)
    """
    if not mdp.is_deterministic:
        raise ValueError("this world has chance moves, so reachable states do not count equally: ask empowerment(...)")
    table = _with_ends(mdp)
    reached = np.eye(mdp.size, dtype=bool)
    for _ in range(inputs.count("steps", steps, 0)):
        reached = reached[table].any(1)  # what can be reached after the first step, over all first steps
    return reached.sum(1)


def empowerment(mdp: MDP, steps: int) -> np.ndarray:
    """n-step empowerment of every state, in bits.

    Parameters
    ----------
    mdp : MDP
    steps : int
        n. With chance, the A^n sequences of actions are all looked at, so n has to be small.

    Returns
    -------
    array, shape (S,)
    """
    steps = inputs.count("steps", steps, 0)
    if mdp.is_deterministic:
        return np.log2(reachable_counts(mdp, steps))
    if mdp.width**steps * mdp.size**2 > LARGEST_CHANNEL:
        raise ValueError(
            f"{mdp.width} actions make {mdp.width**steps:,} sequences of {steps} steps, too many for the exact "
            "capacity: take fewer steps or a smaller world"
        )
    single = _with_ends(mdp).transpose(1, 0, 2)  # (A, S, S)
    channel = np.eye(mdp.size)[None]
    for _ in range(steps):
        channel = (channel[:, None] @ single[None]).reshape(-1, mdp.size, mdp.size)
    return np.array([channel_capacity(channel[:, state]) for state in range(mdp.size)])


def channel_capacity(channel: Any, accuracy: float = 1e-9) -> float:
    """Most bits that one use of a channel can carry, max_p I(input; output), by Blahut's and Arimoto's algorithm.

    Parameters
    ----------
    channel : array, shape (inputs, outputs)
        Row a holds the probabilities of the outputs for input a.
    accuracy : float
        In bits. Each round gives a lower and an upper bound; it stops where they agree.

    Returns
    -------
    float
        The lower bound.

    Raises
    ------
    ValueError
        If a row does not hold probabilities.
    ArithmeticError
        If the bounds have not met after 100,000 rounds.
    """
    channel = np.asarray(channel, float)
    if channel.ndim != 2 or not channel.size or (channel < 0).any() or np.abs(channel.sum(1) - 1).max() > 1e-9:
        raise ValueError(
            f"the channel, of the shape {channel.shape}, must have a row of probabilities that sum to 1 for each input"
        )
    channel = np.unique(channel, axis=0)  # inputs that do the same add nothing
    weights = np.full(len(channel), 1 / len(channel))
    logs = np.log2(channel, where=channel > 0, out=np.zeros_like(channel))
    for _ in range(ROUNDS):
        outputs = weights @ channel
        seen = outputs > 0
        distance = (channel * logs).sum(1) - channel[:, seen] @ np.log2(outputs[seen])  # of each row from the mixture
        grown = weights * 2**distance
        lower, upper = np.log2(grown.sum()), distance.max()
        if upper - lower < accuracy:
            return max(float(lower), 0.0)
        weights = grown / grown.sum()
    raise ArithmeticError(
        f"the capacity lies between {lower:.6g} and {upper:.6g} bits, and {ROUNDS:,} rounds did not bring the bounds "
        f"within {accuracy:g} of each other: ask for less accuracy"
    )


def klyubin_maze() -> GridWorld:
    """The 10x10 maze of Klyubin, Polani & Nehaniv 2005, with thin walls between cells; four moves and stay.

    n-step empowerment lies between 1.00 and 2.32 bits for n = 1, 3.46 and 5.52 for n = 5.
    """
    return with_walls(
        read_grid("\n".join(["." * 10] * 10)),
        [
            ((int(r), int(c)), (int(r) + EAST_NORTH_WEST[side][0], int(c) + EAST_NORTH_WEST[side][1]))
            for side, r, c in WALLS
        ],
    )


def with_walls(world: GridWorld, walls: Any) -> GridWorld:
    """Close passages between neighbouring cells: a move through a thin wall leads nowhere.

    Parameters
    ----------
    world : GridWorld
    walls : sequence of pairs of cells
        As in ((row, column), (row, column)); closed in both directions.
    """
    place = {tuple(cell): state for state, cell in enumerate(world.cells.tolist())}
    successors, available = world.successors.copy(), world.available.copy()
    for one, other in walls:
        if one not in place or other not in place or abs(one[0] - other[0]) + abs(one[1] - other[1]) != 1:
            raise ValueError(f"a wall stands between {one} and {other}: name two neighbouring cells of the world")
        for here, there in ((place[one], place[other]), (place[other], place[one])):
            successors[here, successors[here] == there] = here
    return GridWorld(
        successors=successors, states=world.states, actions=world.actions, available=available,
        terminal=world.terminal.copy(), start=world.start, drawing=world.drawing, cells=world.cells.copy(),
    )  # fmt: skip


def _with_ends(mdp: MDP) -> np.ndarray:
    """The table of the world, (S, A) or (S, A, S), in which a state where the episode ends leads to itself."""
    if mdp.is_deterministic:
        return np.where(mdp.terminal[:, None], np.arange(mdp.size)[:, None], mdp.successors)
    return np.where(mdp.terminal[:, None, None], np.eye(mdp.size)[:, None], mdp.transitions)
