"""Worlds of a few states as boxes and arrows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from course_utils.decisions import MDP
from course_utils.pictures.palette import BLUE, INK, PAPER, QUIET, TINT
from course_utils.pictures.still import layers
from course_utils.pictures.still.picture import Picture
from course_utils.pictures.still.prediction import write
from course_utils.pictures.still.sheet import caption, numbers, sheet, written

MOST = 40  # states; more are a thicket
ROW, WIDE_ROW = 0.46, 0.64  # inches from row to row, and where arrows run between neighbours in a column
GAP, BOX = 0.95, 0.3  # inches between columns, and height of a box
LETTER = 0.088  # width of a letter, an inch; names stand in 10 pt
ARROW, LOOP = "#8a8a8a", "↻"


def draw_graph(
    mdp: MDP,
    values: Any = None,
    *,
    plan: Sequence[Any] | None = None,
    policy: Any = None,
    label: str = "value",
    title: str | None = None,
) -> Picture:
    """Draw the states of a world as boxes, in columns by their distance from the start, and arrows between them.

    Parameters
    ----------
    mdp : MDP
        With at most 40 states.
    values : array, shape (S,), optional
        A number for each state, written into its box.
    plan : sequence of state names, optional
        A way along arrows, drawn thick.
    policy : array of int, shape (S,), optional
        Instead of a plan: the action taken in each state. The plan is where that leads from the start, in a world
        without chance.
    label : str
        What the numbers are.
    title : str, optional

    Returns
    -------
    Picture
    """
    if not isinstance(mdp, MDP):
        raise TypeError(f"draw_graph draws an MDP; got {type(mdp).__name__}")
    if mdp.size > MOST:
        raise ValueError(f"this world has {mdp.size} states: up to {MOST} can be read as a graph; try draw_grid")
    if plan is not None and policy is not None:
        raise ValueError("both a plan and a policy were given: give one of them, since a policy is drawn as its plan")
    if values is not None:
        values = numbers("the values", values)
        if len(values) != mdp.size:
            raise ValueError(f"{len(values)} values were given: give one number for each of the {mdp.size} states")
    leads = layers.arrows(mdp)
    steps = _followed(mdp, policy) if policy is not None else _checked(mdp, leads, plan or [])

    def draw(prediction: Mapping[str, Any] | None = None) -> Picture:
        found = layers.columns(mdp)
        column = {s: k for k, layer in enumerate(found) for s in layer}
        beside = any(column[s] == column[t] and s != t for s, t in np.argwhere(leads))
        down = layers.rows(mdp, found) * (WIDE_ROW if beside else ROW)
        texts = [str(name) for name in mdp.states]
        if values is not None:
            texts = [f"{text}   {number}" for text, number in zip(texts, written(values), strict=True)]
        widths = [max(LETTER * max(len(texts[s]) for s in layer) + 0.24, 0.5) for layer in found]
        lefts = np.cumsum([0, *(width + GAP for width in widths[:-1])])
        width, height = lefts[-1] + widths[-1] + 0.3, down.max() + BOX
        # The sheet is wider than the graph where the title needs it; the graph keeps its scale, an inch to an inch.
        across = max(width, 4.5)
        figure, axes = sheet(
            across + 0.2, height + 0.9 + 0.2 * (bool(steps) + (prediction is not None)), title or "The world"
        )
        axes.set(xlim=(0, across), ylim=(height + 0.05, -0.05), aspect="equal", anchor="W", xticks=[], yticks=[])
        boxes = {}
        for k, layer in enumerate(found):
            for s in layer:
                boxes[s] = (lefts[k], down[s], widths[k])
        on_way = set(pairwise(steps))
        for s, t in np.argwhere(leads):
            if s != t:
                _arrow(axes, boxes[s], boxes[t], column[t] - column[s], leads[t, s], (s, t) in on_way)
        for s, box in boxes.items():
            _box(axes, box, texts[s], s in steps, s == mdp.start)
            if leads[s, s]:
                _loop(axes, box, leads[s].sum() == 1, (s, s) in on_way)
        notes = [f"{LOOP} leads to itself"] if leads.diagonal().any() else []
        if values is not None:
            notes.append(f"number: {label}")
        for note in ["   ·   ".join(notes), f"thick: the plan {_way(mdp, steps)}" if steps else ""]:
            if note:
                caption(figure, note)
        words = write(figure, prediction)
        return Picture(figure, _describe(mdp, leads, values, steps, label, title) + words, draw)

    return draw()


def _box(axes: Any, box: tuple, text: str, on_plan: bool, start: bool) -> None:
    from matplotlib.patches import FancyBboxPatch

    x, y, width = box
    axes.add_patch(
        FancyBboxPatch(
            (x, y), width, BOX, boxstyle="round,pad=0,rounding_size=0.09", facecolor=TINT if on_plan else PAPER,
            edgecolor=BLUE if on_plan else INK if start else QUIET, linewidth=2.4 if on_plan else 1.6 if start else 1,
            zorder=3, clip_on=False,
        )
    )  # fmt: skip
    axes.text(x + width / 2, y + BOX / 2, text, ha="center", va="center", color=INK, fontsize=10, zorder=4)


def _loop(axes: Any, box: tuple, alone: bool, on_plan: bool) -> None:
    """A small sign at the right, or at the corner where other arrows leave the middle."""
    x, y, width = box
    axes.text(
        x + width + 0.04, y + (BOX / 2 if alone else 0), LOOP, va="center", color=BLUE if on_plan else QUIET,
        fontsize=11, weight="bold" if on_plan else "normal",
    )  # fmt: skip


def _arrow(axes: Any, tail: tuple, head: tuple, forward: int, both: bool, on_plan: bool) -> None:
    """Forward arrows swing from right to left edge; within a column they run beside each other; others swing back."""
    from matplotlib.patches import FancyArrowPatch
    from matplotlib.path import Path

    look = {"arrowstyle": "-|>", "mutation_scale": 15 if on_plan else 11, "linewidth": 3 if on_plan else 1.1,
            "color": BLUE if on_plan else ARROW, "zorder": 2 if on_plan else 1, "shrinkA": 0, "shrinkB": 0,
            "clip_on": False}  # fmt: skip
    (x, y, width), (u, v, other) = tail, head
    middle = BOX / 2
    if forward > 0:
        a, b = (x + width, y + middle), (u - 0.03, v + middle)
        bend = (b[0] - a[0]) / 2
        points = [a, (a[0] + bend, a[1]), (b[0] - bend, b[1]), b]
    elif forward == 0 and abs(v - y) < 1.5 * WIDE_ROW:
        shift = x + width / 2 + (0.12 if v > y else -0.12) * both
        a, b = (shift, y + BOX if v > y else y), (shift, v - 0.02 if v > y else v + BOX + 0.02)
        third = (b[1] - a[1]) / 3
        points = [a, (shift, a[1] + third), (shift, b[1] - third), b]
    else:  # over the right edge within a column, below the boxes when back to an earlier one
        a, b = ((x + width, y + middle), (u + other + 0.03, v + middle)) if not forward else (
            (x, y + 0.8 * BOX), (u + other + 0.03, v + 0.8 * BOX))  # fmt: skip
        bend = 0.45 if not forward else -(a[0] - b[0]) / 2
        drop = 0 if not forward else 0.25
        points = [a, (a[0] + bend, a[1] + drop), (b[0] + (bend if not forward else -bend), b[1] + drop), b]
    axes.add_patch(FancyArrowPatch(path=Path(points, [Path.MOVETO, *[Path.CURVE4] * 3]), **look))


def _checked(mdp: MDP, leads: np.ndarray, plan: Sequence[Any]) -> list[int]:
    steps = [mdp.state(name) for name in plan]
    for s, t in pairwise(steps):
        if not leads[s, t]:
            raise ValueError(
                f"the plan goes from {mdp.states[s]!r} to {mdp.states[t]!r}, but no action leads there: name the "
                "states one after the other, as the arrows go"
            )
    return steps


def _followed(mdp: MDP, policy: Any) -> list[int]:
    policy = np.asarray(policy)
    if not mdp.is_deterministic:
        raise ValueError("in a world with chance a policy has no single plan: give plan=[...], a way that you choose")
    if policy.shape != (mdp.size,) or not np.issubdtype(policy.dtype, np.integer):
        raise ValueError(f"a policy holds the number of an action for each of the {mdp.size} states; got {policy!r}")
    if (policy < 0).any() or (policy >= mdp.width).any():
        raise ValueError(
            f"the policy names actions {policy.min()} to {policy.max()}: they are numbered 0 to {mdp.width - 1}"
        )
    steps = [mdp.start]
    while not mdp.terminal[steps[-1]]:
        steps.append(int(mdp.successors[steps[-1], policy[steps[-1]]]))
        if steps[-1] in steps[:-1]:
            break
    return steps


def _way(mdp: MDP, steps: list[int]) -> str:
    """Names along the plan; one that is repeated at the end is where it stays."""
    stays = len(steps) > 1 and steps[-1] == steps[-2]
    return " → ".join(str(mdp.states[s]) for s in (steps[:-1] if stays else steps)) + (", and stay" if stays else "")


def _describe(
    mdp: MDP, leads: np.ndarray, values: np.ndarray | None, steps: list[int], label: str, title: str | None
) -> str:
    parts = [f"{title}." if title else "", f"A world of {mdp.size} states that begins in {mdp.states[mdp.start]}."]
    for s, (name, found) in enumerate(zip(mdp.states, layers.successors(mdp), strict=True)):
        targets = [str(mdp.states[t]) for t in found if t != s]
        if targets:
            parts.append(f"{name} leads to {', '.join(targets)}.")
    if loops := [str(mdp.states[s]) for s in np.flatnonzero(leads.diagonal())]:
        parts.append(f"Leading to itself: {', '.join(loops)}.")
    if values is not None:
        pairs = zip(mdp.states, written(values), strict=True)
        parts.append(f"{label}: {', '.join(f'{name} {number}' for name, number in pairs)}.")
    if steps:
        parts.append(f"The plan: {_way(mdp, steps)}.")
    return " ".join(part for part in parts if part)
