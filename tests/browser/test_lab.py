"""`course.py lab` as a learner meets it: the page that opens, the first lesson run from the menu, keys in a control."""

import pytest

pytestmark = pytest.mark.browser

CONTROLS = """
import ipywidgets
choice = ipywidgets.RadioButtons(options=["one", "two", "three"])
display(choice)
"""


def test_the_first_lesson_opens_with_its_contents_and_runs(page, run_all, errors):
    page.wait_for_selector(".jp-TableOfContents:visible .jp-tocItem:visible")
    assert "Start here" in page.inner_text(".jp-TableOfContents:visible")

    # Stored outputs must not be taken for those of this run.
    page.click('li.lm-MenuBar-item:has-text("Edit") >> nth=0')
    page.click('.lm-Menu-item:has-text("Clear Outputs of All Cells") >> nth=0')
    assert page.locator(".jp-OutputArea-output").count() == 0
    run_all(page)
    page.wait_for_selector(".jp-OutputArea-output")
    assert errors(page) == []

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


def test_what_comes_with_nbgrader_stays_away(page):
    told = page.evaluate("JSON.parse(document.getElementById('jupyter-config-data').textContent)")
    # It is installed for the tests; otherwise nothing would be seen here.
    assert "@jupyter/nbgrader" in [extension["name"] for extension in told["federated_extensions"]]

    menus = page.locator(".lm-MenuBar-itemLabel").all_text_contents()
    assert menus == ["File", "Edit", "View", "Run", "Kernel", "Tabs", "Settings", "Help"]
    panels = page.locator(".jp-SideBar .lm-TabBar-tab")
    names = panels.evaluate_all("tabs => tabs.map(tab => `${tab.dataset.id} ${tab.title}`.toLowerCase())")
    assert names
    assert [name for name in names if "nbgrader" in name or "assignment" in name] == []
    assert page.locator(".jp-NotebookPanel-toolbar >> text=/validate|notebook/i").count() == 0


def test_cards_have_their_style_before_any_widget_is_there(page):
    rules = page.evaluate(
        "[...document.styleSheets].filter(sheet => (sheet.href || '').includes('/custom/custom.css'))"
        ".flatMap(sheet => [...sheet.cssRules].map(rule => rule.cssText))"
    )
    assert any(".course-card" in rule for rule in rules)
    assert any("img.course-picture" in rule for rule in rules)
