"""The folder ``my_course``: the learner's own copies of the lessons and exercises, which no update ever overwrites.

A copy counts as changed when the text of a cell was changed, added, moved or removed. Having run it does not count:
outputs come back by running again. What the course has laid there so far is noted in ``my_course/.lab/shipped.json``;
should that note be lost, a copy that differs from the course is taken for the learner's work.
"""

import hashlib
import json
import os

from course_utils.files import write


def shipped_files(course):
    """Find what the course gives to a learner.

    Parameters
    ----------
    course : Path
        The folder that holds ``notebooks`` and ``exercises``.

    Returns
    -------
    dict
        Name inside ``my_course`` (with forward slashes): path of the file in the course.
    """
    pages = [path for ending in ("ipynb", "md") for path in sorted((course / "notebooks").glob(f"*.{ending}"))]
    found = {path.name: path for path in pages}
    for path in sorted((course / "exercises").rglob("*")):
        inside = path.relative_to(course / "exercises")
        ours = path.is_file() and path.name != "README.md"
        if ours and not any(part.startswith((".", "__")) for part in inside.parts):
            found["exercises/" + inside.as_posix()] = path
    return found


def fingerprint(content, name):
    """Hash what counts as the content of a file: the cells of a notebook, the bytes of anything else."""
    if name.endswith(".ipynb"):
        try:
            cells = [[cell["cell_type"], "".join(cell["source"])] for cell in json.loads(content)["cells"]]
            while cells and cells[-1][0] == "code" and not cells[-1][1].strip():
                cells.pop()  # JupyterLab adds one when the last cell is run
            content = json.dumps(cells).encode()
        except (ValueError, KeyError, TypeError):
            pass  # not a notebook after all: its bytes count
    return hashlib.sha256(content).hexdigest()


def read_notes(path):
    """Read what was noted about the files laid so far: name: {"laid": hash of the bytes, "known": fingerprints}."""
    try:
        notes = json.loads(path.read_text(encoding="utf-8"))["files"]
        return {name: {"laid": str(note["laid"]), "known": list(note["known"])} for name, note in notes.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def as_given(path):
    """Read a file as learners get it: a notebook without its outputs, which would tell the result before the guess."""
    content = path.read_bytes()
    if path.suffix != ".ipynb":
        return content
    notebook = json.loads(content)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def is_changed(path, known):
    """Whether a file holds something that the course did not lay there."""
    try:
        return fingerprint(path.read_bytes(), path.name) not in known
    except OSError:
        return True  # a folder of that name, or a file that may not be read: not ours to touch


def place_beside(path, known):
    """Choose the first of NAME.new, NAME.new2, ... that holds no work of the learner."""
    number = 1
    while True:
        beside = path.with_name(f"{path.stem}.new{number if number > 1 else ''}{path.suffix}")
        if not os.path.lexists(beside) or not is_changed(beside, known):
            return beside
        number += 1


def refresh(course, mine):
    """Bring the learner's folder up to date with the course, without touching the learner's work.

    Parameters
    ----------
    course : Path
        The folder that holds ``notebooks`` and ``exercises``.
    mine : Path
        The learner's folder; made if it is not there.

    Returns
    -------
    list of str
        Sentences for the learner; empty when there is nothing to tell.
    """
    notes_path = mine / ".lab" / "shipped.json"
    notes = read_notes(notes_path)
    updated, told = [], []
    for name, source in shipped_files(course).items():
        content, target = as_given(source), mine / name
        laid, print_ = hashlib.sha256(content).hexdigest(), fingerprint(content, name)
        note = notes.setdefault(name, {"laid": None, "known": []})
        if os.path.lexists(target) and note["laid"] == laid:
            continue
        first_seen, known = note["laid"] is None, {*note["known"], print_}
        if not os.path.lexists(target):
            write(target, content)
        elif is_changed(target, known):
            beside = place_beside(target, known)
            write(beside, content)
            told.append(
                f"There is a new version of {name}. You have changed yours, so it stays as it is, and the new one "
                f"lies beside it as {beside.name}. To go on with the new one, delete yours and rename it."
            )
        elif not first_seen:  # without a note it equals the course already, and its outputs may be the learner's
            write(target, content)
            updated.append(name)
        note.update(laid=laid, known=sorted(known))
        write(notes_path, json.dumps({"files": notes}, indent=1).encode())
    if updated:
        told.insert(0, f"Brought up to date (you had not changed them): {', '.join(updated)}.")
    return told
