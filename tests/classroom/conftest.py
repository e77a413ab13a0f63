"""What the tests of the classroom share: a small bank and an empty record."""

import importlib

import pytest

from course_utils.classroom import record
from course_utils.classroom.bank import load
from tests.classroom import small_bank

ASKING = ("question", "prediction", "result", "faqs", "debates", "warmup", "overview")


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    return load(small_bank.write(tmp_path_factory.mktemp("data") / "bank"))


@pytest.fixture
def asked(monkeypatch, small):
    """Let the words of a lesson ask from the small bank."""
    for name in ASKING:
        monkeypatch.setattr(importlib.import_module(f"course_utils.classroom.{name}"), "bank", lambda: small)
    return small


@pytest.fixture
def progress(monkeypatch, tmp_path):
    """An empty record, which is that of the learner while the test runs."""
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.sqlite3"))
    return record.open_progress()
