"""Every lesson keeps the form of a lesson; and each rule, broken once, is named with notebook, cell and cure."""

import re

import msgspec
import nbformat
import pytest
from nbformat.v4 import new_output

from course_utils.classroom.bank import bank
from course_utils.classroom.cards import ledger_markdown

from . import example
from .content import ROOT, has_test, verified
from .example import COMPUTE, TEXT, code, md
from .form import EVERYWHERE, LESSON, arc, faults, first_picture, header, length, rhythm, rounds, sections
from .reading import Lesson, prose, words

LESSONS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_lesson_keeps_the_form(path):
    assert faults(path, bank()) == []


def test_the_page_of_claims_is_that_of_the_bank():
    stored = (ROOT / "notebooks" / "claims.md").read_text(encoding="utf-8")
    assert stored == ledger_markdown(bank()), "make the page anew: python3 course.py build"


@pytest.fixture(scope="module")
def bank_of_example(tmp_path_factory):
    return example.bank(tmp_path_factory.mktemp("example") / "bank")


@pytest.fixture
def check(tmp_path, bank_of_example):
    """Check the example after a change to its cells."""

    def check(change=lambda cells: None, name="07_lessons.ipynb"):
        notebook = example.notebook()
        change(notebook.cells)
        nbformat.write(notebook, tmp_path / name)
        return faults(tmp_path / name, bank_of_example)

    return check


def test_the_example_keeps_every_rule(check):
    assert check() == []


def find(cells, name):
    return next(index for index, cell in enumerate(cells) if cell.id == name)


def edit(old, new, *names):
    """Change the source of some cells."""

    def change(cells):
        for name in names:
            cell = cells[find(cells, name)]
            assert old in cell.source
            cell.source = cell.source.replace(old, new)

    return change


def add(after, *new):
    def change(cells):
        place = find(cells, after) + 1
        cells[place:place] = new

    return change


def remove(*names):
    def change(cells):
        cells[:] = [cell for cell in cells if cell.id not in names]

    return change


def move(after, *names):
    def change(cells):
        moved = [cells.pop(find(cells, name)) for name in names]
        add(after, *moved)(cells)

    return change


def output(name, mime, content):
    def change(cells):
        cells[find(cells, name)].outputs = [new_output("display_data", data={mime: content})]

    return change


def both(*changes):
    def change(cells):
        for one in changes:
            one(cells)

    return change


def lines(count, first=0):
    return "\n".join(f"x{number} = {number}" for number in range(first, first + count))


IN_ROUNDS = [f"{name}-{part}" for name in ("one", "two") for part in ("compute", "again", "last")]
COMPUTING = ["draw", *IN_ROUNDS, "limits-compute", "limits-again"]
WORDY = [f"{name}-{part}" for name in ("one", "two") for part in ("asks", "run", "more")]
PREDICT = 'predict("07.one")'
REVEAL = 'reveal("07.one", picture, share)'
FOLDED = "<details><summary>Powers</summary>\n\nIt is 1<!-- = 1, d -->.\n\n</details>\n"

