"""Published and closed-form results on resources, rivals and empowerment, recomputed by the package.

Every expected number is a closed form, an exact count, a published figure (named) or comes from an independent method.
"""

from functools import cache, lru_cache

import numpy as np
import pytest

from course_utils.convergence import (
    TwoRegions,
    best_plans,
    caring_threshold,
    channel_capacity,
    contest_equilibrium,
    empowerment,
    game_power,
    klyubin_maze,
    most_products,
    peace_threshold,
    power,
    reachable_counts,
    share_spared,
    two_agent_power,
)
from course_utils.decisions import MDP, read_grid, with_slip

# ---- stripping (after Benson-Tilsen & Soares 2016) -----------------------------------------------------------


@lru_cache(None)
def utility(left, pool, cells, caring=0.0):
    """The best utility in the world of two regions, by a recursion of its own."""
    if not left:
        return caring * cells
    return max(
        build + utility(left - 1, pool - take - 2 * build + 3 * take, cells - take, caring)
        for take in range(min(cells, pool) + 1)
        for build in range((pool - take) // 2 + 1)
    )


@pytest.mark.parametrize(("cells", "best"), [(2, [0, 1, 2, 2]), (6, [0, 1, 4, 6])])
def test_best_utilities(cells, best):
    """Most products in 1 to 4 steps; without touching the region none."""
    for steps, products in enumerate(best, 1):
        found = most_products(TwoRegions(cells=cells), steps)
        assert found[0] == 0
        assert found.max() == products == utility(steps, 1, cells)


def test_with_time_enough_every_best_plan_takes_everything():
    """Benson-Tilsen & Soares 2016, Theorem 2, in this world: it is every optimal strategy that acts in the region."""
    for steps in (3, 4, 5):
        assert {plan.cells_taken for plan in best_plans(TwoRegions(), steps)} == {2}
    assert {plan.cells_taken for plan in best_plans(TwoRegions(), 1)} == {0, 1}  # nothing gained: some do, some do not
    for returns in (0, 1):  # no lunch, and one that gains nothing
        assert 0 in {plan.cells_taken for plan in best_plans(TwoRegions(returns=returns), 4)}


def test_the_caring_threshold_is_exactly_one():
    """c = .9: both cells, utility 2.0; c = 1: a tie; c = 1.1: none, utility 2.2."""
    world = TwoRegions()
    taken = {c: {plan.cells_taken for plan in best_plans(world, 4, c)} for c in (0.9, 1.0, 1.1)}
    assert taken == {0.9: {2}, 1.0: {0, 1, 2}, 1.1: {0}}
    assert utility(4, 1, 2, 0.9) == pytest.approx(2.0)
    assert utility(4, 1, 2, 1.1) == pytest.approx(2.2)
    assert caring_threshold(world, 4) == 1
    assert caring_threshold(TwoRegions(cells=6), 4) == 1


@pytest.mark.parametrize("n", [1, 3, 10])
def test_spared_if_best_as_it_is(n):
    """P(spared) = 1/(n+1) for a region with n other uses, whatever the continuous law."""
    rng = np.random.default_rng(0)
    for values in (rng.random((200_000, n + 1)), rng.standard_cauchy((200_000, n + 1))):
        assert share_spared(values) == pytest.approx(1 / (n + 1), abs=0.004)


# ---- two agents (Harris & Suo 2022, part 2) ------------------------------------------------------------------

LEVELS = (0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.5, 0.75, 1)


@cache
def three_by_three():
    """8,000 draws: over other seeds correlations scatter by 0.02, mean POWERs by 0.0007."""
    world = read_grid("...\n...\n...")
    return dict(zip(LEVELS, two_agent_power(world, 0.6, LEVELS, samples=8_000), strict=True))


@pytest.mark.parametrize(
    ("shared", "human", "agent"),
    [(0, 0.666, 0.820), (0.25, 0.749, 0.849), (0.5, 0.814, 0.873), (0.75, 0.867, 0.894), (1, 0.910, 0.910)],
)
def test_mean_power_of_two_agents(shared, human, agent):
    """Harris & Suo 2022, part 2, 3x3 grid, γ = .6: published means (.25 to .75 read from their plot)."""
    found = three_by_three()[shared]
    assert found.human.mean() == pytest.approx(human, abs=0.003)
    assert found.agent.mean() == pytest.approx(agent, abs=0.003)


def test_correlation_of_two_powers():
    """-.51 from the published tables for independent goals, 1 for one goal; our reruns with 65,000 draws between."""
    assert three_by_three()[0].correlation == pytest.approx(-0.51, abs=0.05)
    assert three_by_three()[1].correlation == pytest.approx(1)
    for shared, rerun in (
        (0.05, -0.39),
        (0.1, -0.26),
        (0.15, -0.13),
        (0.2, 0.015),
        (0.25, 0.14),
        (0.5, 0.67),
        (0.75, 0.93),
    ):
        assert three_by_three()[shared].correlation == pytest.approx(rerun, abs=0.05)


def test_where_the_powers_decouple():
    """The correlation rises with the shared part and crosses 0 near ρ = .195."""
    found = [three_by_three()[level].correlation for level in LEVELS]
    assert (np.diff(found) > 0).all()
    assert np.interp(0, found, LEVELS) == pytest.approx(0.195, abs=0.03)


def test_where_the_two_stand():
    """Independent goals: A's POWER hangs on its own cell, H's on A's too; against the random A both matter little."""
    found = three_by_three()[0]
    corner, edge, centre = 0, 1, 4
    assert found.baseline.mean() == pytest.approx(0.664, abs=0.003)
    for cell, expected in ((corner, 0.802), (edge, 0.829), (centre, 0.852)):
        assert found.agent[:, cell].mean() == pytest.approx(expected, abs=0.006)
    for cells, expected in (((4, 0), 0.694), ((4, 4), 0.672), ((0, 4), 0.647), ((0, 0), 0.662)):
        assert found.human[cells] == pytest.approx(expected, abs=0.008)
    same = three_by_three()[1].human
    assert same[0, [0, 2, 6, 8]].mean() == pytest.approx(0.897, abs=0.006)
    assert same[centre, centre] == pytest.approx(0.931, abs=0.006)


@pytest.mark.parametrize(
    ("shared", "human", "agent", "correlation"),
    [(0, 0.640, 0.724, -0.33), (0.5, 0.746, 0.784, 0.71), (1, 0.838, 0.838, 1)],
)
def test_two_agents_in_a_corridor(shared, human, agent, correlation):
    """The 1x3 corridor at γ = .6; alone, one agent has .707 .750 .707."""
    corridor = read_grid("...")
    found = two_agent_power(corridor, 0.6, shared, samples=40_000)
    assert found.human.mean() == pytest.approx(human, abs=0.003)
    assert found.agent.mean() == pytest.approx(agent, abs=0.003)
    assert found.correlation == pytest.approx(correlation, abs=0.04)
    assert found.baseline.mean() == pytest.approx(0.641, abs=0.003)
    alone = power(corridor, 0.6, samples=40_000).values
    np.testing.assert_allclose(alone, [0.707, 0.750, 0.707], atol=0.003)


# ---- empowerment ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "fewest", "most", "bits"),
    [(1, 2, 5, (1.00, 2.32)), (2, 3, 13, (1.58, 3.70)), (5, 11, 46, (3.46, 5.52)), (10, 22, 85, (4.46, 6.41))],
)
def test_the_published_maze(steps, fewest, most, bits):
    """Klyubin, Polani & Nehaniv 2005: ranges of the figure for n = 1, 2, 5; n = 10 by counting."""
    maze = klyubin_maze()
    counts = reachable_counts(maze, steps)
    assert (counts.min(), counts.max()) == (fewest, most)
    values = empowerment(maze, steps)
    assert (round(values.min(), 2), round(values.max(), 2)) == bits
    if steps == 5:
        assert maze.states[values.argmax()] == (5, 5)


