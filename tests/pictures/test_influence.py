import pytest

from course_utils.convergence import InfluenceDiagram
from course_utils.decisions.worlds.small import battery
from course_utils.pictures import draw_influence_diagram
from course_utils.pictures.still.influence import _places

SEEN = InfluenceDiagram(
    [("weather", "plan"), ("plan", "work"), ("work", "reward"), ("weather", "reward")], "plan", "reward"
)


def patches(picture, kind):
    return [patch for patch in picture.figure.axes[0].patches if type(patch).__name__ == kind]


def test_each_kind_of_node_has_its_shape_and_what_is_seen_is_dashed():
    picture = draw_influence_diagram(SEEN, title="A plan")
    assert len(patches(picture, "Rectangle")) == len(patches(picture, "Polygon")) == 1
    assert len(patches(picture, "Ellipse")) == 2
    arrows = patches(picture, "FancyArrowPatch")
    assert len(arrows) == 4
    assert sum(arrow.get_linestyle() != "-" for arrow in arrows) == 1
    assert "dashed arrow" in picture.figure.get_supxlabel()
    assert picture.alt == (
        "A plan. An influence diagram of 4 nodes. The decision is plan; the utility is reward. weather influences "
        "reward. plan influences work. work influences reward. Seen before deciding: weather."
    )


def test_marked_nodes_have_a_double_line_and_are_named():
    picture = draw_influence_diagram(SEEN, ["reward", "work"], meaning="an incentive")
    assert len(patches(picture, "Ellipse")) == 3
    assert len(patches(picture, "Polygon")) == 2
    assert "double line: an incentive" in picture.figure.get_supxlabel()
    assert picture.alt.endswith("Marked with an incentive: work, reward.")


def test_effects_stand_right_of_their_causes_and_no_two_nodes_in_one_place():
    diagram = InfluenceDiagram(
        [("a", "b"), ("b", "U"), ("D", "b"), ("D", "c"), ("c", "U"), ("e", "f"), ("f", "U"), ("a", "U")], "D", "U"
    )
    column, row = _places(diagram)
    assert all(column[cause] < column[effect] for cause, effect in diagram.edges)
    places = {(column[n], round(row[n], 3)) for n in diagram.nodes}
    assert len(places) == len(diagram.nodes)
    assert min(row.values()) == 0


def test_a_prediction_is_written_below():
    picture = draw_influence_diagram(SEEN).with_prediction({"kind": "choice", "option": "work", "probability": 0.7})
    assert "Your choice: work (70% sure)" in picture.figure.get_supxlabel()
    assert picture.alt.endswith("Your choice: work (70% sure).")


def test_what_cannot_be_drawn():
    with pytest.raises(TypeError, match="draws an InfluenceDiagram; got MDP"):
        draw_influence_diagram(battery())
    with pytest.raises(ValueError, match="has no node 'sun' to mark"):
        draw_influence_diagram(SEEN, ["sun"])
    with pytest.raises(ValueError, match="22 nodes: up to 20"):
        draw_influence_diagram(InfluenceDiagram([("D", f"x{i}") for i in range(20)] + [("x1", "U")], "D", "U"))
