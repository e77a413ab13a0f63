"""The list of a class that the instructor gives, a CSV: who is late, where the learning platform does not say so."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from course_utils.grading.platforms import HandIn, number_of

# Columns that say who it is, the surest first. The names are those of Canvas and Moodle, in lower case.
WHO = (
    "learner", "id", "identifier", "sis login id", "login id", "email address", "student", "name", "full name",
)  # fmt: skip
LATE = {"yes": True, "true": True, "1": True, "late": True, "no": False, "false": False, "0": False, "": None}


class RosterError(ValueError):
    """The list cannot be used; the sentence says why and what helps."""


@dataclass(frozen=True)
class Row:
    """A line of the list that says whether somebody is late."""

    line: int
    who: dict[str, str]
    late: bool

    @property
    def name(self) -> str:
        """What the line calls whom it is about, by the column that people read."""
        return next(reversed(self.who.values()), "nobody")


def read_late(path: Path) -> list[Row]:
    """Read the lines that say whether somebody is late.

    Raises
    ------
    RosterError
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            rows = csv.DictReader(file, delimiter=max(",;\t", key=first.count))
            columns = {name.strip().casefold(): name for name in rows.fieldnames or ()}
            if "late" not in columns or not columns.keys() & set(WHO):
                raise RosterError(
                    f"{path} needs a first line with a column `late`, and one that says who it is: {', '.join(WHO)}."
                )
            read = [(rows.line_num, {key: (row[name] or "").strip() for key, name in columns.items()}) for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RosterError(f"{path} cannot be read ({error}). Save it as CSV in UTF-8.") from None
    found = []
    for line, row in read:
        if row["late"].casefold() not in LATE:
            raise RosterError(
                f"{path}, line {line}: late is {row['late'][:40]!r}. Write yes or no, or leave it empty where what the "
                "learning platform says is right."
            )
        if (late := LATE[row["late"].casefold()]) is not None:
            found.append(Row(line, {key: row[key] for key in WHO if row.get(key)}, late))
    return found


def match(rows: Iterable[Row], learners: Iterable[HandIn]) -> tuple[dict[str, bool], list[Row]]:
    """Find whom the lines are about.

    Returns
    -------
    late : dict
        Learner: whether late, for those that a line is about.
    unknown : list of Row
        Lines that are about nobody here.

    Raises
    ------
    RosterError
        If two lines are about one learner and disagree.
    """
    known = defaultdict(list)  # (column, value): rows
    for row in rows:
        for key, name in row.who.items():
            known[key, name.casefold()].append(row)
    late, used = {}, set()
    for one in learners:
        names = _names(one)
        found = next((known[key, name] for key in WHO for name in names if (key, name) in known), [])
        if len({row.late for row in found}) > 1:
            lines = " and ".join(str(row.line) for row in found)
            raise RosterError(f"Lines {lines} of the list are both about {one.learner} and disagree. Correct one.")
        for row in found:
            late[one.learner] = row.late
            used.add(row.line)
    return late, [row for row in rows if row.line not in used]


def _names(one: HandIn) -> list[str]:
    """All that a list may call a learner."""
    found = [one.learner, one.name.casefold()]
    if number := number_of(one.learner, "canvas"):
        found.append(number)
    if number := number_of(one.learner, "moodle"):
        found += [number, f"participant {number}"]
    return found
