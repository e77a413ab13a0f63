"""Grid worlds, with a number in every cell where there is one to show."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_utils.decisions import GridWorld
from course_utils.pictures.picture import Picture

INK, PAPER, WALL = "#1a1a1a", "#ffffff", "#5b5b5b"
COLOURS = "cividis"  # ordered by lightness, so it reads without colour and for every kind of colour vision


def draw_grid(world: GridWorld, values: Any = None, *, label: str = "value", title: str | None = None) -> Picture:
    """Draw the cells of a world, and a number for each state as text and shade.

    Parameters
    ----------
    world : GridWorld
    values : array, shape (S,), optional
        One number for each state.
    label : str
        What the numbers are.
    title : str, optional
        `label`, or "The world", where not given.

    Returns
    -------
    Picture
        A notebook shows it when it is the last line of a cell.
    """
    from matplotlib.figure import Figure

    if not isinstance(world, GridWorld):
        raise TypeError(f"draw_grid draws worlds made by read_grid; got {type(world).__name__}, which has no cells")
    if values is not None:
        try:
            values = np.asarray(values, float)
        except TypeError:
            raise TypeError(
                f"values must be numbers, not {type(values).__name__}; of an estimate hand over its .values"
            ) from None
        if values.shape != (world.size,):
            raise ValueError(
                f"values have the shape {values.shape}: give one number for each of the {world.size} states"
            )
    rows, columns = len(world.drawing), len(world.drawing[0])
    figure = Figure(figsize=(0.75 * columns + 0.3, 0.75 * rows + 0.6))
    axes = figure.add_subplot()
    axes.set(
        xlim=(0, columns), ylim=(rows, 0), aspect="equal", title=title or (label if values is not None else "The world")
    )
    axes.set_facecolor(WALL)
    axes.tick_params(length=0, labelsize=8)
    axes.set_xticks(np.arange(columns) + 0.5, range(columns))
    axes.set_yticks(np.arange(rows) + 0.5, range(rows))
    axes.set_xlabel("column", fontsize=8)
    axes.set_ylabel("row", fontsize=8)
    shade, dark = _shades(values, world.size)
    for s, (r, c) in enumerate(world.cells):
        axes.add_patch(_cell(c, r, shade[s]))
        ink = PAPER if dark[s] else INK
        name = world.states[s] if isinstance(world.states[s], str) else "start" if s == world.start else ""
        middle = 0.5 if not name or values is None else 0.62
        if values is not None:
            axes.text(c + 0.5, r + middle, _number(values[s]), color=ink, ha="center", va="center", fontsize=10)
        height = 0.5 if values is None else 0.25
        axes.text(c + 0.5, r + height, name, color=ink, ha="center", va="center", fontsize=8, style="italic")
    return Picture(figure, _describe(world, values, label, title))


def _shades(values: np.ndarray | None, count: int) -> tuple[list[Any], list[bool]]:
    """Fill of every cell, and whether it is dark enough to need light ink."""
    if values is None:
        return [PAPER] * count, [False] * count
    from matplotlib import colormaps

    low, high = values.min(), values.max()
    place = (values - low) / (high - low) if high > low else np.ones(count)
    fills = colormaps[COLOURS](place)
    return list(fills), list(fills[:, :3] @ [0.299, 0.587, 0.114] < 0.5)


def _cell(column: int, row: int, fill: Any) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle((column, row), 1, 1, facecolor=fill, edgecolor=WALL, linewidth=1)


def _number(value: float) -> str:
    return f"{value:.2f}"


def _describe(world: GridWorld, values: np.ndarray | None, label: str, title: str | None) -> str:
    rows, columns = len(world.drawing), len(world.drawing[0])
    parts = [f"{title}." if title else "", f"A grid of {rows} rows and {columns} columns with {world.size} open cells."]
    for s, name in enumerate(world.states):
        if isinstance(name, str) or s == world.start:
            r, c = world.cells[s]
            parts.append(f"{name if isinstance(name, str) else 'Start'}: row {r}, column {c}.")
    if values is not None:
        low, high = int(values.argmin()), int(values.argmax())
        for word, s in (("lowest", low), ("highest", high)):
            r, c = world.cells[s]
            parts.append(f"{label} is {word}, {_number(values[s])}, in row {r}, column {c}.")
    return " ".join(part for part in parts if part)
