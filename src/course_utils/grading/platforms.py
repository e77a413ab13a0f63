"""Who handed in a file, by the names that learning platforms, or the instructor's folders, give.

    Canvas    smithjane_12345_678901_name.ipynb         the learner canvas-12345, called smithjane
              smithjane_LATE_12345_678901_name-1.ipynb  ... late; 678901 numbers the uploads, -1 the names
    Moodle    Jane Smith_1234567_assignsubmission_file_/name.ipynb     the learner moodle-1234567, called Jane Smith
              Jane Smith_1234567_assignsubmission_file_name.ipynb      ... without folders
    others    Jane Smith/name.ipynb or Jane Smith.ipynb                the learner jane-smith, called Jane Smith

The number is the platform's own: Canvas' column ID, and Moodle's "Participant 1234567" of the column Identifier (Moodle
numbers the participants of each assignment anew). `number_of` gives it back. Who puts a notebook by hand into a folder
called canvas-12345 hands it in for that learner.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

CANVAS = re.compile(
    r"(?P<name>.+?)(?P<late>_late)?_(?P<person>[0-9]{1,18})_(?P<file>[0-9]{1,18})_(?P<title>.+\.ipynb)", re.I
)
MOODLE = re.compile(r"_([0-9]{1,18})_assignsubmission_(?:file|onlinetext)")
NUMBERED = re.compile(r"-([0-9]{1,9})\.ipynb", re.I)
RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?")  # on Windows no file may be called so


@dataclass(frozen=True)
class HandIn:
    """What the name of a file says.

    Parameters
    ----------
    learner : str
        Fit for names of files, and for nbgrader.
    name : str
        Somebody else's text.
    late : bool
    order : tuple of int
        Of several hand-ins the one with the highest is the latest.
    """

    learner: str
    name: str
    late: bool = False
    order: tuple[int, ...] = ()


def is_of_platform(part: str) -> bool:
    """Whether a folder or a file is called as a platform calls it."""
    return bool(MOODLE.search(part) or CANVAS.fullmatch(part))


def recognise(parts: tuple[str, ...]) -> HandIn:
    """Read who handed in a file, by its path alone.

    Raises
    ------
    ValueError
        If that cannot be told; the reason says why.
    """
    first, is_alone = parts[0], len(parts) == 1
    before, *found = MOODLE.split(first)  # text, number, text, number, ...
    if len(found) > 2:
        raise ValueError("its name looks like those of two participants of Moodle, so it is not known whose it is")
    if before and found and (found[1].startswith("_") or not (found[1] or is_alone)):
        return HandIn(f"moodle-{found[0]}", before)
    if is_alone and (match := CANVAS.fullmatch(first)):
        numbered = NUMBERED.search(match["title"])
        order = int(match["file"]), int(numbered[1]) if numbered else 0
        return HandIn(f"canvas-{match['person']}", match["name"], match["late"] is not None, order)
    name = first[: -len(".ipynb")] if is_alone else first
    return HandIn(learner_id(name), name)


def handed_in_by(parts: tuple[str, ...]) -> HandIn | None:
    """Read who handed in a file of whatever kind, if a platform named it; else give None."""
    if len(parts) == 1 and not parts[0].lower().endswith(".ipynb"):
        parts = (f"{parts[0]}.ipynb",)  # Canvas names all files alike
    try:
        hand_in = recognise(parts) if parts else None
    except ValueError:
        return None
    return hand_in if hand_in and number_of(hand_in.learner) else None


def returned_as(learner: str, path: str, file: str) -> str | None:
    """Give the name under which a platform gives a file back to who handed in this path; None if that is not known.

    Canvas looks for the learner's number and that of the upload, Moodle for the participant's and the kind of file.
    """
    parts = tuple(path.split("/"))
    hand_ins = (handed_in_by(parts[start:]) for start in (0, 1))  # an archive may hold one folder around everything
    hand_in = next((one for one in hand_ins if one and one.learner == learner), None)
    if hand_in is None:  # not of a platform, or the path was too long to be kept whole
        return None
    if hand_in.order:
        return f"{hand_in.name}_{number_of(learner, 'canvas')}_{hand_in.order[0]}_{file}"
    number = number_of(learner, "moodle")
    return f"{hand_in.name}_{number}_assignsubmission_file_{file}" if number else None


def learner_id(name: str) -> str:
    """Make of a name an id of lower case letters, digits, ".", "_" and "-"; letters it cannot keep become a hash."""
    letters = [one for one in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(one)]
    found = re.sub("[^a-z0-9._-]+", "-", "".join(letters)).strip("._-")
    is_lossy = not found or len(found) > 60 or any(one.isalnum() and not one.isascii() for one in letters)
    if is_lossy:
        found = f"{found[:40]}-{hashlib.sha256(name.encode()).hexdigest()[:8]}".lstrip("-")
    # nbgrader reads an id of digits as a number.
    return f"learner-{found}" if found.isdecimal() or RESERVED.fullmatch(found) else found


def number_of(learner: str, platform: str = "canvas|moodle") -> str | None:
    """Give the number that a platform, canvas or moodle, knows a learner by; None if the learner is not from there."""
    match = re.fullmatch(f"(?:{platform})-([0-9]+)", learner)
    return match[1] if match else None
