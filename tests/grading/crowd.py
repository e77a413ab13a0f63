"""A class of set 1 whose marks are known by construction: right, wrong in each known way, broken."""

import ast
import random

import numpy as np

from course_utils.grading.marking import posed

from .notebooks import SET, TASKS
from .test_classwork import SEED, notebook

CHECKS = ast.parse((SET / "checks.py").read_text(encoding="utf-8"))
FULL = {task.name: sum(task.points.values()) for task in TASKS.tasks}
# What the wrong turns are made of: functions and numbers, without the tasks and what is right.
HELP = "\n".join(
    ast.unparse(node)
    for node in CHECKS.body
    if (isinstance(node, ast.FunctionDef) and node.name not in FULL)
    or (isinstance(node, ast.Import) and node.names[0].name == "numpy")
    or (isinstance(node, ast.Assign) and not ast.unparse(node.value).startswith(("Task(", "Written(", "[FIRST")))
)
# Alone in its cell, each of these earns nothing. None of them runs for ever: that costs its seconds each time.
BROKEN = [
    "def {name}(*arguments):\n    return arguments[0",
    "def {name}(*arguments):\n    raise ValueError(arguments)",
    "def {name}(*arguments):\n    return None",
    "def {name}(*arguments):\n    return 'a half'",
    "def {name}(*arguments):\n    return float('nan')",
    "def {name}(*arguments):\n    return -1",
    "def {name}(one):\n    return 0.5",
    "def {name}(*arguments):\n    raise SystemExit",
    "{name} = lambda *arguments: {name}(*arguments)",
    "{name} = 10**400",
    "{name} = [[[]]]",
    "{name} = object()",
    "{name} = ...",
    "del {name}",
    "",
]
RIGHT = {
    "first_move_share": [
        "def first_move_share(rewards, discount, move):\n"
        "    plan = (1 - discount) * rewards[:, 2] + discount * np.max(rewards[:, 6:13], axis=1)\n"
        "    worth = {'off': rewards[:, 1], 'battery': plan} | {f'A{i}': rewards[:, 2 + i] for i in (1, 2, 3)}\n"
        "    return np.mean(worth[move] >= np.max(list(worth.values()), axis=0))",
        "def first_move_share(rewards, discount, move):\n"
        "    count = 0\n"
        "    for goal in rewards:\n"
        "        plan = (1 - discount) * goal[2] + discount * max(goal[6:])\n"
        "        worth = dict(zip(['off', 'battery', 'A1', 'A2', 'A3'], [goal[1], plan, *goal[3:6]]))\n"
        "        count += worth[move] == max(worth.values())\n"
        "    print(count)\n"
        "    return count / len(rewards)",
    ],
    "battery_probability": [
        "battery_probability = lambda near, behind: 1 - (near + 1) / (near + behind + 1)",
        "from fractions import Fraction\n"
        "def battery_probability(near, behind):\n    return float(Fraction(behind, near + behind + 1))",
    ],
    "goal_for_off": [
        "goal_for_off = dict.fromkeys(world.states, 0.5) | {'off': 0.5, 'battery': 0.25, 'start': 0} | "
        "{f'A{i}': 0.25 for i in (1, 2, 3)} | {f'B{i}': 0.625 for i in range(1, 8)}",
    ],
    "terminal_or_instrumental": ["terminal_or_instrumental = set('acdfh')"],
}


def turns_of(task):
    """The source of each wrong turn of a task."""
    (call,) = (
        node for node in ast.walk(CHECKS) if isinstance(node, ast.Call) and _keywords(node).get("id") == repr(task.id)
    )
    return [
        f"{HELP}\n{task.name} = {_keywords(turn)['does']}"
        for turn in ast.walk(call)
        if isinstance(turn, ast.Call) and ast.unparse(turn.func) == "WrongTurn"
    ]


def _keywords(call):
    return {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}


def turn_points(task, place):
    """What a wrong turn earns: the parts of which no case tells it from what is right, but for the worked examples."""
    if task.kind != "function":
        return 0
    total = 0
    for part, points in task.points.items():
        cases = [case for case in posed(task, SEED).cases if case.part == part]
        ways = [[does(*case.arguments) for case in cases] for does in (task.reference, task.wrong_turns[place].does)]
        total += points if np.allclose(*ways, rtol=1e-9, atol=1e-9) else 0
    assert total < FULL[task.name]
    return total


def ways():
    """For each task everything that can be handed in, with what it earns."""
    found = {}
    for task in TASKS.tasks:
        right = [(source, FULL[task.name]) for source in [None, *RIGHT[task.name]]]  # None: the solved cell
        wrong = [(source, turn_points(task, place)) for place, source in enumerate(turns_of(task))]
        broken = [(source.format(name=task.name), 0) for source in BROKEN]
        found[task.name] = {"right": right, "wrong": wrong, "broken": broken}
    return found


def crowd(number):
    """Make notebooks, each with the points that each of its tasks earns.

    Returns
    -------
    dict
        Learner: (bytes of the notebook, {name of a task: points}).
    """
    rng = random.Random(number)
    every = ways()
    # Each way at least once, as far as the number goes; then at random.
    queues = {name: [way for kind in kinds.values() for way in kind] for name, kinds in every.items()}
    made = {}
    for place in range(number):
        sources, points = {}, {}
        for name, kinds in every.items():
            kind = rng.choices(["right", "wrong", "broken"], [5, 4, 1])[0]
            source, points[name] = queues[name].pop() if queues[name] else rng.choice(kinds[kind])
            if source is not None:
                sources[name] = source
        made[f"learner-{place:03}"] = notebook(extra=place, **sources), points
    return made
