"""Formgrader as an instructor sees it: a class that means no good is shown as text, and marked by clicking."""

import sqlite3
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.grading import classes
from tests.grading.notebooks import TASKS, solved
from tests.grading.serving import HOSTILE, NAME, hostile_class, serving

from course_utils.grading.gradebook import read_by_hand, write_marks

pytestmark = pytest.mark.browser

PATIENCE = 120_000  # ms; only ends a test that hangs
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
    page.locator("#main-table a.name-shown", has_text=f"({learner})").click()
    loaded(page)


def loaded(page):
    page.wait_for_selector(".comment[placeholder^='A comment for the learner']")


def saved(page):
    """Leave a field, and wait until what is in it is kept."""
    with page.expect_response(lambda answer: answer.request.method == "PUT") as found:
        page.keyboard.press("Tab")
    assert found.value.ok


def change(folder, statement):
    """Change the gradebook from elsewhere, as far as it concerns the text of the quiet one."""
    with closing(sqlite3.connect(folder.gradebook)) as connection, connection:
        connection.execute(
            f"""update grade set {statement}
            where cell_id = (select id from base_cell where name = ?) and notebook_id in (
                select notebook.id from submitted_notebook notebook join submitted_assignment assignment
                on assignment.id = notebook.assignment_id where student_id = 'quiet'
            )""",
            [ESSAY.name],
        )


def points(folder):
    return read_by_hand(folder, TASKS)["quiet"][ESSAY.id][0]


def told(page):
    return page.locator(f".nbgrader_cell:has({SCORE}) .told").inner_text()


def test_what_means_no_good_is_text_and_nothing_of_it_happens(page):
    names = page.locator("#main-table a.name-shown")
    assert names.count() == 3
    last, first = NAME.split(", ")
    page.locator("#toggle_names").click()
    page.locator("#main-table a.name-shown", has_text="evil()").click()
    loaded(page)
    page.get_by_role("button", name="who is it?").click()
    assert page.locator(".learner .name").inner_text().split() == f"{last}, {first} (hostile)".split()
    page.get_by_role("button", name="hide the name").click()
    assert not page.locator(".learner .name").is_visible()
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
    submission(page, "quiet")
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
    submission(page, "quiet")
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


def test_the_answer_stays_beside_its_rubric(page):
    submission(page, "quiet")
    answer, rubric = page.locator(".text_cell:has(.nbgrader_cell)"), page.locator(".text_cell:has(.nbgrader_cell) + *")
    end = page.evaluate("document.documentElement.scrollHeight")
    places = []
    for place in range(0, end, 300):
        page.evaluate(f"scrollTo(0, {place})")
        box, beside = answer.bounding_box(), rubric.bounding_box()
        assert box["y"] + box["height"] <= beside["y"] + beside["height"] + 1
        places.append(box["y"] - beside["y"])
    assert max(places) > min(places) + 300  # it goes along


def test_the_page_jumps_so_that_no_button_glides_away_from_under_a_click(page):
    submission(page, "quiet")
    place = page.evaluate("scrollTo(0, 0); formgrader.scrollToLastSelected(); scrollY")
    assert place > 0
    assert page.evaluate("formgrader.getScrollPosition()") == pytest.approx(place, abs=1)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("9", "4 at most; your 9 was not saved."), ("-1", "0 at least; your -1 was not saved."),
     ("2.5", "Whole points only; your 2.5 was not saved."),
     ("1e", "Points are a number; what you typed was not saved.")],
)  # fmt: skip
def test_points_that_cannot_be_are_refused_in_words(page, served, typed, sentence):
    folder, _ = served
    change(folder, "manual_score = 1, needs_manual_grade = 0")
    submission(page, "quiet")
    page.locator(SCORE).press_sequentially(typed)
    page.get_by_role("link", name="Next →").click()
    assert told(page) == sentence
    assert page.evaluate("document.activeElement.id") == ESSAY.name
    assert points(folder) == 1
    page.fill(SCORE, "2")
    saved(page)
    assert (told(page), points(folder)) == ("", 2)


