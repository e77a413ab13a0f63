"""Causal diagrams for tests, and second, slow ways to find what a graph or a model on it has."""

from itertools import combinations, product

import numpy as np

from course_utils.convergence import InfluenceDiagram


def edges(text):
    """'D>B, B>S' as pairs."""
    return [tuple(end.strip() for end in edge.split(">")) for edge in text.split(",")]


def random_diagram(rng, size):
    """A random graph without cycles whose last node is the utility; the decision lies somewhere before it."""
    names = [chr(97 + i) for i in range(size - 1)] + ["U"]
    decision = int(rng.integers(0, size - 1))
    drawn = [(a, b) for a, b in combinations(range(size), 2) if rng.random() < 0.4]
    parents_of_decision = [a for a, b in drawn if b == decision]
    drawn = [(a, b) for a, b in drawn if b != decision or a in parents_of_decision[:2]]
    if not any(a == decision for a, _ in drawn):
        drawn.append((decision, size - 1))
    if not any(b == size - 1 for _, b in drawn):
        drawn.append((0, size - 1))
    return InfluenceDiagram([(names[a], names[b]) for a, b in dict.fromkeys(drawn)], names[decision], "U")


def paths(edges_, start, end):
    """Every directed path between two nodes, by walking; a node is a path to itself."""
    if start == end:
        return [[end]]
    return [[start, *rest] for cause, effect in edges_ if cause == start for rest in paths(edges_, effect, end)]


def on_a_path(diagram, edges_=None):
    """Nodes on a directed path from the decision to a utility, from the list of all such paths."""
    edges_ = diagram.edges if edges_ is None else edges_
    found = {node for u in diagram.utilities for path in paths(edges_, diagram.decision, u) for node in path}
    return [node for node in diagram.nodes if node in found and node != diagram.decision]


def separated(edges_, a, b, given):
    """d-separation by moralising the graph of ancestors (Lauritzen et al. 1990), not by letting a ball travel."""
    keep = {a, b, *given}
    while more := {cause for cause, effect in edges_ if effect in keep} - keep:
        keep |= more
    left = [(cause, effect) for cause, effect in edges_ if effect in keep]
    links = {frozenset(edge) for edge in left}
    for (one, effect), (other, same) in combinations(left, 2):
        if effect == same and one != other:
            links.add(frozenset((one, other)))
    reached = {a}
    while more := {n for link in links if link & reached for n in link} - reached - set(given):
        reached |= more
    return b not in reached


def tells(diagram, node):
    """Whether seeing a node can tell about a utility behind the decision, by moralisation."""
    added = [*diagram.edges, (node, diagram.decision)]
    given = {*diagram.parents[diagram.decision], diagram.decision} - {node}
    behind = [u for u in diagram.utilities if paths(diagram.edges, diagram.decision, u)]
    return any(not separated(added, node, u, given) for u in behind)


def second_opinion(diagram):
    """All four incentives by path lists and moralisation."""
    decision = diagram.decision
    reduced = [e for e in diagram.edges if e[1] != decision or tells(diagram, e[0])]
    free = [n for n in diagram.nodes if n != decision]
    return {
        "ICI": on_a_path(diagram),
        "VoI": [n for n in free if not paths(diagram.edges, decision, n) and tells(diagram, n)],
        "RI": [n for n in free if paths(reduced, n, decision)],
        "VoC": [n for n in free if any(paths(reduced, n, u) for u in diagram.utilities)],
    }


# ---- the incentives by their definitions, in one model, every policy and intervention gone through ------------


def policies(model, seen):
    """Every deterministic policy as decisions in the K settings, for a list of nodes that are seen."""
    before = model.run(np.zeros(model.settings, int))
    code = sum((before[node] << i for i, node in enumerate(seen)), np.zeros(model.settings, int))
    for answers in product([0, 1], repeat=2 ** len(seen)):
        yield np.array(answers)[code]


def best_policies(model, seen, forced=None):
    """The highest expected utility, and all policies that reach it."""
    worth = [(float(model.total(model.run(p, forced and forced(p))).mean()), p) for p in policies(model, seen)]
    top = max(value for value, _ in worth)
    return top, [p for value, p in worth if value > top - 1e-9]


def has_value_of_information(model, node):
    diagram = model.diagram
    without = [n for n in diagram.parents[diagram.decision] if n != node]
    return best_policies(model, [*without, node])[0] > best_policies(model, without)[0] + 1e-9


def has_response_incentive(model, node):
    """Under every optimal policy some setting of the node's mechanism changes the decision in some setting."""
    diagram = model.diagram
    seen = diagram.parents[diagram.decision]

    def responds(policy):
        before = model.run(np.zeros(model.settings, int))
        table = {tuple(before[n][k] for n in seen): policy[k] for k in range(model.settings)}
        for bit in (0, 1):
            after = model.run(np.zeros(model.settings, int), {node: np.full(model.settings, bit)})
            for k in range(model.settings):
                context = tuple(after[n][k] for n in seen)
                if context in table and table[context] != policy[k]:
                    return True
        return False

    return all(responds(policy) for policy in best_policies(model, seen)[1])


def has_value_of_control(model, node):
    """Some function of the node's causes (any bit, for a coin) in its place raises the best expected utility."""
    diagram = model.diagram
    seen = diagram.parents[diagram.decision]
    plain = best_policies(model, seen)[0]
    causes = diagram.parents[node]
    for answers in product([0, 1], repeat=2 ** len(causes)):
        changed = type(model)(diagram, {**model.tables, node: np.array(answers).reshape((2,) * len(causes))})
        if not causes:  # a coin becomes a constant
            value = answers[0]
            tops = [
                float(model.total(_with_constant(model, node, value, seen, policy)).mean())
                for policy in _tables_of_policies(len(seen))
            ]
            if max(tops) > plain + 1e-9:
                return True
        elif best_policies(changed, seen)[0] > plain + 1e-9:
            return True
    return False


def _tables_of_policies(count):
    return [np.array(answers) for answers in product([0, 1], repeat=2**count)]


def _with_constant(model, node, value, seen, table):
    forced = {node: np.full(model.settings, value)}
    before = model.run(np.zeros(model.settings, int), forced)
    code = sum((before[n] << i for i, n in enumerate(seen)), np.zeros(model.settings, int))
    return model.run(table[code], forced)
