"""The ladder of messages: the first rung that applies is what the learner reads."""

import math

import numpy as np
import pytest

from course_utils.classroom import text
from course_utils.classroom.comparing import agrees, mismatch, steady_change
from course_utils.classroom.showing import show, show_pair
from course_utils.classroom.verdict import Answer, Case, Turn, judge, judge_property
from course_utils.grading.html import message_html

RIGHT = (0.25, 0.5, 0.75)
CASES = [Case((n,), right) for n, right in enumerate(RIGHT)]
TURNS = [
    Turn("half", "You have taken half of it.", (0.125, 0.25, 0.9)),
    Turn("late", "You have begun a step late.", (0.5, 0.75, 1.0)),
    Turn("late too", "You have counted the start twice.", (0.5, 0.75, 1.0)),
]


def given(*values):
    return [Answer("given", value) for value in values]


def told(answers, cases=CASES, **options):
    return judge("share", cases, answers, turns=TURNS, parameters=("n",), **options)


@pytest.mark.parametrize(
    ("answers", "kind", "says"),
    [
        ([Answer("missing")] * 3, "not defined", "`share` is not defined yet"),
        ([Answer("unfinished")] * 3, "not yet", "`share` is still to be written"),
        ([*given(0.25, 0.5), Answer("unfinished")], "not yet", "`share` is still to be written"),
        ([Answer("not callable", text="of the type int")] * 3, "wrong type", "a function and is of the type int"),
        ([*given(0.25), Answer("raised", text="KeyError: 3"), *given(1)], "error", "stops with an error: KeyError: 3"),
        ([Answer("reserved", text="power")] * 3, "error", "asks you to write what `power` does: do without it"),
        ([Answer("not plain", text="it is a figure")] * 3, "wrong type", "cannot be read: it is a figure"),
        ([Answer("stopped", text="more than 10 s")] * 3, "error", "did not come to an end: more than 10 s"),
        (given(None, None, None), "wrong type", "A function without `return` gives None"),
        (given("a", 0.5, 0.75), "wrong type", "a number is asked for, yours is text"),
        (given(True, 0.5, 0.75), "wrong type", "a number is asked for, yours is True or False"),
        (given(np.array([0.25]), 0.5, 0.75), "wrong type", "yours is an array of the shape (1,)"),
        (given(0.125, 0.25, 0.9), "wrong turn", "You have taken half of it."),
        (given(0.25, 0.5, 0.7), "nearly", "right in 2 of 3 cases"),
        (given(0.5, 1, 1.5), "nearly", "always 2 times the right ones"),
        (given(-0.25, -0.5, -0.75), "nearly", "the opposite sign"),
        (given(0.26, 0.51, 0.76), "nearly", "always 0.01 more than"),
        (given(0.2, 0.5, 0.8), "nearly", "rounded to 1 digit."),
        (given(0.1, 0.8, 0.2), "different", "not the right ones yet"),
        (given(math.nan, 0.1, 0.1), "different", "not the right ones yet"),
        (given(0.25, 0.5, np.array(0.75)), "right", "`share` is right in all 3 cases"),
        (given(0.25 + 1e-12, 0.5, 0.75), "right", "right in all 3"),
    ],
)  # fmt: skip
def test_one_message(answers, kind, says):
    verdict = told(answers)
    assert verdict.kind == kind
    assert says in verdict.message
    assert verdict.is_right == (kind == "right") == all(verdict.agreed)


def test_two_explanations_are_both_named():
    verdict = told(given(0.5, 0.75, 1.0))
    assert verdict.turns == ("late", "late too")
    assert TURNS[1].message in verdict.message
    assert TURNS[2].message in verdict.message


def test_a_wrong_turn_that_is_right_in_every_case_is_not_held_against_the_learner():
    harmless = [Turn("harmless", "You have taken another way.", RIGHT)]
    assert judge("share", CASES, given(*RIGHT), turns=harmless).kind == "right"


def test_a_wrong_turn_must_fit_every_case():
    assert told(given(0.125, 0.25, 0.75)).kind == "different"  # one case of three is not nearly all


