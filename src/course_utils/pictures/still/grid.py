"""Grid worlds: a number in every cell where there is one to show, a policy as arrows, a path as a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from course_utils.decisions import GridWorld
from course_utils.decisions.worlds.drawing import MOVES
from course_utils.pictures.palette import INK, PAPER, SHADES, VERMILION, WALL
from course_utils.pictures.still.picture import Picture
from course_utils.pictures.still.prediction import write
from course_utils.pictures.still.sheet import caption, numbers, sheet

CELL = 0.75  # inches


def draw_grid(
    world: GridWorld,
    values: Any = None,
    *,
    policy: Any = None,
    path: Sequence[int] | None = None,
    label: str = "value",
    title: str | None = None,
) -> Picture:
    """Draw the cells of a world, and a number for each state as text and shade.

    Parameters
    ----------
    world : GridWorld
    values : array, shape (S,), optional
        One number for each state.
    policy : array of int, shape (S,), optional
        The action taken in each state: an arrow at the cell's edge, a dot for staying.
    path : sequence of int, optional
        The numbers of the states that were visited, from first to last.
    label : str
        What the numbers are.
    title : str, optional
        `label`, or "The world", where not given.

    Returns
    -------
    Picture
        A notebook shows it when it is the last line of a cell.
    """
    if not isinstance(world, GridWorld):
        raise TypeError(f"draw_grid draws worlds made by read_grid; got {type(world).__name__}, which has no cells")
    if values is not None:
        values = numbers("values", values)
        if values.shape != (world.size,):
            raise ValueError(
                f"values have the shape {values.shape}: give one number for each of the {world.size} states"
            )
    policy = None if policy is None else _checked(world, policy)
    path = None if path is None else _visited(world, path)
    heading = title or (label if values is not None else "The world")

    def draw(prediction: Mapping[str, Any] | None = None) -> Picture:
        rows, columns = len(world.drawing), len(world.drawing[0])
        width = max(CELL * columns + 0.8, 3.2)
        figure, axes = sheet(width, CELL * rows + 1.25 + 0.25 * (path is not None), heading, "column", "row")
        axes.set(xlim=(0, columns), ylim=(rows, 0), aspect="equal")
        axes.set_facecolor(WALL)
        axes.set_xticks(np.arange(columns) + 0.5, range(columns))
        axes.set_yticks(np.arange(rows) + 0.5, range(rows))
        shade, dark = _shades(values, world.size)
        for s, (r, c) in enumerate(world.cells):
            axes.add_patch(_cell(c, r, shade[s]))
            _write(axes, world, s, values, PAPER if dark[s] else INK, beside=path is not None)
            if policy is not None and not world.terminal[s]:
                _point(axes, world, s, int(policy[s]), PAPER if dark[s] else INK)
        if path is not None:
            _walk(axes, world, path)
            caption(figure, "line: the path, from ○ to ■")
        words = write(figure, prediction)
        alt = _describe(world, values, policy, path, label, title) + words
        return Picture(figure, alt, draw, shaded=values is not None)

    return draw()


def _write(axes: Any, world: GridWorld, s: int, values: np.ndarray | None, ink: str, beside: bool) -> None:
    """The number and the name of a cell: in the middle, or in the corners at the left, beside a path."""
    r, c = world.cells[s]
    name = world.states[s] if isinstance(world.states[s], str) else "start" if s == world.start else ""
    x, number, low = (0.27, 0.2, 0.84) if beside else (0.5, 0.6 if name else 0.5, 0.5 if values is None else 0.3)
    style: dict[str, Any] = {"color": ink, "ha": "center", "va": "center", "zorder": 4}
    if values is not None:
        axes.text(c + x, r + number, _number(values[s]), fontsize=9 if beside else 10, **style)
    axes.text(c + x, r + low, name, fontsize=8 if beside else 9, fontstyle="italic", **style)


def _point(axes: Any, world: GridWorld, s: int, action: int, ink: str) -> None:
    """An arrow at the edge that the action crosses, a dot in the lower corner where it leads nowhere else."""
    r, c = world.cells[s] + 0.5
    down, right = (MOVES.get(world.actions[action], (0, 0))) if world.successors[s, action] != s else (0, 0)
    if not down and not right:
        axes.plot(c + 0.36, r + 0.36, marker="o", color=ink, markersize=4, zorder=5)
        return
    look = {"arrowstyle": "-|>", "color": ink, "linewidth": 1.4, "mutation_scale": 9, "shrinkA": 0, "shrinkB": 0}
    tip, tail = (c + 0.48 * right, r + 0.48 * down), (c + 0.25 * right, r + 0.25 * down)
    axes.annotate("", tip, tail, arrowprops=look, zorder=5)


def _walk(axes: Any, world: GridWorld, path: list[int]) -> None:
    """A line with a light edge through the middle of the cells."""
    points = world.cells[path] + 0.5
    for colour, width in ((PAPER, 6), (VERMILION, 3)):
        axes.plot(points[:, 1], points[:, 0], color=colour, linewidth=width, solid_joinstyle="round", zorder=3)
    for point, marker, fill in ((points[0], "o", PAPER), (points[-1], "s", VERMILION)):
        axes.plot(point[1], point[0], marker=marker, markersize=9, markerfacecolor=fill, markeredgecolor=VERMILION,
                  markeredgewidth=2.4, zorder=6)  # fmt: skip


def _shades(values: np.ndarray | None, count: int) -> tuple[list[Any], list[bool]]:
    """Fill of every cell, and whether it is dark enough to need light ink."""
    if values is None:
        return [PAPER] * count, [False] * count
    from matplotlib import colormaps

    low, high = values.min(), values.max()
    place = (values - low) / (high - low) if high > low else np.ones(count)
    fills = colormaps[SHADES](place)
    return list(fills), list(fills[:, :3] @ [0.299, 0.587, 0.114] < 0.5)


def _cell(column: int, row: int, fill: Any) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle((column, row), 1, 1, facecolor=fill, edgecolor=WALL, linewidth=1)


def _number(value: float) -> str:
    return f"{value:.2f}"


def _checked(world: GridWorld, policy: Any) -> np.ndarray:
    policy = np.asarray(policy)
    if policy.shape != (world.size,) or not np.issubdtype(policy.dtype, np.integer):
        raise ValueError(
            f"a policy holds the number of an action for each of the {world.size} states; got {policy.dtype} in the "
            f"shape {policy.shape}"
        )
    for s in np.flatnonzero((policy < 0) | (policy >= world.width)):
        raise ValueError(
            f"the policy takes action {policy[s]} in state {s}: actions are numbered 0 to {world.width - 1}"
        )
    return policy


def _visited(world: GridWorld, path: Sequence[int]) -> list[int]:
    path = list(path)
    for s in path:
        if isinstance(s, bool) or not isinstance(s, (int, np.integer)) or not 0 <= s < world.size:
            raise ValueError(
                f"the path visits {s!r}: name states by their numbers, 0 to {world.size - 1}; that of a name is "
                "world.state(name)"
            )
    if not path:
        raise ValueError("the path is empty: give at least the state in which it begins")
    return [int(s) for s in path]


def _describe(
    world: GridWorld, values: np.ndarray | None, policy: np.ndarray | None, path: list[int] | None, label: str,
    title: str | None,
) -> str:  # fmt: skip
    rows, columns = len(world.drawing), len(world.drawing[0])
    parts = [
        f"{title}." if title else "",
        f"A grid of {_many(rows, 'row')} and {_many(columns, 'column')} with {_many(world.size, 'open cell')}.",
    ]
    for s, name in enumerate(world.states):
        if isinstance(name, str) or s == world.start:
            parts.append(f"{name if isinstance(name, str) else 'Start'}: {_where(world, s)}.")
    if values is not None:
        for word, s in (("lowest", int(values.argmin())), ("highest", int(values.argmax()))):
            parts.append(f"{label} is {word}, {_number(values[s])}, in {_where(world, s)}.")
    if policy is not None:
        moving = np.flatnonzero(~world.terminal)
        taken = [f"{world.actions[policy[s]]} in {_where(world, s)}" for s in moving]
        parts.append(f"Arrows of a policy: {'; '.join(taken)}.")
    if path is not None:
        ways = " to ".join(_where(world, s) for s in path)
        parts.append(f"The path takes {_many(len(path) - 1, 'step')}: {ways}.")
    return " ".join(part for part in parts if part)


def _many(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _where(world: GridWorld, s: int) -> str:
    r, c = world.cells[s]
    return f"row {r}, column {c}"