def test_there_is_no_field_for_extra_credit_but_what_the_gradebook_has_is_told_and_kept(page, served):
    folder, _ = served
    change(folder, "manual_score = 1, needs_manual_grade = 0, extra_credit = 7")
    submission(page, "quiet")
    assert page.locator("input").count() == page.locator(".score").count() == len(TASKS.tasks) + 1
    assert told(page) == "The gradebook has extra credit of 7, which counts too; “No credit” takes it away."
    page.fill(SCORE, "2")
    saved(page)
    assert page.evaluate("document.activeElement.id") == f"{ESSAY.name}-comment"
    assert points(folder) == 9
    with page.expect_response(lambda answer: answer.request.method == "PUT"):
        page.locator(".text_cell .no-credit").click()
    assert points(folder) == 0


@pytest.mark.parametrize("way", ["the same again", "the button"])
def test_another_text_asks_for_points_in_words_and_the_old_ones_can_be_kept(page, served, way):
    folder, _ = served
    change(folder, "manual_score = 1, needs_manual_grade = 0, extra_credit = null")
    submission(page, "quiet")
    assert told(page) == ""
    marks = classes.marks(essay=f"Another text, before {way}.")
    one = classes.hand_in(
        folder, "quiet", marks, name="First Last", cells=solved(explain_a_drive=marks.written[0].text)
    )
    write_marks(folder, TASKS, [(one, marks)])
    page.reload()
    loaded(page)
    assert told(page) == "The text has changed since you gave 1: give points again, or keep 1."
    if way == "the button":
        with page.expect_response(lambda answer: answer.request.method == "PUT"):
            page.get_by_role("button", name="Keep 1").click()
    else:
        page.locator(SCORE).press("1")
        saved(page)
    assert (told(page), points(folder)) == ("", 1)


def test_what_could_not_be_saved_is_told(page, served):
    folder, _ = served
    change(folder, "manual_score = 1, needs_manual_grade = 1")
    submission(page, "quiet")
    page.route("**/api/comment/*", lambda route: route.fulfill(status=500))
    page.fill(COMMENT, "Good.")
    page.keyboard.press("Tab")
    page.get_by_text("Not saved: the gradebook cannot be written to").wait_for()
    page.context.set_offline(True)
    page.fill(SCORE, "3")
    page.keyboard.press("Tab")
    gone = "Not saved: formgrader does not answer. Start it again, then reload this page."
    page.locator(".failure", has_text=gone).wait_for()
    assert told(page).endswith("since you gave 1: give points again, or keep 1.")
    assert (page.input_value(SCORE), points(folder)) == ("3", None)
    page.errors.clear()


def test_what_is_to_be_marked_comes_first_and_is_led_to(page, served):
    folder, _ = served
    change(folder, "manual_score = null, needs_manual_grade = 1")
    page.reload()
    page.locator("#main-table a.name-hidden").first.wait_for()
    page.locator("#toggle_names").click()
    names = page.locator("#main-table a.name-shown").all_inner_texts()
    assert names[2] == "Nobody (blank)"
    assert "Last, First (quiet)" in names[:2]
    numbers = [int(text.split("#")[1]) for text in page.locator("#main-table a.name-hidden").all_text_contents()]
    page.locator("#main-table a.name-shown", has_text=f"{names[numbers.index(min(numbers[:2]))]}").click()
    loaded(page)
    page.get_by_role("link", name="Next to mark").click()
    page.get_by_text(f"Submission {max(numbers[:2])} of 3").wait_for()
    page.get_by_role("link", name="Next to mark").click()
    page.wait_for_selector("#main-table a.name-hidden")


def test_next_leads_through_all_and_back_to_the_list(page):
    page.locator("#main-table a.name-hidden", has_text="#1").click()  # what waits comes first, whichever that is
    seen = []
    while "/submissions/" in page.url:
        loaded(page)
        seen.append(page.locator(".learner .number").inner_text())
        page.get_by_role("link", name="Next →").click()
        page.wait_for_load_state()
    assert seen == [f"Submission {i} of 3" for i in (1, 2, 3)]
    page.wait_for_selector("#main-table a.name-hidden")


def test_the_page_can_be_read_in_a_narrow_window_too(page):
    submission(page, "quiet")
    page.set_viewport_size({"width": 640, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    # The task itself has a table whose first head is empty.
    assert Axe().run(page, options={"rules": {"empty-table-header": {"enabled": False}}}).generate_snapshot() == ""
