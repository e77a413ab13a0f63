"""Shares of acts for desires drawn at random: against drawing them."""

import numpy as np
import pytest

from course_utils.convergence import Act, random_desires

MIXED = [(1, 1), (3, 1), (1, 3), (2, 2)]


@pytest.mark.parametrize("acts", [[(1, 1), (1, 2), (1, 2)], [(1, 1), (2, 1)], MIXED])
def test_the_integral_agrees_with_drawn_desires(acts):
    rng = np.random.default_rng(5)
    count = 40_000
    worth = np.array([
        rng.standard_normal((count, choices, worlds)).mean(2).max(1) for choices, worlds in acts
    ])  # fmt: skip
    found = random_desires(acts)
    for k in range(len(acts)):
        for share, drawn in ((found.best[k], worth.argmax(0) == k), (found.worst[k], worth.argmin(0) == k)):
            assert abs(share - drawn.mean()) < 4.5 * np.sqrt(share * (1 - share) / count)


def test_shares_add_up():
    found = random_desires(MIXED)
    assert sum(found.best) == pytest.approx(1, abs=1e-5)
    assert sum(found.worst) == pytest.approx(1, abs=1e-5)


def test_acts_have_a_default():
    assert Act() == (1, 1)
    assert random_desires([Act(), Act()]).best == pytest.approx((0.5, 0.5), abs=1e-5)


def test_bad_acts():
    with pytest.raises(ValueError, match="between two at least"):
        random_desires([Act()])
    with pytest.raises(ValueError, match="worlds"):
        random_desires([Act(), Act(worlds=0)])
