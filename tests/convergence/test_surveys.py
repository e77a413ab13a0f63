"""One solution of each goal against the functions that solve anew, against closed forms and against plans by hand."""

import numpy as np
import pytest

from course_utils.convergence import optimality_probability, power
from course_utils.convergence.surveys import steps_from, survey
from course_utils.decisions import MDP, optimal_policy, read_grid, sample_goals
from course_utils.decisions.worlds.small import battery, off_or_hub, rooms

WORLDS = {
    "grid": read_grid("A..#O\n.#...\n....R", {"O": "off", "R": "room"}, absorbing=["off", "room"]),
    "no staying": read_grid("A..\n.#.\n...", stay=False, bump=False),
    "battery": battery(2, 3),
}


@pytest.mark.parametrize("name", WORLDS)
@pytest.mark.parametrize("discount", [0.05, 0.9, 0.999])
def test_power_and_first_moves_are_those_of_the_functions_that_solve_anew(name, discount):
    world = WORLDS[name]
    goals = sample_goals(world, 300, seed=3)
    found = survey(world, discount, goals)
    for ours, theirs in (
        (found.power, power(world, discount, goals=goals)),
        (found.first_moves, optimality_probability(world, discount, goals=goals)),
    ):
        assert ours.values == pytest.approx(theirs.values, abs=1e-7)
        assert ours.standard_errors == pytest.approx(theirs.standard_errors, abs=1e-7)
        assert ours.samples == theirs.samples == 300


@pytest.mark.parametrize("name", WORLDS)
def test_plans_go_where_the_optimal_policy_leads(name):
    world = WORLDS[name]
    goals = sample_goals(world, 50, seed=1)
    visits, ends = np.zeros((2, world.size))
    for goal in goals:
        policy, place, path = optimal_policy(world, goal, 0.9), world.start, []
        for _ in range(3 * world.size):
            path.append(place)
            place = world.successors[place, policy[place]]
        visits[list(set(path))] += 1
        ends[place] += len(set(path[-5:])) == 1
    found = survey(world, 0.9, goals)
    assert found.visits.values == pytest.approx(visits / 50)
    assert found.ends.values == pytest.approx(ends / 50)


def test_rooms_and_a_hub_have_their_closed_forms():
    """POWER k/(k+1), each of k rooms wanted once in k (S-power 2.5); off against a hub: (1-γ)/2 + γk/(k+1)."""
    world = rooms(4)
    found = survey(world, 0.7, sample_goals(world, 20_000))
    assert abs(found.power.values[0] - 4 / 5) < 4 * found.power.standard_errors[0]
    assert (np.abs(found.visits.values[1:] - 1 / 4) < 4 * found.visits.standard_errors[1:]).all()
    assert found.ends.values.sum() == pytest.approx(1)
    world = off_or_hub(9)
    found = survey(world, 0.5, sample_goals(world, 20_000))
    off = world.state("off")
    assert abs(1 - found.visits.values[off] - 0.7) < 4 * found.visits.standard_errors[off]


def test_pooled_surveys_are_one_survey_of_all_goals():
    world = WORLDS["grid"]
    goals = sample_goals(world, 500)
    whole, parts = survey(world, 0.9, goals), survey(world, 0.9, goals[:180]).pooled(survey(world, 0.9, goals[180:]))
    for name in ("power", "first_moves", "visits", "ends"):
        one, other = getattr(whole, name), getattr(parts, name)
        assert one.values == pytest.approx(other.values, abs=1e-12)
        assert one.standard_errors == pytest.approx(other.standard_errors, abs=1e-12)
        assert one.samples == other.samples


def test_a_plan_that_never_rests_ends_nowhere():
    ring = MDP.from_graph({"a": ["b"], "b": ["c"], "c": ["b", "end"], "end": ["end"]})
    found = survey(ring, 0.9, [[0, 1, 1, 0], [0, 0, 0, 1.0]])
    assert found.visits.values.tolist() == [1, 1, 1, 0.5]
    assert found.ends.values.tolist() == [0, 0, 0, 0.5]


def test_plans_may_begin_elsewhere():
    world = battery(2, 3)
    goals = sample_goals(world, 200)
    found = survey(world, 0.9, goals, state=world.state("battery"))
    assert found.visits.values[[world.state(f"B{i}") for i in (1, 2, 3)]].sum() == pytest.approx(1)


def test_steps_are_counted_from_the_start():
    world = WORLDS["grid"]
    assert world.as_grid(steps_from(world, world.start).astype(float), wall=-9).tolist() == [
        [0, 1, 2, -9, 6],
        [1, -9, 3, 4, 5],
        [2, 3, 4, 5, 6],
    ]
    assert steps_from(battery(1, 1), battery(1, 1).state("off")).tolist() == [-1, 0, -1, -1, -1]


def test_what_a_survey_cannot_look_at():
    world = battery()
    goals = sample_goals(world, 5)
    for discount in (0, 0.99999):
        with pytest.raises(ValueError, match="for a survey it must lie above 0 and be at most"):
            survey(world, discount, goals)
    ending = MDP.from_graph({"start": ["end"], "end": []}, terminal=["end"])
    with pytest.raises(ValueError, match="episodes do not end"):
        survey(ending, 0.9, [[0.0, 1.0]])
    coin = MDP(transitions=np.full((2, 1, 2), 0.5))
    with pytest.raises(ValueError, match="one sure outcome"):
        survey(coin, 0.9, [[0.0, 1.0]])
