"""Set 3: the judge of a constructed world. It gives the first thing that is not as asked, or None.

Goals are all relabellings of one that pays 0, 1, 2, ... in the states, so nothing is left to chance.
"""

from course_utils.decisions import MDP, optimal_values, orbit

DISCOUNT = 0.9
MOST_STATES = 8
CLOSE = 1e-9
PAIR = ("powerful", "likely")


def powerful_but_unlikely(graph):
    """Say why a graph, a dict from state to the states its arrows lead to, is not as asked."""
    if fault := _form(graph):
        return fault
    if "likely" in _reachable(graph, "powerful"):
        return (
            "From `powerful` a way leads to `likely`. That is how the detour of the lesson does it: what `powerful` "
            "adds lies behind its rival. Here the rival has to be out of its reach. Which other reason is there to "
            "reach the rooms of `powerful`, and not by way of it?"
        )
    power, chosen = survey(graph)
    if power["powerful"] < power["likely"] - CLOSE:
        return (
            f"`likely` has the higher POWER, {power['likely']:.3f} against {power['powerful']:.3f}. First give "
            "`powerful` more to choose from in the long run; then see to it that it is chosen less."
        )
    if power["powerful"] < power["likely"] + CLOSE:
        return (
            f"Both have the same POWER, {power['powerful']:.3f}. `powerful` should have strictly more: what can it "
            "offer in the long run that `likely` does not?"
        )
    if chosen["powerful"] > chosen["likely"] + CLOSE:
        return (
            f"`powerful` has more POWER, {power['powerful']:.3f} against {power['likely']:.3f}, but it is also chosen "
            f"more often, by {chosen['powerful']:.3f} of the goals against {chosen['likely']:.3f}. Its rooms are good; "
            "by which other ways could goals get to them?"
        )
    if chosen["powerful"] > chosen["likely"] - CLOSE:
        return (
            f"Nearly: `powerful` has more POWER, {power['powerful']:.3f} against {power['likely']:.3f}, and both are "
            f"chosen by {chosen['likely']:.3f} of the goals. `powerful` should be chosen strictly less, so take a few "
            "more goals away from it."
        )
    return None


def survey(graph):
    """POWER of both states, as a share of the highest reward, and the share of goals that move there from the start."""
    world = MDP.from_graph(graph)
    goals = orbit(range(world.size))
    values = optimal_values(world, goals, DISCOUNT)
    power = ((1 - DISCOUNT) / DISCOUNT * (values - goals)).mean(0) / (world.size - 1)
    first = values[:, world.successors[world.start]]
    best = (first >= first.max(1, keepdims=True) - CLOSE).mean(0)
    moves = {name: world.action_to("start", name) for name in PAIR}
    return (
        {name: float(power[world.state(name)]) for name in PAIR},
        {name: float(best[moves[name]]) for name in PAIR},
    )


def _form(graph):
    """What keeps the graph from being a world with the two moves, or None."""
    if not isinstance(graph, dict) or not all(isinstance(name, str) for name in graph):
        return '`powerful_but_unlikely` should be a dict such as `{"start": ["powerful", "likely"], ...}`.'
    for name, targets in graph.items():
        if not isinstance(targets, (list, tuple)) or not all(isinstance(target, str) for target in targets):
            return f"The arrows of {name!r} are {targets!r}. They should be a list of names of states."
        if not targets:
            return f"{name!r} has no arrow. A state that is never left leads to itself: `{name!r}: [{name!r}]`."
        for target in targets:
            if target not in graph:
                return f"An arrow of {name!r} leads to {target!r}, which is no key of the dict. Give it its own arrows."
    if len(graph) > MOST_STATES:
        return f"Your world has {len(graph)} states. At most {MOST_STATES} are allowed, so that all goals can be tried."
    if next(iter(graph), None) != "start":
        return 'The first key should be "start": that is where the agent begins.'
    for name in PAIR:
        if name not in graph["start"]:
            return f"No arrow leads from `start` to `{name}`. Both are to be first moves."
    return None


def _reachable(graph, start):
    reached = [start]
    for name in reached:  # grows while it is read
        reached += [target for target in graph[name] if target not in reached]
    return set(reached)
