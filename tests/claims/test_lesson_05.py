"""The claims of lesson 05: each is recomputed, and a simulation holds for at least 29 of 30 draws."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from course_utils.convergence import (
    TwoRegions,
    best_plans,
    caring_threshold,
    most_products,
    plans,
    power,
    share_spared,
    two_agent_power,
)
from course_utils.decisions import read_grid

GROVE = TwoRegions(cells=2)
SEEDS = range(30)


@pytest.mark.parametrize("cells", [2, 6])
def test_stripping(cells):
    """Every best plan of four steps fells all; and in any world of the grid below it is the gain that decides."""
    world = TwoRegions(cells=cells)
    assert {plan.cells_taken for plan in best_plans(world, 4)} == {cells}

    for returns, cost, pool, steps in product(range(4), range(3), range(3), range(1, 4)):
        other = TwoRegions(cells=2, returns=returns, cost=cost, pool=pool)
        every = list(plans(other, steps))
        touching = [plan.products for plan in every if plan.cells_taken]
        sparing = [plan.products for plan in every if not plan.cells_taken]
        always = all(plan.cells_taken for plan in best_plans(other, steps))
        assert always == (max(touching, default=-1) > max(sparing))


def test_threshold():
    """Sparing all is best exactly from the threshold on, in fractions: no rounding decides the tie at 1."""
    most = [Fraction(int(products)) for products in most_products(GROVE, 4)]
    assert most == [0, 1, 2]
    for weight in (Fraction(i, 100) for i in range(301)):
        utilities = [products + weight * (2 - felled) for felled, products in enumerate(most)]
        spares = {2 - felled for felled, utility in enumerate(utilities) if utility == max(utilities)}
        assert spares == ({0} if weight < 1 else {2} if weight > 1 else {0, 1, 2})
    assert caring_threshold(GROVE, 4) == 1
    assert [caring_threshold(TwoRegions(returns=returns), 4) for returns in (1, 3, 5, 9)] == [0, 1, 2, 4]


@pytest.mark.parametrize("n", [1, 4, 10])
def test_spared(n):
    """By symmetry: exchange "as it is" with a use in every goal, and what was spared becomes that use, one for one."""
    values = np.random.default_rng(n).random((20_000, n + 1))
    chosen = values.argmax(1)
    assert share_spared(values) == (chosen == 0).mean()
    exchanged = values.copy()
    exchanged[:, [0, 1]] = values[:, [1, 0]]
    assert share_spared(exchanged) == (chosen == 1).mean()
    error = np.sqrt(n) / (n + 1) / np.sqrt(len(values))
    for use in range(n + 1):
        assert abs((chosen == use).mean() - 1 / (n + 1)) < 4.5 * error


def test_two_agents():
    """Independent goals: negative, the same for a random mover, 0 for a jumper. Shared: above 0 for a planner only."""
    grid, held = read_grid("...\n...\n..."), 0

    def against(human, agent):
        return np.corrcoef(human.ravel(), agent.agent.ravel())[0, 1]

    for seed in SEEDS:
        alone, shared = two_agent_power(grid, 0.6, [0.0, 0.4], samples=2000, seed=seed)
        averages = np.random.default_rng(seed).random((2000, 9, 9)).mean(2)
        jumper = np.repeat(power(grid, 0.6, goals=averages).values, 9)
        held += bool(
            alone.correlation < -0.35
            and abs(alone.correlation - against(alone.baseline, alone)) < 0.15
            and abs(against(jumper, alone)) < 0.1
            and shared.correlation > 0.3
            and against(shared.baseline, shared) < -0.1
        )
    assert held >= 29
