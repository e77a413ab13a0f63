"""Curves over one axis, each named at its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from course_utils.pictures.palette import CURVES, FAINT, INK, PREDICTION, QUIET
from course_utils.pictures.still.picture import Picture
from course_utils.pictures.still.prediction import named, write
from course_utils.pictures.still.sheet import halo, numbers, sheet, written

ROWS = 11  # of a table, at most


def draw_curves(
    x: Any,
    curves: Mapping[str, Any],
    *,
    xlabel: str,
    ylabel: str,
    title: str | None = None,
    at: float | None = None,
    table: bool = False,
) -> Picture:
    """Draw a few curves over the same points, told apart by colour, line and marker.

    Parameters
    ----------
    x : array, shape (K,)
        Rising.
    curves : mapping from name to array of shape (K,)
        At most six.
    xlabel, ylabel : str
        What the axes are, with their units.
    title : str, optional
    at : float, optional
        Where on the x axis a prediction is about: the nearest point of `x`, the last by default.
    table : bool
        Whether some of the numbers stand in a table below, too.

    Returns
    -------
    Picture
        A predicted range stands as a bracket on the curve it is about, or as a band over all.
    """
    x = numbers("the points x", x)
    if not isinstance(curves, Mapping):
        raise TypeError(f"curves are a dictionary from name to numbers; got {type(curves).__name__}")
    if not 1 <= len(curves) <= len(CURVES):
        raise ValueError(
            f"{len(curves)} curves were given: one picture holds 1 to {len(CURVES)} that can be told apart"
        )
    if (np.diff(x) <= 0).any():
        raise ValueError("the points x do not rise from each to the next: sort them, and the curves with them")
    lines = {str(name): numbers(f"the curve {str(name)!r}", y) for name, y in curves.items()}
    for name, y in lines.items():
        if y.shape != x.shape:
            raise ValueError(
                f"the curve {name!r} has {len(y)} numbers, but x has {len(x)}: give one for each point of x"
            )
    point = len(x) - 1 if at is None else int(np.abs(x - at).argmin())

    def draw(prediction: Mapping[str, Any] | None = None) -> Picture:
        about = named("curves", lines, prediction)
        figure, axes = sheet(7, 3.9, title, xlabel, ylabel)
        axes.grid(color=FAINT, linewidth=0.8)
        for (name, y), (colour, style, marker) in zip(lines.items(), CURVES, strict=False):
            every = max(1, (len(x) - 1) // 8)
            axes.plot(x, y, color=colour, linestyle=style, linewidth=2.2, marker=marker, markersize=6, markevery=every,
                      markeredgecolor="white", markeredgewidth=0.8, label=name, clip_on=False)  # fmt: skip
        axes.spines["bottom"].set(visible=True, color=QUIET)
        axes.margins(x=0.02, y=0.08)
        if prediction is not None and prediction["kind"] == "number":
            x_and_y = (None, 0) if about is None else (x[point], lines[about][point])
            _range(axes, prediction, *x_and_y)
        _between_ticks(axes)
        _name_at_the_end(axes, x[-1], {name: y[-1] for name, y in lines.items()})
        words = write(figure, prediction, None if about is None else float(lines[about][point]))
        return Picture(figure, _describe(title, xlabel, ylabel, x, lines) + words, draw,
                       _rows(xlabel, x, lines) if table else None)  # fmt: skip

    return draw()


def _between_ticks(axes: Any) -> None:
    """Let shares, all from 0 to 1, lie between two labelled ticks: an axis that stops at 0.8 below 0.91 looks cut."""
    low, high = axes.dataLim.intervaly
    if low >= 0 and high <= 1 and low < high:
        ticks = axes.get_yticks()
        step = ticks[1] - ticks[0]
        first, last = np.floor(low / step + 1e-9), np.ceil(high / step - 1e-9)
        bottom, top = axes.get_ylim()
        axes.set_yticks(np.arange(first, last + 1) * step)
        axes.set_ylim(min(bottom, first * step), max(top, last * step))


def _name_at_the_end(axes: Any, x: float, ends: dict[str, float]) -> None:
    """Names right of the last point, moved apart where curves end close to each other."""
    low, high = axes.get_ylim()
    axes.set_ylim(low, high)
    gap = 0.075 * (high - low)
    order = sorted(ends, key=ends.get)
    places = np.array([ends[name] for name in order])
    for _ in range(200):  # push pairs apart until none is closer than a line of text
        close = np.flatnonzero(np.diff(places) < gap * 0.999)
        if not close.size:
            break
        for i in close:
            push = (gap - (places[i + 1] - places[i])) / 2
            places[i] -= push
            places[i + 1] += push
    for name, place in zip(order, places, strict=True):
        moved = abs(place - ends[name]) > gap / 4
        leader = {"arrowstyle": "-", "color": QUIET, "linewidth": 0.8, "shrinkA": 0, "shrinkB": 5}
        axes.annotate(
            name, (x, ends[name]), (1.03, (place - low) / (high - low)), textcoords="axes fraction", va="center",
            color=INK, fontsize=10, arrowprops=leader if moved else None,
        )  # fmt: skip


def _range(axes: Any, prediction: Mapping[str, Any], x: float | None, y: float) -> None:
    low, high = prediction["low"], prediction["high"]
    if x is None:
        axes.axhspan(low, high, color=PREDICTION, alpha=0.14, linewidth=0)
        axes.annotate("your range", (0, high), (4, 3), xycoords=("axes fraction", "data"), textcoords="offset points",
                      va="bottom", color=PREDICTION, fontsize=10)  # fmt: skip
        return
    axes.errorbar(x, (low + high) / 2, (high - low) / 2, color=PREDICTION, linewidth=3, capsize=7, capthick=2.4,
                  fmt="none", zorder=5, clip_on=False)  # fmt: skip
    bottom, top = axes.get_ylim()
    near_axis = low - bottom < 0.15 * (top - bottom)
    above = near_axis or y < (low + high) / 2  # away from the curve, and towards the middle, where no axis is labelled
    left = x < sum(axes.get_xlim()) / 2
    halo(axes.annotate(
        "your range", (x, high if above else low), (-4 if left else 4, 6 if above else -6), textcoords="offset points",
        ha="left" if left else "right", va="bottom" if above else "top", color=PREDICTION, fontsize=10, zorder=5,
    ))  # fmt: skip


def _describe(title: str | None, xlabel: str, ylabel: str, x: np.ndarray, lines: dict[str, np.ndarray]) -> str:
    ends = written([x[0], x[-1]])
    parts = [f"{title}." if title else "", f"Curves of {ylabel} over {xlabel}, from {ends[0]} to {ends[1]}."]
    for name, y in lines.items():
        first, last, low, high = written([y[0], y[-1], y.min(), y.max()])
        way = "rises" if last > first and y[-1] > y[0] else "falls" if y[-1] < y[0] and last != first else "goes"
        parts.append(f"{name} {way} from {first} to {last}")
        if low not in (first, last):
            parts[-1] += f", lowest {low} at {x[y.argmin()]:.3g}"
        if high not in (first, last):
            parts[-1] += f", highest {high} at {x[y.argmax()]:.3g}"
        parts[-1] += "."
    return " ".join(part for part in parts if part)


def _rows(xlabel: str, x: np.ndarray, lines: dict[str, np.ndarray]) -> list[list[str]]:
    points = np.unique(np.linspace(0, len(x) - 1, min(ROWS, len(x))).round().astype(int))
    columns = [written(column[points]) for column in (x, *lines.values())]
    return [[xlabel, *lines], *map(list, zip(*columns, strict=True))]
