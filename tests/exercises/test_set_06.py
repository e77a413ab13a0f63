"""Set 6, judged by the package's reader of influence diagrams too, which its checks do without."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

from course_utils.convergence import (
    InfluenceDiagram,
    expected_loss,
    instrumental_control_incentives,
    redraw,
    switch_point,
    worth_of_following,
)
from tests.exercises.sets import TASKS, verdict_on

WORLD = [("need", "plan"), ("plan", "answers"), ("plan", "mood"), ("need", "mood"), ("mood", "survey")]


def by_the_package(goals, changed):
    return float(np.mean(worth_of_following(goals, goals) - worth_of_following(goals, changed)))


def row_by_row(goals, changed):
    lost = 0
    for goal, other in zip(goals.tolist(), changed.tolist(), strict=True):
        lost += max(goal) - goal[other.index(max(other))]
    return lost / len(goals)


def with_switch_point(current, new, discount):
    return {agent: switch_point(agent, current, new, discount) for agent in ("realistic", "ignorant", "hedonistic")}


def adding_up(current, new, discount):
    steps = sum(discount**t for t in range(1, 2000))
    mine = next(pay for pay, other in zip(current, new, strict=True) if other == max(new))
    return {"hedonistic": steps * (max(current) - max(new)), "ignorant": 0, "realistic": steps * (max(current) - mine)}


def with_the_diagram(edges, decision, utility):
    if decision not in {end for edge in edges for end in edge}:
        return set()
    return set(instrumental_control_incentives(InfluenceDiagram(edges, decision, utility)))


def by_walking(edges, decision, utility):
    found = set()

    def walk(node, way):
        if node == utility:
            found.update(way)
        for cause, effect in edges:
            if cause == node:
                walk(effect, [*way, effect])

    walk(decision, [])
    return list(found)


# Two right answers to each task, written in other ways than the reference.
RIGHT = {
    "06.mean_loss": [by_the_package, row_by_row],
    "06.switch_points": [with_switch_point, adding_up],
    "06.control_incentives": [with_the_diagram, by_walking],
    "06.redesigned": [
        [*WORLD, ("need", "forecast"), ("answers", "forecast"), ("forecast", "score")],
        [list(edge) for edge in WORLD]
        + [["history", "plan"], ["answers", "audit"], ["audit", "score"], ["need", "score"], ["mood", "diary"]],
    ],
    "06.judged_memo": [["h", "g", "d", "c", "a"], ("a", "c", "d", "g", "h")],
}
# Mutants that no case can tell from the reference: id of the task, change, and why.
SAME_LENGTH = "an array has as many rows after a number is added"
SAME_PLACE = "the largest stands where it stood when a number is added to all"
EQUIVALENT = {
    ("06.mean_loss", "line 3: goals -> goals + 1"): SAME_LENGTH,
    ("06.mean_loss", "line 3: goals -> goals - 1"): SAME_LENGTH,
    ("06.switch_points", "line 3: new -> new + 1"): SAME_PLACE,
    ("06.switch_points", "line 3: new -> new - 1"): SAME_PLACE,
}


def test_no_case_hangs_on_a_tie():
    for id_ in ("06.mean_loss", "06.switch_points"):
        for case in TASKS[id_].pose(seed=1).cases:
            for array in case.arguments[:2]:
                ordered = np.sort(np.atleast_2d(array), axis=1)
                assert (ordered[:, -1] > ordered[:, -2]).all(), (id_, case)


def test_the_reference_gives_the_numbers_of_the_fact_sheet():
    points = TASKS["06.switch_points"].reference(np.array([0, 0.5]), np.array([1, 1]), 0.9)
    assert points == pytest.approx({"hedonistic": -4.5, "ignorant": 0, "realistic": 4.5})
    goals = np.random.default_rng(3).random((50_000, 9))
    for kept in (0, 0.25, 0.75):
        assert TASKS["06.mean_loss"].reference(goals, redraw(goals, kept)) == pytest.approx(
            expected_loss(9, kept), abs=0.01
        )


def test_the_judge_of_a_redesign_agrees_with_the_reader_of_incentives():
    """Every choice of at most four further arrows among twelve."""
    find_fault = TASKS["06.redesigned"].find_fault
    further = [
        (cause, effect)
        for cause in ("need", "plan", "answers", "mood", "survey", "x")
        for effect in ("score", "x")
        if cause != effect
    ]
    right = wrong = 0
    for count in (1, 2, 3, 4):
        for chosen in combinations(further, count):
            edges = [*WORLD, *chosen]
            named = {end for edge in edges for end in edge}
            if "score" not in named:
                continue
            diagram = InfluenceDiagram(edges, "plan", "score")
            admitted = instrumental_control_incentives(diagram)
            customer = ("need", "score") in chosen or {("need", "x"), ("x", "score")} <= set(chosen)
            around = InfluenceDiagram([e for e in edges if "answers" not in e] + [("spare", "score")], "plan", "score")
            honest = not instrumental_control_incentives(around)
            as_asked = "answers" in admitted and not {"mood", "survey"} & set(admitted) and honest and customer
            assert (find_fault(edges) is None) == as_asked, chosen
            right += as_asked
            wrong += not as_asked
    assert right > 20
    assert wrong > 20


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, "`redesigned` should be a list of arrows"),
        ("plan > score", "`redesigned` should be a list of arrows"),
        ([*WORLD, ("answers", "score", 3)], "('answers', 'score', 3) is no arrow."),
        ([*WORLD, "answers"], "'answers' is no arrow."),
        ([*WORLD, ("answers", 3)], "('answers', 3) is no arrow."),
        ([("a", f"x{i}") for i in range(61)], "There are 61 arrows."),
        ([("answers", "score")], "Missing: need → plan, plan → answers, plan → mood, need → mood, mood → survey."),
        ([*WORLD, ("answers", "mood"), ("answers", "score")], "The arrow answers → mood is new, and mood belongs"),
        (WORLD, "No arrow names the `score`."),
        ([*WORLD, ("answers", "score"), ("score", "pay")], "The arrow score → pay leads on from the score."),
        ([*WORLD, ("answers", "a"), ("a", "b"), ("b", "a"), ("b", "score")], "The arrows run in a circle through 'a'."),
        ([*WORLD, ("answers", "score"), ("answers", "plan")], "The arrows run in a circle through 'plan'."),
        ([*WORLD, ("answers", "score"), ("mood", "score")], "There is still a path plan → mood → score, so the graph"),
        ([*WORLD, ("survey", "score"), ("need", "score")], "There is still a path plan → mood → survey → score"),
        ([*WORLD, ("plan", "score"), ("need", "score")], "No path leads from the plan over the answers to the score."),
    ],
)
def test_each_fault_of_a_redesign_has_its_sentence(answer, says):
    task = TASKS["06.redesigned"]
    assert (task.find_fault(answer) or "").startswith(says)


@pytest.mark.parametrize(
    ("added", "path"),
    [
        ([("plan", "feeling"), ("need", "feeling"), ("feeling", "score")], "plan → feeling → score"),
        ([("plan", "Mood"), ("need", "Mood"), ("Mood", "score"), ("need", "score")], "plan → Mood → score"),
        ([("plan", "score"), ("need", "score")], "plan → score"),
        ([("plan", "f"), ("answers", "f"), ("need", "f"), ("f", "score"), ("need", "score")], "plan → f → score"),
        ([("plan", "Answers"), ("Answers", "a"), ("a", "score"), ("need", "score")], "plan → Answers → a → score"),
    ],
)
def test_the_mood_does_not_come_back_under_another_name(added, path):
    fault = TASKS["06.redesigned"].find_fault([*WORLD, ("answers", "score"), *added])
    assert (fault or "").startswith(f"The path {path} does not pass the answers")


@pytest.mark.parametrize("kind", [np.array, frozenset, lambda edges: [np.array(edge) for edge in edges]])
def test_arrows_may_be_given_in_any_plain_form(kind):
    for edges in RIGHT["06.redesigned"]:
        assert verdict_on(TASKS["06.redesigned"], kind([tuple(edge) for edge in edges])).is_right


def test_numbers_may_be_fractions_or_arrays_without_a_dimension():
    for id_, form in (("06.mean_loss", Fraction), ("06.mean_loss", np.asarray), ("06.mean_loss", np.float64)):
        assert verdict_on(TASKS[id_], lambda *given: form(by_the_package(*given))).is_right  # noqa: B023
    for form in (Fraction, np.asarray):
        points = TASKS["06.switch_points"].reference
        answer = lambda *given: {name: form(float(point)) for name, point in points(*given).items()}  # noqa: B023, E731
        assert verdict_on(TASKS["06.switch_points"], answer).is_right


def test_a_judge_is_not_slow_on_many_arrows():
    names = [f"n{i}" for i in range(11)]
    edges = [*WORLD, *[(a, b) for a, b in combinations(names, 2)]][:55]
    edges += [("answers", names[0]), (names[1], "score"), ("need", "score")]
    assert TASKS["06.redesigned"].find_fault(edges) is None


def test_steps_along_arrows_named_backwards_are_all_taken():
    task = TASKS["06.control_incentives"]

    def one_round(edges, decision, utility):
        below, above = {decision}, {utility}
        for cause, effect in edges:  # one pass in the order in which they stand
            below |= {effect} if cause in below else set()
        for cause, effect in reversed(edges):
            above |= {cause} if effect in above else set()
        return below & above - {decision}

    def two_rounds(edges, decision, utility):
        below, above = {decision}, {utility}
        for _ in range(2):
            below = below | {effect for cause, effect in edges if cause in below}
            above = above | {cause for cause, effect in edges if effect in above}
        return below & above - {decision}

    def forward_only(edges, decision, utility):
        """One pass in the order in which the arrows stand, both ways."""
        below, above = {decision}, {utility}
        for cause, effect in edges:
            below |= {effect} if cause in below else set()
        for cause, effect in edges:
            above |= {cause} if effect in above else set()
        return below & above - {decision}

    for short in (one_round, two_rounds, forward_only):  # what the notebook's own check tries is enough
        assert not verdict_on(task, short, only="worked examples").is_right


def test_the_letter_task_says_what_each_single_slip_is():
    task = TASKS["06.judged_memo"]
    for letter in "abcdefgh":
        assert verdict_on(task, task.reference ^ {letter}).turns
