"""Slow, plain solutions to compare with: one goal, one state and one action at a time, written from the definitions."""

from __future__ import annotations

import itertools

import numpy as np

from course_utils.decisions import MDP


def policy_iteration(mdp: MDP, rewards, discount, action_rewards=None):
    """Howard's policy iteration with an LU solution of each policy: V (S,) and Q (S, A)."""
    transitions = mdp.transition_array()
    extra = np.zeros((mdp.size, mdp.width)) if action_rewards is None else action_rewards
    policy = [int(np.flatnonzero(mdp.available[s])[0]) for s in range(mdp.size)]
    while True:
        system, gains = np.eye(mdp.size), np.array(rewards, float)
        for s, a in enumerate(policy):
            if not mdp.terminal[s]:
                system[s] -= discount * transitions[s, a]
                gains[s] += extra[s, a]
        values = np.linalg.solve(system, gains)
        changed = False
        q = np.full((mdp.size, mdp.width), -np.inf)
        for s in range(mdp.size):
            for a in np.flatnonzero(mdp.available[s]):
                q[s, a] = rewards[s]
                if not mdp.terminal[s]:
                    q[s, a] += extra[s, a] + discount * transitions[s, a] @ values
            if q[s].max() > q[s, policy[s]] + 1e-13 * max(1, np.abs(values).max()):
                policy[s] = int(q[s].argmax())
                changed = True
        if not changed:
            return values, q


def best_plan(mdp: MDP, rewards, horizon, discount, start, action_rewards=None):
    """Largest sum over every sequence of `horizon` moves from `start` in a deterministic world."""
    best = -np.inf
    for plan in itertools.product(range(mdp.width), repeat=horizon):
        state, total, allowed = start, rewards[start], True
        for t, a in enumerate(plan):
            if mdp.terminal[state]:
                break
            allowed = allowed and mdp.available[state, a]
            if action_rewards is not None:
                total += discount**t * action_rewards[state, a]
            state = mdp.successors[state, a]
            total += discount ** (t + 1) * rewards[state]
        if allowed:
            best = max(best, total)
    return best


def best_contingent_plan(mdp: MDP, rewards, horizon, discount, start, action_rewards=None):
    """Largest expected sum over every way to choose by history in a stochastic world (recursion over histories)."""
    if horizon == 0 or mdp.terminal[start]:
        return rewards[start]
    return rewards[start] + max(
        (0 if action_rewards is None else action_rewards[start, a])
        + discount
        * sum(
            p * best_contingent_plan(mdp, rewards, horizon - 1, discount, t, action_rewards)
            for t, p in enumerate(mdp.transitions[start, a])
            if p > 0
        )
        for a in np.flatnonzero(mdp.available[start])
    )
