"""Mutants: each differs by one change, the same ones each time, and each change of the list is made."""

import pytest

from course_utils.grading.mutants import mutants


def discounted(rewards, discount):
    """Worth of a plan: 1 and 2 here are words."""
    total = 0
    for step, reward in enumerate(rewards):
        total += discount**step * reward
    if total >= 10:
        total = max(total, 1)
    return total - rewards[0] * 1


def mean_of(rewards, i):
    return rewards[i + 1 :].mean() < 0.5


def ids(function):
    return [mutant.id for mutant in mutants(function)]


@pytest.mark.parametrize(
    "change",
    [
        "total >= 10 -> total > 10", "total >= 10 -> total <= 10", "10 -> 9", "10 -> 11", "10 -> 20", "max -> min",
        "discount -> 1", "1 -> discount", "discount ** step -> discount * step", "0 -> 1", "0 -> -1",
        "total = 0 -> pass",
        "total - rewards[0] * 1 -> total + rewards[0] * 1", "return total - rewards[0] * 1 -> pass",
        "total += discount ** step * reward -> pass",
    ],
)  # fmt: skip
def test_each_kind_of_change_is_made(change):
    assert any(name.endswith(f": {change}") for name in ids(discounted)), ids(discounted)


@pytest.mark.parametrize("change", ["i -> i + 1", "i -> i - 1", "mean -> max", "mean -> min", "0.5 -> 1.0"])
def test_each_kind_of_change_to_an_array_is_made(change):
    assert any(name.partition(": ")[2].replace("rewards[i + 1:].", "").endswith(change) for name in ids(mean_of))


def test_they_are_the_same_each_time_and_the_words_stay():
    assert ids(discounted) == ids(discounted)
    assert not any("Worth" in name for name in ids(discounted))


def test_a_mutant_is_the_function_with_that_one_change():
    found = {mutant.id.partition(": ")[2]: mutant.function for mutant in mutants(discounted)}
    assert discounted([1, 1, 1], 0.5) == 0.75
    assert found["discount ** step -> discount * step"]([1, 1, 1], 0.5) == 0.5
    assert found["discount -> 1"]([1, 1, 1], 0.5) == 2
    assert discounted([1, 1, 1], 0.5) == 0.75
