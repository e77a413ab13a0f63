"""Plain data as JSON: the only thing that passes between a learner's code, the checks and the marks.

None, bool, int, float, str, list, tuple, set, dict and NumPy arrays of numbers come back as what they were. What JSON
has no word for is written as an object with one entry, its tag: ``{"tuple": [1, 2]}``, ``{"float": "nan"}``. NumPy's
scalars come back as Python's, fractions and decimals as floats, and of an array's type only bool, int or float is kept.
No code is stored, so reading a value runs none.
"""

from __future__ import annotations

import base64
import math
import reprlib
import sys
from typing import Any

LIMIT = 1_000_000  # numbers and characters of one value
DEEPEST = 50
LARGEST = 10**300  # whole number
MOST_HASHED = 1000  # elements of a set: numbers can be chosen so that each is compared with all others
MOST_EMPTY = 10_000  # lists that an array without a number is written as
PACKED = {"bool": "?", "int": "<i8", "float": "<f8"}  # NumPy's names for the types of an array
EXACT = (("fractions", "Fraction"), ("decimal", "Decimal"))  # numbers; there are none before their module is imported
ALLOWED = "None, True, False, numbers, text, lists, tuples, sets, dicts and NumPy arrays of numbers"


class NotPlainError(ValueError):
    """A value that is not plain data; the message names the part that is not."""


def encode(value: Any, what: str = "the value", *, limit: int = LIMIT, packed: bool = False) -> Any:
    """Turn plain data into what `json.dumps` can write.

    Parameters
    ----------
    value
        Any of None, bool, int, float, str, list, tuple, set, dict, arrays of numbers, NumPy's scalars.
    what : str
        How the value is called in an error.
    limit : int
        Most numbers and characters taken together.
    packed : bool
        Whether arrays are written as bytes: five times as quick to read, and nothing for a person to read.

    Raises
    ------
    NotPlainError
        If something in it is of another type, too large, too deep or contains itself.
    """
    return _Encoder(what, limit, packed).encode(value, what, 0)


class _Encoder:
    """Counts what has been written, so that a huge value is refused before it is copied."""

    def __init__(self, what: str, limit: int, packed: bool) -> None:
        self.what, self.limit, self.left, self.packed = what, limit, limit, packed

    def count(self, items: int) -> None:
        self.left -= items
        if self.left < 0:
            raise NotPlainError(f"{self.what} is too large: at most {self.limit:,} numbers and characters can be read")

    def count_hashed(self, items: int, where: str) -> None:
        if items > MOST_HASHED:
            raise NotPlainError(f"{where} has more than {MOST_HASHED:,} elements: use a list")

    def encode(self, value: Any, where: str, depth: int, *, fixed: bool = False) -> Any:
        """Write a value; `fixed` is for an element of a set or a key, which cannot be something that changes."""
        if depth > DEEPEST:
            raise NotPlainError(f"{self.what} is nested more than {DEEPEST} deep, or contains itself: make it flatter")
        self.count(1)
        if value is None or value is True or value is False:
            return value
        # The methods of the base class, because a class of the learner's may have changed its own.
        if isinstance(value, str):
            self.count(str.__len__(value))
            return str.__str__(value)
        if isinstance(value, int):
            number = int.__int__(value)
            if not -LARGEST < number < LARGEST:
                raise NotPlainError(f"{where} is a whole number of more than 300 digits: give a smaller one")
            return number
        if isinstance(value, float):
            return _encode_float(float.__float__(value))
        if isinstance(value, tuple):
            items = enumerate(tuple.__iter__(value))
            return {"tuple": [self.encode(item, f"{where}[{i}]", depth + 1, fixed=fixed) for i, item in items]}
        if fixed and isinstance(value, (list, set, frozenset, dict)):
            raise NotPlainError(f"{where} is a {type(value).__name__}, which cannot be read there: use a tuple")
        if isinstance(value, list):
            return [self.encode(item, f"{where}[{i}]", depth + 1) for i, item in enumerate(list.__iter__(value))]
        if isinstance(value, (set, frozenset)):
            self.count_hashed(set.__len__(value) if isinstance(value, set) else frozenset.__len__(value), where)
            elements = (set if isinstance(value, set) else frozenset).__iter__(value)
            items = [self.encode(item, f"an element of {where}", depth + 1, fixed=True) for item in elements]
            return {"set": sorted(items, key=lambda item: (str(type(item)), str(item)))}
        if isinstance(value, dict):
            self.count_hashed(dict.__len__(value), where)
            pairs = [
                (self.encode(k, f"a key of {where}", depth + 1, fixed=True), v, f"{where}[{_short(k)}]")
                for k, v in dict.items(value)
            ]
            return {"dict": [[key, self.encode(v, inner, depth + 1)] for key, v, inner in pairs]}
        return self.encode_numpy(value, where, depth)

    def encode_numpy(self, value: Any, where: str, depth: int) -> Any:
        numpy = sys.modules.get("numpy")  # no value of NumPy's exists before it is imported
        if numpy is not None and isinstance(value, (numpy.bool_, numpy.number)) and value.dtype.kind in "biuf":
            return self.encode(value.item() if value.dtype.itemsize <= 8 else float(value), where, depth)
        if numpy is not None and isinstance(value, numpy.ndarray):
            masked = sys.modules.get("numpy.ma")
            if masked is not None and masked.is_masked(value):
                raise NotPlainError(f"{where} is masked or has masked entries: fill them in with `.filled(...)`")
            array = numpy.asarray(value)
            if _is_too_large(array):
                raise NotPlainError(f"{where} is too large: an array of the shape {array.shape}")
            self.count(int(array.size))
            if array.dtype.kind == "U":  # an array of text says no more than a list
                return self.encode(array.tolist(), where, depth)
            if array.dtype.kind in "biuf" and array.ndim == 0:  # an array without axes says no more than a number
                return self.encode(array[()], where, depth)
            if array.dtype.kind in "biuf" and array.dtype.itemsize <= 8:
                kind = {"b": "bool", "f": "float"}.get(array.dtype.kind, "int")
                if self.packed:
                    data = base64.b64encode(array.astype(PACKED[kind]).tobytes()).decode()
                    return {"packed": {"of": kind, "shape": list(array.shape), "data": data}}
                flat = array.reshape(-1).tolist()
                data = [_encode_float(item) for item in flat] if kind == "float" else flat
                return {"array": {"of": kind, "shape": list(array.shape), "data": data}}
            raise NotPlainError(f"{where} is an array of {array.dtype}: use an array of numbers, or a list")
        if any(name in sys.modules and isinstance(value, getattr(sys.modules[name], kind)) for name, kind in EXACT):
            return _encode_float(float(value))
        cure = "call it, and keep what it gives" if callable(value) else "turn it into a list, an array or a number"
        raise NotPlainError(f"{where} is of the type {type(value).__name__}, which cannot be read: {cure} ({ALLOWED})")


