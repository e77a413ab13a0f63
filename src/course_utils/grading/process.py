"""The learner's code from outside: a process that runs the notebook, questions to it, and an end when it is late.

Nothing that comes from the process is trusted: it is cut at a length, read as JSON, decoded as plain data, and waited
for only so long. Nothing keeps the process itself from reading files or from using the network (see
`course_utils.grading.child`): whoever wants thicker walls gives another `start`; the rest stays as it is.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

from course_utils.classroom import plain
from course_utils.classroom.verdict import Answer, Status
from course_utils.grading.outputs import Output, read_output
from course_utils.grading.text import first_line, printable

# Bytes of a line. Forged data can take thirty times as much memory when it is read, and the answers of a task are kept.
LONGEST_ANSWER = 100_000
LONGEST_LINE = 2_500_000  # all answers of a task, or what a cell shows
MOST_SHOWN = 10_000_000  # characters and bytes of what all cells show
START = 60  # seconds until the process has to be there, on a slow machine that is busy
TOGETHER = 1  # second for all calls of a task, before they are made one by one
MOST_LEFT_OUT = 3
LONGEST = 1000  # characters of a text
FIXED = {  # of the environment that a notebook is run in
    "MPLBACKEND": "Agg",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",  # the same order of a set each time
    "PYTHONUTF8": "1",
}


@dataclass(frozen=True)
class Limits:
    """Most seconds for one cell, for one call, for all calls of a task, and for the whole notebook."""

    cell: float = 30
    call: float = 10
    task: float = 60
    notebook: float = 3600


PATIENT = Limits()


class StoppedError(Exception):
    """The process is of no use any more; the text says why."""


class LateError(StoppedError):
    """There was no answer in time."""


class EndedError(StoppedError):
    """The process is gone."""


class StartError(Exception):
    """The process did not start at all, which is not the learner's doing."""


class Child:
    """A process that answers one line of JSON to each line of JSON; how a line gets there and back is `_exchange`."""

    def begin(self) -> None:
        """Wait until the process is there.

        Raises
        ------
        StartError
            If it does not come.
        """
        try:
            why = self._read(START, LONGEST_LINE).get("fault")
        except StoppedError as stop:
            why = stop
        if why:
            self.end()
            raise StartError(
                f"The Python that runs the notebook did not start: {why}. Run `course.py test`; it says what is "
                "missing."
            )

    def ask(self, request: dict[str, Any], seconds: float, longest: int = LONGEST_LINE) -> dict[str, Any]:
        """Send a request and wait for the answer, which may have `longest` bytes.

        Raises
        ------
        LateError
            If there is none in time. The process has then been ended.
        StoppedError
            If there is none that can be read. Likewise.
        """
        line = json.dumps(request | {"longest": longest - 1}).encode() + b"\n"
        return self._read(seconds, longest, line)

    def end(self) -> str:
        """End the process; say why it was gone already, if that is known."""
        raise NotImplementedError

    def _exchange(self, line: bytes, seconds: float, longest: int) -> bytes | None:
        """Write a line, if any, and read one, cut where it is too long; None if it is late, b"" if it ended."""
        raise NotImplementedError

    def _read(self, seconds: float, longest: int, line: bytes = b"") -> dict[str, Any]:
        answer = self._exchange(line, seconds, longest)
        if answer is None:
            self.end()
            raise LateError(f"it took longer than {seconds:g} seconds")
        try:
            found = json.loads(answer)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict):
            return found
        why = self.end()
        if not answer:
            raise EndedError(why or "it ended Python")
        raise StoppedError("it is too large" if len(answer) >= longest else "it cannot be read")


class PlainChild(Child):
    """An ordinary process, spoken to through its input and output."""

    def __init__(self, command: Sequence[str], folder: Path, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.answers: queue.Queue[bytes] = queue.Queue()
        self.reader = threading.Thread()
        self.begin()

    def _exchange(self, line: bytes, seconds: float, longest: int) -> bytes | None:
        """Let a thread wait, because pipes know no time limit on Windows."""
        self.reader = threading.Thread(target=self._wait, args=(line, longest), daemon=True)
        self.reader.start()
        try:
            return self.answers.get(timeout=seconds)
        except queue.Empty:
            return None

    def _wait(self, line: bytes, longest: int) -> None:
        answer = b""
        with contextlib.suppress(OSError, ValueError):  # the process has ended, or was ended by us
            self.process.stdin.write(line)
            self.process.stdin.flush()
            answer = self.process.stdout.readline(longest)
        self.answers.put(answer)

    def end(self) -> str:
        """End the process."""
        self.process.kill()
        self.process.wait()
        self.reader.join(1)
        if not self.reader.is_alive():  # it still waits where a process of the learner's holds the pipe open
            for pipe in (self.process.stdin, self.process.stdout):
                with contextlib.suppress(OSError):  # what could not be written any more
                    pipe.close()
        return ""


def start_plain(folder: Path) -> Child:
    """Start the child as an ordinary process: fine for one's own notebook, no protection from anybody else's."""
    environment = os.environ | FIXED | {
        "COURSE_PROGRESS": str(folder / "progress.sqlite3"),
        "IPYTHONDIR": str(folder / "ipython"),
    }  # fmt: skip
    return PlainChild([sys.executable, "-P", "-m", "course_utils.grading.child"], folder, environment)


class Learner:
    """A notebook that has been run, to be asked for its answers.

    Parameters
    ----------
    cells : sequence of str
        The code cells, in order.
    start : callable
        Starts a `Child` in a folder.
    limits : Limits

    Attributes
    ----------
    outputs : dict of int to Output
        Place of a cell, from 0: what it showed when it was run first, or why it was left out.
    was_cut : bool
        Whether a limit of time was met or the process was lost, for which a busy machine may be the reason.
    """

    def __init__(
        self, cells: Sequence[str], start: Callable[[Path], Child] = start_plain, limits: Limits = PATIENT
    ) -> None:
        self.cells, self.start, self.limits = cells, start, limits
        self.outputs: dict[int, Output] = {}
        self.was_cut = False
        self.room = MOST_SHOWN
        self.left_out: set[int] = set()
        self.child: Child | None = None
        self.end = time.monotonic() + limits.notebook
        self.folder = tempfile.TemporaryDirectory(prefix="off-switch-", ignore_cleanup_errors=True)

    def __enter__(self) -> Learner:
        return self

    def __exit__(self, *_: Any) -> None:
        if self.child:
            self.child.end()
        self.folder.cleanup()

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
            self.child = self.start(Path(self.folder.name))
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
