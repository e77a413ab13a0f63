"""Formgrader as an instructor sees it: a class that means no good is shown as text, and marked by clicking."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.grading.notebooks import TASKS
from tests.grading.serving import HOSTILE, NAME, hostile_class, serving

from course_utils.grading.gradebook import read_by_hand

pytestmark = pytest.mark.browser

PATIENCE = 30_000  # ms; only ends a test that hangs
ESSAY = TASKS.written[0]
SCORE, COMMENT = f"#{ESSAY.name}", f"#{ESSAY.name}-comment"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = hostile_class(tmp_path_factory.mktemp("class"))
    with serving(folder) as (address, _, _):
        yield folder, address


@pytest.fixture
def page(browser, served):
    """The first page; what went wrong on it, ran, or was asked for is in its lists."""
    _, address = served
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.asked, page.evil, page.errors = set(), [], []
    page.expose_function("evil", lambda: page.evil.append(page.url))
    page.on("request", lambda request: page.asked.add(urlsplit(request.url)))
    page.on("dialog", lambda dialog: (page.evil.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("console", lambda said: page.errors.append(said.text) if said.type == "error" else None)
    page.goto(address)
    page.wait_for_selector("#main-table a.name-hidden")
    yield page
    context.close()
    assert {url.netloc for url in page.asked if url.scheme in ("http", "https", "ws", "wss")} == {
        urlsplit(address).netloc
    }
    assert page.evil == []
    assert page.errors == []


def submission(page, learner):
    """Open the page of a learner."""
    page.locator("#toggle_names").click()
    page.locator(f"#main-table a.name-shown:text-is({learner!r})").click()
    loaded(page)


def loaded(page):
    page.wait_for_selector(".comment[placeholder^='A comment for the learner']")


def saved(page):
    """Leave a field, and wait until what is in it is kept."""
    with page.expect_response(lambda answer: answer.request.method == "PUT") as found:
        page.keyboard.press("Tab")
    assert found.value.ok


def test_what_means_no_good_is_text_and_nothing_of_it_happens(page):
    names = page.locator("#main-table a.name-shown")
    assert names.count() == 3
    last, first = NAME.split(", ")
    page.locator("#toggle_names").click()
    page.locator("#main-table a.name-shown", has_text="evil()").click()
    loaded(page)
    page.locator(".learner button").click()
    assert page.locator(".learner .name").inner_text().split() == f"{last}, {first} (hostile)".split()
    answer = page.locator(".text_cell .nbgrader_cell pre")
    assert answer.inner_text().rstrip("\n") == HOSTILE
    for place in (".code_cell .input_area", ".output_stdout", ".output_stderr"):
        texts = page.locator(f"{place} pre").all_inner_texts()
        assert any(HOSTILE.split("\n")[0] in text for text in texts), place
    # One form, field or frame of theirs on the page would do.
    assert (
        page.locator("form, iframe, svg, base, meta[http-equiv], [onerror], [onload], a[href^='javascript']").count()
        == 0
    )
    assert page.locator(".nbgrader_cell img, .text_cell img").count() == 0
    for mark in page.locator(".panel-body :text('javascript:evil')").all():
        mark.click()
    page.wait_for_load_state("networkidle")


def test_a_script_that_got_into_the_page_would_not_run(page):
    submission(page, "Last, First")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x: onerror=evil()><svg onload=evil()>')")
    page.evaluate(
        "const script = document.createElement('div'); script.setAttribute('onclick', 'evil()');"
        "document.body.append(script); script.click()"
    )
    page.wait_for_load_state("networkidle")
    refused = [error for error in page.errors if "Content Security Policy" in error]
    assert len(refused) >= 2
    page.errors.clear()


def test_a_written_answer_is_marked_by_clicking(page, served):
    folder, _ = served
    submission(page, "Last, First")
    assert page.locator(".text_cell .nbgrader_cell pre").inner_text().strip() == "Two goals, one means."
    assert page.evaluate("document.activeElement.id") == ESSAY.name
    rubric = page.get_by_role("heading", name="Explain a drive: rubric")
    box, beside = page.locator(".text_cell .nbgrader_cell").bounding_box(), rubric.bounding_box()
    assert beside["x"] > box["x"] + box["width"]
    page.fill(SCORE, "3")
    saved(page)
    page.fill(COMMENT, "The second goal is <missing> & needed.")
    saved(page)
    expected = (3, "The second goal is <missing> & needed.")
    assert read_by_hand(folder, TASKS)["quiet"][ESSAY.id] == expected
    page.reload()
    loaded(page)
    assert page.input_value(SCORE) == "3"
    assert page.input_value(COMMENT) == expected[1]
    with page.expect_response(lambda answer: answer.request.method == "PUT"):
        page.locator(".text_cell .full-credit").click()
    assert read_by_hand(folder, TASKS)["quiet"][ESSAY.id] == (4, expected[1])


def test_next_leads_through_all_and_back_to_the_list(page):
    page.locator("#main-table a.name-hidden").first.click()
    seen = []
    while "/submissions/" in page.url:
        loaded(page)
        seen.append(page.locator(".learner .number").inner_text())
        page.get_by_role("link", name="Next").click()
        page.wait_for_load_state()
    assert seen == [f"Submission {i} of 3" for i in (1, 2, 3)]
    page.wait_for_selector("#main-table a.name-hidden")


def test_the_page_can_be_read_in_a_narrow_window_too(page):
    submission(page, "Last, First")
    page.set_viewport_size({"width": 640, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    # The task itself has a table whose first head is empty.
    assert Axe().run(page, options={"rules": {"empty-table-header": {"enabled": False}}}).generate_snapshot() == ""
