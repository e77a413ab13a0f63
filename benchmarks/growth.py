"""How time and memory of `convergence.power` grow with the world (S states) and with the number of goals (N).

    PYTHONPATH=src python benchmarks/growth.py

Time: the exponent is the slope of log time over log S or log N by least squares. Memory: the peak of what a call
allocates, by tracemalloc, which sees NumPy's arrays; goals are streamed, so it should not depend on N.
"""

from __future__ import annotations

import tracemalloc

import numpy as np
from threadpoolctl import threadpool_limits
from timing import race, row

from course_utils.convergence import power
from course_utils.decisions import GridWorld, optimal_values, read_grid, sample_goals

WIDTHS = [44, 10]


def grid(side: int) -> GridWorld:
    return read_grid("\n".join(["." * side] * side))


def exponent(sizes: list[int], seconds: dict[str, float]) -> float:
    return float(np.polyfit(np.log(sizes), np.log(list(seconds.values())), 1)[0])


def peak(samples: int) -> float:
    """Megabytes."""
    world = grid(10)
    power(world, 0.99, samples=100)
    tracemalloc.start()
    power(world, 0.99, samples=samples)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1e6


def main() -> None:
    row(["growth of the time of power()", "exponent"], WIDTHS)
    sides = [5, 7, 10, 14, 20, 28, 40]
    worlds = {str(side): grid(side) for side in sides}
    for discount in (0.1, 0.9, 0.99):
        calls = {name: lambda w=w, g=discount: power(w, g, samples=1000) for name, w in worlds.items()}
        slope = exponent([side**2 for side in sides], race(calls, 5))
        row([f"in S, 25 to 1600 states, N = 1000, discount {discount}", f"{slope:.2f}"], WIDTHS)
    counts = [1_000, 3_000, 10_000, 30_000]
    calls = {str(n): lambda n=n: power(worlds["10"], 0.99, samples=n) for n in counts}
    row(["in N, 1000 to 30,000 goals, 10x10, discount 0.99", f"{exponent(counts, race(calls, 5)):.2f}"], WIDTHS)

    print()
    row(["peak memory on 10x10, discount 0.99", "MB"], WIDTHS)
    peaks = {n: peak(n) for n in (1_000, 10_000, 100_000)}
    for n, megabytes in peaks.items():
        row([f"power(), {n:,} goals", f"{megabytes:.1f}"], WIDTHS)
    assert peaks[100_000] < 1.2 * peaks[10_000], "memory grows with the number of goals"
    tracemalloc.start()
    optimal_values(grid(10), sample_goals(grid(10), 10_000), 0.99)
    row(["optimal_values(), 10,000 goals, all kept", f"{tracemalloc.get_traced_memory()[1] / 1e6:.1f}"], WIDTHS)
    tracemalloc.stop()


if __name__ == "__main__":
    with threadpool_limits(1):
        main()
