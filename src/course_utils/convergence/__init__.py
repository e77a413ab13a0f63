"""Part I, instrumental convergence: what plans for different goals have in common.

`power` and `optimality_probability` average over goals drawn at random; `vote_on_actions` and `vote_of_rule`
count the relabellings of one goal exactly.
"""

from course_utils.convergence.orbits import Votes, count_votes, vote_of_rule, vote_on_actions
from course_utils.convergence.power_and_optimality import Estimate, optimality_probability, power

__all__ = [
    "Estimate",
    "Votes",
    "count_votes",
    "optimality_probability",
    "power",
    "vote_of_rule",
    "vote_on_actions",
]
