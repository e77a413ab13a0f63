"""Causal influence diagrams with one decision, and the incentives that can be read off them.

A diagram is a graph without cycles: chance nodes, one decision, and utilities from which no arrow leaves. An arrow
into the decision says that the agent sees the node before it decides; every other arrow is a possible cause. Each
criterion is about what a graph *admits*: some model on the graph has the incentive, and where the criterion fails no
model has it (Everitt, Carey, Langlois, Ortega & Legg 2021, "Agent Incentives: A Causal Perspective").
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

Edge = tuple[str, str]


@dataclass(frozen=True)
class InfluenceDiagram:
    """A causal influence diagram with a single decision.

    Parameters
    ----------
    edges : sequence of (str, str)
        (cause, effect); (seen, decision) for what the agent observes.
    decision : str
    utilities : sequence of str
        What the agent maximises the expected sum of. No edge leaves them.
    """

    edges: tuple[Edge, ...]
    decision: str
    utilities: tuple[str, ...]

    def __init__(self, edges: Iterable[Sequence[str]], decision: str, utilities: Sequence[str] | str) -> None:
        object.__setattr__(self, "edges", tuple(dict.fromkeys(map(_edge, edges))))
        object.__setattr__(self, "decision", decision)
        object.__setattr__(self, "utilities", (utilities,) if isinstance(utilities, str) else tuple(utilities))
        for node in (self.decision, *self.utilities):
            if node not in self.parents:
                raise ValueError(f"no edge names {node!r}: the decision and the utilities are ends of some edge")
        if not self.utilities or self.decision in self.utilities:
            raise ValueError("a diagram needs at least one utility, which is not the decision itself")
        for cause, effect in self.edges:
            if cause in self.utilities:
                raise ValueError(
                    f"an edge leads from the utility {cause!r} to {effect!r}: nothing follows a utility, so put a "
                    "chance node in its place and let the utility come after it"
                )
        if len(self.nodes) < len(self.parents):
            stuck = ", ".join(node for node in self.parents if node not in self.nodes)
            raise ValueError(f"the edges run in a circle: {stuck} lie on it or behind it; take out one edge")

    @cached_property
    def parents(self) -> dict[str, tuple[str, ...]]:
        """The direct causes of each node, by name, in the order of the edges."""
        found: dict[str, list[str]] = {}
        for cause, effect in self.edges:
            found.setdefault(cause, [])
            found.setdefault(effect, []).append(cause)
        return {node: tuple(causes) for node, causes in found.items()}

    @cached_property
    def nodes(self) -> tuple[str, ...]:
        """All nodes, each after its causes; otherwise in the order in which the edges name them."""
        order: list[str] = []
        while ready := [n for n, causes in self.parents.items() if n not in order and set(causes) <= set(order)]:
            order.append(ready[0])
        return tuple(order)

    def among(self, names: Collection[str]) -> list[str]:
        """Those of the nodes that are in `names`, in the order of `nodes`."""
        return [node for node in self.nodes if node in names]


def descendants(edges: Iterable[Edge], start: str) -> set[str]:
    """What can be reached from a node along the arrows, the node itself included."""
    edges = list(edges)
    found, new = {start}, [start]
    while new:
        node = new.pop()
        for cause, effect in edges:
            if cause == node and effect not in found:
                found.add(effect)
                new.append(effect)
    return found


def ancestors(edges: Iterable[Edge], end: str) -> set[str]:
    """What leads to a node along the arrows, the node itself included."""
    return descendants([(effect, cause) for cause, effect in edges], end)


def connected(edges: Iterable[Edge], start: str, given: Collection[str] = ()) -> set[str]:
    """The nodes that are d-connected to one node given others: what may tell something about it.

    A path is open unless it passes, against or along the arrows, a node that is given, or a collision (→ node ←) of
    which neither the node nor anything behind it is given. Found by letting a ball travel (Shachter 1998).

    Parameters
    ----------
    edges : iterable of (str, str)
    start : str
        Not given itself.
    given : collection of str

    Returns
    -------
    set of str
        Without the nodes that are given; with `start`.
    """
    edges = list(edges)
    visited: set[tuple[str, bool]] = set()
    balls = [(start, True)]  # (node, whether the ball comes from an effect, that is, against an arrow)
    while balls:
        node, upwards = ball = balls.pop()
        if ball in visited:
            continue
        visited.add(ball)
        if node not in given:
            balls += [(effect, False) for cause, effect in edges if cause == node]
        if upwards != (node in given):  # on to the causes: from an effect if not given, back from a collision if given
            balls += [(cause, True) for cause, effect in edges if effect == node]
    return {node for node, _ in visited} - set(given)


def instrumental_control_incentives(diagram: InfluenceDiagram) -> list[str]:
    """Nodes on a directed path from the decision to a utility: what the agent may want to influence.

    An instrumental control incentive on X: whatever optimal policy is followed, in some decision context the expected
    utility would be another one if X alone took the value that it has under an alternative decision, E[U_{X_d} | pa]
    ≠ E[U | pa]. A utility itself counts (Everitt et al. 2021).

    Returns
    -------
    list of str
        Without the decision.
    """
    below = descendants(diagram.edges, diagram.decision)
    above = set().union(*(ancestors(diagram.edges, utility) for utility in diagram.utilities))
    return diagram.among((below & above) - {diagram.decision})


def value_of_information(diagram: InfluenceDiagram) -> list[str]:
    """Nodes that would be worth seeing, or are worth seeing: whose sight can raise the best expected utility.

    X, no effect of the decision, is d-connected to a utility behind the decision, given the decision and what else it
    sees, in the graph with X → decision added (Everitt et al. 2021; Fagiuoli & Zaffalon 1998 for soundness).
    """
    return diagram.among(
        {
            node
            for node in diagram.nodes
            if node not in descendants(diagram.edges, diagram.decision) and _tells(diagram, node)
        }
    )


def minimal_reduction(diagram: InfluenceDiagram) -> list[Edge]:
    """The edges without those into the decision that carry nothing of use to it."""
    return [(cause, effect) for cause, effect in diagram.edges if effect != diagram.decision or _tells(diagram, cause)]


def response_incentives(diagram: InfluenceDiagram) -> list[str]:
    """Nodes with a directed path to the decision in the minimal reduction: what a best decision may respond to."""
    return diagram.among(ancestors(minimal_reduction(diagram), diagram.decision) - {diagram.decision})


def value_of_control(diagram: InfluenceDiagram) -> list[str]:
    """Nodes with a directed path to a utility in the minimal reduction: what would be worth setting by hand.

    A utility itself counts, the decision does not.
    """
    edges = minimal_reduction(diagram)
    above = set().union(*(ancestors(edges, utility) for utility in diagram.utilities))
    return diagram.among(above - {diagram.decision})


def _tells(diagram: InfluenceDiagram, node: str) -> bool:
    """Whether seeing a node can say something about the utilities that the decision has a hold on."""
    decision = diagram.decision
    # The arrow node → decision need not be added: all it meets there are other causes of the decision, which are given.
    seen = {*diagram.parents[decision], decision} - {node}
    behind = descendants(diagram.edges, decision) & set(diagram.utilities)
    return bool(connected(diagram.edges, node, seen) & behind)


def _edge(edge: Sequence[str]) -> Edge:
    if isinstance(edge, str) or len(edge) != 2 or not all(isinstance(end, str) and end for end in edge):
        raise ValueError(f'an edge is a pair of names, ("cause", "effect"); got {edge!r}')
    cause, effect = edge
    return cause, effect
