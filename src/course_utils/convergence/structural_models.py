"""Random models on an influence diagram: what a graph admits, and how often a model on it really has it.

A model gives each node a table. Chance nodes are bits: without causes a fair coin, else a fixed function of their
causes. A utility is a number for each setting of its causes; the decision is a bit that the agent chooses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np

from course_utils.convergence.influence_diagrams import InfluenceDiagram
from course_utils.decisions.goals import Seed

CLOSE = 1e-9
MOST_COINS = 12


@dataclass(frozen=True, eq=False)
class StructuralModel:
    """Tables for an influence diagram.

    Parameters
    ----------
    diagram : InfluenceDiagram
    tables : mapping from node to array of shape (2, ..., 2)
        For each node that has causes, except the decision: one axis for each of its `diagram.parents`.
    """

    diagram: InfluenceDiagram
    tables: Mapping[str, np.ndarray]

    @cached_property
    def coins(self) -> dict[str, np.ndarray]:
        """The nodes without causes in all K settings, each equally likely: bits of the shape (K,)."""
        free = [n for n in self.diagram.nodes if n != self.diagram.decision and n not in self.tables]
        if len(free) > MOST_COINS:
            raise ValueError(f"{len(free)} nodes have no cause: up to {MOST_COINS} can be gone through one by one")
        columns = np.array(list(product([0, 1], repeat=len(free)))).reshape(2 ** len(free), len(free)).T
        return dict(zip(free, columns.astype(int), strict=True))

    @property
    def settings(self) -> int:
        """K, the number of settings of the coins."""
        return 2 ** len(self.coins)

    def run(self, decision: np.ndarray, forced: Mapping[str, np.ndarray] | None = None) -> dict[str, np.ndarray]:
        """Value of every node in each of the K settings of the coins, with some nodes forced to a value.

        Parameters
        ----------
        decision : array of bits, shape (K,)
        forced : mapping from node to array of shape (K,), optional

        Returns
        -------
        dict from node to array of shape (K,)
        """
        values = {**self.coins, self.diagram.decision: np.asarray(decision)}
        for node in self.diagram.nodes:
            if forced and node in forced:
                values[node] = np.asarray(forced[node])
            elif node in self.tables:
                values[node] = self.tables[node][tuple(values[cause] for cause in self.diagram.parents[node])]
        return values

    def total(self, values: Mapping[str, np.ndarray]) -> np.ndarray:
        """The sum of the utilities, shape (K,)."""
        return sum(values[utility] for utility in self.diagram.utilities)


def random_model(diagram: InfluenceDiagram, seed: Seed = 0) -> StructuralModel:
    """Draw a model: each table of a chance node from fair coins, each entry of a utility uniform on [0, 1).

    Parameters
    ----------
    diagram : InfluenceDiagram
    seed : int, numpy.random.Generator or None

    Returns
    -------
    StructuralModel
    """
    rng = np.random.default_rng(seed)
    tables = {}
    for node in diagram.nodes:
        shape = (2,) * len(diagram.parents[node])
        if shape and node != diagram.decision:
            tables[node] = rng.random(shape) if node in diagram.utilities else rng.integers(0, 2, shape)
    return StructuralModel(diagram, tables)


def has_control_incentive(model: StructuralModel, node: str) -> bool:
    """Whether the agent of this model has an instrumental control incentive on a node, by its definition.

    For every optimal policy there is a decision context pa and an alternative decision d with E[U_{X_d} | pa] ≠
    E[U | pa]: the node alone is set to what it would be under d, all else goes on as the policy has it (Everitt et
    al. 2021). No graph criterion is used; contexts, decisions and coins are gone through one by one.

    Parameters
    ----------
    model : StructuralModel
    node : str
        Any node but the decision.

    Returns
    -------
    bool
    """
    diagram = model.diagram
    if node not in diagram.nodes or node == diagram.decision:
        raise ValueError(f"{node!r} is no node that could be controlled: choose one of {list(diagram.nodes)}")
    settings = model.settings
    under = [model.run(np.full(settings, d)) for d in (0, 1)]
    worth = np.array([model.total(values) for values in under])  # (2, K)
    with_other = np.array([model.total(model.run(np.full(settings, d), {node: under[1 - d][node]})) for d in (0, 1)])
    seen = np.array([under[0][cause] for cause in diagram.parents[diagram.decision]]).reshape(-1, settings)
    for context in np.unique(seen, axis=1).T:
        here = (seen == context[:, None]).all(0)
        expected, changed = worth[:, here].mean(1), with_other[:, here].mean(1)
        best = expected >= expected.max() - CLOSE
        # A policy may take any best decision here, so all of them have to show it.
        if (np.abs(changed - expected) > CLOSE)[best].all():
            return True
    return False
