"""The source of an exercise set: what `solutions/NN_topic/checks.py` is written with.

A task says what is right (a reference), which wrong turns learners really take, and with which cases the two are
told apart. Only plain data goes in and comes out (`course_utils.classroom.plain`).
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from course_utils.classroom import plain
from course_utils.classroom.released import ReleasedTask, load_module
from course_utils.classroom.verdict import TOLERANCE, Case, Turn

PARTS = {
    "function": ("worked examples", "edge cases", "random cases"),
    "answer": ("answer",),
    "property": ("property",),
}
LONGEST_ANSWER = 20_000  # characters; marking reads twice as much of a learner for each of 60 cases
DRAWS = 50  # of the random cases: what release separates the wrong turns with, and marking uses


@dataclass(frozen=True, eq=False, kw_only=True)
class WrongTurn:
    """A wrong solution that comes from a real misconception.

    Parameters
    ----------
    id : str
        Unlike that of any other wrong turn of the task.
    does : callable or plain data
        The wrong function, or the wrong data.
    message : str
        What was done, why it is tempting and what to look at; for a property, the sentence that it says.
    misconception : str
        A name in `bank/misconceptions.yaml`.
    """

    id: str
    does: Any
    message: str
    misconception: str


@dataclass(frozen=True, eq=False, kw_only=True)
class Written:
    """A written answer, marked by hand with the rubric of the set."""

    id: str
    points: float
    words: int

    @property
    def name(self) -> str:
        """The grade id of its cell in the notebook."""
        return _name(self.id)


@dataclass(frozen=True, eq=False, kw_only=True)
class Task:
    """One task that is marked by the computer.

    Parameters
    ----------
    id : str
        "01.first_move_share": the set, and the name of the learner's function or variable.
    kind : str
        "function", "answer" (data that is compared with the reference) or "property" (data that the function of that
        name in `properties.py` judges).
    reference : callable or plain data
        A right solution.
    points : mapping of str to number
        For each part, all or nothing. A function has "worked examples" and, where it has such cases, "edge cases" and
        "random cases"; an answer has "answer", a property has "property".
        Those of the worked examples, which are public, are not given for them alone (`telling.only_looked_up`).
    wrong_turns : tuple of WrongTurn
        Two to eight.
    worked : tuple of tuples
        Arguments of the worked examples, which the learner sees.
    edge : mapping of str to tuple of tuples
        Arguments of the edge cases, under what they have to do with: "rewards below zero". A class is told these words
        where such cases differ, and never the cases; so the words must not give them away.
    random : callable, optional
        Draws arguments: `random(rng) -> tuple`.
    tolerance : float
        Numbers agree up to this, absolutely below 1 and relatively above.
    hints : tuple of str
        At most three: a nudge, the concept, a worked example of a sibling problem.
    write_yourself : tuple of str
        Names of the package, "decisions.optimal_actions", that the learner is to do without.
    """

    id: str
    kind: Literal["function", "answer", "property"]
    reference: Any
    points: Mapping[str, float]
    wrong_turns: tuple[WrongTurn, ...]
    worked: tuple[tuple[Any, ...], ...] = ()
    edge: Mapping[str, tuple[tuple[Any, ...], ...]] = field(default_factory=dict)
    random: Callable[[np.random.Generator], tuple[Any, ...]] | None = None
    tolerance: float = TOLERANCE
    hints: tuple[str, ...] = ()
    write_yourself: tuple[str, ...] = ()
    find_fault: Callable[[Any], str | None] | None = None  # from properties.py, when the set is loaded

    def __post_init__(self) -> None:
        _name(self.id)
        is_function = self.kind == "function"
        cases = {"worked examples": self.worked, "edge cases": self.edge, "random cases": self.random}
        parts = [part for part in PARTS[self.kind] if not is_function or cases[part]]
        for fault, rule in (
            (callable(self.reference) != is_function, "the reference of a function is a function, of others data"),
            (is_function and not self.worked, "a function needs worked examples"),
            (not isinstance(self.edge, Mapping), "its edge cases stand under what they have to do with, in a dict"),
            (list(self.points) != parts, f"its points must be split over exactly {parts}, in this order"),
            (not all(value > 0 for value in self.points.values()), "each part is worth more than 0 points"),
            (not 2 <= len(self.wrong_turns) <= 8, "a task has two to eight wrong turns"),
            (len({turn.id for turn in self.wrong_turns}) < len(self.wrong_turns), "two wrong turns have one id"),
            (len(self.hints) > 3, "a task has at most three hints"),
            (not all(turn.message.strip() for turn in self.wrong_turns), "each wrong turn has a message"),
        ):
            if fault:
                raise ValueError(f"task {self.id}: {rule}")

    @property
    def name(self) -> str:
        """Name of the learner's function or variable, and grade id of the cell that holds it."""
        return _name(self.id)

    @property
    def check_id(self) -> str:
        """Grade id of the cell that checks it."""
        return f"check_{self.name}"

    def pose(self, *, seed: int | None = None, draws: int = DRAWS, only: str | None = None) -> ReleasedTask:
        """Work out cases, right answers and what the wrong turns answer.

        Parameters
        ----------
        seed : int, optional
            With which the random cases are drawn; other ones each time without it.
        draws : int
            How many random cases.
        only : str, optional
            Only the cases of this part, for example "worked examples".

        Raises
        ------
        ValueError
            If something that goes in or comes out is not plain data, or the reference or a wrong turn fails.
        """
        if self.kind == "function":
            inputs = [("worked examples", "", case) for case in self.worked]
            inputs += [("edge cases", about, case) for about, cases in self.edge.items() for case in cases]
            if self.random is not None and only in (None, "random cases"):
                drawn = self._draw(np.random.default_rng(seed), draws)
                inputs += [("random cases", "other inputs, drawn at random", case) for case in drawn]
            inputs = [one for one in inputs if only in (None, one[0])]
        else:
            inputs = [(*PARTS[self.kind], "", None)]
        arguments = [_plain(case, f"task {self.id}, arguments of the {part}") for part, _, case in inputs]
        rights = self._answers("the reference", self.reference, arguments)
        turns = [
            Turn(turn.id, turn.message, self._answers(f"wrong turn {turn.id}", turn.does, arguments))
            for turn in self.wrong_turns
        ]
        names = tuple(inspect.signature(self.reference).parameters) if self.kind == "function" else ()
        return ReleasedTask(
            id=self.id,
            kind=self.kind,
            cases=tuple(
                Case(case, right, part, about)
                for (part, about, _), case, right in zip(inputs, arguments, rights, strict=True)
            ),
            turns=() if self.kind == "property" else tuple(turns),
            tolerance=self.tolerance,
            parameters=names,
            write_yourself=self.write_yourself,
            hints=self.hints,
            find_fault=self.find_fault,
        )

    def _draw(self, rng: np.random.Generator, draws: int) -> list[tuple[Any, ...]]:
        try:
            return [self.random(rng) for _ in range(draws)]
        except (Exception, SystemExit) as error:
            raise ValueError(f"task {self.id}, random: it stops with {type(error).__name__}: {error}") from error

    def _answers(self, who: str, does: Any, arguments: list[Any]) -> tuple[Any, ...]:
        """What a solution answers in each case; it may change its copy of the arguments."""
        what = f"task {self.id}, {who}"
        if self.kind != "function":
            return (_plain(does, what),)
        answers = []
        for case in arguments:
            try:
                answer = does(*_plain(case, what))
            except (Exception, SystemExit) as error:
                raise ValueError(f"{what} stops with {type(error).__name__}: {error} for {case!r}") from error
            answers.append(_plain(answer, what))
            if len(json.dumps(plain.encode(answers[-1]))) > LONGEST_ANSWER:
                raise ValueError(f"{what} answers at greater length than marking reads; make the case {case!r} smaller")
        return tuple(answers)


