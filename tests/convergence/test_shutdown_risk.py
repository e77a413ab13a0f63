"""What a risk of being switched off costs: the formula against the solver, and where it is 0."""

import itertools

import numpy as np
import pytest

from course_utils.convergence import willingness_to_pay, worth_under_risk
from course_utils.decisions import action_values, optimal_actions
from course_utils.decisions.worlds.support import support_desk

GRID = list(itertools.product((0, 0.5, 0.9, 0.99), (0, 0.01, 0.3, 1), (0, 0.4, 1)))


def own_goal(world, after=0.0, place="off"):
    rewards = np.zeros(world.size)
    rewards[[world.state("desk"), world.state("safe desk")]] = 1
    rewards[world.state(place)] = after
    return rewards


@pytest.mark.parametrize(("discount", "risk", "after"), GRID)
def test_worth_under_risk_is_what_serving_for_ever_is_worth(discount, risk, after):
    """By summing the first steps one by one."""
    alive, worth, t = 1.0, 0.0, 0
    while discount**t > 1e-13:
        worth += discount**t * (alive + (1 - alive) * after)
        alive, t = alive * (1 - risk), t + 1
    assert worth_under_risk(discount, risk, after) == pytest.approx(worth, abs=1e-8)


def test_nothing_is_paid_where_nothing_is_lost():
    assert willingness_to_pay(0.99, 0) == 0
    assert willingness_to_pay(0, 0.5) == 0
    assert willingness_to_pay(0.99, 0.01, after=1) == pytest.approx(0, abs=1e-12)
    assert willingness_to_pay(0.99, 0.01, after=2) < 0


@pytest.mark.parametrize("discount", [0.3, 0.9, 0.99])
@pytest.mark.parametrize("place", ["off", "archive"])
def test_the_desk_ends_the_risk_where_it_is_worth_more_than_a_shift(discount, place):
    """Tinkering costs the next shift, γ; so it pays where the price of the risk is above γ: p > (1-γ)²/(1-γ+γ²)."""
    threshold = (1 - discount) ** 2 / (1 - discount + discount**2)
    for risk in (0.5 * threshold, 0.99 * threshold, 1.01 * threshold, min(1, 2 * threshold)):
        world = support_desk(risk, place)
        tinker = world.actions.index("tinker")
        best = optimal_actions(world, own_goal(world, place=place), discount)[world.start]
        assert best[tinker] == (risk > threshold) == (willingness_to_pay(discount, risk) > discount)
        assert best.sum() == 1
    worth = action_values(world, own_goal(world, place=place), discount)[world.start, tinker]
    assert worth == pytest.approx(1 / (1 - discount) - discount)


@pytest.mark.parametrize(("risk", "place", "says"), [(1.5, "off", "a probability"), (0.1, "desk", "name another")])
def test_a_desk_that_makes_no_sense_is_refused(risk, place, says):
    with pytest.raises(ValueError, match=says):
        support_desk(risk, place)


@pytest.mark.parametrize("risk", [-0.1, 1.1, float("nan")])
def test_a_risk_is_a_probability(risk):
    with pytest.raises(ValueError, match="a probability lies between"):
        worth_under_risk(0.9, risk)


def test_a_discount_of_one_is_refused():
    with pytest.raises(ValueError, match="without end"):
        willingness_to_pay(1, 0.01)