# What is changed; the id of the cell that is named; the rule and the beginning of what is said.
BROKEN = {
    "another title": (edit("is a lesson", "is it", "header"), "header", "header: the title is 'What is it?'"),
    "no question": (edit("*What does", "What does", "header"), "header", "header: write the question"),
    "two objectives": (edit("- say what a round is.\n", "", "header"), "header", "header: list 3 to 5 objectives"),
    "no minutes": (edit("Minutes:", "Time:", "header"), "header", "header: say how long it takes"),
    "no needs": (edit("You need:", "Before:", "header"), "header", "header: say what is needed from before"),
    "much maths": (edit("<details>", FOLDED * 3 + "<details>", "header"), "header", "header: put one to three folded"),
    "maths elsewhere": (edit("Maths used", "What is used", "header"), "header", "header: put one to three folded"),
    "maths without a number": (edit("<!-- = 0.5 ** 2, .2f -->", "<!-- given -->", "header"), "header", "header: each"),
    "no play": (edit("## Play", "### Play", "play"), None, "arc: the section `## Play` stands"),
    "two of a kind": (edit("## Round one", "## Summary", "one-asks"), None, "arc: the section `## Summary`"),
    "other order": (move("live", "limits", "limits-compute"), None, "arc: the sections stand as Warm-up, Play, What"),
    "other beginning": (
        both(edit("Warm-up", "Before", "warm-up"), edit("A scene", "Warm-up", "scene"), move("scene", "warm")), None,
        "arc: Warm-up is the first section",
    ),
    "early questions": (move("scene-text", "questions", "faq"), "questions", "arc: `## Questions people ask` comes"),
    "late scene": (add("limits-compute", md("new", "## One more\n\nText.")), "new", "arc: `## One more` stands after"),
    "one free section": (edit("## Round", "### Round", "one-asks", "two-asks"), None, "arc: between Warm-up and Play"),
    "no warm-up": (edit('warm_up("07")', "share", "warm"), "warm-up", "sections: Warm-up holds"),
    "nothing live": (edit("live_battery", "show", "live"), "play", "sections: Play holds a live figure"),
    "questions early": (move("play-text", "quiz-1"), "check", "sections: Check yourself asks 3 to 6"),
    "no faq": (edit('faq("07")', "share", "faq"), "questions", "sections: Questions people ask holds"),
    "no glossary": (edit('glossary("07")', "share", "words"), "summary", "sections: Summary holds glossary"),
    "no sources": (edit("**Sources**", "More", "summary"), "summary", "sections: Summary names the sources"),
    "no exercises": (edit("exercises/07", "exercises/08", "summary"), "summary", "sections: Summary links to"),
    "open text": (edit("<details>", "Open.\n\n<details>", "further"), "further", "going further: everything under"),
    "open code": (add("further", code("new", lines(3))), "new", "going further: show code in a <details> block"),
    "no picture": (output("draw", "text/plain", "64"), "draw", "first picture: one of the first five cells"),
    "five rounds": (
        add("one-asks", *[code(f"new{n}", 'predict("07.one")') for n in range(3)]), None, "rounds: a lesson has 2 to 4",
    ),
    "no reveal": (edit("reveal", "show", "one-reveal"), "one-predict", 'rounds: predict("07.one") is answered later'),
    "no predict": (add("one-asks", code("new", REVEAL), md("text", "So.")), "new", "rounds: before reveal("),
    "nothing computed": (edit(COMPUTE, 'hint("07.one")', "one-compute"), "one-predict", "rounds: between predict and"),
    "not explained": (move("one-again", "one-explains"), "one-reveal", "rounds: right after the reveal of 07.one"),
    "short": (remove("quiz-text", "limits-more", "limits-again"), None, "length: a lesson has 40 to 75 cells"),
    "low median": (edit(COMPUTE, "x = 1\ny = 2", *COMPUTING), None, "rhythm: cells that compute have 3 to 7 lines"),
    "high median": (edit(COMPUTE, lines(8), *COMPUTING), None, "rhythm: cells that compute have 3 to 7 lines"),
    "long cells": (edit(COMPUTE, lines(16), "one-last", "two-last"), "one-last", "rhythm: nine in ten cells"),
    "very long cell": (edit(COMPUTE, lines(31), "one-last"), "one-last", "rhythm: no cell has more than 30"),
    "few words": (edit(TEXT, "", "play", "limits-more", *WORDY), None, "rhythm: a lesson has 60 to 130 words"),
    "text upon text": (add("one-more", md("new", TEXT * 3)), "one-more", "rhythm: from here on more than 200 words"),
    "two titles": (edit("## Round", "# Round", "one-asks"), "one-asks", "headings: one title"),
    "level left out": (edit(TEXT, f"#### Deep\n\n{TEXT}", "one-more"), "one-more", "headings: #### Deep follows"),
    "unknown question": (add("quiz-3", code("new", 'quiz("07.q9")')), "new", "items: quiz('07.q9') names none"),
    "unknown debate": (add("quiz-3", code("new", 'debate("07.q1")')), "new", "items: debate('07.q1') names"),
    "another lesson's": (add("quiz-3", code("new", 'quiz("06.other")')), "new", "items: 06.other belongs to another"),
    "question unasked": (edit("07.q1", "07.q2", "quiz-1"), None, "items: 07.q1 stands in the bank"),
    "claim unshown": (edit('claim("07.holds")', lines(3), "claim"), None, "items: 07.holds stands in"),
    "another glossary": (add("words", code("new", 'glossary("06")')), "new", "items: glossary('06') is written"),
    "no alt text": (output("live", "text/html", '<img src="x">'), "live", "pictures: alt text None does not say"),
    "short alt text": (edit(TEXT, "![a bar](x.png)" + TEXT, "play-text"), "play-text", "pictures: alt text 'a bar'"),
    "bare figure": (output("live", "image/png", "QQ=="), "live", "pictures: an output of type image/png"),
    "unmarked term": (edit("<dfn>round</dfn>", "round", "scene"), None, "terms: mark 'round' once"),
    "term marked twice": (edit(TEXT, f"<dfn>Rounds</dfn>. {TEXT}", "play"), "play", "terms: mark 'round' once"),
    "unknown term": (edit("<dfn>", "<dfn>walk</dfn> or <dfn>", "scene"), "scene", "terms: <dfn>walk</dfn> is no term"),
    "term used early": (edit("Two", "Rounds and two", "warm-up"), "warm-up", "terms: 'Rounds' is used before"),
    "term used above": (edit("A <dfn>", "No round. A <dfn>", "scene"), "scene", "terms: 'round' is used before"),
    "number without origin": (edit("<!-- given -->", "", "scene-text"), "scene-text", "origin: nothing says where"),
    "share without origin": (edit(" with it", " 64 % of it", "play"), "play", "origin: nothing says where 64 %"),
    "count without origin": (edit(" with it", " 12,000 times", "play"), "play", "origin: nothing says where 12,000"),
    "unknown source": (edit(" with it", " it<!-- src: b2020 -->", "play"), "play", "origin: <!-- src: b2020 -->"),
}  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_rule_is_named_with_its_place(check, broken):
    change, cell, message = BROKEN[broken]
    (fault,) = check(change)
    index = "" if cell is None else rf", cell \d+ \({cell}\)"
    assert re.match(rf"07_lessons\.ipynb{index}: {re.escape(message)}", fault), fault


