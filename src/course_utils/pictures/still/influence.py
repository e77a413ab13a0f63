"""Influence diagrams: the decision a square, chance nodes round, utilities diamonds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from course_utils.convergence.influence_diagrams import InfluenceDiagram
from course_utils.pictures.palette import BLUE, INK, PAPER, QUIET, TINT
from course_utils.pictures.still import layers
from course_utils.pictures.still.picture import Picture
from course_utils.pictures.still.prediction import write
from course_utils.pictures.still.sheet import caption, sheet

MOST = 20  # nodes
LETTER, TALL, GAP, ROW = 0.095, 0.42, 0.8, 0.78  # inches: a letter, a node, between columns, from row to row
ARROW = "#6b6b6b"


def draw_influence_diagram(
    diagram: InfluenceDiagram,
    marked: Collection[str] = (),
    *,
    meaning: str = "instrumental control incentive",
    title: str | None = None,
) -> Picture:
    """Draw an influence diagram from left to right, each node after its causes.

    Parameters
    ----------
    diagram : InfluenceDiagram
        With at most 20 nodes.
    marked : collection of str, optional
        Nodes drawn with a double line.
    meaning : str
        What the double line stands for.
    title : str, optional

    Returns
    -------
    Picture
        What the decision sees comes in by dashed arrows.
    """
    if not isinstance(diagram, InfluenceDiagram):
        raise TypeError(f"draw_influence_diagram draws an InfluenceDiagram; got {type(diagram).__name__}")
    if len(diagram.nodes) > MOST:
        raise ValueError(f"this diagram has {len(diagram.nodes)} nodes: up to {MOST} can be read as a picture")
    for name in marked:
        if name not in diagram.nodes:
            raise ValueError(f"the diagram has no node {name!r} to mark: its nodes are {', '.join(diagram.nodes)}")
    marked = diagram.among(marked)

    def draw(prediction: Mapping[str, Any] | None = None) -> Picture:
        column, row = _places(diagram)
        widths = {node: max(LETTER * len(node) + (0.55 if node in diagram.utilities else 0.3), 0.6) for node in column}
        wide = [max(widths[n] for n in column if column[n] == k) for k in range(max(column.values()) + 1)]
        middles = np.cumsum([0, *wide[:-1]]) + np.array(wide) / 2 + GAP * np.arange(len(wide))
        at = {node: (middles[column[node]], ROW * row[node] + TALL / 2) for node in column}
        width, height = middles[-1] + wide[-1] / 2, max(y for _, y in at.values()) + TALL / 2
        across = max(width + 0.2, 4.8)
        sees = bool(diagram.parents[diagram.decision])
        figure, axes = sheet(
            across + 0.2, height + 1.0 + 0.2 * (sees + bool(marked) + (prediction is not None)), title or "Influences"
        )
        axes.set(xlim=(-0.1, across - 0.1), ylim=(height + 0.1, -0.1), aspect="equal", anchor="W", xticks=[], yticks=[])
        shapes = {}
        for node in diagram.nodes:
            shapes[node] = _shape(axes, diagram, node, at[node], widths[node], node in marked)
        for cause, effect in diagram.edges:
            _arrow(axes, diagram, at, column, shapes, cause, effect)
        notes = ["square: decision   ·   round: chance   ·   diamond: utility"]
        if sees:
            notes.append("dashed arrow: seen before deciding")
        if marked:
            notes.append(f"double line: {meaning}")
        for note in notes:
            caption(figure, note)
        words = write(figure, prediction)
        return Picture(figure, _describe(diagram, marked, meaning, title) + words, draw)

    return draw()


def _places(diagram: InfluenceDiagram) -> tuple[dict[str, int], dict[str, float]]:
    """Column by the longest way from a node without causes, pulled to the right; row near what is linked to it."""
    column: dict[str, int] = {}
    for node in diagram.nodes:
        column[node] = max((column[cause] + 1 for cause in diagram.parents[node]), default=0)
    effects = {node: [e for c, e in diagram.edges if c == node] for node in diagram.nodes}
    for node in reversed(diagram.nodes):  # a node without causes stands close to its first effect
        if not diagram.parents[node] and effects[node]:
            column[node] = min(column[effect] for effect in effects[node]) - 1
    # Long arrows pass through a free place in each column between.
    chains = {(c, e): [(c, e, k) for k in range(column[c] + 1, column[e])] for c, e in diagram.edges}
    places: dict[Any, int] = {**column, **{place: place[2] for chain in chains.values() for place in chain}}
    near: dict[Any, list[Any]] = {place: [] for place in places}
    for (cause, effect), chain in chains.items():
        way = [cause, *chain, effect]
        for a, b in pairwise(way):
            near[a].append(b)
            near[b].append(a)
    found = [[place for place in places if places[place] == k] for k in range(max(places.values()) + 1)]
    row = {place: float(i) for layer in found for i, place in enumerate(layer)}
    for sweep in range(8):
        order = found if sweep % 2 == 0 else found[::-1]
        for layer in order:
            wish = {p: np.mean([row[q] for q in near[p]]) if near[p] else row[p] for p in layer}
            layer.sort(key=lambda p: wish[p])
            for place, height in zip(layer, layers.apart(np.array([wish[p] for p in layer])), strict=True):
                row[place] = float(height)
    top = min(row.values())
    return column, {node: row[node] - top for node in diagram.nodes}


def _shape(
    axes: Any, diagram: InfluenceDiagram, node: str, place: tuple[float, float], width: float, marked: bool
) -> Any:
    from matplotlib.patches import Ellipse, Polygon, Rectangle

    x, y = place

    def outline(grow: float) -> Any:
        w, h = width + 2 * grow, TALL + 2 * grow
        if node == diagram.decision:
            return Rectangle((x - w / 2, y - h / 2), w, h)
        if node in diagram.utilities:
            return Polygon([(x - w / 2, y), (x, y - 0.62 * h), (x + w / 2, y), (x, y + 0.62 * h)])
        return Ellipse((x, y), w, h)

    edge = BLUE if marked else INK if node == diagram.decision else QUIET
    shape = outline(0)
    shape.set(facecolor=TINT if marked else PAPER, edgecolor=edge, linewidth=1.6, zorder=3, clip_on=False)
    if marked:
        around = outline(0.055)
        around.set(facecolor=PAPER, edgecolor=BLUE, linewidth=1.6, zorder=2.5, clip_on=False)
        axes.add_patch(around)
    axes.add_patch(shape)
    axes.text(x, y, node, ha="center", va="center", color=INK, fontsize=10, zorder=4)
    return around if marked else shape


def _arrow(
    axes: Any, diagram: InfluenceDiagram, at: Mapping, column: Mapping, shapes: Mapping, cause: str, effect: str
) -> None:
    """A straight arrow, or one that swings around what stands in its way."""
    from matplotlib.patches import FancyArrowPatch

    (x, y), (u, v) = at[cause], at[effect]
    bend = 0.0
    for node, (s, t) in at.items():
        if column[cause] < column[node] < column[effect] and abs(y + (v - y) * (s - x) / (u - x) - t) < 0.8 * TALL:
            around = -1.2 if t >= y + (v - y) * (s - x) / (u - x) else 1.2  # twice an arc's height, in inches
            bend = around / np.hypot(u - x, v - y)
    axes.add_patch(
        FancyArrowPatch(
            (x, y), (u, v), patchA=shapes[cause], patchB=shapes[effect], shrinkA=1, shrinkB=2, arrowstyle="-|>",
            mutation_scale=13, linewidth=1.3, color=ARROW, zorder=2, clip_on=False,
            connectionstyle=f"arc3,rad={bend}", linestyle=(0, (4, 2)) if effect == diagram.decision else "-",
        )
    )  # fmt: skip


def _describe(diagram: InfluenceDiagram, marked: Collection[str], meaning: str, title: str | None) -> str:
    goals = " and ".join(diagram.utilities)
    parts = [f"{title}." if title else "", f"An influence diagram of {len(diagram.nodes)} nodes."]
    parts.append(f"The decision is {diagram.decision}; the utility is {goals}.")
    for node in diagram.nodes:
        effects = [effect for cause, effect in diagram.edges if cause == node and effect != diagram.decision]
        if effects:
            parts.append(f"{node} influences {', '.join(effects)}.")
    if seen := diagram.parents[diagram.decision]:
        parts.append(f"Seen before deciding: {', '.join(seen)}.")
    if marked:
        parts.append(f"Marked with {meaning}: {', '.join(marked)}.")
    return " ".join(part for part in parts if part)
