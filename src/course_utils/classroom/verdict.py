"""What is said about an answer: one message at a time, from "not defined" over "you did this instead" to "right".

Everything here is pure and works on stored answers, so that the learner's own check and the marking of a set say
the same. The ladder follows Pedal and MIT's Computational Thinking: the first rung that applies is the message.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from course_utils.classroom.comparing import agrees, different_data, in_small_letters, mismatch, steady_change
from course_utils.classroom.showing import literal, show, show_pair

TOLERANCE = 1e-9

Status = Literal["given", "missing", "unfinished", "not callable", "raised", "reserved", "not plain", "stopped"]
Kind = Literal["not defined", "not yet", "wrong type", "error", "wrong turn", "nearly", "different", "right"]


@dataclass(frozen=True, eq=False)
class Answer:
    """What the learner's code gave for one case.

    Parameters
    ----------
    status : str
        "given" (then `value` is plain data), "missing" (no such name), "unfinished" (still the stub), "not callable",
        "raised" (`text`: the error), "reserved" (it used a name of the package that is to be written; `text`: the
        name), "not plain" (`text`: why), "stopped" (`text`: why, for example a time limit).
    """

    status: Status
    value: Any = None
    text: str = ""


@dataclass(frozen=True, eq=False)
class Case:
    """One case of a task: what goes in and what is right. A task whose answer is data has one, with arguments None.

    `part` names what its points belong to: "worked examples", "edge cases", "random cases" or "property". `about`
    says what a case has to do with that is not shown itself: "rewards below zero".
    """

    arguments: tuple[Any, ...] | None
    right: Any
    part: str = "worked examples"
    about: str = ""


@dataclass(frozen=True, eq=False)
class Turn:
    """A wrong turn with what it answers in each case, in the order of the cases."""

    id: str
    message: str
    answers: tuple[Any, ...]


@dataclass(frozen=True, eq=False)
class Verdict:
    """One message about an answer.

    Parameters
    ----------
    kind : str
        The rung of the ladder.
    message : str
        Sentences for the learner, inline Markdown.
    agreed : tuple of bool
        For each case, whether the answer is right; what points are given for.
    details : tuple of (str, str)
        Label and text of what is shown beside the message: the input, the answer, what is right.
    turns : tuple of str
        Ids of the wrong turns that were recognised.
    """

    kind: Kind
    message: str
    agreed: tuple[bool, ...]
    details: tuple[tuple[str, str], ...] = ()
    turns: tuple[str, ...] = ()

    @property
    def is_right(self) -> bool:
        """Whether the answer is right in every case."""
        return self.kind == "right"


def judge(
    name: str,
    cases: Sequence[Case],
    answers: Sequence[Answer],
    *,
    turns: Sequence[Turn] = (),
    tolerance: float = TOLERANCE,
    parameters: Sequence[str] = (),
) -> Verdict:
    """Compare the answers to a task with what is right and with the wrong turns.

    Parameters
    ----------
    name : str
        Of the learner's function or variable.
    cases : sequence of Case
    answers : sequence of Answer
        One for each case.
    turns : sequence of Turn
    tolerance : float
        Numbers agree up to this, absolutely for numbers below 1 and relatively above.
    parameters : sequence of str
        Names of the function's parameters, to show the input with.
    """
    answers = [
        replace(answer, value=in_small_letters(answer.value, case.right)) if case.arguments is None else answer
        for case, answer in zip(cases, answers, strict=True)
    ]
    agreed = tuple(
        answer.status == "given" and agrees(answer.value, case.right, tolerance)
        for case, answer in zip(cases, answers, strict=True)
    )
    unread = _unread(name, cases, answers, agreed, parameters)
    if unread is not None:
        return unread
    if all(agreed):
        return Verdict("right", _agreement(name, cases), agreed)

    values = [answer.value for answer in answers]
    for case, value in zip(cases, values, strict=True):
        fault = mismatch(value, case.right)
        if fault:
            gives = "is" if case.arguments is None else "returns"
            message = f"`{name}` {gives} the wrong kind of value: {fault}"
            return Verdict("wrong type", message, agreed, _details(case, value, parameters))

    first = agreed.index(False)
    details = _details(cases[first], values[first], parameters)
    taken = [
        turn
        for turn in turns
        if all(agrees(value, wrong, tolerance) for value, wrong in zip(values, turn.answers, strict=True))
    ]
    if taken:
        message = " Or: ".join(turn.message for turn in taken)
        if len(taken) > 1:
            message = f"Your answers can have come about in more than one way. {message}"
        return Verdict("wrong turn", message, agreed, details, tuple(turn.id for turn in taken))
    change = steady_change(values, [case.right for case in cases], tolerance)
    if change:
        return Verdict("nearly", change, agreed, details)
    if cases[0].arguments is None:
        return Verdict("different", different_data(name, values[0], cases[0].right, tolerance), agreed, details)
    if any(agreed):
        message = f"`{name}` is right in {sum(agreed)} of {len(cases)} cases. This is the first that differs:"
        return Verdict("nearly" if 2 * sum(agreed) >= len(cases) else "different", message, agreed, details)
    message = (
        f"`{name}` runs, and its answers are not the right ones yet. Work this case through on paper, step by step, "
        "and see where your code goes another way:"
    )
    return Verdict("different", message, agreed, details)


def judge_property(name: str, answer: Answer, find_fault: Callable[[Any], str | None]) -> Verdict:
    """Judge data that can be right in many ways.

    Parameters
    ----------
    name : str
        Of the learner's variable.
    answer : Answer
    find_fault : callable
        A function of `properties.py`: the sentence that says what is not as asked, or None.
    """
    unread = _unread(name, [Case(None, None, "property")], [answer], (False,), ())
    if unread is not None:
        return unread
    try:
        fault = find_fault(answer.value)
    except (Exception, SystemExit) as error:  # data of a kind that the property did not expect
        message = f"`{name}` is not of the kind that is asked for ({literal(f'{type(error).__name__}: {error}')})."
        return Verdict("wrong type", message, (False,), (("Yours", show(answer.value)),))
    if fault:
        return Verdict("different", fault, (False,), (("Yours", show(answer.value)),))
    return Verdict("right", f"`{name}` has what is asked for.", (True,))


def _agreement(name: str, cases: Sequence[Case]) -> str:
    return f"`{name}` is right" + ("." if cases[0].arguments is None else f" in all {len(cases)} cases.")


def _unread(
    name: str, cases: Sequence[Case], answers: Sequence[Answer], agreed: tuple[bool, ...], parameters: Sequence[str]
) -> Verdict | None:
    """The verdict where there is not an answer to each case; None where there is."""
    is_data = cases[0].arguments is None
    found = {answer.status: (case, answer) for case, answer in reversed(list(zip(cases, answers, strict=True)))}
    if "missing" in found:
        message = f"`{name}` is not defined yet. Run the cell above that defines it, then this cell again."
        return Verdict("not defined", message, agreed)
    if "unfinished" in found:
        what = "still holds its placeholder" if is_data else "is still to be written"
        message = f"`{name}` {what}. Fill in the cell above and run it, then run this cell again."
        return Verdict("not yet", message, agreed)
    if "not callable" in found:
        what = literal(found["not callable"][1].text)
        message = (
            f"`{name}` should be a function and is {what}. Has the name been used for something else? Run the "
            f"cell with `def {name}(...)` again."
        )
        return Verdict("wrong type", message, agreed)
    for status in ("reserved", "raised", "not plain", "stopped"):
        if status not in found:
            continue
        case, answer = found[status]
        why = literal(answer.text)
        kind, message = {
            "reserved": ("error", f"This exercise asks you to write what `{answer.text}` does: do without it."),
            "raised": ("error", f"`{name}` stops with an error: {why}"),
            "not plain": ("wrong type", f"The answer cannot be read: {why}."),
            "stopped": ("error", f"`{name}` did not come to an end: {why}"),
        }[status]
        inputs = () if is_data or status == "reserved" else _inputs(case, parameters)
        return Verdict(kind, message, agreed, inputs)
    return None


def _inputs(case: Case, parameters: Sequence[str]) -> tuple[tuple[str, str], ...]:
    names = [*parameters, *(f"argument {i + 1}" for i in range(len(parameters), len(case.arguments)))]
    return tuple((name, show(value)) for name, value in zip(names, case.arguments, strict=False))


def _details(case: Case, value: Any, parameters: Sequence[str]) -> tuple[tuple[str, str], ...]:
    if case.arguments is None:  # the right answer is the only one, so it is not shown
        return (("Yours", show(value)),)
    yours, right = show_pair(value, case.right)
    return (*_inputs(case, parameters), ("Yours", yours), ("Right", right))
