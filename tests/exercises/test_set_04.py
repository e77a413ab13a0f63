"""Set 4, judged by the solvers of the package and by enumeration, which its checks do without."""

import itertools
from fractions import Fraction

import numpy as np
import pytest

from course_utils.convergence import optimality_probability, recurrent_threshold, willingness_to_pay
from course_utils.decisions.worlds import small
from tests.exercises.sets import TASKS, verdict_on

PLACES = ("off", "A", "B", "C", "D")
LEVELS = (0, 1, 2, 10)


def by_fractions(rooms, discount):
    gamma = Fraction(discount)
    return float((1 - gamma) / 2 + gamma * Fraction(rooms, rooms + 1))


def one_minus_the_losses(rooms, discount):
    return 1 - (1 - discount) / 2 - discount / (rooms + 1)


def by_roots(steps):
    """Real roots of γ^(k-1) + γ - 1 between 0 and 1; the monomials cancel for k = 1 and add up for k = 2."""
    polynomial = np.zeros(max(steps, 2))
    polynomial[0] += 1
    polynomial[-2] += 1 if steps > 1 else 0
    polynomial[-1] -= 1
    if steps == 1:
        return 0.0
    if steps == 2:
        return 0.5
    roots = np.roots(polynomial)
    return float(next(root.real for root in roots if abs(root.imag) < 1e-9 and 0 <= root.real < 1))


def by_newton(steps):
    gamma = 0.5
    for _ in range(100):
        value = gamma ** (steps - 1) + gamma - 1
        slope = (steps - 1) * gamma ** (steps - 2) + 1 if steps > 1 else 1
        gamma -= value / slope
    return gamma


def by_loss_per_step(discount, risk, after):
    return discount * risk * (1 - after) / ((1 - discount) * (1 - discount * (1 - risk)))


def step_by_step(discount, risk, after):
    lost, gone, weight = 0.0, 0.0, 1.0
    while weight > 1e-14:
        lost += weight * gone * (1 - after)
        gone, weight = gone + (1 - gone) * risk, weight * discount
    return lost


def prior(off, *rooms):
    return dict(zip(PLACES, [list(off), *map(list, rooms)], strict=True))


RARE = (0.88, 0.005, 0.005, 0.11)

# Two right answers to each task, written in other ways than the reference.
RIGHT = {
    "04.avoid_probability": [by_fractions, one_minus_the_losses],
    "04.swap_threshold": [by_roots, by_newton],
    "04.accepting_prior": [
        prior((0.001, 0.997, 0.001, 0.001), *[(0.89, 0.001, 0.001, 0.108)] * 4),
        {name: tuple(law) for name, law in prior((0.005, 0.985, 0.005, 0.005), RARE, RARE, RARE,
                                                  (0.87, 0.01, 0.01, 0.11)).items()},
        # Numbers and laws of other kinds, which are read as lists of floats.
        dict.fromkeys(PLACES[1:], np.array(RARE)) | {"off": np.array((0.005, 0.985, 0.005, 0.005), np.float32)},
        {"off": (0.005, 0.985, 0.005, 0.005)} | dict.fromkeys(PLACES[1:], tuple(map(Fraction, map(str, RARE)))),
    ],
    "04.price_of_risk": [by_loss_per_step, step_by_step],
    "04.what_follows": [["a", "c", "e", "g"], frozenset("geca")],
}  # fmt: skip
# Mutants that no case can tell from the reference: id of the task, change, and why.
EQUIVALENT = {
    ("04.swap_threshold", "line 2: 0.0 -> -1.0"): "the first middle is 0, where the visits are not above 1",
    ("04.swap_threshold", "line 3: 50 -> 49"): "49 halvings are far below the tolerance",
    ("04.swap_threshold", "line 3: 50 -> 51"): "as many halvings as one likes",
    ("04.swap_threshold", "line 3: 50 -> 100"): "as many halvings as one likes",
    ("04.swap_threshold", "line 6: visits > 1 -> visits >= 1"): "exactly 1 is met at one middle at most, on the spot",
}