def changed(change):
    cells = example.cells()
    change(cells)
    return cells


def in_text(*counts):
    """Cells of text with so many words each, then one that computes."""
    return [*[md(f"text-{index}", "word " * count) for index, count in enumerate(counts)], code("compute", COMPUTE)]


def objectives(count):
    return changed(edit("- say what", "- see more,\n" * (count - 3) + "- say what", "header"))


def folded_maths(count):
    return changed(edit("<details>", FOLDED * (count - 1) + "<details>", "header"))


def questions(count):
    return changed(both(remove("quiz-2", "quiz-3"), add("quiz-1", *[code("new", 'quiz("07.q1")')] * (count - 1))))


def free_sections(count):
    return changed(add("one-asks", *[md("new", "## One more")] * (count - 3)))


def cells_before_the_picture(count):
    return changed(add("header", *[md("new", "Text.")] * (count - 4)))


def predictions(count):
    return changed(both(remove("two-predict", "two-reveal"), add("one-asks", *[code("new", PREDICT)] * (count - 1))))


def computing(*counts):
    """Cells that compute with so many lines each, and as much text as is asked for."""
    return [cell for count in counts for cell in (md("text", "word " * 60), code("compute", lines(count)))]


# The rule; cells with so many of something; numbers that are allowed; numbers that are refused.
EDGES = [
    (header, objectives, [3, 5], [6]),
    (header, folded_maths, [1, 3], [4]),
    (arc, free_sections, [3, 6], [7]),
    (sections, questions, [3, 6], [2, 7]),
    (first_picture, cells_before_the_picture, [4], [5]),
    (rounds, predictions, [2, 4], [1, 5]),
    (length, lambda count: [md("text", "Text.")] * count, [40, 75], [39, 76]),
    (rhythm, lambda count: in_text(count), [60, 130], [59, 131]),  # words for each code cell
    (rhythm, lambda count: in_text(100, count - 100) + computing(3, 3), [200], [201]),  # words in a row
    (rhythm, lambda count: computing(count), [3, 7], [2, 8]),  # lines of the median cell
    (rhythm, lambda count: computing(*[3] * 9, count), [15, 16, 30], [31]),  # lines of one cell in ten
    (rhythm, lambda count: computing(*[3] * (10 - count), *[16] * count), [1], [2]),  # long cells of ten
]


