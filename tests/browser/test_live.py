"""Live figures as a hand meets them: by the keyboard, in both themes, with and without a kernel."""

import pytest

pytestmark = pytest.mark.browser

CELLS = [
    ("markdown", "# A live figure"),
    ("code", "from course_utils.pictures import draw_bars, live_battery"),
    ("code", 'live_battery({"A2": 0.6, "B4": 0.9})'),
    ("code", 'draw_bars({"off": 0.1, "battery": 0.5}, ylabel="share of goals", title="First moves", table=True)'),
]
DISCOUNT = '.live-battery input[type="range"] >> nth=0'
REWARD = '.live-battery input[type="range"] >> nth=1'
STATE = ".live-battery select"
SHARES = '.live-battery svg[role="img"] >> nth=2'


@pytest.fixture
def live(mine, open_page, run_all, errors, notebook):
    """A page on which the live figure has been run."""
    (mine / "live.ipynb").write_text(notebook(CELLS), encoding="utf-8")
    page = open_page("live.ipynb")
    run_all(page)
    page.wait_for_selector(SHARES)
    assert errors(page) == []
    yield page
    page.context.close()


def says(page, words):
    page.wait_for_function(
        "words => document.querySelector('.live-battery [role=status]').textContent.includes(words)", arg=words
    )


def shown(page):
    """All that stands in the figure: the choices, the values of the sliders, the words of the pictures, their bars."""
    return page.evaluate(
        "[...document.querySelectorAll('.live-battery :is(option, input, select, svg, svg text)')]"
        ".map(node => node.getAttribute('aria-label') ?? node.value ?? node.textContent)"
    )


def picture(page):
    return page.get_attribute(SHARES, "aria-label"), page.inner_html(SHARES)


def test_the_keyboard_moves_the_discount_and_the_goal(live):
    says(live, "Discount 0.50 (later rewards fade over about 2 steps): your goal's best first move is A2, and stay")
    says(live, "and stay there; 29 % of all goals fetch the battery.")
    before, cells = picture(live), live.locator(".jp-Notebook .jp-Cell").count()
    live.focus(DISCOUNT)
    for _ in range(40):
        live.keyboard.press("ArrowRight")
    says(live, "Discount 0.90 (later rewards fade over about 10 steps): your goal's best first move is battery,")
    says(live, "battery, then B4; 53 % of all goals fetch the battery.")
    words, drawn = picture(live)
    assert words.endswith("off 11.7 %, A1 11.7 %, A2 11.7 %, A3 11.7 %, battery 53.3 %; A1 to A3 together 35.0 %.")
    assert (words, drawn) != before
    assert live.get_attribute(DISCOUNT, "aria-valuetext") == "0.90, later rewards fade over about 10 steps"
    for key in ("b", "d", "d", "x", "a"):  # keys that insert and delete cells of a notebook
        live.keyboard.press(key)

    # The goal goes through the kernel: the reward of B4, which was chosen, falls until A2 is better.
    live.focus(REWARD)
    for _ in range(10):
        live.keyboard.press("ArrowLeft")
    says(live, "your goal's best first move is A2, and stay there; 53 % of all goals fetch the battery.")
    assert live.locator(".jp-Notebook .jp-Cell").count() == cells


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_nothing_bars_anybody_from_it(live, theme):
    from axe_playwright_python.sync_playwright import Axe

    if theme == "Dark":
        live.click('li.lm-MenuBar-item:has-text("Settings") >> nth=0')
        live.hover('.lm-Menu-item:has-text("Theme") >> nth=0')
        live.click('.lm-Menu-item:has-text("JupyterLab Dark") >> nth=0')
        live.wait_for_selector('body[data-jp-theme-light="false"]', state="attached")
    live.locator(".live-battery").scroll_into_view_if_needed()
    found = Axe().run(live, context={"include": [[".jp-OutputArea"]]}).response["violations"]
    assert [(violation["id"], violation["nodes"][0]["html"]) for violation in found] == []


def test_saved_and_opened_again_it_is_where_it_was_and_moves(live):
    live.select_option(STATE, "A1")
    live.focus(REWARD)
    live.keyboard.press("End")
    live.focus(DISCOUNT)
    live.keyboard.press("End")
    says(live, "Discount 0.999 (later rewards fade over about 1,000 steps): your goal's best first move is A1, and")
    save = '.jp-NotebookPanel-toolbar [data-jp-item-name="save"] >> nth=0'
    live.click(save)
    live.wait_for_selector(".jp-mod-dirty", state="detached")
    # A figure that was moved is a change of the notebook, so that JupyterLab saves it by itself too.
    live.focus(DISCOUNT)
    live.keyboard.press("ArrowLeft")
    live.wait_for_selector(".jp-mod-dirty", state="attached")
    live.keyboard.press("ArrowRight")
    before = shown(live)
    live.click(save)
    live.wait_for_selector(".jp-mod-dirty", state="detached")
    live.click('li.lm-MenuBar-item:has-text("Kernel") >> nth=0')
    live.click('.lm-Menu-item:has-text("Shut Down Kernel") >> nth=0')
    live.wait_for_selector('#jp-bottom-panel :text("No Kernel")')
    live.reload()
    live.wait_for_selector(SHARES)
    says(live, "Discount 0.999 (later rewards fade over about 1,000 steps): your goal's best first move is A1, and")
    assert shown(live) == before
    assert live.input_value(STATE) == "A1"
    assert live.input_value(REWARD) == "1"
    names = live.locator(f"{SHARES} >> .name").all_text_contents()
    assert names == ["off", "A1", "A2", "A3", "battery"]
    live.focus(DISCOUNT)
    live.keyboard.press("Home")
    says(live, "Discount 0.00 (only the next step counts): your goal's best first move is A1, and stay there; 20 % of")


def test_without_a_kernel_the_discount_moves_and_the_goal_says_what_to_do(live):
    live.click('li.lm-MenuBar-item:has-text("Kernel") >> nth=0')
    live.click('.lm-Menu-item:has-text("Shut Down Kernel") >> nth=0')
    live.wait_for_selector('#jp-bottom-panel :text("No Kernel")')
    live.focus(DISCOUNT)
    live.keyboard.press("End")
    says(live, "Discount 0.999 (later rewards fade over about 1,000 steps)")
    live.focus(REWARD)
    live.keyboard.press("Home")
    says(live, "run this cell to change the goal")
    says(live, "best first move is battery, then B4")
