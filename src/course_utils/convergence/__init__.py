"""Part I, instrumental convergence: what plans for different goals have in common.

`power` and `optimality_probability` average over goals drawn at random; `vote_on_actions` and `vote_of_rule`
count the relabellings of one goal exactly. `training_compatible` and `retargetable_count` carry the count over to
goals that fit a training; `willingness_to_pay` is what one goal would give to be rid of a risk.
"""

from course_utils.convergence.orbits import Votes, count_votes, vote_of_rule, vote_on_actions
from course_utils.convergence.power_and_optimality import Estimate, optimality_probability, power
from course_utils.convergence.shutdown_risk import willingness_to_pay, worth_under_risk
from course_utils.convergence.trained_agents import (
    recurrent_states,
    recurrent_threshold,
    recurrent_visits,
    retargetable_count,
    training_compatible,
)

__all__ = [
    "Estimate",
    "Votes",
    "count_votes",
    "optimality_probability",
    "power",
    "recurrent_states",
    "recurrent_threshold",
    "recurrent_visits",
    "retargetable_count",
    "training_compatible",
    "vote_of_rule",
    "vote_on_actions",
    "willingness_to_pay",
    "worth_under_risk",
]
