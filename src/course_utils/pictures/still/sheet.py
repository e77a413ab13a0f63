"""The sheet that pictures are drawn on: one calm style, and numbers written alike."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from math import ceil, log10
from typing import Any

import numpy as np

from course_utils.pictures.palette import INK, PAPER, QUIET


def sheet(width: float, height: float, title: str | None, xlabel: str = "", ylabel: str = "") -> tuple[Any, Any]:
    """A figure of this size in inches, and its axes, with a title at the left and no frame."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained", facecolor=PAPER)
    figure.get_layout_engine().set(w_pad=0.1, h_pad=0.1)
    axes = figure.add_subplot()
    axes.set_title(textwrap.fill(title or "", int(width * 10.5)), loc="left", fontsize=12, color=INK, pad=10)
    axes.set_xlabel(xlabel, fontsize=10, color=INK, labelpad=6)
    axes.set_ylabel(ylabel, fontsize=10, color=INK, labelpad=6)
    axes.tick_params(length=0, labelsize=10, labelcolor=INK, pad=6)
    axes.spines[:].set_visible(False)
    axes.set_axisbelow(True)
    return figure, axes


def caption(figure: Any, words: str, colour: str = QUIET) -> None:
    """One or more lines below the whole figure, under those that are there; these share one quiet colour then."""
    above = figure.get_supxlabel()
    lines = textwrap.fill(words, int(figure.get_figwidth() * 13))
    figure.supxlabel(
        f"{above}\n{lines}" if above else lines,
        x=0.015, ha="left", fontsize=10, color=QUIET if above else colour, linespacing=1.4,
    )  # fmt: skip


def halo(text: Any) -> None:
    """Paper around the letters of a text that may stand on lines."""
    from matplotlib.patheffects import withStroke

    text.set_path_effects([withStroke(linewidth=4, foreground=PAPER)])


def numbers(what: str, values: Any) -> np.ndarray:
    """Finite numbers as an array of one dimension, or an error that says what is wrong with them."""
    try:
        array = np.asarray(values, float)
    except (TypeError, ValueError):
        raise TypeError(
            f"{what} must be numbers, not {type(values).__name__}; of an estimate hand over its .values"
        ) from None
    if array.ndim != 1 or not array.size:
        raise ValueError(f"{what} have the shape {array.shape}: give a list of numbers, at least one")
    if not np.isfinite(array).all():
        raise ValueError(f"{what} hold {array[~np.isfinite(array)][0]}: only finite numbers can be drawn")
    return array


def decimals(values: Iterable[float]) -> int:
    """How many decimals show about two digits of the largest value; none where all are whole."""
    values = [float(value) for value in values]
    if all(value == round(value) for value in values):
        return 0
    return min(max(2 - ceil(log10(max(map(abs, values)))), 0), 6)


def written(values: Iterable[float]) -> list[str]:
    """Numbers as text, all with the same decimals: about two digits of the largest, whole numbers as they are."""
    values = [float(value) for value in values]
    count = decimals(values)
    return [f"{value + 0.0:,.{count}f}".replace("-", "−") for value in values]
