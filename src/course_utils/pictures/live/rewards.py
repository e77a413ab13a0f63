"""A small world whose rewards are set by sliders: values and best moves follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import traitlets

from course_utils.decisions import MDP, GridWorld, inputs, optimal_actions, optimal_values
from course_utils.pictures.live.base import LiveFigure, script, style
from course_utils.pictures.live.battery import DISCOUNTS
from course_utils.pictures.live.tabulate import nice
from course_utils.pictures.still import layers
from course_utils.pictures.still.graph import draw_graph
from course_utils.pictures.still.grid import draw_grid

MOST_STATES, MOST_CELLS, MOST_COLUMNS = 12, 36, 9  # of a graph, of a grid
MOST_SLIDERS, STEPS = 8, 30


def live_rewards(
    world: MDP,
    rewards: Mapping[Any, float],
    discount: float = 0.9,
    *,
    elsewhere: float | None = None,
    lowest: float | None = None,
    highest: float | None = None,
    title: str = "What is best for this goal",
) -> RewardsFigure:
    """Play with a goal: a slider for each reward, and the values and best moves of a small world that follow.

    Parameters
    ----------
    world : MDP
        With at most 12 states, drawn as boxes and arrows; or a grid with at most 36 cells, drawn as it is.
    rewards : mapping from state name to reward
        One to eight states, each of which gets a slider that begins here. States that are not named pay 0.
    discount : float
        Where its slider begins, from 0 to 0.999.
    elsewhere : float, optional
        What every state that is not named pays, with one slider for all of them; 0, without a slider, where not given.
    lowest, highest : float
        The ends of the sliders of rewards. Where not given, 0 and 1, or as far as the rewards themselves go.
    title : str

    Returns
    -------
    RewardsFigure
        A notebook shows it when it is the last line of a cell. `figure.goal` is the reward of each state, shape (S,),
        and `figure.discount` the discount that the learner has chosen. The figure needs no kernel to move.

    Examples
    --------
    >>> from course_utils.decisions.worlds.small import candy_or_wait
    >>> live_rewards(candy_or_wait(), {"candy": 0.5, "chocolate": 0.6, "hug": 0.3})  # doctest: +SKIP
    """
    if not isinstance(world, MDP):
        raise TypeError(f"live_rewards shows an MDP; got {type(world).__name__}")
    if isinstance(world, GridWorld):
        if world.size > MOST_CELLS or len(world.drawing[0]) > MOST_COLUMNS:
            raise ValueError(
                f"this grid has {world.size} cells in {len(world.drawing[0])} columns: the figure has room for "
                f"{MOST_CELLS} cells in {MOST_COLUMNS} columns"
            )
    elif world.size > MOST_STATES:
        raise ValueError(f"this world has {world.size} states: up to {MOST_STATES} can be read as a graph")
    if not isinstance(rewards, Mapping) or not 1 <= len(rewards) <= MOST_SLIDERS:
        raise ValueError(
            f"rewards are {rewards!r}: give a dictionary from state name to reward for 1 to {MOST_SLIDERS} states"
        )
    if not 0 <= inputs.discount(discount, limit="choose at most 0.999 in this figure") <= DISCOUNTS[-1]:
        raise ValueError(f"the discount is {discount!r}: in this figure it lies between 0 and {DISCOUNTS[-1]}")
    sliders = [(str(_called(name)), [world.state(name)], reward) for name, reward in rewards.items()]
    if elsewhere is not None:
        named = [s for _, [s], _ in sliders]
        sliders.append(("elsewhere", [s for s in range(world.size) if s not in named], elsewhere))
    for name, _, reward in sliders:
        if isinstance(reward, bool) or not isinstance(reward, (int, float, np.number)) or not np.isfinite(reward):
            raise ValueError(f"the reward of {name!r} is {reward!r}: give a finite number")
    lowest = min(0.0, *(reward for *_, reward in sliders)) if lowest is None else lowest
    highest = max(1.0, *(reward for *_, reward in sliders)) if highest is None else highest
    if not (np.isfinite(lowest) and np.isfinite(highest) and lowest < highest):
        raise ValueError(f"the sliders go from {lowest!r} to {highest!r}: lowest must be below highest")
    for name, _, reward in sliders:
        if not lowest <= reward <= highest:
            raise ValueError(
                f"the reward of {name!r} is {reward!r}: the sliders go from {lowest:g} to {highest:g}; change the "
                "reward, or lowest= and highest="
            )
    return RewardsFigure(world, sliders, float(discount), float(lowest), float(highest), title)


class RewardsFigure(LiveFigure):
    """The widget of `live_rewards`. What is best is worked out in the browser; `goal` and `discount` tell Python."""

    _esm = script("rewards.js")
    _css = style("rewards.css")
    title = traitlets.Unicode().tag(sync=True)
    states = traitlets.List().tag(sync=True)
    named = traitlets.List().tag(sync=True)  # whether a cell has a name of its own
    moves = traitlets.List().tag(sync=True)  # of each state: {"name", "leads": [[state, probability], ...]}
    start = traitlets.Int().tag(sync=True)
    drawing = traitlets.List().tag(sync=True)
    places = traitlets.List().tag(sync=True)  # row and column of cells, column and row of boxes
    sliders = traitlets.List().tag(sync=True)
    steps = traitlets.List().tag(sync=True)  # of each slider of a reward, the values it can have
    rewards = traitlets.List().tag(sync=True)
    discounts = traitlets.List().tag(sync=True)
    place = traitlets.Int().tag(sync=True)

    def __init__(
        self, world: MDP, sliders: list[tuple[str, list[int], float]], discount: float, lowest: float, highest: float,
        title: str,
    ):  # fmt: skip
        self.world = world
        is_grid = isinstance(world, GridWorld)
        step = nice((highest - lowest) / STEPS, (1, 2, 5, 10))
        even = [lowest, *(np.arange(np.ceil(lowest / step), highest / step) * step).round(10).tolist(), highest]
        discounts = sorted({*DISCOUNTS.tolist(), discount})
        super().__init__(
            title=title,
            states=[str(_called(name)) for name in world.states],
            named=[not isinstance(name, tuple) for name in world.states],
            moves=_moves(world),
            start=world.start,
            drawing=list(world.drawing) if is_grid else [],
            places=world.cells.tolist() if is_grid else _boxes(world),
            sliders=[{"name": name, "states": states} for name, states, _ in sliders],
            steps=[sorted({*even, float(reward)}) for _, _, reward in sliders],
            rewards=[float(reward) for _, _, reward in sliders],
            discounts=discounts,
            place=discounts.index(discount),
        )

    @property
    def goal(self) -> np.ndarray:
        """The reward of each state, shape (S,), as the sliders stand."""
        goal = np.zeros(self.world.size)
        for slider, reward in zip(self.sliders, self.rewards, strict=True):
            goal[slider["states"]] = reward
        return goal

    @property
    def discount(self) -> float:
        """The discount, as its slider stands."""
        return self.discounts[self.place]

    def still(self) -> dict[str, str]:
        """The world with its values, and a table of what each state pays, is worth, and what is best there."""
        goal, world = self.goal, self.world
        values = optimal_values(world, goal, self.discount)
        best = optimal_actions(world, goal, self.discount)
        title = f"{self.title} (discount {self.discount:g})"
        if isinstance(world, GridWorld):
            picture = draw_grid(world, values, policy=best.argmax(1), label="value V", title=title)
        else:
            policy = best.argmax(1) if world.is_deterministic else None
            picture = draw_graph(world, values, policy=policy, label="value V", title=title)
        rows = [["state", "reward R", "value V", "best moves"]]
        for s, name in enumerate(self.states):
            rows.append([name, f"{goal[s]:.2f}", f"{values[s]:.2f}", self._good_moves(s, best[s])])
        bundle = replace(picture, table=rows)._repr_mimebundle_()
        note = "The figure becomes live when this cell is run: change the rewards and the discount."
        return {
            "text/plain": f"{bundle['text/plain']} {note}",
            "text/html": f"{bundle['text/html']}<p>{note}</p>",
        }

    def _good_moves(self, s: int, best: np.ndarray) -> str:
        if self.world.terminal[s]:
            return "the episode ends"
        good = np.flatnonzero(best & self.world.available[s])
        targets = self.world.transition_array()[s, good] > 0
        if targets[:, s].all() and not np.delete(targets, s, 1).any() and len(good) == self.world.available[s].sum():
            return "stay"
        if isinstance(self.world, GridWorld):
            return " or ".join(str(self.world.actions[a]) for a in good)
        return " or ".join(dict.fromkeys(_aim(self.world, s, a) for a in good))


def _called(name: Any) -> Any:
    """A cell without a name of its own is called by its place."""
    return f"row {name[0]}, column {name[1]}" if isinstance(name, tuple) and len(name) == 2 else name


def _moves(world: MDP) -> list[list[dict[str, Any]]]:
    table, is_grid = world.transition_array(), isinstance(world, GridWorld)

    def move(s: int, a: int) -> dict[str, Any]:
        leads = [[int(t), float(table[s, a, t])] for t in np.flatnonzero(table[s, a])]
        return {"name": str(world.actions[a]) if is_grid else _aim(world, s, a), "leads": leads}

    return [
        [] if world.terminal[s] else [move(s, a) for a in np.flatnonzero(world.available[s])] for s in range(world.size)
    ]


def _aim(world: MDP, s: int, a: int) -> str:
    """What to call a move between boxes: by where it leads, or may lead most likely."""
    chances = world.transition_array()[s, a]
    target = str(_called(world.states[int(chances.argmax())]))
    return target if chances.max() == 1 else f"towards {target}"


def _boxes(world: MDP) -> list[list[float]]:
    """Column and row of each box, both counted from 0."""
    found = layers.columns(world)
    column = {s: k for k, layer in enumerate(found) for s in layer}
    return [[column[s], float(row)] for s, row in enumerate(layers.rows(world, found))]
