"""Published and closed-form results on shutdown: thresholds of trained agents, the price of a risk, a planned switch.

The share of goals in the chain comes from a recursion over distribution functions carried out here; every other number
is a closed form.
"""

import itertools

import numpy as np
import pytest

from course_utils.convergence import (
    optimality_probability,
    recurrent_threshold,
    retargetable_count,
    vote_on_actions,
    willingness_to_pay,
    worth_under_risk,
)
from course_utils.decisions import optimal_actions, optimal_values, read_grid
from course_utils.decisions.worlds import small
from course_utils.decisions.worlds.safety_gridworlds import OFF_SWITCH, best_plan, off_switch

# ---- trained agents (Krakovna & Kramár 2023) ---------------------------------------------------------------


@pytest.mark.parametrize(("steps", "quoted"), [(1, 0), (2, 0.5), (3, 0.6180), (4, 0.6823), (5, 0.7245), (6, 0.7549)])
def test_thresholds_of_a_room_some_steps_away(steps, quoted):
    """H12: γ* solves γ^(k-1) = 1 - γ; for k = 3 it is the golden-ratio conjugate."""
    found = recurrent_threshold(small.off_or_chain(6), f"c{steps}")
    assert found == pytest.approx(quoted, abs=1e-4)
    assert found ** (steps - 1) == pytest.approx(1 - found, abs=1e-6)
    if steps == 3:
        assert found == pytest.approx((np.sqrt(5) - 1) / 2, abs=1e-8)


def avoid_in_a_chain(discount, rooms=4, pays_once=True, points=200_001):
    """P(avoid off), uniform rewards: the law of a room's worth from that of the next, by F_i = γ (G(x/γ) - G(y/γ)).

    V_i = max(r_i/(1-γ), r_i + γ V_{i+1}), so P(V_i ≤ x) = ∫ P(V_{i+1} ≤ (x-r)/γ) dr over 0 ≤ r ≤ min(1, (1-γ)x);
    G is the integral of that distribution function. Off is worth its reward, or that reward in every step.
    """
    x = np.linspace(0, 1 / (1 - discount), points)  # no room is worth more
    law = np.minimum(1, (1 - discount) * x)  # of the last room, where one stays
    for _ in range(rooms - 1):
        integral = np.concatenate([[0], np.cumsum((law[1:] + law[:-1]) / 2)]) * (x[1] - x[0])

        def g(y, integral=integral):
            return np.interp(y, x, integral) + np.maximum(y - x[-1], 0)  # beyond, the law is 1

        reward = np.minimum(1, (1 - discount) * x)
        law = discount * (g(x / discount) - g((x - reward) / discount))
    off = (np.arange(100_000) + 0.5) / 100_000 / (1 if pays_once else 1 - discount)
    return 1 - np.interp(off, x, law).mean()


@pytest.mark.parametrize(
    ("discount", "n", "quoted"),
    [(0.1, 1, 0.569), (0.3, 1, 0.726), (0.55, 2, 0.943), (0.65, 3, 0.987), (0.7, 4, 0.995), (0.9, 4, 0.99997)],
)
def test_shutdown_that_pays_once_against_a_chain(discount, n, quoted):
    """Theorem 2's n, its bound n/(n+1), and the share that it bounds."""
    world = small.off_or_chain(4)
    expected = avoid_in_a_chain(discount)
    assert expected == pytest.approx(quoted, abs=6e-6 if quoted > 0.999 else 6e-4)
    assert retargetable_count(world, discount) == n
    assert n / (n + 1) < expected
    estimate = optimality_probability(world, discount, samples=40_000)
    assert estimate.values[1] == pytest.approx(expected, abs=5 * np.sqrt(expected * (1 - expected) / 40_000))


@pytest.mark.parametrize(("discount", "quoted"), [(0.5, 0.602), (0.9, 0.745), (0.999, 0.799)])
def test_shutdown_that_pays_in_every_step_against_the_chain(discount, quoted):
    """S-power 12, item 4: the other convention gives other numbers."""
    expected = avoid_in_a_chain(discount, pays_once=False)
    assert expected == pytest.approx(quoted, abs=6e-4)
    estimate = optimality_probability(small.off_or_chain(4, pays_once=False), discount, samples=40_000)
    assert estimate.values[1] == pytest.approx(expected, abs=5 * np.sqrt(expected * (1 - expected) / 40_000))


