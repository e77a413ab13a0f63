"""Every exercise set: wrong turns are told apart, right answers of any writing pass, small slips do not, and what is
released is what the source gives.
"""

import json
from importlib import import_module

import nbformat
import pytest

from course_utils.classroom import released
from course_utils.classroom.running import collect
from course_utils.commands import build
from course_utils.grading.mutants import mutants
from course_utils.grading.release import released_files
from tests.exercises.sets import ROOT, SETS, TASKS, verdict_on

WRONG = [(id_, turn.id) for id_, task in TASKS.items() for turn in task.wrong_turns]
# Each set has a module beside this one, with its right answers and what is tested of it alone.
MODULES = [import_module(f"tests.exercises.test_set_{number}") for number in SETS]
RIGHT = {id_: answers for module in MODULES for id_, answers in module.RIGHT.items()}
EQUIVALENT = {mutant: reason for module in MODULES for mutant, reason in module.EQUIVALENT.items()}


def test_there_is_a_set():
    assert "01" in SETS


@pytest.mark.parametrize(("id_", "turn"), WRONG)
def test_every_wrong_turn_gets_its_own_message(id_, turn):
    task = TASKS[id_]
    wrong = next(one for one in task.wrong_turns if one.id == turn)
    for only in [None, "worked examples"] if task.kind == "function" else [None]:
        verdict = verdict_on(task, wrong.does, only=only)
        assert verdict.message == wrong.message
        assert not verdict.is_right
        if task.kind != "property":
            assert verdict.turns == (turn,)


@pytest.mark.parametrize("id_", TASKS)
def test_right_answers_pass_however_they_are_written(id_):
    for answer in [TASKS[id_].reference, *RIGHT[id_]]:
        for seed in (1, 2, 3):
            assert verdict_on(TASKS[id_], answer, seed=seed).is_right
    assert len(RIGHT[id_]) >= 2


def is_right_on_all(task, function):
    """Ask the worked examples first: what fails there fails, and a slip that never ends is not run on all others."""
    return verdict_on(task, function, only="worked examples").is_right and verdict_on(task, function).is_right


@pytest.mark.parametrize("id_", [id_ for id_, task in TASKS.items() if task.kind == "function"])
def test_small_slips_are_noticed(id_):
    task = TASKS[id_]
    made = [mutant for mutant in mutants(task.reference) if (id_, mutant.id) not in EQUIVALENT]
    assert len(made) >= 5
    alive = [mutant.id for mutant in made if is_right_on_all(task, mutant.function)]
    assert len(alive) <= 0.05 * len(made), alive


@pytest.mark.parametrize("number", SETS)
def test_what_is_released_is_what_the_source_gives(number):
    folder = ROOT / "exercises" / SETS[number].folder.name
    files = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir() if path.is_file()}
    assert files == released_files(SETS[number]), f"run `python3 course.py release {number}`"


@pytest.mark.parametrize("number", SETS)
def test_the_unsolved_notebook_runs_through_and_says_not_yet(number):
    folder = ROOT / "exercises" / SETS[number].folder.name
    [path] = folder.glob("*.ipynb")
    notebook = nbformat.read(path, as_version=4)
    build.execute(notebook, folder)
    for id_ in [task.id for task in SETS[number].tasks]:
        [cell] = [cell for cell in notebook.cells if cell.source == f'check("{id_}")']
        [output] = cell.outputs
        assert output.data["text/plain"].startswith("Not yet. "), output
        assert "course-notyet" in output.data["text/html"]


@pytest.mark.parametrize("number", SETS)
def test_the_solved_notebook_is_right(number):
    path = SETS[number].folder / f"{SETS[number].folder.name}_exercises.ipynb"
    namespace = {"__name__": "solved"}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            source = "".join(cell["source"])
            if not source.startswith(("check(", "hint(")):
                exec(source, namespace)
    for task in SETS[number].tasks:
        question = task.pose(seed=4)
        arguments = [case.arguments for case in question.cases]
        answers = collect(task.name, arguments, namespace, write_yourself=task.write_yourself)
        assert question.judge(answers).is_right


@pytest.mark.parametrize("number", SETS)
def test_each_hint_can_be_shown_and_is_no_solution(number):
    for question in released.read(ROOT / "exercises" / SETS[number].folder.name / "checks.json").values():
        assert 1 <= len(question.hints) <= 3
        for hint in question.hints:
            assert "def " not in hint
