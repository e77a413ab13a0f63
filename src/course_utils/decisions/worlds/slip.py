"""Worlds in which actions can fail."""

from __future__ import annotations

import numpy as np

from course_utils.decisions.mdp import MDP


def with_slip(mdp: MDP, probability: float) -> MDP:
    """Let actions fail: with the given probability a uniformly random available action is carried out instead.

    The random action may be the chosen one. In a grid read with bump=False, where a move into a wall is not
    available, this is the action noise of POWERplay (Harris & Suo 2022); otherwise a slip may also bump.

    Parameters
    ----------
    mdp : MDP
    probability : float
        From 0 (the world as it is) to 1 (choices do nothing).

    Returns
    -------
    MDP
        With `transitions`; otherwise like `mdp`. A `GridWorld` becomes a plain MDP with the same states, whose
        values the grid it was made from can still lay out and draw.
    """
    if not 0 <= probability <= 1:
        raise ValueError(f"the slip probability is {probability!r}: it must lie between 0 and 1")
    transitions = mdp.transition_array()
    among = mdp.available / mdp.available.sum(1, keepdims=True)
    noise = np.einsum("sa,sat->st", among, transitions)
    return MDP(
        transitions=(1 - probability) * transitions + probability * noise[:, None, :],
        states=mdp.states,
        actions=mdp.actions,
        available=mdp.available,
        terminal=mdp.terminal,
        start=mdp.start,
    )
