"""The world editor as a hand meets it: by mouse, by keyboard alone, with a busy kernel, with none, and the next day."""

import pytest

pytestmark = pytest.mark.browser

CELLS = [
    ("markdown", "# Draw a world"),
    ("code", 'from course_utils.pictures import world_editor\neditor = world_editor("one door")'),
    ("code", "editor"),
    ("code", "print(f\"drawn: {editor.drawing!r}, goals: {editor.answer.get('goals')}\")"),
]
EDITOR = ".world-editor"
TEXT = f"{EDITOR} textarea"
ONE_DOOR = "A#...\n.#...\n.#...\n....."


@pytest.fixture
def editor(mine, open_page, run_all, errors, notebook):
    """A page on which the editor has been run."""
    (mine / "editor.ipynb").write_text(notebook(CELLS), encoding="utf-8")
    page = open_page("editor.ipynb")
    run_all(page)
    page.wait_for_selector(f"{EDITOR} td")
    assert errors(page) == []
    yield page
    page.context.close()


def cell(row, column):
    return f"{EDITOR} .board tr:nth-child({row + 1}) td:nth-child({column + 1})"


def state(page, name):
    """Wait for the numbers to be "asking", "counting" further, "settled" or "refused"."""
    page.wait_for_selector(f'{EDITOR}[data-state="{name}"]')


def says(page, words, where=".status"):
    page.wait_for_function(
        "([place, words]) => document.querySelector(place).textContent.includes(words)",
        arg=[f"{EDITOR} {where}", words],
    )


def drawn(page):
    """The drawing as the page shows it, mark by mark."""
    return page.evaluate(
        "place => [...document.querySelectorAll(place)]"
        ".map(row => [...row.children].map(cell => cell.dataset.mark).join('')).join('\\n')",
        f"{EDITOR} .board tr",
    )


def numbers(page):
    """All that the page says about the world."""
    return page.evaluate(
        "place => [...document.querySelectorAll(place)].map(node => node.textContent)",
        f"{EDITOR} :is(.board td, .found, .scale)",
    )


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def begin_with(page, name):
    page.click(f'{EDITOR} button:text-is("{name}")')


def in_python(page):
    """What Python says is drawn: the output of the last cell, run again."""
    page.evaluate(
        "document.querySelectorAll('.jp-CodeCell .jp-OutputArea-output pre').forEach(n => { n.seen = true; })"
    )
    page.click(".jp-CodeCell >> nth=-1 >> .cm-content")
    page.keyboard.press("Control+Enter")
    found = page.wait_for_function(
        "[...document.querySelectorAll('.jp-CodeCell .jp-OutputArea-output pre')]"
        ".find(n => !n.seen && n.textContent.startsWith('drawn: '))?.textContent"
    )
    return found.json_value().strip()


def test_the_keyboard_alone_draws_takes_back_and_says_what_it_did(editor):
    cells = editor.locator(".jp-Notebook .jp-Cell").count()
    state(editor, "settled")
    before = numbers(editor)
    editor.focus(cell(0, 0))
    press(editor, "ArrowRight", "f")
    assert drawn(editor) == ONE_DOOR.replace("A#", "A.")
    says(editor, "Row 0, column 1: floor. POWER of the start 0.8")
    says(editor, ", was 0.8")
    state(editor, "settled")
    assert numbers(editor) != before
    assert in_python(editor) == f"drawn: {ONE_DOOR.replace('A#', 'A.')!r}, goals: 10000"

    editor.focus(cell(0, 1))
    press(editor, "o", "ArrowRight", "r", "ArrowRight", "s", "ArrowRight", "w", "ArrowDown", "a")
    assert drawn(editor) == ".OR$#\n.#..A\n.#...\n....."  # there is one start
    press(editor, "ArrowLeft")
    press(editor, "Space", "Space", "Backspace", "1", "2")  # the chosen mark is the wall; 1 and 2 are wall and floor
    assert drawn(editor).split("\n")[1] == ".#..A"
    for _ in range(9):
        press(editor, "Control+z")
    assert drawn(editor) == ONE_DOOR.replace("A#", "A.")
    press(editor, "Control+Shift+z", "Control+y")
    assert drawn(editor).split("\n")[0] == "AOR.."
    press(editor, "Home", "Shift+ArrowDown", "Shift+ArrowDown")  # draws along with the chosen mark
    assert drawn(editor) == "AOR..\n##...\n##...\n#...."
    press(editor, "b", "d", "d", "x", "m", "y", "z")  # keys that change a notebook
    assert editor.locator(".jp-Notebook .jp-Cell").count() == cells
    # What was undone before something else was drawn is there too.
    for _ in range(100):
        press(editor, "Control+z")
        if drawn(editor) == ".OR$#\n.#..A\n.#...\n.....":
            break
    assert drawn(editor) == ".OR$#\n.#..A\n.#...\n....."
    while editor.is_enabled(f'{EDITOR} button:text-is("Undo")'):
        press(editor, "Control+z")
    assert drawn(editor) == ONE_DOOR
    press(editor, "Control+z")
    assert drawn(editor) == ONE_DOOR