def test_the_first_case_that_differs_is_shown():
    verdict = told(given(0.25, 0.1, 0.2))
    assert verdict.details == (("n", "1"), ("Yours", "0.1"), ("Right", "0.5"))
    assert verdict.agreed == (True, False, False)


def test_two_values_that_differ_are_shown_with_enough_digits():
    assert show_pair(1 / 3, 1 / 3 + 1e-8) == ("0.3333333333333333", "0.3333333433333333")
    assert told(given(0.25, 0.5, 0.75 + 1e-8)).kind == "nearly"


def test_one_factor_needs_more_than_one_number():
    cases = [Case((1,), 0.0), Case((2,), 0.0), Case((3,), 0.5)]
    assert judge("share", cases, given(0, 0, 0.25)).message.startswith("`share` is right in 2 of 3 cases")


@pytest.mark.parametrize(
    ("value", "kind", "says"),
    [
        ({"a", "b"}, "right", ""),
        (["b", "a"], "right", ""),
        (("a", "b", "a"), "right", ""),
        ({"A", "b"}, "right", ""),
        (["B", "A", "a"], "right", ""),
        ({"A"}, "different", "1 is missing"),
        ({"A", "B", "C"}, "different", "1 in it does not belong there"),
        ({"AB"}, "different", "1 in it does not belong there and 2 are missing"),
        ({1}, "different", "1 in it does not belong there and 2 are missing"),
        ({"a"}, "different", "1 is missing"),
        ({"a", "b", "c", "d"}, "different", "2 in it do not belong there"),
        ({"a", "c"}, "different", "1 in it does not belong there and 1 is missing"),
        ({("a", "b")}, "different", "1 in it does not belong there and 2 are missing"),
        ("ab", "wrong type", "a set is asked for, yours is text"),
        ([["a"], "b"], "wrong type", "a set is asked for, yours is a list"),
    ],
)
def test_data_is_compared_and_the_right_one_is_not_given_away(value, kind, says):
    verdict = judge("letters", [Case(None, {"a", "b"}, "answer")], given(value))
    assert verdict.kind == kind
    assert says in verdict.message
    assert "Right" not in dict(verdict.details)


def test_a_capital_takes_the_same_wrong_turn_as_its_small_letter():
    turn = Turn("left_out", "You have left out b.", ({"a"},))
    assert judge("letters", [Case(None, {"a", "b"}, "answer")], given(["A"]), turns=[turn]).turns == ("left_out",)


@pytest.mark.parametrize("right", [{"A", "b"}, {"aa"}, {"a", 1}])
def test_capitals_count_where_more_than_small_letters_is_asked_for(right):
    value = {one.swapcase() if isinstance(one, str) else one for one in right}
    assert judge("names", [Case(None, right, "answer")], given(value)).kind == "different"
    assert judge("names", [Case((), {"a"})], given({"A"})).kind == "different"


def test_data_that_still_holds_its_placeholder():
    verdict = judge("letters", [Case(None, {"a"}, "answer")], [Answer("unfinished")])
    assert verdict.message.startswith("`letters` still holds its placeholder")