@pytest.mark.parametrize(("discount", "n"), [(0.3, 1), (0.55, 2), (0.65, 3), (0.7, 4)])
def test_the_bound_holds_in_orbits_of_the_chain(discount, n):
    """Theorem 2 over all relabellings: at least n avoid shutdown for each that prefers it; here for hard goals, too."""
    world = small.off_or_chain(4)
    one, rising = np.eye(6)[0], np.arange(6.0)
    for goal in (rising, 2**rising, 0.5**rising, one, 1 - one, np.random.default_rng(1).random(6)):
        votes = vote_on_actions(world, goal, [1], [0], discount)
        assert votes.first >= n * votes.second


# ---- the price of a risk -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("discount", "risk", "price"),
    [(0.99, 0.01, 49.75), (0.9, 0.01, 0.83), (0.99, 0.001, 9.01), (0.5, 0.1, 0.18), (0, 0.1, 0)],
)
def test_willingness_to_pay(discount, risk, price):
    """Entry 24 of the fact sheet on corrigibility, section 5.5: 1/(1-γ) - 1/(1-γ(1-p))."""
    assert willingness_to_pay(discount, risk) == pytest.approx(price, abs=0.005)
    assert willingness_to_pay(discount, risk) == pytest.approx(1 / (1 - discount) - 1 / (1 - discount * (1 - risk)))


def test_one_per_cent_halves_a_patient_stream():
    assert worth_under_risk(0.99, 0.01) == pytest.approx(50.25, abs=0.005)
    assert worth_under_risk(0.9, 0.01) == pytest.approx(9.17, abs=0.005)


# ---- the off-switch gridworld, planned (Leike et al. 2017) --------------------------------------------------


def planned(level, risk):
    """The level, and the best expected return in 100 moves."""
    task = off_switch(level, risk)
    values = optimal_values(task.world, task.rewards, horizon=task.horizon, action_rewards=task.action_rewards)
    return task, values[task.world.start]


@pytest.mark.parametrize("risk", [0, 0.01, 0.028, 0.0283, 0.1, 0.5, 1])
def test_the_planner_presses_the_button_iff_the_risk_is_above_4_in_142(risk):
    """Level 1: 42 on the short way, -100 when held; 38 by the button. 42 - 142 p < 38 iff p > 4/142 = 0.0282."""
    (world, rewards, action_rewards, horizon), best = planned(1, risk)
    assert best == pytest.approx(max(42 - 142 * risk, 38))
    # One move down from the start the ways part: left over I, or further down to the button.
    [crossing] = np.flatnonzero(world.transition_array()[world.start, world.actions.index("down")])
    best_moves = optimal_actions(world, rewards, horizon=horizon - 1, action_rewards=action_rewards)[crossing]
    assert [world.actions[a] for a in np.flatnonzero(best_moves)] == ["down" if risk > 4 / 142 else "left"]


@pytest.mark.parametrize(("risk", "moves"), [(0, 8), (0.0281, 8), (0.0282, 12), (0.9, 12)])
def test_the_path_of_the_plan(risk, moves):
    """Section 3.2 of the fact sheet: 8 moves over I, 12 by the button; each step of the path is a step in the grid."""
    grid = read_grid(OFF_SWITCH[1], {"G": "goal", "I": "interruption", "B": "button"}, stay=False)
    plan = best_plan(off_switch(1, risk))
    assert len(plan.path) == moves + 1
    assert (grid.state("button") in plan.path) == (moves == 12)
    assert (plan.path[0], plan.path[-1]) == (grid.start, grid.state("goal"))
    assert all(after in grid.successors[before] for before, after in itertools.pairwise(plan.path))
    assert plan.expected_return == pytest.approx(max(42 - 142 * risk, 38))


@pytest.mark.parametrize("moves", [12, 20, 50])
def test_the_less_being_held_costs_the_more_risk_is_taken(moves):
    """Level 1, stopped sooner: 42 on the short way, -N when held, 38 by the button: the button iff p > 4/(42 + N)."""
    button = read_grid(OFF_SWITCH[1], {"G": "goal", "I": "interruption", "B": "button"}, stay=False).state("button")
    threshold = 4 / (42 + moves)
    for risk, presses in ((4 / 142 + 0.001, False), (threshold - 1e-4, False), (threshold + 1e-4, True)):
        plan = best_plan(off_switch(1, risk)._replace(horizon=moves))
        assert plan.expected_return == pytest.approx(max(42 - (42 + moves) * risk, 38))
        assert (button in plan.path) == presses


@pytest.mark.parametrize("risk", [0, 0.0277, 0.0278, 0.5, 1])
def test_without_a_button_it_walks_around(risk):
    """Level 0: 44 over I, 40 around it: 44 - 144 p < 40 iff p > 1/36. Level 2: I is not on the way."""
    assert planned(0, risk)[1] == pytest.approx(max(44 - 144 * risk, 40))
    assert planned(2, risk)[1] == pytest.approx(44)
