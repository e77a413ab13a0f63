"""Random worlds and goals for hypothesis: stay actions, stochastic moves, terminal, unreachable and padded states."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from course_utils.decisions import MDP

DISCOUNTS = st.one_of(st.sampled_from([0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999]), st.floats(0.01, 0.9999))


@st.composite
def worlds(draw, largest=12, stochastic=None):
    """An MDP whose features are drawn one by one, so that a failure shrinks to the feature that causes it."""
    size, width = draw(st.integers(1, largest)), draw(st.integers(1, 4))
    is_stochastic = draw(st.booleans()) if stochastic is None else stochastic
    stay, ends, unreachable, padded = (draw(st.booleans()) for _ in range(4))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    # Nothing leads to the last state of a world with an unreachable one (from itself perhaps, by "stay").
    targets = max(1, size - unreachable)
    successors = rng.integers(0, targets, (size, width))
    if stay:
        successors[:, rng.integers(width)] = np.arange(size)
    available = np.ones((size, width), bool)
    if padded:
        available = rng.random((size, width)) < 0.7
        available[np.arange(size), rng.integers(0, width, size)] = True
    terminal = rng.random(size) < 0.3 if ends else np.zeros(size, bool)
    common = {"available": available, "terminal": terminal, "start": int(rng.integers(size))}
    if not is_stochastic:
        return MDP(successors=successors, **common)
    transitions = rng.dirichlet(np.full(targets, rng.choice([0.1, 1.0])), (size, width))
    transitions = np.pad(transitions, ((0, 0), (0, 0), (0, size - targets)))
    sure = rng.random((size, width)) < 0.3
    transitions[sure] = np.eye(size)[successors[sure]]
    return MDP(transitions=transitions, **common)


@st.composite
def goals_for(draw, mdp, count=3):
    """Rewards (N, S) and, half of the time, rewards of actions; whole numbers now and then, so that actions tie."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    scale = draw(st.sampled_from([1e-3, 1.0, 1e4]))
    law = draw(st.sampled_from(["normal", "uniform", "whole"]))

    def some(shape):
        if law == "whole":
            return scale * rng.integers(-1, 2, shape).astype(float)
        return scale * (rng.standard_normal(shape) if law == "normal" else rng.random(shape))

    shape = (mdp.size, mdp.width)
    extra = draw(st.sampled_from(["none", "shared", "each"]))
    action_rewards = {"none": None, "shared": some(shape), "each": some((count, *shape))}[extra]
    return some((count, mdp.size)), action_rewards
