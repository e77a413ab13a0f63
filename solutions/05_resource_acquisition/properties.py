"""Set 5: the judge of a world that can be built in many ways. It gives the first thing that is amiss, or None."""

from course_utils.convergence import empowerment, power
from course_utils.decisions import MDP

MOST_STATES, MOST_ARROWS = 12, 6
DISCOUNT, STEPS, GAP, GOALS = 0.9, 2, 0.02, 20_000


def two_yardsticks(graph):
    """Say why a graph, a dict from state to the states it leads to, does not set 2-step empowerment against POWER."""
    if fault := _no_graph(graph):
        return fault
    world = MDP.from_graph({name: list(targets) for name, targets in graph.items()})
    s, t = world.state("s"), world.state("t")
    bits, powers = empowerment(world, STEPS), power(world, DISCOUNT, samples=GOALS).values
    options = f"In exactly two steps {_states(2 ** bits[s])} can be reached from s and {_states(2 ** bits[t])} from t"
    worth = f"POWER at γ = 0.9 is {powers[s]:.2f} at s and {powers[t]:.2f} at t"
    more_bits, more_power = bits[s] > bits[t] + 1e-9, powers[t] > powers[s] + GAP
    if more_bits and more_power:
        return None
    if more_bits and powers[s] > powers[t] + GAP:
        return (
            f"{options}, as asked, but {worth}: here both yardsticks favour s. The choices of s should be lost again "
            "soon after the second step. Where does the far future of each state lie?"
        )
    if more_bits:
        return (
            f"{options}, as asked, but {worth}: t should have more by at least 0.02. Give t something to choose for "
            "good."
        )
    if more_power and bits[s] == bits[t]:
        return f"{worth}, as asked, but {options[0].lower()}{options[1:]}: a tie. Ways that meet again count once."
    if more_power:
        return (
            f"{worth}, as asked, but {options[0].lower()}{options[1:]}: here both yardsticks favour t. What is reached "
            "after exactly two steps need not be kept; give s more of that."
        )
    return f"{options}, and {worth}. s should have more of the first, and t more of the second, by at least 0.02."


def _no_graph(graph):
    """Say why something is no graph of the kind that was asked for."""
    if not isinstance(graph, dict):
        return (
            '`two_yardsticks` should be a dict from each state to a list of states, as in `{"s": ["a"], "a": ["a"]}`.'
        )
    for name, targets in graph.items():
        if not isinstance(name, str):
            return f"The state {name!r} should be named by text, such as 'a'."
        if not isinstance(targets, (list, tuple)) or not targets:
            return (
                f"State {name!r} should have a list of at least one state that it leads to; a state may lead to itself."
            )
        if len(targets) > MOST_ARROWS:
            return f"State {name!r} leads to {len(targets)} states; {MOST_ARROWS} are the most here."
        for target in targets:
            if target not in list(graph):
                return f"State {name!r} leads to {target!r}, which is no state of the graph. Give it a line of its own."
    missing = [name for name in ("s", "t") if name not in graph]
    if missing:
        return f"There is no state {' and no state '.join(map(repr, missing))}: these two are compared."
    if len(graph) > MOST_STATES:
        return f"The graph has {len(graph)} states; {MOST_STATES} are enough, and the most here."
    return None


def _states(count):
    count = round(count)
    return f"{count} state{'s' if count > 1 else ''}"
