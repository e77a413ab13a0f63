"""Criteria on graphs against a second algorithm, and against the definitions in random models."""

import numpy as np
import pytest

from course_utils.convergence import (
    InfluenceDiagram,
    instrumental_control_incentives,
    minimal_reduction,
    response_incentives,
    value_of_control,
    value_of_information,
)
from course_utils.convergence.influence_diagrams import connected, descendants

from . import diagrams


def criteria(diagram):
    return {
        "ICI": instrumental_control_incentives(diagram),
        "VoI": value_of_information(diagram),
        "RI": response_incentives(diagram),
        "VoC": value_of_control(diagram),
    }


def test_the_criteria_agree_with_path_lists_and_moralisation_on_random_graphs():
    rng = np.random.default_rng(0)
    found = dict.fromkeys(("ICI", "VoI", "RI", "VoC"), 0)
    for _ in range(400):
        diagram = diagrams.random_diagram(rng, int(rng.integers(3, 8)))
        mine = criteria(diagram)
        assert mine == diagrams.second_opinion(diagram), diagram
        for name, nodes in mine.items():
            found[name] += len(nodes)
    assert min(found.values()) > 150  # the comparison is not one of empty lists


def test_the_travelling_ball_agrees_with_moralisation():
    rng = np.random.default_rng(1)
    open_ones = 0
    for _ in range(300):
        diagram = diagrams.random_diagram(rng, 6)
        nodes = list(diagram.nodes)
        a, b, *rest = rng.permutation(nodes).tolist()
        given = rest[: int(rng.integers(0, len(rest) + 1))]
        is_open = b in connected(diagram.edges, a, given)
        assert is_open == (not diagrams.separated(diagram.edges, a, b, given))
        open_ones += is_open
    assert 60 < open_ones < 240


@pytest.mark.parametrize(
    ("text", "given", "open_"),
    [
        ("a>m, m>b", [], True),  # a chain
        ("a>m, m>b", ["m"], False),
        ("m>a, m>b", [], True),  # a common cause
        ("m>a, m>b", ["m"], False),
        ("a>m, b>m", [], False),  # a common effect
        ("a>m, b>m", ["m"], True),
        ("a>m, b>m, m>n", ["n"], True),  # ... or something behind it
    ],
)
def test_the_three_ways_in_which_a_path_is_open_or_closed(text, given, open_):
    assert ("b" in connected(diagrams.edges(text), "a", given)) == open_


def test_links_that_carry_nothing_are_removed_all_at_once_or_one_by_one():
    rng = np.random.default_rng(2)
    removed = 0
    for _ in range(200):
        diagram = diagrams.random_diagram(rng, 7)
        once = set(minimal_reduction(diagram))
        removed += len(diagram.edges) - len(once)
        left = diagram
        while True:
            idle = [e for e in left.edges if e not in minimal_reduction(left)]
            if not idle:
                break
            kept = [e for e in left.edges if e != idle[0]]
            if not any(left.decision in e for e in kept):
                break
            left = InfluenceDiagram(kept, left.decision, left.utilities)
        assert {e for e in left.edges if e[1] == left.decision} == {e for e in once if e[1] == left.decision}
    assert removed > 20


def test_nodes_come_after_their_causes_and_in_the_order_of_the_edges():
    diagram = InfluenceDiagram([("x", "U"), ("D", "x"), ("s", "D"), ("D", "U")], "D", "U")
    assert diagram.nodes == ("s", "D", "x", "U")
    assert diagram.parents == {"x": ("D",), "U": ("x", "D"), "D": ("s",), "s": ()}
    assert diagram == InfluenceDiagram([["x", "U"], ["D", "x"], ["s", "D"], ["D", "U"], ["D", "U"]], "D", ["U"])
    assert descendants(diagram.edges, "D") == {"D", "x", "U"}


def test_two_utilities_both_count():
    diagram = InfluenceDiagram([("D", "a"), ("a", "U"), ("D", "b"), ("b", "V"), ("D", "c")], "D", ["U", "V"])
    assert instrumental_control_incentives(diagram) == ["a", "U", "b", "V"]


def test_what_is_no_influence_diagram():
    for edges_, decision, utilities, message in [
        ([("D", "U")], "E", "U", "no edge names 'E'"),
        ([("D", "U")], "D", "V", "no edge names 'V'"),
        ([("D", "U")], "D", [], "at least one utility"),
        ([("D", "U")], "D", ["D"], "which is not the decision itself"),
        ([("D", "U"), ("U", "x")], "D", "U", "an edge leads from the utility 'U' to 'x'"),
        ([("D", "a"), ("a", "b"), ("b", "a"), ("b", "U")], "D", "U", "in a circle: a, b, U"),
        ([("D", "D"), ("D", "U")], "D", "U", "in a circle"),
        (["DU"], "D", "U", "an edge is a pair of names"),
        ([("D", "U", "x")], "D", "U", "an edge is a pair of names"),
        ([("D", 3)], "D", "U", "an edge is a pair of names"),
    ]:
        with pytest.raises(ValueError, match=message):
            InfluenceDiagram(edges_, decision, utilities)
