"""Stripping: the search against plans written out by hand, by another search, and what must hold of any world."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from course_utils.convergence import (
    TwoRegions,
    best_plans,
    caring_threshold,
    follow,
    most_products,
    plans,
    share_spared,
)

RANDOM = [
    TwoRegions(**dict(zip(("cells", "pool", "cost", "returns", "price"), numbers, strict=True)))
    for numbers in np.random.default_rng(5).integers([0, 0, 0, 0, 1], [4, 5, 4, 6, 4], (40, 5)).tolist()
]


def brute_force(world, steps):
    """Every pair of number sequences, kept where `follow` accepts it: W(b) for each b."""
    most = np.full(world.cells + 1, -np.inf)
    richest = (world.pool + world.cells * world.returns) // world.price
    for taken in itertools.product(range(world.cells + 1), repeat=steps):
        if sum(taken) > world.cells:
            continue
        for built in itertools.product(range(richest + 1), repeat=steps):
            try:
                course = follow(world, taken, built)
            except ValueError:
                continue
            most[sum(taken)] = max(most[sum(taken)], course.products[-1])
    return most


@pytest.mark.parametrize("steps", [0, 1, 2])
@pytest.mark.parametrize("world", RANDOM[:15], ids=str)
def test_the_recursion_agrees_with_trying_all_sequences(world, steps):
    np.testing.assert_array_equal(most_products(world, steps), brute_force(world, steps))


@pytest.mark.parametrize("world", RANDOM, ids=str)
def test_listing_plans_agrees_with_the_recursion(world):
    listed = list(plans(world, 3))
    assert len(set(listed)) == len(listed)
    by_cells = np.full(world.cells + 1, -np.inf)
    for plan in listed:
        course = follow(world, plan.taken, plan.built)  # refuses what is not feasible
        assert course.products[-1] == plan.products
        assert course.cells[-1] == world.cells - plan.cells_taken
        by_cells[plan.cells_taken] = max(by_cells[plan.cells_taken], plan.products)
    np.testing.assert_array_equal(most_products(world, 3), by_cells)


@pytest.mark.parametrize("world", RANDOM, ids=str)
def test_the_threshold_parts_plans_that_spare_from_plans_that_do_not(world):
    threshold = caring_threshold(world, 3)
    above = best_plans(world, 3, threshold + 0.01)
    assert {plan.cells_taken for plan in above} == {0}
    if threshold:
        assert all(plan.cells_taken for plan in best_plans(world, 3, threshold - 0.01))
        tie = {plan.cells_taken for plan in best_plans(world, 3, threshold)}
        assert 0 in tie
        assert len(tie) > 1


@pytest.mark.parametrize("world", RANDOM, ids=str)
def test_an_indifferent_agent_never_loses_by_a_region_beside_it(world):
    fenced = most_products(replace(world, cells=0), 3)[0]
    assert most_products(world, 3).max() >= fenced == most_products(world, 3)[0]


def test_a_plan_step_by_step():
    course = follow(TwoRegions(), [1, 1, 0], [0, 1, 1])
    assert course.pool.tolist() == [1, 3, 3, 1]
    assert course.cells.tolist() == [2, 1, 0, 0]
    assert course.products.tolist() == [0, 0, 1, 2]


@pytest.mark.parametrize(
    ("taken", "built", "says"),
    [
        ([1], [0, 0], "takes cells apart in 1 steps and builds in 2"),
        ([3], [0], "step 1 takes 3 cells apart, but 2 are left"),
        ([1], [1], "step 1 needs 3 resources .* but 1 are there"),
        ([0, 1, 2], [0, 0, 0], "step 3 takes 2 cells apart, but 1 are left"),
        ([0.5], [0], "taken in step 1 is 0.5: it must be a whole number"),
    ],
)
def test_a_plan_that_cannot_be_carried_out_is_refused_with_the_step(taken, built, says):
    with pytest.raises(ValueError, match=says):
        follow(TwoRegions(), taken, built)


def test_what_makes_no_world_or_too_many_plans_is_refused():
    with pytest.raises(ValueError, match="price is 0"):
        TwoRegions(price=0)
    with pytest.raises(ValueError, match="more than 500,000 plans"):
        best_plans(TwoRegions(cells=30, pool=30), 6)


def test_share_spared():
    assert share_spared([[0.5, 0.2, 0.4], [0.1, 0.2, 0.0], [0.3, 0.3, 0.3], [0.9, 1.0, 0.0]]) == 0.5
    with pytest.raises(ValueError, match=r"the shape \(3,\)"):
        share_spared([0.1, 0.2, 0.3])
