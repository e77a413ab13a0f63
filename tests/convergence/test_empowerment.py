"""Empowerment: against paths written out one by one, and capacities against known channels and bounds."""

import itertools

import numpy as np
import pytest

from course_utils.convergence import channel_capacity, empowerment, klyubin_maze, reachable_counts, with_walls
from course_utils.decisions import MDP, read_grid, with_slip


def by_paths(mdp, steps):
    """Ends of all sequences of actions, walked one by one."""
    counts = []
    for state in range(mdp.size):
        ends = set()
        for actions in itertools.product(range(mdp.width), repeat=steps):
            here = state
            for action in actions:
                here = here if mdp.terminal[here] else mdp.successors[here, action]
            ends.add(int(here))
        counts.append(len(ends))
    return counts


def random_world(seed):
    rng = np.random.default_rng(seed)
    size, width = rng.integers(1, 7), rng.integers(1, 4)
    return MDP(
        successors=rng.integers(0, size, (size, width)),
        available=np.column_stack([np.ones(size, bool), rng.random((size, width - 1)) < 0.7]),
        terminal=rng.random(size) < 0.2,
    )


@pytest.mark.parametrize("seed", range(30))
def test_counts_agree_with_all_paths(seed):
    world = random_world(seed)
    for steps in (0, 1, 2, 4):
        assert reachable_counts(world, steps).tolist() == by_paths(world, steps)


def test_counts_in_a_part_of_the_maze_agree_with_all_paths():
    maze = klyubin_maze()
    for steps in (1, 2, 3):
        assert reachable_counts(maze, steps).tolist() == by_paths(maze, steps)


@pytest.mark.parametrize("seed", range(8))
def test_without_chance_the_channel_gives_the_count(seed):
    """The two ways of computing it meet: a world without chance, written as one with chance."""
    world = random_world(seed)
    stochastic = MDP(transitions=world.transition_array(), terminal=world.terminal)
    for steps in (1, 2):
        np.testing.assert_allclose(empowerment(stochastic, steps), empowerment(world, steps), atol=1e-8)


def test_noise_takes_bits_away():
    grid = read_grid("...\n...\n...")
    previous = empowerment(grid, 2)
    for slip in (0.1, 0.4, 0.8, 1.0):
        now = empowerment(with_slip(grid, slip), 2)
        assert (now < previous).all()
        previous = now
    np.testing.assert_allclose(previous, 0, atol=1e-9)


def test_a_display_that_nobody_controls_adds_nothing_and_one_that_is_controlled_adds_a_bit():
    """Two lamps over a choice of two rooms: shown at random, or switched by the agent."""
    rooms = np.array([[1, 0], [0, 1]], float)
    random_lamp = np.kron(rooms, [[0.5, 0.5]])
    own_lamp = np.kron(rooms, np.eye(2))
    assert channel_capacity(rooms) == pytest.approx(1)
    assert channel_capacity(random_lamp) == pytest.approx(1)
    assert channel_capacity(own_lamp) == pytest.approx(2)


@pytest.mark.parametrize("seed", range(10))
def test_capacity_is_the_largest_information(seed):
    """For two inputs: against a fine search over the weight of the first."""
    channel = np.random.default_rng(seed).dirichlet(np.ones(3), 2)
    p = np.linspace(0, 1, 4001)[1:-1, None]
    mixture = p * channel[0] + (1 - p) * channel[1]
    rates = (p * channel[0] * np.log2(channel[0] / mixture) + (1 - p) * channel[1] * np.log2(channel[1] / mixture)).sum(
        1
    )
    assert channel_capacity(channel) == pytest.approx(rates.max(), abs=1e-6)


def test_doubled_inputs_and_outputs_never_seen_change_nothing():
    channel = np.array([[0.9, 0.1], [0.1, 0.9]])
    more = np.column_stack([np.vstack([channel, channel[:1]]), np.zeros(3)])
    assert channel_capacity(more) == pytest.approx(channel_capacity(channel))


def test_walls_close_both_ways():
    world = with_walls(read_grid(".."), [((0, 0), (0, 1))])
    assert reachable_counts(world, 5).tolist() == [1, 1]
    assert klyubin_maze().size == 100


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: reachable_counts(with_slip(read_grid(".."), 0.1), 1), "chance"),
        (lambda: empowerment(with_slip(read_grid("...\n..."), 0.1), 12), "too many"),
        (lambda: empowerment(read_grid(".."), -1), "steps is -1"),
        (lambda: channel_capacity([[0.5, 0.4]]), "sum to 1"),
        (lambda: channel_capacity([0.5, 0.5]), "row of probabilities"),
        (lambda: with_walls(read_grid("..."), [((0, 0), (0, 2))]), "neighbouring"),
    ],
)
def test_what_is_refused(call, says):
    with pytest.raises(ValueError, match=says):
        call()
