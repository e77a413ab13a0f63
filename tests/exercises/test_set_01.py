"""Set 1, judged by the solvers of the package too, which its checks do without."""

from fractions import Fraction

import numpy as np
import pytest

from course_utils.decisions import optimal_actions
from course_utils.decisions.worlds import small
from tests.exercises.sets import TASKS, verdict_on

BATTERY = small.battery(3, 7)


def with_the_solver(rewards, discount, move):
    best = optimal_actions(BATTERY, rewards, discount)[:, BATTERY.start]
    return best[:, BATTERY.action_to("start", move)].mean()


def goal_by_goal(rewards, discount, move):
    count = 0
    for goal in rewards:
        worth = dict(zip(BATTERY.states[:6], goal[:6].tolist(), strict=True))
        del worth["start"]
        worth["battery"] = worth["battery"] * (1 - discount) + discount * max(goal[6:].tolist())
        if worth[move] == max(worth.values()):
            count += 1
    return count / len(rewards)


def by_symmetry(near, behind):
    return float(Fraction(behind, 1 + near + behind))


def by_the_opposite(near, behind):
    return 1 - (1 + near) / (1 + near + behind)


def rewards_of(off, battery, near, behind):
    values = [0.3, off, battery, *near, *behind]
    return dict(zip(BATTERY.states, values, strict=True))


# Two right answers to each task, written in other ways than the reference.
RIGHT = {
    "01.first_move_share": [with_the_solver, goal_by_goal],
    "01.battery_probability": [by_symmetry, by_the_opposite],
    "01.goal_for_off": [
        rewards_of(0.5, 0.25, [0.25, 0.4, 0.0], [0.6, 0.55, 0.7, 0.6, 0.6, 0.6, 0.6]),
        {name: reward for name, reward in rewards_of(0.9, 0, [0, 0, 0], [1] * 7).items() if name != "start"},
    ],
    "01.terminal_or_instrumental": [["a", "c", "d", "f", "h"], frozenset("hfdca")],
}
# Mutants that no case can tell from the reference: id of the task, change, and why.
EQUIVALENT: dict[tuple[str, str], str] = {}


def test_columns_taken_wrongly_are_noticed_in_the_worked_examples():
    task = TASKS["01.first_move_share"]

    def shares_from(off=1, battery=2, near=3, first=6, end=13, others=()):
        def first_move_share(rewards, discount, move):
            plan = (1 - discount) * rewards[:, battery] + discount * rewards[:, first:end].max(axis=1)
            worth = np.column_stack([rewards[:, off], plan, rewards[:, near : near + 3], rewards[:, list(others)]])
            return np.mean(worth[:, ["off", "battery", "A1", "A2", "A3"].index(move)] == worth.max(axis=1))

        return first_move_share

    slips = [shares_from(first=first, end=end) for first in range(10) for end in range(10, 14)]
    slips.remove(right := slips[6 * 4 + 3])
    slips += [shares_from(off=column) for column in range(13) if column != 1]
    slips += [shares_from(battery=column) for column in range(13) if column != 2]
    slips += [shares_from(near=column) for column in range(8) if column != 3]
    slips += [shares_from(others=[column]) for column in (0, 2, *range(6, 13))]  # a first move that there is not
    slips += [shares_from(0, 1, 2, 5, 12), shares_from(0, 1, 2, 5, 13), shares_from(2, 3, 4, 7, 13)]  # counted from 1
    assert verdict_on(task, right, only="worked examples").is_right
    for number, slip in enumerate(slips):
        assert not verdict_on(task, slip, only="worked examples").is_right, number


def test_the_judge_of_a_goal_agrees_with_the_solver():
    find_fault = TASKS["01.goal_for_off"].find_fault
    rng = np.random.default_rng(0)
    right = 0
    for _ in range(300):
        low = rng.choice([0.5, 0.75])
        goal = rewards_of(
            float(low), float(rng.integers(0, 4) / 4), (rng.integers(0, 4, 3) / 4).tolist(),
            rng.uniform(low, 1, 7).round(2).tolist(),
        )  # fmt: skip
        best = optimal_actions(BATTERY, [goal[name] for name in BATTERY.states], 0.5)[BATTERY.start]
        only_off = best[BATTERY.action_to("start", "off")] and best[BATTERY.available[BATTERY.start]].sum() == 1
        above = all(goal[name] > goal["off"] for name in BATTERY.states if name.startswith("B"))
        assert (find_fault(goal) is None) == (only_off and above), goal
        right += only_off and above
    assert 20 < right < 280


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"off": 1.5}, "The reward of off is 1.5. Rewards here go from 0 to 1."),
        ({"B2": float("nan")}, "The reward of B2 is nan. Rewards here go from 0 to 1."),
        ({"off": True}, "The reward of off is True. It should be a number"),
        ({"A1": "much"}, "The reward of A1 is 'much'. It should be a number"),
        ({"C1": 0.5}, "The world has no state 'C1'. Its states are start, off"),
        ({"A2": 0.75}, "A tie: A2 is worth 0.75 per step, as much as `off`."),
        ({"battery": 1}, "The best plan fetches the battery."),
        ({"B7": 0.75}, "B7 pays 0.75, and `off` pays 0.75: every B room should pay more than `off`. So raise"),
        ({"A2": 0.9, "off": 0.85}, "B1 pays 0.8, and `off` pays 0.85: every B room should pay more than `off`. So"),
        ({"off": 0.9}, "B1 pays 0.8, and `off` pays 0.9: every B room should pay more than `off`. A goal that likes"),
        (dict.fromkeys(BATTERY.states, 0.7), "Everything pays 0.7, so all five first moves are worth the same"),
        ({"A1": 0.9, "battery": 0.9}, "Two plans are in the way of `off`, which is worth 0.75: A1 pays 0.9"),
        ({"A1": 0.9, "battery": 0.7}, "Two plans are in the way of `off`, which is worth 0.75: A1 pays 0.9"),
        ({"A1": 0.75, "battery": 0.7}, "A tie: A1 and the plan over the battery are worth 0.75 per step"),
        ({"A1": 0.9, "battery": 0.6}, "The best plan goes to A1, which pays 0.9 in every step; `off` pays 0.75."),
    ],
)
def test_each_fault_of_a_goal_has_its_sentence(change, says):
    task = TASKS["01.goal_for_off"]
    assert verdict_on(task, task.reference | change).message.startswith(says)


def test_a_goal_that_is_no_dict_or_lacks_a_state():
    task = TASKS["01.goal_for_off"]
    assert "should be a dict" in verdict_on(task, [0.5] * 13).message
    lacking = {name: reward for name, reward in task.reference.items() if name not in ("A1", "B3")}
    assert verdict_on(task, lacking).message.startswith("There is no reward yet for A1, B3.")


def test_shares_of_the_five_moves_agree_with_the_known_probabilities():
    # Quadrature of the law of (1-γ)B + γ max of 7, fact sheet on power, section 1: off, A rooms, battery.
    rewards = np.random.default_rng(0).random((100_000, 13))
    reference = TASKS["01.first_move_share"].reference
    for discount, expected in (
        (0.5, (0.177, 0.531, 0.292)),
        (0.9, (0.117, 0.350, 0.533)),
        (0.99, (0.094, 0.281, 0.625)),
    ):
        shares = {move: reference(rewards, discount, move) for move in ("off", "A1", "A2", "A3", "battery")}
        found = (shares["off"], shares["A1"] + shares["A2"] + shares["A3"], shares["battery"])
        np.testing.assert_allclose(found, expected, atol=0.006)
    assert TASKS["01.battery_probability"].reference(3, 7) == 7 / 11
