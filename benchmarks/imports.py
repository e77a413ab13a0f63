"""How long the rooms take to import, as a multiple of NumPy, and what the package imports by itself.

    PYTHONPATH=src python benchmarks/imports.py

Each import runs in processes of its own, taking turns with the others; the time of a bare Python is subtracted from
the median. Run it twice: the first run may still be compiling to bytecode.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

from timing import race, row

ROOMS = ["course_utils.decisions", "course_utils.convergence"]
FOR_INFORMATION = ["course_utils.pictures"]
WIDTHS = [28, 14, 14]


def python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout


def main() -> None:
    loaded = python("import sys, course_utils; print([name for name in sys.modules if 'course_utils.' in name])")
    assert loaded.strip() == "[]", f"course_utils imports {loaded}"
    heavy = python("import sys, course_utils; print('numpy' in sys.modules)")
    assert heavy.strip() == "False", "course_utils imports NumPy"

    modules = ["numpy", *ROOMS, *(name for name in FOR_INFORMATION if find_spec(name))]
    calls = {name: lambda name=name: python(f"import {name}") for name in modules}
    seconds = race({"bare": lambda: python(""), **calls}, 21)
    numpy = seconds["numpy"] - seconds["bare"]
    row(["import", "milliseconds", "times NumPy"], WIDTHS)
    for name in modules:
        time = seconds[name] - seconds["bare"]
        row([name, f"{time * 1e3:.0f}", f"{time / numpy:.2f}"], WIDTHS)
        assert name not in ROOMS or time <= 1.5 * numpy, f"{name} takes more than 1.5 times NumPy's own time"


if __name__ == "__main__":
    main()
