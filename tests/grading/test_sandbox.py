"""The sandbox: what is inside, what is not, and that it comes back when it was lost."""

import os
import shutil
import signal
import sys

import pytest

from course_utils.grading.classwork import open_starts
from course_utils.grading.learner import Learner
from course_utils.grading.marking import mark
from course_utils.grading.process import Limits
from course_utils.grading.sandbox import bubblewrap
from course_utils.grading.sandbox.sandbox import Sandbox, SandboxError
from tests.conftest import lacking

from .notebooks import TASKS, code, solved

LIMITS = Limits(cell=5, call=3, task=5, notebook=20)


@pytest.fixture(scope="module")
def sandbox():
    if not shutil.which("bwrap"):
        lacking("bubblewrap is not installed, so nothing was run behind walls.")
    with Sandbox(["import numpy"], LIMITS) as sandbox:
        yield sandbox


def run(sandbox, *cells):
    """What each cell printed, or its error."""
    with Learner(cells, sandbox.start, LIMITS) as learner:
        learner.run()
        return [output.error or output.text for output in learner.outputs.values()]


def test_inside_there_are_programs_python_and_a_folder_of_ones_own(sandbox):
    source = """
import os, sys
print(sorted(os.listdir("/")), os.listdir("/proc"), os.getpid())
print(os.getcwd(), os.listdir("."), sorted(os.environ), os.getuid() == 0)
"""
    first, second = run(sandbox, source)[0].splitlines()
    assert first.endswith("[] 1")
    assert not {"home", "srv", "var", "mnt", "media", "opt", "sys", "run"} & set(eval(first[: first.index("]") + 1]))
    assert second.startswith("/box/work [] ['COURSE_PROGRESS', ")
    assert second.endswith("False")
    assert "PYTHONPATH" not in second


def test_nothing_is_left_for_the_next(sandbox):
    leave = """
import os, pathlib, tempfile
for folder in ("/box", tempfile.gettempdir(), "/dev/shm", "."):
    pathlib.Path(folder, "note").write_text("42")
"""
    find = "import os; print(sorted(path for path, _, names in os.walk('/') if 'note' in names))"
    assert run(sandbox, leave, find) == ["", "['/box', '/box/tmp', '/box/work', '/dev/shm']\n"]
    assert run(sandbox, find) == ["[]\n"]


def test_what_a_notebook_started_ends_with_it(sandbox):
    source = """
import subprocess, sys
for _ in range(3):
    subprocess.Popen([sys.executable, "-c", "import os, time; os.setsid(); time.sleep(1000)"])
"""
    before = children(sandbox.process.pid)
    assert run(sandbox, source) == [""]
    assert children(sandbox.process.pid) == before


def test_processes_that_take_too_much_memory_together_are_ended_and_it_is_said():
    source = """
import os, time
for _ in range(10):
    if not os.fork():
        kept = b"x" * (300 << 20)
        time.sleep(60)
time.sleep(60)
"""
    with Sandbox([], LIMITS) as sandbox:
        said = run(sandbox, source)
    assert said == ["left out, because it took too much memory"]


def children(process):
    """All that descends from a process."""
    found = {process}
    while True:
        more = {int(entry) for entry in os.listdir("/proc") if entry.isdigit() and parent(entry) in found}
        if more <= found:
            return found
        found |= more


def parent(process):
    try:
        with open(f"/proc/{process}/stat") as file:
            return int(file.read().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def test_random_numbers_that_need_no_seed_are_the_same_each_time(sandbox):
    source = "import random, numpy as np; print(random.random(), np.random.rand(), hash('x'))"
    assert run(sandbox, source) == run(sandbox, source)


def test_a_warm_process_that_was_lost_is_replaced(sandbox):
    os.kill(sandbox.process.pid, signal.SIGKILL)
    sandbox.process.wait()
    assert run(sandbox, "print(7)") == ["7\n"]


def test_folders_that_lie_in_one_that_is_shown_can_be_hidden():
    secret = bubblewrap.PACKAGE / "bank"
    with open_starts([], 1, hidden=[secret]) as (start,):
        (said,) = run(start.__self__, f"import os\nprint(os.listdir({str(secret)!r}))")
    assert said.startswith("PermissionError")


def test_without_bubblewrap_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(SandboxError, match="sudo apt install bubblewrap"):
        Sandbox([], LIMITS)
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(SandboxError, match="which only Linux has"):
        Sandbox([], LIMITS)


def test_a_machine_that_forbids_namespaces_is_told_what_to_allow(monkeypatch):
    if not shutil.which("bwrap"):
        lacking("bubblewrap is not installed, so nothing was run behind walls.")
    monkeypatch.setattr(bubblewrap, "command", lambda hidden: [sys.executable, "-c", "exit('bwrap: No permissions')"])
    with pytest.raises(SandboxError, match=r"did not start: bwrap: No permissions\. .* it needs unprivileged user"):
        Sandbox([], LIMITS)


def test_who_answers_a_byte_at_a_time_is_late_as_well(sandbox):
    drip = """
import os, time
end = time.monotonic() + 3  # or this test would not end without a limit
for _ in range(3):
    os.fork()
while time.monotonic() < end:
    os.write(3, b" ")
    time.sleep(0.0005)
"""
    with Learner([drip], sandbox.start, Limits(cell=1)) as learner:
        learner.run()
    assert learner.outputs[0].error == "left out, because it took longer than 1 seconds"
    assert learner.was_cut


def test_a_function_that_has_seen_hidden_cases_shows_nothing_when_the_cells_are_run_again(sandbox, monkeypatch):
    """Whatever it may have left on the machine for its next run, that is not kept."""
    cells = [code("import time\nprint('shown first', time.time_ns())"), *solved()]
    first = mark(TASKS, cells, start=sandbox.start, limits=LIMITS, for_class=True, is_last=False)
    again = mark(TASKS, cells, start=sandbox.start, limits=LIMITS, for_class=True, before=first)
    assert again.outputs[0].text == first.outputs[0].text
    assert (first.points, again.points) == (13, 13)
    monkeypatch.setattr("course_utils.grading.marking._ask_hidden", lambda *_: pytest.fail("a hidden case was asked"))
    cut = mark(TASKS, [code("import os\nos._exit(1)"), *cells], start=sandbox.start, limits=LIMITS, is_last=False)
    assert (cut.was_cut, cut.tasks) == (True, ())
