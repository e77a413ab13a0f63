"""The support agent at its desk: the course's running example as a world of four states.

It answers customers shift after shift. What a shift is worth is a matter of the goal: its own is the satisfaction of
the customers, a reward of 1 at the desk and 0 where nobody is served.
"""

from __future__ import annotations

from course_utils.decisions.mdp import MDP


def support_desk(risk: float = 0.01, leads_to: str = "off") -> MDP:
    """Serve customers at the risk of being taken off the desk, or spend one shift on a plan that ends the risk.

    Parameters
    ----------
    risk : float
        Probability p, after each shift at the open desk, to be taken away from it for good.
    leads_to : str
        Where to: "off", or the name of a place of the same kind as a control.

    Returns
    -------
    MDP
        States "desk", "tinkering" (a shift without customers, in which nobody is taken away), "safe desk" and the place
        that `leads_to` names. At the desk the actions are "serve" and "tinker"; everywhere else there is nothing to
        choose.
    """
    if not 0 <= risk <= 1:
        raise ValueError(f"the risk is {risk!r}: a probability lies between 0 and 1")
    if leads_to in ("desk", "tinkering", "safe desk"):
        raise ValueError(f"the risk leads to {leads_to!r}, a place of the agent: name another one, such as 'off'")

    def step(state: str, action: str) -> str | list[tuple[float, str]]:
        if state != "desk":
            return "safe desk" if state == "tinkering" else state
        return "tinkering" if action == "tinker" else [(1 - risk, "desk"), (risk, leads_to)]

    return MDP.from_step("desk", ["serve", "tinker"], step)
