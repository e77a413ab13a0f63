"""The process that runs a notebook, from outside: a line to it, a line back, and an end when it is late.

Nothing that comes from the process is trusted: it is cut at a length, read as JSON, and waited for only so long.
Nothing keeps an ordinary process from reading files or from using the network (see `course_utils.grading.child`);
`sandbox` has one behind walls.
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
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

LONGEST_LINE = 2_500_000  # bytes: all answers of a task, or what a cell shows
START = 60  # seconds until the process has to be there, on a slow machine that is busy
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
    """An ordinary process in a folder of its own, spoken to through its input and output."""

    def __init__(self, command: Sequence[str]) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="off-switch-", ignore_cleanup_errors=True)
        environment = os.environ | FIXED | {
            "COURSE_PROGRESS": os.path.join(self.folder.name, "progress.sqlite3"),
            "IPYTHONDIR": os.path.join(self.folder.name, "ipython"),
        }  # fmt: skip
        self.process = subprocess.Popen(
            command, cwd=self.folder.name, env=environment,
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
        self.folder.cleanup()
        return ""


def start_plain() -> Child:
    """Start the child as an ordinary process: fine for one's own notebook, no protection from anybody else's."""
    return PlainChild([sys.executable, "-P", "-m", "course_utils.grading.child"])
