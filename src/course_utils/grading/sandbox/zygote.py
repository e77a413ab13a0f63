"""Inside: the warm process. It has everything imported that a notebook of the course uses, and forks when it is told.

Started by `sandbox.Sandbox` with the number of a socket, a number of seconds and the import statements to carry out.
It reads a word at a time:

    fork    with an end of a socket, to which the fork will talk     {"fork": 12}
    end     kills that fork and all that it has started              {"cpu": 1.3, "too_much": false}

The seconds of the processor are its own and those of all forks so far; "too_much": memory, for which it was killed.

It never sees a line of a learner's: those go to the fork directly. While a fork lives, the memory of what descends from
it is watched, because the limits of the kernel hold for each process by itself.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import select
import signal
import socket
import sys
from pathlib import Path

from course_utils.grading import child
from course_utils.grading.sandbox import walls

WATCH = 0.1  # seconds between two looks at the memory
MOST_MEMORY = 1024 * walls.MEGABYTE  # of all processes of a learner together


class Zygote:
    """The warm process, at one end of a socket."""

    def __init__(self, control: socket.socket, seconds: int) -> None:
        self.control, self.seconds = control, seconds
        self.rules = walls.system_calls()
        self.fork: int | None = None
        self.too_much = False
        self.base = _anonymous(os.getpid())

    def serve(self) -> None:
        """Do what is told until the other end is gone."""
        self._say({"ready": True, "seccomp": self.rules is not None})
        while True:
            if self.fork and not select.select([self.control], [], [], WATCH)[0]:
                self._watch()
                continue
            word, ends, _, _ = socket.recv_fds(self.control, 16, 1)
            if word == b"fork":
                self._fork(ends[0])
            elif word == b"end":
                self._end()
            else:
                return

    def _say(self, reply: dict[str, object]) -> None:
        self.control.send(json.dumps(reply).encode())

    def _fork(self, end: int) -> None:
        """Fork twice: the one between steps into new namespaces, of which only its children are full members."""
        reading, writing = os.pipe()
        between = os.fork()
        if between == 0:
            try:
                walls.leave()
                fork = os.fork()
                if fork == 0:
                    os.close(reading)
                    os.close(writing)
                    self._become(end)
                os.write(writing, str(fork).encode())
            except OSError as error:
                os.write(writing, str(error).encode())
            finally:
                os._exit(0)
        os.close(writing)
        os.close(end)
        os.waitpid(between, 0)
        said = os.read(reading, 1000).decode()
        os.close(reading)
        self.fork, self.too_much = (int(said), False) if said.isdigit() else (None, False)
        self._say({"fork": self.fork, "error": "" if self.fork else said})

    def _become(self, end: int) -> None:
        """Be the process that runs a notebook; never return."""
        try:
            self.control.close()
            os.dup2(end, 3)
            os.closerange(4, 1024)
            child.silence()  # also because a file that two forks had both could hold a note from one to the other
            walls.shut(self.seconds, self.rules)
            with (
                open(3, encoding="utf-8", closefd=False) as requests,
                open(3, "w", encoding="utf-8", newline="\n", closefd=False) as answers,
            ):
                child.converse(requests, answers)
        except BaseException as error:
            with contextlib.suppress(OSError):
                os.write(3, json.dumps({"fault": str(error)[:500]}).encode() + b"\n")
        finally:
            os._exit(0)

    def _end(self) -> None:
        """Kill the fork; it is the first process of its namespace, so all the others there go with it."""
        if self.fork:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.fork, signal.SIGKILL)
            os.waitpid(self.fork, 0)
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        self._say({"cpu": sum(one.ru_utime + one.ru_stime for one in used), "too_much": self.too_much})
        self.fork = None

    def _watch(self) -> None:
        """Kill the fork if it and what it has started hold too much memory."""
        total = -self.base  # what is shared with the warm process; once, as a program that is started shares nothing
        for entry in os.listdir("/proc"):
            if entry.isdigit() and int(entry) not in (1, os.getpid()):
                total += _anonymous(int(entry))
        if total > MOST_MEMORY:
            self.too_much = True
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.fork, signal.SIGKILL)


def _anonymous(process: int) -> int:
    """Bytes that a process holds of its own, or shares without a file."""
    total = 0
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith(("RssAnon:", "RssShmem:", "VmSwap:")):
                total += int(line.split()[1]) * 1024
    return total


def main(arguments: list[str]) -> None:
    """Import, then serve."""
    number, seconds, *imports = arguments
    for statement in imports:  # of the course's own notebooks
        exec(statement, {})
    walls.prctl(walls.DUMPABLE, 0)
    walls.prctl(walls.CHILD_SUBREAPER, 1)
    gc.collect()
    gc.freeze()  # so that a fork does not copy what it never changes
    Zygote(socket.socket(fileno=int(number)), int(seconds)).serve()


if __name__ == "__main__":
    main(sys.argv[1:])
