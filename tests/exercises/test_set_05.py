"""Set 5, judged by the package and by direct computation, which its checks do without."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from course_utils.convergence import (
    TwoRegions,
    caring_threshold,
    contest_equilibrium,
    empowerment,
    most_products,
    peace_threshold,
)
from course_utils.decisions import MDP
from tests.exercises.sets import TASKS, verdict_on


def by_cells_taken(trees, energy, steps, caring):
    most = most_products(TwoRegions(cells=trees, pool=energy), steps)
    return (most + caring * (trees - np.arange(trees + 1))).max()


def step_by_step(trees, energy, steps, caring):
    reached = {(trees, energy): 0}  # the most tables so far, for each situation that can be reached
    for _ in range(steps):
        after = {}
        for (standing, pool), tables in reached.items():
            for fell, build in product(range(standing + 1), range(pool // 2 + 1)):
                if fell + 2 * build <= pool:
                    place = standing - fell, pool + 2 * fell - 2 * build
                    after[place] = max(after.get(place, 0), tables + build)
        reached = after
    return max(tables + caring * standing for (standing, _), tables in reached.items())


def weight_by_weight(tables):
    """The smallest of the weights at which two plans tie that makes sparing all best."""
    gains = [(float(t) - float(tables[0])) / b for b, t in enumerate(tables) if b]
    for weight in sorted({0.0, *gains}):
        worth = [float(t) + weight * (len(tables) - 1 - b) for b, t in enumerate(tables)]
        if weight >= 0 and worth[0] >= max(worth) - 1e-9:
            return weight
    raise AssertionError


def with_fractions(tables):
    gains = [Fraction(str(t)) - Fraction(str(tables[0])) for t in np.asarray(tables).tolist()]
    return float(max([Fraction(0), *[gain / b for b, gain in enumerate(gains) if b]]))


def by_sets(successors, steps):
    bits = []
    for state in range(len(successors)):
        now = {state}
        for _ in range(steps):
            now = {int(successors[s][a]) for s in now for a in range(len(successors[s]))}
        bits.append(float(np.log2(len(now))))
    return bits


def by_powers_of_a_matrix(successors, steps):
    size = len(successors)
    arrows = np.zeros((size, size))
    for s, row in enumerate(successors):
        arrows[s, row] = 1
    reach = np.eye(size)
    for _ in range(steps):
        reach = np.minimum(reach @ arrows, 1)
    return np.log2((reach > 0).sum(1))


def by_threshold(players, patience, grab):
    needed = 0 if grab <= 1 / players else (grab - 1 / players) / (grab - 1 / players**2)
    return [1 / players - 1 / players**2, 1 - 1 / players, patience >= needed]


def by_adding_up(players, patience, grab):
    effort = (players - 1) / (players * players)
    keeping = 1 / players / (1 - patience)
    breaking = grab + patience / (1 - patience) * (1 / players - effort)
    return effort, players * effort, bool(keeping >= breaking)


# Two right answers to each task, written in other ways than the reference.
RIGHT = {
    "05.best_utility": [by_cells_taken, step_by_step],
    "05.saving_weight": [weight_by_weight, with_fractions],
    "05.empowerment_bits": [by_sets, by_powers_of_a_matrix],
    "05.two_yardsticks": [
        {"s": ["a", "b"], "a": ["c", "d"], "b": ["e", "f"], **{name: ["z"] for name in "cdef"}, "z": ["z"],
         "t": ["u", "v"], "u": ["u"], "v": ["v"]},
        {"t": ["t", "x", "y"], "x": ["x"], "y": ("y",), "s": ["p", "q"], "p": list("jkl"), "q": list("mj"),
         **{name: ["k0"] for name in "jklm"}, "k0": ["k0"]},
    ],
    "05.contest": [by_threshold, by_adding_up],
}  # fmt: skip
# Mutants that no case can tell from the reference: id of the task, change, and why.
EQUIVALENT: dict[tuple[str, str], str] = {
    ("05.contest", "line 6: keeping >= breaking -> keeping > breaking"): "a tie is not asked: rounding would decide it",
}


def test_answers_agree_with_the_package():
    for returns, steps in product([1, 2, 3, 5], [1, 2, 4]):
        world = TwoRegions(cells=3, returns=returns)
        most = most_products(world, steps)
        possible = most[np.isfinite(most)]
        assert TASKS["05.saving_weight"].reference(possible) == caring_threshold(world, steps)
    rng = np.random.default_rng(0)
    for _ in range(20):
        successors = rng.integers(0, 6, (6, 2))
        found = TASKS["05.empowerment_bits"].reference(successors, 3)
        np.testing.assert_allclose(found, empowerment(MDP(successors=successors), 3))
    for players in (2, 3, 5, 9):
        effort, payoff = contest_equilibrium(players)
        for patience in (0.3, 0.6, 0.7, 0.85, 0.95):
            found = TASKS["05.contest"].reference(players, patience, 1.0)
            assert found[0] == pytest.approx(effort)
            assert 1 - found[1] == pytest.approx(players * payoff)
            assert found[2] == (patience >= peace_threshold(players))


@pytest.mark.parametrize("kept", [True, False])
def test_the_judge_of_two_yardsticks_agrees_with_closed_forms(kept):
    """From s a corridor to w states, kept for good or left for one end; from t a choice of k rooms, for good.

    POWER(t) = k/(k+1). POWER(s) = .1/2 + .9 w/(w+1) where they are kept, else .1/2 + .09 w/(w+1) + .81/2.
    """
    find_fault, right = TASKS["05.two_yardsticks"].find_fault, 0
    for w, k in product(range(1, 5), repeat=2):
        graph = {"s": ["m"], "m": [f"a{i}" for i in range(w)], "end": ["end"], "t": [f"r{i}" for i in range(k)]}
        graph |= {f"a{i}": [f"a{i}" if kept else "end"] for i in range(w)} | {f"r{i}": [f"r{i}"] for i in range(k)}
        of_s = 0.05 + (0.9 * w / (w + 1) if kept else 0.09 * w / (w + 1) + 0.405)
        gap = k / (k + 1) - of_s
        assert w <= k or abs(gap - 0.02) > 0.005  # decided by more than the sampling of POWER
        expected = w > k and gap > 0.02
        assert (find_fault(graph) is None) == expected, graph
        right += expected
    assert right == (0 if kept else 3)


@pytest.mark.parametrize(
    ("graph", "says"),
    [
        ([1, 2], "`two_yardsticks` should be a dict"),
        ({"s": ["s"]}, "There is no state 't'"),
        ({"s": ["s"], "t": []}, "State 't' should have a list of at least one state"),
        ({"s": "s", "t": ["t"]}, "State 's' should have a list"),
        ({"s": ["a"], "t": ["t"]}, "State 's' leads to 'a', which is no state of the graph"),
        ({"s": [["s"]], "t": ["t"]}, "State 's' leads to ['s'], which is no state"),
        ({"s": ["s"] * 7, "t": ["t"]}, "State 's' leads to 7 states; 6 are the most"),
        ({1: [1], "s": ["s"], "t": ["t"]}, "The state 1 should be named by text"),
        ({name: [name] for name in [*"stabcdefghijk"]}, "The graph has 13 states; 12"),
        ({"s": ["s"], "t": ["t"]}, "In exactly two steps 1 state can be reached from s and 1 state from t, and POWER"),
    ],
)
def test_each_fault_of_a_graph_has_its_sentence(graph, says):
    task = TASKS["05.two_yardsticks"]
    assert verdict_on(task, graph).message.startswith(says)
