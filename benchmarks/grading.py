"""Grading a class of 300 behind walls, beside `nbgrader autograde` on 20 of the same notebooks.

    python3 course.py test            (once; it installs nbgrader)
    .venv/bin/python benchmarks/grading.py

Prints the seconds a notebook takes with each, their ratio, and the seconds of the processor that ours takes apart from
the learner's own code: all that the grader and the processes behind the walls use, less what the same cells and calls
use in a plain, warm Python. Linux only; needs bubblewrap.
"""

import json
import os
import subprocess
import sys
import sysconfig
import tempfile
import time
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from course_utils.classroom import plain
from course_utils.grading import child, classwork
from course_utils.grading.folder import Submission, open_class, sha256
from course_utils.grading.marking import grade_id, posed, read_cells

ROOT = Path(__file__).resolve().parents[1]
SET = next((ROOT / "solutions").glob("01_*"))
NAME = f"{SET.name}_exercises.ipynb"
RELEASED = ROOT / "exercises" / SET.name / NAME
OTHERS = (None, "battery_probability = lambda near, behind: behind / (near + behind)  # {}")
SEED = 1


def notebooks(number):
    """Make notebooks as learners hand them in: every second with a mistake, no two alike."""
    solved = {grade_id(cell): cell["source"] for cell in read_cells(SET / NAME) if grade_id(cell)}
    made = []
    for place in range(number):
        notebook = json.loads(RELEASED.read_text(encoding="utf-8"))
        other = OTHERS[place % len(OTHERS)]
        for cell in notebook["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            if name in solved:
                cell["source"] = other.format(place) if other and name == "battery_probability" else solved[name]
        notebook["metadata"]["place"] = place
        made.append(json.dumps(notebook).encode())
    return made


def own_code(content, sets):
    """Seconds of the processor that the cells of a notebook and the calls of its functions take by themselves."""
    cells = [cell["source"] for cell in json.loads(content)["cells"] if cell["cell_type"] == "code"]
    cases = {task.name: [case.arguments for case in posed(task, SEED).cases] for task in sets["01"].exercises.tasks}

    def run():
        namespace = child.fresh_namespace()
        with redirect_stdout(StringIO()):
            for source in cells:
                exec("".join(source), namespace)
        for name, arguments in cases.items():
            for case in arguments:
                plain.encode(namespace[name](*case) if case is not None else namespace[name])

    run()
    began = time.process_time()
    for _ in range(5):
        run()
    return (time.process_time() - began) / 5


def grade(folder, contents, sets):
    """Mark a class with all that `course.py grade` does but for the gradebook; seconds, and of the processor."""
    submissions = []
    for place, content in enumerate(contents):
        one = Submission(
            learner=f"learner-{place:03}", name="", set="01", received="", source="", sha256=sha256(content)
        )
        folder.keep(one, content)
        submissions.append(one)
    folder.record(submissions, [])
    used, began = time.process_time(), time.monotonic()
    with classwork.open_starts(sets.values(), os.cpu_count()) as starts:
        work = classwork.jobs(folder, sets, submissions, seed=SEED, walls=classwork.walls_of(starts))
        classwork.mark_class(folder, sets, work, starts)
        behind = sum(start.__self__.cpu for start in starts)
    return time.monotonic() - began, time.process_time() - used + behind


def autograde(course, contents):
    """Grade with nbgrader; seconds."""

    def nbgrader(*arguments):
        search = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
        subprocess.run(
            [sys.executable, "-m", "nbgrader", *arguments], cwd=course, check=True, capture_output=True,
            env=os.environ | {"PATH": search},
        )  # fmt: skip

    def lay(step, person, content):
        path = course / step / person / SET.name / NAME
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
        return path.parent

    checks = [file for file in RELEASED.parent.iterdir() if file.suffix != ".ipynb"]
    folders = [lay("source", "", (SET / NAME).read_bytes())]
    folders += [lay("submitted", f"learner{place}", content) for place, content in enumerate(contents)]
    for folder in folders:
        for file in checks:
            (folder / file.name).write_bytes(file.read_bytes())
    nbgrader("generate_assignment", SET.name)
    began = time.monotonic()
    nbgrader("autograde", SET.name)
    return time.monotonic() - began


def main():
    """Measure, and print a table."""
    sets = {"01": classwork.load_class_set(SET, RELEASED)}
    with tempfile.TemporaryDirectory() as place:
        contents = notebooks(300)
        theirs = autograde(Path(place), contents[:20]) / 20
        seconds, used = grade(open_class(Path(place, "class"), make=True), contents, sets)
        own = sum(own_code(content, sets) for content in contents[:2]) / 2
    print(f"nbgrader autograde, 20 notebooks    {theirs:.2f} s each")
    print(f"ours, 300 notebooks, with start-up  {seconds / 300:.3f} s each: {theirs * 300 / seconds:.0f}x")
    print(f"processor, ours                     {1000 * used / 300:.0f} ms each,")
    print(f"of it the learner's own code        {1000 * own:.0f} ms")


if __name__ == "__main__":
    main()
