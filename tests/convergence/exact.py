"""Visit distributions and non-dominance again, in exact fractions and without the package's methods."""

import itertools
from fractions import Fraction


def walks(table, start):
    """The first states of each deterministic policy's way from `start`, up to the first repetition, and where it turns.

    By brute force over all policies. Returns a set of (states, place in them to which the way comes back).
    """
    found = set()
    for policy in itertools.product(*[sorted(set(row)) for row in table]):
        way = [start]
        while (after := policy[way[-1]]) not in way:
            way.append(after)
        found.add((tuple(way), way.index(after)))
    return found


def visits(way, back, discount, size):
    """Discounted visits of a way that goes round from place `back` on, as fractions."""
    f = [Fraction(0)] * size
    round_ = discount ** (len(way) - back)
    for t, state in enumerate(way):
        f[state] += discount**t / (1 if t < back else 1 - round_)
    return tuple(f)


def long_run(way, back, size):
    """Shares of time in the long run."""
    cycle = way[back:]
    return tuple(Fraction(cycle.count(s), len(cycle)) for s in range(size))


def is_mixture(point, others):
    """Whether a point is a convex combination of others: phase one of the simplex method, Bland's rule, fractions."""
    if not others:
        return False
    target = [*point, Fraction(1)]
    rows = [[other[i] for other in others] for i in range(len(point))] + [[Fraction(1)] * len(others)]
    count, height = len(others), len(rows)
    table = [
        row + [Fraction(int(i == j)) for j in range(height)] + [b]
        for i, (row, b) in enumerate(zip(rows, target, strict=True))
    ]
    assert all(row[-1] >= 0 for row in table)
    basis = list(range(count, count + height))
    cost = (
        [-sum(row[j] for row in table) for j in range(count)]
        + [Fraction(0)] * height
        + [-sum(row[-1] for row in table)]
    )
    while (enter := next((j for j in range(count + height) if cost[j] < 0), None)) is not None:
        ratios = [(row[-1] / row[enter], basis[i], i) for i, row in enumerate(table) if row[enter] > 0]
        _, _, leave = min(ratios)
        pivot = table[leave][enter]
        table[leave] = [x / pivot for x in table[leave]]
        for row in [*(row for i, row in enumerate(table) if i != leave), cost]:
            if factor := row[enter]:
                row[:] = [x - factor * y for x, y in zip(row, table[leave], strict=True)]
        basis[leave] = enter
    return cost[-1] == 0  # no artificial variable is left


def corners(points):
    """Which points are no convex combination of the others."""
    points = list(points)
    return [point for i, point in enumerate(points) if not is_mixture(point, points[:i] + points[i + 1 :])]
