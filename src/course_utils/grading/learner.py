"""A learner's notebook that is run in a process of its own, to be asked for its answers.

Nothing that the process gives is trusted: it is decoded as plain data, and what is late or of another form is no
answer.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, get_args

from course_utils.classroom import plain
from course_utils.classroom.verdict import Answer, Status
from course_utils.grading.outputs import Output, read_output
from course_utils.grading.process import (
    LONGEST_LINE,
    PATIENT,
    Child,
    EndedError,
    LateError,
    Limits,
    StoppedError,
    start_plain,
)
from course_utils.grading.text import first_line, printable

# Bytes. Forged data can take thirty times as much memory when it is read, and the answers of a task are kept.
LONGEST_ANSWER = 100_000
MOST_SHOWN = 10_000_000  # characters and bytes of what all cells show
TOGETHER = 1  # second for all calls of a task, before they are made one by one
MOST_LEFT_OUT = 3
LONGEST = 1000  # characters of a text


class Learner:
    """A notebook that has been run, to be asked for its answers.

    Parameters
    ----------
    cells : sequence of str
        The code cells, in order.
    start : callable
        Starts a `Child`.
    limits : Limits

    Attributes
    ----------
    outputs : dict of int to Output
        Place of a cell, from 0: what it showed when it was run first, or why it was left out.
    was_cut : bool
        Whether a limit of time was met or the process was lost, for which a busy machine may be the reason.
    """

    def __init__(
        self, cells: Sequence[str], start: Callable[[], Child] = start_plain, limits: Limits = PATIENT
    ) -> None:
        self.cells, self.start, self.limits = cells, start, limits
        self.outputs: dict[int, Output] = {}
        self.was_cut = False
        self.room = MOST_SHOWN
        self.left_out: set[int] = set()
        self.child: Child | None = None
        self.end = time.monotonic() + limits.notebook

    def __enter__(self) -> Learner:
        return self

    def __exit__(self, *_: Any) -> None:
        if self.child:
            self.child.end()

    def run(self) -> None:
        """Run the cells, unless that has been done."""
        self.child = self.child or self._run()

    def answers(
        self, name: str, cases: Sequence[tuple[Any, ...] | None], write_yourself: Sequence[str] = ()
    ) -> list[Answer]:
        """Ask for a variable (cases: [None]) or call a function once for each case.

        All cases are asked at once, which is quick; should that not come to an end, one by one, so that only those
        fail that have to. After a call without an end the others of the task are not tried: they would take as long.
        """
        if not self.child and time.monotonic() > self.end:
            return [Answer("stopped", text=self._too_long())] * len(cases)
        request = {"name": name, "write_yourself": list(write_yourself)}
        sent = [plain.encode(case, packed=True) for case in cases]
        self.run()  # the cells have their own limits
        if len(cases) > 1:
            with contextlib.suppress(StoppedError):
                longest = min(LONGEST_LINE, len(cases) * LONGEST_ANSWER)
                found = self._answers(request, sent, min(TOGETHER, self.limits.call), longest)
                if found is not None:
                    return found
        return self._one_by_one(request, sent)

    def _one_by_one(self, request: dict[str, Any], sent: list[Any]) -> list[Answer]:
        found: list[Answer] = []
        self.run()
        end = time.monotonic() + self.limits.task
        longest = min(LONGEST_LINE // len(sent), LONGEST_ANSWER)
        for case in sent:
            if found and found[-1].status == "stopped":
                return found + [found[-1]] * (len(sent) - len(found))
            left = end - time.monotonic()
            try:
                answers = self._answers(request, [case], min(self.limits.call, left), longest)
                found += answers or [Answer("not plain", text="it is too large")]
            except StoppedError as stop:
                self.was_cut |= isinstance(stop, (LateError, EndedError))
                why = str(stop)
                if isinstance(stop, LateError) and left < self.limits.call:
                    why = f"its {len(sent)} calls together took longer than {self.limits.task:g} seconds"
                found.append(Answer("stopped", text=why))
        return found

    def _answers(self, request: dict[str, Any], sent: list[Any], seconds: float, longest: int) -> list[Answer] | None:
        """Ask; None where there is not an answer for each case."""
        answers = self._ask(request | {"cases": sent}, seconds, longest).get("answers")
        if not isinstance(answers, list) or len(answers) != len(sent):
            return None
        return [_answer(answer) for answer in answers]

    def _ask(self, request: dict[str, Any], seconds: float, longest: int = LONGEST_LINE) -> dict[str, Any]:
        """Ask the child, with what is left of the time for the notebook."""
        left = self.end - time.monotonic()
        try:
            return self.child.ask(request, max(0, min(seconds, left)), longest)
        except StoppedError as stop:
            self.child = None
            if isinstance(stop, LateError) and left < seconds:
                raise LateError(self._too_long()) from None
            raise

    def _run(self) -> Child:
        """Run the cells, leaving out those that did not come to an end before."""
        while True:
            self.child = self.start()
            for place, source in enumerate(self.cells):
                if place in self.left_out:
                    continue
                number, line = place + 1, first_line(source)
                try:
                    reply = self._ask({"cell": source, "number": number}, self.limits.cell)
                except StoppedError as stop:
                    self.was_cut |= isinstance(stop, (LateError, EndedError))
                    self.outputs[place] = Output(number, line, error=f"left out, because {stop}")
                    self.left_out.add(place)
                    if len(self.left_out) == MOST_LEFT_OUT or time.monotonic() > self.end:
                        self._leave_out_from(place + 1)
                    break
                if place not in self.outputs:
                    self._keep(place, read_output(reply, number, line))
            else:
                return self.child

    def _keep(self, place: int, output: Output) -> None:
        """Keep what a cell shows, as long as there is room for it."""
        self.room -= len(output.text) + sum(map(len, output.pictures))
        self.outputs[place] = output if self.room >= 0 else replace(output, text="", pictures=())

    def _too_long(self) -> str:
        return f"the notebook took longer than {self.limits.notebook:g} seconds"

    def _leave_out_from(self, first: int) -> None:
        why = f"left out, because {MOST_LEFT_OUT} cells before it did not come to an end"
        if time.monotonic() > self.end:
            why = f"left out, because {self._too_long()}"
        for place in range(first, len(self.cells)):
            self.left_out.add(place)
            self.outputs[place] = Output(place + 1, first_line(self.cells[place]), error=why)


def _answer(reply: Any) -> Answer:
    """Read the fields of an answer; whatever else it is, it is no answer."""
    reply = reply if isinstance(reply, dict) else {}
    status, text = reply.get("status"), reply.get("text")
    if status not in get_args(Status) or not isinstance(text, str):
        return Answer("not plain", text="it is not an answer")
    try:
        value = plain.decode(reply.get("value")) if status == "given" else None
    except (ValueError, RecursionError, MemoryError):
        return Answer("not plain", text="it is not plain data")
    return Answer(status, value, printable(text[:LONGEST]))
