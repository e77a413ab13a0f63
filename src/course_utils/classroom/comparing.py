"""Whether two values agree, and how they differ: generous where they mean the same, strict on True and 1."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from typing import Any


def agrees(value: Any, right: Any, tolerance: float) -> bool:
    """Whether `value` says the same as `right`.

    Numbers agree within `tolerance` (absolutely below 1, relatively above), NaN with NaN. A whole number may stand for
    a float, a list or tuple for an array, an array without axes for a number, a list for a set; not 1 for True.
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
        return isinstance(value, (set, list, tuple)) and _same_elements(value, right)
    if isinstance(right, dict):
        return (
            isinstance(value, dict)
            and value.keys() == right.keys()
            and all(agrees(value[key], item, tolerance) for key, item in right.items())
        )
    if _is_number(right):
        return _is_number(value) and _close(value, right, tolerance)
    return type(value) is type(right) and value == right


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
        fits = isinstance(value, set) or (isinstance(value, (list, tuple)) and not any(map(_holds, value)))
    elif isinstance(right, dict):
        if isinstance(value, dict) and value.keys() != right.keys():
            return f"the keys {_keys(right)} are asked for, yours are {_keys(value)}."
        fits = isinstance(value, dict)
    else:
        fits = _is_number(value) if _is_number(right) else type(value) is type(right)
    return "" if fits else f"{_kind(right)} is asked for, yours is {_kind(value)}."


def steady_change(values: Sequence[Any], rights: Sequence[Any], tolerance: float) -> str:
    """Say so if all numbers are right but for one factor, one shift, or rounding; empty otherwise."""
    both = zip(values, rights, strict=True)
    pairs = [pair for value, right in both for pair in zip(_flat(value), _flat(right), strict=False)]
    if len(pairs) < 3 or len({right for _, right in pairs} - {0}) < 2:
        return ""  # one or two numbers can differ by a factor by accident
    if not all(math.isfinite(a) and math.isfinite(b) for a, b in pairs):
        return ""
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


def different_data(name: str, value: Any, right: Any) -> str:
    """Say how a single answer differs, without giving the right one away."""
    if isinstance(right, set):
        extra, lacking = len(set(value) - right), len(right - set(value))
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


def _same_elements(value: Any, right: set[Any]) -> bool:
    if any(map(_holds, value)):
        return False
    return {(type(item), item) for item in value} == {(type(item), item) for item in right}


def _holds(value: Any) -> bool:
    """Whether a value holds others and so can stand in no set."""
    return isinstance(value, (list, tuple, set, dict)) or _is_array(value)


def _shape(value: Any) -> tuple[int, ...]:
    if _is_array(value):
        return value.shape
    if not isinstance(value, (list, tuple)):
        return ()
    inner = {_shape(item) for item in value}
    return (len(value), *inner.pop()) if len(inner) == 1 else (len(value),)


def _flat(value: Any) -> list[float]:
    value = _nested(value)
    if isinstance(value, list):
        return [number for item in value for number in _flat(item)]
    return [value] if _is_number(value) else []


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
    names = [repr(key) for key in value]
    return ", ".join(names[:8]) + (", ..." if len(names) > 8 else "") if names else "none"
