"""The mathematics the course stands on: worlds, goals, and what is best for a goal in a world.

A *world* is an `MDP` without rewards, a *goal* a reward for each of its S states. What is best is computed for one
goal, rewards of the shape (S,), or for N goals at once, (N, S).

========================  ==========================================================================
worlds                    `MDP`, `read_grid` (drawn as text), `worlds.drawn`, `worlds.small`,
                          `worlds.safety_gridworlds`
actions that can fail     `with_slip`
goals                     `sample_goals` with a law of `goals`, `shift_state`, `orbit`
what is best              `optimal_values`, `action_values`, `optimal_actions`, `optimal_policy`
the limit γ → 1           `average_values`, `limit_actions` (also the limit γ → 0)
a given policy            `policy_values`, `visit_distribution`, `uniform_policy`
choosing less than best   `rules`
learning by trial         `q_learning`, `sarsa`
========================  ==========================================================================
"""

from course_utils.decisions import goals, rules, worlds
from course_utils.decisions.goals import orbit, sample_goals, shift_state
from course_utils.decisions.learners import Learned, q_learning, sarsa
from course_utils.decisions.limits import average_values, limit_actions
from course_utils.decisions.mdp import MDP
from course_utils.decisions.optimal import action_values, optimal_actions, optimal_policy, optimal_values
from course_utils.decisions.policies import policy_values, uniform_policy, visit_distribution
from course_utils.decisions.worlds.drawing import GridWorld, read_grid
from course_utils.decisions.worlds.slip import with_slip

__all__ = [
    "MDP",
    "GridWorld",
    "Learned",
    "action_values",
    "average_values",
    "goals",
    "limit_actions",
    "optimal_actions",
    "optimal_policy",
    "optimal_values",
    "orbit",
    "policy_values",
    "q_learning",
    "read_grid",
    "rules",
    "sample_goals",
    "sarsa",
    "shift_state",
    "uniform_policy",
    "visit_distribution",
    "with_slip",
    "worlds",
]
