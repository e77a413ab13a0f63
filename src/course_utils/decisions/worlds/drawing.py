"""Grid worlds drawn as text: `#` is a wall, `.` is floor, `A` is where the agent begins, letters are named cells."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from course_utils.decisions.mdp import MDP, Name

MOVES = {"up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}


@dataclass(frozen=True, eq=False, kw_only=True)
class GridWorld(MDP):
    """An MDP whose states are the cells of a drawing.

    Parameters
    ----------
    drawing : tuple of str
        The rows, all of one length.
    cells : array of int, shape (S, 2)
        Row and column of each state, counted from the upper left corner.

    Other parameters are those of `MDP`.
    """

    drawing: tuple[str, ...]
    cells: np.ndarray

    def as_grid(self, values: np.ndarray, wall: float = np.nan) -> np.ndarray:
        """Lay values of the states out as in the drawing: (..., S) in, (..., rows, columns) out."""
        values = np.asarray(values)
        grid = np.full((*values.shape[:-1], len(self.drawing), len(self.drawing[0])), wall)
        grid[..., self.cells[:, 0], self.cells[:, 1]] = values
        return grid


def read_grid(
    drawing: str,
    names: Mapping[str, str] | None = None,
    *,
    stay: bool = True,
    bump: bool = True,
    absorbing: Iterable[Name] = (),
    terminal: Iterable[Name] = (),
) -> GridWorld:
    """Turn a drawing into a world in which the agent moves up, down, left or right, or stays.

    Parameters
    ----------
    drawing : str
        Rows of one length. `#` wall, `.` floor, `A` floor on which the agent begins (at most one; without it,
        the first cell), other letters as `names` says. Surrounding blank lines and indentation are ignored. Rows
        and columns are counted from 0, as in the names of cells and in pictures.
    names : mapping from letter to name, optional
        A named cell is a state with this name; where a letter is drawn several times, its cells are called
        "coin 1", "coin 2", ... in reading order. Every other cell is called by its (row, column).
    stay : bool
        Whether "stay" is an action.
    bump : bool
        Whether the agent may walk into a wall or off the edge (and stay where it is). If not, such a move is
        not available.
    absorbing : names
        Cells that are never left; their reward is collected in every step. A name that `names` gives to several
        cells means all of them.
    terminal : names
        Cells where the episode ends; their reward is collected once.

    Raises
    ------
    ValueError
        If the rows differ in length, there is no floor, the agent is drawn twice, a letter has no name, or a
        cell has no move. The message says where.

    Examples
    --------
    >>> world = read_grid('''
    ...     #####
    ...     #A.O#
    ...     #####
    ... ''', {"O": "off"}, absorbing=["off"])
    >>> world.states
    ((1, 1), (1, 2), 'off')
    """
    rows = _rows(drawing)
    if names is not None and not isinstance(names, Mapping):
        raise TypeError(f"names is {names!r}: give a dictionary from letter to name, such as {{'O': 'off'}}")
    names = dict(names or {})
    for letter in names:
        if len(letter) != 1 or letter in "#.A" or letter.isspace():
            raise ValueError(f"names gives a name to {letter!r}: it must be one letter other than #, . and A")
    floor = [(r, c) for r, row in enumerate(rows) for c, mark in enumerate(row) if mark != "#"]
    for r, c in floor:
        if rows[r][c] not in ".A" and rows[r][c] not in names:
            mark = rows[r][c]
            cure = "draw floor as ." if mark.isspace() else f"add what it is to the names, such as {mark!r}: 'door'"
            raise ValueError(f"row {r}, column {c} of the drawing holds {mark!r}, which has no meaning: {cure}")
    if not floor:
        raise ValueError("the drawing has no floor, so there is nowhere to be: draw at least one cell as .")
    agents = [cell for cell in floor if rows[cell[0]][cell[1]] == "A"]
    if len(agents) > 1:
        places = " and ".join(f"row {r}, column {c}" for r, c in agents)
        raise ValueError(f"the drawing has {len(agents)} agents ({places}): keep one A and draw the others as .")

    states = _state_names(rows, floor, names)
    index = {cell: s for s, cell in enumerate(floor)}
    actions = [*MOVES, "stay"] if stay else list(MOVES)
    successors = np.empty((len(floor), len(actions)), int)
    available = np.ones(successors.shape, bool)
    for s, (r, c) in enumerate(floor):
        for a, action in enumerate(actions):
            down, right = MOVES.get(action, (0, 0))
            successors[s, a] = index.get((r + down, c + right), s)
            available[s, a] = bump or action == "stay" or successors[s, a] != s
    letters = [rows[r][c] for r, c in floor]
    for s in _named(states, letters, names, absorbing):
        successors[s], available[s] = s, True
    ends = np.zeros(len(floor), bool)
    ends[_named(states, letters, names, terminal)] = True
    available[ends] = True  # an episode that is over needs no move
    return GridWorld(
        successors=successors,
        states=states,
        actions=tuple(actions),
        available=available,
        terminal=ends,
        start=index[agents[0]] if agents else 0,
        drawing=rows,
        cells=np.array(floor),
    )


def _rows(drawing: str) -> tuple[str, ...]:
    if not isinstance(drawing, str):
        raise TypeError(f"a drawing is a text with one line for each row; got {type(drawing).__name__}")
    lines = [line.rstrip() for line in textwrap.dedent(drawing.expandtabs()).splitlines()]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    if not lines:
        raise ValueError("the drawing is empty: draw walls as # and floor as .")
    for r, line in enumerate(lines):
        if len(line) != len(lines[0]):
            raise ValueError(
                f"row {r} of the drawing (counted from 0), {line!r}, has {len(line)} cells but row 0 has "
                f"{len(lines[0])}: make all rows equally long (fill up with #)"
            )
    return tuple(lines)


def _state_names(rows: tuple[str, ...], floor: list[tuple[int, int]], names: dict[str, str]) -> tuple[Name, ...]:
    total = Counter(rows[r][c] for r, c in floor)
    seen: Counter[str] = Counter()
    states: list[Name] = []
    for r, c in floor:
        letter = rows[r][c]
        seen[letter] += 1
        if letter not in names:
            states.append((r, c))
        else:
            states.append(names[letter] if total[letter] == 1 else f"{names[letter]} {seen[letter]}")
    return tuple(states)


def _named(states: tuple[Name, ...], letters: list[str], names: dict[str, str], wanted: Iterable[Name]) -> list[int]:
    """States of these names; a name that stands for a letter means all cells with that letter."""
    found = []
    for name in [wanted] if isinstance(wanted, str) else wanted:
        cells = [s for s, letter in enumerate(letters) if name in (states[s], names.get(letter))]
        if not cells:
            called = [state for state in states if isinstance(state, str)]
            raise ValueError(
                f"no cell of the drawing is called {name!r}; the named cells are {called}: draw it as a letter and add "
                "the letter to the names"
            )
        found += cells
    return found
