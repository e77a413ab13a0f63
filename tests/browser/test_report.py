"""The report on a class in a browser: nothing in it runs or sticks out, whoever writes the names."""

import json
import types

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.grading.classes import hand_in, many, marks
from tests.grading.notebooks import code, solved

from course_utils.commands import report
from course_utils.grading.folder import Refusal, open_class
from course_utils.grading.outputs import Output

pytestmark = pytest.mark.browser

HOSTILE = [
    '</bdi></p></script><script>document.title = "ran"</script>',
    '<img src="http://127.0.0.1:9/x" onerror="document.title=\'ran\'">',
    "<svg onload=\"document.title='ran'\"><style>main { display: none }</style>",
    "' onmouseover='document.title=\"ran\"' style='position: fixed; inset: 0",
    "\u202eright to left \u2066",
    "Z\u0300" + "\u0300" * 200,
    "n" * 400,
]

BARS = "all => all.map(one => [+one.firstChild.data, one.querySelector('i').offsetHeight])"
SAME = f"A text that is the same for all, {HOSTILE[0]} and so on and on."


def written(folder):
    report.run(types.SimpleNamespace(folder=str(folder.path)))
    return folder.path / "report/01.html"


@pytest.fixture
def seen(browser):
    """Open a page; what it asks for, and what it says of errors, is noted."""
    pages = []

    def seen(path, **options):
        page = browser.new_page(**options)
        pages.append(page)
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(path.as_uri())
        return page

    yield seen
    for page in pages:
        page.close()


def wide(page):
    return page.evaluate("document.documentElement.scrollWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1000, 320])
def test_a_class_of_forty_can_be_read_by_everybody(seen, tmp_path, scheme, width):
    folder = many(tmp_path / "class", refused=[Refusal(source="a.docx", reason="It is no notebook.")])
    page = seen(written(folder), viewport={"width": width, "height": 800}, color_scheme=scheme)
    assert wide(page) <= width
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    assert wide(page) <= width
    assert Axe().run(page).generate_snapshot() == ""
    bars = page.eval_on_selector_all(".bars div", BARS)
    most, highest = max(bars)
    assert all(abs(height - count / most * highest) <= 3 for count, height in bars)


def test_nothing_that_learners_write_runs_or_breaks_the_page(seen, tmp_path):
    folder = open_class(tmp_path / "class", make=True)
    outputs = [Output(number, text[:80], text, (), text) for number, text in enumerate(HOSTILE, 1)]
    people = [hand_in(folder, "not-marked", name=HOSTILE[0])]
    for number, text in enumerate(HOSTILE):
        cells = [*solved(explain_a_drive=SAME), code(text)]
        people.append(hand_in(folder, f"l{number}", marks(essay=text, outputs=outputs), name=text, cells=cells))
    folder.record(people, [Refusal(source=text, reason=text) for text in HOSTILE])
    page = seen(written(folder), viewport={"width": 360, "height": 800})
    for place in page.query_selector_all("bdi"):
        place.hover(force=True)
    assert page.title() == "Class report: What is instrumental convergence?"
    assert page.asked == [page.url]
    assert page.is_visible("main")
    assert page.evaluate("document.querySelectorAll('script, img, svg, iframe, [onmouseover]').length") == 0
    assert wide(page) <= 360
    assert Axe().run(page).generate_snapshot() == ""
    heights = page.eval_on_selector_all("bdi", "all => all.map(one => one.offsetHeight)")
    assert max(heights) < 400
    data = json.loads((folder.path / "report/01.json").read_bytes())
    assert data["learners"]["l0"]["name"] == HOSTILE[0]
