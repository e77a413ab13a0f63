"""Part I, instrumental convergence: what plans for different goals have in common.

`power` and `optimality_probability` average over goals drawn at random; `vote_on_actions` and `vote_of_rule`
count the relabellings of one goal exactly. `training_compatible` and `retargetable_count` carry the count over to
goals that fit a training; `willingness_to_pay` is what one goal would give to be rid of a risk.
`resources` is about taking what one does not care for, `two_agents` about two agents in one world, `contests` about
rivals; `empowerment` counts bits where POWER averages rewards.
"""

from course_utils.convergence.contests import (
    best_effort,
    contest_equilibrium,
    contest_payoffs,
    game_power,
    peace_threshold,
)
from course_utils.convergence.empowerment import (
    channel_capacity,
    empowerment,
    klyubin_maze,
    reachable_counts,
    with_walls,
)
from course_utils.convergence.orbits import Votes, count_votes, vote_of_rule, vote_on_actions
from course_utils.convergence.power_and_optimality import Estimate, optimality_probability, power
from course_utils.convergence.resources import (
    TwoRegions,
    best_plans,
    caring_threshold,
    follow,
    most_products,
    plans,
    share_spared,
)
from course_utils.convergence.shutdown_risk import willingness_to_pay, worth_under_risk
from course_utils.convergence.trained_agents import (
    recurrent_states,
    recurrent_threshold,
    recurrent_visits,
    retargetable_count,
    training_compatible,
)
from course_utils.convergence.two_agents import TwoAgentPower, two_agent_power

__all__ = [
    "Estimate",
    "TwoAgentPower",
    "TwoRegions",
    "Votes",
    "best_effort",
    "best_plans",
    "caring_threshold",
    "channel_capacity",
    "contest_equilibrium",
    "contest_payoffs",
    "count_votes",
    "empowerment",
    "follow",
    "game_power",
    "klyubin_maze",
    "most_products",
    "optimality_probability",
    "peace_threshold",
    "plans",
    "power",
    "reachable_counts",
    "recurrent_states",
    "recurrent_threshold",
    "recurrent_visits",
    "retargetable_count",
    "share_spared",
    "training_compatible",
    "two_agent_power",
    "vote_of_rule",
    "vote_on_actions",
    "willingness_to_pay",
    "with_walls",
    "worth_under_risk",
]
