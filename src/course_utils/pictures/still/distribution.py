"""How often each size occurs among many numbers."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from course_utils.pictures.palette import BLUE, FAINT, INK, PREDICTION, QUIET
from course_utils.pictures.still.picture import Picture
from course_utils.pictures.still.prediction import named, write
from course_utils.pictures.still.sheet import halo, numbers, sheet, written

FEW = 25  # whole numbers that span at most this many get a bar each


def draw_distribution(
    samples: Any,
    *,
    xlabel: str,
    title: str | None = None,
    ylabel: str = "share of the samples",
    bins: int = 20,
    table: bool = False,
) -> Picture:
    """Draw a histogram of numbers, with their mean.

    Parameters
    ----------
    samples : array, shape (N,), or mapping from number to count
    xlabel : str
        What the numbers are, with their unit.
    title, ylabel : str, optional
        The height of a bar is the share of the samples that lie in it.
    bins : int
        How many bars; whole numbers that span at most 25 get one bar each.
    table : bool
        Whether the shares stand in a table below, too.

    Returns
    -------
    Picture
        A predicted range (`about` the "mean", or not given) is shaded.
    """
    if isinstance(samples, Mapping):
        weights = numbers("the counts", list(samples.values()))
        samples = numbers("the numbers that were counted", list(samples))
        if (weights < 0).any() or not weights.any():
            raise ValueError("the counts must not be negative, nor all 0: give how often each number occurred")
    else:
        samples = numbers("the samples", samples)
        weights = np.ones(len(samples))
    if isinstance(bins, bool) or not isinstance(bins, (int, np.integer)) or bins < 1:
        raise ValueError(f"bins is {bins!r}: it is the number of bars, a whole number from 1")
    whole = (samples == samples.round()).all() and np.ptp(samples) < FEW
    edges = np.arange(samples.min() - 0.5, samples.max() + 1) if whole else np.histogram_bin_edges(samples, bins)
    shares = np.histogram(samples, edges, weights=weights)[0] / weights.sum()
    mean = float(np.average(samples, weights=weights))

    def draw(prediction: Mapping[str, Any] | None = None) -> Picture:
        named("numbers", ["mean"], prediction)
        figure, axes = sheet(7, 3.6, title, xlabel, ylabel)
        middles, gap = (edges[:-1] + edges[1:]) / 2, 0.7 if whole else 0.94
        axes.bar(middles, shares, gap * np.diff(edges), color=BLUE)
        axes.grid(axis="y", color=FAINT, linewidth=0.8)
        axes.spines["bottom"].set(visible=True, color=QUIET)
        axes.margins(y=0.26)
        ranged = prediction is not None and prediction["kind"] == "number"
        if ranged:
            axes.axvspan(prediction["low"], prediction["high"], color=PREDICTION, alpha=0.16, linewidth=0)
            for x in (prediction["low"], prediction["high"]):
                axes.axvline(x, color=PREDICTION, linewidth=1.6)
            axes.annotate("your range", (prediction["low"], 1), (5, -20), xycoords=("data", "axes fraction"),
                          textcoords="offset points", va="top", color=PREDICTION, fontsize=10)  # fmt: skip
        axes.axvline(mean, color=INK, linewidth=2, linestyle="--")
        right = mean < (edges[0] + edges[-1]) / 2
        halo(axes.annotate(
            f"mean {written([mean])[0]}", (mean, 1), (6 if right else -6, -4), xycoords=("data", "axes fraction"),
            textcoords="offset points", ha="left" if right else "right", va="top", color=INK, fontsize=10,
        ))  # fmt: skip
        words = write(figure, prediction, mean if ranged else None)
        return Picture(figure, _describe(title, xlabel, samples, weights, edges, shares, mean, whole) + words, draw,
                       _rows(xlabel, ylabel, edges, shares, whole) if table else None)  # fmt: skip

    return draw()


def _bins(edges: np.ndarray, whole: bool) -> list[str]:
    if whole:
        return written(edges[:-1] + 0.5)
    ends = written(edges)
    return [f"{low} to {high}" for low, high in pairwise(ends)]


def _describe(
    title: str | None, xlabel: str, samples: np.ndarray, weights: np.ndarray, edges: np.ndarray, shares: np.ndarray,
    mean: float, whole: bool,
) -> str:  # fmt: skip
    (low, high), (middle,) = written([samples.min(), samples.max()]), written([mean])
    top = int(shares.argmax())
    return (
        f"{f'{title}. ' if title else ''}Histogram of {xlabel}, {weights.sum():,.0f} samples from {low} to {high}, "
        f"mean {middle}. The highest bar, {shares[top]:.0%} of them, is at {_bins(edges, whole)[top]}."
    )


def _rows(xlabel: str, ylabel: str, edges: np.ndarray, shares: np.ndarray, whole: bool) -> list[list[str]]:
    return [[xlabel, ylabel], *map(list, zip(_bins(edges, whole), written(shares), strict=True))]
