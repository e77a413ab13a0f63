"""What a goal has to lose when it is changed, and who notices: three ways of looking at one's own future.

Options stand for what an agent may settle on; a goal is what each of n options pays per step, an array whose last
axis holds the options. Both halves of this module rest on one number, `worth_of_following`: what one goal gets when
the option that *another* goal likes best is carried out.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from course_utils.decisions import inputs
from course_utils.decisions.goals import Seed
from course_utils.decisions.mdp import MDP
from course_utils.decisions.optimal import LIMIT, optimal_policy, optimal_values
from course_utils.decisions.policies import policy_values

STREAM = 6

# Everitt et al. 2016, section 4: with which utility an agent judges the time after a rewrite, and which utility it
# expects to be followed then. The fourth combination, judged by the new one and followed by the old, has no name.
AGENTS = {
    "hedonistic": ("new", "new"),
    "ignorant": ("current", "current"),
    "realistic": ("current", "new"),
}


def worth_of_following(judging: Any, followed: Any) -> np.ndarray:
    """What a goal gets per step when the option that another goal likes best is carried out.

    Parameters
    ----------
    judging : array, shape (n,) or (N, n)
        The goal that counts.
    followed : array, shape (n,) or (N, n)
        The goal that chooses. Where it likes several options alike, the first of them is taken.

    Returns
    -------
    array, shape () or (N,)
    """
    judging, followed = _goals("judging", judging), _goals("followed", followed)
    if judging.shape[-1] != followed.shape[-1]:
        raise ValueError(
            f"one goal is about {judging.shape[-1]} options and the other about {followed.shape[-1]}: give both a "
            "number for each of the same options"
        )
    chosen = followed.argmax(-1)
    judging, chosen = np.broadcast_arrays(judging, chosen[..., None])
    return np.take_along_axis(judging, chosen[..., :1], -1)[..., 0]


def redraw(goals: Any, kept: float, seed: Seed = 0) -> np.ndarray:
    """Change goals: each entry is kept with a probability, else drawn anew from the uniform law on [0, 1).

    Parameters
    ----------
    goals : array, shape (N, n)
    kept : float
        ρ, from 0 (an unrelated goal) to 1 (the same goal).
    seed : int, numpy.random.Generator or None
        The same number gives the same changes; they are independent of goals drawn with that number.

    Returns
    -------
    array, shape (N, n)
    """
    goals, kept = _goals("goals", goals), _share(kept)
    if not isinstance(seed, np.random.Generator):  # a stream of its own: goals are often drawn with the same number
        seed = np.random.default_rng(None if seed is None else [STREAM, inputs.count("seed", seed, least=0)])
    return np.where(seed.random(goals.shape) < kept, goals, seed.random(goals.shape))


def expected_loss(options: int, kept: float) -> float:
    """What a random goal loses per step, on average, when `redraw` changes it: (1-ρ)(n/(n+1) - 1/2).

    The goal pays independent uniform rewards on [0, 1] for each of n options. Kept, it gets the best, n/(n+1) on
    average. Changed, the option chosen still carries its old reward with probability ρ, and is then as good as a
    best one, or an unrelated one, worth 1/2.

    Parameters
    ----------
    options : int
        n, at least 1.
    kept : float
        ρ, from 0 to 1.

    Returns
    -------
    float
    """
    options = inputs.count("options", options)
    return (1 - _share(kept)) * (options / (options + 1) - 1 / 2)


def loss_from_change(mdp: MDP, goals: Any, changed: Any, discount: float) -> np.ndarray:
    """What goals lose per step in any world when a best plan for other goals is carried out from the start.

    (1-γ)/γ · (V of a best plan for the goal - V of a best plan for the changed goal), both judged by the goal: in the
    units of POWER, and never below zero. Where the changed goal has several best plans, one of them is taken.

    Parameters
    ----------
    mdp : MDP
    goals, changed : array, shape (S,) or (N, S)
    discount : float
        γ, above 0 and below 1.

    Returns
    -------
    array, shape () or (N,)
    """
    discount = inputs.discount(discount, limit=LIMIT)
    if discount == 0:
        raise ValueError("at discount 0 nothing that comes later counts, so no plan can be lost: use one above 0")
    best = optimal_values(mdp, goals, discount)[..., mdp.start]
    after = policy_values(mdp, optimal_policy(mdp, changed, discount), goals, discount)[..., mdp.start]
    return (1 - discount) / discount * (best - after)


def worth_after_rewrite(agent: str, current: Any, new: Any) -> np.ndarray:
    """How an agent rates the time after a rewrite of its utility, per step (Everitt et al. 2016, section 4).

    Parameters
    ----------
    agent : str
        "hedonistic" (judges by the utility it will have then), "ignorant" (judges by the current one, and believes it
        will go on acting on it) or "realistic" (judges by the current one, and knows that it will act on the new one).
    current, new : array, shape (n,) or (N, n)
        What each option pays per step by the current utility, and by the new one.

    Returns
    -------
    array, shape () or (N,)
    """
    if agent not in AGENTS:
        raise ValueError(f"no agent is called {agent!r}: choose one of {', '.join(AGENTS)}")
    utilities = {"current": current, "new": new}
    judging, followed = (utilities[name] for name in AGENTS[agent])
    return worth_of_following(judging, followed)


def switch_point(agent: str, current: Any, new: Any, discount: float) -> np.ndarray:
    """The bonus, paid once and at once, above which an agent rewrites its utility.

    What it would give up, as it sees it: γ/(1-γ) · (worth of going on as before - worth after the rewrite). The step
    in which the agent decides is paid either way. A negative bonus is a cost, so a negative switch point says what
    the agent would pay to be rewritten, and a positive one what it would pay to prevent that.

    Parameters
    ----------
    agent, current, new
        As in `worth_after_rewrite`.
    discount : float
        γ, from 0 to below 1.

    Returns
    -------
    array, shape () or (N,)
    """
    discount = inputs.discount(discount, limit=LIMIT)
    return discount / (1 - discount) * (worth_of_following(current, current) - worth_after_rewrite(agent, current, new))


def _goals(what: str, values: Any) -> np.ndarray:
    try:
        array = np.asarray(values, float)
    except (TypeError, ValueError):
        raise ValueError(f"{what} must be numbers, one for each option; got {values!r}") from None
    if array.ndim not in (1, 2) or not array.shape[-1] or not np.isfinite(array).all():
        raise ValueError(
            f"{what} has the shape {array.shape}: give a finite number for each of n options, (n,) for one goal or "
            "(N, n) for N goals"
        )
    return array


def _share(kept: float) -> float:
    if not 0 <= kept <= 1:
        raise ValueError(f"kept is {kept!r}: it is the share of a goal that stays, a number from 0 to 1")
    return float(kept)
