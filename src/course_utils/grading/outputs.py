"""What a cell of a learner shows: the text it prints, its value and its pictures, cut to what a page can hold.

`Capture` works in the process that runs the notebook, `read_output` on the side that trusts nothing of it.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import io
import struct
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from course_utils.classroom.running import described
from course_utils.grading.text import printable

LONGEST_TEXT = 4000  # characters of what a cell prints
MOST_PICTURES = 3  # of a cell
LARGEST_PICTURE = 200_000  # bytes
LARGEST_SIDE = 2000  # pixels, so that a small file is no huge picture
RESOLUTION = 72  # dots per inch
SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, eq=False)
class Output:
    """What a cell showed when it was run.

    Parameters
    ----------
    number : int
        Of the cell, from 1, among the code cells.
    line : str
        The first line of the cell.
    text : str
        What it printed, and the value of its last line.
    pictures : tuple of bytes
        PNG files.
    error : str
        What it raised, or why it was left out; empty if it ran to its end.
    """

    number: int
    line: str
    text: str = ""
    pictures: tuple[bytes, ...] = ()
    error: str = ""


class Capture(io.TextIOBase):
    """A place to print to that keeps the beginning."""

    def __init__(self) -> None:
        self.kept: list[str] = []
        self.left = LONGEST_TEXT

    def writable(self) -> bool:
        """Say yes, as print asks."""
        return True

    def write(self, text: str) -> int:
        """Keep as much as there is room for."""
        if self.left > 0:
            self.kept.append(str(text)[: self.left])
            self.left -= len(self.kept[-1])
        return len(text)

    def value(self, value: Any) -> None:
        """Keep the value of a cell's last line as Jupyter would show it; what is only an address is left out."""
        if value is None or type(value).__repr__ is object.__repr__:
            return
        try:
            self.write(repr(value) + "\n")
        except Exception as error:
            self.write(described(error) + "\n")

    def text(self) -> str:
        """What was kept."""
        return "".join(self.kept) + (" …" if self.left <= 0 else "")


@contextlib.contextmanager
def captured(capture: Capture):
    """Let what is printed go to a `Capture`."""
    before = sys.stdout
    sys.stdout = capture
    try:
        yield
    finally:
        sys.stdout = before


def draw_figures() -> list[str]:
    """Draw the open figures of matplotlib as PNG in base64 and close them, as Jupyter does at the end of a cell."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None or not pyplot.get_fignums():
        return []
    found = []
    for number in pyplot.get_fignums()[:MOST_PICTURES]:
        file = io.BytesIO()
        pyplot.figure(number).savefig(file, format="png", dpi=RESOLUTION)
        if len(file.getvalue()) <= LARGEST_PICTURE:
            found.append(base64.b64encode(file.getvalue()).decode())
    pyplot.close("all")
    return found


def read_output(reply: dict[str, Any], number: int, line: str) -> Output:
    """Read what the process says about a cell, none of which is trusted."""
    text, pictures, error = (reply.get(key) for key in ("text", "pictures", "error"))
    found = (_read_picture(picture) for picture in pictures[:MOST_PICTURES]) if isinstance(pictures, Sequence) else ()
    return Output(
        number,
        line,
        printable(text[: LONGEST_TEXT + 2]) if isinstance(text, str) else "",
        tuple(picture for picture in found if picture),
        printable(error[:LONGEST_TEXT]) if isinstance(error, str) else "",
    )


def _read_picture(text: Any) -> bytes:
    """Give a PNG file; nothing if it is none, or too large."""
    if not isinstance(text, str) or len(text) > 4 * -(-LARGEST_PICTURE // 3):  # in base64
        return b""
    try:
        picture = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
    if not picture.startswith(SIGNATURE) or picture[12:16] != b"IHDR" or len(picture) < 24:
        return b""
    width, height = struct.unpack(">II", picture[16:24])
    return picture if 0 < width <= LARGEST_SIDE and 0 < height <= LARGEST_SIDE else b""