def test_every_control_is_reached_by_tab_and_the_sliders_change_the_answer(editor):
    state(editor, "settled")
    before = numbers(editor)
    editor.focus(f'{EDITOR} input[type="range"] >> nth=0')
    press(editor, "End")
    says(editor, ", was 0.8")
    state(editor, "settled")
    assert numbers(editor) != before
    for control in ("SELECT", "INPUT", "INPUT"):  # laws of goals, the extra reward, the mark to draw with
        press(editor, "Tab")
        assert editor.evaluate("document.activeElement.tagName") == control
    press(editor, "ArrowRight", "ArrowRight", "ArrowRight")
    assert editor.evaluate("document.activeElement.value") == "O"
    editor.focus(cell(3, 4))
    press(editor, "Enter")
    assert drawn(editor).endswith("....O")
    says(editor, "of goals avoid off. Draw a room (R) as far away as off to have a control.")
    editor.focus(cell(2, 4))
    press(editor, "r")
    says(editor, "avoid room, the control. The way to the control takes 8 steps, that to off takes 7.")


def test_the_mouse_draws_a_line_and_takes_it_back_as_one(editor):
    begin_with(editor, "large")
    start, end = (editor.locator(cell(*place)).bounding_box() for place in ((2, 2), (2, 8)))
    middle = start["y"] + start["height"] / 2
    editor.mouse.move(start["x"] + 5, middle)
    editor.mouse.down()
    editor.mouse.move(end["x"] + 5, middle, steps=2)  # quicker than from cell to cell
    editor.mouse.up()
    assert drawn(editor).split("\n")[2] == "..#######."
    editor.click(cell(2, 5))  # a wall on a wall erases
    assert drawn(editor).split("\n")[2] == "..###.###."
    editor.click(f"{EDITOR} label:has-text('start')")
    editor.click(cell(9, 9))
    assert (drawn(editor)[0], drawn(editor)[-1]) == (".", "A")
    state(editor, "settled")
    press(editor, "Control+z", "Control+z", "Control+z")
    assert "#" not in drawn(editor)
    editor.click(f'{EDITOR} button:text-is("Undo")')
    assert drawn(editor) == ONE_DOOR


def test_a_late_answer_is_never_taken_for_one_about_what_is_drawn_now(editor, mine):
    gate = mine / "go"
    gate.unlink(missing_ok=True)
    state(editor, "settled")
    editor.click(".jp-CodeCell >> nth=-1 >> .cm-content")
    press(editor, "Control+a")
    editor.keyboard.insert_text("import pathlib, time\nwhile not pathlib.Path('go').exists(): time.sleep(0.05)")
    press(editor, "Control+Enter")
    editor.wait_for_selector('#jp-bottom-panel :text("(ipykernel) | Busy")')
    editor.focus(cell(0, 1))
    for key in ("f", "o", "r", "s", "w", "f"):
        press(editor, key)
        assert drawn(editor)[1] == {"f": ".", "o": "O", "r": "R", "s": "$", "w": "#"}[key]  # at once
    assert editor.get_attribute(EDITOR, "data-state") == "asking"
    assert editor.text_content(cell(0, 1)) == ""  # a wall in the last answer, so no number is known
    says(editor, "The kernel does not answer: drawing goes on")
    gate.touch()
    state(editor, "settled")
    says(editor, "Row 0, column 1: floor. POWER of the start")
    assert float(editor.text_content(cell(0, 1))) > 0
    gate.unlink()
    shown = numbers(editor)
    press(editor, "w")
    state(editor, "settled")
    press(editor, "f")
    state(editor, "settled")
    assert numbers(editor)[:20] == shown[:20]


