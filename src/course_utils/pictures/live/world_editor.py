"""Draw a world, and see what goals in general do in it: POWER, first moves, and which goals avoid the switch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from html import escape
from math import ceil
from typing import Any

import numpy as np
import traitlets

from course_utils.convergence.surveys import Survey, steps_from, survey
from course_utils.decisions import GridWorld
from course_utils.decisions.goals import exponential, power_of_uniform, uniform
from course_utils.decisions.worlds.drawn import DRAWINGS, LARGEST, NAMES, NEVER_LEFT, read_world
from course_utils.pictures.live.base import LiveFigure, script, style
from course_utils.pictures.still.grid import draw_grid

BATCH, THOUSANDS = 1000, 10  # goals in each answer, and batches in the end
LAWS = {
    "uniform": ("uniform from 0 to 1", uniform),
    "few large": ("most small, few large: exponential", exponential),
    "few small": ("most large, few small: U to the power 1/4", power_of_uniform(0.25)),
}
MAPS = {"power": "POWER", "visits": "share of best plans that enter"}
LOWEST, HIGHEST = 0.01, 0.999  # discounts of the slider
MARKS = (  # letter of the drawing, word, key
    ("#", "wall", "w"),
    (".", "floor", "f"),
    ("A", "start", "a"),
    ("O", "off-switch", "o"),
    ("R", "room", "r"),
    ("$", "resource", "s"),
)


def world_editor(
    drawing: str | None = None, *, show: str = "power", discount: float = 0.9, law: str = "uniform"
) -> WorldEditor:
    """Draw a world with the mouse or the keyboard; what many goals do in it follows.

    Parameters
    ----------
    drawing : str, optional
        A drawing as `read_world` takes it, or the name of one to begin with, a key of
        `decisions.worlds.drawn.DRAWINGS`.
    show : str
        What stands in the cells: "power", or "visits", the share of goals whose best plan enters a cell.
    discount : float
        γ at first, 0.01 to 0.999.
    law : str
        How rewards are distributed at first: "uniform", "few large" or "few small".

    Returns
    -------
    WorldEditor
        A notebook shows it when it is the last line of a cell. `editor.drawing` is what is drawn now, the text that
        `read_world` takes, and `editor.world` is that world.

    Raises
    ------
    ValueError
        If the drawing is no world, or another argument is none of those named.
    """
    for what, given, known in (("show", show, MAPS), ("law", law, LAWS)):
        if given not in known:
            raise ValueError(f"{what} is {given!r}: choose one of {', '.join(map(repr, known))}")
    if not LOWEST <= discount <= HIGHEST:
        raise ValueError(f"the discount is {discount!r}: in this figure it lies between {LOWEST} and {HIGHEST}")
    text = next(iter(DRAWINGS)) if drawing is None else drawing
    try:
        text = _text(DRAWINGS[text] if isinstance(text, str) and text in DRAWINGS else text)
    except ValueError as error:
        if text.isprintable():  # a single line, which may be meant as a name
            raise ValueError(f"{error}; the worlds to begin with are called {', '.join(DRAWINGS)}") from None
        raise
    return WorldEditor(text, show, float(discount), law)


class WorldEditor(LiveFigure):
    """The widget of `world_editor`: the page draws and asks, and each answer says which question it is to.

    What the page sets is not sent back to it (`echo_update`): an old echo would undo what was drawn since.
    """

    _esm = script("board.js", "findings.js", "world_editor.js")
    _css = style("world_editor.css")
    marks = traitlets.List().tag(sync=True)
    laws = traitlets.List().tag(sync=True)
    maps = traitlets.List().tag(sync=True)
    beginnings = traitlets.List().tag(sync=True)  # name and drawing of each
    largest = traitlets.Int().tag(sync=True)
    thousands = traitlets.Int().tag(sync=True)
    show = traitlets.Unicode().tag(sync=True, echo_update=False)
    history = traitlets.List().tag(sync=True, echo_update=False)  # every drawing there was
    place = traitlets.Int().tag(sync=True, echo_update=False)  # of the present one in it
    asked = traitlets.Dict().tag(sync=True, echo_update=False)
    answer = traitlets.Dict().tag(sync=True)
    pasted = traitlets.Dict().tag(sync=True, echo_update=False)  # a text that may be a drawing, and what came of it
    read = traitlets.Dict().tag(sync=True)

    def __init__(self, drawing: str, show: str, discount: float, law: str):
        self._counted: tuple[Any, int, Survey | None] = (None, 0, None)  # of which question, batches, their survey
        asked = {"id": 0, "drawing": drawing, "discount": discount, "law": law, "bonus": 0.0, "thousands": THOUSANDS}
        super().__init__(
            marks=[list(mark) for mark in MARKS],
            laws=[[name, words] for name, (words, _) in LAWS.items()],
            maps=[["power", "POWER"], ["visits", "best plans that enter, in %"]],
            beginnings=[[name, _text(each)] for name, each in DRAWINGS.items()],
            largest=LARGEST,
            thousands=THOUSANDS,
            show=show,
            history=[drawing],
            place=0,
            asked=asked,
        )

    @property
    def drawing(self) -> str:
        """What is drawn, as text."""
        return self.asked["drawing"]

    @property
    def world(self) -> GridWorld:
        """The world that is drawn; where it is none, a ValueError says why."""
        return read_world(self.drawing)

    @traitlets.observe("asked")
    def _reply(self, _change: Any) -> None:
        asked = self.asked
        told = {key: asked[key] for key in ("id", "drawing", "thousands")}
        self.answer = told | _or_reason(lambda: self._numbers(read_world(asked["drawing"]), asked))

    @traitlets.observe("pasted")
    def _read(self, _change: Any) -> None:
        self.read = {"id": self.pasted["id"]} | _or_reason(lambda: {"drawing": _text(self.pasted["text"])})

    def _numbers(self, world: GridWorld, asked: dict[str, Any]) -> dict[str, Any]:
        question = tuple(asked[key] for key in ("drawing", "discount", "law", "bonus"))
        before, batches, found = self._counted
        if before != question or batches > asked["thousands"]:
            batches, found = 0, None
        for batch in range(batches, asked["thousands"]):
            more = survey(world, asked["discount"], _goals(world, batch, asked["law"], asked["bonus"]))
            found = more if found is None else found.pooled(more)
        self._counted = (question, asked["thousands"], found)
        return _told(world, found)

    def still(self) -> dict[str, str]:
        """The map as a picture, first moves and what is avoided as a table, and the drawing as text."""
        world, asked, answer = self.world, self.asked, self.answer
        values = np.array([x for x in answer[self.show] if x is not None])
        title = f"{MAPS[self.show]}, discount γ = {asked['discount']:g}"
        rows = [["best first move", "share of goals", "POWER there"]]
        rows += [[move, f"{share:.1%}", f"{power:.3f}"] for move, share, power in answer["moves"]]
        for cell in answer["named"]:
            if cell["kind"] in NEVER_LEFT:
                control = ", the control" if cell["name"] in answer["control"][1:] else ""
                rows.append([f"plans that avoid {cell['name']}{control}", f"{1 - cell['enters']:.1%}", ""])
        bundle = replace(draw_grid(world, values, label=MAPS[self.show], title=title), table=rows)._repr_mimebundle_()
        power, error = answer["start"][0], ceil(1000 * answer["start"][1]) / 1000  # an error of 0.000 is none
        about = (
            f"POWER of the start: {power:.3f} ± {error:.3f}, from {answer['goals']:,} goals with rewards "
            f"{LAWS[asked['law']][0]}. The figure becomes live when this cell is run: draw, and the numbers follow."
        )
        return {
            "text/plain": f"{bundle['text/plain']} {about}\n{self.drawing}",
            "text/html": f"{bundle['text/html']}<p>{about}</p><pre>{escape(self.drawing)}</pre>",
        }


def _control(world: GridWorld, steps: list[int]) -> list[str]:
    """The off-switch nearest to the start, and the room whose way is as long, or nearly.

    Only what can be reached counts: the list is empty without an off-switch, and holds one name without a room.
    """
    off, rooms = (
        [s for s, name in enumerate(world.states) if _kind(name) == kind and steps[s] > 0] for kind in NEVER_LEFT
    )
    if not off:
        return []
    switch = min(off, key=lambda s: steps[s])
    control = sorted(rooms, key=lambda s: abs(steps[s] - steps[switch]))[:1]
    return [world.states[s] for s in (switch, *control)]


def _rewards(batch: int, law: str) -> np.ndarray:
    """Goals for all cells there can be: a cell keeps its rewards, so that no luck changes when others are drawn."""
    return LAWS[law][1](np.random.default_rng([batch, LARGEST]), (LARGEST * LARGEST, BATCH))


@lru_cache(maxsize=1)
def _first_rewards(law: str) -> np.ndarray:
    """Those that every change asks for again."""
    return _rewards(0, law)


def _goals(world: GridWorld, batch: int, law: str, bonus: float) -> np.ndarray:
    rewards = (_rewards(batch, law) if batch else _first_rewards(law))[world.cells @ [LARGEST, 1]]
    rewards[[s for s, name in enumerate(world.states) if _kind(name) == "off"]] += bonus
    return rewards.T


def _told(world: GridWorld, found: Survey) -> dict[str, Any]:
    """What the page shows of a survey; numbers of the cells are lists, row by row."""

    def rounded(*numbers: float) -> list[float]:
        return [round(float(x), 4) for x in numbers]

    def cells(values: np.ndarray) -> list[float | None]:
        return [None if np.isnan(x) else round(x, 4) for x in world.as_grid(values).ravel().tolist()]

    start, steps = world.start, steps_from(world, world.start).tolist()
    power, visits, ends = (each.values for each in (found.power, found.visits, found.ends))
    moves = [
        [action, *rounded(found.first_moves.values[a], power[t])]
        for a, (action, t) in enumerate(zip(world.actions, world.successors[start], strict=True))
        if t != start or action == "stay"  # to walk into a wall is to stay
    ]
    named = []
    for s, name in enumerate(world.states):
        if _kind(name):
            (row, column), (enters, stays) = world.cells[s].tolist(), rounded(visits[s], ends[s])
            place = {"name": name, "kind": _kind(name), "row": row, "column": column, "steps": steps[s]}
            named.append(place | {"enters": enters, "stays": stays})
    names = {letter: name for letter, name in NAMES.items() if any(letter in row for row in world.drawing)}
    absorbing = [name for name in names.values() if name in NEVER_LEFT]
    return {
        "goals": found.power.samples,
        "power": cells(power),
        "visits": cells(visits),
        "start": rounded(power[start], found.power.standard_errors[start]),
        "moves": moves,  # action, share of goals, POWER of where it leads
        "named": named,  # with the steps from the start, and the share of plans that enter and that stay
        "control": _control(world, steps),
        "call": f"read_grid(drawing, {names}, absorbing={absorbing})" if names else "read_grid(drawing)",
    }


def _kind(name: Any) -> str | None:
    """The name of a cell without its number; None for a cell without a name."""
    return name.split()[0] if isinstance(name, str) else None


def _text(drawing: str) -> str:
    return "\n".join(read_world(drawing).drawing)


def _or_reason(compute: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return compute()
    except ValueError as error:
        return {"reason": str(error)}