@pytest.mark.parametrize(
    ("value", "right", "expected"),
    [
        (1, 1.0, True), (1.0, 1, True), (True, 1, False), (1, True, False), (True, True, True), (0, False, False),
        (math.nan, math.nan, True), (math.inf, math.inf, True), (-math.inf, math.inf, False), (math.nan, 0.0, False),
        ([1, 2], np.array([1.0, 2.0]), True), (np.array([1, 2]), [1, 2], True), ((1, 2), [1, 2], True),
        (np.array([[1.0, 2.0]]), np.array([1.0, 2.0]), False), ([1, 2, 3], [1, 2], False), (np.array(3), 3.0, True),
        ([True, False], np.array([True, False]), True), ([1, 0], np.array([True, False]), False),
        ({"a": 1}, {"a": 1.0}, True), ({"a": 1, "b": 2}, {"a": 1}, False), ({"a": [1]}, {"a": (1.0,)}, True),
        ({1}, {True}, False), ({(1, 2)}, {(1, 2)}, True), ({(1.0, "a")}, {(1, "a")}, True), ({(True,)}, {(1,)}, False),
        ([(1, 2)], {(1, 2)}, True), ([[1, 2]], {(1, 2)}, False), ({1.0}, {1}, True), ({0.1 + 0.2}, {0.3}, True),
        ({0.3001}, {0.3}, False), ({0.1, 0.1 + 1e-12}, {0.1}, False), ({0.1, 0.2}, {0.1 + 1e-12, 0.2}, True),
        ({(0.1 + 0.2, "a")}, {(0.3, "a")}, True), ({math.nan}, {float("nan")}, True), ({1, 2}, {1}, False),
        ({1}, {1, 2}, False), (set(range(600)), {n + 1e-12 for n in range(600)}, False),  # too many for one by one
        ({True: "a"}, {1: "a"}, False), ({1.0: "a"}, {1: "a"}, True), ({math.nan: 1}, {float("nan"): 1}, True),
        ({(1, True): "a"}, {(1, 1): "a"}, False),
        (1.0, math.inf, False), (math.inf, 1.0, False), (math.inf, -math.inf, False),
        ("a", "a", True), ("a", "b", False), (None, None, True), (0, None, False),
        (1e20, 1e20 + 1e5, True), (1e-12, 0.0, True), (1e-6, 0.0, False), (10**299, 10**299 + 1, True),
    ],
)  # fmt: skip
def test_agreement_is_generous_where_the_meaning_is_the_same(value, right, expected):
    assert agrees(value, right, 1e-9) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(110, True), (90, True), (110.05, False), (111, False), (89.9, False)],
)
def test_the_tolerance_is_a_share_of_what_is_right(value, expected):
    assert agrees(value, 100, 0.1) is agrees(-value, -100, 0.1) is expected


def test_below_one_the_tolerance_is_absolute():
    assert agrees(0.59, 0.5, 0.1)
    assert not agrees(0.61, 0.5, 0.1)


@pytest.mark.parametrize(
    ("value", "right", "says"),
    [
        (None, None, ""), (None, 1, "without `return`"), ([1, 2], [1, 2, 3], "the shape (3,) is asked for"),
        (np.zeros((2, 2)), np.zeros((2, 3)), "yours has the shape (2, 2)"), ([[1], [2, 3]], [[1], [2, 3]], ""),
        ({"a": 1}, {"b": 1}, "the keys 'b' are asked for, yours are 'a'"), ({"a": 1}, {"a": 2}, ""),
        ({True: 1}, {1: 1}, "the keys 1 are asked for, yours are True"), ({1.0: 1}, {1: 1}, ""),
        ({"__a__": 1}, {"b": 1}, r"yours are '\_\_a\_\_'"),
        ([(1, 2)], {(1, 2)}, ""), ([(1, [2])], {(1, 2)}, "a set is asked for, yours is a list"),
    ],
)  # fmt: skip
def test_another_kind_or_shape_is_named(value, right, says):
    assert says in mismatch(value, right)
    assert bool(mismatch(value, right)) == bool(says)


@pytest.mark.parametrize(
    ("values", "rights", "says"),
    [
        ([("B", 3), ("A", 4), ("C", 5)], [("A", 3), ("B", 4), ("C", 5)], ""),
        ([[True, 1, 2, 3]], [[False, 1, 2, 3]], ""), ([["x", 1, 2, 3]], [[1, 2, 3, 4]], ""),
        ([True, 2, 4, 6], [False, 1, 2, 3], ""), ([[1, 2, 3]], [[1, 2, 3, 4]], ""),
        ([{1, 2}, 2, 3, 4], [{1, 2}, 1, 2, 3], ""),
        ([1, 2, 3], [1, 2, 3], ""), ([2, 4], [1, 2], ""), ([2, 4, 0], [1, 2, 0], "always 2 times"),
        ([2, 4, 6], [1, 2, 3], "always 2 times"), ([[2, 4], [[6]]], [[1, 2], [[3]]], "always 2 times"),
        ([math.inf] * 3, [1, 2, 3], ""), ([math.nan] * 3, [1, 2, 3], ""), ([1, 2, 3], [math.inf] * 3, ""),
        ([0.123457, 0.234568, 0.345679], [0.1234567, 0.2345678, 0.3456789], "rounded to 6 digits"),
        ([0.1235, 0.2346, 0.3457], [0.1234567, 0.2345678, 0.3456789], "rounded to 4 digits"),
        ([3, 6, 9], [3.2, 6.1, 8.9], "rounded to whole numbers"),
    ],
)  # fmt: skip
def test_a_steady_change_is_told_of_numbers_alone(values, rights, says):
    told = steady_change(values, rights, 1e-9)
    assert says in told
    assert bool(told) == bool(says)


