"""The numbers behind the live battery world, and what stands where no widget can run."""

import re
import subprocess
import sys

import numpy as np
import pytest

from course_utils.convergence import optimality_probability
from course_utils.decisions.worlds.small import battery
from course_utils.pictures import live_battery
from course_utils.pictures.live.battery import DISCOUNTS, shares_of_all_goals, worth_of_first_moves


def by_quadrature(near, behind, discount, points=4000):
    """P(battery first) = P(Y beats near+1 uniforms), Y = (1-γ)U + γM, by midpoints in U and in M's distribution."""
    middle = (np.arange(points) + 0.5) / points
    y = (1 - discount) * middle[:, None] + discount * (middle ** (1 / behind))[None]
    return (y ** (near + 1)).mean()


@pytest.mark.parametrize(
    ("discount", "off", "rooms", "fetch"),
    [(0.01, 0.200, 0.599, 0.201), (0.5, 0.177, 0.531, 0.292), (0.9, 0.117, 0.350, 0.533), (0.99, 0.094, 0.281, 0.625)],
)
def test_shares_are_those_of_the_fact_sheet(discount, off, rooms, fetch):
    single, first = shares_of_all_goals(3, 7, discount)
    assert (single, 3 * single, first) == pytest.approx((off, rooms, fetch), abs=6e-4)


@pytest.mark.parametrize(("near", "behind", "discount"), [(3, 7, 0.5), (1, 1, 0.9), (5, 2, 0.3), (8, 12, 0.99)])
def test_shares_agree_with_quadrature_and_with_sampled_goals(near, behind, discount):
    single, first = shares_of_all_goals(near, behind, discount)
    assert first == pytest.approx(by_quadrature(near, behind, discount), abs=1e-4)
    assert single * (near + 1) + first == pytest.approx(1)
    world = battery(near, behind)
    sampled = optimality_probability(world, discount, samples=20_000)
    action = world.action_to("start", "battery")
    assert abs(sampled.values[action] - first) < 4 * sampled.standard_errors[action]


def test_the_ends_of_the_discount():
    assert shares_of_all_goals(3, 7, 0) == pytest.approx((1 / 5, 1 / 5))
    assert shares_of_all_goals(3, 7, 1) == pytest.approx((1 / 11, 7 / 11))
    assert (DISCOUNTS[0], DISCOUNTS[-1]) == (0, 0.999)
    assert (np.diff(DISCOUNTS) > 0).all()


def test_the_worth_of_first_moves_is_what_they_pay_per_step():
    worth = worth_of_first_moves(2, 3, {"off": 0.1, "A2": 0.6, "battery": 0.2, "B3": 0.9})
    assert np.allclose(worth[:3], [[0.1], [0], [0.6]])
    assert np.allclose(worth[3], (1 - DISCOUNTS) * 0.2 + DISCOUNTS * 0.9)


def test_a_new_goal_is_computed_in_the_kernel():
    figure = live_battery({"A1": 0.5}, near=1, behind=2)
    figure.goal = {**figure.goal, "off": 1.0}
    assert figure.worth["goal"]["off"] == 1
    assert np.allclose(figure.worth["moves"], [[1], [0.5], [0]])


def test_what_has_an_order_is_sent_as_a_list():
    """A saved notebook has its keys sorted, whatever order they were sent in."""
    figure = live_battery({"A2": 0.4, "B3": 0.8, "off": 0.8}, near=2, behind=3)
    assert figure.moves == ["off", "A1", "A2", "battery"]
    assert figure.rooms == ["B1", "B2", "B3"]
    assert [len(column) for column in figure.shares] == [len(DISCOUNTS)] * 4
    assert figure.shares[0] == figure.shares[1] == figure.shares[2] != figure.shares[3]
    assert figure.chosen == "off"


def test_where_no_widget_runs_stand_a_picture_a_table_and_what_to_do():
    figure = live_battery()
    bundle, _ = figure._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    page = re.sub(r"data:image/png;base64,[^\"]+", "", bundle["text/html"])
    assert "<td>11.7%</td><td>11.7%</td><td>53.3%</td><td>battery</td>" in page
    assert "<td>17.7%</td><td>17.7%</td><td>29.2%</td><td>A1</td>" in page
    assert "<img" in page
    assert not re.search(r"<(script|svg|style|form|input)", page)
    assert "becomes live when this cell is run" in bundle["text/plain"]
    assert "0x" not in bundle["text/plain"]
    assert live_battery().still() == figure.still()


def test_goals_that_the_figure_cannot_hold():
    with pytest.raises(ValueError, match="no state is called 'C1'"):
        live_battery({"C1": 1})
    with pytest.raises(ValueError, match="the reward of 'off' is -1: in this figure it is a number from 0 to 1"):
        live_battery({"off": -1})
    with pytest.raises(ValueError, match="the reward of 'off' is nan"):
        live_battery({"off": float("nan")})
    with pytest.raises(TypeError, match="dictionary from state name to reward"):
        live_battery([1, 2])
    with pytest.raises(ValueError, match="behind is 13: the figure has room for 12"):
        live_battery(behind=13)


def test_still_pictures_do_not_load_what_live_ones_need():
    code = "import sys, course_utils.pictures; print({'anywidget', 'ipywidgets', 'IPython'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
