"""The page of feedback in narrow and wide windows: its words stay whole, and nothing sticks out."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.grading.notebooks import SET, TASKS, code, solved

from course_utils.commands.mark import headings_of
from course_utils.grading.marking import mark
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
LONG = "n" * 90


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1000, 640, 320])
def test_words_are_broken_only_where_nothing_else_fits(browser, scheme, width):
    cells = [
        *solved(battery_probability="def battery_probability(near, behind):\n    return 0.7"),
        code(f"raise {LONG}"),
    ]
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    title, headings = headings_of(cells)
    rubric = (SET / "rubric.md").read_text(encoding="utf-8")
    page.set_content(feedback_page(mark(TASKS, cells), title, headings, rubric))
    assert {word for word in page.evaluate(BROKEN) if len(word) < 20} == set()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert Axe().run(page).generate_snapshot() == ""
    page.close()
