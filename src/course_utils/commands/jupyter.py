"""Keeping the course's Jupyter and the user's own apart, and the settings that the course gives to JupyterLab."""

import json
import os
import sys
from pathlib import Path

# Where JupyterLab looks for things of the user's; the course answers each with a folder of its own.
FOREIGN = (
    "JUPYTER_CONFIG_PATH", "JUPYTER_PATH", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_DIR", "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR", "JUPYTER_TOKEN", "JUPYTER_PORT",
)  # fmt: skip
CONTENTS = "@jupyterlab/toc:plugin"
# How cards and pictures look, from the rooms that make them.
STYLES = ("classroom/views/course.css", "pictures/still/picture.css")
# What comes with nbgrader, where that is installed too: for teachers, and not for the learner's Lab.
FOREIGN_EXTENSIONS = ("@jupyter/nbgrader", "@jupyter-notebook/lab-extension")
SERVER_EXTENSIONS = (
    "nbgrader.server_extensions.formgrader", "nbgrader.server_extensions.validate_assignment",
    "nbgrader.server_extensions.assignment_list", "nbgrader.server_extensions.course_list", "notebook",
    # and what the lessons do without
    "jupyter_lsp", "jupyter_server_terminals",
)  # fmt: skip


def separate(folder):
    """Let this process and all that it starts use a folder of the course instead of the user's Jupyter and IPython."""
    for name in FOREIGN:
        os.environ.pop(name, None)
    os.environ.update(
        JUPYTER_CONFIG_DIR=str(folder / "config"),
        JUPYTER_DATA_DIR=str(folder / "data"),
        IPYTHONDIR=str(folder / "ipython"),
        JUPYTER_PREFER_ENV_PATH="1",
    )
    # Two BLAS threads make the many small systems of the course three to six times slower than one.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def narrowed_shortcuts(schema):
    """Keep a notebook's keys from acting while a control inside an output has the focus.

    As shipped, typing ``d d`` on a slider deletes the cell. Each such shortcut is switched off and made anew for the
    case that the cell itself has the focus.

    Parameters
    ----------
    schema : dict
        The settings schema of JupyterLab's notebook extension.
    """
    shortcuts = []
    for shortcut in schema["jupyter.lab.shortcuts"]:
        if ":not(.jp-mod-readWrite) :focus" in shortcut["selector"]:
            narrow = shortcut["selector"].replace(" :focus", " .jp-Cell:focus")
            shortcuts += [shortcut | {"disabled": True}, shortcut | {"selector": narrow}]
    return shortcuts


def settings():
    """Compose the settings in which the course differs from JupyterLab's own, for the JupyterLab that is installed."""
    schema = Path(sys.prefix, "share/jupyter/lab/schemas/@jupyterlab/notebook-extension/tracker.json")
    return {
        "@jupyterlab/shortcuts-extension:shortcuts": {
            "shortcuts": narrowed_shortcuts(json.loads(schema.read_text(encoding="utf-8")))
        },
        "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
        "@jupyterlab/notebook-extension:tracker": {"autoStartDefaultKernel": True, "kernelShutdown": True},
        "@jupyterlab/docmanager-extension:plugin": {
            "autosaveInterval": 10, "defaultViewers": {"markdown": "Markdown Preview"},
        },
        # Without it a saved notebook shows "model not found" in place of its widgets the next day.
        "@jupyter-widgets/jupyterlab-manager:plugin": {"saveState": True},
    }


def page():
    """Compose what the page is told apart from the settings: the extensions that stay away."""
    return {"disabledExtensions": dict.fromkeys(FOREIGN_EXTENSIONS, True)}


def style():
    """Compose the page's style, so that cards and pictures look right also where no widget has brought its own."""
    package = Path(__file__).parents[1]
    return "\n".join((package / name).read_text(encoding="utf-8") for name in STYLES)


def workspace():
    """Compose the first arrangement of the window: the contents of the open lesson at the left."""
    return {
        "data": {
            "layout-restorer:data": {
                "main": {"dock": None, "current": None},
                "left": {
                    "collapsed": False,
                    "visible": True,
                    "current": CONTENTS,
                    "widgets": ["filebrowser", "running-sessions", CONTENTS, "extensionmanager.main-view"],
                },
                "right": {"collapsed": True, "visible": True, "widgets": []},
                "relativeSizes": [0.2, 0.8, 0],
            }
        },
        "metadata": {"id": "default"},
    }
