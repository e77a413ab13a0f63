"""The tables of TEACHING.md say what is there, and no lesson needs what does not come before it."""

import re
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from course_utils.commands import plan
from course_utils.commands.plan import Lesson, Part, Plan, Planned, Way

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "TEACHING.md"
HEADER = "# Two\n\n*Why two?*\n\nAfter this lesson you can\n\n- count.\n\nMinutes: 45. You need: {}.\n"

needs_solutions = pytest.mark.skipif(
    not (ROOT / "solutions").exists(), reason="this copy of the course came without the solutions"
)


@needs_solutions
def test_the_page_holds_the_tables_of_today():
    text = PAGE.read_text(encoding="utf-8")
    assert plan.fill(text, plan.tables(ROOT)) == text, "python3 course.py build brings TEACHING.md up to date"


@needs_solutions
def test_what_the_page_links_to_is_there():
    text = PAGE.read_text(encoding="utf-8")
    anchors = {
        re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in re.findall(r"(?m)^#+ (.+)$", text)
    }
    targets = re.findall(r"\]\(([^):]+)\)", text)
    assert len(targets) > 10
    lost = [one for one in targets if not (one[1:] in anchors if one.startswith("#") else (ROOT / one).exists())]
    assert lost == []


def test_whoever_grades_tonight_finds_the_way_at_once():
    once, _, rest = PAGE.read_text(encoding="utf-8").partition("\n# To look up\n")
    assert once.split("\n", 4)[2].startswith(
        "**Grading tonight? Go to [Collect, grade, give back](#collect-grade-give-back)"
    )
    assert "\n|" not in once, "tables come last"
    assert "\n|" in rest
    assert len(once.split()) <= 2500


def small(ways=()):
    lessons = {
        f"0{number}": Planned(title, f"Why {title.lower()}?") for number, title in enumerate(["Zero", "One", "Two"])
    }
    return Plan([Part("Numbers", lessons)], list(ways))


def there(*needs, number="02", title="Two"):
    return {
        "00": Lesson("00_zero.ipynb", "Zero", "Why zero?", 10, (), "nothing"),
        number: Lesson(f"{number}_x.ipynb", title, "Why two?", 45, needs, ""),
    }


def test_a_plan_that_fits_has_no_faults():
    whole = small([Way("A day", [["00", "02"]])])
    assert list(plan.faults(whole, there("00"))) == []
    assert plan.ways_table(whole, there("00")).splitlines()[2:] == [
        "| A day | 00, 02 |",
        "| All | all, in their order |",
    ]
    assert plan.lessons_table(whole, there("00")).splitlines()[3:] == [
        "| 00 | [Zero](notebooks/00_zero.ipynb) | Why zero? | 10 | nothing |",
        "| 01 | One | Why one? | *planned* | |",
        "| 02 | [Two](notebooks/02_x.ipynb) | Why two? | 45 | 00 |",
    ]


@pytest.mark.parametrize(
    ("whole", "lessons", "fault"),
    [
        (small(), there("03"), "02_x.ipynb needs lesson 03, which is not there or does not come before it"),
        (small(), there("02"), "02_x.ipynb needs lesson 02"),
        (small(), there("01"), "02_x.ipynb needs lesson 01"),  # planned only
        (small(), there(title="2"), "02_x.ipynb is not in src/course_utils/bank/plan.yaml"),
        (small(), there(number="07"), "07_x.ipynb is not in src/course_utils/bank/plan.yaml"),
        (small([Way("A day", [["02"]])]), there("00"), "A day has lesson 02 and not lesson 00, which that needs"),
        (small([Way("A day", [["02"], ["00"]])]), there(), "A day does not go through the lessons in their order"),
        (small([Way("A day", [["00", "04"]])]), there(), "A day has lesson 04, which is not in the plan"),
    ],
)
def test_what_does_not_fit_is_told(whole, lessons, fault):
    assert [found[: len(fault)] for found in plan.faults(whole, lessons)] == [fault]


@pytest.mark.parametrize(
    ("needed", "needs", "besides"),
    [
        ("[Start here](00_start_here.ipynb) and lesson 01", ("00", "01"), ""),
        ("a little Python", (), "a little Python"),
    ],
)
def test_a_header_is_read(tmp_path, needed, needs, besides):
    path = tmp_path / "02_two.ipynb"
    nbformat.write(new_notebook(cells=[new_markdown_cell(HEADER.format(needed), id="header")]), path)
    assert plan.read_lesson(path) == Lesson("02_two.ipynb", "Two", "Why two?", 45, needs, besides)


def test_a_header_that_lacks_something_is_told(tmp_path):
    path = tmp_path / "02_two.ipynb"
    nbformat.write(new_notebook(cells=[new_markdown_cell("# Two\n\nMinutes: 45.", id="header")]), path)
    with pytest.raises(ValueError, match=r"02_two\.ipynb: its header needs a title, a question in italics"):
        plan.read_lesson(path)


def test_a_table_is_put_between_its_marks():
    text = "before\n<!-- ways: made by `course.py build` -->\nold\n<!-- end of ways -->\nafter\n"
    filled = plan.fill(text, {"ways": "| new |"})
    assert filled == text.replace("old", "\n| new |\n")
    assert plan.fill(filled, {"ways": "| new |"}) == filled
    with pytest.raises(ValueError, match="it needs the two lines <!-- ways: made by"):
        plan.fill(text.replace("end of", "end"), {"ways": "| new |"})


@needs_solutions
def test_a_page_that_cannot_be_filled_stays_as_it_is(tmp_path, monkeypatch):
    monkeypatch.setattr(plan, "tables", lambda course: {"ways": "| new |"})
    (tmp_path / "TEACHING.md").write_text("no marks", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"TEACHING\.md was not brought up to date: it needs the two lines"):
        plan.write_tables(tmp_path)
    assert (tmp_path / "TEACHING.md").read_text(encoding="utf-8") == "no marks"


@needs_solutions
def test_the_points_of_a_set_are_those_of_its_tasks():
    from course_utils.grading.tasks import load_set

    folder = ROOT / "solutions" / "01_what_is_instrumental_convergence"
    rows = [line.split(" | ") for line in plan.set_text(folder).splitlines() if re.match(r"\| \d", line)]
    exercises = load_set(folder)
    of = [sum(task.points.values()) for task in exercises.tasks] + [task.points for task in exercises.written]
    assert [float(row[2]) for row in rows] == of
