"""Collecting what a class handed in: notebooks of strangers are looked at, told apart and kept as they are.

Which set a notebook belongs to is what its metadata say, for whoever says the wrong one is marked for the wrong one.
Whose it is and whether it came late is what the names say that the platform or the instructor gave, never the notebook.
"""

from __future__ import annotations

import datetime
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from course_utils.grading.folder import ClassFolder, Refusal, Submission, sha256
from course_utils.grading.notebooks import number_in
from course_utils.grading.platforms import HandIn, handed_in_by, is_of_platform, number_of, recognise
from course_utils.grading.roster import Row, match
from course_utils.grading.sources import Found, SourceError, files
from course_utils.grading.text import printable

MOST_CELLS = 2_000
DEEPEST = 40  # lists and dicts in each other; what goes deeper could stop a later step
CELL_TYPES = ("code", "markdown", "raw")


@dataclass(frozen=True)
class Collected:
    """What came of collecting.

    Parameters
    ----------
    new, replaced, same : list of Submission
        What counts of this source, by what was there before: nothing, another notebook, the same one.
    earlier : list of (str, str)
        Paths that were passed over, and that of the later hand-in which counts.
    refused : list of Refusal
    unknown : list of Row
        Lines of the instructor's list that are about nobody here.
    """

    new: list[Submission]
    replaced: list[Submission]
    same: list[Submission]
    earlier: list[tuple[str, str]]
    refused: list[Refusal]
    unknown: list[Row]

    @property
    def submissions(self) -> list[Submission]:
        """All that counts of this source."""
        return self.new + self.replaced + self.same


@dataclass(frozen=True)
class _Seen:
    """A file of the source, and what is found out about it: why it is refused, or which other one counts instead."""

    place: int
    path: str
    parts: tuple[str, ...]
    sha256: str
    set: str = ""
    by: HandIn | None = None
    fault: str = ""
    later: str = ""

    @property
    def counts(self) -> bool:
        return not (self.fault or self.later)


def collect(source: Path, folder: ClassFolder, sets: Collection[str], roster: Collection[Row] = ()) -> Collected:
    """Collect what was handed in.

    The source is read twice, so that never more than one notebook is in memory: to choose, and to keep. Notebooks are
    kept before it is written down that they are there.

    Parameters
    ----------
    source : Path
        A folder, a zip or a tar.
    folder : ClassFolder
    sets : collection of str
        The two digits of each exercise set that there is.
    roster : collection of Row
        Who is late, by the instructor's list.

    Raises
    ------
    SourceError, RosterError
        Nothing was written down then.
    """
    before = {(one.learner, one.set): one for one in folder.submissions()}
    seen = [_look(place, found, sets) for place, found in enumerate(files(source))]
    seen = _latest(_told_apart(_by_whom(seen, is_archive=source.is_file()), before.values()))
    counting = [one for one in seen if one.counts]
    late, unknown = match(roster, [one.by for one in counting])

    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    new, replaced, same, wanted = [], [], [], {}
    for one in counting:
        old = before.get((one.by.learner, one.set))
        submission = Submission(
            learner=one.by.learner, name=one.by.name, set=one.set, received=now, source=f"{source.name}/{one.path}",
            late=late.get(one.by.learner, one.by.late), sha256=one.sha256,
        )  # fmt: skip
        if old and old.sha256 == one.sha256:
            is_late = late.get(old.learner, one.by.late or old.late)
            submission = msgspec.structs.replace(old, late=is_late)
            same.append(submission)
        else:
            (replaced if old else new).append(submission)
        wanted[one.place] = submission

    _keep(source, folder, wanted)
    known = before | {(one.learner, one.set): one for one in wanted.values()}
    earlier_refused = folder.refused()
    since = {(one.source, one.reason): one.received for one in earlier_refused}
    refused = [_refusal(one, source, now, since) for one in seen if one.fault]
    others = [one for one in earlier_refused if not one.source.startswith(f"{source.name}/")]
    folder.record(list(known.values()), others + refused)
    earlier = [(one.path, one.later) for one in seen if one.later]
    return Collected(new, replaced, same, earlier, refused, unknown)


def _refusal(seen: _Seen, source: Path, now: str, since: Mapping[tuple[str, str], str]) -> Refusal:
    """Write down why a file was refused; `since` says when, if it was before."""
    path = f"{source.name}/{seen.path}"
    refusal = Refusal(source=path, reason=seen.fault, received=since.get((path, seen.fault), now))
    if seen.by is None:
        return refusal
    name = " ".join(printable(seen.by.name).split())  # unlike that of a notebook that was taken, it may hold anything
    return msgspec.structs.replace(refusal, learner=seen.by.learner, name=name)


def _look(place: int, found: Found, sets: Collection[str]) -> _Seen:
    """Look at a file for itself."""
    seen = _Seen(place, found.path, found.parts, sha256(found.content), fault=found.fault)
    if found.fault:
        return seen
    try:
        return replace(seen, set=check_notebook(found.content, sets))
    except ValueError as error:
        return replace(seen, fault=str(error))


