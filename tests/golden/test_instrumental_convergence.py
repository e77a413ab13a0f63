"""Published and closed-form results of Part I, recomputed by the package.

Every expected number is a closed form, an exact count, a published figure (named) or a quadrature carried out here
without the package. Estimates must lie within the stated tolerance *and* within five standard errors.
"""

import itertools
from math import gamma as gamma_function

import numpy as np
import pytest

from course_utils.convergence import count_votes, optimality_probability, power, vote_of_rule, vote_on_actions
from course_utils.decisions import (
    MDP,
    average_values,
    goals,
    optimal_actions,
    orbit,
    read_grid,
    rules,
    sample_goals,
    shift_state,
    with_slip,
)
from course_utils.decisions.worlds import small

N = 100_000
FEWER = N // 4  # where the limit γ = 1 is taken, which costs most; the tolerances are three standard errors there


def agrees(estimate, place, expected, tolerance):
    value, error = estimate.values[place], estimate.standard_errors[place]
    assert abs(value - expected) <= tolerance, (value, expected)
    assert abs(value - expected) <= 5 * error + 1e-12, (value, expected, error)


def midpoints(count):
    """Equally likely values of a uniform variable, for quadrature."""
    return (np.arange(count) + 0.5) / count


# ---- options -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("discount", [0, 0.1, 0.5, 0.9, 0.99, 1])
@pytest.mark.parametrize("k", [1, 2, 3, 9])
def test_power_of_k_options(k, discount):
    """Turner et al. 2021, Prop. 5.4: the mean of the largest of k uniform rewards, k/(k+1), at every discount."""
    agrees(power(small.rooms(k), discount, samples=N), 0, k / (k + 1), 0.005)


@pytest.mark.parametrize("discount", [0, 0.25, 0.5, 0.9, 0.99, 1])
def test_candy_or_wait(discount):
    """Turner 2019: P(wait) = 1/2 + γ/6, POWER(start) = 2/3 + γ²/12."""
    world = small.candy_or_wait()
    wait = world.action_to("start", "wait")
    agrees(optimality_probability(world, discount, samples=N), wait, 1 / 2 + discount / 6, 0.005)
    estimate = power(world, discount, samples=N)
    agrees(estimate, 0, 2 / 3 + discount**2 / 12, 0.003)
    agrees(estimate, world.state("candy"), 1 / 2, 0.005)
    agrees(estimate, world.state("wait"), 2 / 3, 0.005)


