"""``course.py feedback DIR``: write a page of feedback for each learner of a class."""

import io
import zipfile
from itertools import groupby
from pathlib import Path

from . import CALL, ROOT, find
from .mark import texts_of

MOST_NAMED = 10  # learners in a line


def write_pages(folder, source, submissions):
    """Write the pages of a set, each whole or not at all.

    Parameters
    ----------
    folder : ClassFolder
    source : Path
        Of the set, in `solutions`.
    submissions : list of Submission
        Of this set.

    Returns
    -------
    written : list of str
        The learners who have a page now.
    waiting : list of str
        Those of them of whom a written answer is still to be marked.
    skipped : dict of str to list of str
        Why others have none: the learners.
    """
    from course_utils.files import write
    from course_utils.grading import stored
    from course_utils.grading.gradebook import read_by_hand
    from course_utils.grading.page import feedback_page
    from course_utils.grading.tasks import load_set

    exercises = load_set(source)
    title, headings, rubric = texts_of(source)
    by_hand = read_by_hand(folder, exercises)
    written, waiting, skipped = [], [], {}
    for one in submissions:
        try:
            marks, circumstances = stored.read(folder.marks(one).read_bytes(), exercises)
        except FileNotFoundError:
            skipped.setdefault("not marked yet", []).append(one.learner)
            continue
        except ValueError as error:
            skipped.setdefault(str(error), []).append(one.learner)
            continue
        if circumstances.notebook != one.sha256:
            skipped.setdefault("handed in again since it was marked", []).append(one.learner)
            continue
        given = by_hand.get(one.learner, {})
        page = feedback_page(
            marks, title, headings, rubric, by_hand=given, who=one.name or one.learner, is_late=one.late
        )
        write(folder.feedback(one), page.encode("utf-8", "replace"))
        written.append(one.learner)
        if any(answer.text and given.get(answer.task.id, (None, ""))[0] is None for answer in marks.written):
            waiting.append(one.learner)
    return written, waiting, skipped


def pack(folder, number, submissions):
    """Pack the pages of a set for the learning platform, each under the name by which it knows whose it is.

    Returns
    -------
    Path or None
        None where no submission comes from a platform.
    """
    from course_utils.files import write
    from course_utils.grading.platforms import returned_as

    named = {
        returned_as(one.learner, one.source.partition("/")[2], "feedback.html"): folder.feedback(one)
        for one in submissions
    }
    named.pop(None, None)
    if not named:
        return None
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, page in named.items():
            archive.write(page, name)
    path = folder.path / "feedback" / f"{number}.zip"
    write(path, packed.getvalue())
    return path


def some(learners):
    """Name learners, the first of many."""
    more = len(learners) - MOST_NAMED
    return ", ".join(learners[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def summary(folder, number, written, waiting, skipped):
    """Say what was written, and what is left to do."""
    pages = "1 page is" if len(written) == 1 else f"{len(written)} pages are"
    lines = [f"Set {number}: {pages} in {folder.path / 'feedback' / number}."]
    if waiting:
        lines.append(
            f"On {len(waiting)} of them a written answer is still to be marked by hand, and the page says so. Mark it "
            f"with `{CALL} formgrader {folder.path}`, then start this again."
        )
    lines += [f"Without a page, because {why}: {some(learners)}." for why, learners in skipped.items()]
    if skipped:
        lines.append(f"Mark them with `{CALL} grade {folder.path} --resume`, then start this again.")
    return lines


def run(arguments):
    """Carry out ``course.py feedback``."""
    from course_utils.grading.folder import FolderError, open_class
    from course_utils.grading.text import printable

    try:
        folder = open_class(Path(arguments.folder))
        submissions = [one for one in folder.submissions() if arguments.learner in (None, one.learner)]
        if not submissions:
            whose = f" of {arguments.learner}" if arguments.learner else ""
            raise SystemExit(f"There is no submission{whose} in {folder.path}; submissions.json there lists all.")
        for number, group in groupby(submissions, key=lambda one: one.set):
            source = find(ROOT / "solutions", "_*/checks.py", number, what="exercise set")[0].parent
            of_set = list(group)
            written, waiting, skipped = write_pages(folder, source, of_set)
            lines = summary(folder, number, written, waiting, skipped)
            given = [] if arguments.learner else [one for one in of_set if one.learner in written]
            if packed := pack(folder, number, given):
                lines.append(f"All of them, under the names by which Canvas or Moodle gives them back: {packed}.")
            print(printable("\n".join(lines)))
    except FolderError as error:
        raise SystemExit(str(error)) from None
    except ValueError as error:
        raise SystemExit(
            f"The course's own files of set {number} are damaged ({error}). Get the course anew."
        ) from None
    except OSError as error:
        raise SystemExit(
            f"{error.filename or folder.path} could not be read or written ({error.strerror or error}). Make sure that "
            "this folder may be written to, then start again."
        ) from None
