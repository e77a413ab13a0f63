"""`course.py test`: what it runs, and that the learner's folder takes no part in it."""

import subprocess
from argparse import Namespace

import pytest

from course_utils.commands import test as command


@pytest.mark.parametrize(
    ("options", "markers"),
    [
        ({}, "not full and not browser and not slow"),
        ({"thorough": True}, "not full"),
        ({"everything": True, "thorough": True}, ""),
    ],
)
def test_each_choice_runs_its_share(options, markers):
    chosen = command.pytest_options(**options)
    assert chosen[chosen.index("-m") + 1] == markers


def test_the_run_has_a_progress_file_and_jupyter_folders_of_its_own(monkeypatch):
    seen = {}

    def run(arguments, cwd):
        seen.update(command.os.environ, arguments=arguments, cwd=cwd)
        return subprocess.CompletedProcess(arguments, 3)

    monkeypatch.setattr(command.os, "environ", {"COURSE_PROGRESS": "mine", "JUPYTER_CONFIG_DIR": "mine"})
    monkeypatch.setattr(command.subprocess, "run", run)
    assert command.run(Namespace(all=False, full=False)) == 3
    assert seen["COURSE_PROGRESS"] != "mine"
    assert seen["JUPYTER_CONFIG_DIR"] != "mine"
    assert not any("my_course" in argument for argument in seen["arguments"])
