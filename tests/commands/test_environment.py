"""The states of `.venv`: new, whole, foreign, half made, interrupted, out of date, without its Python."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from course_utils.commands import environment, packages

LOCKS = {
    "learn": "a==1\n", "teach": "a==1\nb==1\n", "test": "a==1\nb==1\nc==1\n", "evaluation": "a==1\nd==1\n",
}  # fmt: skip
SOURCE = Path(__file__).resolve().parents[2] / "src"


@pytest.fixture
def root(tmp_path):
    """A small course in a folder whose name has a space and letters beyond ASCII."""
    root = tmp_path / "mein kürs Ω"
    (root / "src" / "course_utils").mkdir(parents=True)
    (root / "src" / "course_utils" / "__init__.py").touch()
    (root / "requirements").mkdir()
    for group, pins in LOCKS.items():
        (root / "requirements" / f"{group}.lock").write_text(pins, encoding="utf-8")
    return root


@pytest.fixture
def installed(monkeypatch):
    """Replace pip; the list names each group that would have been installed."""
    groups = []

    def install(root, group, python, folder, env):
        groups.append(group)
        (root / ".venv" / "off-switch.log").write_text(packages.INSTALLING, encoding="utf-8")

    monkeypatch.setattr(packages, "install", install)
    monkeypatch.setattr(packages, "pip_command", lambda python, env: [python, "-m", "pip"])
    return groups


def marker(root):
    return json.loads((root / ".venv" / "off-switch.json").read_text(encoding="utf-8"))


def test_the_first_start_makes_a_venv_whose_python_finds_the_course(root, installed):
    python = environment.prepare(root, "learn")
    answer = subprocess.run(
        [python, "-c", "import course_utils, sys; print(course_utils.__file__, sys.prefix != sys.base_prefix)"],
        capture_output=True, encoding="utf-8", env=environment.clean_environment(os.environ),
    )  # fmt: skip
    assert answer.stdout.strip().endswith("True"), answer.stderr
    assert Path(answer.stdout.rsplit(" ", 1)[0]).resolve() == (root / "src/course_utils/__init__.py").resolve()
    assert installed == ["learn"]


def test_the_venv_goes_with_the_folder_when_that_is_moved(root, installed):
    environment.prepare(root, "learn")
    moved = root.rename(root.with_name("elsewhere"))
    environment.prepare(moved, "learn")
    assert installed == ["learn"]
    assert environment.site_packages(moved / ".venv")


def test_the_second_start_does_nothing(root, installed, capsys):
    environment.prepare(root, "learn")
    before = marker(root)
    capsys.readouterr()
    environment.prepare(root, "learn")
    assert installed == ["learn"]
    assert marker(root) == before
    assert capsys.readouterr().out == ""


def test_a_foreign_venv_is_not_touched(root, installed):
    (root / ".venv").mkdir()
    (root / ".venv" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"did not make.*Rename or delete"):
        environment.prepare(root, "learn")
    assert [path.name for path in (root / ".venv").iterdir()] == ["mine.txt"]
    assert installed == []


def test_a_file_named_venv_is_not_touched(root, installed):
    (root / ".venv").write_text("mine", encoding="utf-8")
    with pytest.raises(SystemExit, match="did not make"):
        environment.prepare(root, "learn")
    assert (root / ".venv").read_text(encoding="utf-8") == "mine"


def test_a_start_killed_while_making_the_venv_begins_anew(root, installed, monkeypatch, capsys):
    def killed(venv):
        (venv / "half.txt").touch()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(environment, "make_venv", killed)
        with pytest.raises(SystemExit, match="Stopped"):
            environment.prepare(root, "learn")
    environment.prepare(root, "learn")
    assert not (root / ".venv" / "half.txt").exists()
    assert installed == ["learn"]


def test_a_start_killed_while_pip_is_put_in_begins_anew(root, installed, monkeypatch):
    def killed(python, env):
        (root / ".venv" / "half.txt").touch()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(packages, "pip_command", killed)
        with pytest.raises(SystemExit, match="Stopped"):
            environment.prepare(root, "learn")
    environment.prepare(root, "learn")
    assert not (root / ".venv" / "half.txt").exists()


def test_an_installation_killed_midway_begins_anew(root, installed, capsys):
    environment.prepare(root, "learn")
    (root / ".venv" / "left.txt").touch()
    environment.write_marker(root / ".venv", marker(root) | {"installing": "test"})
    environment.prepare(root, "learn")
    assert "making it anew. Your work is not in it." in capsys.readouterr().out
    assert not (root / ".venv" / "left.txt").exists()
    assert installed == ["learn", "learn"]


def test_an_installation_killed_while_fetching_has_done_no_harm(root, installed):
    environment.prepare(root, "learn")
    (root / ".venv" / "left.txt").touch()
    (root / ".venv" / "off-switch.log").write_text("Collecting numpy\n", encoding="utf-8")
    environment.write_marker(root / ".venv", marker(root) | {"installing": "test"})
    environment.prepare(root, "learn")
    assert (root / ".venv" / "left.txt").exists()
    assert installed == ["learn"]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"made": true}'])
def test_a_damaged_marker_means_begin_anew(root, installed, content):
    environment.prepare(root, "learn")
    (root / ".venv" / "off-switch.json").write_text(content, encoding="utf-8")
    environment.prepare(root, "learn")
    assert installed == ["learn", "learn"]
    assert marker(root)["made"]


def test_a_venv_whose_python_is_gone_is_made_anew(root, installed):
    environment.prepare(root, "learn")
    environment.venv_python(root / ".venv").unlink()
    assert environment.site_packages(environment.prepare(root, "learn").parents[1])
    assert installed == ["learn", "learn"]


def test_after_an_update_of_the_course_all_that_was_installed_is_installed_again(root, installed):
    environment.prepare(root, "learn")
    environment.prepare(root, "evaluation")
    for group, pins in LOCKS.items():
        (root / "requirements" / f"{group}.lock").write_text(f"{pins}# newer\n", encoding="utf-8")
    environment.prepare(root, "learn")
    assert installed == ["learn", "evaluation", "learn", "evaluation"]


@pytest.mark.parametrize(
    ("order", "installs"),
    [
        (["evaluation", "learn"], ["evaluation"]),
        (["test", "teach", "learn", "teach", "test"], ["test"]),
        (["learn", "teach", "learn", "test", "teach"], ["learn", "teach", "test"]),
        (["teach", "evaluation", "teach", "evaluation"], ["teach", "evaluation"]),
    ],
)
def test_a_group_whose_packages_came_with_another_is_not_installed_again(root, installed, order, installs):
    for group in order:
        environment.set_up(root, group)
    assert installed == installs


def test_offline_after_an_update_the_course_goes_on_with_the_packages_it_has(root, installed, monkeypatch, capsys):
    environment.prepare(root, "learn")
    (root / "requirements" / "learn.lock").write_text("# newer\n", encoding="utf-8")
    (root / ".venv" / "off-switch.log").unlink()  # the fetching failed, nothing was changed
    monkeypatch.setattr(packages, "install", lambda *_: "No network.")
    environment.prepare(root, "learn")
    assert "No network.\nUntil then the course goes on" in capsys.readouterr().out


def test_offline_at_the_first_start_there_is_only_the_explanation(root, monkeypatch):
    monkeypatch.setattr(packages, "install", lambda *_: "No network.")
    with pytest.raises(SystemExit, match="No network"):
        environment.prepare(root, "learn")


def test_a_second_window_waits_for_the_first(root):
    (root / ".venv").mkdir()
    program = (
        "import pathlib, sys; from course_utils.commands import environment\n"
        "with environment.alone(pathlib.Path(sys.argv[1])): print('alone', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, root / ".venv"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": str(SOURCE), "PYTHONUTF8": "1"},
    ) as first:  # fmt: skip
        assert first.stdout.readline() == "alone\n"
        with pytest.raises(SystemExit, match="in another window"), environment.alone(root / ".venv"):
            pass
        first.communicate("\n")
    with environment.alone(root / ".venv"):
        pass


@pytest.mark.parametrize(
    ("error", "part"),
    [(OSError(28, "No space left on device"), "disk is full"), (PermissionError(13, "denied", "X"), "write to X")],
)
def test_a_refusal_of_the_file_system_becomes_a_sentence(root, monkeypatch, error, part):
    def refuse(*_):
        raise error

    monkeypatch.setattr(environment, "write_marker", refuse)
    with pytest.raises(SystemExit, match=part):
        environment.prepare(root, "learn")


def test_what_would_lead_out_of_the_venv_is_dropped_and_the_way_to_the_packages_kept():
    kept = {"PIP_INDEX_URL": "a", "PIP_PROXY": "b", "HTTPS_PROXY": "c", "PATH": "d"}
    dropped = {"PIP_TARGET": "x", "PIP_PREFIX": "x", "PIP_NO_DEPS": "x", "PYTHONPATH": "x", "PYTHONHOME": "x"}
    clean = environment.clean_environment(kept | dropped | {"PIP_USER": "1"})
    assert kept.items() <= clean.items()
    assert not dropped.keys() & clean.keys()
    assert clean["PIP_USER"] == "0"


def test_a_course_of_another_version_with_unknown_groups_does_no_harm(root, installed):
    environment.prepare(root, "learn")
    found = marker(root)
    environment.write_marker(root / ".venv", found | {"installed": found["installed"] | {"later": "hash"}})
    environment.prepare(root, "learn")
    assert installed == ["learn"]
