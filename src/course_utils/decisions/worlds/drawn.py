"""Worlds in one alphabet, so that a drawing alone says what its letters mean: those of the world editor."""

from __future__ import annotations

from course_utils.decisions.worlds.drawing import GridWorld, read_grid

NAMES = {"O": "off", "R": "room", "$": "resource"}
NEVER_LEFT = ("off", "room")
LARGEST = 20  # rows, and columns
ALPHABET = "# wall, . floor, A start, O off-switch, R room, $ resource"

# What each lets one find within a few changes stands beside it.
DRAWINGS = {
    # Off and the room lie alike, so as many goals avoid the one as the other. Move one of them; reward off.
    "switch and control": """
        O.R
        .A.
        ...
    """,
    # Open the wall beside the start: its POWER rises.
    "one door": """
        A#...
        .#...
        .#...
        .....
    """,
    # Left are two rooms at hand, right are more behind a corridor: patience turns the order of both POWER and shares.
    "now or later": """
        R###R#
        .A...R
        R###R#
    """,
    # Two resources as near as each other; behind one of them lie three rooms.
    "on the way": """
        #######R#
        $..A..$.R
        #######R#
    """,
    # POWER is highest in the middle and lowest in the corners; patience evens it out.
    "open floor": """
        A....
        .....
        .....
        .....
        .....
    """,
    "large": """
        A.........
        ..........
        ..........
        ..........
        ..........
        ..........
        ..........
        ..........
        ..........
        ..........
    """,
}


def read_world(drawing: str) -> GridWorld:
    """Turn a drawing in the editor's alphabet into a world in which the agent moves or stays.

    Parameters
    ----------
    drawing : str
        As for `read_grid`, with `O` an off-switch, `R` a room and `$` a resource. Off-switches and rooms are never
        left: their reward is collected in every step (terminals in the words of Turner et al. 2021). A resource
        is floor with a name.

    Returns
    -------
    GridWorld

    Raises
    ------
    ValueError
        As `read_grid`; also if the drawing has more than 20 rows or columns, or nothing can be reached from the
        start.

    Examples
    --------
    >>> read_world("A.O").states
    ((0, 0), (0, 1), 'off')
    """
    if isinstance(drawing, str):
        _check_size(drawing)
        for mark in drawing:
            if mark not in "#.A" and mark not in NAMES and not mark.isspace():
                raise ValueError(f"the drawing holds {mark!r}, which has no meaning here: draw with {ALPHABET}")
    absorbing = [name for letter, name in NAMES.items() if name in NEVER_LEFT and letter in str(drawing)]
    world = read_grid(drawing, NAMES, absorbing=absorbing)
    if (world.successors[world.start] == world.start).all():
        r, c = world.cells[world.start]
        cure = "open a cell beside it" if "A" in drawing else "draw an A where the agent begins"
        raise ValueError(f"from the start, row {r}, column {c}, no other cell can be reached: {cure}")
    return world


def _check_size(drawing: str) -> None:
    lines = drawing.strip().splitlines()
    for what, size in (("rows", len(lines)), ("columns", max((len(line.strip()) for line in lines), default=0))):
        if size > LARGEST:
            raise ValueError(f"the drawing has {size} {what}: {LARGEST} are the most")
