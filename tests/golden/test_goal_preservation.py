"""Keeping one's goal, the three value functions and the incentives of five graphs, recomputed by the package.

Expected numbers are closed forms, exact counts, or published sets; each set of nodes is found by two algorithms.
"""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from course_utils.convergence import (
    AGENTS,
    InfluenceDiagram,
    StructuralModel,
    expected_loss,
    has_control_incentive,
    instrumental_control_incentives,
    loss_from_change,
    power,
    random_model,
    redraw,
    response_incentives,
    switch_point,
    value_of_control,
    value_of_information,
    worth_after_rewrite,
    worth_of_following,
)
from course_utils.decisions import sample_goals
from course_utils.decisions.worlds.small import rooms
from tests.convergence import diagrams

# ---- what a goal loses when it is changed ------------------------------------------------------------------


def by_enumeration(options, kept, levels):
    """The worth that is left, exactly: every goal and every change of `options` rewards that take `levels` values."""
    values = [Fraction(2 * i + 1, 2 * levels) for i in range(levels)]
    share, total = {True: kept, False: 1 - kept}, Fraction(0)
    for goal in product(values, repeat=options):
        for stays in product([True, False], repeat=options):
            fresh = [[old] if stay else values for old, stay in zip(goal, stays, strict=True)]
            weight = np.prod([share[stay] for stay in stays])
            for changed in product(*fresh):
                best = [i for i in range(options) if changed[i] == max(changed)]
                judged = sum(goal[i] for i in best) / len(best)
                chance = Fraction(1, levels**options) * weight
                for stay in stays:
                    chance *= 1 if stay else Fraction(1, levels)
                total += chance * judged
    return total


@pytest.mark.parametrize("kept", [Fraction(0), Fraction(1, 4), Fraction(1, 2), Fraction(1)])
def test_the_share_that_is_kept_is_what_counts_exactly(kept):
    """For any law what is left is ρ E max + (1-ρ) E, by symmetry; here every case of two options is gone through."""
    levels = 4
    mean = Fraction(1, 2)
    best = sum(max(a, b) for a in range(levels) for b in range(levels)) * Fraction(1, levels**3) + Fraction(1, 8)
    assert by_enumeration(2, kept, levels) == kept * best + (1 - kept) * mean


@pytest.mark.parametrize(("kept", "left"), [(0, 0.5), (0.25, 0.6), (0.5, 0.7), (0.75, 0.8), (1, 0.9)])
def test_nine_options(kept, left):
    """Fact sheet on power, simulation 1b: .500, .600, .700, .800, .900 for n = 9."""
    goals = np.random.default_rng(5).random((100_000, 9))
    assert 9 / 10 - expected_loss(9, kept) == pytest.approx(left)
    assert worth_of_following(goals, redraw(goals, kept)).mean() == pytest.approx(left, abs=0.005)


@pytest.mark.parametrize("options", [1, 2, 9, 40])
def test_more_options_more_to_lose(options):
    """(1-ρ)(n/(n+1) - 1/2) in closed form and in a world: what can be lost is POWER less 1/2."""
    assert expected_loss(options, 0.25) == pytest.approx(0.75 * (options / (options + 1) - 0.5))
    world = rooms(options)
    goals = sample_goals(world, 8_000, seed=6)
    loss = loss_from_change(world, goals, redraw(goals, 0.25), 0.9).mean()
    assert loss == pytest.approx(expected_loss(options, 0.25), abs=0.01)
    assert loss == pytest.approx(0.75 * (power(world, 0.9, goals=goals).values[0] - 0.5), abs=0.01)


# ---- Everitt et al. 2016, section 4: three value functions -------------------------------------------------

WORK_OR_IDLE = [0, 0.5], [1, 0.9]  # what idling and working pay: now, and after the rewrite, which makes it idle


def test_switch_points():
    """Fact sheet on corrigibility, section 5.2: -4.5, 0, +4.5 at discount .9; the continuations 4.5, 9, 4.5, 0."""
    points = {agent: float(switch_point(agent, *WORK_OR_IDLE, 0.9)) for agent in AGENTS}
    assert points == pytest.approx({"hedonistic": -4.5, "ignorant": 0, "realistic": 4.5})
    ahead = {agent: 9 * float(worth_after_rewrite(agent, *WORK_OR_IDLE)) for agent in AGENTS}
    assert ahead == pytest.approx({"hedonistic": 9, "ignorant": 4.5, "realistic": 0})


