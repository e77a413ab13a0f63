"""POWER of every state of a grid, per goal, beside three libraries that solve a Markov decision process.

    PYTHONPATH=src python benchmarks/power.py [largest side, 32 by default]

Ours is the whole call of `convergence.power` for 1000 goals, drawing them included, divided by 1000. The libraries
solve one goal at a time, so their time for N goals is N times the time of one; they are timed on a few goals:

mdpsolver     modified policy iteration, Gauss-Seidel, one thread (its best setting here), tolerance 1e-6; the whole
              call, because its model takes transitions and rewards together
QuantEcon     `DiscreteDP` on sparse state-action pairs, policy iteration; the model is built once and only its
              rewards are exchanged. The last column is the best of its three methods, which may stop at 1e-6
pymdptoolbox  `PolicyIteration` on dense matrices (its sparse ones become dense where it solves); the whole call,
              because its model takes transitions and rewards together; one goal a turn

All agree to 1e-6 before they are timed. BLAS is limited to one thread throughout.
"""

from __future__ import annotations

import sys
from itertools import cycle

import mdpsolver
import numpy as np
from mdptoolbox.mdp import PolicyIteration
from quantecon.markov import DiscreteDP
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits
from timing import race, row

from course_utils.convergence import power
from course_utils.decisions import MDP, optimal_values, read_grid, sample_goals

GOALS = 1000
TOLERANCE = 1e-6
METHODS = ["policy_iteration", "modified_policy_iteration", "value_iteration"]


def quantecon(mdp: MDP, discount: float):
    """Return a function of rewards and method to values."""
    pairs = np.arange(mdp.size * mdp.width)
    table = csr_matrix((np.ones(pairs.size), (pairs, mdp.successors.ravel())), (pairs.size, mdp.size))
    states, actions = np.divmod(pairs, mdp.width)
    model = DiscreteDP(np.zeros(pairs.size), table, discount, states, actions)

    def solve(rewards: np.ndarray, method: str = "policy_iteration") -> np.ndarray:
        model.R = np.repeat(rewards, mdp.width)
        return model.solve(method, epsilon=TOLERANCE, max_iter=100_000).v

    return solve


def mdpsolver_(mdp: MDP, discount: float):
    """Return a function of rewards to values."""
    columns = [[[target] for target in targets] for targets in mdp.successors.tolist()]
    ones = [[[1.0]] * mdp.width] * mdp.size

    def solve(rewards: np.ndarray) -> np.ndarray:
        model = mdpsolver.model()
        paid = [[reward] * mdp.width for reward in rewards.tolist()]
        model.mdp(discount=discount, rewards=paid, tranMatProbs=ones, tranMatColumns=columns)
        model.solve(algorithm="mpi", update="gs", tolerance=TOLERANCE, parallel=False)
        return np.array(model.getValueVector())

    return solve


def pymdptoolbox(mdp: MDP, discount: float):
    """Return a function of rewards to values."""
    table = np.ascontiguousarray(mdp.transition_array().transpose(1, 0, 2))

    def solve(rewards: np.ndarray) -> np.ndarray:
        model = PolicyIteration(table, rewards, discount)
        model.run()
        return np.array(model.V)

    return solve


def compare(side: int, discount: float) -> None:
    grid = read_grid("\n".join(["." * side] * side))
    goals = sample_goals(grid, 10)
    solvers = {
        "mdpsolver": mdpsolver_(grid, discount),
        "QuantEcon": quantecon(grid, discount),
        "pymdptoolbox": pymdptoolbox(grid, discount),
    }
    exact = optimal_values(grid, goals, discount)
    for name, solve in solvers.items():
        for goal, values in zip(goals[:2], exact[:2], strict=True):
            assert np.abs(solve(goal) - values).max() < TOLERANCE, name

    def solve_ten(solve, *method: str) -> None:
        for goal in goals:
            solve(goal, *method)

    quick = solvers["QuantEcon"]
    trial = race({method: lambda method=method: solve_ten(quick, method) for method in METHODS}, 3)
    best = min(trial, key=trial.get)
    some = cycle(goals)

    calls = {
        "ours": lambda: power(grid, discount, samples=GOALS),
        "mdpsolver": lambda: solve_ten(solvers["mdpsolver"]),
        "QuantEcon": lambda: solve_ten(quick),
        "best": lambda: solve_ten(quick, best),
        "pymdptoolbox": lambda: solvers["pymdptoolbox"](next(some)),
    }
    seconds = race(calls, 9 if side < 32 else 5)
    each = {"ours": GOALS, "pymdptoolbox": 1}
    micro = {name: time / each.get(name, len(goals)) * 1e6 for name, time in seconds.items()}
    ratios = [f"{micro[name] / micro['ours']:,.0f}x" for name in calls if name != "ours"]
    row([f"{side}x{side}", discount, *micro.values(), *ratios, best], WIDTHS)


WIDTHS = [7, 8, 10, 10, 10, 10, 13, 10, 10, 8, 13, 27]

if __name__ == "__main__":
    names = ["mdpsolver", "QuantEcon", "its best", "pymdptoolbox"]
    print("microseconds per goal, then the libraries' time divided by ours")
    row(["grid", "discount", "ours", *names, *names, "its best method"], WIDTHS)
    with threadpool_limits(1):
        for side in [n for n in (5, 10, 20, 32) if n <= int((sys.argv[1:] or ["32"])[0])]:
            for discount in (0.1, 0.9, 0.99):
                compare(side, discount)
