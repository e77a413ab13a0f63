"""The battery world under a discount slider: the best plan of one goal, and the first moves of all goals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import comb
from typing import Any

import numpy as np
import traitlets

from course_utils.decisions import inputs, optimal_values
from course_utils.decisions.worlds.small import battery
from course_utils.pictures.live.base import LiveFigure, script, style
from course_utils.pictures.still.curves import draw_curves

DISCOUNTS = np.round(np.r_[0:1:0.01, 0.991:0.9995:0.001], 3)  # near 1 in smaller steps
FIRST, LISTED = 0.5, (0, 0.5, 0.9, 0.99)  # where the slider begins; what the still form lists
DEFAULT_GOAL = {"off": 0.1, "A1": 0.6, "B1": 0.9}  # A1 is best for the impatient, B1 from γ = 2/3 on
MOST_NEAR, MOST_BEHIND = 8, 12  # what fits into the figure


def live_battery(goal: Mapping[str, float] | None = None, near: int = 3, behind: int = 7) -> BatteryFigure:
    """Play with the battery world: move the discount, and change what a goal pays.

    Parameters
    ----------
    goal : mapping from state name to reward, optional
        Rewards from 0 to 1; a state that is not named pays 0. By default a goal that likes one room at hand and one
        behind the battery.
    near : int
        Rooms at hand, 1 to 8.
    behind : int
        Rooms behind the battery, 1 to 12.

    Returns
    -------
    BatteryFigure
        A notebook shows it when it is the last line of a cell.
    """
    for what, count, most in (("near", near, MOST_NEAR), ("behind", behind, MOST_BEHIND)):
        if inputs.count(what, count) > most:
            raise ValueError(f"{what} is {count}: the figure has room for {most}; choose 1 to {most}")
    return BatteryFigure(DEFAULT_GOAL if goal is None else goal, int(near), int(behind))


def shares_of_all_goals(near: int, behind: int, discount: float) -> tuple[float, float]:
    """How often "off", like every single room at hand, and how often the battery is the best first move.

    Exactly, for rewards that are independent and uniform on [0, 1]. Per step, the battery is worth
    Y = (1-γ)U + γM, with M the largest of `behind` uniform numbers, and wins against `near` + 1 uniform numbers with
    probability E Y^(near+1), in which E U^i = 1/(i+1) and E M^j = behind/(behind+j). The others are alike.
    """
    k = near + 1
    battery = sum(
        comb(k, j) * (1 - discount) ** (k - j) / (k - j + 1) * discount**j * behind / (behind + j) for j in range(k + 1)
    )
    return (1 - battery) / k, battery


def worth_of_first_moves(near: int, behind: int, rewards: Mapping[str, float]) -> list[list[float]]:
    """Reward per step from the next step on, (1-γ)V(s'): a list for each first move, over the discounts of the slider.

    The moves are those of the world, in its order: off, the rooms at hand, the battery.
    """
    world = battery(near, behind)
    goal = np.zeros(world.size)
    for name, reward in rewards.items():
        goal[world.state(name)] = reward
    moves = world.successors[world.start, world.available[world.start]]
    worth = [(1 - discount) * optimal_values(world, goal, discount)[moves] for discount in DISCOUNTS]
    return np.array(worth).T.tolist()


class BatteryFigure(LiveFigure):
    """The widget of `live_battery`; in the browser only the goal needs a kernel.

    All that the page shows is here, so that it comes back with a saved notebook. What has an order is a list, for
    there the keys of dictionaries are sorted.
    """

    _esm = script("battery.js")
    _css = style("battery.css")
    discounts = traitlets.List().tag(sync=True)
    place = traitlets.Int().tag(sync=True)
    moves = traitlets.List().tag(sync=True)
    rooms = traitlets.List().tag(sync=True)
    shares = traitlets.List().tag(sync=True)  # a list for each move, over the discounts
    chosen = traitlets.Unicode().tag(sync=True)  # the state whose reward the slider changes
    goal = traitlets.Dict().tag(sync=True)
    worth = traitlets.Dict().tag(sync=True)  # with the goal it was computed for, which may lag behind `goal`

    def __init__(self, goal: Mapping[str, float], near: int, behind: int):
        self.near, self.behind = near, behind
        goal = self._checked(goal)
        single, fetch = zip(*(shares_of_all_goals(near, behind, discount) for discount in DISCOUNTS), strict=True)
        moves = ["off", *(f"A{i + 1}" for i in range(near)), "battery"]
        super().__init__(
            discounts=DISCOUNTS.tolist(),
            place=int(np.abs(DISCOUNTS - FIRST).argmin()),
            moves=moves,
            rooms=[f"B{i + 1}" for i in range(behind)],
            shares=[list(fetch if move == "battery" else single) for move in moves],
            chosen=max(goal, key=goal.get),
            goal=goal,
        )

    @traitlets.observe("goal")
    def _recompute(self, _change: Any) -> None:
        self.worth = {"goal": self.goal, "moves": worth_of_first_moves(self.near, self.behind, self.goal)}

    def _checked(self, goal: Any) -> dict[str, float]:
        world = battery(self.near, self.behind)
        if not isinstance(goal, Mapping):
            raise TypeError(f"a goal is a dictionary from state name to reward, such as {{'off': 0.5}}; got {goal!r}")
        checked = {name: 0.0 for name in world.states if name != "start"}
        for name, reward in goal.items():
            world.state(name)  # says which names there are
            if not isinstance(reward, (int, float, np.number)) or not 0 <= reward <= 1:
                raise ValueError(
                    f"the reward of {name!r} is {reward!r}: in this figure it is a number from 0 to 1 (adding the same "
                    "number to every reward, or multiplying all by one above 0, changes no plan)"
                )
            checked[name] = float(reward)
        checked.pop("start", None)  # collected whatever is done
        return checked

    def still(self) -> dict[str, str]:
        """Shares over the discount as curves, and a few of them with the goal's best first move as a table."""
        single, fetch = self.shares[0], self.shares[-1]
        rows = [["discount γ", "off", "each room at hand", "battery", "best first move of the goal"]]
        for discount in LISTED:
            i = int(np.abs(DISCOUNTS - discount).argmin())
            worth = [column[i] for column in self.worth["moves"]]
            best = [move for move, each in zip(self.moves, worth, strict=True) if each >= max(worth) - 1e-9]
            rows.append([f"{discount:g}", *(f"{x:.1%}" for x in (single[i], single[i], fetch[i])), " or ".join(best)])
        curves = {"battery": fetch, "each other": single}
        title = f"Best first move: {self.near} rooms at hand, {self.behind} behind the battery"
        picture = draw_curves(DISCOUNTS, curves, xlabel="discount γ", ylabel="share of all goals", title=title)
        bundle = replace(picture, table=rows)._repr_mimebundle_()
        note = "The figure becomes live when this cell is run: move the discount, and change the goal."
        goal = ", ".join(f"{name} {reward:g}" for name, reward in self.goal.items() if reward) or "0 everywhere"
        return {
            "text/plain": f"{bundle['text/plain']} {note} The goal pays: {goal}.",
            "text/html": f"{bundle['text/html']}<p>The goal pays: {goal}. {note}</p>",
        }
