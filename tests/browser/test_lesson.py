"""Lesson 1 from end to end in `course.py lab`, without touching the mouse: the evening of a learner."""

import re
from contextlib import suppress

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import TimeoutError

pytestmark = pytest.mark.browser

NAME = "01_what_is_instrumental_convergence.ipynb"


class Keyboard:
    """What can be done with keys alone, and what a learner then sees."""

    def __init__(self, page):
        self.page = page

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def command(self, name):
        """Give a command by its name, in the palette."""
        self.back_to_the_cell()
        for _ in range(3):  # the keys close a palette that is just going away from the command before
            self.press("ControlOrMeta+Shift+c")
            with suppress(TimeoutError):
                self.page.wait_for_selector(".lm-CommandPalette-input:focus", timeout=30_000)
                break
        else:
            pytest.fail("the palette does not open")
        self.page.keyboard.type(name)
        self.page.wait_for_selector(f'.lm-CommandPalette-item:has-text("{name}")')
        for _ in range(10):  # several may contain the name
            if self.page.locator(f'.lm-CommandPalette-item.lm-mod-active:has-text("{name}")').count():
                self.press("Enter")
                return
            self.press("ArrowDown")
        pytest.fail(f"the palette does not offer {name}")

    def cells(self):
        """What stands in each cell, in order."""
        return self.page.evaluate(
            "[...document.querySelectorAll('.jp-Notebook .jp-Cell')]"
            ".map(cell => cell.querySelector('.cm-content')?.textContent)"
        )

    def cell(self, source):
        """The cell whose code is `source`."""
        return self.page.locator(".jp-Notebook .jp-CodeCell").filter(
            has=self.page.locator(".cm-content", has_text=re.compile(re.escape(source)))
        )

    def output(self, source):
        """The output below the cell whose code is `source`."""
        return self.cell(source).locator(".jp-OutputArea")

    def back_to_the_cell(self):
        """Leave a control: while it has the focus, no key is taken for a command."""
        for _ in range(80):
            if self.page.evaluate("document.activeElement.matches('.jp-Cell, :not(.jp-Cell *)')"):
                return
            self.press("Shift+Tab")
        pytest.fail("Shift+Tab does not lead back to the cell")

    def go_to(self, source):
        """Go to a cell with the arrow keys of the notebook, from wherever the focus is."""
        wanted = self.cell(source)
        self.back_to_the_cell()
        for _ in range(200):
            step = wanted.evaluate(
                "cell => { const cells = [...document.querySelectorAll('.jp-Notebook .jp-Cell')];"
                "return cells.indexOf(cell) - cells.findIndex(c => c.classList.contains('jp-mod-active')); }"
            )
            if step == 0:
                return
            self.press("ArrowDown" if step > 0 else "ArrowUp")
        pytest.fail(f"the arrow keys do not reach {source}")

    def tab_to(self, control):
        for _ in range(60):
            if control.evaluate("control => control === document.activeElement"):
                return
            self.press("Tab")
        pytest.fail("Tab does not reach the control")


@pytest.fixture(scope="module")
def keyboard(open_page, errors):
    keyboard = Keyboard(open_page(NAME))
    page = keyboard.page
    keyboard.press("Escape")
    keyboard.command("Clear Outputs of All Cells")  # those that are stored must not be taken for those of this run
    page.wait_for_function("!document.querySelector('.jp-OutputArea-output')")
    keyboard.command("Run All Cells")
    page.wait_for_function(
        "() => { const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')];"
        "return prompts.length && prompts.every(p => /^\\[\\d+\\]:$/.test(p.textContent.trim())); }"
    )
    page.wait_for_selector(".course-faqs", state="attached")
    assert errors(page) == []
    keyboard.before = keyboard.cells()
    return keyboard


def test_a_prediction_is_drawn_into_its_result(keyboard):
    output, result = keyboard.output('predict("01.battery")'), keyboard.output('reveal("01.battery"')
    assert "Your range" not in (result.locator("img").get_attribute("alt") or "")
    assert not result.locator("details").first.evaluate("details => details.open")
    keyboard.go_to('predict("01.battery")')
    keyboard.tab_to(output.locator("input").nth(0))
    keyboard.page.keyboard.type("0.2")
    keyboard.press("Tab")
    keyboard.page.keyboard.type("0.5")
    keyboard.press("Enter")
    result.locator("text=does not hold").wait_for()
    result.locator('img[alt*="Your range for battery: 0.2 to 0.5; 0.6"][alt*="lies outside."]').wait_for()
    assert result.locator("details").first.evaluate("details => details.open")


