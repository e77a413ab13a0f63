"""``course.py build``: run the lessons and store their outputs, so that the same lesson always gives the same bytes."""

import os
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from traitlets.config import Config

from . import ROOT, jupyter

WIDGET = "application/vnd.jupyter.widget-view+json"
# Without it the kernel warns, at each start, that others on the same machine could listen.
ENCRYPTED = Config({"KernelManager": {"transport_encryption": "auto"}})
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
}


def normalise(notebook):
    """Take out of an executed notebook, in place, what differs from run to run or only lives with a kernel."""
    # `title` and the like belong to the author and stay.
    kept = {key: value for key, value in notebook.metadata.items() if key not in (*METADATA, "widgets")}
    notebook.metadata = nbformat.from_dict(kept | METADATA)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET, None)
            output.get("metadata", {}).pop(WIDGET, None)


def lessons(folder, number=None):
    """List the lessons to build: all of them, or the one whose name begins with a number."""
    found = sorted(folder.glob("*.ipynb" if number is None else f"{number}_*.ipynb"))
    if not found:
        raise SystemExit(
            f"There is no lesson {number} in notebooks/. Give the two digits its name begins with, for example 00."
        )
    return found


def execute(notebook, folder):
    """Run a notebook in place, in a fresh kernel that works in a folder and begins with no progress."""
    with tempfile.TemporaryDirectory() as temporary:
        NotebookClient(
            notebook, timeout=600, kernel_name="python3", record_timing=False,
            resources={"metadata": {"path": str(folder)}}, config=ENCRYPTED,
        ).execute(env=os.environ | {"COURSE_PROGRESS": os.path.join(temporary, "progress.sqlite3")})  # fmt: skip


def build(path):
    """Execute one notebook and store it with its outputs."""
    notebook = nbformat.read(path, as_version=4)
    try:
        execute(notebook, path.parent)
    except CellExecutionError as error:
        raise SystemExit(f"{path.name} was not stored, because a cell of it fails:\n{error}") from None
    normalise(notebook)
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")


def run(arguments):
    """Carry out ``course.py build``."""
    with tempfile.TemporaryDirectory() as folder:
        jupyter.separate(Path(folder))
        for path in lessons(ROOT / "notebooks", arguments.number):
            build(path)
            print("built", path.name)