def decode(data: Any, depth: int = 0) -> Any:
    """Turn what `encode` gave back into the value.

    Raises
    ------
    ValueError
        If it is not what `encode` gives.
    """
    if depth > DEEPEST:
        raise ValueError(f"this is nested more than {DEEPEST} deep")
    if data is None or isinstance(data, (bool, float, str)):
        return data
    if isinstance(data, int) and -LARGEST < data < LARGEST:
        return data
    if isinstance(data, list):
        return [decode(item, depth + 1) for item in data]
    if isinstance(data, dict) and len(data) == 1:
        ((tag, inner),) = data.items()
        try:
            return _DECODERS[tag](inner, depth + 1)
        except (KeyError, TypeError, ValueError, OverflowError, AttributeError):
            pass
    raise ValueError(f"this is not a value that the course has written: {reprlib.repr(data)}")


def _decode_array(inner: dict[str, Any], depth: int) -> Any:
    import numpy

    data = [decode(item, DEEPEST) for item in inner["data"]]  # numbers
    return _shaped(numpy.array(data, PACKED[inner["of"]]), inner["shape"])


def _decode_packed(inner: dict[str, Any], depth: int) -> Any:
    import numpy

    data = base64.b64decode(inner["data"], validate=True)
    return _shaped(numpy.frombuffer(data, PACKED[inner["of"]]).copy(), inner["shape"])


def _shaped(array: Any, shape: list[int]) -> Any:
    """Give an array its shape, unless it is one that is huge as a list, although it may hold nothing."""
    array = array.reshape(shape)
    if _is_too_large(array):
        raise ValueError("this array is too large")
    return array


def _is_too_large(array: Any) -> bool:
    return math.prod(length or 1 for length in array.shape) > (LIMIT if array.size else MOST_EMPTY)


def _hashed(inner: list[Any]) -> list[Any]:
    if len(inner) > MOST_HASHED:
        raise ValueError("this has too many elements")
    return inner


_DECODERS = {
    "float": lambda inner, depth: {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}[inner],
    "tuple": lambda inner, depth: tuple([decode(item, depth) for item in inner]),
    "set": lambda inner, depth: {decode(item, depth) for item in _hashed(inner)},
    "dict": lambda inner, depth: {decode(key, depth): decode(value, depth) for key, value in _hashed(inner)},
    "array": _decode_array,
    "packed": _decode_packed,
}


def _encode_float(value: float) -> Any:
    return value if math.isfinite(value) else {"float": str(value)}


def _short(value: Any) -> str:
    text = repr(value) if isinstance(value, (str, int, float, bool, type(None), tuple, dict, list)) else "..."
    return text if len(text) <= 60 else text[:57] + "..."
