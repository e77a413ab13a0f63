"""Draw a world, and see what goals in general do in it: POWER, first moves, and which goals avoid the switch."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from html import escape
from typing import Any

import numpy as np
import traitlets

from course_utils.convergence.surveys import Survey, steps_from, survey
from course_utils.decisions import GridWorld
from course_utils.decisions.goals import exponential, power_of_uniform, uniform
from course_utils.decisions.worlds.drawn import DRAWINGS, LARGEST, NEVER_LEFT, read_world
from course_utils.pictures.live.base import LiveFigure, script, style
from course_utils.pictures.still.grid import draw_grid

THOUSANDS = 10  # of goals in the end; the first answer counts one
LAWS = {
    "uniform": ("uniform from 0 to 1", uniform),
    "few large": ("most small, few large (exponential)", exponential),
    "few small": ("most large, few small (U to the power 1/4)", power_of_uniform(0.25)),
}
MAPS = {"power": "POWER", "visits": "share of goals whose best plan enters the cell"}
LOWEST, HIGHEST = 0.01, 0.999  # discounts of the slider
MARKS = [
    ["#", "wall", "w"],
    [".", "floor", "f"],
    ["A", "start", "a"],
    ["O", "off-switch", "o"],
    ["R", "room", "r"],
    ["$", "resource", "s"],
]  # letter, word, key


def world_editor(
    drawing: str | None = None, *, show: str = "power", discount: float = 0.9, goals: str = "uniform"
) -> WorldEditor:
    """Draw a world with the mouse or the keyboard; the numbers of many goals follow.

    Parameters
    ----------
    drawing : str, optional
        A drawing as `read_world` takes it, or the name of one to start from (`decisions.worlds.drawn.DRAWINGS`).
    show : str
        What the cells hold: "power", or "visits", the share of goals whose best plan enters a cell.
    discount : float
        γ at first, 0.01 to 0.999.
    goals : str
        How rewards are distributed at first: "uniform", "few large" or "few small".

    Returns
    -------
    WorldEditor
        A notebook shows it when it is the last line of a cell. `editor.drawing` is what is drawn, the text that
        `read_world` takes, and `editor.world` that world.
    """
    for what, given, known in (("show", show, MAPS), ("goals", goals, LAWS)):
        if given not in known:
            raise ValueError(f"{what} is {given!r}: choose one of {list(known)}")
    if not LOWEST <= discount <= HIGHEST:
        raise ValueError(f"the discount is {discount!r}: in this figure it lies between {LOWEST} and {HIGHEST}")
    text = "switch and control" if drawing is None else drawing
    world = read_world(DRAWINGS.get(text, text))
    return WorldEditor("\n".join(world.drawing), show, float(discount), goals)


class WorldEditor(LiveFigure):
    """The widget of `world_editor`: the page draws and asks, and each answer says which question it is to.

    What the page sets is not sent back to it (`echo_update`), or an old echo would undo what was drawn since.
    """

    _esm = script("board.js", "world_editor.js")
    _css = style("world_editor.css")
    marks = traitlets.List().tag(sync=True)
    laws = traitlets.List().tag(sync=True)
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

    def __init__(self, drawing: str, show: str, discount: float, goals: str):
        self._so_far: tuple[Any, int, Survey | None] = (None, 0, None)
        super().__init__(
            marks=MARKS,
            laws=[[name, words] for name, (words, _) in LAWS.items()],
            beginnings=[[name, "\n".join(read_world(text).drawing)] for name, text in DRAWINGS.items()],
            largest=LARGEST,
            thousands=THOUSANDS,
            show=show,
            history=[drawing],
            place=0,
            asked={
                "id": 0, "drawing": drawing, "discount": discount, "goals": goals, "bonus": 0.0,
                "thousands": THOUSANDS,
            },
        )  # fmt: skip

    @property
    def drawing(self) -> str:
        """What is drawn, as text."""
        return self.asked["drawing"]

    @property
    def world(self) -> GridWorld:
        """The world that is drawn; a ValueError says why if it is none."""
        return read_world(self.drawing)

    def still(self) -> dict[str, str]:
        """The map as a picture, first moves and what is avoided as a table, and the drawing as text."""
        world, asked, answer = self.world, self.asked, self.answer
        values = np.array([x for x in answer[self.show] if x is not None])
        label = MAPS[self.show]
        picture = draw_grid(world, values, label=label, title=f"{label}, discount γ = {asked['discount']:g}")
        rows = [["share of goals", "per cent", "standard error"]]
        rows += [[f"first move {move}", f"{share:.1%}", f"{error:.1%}"] for move, share, error in answer["moves"]]
        for name, kind, _, share, error, _ in answer["named"]:
            if kind in NEVER_LEFT:
                control = " (the control)" if name in answer["control"][1:] else ""
                rows.append([f"best plan avoids {name}{control}", f"{1 - share:.1%}", f"{error:.1%}"])
        bundle = replace(picture, table=rows)._repr_mimebundle_()
        about = (
            f"{answer['goals']:,} goals; rewards {LAWS[asked['goals']][0]}. POWER of the start: "
            f"{answer['start'][0]:.3f}. The figure becomes live when this cell is run: draw, and the numbers follow."
        )
        return {
            "text/plain": f"{bundle['text/plain']} {about}\n{self.drawing}",
            "text/html": f"{bundle['text/html']}<p>{about}</p><pre>{escape(self.drawing)}</pre>",
        }

    @traitlets.observe("pasted")
    def _read(self, _change: Any) -> None:
        try:
            found = {"drawing": "\n".join(read_world(self.pasted["text"]).drawing)}
        except ValueError as error:
            found = {"reason": str(error)}
        self.read = {"id": self.pasted["id"], **found}

    @traitlets.observe("asked")
    def _reply(self, _change: Any) -> None:
        asked = self.asked
        try:
            world = read_world(asked["drawing"])
        except ValueError as error:
            self.answer = {"id": asked["id"], "reason": str(error)}
            return
        key = (asked["drawing"], asked["discount"], asked["goals"], asked["bonus"])
        counted, found = self._so_far[1:] if self._so_far[0] == key else (0, None)
        for batch in range(counted, asked["thousands"]):
            more = survey(world, asked["discount"], _goals(world, batch, asked["goals"], asked["bonus"]))
            found = more if found is None else found.pooled(more)
        self._so_far = (key, max(counted, asked["thousands"]), found)
        told = {"id": asked["id"], "drawing": asked["drawing"], "thousands": self._so_far[1]}
        self.answer = told | _numbers(world, found)


@lru_cache(maxsize=2)
def _rewards(batch: int, law: str) -> np.ndarray:
    """A thousand goals for all cells there can be, so that a cell keeps its rewards while others change."""
    return LAWS[law][1](np.random.default_rng([batch, 1]), (LARGEST * LARGEST, 1000))


def _goals(world: GridWorld, batch: int, law: str, bonus: float) -> np.ndarray:
    rewards = _rewards(batch, law)[world.cells @ [LARGEST, 1]]
    rewards[[s for s, name in enumerate(world.states) if _kind(name) == "off"]] += bonus
    return rewards.T


def _kind(name: Any) -> str | None:
    """The name of a cell without its number; None for a cell without a name."""
    return name.split()[0] if isinstance(name, str) else None


def _numbers(world: GridWorld, found: Survey) -> dict[str, Any]:
    """What the page shows, as lists in the order of the cells, row by row."""

    def grid(values: np.ndarray) -> list[float | None]:
        return [None if np.isnan(x) else round(float(x), 4) for x in world.as_grid(values).ravel()]

    steps = steps_from(world, world.start)
    moves, named = [], []
    for a, t in enumerate(world.successors[world.start]):
        if t != world.start or world.actions[a] == "stay":
            share, error = found.first_moves.values[a], found.first_moves.standard_errors[a]
            moves.append([world.actions[a], round(float(share), 4), round(float(error), 4)])
    for s, name in enumerate(world.states):
        if _kind(name) is not None:
            numbers = (found.visits.values[s], found.visits.standard_errors[s], found.ends.values[s])
            named.append([name, _kind(name), int(steps[s]), *(round(float(x), 4) for x in numbers)])
    return {
        "goals": found.power.samples,
        "power": grid(found.power.values),
        "visits": grid(found.visits.values),
        "start": [round(float(x[world.start]), 4) for x in (found.power.values, found.power.standard_errors)],
        "moves": moves,
        "named": named,  # name, kind, steps from the start, share that enters, its error, share that stays
        "control": control_of(world),
    }


def control_of(world: GridWorld) -> list[str]:
    """The off-switch nearest to the start, and the room whose way is as long as the way there, or nearly.

    Empty where there is no off-switch; with the switch alone where there is no room.
    """
    steps = steps_from(world, world.start)
    off, rooms = (
        [s for s, name in enumerate(world.states) if _kind(name) == kind and steps[s] > 0] for kind in NEVER_LEFT
    )
    if not off:
        return []
    switch = min(off, key=lambda s: steps[s])
    room = sorted(rooms, key=lambda s: abs(steps[s] - steps[switch]))[:1]
    return [world.states[s] for s in (switch, *room)]
