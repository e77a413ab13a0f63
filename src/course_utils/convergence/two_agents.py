"""Two agents in one grid: what each can expect when a fast one adapts to a slow one (Harris & Suo 2022, part 2).

A *human* H and an *agent* A move at once; both have a reward for every pair of cells (h, a), which may coincide. H
plans as if A moved at random. A knows what H will do and plans against that, and H does not answer. Harris & Suo mean
this as a picture of an agent that learns much faster than people do. The order of things is that of their published
code; the implementation is the course's own.

Drawn rewards are solved a block at a time, all of a block at once: `rewards` here are (cells, cells, N), the goals
contiguous.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from course_utils.decisions import GridWorld, inputs
from course_utils.decisions.goals import Seed

BLOCK = 65_536  # rewards solved at once, 512 KiB an array
ACCURACY = 1e-9  # of (1-γ)V, for H against the random A; all that follows is exact up to rounding
ROUNDS = 100_000


@dataclass(frozen=True, eq=False)
class TwoAgentPower:
    """POWER of two agents in every pair of cells, means over sampled goals.

    Parameters
    ----------
    human, agent : arrays, shape (S, S)
        Entry (h, a) is for H in cell h and A in cell a.
    baseline : array, shape (S, S)
        POWER of H against an A that moves at random.
    samples : int
    """

    human: np.ndarray
    agent: np.ndarray
    baseline: np.ndarray
    samples: int

    @property
    def correlation(self) -> float:
        """Pearson correlation of the two POWERs over all pairs of cells: below 0, H has less where A has more.

        NaN where one of them is the same everywhere.
        """
        if min(self.human.std(), self.agent.std()) < 1e-12:
            return float("nan")
        return float(np.corrcoef(self.human.ravel(), self.agent.ravel())[0, 1])


def two_agent_power(
    world: GridWorld,
    discount: float,
    shared: float | Sequence[float] = 0.0,
    *,
    samples: int = 2000,
    seed: Seed = 0,
    mirrored: bool = True,
) -> TwoAgentPower | list[TwoAgentPower]:
    """POWER of H and of A, (1-γ)/γ · E[V - R], for goals that are uniform on [0, 1] in every pair of cells.

    Parameters
    ----------
    world : GridWorld
        With "stay", and without cells that are never left. The random A goes to each cell in reach, its own included,
        with the same probability.
    discount : float
        γ, above 0 and below 1, the same for both.
    shared : float or sequence of float
        ρ, from -1 to 1: with this probability A's reward for a pair of cells is H's, otherwise it is drawn by itself;
        below 0, with probability -ρ it is 1 minus H's. This is the correlation of the two rewards. For several ρ the
        same draws are used, and H's part is solved once.
    samples : int
        How many pairs of goals are drawn.
    seed : int, numpy.random.Generator or None
    mirrored : bool
        Average over the turns and mirrorings of the world that leave it as it is (both agents turned together). The
        true POWERs are alike there, so this takes sampling noise away and nothing else.

    Returns
    -------
    TwoAgentPower, or a list of them for several ρ
    """
    gamma = inputs.discount(discount, limit="take a discount below 1 here")
    if gamma == 0:
        raise ValueError("the discount is 0: POWER divides by it, so take one above 0, such as 0.01")
    several = np.ndim(shared) > 0
    levels = np.atleast_1d(np.asarray(shared, float))
    if not levels.size or not (np.abs(levels) <= 1).all():
        raise ValueError(f"shared is {shared!r}: it must lie between -1 (opposed) and 1 (the same goal)")
    moves = _moves(world)
    size, count = world.size, inputs.count("samples", samples)
    rng = np.random.default_rng(seed)
    sums = np.zeros((len(levels), 3, size, size))
    step = max(16, BLOCK // size**2)
    for low in range(0, count, step):
        h_goals, own, coin = rng.random((3, size, size, step))[..., : count - low]
        baseline, h_moves = human_plan(moves, h_goals, gamma)
        sums[:, 2] += (baseline - h_goals).sum(-1)
        for level, total in zip(levels, sums, strict=True):
            copied = h_goals if level >= 0 else 1 - h_goals
            a_goals = np.where(coin < abs(level), copied, own)
            a_values, following = agent_plan(moves, a_goals, h_moves, gamma)
            total[0] += (followed_values(h_goals, following, gamma) - h_goals).sum(-1)
            total[1] += (a_values - a_goals).sum(-1)
    sums *= (1 - gamma) / gamma / count
    if mirrored:
        sums = np.mean([sums[:, :, turn[:, None], turn] for turn in symmetries(world)], 0)
    found = [TwoAgentPower(*maps, count) for maps in sums]
    return found if several else found[0]


def human_plan(moves: np.ndarray, rewards: np.ndarray, discount: float) -> tuple[np.ndarray, np.ndarray]:
    """H's best plan against an A that moves at random, by value iteration with MacQueen's bounds.

    Parameters
    ----------
    moves : array of int, shape (S, A)
        The cells that can be reached in one step; what is not available repeats another one.
    rewards : array, shape (S, S, N)
        H's, for each pair of cells.
    discount : float

    Returns
    -------
    values, cells : arrays, shape (S, S, N)
        What a pair of cells is worth to H, and the cell that H goes to.
    """
    random = _random_moves(moves)
    values = rewards / (1 - discount)
    for _ in range(ROUNDS):
        expected = np.matmul(random, values)  # over where A goes, for each cell that H can be in: (h', a, N)
        new = rewards + discount * expected[moves].max(1)
        change = new - values
        low, high = change.min((0, 1)), change.max((0, 1))
        values = new
        if (high - low).max() * discount < ACCURACY:
            break
    values = values + (low + high) / 2 * discount / (1 - discount)
    return values, _best_cell(np.matmul(random, values), moves)


def agent_plan(
    moves: np.ndarray, rewards: np.ndarray, human: np.ndarray, discount: float
) -> tuple[np.ndarray, np.ndarray]:
    """A's best plan when it knows where H goes, by policy iteration.

    Parameters
    ----------
    moves : array of int, shape (S, A)
    rewards : array, shape (S, S, N)
        A's.
    human : array of int, shape (S, S, N)
        The cell that H goes to from each pair.
    discount : float

    Returns
    -------
    values : array, shape (S, S, N)
        What a pair of cells is worth to A.
    following : array of int, shape (S · S, N)
        The pair of cells, numbered h · S + a, that comes after each pair when both follow their plans.
    """
    size, count = len(rewards), rewards.shape[2]
    cells, goals = np.arange(size)[None, :, None], np.arange(count)
    values = rewards
    following = None
    for _ in range(ROUNDS):
        toward = _best_cell(values.swapaxes(0, 1), moves).swapaxes(0, 1)  # (h', a): where A goes, for H's next cell
        after = human * size + toward[human, cells, goals]
        if following is not None:  # keep what is as good, so that rounding cannot go round in circles
            flat = values.reshape(size * size, count)
            gain = flat[after.reshape(-1, count), goals] - flat[following, goals]
            after = np.where(gain > 1e-12 / (1 - discount), after.reshape(-1, count), following)
            if (after == following).all():
                return values, following
        following = after.reshape(-1, count)
        values = followed_values(rewards, following, discount)
    raise ArithmeticError("rounding keeps A's plan from being found: take a discount further below 1")


def followed_values(rewards: np.ndarray, following: np.ndarray, discount: float) -> np.ndarray:
    """Value of every pair of cells when each is followed by a sure one: 2^k steps are added up in k doublings.

    Parameters
    ----------
    rewards : array, shape (S, S, N)
    following : array of int, shape (S · S, N)
    discount : float

    Returns
    -------
    array, shape (S, S, N)
    """
    count = rewards.shape[2]
    total = np.array(rewards, order="C").ravel()
    jump = (following * count + np.arange(count)).ravel()
    factor = discount
    while factor > 1e-14 * (1 - discount):
        total += factor * total[jump]
        jump = jump[jump]
        factor *= factor
    return total.reshape(rewards.shape)


def symmetries(world: GridWorld) -> list[np.ndarray]:
    """The turns and mirrorings of a grid that lead floor to floor, as permutations of its states, (S,) each."""
    rows, columns = len(world.drawing), len(world.drawing[0])
    numbers = world.as_grid(np.arange(world.size), wall=-1).astype(int)
    found = {}
    for quarter in range(4):
        for grid in (np.rot90(numbers, quarter), np.rot90(numbers, quarter).T):
            if grid.shape == (rows, columns) and ((grid < 0) == (numbers < 0)).all():
                found[grid.tobytes()] = grid[numbers >= 0]
    return list(found.values())


def _moves(world: GridWorld) -> np.ndarray:
    """The table of cells that can be reached in one step, checked."""
    if not isinstance(world, GridWorld):
        raise TypeError(f"two agents move in a grid made by read_grid; got {type(world).__name__}")
    if "stay" not in world.actions or world.terminal.any() or _has_traps(world):
        raise ValueError("both agents can stay and leave everywhere: read the grid with stay and without ends")
    return world.successors


def _has_traps(world: GridWorld) -> bool:
    return bool((world.size > 1) and (world.successors == np.arange(world.size)[:, None]).all(1).any())


def _random_moves(moves: np.ndarray) -> np.ndarray:
    """Where a random move leads, (S, S): each cell in reach (staying included) is equally likely."""
    chances = np.zeros((len(moves), len(moves)))
    chances[np.arange(len(moves))[:, None], moves] = 1
    return chances / chances.sum(1, keepdims=True)


def _best_cell(values: np.ndarray, moves: np.ndarray) -> np.ndarray:
    """Of the cells in reach along the first axis of `values` (S, ..., N), the one that is worth most."""
    best, cell = values[moves[:, 0]], np.empty(values.shape, int)
    cell[:] = moves[:, 0].reshape(-1, *[1] * (values.ndim - 1))
    for column in moves.T[1:]:
        other = values[column]
        better = other > best
        np.copyto(best, other, where=better)
        np.copyto(cell, column.reshape(-1, *[1] * (values.ndim - 1)), where=better)
    return cell
