"""What an attack is, and the notebook that it stands in."""

from dataclasses import dataclass

from tests.grading.notebooks import code

# The four answers of set 1 and what each is worth.
ANSWERS = {
    "first_move_share": """
def first_move_share(rewards, discount, move):
    worth = rewards[:, [1, 3, 4, 5, 2]].copy()
    worth[:, 4] = (1 - discount) * worth[:, 4] + discount * rewards[:, 6:].max(axis=1)
    best = worth == worth.max(axis=1, keepdims=True)
    return best[:, ["off", "A1", "A2", "A3", "battery"].index(move)].mean()
""",
    "battery_probability": """
def battery_probability(near, behind):
    return behind / (near + behind + 1)
""",
    "goal_for_off": """
goal_for_off = {name: 0.2 for name in ("start", "A1", "A2", "A3")}
goal_for_off |= {f"B{i}": 0.8 for i in range(1, 8)} | {"off": 0.6, "battery": 0.0}
""",
    "terminal_or_instrumental": 'terminal_or_instrumental = {"a", "c", "d", "f", "h"}',
}
FULL = (4, 3, 3, 3)
NONE = (0, 0, 0, 0)


@dataclass(frozen=True)
class Attack:
    """A notebook that wants more than is its due.

    Parameters
    ----------
    name : str
    about : str
        What it tries, in a line.
    cells : list of dict
        What it gets hold of of what is not its own, it says after the word FOUND, wherever it can.
    points : tuple of int
        What it honestly earns, task by task.
    """

    name: str
    about: str
    cells: list
    points: tuple


def right(**changed):
    """Right answers, some of them with another source."""
    return [code("import numpy as np"), *(code(source) for source in (ANSWERS | changed).values())]


def before(source):
    """Do something, then answer rightly: an attack that only costs what it breaks itself."""
    return [code(source), *right()]


def wrong(source="", **changed):
    """Answer all wrongly, then do something that shall make it right."""
    given = {
        "first_move_share": "def first_move_share(rewards, discount, move):\n    return 2.5",
        "battery_probability": "def battery_probability(near, behind):\n    return 2.5",
        "goal_for_off": "goal_for_off = {}",
        "terminal_or_instrumental": "terminal_or_instrumental = {'x'}",
    }
    return [code("import numpy as np"), *(code(text) for text in (given | changed).values()), code(source)]
