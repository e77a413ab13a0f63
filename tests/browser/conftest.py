"""What the tests in a browser share: a running Lab, a page in it, and running a notebook as a person would."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlparse

import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVE = """
import pathlib, sys
from course_utils.commands.lab import serve
serve(pathlib.Path(sys.argv[1]), browser=False)
"""
PATIENCE = 120_000  # ms; nothing is timed here, this only ends a test that hangs
ERROR = '.jp-OutputArea-output[data-mime-type*="error"], .jp-OutputArea-output[data-mime-type*="stderr"]'


@pytest.fixture(scope="module")
def mine(tmp_path_factory):
    """A fresh `my_course`, in a folder with a space and an accent; what a test puts there is served too."""
    from course_utils.commands import my_course

    mine = tmp_path_factory.mktemp("my cours é")
    my_course.refresh(ROOT, mine)
    return mine


@pytest.fixture(scope="module")
def lab(mine, tmp_path_factory):
    """The address of a running Lab that serves `mine`, with a record of progress of its own."""
    command = [sys.executable, "-c", SERVE, str(mine)]
    environment = os.environ | {"COURSE_PROGRESS": str(tmp_path_factory.mktemp("data") / "progress.sqlite3")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8", env=environment) as server:
        found = None
        while not found and (line := server.stdout.readline()):
            found = re.search(r"http://127\.0\.0\.1:\d+/\S+", line)
        assert found, "the Lab ended without telling an address"
        yield found[0]
        server.terminate()


@pytest.fixture(scope="module")
def open_page(browser, lab):
    """Open a notebook in a window of its own, by its name in `mine`; by default the one that the address names."""
    contexts = []

    def open_page(name=None, **options):
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}} | options)
        contexts.append(context)
        page = context.new_page()
        page.asked = set()  # every address it asked for something
        page.on("request", lambda request: page.asked.add(urlparse(request.url)))
        page.on("websocket", lambda socket: page.asked.add(urlparse(socket.url)))
        page.set_default_timeout(PATIENCE)
        page.goto(lab if name is None else re.sub(r"[^/]+\.ipynb", name, lab))
        ready(page)
        return page

    yield open_page
    for context in contexts:
        context.close()


def ready(page):
    """Wait until a notebook is on the page and its kernel is idle."""
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell")
    page.wait_for_selector(".jp-NotebookPanel .jp-CodeCell .cm-content")
    page.wait_for_selector('#jp-bottom-panel :text("(ipykernel) | Idle")')
    # The cells come a few at a time.
    page.wait_for_function(
        "() => { const before = window.cellsBefore; window.cellsBefore = document.querySelectorAll('.jp-Cell').length;"
        "return before === window.cellsBefore; }",
        polling=300,
    )


@pytest.fixture(scope="session")
def notebook():
    """The text of a notebook from its cells, pairs of ("markdown" or "code", source)."""

    def notebook(cells):
        def cell(i, kind, source):
            extra = {"outputs": [], "execution_count": None} if kind == "code" else {}
            return {"cell_type": kind, "id": f"cell-{i}", "metadata": {}, "source": source, **extra}

        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        cells = [cell(i, kind, source) for i, (kind, source) in enumerate(cells)]
        return json.dumps({"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5})

    return notebook


@pytest.fixture
def page(open_page):
    """The page that opens at the printed address."""
    page = open_page()
    yield page
    page.context.close()


@pytest.fixture(scope="session")
def run_all():
    """Run every cell through the menu, until each has its number or one shows an error."""

    def run_all(page):
        page.click('li.lm-MenuBar-item:has-text("Run") >> nth=0')
        page.click('.lm-Menu-item:has-text("Run All Cells") >> nth=0')
        page.wait_for_function(
            "error => { const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')];"
            "return document.querySelector(error)"
            " || (prompts.length && prompts.every(p => /^\\[\\d+\\]:$/.test(p.textContent.trim()))); }",
            arg=ERROR,
        )

    return run_all


@pytest.fixture(scope="session")
def errors():
    """The texts of the errors that a page shows."""
    return lambda page: page.locator(ERROR).all_text_contents()
