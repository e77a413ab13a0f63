"""A function at every combination of a few lists of values, checked, as one table of numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from math import floor, log10, prod
from typing import Any

import numpy as np

MOST_CONTROLS, MOST_COMBINATIONS, MOST_NUMBERS = 4, 5_000, 100_000


@dataclass(frozen=True)
class Control:
    """A slider, or a choice between words: its values, how they are written, and where it begins."""

    name: str
    label: str
    values: tuple[Any, ...]
    texts: tuple[str, ...]
    is_choice: bool
    start: int

    def state(self) -> dict[str, Any]:
        """What the page needs to know."""
        return {"label": self.label, "texts": list(self.texts), "choice": self.is_choice}


@dataclass(frozen=True, eq=False)
class Table:
    """What a function returns: a row for each combination of the controls, the last of which changes fastest.

    A row holds the numbers of each name, one or one for each point, then the lines, then the marks (NaN for none).
    """

    controls: tuple[Control, ...]
    names: tuple[str, ...]
    points: int
    lines: tuple[str, ...]
    marks: tuple[str, ...]
    rows: np.ndarray

    @property
    def _width(self) -> int:
        return len(self.names) * self.points

    def heights(self) -> np.ndarray:
        """Everything that has a place on the y axis."""
        return self.rows[:, : self._width + len(self.lines)].ravel()

    def at(self, place: list[int]) -> dict[str, Any]:
        """What the function returned at this place of the controls."""
        columns = self._row(place)[: self._width].reshape(len(self.names), self.points)
        return {
            name: column if len(column) > 1 else float(column[0])
            for name, column in zip(self.names, columns, strict=True)
        }

    def annotations(self, place: list[int]) -> tuple[dict[str, float], dict[str, float]]:
        """Lines and marks at this place, without those that are not there."""
        rest = self._row(place)[self._width :].tolist()
        lines = dict(zip(self.lines, rest, strict=False))
        marks = dict(zip(self.marks, rest[len(lines) :], strict=True))
        return lines, {name: point for name, point in marks.items() if not np.isnan(point)}

    def _row(self, place: list[int]) -> np.ndarray:
        return self.rows[np.ravel_multi_index(place, [len(control.values) for control in self.controls])]


def tabulate(
    compute: Callable[..., Mapping[str, Any]],
    x: np.ndarray | None,
    sliders: Mapping[str, Any],
    start: Mapping[str, Any],
    lines: Mapping[str, Any],
    marks: Mapping[str, Any],
    labels: Mapping[str, str],
) -> Table:
    """Call the function, and those of lines and marks, at every combination."""
    if not callable(compute):
        raise TypeError(
            f"explore takes a function, not what it returns; got {type(compute).__name__}: leave out the ( )"
        )
    controls = _controls(sliders, start, labels)
    combinations = prod(len(control.values) for control in controls)
    if combinations > MOST_COMBINATIONS:
        counts = " × ".join(f"{len(control.values)} of {control.name}" for control in controls)
        raise ValueError(
            f"the sliders have {combinations:,} combinations ({counts}), and all are computed beforehand: "
            f"leave out values until there are at most {MOST_COMBINATIONS:,}"
        )
    names: tuple[str, ...] = ()
    rows = []
    for values in product(*(control.values for control in controls)):
        arguments = dict(zip(sliders, values, strict=True))
        call = f"({', '.join(f'{name}={value!r}' for name, value in arguments.items())})"
        found = _called(compute, arguments, f"compute{call}")
        names = names or _names(found, f"compute{call}")
        row = _numbers(names, found, x, f"compute{call}")
        row += [_number(line, arguments, f"lines[{name!r}]", call) for name, line in lines.items()]
        row += [_number(mark, arguments, f"marks[{name!r}]", call, or_none=True) for name, mark in marks.items()]
        rows.append(row)
        if combinations * len(row) > MOST_NUMBERS:
            raise ValueError(
                f"{combinations:,} combinations with {len(row):,} numbers each are more than a notebook should keep: "
                f"give fewer values or fewer points of x, at most {MOST_NUMBERS:,} numbers in all"
            )
    points = 1 if x is None else len(x)
    return Table(tuple(controls), names, points, tuple(lines), tuple(marks), np.array(rows))


def ticks(low: float, high: float, *, inside: bool = False) -> np.ndarray:
    """Four to eight round numbers that reach from at most `low` to at least `high`; or, inside, stay between them."""
    if low == high:
        low, high = low - (abs(low) or 1) / 2, high + (abs(high) or 1) / 2
    step = nice((high - low) / 5)
    down, up = (np.ceil, np.floor) if inside else (np.floor, np.ceil)
    slack = -1e-9 if inside else 1e-9
    return (np.arange(down(low / step + slack), up(high / step - slack) + 1) * step).round(12)


def nice(least: float, digits: tuple[float, ...] = (1, 2, 2.5, 5, 10)) -> float:
    """The smallest round number, a power of ten times one of the digits, that is not below `least` but for rounding."""
    size = 10.0 ** floor(log10(least))
    return size * next(digit for digit in digits if digit * size >= least * 0.999)


def _controls(sliders: Mapping[str, Any], start: Mapping[str, Any], labels: Mapping[str, str]) -> list[Control]:
    if not 1 <= len(sliders) <= MOST_CONTROLS:
        raise ValueError(
            f"{len(sliders)} sliders were given: name 1 to {MOST_CONTROLS}, each with its values, like rooms=[1, 2]"
        )
    for what, given in (("start", start), ("labels", labels)):
        for name in given:
            if name not in sliders:
                raise ValueError(
                    f"{what} names {name!r}, but the sliders are {', '.join(sliders)}: give one of these names"
                )
    return [_control(name, values, start, labels) for name, values in sliders.items()]


def _control(name: str, values: Any, start: Mapping[str, Any], labels: Mapping[str, str]) -> Control:
    if isinstance(values, (str, Mapping)) or not isinstance(values, Iterable):
        raise TypeError(f"the slider {name!r} is {values!r}: give a list of its values, such as {name}=[1, 2, 5]")
    values = [value.item() if isinstance(value, np.generic) else value for value in values]
    for value in values:
        if not isinstance(value, (str, bool, int, float)) or (isinstance(value, float) and not np.isfinite(value)):
            raise TypeError(
                f"the slider {name!r} holds {value!r}: its values are finite numbers, words, or True and False"
            )
    if len(values) < 2 or len(set(values)) < len(values):
        raise ValueError(f"the slider {name!r} has the values {values}: give two or more, each once")
    first = start.get(name, values[0])
    if first not in values:
        raise ValueError(f"start puts {name!r} at {first!r}, which is not one of its values: {values}")
    is_choice = all(isinstance(value, (str, bool)) for value in values)
    texts = tuple(
        {True: "yes", False: "no"}[v] if isinstance(v, bool) else v if isinstance(v, str) else f"{v:,.12g}"
        for v in values
    )
    return Control(
        name, str(labels.get(name, name.replace("_", " "))), tuple(values), texts, is_choice, values.index(first)
    )


def _called(function: Callable[..., Any], arguments: dict[str, Any], call: str) -> Any:
    try:
        return function(**arguments)
    except Exception as error:
        error.add_note(f"explore called {call}")
        raise


def _names(found: Any, call: str) -> tuple[str, ...]:
    if not isinstance(found, Mapping) or not found:
        raise TypeError(f"{call} returns {found!r}: return a dictionary from name to number, or to numbers over x")
    return tuple(str(name) for name in found)


def _numbers(names: tuple[str, ...], found: Any, x: np.ndarray | None, call: str) -> list[float]:
    if set(_names(found, call)) != set(names):
        raise ValueError(
            f"{call} returns the names {', '.join(map(str, found))}, but the first call {', '.join(names)}: return the "
            "same names at every call"
        )
    found = {str(name): values for name, values in found.items()}
    row: list[float] = []
    for name in names:
        try:
            values = np.asarray(found[name], float)
        except (TypeError, ValueError):
            raise TypeError(
                f"{call} returns {found[name]!r} for {name!r}: return numbers; of an estimate its .values"
            ) from None
        if x is None and values.ndim:
            raise ValueError(f"{call} returns {values.size} numbers for {name!r}: return one, or give the points x=...")
        if x is not None and values.shape != x.shape:
            raise ValueError(
                f"{call} returns the shape {values.shape} for {name!r}, but x has {len(x)} points: give one for each"
            )
        if not np.isfinite(values).all():
            bad = values[~np.isfinite(values)].flat[0]
            where = "" if x is None else f" at x = {x[~np.isfinite(values)][0]:g}"
            raise ValueError(
                f"{call} returns {bad} for {name!r}{where}: only finite numbers can be drawn; leave such places out"
            )
        row += values.ravel().tolist()
    return row


def _number(given: Any, arguments: dict[str, Any], what: str, call: str, *, or_none: bool = False) -> float:
    value = _called(given, arguments, f"{what}{call}") if callable(given) else given
    if value is None and or_none:
        return float("nan")
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = float("nan")
    if not np.isfinite(number):
        raise ValueError(
            f"{what}{call if callable(given) else ''} is {value!r}: give a finite number, or a function of the sliders"
        )
    return number