def test_of_several_cases_that_stop_the_first_speaks():
    raised = [Answer("raised", text=f"KeyError: {n}") for n in range(3)]
    verdict = told(raised)
    assert verdict.message.endswith("KeyError: 0")
    assert verdict.details == (("n", "0"),)


@pytest.mark.parametrize(
    ("statuses", "says"),
    [
        (("raised", "reserved"), "asks you to write what"),
        (("not plain", "raised"), "stops with an error"),
        (("stopped", "not plain"), "cannot be read"),
        (("raised", "unfinished"), "is still to be written"),
        (("unfinished", "missing"), "is not defined yet"),
    ],
)
def test_the_ladder_goes_before_the_order_of_the_cases(statuses, says):
    answers = [Answer(status, text="why") for status in statuses]
    assert says in told([*answers, *given(0.75)]).message


def test_where_a_name_of_the_package_was_used_no_input_is_shown():
    assert told([Answer("reserved", text="power")] * 3).details == ()


@pytest.mark.parametrize(
    "status",
    ["raised", "not plain", "stopped", "not callable"],
)
def test_a_text_of_the_learners_is_shown_as_it_is(status):
    answer = Answer(status, text="'__init__' *a* `b` [c](d) <e>")
    assert "'__init__' *a* `b` [c](d) <e>" in text.plain(told([answer] * 3).message)
    assert "&#x27;__init__&#x27; *a* `b` [c](d) &lt;e&gt;" in message_html(told([answer] * 3).message)


def test_a_property_that_ends_python_ends_only_the_judgement():
    def end(value):
        raise SystemExit(0)

    verdict = judge_property("goal", Answer("given", {}), end)
    assert (verdict.kind, verdict.agreed) == ("wrong type", (False,))
    assert "SystemExit" in verdict.message


def test_a_property_that_fails_shows_the_error_as_it_is():
    verdict = judge_property("goal", Answer("given", {}), lambda value: value["__init__"])
    assert "(KeyError: '__init__')" in text.plain(verdict.message)


@pytest.mark.parametrize(
    ("value", "short"),
    [
        (0.1 + 0.2, "0.3"), (1e-9, "1e-09"), (1e20, "1e+20"), (2.0, "2.0"), (math.nan, "nan"),
        ({"b", "a"}, "{'a', 'b'}"), (set(), "set()"), ((1,), "(1,)"), ("x" * 500, "'" + "x" * 77 + "...'"),
        (np.array([[1.0, 2.0], [3.0, 4.0]]), "[[1.0, 2.0],\n [3.0, 4.0]]"),
        (np.zeros((100, 100)), "an array of the shape (100, 100)"),
        (list(range(100)), f"[{', '.join(map(str, range(16)))}, ... (100 in all)]"),
    ],
)  # fmt: skip
def test_values_are_shown_short(value, short):
    assert show(value) == short


def test_nothing_makes_a_card_long():
    assert len(show([["x" * 60] * 16] * 16)) < 800


def find_fault(value):
    return None if value["off"] > 0.5 else "It should like off more."


@pytest.mark.parametrize(
    ("answer", "kind", "says"),
    [
        (Answer("given", {"off": 1.0}), "right", "has what is asked for"),
        (Answer("given", {"off": 0.0}), "different", "It should like off more."),
        (Answer("given", 7), "wrong type", "not of the kind that is asked for"),
        (Answer("missing"), "not defined", "is not defined yet"),
        (Answer("unfinished"), "not yet", "still holds its placeholder"),
    ],
)
def test_a_property_speaks_for_itself(answer, kind, says):
    verdict = judge_property("goal", answer, find_fault)
    assert verdict.kind == kind
    assert says in verdict.message
    assert verdict.agreed == (kind == "right",)
