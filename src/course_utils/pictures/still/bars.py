"""Bars, one for each of a few named numbers, with the control beside them."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

from course_utils.pictures.palette import BLUE, CONTROL_HATCH, FAINT, INK, PAPER, PREDICTION, QUIET
from course_utils.pictures.still.picture import Picture
from course_utils.pictures.still.prediction import named, place, write
from course_utils.pictures.still.sheet import numbers, sheet, written

WIDTH = 0.56  # of a bar; the next one is 1 away


def draw_bars(
    values: Mapping[str, float],
    *,
    ylabel: str,
    title: str | None = None,
    xlabel: str = "",
    control: str | None = None,
    errors: Mapping[str, float] | None = None,
    table: bool = False,
) -> Picture:
    """Draw a bar for each name, in the order given, with its number.

    Parameters
    ----------
    values : mapping from name to number
    ylabel : str
        What the numbers are, with their unit.
    title, xlabel : str, optional
    control : str, optional
        The name that the others are compared with: hatched, and called "control".
    errors : mapping from name to number, optional
        Standard errors, drawn as a line of one standard error up and down.
    table : bool
        Whether the numbers stand in a table below, too.

    Returns
    -------
    Picture
        A predicted range stands as a bracket beside the bar it is about, or as a band over all; a choice and the
        places of a ranking are written above the bars of these names.
    """
    if not isinstance(values, Mapping):
        raise TypeError(f"values are a dictionary from name to number, such as {{'off': 0.1}}; got {values!r}")
    names = [str(name) for name in values]
    heights = numbers("the values", list(values.values()))
    spread = dict.fromkeys(names, 0.0) if errors is None else {str(n): float(e) for n, e in errors.items()}
    for what, given in (("control", [] if control is None else [control]), ("errors", spread)):
        for name in given:
            if name not in names:
                raise ValueError(f"{what} names {name!r}, but the bars are called {names}: give one of these names")
    errors_drawn = [spread.get(name, 0.0) for name in names]
    texts = written(heights)

    def draw(prediction: Mapping[str, Any] | None = None) -> Picture:
        about = named("bars", names, prediction)
        figure, axes = sheet(min(max(1.15 * len(names) + 1.4, 4.5), 8.5), 3.7, title, xlabel, ylabel)
        for i, (name, height) in enumerate(zip(names, heights, strict=True)):
            hatched = name == control
            axes.bar(
                i, height, WIDTH, color=PAPER if hatched else BLUE, edgecolor=QUIET if hatched else BLUE,
                hatch=CONTROL_HATCH if hatched else None, linewidth=1.2 if hatched else 0,
            )  # fmt: skip
            _number(axes, i, height, errors_drawn[i], texts[i], _mark(name, prediction))
        wrap = 12 if len(names) <= 7 else 9
        labels = [textwrap.fill(n, wrap) + ("\n(control)" if n == control else "") for n in names]
        axes.set_xticks(range(len(names)), labels)
        axes.set_xlim(-0.6, len(names) - 0.4 + 0.15 * (about == names[-1]))
        axes.axhline(0, color=QUIET, linewidth=1)
        axes.grid(axis="y", color=FAINT, linewidth=0.8)
        axes.margins(y=0.16 if prediction is None else 0.28)
        if prediction is not None and prediction["kind"] == "number":
            _range(axes, prediction, None if about is None else names.index(about))
            if min(*heights, prediction["low"]) >= 0 and max(*heights, prediction["high"]) <= 1:
                # The room above the bars is for words; a scale beyond 1 would mislead where shares are drawn.
                axes.set_yticks([tick for tick in axes.get_yticks() if 0 <= tick <= 1])
        words = write(figure, prediction, None if about is None else heights[names.index(about)])
        return Picture(figure, _describe(title, ylabel, names, texts, control, errors and errors_drawn) + words, draw,
                       [(xlabel or "name", ylabel), *zip(names, texts, strict=True)] if table else None)  # fmt: skip

    return draw()


def _number(axes: Any, i: int, height: float, error: float, text: str, mark: str) -> None:
    """The bar's number beyond its end, with the learner's mark further out, and the line of its error."""
    up = height >= 0
    if error:
        axes.errorbar(i, height, error, color=INK, linewidth=1.4, capsize=4, fmt="none")
    end = height + (error if up else -error)
    for line, (words, colour) in enumerate([(text, INK), (mark, PREDICTION)]):
        if words:
            axes.annotate(
                words, (i, end), (0, (5 + 15 * line) * (1 if up else -1)), textcoords="offset points", ha="center",
                va="bottom" if up else "top", color=colour, fontsize=10,
            )  # fmt: skip


def _mark(name: str, prediction: Mapping[str, Any] | None) -> str:
    if prediction is not None and prediction.get("kind") == "choice" and prediction["option"] == name:
        return "your choice"
    if prediction is not None and prediction.get("kind") == "ranking" and name in prediction["order"]:
        return f"you: {place(prediction['order'].index(name) + 1)}"
    return ""


def _range(axes: Any, prediction: Mapping[str, Any], i: int | None) -> None:
    low, high = prediction["low"], prediction["high"]
    if i is None:
        axes.axhspan(low, high, color=PREDICTION, alpha=0.14, linewidth=0)
        axes.annotate("your\nrange", (1, (low + high) / 2), (6, 0), xycoords=("axes fraction", "data"),
                      textcoords="offset points", va="center", color=PREDICTION, fontsize=10)  # fmt: skip
        return
    x, middle = i + WIDTH / 2 + 0.09, (low + high) / 2
    axes.errorbar(x, middle, (high - low) / 2, color=PREDICTION, linewidth=2, capsize=5, fmt="none")
    # In the gap between two bars and off the line at 0: away from it where the range is near it, else towards it.
    bottom, top = axes.get_ylim()
    side = 1 if middle >= 0 else -1
    near, far = (max(low, 0), high) if side > 0 else (min(high, 0), low)
    outwards = abs(near) < abs(top if side > 0 else bottom) / 2
    axes.annotate("your range", (x, near if outwards else far), (6, 3 * side if outwards else 0), rotation=90,
                  textcoords="offset points", ha="left", va="bottom" if outwards == (side > 0) else "top",
                  color=PREDICTION, fontsize=9)  # fmt: skip


def _describe(
    title: str | None, ylabel: str, names: list[str], texts: list[str], control: str | None, errors: list[float] | None
) -> str:
    parts = []
    for i, (name, text) in enumerate(zip(names, texts, strict=True)):
        extra = f", standard error {errors[i]:.2g}" if errors and errors[i] else ""
        parts.append(f"{name}{' (control)' if name == control else ''} {text}{extra}")
    return f"{f'{title}. ' if title else ''}Bars of {ylabel}: {'; '.join(parts)}."
