"""Time several calls side by side, and print a table.

The speed of a machine drifts while a benchmark runs, so calls that are compared take turns in one process, and
what is quoted is the ratio of their medians.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from statistics import median
from time import perf_counter


def race(calls: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median seconds of each call. The calls take turns; one turn of each beforehand warms up and is not counted."""
    seconds = {name: [] for name in calls}
    for turn in range(rounds + 1):
        for name, call in calls.items():
            begin = perf_counter()
            call()
            if turn:
                seconds[name].append(perf_counter() - begin)
    return {name: median(times) for name, times in seconds.items()}


def row(cells: Iterable[object], widths: Iterable[int] | int = 14) -> None:
    """Print one line of a table at once: numbers to three digits, the first column to the left."""
    cells = list(cells)
    widths = [widths] * len(cells) if isinstance(widths, int) else list(widths)
    texts = [f"{cell:,.3g}" if isinstance(cell, float) else str(cell) for cell in cells]
    print(texts[0].ljust(widths[0]), *(t.rjust(w) for t, w in zip(texts[1:], widths[1:], strict=True)), flush=True)
