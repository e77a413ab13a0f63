"""``course.py export DIR --to canvas|moodle|csv``: the points of a class as a learning platform takes them."""

from pathlib import Path

from .collect import listed
from .feedback import some
from .report import none_marked, open_sets

NEXT = {
    "canvas": "In Canvas open Grades and choose Import; it shows what would change before anything does.",
    "moodle": "In the assignment choose Upload grading worksheet. To replace points given in the meantime, "
    "and for a file made without --roster, allow updating records that were modified more recently.",
    "csv": "It opens in Excel, LibreOffice and Google Sheets.",
}


def compose(arguments, exercises, standings):
    """Make the table that is asked for."""
    from course_utils.grading import export

    if arguments.to == "csv" and arguments.roster:
        raise export.ExportError("A plain table takes no roster. Leave --roster out, or give --to canvas or moodle.")
    roster = export.read_roster(Path(arguments.roster)) if arguments.roster else None
    if arguments.to == "csv":
        return export.plain(exercises, standings)
    if arguments.to == "moodle":
        return export.moodle(exercises, standings, roster, arguments.column)
    if roster is None:
        raise export.ExportError(
            "Canvas takes points only with its own numbers of learners and assignment. In Canvas open Grades, choose "
            "Export, and give the file as --roster."
        )
    return export.canvas(exercises, standings, roster, arguments.column)


def save(path, content, roster):
    """Write the file; one that is there may only be an earlier export of the same kind."""
    from course_utils.files import write
    from course_utils.grading.export import ExportError
    from course_utils.grading.folder import COURSE

    path = path.expanduser().resolve()
    if path.is_relative_to(COURSE):
        raise ExportError(f"{path} lies inside the course, whose files may be published. Give a place outside.")
    if path.exists():
        is_roster = roster is not None and path.samefile(roster)
        if is_roster or not path.is_file() or path.read_bytes().partition(b"\n")[0] != content.partition(b"\n")[0]:
            raise ExportError(f"{path} is there already and is not an earlier export of this kind. Give another name.")
    write(path, content)


def summary(found, standings, of, refused):
    """Say whom the table is about, and who is missing in it; `of` is how many points there are."""
    from course_utils.grading.folder import unread

    marked = [one for one in standings if one.marks is not None]
    pending = [one.submission for one in marked if one.total is None]
    nothing = unread(refused, {one.submission.learner for one in standings})
    lines = [f"{len(standings)} handed in, {len(marked) - len(pending)} with a total."]
    groups = {
        "Left blank, because a written answer is still to be marked": pending,
        "Left blank, because they are not marked yet": [one.submission for one in standings if one.marks is None],
        "Late, for which nothing was deducted": [one.submission for one in standings if one.submission.late],
        f"With more than the {of:g} points of the set": [one.submission for one in marked if (one.total or 0) > of],
        "Handed in, but not to be read": [first for first, *_ in nothing],
        "NOT in the roster, and so not in the file": of_learners(standings, found.strangers),
        "More than once in the roster, so that no row was filled in": of_learners(standings, found.twice),
    }
    lines += [f"{what}: {len(who)} ({some(who)})." for what, who in groups.items() if who]
    lines += listed(
        (f"{one.who} had {found.blanked[one.learner]} in the roster" for one in of_learners(standings, found.blanked)),
        f"With a mark before, and blank now: {len(found.blanked)}",
    )
    if found.matched_by:
        lines.append(
            f"Found by the column {found.matched_by}. Rows without a notebook, which stay as they are: {found.missing}."
        )
    return lines


def of_learners(standings, learners):
    """Give the submissions of these learners."""
    return [one.submission for one in standings if one.submission.learner in learners]


def run(arguments):
    """Carry out ``course.py export``."""
    from course_utils.grading.export import ExportError
    from course_utils.grading.folder import FolderError
    from course_utils.grading.standing import most, standings
    from course_utils.grading.text import printable

    folder, sets = open_sets(arguments.folder, arguments.set)
    if len(sets) > 1:
        raise SystemExit(f"Say which set with --set; there is {', '.join(one.number for one in sets)}.")
    (exercises,) = sets
    path = Path(arguments.output or folder.path / "export" / f"{exercises.number}_{arguments.to}.csv")
    try:
        stand = standings(folder, exercises)
        if all(one.marks is None for one in stand):
            raise SystemExit(none_marked(folder, exercises))
        found = compose(arguments, exercises, stand)
        if found.strangers and len(found.strangers) == len(stand):
            raise ExportError(
                f"{arguments.roster} names none of the {len(stand)} who handed in "
                f"({some([one.submission for one in stand])}). Give the roster of this class."
            )
        save(path, found.encode(for_excel=arguments.to == "csv"), arguments.roster)
    except (ExportError, FolderError) as error:
        raise SystemExit(printable(str(error))) from None
    except OSError as error:
        raise SystemExit(
            f"{path} could not be written ({error.strerror or error}). Give with --output where you may write."
        ) from None
    print(printable("\n".join(summary(found, stand, most(exercises), folder.refused()))))
    print(f"Set {exercises.number}: {path}\n{NEXT[arguments.to]}")