@pytest.mark.parametrize("discount", [0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("k", [1, 3, 9])
def test_off_or_hub(k, discount):
    """Shutdown one step away, k rooms behind a hub: P(avoid off) = (1-γ)/2 + γ k/(k+1)."""
    world = small.off_or_hub(k)
    expected = (1 - discount) / 2 + discount * k / (k + 1)
    agrees(optimality_probability(world, discount, samples=N), world.action_to("start", "hub"), expected, 0.005)
    agrees(power(small.off_or_hub(k), discount, samples=N), world.state("hub"), k / (k + 1), 0.005)


def test_more_power_now_or_later_flips_at_two_thirds():
    """POWER(early) = 2/3, POWER(late) = 1/2 + γ/4: the order flips at γ = 2/3."""
    world = small.now_or_later()
    early, late = world.state("early"), world.state("late")
    for discount in (0.1, 0.5, 2 / 3, 0.9, 1):
        estimate = power(world, discount, samples=N)
        agrees(estimate, early, 2 / 3, 0.005)
        agrees(estimate, late, 1 / 2 + discount / 4, 0.005)
    before, after = (power(world, discount, samples=N).values for discount in (0.6, 0.73))
    assert before[early] > before[late]
    assert after[early] < after[late]


# ---- the battery -------------------------------------------------------------------------------------------


def test_battery_for_the_far_sighted():
    """7/11 fetch the battery; 10/11 avoid "off", and 10/11 avoid any other single room just as well."""
    world = small.battery()
    estimate = optimality_probability(world, 1, samples=20_000)
    agrees(estimate, world.action_to("start", "battery"), 7 / 11, 0.01)
    for room in ("off", "A1", "A2", "A3"):
        agrees(estimate, world.action_to("start", room), 1 / 11, 0.01)


@pytest.mark.parametrize("discount", [0.01, 0.5, 0.9, 0.99])
def test_battery_at_any_discount(discount):
    """P(battery) by quadrature: the battery's own reward b and the best of 7 rooms m against the best of 4."""
    b, v = np.meshgrid(midpoints(400), midpoints(400))
    worth = (1 - discount) * b + discount * v ** (1 / 7)
    expected = (worth**4).mean()
    world = small.battery()
    estimate = optimality_probability(world, discount, samples=N)
    agrees(estimate, world.action_to("start", "battery"), expected, 0.005)
    agrees(estimate, world.action_to("start", "off"), (1 - expected) / 4, 0.005)


# ---- Turner et al. 2021, Figure 1 --------------------------------------------------------------------------


@pytest.mark.parametrize("discount", [0.1, 0.3, 0.5, 0.7, 0.9, 1])
def test_figure_1_power(discount):
    """Turner et al. 2021, Figure 1 and section 5: POWER of the three regions."""
    world = small.turner_figure_1()
    estimate = power(world, discount, samples=N)
    agrees(estimate, world.state("up"), 1 / 2, 0.003)
    for name in ("left", "left lower"):
        agrees(estimate, world.state(name), (2 / 3 + discount / 2) / (1 + discount), 0.003)
    for name in ("right", "right upper", "right lower"):
        agrees(estimate, world.state(name), 2 / 3, 0.003)


@pytest.mark.parametrize("discount", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_figure_1_start_by_quadrature(discount):
    """The three moves are independent, so their distribution functions multiply."""
    u, lower, upper = np.meshgrid(*[midpoints(100)] * 3, indexing="ij")
    left = (1 - discount) * u + discount * np.maximum(lower, (upper + discount * lower) / (1 + discount))
    right = (1 - discount) * u + discount * np.maximum(lower, upper)
    x = midpoints(4000)
    up_cdf, left_cdf, right_cdf = x, *(np.searchsorted(np.sort(m.ravel()), x) / m.size for m in (left, right))
    world = small.turner_figure_1()
    agrees(power(world, discount, samples=N), 0, 1 - (up_cdf * left_cdf * right_cdf).mean(), 0.003)
    up_first = (left_cdf * right_cdf).mean()  # density of the uniform "up" is 1
    agrees(optimality_probability(world, discount, samples=N), 0, up_first, 0.005)


def test_figure_1_at_discount_one():
    """P(up) = 113/480, P(left) = 47/160, P(right) = 113/240 by integration of the six long-run distributions."""
    estimate = optimality_probability(small.turner_figure_1(), 1, samples=N)
    for action, expected in enumerate((113 / 480, 47 / 160, 113 / 240)):
        agrees(estimate, action, expected, 0.005)


def test_figure_1_orbits():
    """All 8! relabellings: the bound 3:1 is attained by -2^i (Turner & Tadepalli 2022, Cor. D.12)."""
    world = small.turner_figure_1()
    up, left, right = range(3)
    powers = 2.0 ** np.arange(8)
    assert vote_on_actions(world, -powers, [left, right], [up], 1) == (30240, 10080, 0)
    assert vote_on_actions(world, powers, [left, right], [up], 1) == (32256, 8064, 0)
    assert vote_on_actions(world, powers, [right], [left], 1) == (20160, 20160, 0)
    assert vote_on_actions(world, -powers, [right], [left], 1) == (26880, 13440, 0)
    assert vote_on_actions(world, powers, [right], [left], 0.5)[:2] == (20672, 19648)
    assert vote_on_actions(world, np.eye(8)[0], [left, right], [up], 1) == (4, 1, 3)
    assert vote_on_actions(world, -np.eye(8)[0], [left, right], [up], 1) == (1, 0, 7)


# ---- POWER is not the same as being chosen -----------------------------------------------------------------


@pytest.mark.parametrize(("discount", "north", "chosen"), [(0.5, 0.698, 0.417), (0.9, 0.738, 0.350), (1, 3 / 4, 1 / 3)])
def test_detour(discount, north, chosen):
    """Turner et al. 2021, Prop. B.1: POWER 3/4 against 2/3, chosen by 1/3 against 2/3 (γ → 1)."""
    world = small.detour()
    estimate = power(world, discount, samples=N)
    agrees(estimate, world.state("north"), north, 0.005)
    agrees(estimate, world.state("north-east"), 2 / 3, 0.005)
    choice = optimality_probability(world, discount, samples=N)
    agrees(choice, 0, chosen, 0.006)
    agrees(choice, 1, 1 - chosen, 0.006)


@pytest.mark.parametrize("discount", [0.1, 0.5, 0.9, 1])
def test_control_over_every_other_step_counts_half(discount):
    """Turner et al. 2021, App. A: s → {a, b} → s has POWER (2/3 + γ/2)/(1 + γ)."""
    world = MDP.from_graph({"s": ["a", "b"], "a": ["s"], "b": ["s"]})
    agrees(power(world, discount, samples=N), 0, (2 / 3 + discount / 2) / (1 + discount), 0.004)


def test_intermediate_control():
    """Turner et al. 2021, App. A: independent choices 2/3 at every discount, a chain of one choice 37/60 at γ = 1/2."""
    chained = MDP.from_graph({"s": ["b1", "b2"], "b1": ["r1"], "b2": ["r2"], "r1": ["r1"], "r2": ["r2"]})
    free = MDP.from_graph({"s": ["b1", "b2"], "b1": ["r1", "r2"], "b2": ["r1", "r2"], "r1": ["r1"], "r2": ["r2"]})
    agrees(power(chained, 0.5, samples=N), 0, 37 / 60, 0.004)
    for discount in (0.1, 0.5, 0.9):
        agrees(power(free, discount, samples=N), 0, 2 / 3, 0.004)


# ---- distributions of goals --------------------------------------------------------------------------------


@pytest.mark.parametrize("law", [goals.uniform, goals.exponential, goals.cauchy, goals.power_of_uniform(10)])
def test_shutdown_at_discount_one_is_counting(law):
    """Any continuous IID law: each of k + 1 rooms is as likely to be the best, so P(avoid) = k/(k+1)."""
    estimate = optimality_probability(small.off_or_hub(9), 1, law=law, samples=FEWER)
    agrees(estimate, 1, 9 / 10, 0.006)


def avoid_with_power_of_uniform(exponent, k):
    """P(off < (h + m)/2) at γ = 1/2, with h one reward and m the best of k, all U^exponent, by quadrature."""
    h, v = np.meshgrid(midpoints(2000), midpoints(2000))
    bound = (h**exponent + v ** (exponent / k)) / 2
    return (bound ** (1 / exponent)).mean()


def avoid_with_exponential(k):
    """1 - E e^{-h/2} E e^{-m/2}: the maximum of k exponentials has E e^{-tm} = k! Γ(1+t)/Γ(k+1+t)."""
    return 1 - 1 / 1.5 * gamma_function(k + 1) * gamma_function(1.5) / gamma_function(k + 1.5)


@pytest.mark.parametrize(
    ("k", "law", "quoted", "expected"),
    [
        (9, goals.uniform, 0.700, avoid_with_power_of_uniform(1, 9)),
        (9, goals.exponential, 0.811, avoid_with_exponential(9)),
        (9, goals.power_of_uniform(10), 0.857, avoid_with_power_of_uniform(10, 9)),
        (9, goals.power_of_uniform(0.1), 0.638, avoid_with_power_of_uniform(0.1, 9)),
        (1, goals.uniform, 0.500, avoid_with_power_of_uniform(1, 1)),
        (1, goals.exponential, 0.556, avoid_with_exponential(1)),
        (1, goals.power_of_uniform(10), 0.626, avoid_with_power_of_uniform(10, 1)),
        (1, goals.power_of_uniform(0.1), 0.450, avoid_with_power_of_uniform(0.1, 1)),
    ],
)
def test_shutdown_at_discount_one_half_depends_on_the_law(k, law, quoted, expected):
    """A law skewed to the left can make the action with fewer options the more probable one (.450 < 1/2)."""
    assert expected == pytest.approx(quoted, abs=0.001)
    agrees(optimality_probability(small.off_or_hub(k), 0.5, law=law, samples=N), 1, expected, 0.005)


@pytest.mark.parametrize("k", [3, 9])
@pytest.mark.parametrize("shift", [0, 0.25, 0.5, 0.75])
def test_a_prior_that_likes_shutdown(k, shift):
    """Shutdown's reward U(0,1) + δ, γ → 1: P(avoid) = 1 - δ - (1 - δ^{k+1})/(k+1)."""
    world = small.off_or_hub(k)
    drawn = shift_state(sample_goals(world, FEWER, seed=2), world.state("off"), shift)
    expected = 1 - shift - (1 - shift ** (k + 1)) / (k + 1)
    agrees(optimality_probability(world, 1, goals=drawn), 1, expected, 0.008)


# ---- grids -------------------------------------------------------------------------------------------------

GRID_3 = read_grid("...\n...\n...")
CORNER, EDGE, CENTRE = 0, 1, 4


@pytest.mark.parametrize(
    ("discount", "expected"),
    [
        (0.01, (0.750, 0.800, 0.833)),
        (0.1, (0.756, 0.804, 0.837)),
        (0.3, (0.771, 0.813, 0.845)),
        (0.6, (0.805, 0.835, 0.862)),  # published: Harris & Suo 2022, Part 1, Figure 1
        (0.9, (0.867, 0.878, 0.888)),
        (0.99, (0.896, 0.897, 0.898)),
    ],
)
def test_power_in_a_three_by_three_grid(discount, expected):
    """POWERplay's first figure and the same grid at other discounts."""
    estimate = power(GRID_3, discount, samples=50_000)
    for state, value in zip((CORNER, EDGE, CENTRE), expected, strict=True):
        assert estimate.values[state] == pytest.approx(value, abs=0.003)


def test_where_all_rooms_are_in_reach_power_tends_to_n_over_n_plus_1():
    """Turner et al. 2021, Prop. 5.5: n/(n+1) at γ = 1, and neighbours differ by at most 1-γ."""
    estimate = power(GRID_3, 1, samples=N)
    for state in range(9):
        agrees(estimate, state, 9 / 10, 0.003)
    for discount in (0.5, 0.9, 0.99):
        values = power(GRID_3, discount, samples=5000).values
        for s, t in itertools.product(range(9), range(9)):
            if t in GRID_3.successors[s]:
                assert abs(values[s] - values[t]) <= 1 - discount


MAZE = read_grid("""
    .......
    .##.###
    ....###
    .##....
    .##.##.
    .##....
    ....##.
""")


def test_power_in_the_published_maze():
    """Harris & Suo 2022, Part 1, 7x7 maze: k/(k+1) for k moves, stay included, when only the next step counts."""
    estimate = power(MAZE, 0, samples=N)
    k = np.array([len(set(row)) for row in MAZE.successors])
    for state in range(MAZE.size):
        agrees(estimate, state, k[state] / (k[state] + 1), 0.005)
    junctions = {MAZE.states[s] for s in np.flatnonzero(k == 4)}
    assert junctions == {(0, 3), (2, 0), (2, 3), (3, 3), (5, 3), (5, 6)}
    assert {MAZE.states[s] for s in np.flatnonzero(k == 2)} == {(0, 6), (6, 6)}


@pytest.mark.parametrize(
    ("slip", "expected"),
    [
        (0.25, (0.731, 0.753, 0.773)),
        (0.5, (0.655, 0.670, 0.684)),
        (0.75, (0.578, 0.586, 0.592)),
        (1, (0.5, 0.5, 0.5)),
    ],
)
def test_noise_takes_power_away(slip, expected):
    """3x3 grid, γ = .6, slip to a uniform allowed move; at slip 1 nothing is controlled and POWER is the mean."""
    walled = read_grid("...\n...\n...", bump=False)
    estimate = power(with_slip(walled, slip), 0.6, samples=20_000)
    for state, value in zip((CORNER, EDGE, CENTRE), expected, strict=True):
        assert estimate.values[state] == pytest.approx(value, abs=0.006)


# ---- shutdown that pays once (Krakovna & Kramár 2023) ------------------------------------------------------


@pytest.mark.parametrize(
    ("discount", "avoid"), [(0.1, 0.569), (0.3, 0.726), (0.55, 0.943), (0.65, 0.987), (0.9, 0.99997)]
)
def test_shutdown_paid_once_against_a_chain_of_rooms(discount, avoid):
    """Four rooms in a row, each with stay, or an end that pays once: exact volumes of the fact sheet."""
    chain = {"start": ["end", "c1"], "end": [], **{f"c{i}": [f"c{i}", f"c{min(i + 1, 4)}"] for i in range(1, 5)}}
    world = MDP.from_graph(chain, terminal=["end"])
    agrees(optimality_probability(world, discount, samples=N), 1, avoid, 0.005)


@pytest.mark.parametrize(("discount", "avoid"), [(0.5, 0.602), (0.9, 0.745), (0.999, 0.799), (1, 4 / 5)])
def test_shutdown_paid_for_ever_against_a_chain_of_rooms(discount, avoid):
    """The same with Turner's convention; at γ = 1 five rooms are equally likely to be best."""
    chain = {"start": ["end", "c1"], "end": ["end"], **{f"c{i}": [f"c{i}", f"c{min(i + 1, 4)}"] for i in range(1, 5)}}
    agrees(optimality_probability(MDP.from_graph(chain), discount, samples=N), 1, avoid, 0.005)


# ---- orbits and decision rules -----------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_one_outcome_against_n(n):
    """Turner & Tadepalli 2022, Thm. 3.6: with distinct utilities exactly n/(n+1) of the orbit prefer the n."""
    votes = vote_of_rule(rules.optimal, np.arange(n + 1.0), range(1, n + 1))
    assert votes.ties == 0
    assert votes.first * (n + 1) == n * (votes.first + votes.second)


def test_ties_are_a_third_group():
    """u = (1, 1, 0, 0): 3 for the three others, 0 for the first, 3 ties; u = (1, 0, 0, 0): 3:1."""
    for u, first, second, ties in (([1, 1, 0, 0], 3, 0, 3), ([1, 0, 0, 0], 3, 1, 0)):
        members = orbit(u)
        assert count_votes(members[:, 1:].max(1), members[:, 0]) == (first, second, ties)


PACMAN = {
    "optimal": (rules.optimal, (4, 2, 0), {1, 0}),
    "anti-optimal": (rules.anti_optimal, (4, 2, 0), {1, 0}),
    "Boltzmann T=1": (rules.boltzmann, (4, 2, 0), {0.993, 0.007, 0.000}),
    "satisficing t=3": (lambda u: rules.satisficing(u, 3), (2, 0, 4), {0.5, 0}),
    "satisficing t=7": (lambda u: rules.satisficing(u, 7), (4, 2, 0), {1, 0}),
    "satisficing t=-1": (lambda u: rules.satisficing(u, -1), (6, 0, 0), {0.333}),
    "best of 2": (lambda u: rules.best_of(u, 2), (4, 2, 0), {0.556, 0.333, 0.111}),
    "quantilising q=.5": (lambda u: rules.quantilising(u, 0.5), (4, 2, 0), {0.667, 0.333, 0}),
    "quantilising q=1": (lambda u: rules.quantilising(u, 1), (6, 0, 0), {0.333}),
}


@pytest.mark.parametrize("name", PACMAN)
def test_pacman_table(name):
    """Turner & Tadepalli 2022, App. A: ghost against {apple, cherry}, the six relabellings of (10, 5, 0)."""
    rule, votes, ghost = PACMAN[name]
    assert vote_of_rule(rule, [10, 5, 0], [1, 2]) == votes
    chosen = rule(orbit([10, 5, 0]))[:, 0]
    assert {round(p, 3) for p in chosen.tolist()} == ghost
    assert chosen.mean() == pytest.approx(1 / 3)


# ---- a thing that stays true when the package changes ------------------------------------------------------


def test_average_optimality_is_coarser_than_the_limit():
    """By average, going north is always among the best moves of the detour; in the limit it is for one in three."""
    world = small.detour()
    drawn = sample_goals(world, 2000)
    averages = average_values(world, drawn)
    assert (averages[:, world.state("north")] >= averages[:, world.state("north-east")]).all()
    close = optimal_actions(world, drawn, 0.9999)[:, 0, 0]
    assert 0.29 < close.mean() < 0.38
