"""`course release --zip`: what a class receives holds no solution and nothing of anybody's own."""

import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from tests.grading.hand_ins import foldered
from tests.grading.small_set import write
from tests.test_repository import our_files

from course_utils.__main__ import main
from course_utils.commands import ROOT, class_copy, release

SET = "09_nine"
OURS = {
    "README.md": b"# Course\n",
    ".ci/run": b"#!/bin/sh\n",
    "notebooks/01_one.ipynb": b"{}",
    "src/package/module.py": b"x = 1\n",
    "tests/test_one.py": b"from tests.grading_of import x\n",
    "exercises/README.md": b"# Exercises\n",
}
THEIRS = {
    ".git/config": b"",
    ".venv/off-switch.json": b"",
    "my_course/01_one.ipynb": b"{}",
    "src/package/__pycache__/module.pyc": b"",
    "src/off_switch.egg-info/PKG-INFO": b"",
    "notebooks/.ipynb_checkpoints/01_one.ipynb": b"{}",
    "exercises/.ipynb_checkpoints/x": b"",
    "grades.csv": b"name,points\n",
    "notebooks/old.zip": b"",
    "tests/exercises/test_sets.py": b"answer = 1\n",
    "tests/grading/test_mark.py": b"answer = 1\n",
    "tests/browser/test_feedback.py": b"import os\nfrom tests.grading.notebooks import solved\n",
}


@pytest.fixture
def course(tmp_path, monkeypatch):
    course = foldered(tmp_path / "course", OURS | THEIRS)
    shutil.copy(ROOT / ".gitignore", course)
    write(course / "solutions" / SET)
    monkeypatch.setattr(release, "ROOT", course)
    monkeypatch.chdir(tmp_path)
    main(["release"])
    return course


def names(path):
    with zipfile.ZipFile(path) as archive:
        return {name.removeprefix("off-switch/") for name in archive.namelist()}


def test_what_a_class_receives(course, capsys):
    main(["release", "--zip"])
    released = {f"exercises/{SET}/{name}" for name in (f"{SET}_exercises.ipynb", "checks.json", "properties.py")}
    assert names("off-switch-class.zip") == {*OURS, *released, ".gitignore"}
    assert (
        "off-switch-class.zip: 10 files, 0.0 MB, without solutions, tests/exercises, tests/gr"
        in capsys.readouterr().out
    )
    with zipfile.ZipFile("off-switch-class.zip") as archive:
        modes = {info.filename: info.external_attr >> 16 for info in archive.infolist()}
        assert archive.read("off-switch/src/package/module.py") == b"x = 1\n"
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert modes["off-switch/.ci/run"] == 0o100755
    assert modes["off-switch/README.md"] == 0o100644


def test_the_bytes_are_the_same_each_time(course, tmp_path):
    main(["release", "--zip", str(course / "notebooks" / "a.zip")])
    for path in course.rglob("*"):
        path.touch()
    main(["release", "--zip", "b.zip"])
    assert (course / "notebooks" / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def stopped(*arguments):
    with pytest.raises(SystemExit) as end:
        main(["release", *arguments])
    assert not Path("off-switch-class.zip").exists()
    return end.value.code


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({f"exercises/{SET}/checks.json": b"{}"}, f"exercises/{SET}/checks.json is not what the solutions give now"),
        ({f"exercises/{SET}/rubric.md": b"more"}, f"exercises/{SET}/rubric.md is not what the solutions give now"),
        ({"exercises/08_eight/x.ipynb": b"{}"}, "exercises/08_eight/x.ipynb is not what the solutions give now"),
        ({"notebooks/rubric.md": b"secret"}, "notebooks/rubric.md holds a solution and would be given to the class"),
        (
            {"notebooks/solved.ipynb": json.dumps({"cells": [{"source": "### BEGIN SOLUTION\n"}]}).encode()},
            "notebooks/solved.ipynb holds a solution",
        ),
        ({f"solutions/{SET}/checks.py": b"TASKS = 3"}, f"{SET} cannot be released: "),
    ],
)
def test_what_is_not_given_to_a_class(course, change, says):
    foldered(course, change)
    assert says in stopped("--zip")


def test_a_set_that_was_not_released_yet(course):
    shutil.rmtree(course / "exercises" / SET)
    assert "is not what the solutions give now" in stopped("--zip")


def test_what_cannot_be_packed(course, tmp_path):
    assert "09 is no name for a zip" in stopped("--zip", "09")
    assert "--zip packs the whole course. Leave out 09" in stopped("09", "--zip")
    (tmp_path / "x.zip").mkdir()
    assert "The zip was not made: " in stopped("--zip", "x.zip")
    (course / "notebooks" / "link.ipynb").symlink_to(course / "README.md")
    assert "notebooks/link.ipynb is a link" in stopped("--zip")
    shutil.rmtree(course / "solutions")
    assert "link" in stopped("--zip")
    (course / "notebooks" / "link.ipynb").unlink()
    assert "came without the solutions" in stopped("--zip")


def test_the_patterns_of_what_is_ignored_are_about_names_alone():
    assert all(re.fullmatch(r"[\w.*-]+", pattern) for pattern in class_copy.ignored_patterns(ROOT))


def test_every_file_of_the_course_is_packed_or_known_to_be_left_out():
    found = {path.relative_to(ROOT).as_posix() for path in our_files()}
    left = found - class_copy.packed_files(ROOT).keys()
    unknown = [name for name in left if not name.startswith(tuple(f"{folder}/" for folder in class_copy.LEFT_OUT))]
    assert "tests/browser/test_feedback.py" in unknown
    assert [name for name in unknown if not name.startswith(("tests/browser/", "tests/commands/"))] == []
