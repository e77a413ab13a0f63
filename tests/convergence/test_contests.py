"""Contests and games: closed forms against search, and the theorem on constant-sum games on random ones."""

import numpy as np
import pytest

from course_utils.convergence import best_effort, contest_equilibrium, contest_payoffs, game_power, peace_threshold


@pytest.mark.parametrize("prize", [1.0, 3.0])
@pytest.mark.parametrize("others", [0.01, 0.25, 0.8, 2.0, 5.0])
def test_best_effort_against_a_search(others, prize):
    efforts = np.linspace(0, 4, 40_001)
    payoffs = prize * efforts / (efforts + others) - efforts
    assert best_effort(others, prize) == pytest.approx(efforts[payoffs.argmax()], abs=2e-4)


@pytest.mark.parametrize("players", [2, 3, 5])
def test_answering_each_other_ends_in_the_equilibrium(players):
    efforts = np.random.default_rng(players).uniform(0.01, 0.3, players)
    for turn in range(400 * players):
        i = turn % players
        efforts[i] = best_effort(efforts.sum() - efforts[i])
    effort, payoff = contest_equilibrium(players)
    np.testing.assert_allclose(efforts, effort, atol=1e-9)
    np.testing.assert_allclose(contest_payoffs(efforts), payoff, atol=1e-9)


@pytest.mark.parametrize("grab", [0.4, 0.7, 1.0])
@pytest.mark.parametrize("players", [2, 3, 6])
def test_peace_against_adding_up_the_rounds(players, grab):
    """Income of 4,000 rounds, discounted, with the peace kept and broken at once."""
    threshold = peace_threshold(players, grab)
    for discount in np.arange(0.05, 0.99, 0.05):
        weights = discount ** np.arange(4000)
        kept = (weights / players).sum()
        broken = grab + (weights[1:] / players**2).sum()
        if abs(discount - threshold) > 1e-6:
            assert (kept > broken) == (discount > threshold)


def test_nobody_fights_for_nothing():
    assert contest_payoffs([0.0, 0.0]).tolist() == [0.5, 0.5]
    assert contest_equilibrium(1) == (0.0, 1.0)
    assert peace_threshold(4, 0.25) == 0


def exploitability(payoffs, strategies):
    """What each player could gain by changing alone, added up: 0 if and only if nobody could, a Nash equilibrium."""
    gains = 0
    for i, table in enumerate(payoffs):
        outcomes = []
        for action in [None, *range(len(strategies[i]))]:
            own = strategies[i] if action is None else np.eye(len(strategies[i]))[action]
            mixed = [own if j == i else s for j, s in enumerate(strategies)]
            joint = mixed[0]
            for s in mixed[1:]:
                joint = np.multiply.outer(joint, s)
            outcomes.append((joint * table).sum())
        gains += max(outcomes[1:]) - outcomes[0]
    return gains


@pytest.mark.parametrize("seed", range(40))
def test_powers_in_constant_sum_games_add_up_to_c_and_what_could_be_gained(seed):
    """Stavrianos & Turner 2021: Σ POWER ≥ c. What is above c is exactly what the players leave on the table."""
    rng = np.random.default_rng(seed)
    shape = tuple(rng.integers(1, 4, rng.integers(2, 4)))
    constant = rng.normal()
    free = rng.normal(size=(len(shape) - 1, *shape))
    payoffs = np.concatenate([free, constant - free.sum(0, keepdims=True)])
    strategies = [rng.dirichlet(np.ones(k)) for k in shape]
    total = game_power(payoffs, strategies).sum()
    assert total >= constant - 1e-12
    assert total - constant == pytest.approx(exploitability(payoffs, strategies), abs=1e-12)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: contest_payoffs([-1, 2]), "the efforts are"),
        (lambda: best_effort(0), "the others spend 0"),
        (lambda: peace_threshold(1), "players is 1"),
        (lambda: peace_threshold(2, 1.5), "a share of the prize"),
        (lambda: game_power(np.zeros((2, 2, 3)), [[1, 0], [1, 0]]), "the payoffs have the shape"),
        (lambda: game_power(np.zeros((2, 2, 2)), [[1, 1], [1, 0]]), "sum to 1"),
    ],
)
def test_what_is_refused(call, says):
    with pytest.raises(ValueError, match=says):
        call()
