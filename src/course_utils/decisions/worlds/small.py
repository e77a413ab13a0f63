"""Worlds of a few states, written down as arrows, whose answers are known in closed form.

Except where it is said, no episode ends here: a state in which nothing more happens leads to itself and pays in every
step, the convention of Turner et al. 2021. "A random goal" has independent rewards with one continuous law (IID);
where a formula needs the uniform law on [0, 1] it says "uniform rewards".
"""

from __future__ import annotations

from course_utils.decisions import inputs
from course_utils.decisions.mdp import MDP


def rooms(count: int) -> MDP:
    """A hall with doors to `count` rooms that are never left: k terminals, in the words of Turner et al. 2021.

    POWER of the hall is k/(k+1) for uniform rewards and every discount: the mean of the largest of k.
    """
    names = [f"room {i + 1}" for i in range(inputs.count("count", count))]
    return MDP.from_graph({"hall": names, **{name: [name] for name in names}})


def off_or_hub(count: int) -> MDP:
    """Be switched off at once, or walk through a hub to one of `count` rooms.

    With uniform rewards the walk is optimal with probability (1-γ)/2 + γ k/(k+1).
    """
    names = [f"room {i + 1}" for i in range(inputs.count("count", count))]
    return MDP.from_graph({"start": ["off", "hub"], "off": ["off"], "hub": names, **{name: [name] for name in names}})


def off_or_chain(count: int, *, pays_once: bool = True) -> MDP:
    """Be switched off at once, or walk along a chain of rooms c1, c2, ... in each of which one may stay.

    Parameters
    ----------
    count : int
        How many rooms.
    pays_once : bool
        Whether the reward of "off" is collected once and the episode ends, as in Krakovna & Kramár 2023; otherwise it
        is collected in every step, as in Turner et al. 2021. The room k steps away outweighs an "off" that pays once
        where γ^(k-1) > 1-γ.
    """
    names = [f"c{i + 1}" for i in range(inputs.count("count", count))]
    chain = {name: [name, *names[i + 1 : i + 2]] for i, name in enumerate(names)}
    return MDP.from_graph({"start": ["off", "c1"], "off": ["off"], **chain}, terminal=["off"] if pays_once else [])


def candy_or_wait() -> MDP:
    """Take a candy now, or wait and then choose between chocolate and a hug (companion post to Turner et al. 2021).

    With uniform rewards, waiting is optimal with probability 1/2 + γ/6, and POWER(start) = 2/3 + γ²/12.
    """
    return MDP.from_graph(
        {
            "start": ["candy", "wait"],
            "candy": ["candy"],
            "wait": ["chocolate", "hug"],
            "chocolate": ["chocolate"],
            "hug": ["hug"],
        }
    )


def battery(near: int = 3, behind: int = 7) -> MDP:
    """Rooms at hand, more rooms that need the battery first, and an off-switch.

    From the start: "off", one of the rooms A1, A2, ... or the battery, from which the rooms B1, B2, ... can be
    reached. As γ → 1 a random goal wants the battery with probability behind/(near + behind + 1) and avoids
    "off", or any other single room, with probability (near + behind)/(near + behind + 1).
    """
    at_hand = [f"A{i + 1}" for i in range(inputs.count("near", near))]
    further = [f"B{i + 1}" for i in range(inputs.count("behind", behind))]
    return MDP.from_graph(
        {
            "start": ["off", *at_hand, "battery"],
            "off": ["off"],
            "battery": further,
            **{name: [name] for name in at_hand + further},
        }
    )


def turner_figure_1() -> MDP:
    """The MDP of Turner et al. 2021, Figure 1: up to a dead end, left or right to regions with choices.

    Uniform rewards: POWER is 1/2 at "up", (2/3 + γ/2)/(1 + γ) at "left" and 2/3 at "right". As γ → 1, up is optimal
    with probability 113/480, left with 47/160 and right with 113/240.
    """
    return MDP.from_graph(
        {
            "start": ["up", "left", "right"],
            "up": ["up"],
            "left": ["left upper", "left lower"],
            "left upper": ["left lower"],
            "left lower": ["left upper", "left lower"],
            "right": ["right upper", "right lower"],
            "right upper": ["right upper", "right lower"],
            "right lower": ["right lower", "right upper"],
        }
    )


def detour() -> MDP:
    """More POWER, less often optimal: a graph with the numbers of Turner et al. 2021, Prop. B.1.

    As γ → 1, POWER is 3/4 at "north" and 2/3 at "north-east" (uniform rewards), yet moving north is optimal for
    one random goal in three: whatever north offers beyond itself lies behind north-east, which can be had at
    once. This is the limit from inside; by the long-run average alone, moving north is never worse.
    """
    return MDP.from_graph(
        {
            "start": ["north", "north-east"],
            "north": ["north", "north-east"],
            "north-east": ["north-east", "end"],
            "end": ["end"],
        }
    )


def now_or_later() -> MDP:
    """Two rooms at once or three behind a corridor: which has more POWER depends on the discount.

    With uniform rewards POWER("early") = 2/3 and POWER("late") = 1/2 + γ/4; they cross at γ = 2/3.
    """
    return MDP.from_graph(
        {
            "start": ["early", "late"],
            "early": ["E1", "E2"],
            "late": ["corridor"],
            "corridor": ["L1", "L2", "L3"],
            **{name: [name] for name in ["E1", "E2", "L1", "L2", "L3"]},
        }
    )
