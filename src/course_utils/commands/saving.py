"""What the course's JupyterLab does when it saves a notebook: what widgets show must outlive their kernel."""

import json
import re
from pathlib import Path

from jupyter_server.utils import to_os_path

VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"


REFERENCE = re.compile(r'(?:IPY_MODEL_|anywidget:|"model_id": ")(\w+)')  # to another state, such as a layout


def keep_widgets(model, path, contents_manager, **_):
    """Give a notebook, before it is saved, the states of the widgets that it shows.

    ipywidgets 8 saves only widgets that have a kernel (its issue 3888): a notebook that was opened again and saved, as
    Lab does by itself, would show "model not found" at the next visit. So the others are carried over from the file.
    And it saves the widgets of former runs of a cell; those of the course, each with its picture, are left out.

    Parameters
    ----------
    model : dict
        The notebook to be saved; changed in place.
    path : str
        Where, as the server calls it.
    contents_manager : ContentsManager
    """
    if model["type"] != "notebook":
        return
    notebook, file = model["content"], Path(to_os_path(path, contents_manager.root_dir))
    states = _states(notebook)
    shown = _shown(notebook)
    stored = {}
    if not shown <= states.keys() and file.exists():
        stored = _states(json.loads(file.read_text(encoding="utf-8")))
    needed = _with_references(shown, stored | states)
    states = {id: state for id, state in states.items() if id in needed or not _of_the_course(state)}
    states |= {id: stored[id] for id in needed if id not in states}
    notebook.get("metadata", {}).pop("widgets", None)  # also where no state is left: they hold the learner's answers
    if states:
        kept = {"version_major": 2, "version_minor": 0, "state": states}
        notebook.setdefault("metadata", {})["widgets"] = {STATE: kept}


def _states(notebook):
    return notebook.get("metadata", {}).get("widgets", {}).get(STATE, {}).get("state", {})


def _shown(notebook):
    outputs = [output for cell in notebook.get("cells", []) for output in cell.get("outputs", [])]
    return {output["data"][VIEW]["model_id"] for output in outputs if VIEW in output.get("data", {})}


def _with_references(ids, states):
    """The ids of the states that are needed to show some of them."""
    needed, new = set(), ids & states.keys()
    while new:
        needed |= new
        new = set(REFERENCE.findall(json.dumps([states[id] for id in new]))) & states.keys() - needed
    return needed


def _of_the_course(state):
    return state.get("state", {}).get("_anywidget_id", "").startswith("course_utils.")
