"""A small exercise set, whole and to be broken: a task of each kind and a written answer."""

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, writes

CHECKS = """
from course_utils.grading.tasks import Task, Written, WrongTurn

def double(number):
    return 2 * number

def wrong(id, does, message="You have done something else.", misconception="every_goal"):
    return WrongTurn(id=id, does=does, message=message, misconception=misconception)

TASKS = [
    Task(
        id="09.double", kind="function", reference=double, points={"worked examples": 1, "random cases": 1},
        worked=((3,), (5,)), random=lambda rng: (int(rng.integers(3, 100)),),
        wrong_turns=(wrong("square", lambda number: number**2), wrong("add", lambda number: number + 2)),
        hints=("Twice.",), write_yourself=("decisions.optimal_actions",),
    ),
    Task(
        id="09.letters", kind="answer", reference={"a", "b"}, points={"answer": 2},
        wrong_turns=(wrong("all", {"a", "b", "c"}), wrong("none", set())),
    ),
    Task(
        id="09.number", kind="property", reference=4, points={"property": 1},
        wrong_turns=(wrong("odd", 3, "3 is odd."), wrong("low", 0, "0 is not above 0.")),
    ),
    Written(id="09.essay", points=3, words=50),
]
"""
PROPERTIES = """
def number(value):
    if value <= 0:
        return f"{value} is not above 0."
    return f"{value} is odd." if value % 2 else None
"""
DOUBLE = '''def double(number):
    """Twice the number."""
    # 1. Keep it.
    ### BEGIN SOLUTION
    kept = number
    ### END SOLUTION
    # 2. Add it to itself.
    ### BEGIN SOLUTION
    return kept + kept
    ### END SOLUTION'''


def region(text):
    return f"### BEGIN SOLUTION\n{text}\n### END SOLUTION"


def cell(grade_id, source, *, make=new_code_cell, **metadata):
    known = {
        "grade": False,
        "solution": False,
        "locked": False,
        "schema_version": 3,
        "task": False,
        "grade_id": grade_id,
    }
    return make(source, id=grade_id, metadata={"nbgrader": known | metadata})


def cells():
    found = [new_markdown_cell("# Nine<!-- = double(4), d -->", id="title"), new_code_cell("start = 1", id="setup")]
    found[1].outputs, found[1].execution_count = [new_output("stream", text="1")], 3
    sources = {
        "double": DOUBLE,
        "letters": "# A set.\n" + region('letters = {"a", "b"}'),
        "number": region("number = 4"),
    }
    for (name, source), points in zip(sources.items(), (2, 2, 1), strict=True):
        found.append(cell(name, source, solution=True))
        found.append(cell(f"check_{name}", f'check("09.{name}")', grade=True, locked=True, points=points))
    found.append(new_markdown_cell("**Why it works.** Secret.", id="why", metadata={"tags": ["solution-only"]}))
    found.append(cell("essay", "The marked answer.", make=new_markdown_cell, grade=True, solution=True, points=3))
    return found


def write(folder, *, checks=CHECKS, properties=PROPERTIES, with_cells=None):
    folder.mkdir(parents=True)
    (folder / "checks.py").write_text(checks, encoding="utf-8")
    (folder / "properties.py").write_text(properties, encoding="utf-8")
    (folder / "rubric.md").write_text("secret", encoding="utf-8")
    notebook = new_notebook(cells=cells() if with_cells is None else with_cells, metadata={"title": "Nine"})
    (folder / f"{folder.name}_exercises.ipynb").write_text(writes(notebook), encoding="utf-8")
    return folder