def test_an_open_grid():
    """10x10 without walls, with stay: counts of a diamond cut by the edges."""
    grid = read_grid("\n".join(["." * 10] * 10))
    for steps, fewest, most in ((1, 3, 5), (2, 6, 13), (5, 21, 59)):
        diamond = [
            sum(abs(r - i) + abs(c - j) <= steps for i in range(10) for j in range(10))
            for r in range(10)
            for c in range(10)
        ]
        counts = reachable_counts(grid, steps)
        assert counts.tolist() == diamond
        assert (counts.min(), counts.max()) == (fewest, most)


@pytest.mark.parametrize(
    ("slip", "expected"),
    [(0, (1.585, 2.000, 2.322)), (0.2, (0.906, 1.161, 1.368)), (0.5, (0.360, 0.463, 0.551)), (1, (0, 0, 0))],
)
def test_noisy_three_by_three(slip, expected):
    """One step, with probability ε one of the five actions at random; the centre is a symmetric channel."""
    values = empowerment(with_slip(read_grid("...\n...\n..."), slip), 1)
    np.testing.assert_allclose(values[[0, 1, 4]], expected, atol=0.0011)
    hit, miss = 1 - slip + slip / 5, slip / 5  # a channel with five equal rows up to order: log2 5 less the entropy
    entropy = -sum(p * np.log2(p) for p in [hit, *[miss] * 4] if p > 0)
    assert values[4] == pytest.approx(np.log2(5) - entropy, abs=1e-8)


