"""What Turner et al. 2021 list for Figure 1, and worlds that show which assumption of their theorems is needed.

Expected numbers are printed in the paper, integrals in exact fractions, or counts over whole orbits.
"""

from fractions import Fraction
from math import factorial

import numpy as np
import pytest

from course_utils.convergence import (
    count_votes,
    find_copy,
    long_run_distributions,
    non_dominated,
    optimality_probability,
    power,
    visit_distributions,
    vote,
    vote_on_actions,
    vote_on_power,
)
from course_utils.decisions import MDP, goals, limit_actions, orbit
from course_utils.decisions.worlds import small

FIGURE_1 = small.turner_figure_1()
POWERS = 2.0 ** np.arange(8)

COUNTS = {  # |F|, |F_nd|
    "start": (11, 5), "up": (1, 1), "left": (4, 2), "left upper": (2, 2), "left lower": (2, 2), "right": (6, 2),
    "right upper": (3, 2), "right lower": (3, 2),
}  # fmt: skip


def functions(mdp, state, action=None):
    """F(s) as functions of the discount, (K, G, S)."""
    return np.stack([visit_distributions(mdp, g, state, action) for g in (0.17, 0.31, 0.62)], 1)


def counting(mdp, state):
    """F_nd(s)."""
    return functions(mdp, state)[non_dominated(visit_distributions(mdp, 0.31, state))]


@pytest.mark.parametrize("name", COUNTS)
def test_figure_1_visit_distributions(name):
    """|F(start)| = 11, |F_nd(start)| = 5, and those of the other states."""
    f = visit_distributions(FIGURE_1, 0.3, FIGURE_1.state(name))
    assert (len(f), non_dominated(f).sum()) == COUNTS[name]


def test_figure_1_long_run():
    """RSD(start) as in section 6: of six elements the mixture at the right is dominated, that at the left is not."""
    rows = long_run_distributions(FIGURE_1)

    def shares(**weights):
        row = np.zeros(8)
        for name, weight in weights.items():
            row[FIGURE_1.state(name.replace("_", " "))] = weight
        return tuple(row)

    counts = {
        shares(up=1), shares(left_lower=1), shares(left_lower=0.5, left_upper=0.5), shares(right_upper=1),
        shares(right_lower=1),
    }  # fmt: skip
    assert set(map(tuple, rows)) == counts | {shares(right_upper=0.5, right_lower=0.5)}
    assert set(map(tuple, rows[non_dominated(rows)])) == counts


# ---- how often each move is best at γ = 1, in fractions ---------------------------------------------------------


def integral(polynomial, low, high):
    """Of a polynomial by its coefficients, lowest first."""
    return sum(
        Fraction(c) * (Fraction(high) ** (k + 1) - Fraction(low) ** (k + 1)) / (k + 1) for k, c in enumerate(polynomial)
    )


def times(p, q):
    product = [Fraction(0)] * (len(p) + len(q) - 1)
    for i, a in enumerate(p):
        for j, b in enumerate(q):
            product[i + j] += Fraction(a) * b
    return product


def test_figure_1_by_integration():
    """P(up) = 113/480, P(left) = 47/160, P(right) = 113/240: with uniform rewards, at γ = 1.

    Left is worth max(b, (b+c)/2), at most x with probability 3x²/2 up to 1/2 and 2x - 1/2 - x²/2 beyond; right is worth
    the larger of two, at most x with probability x².
    """
    half = Fraction(1, 2)
    pieces = [((0, half), [0, 0, Fraction(3, 2)]), ((half, 1), [-half, 2, -half])]
    up = sum(integral(times(left, [0, 0, 1]), *ends) for ends, left in pieces)
    right = sum(
        integral(times(times(left, [0, 1]), [0, 2]), *ends) for ends, left in pieces
    )  # density 2x, times x for up
    assert (up, right, 1 - up - right) == (Fraction(113, 480), Fraction(113, 240), Fraction(47, 160))
    estimate = optimality_probability(FIGURE_1, 1, samples=50_000)
    for share, error, expected in zip(
        estimate.values, estimate.standard_errors, (up, 1 - up - right, right), strict=True
    ):
        assert abs(share - float(expected)) < 5 * error


def test_figure_1_mean_over_orbits():
    """Over random goals the mean share that avoids up is 367/480, and every orbit keeps above 3/4."""
    rng = np.random.default_rng(0)
    shares = [vote_on_actions(FIGURE_1, rng.random(8), [1, 2], [0], 1).share for _ in range(30)]
    assert min(shares) >= 3 / 4
    assert np.mean(shares) == pytest.approx(367 / 480, abs=5 * np.std(shares) / np.sqrt(30))


def test_staying_anywhere_is_avoided_like_up():
    """The control: as many relabellings avoid ending in "right lower" as avoid "up", whatever the goal."""
    rows = long_run_distributions(FIGURE_1)

    def avoid(name):
        at = rows[:, FIGURE_1.state(name)] == 1
        return lambda rewards: ((rewards @ rows[~at].T).max(1), (rewards @ rows[at].T).max(1))

    for goal in (POWERS, -POWERS, np.arange(8.0), np.eye(8)[0], np.random.default_rng(1).random(8)):
        up = vote(avoid("up"), goal)
        assert up == vote_on_actions(FIGURE_1, goal, [1, 2], [0], 1)
        assert up == vote(avoid("right upper"), goal)
        assert up.first >= 3 * up.second  # three disjoint 1-cycles are left (Turner & Tadepalli 2022, Cor. D.12)