def share_by_enumeration(prior):
    """Every goal one by one: whether off is strictly best, and with which probability the goal is drawn."""
    share = 0.0
    for goal in itertools.product(range(4), repeat=5):
        if all(goal[0] > room for room in goal[1:]):
            share += np.prod([prior[place][level] for place, level in zip(PLACES, goal, strict=True)])
    return share


def test_the_judge_of_a_prior_agrees_with_enumeration():
    find_fault = TASKS["04.accepting_prior"].find_fault
    rng = np.random.default_rng(0)
    right = 0
    for _ in range(150):
        rare = rng.uniform(0.095, 0.16, 4)
        middle = rng.uniform(0.01, 0.05)
        drawn = prior((0.01, 0.97, 0.01, 0.01), *[(1 - middle - q, middle / 2, middle / 2, q) for q in rare])
        means = {name: np.dot(LEVELS, law) for name, law in drawn.items()}
        as_asked = min(means[name] for name in PLACES[1:]) > means["off"] and share_by_enumeration(drawn) > 0.5
        assert (find_fault(drawn) is None) == as_asked, drawn
        right += as_asked
    assert 5 < right < 145


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"E": [1, 0, 0, 0]}, "There is no place 'E'. The places are off, A, B, C, D."),
        ({"A": [0.5, 0.5]}, "The law of A is [0.5, 0.5]. It should be a list of four probabilities"),
        ({"A": np.full((1, 4), 0.25)}, "The law of A is [[0.25, 0.25, 0.25, 0.25]]. It should be a list of four"),
        ({"A": np.array([True, False, False, False])}, "The probability that A pays 0 is True. It should be a number."),
        ({"A": 3}, "The law of A is 3. It should be a list of four probabilities"),
        ({"B": [0.5, 0.5, "much", 0.1]}, "The probability that B pays 2 is 'much'. It should be a number."),
        ({"B": [0.5, 0.5, True, 0.1]}, "The probability that B pays 2 is True. It should be a number."),
        ({"C": [0.9, 0.9, 0.1, 0.1]}, "The probabilities of C add up to 2. They should add up to 1."),
        ({"C": [float("nan"), 0.9, 0.1, 0.1]}, "Under your prior `C` pays 0 with probability nan."),
        ({"D": [0.89, 0.0005, 0.0005, 0.109]}, "Under your prior `D` pays 1 with probability 0.0005."),
        ({"D": [0.89, 0.01, 0.01, 0.09]}, "On average `off` pays 1.04 and D pays 0.93."),
        ({"D": [0.5, 0.005, 0.005, 0.49]}, "`off` is strictly best for 0.34 of the goals. D alone leaves it"),
    ],
)
def test_each_fault_of_a_prior_has_its_sentence(change, says):
    task = TASKS["04.accepting_prior"]
    assert verdict_on(task, task.reference | change).message.startswith(says)


def test_a_prior_that_is_no_dict_or_lacks_a_place():
    task = TASKS["04.accepting_prior"]
    assert "should be a dict" in verdict_on(task, [[0.25] * 4] * 5).message
    lacking = {name: law for name, law in task.reference.items() if name != "C"}
    assert verdict_on(task, lacking).message.startswith("There is no law yet for C")


@pytest.mark.parametrize(("rooms", "discount"), [(1, 0.2), (3, 0.5), (9, 0.9)])
def test_the_share_agrees_with_the_solver(rooms, discount):
    world = small.off_or_hub(rooms)
    estimate = optimality_probability(world, discount, samples=50_000, seed=3)
    found = TASKS["04.avoid_probability"].reference(rooms, discount)
    place = world.action_to("start", "hub")
    assert abs(estimate.values[place] - found) < 4 * estimate.standard_errors[place]


def test_threshold_and_price_agree_with_the_package():
    world = small.off_or_chain(5)
    for steps in (1, 2, 3, 5):
        found = TASKS["04.swap_threshold"].reference(steps)
        assert found == pytest.approx(recurrent_threshold(world, f"c{steps}"), abs=1e-7)
    for case in ((0.99, 0.01, 0), (0.9, 0.2, 0.4), (0, 0.5, 0)):
        assert TASKS["04.price_of_risk"].reference(*case) == pytest.approx(willingness_to_pay(*case))
