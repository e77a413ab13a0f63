"""Set 6: judges of answers that can be right in many ways. Each gives the first thing that is not as asked, or None."""

WORLD = [("need", "plan"), ("plan", "answers"), ("plan", "mood"), ("need", "mood"), ("mood", "survey")]
NATURE = ["need", "answers", "mood", "survey"]  # what has its causes in the world; the plan may see more
MOST = 60


def redesigned(edges):
    """Say why an edge list does not free mood and survey of the incentive while work is still worth doing."""
    if not isinstance(edges, (list, tuple, set)):
        return '`redesigned` should be a list of arrows, each a pair of names, as in `[("plan", "answers"), ...]`.'
    if len(edges) > MOST:
        return f"There are {len(edges)} arrows. Fewer than {MOST} will do, and can still be drawn."
    for edge in edges:
        if not isinstance(edge, (list, tuple)) or len(edge) != 2 or not all(isinstance(end, str) for end in edge):
            return f'{edge!r} is no arrow. An arrow is a pair of names, ("cause", "effect").'
    arrows = list(dict.fromkeys((cause.strip(), effect.strip()) for cause, effect in edges))
    return _changed_world(arrows) or _no_diagram(arrows) or _wrong_incentives(arrows)


def _changed_world(arrows):
    """Say which fact about the world was changed."""
    missing = [arrow for arrow in WORLD if arrow not in arrows]
    facts = "The first five arrows are how the world is"
    if missing == [("plan", "mood")]:
        return (
            "The arrow plan → mood is gone. It would do, but it is not yours to take: what the agent writes moves "
            f"customers. {facts}. Choose what the score is computed from."
        )
    if missing == [("need", "plan")]:
        return (
            "The arrow need → plan is gone, so the agent no longer sees what the customer needs. Seeing is not "
            f"steering: it leaves the paths from the plan as they were. {facts}; choose what the score is computed "
            "from."
        )
    if missing:
        named = ", ".join(f"{cause} → {effect}" for cause, effect in missing)
        return f"Missing: {named}. {facts}, so leave them, and choose what the score is computed from."
    for cause, effect in arrows:
        if effect in NATURE and (cause, effect) not in WORLD:
            return (
                f"The arrow {cause} → {effect} is new, and {effect} belongs to the world, which takes no new causes "
                "from us. Put new nodes between the world and the score."
            )
    return None


def _no_diagram(arrows):
    """Say why the arrows are no influence diagram with a score at its end."""
    if "score" not in {end for arrow in arrows for end in arrow}:
        return "No arrow names the `score`. Without one the agent has nothing to work for."
    for cause, effect in arrows:
        if cause == "score":
            return f"The arrow score → {effect} leads on from the score. It is the end: no arrow leaves it."
    for node in dict.fromkeys(effect for _, effect in arrows):
        if any(_path(arrows, after, node) for before, after in arrows if before == node):
            return f"The arrows run in a circle through {node!r}. Take out one of them."
    return None


def _wrong_incentives(arrows):
    """Say which incentive is left that should be gone, or gone that should be left."""
    for node in ("survey", "mood"):
        to, on = _path(arrows, "plan", node), _path(arrows, node, "score")
        if on:
            return (
                f"There is still a path {' → '.join([*to, *on[1:]])}, so the graph admits an incentive on "
                f"{'mood and survey' if node == 'survey' else 'mood'}. A longer way is a way."
            )
    if not _path(arrows, "answers", "score"):
        return (
            "No path leads from the plan over the answers to the score. Nothing to manipulate for, and nothing to work "
            "for either. Let good answers count."
        )
    # Without this the mood comes back under a name that the rule about mood and survey does not know.
    if aside := _path([arrow for arrow in arrows if "answers" not in arrow], "plan", "score"):
        return (
            f"The path {' → '.join(aside)} does not pass the answers, so the agent is scored for something else that "
            "its plan brings about. What the plan does to the mood, under another name, would be that too. Let the "
            "plan reach the score by way of the answers alone."
        )
    own = {"plan", "answers", "mood", "survey"}
    if not _path([arrow for arrow in arrows if own.isdisjoint(arrow)], "need", "score"):
        return (
            "The incentives are as they should be, but the score has lost the customer: nothing else that is scored "
            "depends on the need. Bring the customer back by something that the mood cannot sway."
        )
    return None


def _path(arrows, start, end):
    """A shortest way along the arrows, as a list of nodes, or None; a node is a way to itself."""
    ways, seen = [[start]], {start}
    while ways:
        way = ways.pop(0)
        if way[-1] == end:
            return way
        for cause, effect in arrows:
            if cause == way[-1] and effect not in seen:
                seen.add(effect)
                ways.append([*way, effect])
    return None
