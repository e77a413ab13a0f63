"""The claims of lesson 07: each is recomputed, and a simulation holds for at least 29 of 30 draws."""

from math import asin, pi

import numpy as np
import pytest

from course_utils.convergence import count_histories, random_desires, screen
from course_utils.decisions import MDP, q_learning, sample_goals

SEEDS = range(30)


def test_shares_of_goals_about_different_things():
    """N/(N + M): half, at most 8/9, and as near to 1 as one likes; and goals drawn for each thing agree."""
    world = screen(2)
    for steps in range(1, 30):
        going_on, frozen = (count_histories(world, key, steps) for key in (1, 0))
        assert going_on.done_and_seen == frozen.done_and_seen
        assert going_on.last_seen <= 8 * frozen.last_seen
        assert going_on.seen == 4 ** (steps - 1) * frozen.seen
    assert (going_on.last_seen, frozen.last_seen) == (8, 1)
    assert going_on.seen / (going_on.seen + frozen.seen) > 1 - 1e-12

    rng = np.random.default_rng(0)
    on, off = (count_histories(world, key, 3) for key in (1, 0))
    for open_, shut in zip(on, off, strict=True):
        better = rng.random((20_000, open_)).max(1) > rng.random((20_000, shut)).max(1)
        share = open_ / (open_ + shut)
        assert abs(better.mean() - share) < 4.5 * np.sqrt(share * (1 - share) / 20_000)


def test_the_sure_act_in_draws():
    """In at least 29 of 30 draws of 100,000 desires the sure act is best, and worst, for about 0.366 of them."""
    expected = 1 / 4 + asin(2 / 3) / (2 * pi)
    assert random_desires([(1, 1), (1, 2), (1, 2)]).best[0] == pytest.approx(expected, abs=1e-5)
    held = 0
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        certain = rng.standard_normal(100_000)
        lotteries = rng.standard_normal((2, 2, 100_000)).mean(axis=1)
        best, worst = (certain > lotteries.max(0)).mean(), (certain < lotteries.min(0)).mean()
        held += max(abs(best - expected), abs(worst - expected)) < 0.005 and min(best, worst) > 1 / 3
    assert held >= 29


ROOMS = [f"room {i + 1}" for i in range(9)]
TRAINING = MDP.from_graph({"start": ["hub"], "hub": ROOMS, **{room: [room] for room in ROOMS}})


@pytest.mark.parametrize(("begins", "avoids"), [(0, True), (20, False)])
def test_what_a_table_began_with_decides(begins, avoids):
    """Whatever the goal: going on is worth more than 0 after any update, and less than 20 = 0.9 · 20 + 2."""
    for goal in sample_goals(TRAINING, 10, seed=1):
        learned = q_learning(TRAINING, goal, 0.9, runs=3, episodes=20, horizon=10, initial=begins)
        assert ((learned.values[:, TRAINING.start, 0] > begins) == avoids).all()
