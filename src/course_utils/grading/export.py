"""Points of a class as CSV: for Canvas, for Moodle, or plain.

A spreadsheet runs what begins like a formula, and names come from anybody: such a cell is written with an apostrophe
before it, which makes it text. Canvas finds a learner by the column ID and an assignment by the number in its head,
Moodle a learner by Identifier, before any name is looked at; none of these begins like a formula, so nothing that an
import needs is changed.

As long as a written answer waits to be marked, the total is left blank. Nothing is deducted for being late.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from course_utils.grading.platforms import learner_id, number_of
from course_utils.grading.standing import Standing, most
from course_utils.grading.tasks import ExerciseSet
from course_utils.grading.text import printable

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # the last four in East Asian spreadsheets
NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")
LARGEST = 20_000_000  # bytes of a roster
CANVAS = ("ID", "SIS User ID", "SIS Login ID", "Integration ID", "Student")  # the surest first
MOODLE = ("Identifier", "ID number", "Username", "Email address", "Full name")
POINTS_POSSIBLE = "    Points Possible"


class ExportError(ValueError):
    """The points cannot be exported so; the sentence says why and what helps."""


@dataclass(frozen=True)
class Roster:
    """The CSV that a learning platform gives, each row as long as the head."""

    path: Path
    head: list[str]
    rows: list[list[str]]

    def column(self, name: str) -> list[str]:
        """What stands in a column."""
        place = self.head.index(name)
        return [row[place] for row in self.rows]


@dataclass(frozen=True)
class Export:
    """A table, and whom it is about.

    Parameters
    ----------
    rows : list of list of str
        The head first.
    matched_by : str
        The column of the roster by which the learners were found; empty without a roster.
    strangers, twice : tuple of str
        Learners who are not in the roster, and who are there more than once.
    blanked : dict of str to str
        Learners who had a mark in the roster and have none now: that mark.
    missing : int
        Rows of the roster for which nothing was handed in; they stay as they are.
    """

    rows: list[list[str]]
    matched_by: str = ""
    strangers: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    blanked: Mapping[str, str] = field(default_factory=dict)
    missing: int = 0

    def encode(self, *, for_excel: bool = False) -> bytes:
        """Write it as CSV. Excel takes it for UTF-8 only with a mark at the beginning, over which platforms stumble."""
        file = io.StringIO(newline="")
        csv.writer(file).writerows([[safe(cell) for cell in row] for row in self.rows])
        return file.getvalue().encode("utf-8-sig" if for_excel else "utf-8", "replace")


def safe(text: str) -> str:
    """Make a cell that no spreadsheet takes for a formula; numbers stay."""
    # Where lists are separated by semicolons a spreadsheet cuts the line there, quoted or not.
    text = re.sub(r"(;)(?=\s*[=+\-@＝＋－＠])", r"\1'", text)
    is_formula = text.startswith(FORMULA) or text.lstrip().startswith(FORMULA)
    is_harmless = not is_formula or text == "-" or NUMBER.fullmatch(text)
    return printable(text) if is_harmless else f"'{printable(text)}"


def read_roster(path: Path) -> Roster:
    """Read the CSV of a learning platform; Canvas writes it with semicolons for some languages.

    Raises
    ------
    ExportError
    """
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig") if len(content) <= LARGEST else ""
        first = text.partition("\n")[0]
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        why = getattr(error, "strerror", None) or error
        raise ExportError(f"{path} cannot be read ({why}). Give it as the platform exports it, in UTF-8.") from None
    if not rows or len(rows[0]) < 2:
        raise ExportError(f"{path} has no columns. Give the CSV as the platform exports it.")
    head = [name.strip() for name in rows[0]]
    return Roster(path, head, [(row + [""] * len(head))[: len(head)] for row in rows[1:] if any(row)])


def plain(exercises: ExerciseSet, standings: Sequence[Standing]) -> Export:
    """Make a table with one row for each learner, and the points of each task."""
    tasks = [task.id for task in (*exercises.tasks, *exercises.written)]
    rows = [["learner", "name", "late", "state", *tasks, "total", "out of"]]
    for one in standings:
        state = "not marked" if one.marks is None else "complete" if one.total is not None else "pending"
        points = [_number(one.points.get(id_)) for id_ in tasks]
        late = "yes" if one.submission.late else "no"
        who = [one.submission.learner, one.submission.name, late, state]
        rows.append([*who, *points, _number(one.total), _number(most(exercises))])
    return Export(rows)


def canvas(exercises: ExerciseSet, standings: Sequence[Standing], roster: Roster, column: str | None = None) -> Export:
    """Fill in the gradebook that Canvas exports: the learner's columns, and the one of the assignment.

    Parameters
    ----------
    exercises : ExerciseSet
    standings : sequence of Standing
    roster : Roster
        What Canvas gives under Grades, Export.
    column : str, optional
        The assignment, by its name or its number; not needed if there is only one.

    Raises
    ------
    ExportError
    """
    if "ID" not in roster.head or "Section" not in roster.head:
        raise ExportError(
            f"{roster.path.name} is not the gradebook of Canvas, which has the columns ID and Section. In Canvas open "
            "Grades and choose Export."
        )
    assignment = _assignment(roster, column)
    place, id_, person = roster.head.index(assignment), roster.head.index("ID"), roster.head.index("Section") + 1
    possible = next((row[place] for row in roster.rows if "Points Possible" in row[0]), "")
    _compare_points(f"In Canvas {assignment}", possible, exercises)
    people = Roster(roster.path, roster.head, [row for row in roster.rows if row[id_].strip()])
    filled = _fill(people, CANVAS, "canvas", place, standings)
    second = [POINTS_POSSIBLE, *[""] * (person - 1), possible or _number(most(exercises))]
    rows = [[*row[:person], row[place]] for row in filled.rows]
    return replace(filled, rows=[rows[0], second, *rows[1:]])


def moodle(
    exercises: ExerciseSet, standings: Sequence[Standing], roster: Roster | None = None, column: str | None = None
) -> Export:
    """Fill in the grading worksheet that Moodle gives for an assignment, or make one.

    Parameters
    ----------
    exercises : ExerciseSet
    standings : sequence of Standing
    roster : Roster, optional
        The worksheet. Without it, each learner has to be known by Moodle's number.
    column : str, optional
        The column of the points, where Moodle does not speak English.

    Raises
    ------
    ExportError
    """
    if roster is None:
        return _new_worksheet(exercises, standings)
    grade = column or "Grade"
    if grade not in roster.head:
        raise ExportError(
            f"{roster.path.name} has no column {grade}. Give the grading worksheet of the assignment; if it is in "
            f"another language, name the column of the points with --column. It has {', '.join(roster.head)}."
        )
    if "Maximum Grade" in roster.head and roster.rows:
        _compare_points("In Moodle the assignment", roster.column("Maximum Grade")[0], exercises)
    return _fill(roster, (roster.head[0], *MOODLE), "moodle", roster.head.index(grade), standings)


def _new_worksheet(exercises: ExerciseSet, standings: Sequence[Standing]) -> Export:
    # Moodle refuses a worksheet without the last column, though it may be empty.
    rows = [["Identifier", "Full name", "Grade", "Maximum Grade", "Last modified (grade)"]]
    for one in standings:
        number = number_of(one.submission.learner, "moodle")
        if number is None:
            raise ExportError(
                f"{one.submission.learner} does not come from a download of Moodle, so Moodle's number is not known. "
                "In the assignment choose Download grading worksheet, and give that as --roster."
            )
        points = [_number(one.total), _number(most(exercises))]
        rows.append([f"Participant {number}", one.submission.name, *points, ""])
    return Export(rows)


def _assignment(roster: Roster, wanted: str | None) -> str:
    """The head of the assignment's column, which Canvas writes as "name (number)"."""
    every = {head: found for head in roster.head if (found := re.fullmatch(r"(.*\S)\s+\(([0-9]+)\)", head))}
    chosen = [head for head, found in every.items() if wanted in (None, head, found[1], found[2])]
    if len(chosen) == 1:
        return chosen[0]
    known = "; ".join(every) or "none at all"
    if wanted is None or chosen:
        raise ExportError(
            f"Which assignment of Canvas are these points for? Say so with --column and its number, in brackets here: "
            f"{known}."
        )
    raise ExportError(f"There is no assignment {wanted!r} in {roster.path.name}. It has: {known}.")


