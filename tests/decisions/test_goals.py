"""Drawn, shifted and relabelled goals."""

import itertools

import numpy as np
import pytest

from course_utils.decisions import goals, orbit, sample_goals, shift_state
from course_utils.decisions.worlds.small import rooms

WORLD = rooms(4)  # 5 states


def test_the_same_seed_gives_the_same_goals_stored_or_streamed():
    stored = sample_goals(WORLD, 2500, seed=7)
    streamed = np.concatenate(list(goals.goal_blocks(WORLD, 2500, seed=7)))
    assert (stored == streamed).all()
    assert (stored[:1100] == sample_goals(WORLD, 1100, seed=7)).all()
    assert not (stored == sample_goals(WORLD, 2500, seed=8)).any()
    assert stored.shape == (2500, 5)
    assert stored.T.flags.c_contiguous


# Law: (median, a quantile to look at, its value), from the closed form of each distribution function.
LAWS = {
    "uniform": (goals.uniform, 0.5, 0.9, 0.9),
    "normal": (goals.normal, 0.0, 0.9772498680518208, 2.0),
    "exponential": (goals.exponential, np.log(2), 1 - np.exp(-2), 2.0),
    "cauchy": (goals.cauchy, 0.0, 0.75, 1.0),
    "power 10": (goals.power_of_uniform(10), 0.5**10, 0.9, 0.9**10),
    "power 0.1": (goals.power_of_uniform(0.1), 0.5**0.1, 0.9, 0.9**0.1),
}


@pytest.mark.parametrize("name", LAWS)
def test_laws_have_their_quantiles_in_every_state(name):
    law, median, level, quantile = LAWS[name]
    drawn = sample_goals(WORLD, 40_000, law, seed=1)
    # Four standard errors of a share of 40,000.
    assert np.abs((drawn <= median).mean(0) - 0.5).max() < 4 * 0.5 / 200
    assert np.abs((drawn <= quantile).mean(0) - level).max() < 4 * 0.5 / 200
    correlation = np.corrcoef(np.argsort(np.argsort(drawn, 0), 0).T)  # of ranks: exists for heavy tails too
    assert np.abs(correlation - np.eye(5)).max() < 4 / 200


def test_a_law_of_ones_own():
    assert (sample_goals(WORLD, 3, lambda rng, shape: np.ones(shape)) == 1).all()
    with pytest.raises(ValueError, match=r"returned \(3,\)"):
        sample_goals(WORLD, 3, lambda rng, shape: np.ones(3))


def test_a_shift_changes_one_state_and_not_the_original():
    drawn = sample_goals(WORLD, 10)
    shifted = shift_state(drawn, 2, 0.5)
    assert (np.abs(shifted - drawn - [0, 0, 0.5, 0, 0]) < 1e-12).all()
    assert shift_state([1.0, 2.0], 1, -1).tolist() == [1, 1]
    assert shifted.T.flags.c_contiguous
    with pytest.raises(ValueError, match="no state number 5"):
        shift_state(drawn, 5, 1)
    with pytest.raises(ValueError, match="no state number -1"):
        shift_state(drawn, -1, 1)


@pytest.mark.parametrize("goal", [[3], [1, 2, 3, 4], [1, 1, 0, 0], [2, 2, 2], [0, 5, 5, 5, -1, 0]])
def test_an_orbit_holds_every_relabelling_once(goal):
    members = [tuple(row) for row in orbit(goal).tolist()]
    assert len(members) == len(set(members))
    assert set(members) == set(itertools.permutations(goal))


def test_a_large_orbit_of_few_values():
    members = orbit([0.0] * 499 + [1.0])
    assert members.shape == (500, 500)
    assert (members.sum(0) == 1).all()


def test_bad_goals():
    with pytest.raises(ValueError, match=r"3,628,800 relabellings, more than can be listed \(500,000\)"):
        orbit(np.arange(10))
    with pytest.raises(ValueError, match=r"one goal, rewards of the shape \(S,\)"):
        orbit(np.zeros((2, 2)))
    for count in (0, -1, 2.5, True):
        with pytest.raises(ValueError, match=r"count is .* at least 1"):
            sample_goals(WORLD, count)
    for exponent in (0, -1, float("nan")):
        with pytest.raises(ValueError, match="above 0"):
            goals.power_of_uniform(exponent)
    with pytest.raises(ValueError, match="the shift is nan"):
        shift_state([1.0, 2.0], 0, float("nan"))
    with pytest.raises(ValueError, match="no state number 'off'"):
        shift_state([1.0, 2.0], "off", 1)
    with pytest.raises(ValueError, match="NaN or infinite"):
        orbit([1, np.nan])
    with pytest.raises(ValueError, match=r"give \(S,\) for one goal"):
        shift_state(np.zeros((1, 2, 3)), 0, 1)
