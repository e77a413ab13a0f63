"""``course.py mark NN``: mark one's own exercise set, with the cases that a class is marked with."""

import textwrap

from . import CALL, ROOT, exercise_sets

PAGE = "feedback.html"
INDENT = 8 * " "  # of what is said about a task


def find_notebook(mine, name):
    """Find the learner's notebook of a set, or say where it should be."""
    path = mine / "exercises" / name / f"{name}_exercises.ipynb"
    if path.exists():
        return path
    moved = sorted(found for found in mine.rglob(path.name) if found.is_file()) if mine.is_dir() else []
    if moved:
        raise SystemExit(
            f"{path.name} is not in its folder. It was found in {moved[0].parent}; move it to {path.parent}, then "
            "start again."
        )
    raise SystemExit(
        f"{path.name} is not in {path.parent}. If you have not begun with this set, run `{CALL} lab`, which lays it "
        "there; if you have moved or renamed it, move it back under this name."
    )


def headings_of(cells):
    """Read a notebook's title, and for each cell with a grade id the heading that it stands under."""
    from course_utils.grading.marking import grade_id

    title, last, found = "", "", {}
    for cell in cells:
        if grade_id(cell):
            found.setdefault(grade_id(cell), last)
        elif cell["cell_type"] == "markdown":
            for line in cell["source"].splitlines():
                if line.startswith("# "):
                    title = title or line[2:].removeprefix("Exercises: ")
                elif line.startswith("## "):
                    last = line[3:]
    return title, found


def texts_of(folder):
    """Read the title of a set, the headings of its tasks, and the rubric; a damaged notebook is a ValueError."""
    from course_utils.grading.notebooks import read_notebook

    title, headings = headings_of(read_notebook(folder / f"{folder.name}_exercises.ipynb").cells)
    rubric = folder / "rubric.md"
    return title, headings, rubric.read_text(encoding="utf-8") if rubric.exists() else ""


def summary(marks, headings):
    """Compose what is printed: a line for each task, and its message where something is left to do."""
    from course_utils.grading.html import points

    lines = []
    for mark in marks.tasks:
        lines.append(f"{points(mark.points)} of {points(mark.of)}  {headings.get(mark.task.name, mark.task.name)}")
        if not mark.verdict.is_right:
            lines += textwrap.wrap(mark.verdict.message, 96, initial_indent=INDENT, subsequent_indent=INDENT)
        if mark.verdict.message.endswith(":"):  # it announces a case
            for label, value in mark.verdict.details:
                text = f"{label + ':':11} " + value.replace("\n", "\n" + 12 * " ")
                lines += textwrap.indent(text, INDENT).splitlines()
    for answer in marks.written:
        lines.append(f"up to {points(answer.task.points)}  {headings.get(answer.task.name, answer.task.name)}")
        lines.append(f"{INDENT}To be marked by hand{'.' if answer.text else '; you have not written anything yet.'}")
    lines += [f"A cell did not run to its end: {why}. It begins: {line}" for line, why in marks.troubles]
    return [*lines, f"Together {points(marks.points)} of {points(marks.of)} points, without what is marked by hand."]


def mark_notebook(folder, path, **options):
    """Mark a notebook and write the page beside it.

    Parameters
    ----------
    folder : Path
        Of the set, in `solutions`.
    path : Path
        The learner's notebook, which is only read.
    options
        For `course_utils.grading.marking.mark`.

    Returns
    -------
    lines : list of str
        For the terminal.
    page : Path
    """
    from course_utils.files import write
    from course_utils.grading.marking import mark, read_cells
    from course_utils.grading.notebooks import read_notebook
    from course_utils.grading.page import feedback_page
    from course_utils.grading.tasks import load_set

    cells = read_cells(path)
    given = ROOT / "exercises" / folder.name / path.name
    try:
        title, headings, rubric = texts_of(folder)
        released = read_notebook(given).cells if given.exists() else ()
        marks = mark(load_set(folder), cells, released, **options)
    except ValueError as error:
        raise SystemExit(
            f"Your notebook was not marked, because the course's own files of set {folder.name[:2]} are damaged, which "
            f"is not your doing: {error}. Get the course anew; what is in my_course stays."
        ) from None
    page = path.with_name(PAGE)
    text = feedback_page(marks, title, headings, rubric)
    write(page, text.encode("utf-8", "replace"))
    return summary(marks, headings), page


def run(arguments):
    """Carry out ``course.py mark``."""
    from course_utils.grading.marking import NotebookError
    from course_utils.grading.process import StartError
    from course_utils.grading.text import printable

    folder = exercise_sets(ROOT, arguments.number)[0]
    path = find_notebook(ROOT / "my_course", folder.name)
    print("Running your notebook, as it was last saved, in a Python of its own ...", flush=True)
    try:
        lines, page = mark_notebook(folder, path)
    except (NotebookError, StartError) as error:
        raise SystemExit(str(error)) from None
    except OSError as error:
        raise SystemExit(
            f"The page of feedback could not be written to {error.filename or path.parent} "
            f"({error.strerror or error}). Make sure that this folder may be written to, then start again."
        ) from None
    print(printable("\n".join(lines)))
    print(f"The whole feedback: {page}")