def _compare_points(whose: str, there: str, exercises: ExerciseSet) -> None:
    """Refuse to export points that the platform would read as shares of another sum."""
    there = there.strip().replace(",", ".")
    if NUMBER.fullmatch(there) and float(there) != most(exercises):
        ours = _number(most(exercises))
        raise ExportError(
            f"{whose} has {float(there):g} points, and set {exercises.number} has {ours}: points would become wrong "
            f"percentages. Change it there to {ours}, export the roster anew, and start again."
        )


def _fill(roster: Roster, columns: Sequence[str], platform: str, place: int, standings: Sequence[Standing]) -> Export:
    """Write the totals into a column; what nothing was handed in for, or what is excused, stays as it is."""
    by_learner = {one.submission.learner: one for one in standings}
    column, found, twice = _match(roster, columns, platform, by_learner)
    rows = [list(row) for row in roster.rows]
    blanked = {}
    for learner, number in found.items():
        old, new = rows[number][place].strip(), _number(by_learner[learner].total)
        if old.upper() == "EX":
            continue
        rows[number][place] = new
        if old not in ("", "-") and not new:
            blanked[learner] = old
    strangers = tuple(learner for learner in by_learner if learner not in {*found, *twice})
    return Export([roster.head, *rows], column, strangers, twice, blanked, len(rows) - len(found))


def _match(
    roster: Roster, columns: Sequence[str], platform: str, learners: Collection[str]
) -> tuple[str, dict[str, int], tuple[str, ...]]:
    """Find the rows of the learners, all by one column: the same number may be another learner's in another column.

    Those who could be more than one row, and are not found by that column, come last.
    """
    best: tuple[str, dict[str, int]] = ("", {})
    doubled = set()
    for column in dict.fromkeys(columns):
        if column not in roster.head:
            continue
        rows = defaultdict(set)
        for number, cell in enumerate(roster.column(column)):
            for id_ in _ids(cell, platform if column == columns[0] else ""):
                rows[id_].add(number)
        doubled |= {learner for learner in learners if len(rows[learner]) > 1}
        found = {learner: next(iter(rows[learner])) for learner in learners if len(rows[learner]) == 1}
        times = Counter(found.values())
        found = {learner: number for learner, number in found.items() if times[number] == 1}
        if len(found) == len(best[1]) and found != best[1]:
            raise ExportError(
                f"By the columns {best[0]} and {column} of {roster.path.name} the same learners are different people. "
                "Delete from a copy of it the one that does not say who handed in."
            )
        if len(found) > len(best[1]):
            best = column, found
    return *best, tuple(sorted(doubled - best[1].keys()))


def _ids(cell: str, platform: str) -> set[str]:
    """The ids that a learner may have here whom a roster calls so."""
    cell = cell.strip()
    if not cell:
        return set()
    number = re.search(r"[0-9]+$", cell)
    return {
        learner_id(cell),
        learner_id(cell.partition("@")[0]),
        *([f"{platform}-{number[0]}"] if platform and number else []),
    }


def _number(value: float | None) -> str:
    return "" if value is None else f"{round(value, 2):g}"
