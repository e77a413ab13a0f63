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
    written : list of Submission
        Those that have a page now.
    waiting : list of Submission
        Those of them of which a written answer is still to be marked.
    skipped : dict of str to list of Submission
        Why others have none: the submissions.
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
            skipped.setdefault("not marked yet", []).append(one)
            continue
        except ValueError as error:
            skipped.setdefault(str(error), []).append(one)
            continue
        if circumstances.notebook != one.sha256:
            skipped.setdefault("handed in again since it was marked", []).append(one)
            continue
        given = by_hand.get(one.learner, {})
        page = feedback_page(
            marks, title, headings, rubric, by_hand=given, who=one.name or one.learner, is_late=one.late
        )
        write(folder.feedback(one), page.encode("utf-8", "replace"))
        written.append(one)
        if any(answer.text and given.get(answer.task.id, (None, ""))[0] is None for answer in marks.written):
            waiting.append(one)
    return written, waiting, skipped


def remove_pages(folder, submissions):
    """Remove the pages of submissions that have none any more, and give those of which there was one."""
    old = [one for one in submissions if folder.feedback(one).exists()]
    for one in old:
        folder.feedback(one).unlink()
    return old


def pack(path, folder, submissions):
    """Pack the pages of a set for the learning platform, each under the name by which it knows whose it is.

    Returns
    -------
    bool
        False where no submission comes from a platform; a pack from before is removed then.
    """
    from course_utils.files import write
    from course_utils.grading.platforms import returned_as

    named = {
        returned_as(one.learner, one.source.partition("/")[2], "feedback.html"): folder.feedback(one)
        for one in submissions
    }
    named.pop(None, None)
    if not named:
        path.unlink(missing_ok=True)
        return False
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, page in named.items():
            archive.write(page, name)
    write(path, packed.getvalue())
    return True


def some(submissions):
    """Name learners, the first of many."""
    more = len(submissions) - MOST_NAMED
    return ", ".join(one.who for one in submissions[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def summary(folder, number, written, waiting, skipped, removed):
    """Say what was written, and what is left to do."""
    pages = "1 page is" if len(written) == 1 else f"{len(written) or 'no'} pages are"
    lines = [f"Set {number}: {pages} in {folder.path / 'feedback' / number}."]
    if waiting:
        lines.append(
            f"On {len(waiting)} of them a written answer is still to be marked by hand, and the page says so. Mark it "
            f"with `{CALL} formgrader {folder.path}`, then start this again."
        )
    lines += [f"Without a page, because {why}: {some(learners)}." for why, learners in skipped.items()]
    if removed:
        lines.append(f"Pages from before, which no longer hold, were removed: {some(removed)}.")
    if skipped:
        lines.append(f"Mark them with `{CALL} grade {folder.path} --resume`, then start this again.")
    return lines


def run(arguments):
    """Carry out ``course.py feedback``."""
    from course_utils.grading.folder import FolderError, open_class
    from course_utils.grading.text import printable

    try:
        folder = open_class(Path(arguments.folder))
        submissions = folder.submissions_of(arguments.learner) if arguments.learner else folder.submissions()
        if not submissions:
            raise SystemExit(f"Nothing has been collected yet. Begin with `{CALL} collect FROM --to {folder.path}`.")
        lines, is_done = [], False
        for number, group in groupby(submissions, key=lambda one: one.set):
            source = find(ROOT / "solutions", "_*/checks.py", number, what="exercise set")[0].parent
            of_set = list(group)
            written, waiting, skipped = write_pages(folder, source, of_set)
            removed = remove_pages(folder, [one for one in of_set if one not in written])
            lines += summary(folder, number, written, waiting, skipped, removed)
            packed = folder.path / "feedback" / f"{number}.zip"
            if arguments.learner and packed.exists():
                lines.append(f"{packed} is from before. Without --learner it is packed anew.")
            if not arguments.learner and pack(packed, folder, written):
                lines.append(f"All of them, under the names by which Canvas or Moodle gives them back: {packed}.")
            is_done = is_done or bool(written)
        text = printable("\n".join(lines))
        if not is_done:
            raise SystemExit(text)
        print(text)
    except FolderError as error:
        raise SystemExit(printable(str(error))) from None
    except ValueError as error:
        raise SystemExit(
            f"The course's own files of set {number} are damaged ({error}). Get the course anew."
        ) from None
    except OSError as error:
        raise SystemExit(
            f"{error.filename or folder.path} could not be read or written ({error.strerror or error}). Make sure that "
            "this folder may be written to, then start again."
        ) from None
