"""Outside: one warm process behind walls, and a fork of it for each notebook."""

from __future__ import annotations

import contextlib
import json
import math
import select
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from course_utils.grading.process import START, Child, Limits, StartError
from course_utils.grading.sandbox import bubblewrap
from course_utils.grading.sandbox.bubblewrap import SandboxError

PATIENCE = 10  # seconds that the warm process may take for a word
FAREWELL = 2  # seconds that it may take to end
WALLS = ("bubblewrap", "namespaces", "limits")  # without which there is no sandbox at all
PIECE = 1 << 16  # bytes read at a time


class Sandbox:
    """A warm process behind walls; give its `start` to `Learner`. Serves one notebook at a time.

    Parameters
    ----------
    imports : iterable of str
        Import statements, which the warm process carries out beforehand.
    limits : Limits
        Of the notebooks; a process may use as many seconds of the processor as a notebook of the clock.
    hidden : iterable of Path
        Folders that must not be seen inside.

    Attributes
    ----------
    walls : tuple of str
        The layers of protection that are active.
    cpu : float
        Seconds of the processor that the warm process and its forks have used.

    Raises
    ------
    SandboxError
        If there is no bubblewrap, or it may not do what it has to.
    """

    def __init__(self, imports: Iterable[str], limits: Limits, hidden: Iterable[Path] = ()) -> None:
        self.hidden = tuple(hidden)
        self.imports, self.seconds = sorted(set(imports)), math.ceil(limits.notebook)
        self.cpu = 0.0
        self._open()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def _open(self) -> None:
        walls = bubblewrap.command(self.hidden)
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        number = str(theirs.fileno())
        zygote = [
            sys.executable, "-P", "-m", "course_utils.grading.sandbox.zygote", number, str(self.seconds), *self.imports,
        ]  # fmt: skip
        with tempfile.TemporaryFile() as errors, theirs:
            self.process = subprocess.Popen(
                [*walls, *zygote], pass_fds=[theirs.fileno()], cwd="/",
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors,
            )  # fmt: skip
            theirs.close()
            reply = self._reply(START)
            if reply is None:
                self.close()
                errors.seek(0)
                said = errors.read().decode(errors="replace").strip().splitlines()
                raise SandboxError(_diagnosis(said[-1] if said else "it did not answer"))
        self.walls = WALLS + (("seccomp",) if reply["seccomp"] else ())

    def close(self) -> None:
        """End the warm process and whatever it has started."""
        self.control.close()  # at which the warm process ends by itself
        try:
            self.process.wait(FAREWELL)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def start(self) -> Child:
        """Fork."""
        for _ in range(2):  # a warm process that was lost has been replaced, and the new one is asked
            ours, theirs = socket.socketpair()
            with theirs:
                reply = self._tell(b"fork", theirs.fileno())
            if reply.get("fork"):
                return SandboxedChild(self, ours)
            ours.close()
        raise StartError(_diagnosis(reply.get("error", "")))

    def stop(self) -> dict[str, Any]:
        """End the fork."""
        reply = self._tell(b"end")
        self.cpu = reply.get("cpu", self.cpu)
        return reply

    def _tell(self, word: bytes, *ends: int) -> dict[str, Any]:
        """Send a word and read the answer; without one the warm process is replaced."""
        with contextlib.suppress(OSError):
            socket.send_fds(self.control, [word], ends)
            reply = self._reply(PATIENCE)
            if reply is not None:
                return reply
        self.close()
        self._open()
        return {"error": "the warm process was lost"}

    def _reply(self, seconds: float) -> dict[str, Any] | None:
        if not select.select([self.control], [], [], seconds)[0]:
            return None
        said = self.control.recv(2000)
        return json.loads(said) if said else None


class SandboxedChild(Child):
    """A fork behind the walls, spoken to through a socket."""

    def __init__(self, sandbox: Sandbox, ours: socket.socket) -> None:
        self.sandbox, self.socket, self.rest = sandbox, ours, b""
        self.begin()

    def _exchange(self, line: bytes, seconds: float, longest: int) -> bytes | None:
        end = time.monotonic() + seconds
        try:
            self.socket.settimeout(max(seconds, 0.001))
            self.socket.sendall(line)
            return self._line(end, longest)
        except TimeoutError:
            return None
        except OSError:
            return b""

    def _line(self, end: float, longest: int) -> bytes:
        pieces, length = [self.rest], len(self.rest)
        while b"\n" not in pieces[-1] and length < longest:
            if (left := end - time.monotonic()) <= 0:  # also where a byte comes now and then
                raise TimeoutError
            self.socket.settimeout(left)
            piece = self.socket.recv(PIECE)
            if not piece:
                return b""
            pieces.append(piece)
            length += len(piece)
        line, _, self.rest = b"".join(pieces).partition(b"\n")
        return line[:longest]

    def end(self) -> str:
        """End the fork and whatever it has started."""
        self.socket.close()
        return "it took too much memory" if self.sandbox.stop().get("too_much") else ""


def _diagnosis(said: str) -> str:
    """Say what may keep bubblewrap from working."""
    return (
        f"The sandbox for the notebooks of strangers did not start: {said}. If permissions are the reason, it needs "
        "unprivileged user namespaces, which Ubuntu 23.10 and later, and most containers, forbid unless told "
        "otherwise: TEACHING.md says how to allow them, and how to grade in a container. Otherwise run "
        "`course.py test`."
    )
