"""What the live figure of rewards gives to the page, what it refuses, and what stands where no widget can run.

That the page finds the same values and best moves as `decisions` is tested in tests/browser.
"""

import re

import numpy as np
import pytest

from course_utils.decisions import read_grid, with_slip
from course_utils.decisions.worlds.small import battery, candy_or_wait, rooms
from course_utils.pictures import live_rewards

GOAL = {"candy": 0.5, "chocolate": 0.6, "hug": 0.3}
CORRIDOR = "..G\nA#P"


def corridor(**options):
    return read_grid(CORRIDOR, {"G": "goal", "P": "pit"}, absorbing=["goal", "pit"], **options)


def test_a_graph_goes_to_the_page_as_moves_and_boxes_in_columns():
    figure = live_rewards(candy_or_wait(), GOAL)
    assert figure.states == ["start", "candy", "wait", "chocolate", "hug"]
    assert figure.moves[0] == [{"name": "candy", "leads": [[1, 1.0]]}, {"name": "wait", "leads": [[2, 1.0]]}]
    assert [column for column, _ in figure.places] == [0, 1, 1, 2, 2]
    assert figure.drawing == []
    assert [slider["name"] for slider in figure.sliders] == ["candy", "chocolate", "hug"]
    assert figure.goal.tolist() == [0, 0.5, 0, 0.6, 0.3]
    assert figure.discount == 0.9


def test_a_grid_goes_to_the_page_as_it_is_drawn_and_without_the_moves_that_are_not_there():
    figure = live_rewards(corridor(bump=False), {"goal": 1, "pit": -1}, elsewhere=-0.05, lowest=-1)
    assert figure.drawing == CORRIDOR.split()
    assert figure.places == [[0, 0], [0, 1], [0, 2], [1, 0], [1, 2]]
    assert [move["name"] for move in figure.moves[figure.start]] == ["up", "stay"]
    assert figure.goal.tolist() == [-0.05, -0.05, 1, -0.05, -1]
    assert figure.sliders[-1] == {"name": "elsewhere", "states": [0, 1, 3]}


def test_what_the_learner_has_set_is_there_for_python():
    figure = live_rewards(candy_or_wait(), GOAL)
    figure.rewards = [0.1, 0.2, 1.0]
    figure.place = figure.discounts.index(0.25)
    assert figure.goal.tolist() == [0, 0.1, 0, 0.2, 1]
    assert figure.discount == 0.25


def test_sliders_go_in_round_steps_as_far_as_the_rewards():
    assert live_rewards(candy_or_wait(), GOAL).steps[0] == pytest.approx(np.linspace(0, 1, 21))
    wide = live_rewards(candy_or_wait(), {"candy": 2, "hug": -1}).steps[0]
    assert wide == pytest.approx(np.linspace(-1, 2, 31))
    assert live_rewards(candy_or_wait(), {"candy": 0.5}, lowest=-0.33, highest=2.04).steps[0][:2] == [-0.33, -0.3]


def test_sliders_reach_where_they_begin_even_between_their_steps():
    figure = live_rewards(candy_or_wait(), {"candy": 0.333}, 0.8765)
    assert 0.333 in figure.steps[0]
    assert figure.steps[0][0] == 0
    assert figure.steps[0][-1] == 1
    assert figure.discount == 0.8765


def test_chance_and_an_end_of_the_episode_go_to_the_page():
    figure = live_rewards(with_slip(candy_or_wait(), 0.5), GOAL)
    assert figure.moves[0][1] == {"name": "towards wait", "leads": [[1, 0.25], [2, 0.75]]}
    ends = read_grid("A.G", {"G": "goal"}, terminal=["goal"])
    assert live_rewards(ends, {"goal": 1}).moves[2] == []
    assert "the episode ends" in live_rewards(ends, {"goal": 1}).still()["text/html"]


def test_where_no_widget_runs_stand_a_picture_a_table_and_what_to_do():
    figure = live_rewards(candy_or_wait(), GOAL)
    bundle, _ = figure._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    page = re.sub(r"data:image/png;base64,[^\"]+", "", bundle["text/html"])
    # 0.6 for ever from chocolate: 6; one step before it 5.4, two 4.86; candy pays 0.5 for ever: 5.
    assert '<th scope="row">start</th><td>0.00</td><td>4.86</td><td>wait</td>' in page
    assert '<th scope="row">candy</th><td>0.50</td><td>5.00</td><td>stay</td>' in page
    assert "The plan: start → wait → chocolate" in bundle["text/plain"]
    assert "becomes live when this cell is run" in bundle["text/plain"]
    assert not re.search(r"<(script|svg|style|form|input)", page)
    assert "0x" not in bundle["text/plain"]
    assert figure.still() == live_rewards(candy_or_wait(), GOAL).still()


@pytest.mark.parametrize("world", [corridor(), with_slip(candy_or_wait(), 0.2)])
def test_the_still_form_of_a_grid_and_of_chance(world):
    name = "goal" if "goal" in world.states else "candy"
    page = live_rewards(world, {name: 1}).still()["text/html"]
    assert "value V" in page
    assert ("<td>right</td>" if name == "goal" else "<td>towards candy</td>") in page


def test_equally_good_moves_are_all_named():
    page = live_rewards(candy_or_wait(), {"chocolate": 0.5, "hug": 0.5}).still()["text/html"]
    assert "<td>chocolate or hug</td>" in page


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: live_rewards("A.G", {"goal": 1}), TypeError, "live_rewards shows an MDP; got str"),
        (lambda: live_rewards(rooms(12), {"hall": 1}), ValueError, "has 13 states: up to 12"),
        (lambda: live_rewards(read_grid("......\n" * 7), {(0, 0): 1}), ValueError, "42 cells in 6 columns: the figure"),
        (lambda: live_rewards(read_grid(".........."), {(0, 0): 1}), ValueError, "10 cells in 10 columns"),
        (lambda: live_rewards(candy_or_wait(), {}), ValueError, "for 1 to 8 states"),
        (lambda: live_rewards(candy_or_wait(), [1, 2]), ValueError, "a dictionary from state name to reward"),
        (lambda: live_rewards(candy_or_wait(), {"cake": 1}), ValueError, "no state is called 'cake'"),
        (lambda: live_rewards(candy_or_wait(), {"candy": 2}, highest=1), ValueError, "'candy' is 2: the sliders go"),
        (lambda: live_rewards(candy_or_wait(), {"candy": np.nan}), ValueError, "reward of 'candy' is nan"),
        (lambda: live_rewards(candy_or_wait(), {"candy": "x"}), ValueError, "reward of 'candy' is 'x'"),
        (lambda: live_rewards(candy_or_wait(), GOAL, elsewhere=-1, lowest=0), ValueError, "'elsewhere' is -1"),
        (lambda: live_rewards(candy_or_wait(), GOAL, lowest=1), ValueError, "lowest must be below highest"),
        (lambda: live_rewards(candy_or_wait(), GOAL, 0.9999), ValueError, "discount is 0.9999: in this figure"),
        (lambda: live_rewards(candy_or_wait(), GOAL, 1), ValueError, "discount"),
    ],
)  # fmt: skip
def test_what_the_figure_cannot_hold_is_refused_with_a_reason(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_the_battery_world_of_lesson_1_has_room():
    assert len(live_rewards(battery(3, 6), {"A1": 0.5}).states) == 12
