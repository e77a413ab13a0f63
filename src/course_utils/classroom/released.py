"""What a released exercise set says about its tasks: the file `checks.json`, read by `check` and `hint`.

It holds what `course release` has computed, never the code that did: inputs, right answers, what each wrong turn
answers, messages, hints.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Literal

import msgspec

from course_utils.classroom import plain
from course_utils.classroom.running import described
from course_utils.classroom.verdict import Answer, Case, Turn, Verdict, judge, judge_property

FILE = "checks.json"
FORMAT = 1  # of that file; raised when an older course could not read it


class NewerError(ValueError):
    """The file was written by a newer version of the course."""


@dataclass(frozen=True, eq=False, kw_only=True)
class ReleasedTask:
    """A task as it is posed: cases with their right answers, and what the wrong turns answer to them.

    Parameters
    ----------
    id : str
        "01.first_move_share".
    kind : str
        "function" (called with the arguments of each case), "answer" (data that is compared) or "property" (data that
        a function judges).
    cases : tuple of Case
    turns : tuple of Turn
        Empty for a property, which says by itself what is not as asked.
    tolerance : float
    parameters : tuple of str
        Of the function.
    write_yourself : tuple of str
        Names of the package, "decisions.optimal_actions", that are out of reach while the function is called.
    hints : tuple of str
    find_fault : callable
        What judges a property.
    """

    id: str
    kind: Literal["function", "answer", "property"]
    cases: tuple[Case, ...]
    turns: tuple[Turn, ...] = ()
    tolerance: float
    parameters: tuple[str, ...] = ()
    write_yourself: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    find_fault: Callable[[Any], str | None] | None = None

    @property
    def name(self) -> str:
        """Name of the learner's function or variable."""
        return self.id.partition(".")[2]

    def judge(self, answers: list[Answer]) -> Verdict:
        """Judge the answers, one for each case."""
        if self.kind == "property":
            return judge_property(self.name, answers[0], self.find_fault)
        return judge(
            self.name, self.cases, answers,
            turns=self.turns, tolerance=self.tolerance, parameters=self.parameters,
        )  # fmt: skip


class _Case(msgspec.Struct, forbid_unknown_fields=True):
    arguments: Any
    right: Any
    part: str


class _Turn(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    message: str
    answers: list[Any]


class _Task(msgspec.Struct, forbid_unknown_fields=True):
    kind: Literal["function", "answer", "property"]
    tolerance: Annotated[float, msgspec.Meta(ge=0, le=sys.float_info.max)]
    parameters: list[str]
    write_yourself: list[str]
    hints: Annotated[list[str], msgspec.Meta(max_length=3)]
    cases: Annotated[list[_Case], msgspec.Meta(min_length=1)]
    wrong_turns: list[_Turn]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    format: int
    tasks: dict[Annotated[str, msgspec.Meta(pattern=r"^\d\d\.[a-z][a-z0-9_]*$")], _Task]


def write(tasks: list[ReleasedTask]) -> str:
    """Write the text of `checks.json`; the same tasks give the same text."""
    written = {
        task.id: _Task(
            kind=task.kind,
            tolerance=task.tolerance,
            parameters=list(task.parameters),
            write_yourself=list(task.write_yourself),
            hints=list(task.hints),
            cases=[_Case(plain.encode(case.arguments), plain.encode(case.right), case.part) for case in task.cases],
            wrong_turns=[_Turn(turn.id, turn.message, list(map(plain.encode, turn.answers))) for turn in task.turns],
        )
        for task in tasks
    }
    content = msgspec.to_builtins(_File(FORMAT, written))
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def read(path: Path) -> dict[str, ReleasedTask]:
    """Read a `checks.json`, with the `properties.py` beside it.

    Raises
    ------
    NewerError
        If a newer course wrote it.
    ValueError
        If it is not what `write` gives, or a property has no function; the message names the file.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"), parse_constant=_refuse)
        newest = content.get("format") if isinstance(content, dict) else None
        if isinstance(newest, int) and newest > FORMAT:
            raise NewerError(f"{path.name} was written by a newer version of the course: update the course.")
        tasks = {id_: _task(id_, task) for id_, task in msgspec.convert(content, _File).tasks.items()}
    except NewerError:
        raise
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path.name} is damaged ({described(error)})") from None
    if not any(task.kind == "property" for task in tasks.values()):
        return tasks
    judges = vars(load_module(path.with_name("properties.py")))
    for task in tasks.values():
        if task.kind == "property":
            if not callable(judges.get(task.name)):
                raise ValueError(f"properties.py has no function {task.name}")
            tasks[task.id] = replace(task, find_fault=judges[task.name])
    return tasks


def load_module(path: Path) -> ModuleType:
    """Run a file of an exercise set, without leaving compiled files beside it."""
    module = ModuleType(path.stem)
    module.__file__ = str(path)
    try:
        exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), vars(module))
    except (Exception, SystemExit) as error:
        raise ValueError(f"{path.name} cannot be read ({described(error)})") from error
    return module


def _task(id_: str, task: _Task) -> ReleasedTask:
    cases = tuple(Case(plain.decode(case.arguments), plain.decode(case.right), case.part) for case in task.cases)
    turns = tuple(Turn(turn.id, turn.message, tuple(map(plain.decode, turn.answers))) for turn in task.wrong_turns)
    called = tuple if task.kind == "function" else type(None)
    for fault in (
        "" if all(isinstance(case.arguments, called) for case in cases) else "its arguments do not fit its kind",
        "" if all(len(turn.answers) == len(cases) for turn in turns) else "a wrong turn does not answer each case",
        "" if task.kind == "function" or len(cases) == 1 else "data has one case",
    ):
        if fault:
            raise ValueError(f"{id_}: {fault}")
    return ReleasedTask(
        id=id_,
        kind=task.kind,
        tolerance=task.tolerance,
        parameters=tuple(task.parameters),
        write_yourself=tuple(task.write_yourself),
        hints=tuple(task.hints),
        cases=cases,
        turns=turns,
    )


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number here")
