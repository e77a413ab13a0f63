"""Models on influence diagrams: where a graph admits nothing no model has it, and where it does some model has."""

import numpy as np
import pytest

from course_utils.convergence import (
    InfluenceDiagram,
    StructuralModel,
    has_control_incentive,
    instrumental_control_incentives,
    random_model,
    response_incentives,
    value_of_control,
    value_of_information,
)

from . import diagrams

CHAIN = InfluenceDiagram([("D", "x"), ("x", "U"), ("c", "U"), ("D", "y")], "D", "U")


def with_tables(**tables):
    return StructuralModel(CHAIN, {name: np.array(table) for name, table in tables.items()})


def test_a_model_runs_its_tables_over_all_coins():
    model = with_tables(x=[0, 1], y=[1, 1], U=[[1, 2], [3, 4]])
    assert model.coins["c"].tolist() == [0, 1]
    values = model.run(np.array([1, 1]))
    assert values["U"].tolist() == [3, 4]
    assert model.run(np.array([1, 1]), {"x": np.array([0, 1])})["U"].tolist() == [1, 4]


def test_an_incentive_needs_a_hold_on_the_node_and_a_utility_that_minds():
    assert has_control_incentive(with_tables(x=[0, 1], y=[0, 1], U=[[1, 2], [3, 4]]), "x")
    assert not has_control_incentive(with_tables(x=[0, 0], y=[0, 1], U=[[1, 2], [3, 4]]), "x")  # no hold
    assert not has_control_incentive(with_tables(x=[0, 1], y=[0, 1], U=[[1, 2], [1, 2]]), "x")  # no difference
    assert not has_control_incentive(with_tables(x=[0, 1], y=[0, 1], U=[[0, 1], [1, 0]]), "x")  # none on average
    for node in ("y", "c"):
        assert not has_control_incentive(with_tables(x=[0, 1], y=[0, 1], U=[[1, 2], [3, 4]]), node)


def test_every_optimal_policy_has_to_show_it():
    """Two ways to the same pay, through x or past it: a best policy that leaves x alone is enough to deny it."""
    diagram = InfluenceDiagram([("D", "x"), ("x", "U"), ("D", "U")], "D", "U")
    tie = StructuralModel(diagram, {"x": np.array([0, 1]), "U": np.array([[1, 1], [0, 1]])})  # U[x, D]
    # D = 0: x = 0, pays 1; with x as under D = 1 it pays 0. D = 1: x = 1, pays 1; with x as under 0 it pays 1.
    assert not has_control_incentive(tie, "x")
    strict = StructuralModel(diagram, {"x": np.array([0, 1]), "U": np.array([[2, 1], [0, 1]])})
    assert has_control_incentive(strict, "x")


def test_an_incentive_in_a_single_context_is_one():
    diagram = InfluenceDiagram([("c", "D"), ("c", "x"), ("D", "x"), ("x", "U")], "D", "U")
    model = StructuralModel(diagram, {"x": np.array([[0, 0], [0, 1]]), "U": np.array([0, 1])})  # x = c and D
    assert has_control_incentive(model, "x")


def test_where_there_is_no_path_no_model_has_the_incentive_and_where_there_is_one_some_model_has():
    rng = np.random.default_rng(0)
    pairs = 0
    for _ in range(40):
        diagram = diagrams.random_diagram(rng, int(rng.integers(3, 7)))
        models = [random_model(diagram, rng) for _ in range(60)]
        admitted = instrumental_control_incentives(diagram)
        for node in diagram.nodes:
            if node != diagram.decision:
                has = [has_control_incentive(model, node) for model in models]
                assert any(has) == (node in admitted), (diagram, node)
                pairs += 1
    assert pairs > 100


CRITERIA = {
    value_of_information: diagrams.has_value_of_information,
    response_incentives: diagrams.has_response_incentive,
    value_of_control: diagrams.has_value_of_control,
}


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda c: c.__name__)
def test_what_a_graph_does_not_admit_no_model_has(criterion):
    """The other three criteria against their definitions, every policy and intervention gone through."""
    rng = np.random.default_rng(1)
    seen_in_models = shown = 0
    for _ in range(25):
        diagram = diagrams.random_diagram(rng, int(rng.integers(3, 6)))
        admitted = criterion(diagram)
        candidates = [n for n in diagram.nodes if n not in (diagram.decision, *diagram.utilities)]
        if criterion is value_of_information:
            candidates = [n for n in candidates if not diagrams.paths(diagram.edges, diagram.decision, n)]
        models = [random_model(diagram, rng) for _ in range(25)]
        for node in candidates:
            has = any(CRITERIA[criterion](model, node) for model in models)
            assert node in admitted or not has, (diagram, node)
            seen_in_models += has
            shown += node in admitted
    assert shown >= 8
    assert seen_in_models >= 0.8 * shown  # complete: most are met in 25 models already


def test_bad_models():
    model = random_model(CHAIN, seed=0)
    for node in ("D", "z"):
        with pytest.raises(ValueError, match="is no node that could be controlled"):
            has_control_incentive(model, node)
    many = InfluenceDiagram([("D", "U"), *((f"c{i}", "U") for i in range(13))], "D", "U")
    with pytest.raises(ValueError, match="13 nodes have no cause"):
        _ = random_model(many).coins
