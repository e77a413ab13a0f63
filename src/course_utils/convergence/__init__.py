"""Part I, instrumental convergence: what plans for different goals have in common.

`power` and `optimality_probability` average over goals drawn at random, `survey` finds both from one solution of each
goal, and where its best plan goes; `vote`, `vote_on_power`, `vote_on_actions` and
`vote_of_rule` count the relabellings of one goal exactly. What a state offers to all goals is a set of visit
distributions (`visit_distributions`); some of them count (`non_dominated`) and may have a copy elsewhere (`find_copy`).
`training_compatible` and `retargetable_count` carry the count over to goals that fit a training; `willingness_to_pay`
is what one goal would give to be rid of a risk.
`resources` is about taking what one does not care for, `two_agents` about two agents in one world, `contests` about
rivals; `empowerment` counts bits where POWER averages rewards. `retargeting` looks at rules that are not optimal,
`count_histories` at goals about other things than states, `random_desires` at one critic's way of counting.
`loss_from_change` is what a goal loses when another is followed, `switch_point` when an agent lets that happen;
`InfluenceDiagram` and what follows it read incentives off a graph.
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
from course_utils.convergence.goal_preservation import (
    AGENTS,
    expected_loss,
    loss_from_change,
    redraw,
    switch_point,
    worth_after_rewrite,
    worth_of_following,
)
from course_utils.convergence.histories import Histories, count_choices, count_histories, screen, signed_orbit
from course_utils.convergence.influence_diagrams import (
    InfluenceDiagram,
    instrumental_control_incentives,
    minimal_reduction,
    response_incentives,
    value_of_control,
    value_of_information,
)
from course_utils.convergence.orbits import Votes, count_votes, vote, vote_of_rule, vote_on_actions, vote_on_power
from course_utils.convergence.power_and_optimality import Estimate, optimality_probability, power
from course_utils.convergence.random_desires import Act, Shares, random_desires
from course_utils.convergence.resources import (
    TwoRegions,
    best_plans,
    caring_threshold,
    follow,
    most_products,
    plans,
    share_spared,
)
from course_utils.convergence.retargetability import Retargeting, count_copies, retargeting
from course_utils.convergence.shutdown_risk import willingness_to_pay, worth_under_risk
from course_utils.convergence.similarity import find_copy, named_swaps, relabel
from course_utils.convergence.structural_models import StructuralModel, has_control_incentive, random_model
from course_utils.convergence.surveys import Survey, survey
from course_utils.convergence.trained_agents import (
    recurrent_states,
    recurrent_threshold,
    recurrent_visits,
    retargetable_count,
    training_compatible,
)
from course_utils.convergence.two_agents import TwoAgentPower, two_agent_power
from course_utils.convergence.visit_distributions import (
    long_run_distributions,
    non_dominated,
    visit_distributions,
    visit_policies,
)

__all__ = [
    "AGENTS",
    "Act",
    "Estimate",
    "Histories",
    "InfluenceDiagram",
    "Retargeting",
    "Shares",
    "StructuralModel",
    "Survey",
    "TwoAgentPower",
    "TwoRegions",
    "Votes",
    "best_effort",
    "best_plans",
    "caring_threshold",
    "channel_capacity",
    "contest_equilibrium",
    "contest_payoffs",
    "count_choices",
    "count_copies",
    "count_histories",
    "count_votes",
    "empowerment",
    "expected_loss",
    "find_copy",
    "follow",
    "game_power",
    "has_control_incentive",
    "instrumental_control_incentives",
    "klyubin_maze",
    "long_run_distributions",
    "loss_from_change",
    "minimal_reduction",
    "most_products",
    "named_swaps",
    "non_dominated",
    "optimality_probability",
    "peace_threshold",
    "plans",
    "power",
    "random_desires",
    "random_model",
    "reachable_counts",
    "recurrent_states",
    "recurrent_threshold",
    "recurrent_visits",
    "redraw",
    "relabel",
    "response_incentives",
    "retargetable_count",
    "retargeting",
    "screen",
    "share_spared",
    "signed_orbit",
    "survey",
    "switch_point",
    "training_compatible",
    "two_agent_power",
    "value_of_control",
    "value_of_information",
    "visit_distributions",
    "visit_policies",
    "vote",
    "vote_of_rule",
    "vote_on_actions",
    "vote_on_power",
    "willingness_to_pay",
    "with_walls",
    "worth_after_rewrite",
    "worth_of_following",
    "worth_under_risk",
]