def test_what_is_no_world_is_refused_with_the_reason_and_nothing_is_lost(editor):
    state(editor, "settled")
    editor.focus(cell(1, 0))
    press(editor, "w")
    state(editor, "refused")
    says(editor, "No numbers: from the start, row 0, column 0, no other cell can be reached: open a cell beside it.")
    assert drawn(editor) == ONE_DOOR.replace("\n.#", "\n##", 1)
    press(editor, "Control+z")
    state(editor, "settled")

    begin_with(editor, "switch and control")
    for what in ("rows", "columns"):
        editor.click(f'{EDITOR} button[aria-label="remove one of the {what}"]')
    for what in ("rows", "columns"):
        editor.click(f'{EDITOR} button[aria-label="remove one of the {what}"]')
        says(editor, f"The start stands in the last of the {what}; put it elsewhere first.")
    assert drawn(editor) == "O.\n.A"
    editor.focus(cell(0, 0))
    press(editor, "a")
    for what in ("rows", "columns"):
        editor.click(f'{EDITOR} button[aria-label="remove one of the {what}"]')
    assert drawn(editor) == "A"
    assert editor.get_attribute(f"{EDITOR} .board", "aria-label") == "the world: 1 row, 1 column"
    says(editor, "No numbers: from the start, row 0, column 0, no other cell can be reached")
    editor.click(f'{EDITOR} button[aria-label="remove one of the rows"]')
    says(editor, "The last of the rows has to stay.")

    begin_with(editor, "large")
    for _ in range(10):
        editor.click(f'{EDITOR} button[aria-label="add one to the rows"]')
    assert len(drawn(editor).split("\n")) == 20
    editor.click(f'{EDITOR} button[aria-label="add one to the rows"]')
    says(editor, "20 rows are the most, so nothing was changed.")
    assert len(drawn(editor).split("\n")) == 20


def test_nothing_is_drawn_on_the_start_and_what_stands_beside_it_is_drawn(editor):
    begin_with(editor, "switch and control")
    state(editor, "settled")
    world = drawn(editor)
    editor.focus(cell(1, 1))
    for key in ("w", "f", "o", "r", "s", "Delete", "Space", "a"):
        press(editor, key)
        assert drawn(editor) == world
    says(editor, "The start stands here; put it elsewhere first. POWER of the start")
    assert editor.get_attribute(EDITOR, "data-state") == "settled"  # nothing was asked
    left, right = (editor.locator(cell(1, column)).bounding_box() for column in (0, 2))
    editor.mouse.move(left["x"] + 5, left["y"] + 5)
    editor.mouse.down()
    editor.mouse.move(right["x"] + 5, right["y"] + 5, steps=2)
    editor.mouse.up()
    assert drawn(editor) == "O.R\n#A#\n..."
    says(editor, "The start stands here; put it elsewhere first. Row 1, column 2: wall.")
    press(editor, "Control+z")
    assert drawn(editor) == world
    press(editor, "Control+z")
    assert drawn(editor) == ONE_DOOR


def test_moves_that_are_best_equally_often_are_named_together(editor):
    begin_with(editor, "switch and control")
    says(editor, "of goals: too close to tell apart.")
    found = editor.text_content(f"{EDITOR} .status")
    assert set(found.split("best first move is ")[1].split(",")[0].split(" or ")) >= {"left", "right"}  # mirror images
    editor.focus(cell(0, 1))
    press(editor, "w")  # only by the left to off
    editor.focus(f'{EDITOR} input[type="range"] >> nth=1')
    press(editor, "End")
    says(editor, "Most often the best first move is left, for")
    assert "too close" not in editor.text_content(f"{EDITOR} .status")


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ('input[type="range"] >> nth=1', "Added to the reward of off in every goal."),
        ('fieldset:has-text("resource")', "A resource is floor with a name"),
        (".board", "Click or drag to draw"),
    ],
)
def test_what_a_name_alone_does_not_say_is_written_and_heard(editor, place, words):
    described = editor.get_attribute(f"{EDITOR} {place}", "aria-describedby")
    assert words in editor.text_content(f"#{described}")
    assert editor.is_visible(f"#{described}")


@pytest.mark.parametrize("width", [1280, 1000])
def test_no_column_is_cut_off_beside_the_open_sidebar(editor, width):
    begin_with(editor, "on the way")
    editor.set_viewport_size({"width": width, "height": 800})
    editor.focus(f'{EDITOR} input[type="range"] >> nth=0')
    press(editor, "End")  # so that what was before is written too
    state(editor, "settled")
    editor.wait_for_function(
        "place => { const found = document.querySelector(place), edge = found.getBoundingClientRect().right + 1;"
        "return found.querySelector('tbody') && found.scrollWidth <= found.clientWidth"
        " && [...found.querySelectorAll('th, td')].every(cell => cell.getBoundingClientRect().right <= edge); }",
        arg=f"{EDITOR} .found",
    )


