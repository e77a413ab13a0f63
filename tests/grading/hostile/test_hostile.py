"""Hostile notebooks get what they honestly earned, learn nothing, leave nothing and keep nobody from their marks."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.conftest import lacking
from tests.grading.notebooks import ROOT

from . import ordinary_user
from .trial import ATTACKS, PATIENT, faults, try_all

QUICK = {
    "json.dumps", "protocol", "answers sent beforehand", "wrong shapes", "poser", "secrets by their paths", "frames",
    "told later", "other processes", "network", "notes", "memory",
}  # fmt: skip


@pytest.fixture(autouse=True)
def bubblewrap():
    if not shutil.which("bwrap"):
        lacking("bubblewrap is not installed, so nothing hostile was run.")
    pytest.importorskip("pyseccomp")


def test_no_two_attacks_have_one_name():
    names = [attack.name for attack in ATTACKS]
    assert sorted(set(names)) == sorted(names)
    assert set(names) >= QUICK


def test_attacks_that_take_no_time(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", None)
    (tmp_path / "class").mkdir()
    results = list(try_all(tmp_path / "class", [attack for attack in ATTACKS if attack.name in QUICK], PATIENT))
    assert {result["name"]: faults(result) for result in results if faults(result)} == {}
    assert len(results) == len(QUICK)


@pytest.mark.slow
@pytest.mark.parametrize("who", ["as who runs the tests", "as an ordinary user"])
def test_all_attacks(who):
    """Whoever fails is tried once more, as a notebook of a class is."""
    before = []
    if who == "as an ordinary user":
        if os.getuid() != 0:
            pytest.skip("The tests are run by an ordinary user anyhow.")
        before = ordinary_user.command()
        if subprocess.run([*before, sys.executable, "--version"], capture_output=True).returncode:
            lacking("Here root cannot become an ordinary user, so that is not tried.")
    wrong = tried(before)
    if wrong:
        wrong = tried(before, wrong)
    assert wrong == {}


def tried(before, names=()):
    """What is not as it should be, by the names of the attacks."""
    with tempfile.TemporaryDirectory() as top:
        folder = Path(top, "class")
        folder.mkdir()
        for path in (top, folder):
            os.chmod(path, 0o777)  # for the ordinary user
        done = subprocess.run(
            [*before, sys.executable, "-B", "-m", "tests.grading.hostile.trial", folder, *names],
            cwd=ROOT, capture_output=True, text=True,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    results = list(map(json.loads, done.stdout.splitlines()))
    assert len(results) == (len(names) or len(ATTACKS))
    return {result["name"]: faults(result) for result in results if faults(result)}
