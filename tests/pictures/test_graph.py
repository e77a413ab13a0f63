import numpy as np
import pytest

from course_utils.decisions import MDP, optimal_policy
from course_utils.decisions.worlds.small import battery, candy_or_wait, turner_figure_1
from course_utils.pictures import draw_graph
from course_utils.pictures.still import layers


def test_columns_are_distances_from_the_start_in_the_order_of_the_actions():
    world = battery(near=2, behind=3)
    named = [[world.states[s] for s in layer] for layer in layers.columns(world)]
    assert named == [["start"], ["off", "A1", "A2", "battery"], ["B1", "B2", "B3"]]


def test_states_of_a_column_stand_a_row_apart_and_children_beside_what_leads_to_them():
    world = battery(near=2, behind=3)
    rows = layers.rows(world, layers.columns(world))
    assert rows[world.state("B2")] == rows[world.state("battery")]
    for layer in layers.columns(world):
        assert (np.diff(rows[layer]) >= 1 - 1e-9).all()


def boxes(picture):
    return [patch for patch in picture.figure.axes[0].patches if hasattr(patch, "get_boxstyle")]


def test_boxes_arrows_and_loops():
    picture = draw_graph(turner_figure_1(), np.arange(8) / 8, label="reward")
    axes = picture.figure.axes[0]
    assert len(boxes(picture)) == 8
    assert len(axes.patches) - 8 == 11  # arrows between different states
    words = [text.get_text() for text in axes.texts]
    assert words.count("↻") == 4
    assert "start   0.00" in words
    assert "right lower   0.88" in words


def test_a_plan_is_thick_and_in_words():
    for options in (
        {"plan": ["start", "wait", "hug", "hug"]},
        {"policy": optimal_policy(candy_or_wait(), [0, 0, 0, 0, 1], 0.9)},
    ):
        picture = draw_graph(candy_or_wait(), title="A hug", **options)
        assert sum(patch.get_linewidth() == 3 for patch in picture.figure.axes[0].patches) == 2
        assert sum(box.get_linewidth() == 2.4 for box in boxes(picture)) == 3
        assert picture.alt == (
            "A hug. A world of 5 states that begins in start. start leads to candy, wait. wait leads to chocolate, "
            "hug. Leading to itself: candy, chocolate, hug. The plan: start → wait → hug, and stay."
        )
        assert "thick: the plan start → wait → hug, and stay" in picture.figure.get_supxlabel()


def test_chance_and_arrows_back_are_drawn():
    step = {("a", "go"): [(0.5, "a"), (0.5, "b")], ("b", "go"): "c", ("c", "go"): "a"}
    picture = draw_graph(MDP.from_step("a", ["go"], lambda *pair: step[pair]))
    assert "a leads to b. b leads to c. c leads to a. Leading to itself: a." in picture.alt
    assert len(picture.figure.axes[0].patches) == 6


def test_what_cannot_be_drawn():
    world = candy_or_wait()
    with pytest.raises(TypeError, match="draw_graph draws an MDP; got dict"):
        draw_graph({})
    with pytest.raises(ValueError, match="give one number for each of the 5 states"):
        draw_graph(world, [1, 2])
    with pytest.raises(ValueError, match="from 'start' to 'hug', but no action leads there"):
        draw_graph(world, plan=["start", "hug"])
    with pytest.raises(ValueError, match="no state is called 'kiss'"):
        draw_graph(world, plan=["kiss"])
    with pytest.raises(ValueError, match="numbered 0 to 1"):
        draw_graph(world, policy=[2] * 5)
    with pytest.raises(ValueError, match="up to 40 can be read"):
        draw_graph(battery(behind=40))