def test_text_goes_out_and_comes_in(editor):
    state(editor, "settled")
    editor.click(f"{EDITOR} summary")
    assert editor.input_value(TEXT) == ONE_DOOR
    assert editor.text_content(f"{EDITOR} code") == "read_grid(drawing)"
    for text, reason in (
        ("#####\n#####", "Not drawn, and nothing is changed: the drawing has no floor"),
        ("\n".join(["A" + "." * 20]), "the drawing has 21 columns: 20 are the most."),
        ("A.\n...", "make all rows equally long"),
    ):
        editor.fill(TEXT, text)
        editor.click(f'{EDITOR} button:text-is("Draw this text")')
        says(editor, reason, ".heard")
        assert editor.input_value(TEXT) == text  # to be mended
        assert drawn(editor) == ONE_DOOR
    editor.fill(TEXT, "    A.O\n    R.$")
    editor.click(f'{EDITOR} button:text-is("Draw this text")')
    says(editor, "Drawn.", ".heard")
    assert drawn(editor) == "A.O\nR.$"
    state(editor, "settled")
    assert editor.input_value(TEXT) == "A.O\nR.$"
    says(editor, "read_grid(drawing, {'O': 'off', 'R': 'room', '$': 'resource'}, absorbing=['off', 'room'])", "code")
    editor.fill(TEXT, "half a text")
    editor.click(f'{EDITOR} button:text-is("Back to the drawing")')
    assert editor.input_value(TEXT) == "A.O\nR.$"
    editor.click(f'{EDITOR} button:text-is("Copy")')
    says(editor, "copied", ".heard")
    press(editor, "Control+z")  # a text that was drawn is taken back like anything else
    assert drawn(editor) == ONE_DOOR
    press(editor, "Control+Shift+z")
    assert in_python(editor).startswith("drawn: 'A.O\\nR.$'")


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_nothing_bars_anybody_from_it(editor, theme):
    from axe_playwright_python.sync_playwright import Axe

    if theme == "Dark":
        editor.click('li.lm-MenuBar-item:has-text("Settings") >> nth=0')
        editor.hover('.lm-Menu-item:has-text("Theme") >> nth=0')
        editor.click('.lm-Menu-item:has-text("JupyterLab Dark") >> nth=0')
        editor.wait_for_selector('body[data-jp-theme-light="false"]', state="attached")
    begin_with(editor, "on the way")
    editor.focus(cell(1, 1))
    press(editor, "o", "ArrowRight", "r")
    editor.click(f"{EDITOR} summary")
    state(editor, "settled")
    editor.locator(EDITOR).scroll_into_view_if_needed()
    found = Axe().run(editor, context={"include": [[".jp-OutputArea"]]}).response["violations"]
    assert [(violation["id"], violation["nodes"][0]["html"]) for violation in found] == []
    labels = editor.locator(f"{EDITOR} [role=gridcell]").evaluate_all("cells => cells.map(cell => cell.ariaLabel)")
    assert len(labels) == 27
    assert labels[0] == "row 0, column 0: wall"
    assert labels[10].startswith("row 1, column 1: off-switch, POWER 0.")


def test_saved_and_opened_again_it_is_where_it_was_and_draws_without_a_kernel(editor):
    editor.focus(cell(0, 1))
    press(editor, "f", "ArrowRight", "o", "ArrowDown", "r", "w", "Control+z")
    editor.click(f"{EDITOR} label:has-text('best plans that enter')")
    editor.focus(f'{EDITOR} input[type="range"] >> nth=0')
    press(editor, "ArrowRight", "ArrowRight")
    state(editor, "settled")
    world, shown = drawn(editor), numbers(editor)
    assert world == "A.O..\n.#R..\n.#...\n....."
    save = '.jp-NotebookPanel-toolbar [data-jp-item-name="save"] >> nth=0'
    editor.click(save)
    editor.wait_for_selector(".jp-mod-dirty", state="detached")
    editor.click('li.lm-MenuBar-item:has-text("Kernel") >> nth=0')
    editor.click('.lm-Menu-item:has-text("Shut Down Kernel") >> nth=0')
    editor.wait_for_selector('#jp-bottom-panel :text("No Kernel")')
    editor.reload()
    editor.wait_for_selector(cell(0, 0))
    assert drawn(editor) == world
    # The numbers of before are not kept, all others are.
    assert numbers(editor)[:20] == shown[:20]
    assert editor.is_checked(f"{EDITOR} input[value=visits]")
    assert editor.input_value(f'{EDITOR} input[type="range"] >> nth=0') == "92"
    editor.focus(cell(0, 0))
    press(editor, "Control+Shift+z")
    assert drawn(editor).split("\n")[1] == ".##.."
    press(editor, "Control+z", "Control+z", "Control+z", "Control+z")
    assert drawn(editor) == ONE_DOOR
    says(editor, "The kernel does not answer: drawing goes on, the numbers wait for it.")
    assert editor.input_value(TEXT) == ONE_DOOR
