"""``course.py test``: check the package and the lessons, in one run of pytest."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from . import ROOT, jupyter


def pytest_options(everything=False, thorough=False):
    """Choose what pytest runs.

    Parameters
    ----------
    everything : bool
        Also what takes very long.
    thorough : bool
        Also what takes some time or drives a browser.
    """
    without = "" if everything else "not full" if thorough else "not full and not browser and not slow"
    return [
        "tests", "notebooks", "-m", without,
        # A notebook's cells depend on each other, so one worker runs them all.
        "-n", str(min(os.cpu_count() or 1, 8)), "--dist", "loadscope",
        "--nbval", "--nbval-current-env", "--nbval-cell-timeout", "300",
        "--nbval-sanitize-with", "tests/notebooks/sanitize.cfg",
    ]  # fmt: skip


def run(arguments):
    """Carry out ``course.py test``."""
    with tempfile.TemporaryDirectory() as folder:
        # Neither the learner's progress nor anybody's Jupyter settings take part.
        jupyter.separate(Path(folder))
        os.environ["COURSE_PROGRESS"] = os.path.join(folder, "progress.sqlite3")
        options = pytest_options(arguments.full, arguments.all or arguments.full)
        return subprocess.run([sys.executable, "-m", "pytest", *options], cwd=ROOT).returncode