# ---- more options ----------------------------------------------------------------------------------------------


def test_right_contains_a_copy_of_left():
    """Turner et al. 2021, section 6: F(right) contains a copy of F_nd(left), and not the other way round."""
    left, right = FIGURE_1.state("left"), FIGURE_1.state("right")
    assert find_copy(functions(FIGURE_1, right), counting(FIGURE_1, left)) is not None
    assert find_copy(functions(FIGURE_1, left), counting(FIGURE_1, right)) is None
    for discount in (0, 0.1, 0.5, 0.9, 1):
        for goal in (POWERS, -POWERS, np.eye(8)[0], -np.eye(8)[0]):
            votes = vote_on_power(FIGURE_1, goal, right, left, discount)
            assert votes.first >= votes.second
    assert vote_on_power(FIGURE_1, -POWERS, right, left, 0.5) == (25200, 14400, 720)


def test_more_options_later_are_no_copy():
    """3 rooms behind a corridor hold no copy of 2 at once, so Prop. 6.6 is silent where γ = 2/3 turns the order."""
    world = small.now_or_later()
    early, late = world.state("early"), world.state("late")
    assert len(visit_distributions(world, 0.3, late)) > len(visit_distributions(world, 0.3, early))
    assert find_copy(functions(world, late), counting(world, early)) is None
    rows = long_run_distributions(world, late), long_run_distributions(world, early)
    assert find_copy(*rows) is not None  # Prop. 6.12 speaks at γ = 1
    assert power(world, 1).values[late] > power(world, 1).values[early]


def test_a_copy_by_an_involution_is_needed():
    """Two lotteries over three rooms are relabellings of each other by a three-cycle only, and no ≥_most holds."""
    chances = np.zeros((5, 1, 5))
    chances[0, 0, 2:], chances[1, 0, 2:] = (1 / 2, 1 / 3, 1 / 6), (1 / 6, 1 / 2, 1 / 3)
    chances[[2, 3, 4], 0, [2, 3, 4]] = 1
    world = MDP(transitions=chances)
    assert find_copy(functions(world, 0), functions(world, 1)) is None
    assert find_copy(functions(world, 0), functions(world, 1), involution=False) is not None
    for discount in (0.1, 0.9, 1):
        assert vote_on_power(world, [0, 0, 0, 1, 10], 0, 1, discount) == (6, 12, 2)
        assert vote_on_power(world, [0, 0, 0, -1, -10], 0, 1, discount) == (12, 6, 2)


# ---- what is chosen --------------------------------------------------------------------------------------------

THIRD_DOOR = MDP.from_graph({"start": ["x", "y", "z"], "x": ["x"], "y": ["y"], "z": ["x"]})


def test_another_way_to_the_copy_takes_votes():
    """Prop. 6.9 (2) needs a and a' to be the only ways: with a third door to x, P(x) = 1/3, P(y) = 1/2 at γ = 1."""
    world = THIRD_DOOR
    copy = find_copy(functions(world, 0, action=0), functions(world, 0, action=1))
    assert copy.tolist() == [0, 2, 1, 3]
    estimate = optimality_probability(world, 1, samples=50_000)
    for share, error, expected in zip(estimate.values, estimate.standard_errors, (1 / 3, 1 / 2, 1 / 6), strict=True):
        assert abs(share - expected) < 5 * error
    best = limit_actions(world, orbit([0, 1, 2, 3]), 1)[:, 0]
    assert best.sum(0).tolist() == [8, 12, 4]  # of 4! relabellings


def test_disjoint_supports_are_needed():
    """Thm. 6.13: {left lower} holds a copy of {right lower}, but shares a state with the mixture left."""
    rows = long_run_distributions(FIGURE_1)
    members = orbit(-POWERS)
    worth = members @ rows.T
    best = worth >= worth.max(1, keepdims=True) - 1e-9
    of = {name: best[:, rows[:, FIGURE_1.state(name)] == 1][:, 0] for name in ("left lower", "right lower")}
    assert count_votes(of["left lower"], of["right lower"]) == (8064, 10080, factorial(8) - 8064 - 10080)


def test_average_reward_is_needed():
    """Cor. 6.14 at γ = 1/2 instead: of the relabellings of (-1, 0, 0, 0) most go to off; and with U^0.1, P = .45."""
    world = small.off_or_hub(1)
    goal = [-1, 0, 0, 0]
    assert vote_on_actions(world, goal, [1], [0], 1) == (1, 1, 2)
    assert vote_on_actions(world, goal, [1], [0], 0.5) == (1, 2, 1)
    share = optimality_probability(world, 0.5, law=goals.power_of_uniform(0.1), samples=50_000).values[1]
    assert share == pytest.approx(0.45, abs=0.01)


def test_the_detour_in_fractions():
    """Prop. B.1 as γ → 1: of 3! orders of the three places to stay, two make north strictly best."""
    world = small.detour()
    places = [world.state(name) for name in ("north", "north-east", "end")]
    best = limit_actions(world, orbit(np.arange(4)), 1)[:, world.start]
    chosen = orbit(np.arange(4))[:, places].argmax(1) == 0
    assert (best[:, 0] == chosen).all()
    assert (best.sum(0) == (8, 16)).all()
    assert find_copy(functions(world, places[0]), counting(world, places[1])) is None
