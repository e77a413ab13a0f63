"""``course.py collect FROM --to DIR``: take in what a class handed in, and say what was not taken and why."""

import textwrap
from collections import Counter
from pathlib import Path, PurePosixPath

from . import CALL, ROOT, exercise_sets

KNOWN_BY = {"canvas": "Canvas' number", "moodle": "Moodle's number", "neither": "name alone"}
SHOWN = 20  # lines of one kind; all of them are in submissions.json


def listed(lines, what):
    """Put lines under a heading, of many only the first."""
    lines = list(lines)
    if len(lines) > SHOWN:
        lines[SHOWN:] = [f"... and {len(lines) - SHOWN} more"]
    return [what, *("  " + line for line in lines)] if lines else []


def summary(collected, source, roster):
    """Compose what is printed."""
    from course_utils.grading.folder import unread
    from course_utils.grading.sources import NO_NOTEBOOK
    from course_utils.grading.text import count

    found = collected.submissions
    learners = {one.learner for one in found}
    late = Counter(one.set for one in found if one.late)
    lines = [f"{source.name}: notebooks of {count(len(learners), 'learner')} were taken."]
    lines += [
        f"  Exercise set {number}: {how_many}, of them late: {late[number]}"
        for number, how_many in sorted(Counter(one.set for one in found).items())
    ]
    lines.append(f"New: {len(collected.new)}. There already: {len(collected.same)}.")
    lines += listed(
        (f"{one.who}, set {one.set}" for one in collected.replaced),
        "In the place of an earlier notebook, whose marks no longer count:",
    )
    lines += listed(
        (f"{path} (what counts is {later})" for path, later in collected.earlier),
        "Passed over, because the latest hand-in of a learner counts:",
    )
    nothing = unread(collected.refused, learners)
    lines += listed(map(first_of, nothing), f"Handed in, but not to be read: {len(nothing)}")
    named = {its[0].learner for its in nothing}
    rest = [one for one in collected.refused if one.learner not in named]
    others = [one.source for one in rest if one.reason == NO_NOTEBOOK]
    reasons = [one for one in rest if one.reason != NO_NOTEBOOK]
    lines += listed((f"{one.source}: {one.reason}." for one in reasons), f"Refused, and not marked: {len(reasons)}")
    if others:
        names = Counter(PurePosixPath(path).suffix or PurePosixPath(path).name for path in others)
        kinds = ", ".join(f"{how_many} {name}" for name, how_many in names.most_common(SHOWN))
        lines += textwrap.wrap(f"Passed over, being no notebooks: {kinds}.", 100)
    unknown = [f"line {row.line} ({row.name})" for row in collected.unknown]
    lines += listed(unknown, f"In {Path(roster).name}, but about nobody in {source.name}:" if roster else "")
    return lines


def first_of(refused):
    """Name a learner of whom nothing can be read, with one of the files."""
    more = f" (and {len(refused) - 1} more)" if len(refused) > 1 else ""
    return f"{refused[0].who}: {refused[0].file}, {refused[0].reason}{more}."


def warning_of_mixture(learners):
    """Warn of a class in which one person may be two learners; without need there is no line."""
    from course_utils.grading.platforms import number_of

    kinds = Counter(one.partition("-")[0] if number_of(one) else "neither" for one in learners)
    if len(kinds) < 2:
        return []
    known = ", ".join(f"{kinds[kind]} by {how}" for kind, how in KNOWN_BY.items() if kinds[kind])
    return textwrap.wrap(
        f"WARNING: the learners of this class are not all known in the same way: {known}. Who handed in in two ways is "
        "two learners here, and no platform can take the points of all. If that is not meant, begin a new folder.",
        100,
    )


def check_places(source, target):
    """Refuse what cannot be a download, and a folder of the class that is mixed up with it."""
    if not source.exists():
        raise SystemExit(f"There is no {source}. Give the download, or the folder, that holds what was handed in.")
    if (source / "course.py").exists() and (source / "exercises").is_dir():
        raise SystemExit(f"{source} is a copy of the course. Give the download, or the folder, that was handed in.")
    if target.is_relative_to(source):
        raise SystemExit(f"The folder of the class, {target}, lies inside the download. Give one that lies elsewhere.")
    if source.is_relative_to(target):
        raise SystemExit(f"The download, {source}, lies inside the folder of the class. Move it elsewhere.")


def run(arguments):
    """Carry out ``course.py collect``."""
    from course_utils.grading.collecting import collect
    from course_utils.grading.folder import FolderError, open_class
    from course_utils.grading.roster import RosterError, read_late
    from course_utils.grading.sources import SourceError
    from course_utils.grading.text import printable

    source, target = Path(arguments.source).expanduser().resolve(), Path(arguments.to).expanduser().resolve()
    check_places(source, target)
    sets = [folder.name[:2] for folder in exercise_sets(ROOT)]
    try:
        roster = read_late(Path(arguments.roster)) if arguments.roster else []
        folder = open_class(target, make=True)
        collected = collect(source, folder, sets, roster)
    except (SourceError, FolderError, RosterError) as error:
        raise SystemExit(printable(str(error))) from None
    except OSError as error:
        raise SystemExit(
            f"{error.filename or target} could not be written ({error.strerror or error}). Make sure that the folder "
            "may be written to and that the disk is not full, then collect again."
        ) from None
    learners = {one.learner for one in folder.submissions()}
    print(printable("\n".join(summary(collected, source, arguments.roster) + warning_of_mixture(learners))))
    if learners:
        print(f"Next: `{CALL} grade {folder.path}`, which marks all that has been collected there.")