def test_a_question_is_answered_wrong_and_right(keyboard):
    output = keyboard.output('quiz("01.terminal_or_instrumental")')
    keyboard.go_to('quiz("01.terminal_or_instrumental")')
    keyboard.tab_to(output.locator("input").first)
    keyboard.press("Space", "Enter")
    output.locator("text=Effort does not tell means from ends").wait_for()
    assert output.locator(".course-status").inner_text().startswith("Not yet.")
    keyboard.press("ArrowDown", "Enter")
    output.locator("text=It serves the theorems").wait_for()
    assert output.locator(".course-status").inner_text().startswith("Right.")


def test_the_live_figure_follows_the_arrow_keys(keyboard):
    output = keyboard.output("live_battery(my_goal)")
    keyboard.go_to("live_battery(my_goal)")
    keyboard.tab_to(output.locator('input[type="range"]').first)
    before = output.locator('svg[role="img"]').last.get_attribute("aria-label")
    keyboard.press(*["ArrowRight"] * 40)
    output.locator("text=Discount 0.90").first.wait_for()
    assert output.locator('svg[role="img"]').last.get_attribute("aria-label") != before


def test_readers_questions_are_explored(keyboard):
    output = keyboard.output('faq("01")')
    keyboard.go_to('faq("01")')
    keyboard.tab_to(output.locator("summary").first)
    keyboard.press("Enter")
    output.locator("text=1 of 8 explored").wait_for()


def test_the_notebook_has_kept_its_cells(keyboard):
    assert keyboard.cells() == keyboard.before


def test_axe_finds_nothing_in_the_outputs(keyboard):
    for theme in ("JupyterLab Dark", "JupyterLab Light"):
        page = keyboard.page
        keyboard.command(f"Use Theme: {theme}")
        page.wait_for_selector(f'body[data-jp-theme-name="{theme}"]', state="attached")
        assert Axe().run(page, ".jp-OutputArea").generate_snapshot() == "", theme


def test_after_saving_stopping_and_reopening_everything_is_still_there(keyboard):
    page = keyboard.page
    keyboard.go_to('faq("01")')
    keyboard.press("ControlOrMeta+s")
    page.wait_for_selector(".jp-mod-dirty", state="detached")
    keyboard.command("Shut Down All Kernels")
    page.wait_for_selector(".jp-Dialog button.jp-mod-warn:focus")
    keyboard.press("Enter")
    page.wait_for_selector(".jp-Dialog", state="detached")
    page.reload()
    page.wait_for_selector(".course-faqs", state="attached")
    # The widgets come one after another, each in the place of what the file shows without them.
    for source, shows in (
        ('reveal("01.battery"', 'details[open] img[alt*="Your range for battery"]'),
        ('quiz("01.terminal_or_instrumental")', '.course-status:has-text("Right.")'),
        ("live_battery(my_goal)", ':text("Discount 0.90")'),
        ('faq("01")', ':text("1 of 8 explored")'),
    ):
        keyboard.output(source).locator(shows).first.wait_for(state="attached")
    assert keyboard.cells() == keyboard.before
    assert {address.hostname for address in page.asked if address.scheme not in ("data", "blob")} == {"127.0.0.1"}


def test_the_link_leads_to_the_exercises(keyboard):
    page = keyboard.page
    page.wait_for_selector('#jp-bottom-panel :text("(ipykernel) | Idle")')
    link = page.locator('.jp-MarkdownOutput a:has-text("exercises of this lesson")')
    link.scroll_into_view_if_needed()
    link.focus()
    keyboard.press("Enter")
    page.wait_for_selector('.lm-TabBar-tabLabel:has-text("01_what_is_instrumental_convergence_exercises")')
    page.wait_for_selector(':text("Exercises: What is instrumental convergence?")')
