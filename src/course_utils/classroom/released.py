"""What a released exercise set says about its tasks: the file `checks.json`, read by `check` and `hint`.

It holds what `course release` has computed, never the code that did: inputs, right answers, what each wrong turn
answers, messages, hints.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

from course_utils.classroom import plain
from course_utils.classroom.verdict import Answer, Case, Turn, Verdict, judge, judge_property

FILE = "checks.json"


@dataclass(frozen=True, eq=False, kw_only=True)
class Question:
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


def write(questions: list[Question]) -> str:
    """Write the text of `checks.json`; the same questions give the same text."""
    tasks = {}
    for question in questions:
        tasks[question.id] = {
            "kind": question.kind,
            "tolerance": question.tolerance,
            "parameters": list(question.parameters),
            "write_yourself": list(question.write_yourself),
            "hints": list(question.hints),
            "cases": [
                {"arguments": plain.encode(case.arguments), "right": plain.encode(case.right), "part": case.part}
                for case in question.cases
            ],
            "wrong_turns": [
                {"id": turn.id, "message": turn.message, "answers": [plain.encode(answer) for answer in turn.answers]}
                for turn in question.turns
            ],
        }
    return json.dumps({"tasks": tasks}, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def read(path: Path) -> dict[str, Question]:
    """Read a `checks.json`, with the `properties.py` beside it.

    Raises
    ------
    ValueError
        If it is not what `write` gives, or a property has no function; the message names the file.
    """
    try:
        tasks = json.loads(path.read_text(encoding="utf-8"))["tasks"]
        questions = {id_: _question(id_, task) for id_, task in tasks.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"{path.name} is damaged ({type(error).__name__}: {error})") from None
    if not any(question.kind == "property" for question in questions.values()):
        return questions
    judges = vars(load_module(path.with_name("properties.py")))
    for question in questions.values():
        if question.kind == "property":
            if question.name not in judges:
                raise ValueError(f"properties.py has no function {question.name}")
            questions[question.id] = replace(question, find_fault=judges[question.name])
    return questions


def load_module(path: Path) -> ModuleType:
    """Run a file of an exercise set, without leaving compiled files beside it."""
    module = ModuleType(path.stem)
    module.__file__ = str(path)
    try:
        exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), vars(module))
    except Exception as error:
        raise ValueError(f"{path.name} cannot be read ({type(error).__name__}: {error})") from error
    return module


def _question(id_: str, task: dict[str, Any]) -> Question:
    return Question(
        id=id_,
        kind=task["kind"],
        tolerance=float(task["tolerance"]),
        parameters=tuple(task["parameters"]),
        write_yourself=tuple(task["write_yourself"]),
        hints=tuple(task["hints"]),
        cases=tuple(
            Case(plain.decode(case["arguments"]), plain.decode(case["right"]), case["part"]) for case in task["cases"]
        ),
        turns=tuple(
            Turn(turn["id"], turn["message"], tuple(plain.decode(answer) for answer in turn["answers"]))
            for turn in task["wrong_turns"]
        ),
    )
