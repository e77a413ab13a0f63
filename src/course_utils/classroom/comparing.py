"""Whether two values agree, and how they differ: generous where they mean the same, strict on True and 1."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from course_utils.classroom.showing import literal

MOST_PAIRS = 40_000  # of elements that are compared one by one


def agrees(value: Any, right: Any, tolerance: float) -> bool:
    """Whether `value` says the same as `right`.

    Numbers agree within `tolerance` (absolutely below 1, relatively above), NaN with NaN. A whole number may stand for
    a float, a list or tuple for an array, an array without axes for a number, a list for a set; not 1 for True.
    The keys of a dict have to be the same to the last digit.
    """
    if _is_array(right) or isinstance(right, (list, tuple)):
        value, right = _nested(value), _nested(right)
        return (
            isinstance(value, list)
            and len(value) == len(right)
            and all(agrees(a, b, tolerance) for a, b in zip(value, right, strict=True))
        )
    value = _scalar(value)
    if isinstance(right, set):
        return _stands_for_a_set(value) and not any(_unmatched(value, right, tolerance))
    if isinstance(right, dict):
        if not isinstance(value, dict):
            return False
        mine, theirs = ({_identity(key): item for key, item in one.items()} for one in (value, right))
        return mine.keys() == theirs.keys() and all(agrees(mine[key], item, tolerance) for key, item in theirs.items())
    if _is_number(right):
        return _is_number(value) and _close(value, right, tolerance)
    return type(value) is type(right) and value == right


def in_small_letters(value: Any, right: Any) -> Any:
    """Take "A" for "a" where a set of single small letters is asked for: the letters stand for sentences."""
    is_asked_for = isinstance(right, set) and all(
        isinstance(one, str) and len(one) == 1 and one.islower() for one in right
    )
    if not is_asked_for or not _stands_for_a_set(value):
        return value
    return type(value)(one.lower() if isinstance(one, str) else one for one in value)


def mismatch(value: Any, right: Any) -> str:
    """Say how `value` is of another kind or shape than `right`; empty where it is not."""
    if value is None and right is not None:
        return "None. A function without `return` gives None: is there one, at the end and not inside a loop?"
    if _is_array(right) or isinstance(right, (list, tuple)):
        if not (_is_array(value) or isinstance(value, (list, tuple))):
            return f"{_kind(right)} is asked for, yours is {_kind(value)}."
        if _shape(value) != _shape(right):
            return f"the shape {_shape(right)} is asked for, yours has the shape {_shape(value)}."
        return ""
    value = _scalar(value)
    if isinstance(right, set):
        fits = _stands_for_a_set(value)
    elif isinstance(right, dict):
        if isinstance(value, dict) and _by_identity(value).keys() != _by_identity(right).keys():
            return f"the keys {_keys(right)} are asked for, yours are {_keys(value)}."
        fits = isinstance(value, dict)
    else:
        fits = _is_number(value) if _is_number(right) else type(value) is type(right)
    return "" if fits else f"{_kind(right)} is asked for, yours is {_kind(value)}."


def steady_change(values: Sequence[Any], rights: Sequence[Any], tolerance: float) -> str:
    """Say so if all numbers are right but for one factor, one shift, or rounding; empty otherwise."""
    mine, theirs = _flat(list(values)), _flat(list(rights))
    if not all(_is_number(item) and math.isfinite(item) for item in mine + theirs) or len(mine) != len(theirs):
        return ""
    pairs = list(zip(mine, theirs, strict=True))
    if len(pairs) < 3 or len(set(theirs) - {0}) < 2:
        return ""  # one or two numbers can differ by a factor by accident
    if all(_close(a, b, tolerance) for a, b in pairs):
        return ""  # then they differ in something else
    for digits in range(7):
        if all(_close(a, round(b, digits), tolerance) for a, b in pairs):
            to = f"{digits} digit{'s' if digits > 1 else ''}" if digits else "whole numbers"
            return f"Your answers are the right ones, rounded to {to}. Leave them as they are computed."
    nonzero = next((a / b for a, b in pairs if b != 0), 0)
    if nonzero and all(_close(a, nonzero * b, tolerance) for a, b in pairs):
        if _close(nonzero, -1, tolerance):
            return "Your answers have the right size and the opposite sign."
        return f"Your answers are always {nonzero:.6g} times the right ones. Where does that factor come from?"
    shift = pairs[0][0] - pairs[0][1]
    if all(_close(a, b + shift, tolerance) for a, b in pairs):
        way = "more" if shift > 0 else "less"
        return f"Your answers are always {abs(shift):.6g} {way} than the right ones. Where does that come from?"
    return ""


def different_data(name: str, value: Any, right: Any, tolerance: float) -> str:
    """Say how a single answer differs, without giving the right one away."""
    if isinstance(right, set):
        extra, lacking = map(len, _unmatched(value, right, tolerance))
        parts = [f"{extra} in it {'does' if extra == 1 else 'do'} not belong there"] if extra else []
        parts += [f"{lacking} {'is' if lacking == 1 else 'are'} missing"] if lacking else []
        if parts:
            return f"`{name}` is not right yet: {' and '.join(parts)}."
    return f"`{name}` is not right yet."


def _close(a: float, b: float, tolerance: float) -> bool:
    if math.isnan(a) or math.isnan(b):
        return math.isnan(a) and math.isnan(b)
    if math.isinf(a) or math.isinf(b):
        return a == b
    return abs(a - b) <= tolerance * max(1, abs(b))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_array(value: Any) -> bool:
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, numpy.ndarray)


def _nested(value: Any) -> Any:
    if _is_array(value):
        return value.tolist()
    return list(value) if isinstance(value, tuple) else value


def _scalar(value: Any) -> Any:
    return value.item() if _is_array(value) and value.ndim == 0 else value


def _stands_for_a_set(value: Any) -> bool:
    return isinstance(value, set) or (isinstance(value, (list, tuple)) and not any(map(_holds, value)))


def _holds(value: Any) -> bool:
    """Whether a value holds others that can change, and so can stand in no set."""
    if isinstance(value, tuple):
        return any(map(_holds, value))
    return isinstance(value, (list, set, dict)) or _is_array(value)


def _unmatched(value: Iterable[Any], right: set[Any], tolerance: float) -> tuple[list[Any], list[Any]]:
    """The elements that do not belong, and those that are missing."""
    mine, theirs = _by_identity(value), _by_identity(right)
    extra = [item for key, item in mine.items() if key not in theirs]
    lacking = [item for key, item in theirs.items() if key not in mine]
    if len(extra) * len(lacking) <= MOST_PAIRS:
        near = [(i, j) for i, a in enumerate(extra) for j, b in enumerate(lacking) if agrees(a, b, tolerance)]
        belonging, found = {i for i, _ in near}, {j for _, j in near}
        extra = [a for i, a in enumerate(extra) if i not in belonging]
        lacking = [b for j, b in enumerate(lacking) if j not in found]
    return extra, lacking


def _by_identity(items: Iterable[Any]) -> dict[Any, Any]:
    """The items by what each of them is: Python itself takes True for 1, and no NaN for another."""
    return {_identity(item): item for item in items}


def _identity(item: Any) -> Any:
    if isinstance(item, tuple):
        return tuple(map(_identity, item))
    if _is_number(item):
        return "number", "nan" if math.isnan(item) else item
    return type(item).__name__, item


def _shape(value: Any) -> tuple[int, ...]:
    if _is_array(value):
        return value.shape
    if not isinstance(value, (list, tuple)):
        return ()
    inner = {_shape(item) for item in value}
    return (len(value), *inner.pop()) if len(inner) == 1 else (len(value),)


def _flat(value: Any) -> list[Any]:
    value = _nested(value)
    return [inner for item in value for inner in _flat(item)] if isinstance(value, list) else [value]


def _kind(value: Any) -> str:
    value = _scalar(value)
    if _is_array(value):
        return f"an array of the shape {value.shape}"
    words = {
        bool: "True or False", int: "a number", float: "a number", str: "text", list: "a list", tuple: "a tuple",
        set: "a set", dict: "a dict", type(None): "None",
    }  # fmt: skip
    return words.get(type(value), type(value).__name__)


def _keys(value: dict[Any, Any]) -> str:
    names = [literal(repr(key)) for key in value]
    return ", ".join(names[:8]) + (", ..." if len(names) > 8 else "") if names else "none"
