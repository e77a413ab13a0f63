"""What several tests share: finding Chromium and the solutions, and the rule for parts that a machine may lack."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples every time, so that a red test is a changed program; no time limit on a busy machine.
settings.register_profile("course", derandomize=True, deadline=None)
settings.load_profile("course")


def lacking(reason):
    """Skip for a user who does without an optional part; fail where nobody reads why something was skipped."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def solutions():
    """Where the solved exercise sets lie; a class gets none, so what needs them is skipped, or the module that asks."""
    folder = Path(__file__).resolve().parents[1] / "solutions"
    if not folder.exists():
        pytest.skip("This copy of the course came without the solutions.", allow_module_level=True)
    return folder


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium, for the tests marked `browser`."""
    names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"]
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        lacking("Chromium is not installed, so nothing was tried in a browser.")
    from playwright.sync_api import sync_playwright

    flags = [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ]  # fmt: skip
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, headless=True, args=flags)
        yield started
        started.close()
