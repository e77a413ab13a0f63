"""How far the argument reaches: published counts and closed forms, recomputed by the package.

The Pac-Man table itself stands in `test_instrumental_convergence`.
"""

from fractions import Fraction
from itertools import permutations, product
from math import asin, pi

import numpy as np
import pytest

from course_utils.convergence import (
    count_choices,
    count_copies,
    count_histories,
    random_desires,
    retargeting,
    screen,
    signed_orbit,
    vote_of_rule,
)
from course_utils.decisions import MDP, rules

EU_RULES = {
    "optimal": rules.optimal,
    "anti-optimal": rules.anti_optimal,
    "Boltzmann": rules.boltzmann,
    "satisficing": lambda u: rules.satisficing(u, 2.5),
    "best of 2": lambda u: rules.best_of(u, 2),
    "quantilising": lambda u: rules.quantilising(u, 0.4),
}


@pytest.mark.parametrize("name", EU_RULES)
@pytest.mark.parametrize(("large", "small"), [(1, 1), (2, 1), (3, 1), (4, 1), (2, 2), (3, 2)])
def test_n_copies_win_by_n_to_one(name, large, small):
    """Turner & Tadepalli 2022, Prop. A.11: B contains n copies of A, so B wins every orbit by at least n to 1."""
    sure = np.eye(large + small)
    n = count_copies(sure[small:], sure[:small])
    assert n == large // small
    for utilities in ([5, 4, 3, 2, 1], [8, 1, 1, 0, 0], [1, 0, 0, 0, 0]):
        votes = vote_of_rule(EU_RULES[name], utilities[: large + small], range(small, large + small))
        assert votes.first >= n * votes.second


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_pacman_can_be_retargeted_as_often_as_there_are_fruits(n):
    """Turner & Tadepalli 2022, Def. 3.5 and Thm. 3.6: one ghost, n fruits, n permutations, and exactly n to 1."""
    found = retargeting(rules.optimal, range(n + 1), range(1, n + 1))
    assert found.times == n
    assert found.votes.first == n * found.votes.second


def test_between_whole_numbers_the_theorem_promises_less_than_there_is():
    """Two outcomes against three: 3 to 2 by counting which set holds the best; the theorem says 1 to 1 (Conj. D.13)."""
    votes = vote_of_rule(rules.optimal, [1, 2, 3, 4, 5], [2, 3, 4])
    assert Fraction(votes.first, votes.first + votes.second) == Fraction(3, 5)
    assert count_copies(np.eye(5)[2:], np.eye(5)[:2]) == 1
    assert retargeting(rules.optimal, [1, 2, 3, 4, 5], [2, 3, 4]).times == 1


# ---- what the goal is about --------------------------------------------------------------------------------


@pytest.mark.parametrize("steps", [1, 3, 50])
def test_histories_of_a_screen(steps):
    """Turner, post of 8 August 2021: (n²)^(T-1) histories for the agent that goes on, one for the frozen one."""
    world = screen(2)
    frozen, alive = (count_histories(world, action, steps) for action in (0, 1))
    assert alive.seen == 4 ** (steps - 1)
    assert frozen.seen == 1
    assert alive.done_and_seen == frozen.done_and_seen == 4 ** (steps - 1)
    assert count_histories(screen(3), 4, steps).seen == 9 ** (steps - 1)


def test_last_pictures_of_a_screen():
    """An odd number of flips in all, two of them free: 7 of the 8 pictures with an odd number of pixels lit."""
    world = screen(2)
    odd = [bits for bits in product((0, 1), repeat=4) if sum(bits) % 2]
    near = [bits for bits in odd if sum(a != b for a, b in zip(bits, (0, 1, 0, 0), strict=True)) <= 2]
    assert count_histories(world, 1, 3).last_seen == len(near) == 7
    for steps in (5, 7, 51):
        assert count_histories(world, 1, steps).last_seen == len(odd) == 8
    assert count_histories(world, 0, 51).last_seen == 1