def _by_whom(seen: list[_Seen], *, is_archive: bool) -> list[_Seen]:
    """Read from the paths who handed in what; of what is refused only where a platform says it."""
    fit = [one.parts for one in seen if one.counts]
    outer = 1 if is_archive and _is_wrapped(fit) else 0
    found = []
    for one in seen:
        if one.counts:
            try:
                one = replace(one, by=recognise(one.parts[outer:]))
            except ValueError as error:
                one = replace(one, fault=str(error))
        else:
            one = replace(one, by=handed_in_by(one.parts[outer:]))
        found.append(one)
    return found


def _is_wrapped(paths: list[tuple[str, ...]]) -> bool:
    """Whether an archive holds one folder with everything in it, which is not a learner's."""
    first = {parts[0] for parts in paths}
    if len(first) != 1 or is_of_platform(*first) or min(map(len, paths)) < 2:
        return False
    inner = {parts[1] for parts in paths}
    return len(inner) > 1 or is_of_platform(*inner)


def _told_apart(seen: list[_Seen], before: Iterable[Submission]) -> list[_Seen]:
    """Refuse what two people of one id would share."""
    names = defaultdict(set)
    for one in seen:
        if one.counts:
            names[one.by.learner].add(one.by.name)
    for submission in before:  # the number that a platform gives stays with a learner who changes the name
        if submission.learner in names and not number_of(submission.learner):
            names[submission.learner].add(submission.name)
    faults = {
        learner: f"{' and '.join(map(repr, sorted(those)))} would both be the learner {learner}: rename one of them"
        for learner, those in names.items()
        if len(those) > 1
    }
    return [
        replace(one, fault=faults[one.by.learner], by=None) if one.counts and one.by.learner in faults else one
        for one in seen
    ]


def _latest(seen: list[_Seen]) -> list[_Seen]:
    """Of several hand-ins of one learner for one set let the latest count; refuse them if it is not known which."""
    groups = defaultdict(list)
    for one in seen:
        if one.counts:
            groups[one.by.learner, one.set].append(one)
    found = {one.place: one for one in seen}
    for (learner, number), group in groups.items():
        highest = max(one.by.order for one in group)
        last, *others = [one for one in group if one.by.order == highest]
        for one in group:
            if one.by.order != highest or (one is not last and one.sha256 == last.sha256):
                found[one.place] = replace(one, later=last.path)
            elif any(other.sha256 != last.sha256 for other in others):
                reason = f"{learner} has several notebooks of set {number}, and no name says which is the latest"
                found[one.place] = replace(one, fault=f"{reason}: leave one of them there")
    return list(found.values())


def _keep(source: Path, folder: ClassFolder, wanted: dict[int, Submission]) -> None:
    """Keep the notebooks, by their places in the source."""
    kept = 0
    for place, found in enumerate(files(source)):
        if place in wanted and sha256(found.content) == wanted[place].sha256:
            folder.keep(wanted[place], found.content)
            kept += 1
    if kept != len(wanted):
        raise SourceError(f"{source} changed while it was read. Collect it again.")


def check_notebook(content: bytes, sets: Collection[str]) -> str:
    """Look whether a file is a notebook that can be marked, and give the two digits of its exercise set.

    Raises
    ------
    ValueError
        If it is not; the reason says why.
    """
    try:
        notebook = json.loads(content.decode("utf-8-sig"))
    except RecursionError:
        raise ValueError("its parts lie too deep in each other") from None
    except ValueError as error:  # also what is no UTF-8, and a number of thousands of digits
        raise ValueError(f"it is no notebook, or was damaged when it was saved ({error})") from None
    if not isinstance(notebook, dict) or "nbformat" not in notebook:
        raise ValueError("it is no notebook")
    _check_depth(notebook)
    if type(notebook["nbformat"]) is not int or notebook["nbformat"] != 4:
        raise ValueError(f"its format is {_short(notebook['nbformat'])}, not 4: open it in JupyterLab and save it")
    cells = notebook.get("cells")
    if not isinstance(cells, list) or not all(map(_is_cell, cells)):
        raise ValueError("its cells are not those of a notebook")
    if len(cells) > MOST_CELLS:
        raise ValueError(f"it has {len(cells)} cells, and more than {MOST_CELLS} are not taken")
    try:
        json.dumps([{**cell, "outputs": []} for cell in cells], ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ValueError("one of its cells holds half a character, which no file can hold: delete it there") from None
    number = number_in(notebook.get("metadata"))
    if number is None:
        raise ValueError(
            "it does not say which exercise set it belongs to: it is none, or from an older version of the course. "
            "After an update `course.py lab` lays the new one into my_course, to copy the answers into"
        )
    if not isinstance(number, str) or number not in sets:
        raise ValueError(f"it says that it belongs to exercise set {_short(number)}, which there is not")
    return number


def _short(value: Any) -> str:
    return printable(repr(value)[:20])


def _check_depth(content: Any) -> None:
    level = [content]
    for _ in range(DEEPEST):
        inner = [one.values() if isinstance(one, dict) else one for one in level if isinstance(one, (dict, list))]
        level = [one for values in inner for one in values]
        if not level:
            return
    raise ValueError("its parts lie too deep in each other")


def _is_cell(cell: Any) -> bool:
    if not isinstance(cell, dict) or not isinstance(cell.get("metadata", {}), dict):
        return False
    source = cell.get("source")
    is_text = isinstance(source, str) or (isinstance(source, list) and all(isinstance(line, str) for line in source))
    return is_text and cell.get("cell_type") in CELL_TYPES
