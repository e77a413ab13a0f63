"""The one description of a world that every lesson plans in: a Markov decision process without a goal.

A goal (a reward vector) is not part of the world: the course asks what *many* goals have in common in *one*
world, so rewards are an argument of the functions that plan. Turner et al. 2021 (section 3) speak of a
"rewardless MDP".
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Name = Hashable


@dataclass(frozen=True, eq=False, kw_only=True)
class MDP:
    """A finite Markov decision process without rewards.

    Give `successors` (a deterministic world) or `transitions` (a stochastic one), not both. Rewards of a
    state are collected on being there, and for ever in a state that leads only to itself: such an
    *absorbing* state is what Turner et al. 2021 call terminal.

    Parameters
    ----------
    successors : array of int, shape (S, A), optional
        `successors[s, a]` is the state that action `a` leads to from `s`.
    transitions : array of float, shape (S, A, S), optional
        `transitions[s, a, t]` is the probability that action `a` leads from `s` to `t`.
    states : sequence of S names, optional
        Distinct; `0, 1, ...` where not given.
    actions : sequence of A names, optional
    available : array of bool, shape (S, A), optional
        Which actions exist where; all by default. An action that does not exist still needs an entry in the
        table: repeat one that does.
    terminal : array of bool, shape (S,), optional
        Where the episode *ends*: the reward of such a state is collected once and nothing follows (as in
        Sutton & Barto, and for the shutdown state of Krakovna & Kramár 2023). None by default.
    start : int
        Index of the state in which an episode begins.

    Raises
    ------
    ValueError
        If a table has the wrong shape, a successor lies outside it, or probabilities do not sum to one. The
        message names the state and the action.

    Examples
    --------
    >>> world = MDP.from_graph({"start": ["candy", "wait"], "candy": ["candy"],
    ...                         "wait": ["chocolate", "hug"], "chocolate": ["chocolate"], "hug": ["hug"]})
    >>> world.successors.tolist()
    [[1, 2], [1, 1], [3, 4], [3, 3], [4, 4]]
    """

    successors: np.ndarray | None = None
    transitions: np.ndarray | None = None
    states: tuple[Name, ...] = ()
    actions: tuple[Name, ...] = ()
    available: np.ndarray | None = None
    terminal: np.ndarray | None = None
    start: int = 0
    _index: dict[Name, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        def keep(name: str, value: Any) -> None:
            if isinstance(value, np.ndarray):
                value.setflags(write=False)
            object.__setattr__(self, name, value)

        if (self.successors is None) == (self.transitions is None):
            raise ValueError("an MDP needs either successors (S, A) or transitions (S, A, S): give one of them")
        table = _transition_array(self.transitions) if self.successors is None else _successor_table(self.successors)
        size, width = table.shape[:2]

        keep("states", _names("states", self.states, size))
        keep("actions", _names("actions", self.actions, width))
        keep("_index", {name: s for s, name in enumerate(self.states)})

        keep("available", _mask("available", self.available, (size, width), default=True))
        keep("terminal", _mask("terminal", self.terminal, (size,), default=False))
        for s in np.flatnonzero(~self.available.any(1)):
            raise ValueError(
                f"state {self.states[s]!r} has no available action: give it at least one "
                "(a state where nothing more happens leads to itself, or is terminal)"
            )
        if isinstance(self.start, bool) or not isinstance(self.start, (int, np.integer)) or not 0 <= self.start < size:
            raise ValueError(f"start is {self.start!r}: it must be the index of a state, 0 to {size - 1}")
        keep("start", int(self.start))

        # An unavailable entry repeats the first available one, so that a maximum over all A columns is right.
        first = table[np.arange(size), self.available.argmax(1)]
        exists = self.available.reshape(size, width, *[1] * (table.ndim - 2))
        keep("successors" if self.transitions is None else "transitions", np.where(exists, table, first[:, None]))

    @property
    def size(self) -> int:
        """Number of states, S."""
        return len(self.states)

    @property
    def width(self) -> int:
        """Number of actions, A."""
        return len(self.actions)

    @property
    def is_deterministic(self) -> bool:
        """Whether every action has one sure outcome."""
        return self.successors is not None

    def state(self, name: Name) -> int:
        """Index of the state called `name`."""
        try:
            return self._index[name]
        except (KeyError, TypeError):
            raise ValueError(f"no state is called {name!r}; the states are {_some(self.states)}") from None

    def action_to(self, state: Name, successor: Name) -> int:
        """Index of the first available action that can lead from one named state to another."""
        s, t = self.state(state), self.state(successor)
        leads = self.successors[s] == t if self.is_deterministic else self.transitions[s, :, t] > 0
        found = np.flatnonzero(leads & self.available[s])
        if not found.size:
            raise ValueError(f"no action leads from {state!r} to {successor!r} in one step")
        return int(found[0])

    def transition_array(self) -> np.ndarray:
        """Transition probabilities, shape (S, A, S), whatever the world was built from."""
        if not self.is_deterministic:
            return self.transitions
        return np.eye(self.size)[self.successors]

    @classmethod
    def from_graph(
        cls, graph: Mapping[Name, Sequence[Name]], *, terminal: Iterable[Name] = (), start: Name | None = None
    ) -> MDP:
        """Build a deterministic world from arrows: one action for each.

        Parameters
        ----------
        graph : mapping
            From each state's name to the names of the states its actions lead to, in order.
        terminal : names
            Where the episode ends (the reward is collected once).
        start : name, optional
            The first state of `graph` by default.

        Raises
        ------
        ValueError
            If an arrow leads to a name that is not a state, or a state has no arrow.
        """
        states = tuple(graph)
        index = {name: s for s, name in enumerate(states)}
        terminal = set(terminal)
        for name in [*terminal, *([] if start is None else [start])]:
            if name not in index:
                raise ValueError(f"no state is called {name!r}; the states are {_some(states)}")
        for name, targets in graph.items():
            for target in targets:
                if target not in index:
                    raise ValueError(
                        f"an arrow of {name!r} leads to {target!r}, which is not a state: "
                        f"add {target!r} to the graph, with its own arrows"
                    )
            if not targets and name not in terminal:
                raise ValueError(
                    f"state {name!r} has no arrow: let it lead to itself (its reward is collected for "
                    "ever) or name it in terminal (it is collected once)"
                )
        arrows = [[index[t] for t in graph[name]] or [s] for s, name in enumerate(states)]
        width = max(map(len, arrows))
        return cls(
            successors=[row + row[-1:] * (width - len(row)) for row in arrows],
            states=states,
            available=[[a < len(row) for a in range(width)] for row in arrows],
            terminal=[name in terminal for name in states],
            start=0 if start is None else index[start],
        )

    @classmethod
    def from_step(
        cls,
        start: Name,
        actions: Sequence[Name],
        step: Callable[[Name, Name], Name | list[tuple[float, Name]]],
        *,
        ends: Callable[[Name], bool] = lambda state: False,
        limit: int = 20_000,
    ) -> MDP:
        """Build a world from its rule, by visiting every state that can be reached.

        Parameters
        ----------
        start : hashable
            The first state. Any hashable value can be a state: a cell, a tuple of facts.
        actions : names
        step : function of (state, action)
            Returns the next state, or a list of pairs (probability, next state).
        ends : function of state
            Whether the episode ends there (the reward is collected once). `step` is not called from there.
        limit : int
            More states than this are an error (a forgotten counter in the state never stops growing).
        """
        states, index, table = [start], {start: 0}, []
        for state in states:  # grows while it is read
            row = []
            for action in actions:
                outcome = state if ends(state) else step(state, action)
                pairs = outcome if isinstance(outcome, list) else [(1.0, outcome)]
                for _, successor in pairs:
                    if successor not in index:
                        index[successor] = len(states)
                        states.append(successor)
                row.append([(p, index[t]) for p, t in pairs])
            table.append(row)
            if len(states) > limit:
                raise ValueError(
                    f"more than {limit:,} states can be reached from {start!r}: make the world "
                    "smaller, or leave out of the state what does not matter"
                )
        common = {"states": states, "actions": actions, "terminal": [bool(ends(s)) for s in states]}
        if all(len(pairs) == 1 and pairs[0][0] == 1 for row in table for pairs in row):
            return cls(successors=[[pairs[0][1] for pairs in row] for row in table], **common)
        transitions = np.zeros((len(states), len(actions), len(states)))
        for s, row in enumerate(table):
            for a, pairs in enumerate(row):
                for p, t in pairs:
                    transitions[s, a, t] += p
        return cls(transitions=transitions, **common)


def _successor_table(successors: Any) -> np.ndarray:
    try:
        table = np.array(successors)
    except ValueError:
        table = np.array(None)
    if table.ndim != 2 or not table.size or not np.issubdtype(table.dtype, np.integer):
        raise ValueError(
            "successors must be a table of whole numbers with S rows (states) and A columns (actions); "
            "rows of unequal length are padded by repeating an action and marked in `available`"
        )
    for s, a in np.argwhere((table < 0) | (table >= len(table))):
        raise ValueError(
            f"successors[{s}, {a}] is {table[s, a]}, but the states are numbered 0 to {len(table) - 1}: "
            "let the action lead to one of them"
        )
    return table.astype(np.intp)


def _transition_array(transitions: Any) -> np.ndarray:
    try:
        table = np.array(transitions, float)
    except (TypeError, ValueError):
        table = np.array(np.nan)
    if table.ndim != 3 or not table.size or table.shape[0] != table.shape[2]:
        raise ValueError(
            "transitions must have the shape (S, A, S): for each state and action a probability for "
            f"each next state; got {table.shape}"
        )
    for s, a in np.argwhere(~(table >= 0).all(2)):
        raise ValueError(
            f"transitions[{s}, {a}] has a negative or missing (NaN) probability: probabilities lie between 0 and 1"
        )
    totals = table.sum(2)
    for s, a in np.argwhere(np.abs(totals - 1) > 1e-6):
        raise ValueError(f"the probabilities of transitions[{s}, {a}] sum to {totals[s, a]:.9g}: they must sum to 1")
    return table / totals[:, :, None]


def _names(what: str, names: Sequence[Name], count: int) -> tuple[Name, ...]:
    names = tuple(names) or tuple(range(count))
    if len(names) != count:
        raise ValueError(f"{len(names)} names of {what} were given for {count} {what}: give one for each")
    if len(set(names)) != count:
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"two {what} are called {twice!r}: give each a name of its own")
    return names


def _mask(what: str, mask: Any, shape: tuple[int, ...], *, default: bool) -> np.ndarray:
    mask = np.full(shape, default) if mask is None else np.array(mask)
    if mask.shape != shape or mask.dtype != bool:
        raise ValueError(f"{what} must hold True or False in the shape {shape}; got {mask.dtype} in {mask.shape}")
    return mask


def _some(names: Sequence[Name], most: int = 8) -> str:
    words_first = sorted(names, key=lambda name: not isinstance(name, str))
    listed = ", ".join(repr(name) for name in words_first[:most])
    return listed + (f", ... ({len(names)} in all)" if len(names) > most else "")
