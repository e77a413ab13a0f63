"""What the course's JupyterLab does when it saves a notebook: what widgets show must outlive their kernel."""

import json
import re
from pathlib import Path

from jupyter_server.utils import to_os_path

VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"


def keep_widgets(model, path, contents_manager, **_):
    """Carry the states of widgets without a kernel over from the file, before it is overwritten.

    ipywidgets 8 saves only widgets that have a kernel (its issue 3888). So a notebook that was opened again and saved,
    as Lab does by itself, would show "model not found" at the next visit.

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
    states = _states(model["content"])
    wanted = set(_shown(model["content"])) - states.keys()
    file = Path(to_os_path(path, contents_manager.root_dir))
    if not wanted or not file.exists():
        return
    stored = _states(json.loads(file.read_text(encoding="utf-8")))
    while wanted := {id for id in wanted if id in stored and id not in states}:
        states |= {id: stored[id] for id in wanted}
        # A state names others that belong to it, such as its layout.
        wanted = set(re.findall(r"IPY_MODEL_(\w+)", json.dumps([stored[id] for id in wanted])))
    if states:
        kept = {"version_major": 2, "version_minor": 0, "state": states}
        model["content"].setdefault("metadata", {})["widgets"] = {STATE: kept}


def _states(notebook):
    return dict(notebook.get("metadata", {}).get("widgets", {}).get(STATE, {}).get("state", {}))


def _shown(notebook):
    for cell in notebook.get("cells", []):
        for output in cell.get("outputs", []):
            if view := output.get("data", {}).get(VIEW):
                yield view["model_id"]
