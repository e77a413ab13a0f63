"""Questions, predictions and results as a learner meets them in JupyterLab, by keyboard alone."""

import re

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.classroom import small_bank

pytestmark = pytest.mark.browser

NAME = "scratch.ipynb"
SETUP = """
import importlib, pathlib
from course_utils.classroom import debate, faq, predict, progress, quiz, reveal, warm_up
from course_utils.classroom.bank import load
small = load(pathlib.Path("bank"))
for name in ("question", "prediction", "result", "faqs", "debates", "warmup", "overview"):
    importlib.import_module(f"course_utils.classroom.{name}").bank = lambda: small

class Picture:
    def __init__(self, drawn=""):
        self.drawn = drawn
    def with_prediction(self, prediction):
        return Picture(f"<p>Drawn: {prediction['low']} to {prediction['high']} about {prediction['about']}</p>")
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": f"<p>The picture.</p>{self.drawn}"}
"""
CELLS = [
    'warm_up("01")',
    'quiz("01.malice")',
    'quiz("01.means")',
    'quiz("00.before")',
    'predict("01.battery")',
    'reveal("01.battery", Picture(), 0.6412)',
    'predict("01.compare")',
    'predict("01.order")',
    'debate("01.fetching")',
    'faq("01")',
    "progress()",
]
SOURCES = [SETUP.strip(), *CELLS]


@pytest.fixture(scope="module")
def notebook(mine):
    """A notebook with one of each."""
    small_bank.write(mine / "bank")
    made = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# Scratch"), *map(nbformat.v4.new_code_cell, SOURCES)],
        metadata={"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}},
    )
    nbformat.write(made, mine / NAME)
    return mine / NAME


@pytest.fixture(scope="module")
def page(open_page, notebook, run_all, errors):
    page = open_page(NAME)
    run_all(page)
    page.wait_for_selector(".course-faqs")
    assert errors(page) == []
    return page


def cell(page, source):
    """The output of the cell with this source."""
    return page.locator(".jp-Notebook .jp-Cell").nth(SOURCES.index(source) + 1).locator(".jp-OutputArea")