@pytest.mark.parametrize(
    ("channel", "capacity"),
    [
        ([[0.9, 0.1], [0.1, 0.9]], 1 + 0.1 * np.log2(0.1) + 0.9 * np.log2(0.9)),  # binary symmetric: 1 - H(.1)
        ([[1, 0], [0.5, 0.5]], np.log2(5 / 4)),  # Z-channel
        ([[0.7, 0.3, 0], [0, 0.3, 0.7]], 0.7),  # erasure
    ],
)
def test_capacities_known_in_closed_form(channel, capacity):
    """Cover & Thomas, *Elements of Information Theory*, chapter 7: .5310, .3219, .7000."""
    assert channel_capacity(channel) == pytest.approx(capacity, abs=1e-8)


def test_empowerment_has_no_limit_where_power_has_one():
    """Turner et al. 2021, App. A: 1 bit for odd n, 0 for even n; POWER (2/3 + γ/2)/(1 + γ)."""
    world = MDP.from_graph({"s": ["a", "b"], "a": ["s"], "b": ["s"]})
    assert [empowerment(world, n)[0] for n in (1, 2, 3, 4, 9)] == [1, 0, 1, 0, 1]
    assert power(world, 1, samples=100_000).values[0] == pytest.approx(7 / 12, abs=0.004)


def test_empowerment_does_not_see_a_choice_on_the_way():
    """Turner et al. 2021, App. A: equal bits at every n, POWER 2/3 against 37/60 at γ = 1/2."""
    chained = MDP.from_graph({"s": ["b1", "b2"], "b1": ["r1"], "b2": ["r2"], "r1": ["r1"], "r2": ["r2"]})
    free = MDP.from_graph({"s": ["b1", "b2"], "b1": ["r1", "r2"], "b2": ["r1", "r2"], "r1": ["r1"], "r2": ["r2"]})
    for n in (1, 2, 3, 6):
        assert empowerment(chained, n)[0] == empowerment(free, n)[0] == 1
    assert power(chained, 0.5, samples=100_000).values[0] == pytest.approx(37 / 60, abs=0.004)
    assert power(free, 0.5, samples=100_000).values[0] == pytest.approx(2 / 3, abs=0.004)


# ---- rivals --------------------------------------------------------------------------------------------------

PENNIES = np.array([[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]])


@pytest.mark.parametrize(
    ("one", "other", "total"),
    [((0.5, 0.5), (0.5, 0.5), 0), ((1, 0), (1, 0), 2), ((0.8, 0.2), (0.5, 0.5), 0.6), ((0.8, 0.2), (0.3, 0.7), 1.0)],
)
def test_matching_pennies(one, other, total):
    """Stavrianos & Turner 2021: c = 0 at the equilibrium, more everywhere else."""
    assert game_power(PENNIES, [one, other]).sum() == pytest.approx(total)


def test_rock_paper_scissors_only_at_nash():
    """The only equilibrium is 1/3 each, so every other profile of a fine grid has a sum above 0."""
    table = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]])
    game = np.array([table, -table])
    profiles = [(i / 6, j / 6, 1 - (i + j) / 6) for i in range(7) for j in range(7 - i)]
    sums = {(p, q): game_power(game, [p, q]).sum() for p in profiles for q in profiles}
    zero = [profile for profile, total in sums.items() if total < 1e-9]
    assert len(zero) == 1
    np.testing.assert_allclose(zero[0], 1 / 3)
    assert min(sums.values()) > -1e-12


@pytest.mark.parametrize(
    ("players", "effort", "payoff", "patience"),
    [(2, 1 / 4, 1 / 4, 2 / 3), (3, 2 / 9, 1 / 9, 3 / 4), (5, 4 / 25, 1 / 25, 5 / 6)],
)
def test_contest(players, effort, payoff, patience):
    """Tullock 1980: effort (n-1)/n², payoff 1/n²; an even split lasts from δ = n/(n+1)."""
    assert contest_equilibrium(players) == pytest.approx((effort, payoff))
    assert peace_threshold(players) == pytest.approx(patience)
    steps = np.linspace(0, 1, 100_001)[1:]
    alone = steps / (steps + (players - 1) * effort) - steps  # nobody gains by changing alone, by search
    assert steps[alone.argmax()] == pytest.approx(effort, abs=1e-5)
    assert alone.max() == pytest.approx(payoff, abs=1e-8)
