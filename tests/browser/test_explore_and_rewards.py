"""The figure of any function and the figure of rewards, as a hand meets them: by keyboard, and without a kernel."""

import numpy as np
import pytest

from course_utils.decisions import MDP, optimal_actions, optimal_values, with_slip
from course_utils.pictures.live.rewards import RewardsFigure, live_rewards

pytestmark = pytest.mark.browser

CELLS = [
    ("markdown", "# Two live figures"),
    (
        "code",
        """
import numpy as np
from course_utils.decisions.worlds.small import candy_or_wait
from course_utils.pictures import explore, live_rewards

x = np.linspace(0, 1, 21)

def shares(rooms, discount):
    hub = (1 - discount) / 2 + discount * rooms / (rooms + 1)
    return {"hub": hub, "off": 1 - hub}

def curves(rooms, kind, law, shielded):
    return {"hub": (1 - x) / 2 + x * rooms / (rooms + 1), "off": 0.5 - x / 2 if kind == "bold" else x * 0}
""",
    ),
    (
        "code",
        'explore(shares, xlabel="first move", ylabel="share of goals", title="Off or hub", rooms=[1, 3, 9],'
        ' discount=[0, 0.5, 0.8], control="off", lines={"even chances": 0.5})',
    ),
    (
        "code",
        'explore(curves, x=x, xlabel="discount γ", ylabel="share of goals", title="Over the discount", rooms=[1, 3],'
        ' kind=["bold", "shy"], law=list("abcde"), shielded=[False, True],'
        ' lines={"bound": lambda rooms, **_: rooms / (rooms + 1)},'
        ' marks={"threshold": lambda rooms, **_: 0.5 if rooms > 1 else None})',
    ),
    ("code", 'live_rewards(candy_or_wait(), {"candy": 0.5, "chocolate": 0.6, "hug": 0.3})'),
    ("code", "from course_utils.pictures import live_battery\nlive_battery()"),
]
BARS, CURVES, REWARDS = ".live-explore >> nth=0", ".live-explore >> nth=1", ".live-rewards"
SHOWN = """
root => [...root.querySelectorAll(':is(option, input, select, svg, svg text, td, th)')].map(node =>
  node.getAttribute('aria-label') ?? (node.type === 'radio' ? node.checked : node.value) ?? node.textContent)
"""


@pytest.fixture
def live(mine, open_page, run_all, errors, notebook):
    """A page on which the figures have been run."""
    (mine / "two.ipynb").write_text(notebook(CELLS), encoding="utf-8")
    page = open_page("two.ipynb")
    run_all(page)
    page.wait_for_selector(REWARDS)
    assert errors(page) == []
    yield page
    page.context.close()


def says(page, figure, words):
    page.locator(f"{figure} >> [role=status]").filter(has_text=words).wait_for()


def label(page, figure):
    return page.get_attribute(f"{figure} >> svg[role=img]", "aria-label")


def shown(page):
    return [page.locator(figure).evaluate(SHOWN) for figure in (BARS, CURVES, REWARDS)]


def without_kernel(page):
    page.click('li.lm-MenuBar-item:has-text("Kernel") >> nth=0')
    page.click('.lm-Menu-item:has-text("Shut Down Kernel") >> nth=0')
    page.wait_for_selector('#jp-bottom-panel :text("No Kernel")')


