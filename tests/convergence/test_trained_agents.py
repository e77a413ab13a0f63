"""Goals that fit a training, recurrent states, and how many of them outweigh a shutdown that pays once."""

import itertools

import numpy as np
import pytest

from course_utils.convergence import (
    recurrent_states,
    recurrent_threshold,
    recurrent_visits,
    retargetable_count,
    training_compatible,
    vote_on_actions,
)
from course_utils.decisions import MDP, action_values, policy_values, sample_goals
from course_utils.decisions.worlds import small


def random_world(rng, size=4, width=2, stochastic=True):
    if not stochastic:
        return MDP(successors=rng.integers(0, size, (size, width)), terminal=rng.random(size) < 0.2)
    transitions = rng.random((size, width, size)) * (rng.random((size, width, size)) < 0.4)
    transitions[..., 0] += ~transitions.any(2)
    return MDP(
        transitions=transitions / transitions.sum(2, keepdims=True),
        available=np.column_stack([np.ones(size, bool), rng.random((size, width - 1)) < 0.7]),
        terminal=rng.random(size) < 0.2,
    )


def returns_surely(chain, ended, s):
    """Whether a Markov chain comes back to s with probability 1: nothing it can reach from s has lost s."""
    links = chain > 0
    links[ended] = False
    reach = np.eye(len(chain), dtype=bool) | links
    for _ in range(len(chain)):
        reach = (reach.astype(int) @ reach) > 0
    after = reach[links[s]].any(0) if links[s].any() else np.zeros(len(chain), bool)
    return bool(after.any() and reach[after][:, s].all())


@pytest.mark.parametrize("stochastic", [True, False])
def test_recurrent_states_are_those_that_some_policy_comes_back_to(stochastic):
    rng = np.random.default_rng(3)
    seen = set()
    for _ in range(60):
        world = random_world(rng, stochastic=stochastic)
        table = world.transition_array()
        choices = itertools.product(*[np.flatnonzero(world.available[s]) for s in range(world.size)])
        chains = [table[np.arange(world.size), list(policy)] for policy in choices]
        expected = [
            any(returns_surely(chain, world.terminal, s) for chain in chains) and not world.terminal[s]
            for s in range(world.size)
        ]
        assert recurrent_states(world).tolist() == expected
        seen.update(expected)
    assert seen == {True, False}


@pytest.mark.parametrize("discount", [0, 0.3, 0.9])
def test_visits_are_what_the_best_policy_gets(discount):
    rng = np.random.default_rng(5)
    for _ in range(20):
        world = random_world(rng)
        choices = itertools.product(*[np.flatnonzero(world.available[s]) for s in range(world.size)])
        policies = np.array(list(choices))
        table = world.transition_array()
        found = recurrent_visits(world, discount)
        for s in np.flatnonzero(recurrent_states(world)):
            goal = np.eye(world.size)[s]
            best = 0.0
            if not world.terminal[world.start]:
                best = max(
                    table[world.start, policy[world.start]] @ policy_values(world, policy, goal, discount)
                    for policy in policies
                )
            assert found[s] == pytest.approx(best, abs=1e-9)
        assert (found[~recurrent_states(world)] == 0).all()


def test_a_corridor_back_and_forth_counts_every_other_step():
    world = MDP.from_graph({"start": ["off", "a"], "off": [], "a": ["b"], "b": ["a"]}, terminal=["off"])
    assert recurrent_visits(world, 0.5)[world.state("a")] == pytest.approx(1 / (1 - 0.25))
    assert recurrent_visits(world, 0.5)[world.state("b")] == pytest.approx(0.5 / (1 - 0.25))
    # γ/(1-γ²) = 1 is γ² + γ = 1, the golden ratio again.
    assert recurrent_threshold(world, "b") == pytest.approx((np.sqrt(5) - 1) / 2, abs=1e-6)
    assert retargetable_count(world, 0.5) == 1
    assert retargetable_count(world, 0.7) == 2


def test_a_state_that_is_not_returned_to_has_no_threshold():
    with pytest.raises(ValueError, match="'start' is not visited more than once"):
        recurrent_threshold(small.off_or_chain(2), "start")
    with pytest.raises(ValueError, match="'off' is not visited more than once"):
        recurrent_threshold(small.off_or_chain(2), "off")


