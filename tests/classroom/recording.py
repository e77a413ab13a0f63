"""Reading a record, and other kernels that write to it."""

import os
import subprocess
import sys

from course_utils.classroom.record import Progress


def answers(progress):
    return [record.answer for record in progress.records()]


def stored(path):
    """What another kernel would find."""
    return answers(Progress(path))


def started(program, argument, path):
    """Run a program with the record at `path`, up to where it says that it is ready and waits for a line."""
    process = subprocess.Popen(
        [sys.executable, "-c", program, argument], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=os.environ | {"COURSE_PROGRESS": str(path)},
    )  # fmt: skip
    assert process.stdout.readline() == "ready\n"
    return process


def finished(process):
    """Give it the line, and see that it says nothing more and ends well."""
    output, _ = process.communicate("\n")
    assert (process.returncode, output) == (0, "")