@pytest.mark.parametrize(
    ("rule", "cells", "count", "allowed"),
    [
        pytest.param(rule, cells, count, count in allowed, id=f"{rule.__name__}-{index}-{count}")
        for index, (rule, cells, allowed, refused) in enumerate(EDGES)
        for count in allowed + refused
    ],
)
def test_a_limit_is_kept_to_the_number(bank_of_example, rule, cells, count, allowed):
    found = list(rule(Lesson("07_lessons.ipynb", cells(count)), bank_of_example))
    assert len(found) == (0 if allowed else 1), found


def test_every_rule_is_broken_once():
    broken = {message.partition(":")[0] for _, _, message in BROKEN.values()}
    rules = {rule.__name__.replace("_", " ") for rule in (*LESSON, *EVERYWHERE)}
    assert broken == rules - {"verified"}  # which has a test of its own below


def test_a_first_cell_without_a_title_is_named(check):
    first, *others = check(edit("# What", "What", "header"))
    assert "cell 0 (header): header: the first cell is Markdown and begins with the title" in first
    assert ["headings: one title" in fault for fault in others] == [True]


def test_more_text_than_a_code_cell_carries_is_named():
    lesson = Lesson("07_lessons.ipynb", [md("text", TEXT * 2), code("compute", COMPUTE)] * 5)
    ((cell, message),) = rhythm(lesson, None)
    assert (cell, message) == (None, "rhythm: a lesson has 60 to 130 words of text per code cell (here 140)")


def test_lesson_00_has_an_arc_of_its_own(check):
    change = both(remove("quiz-1", "quiz-2", "faq"), edit("## Round", "#### Round", "one-asks"))
    (fault,) = [fault for fault in check(change, "00_start.ipynb") if "items" not in fault and "terms" not in fault]
    assert fault.startswith("00_start.ipynb, cell 6 (one-asks): headings: #### Round one follows a heading of level 2")


def test_a_claim_needs_a_test_that_is_there(bank_of_example):
    lesson = Lesson("07_lessons.ipynb", example.cells())
    assert list(verified(lesson, bank_of_example)) == []
    (claim,) = bank_of_example.claims.values()
    lost = msgspec.structs.replace(claim, verified_by=("tests/test_repository.py::test_nothing",))
    ((cell, message),) = verified(lesson, msgspec.structs.replace(bank_of_example, claims={claim.id: lost}))
    assert lesson.cells[cell].id == "claim"
    assert message.startswith("verified: 07.holds is verified by tests/test_repository.py::test_nothing, which is")


@pytest.mark.parametrize(
    ("address", "there"),
    [
        ("tests/notebooks/test_form.py::test_every_rule_is_broken_once", True),
        ("tests/notebooks/test_form.py::test_nothing", False),
        ("tests/notebooks/test_form.py::check", False),
        ("tests/notebooks/test_form.py", False),
        ("tests/nothing.py::test_nothing", False),
    ],
)
def test_the_address_of_a_test_is_looked_up(address, there):
    assert has_test(address) is there


def test_only_what_is_read_counts_as_prose():
    assert prose("a `0.5 b` <em>c</em> $0.5$ [d](e/0.5) <!-- f --> https://g.h/0.5").split() == ["a", "c", "[d"]
    assert prose("a\n```python\nb\n```\nc").split() == ["a", "c"]
    assert words("One – two.\n\n<details><summary>Three</summary>\n\nFour\n\n</details>\n\nfive, 6 `seven`") == 4
