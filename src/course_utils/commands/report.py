"""``course.py report DIR``: the class at a glance, for each set a page and the same as data."""

import sys
from pathlib import Path

from . import CALL, ROOT, find
from .mark import texts_of


def open_sets(path, number=None):
    """Open the folder of a class and load the sets that were handed in.

    Parameters
    ----------
    path : str
    number : str, optional
        Of a set; without it all.

    Returns
    -------
    folder : ClassFolder
    sets : list of ExerciseSet
    """
    from course_utils.grading.folder import FolderError, open_class
    from course_utils.grading.tasks import load_set

    try:
        folder = open_class(Path(path))
        there = sorted({one.set for one in folder.submissions()})
    except FolderError as error:
        raise SystemExit(str(error)) from None
    if not there:
        raise SystemExit(f"Nothing has been collected yet. Begin with `{CALL} collect FROM --to {folder.path}`.")
    if number not in (None, *there):
        raise SystemExit(f"Nobody handed in set {number}; there is {', '.join(there)}.")
    sources = [find(ROOT / "solutions", "_*/checks.py", one, what="exercise set")[0].parent for one in there]
    try:
        return folder, [load_set(source) for source in sources if number in (None, source.name[:2])]
    except ValueError as error:
        raise SystemExit(f"The course's own files are damaged ({error}). Get the course anew.") from None


def none_marked(folder, exercises):
    """Say that nothing can be told about a set yet, and what comes first."""
    return (
        f"Set {exercises.number}: nobody is marked yet. Mark the notebooks with `{CALL} grade {folder.path}`, then "
        "start this again."
    )


def compose(folder, exercises):
    """Draw up the report of a set."""
    from course_utils.grading.lookalikes import look_alikes
    from course_utils.grading.marking import NotebookError, grade_id, read_cells
    from course_utils.grading.report import class_report
    from course_utils.grading.standing import standings

    source = exercises.folder
    name = f"{source.name}_exercises.ipynb"
    title, headings, rubric = texts_of(source)
    stand = standings(folder, exercises)
    notebooks = {}
    for one in stand:
        try:
            cells = read_cells(folder.notebook(one.submission))
        except NotebookError:
            continue  # it has no marks either, and is listed with those
        # No more than is compared: the rest may be large, and those of the whole class are held at once.
        notebooks[one.submission.learner] = [
            {key: cell[key] for key in ("cell_type", "source")}
            | {"metadata": {"nbgrader": {"grade_id": grade_id(cell)}}}
            for cell in cells
        ]
    solved, released = read_cells(source / name), read_cells(ROOT / "exercises" / source.name / name)
    alike = look_alikes(exercises, notebooks, solved, released, rubric)
    return class_report(exercises, stand, title=title, headings=headings, refused=folder.refused(), alike=alike)


def run(arguments):
    """Carry out ``course.py report``."""
    import msgspec

    from course_utils.files import write
    from course_utils.grading.folder import FolderError
    from course_utils.grading.report_page import report_page
    from course_utils.grading.text import count

    folder, sets = open_sets(arguments.folder)
    written = []
    for exercises in sets:
        page = folder.path / "report" / f"{exercises.number}.html"
        try:
            report = compose(folder, exercises)
            if len(report.not_marked) == report.handed_in:
                print(none_marked(folder, exercises), file=sys.stderr)
                continue
            write(page, report_page(report).encode("utf-8", "replace"))
            write(page.with_suffix(".json"), msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n")
        except FolderError as error:
            raise SystemExit(str(error)) from None
        except ValueError as error:
            raise SystemExit(
                f"The course's own files of set {exercises.number} are damaged ({error}). Get the course anew."
            ) from None
        except OSError as error:
            raise SystemExit(
                f"{page} could not be written ({error.strerror or error}). Make sure that this folder may be written "
                "to, then start again."
            ) from None
        written.append(page)
        to_mark = sum(len(written.to_mark) for written in report.written)
        print(
            f"Set {report.set}: {report.handed_in} handed in, {report.late} late, {len(report.not_marked)} not marked; "
            f"{count(to_mark, 'written answer')} to mark. The report: {page}"
        )
    if not written:
        raise SystemExit(1)
