"""The page of feedback: its words stay whole in narrow and wide windows, it prints, and nothing on it runs."""

from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.grading.notebooks import SET, TASKS, code, solved

from course_utils.commands.mark import texts_of
from course_utils.grading.marking import mark
from course_utils.grading.outputs import Output
from course_utils.grading.page import feedback_page

pytestmark = pytest.mark.browser

BROKEN = """() => {
  const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT), broken = [];
  while (texts.nextNode()) {
    for (const word of texts.currentNode.data.matchAll(/\\w+/g)) {
      const range = document.createRange();
      range.setStart(texts.currentNode, word.index);
      range.setEnd(texts.currentNode, word.index + word[0].length);
      if (range.getClientRects().length > 1) broken.push(word[0]);
    }
  }
  return broken;
}"""
OPEN = "document.querySelectorAll('details').forEach(fold => { fold.open = true; })"
LONG = "n" * 90
PICTURE = "import matplotlib.pyplot as plt\nplt.plot([1, 2], [3, 4])\nprint('a line ' * 40)\n'x' * 300"
HOSTILE = (
    "</pre></code></style></title></script><script>window.ran = 1</script><img src=x onerror='window.ran = 1'>"
    '<svg onload=\'window.ran = 1\'></svg><a href="javascript:window.ran = 1">x</a>" onload="window.ran = 1" x=\''
    "[y](javascript:window.ran=1)<iframe srcdoc='<script>parent.ran = 1</script>'></iframe>"
    "<meta http-equiv=refresh content='0;url=https://example.org'><base href='https://example.org'>"
)


def page_of(cells, **options):
    return feedback_page(mark(TASKS, cells, for_class="by_hand" in options), *texts_of(SET), **options)


@pytest.fixture(scope="module")
def pages():
    """The page of a learner alone, and that of a class, with something of everything that can stand there."""
    cells = [
        *solved(battery_probability="def battery_probability(near, behind):\n    return 0.7"),
        code(f"raise {LONG}"),
        code(PICTURE),
    ]
    wrong = "def battery_probability(near, behind):\n    return 1 / (near + 2)"
    others = [*solved(battery_probability=wrong), code(PICTURE)]
    by_hand = {"01.explain_a_drive": (3, "Good.\nA case is missing."), "01.goal_for_off": (1, LONG)}
    return page_of(cells), page_of(others, by_hand=by_hand, who="Learner A", is_late=True)


@pytest.fixture
def open_page(browser):
    opened = []

    def open_page(text, **options):
        opened.append(browser.new_page(**options))
        opened[-1].set_content(text)
        return opened[-1]

    yield open_page
    for page in opened:
        page.close()


@pytest.mark.parametrize("whose", [0, 1])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1000, 640, 360, 320])
def test_words_are_broken_only_where_nothing_else_fits(open_page, pages, whose, scheme, width):
    page = open_page(pages[whose], viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.evaluate(OPEN)
    assert {word for word in page.evaluate(BROKEN) if len(word) < 20} == set()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert Axe().run(page).generate_snapshot() == ""


@pytest.mark.parametrize("whose", [0, 1])
def test_headings_go_down_one_level_at_a_time(open_page, pages, whose):
    page = open_page(pages[whose])
    levels = page.evaluate("[...document.querySelectorAll('h1, h2, h3, h4')].map(one => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert all(1 < level <= before + 1 for before, level in pairwise(levels))


def test_on_paper_folds_are_open_and_nothing_is_dark(open_page, pages):
    page = open_page(pages[1], color_scheme="dark")
    shown = """[...document.querySelectorAll("details pre, details img, details h3")].map(
        one => one.checkVisibility() && one.getBoundingClientRect().height > 0)"""
    assert not any(page.evaluate(shown))
    page.emulate_media(media="print")
    assert page.evaluate(shown)
    assert all(page.evaluate(shown))
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def test_nothing_that_a_learner_or_a_comment_says_runs(open_page):
    quoted = repr(HOSTILE)
    cells = solved(
        first_move_share=f"def first_move_share(*case):\n    raise ValueError({quoted})",
        battery_probability=f"def battery_probability(near, behind):\n    return {quoted}",
        goal_for_off=f"goal_for_off = {{{quoted}: 1}}",
        terminal_or_instrumental=f"terminal_or_instrumental = {{{quoted}}}",
        explain_a_drive=HOSTILE,
    )
    cells += [code(f"# {HOSTILE}\nprint({quoted})"), code(f"raise ValueError({quoted})"), code(HOSTILE)]
    by_hand = {task.id: (1, HOSTILE) for task in (*TASKS.tasks, *TASKS.written)}
    marks = mark(TASKS, cells, for_class=True)
    marks = type(marks)(marks.tasks, marks.written, (*marks.outputs, Output(99, HOSTILE, HOSTILE, (b"x",), HOSTILE)))
    text = feedback_page(marks, *texts_of(SET), by_hand=by_hand, who=HOSTILE)
    assert text.count("window.ran") > 10
    without_policy = text.replace("Content-Security-Policy", "x-nothing")  # the escaping has to do without it
    for shown in (text, without_policy):
        page = open_page("<!doctype html>")
        asked = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.set_content(shown)
        page.evaluate(OPEN)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.ran") is None
        assert [url for url in asked if not url.startswith("data:")] == []
        assert page.locator("script, iframe, svg, base, a:not([href^='#'])").count() == 0


def test_the_policy_holds_where_escaping_fails(open_page):
    text = page_of(solved(), by_hand={}, who="WHO").replace("WHO", HOSTILE.partition("<meta")[0])
    for shown, ran in ((text, None), (text.replace("Content-Security-Policy", "x-nothing"), 1)):
        page = open_page(shown)
        page.wait_for_load_state("networkidle")
        assert page.locator("main script").count() == 1
        assert page.evaluate("window.ran") == ran