def to(page, control):
    """Go on with Tab until a control has the focus."""
    control.scroll_into_view_if_needed()
    for _ in range(60):
        if control.evaluate("control => control === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail("Tab does not reach the control")


def begin(page, source):
    """Give the focus to the cell with this source, as the arrow keys of JupyterLab do."""
    page.locator(".jp-Notebook .jp-Cell").nth(SOURCES.index(source) + 1).focus()


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def saves_by_itself(page):
    """Change whether Lab saves the notebook every few seconds."""
    with page.expect_response(lambda answer: answer.request.method == "PUT" and "docmanager" in answer.url):
        page.click('li.lm-MenuBar-item:has-text("Settings") >> nth=0')
        page.click('.lm-Menu-item:has-text("Autosave Documents") >> nth=0')


def status(output):
    return output.locator(".course-status")


def sources(page):
    """The cells of the notebook, in their order."""
    return page.locator(".jp-Notebook .jp-CodeCell .cm-content").evaluate_all(
        "editors => editors.map(editor => editor.querySelector('.cm-line').textContent)"
    )


def test_a_question_is_answered_wrong_and_then_right_by_keyboard(page):
    output = cell(page, 'quiz("01.malice")')
    begin(page, 'quiz("01.malice")')
    to(page, output.locator("button"))
    press(page, "Enter")
    assert status(output).inner_text() == "Choose an answer first."

    press(page, "Shift+Tab", "Space")
    to(page, output.locator("button"))
    press(page, "Enter")
    assert status(output).inner_text() == "Not yet.\nNothing in it can fear."
    assert "means to most" not in output.inner_text()
    press(page, "Shift+Tab", "ArrowDown", "Enter")
    assert status(output).inner_text() == "Right.\nIt is a means to most of them."
    assert output.locator(".course-aside").inner_text() == "2 tries"


def test_several_answers_are_judged_one_by_one(page):
    output = cell(page, 'quiz("01.means")')
    begin(page, 'quiz("01.means")')
    boxes = output.locator("input")
    to(page, output.locator("button"))
    press(page, "Space")
    assert status(output).inner_text() == "Tick at least one answer first."

    begin(page, 'quiz("01.means")')
    for place in (0, 1, 3):
        to(page, boxes.nth(place))
        press(page, "Space")
    press(page, "Enter")
    assert status(output).inner_text() == (
        "Not yet. Look again at these:\nRed paint\nOnly a painter wants it.\nHate\nHate moves nothing."
    )
    press(page, "Space", "Shift+Tab", "Shift+Tab", "Space", "Enter")
    assert status(output).inner_text() == (
        "Not yet. What you ticked is right, and something is missing. Think about this:\nWhat takes long needs time."
    )
    press(page, "Tab", "Space", "Enter")
    assert status(output).inner_text().startswith("Right.\nEnergy\nNearly everything takes energy.\nTime")

    begin(page, 'quiz("01.means")')
    to(page, boxes.nth(3))
    press(page, "Space", "Enter")
    assert status(output).inner_text() == "Not yet. Look again at this one:\nHate\nHate moves nothing."
    press(page, "Space", "Enter")
    assert status(output).inner_text().startswith("Right.")


def test_while_python_is_busy_a_learner_can_go_on_and_nothing_is_undone(page):
    output = cell(page, 'quiz("01.means")')
    last = page.locator(".jp-Notebook .jp-Cell").nth(len(SOURCES)).locator(".cm-content")

    def run_last(source):
        last.click()
        press(page, "ControlOrMeta+a")
        page.keyboard.insert_text(source)
        press(page, "Control+Enter")

    run_last("import time; time.sleep(2)")
    page.wait_for_selector('#jp-bottom-panel :text("(ipykernel) | Busy")')
    boxes = output.locator("input")
    for place in range(4):
        boxes.nth(place).set_checked(False)
    for place in range(4):  # several tries, all of which Python takes in at once
        boxes.nth(place).check()
        output.locator("button").click()
    boxes.nth(0).uncheck()
    page.wait_for_selector('#jp-bottom-panel :text("(ipykernel) | Idle")')
    page.wait_for_timeout(500)  # for what Python may send
    assert [boxes.nth(place).is_checked() for place in range(4)] == [False, True, True, True]
    assert status(output).inner_text().startswith("Not yet. Look again at these:\nRed paint")
    run_last(SOURCES[-1])


def test_before_the_course_an_answer_is_stored_without_a_verdict_and_can_be_changed(page):
    output = cell(page, 'quiz("00.before")')
    begin(page, 'quiz("00.before")')
    to(page, output.locator("input").first)
    press(page, "Space", "Enter")
    said = status(output).inner_text()
    assert "stored" in said
    assert "again at the end of the course" in said
    press(page, "ArrowDown", "Enter")
    assert status(output).inner_text() == said
    assert not re.search("right|not yet|tr(y|ies)", output.inner_text(), re.IGNORECASE)


def test_a_range_is_mended_stored_and_compared_with_the_result_that_opens(page):
    output, result = cell(page, 'predict("01.battery")'), cell(page, 'reveal("01.battery", Picture(), 0.6412)')
    low, high = output.locator("input").nth(0), output.locator("input").nth(1)
    assert not result.locator("details").evaluate("details => details.open")

    begin(page, 'predict("01.battery")')
    to(page, low)
    press(page, "Enter")
    assert status(output).inner_text() == "“from” is empty; enter a number from 0 to 1."
    assert low.get_attribute("aria-invalid") == "true"
    page.keyboard.type("0.7")
    press(page, "Tab")
    page.keyboard.type("3")
    press(page, "Enter")
    assert status(output).inner_text() == "“to” is 3, which cannot be; enter a number from 0 to 1, such as 0.5."
    assert low.get_attribute("aria-invalid") is None
    press(page, "ControlOrMeta+a")
    page.keyboard.type("0.5")
    press(page, "Enter")
    assert status(output).inner_text() == "“from” (0.7) is above “to” (0.5); exchange the two."
    press(page, "ControlOrMeta+a")
    page.keyboard.type("0.2")
    to(page, output.locator("button"))
    press(page, "Enter")

    result.locator("text=does not hold").wait_for()
    assert status(output).inner_text().startswith("Your prediction: 0.2 to 0.5.\nThe result is open below.")
    assert result.locator("details").evaluate("details => details.open")
    assert "Drawn: 0.2 to 0.5 about battery" in result.inner_text()
    assert status(result).inner_text().startswith("Your range 0.2 to 0.5 does not hold the result, 0.641.")
    # What was predicted stays, and the focus is still on the button that stored it.
    assert output.locator("button").evaluate("button => button === document.activeElement")
    press(page, "Enter")
    assert low.is_disabled()
    assert high.input_value() == "0.5"


def test_a_choice_and_an_order_are_stored_with_a_probability(page):
    output = cell(page, 'predict("01.compare")')
    begin(page, 'predict("01.compare")')
    to(page, output.locator("button"))
    press(page, "Enter")
    assert status(output).inner_text() == "No answer is chosen; choose one."
    press(page, "Space", "ArrowDown", "Enter")
    assert "is empty; enter a number from 0 to 100" in status(output).inner_text()
    page.keyboard.type("33.5")
    press(page, "Enter")
    assert status(output).inner_text() == "33.5 % is finer than needed; enter a whole number."
    press(page, "ControlOrMeta+a")
    page.keyboard.type("70")
    press(page, "Enter")
    assert status(output).inner_text().startswith(
        "Your prediction: About as many, 70 % sure.\nNow run the cells that follow"
    )

    output = cell(page, 'predict("01.order")')
    to(page, output.locator("select").nth(0))
    page.keyboard.type("Bat")
    press(page, "Tab")
    page.keyboard.type("Bat")
    to(page, output.locator("button"))
    press(page, "Enter")
    assert status(output).inner_text() == "Place 3 is empty; choose an option for it."
    page.keyboard.type("Off")
    to(page, output.locator("button"))
    press(page, "Enter")
    assert status(output).inner_text() == (
        "“Battery” stands at place 1 and at place 2; give each option one place."
    )
    page.keyboard.type("Room")
    press(page, "Tab", "Tab")
    page.keyboard.type("60")
    press(page, "Enter")
    assert status(output).inner_text().startswith("Your prediction: 1. Battery, 2. Room, 3. Off, 60 % sure.")


def test_a_credence_is_mended_stored_and_changed(page):
    output = cell(page, 'debate("01.fetching")')
    assert output.get_by_role("group", name="The best case for it").text_content().endswith("Most goals do.")
    assert output.get_by_role("group", name="The best case against it").text_content().endswith("are not agents. <b>")
    credence = output.get_by_label("How probable is it that this is true?")
    reason = output.get_by_label("Why, in one line?")
    begin(page, 'debate("01.fetching")')
    to(page, credence)
    press(page, "Enter")
    assert "is empty; enter a number from 0 to 100" in status(output).inner_text()
    assert credence.get_attribute("aria-invalid") == "true"
    page.keyboard.type("35")
    press(page, "Enter")
    assert status(output).inner_text().startswith("The reason is empty; write one line")
    assert reason.evaluate("field => field === document.activeElement")
    assert credence.get_attribute("aria-invalid") is None
    page.keyboard.type("Goals are not <i>agents</i>.")
    press(page, "Enter")
    said = "Your credence: 35 %.\nGoals are not <i>agents</i>.\nYou can change it whenever you have learned more"
    assert status(output).inner_text().startswith(said)

    begin(page, 'debate("01.fetching")')
    to(page, credence)
    press(page, "ControlOrMeta+a")
    page.keyboard.type("50")
    to(page, output.locator("button"))
    press(page, "Enter", "Enter")
    output.locator("text=Before that you said 35 %. You can").wait_for()
    assert status(output).inner_text().startswith("Your credence: 50 %.")


def test_readers_questions_are_explored_one_by_one(page):
    output = cell(page, 'faq("01")')
    begin(page, 'faq("01")')
    assert "0 of 2 explored" in output.inner_text()
    to(page, output.locator("summary").nth(1))
    press(page, "Enter")
    output.locator("text=1 of 2 explored").wait_for()
    assert output.locator("summary").nth(1).inner_text() == "Why random goals? ✓ explored"
    assert "Nothing more." in output.inner_text()
    press(page, "Enter", "Enter")
    assert "1 of 2 explored" in output.inner_text()


def test_keys_typed_on_any_control_leave_the_cells_alone(page):
    before = sources(page)
    assert len(before) == len(SOURCES)
    controls = page.locator(".jp-OutputArea :is(input, select, button, summary)")
    assert controls.count() > 28
    for place in range(controls.count()):
        control = controls.nth(place)
        if control.is_enabled():
            control.focus()
            press(page, "b", "a", "d", "d", "x", "m", "j", "k")
    assert sources(page) == before
    assert page.locator(".jp-Notebook .jp-MarkdownCell").count() == 1


def test_ctrl_s_pressed_on_a_control_saves_the_notebook(page):
    output = cell(page, 'quiz("01.means")')
    begin(page, 'quiz("01.means")')
    to(page, output.locator("button"))
    press(page, "Enter")
    page.wait_for_selector(".jp-mod-dirty", state="attached")
    press(page, "ControlOrMeta+s")
    page.wait_for_selector(".jp-mod-dirty", state="detached")


def test_axe_finds_nothing_in_light_and_dark(page):
    for theme in ("JupyterLab Dark", "JupyterLab Light"):
        page.click('li.lm-MenuBar-item:has-text("Settings") >> nth=0')
        page.hover('.lm-Menu-item:has-text("Theme") >> nth=0')
        page.click(f'.lm-Menu-item:has-text("{theme}") >> nth=0')
        page.wait_for_selector(f'body[data-jp-theme-name="{theme}"]', state="attached")
        results = Axe().run(page, ".jp-OutputArea")
        assert results.generate_snapshot() == "", theme
    assert {address.hostname for address in page.asked if address.scheme not in ("data", "blob")} == {"127.0.0.1"}


def test_two_tabs_of_one_notebook_show_the_same(page, open_page):
    press(page, "ControlOrMeta+s")
    page.wait_for_selector(".jp-mod-dirty", state="detached")
    other = open_page(NAME)
    saves_by_itself(other)  # no longer, for what both save would be asked about
    there = cell(other, 'quiz("01.malice")')
    for _ in range(30):  # run there again: Lab may show what the file holds, without its kernel
        begin(other, 'quiz("01.malice")')
        press(other, "Control+Enter")
        other.wait_for_timeout(1000)
        if there.locator("text=2 tries").is_visible():
            break
    there.locator("text=2 tries").wait_for()
    there.locator("input").nth(2).click()
    there.locator("button").click()
    here = cell(page, 'quiz("01.malice")')
    here.locator("text=Some goals do not.").wait_for(state="attached")
    here.locator("input").nth(1).click()
    here.locator("button").click()
    there.locator("text=means to most").wait_for()
    here.locator("text=4 tries").wait_for()
    assert here.locator(".course-aside").text_content() == there.locator(".course-aside").text_content() == "4 tries"
    saves_by_itself(other)
    other.context.close()


def test_after_saving_stopping_and_reopening_everything_is_still_there(page, run_all, errors):
    def what_shows():
        return {source: cell(page, source).text_content() for source in CELLS}

    before = what_shows()
    assert "Right." in before['quiz("01.malice")']
    page.wait_for_selector(".jp-mod-dirty", state="detached")  # Lab saves by itself
    page.click('li.lm-MenuBar-item:has-text("Kernel") >> nth=0')
    page.click('.lm-Menu-item:has-text("Shut Down Kernel") >> nth=0')
    page.wait_for_selector(':text("No Kernel")')
    # Twice, for saving a reopened notebook must not lose what it holds.
    for _ in range(2):
        page.reload()
        page.wait_for_selector(".course-faqs", state="attached")
        for _ in range(1200):  # the widgets come one after another
            folded = {source: text for source, text in what_shows().items() if source != 'faq("01")'}
            if folded == {source: before[source] for source in folded}:
                break
            page.wait_for_timeout(100)
        assert folded == {source: before[source] for source in folded}
        assert "1 of 2 explored" in what_shows()['faq("01")']
        result = cell(page, 'reveal("01.battery", Picture(), 0.6412)')
        assert result.locator("details").evaluate("details => details.open")
        assert cell(page, 'quiz("01.malice")').locator("input").nth(1).is_checked()
        page.wait_for_selector('#jp-bottom-panel :text("(ipykernel) | Idle")')
        page.click('li.lm-MenuBar-item:has-text("File") >> nth=0')
        page.click('.lm-Menu-item:has-text("Save Notebook") >> nth=0')
        page.wait_for_selector(".jp-mod-dirty", state="detached")

    # And in a new kernel the record gives it back, except for a warm-up, which asks anew.
    page.wait_for_selector('#jp-bottom-panel :text("(ipykernel) | Idle")')
    run_all(page)
    page.wait_for_timeout(500)
    assert errors(page) == []
    now = what_shows()
    assert now['quiz("01.malice")'] == before['quiz("01.malice")']
    assert now['predict("01.battery")'] == before['predict("01.battery")']
    assert "You can change it" not in now['quiz("00.before")']
    assert "2 of 23 of 30 of 1" in now["progress()"]  # questions, predictions, ranges of lesson 01


def test_an_answer_that_python_cannot_record_says_so(page):
    page.click('li.lm-MenuBar-item:has-text("Kernel") >> nth=0')
    page.click('.lm-Menu-item:has-text("Shut Down Kernel") >> nth=0')
    page.wait_for_selector(':text("No Kernel")')
    output = cell(page, 'quiz("01.malice")')
    output.locator("input").nth(0).click()
    output.locator("button").click()
    assert status(output).text_content() == "Not yet.Nothing in it can fear."
    output.locator("text=Not recorded yet: Python is busy or not running.").wait_for()
