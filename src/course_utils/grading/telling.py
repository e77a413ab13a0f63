"""What is said of a task that was marked: to whoever marks their own all of it, to a class no hidden case.

The worked examples are public, and so is data that is compared or judged. Hidden are the edge cases and the random
cases of a function. Of them a class is told how many differ and what they have to do with, in words that the set's
author wrote, whether the answers are those of a wrong turn, and the name of a built-in exception: never an input, a
right answer or a text from the process that runs the notebook, which a function could have made of its input.

What a learner cannot be kept from is being wrong on purpose: which cases differ says a little about them, a few dozen
bits at the price of the points.
"""

from __future__ import annotations

import builtins
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from course_utils.classroom.comparing import agrees, mismatch
from course_utils.classroom.released import ReleasedTask
from course_utils.classroom.verdict import Answer, Case, Kind, Verdict

HIDDEN = ("edge cases", "random cases")
# What the notebook's own check says of these speaks of the cell that it stands in.
NOTHING_TO_MARK = {
    "not defined": ("No cell defines `{}`, or the one that does stopped before.", "Define it"),
    "not yet": ("`{}` is still to be written.", "Fill in its cell"),
}
MANY = 10  # different questions to which one and the same answer is no attempt


def tell(question: ReleasedTask, answers: Sequence[Answer], *, for_class: bool) -> Verdict:
    """Judge all cases, and say one thing about them.

    Parameters
    ----------
    question : ReleasedTask
    answers : sequence of Answer
        One for each case.
    for_class : bool
        Whether nothing may be told of the hidden cases themselves.
    """
    whole = question.judge(list(answers))
    if question.kind != "function":
        return _without_its_cell(whole, question.name, for_class)
    seen = _judge_worked(question, answers)
    if for_class:
        verdict = seen if not seen.is_right else _tell_of_hidden(question, answers, whole)
    else:  # who took a wrong turn in all that the notebook's own check tries is told the same as there
        verdict = seen if whole.kind in ("nearly", "different") and seen.turns else whole
    return _without_its_cell(replace(verdict, agreed=whole.agreed), question.name, for_class)


def only_looked_up(question: ReleasedTask, answers: Sequence[Answer], agreed: Sequence[bool]) -> str:
    """Say so if a function knows the worked examples, as everybody does who reads them, and computes nothing.

    It is right on all of them and in no hidden case, or gives one and the same answer to many that differ. One right
    case beyond the worked examples is enough to keep their points.
    """
    hidden = [place for place, case in enumerate(question.cases) if case.part in HIDDEN]
    if not hidden or all(agreed[place] for place in hidden):
        return ""
    if not all(right for case, right in zip(question.cases, agreed, strict=True) if case.part not in HIDDEN):
        return ""
    why = ""
    if not any(agreed[place] for place in hidden):
        why = "it is right in no case"
    elif len(hidden) >= MANY and all(
        answers[place].status == "given" and agrees(answers[place].value, answers[hidden[0]].value, question.tolerance)
        for place in hidden
    ):
        why = "it gives one answer to everything"
    return f"Beyond the worked examples, which are public, {why}: so they earn nothing." if why else ""


def _judge_worked(question: ReleasedTask, answers: Sequence[Answer]) -> Verdict:
    """Judge the worked examples alone, as the notebook's own check does."""

    def worked(values: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(value for case, value in zip(question.cases, values, strict=True) if case.part not in HIDDEN)

    turns = tuple(replace(turn, answers=worked(turn.answers)) for turn in question.turns)
    return replace(question, cases=worked(question.cases), turns=turns).judge(list(worked(answers)))


def _without_its_cell(verdict: Verdict, name: str, for_class: bool) -> Verdict:
    if verdict.kind not in NOTHING_TO_MARK:
        return verdict
    fact, cure = NOTHING_TO_MARK[verdict.kind]
    message = fact if for_class else f"{fact} {cure}, save the notebook, then mark it again."
    return replace(verdict, message=message.format(name))


def _tell_of_hidden(question: ReleasedTask, answers: Sequence[Answer], whole: Verdict) -> Verdict:
    """Say what may be said where all worked examples are right."""
    if whole.is_right:
        return whole
    if whole.turns:
        return replace(whole, details=())
    tried = [one for one in zip(question.cases, answers, whole.agreed, strict=True) if one[0].part in HIDDEN]
    count = len(question.cases) - len(tried)
    worked = f"all {count} worked examples" if count > 1 else "the worked example"
    sentences = [f"`{question.name}` is right on {worked}."]
    sentences += [_differing(part, [one for one in tried if one[0].part == part]) for part in HIDDEN]
    faults = [_fault(case, answer) for case, answer, right in tried if not right]
    numbers = Counter(kind for kind, _ in faults if kind)
    for kind, number in sorted(numbers.items()):
        what = next(what for other, what in faults if other == kind)  # of the first: a name for each would tell more
        sentences.append(f"In {number} of these {what}.")
    kind = "nearly" if 2 * sum(whole.agreed) >= len(whole.agreed) else "different"
    return Verdict(min(numbers, default=kind), " ".join(filter(None, sentences)), whole.agreed)


def _differing(part: str, tried: Sequence[tuple[Case, Answer, bool]]) -> str:
    """Say how many cases of a part differ, and what they have to do with."""
    wrong = Counter(case.about for case, _, right in tried if not right)
    if not wrong:
        return ""
    of = Counter(case.about for case, *_ in tried)
    names = [f"{about} ({n} of {of[about]})" if of[about] > 1 and len(of) > 1 else about for about, n in wrong.items()]
    differ = "differs" if wrong.total() == 1 else "differ"
    return f"{wrong.total()} of {len(tried)} {part} {differ}: {'; '.join(names)}."


def _fault(case: Case, answer: Answer) -> tuple[Kind | None, str]:
    """What kept an answer from being compared, in our words; the first of the kinds by name is the gravest."""
    if answer.status in ("raised", "unfinished"):
        name = answer.text.partition(":")[0].strip() if answer.status == "raised" else "NotImplementedError"
        known = getattr(builtins, name, None)
        is_built_in = isinstance(known, type) and issubclass(known, BaseException)
        return "error", "it stops with an error" + (f" (`{name}`)" if is_built_in else "")
    if answer.status == "stopped":
        return "error", "it did not come to an end or ended Python, or was not tried after that"
    if answer.status == "reserved":
        return "error", "it uses what you are asked to write yourself"
    if answer.status != "given" or mismatch(answer.value, case.right):
        return "wrong type", "it returns another kind of value than is asked for, or another shape"
    return None, ""
