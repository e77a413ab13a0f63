"""Runs attacks in a sandbox and says what came of each: ``python -m tests.grading.hostile.trial FOLDER [NAME ...]``.

A program, because the tests have it run as root and as an ordinary user.
"""

import json
import os
import re
import sys
import tempfile
import time
from pathlib import Path

from course_utils.grading import stored
from course_utils.grading.marking import mark
from course_utils.grading.process import Limits
from course_utils.grading.sandbox.sandbox import Sandbox
from tests.grading.notebooks import ROOT, SET, TASKS, code

from . import exhausting, forging, lying, reaching
from .attack import right

ATTACKS = [*forging.ATTACKS, *reaching.ATTACKS, *exhausting.ATTACKS, *lying.ATTACKS]
LIMITS = Limits(cell=1, call=0.5, task=0.8, notebook=8)
PATIENT = Limits(cell=4, call=2, task=4, notebook=30)  # for what failed, which may have been a busy machine's doing
STATEMENTS = ["import numpy as np", "import matplotlib.pyplot", "import course_utils.classroom.checking"]
FOUND = r'^(?! *"line":).*FOUND'  # but for the first lines of cells, which marks quote
# What whoever comes next sees of the one before.
LOOK = """
import builtins, json, os, resource, socket, numpy
from course_utils.classroom import plain
print([(folder, folders, names) for start in ("/box", "/tmp", "/dev/shm") for folder, folders, names in os.walk(start)])
print(numpy.mean([1, 2]), json.loads(json.dumps(plain.encode((1,)))), hasattr(builtins, "hostile_note"))
print(os.getpriority(os.PRIO_PROCESS, 0), os.getpid(), [os.lseek(number, 0, 2) for number in range(3)])
try: socket.socket(socket.AF_UNIX).connect(chr(0) + "hostile-note"); print("FOUND a socket")
except OSError: pass
"""


def plant(folder):
    """Lay out what no notebook may see or change."""
    word = reaching.TOKEN[::-1]
    for name in ("class/gradebook.db", "class/submissions.json", "class/submitted/x/01/1.ipynb", "solutions/checks.py"):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(word, encoding="utf-8")
        file.chmod(0o666)
    return [str(path) for path in (*folder.rglob("*"), folder, SET, SET / "checks.py", ROOT, ROOT / "solutions")]


def tree(folder):
    """Every file below a folder, with what is in it."""
    return {str(path): path.read_bytes() if path.is_file() else b"" for path in sorted(folder.rglob("*"))}


def descendants(process):
    """Processes that come from this one."""
    parents = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            parents[int(entry)] = int(Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = {process}
    while more := {one for one, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def try_all(folder, attacks, limits=LIMITS):
    """Try attacks, each followed by a notebook that is as it should be.

    Parameters
    ----------
    folder : Path
        An empty one. What is beside it counts as the class's, and as the place for temporary files.
    attacks : sequence of Attack
    limits : Limits

    Yields
    ------
    dict
        Its name; points; what was found, told or left behind that should not be.
    """
    secrets = plant(folder)
    before = tree(folder)
    tempfile.tempdir = str(folder.parent)
    with Sandbox(STATEMENTS, limits) as sandbox:

        def run(cells):
            marks = mark(TASKS, cells, start=sandbox.start, limits=limits, for_class=True)
            said = stored.write(marks, stored.Circumstances(notebook="", checks="", seed=1, walls=())).decode()
            return tuple(int(one.points) for one in marks.tasks), said, marks

        first = run([code(LOOK), *right()])
        warm = descendants(sandbox.process.pid)
        for attack in attacks:
            cells = [cell | {"source": cell["source"].replace("SECRETS", repr(secrets))} for cell in attack.cells]
            began = time.monotonic()
            points, said, marks = run(cells)
            seconds = time.monotonic() - began
            left = descendants(sandbox.process.pid) - warm
            next_points, next_said, _ = run([code(LOOK), *right()])
            yield {
                "name": attack.name,
                "points": points,
                "wanted": attack.points,
                "found": [line for line in said.replace("\\n", "\n").splitlines() if re.search(FOUND, line)],
                "told": reaching.TOKEN[::-1] in said,
                "left": len(left),
                "changed": tree(folder) != before,
                "warm process lost": warm != descendants(sandbox.process.pid),
                "next": (next_points, next_said) == first[:2] or next_said,
                "errors": [output.error for output in marks.outputs if output.error],
                "seconds": round(seconds, 2),
            }


def faults(result):
    """Say what is wrong with a result."""
    return {
        what: value
        for what, value, is_wrong in (
            ("points", (result["points"], result["wanted"]), list(result["points"]) != list(result["wanted"])),
            *((key, result[key], result[key]) for key in ("found", "told", "left", "changed", "warm process lost")),
            ("next", result["next"], result["next"] is not True),
        )
        if is_wrong
    }


def main():
    folder = Path(sys.argv[1])
    wanted = set(sys.argv[2:])
    attacks = [one for one in ATTACKS if not wanted or one.name in wanted]
    for result in try_all(folder, attacks, PATIENT if wanted else LIMITS):
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