@dataclass(frozen=True, eq=False)
class ExerciseSet:
    """The tasks of one folder of `solutions/`, in order; `folder` is where they were read from."""

    folder: Path
    tasks: tuple[Task, ...]
    written: tuple[Written, ...]

    @property
    def number(self) -> str:
        """The two digits that the folder's name begins with."""
        return self.folder.name[:2]


def load_set(folder: Path) -> ExerciseSet:
    """Read the tasks of an exercise set: `TASKS` of `checks.py`, and the functions of `properties.py`.

    Raises
    ------
    ValueError
        If a file is missing or fails, an id is used twice or belongs to another set, a property has no function.
    """
    try:
        found = list(load_module(folder / "checks.py").TASKS)
        judges = vars(load_module(folder / "properties.py")) if (folder / "properties.py").exists() else {}
    except (AttributeError, TypeError) as error:
        raise ValueError(f"{folder.name} is no exercise set: it needs a checks.py with TASKS ({error})") from None
    for task in found:
        if not isinstance(task, (Task, Written)):
            raise ValueError(f"{folder.name}/checks.py: TASKS holds {task!r}, which is neither a Task nor a Written")
    ids = [task.id for task in found]
    for id_ in ids:
        if ids.count(id_) > 1:
            raise ValueError(f"{folder.name}/checks.py: {id_} is used twice; give each task its own id")
        if not folder.name.startswith(id_[:2] + "_"):
            raise ValueError(f"{folder.name}/checks.py: {id_} belongs to another set; its id begins with the folder's")
    tasks = []
    for task in found:
        if isinstance(task, Task) and task.kind == "property":
            if not callable(judges.get(task.name)):
                raise ValueError(f"{folder.name}/properties.py has no function {task.name}, which judges {task.id}")
            task = replace(task, find_fault=judges[task.name])
        tasks.append(task)
    written = tuple(task for task in tasks if isinstance(task, Written))
    return ExerciseSet(folder, tuple(task for task in tasks if isinstance(task, Task)), written)


def _name(id_: str) -> str:
    if not re.fullmatch(r"\d\d\.[a-z][a-z0-9_]*", id_):
        raise ValueError(f"task {id_!r}: an id is the set's two digits, a dot and a name, as in 01.first_move_share")
    return id_[3:]


def _plain(value: Any, what: str) -> Any:
    """A fresh copy, as it looks when it has crossed to the learner's side and back."""
    return plain.decode(plain.encode(value, what))
