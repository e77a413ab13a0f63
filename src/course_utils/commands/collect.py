"""``course.py collect FROM --to DIR``: take in what a class handed in, and say what was not taken and why."""

import textwrap
from collections import Counter
from pathlib import Path, PurePosixPath

from . import CALL, ROOT, exercise_sets

SHOWN = 20  # lines of one kind; all of them are in submissions.json


def listed(lines, what):
    """Put lines under a heading, of many only the first."""
    lines = list(lines)
    if len(lines) > SHOWN:
        lines[SHOWN:] = [f"... and {len(lines) - SHOWN} more"]
    return [what, *("  " + line for line in lines)] if lines else []


def summary(collected, source, roster):
    """Compose what is printed."""
    from course_utils.grading.sources import NO_NOTEBOOK

    found = collected.submissions
    late = Counter(one.set for one in found if one.late)
    lines = [f"{source.name}: notebooks of {len({one.learner for one in found})} learners were taken."]
    lines += [
        f"  Exercise set {number}: {count}, of them late: {late[number]}"
        for number, count in sorted(Counter(one.set for one in found).items())
    ]
    lines.append(f"New: {len(collected.new)}. There already: {len(collected.same)}.")
    lines += listed(
        (f"{one.learner}, set {one.set}" for one in collected.replaced),
        "In the place of an earlier notebook, whose marks no longer count:",
    )
    lines += listed(
        (f"{path} (what counts is {later})" for path, later in collected.earlier),
        "Passed over, because the latest hand-in of a learner counts:",
    )
    others = [one.source for one in collected.refused if one.reason == NO_NOTEBOOK]
    reasons = [one for one in collected.refused if one.reason != NO_NOTEBOOK]
    lines += listed((f"{one.source}: {one.reason}." for one in reasons), f"Refused, and not marked: {len(reasons)}")
    if others:
        names = Counter(PurePosixPath(path).suffix or PurePosixPath(path).name for path in others)
        kinds = ", ".join(f"{count} {name}" for name, count in names.most_common(SHOWN))
        lines += textwrap.wrap(f"Passed over, being no notebooks: {kinds}.", 100)
    if collected.unknown:
        numbers = ", ".join(map(str, collected.unknown[:SHOWN])) + (", ..." if len(collected.unknown) > SHOWN else "")
        lines.append(f"Lines of {roster} that say late or not of somebody who is not in {source.name}: {numbers}.")
    return lines


def run(arguments):
    """Carry out ``course.py collect``."""
    from course_utils.grading.collecting import collect
    from course_utils.grading.folder import FolderError, open_class
    from course_utils.grading.roster import RosterError, read_late
    from course_utils.grading.sources import SourceError
    from course_utils.grading.text import printable

    source, target = Path(arguments.source).expanduser().resolve(), Path(arguments.to).expanduser().resolve()
    if not source.exists():
        raise SystemExit(f"There is no {source}. Give the download, or the folder, that holds what was handed in.")
    if target.is_relative_to(source) or source.is_relative_to(target):
        raise SystemExit(f"{target} and {source} lie in each other. Give a folder of the class that lies elsewhere.")
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
    print(printable("\n".join(summary(collected, source, arguments.roster))))
    if folder.submissions():
        print(f"Next: `{CALL} grade {folder.path}`, which marks all that has been collected there.")
