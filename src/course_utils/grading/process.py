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
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from course_utils.classroom import plain
from course_utils.classroom.verdict import Answer, Status

LONGEST_LINE = 8_000_100  # bytes of a line; a little more than the child may write
START = 60  # seconds until the process has to be there, on a slow machine that is busy
MOST_LEFT_OUT = 3
LONGEST = 1000  # characters of a text


@dataclass(frozen=True)
class Limits:
    """Most seconds for one cell, for one call, and for all calls of a task."""

    cell: float = 30
    call: float = 10
    task: float = 60


PATIENT = Limits()


class StoppedError(Exception):
    """The process is of no use any more; the text says why."""


class LateError(StoppedError):
    """There was no answer in time."""


class StartError(Exception):
    """The process did not start at all, which is not the learner's doing."""


class Child:
    """A process that answers one line of JSON to each line of JSON."""

    def __init__(self, command: Sequence[str], folder: Path, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.answers: queue.Queue[bytes] = queue.Queue()
        self.reader = threading.Thread()
        try:
            self.read(START)
        except StoppedError as stop:
            raise StartError(
                f"The Python that runs your notebook did not start: {stop}. Run `course.py test`; it says what "
                "is missing."
            ) from None

    def ask(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Send a request and wait for the answer.

        Raises
        ------
        LateError
            If there is none in time. The process has then been ended.
        StoppedError
            If there is none that can be read. Likewise.
        """
        return self.read(seconds, json.dumps(request).encode() + b"\n")

    def read(self, seconds: float, line: bytes = b"") -> dict[str, Any]:
        """Write a line, if any, and read one. A thread waits for it, because pipes know no time limit on Windows."""
        self.reader = threading.Thread(target=self._exchange, args=(line,), daemon=True)
        self.reader.start()
        try:
            answer = self.answers.get(timeout=seconds)
        except queue.Empty:
            self.end()
            raise LateError(f"it took longer than {seconds:g} seconds") from None
        try:
            found = json.loads(answer)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict):
            return found
        self.end()
        unread = "it is too large" if len(answer) >= LONGEST_LINE else "it cannot be read"
        why = unread if answer else "it ended Python"
        raise StoppedError(why)

    def _exchange(self, line: bytes) -> None:
        answer = b""
        with contextlib.suppress(OSError, ValueError):  # the process has ended, or was ended by us
            self.process.stdin.write(line)
            self.process.stdin.flush()
            answer = self.process.stdout.readline(LONGEST_LINE)
        self.answers.put(answer)

    def end(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()
        self.reader.join(1)
        if not self.reader.is_alive():  # it still waits where a process of the learner's holds the pipe open
            for pipe in (self.process.stdin, self.process.stdout):
                with contextlib.suppress(OSError):  # what could not be written any more
                    pipe.close()


def start_plain(folder: Path) -> Child:
    """Start the child as an ordinary process: fine for one's own notebook, no protection from anybody else's."""
    environment = os.environ | {
        "COURSE_PROGRESS": str(folder / "progress.sqlite3"),
        "IPYTHONDIR": str(folder / "ipython"),
        "MPLBACKEND": "Agg",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONHASHSEED": "0",  # the same order of a set each time
        "PYTHONUTF8": "1",
    }
    return Child([sys.executable, "-P", "-m", "course_utils.grading.child"], folder, environment)


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
    troubles : dict of int to str
        Number of a cell, from 0: what it raised, or why it was left out.
    """

    def __init__(
        self, cells: Sequence[str], start: Callable[[Path], Child] = start_plain, limits: Limits = PATIENT
    ) -> None:
        self.cells, self.start, self.limits = cells, start, limits
        self.troubles: dict[int, str] = {}
        self.left_out: set[int] = set()
        self.child: Child | None = None
        self.folder = tempfile.TemporaryDirectory(prefix="off-switch-", ignore_cleanup_errors=True)

    def __enter__(self) -> Learner:
        return self

    def __exit__(self, *_: Any) -> None:
        if self.child:
            self.child.end()
        self.folder.cleanup()

    def answers(
        self, name: str, cases: Sequence[tuple[Any, ...] | None], write_yourself: Sequence[str] = ()
    ) -> list[Answer]:
        """Ask for a variable (cases: [None]) or call a function once for each case.

        After a call without an end the others of the task are not tried: they would take as long.
        """
        found: list[Answer] = []
        self.child = self.child or self._run()  # the cells have their own limits
        end = time.monotonic() + self.limits.task
        for case in cases:
            if found and found[-1].status == "stopped":
                return found + [found[-1]] * (len(cases) - len(found))
            request = {"name": name, "arguments": plain.encode(case), "write_yourself": list(write_yourself)}
            left = end - time.monotonic()
            try:
                found.append(_answer(self.child.ask(request, max(0, min(self.limits.call, left)))))
            except StoppedError as stop:
                self.child = None
                why = str(stop)
                if isinstance(stop, LateError) and left < self.limits.call:
                    why = f"its {len(cases)} calls together took longer than {self.limits.task:g} seconds"
                found.append(Answer("stopped", text=why))
        return found

    def _run(self) -> Child:
        """Run the cells, leaving out those that did not come to an end before."""
        while True:
            child = self.start(Path(self.folder.name))
            for number, source in enumerate(self.cells):
                if number in self.left_out:
                    continue
                try:
                    error = child.ask({"cell": source, "number": number + 1}, self.limits.cell).get("error")
                except StoppedError as stop:
                    self.troubles[number] = f"left out, because {stop}"
                    self.left_out.add(number)
                    if len(self.left_out) == MOST_LEFT_OUT:
                        self._leave_out_from(number + 1)
                    break
                if error is not None:
                    self.troubles[number] = printable(str(error)[:LONGEST])
            else:
                return child

    def _leave_out_from(self, first: int) -> None:
        for number in range(first, len(self.cells)):
            self.left_out.add(number)
            self.troubles[number] = f"left out, because {MOST_LEFT_OUT} cells before it did not come to an end"


def printable(text: str) -> str:
    """Put a mark in place of what no file can hold and what a terminal would obey: surrogates, control characters."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", "\ufffd", text)


def _answer(reply: dict[str, Any]) -> Answer:
    """Read the fields of an answer; whatever else it is, it is no answer."""
    status, text = reply.get("status"), reply.get("text")
    if status not in get_args(Status) or not isinstance(text, str):
        return Answer("not plain", text="it is not an answer")
    try:
        value = plain.decode(reply.get("value")) if status == "given" else None
    except (ValueError, RecursionError, MemoryError):
        return Answer("not plain", text="it is not plain data")
    return Answer(status, value, printable(text[:LONGEST]))
