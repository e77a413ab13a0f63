"""``course.py formgrader DIR``: mark the written answers of a class in nbgrader's formgrader."""

import secrets
from pathlib import Path

from . import CALL, ROOT, exercise_sets, jupyter
from .lab import refuse_taken_port

OWN = ".formgrader"  # what it keeps for itself, in the folder of the class
SETS = f"{OWN}/sets"


def settings(folder, first, port=None, browser=True):
    """Compose the settings of the server.

    Parameters
    ----------
    folder : ClassFolder
    first : str
        The path of the page to open.
    port : int, optional
        The port to listen on; by default the first free one from 8888 on.
    browser : bool
        Whether to open the browser.
    """
    from sqlalchemy import URL
    from traitlets.config import Config

    from .marking_server import LIST_POLICY

    config = Config()
    config.ServerApp.update(
        ip="127.0.0.1", root_dir=str(folder.path), default_url=first, open_browser=browser, use_redirect_file=False,
        allow_root=True, answer_yes=True, log_level="ERROR",
        tornado_settings={"headers": {"Content-Security-Policy": LIST_POLICY, "Referrer-Policy": "no-referrer"}},
    )  # fmt: skip
    if port is not None:
        config.ServerApp.update(port=port, port_retries=0)
    # Of the cookie nbgrader's first page would make one that is not sent with what the page then asks for.
    config.IdentityProvider.update(token=secrets.token_hex(16), cookie_options={"path": "/", "samesite": "Strict"})
    config.ContentsManager.files_handler_class = None
    config.HTMLExporter.update(sanitize_html=True, exclude_anchor_links=True)
    config.CourseDirectory.update(
        root=str(folder.path), source_directory=SETS, submitted_directory="autograded",
        db_url=URL.create("sqlite", database=str(folder.gradebook)).render_as_string(),
    )  # fmt: skip
    return config


def lay_out(folder):
    """Let nbgrader know which sets there are: by a folder for each.

    Returns
    -------
    str
        The path of the page to begin with: the submissions; where there are several sets, these.
    """
    names = sorted({path.name for path in (folder.path / "autograded").glob("*/*")})
    for name in names:
        (folder.path / SETS / name).mkdir(parents=True, exist_ok=True)
    return f"/formgrader/gradebook/{names[0]}/{names[0]}_exercises" if len(names) == 1 else "/formgrader/gradebook"


def serve(folder, port=None, browser=True):
    """Run formgrader on the folder of a class until it is stopped; the parameters are those of `settings`."""
    jupyter.separate(folder.path / OWN)
    from .marking_server import marking_server

    if port is not None:
        refuse_taken_port(port)
    first = lay_out(folder)
    config = settings(folder, first, port, browser)
    server = marking_server(config)
    print(
        f"\nFormgrader is open{', in your browser. If no page comes up, open' if browser else '. Open'} this address:"
        f"\n\n    http://127.0.0.1:{server.port}{first}?token={config.IdentityProvider.token}\n\n"
        "Choose a submission. Its written answers stand at the top, with the rubric beside them. Type the points and,\n"
        "if you like, a comment; both are saved as soon as you leave the field. Next leads to the following one.\n"
        "Names are shown only when you ask for them. Leave this window open. To stop, press Ctrl-C here.",
        flush=True,
    )
    server.start()
    print(
        f"\nWhat you have given is kept in {folder.gradebook}.\nNext: `{CALL} feedback {folder.path}` for the pages of "
        f"the learners, and\n`{CALL} export {folder.path} --to canvas` (or moodle, csv) for the points.",
        flush=True,
    )


def unmarked(folder):
    """Count the submissions that have no marks, or only those of an earlier notebook."""
    from course_utils.grading.stored import of_submission
    from course_utils.grading.tasks import load_set

    submissions, count = folder.submissions(), 0
    sets = {number: load_set(*exercise_sets(ROOT, number)) for number in {one.set for one in submissions}}
    for one in submissions:
        found = of_submission(folder, sets[one.set], one)
        count += found is None or found[1].notebook != one.sha256
    return count


def run(arguments):
    """Carry out ``course.py formgrader``."""
    from course_utils.grading.folder import FolderError, open_class

    try:
        folder = open_class(Path(arguments.folder))
        if not folder.gradebook.exists():
            raise SystemExit(f"Nothing has been marked yet. Begin with `{CALL} grade {folder.path}`.")
        if count := unmarked(folder):
            what = "1 submission is" if count == 1 else f"{count} submissions are"
            print(
                f"{what} not marked yet, or handed in again since, and missing here or shown as before.\n"
                f"Better stop, and begin with `{CALL} grade {folder.path} --resume`."
            )
        print("Starting formgrader ...", flush=True)
        serve(folder, arguments.port, not arguments.no_browser)
    except FolderError as error:
        raise SystemExit(str(error)) from None
    except OSError as error:
        raise SystemExit(
            f"Formgrader could not write to {error.filename or folder.path} ({error.strerror or error}). Make sure "
            "that this folder may be written to and that the disk is not full, then start again."
        ) from None
