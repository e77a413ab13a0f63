"""Plain data crosses as what it was; anything else is refused by a sentence that names it."""

import json
import math
import subprocess
import sys
from collections import Counter, namedtuple
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.classroom.plain import NotPlainError, decode, encode

# NaN is tried below: a set that holds it equals no other.
scalars = st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats(allow_nan=False) | st.text()
hashables = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3).map(tuple), max_leaves=5)
values = st.recursive(
    hashables | st.sets(hashables, max_size=4),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(hashables, inner, max_size=4),
)


def same(a, b):
    """Equal, and written the same; NaN equals NaN."""
    return repr(a) == repr(b) or (type(a) is type(b) and a == b)


def through(value):
    return decode(json.loads(json.dumps(encode(value), allow_nan=False)))


@given(values)
def test_what_comes_back_is_what_went_in(value):
    back = through(value)
    assert back == value
    assert json.dumps(encode(back)) == json.dumps(encode(value))  # also the types inside: 1 is not 1.0


@pytest.mark.parametrize("value", [True, 1, 1.0, -0.0, math.nan, math.inf, (1,), [1], {1}, {"a": (1, {2})}, "é\n\x00"])
def test_types_are_kept_apart(value):
    assert type(through(value)) is type(value)
    assert same(through(value), value)


@pytest.mark.parametrize(
    "array",
    [np.arange(6).reshape(2, 3), np.array([[0.1, np.nan, -np.inf]]), np.array([True, False]), np.empty((0, 3)),
     np.float32([[1.5]]), np.uint8([255]), np.arange(4.0)[::2], np.asfortranarray(np.ones((2, 2)))],
)  # fmt: skip
def test_arrays_keep_their_shape_and_kind(array):
    back = through(array)
    assert back.shape == array.shape
    assert back.dtype.kind == array.dtype.kind.replace("u", "i")
    np.testing.assert_array_equal(back, array)


@pytest.mark.parametrize(
    "value",
    [np.float64(0.5), np.int32(2), np.bool_(True), np.float32(0.5), np.str_("a"), np.array(2.5), np.longdouble(0.25),
     Fraction(1, 4), Decimal("0.75")],
)  # fmt: skip
def test_other_scalars_come_back_as_pythons(value):
    back = through(value)
    assert back == value
    assert type(back) in (float, int, bool, str)


def test_subclasses_come_back_as_their_base():
    class Fooled(list):
        def __eq__(self, other):
            return True

        def __iter__(self):
            return iter([42])

    Pair = namedtuple("Pair", "a b")
    assert type(through(Fooled([1]))) is list
    assert through(Fooled([1])) == [1]
    assert through(Pair(1, 2)) == (1, 2)
    assert through(Counter("aab")) == {"a": 2, "b": 1}
    assert type(through(IntEnum("E", "A").A)) is int
    assert through(np.array(["off", "B1"])) == ["off", "B1"]
    assert through(frozenset({1})) == {1}
    assert through({"a": frozenset({1})}) == {"a": {1}}  # only what stands in a set or is a key has to be fixed
    assert through(np.ma.array([1.0, 2.0])).tolist() == [1.0, 2.0]  # nothing in it is masked


class Small(int):
    """Says that it is smaller and larger than anything."""

    def __lt__(self, other):
        return True

    __gt__ = __lt__


class Hashed(list):
    __hash__ = object.__hash__


def cycle():
    inside = []
    inside.append(inside)
    return inside


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (lambda: 1, r"the answer is of the type function, which cannot be read: call it"),
        ((n for n in [1]), r"the answer is of the type generator, which cannot be read: turn it into a list"),
        ({"x": [1, 2j]}, r"the answer\['x'\]\[1\] is of the type complex"),
        ({object()}, r"an element of the answer is of the type object"),
        ([np.array([1j])], r"the answer\[0\] is an array of complex128: use an array of numbers"),
        (np.array([object()]), r"an array of object"),
        ("a" * 2_000_000, r"the answer is too large: at most 1,000,000 numbers"),
        (np.zeros((2000, 2000)), r"too large"),
        (cycle(), r"nested more than 50 deep, or contains itself"),
        (10**400, r"a whole number of more than 300 digits"),
        (Small(10**400), r"a whole number of more than 300 digits"),
        ({Small(10**400): 1}, r"a key of the answer is a whole number of more than 300 digits"),
        (np.ma.masked, r"the answer is masked or has masked entries: fill them in with `.filled\(...\)`"),
        ([np.ma.array([1.0, 2.0], mask=[True, False])], r"the answer\[0\] is masked"),
        ({frozenset({1})}, r"an element of the answer is a frozenset, which cannot be read there: use a tuple"),
        ({(1, frozenset())}, r"an element of the answer\[1\] is a frozenset"),
        ({frozenset(): 1}, r"a key of the answer is a frozenset"),
        ({Hashed()}, r"an element of the answer is a Hashed"),
    ],
)
def test_what_is_not_plain_is_named(value, says):
    with pytest.raises(NotPlainError, match=says):
        encode(value, "the answer")


@pytest.mark.parametrize(
    "data",
    [10**300, -(10**400), {"set": [10**400]},
     {}, {"tuple": 1}, {"a": 1, "b": 2}, {"float": "1"}, {"object": 1}, {"set": [[1]]}, {"dict": [[1]]},
     {"array": {"of": "object", "shape": [1], "data": [1]}}, {"array": {"of": "int", "shape": [3], "data": [1]}},
     {"array": {"of": "int", "shape": [1], "data": [2**70]}}, {"array": {"of": "float", "shape": [1], "data": ["x"]}}],
)  # fmt: skip
def test_what_the_course_has_not_written_is_refused(data):
    with pytest.raises(ValueError, match="not a value that the course has written"):
        decode(data)


def test_the_largest_whole_numbers_that_pass():
    for number in (10**300 - 1, 1 - 10**300):
        assert through(number) == number


def test_a_value_without_arrays_needs_no_numpy():
    code = (
        "import sys; from course_utils.classroom import plain, verdict, running, released, checking\n"
        "assert plain.decode(plain.encode({'a': (1, {2.5})})) == {'a': (1, {2.5})}\n"
        "assert 'numpy' not in sys.modules and 'IPython' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_would_cost_more_to_compare_or_show_than_it_says_is_refused():
    many = {"set": list(range(1001))}
    for data in (many, {"dict": [[number, 0] for number in range(1001)]}):
        with pytest.raises(ValueError, match="not a value"):
            decode(data)
    with pytest.raises(NotPlainError, match="more than 1,000 elements"):
        encode(set(range(1001)))
    with pytest.raises(NotPlainError, match="is too large"):
        encode(np.zeros((10**6, 0)))
    assert decode(encode(set(range(1000)))) == set(range(1000))
