"""What the course sets in JupyterLab, and that it keeps to its own folders."""

import importlib.util
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from course_utils.commands import jupyter, lab

SHARE = Path(sys.prefix, "share/jupyter")


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """Undo what `jupyter.separate` does to the environment."""
    monkeypatch.setattr(os, "environ", os.environ.copy())


def test_every_setting_exists_in_the_installed_jupyterlab():
    for plugin, values in jupyter.settings().items():
        package, name = plugin.split(":")
        # JupyterLab keeps its own schemas in one place, an extension's in the extension.
        (schema,) = SHARE.glob(f"lab*/**/schemas/{package}/{name}.json")
        properties = json.loads(schema.read_text(encoding="utf-8"))["properties"]
        assert values.keys() <= properties.keys(), plugin


def test_every_extension_that_stays_away_is_called_so(tmp_path):
    """A name of an extension that another version no longer has would keep nothing away."""
    for name in jupyter.FOREIGN_EXTENSIONS:
        package = json.loads((SHARE / "labextensions" / name / "package.json").read_text(encoding="utf-8"))
        assert package["name"] == name
    for name in jupyter.SERVER_EXTENSIONS:
        assert importlib.util.find_spec(name), name
    lab.prepare(tmp_path)
    told = json.loads((tmp_path / ".lab" / "app" / "page_config.json").read_text(encoding="utf-8"))
    assert told["disabledExtensions"].keys() == set(jupyter.FOREIGN_EXTENSIONS)


def test_the_style_of_cards_and_pictures_lies_where_jupyterlab_looks(tmp_path):
    from jupyter_core.paths import jupyter_config_dir

    options = lab.prepare(tmp_path)
    style = Path(jupyter_config_dir(), "custom", "custom.css").read_text(encoding="utf-8")
    assert "--LabApp.custom_css=True" in options
    for name in ("classroom/views/course.css", "pictures/still/picture.css"):
        assert Path(lab.__file__).parents[1].joinpath(name).read_text(encoding="utf-8") in style


def test_the_keys_that_change_cells_are_narrowed_to_cells():
    shortcuts = jupyter.settings()["@jupyterlab/shortcuts-extension:shortcuts"]["shortcuts"]
    for command in ("notebook:insert-cell-below", "notebook:delete-cell", "notebook:move-cursor-down"):
        found = [shortcut for shortcut in shortcuts if shortcut["command"] == command]
        off = [shortcut["selector"] for shortcut in found if shortcut.get("disabled")]
        on = [shortcut["selector"] for shortcut in found if not shortcut.get("disabled")]
        assert off, command
        assert on, command
        assert all(selector.endswith(".jp-Cell:focus") for selector in on), command


def test_what_the_learner_set_and_arranged_stays_at_the_next_start(tmp_path):
    lab.prepare(tmp_path)
    (arrangement,) = (tmp_path / ".lab" / "workspaces").iterdir()
    arrangement.write_text("the learner's", encoding="utf-8")
    lab.prepare(tmp_path)
    assert list((tmp_path / ".lab" / "workspaces").iterdir()) == [arrangement]
    assert arrangement.read_text(encoding="utf-8") == "the learner's"


def test_the_users_own_jupyter_takes_no_part(tmp_path, monkeypatch):
    from jupyter_core.paths import jupyter_config_path, jupyter_data_dir, jupyter_runtime_dir

    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(tmp_path / "theirs"))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "theirs"))
    jupyter.separate(tmp_path / "ours")
    assert not any("theirs" in path or ".jupyter" in path for path in jupyter_config_path())
    assert jupyter_data_dir() == str(tmp_path / "ours" / "data")
    assert jupyter_runtime_dir().startswith(str(tmp_path / "ours"))


def test_a_taken_port_is_told_in_a_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit, match=f"Port {port} is not free"):
            lab.refuse_taken_port(port)
    lab.refuse_taken_port(port)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows knows no root")
@pytest.mark.parametrize(("user", "told"), [(0, True), (1000, False)])
def test_jupyter_is_told_only_when_root_runs_it(tmp_path, monkeypatch, user, told):
    monkeypatch.setattr(os, "geteuid", lambda: user)
    assert ("--ServerApp.allow_root=True" in lab.prepare(tmp_path)) is told


def test_an_error_is_shown_without_pages_of_the_packages_source(tmp_path):
    from jupyter_client.manager import run_kernel

    lab.prepare(tmp_path)
    with run_kernel(kernel_name="python3", stderr=subprocess.DEVNULL) as client:
        code = "from course_utils.decisions import read_grid; read_grid('A.\\n...')"
        reply = client.execute_interactive(code, output_hook=lambda message: None, timeout=60)["content"]
    shown = "\n".join(reply["traceback"])
    assert "make all rows equally long" in shown
    assert "---->" not in shown  # what IPython's usual mode draws into the source around each call
    assert len(shown.splitlines()) < 15
