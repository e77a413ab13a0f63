"""Resources: why an agent takes apart a region that its goal says nothing about.

A small instance of the model of Benson-Tilsen & Soares 2016 (*Formalizing Convergent Instrumental Goals*), which the
course knows through a detailed walkthrough: regions with actions that use up and return resources, utility that adds
up over the regions and is counted at the end, a world that is certain and known. Every number here comes from going
through plans, so it is exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from course_utils.decisions import inputs

CLOSE = 1e-9  # utilities that differ by less are a tie
MOST_PLANS = 500_000


@dataclass(frozen=True, kw_only=True)
class TwoRegions:
    """A workshop, where products are built, and a region of cells that can be taken apart for resources.

    In each step the agent divides its pool of resources: some cells are *taken apart*, some products are *built*,
    the rest is kept. What a cell returns is in the pool from the next step on; the cell is gone for good.

    Parameters
    ----------
    cells : int
        Cells in the region at the start.
    pool : int
        Resources at the start.
    cost, returns : int
        Of one cell: what taking it apart costs now, and what it returns in the next step. With returns ≥ cost this
        is a *cheap lunch* in the words of Benson-Tilsen & Soares: it preserves resources. With a cost of 0 it needs
        none either, a *free lunch*.
    price : int
        Resources that one product uses up, at least 1.
    """

    cells: int = 2
    pool: int = 1
    cost: int = 1
    returns: int = 3
    price: int = 2

    def __post_init__(self) -> None:
        for name, least in (("cells", 0), ("pool", 0), ("cost", 0), ("returns", 0), ("price", 1)):
            inputs.count(name, getattr(self, name), least)


class Plan(NamedTuple):
    """How many cells are taken apart and how many products are built, step by step.

    `taken` and `built` hold one number for each step.
    """

    taken: tuple[int, ...]
    built: tuple[int, ...]

    @property
    def products(self) -> int:
        """Products built in all."""
        return sum(self.built)

    @property
    def cells_taken(self) -> int:
        """Cells taken apart in all."""
        return sum(self.taken)


class Course(NamedTuple):
    """What a plan makes of the world: arrays of the shape (steps + 1,), from before the first step to the end."""

    pool: np.ndarray
    cells: np.ndarray
    products: np.ndarray


def follow(world: TwoRegions, taken: Sequence[int], built: Sequence[int]) -> Course:
    """Carry a plan out.

    Parameters
    ----------
    world : TwoRegions
    taken, built : sequences of int, of one length
        Cells taken apart and products built in each step.

    Raises
    ------
    ValueError
        If a step needs more than is there.
    """
    if len(taken) != len(built):
        raise ValueError(
            f"the plan takes cells apart in {len(taken)} steps and builds in {len(built)}: give one number of each for "
            "every step"
        )
    pool, cells, products = [world.pool], [world.cells], [0]
    for step, (take, build) in enumerate(zip(taken, built, strict=True), 1):
        take, build = inputs.count(f"taken in step {step}", take, 0), inputs.count(f"built in step {step}", build, 0)
        needs = world.cost * take + world.price * build
        if take > cells[-1]:
            raise ValueError(f"step {step} takes {take} cells apart, but {cells[-1]} are left: take no more than that")
        if needs > pool[-1]:
            raise ValueError(
                f"step {step} needs {needs} resources ({take} cells at {world.cost}, {build} products at "
                f"{world.price}), but {pool[-1]} are there: what a cell returns can be used from the next step on"
            )
        pool.append(pool[-1] - needs + world.returns * take)
        cells.append(cells[-1] - take)
        products.append(products[-1] + build)
    return Course(*map(np.array, (pool, cells, products)))


def plans(world: TwoRegions, steps: int) -> Iterator[Plan]:
    """All feasible plans, one after the other: the global strategies of Benson-Tilsen & Soares.

    Parameters
    ----------
    world : TwoRegions
    steps : int
        The horizon.

    Raises
    ------
    ValueError
        After 500,000 plans: `most_products` looks at all of them together.
    """
    steps = inputs.count("steps", steps, 0)

    def go_on(left: int, pool: int, cells: int, taken: tuple, built: tuple) -> Iterator[Plan]:
        if not left:
            yield Plan(taken, built)
            return
        for take, build in _choices(world, pool, cells):
            after = pool - world.cost * take - world.price * build + world.returns * take
            yield from go_on(left - 1, after, cells - take, (*taken, take), (*built, build))

    for number, plan in enumerate(go_on(steps, world.pool, world.cells, (), ()), 1):
        if number > MOST_PLANS:
            raise ValueError(
                f"this world has more than {MOST_PLANS:,} plans of {steps} steps: take fewer steps or cells, or ask "
                "most_products, which does not list them"
            )
        yield plan


def best_plans(world: TwoRegions, steps: int, caring: float = 0.0) -> list[Plan]:
    """The plans of most utility, found by looking at every feasible one.

    Parameters
    ----------
    world : TwoRegions
    steps : int
    caring : float
        c: utility = products built + c · cells left whole at the end. At 0 the agent is *indifferent* to the region.

    Returns
    -------
    list of Plan
        All that tie, in the order of `plans`.
    """
    best, found = -np.inf, []
    for plan in plans(world, steps):
        utility = plan.products + caring * (world.cells - plan.cells_taken)
        if utility > best + CLOSE:
            best, found = utility, []
        if utility >= best - CLOSE:
            found.append(plan)
    return found


def most_products(world: TwoRegions, steps: int) -> np.ndarray:
    """The most products that can be built, for each number of cells taken apart.

    Parameters
    ----------
    world : TwoRegions
    steps : int

    Returns
    -------
    array, shape (cells + 1,)
        Entry b is for exactly b cells; -inf where b cells cannot be taken apart in the time.

    Notes
    -----
    By recursion over (steps left, pool, cells left), which looks at no situation twice. Leaves resources unused where
    that is best, so an entry is never smaller because the agent *has* more.
    """
    steps = inputs.count("steps", steps, 0)

    @lru_cache(None)
    def products(left: int, pool: int, cells: int) -> tuple[float, ...]:
        if not left:
            return (0.0, *[-np.inf] * cells)
        best = [-np.inf] * (cells + 1)
        for take, build in _choices(world, pool, cells):
            after = pool - world.cost * take - world.price * build + world.returns * take
            for further, later in enumerate(products(left - 1, after, cells - take)):
                best[take + further] = max(best[take + further], build + later)
        return tuple(best)

    return np.array(products(steps, world.pool, world.cells))


def caring_threshold(world: TwoRegions, steps: int) -> float:
    """The weight of one whole cell above which every best plan leaves the region alone.

    With W(b) the most products when b cells are taken apart, leaving all alone is best if and only if
    c · b ≥ W(b) - W(0) for every b, so the threshold is max_b (W(b) - W(0)) / b. (In general terms, Theorem 3 of
    Benson-Tilsen & Soares: a gain above the largest difference that the region can make to utility is taken.)

    Returns
    -------
    float
        0 where taking cells apart gains nothing: then any weight above 0 saves the region.
    """
    gains = most_products(world, steps)
    per_cell = (gains[1:] - gains[0]) / np.arange(1, len(gains))
    return float(max(per_cell.max(initial=0.0), 0.0))


def share_spared(values: Any) -> float:
    """Share of goals that leave a region as it is, when it is worth most to them like that.

    Parameters
    ----------
    values : array, shape (N, n + 1)
        For each of N goals, what the region is worth as it is (column 0) and in each of n other uses. With
        independent values of one continuous law the share tends to 1/(n+1).

    Returns
    -------
    float
        Ties spare the region.
    """
    values = np.asarray(values, float)
    if values.ndim != 2 or 0 in values.shape:
        raise ValueError(
            f"values have the shape {values.shape}: give (N, n + 1), a row for each goal, with the worth of the region "
            "as it is in the first column and of its n other uses in the others"
        )
    return float((values[:, 0] >= values.max(1)).mean())


def _choices(world: TwoRegions, pool: int, cells: int) -> Iterator[tuple[int, int]]:
    """What one step can do: how many cells to take apart, how many products to build."""
    for take in range(cells + 1):
        left = pool - world.cost * take
        if left < 0:
            return
        for build in range(left // world.price + 1):
            yield take, build