def test_bars_follow_the_keyboard_and_say_their_numbers(live):
    says(live, BARS, "At rooms 1 and discount 0: hub 0.50; off (control) 0.50; even chances (dashed line) 0.50.")
    cells = live.locator(".jp-Notebook .jp-Cell").count()
    live.focus(f"{BARS} >> input >> nth=1")
    live.keyboard.press("End")
    live.keyboard.press("Shift+Tab")
    live.keyboard.press("ArrowRight")
    says(live, BARS, "At rooms 3 and discount 0.8: hub 0.70; off (control) 0.30;")
    assert label(live, BARS).startswith("Off or hub. Bars at rooms 3 and discount 0.8: hub 0.70; off (control) 0.30")
    assert live.locator(f"{BARS} >> svg text.number").all_text_contents() == ["0.70", "0.30"]
    assert live.get_attribute(f"{BARS} >> input >> nth=0", "aria-valuetext") == "3"
    for key in ("b", "d", "d", "x", "a"):  # keys that insert and delete cells of a notebook
        live.keyboard.press(key)
    live.focus(f"{BARS} >> summary")
    live.keyboard.press("Enter")
    assert live.locator(f"{BARS} >> td").all_text_contents() == ["0.70", "0.30", "0.50"]
    for key in ("b", "d", "d", "x", "a"):
        live.keyboard.press(key)
    assert live.locator(".jp-Notebook .jp-Cell").count() == cells


def test_curves_follow_sliders_radio_buttons_and_a_list(live):
    says(live, CURVES, "hub stays at 0.50; off falls from 0.50 to 0.00; bound (dashed line) 0.50.")
    live.focus(f"{CURVES} >> input[type=range]")
    live.keyboard.press("ArrowRight")
    says(live, CURVES, "hub rises from 0.50 to 0.75; off falls from 0.50 to 0.00; bound (dashed line) 0.75; threshold")
    live.keyboard.press("Tab")
    live.keyboard.press("ArrowDown")  # from one radio button to the next
    says(live, CURVES, "At rooms 3, kind shy, law a and shielded no: hub rises from 0.50 to 0.75; off stays at 0.00;")
    live.select_option(f"{CURVES} >> select", label="e")
    live.focus(f"{CURVES} >> input[type=radio] >> nth=3")
    live.keyboard.press("Space")
    says(live, CURVES, "At rooms 3, kind shy, law e and shielded yes:")
    names = live.locator(f"{CURVES} >> svg text").all_text_contents()
    assert {"hub", "off", "bound", "threshold", "discount γ", "share of goals"} <= set(names)


def test_rewards_and_discount_move_the_plan_and_python_is_told(live):
    says(live, REWARDS, "Best plan from start: wait, then chocolate, and stay. Value of start: 4.86.")
    live.focus(f"{REWARDS} >> input >> nth=1")  # the reward of candy
    live.keyboard.press("End")
    says(live, REWARDS, "Best plan from start: candy, and stay. Value of start: 9.00.")
    live.focus(f"{REWARDS} >> input >> nth=0")
    live.keyboard.press("Home")
    says(live, REWARDS, "Discount 0.00 (only the present reward counts). Best plan from start: candy or wait, equally")
    live.keyboard.press("ArrowRight")
    says(live, REWARDS, "Discount 0.01")
    assert "start 0.01" in label(live, REWARDS).split("Values: ")[1]
    for key in ("b", "d", "d", "x", "a"):
        live.keyboard.press(key)
    assert live.locator(".jp-Notebook .jp-Cell").count() == len(CELLS)


def test_a_figure_that_is_loaded_later_does_not_change_how_another_looks(live):
    live.wait_for_selector(".live-battery")
    fill = "node => getComputedStyle(node).fill"
    assert live.locator(f"{BARS} >> svg .bar").evaluate(fill) == "rgb(0, 114, 178)"
    assert live.locator(f"{REWARDS} >> svg .plan .box >> nth=0").evaluate(fill) == "rgb(220, 236, 247)"


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_nothing_bars_anybody_from_them(live, theme):
    from axe_playwright_python.sync_playwright import Axe

    if theme == "Dark":
        live.click('li.lm-MenuBar-item:has-text("Settings") >> nth=0')
        live.hover('.lm-Menu-item:has-text("Theme") >> nth=0')
        live.click('.lm-Menu-item:has-text("JupyterLab Dark") >> nth=0')
        live.wait_for_selector('body[data-jp-theme-light="false"]', state="attached")
    for figure in (BARS, CURVES, REWARDS):
        live.click(f"{figure} >> summary")
        live.locator(figure).scroll_into_view_if_needed()
        found = Axe().run(live, context={"include": [[".jp-OutputArea"]]}).response["violations"]
        assert [(violation["id"], violation["nodes"][0]["html"]) for violation in found] == []


