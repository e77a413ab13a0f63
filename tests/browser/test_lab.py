"""`course.py lab` as a learner meets it: the page that opens, the first lesson run from the menu, keys in a control."""

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlparse

import pytest

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
SERVE = """
import pathlib, sys
from course_utils.commands.lab import serve
serve(pathlib.Path(sys.argv[1]), browser=False)
"""
PATIENCE = 30_000  # ms; nothing is timed here, this only ends a test that hangs

CONTROLS = """
import ipywidgets
choice = ipywidgets.RadioButtons(options=["one", "two", "three"])
display(choice)
"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """The address of a running Lab that serves a fresh `my_course`, in a folder with a space and an accent."""
    from course_utils.commands import my_course

    mine = tmp_path_factory.mktemp("my cours é")
    my_course.refresh(ROOT, mine)
    command = [sys.executable, "-c", SERVE, str(mine)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as server:
        found = None
        while not found and (line := server.stdout.readline()):
            found = re.search(r"http://127\.0\.0\.1:\d+/\S+", line)
        assert found, "the Lab ended without telling an address"
        yield found[0]
        server.terminate()


@pytest.fixture
def page(browser, lab):
    """The page that opens at the printed address; `page.asked` lists every host it asked for something."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.asked = set()
    page.on("request", lambda request: page.asked.add(urlparse(request.url)))
    page.on("websocket", lambda socket: page.asked.add(urlparse(socket.url)))
    page.set_default_timeout(PATIENCE)
    page.goto(lab)
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell")
    page.wait_for_selector('.jp-NotebookPanel .jp-CodeCell .cm-content')
    page.wait_for_selector('#jp-bottom-panel :text("(ipykernel) | Idle")')
    yield page
    context.close()


ERROR = '.jp-OutputArea-output[data-mime-type*="error"], .jp-OutputArea-output[data-mime-type*="stderr"]'


def run_all(page):
    """Run every cell through the menu, until each has its number or one shows an error."""
    page.click('li.lm-MenuBar-item:has-text("Run") >> nth=0')
    page.click('.lm-Menu-item:has-text("Run All Cells") >> nth=0')
    page.wait_for_function(
        "error => { const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')];"
        "return document.querySelector(error)"
        " || (prompts.length && prompts.every(p => /^\\[\\d+\\]:$/.test(p.textContent.trim()))); }",
        arg=ERROR,
    )


def test_the_first_lesson_opens_with_its_contents_and_runs(page):
    page.wait_for_selector(".jp-TableOfContents:visible .jp-tocItem:visible")
    assert "Start here" in page.inner_text(".jp-TableOfContents:visible")

    # Stored outputs must not be taken for those of this run.
    page.click('li.lm-MenuBar-item:has-text("Edit") >> nth=0')
    page.click('.lm-Menu-item:has-text("Clear Outputs of All Cells") >> nth=0')
    assert page.locator(".jp-OutputArea-output").count() == 0
    run_all(page)
    page.wait_for_selector(".jp-OutputArea-output")
    assert page.locator(ERROR).all_text_contents() == []

    assert page.locator(".jp-Dialog").count() == 0
    assert page.locator(".Toastify__toast").count() == 0
    assert {address.hostname for address in page.asked if address.scheme not in ("data", "blob")} == {"127.0.0.1"}


def test_keys_typed_in_a_control_leave_the_cells_alone(page):
    page.click(".jp-Cell.jp-CodeCell .cm-content >> nth=0")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(CONTROLS.strip())
    page.keyboard.press("Shift+Enter")
    page.wait_for_selector('.jp-OutputArea input[type="radio"]')
    cells = page.locator(".jp-Notebook .jp-Cell").count()

    page.click('.jp-OutputArea input[type="radio"] >> nth=0')
    for key in ("b", "a", "d", "d", "x"):
        page.keyboard.press(key)
    assert page.locator(".jp-Notebook .jp-Cell").count() == cells
    page.keyboard.press("ArrowDown")
    assert page.locator('.jp-OutputArea input[type="radio"] >> nth=1').is_checked()

    # The same keys still work on a cell, or the settings would have taken too much away.
    page.click(".jp-Cell.jp-MarkdownCell >> nth=0")
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    assert page.locator(".jp-Notebook .jp-Cell").count() == cells + 1
