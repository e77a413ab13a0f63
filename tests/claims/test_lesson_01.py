"""The claims of lesson 01: each is recomputed, and a simulation holds for at least 29 of 30 draws."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest

from course_utils.decisions import goals, limit_actions, optimal_actions, sample_goals
from course_utils.decisions.worlds.small import battery

SEEDS = range(30)
COUNT = 10_000
FEWER = 2_000  # where the limit γ = 1 is taken goal by goal, which costs most


def first_moves(world, rewards, discount):
    """Share of goals for which some best plan begins with each move, by the name of the state it leads to."""
    best = optimal_actions(world, rewards, discount)
    names = [world.states[s] for s in world.successors[world.start][world.available[world.start]]]
    return dict(zip(names, best[:, world.start, : len(names)].mean(0), strict=True))


@pytest.mark.parametrize(("near", "behind"), [(3, 7), (3, 1), (1, 12), (10, 7)])
@pytest.mark.parametrize("law", [goals.uniform, goals.exponential, goals.cauchy])
def test_doors(near, behind, law):
    """The best first move leads to the best room, goal by goal; so the share is that of the rooms behind a door."""
    world = battery(near, behind)
    rewards = sample_goals(world, FEWER, law=law, seed=3)
    rooms = ["off", *[f"A{i + 1}" for i in range(near)], *[f"B{i + 1}" for i in range(behind)]]
    best_room = np.array(rooms)[rewards[:, [world.state(room) for room in rooms]].argmax(1)]
    door = np.where(np.char.startswith(best_room, "B"), "battery", best_room)
    first = limit_actions(world, rewards, 1)[:, world.start]
    for move in ("off", "A1", "battery"):
        assert (first[:, world.action_to("start", move)] == (door == move)).all()

    share = behind / (near + behind + 1)
    error = np.sqrt(share * (1 - share) / FEWER)
    assert abs((door == "battery").mean() - share) < 4 * error


@pytest.mark.parametrize("discount", [0.01, 0.5, 0.9, 0.99])
def test_off_is_a_room(discount):
    """Exchange the rewards of off and A1: each goal of the one is a goal of the other, so the shares are equal."""
    world = battery()
    rewards = sample_goals(world, COUNT, seed=4)
    exchanged = rewards.copy()
    columns = [world.state("off"), world.state("A1")]
    exchanged[:, columns] = rewards[:, columns[::-1]]
    as_drawn, mirrored = first_moves(world, rewards, discount), first_moves(world, exchanged, discount)
    assert as_drawn["off"] == mirrored["A1"]
    assert as_drawn["A1"] == mirrored["off"]
    assert as_drawn["battery"] == mirrored["battery"]


def share_that_fetches(discount, near=3, behind=7):
    """P(battery) for uniform rewards, exactly: E[Y^(near+1)] for Y = (1-γ)B + γM, the binomial written out."""
    power = near + 1
    return sum(
        comb(power, k) * (1 - discount) ** (power - k) * discount**k * Fraction(1, power - k + 1)
        * Fraction(behind, behind + k)
        for k in range(power + 1)
    )  # fmt: skip


def test_patience():
    """From 1/5 to 7/11 and from 4/5 to 10/11, rising all the way; and not so with a single room behind the battery."""
    grid = [Fraction(i, 100) for i in range(101)]
    fetch = np.array([share_that_fetches(discount) for discount in grid])
    assert (fetch[0], fetch[-1]) == (Fraction(1, 5), Fraction(7, 11))
    assert 1 - (1 - fetch[-1]) / 4 == Fraction(10, 11)  # the four other moves share the rest
    assert (np.diff(fetch) > 0).all()
    assert (np.diff(np.diff(fetch)) > 0).all()  # convex, as the proof says
    assert float(fetch[1] - fetch[0]) * 100 == pytest.approx(0.075, abs=0.01)  # its slope at 0

    alone = [share_that_fetches(discount, behind=1) for discount in grid]
    assert alone[0] == alone[-1] == Fraction(1, 5)
    assert float(alone[50]) == pytest.approx(0.13, abs=0.005)


def test_patience_in_draws():
    """The lesson's picture shows it in at least 29 of 30 draws of 10,000 goals."""
    world = battery()
    held = 0
    for seed in SEEDS:
        rewards = sample_goals(world, COUNT, seed=seed)
        shares = [first_moves(world, rewards, discount) for discount in (0.01, 0.5, 0.9, 0.99, 0.9999)]
        fetch = np.array([share["battery"] for share in shares])
        avoid = 1 - np.array([share["off"] for share in shares])
        # Both ends within 0.015, which is three standard errors.
        ends = np.abs([fetch[0] - 1 / 5, fetch[-1] - 7 / 11, avoid[0] - 4 / 5, avoid[-1] - 10 / 11]).max() < 0.015
        held += bool(ends and (np.diff(fetch) > 0).all() and (np.diff(avoid) > 0).all())
    assert held >= 29