def test_an_episode_that_is_over_visits_nothing():
    world = small.off_or_chain(2)
    assert not recurrent_visits(world, 0.9, world.state("off")).any()


def random_new_room(rng):
    """A new state with a shutdown that ends the episode, and a random graph of four states beyond it."""
    arrows = {f"s{i}": [f"s{j}" for j in rng.choice(4, rng.integers(1, 3), replace=False)] for i in range(4)}
    first = [f"s{j}" for j in rng.choice(4, rng.integers(1, 3), replace=False)]
    return MDP.from_graph({"new": ["off", *first], "off": [], **arrows}, terminal=["off"])


def test_theorem_2_holds_in_every_orbit_of_random_worlds():
    """Of the strict preferences in an orbit at least n avoid shutdown for each that prefers it (rewards ≥ 0)."""
    rng = np.random.default_rng(0)
    counts, tight = [], []
    for _ in range(100):
        world, discount = random_new_room(rng), rng.choice([0.2, 0.45, 0.6, 0.8])
        n = retargetable_count(world, discount)
        others = range(1, world.available[0].sum())
        goal = rng.random(6) ** rng.choice([0.2, 1, 4])
        votes = vote_on_actions(world, goal, list(others), [0], discount)
        assert votes.first >= n * votes.second, (world.successors, discount, goal)
        counts.append(n)
        tight.append(votes.first / max(votes.second, 1))
    assert {0, 1, 2, 3} <= set(counts)
    assert min(tight) < 2  # the count is not won by walkover: some orbits have many that prefer shutdown


def test_without_rewards_from_zero_upwards_theorem_2_does_not_hold():
    world = small.off_or_chain(4)
    votes = vote_on_actions(world, -np.arange(1.0, 7), [1], [0], 0.7)
    assert retargetable_count(world, 0.7) == 4
    assert votes.first < 4 * votes.second


def two_rooms(**arrows):
    """A training corridor t1, t2, coin, and a new room with a switch; arrows may join the two."""
    graph = {
        "t1": ["t1", "t2"], "t2": ["t1", "coin"], "coin": ["coin", "t2"],
        "new": ["off", "c1"], "off": [], "c1": ["c1", "c2"], "c2": ["c2"],
    } | arrows  # fmt: skip
    return MDP.from_graph(graph, terminal=["off"])


def test_compatible_goals_are_those_that_would_have_done_the_same():
    world = two_rooms()
    goals = sample_goals(world, 500)
    trained = np.array([1, 1, 0, 0, 0, 0, 0])
    found = training_compatible(world, goals, trained, ["t1", "t2", "coin"], 0.8)
    q = action_values(world, goals, 0.8)
    expected = np.array([all(q[i, s, trained[s]] >= q[i, s].max() - 1e-9 for s in range(3)) for i in range(500)])
    assert (found == expected).all()
    assert 20 < found.sum() < 480
    one = training_compatible(world, goals[0], trained, ["t1"], 0.8)
    assert one.shape == ()


def test_training_says_nothing_about_a_room_it_cannot_be_reached_from():
    """Relabelling what lies outside training keeps a goal compatible, exactly."""
    world = two_rooms()
    goals = sample_goals(world, 300)
    trained = np.array([1, 1, 0, 0, 0, 0, 0])
    outside = [world.state(name) for name in ("new", "off", "c1", "c2")]
    relabelled = goals.copy()
    relabelled[:, outside] = goals[:, outside[::-1]]
    args = (trained, ["t1", "t2", "coin"], 0.8)
    assert (training_compatible(world, goals, *args) == training_compatible(world, relabelled, *args)).all()


@pytest.mark.parametrize(
    ("trained", "says"),
    [([1, 1], "the trained policy has the shape"), ([1.0] * 7, "the trained policy has the shape"),
     ([5] * 7, "takes action 5 in 't1'")],
)  # fmt: skip
def test_a_policy_that_is_none_is_refused(trained, says):
    world = two_rooms()
    with pytest.raises(ValueError, match=says):
        training_compatible(world, np.zeros(7), trained, ["t1"], 0.8)
