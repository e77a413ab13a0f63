"""The front door itself, `course.py`: versions, the command line, and the parts it leaves to `environment`."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from course_utils.__main__ import read_arguments

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def course():
    spec = importlib.util.spec_from_file_location("course", ROOT / "course.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(*arguments):
    return subprocess.run([sys.executable, ROOT / "course.py", *arguments], capture_output=True, text=True)


@pytest.mark.parametrize(("system", "call"), [("nt", "py -3.13 course.py lab"), ("posix", "python3.13 course.py lab")])
def test_an_old_python_is_refused_with_what_to_do(course, system, call):
    with pytest.raises(SystemExit) as end:
        course.check_version((3, 10), system)
    assert "needs Python 3.11 or newer, and this is Python 3.10" in end.value.code
    assert "python.org" in end.value.code
    assert end.value.code.endswith(call)


def test_a_python_newer_than_tried_is_only_told(course, capsys):
    course.check_version((3, 15))
    assert "3.15, newer than the newest this course was tried with (3.14)" in capsys.readouterr().out


@pytest.mark.parametrize("version", [(3, 11), (3, 14)])
def test_a_supported_python_is_not_mentioned(course, capsys, version):
    course.check_version(version)
    assert capsys.readouterr().out == ""


def test_the_front_door_can_be_read_by_an_old_python():
    import ast

    ast.parse((ROOT / "course.py").read_text(encoding="utf-8"), feature_version=(3, 6))


def test_without_a_command_there_is_help():
    answer = run()
    assert answer.returncode == 0
    for command in ("lab", "test", "build"):
        assert command in answer.stdout


def test_a_mistyped_option_is_told_before_anything_is_installed(tmp_path):
    # A course without locks: had it gone on to installing, it would have failed there.
    (tmp_path / "course.py").write_bytes((ROOT / "course.py").read_bytes())
    (tmp_path / "src").symlink_to(ROOT / "src") if os.name != "nt" else pytest.skip("needs symbolic links")
    answer = subprocess.run([sys.executable, tmp_path / "course.py", "lab", "--prot"], capture_output=True, text=True)
    assert answer.returncode == 2
    assert "unrecognized arguments: --prot" in answer.stderr
    assert not (tmp_path / ".venv").exists()


def test_each_command_knows_the_packages_it_needs():
    assert read_arguments(["lab"]).group == "learn"
    assert read_arguments(["lab", "--with", "evaluation"]).group == "evaluation"
    assert read_arguments(["test"]).group == "test"
    assert read_arguments(["build", "03"]).group == "learn"


@pytest.mark.parametrize("port", ["0", "70000", "eighty"])
def test_an_impossible_port_is_refused(port, capsys):
    with pytest.raises(SystemExit):
        read_arguments(["lab", "--port", port])
    assert "between 1 and 65535" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["build", "mark", "release"])
@pytest.mark.parametrize("number", ["**", "*", "/etc", "../solutions/01", "", "001", "1_", "-1", "٠١", "None"])
def test_a_number_is_two_digits_and_nothing_else(command, number, capsys):
    with pytest.raises(SystemExit) as end:
        read_arguments([command, number])
    assert end.value.code == 2
    assert number == "-1" or f"{number} is no number: give the two digits" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["build", "mark", "release"])
def test_a_leading_zero_may_be_left_out(command):
    assert [read_arguments([command, number]).number for number in ("1", "01", "12")] == ["01", "01", "12"]