@pytest.mark.parametrize("steps", [2, 5, 8])
def test_off_or_nine_rooms_with_nine_keys_everywhere(steps):
    """Nine keys in each later step: 9^(T-1) things to do either way, but nine films, and ends, against one."""
    rooms = [f"room {i + 1}" for i in range(9)]
    graph = {"start": ["off", "hub"], "hub": rooms} | {end: [end] * 9 for end in ["off", *rooms]}
    off, on = (count_histories(MDP.from_graph(graph), move, steps) for move in (0, 1))
    assert on.done_and_seen == off.done_and_seen == 9 ** (steps - 1)
    assert (on.seen, off.seen) == (on.last_seen, off.last_seen) == (9, 1)


def test_without_a_sign_the_dark_picture_would_be_shared():
    """Why a frozen screen shows a sign: after an even number of flips all dark is open to both keys, or else to one.

    Then of 8 pictures one is shared: key 1 is strictly better in 7/8 of the cases, a tie in 1/8, and freezing never.
    """
    for steps in (6, 8):
        ends = {picture for picture in product((0, 1), repeat=4) if sum(picture) % 2 == steps % 2}
        assert (0, 0, 0, 0) in ends
        assert count_histories(screen(2), 1, steps).last_seen == len(ends) == 8


FEATURES = {"left": np.eye(3)[:1], "right": np.eye(3)[1:], "stay": np.zeros((1, 3))}


@pytest.mark.parametrize("weights", [(1, 2, 3), (0.1, 5, 40)])
def test_two_features_against_one(weights):
    """Turner, post of 22 January 2022: right 7/12, left 7/24, neither 1/8 of all orders and signs; 2 to 1."""
    counts = count_choices(FEATURES, signed_orbit(weights))
    shares = {name: Fraction(count, 48) for name, count in counts.items()}
    assert shares == {"right": Fraction(7, 12), "left": Fraction(7, 24), "stay": Fraction(1, 8), "tie": 0}
    # By hand: all three weights negative 1/8; else the largest is positive, and each of the three as often.
    assert shares["left"] == (1 - Fraction(1, 8)) / 3


def test_orders_alone_can_leave_every_goal_where_it_is():
    """No sign is changed, and all weights are negative: staying is best for each of the six orders."""
    goals = list(permutations((-1, -2, -3)))
    assert count_choices(FEATURES, goals) == {"left": 0, "right": 0, "stay": 6, "tie": 0}


# ---- desires drawn at random (after Gallow 2025) -----------------------------------------------------------


@pytest.mark.parametrize(("worlds", "quoted"), [(1, 1 / 3), (2, 0.366), (4, 0.398), (16, None)])
def test_the_sure_act_among_three(worlds, quoted):
    """The sure act beats two lotteries over w worlds with probability 1/4 + arcsin(w/(w+1))/2π, and loses to both too.

    Both differences are normal with correlation w/(w+1); Sheppard's formula for an orthant.
    """
    expected = 1 / 4 + asin(worlds / (worlds + 1)) / (2 * pi)
    found = random_desires([(1, 1), (1, worlds), (1, worlds)])
    assert found.best[0] == pytest.approx(expected, abs=1e-5)
    assert found.worst[0] == pytest.approx(expected, abs=1e-5)
    if quoted:
        assert expected == pytest.approx(quoted, abs=6e-4)


def test_with_two_acts_there_is_no_bias_to_certainty():
    """The difference of two symmetric laws is symmetric."""
    for worlds in (2, 4, 16):
        assert random_desires([(1, 1), (1, worlds)]).best[0] == pytest.approx(1 / 2, abs=1e-5)


@pytest.mark.parametrize(("more", "fewer"), [(2, 1), (7, 4), (9, 1)])
def test_later_choices_are_counted(more, fewer):
    """The best of m + f worlds drawn alike lies behind the act with m later choices with probability m/(m+f)."""
    found = random_desires([(more, 1), (fewer, 1)])
    assert found.best[0] == pytest.approx(more / (more + fewer), abs=1e-5)
    assert found.worst[0] == pytest.approx(fewer / (more + fewer), abs=1e-5)
