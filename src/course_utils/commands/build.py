"""``course.py build``: run the lessons and store their outputs, so that the same lesson always gives the same bytes."""

import os
import re
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from traitlets.config import Config

from course_utils.grading.notebooks import METADATA, read_notebook

from . import ROOT, find, jupyter
from .my_course import write
from .plan import write_tables
from .saving import VIEW

# Without it the kernel warns, at each start, that others on the same machine could listen.
ENCRYPTED = Config({"KernelManager": {"transport_encryption": "auto"}})
# What a code-hosting site takes out of a notebook; a lesson that needs it would be read without it there.
STRIPPED = re.compile(r"<(script|style|form|input|button|select|textarea|svg|iframe|link)\b", re.IGNORECASE)
LONGEST = 600  # seconds for a cell


def normalise(notebook):
    """Take out of an executed notebook, in place, what differs from run to run or only lives with a kernel."""
    # `title` and the like belong to the author and stay.
    kept = {key: value for key, value in notebook.metadata.items() if key not in (*METADATA, "widgets")}
    notebook.metadata = nbformat.from_dict(kept | METADATA)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(VIEW, None)
            output.get("metadata", {}).pop(VIEW, None)


def shown(output):
    """Join what an output says as text, without the bytes of pictures."""
    texts = [content for mime, content in output.get("data", {}).items() if mime.startswith("text/")]
    text = "\n".join([*texts, output.get("text", ""), *output.get("traceback", [])])
    return re.sub(r"data:[\w/+.-]+;base64,[\w+/=\s]+", "", text)


def refusal(output):
    """Say why an output may not be stored and how to cure it; None if it may."""
    text, data = shown(output), output.get("data", {})
    if output.output_type == "stream" and output.name == "stderr":
        return f"it writes to stderr ({text.strip()[:80]!r}); cure what it warns of, or print what a learner needs"
    if address := re.search(r"\b0x[0-9a-fA-F]{6,}\b", text):
        return f"it shows an address in memory ({address[0]}), new at each run; show what a learner needs of it"
    for place in {str(ROOT), str(Path.home()), tempfile.gettempdir(), sys.prefix} - {os.sep}:
        if re.search(rf"(?<![\w/.]){re.escape(place)}(?!\w)", text):
            return f"it shows a folder of this computer ({place}); show the name of the file alone"
    if VIEW in data and "text/html" not in data:
        return (
            "its widget has no fallback in text/html, so nothing is seen where no Python runs; show a widget of the "
            "classroom or a live picture, or let the learner add the cell"
        )
    if lost := STRIPPED.search(data.get("text/html", "")):
        return f"its HTML needs <{lost[1]}>, which a notebook that is not trusted loses; write it without"
    return None


def refusals(notebook):
    """List what in the outputs of an executed notebook may not be stored: cell, rule and cure."""
    return [
        f"cell {index} ({cell.id}): {what}"
        for index, cell in enumerate(notebook.cells)
        for output in cell.get("outputs", [])
        if (what := refusal(output))
    ]


def notebooks(course, number=None):
    """List the notebooks to build: lessons, then solved exercises; all, or those whose names begin with a number."""
    solved = sorted(course.glob(f"solutions/{number or '[0-9][0-9]'}_*/*_exercises.ipynb"))
    if number and solved:  # a set may stand without a lesson
        return sorted(course.glob(f"notebooks/{number}_*.ipynb")) + solved
    return find(course / "notebooks", "_*.ipynb", number, what="lesson") + solved


def execute(notebook, folder):
    """Run a notebook in place, in a fresh kernel that works in a folder and begins with no progress."""
    with tempfile.TemporaryDirectory() as temporary:
        NotebookClient(
            notebook, timeout=LONGEST, kernel_name="python3", record_timing=False,
            coalesce_streams=True, resources={"metadata": {"path": str(folder)}}, config=ENCRYPTED,
        ).execute(env=os.environ | {"COURSE_PROGRESS": os.path.join(temporary, "progress.sqlite3")})  # fmt: skip


def build(path):
    """Execute one notebook and store it with its outputs."""
    try:
        notebook = read_notebook(path)
    except ValueError as error:
        raise SystemExit(f"{error}.") from None
    try:
        execute(notebook, path.parent)
    except CellExecutionError as error:
        raise SystemExit(f"{path.name} was not stored, because a cell of it fails:\n{error}") from None
    except CellTimeoutError:
        raise SystemExit(
            f"{path.name} was not stored, because a cell of it takes longer than {LONGEST} seconds; make it smaller."
        ) from None
    except DeadKernelError:
        raise SystemExit(
            f"{path.name} was not stored, because Python ended while a cell of it ran; look for what ends it, or for "
            "what needs more memory than there is."
        ) from None
    if found := refusals(notebook):
        raise SystemExit("\n".join(f"{path.name} was not stored: {what}." for what in found))
    normalise(notebook)
    write(path, (nbformat.writes(notebook) + "\n").encode())


def write_claims(folder):
    """Write the page of all claims, made from the bank."""
    from course_utils.classroom.bank import BankError, bank
    from course_utils.classroom.cards import ledger_markdown

    try:
        text = ledger_markdown(bank())
    except BankError as error:
        raise SystemExit(f"claims.md was not written: {error}") from None
    write(folder / "claims.md", text.encode())


def run(arguments):
    """Carry out ``course.py build``."""
    with tempfile.TemporaryDirectory() as folder:
        jupyter.separate(Path(folder))
        for path in notebooks(ROOT, arguments.number):
            build(path)
            print("built", path.name)
        write_claims(ROOT / "notebooks")
        write_tables(ROOT)
