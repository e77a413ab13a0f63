"""A function of a lesson as a figure with sliders: computed once for every combination, drawn in the browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import traitlets

from course_utils.pictures.live.base import LiveFigure, script, style
from course_utils.pictures.live.tabulate import Control, Table, tabulate, ticks
from course_utils.pictures.palette import INK
from course_utils.pictures.still.bars import draw_bars
from course_utils.pictures.still.curves import draw_curves
from course_utils.pictures.still.sheet import decimals, halo, numbers, written

MOST_BARS, MOST_CURVES, LISTED = 12, 6, 5


def explore(
    compute: Callable[..., Mapping[str, Any]],
    /,
    *,
    xlabel: str,
    ylabel: str,
    title: str,
    x: Any = None,
    start: Mapping[str, Any] | None = None,
    lines: Mapping[str, Any] | None = None,
    marks: Mapping[str, Any] | None = None,
    control: str | None = None,
    labels: Mapping[str, str] | None = None,
    **sliders: Sequence[Any],
) -> ExploreFigure:
    """Play with a function: sliders for its arguments, and what it returns as bars or curves that follow at once.

    Parameters
    ----------
    compute : function
        Called with one value for each slider, by name, once for every combination. It returns a dictionary from name
        to number (up to 12 bars) or, where `x` is given, from name to one number for each point of `x` (up to 6
        curves); always the same names.
    xlabel, ylabel : str
        What the bars are or what `x` is, and what the numbers are, with their unit.
    title : str
    x : array, shape (K,), optional
        Rising points of the axis that curves run over.
    start : mapping from name to value, optional
        Where sliders begin; a slider that is not named begins at the first of its values.
    lines : mapping from name to number or function, optional
        Reference lines at a height, such as a bound. A function is called like `compute`.
    marks : mapping from name to number or function, optional
        Lines at a point of the x axis of curves, such as a threshold. A function may return None where there is none.
    control : str, optional
        The bar that the others are compared with: hatched, and called "control".
    labels : mapping from name to str, optional
        What stands at a slider; its name, with blanks for underscores, where not given.
    **sliders : list of values
        One to four: numbers become a slider with these places, words or True and False a choice. All combinations
        together are at most 5,000.

    Returns
    -------
    ExploreFigure
        A notebook shows it when it is the last line of a cell. Nothing is computed when a slider moves, so that it is
        alive in a saved notebook without a kernel, too.

    Raises
    ------
    ValueError, TypeError
        If there are too many combinations, or what `compute` returns cannot be drawn or changes its names. What
        `compute` raises itself is passed on, with a note of the call.

    Examples
    --------
    >>> def shares(rooms, discount):
    ...     hub = (1 - discount) / 2 + discount * rooms / (rooms + 1)
    ...     return {"hub": hub, "off": 1 - hub}
    >>> explore(shares, xlabel="first move", ylabel="share of all goals", title="Off, or a hub with rooms behind it?",
    ...         rooms=[1, 2, 3, 5, 10], discount=[0, 0.5, 0.9, 0.99], start={"rooms": 3}, control="off",
    ...         lines={"even chances": 0.5})  # doctest: +SKIP
    """
    texts = {"xlabel": xlabel, "ylabel": ylabel, "title": title}
    points = None if x is None else numbers("the points x", x)
    if points is not None and (len(points) < 2 or (np.diff(points) <= 0).any()):
        raise ValueError("the points x are not two or more that rise from each to the next: sort them, each once")
    if marks and points is None:
        raise ValueError("marks stand at points of x, and bars have none: give x=... or use lines=...")
    table = tabulate(compute, points, sliders, start or {}, lines or {}, marks or {}, labels or {})
    most, what = (MOST_BARS, "bars") if points is None else (MOST_CURVES, "curves")
    if len(table.names) > most:
        raise ValueError(
            f"compute returns {len(table.names)} {what}: the figure has room for {most}; choose the most telling"
        )
    if control is not None and (points is not None or control not in table.names):
        raise ValueError(f"control is {control!r}: name one of the bars, which are {', '.join(table.names)}")
    return ExploreFigure(table, points, texts, control)


class ExploreFigure(LiveFigure):
    """The widget of `explore`: all numbers as one row for each combination of the sliders."""

    _esm = script("explore.js")
    _css = style("explore.css")
    texts = traitlets.Dict().tag(sync=True)
    controls = traitlets.List().tag(sync=True)
    place = traitlets.List().tag(sync=True)  # of each control, counted from 0
    names = traitlets.List().tag(sync=True)
    lines = traitlets.List().tag(sync=True)
    marks = traitlets.List().tag(sync=True)
    x = traitlets.List().tag(sync=True)
    axes = traitlets.Dict().tag(sync=True)
    numbers = traitlets.Bytes().tag(sync=True)  # as float64; a list would take a line of the file for each number

    def __init__(self, table: Table, x: np.ndarray | None, texts: dict[str, str], control: str | None):
        self.table, self.points = table, x
        every = table.heights() if x is not None else np.r_[table.heights(), 0]
        y = ticks(every.min(), every.max())
        across = np.array([]) if x is None else ticks(x[0], x[-1], inside=True)
        super().__init__(
            texts=texts | {"control": control or ""},
            controls=[control.state() for control in table.controls],
            place=[control.start for control in table.controls],
            names=list(table.names),
            lines=list(table.lines),
            marks=list(table.marks),
            x=[] if x is None else x.tolist(),
            axes={
                "decimals": decimals(table.heights()),
                "xdecimals": 0 if x is None else decimals(x),
                "y": _labelled(y),
                "x": _labelled(across),
            },
            numbers=table.rows.astype("<f8").tobytes(),
        )

    def still(self) -> dict[str, str]:
        """The picture where the sliders begin; bars for a few places of the first slider, curves at a few points."""
        place = [control.start for control in self.table.controls]
        at = ", ".join(f"{c.label} {c.texts[i]}" for c, i in zip(self.table.controls, place, strict=True))
        labels = {name: self.texts[name] for name in ("xlabel", "ylabel")}
        title = f"{self.texts['title']} ({at})"
        if self.points is None:
            picture = draw_bars(self.table.at(place), control=self.texts["control"] or None, title=title, **labels)
            picture = replace(picture, table=self._rows(self.table.controls[0], place))
        else:
            picture = draw_curves(self.points, self.table.at(place), title=title, table=True, **labels)
        words = self._annotate(picture.figure.axes[0], place)
        bundle = replace(picture, alt=picture.alt + words)._repr_mimebundle_()
        *most, last = [control.label for control in self.table.controls]
        moved = f"{', '.join(most)} and {last}" if most else last
        note = f"The figure becomes live when this cell is run: change {moved}."
        return {
            "text/plain": f"{bundle['text/plain']} {note}",
            "text/html": f"{bundle['text/html']}<p>{note}</p>",
        }

    def _rows(self, control: Control, place: list[int]) -> list[list[str]]:
        listed = np.unique(np.linspace(0, len(control.texts) - 1, min(LISTED, len(control.texts))).round().astype(int))
        found = [list(self.table.at([int(i), *place[1:]]).values()) for i in listed]
        flat = iter(written(np.ravel(found)))
        body = [[control.texts[i], *(next(flat) for _ in self.names)] for i in listed]
        return [[control.label, *self.names], *body]

    def _annotate(self, axes: Any, place: list[int]) -> str:
        """Draw reference lines and marks into the still picture, and say where they are."""
        lines, marks = self.table.annotations(place)
        look = {"color": INK, "linewidth": 1.3, "linestyle": (0, (4, 3)), "zorder": 1.5}
        # Beside bars, whose numbers stand above them; above the beginning of curves, whose names stand beside them.
        at, shift, middle = (1, (5, 0), "center") if self.points is None else (0, (4, 3), "baseline")
        for name, height in lines.items():
            axes.axhline(height, **look)
            halo(axes.annotate(name, (at, height), shift, xycoords=("axes fraction", "data"), fontsize=9, color=INK,
                               va=middle, textcoords="offset points", zorder=5))  # fmt: skip
        for name, point in marks.items():
            axes.axvline(point, **look)
            halo(axes.annotate(name, (point, 1), (4, -10), xycoords=("data", "axes fraction"), fontsize=9, color=INK,
                               textcoords="offset points", zorder=5))  # fmt: skip
        parts = [
            f"{name}: {text}"
            for found in (lines, marks)
            for name, text in zip(found, written(found.values()), strict=True)
        ]
        return f" Dashed lines: {'; '.join(parts)}." if parts else ""


def _labelled(ticks: np.ndarray) -> list[list[Any]]:
    """Each place with its text, in as few decimals as tell them apart."""
    count = next((n for n in range(7) if np.allclose(ticks, np.round(ticks, n), rtol=1e-9, atol=0)), 7)
    return [[float(tick), f"{tick + 0.0:,.{count}f}".replace("-", "−")] for tick in ticks]
