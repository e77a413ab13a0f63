"""The claims of lesson 04: each is recomputed, and a simulation holds for at least 29 of 30 draws."""

from fractions import Fraction

import numpy as np
import pytest

from course_utils.convergence import optimality_probability, training_compatible
from course_utils.decisions import MDP, goals, optimal_actions, sample_goals, shift_state
from course_utils.decisions.worlds import small

SEEDS = range(30)
COUNT = 10_000


def polynomial_mean(discount, rooms):
    """E[(1-γ)H + γM] for uniform H and the largest M of k uniform numbers, whose density is k m^(k-1)."""
    return (1 - discount) * Fraction(1, 2) + discount * Fraction(rooms, rooms + 1)


@pytest.mark.parametrize("rooms", [1, 3, 9])
@pytest.mark.parametrize("discount", [Fraction(1, 10), Fraction(1, 2), Fraction(9, 10)])
def test_counting(rooms, discount):
    """The formula against the solver, goal by goal; and a cupboard in the place of off has the same share."""
    world = small.off_or_hub(rooms)
    drawn = sample_goals(world, 40_000, seed=7)
    expected = float(polynomial_mean(discount, rooms))
    best = optimal_actions(world, drawn, float(discount))[:, world.start]
    avoid = best[:, world.action_to("start", "hub")]
    per_step = (1 - float(discount)) * drawn[:, world.state("hub")] + float(discount) * drawn[:, 3:].max(1)
    assert (avoid == (per_step > drawn[:, world.state("off")])).all()
    assert abs(avoid.mean() - expected) < 4 * np.sqrt(expected * (1 - expected) / 40_000)


@pytest.mark.parametrize("law", [goals.uniform, goals.exponential, goals.cauchy])
def test_counting_in_the_limit_holds_for_every_law(law):
    estimate = optimality_probability(small.off_or_hub(4), 1, law=law, samples=5_000, seed=3)
    assert abs(estimate.values[1] - 4 / 5) < 4 * estimate.standard_errors[1]


def test_prior_with_its_control():
    """With nine other places: off as the formula says; the cupboard beside it is avoided more often, in every draw."""
    world, held = small.battery(near=1, behind=8), 0
    for seed in SEEDS:
        drawn = sample_goals(world, 5_000, seed=seed)
        found = []
        for shift in (0, 0.25, 0.5, 0.75):
            estimate = optimality_probability(world, 0.999, goals=shift_state(drawn, world.state("off"), shift))
            found.append([1 - estimate.values[world.action_to("start", place)] for place in ("off", "A1")])
        off, cupboard = np.array(found).T
        shifts = np.array([0, 0.25, 0.5, 0.75])
        formula = 1 - shifts - (1 - shifts**10) / 10
        assert formula.round(2).tolist() == [0.90, 0.65, 0.40, 0.16]
        held += bool(np.abs(off - formula).max() < 0.02 and (np.diff(cupboard) > 0).all())
    assert held >= 29


TRAINING = {"t1": ["t1", "t2"], "t2": ["t1", "coin"], "coin": ["coin", "t2"]}
CHAIN = {"c1": ["c1", "c2"], "c2": ["c2", "c3"], "c3": ["c3", "c4"], "c4": ["c4"]}
GRAPH = {"new": ["off", "c1"], "off": [], **CHAIN, **TRAINING}


def test_what_training_leaves():
    """At γ = 0.2: 0.64 before and after a training out of reach; below 1/2 after one that ended in off, or below 0."""
    world = MDP.from_graph(GRAPH, terminal=["off"])
    took_off = MDP.from_graph({**GRAPH, "coin": ["coin", "t2", "off"]}, terminal=["off"])
    trained = np.array([0] * world.size)
    trained[[world.state("t1"), world.state("t2")]] = 1
    obedient = trained.copy()
    obedient[world.state("coin")] = took_off.action_to("coin", "off")

    held = 0
    for seed in SEEDS:
        drawn = sample_goals(world, 2 * COUNT, seed=seed)
        avoid = 1 - optimal_actions(world, drawn, 0.2)[:, world.start, 0]
        fits = training_compatible(world, drawn, trained, list(TRAINING), 0.2)
        ended = training_compatible(took_off, drawn, obedient, list(TRAINING), 0.2)
        below_zero = 1 - optimal_actions(world, drawn - 1, 0.2)[:, world.start, 0].mean()
        near = abs(avoid.mean() - 0.644) < 0.02 and abs(avoid[fits].mean() - 0.644) < 0.025
        held += bool(near and avoid[ended].mean() < 0.5 and below_zero < 0.5)
    assert held >= 29