@pytest.mark.parametrize(("agent", "point"), [("hedonistic", -4.5), ("ignorant", 0), ("realistic", 4.5)])
def test_switch_points_by_playing_it_out(agent, point):
    """Spec 5A: sweep the bonus from -6 to 6, play each choice out as the agent imagines it, see where it turns."""

    def imagined(bonus, rewrite):
        utility, judged = ("new" if rewrite else "current"), bonus if rewrite else 0.0
        for step in range(1, 600):
            acts_on = "current" if agent == "ignorant" else utility
            idles = acts_on == "new"  # which pays more for it than for work
            by = utility if agent == "hedonistic" else "current"
            pay = 1.0 if by == "new" else 0.0 if idles else 0.5
            judged += 0.9**step * pay
        return judged

    sweep = np.round(np.arange(-6, 6.05, 0.1), 1)
    turns = [bonus for bonus in sweep if imagined(bonus, True) > imagined(bonus, False) + 1e-9]
    assert turns == [bonus for bonus in sweep if bonus > point + 1e-9]


# ---- Everitt et al. 2021: incentives of five graphs --------------------------------------------------------

# Edges, decision, utility, and the sets of the fact sheet on corrigibility, section 5.4 (entry 18 of its table).
GRAPHS = {
    "off-switch": ("D>B, B>S, S>R, D>W, W>R", "D", "R", {"ICI": "B S W R"}),
    "off-switch, natural value": ("D>B, B>S, Bnat>Snat, Snat>R, D>W, W>R", "D", "R", {"ICI": "W R"}),
    "recommender": ("O>M, O>I, M>P, P>I, I>C, P>C", "P", "C", {"ICI": "I C", "RI": "M O", "VoI": "M O"}),
    "recommender, redesigned": ("O>M, O>I, M>P, M>PC, P>I, P>PC", "P", "PC", {"ICI": "PC"}),
    "grade predictor": (
        "R>HS, HS>E, E>Gr, HS>P, Ge>P, Gr>Ac, P>Ac", "P", "Ac",
        {"RI": "R HS", "VoI": "E Gr HS", "VoC": "E Gr HS R Ac", "ICI": "Ac"},
    ),
}  # fmt: skip
CRITERIA = {
    "ICI": instrumental_control_incentives,
    "VoI": value_of_information,
    "RI": response_incentives,
    "VoC": value_of_control,
}


def graph(name):
    text, decision, utility, expected = GRAPHS[name]
    return InfluenceDiagram(diagrams.edges(text), decision, utility), expected


@pytest.mark.parametrize("name", GRAPHS)
def test_incentives_of_the_five_graphs(name):
    """Each published set by reachability and a travelling ball, and again by path lists and moralisation."""
    diagram, expected = graph(name)
    again = diagrams.second_opinion(diagram)
    for kind, criterion in CRITERIA.items():
        assert criterion(diagram) == again[kind], kind
        if kind in expected:
            assert set(criterion(diagram)) == set(expected[kind].split()), kind


@pytest.mark.parametrize("name", GRAPHS)
def test_the_same_incentives_in_random_models(name):
    """Where the graph has a path some of 60 random models has the incentive by its definition, elsewhere none."""
    diagram, expected = graph(name)
    rng = np.random.default_rng(7)
    models = [random_model(diagram, rng) for _ in range(60)]
    has = [n for n in diagram.nodes if n != diagram.decision and any(has_control_incentive(m, n) for m in models)]
    assert set(has) == set(expected["ICI"].split())


def test_how_many_models_on_the_off_switch_graph_have_what_it_admits():
    """All 4 x 4 x 4 tables of button, shutdown and work: incentives in 16, 16, 32 and 40 of 64 models.

    A table of one bit passes its cause on in two cases of four. Button and shutdown need both tables to, work needs
    its own, and the reward needs one way of the two: 1 - (1 - 1/4)(1 - 1/2) = 5/8.
    """
    diagram, _ = graph("off-switch")
    reward = np.array([[0.31, 0.83], [0.59, 0.17]])  # no two sums or differences agree
    tables = list(product([0, 1], repeat=2))
    count = dict.fromkeys("BSWR", 0)
    for b, s, w in product(tables, repeat=3):
        model = StructuralModel(diagram, {"B": np.array(b), "S": np.array(s), "W": np.array(w), "R": reward})
        for node in count:
            count[node] += has_control_incentive(model, node)
    assert count == {"B": 16, "S": 16, "W": 32, "R": 40}
