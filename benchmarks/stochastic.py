"""Optimal values in stochastic worlds, per goal, beside QuantEcon.

    PYTHONPATH=src python benchmarks/stochastic.py

Two worlds: 100 states and 4 actions whose transition probabilities are all positive, and a 10x10 grid on which one
move in five slips (the hard case: bounds close slowly there). Ours is `optimal_values` for 1000 goals, divided by
1000. QuantEcon solves one goal at a time with the best of its three methods and two forms (dense arrays, sparse
state-action pairs), found in a trial of each; its model is built once and only the rewards are exchanged. Values of
both are within 1e-6; QuantEcon's policy iteration is exact.

Both run on one BLAS thread, as `course.py` starts its kernels: on systems this small, more threads slow either down.
"""

from __future__ import annotations

from itertools import cycle

import numpy as np
from quantecon.markov import DiscreteDP
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits
from timing import race, row

from course_utils.decisions import MDP, optimal_values, read_grid, sample_goals, with_slip

GOALS = 1000
TOLERANCE = 1e-6
METHODS = {"PI": "policy_iteration", "MPI": "modified_policy_iteration", "VI": "value_iteration"}
WIDTHS = [16, 8, 8, 10, 8, 12]


def dense_world(size: int = 100, width: int = 4) -> MDP:
    weights = np.random.default_rng(0).random((size, width, size))
    return MDP(transitions=weights / weights.sum(2, keepdims=True))


def slippery_grid(side: int = 10, slip: float = 0.2) -> MDP:
    return with_slip(read_grid("\n".join(["." * side] * side)), slip)


def quantecon(mdp: MDP, discount: float):
    """Return functions of rewards to values, one for each form and method."""
    states, actions = np.divmod(np.arange(mdp.size * mdp.width), mdp.width)
    pairs = csr_matrix(mdp.transitions.reshape(-1, mdp.size))
    dense = DiscreteDP(np.zeros((mdp.size, mdp.width)), mdp.transitions, discount)
    sparse = DiscreteDP(np.zeros(len(states)), pairs, discount, states, actions)

    def solver(model: DiscreteDP, method: str):
        def solve(rewards: np.ndarray) -> np.ndarray:
            model.R = np.repeat(rewards, mdp.width).reshape(model.R.shape)
            return model.solve(method, epsilon=TOLERANCE, max_iter=100_000).v

        return solve

    forms = {"dense": dense, "sparse": sparse}
    return {f"{form} {short}": solver(forms[form], name) for form in forms for short, name in METHODS.items()}


def compare(name: str, mdp: MDP, discount: float) -> None:
    goals = sample_goals(mdp, GOALS)
    exact = optimal_values(mdp, goals, discount)
    solvers = quantecon(mdp, discount)
    for what, solve in solvers.items():
        for goal, values in zip(goals[:2], exact[:2], strict=True):
            assert np.abs(solve(goal) - values).max() < TOLERANCE, what
    trial = race({what: lambda solve=solve: solve(goals[0]) for what, solve in solvers.items()}, 5)
    best = min(trial, key=trial.get)
    some = cycle(np.ascontiguousarray(goals[:200]))

    def solve_twenty() -> None:
        for _ in range(20):
            solvers[best](next(some))

    def ours_() -> np.ndarray:
        return optimal_values(mdp, goals, discount, accuracy=TOLERANCE * (1 - discount))

    seconds = race({"ours": ours_, "QuantEcon": solve_twenty}, 9)
    ours, theirs = seconds["ours"] / GOALS * 1e6, seconds["QuantEcon"] / 20 * 1e6
    row([name, discount, ours, theirs, f"{theirs / ours:.1f}x", best], WIDTHS)


if __name__ == "__main__":
    print("microseconds per goal, and QuantEcon's time divided by ours")
    row(["world", "discount", "ours", "QuantEcon", "ratio", "its best"], WIDTHS)
    with threadpool_limits(1):
        for name, world in [("dense, S=100", dense_world()), ("slip, 10x10", slippery_grid())]:
            for discount in (0.1, 0.9, 0.99):
                compare(name, world, discount)