def test_saved_and_opened_again_they_are_where_they_were_and_move_without_a_kernel(live):
    live.focus(f"{BARS} >> input >> nth=0")
    live.keyboard.press("End")
    live.check(f"{CURVES} >> input[type=radio] >> nth=1")
    live.focus(f"{REWARDS} >> input >> nth=3")  # the reward of hug
    live.keyboard.press("End")
    says(live, BARS, "At rooms 9")
    says(live, CURVES, "kind shy")
    says(live, REWARDS, "wait, then hug, and stay")
    before = shown(live)
    live.click('.jp-NotebookPanel-toolbar [data-jp-item-name="save"] >> nth=0')
    live.wait_for_selector(".jp-mod-dirty", state="detached")
    without_kernel(live)
    live.reload()
    live.wait_for_selector(REWARDS)
    says(live, REWARDS, "wait, then hug, and stay")
    says(live, CURVES, "kind shy")
    assert shown(live) == before
    live.focus(f"{BARS} >> input >> nth=1")
    live.keyboard.press("End")
    says(live, BARS, "At rooms 9 and discount 0.8: hub 0.82")
    live.focus(f"{REWARDS} >> input >> nth=0")
    live.keyboard.press("Home")
    says(live, REWARDS, "Discount 0.00")


@pytest.fixture(scope="module")
def functions(browser):
    """The page's own functions that the package has too, called from Python."""
    page = browser.new_page()
    source = f"{RewardsFigure._esm}\nexport {{fixed, solve}};"
    page.evaluate(
        "async source => { const file = new Blob([source], {type: 'text/javascript'});"
        "window.functions = await import(URL.createObjectURL(file)); }",
        source,
    )
    yield lambda name, *given: page.evaluate("([name, ...given]) => functions[name](...given)", [name, *given])
    page.close()


@pytest.mark.parametrize("discount", [0, 0.3, 0.9, 0.999])
@pytest.mark.parametrize("slip", [0, 0.2])
def test_the_page_finds_the_values_and_best_moves_of_the_package(functions, discount, slip):
    random = np.random.default_rng(7)
    for _ in range(40):
        size, width = random.integers(2, 13), random.integers(1, 5)
        world = MDP(
            successors=random.integers(0, size, (size, width)),
            terminal=random.random(size) < 0.15,
            available=np.column_stack([np.ones(size, bool), random.random((size, width - 1)) < 0.7]),
        )
        world = with_slip(world, slip) if slip else world
        rewards = random.integers(-4, 5, size) / 4  # few different ones, so that ties come about
        found = functions("solve", live_rewards(world, {0: 0}).moves, rewards.tolist(), discount)
        values, best = np.array(found["values"]), found["best"]
        assert (1 - discount) * values == pytest.approx(
            (1 - discount) * optimal_values(world, rewards, discount), abs=1e-9
        )
        expected = optimal_actions(world, rewards, discount)
        for s in np.flatnonzero(~world.terminal):
            assert best[s] == expected[s][world.available[s]].tolist()


def test_the_page_writes_numbers_as_python_does(functions):
    given = [
        0,
        -0.001,
        0.125,
        0.375,
        -0.625,
        0.475,
        0.285,
        2.675,
        1.005,
        999.995,
        1234567.5,
        -1e6,
        12.5,
        0.5,
        1.5,
        1 / 3,
    ]
    for decimals in (0, 1, 2, 3):
        for number in given:
            expected = f"{round(number, 9) + 0.0:,.{decimals}f}".replace("-", "−")
            expected = expected if any(digit in expected for digit in "123456789") else expected.lstrip("−")
            assert functions("fixed", number, decimals) == expected, (number, decimals)
