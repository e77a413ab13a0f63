"""Marking a class: what is marked, what is kept, and what a run that was ended leaves to the next."""

import threading
import time
from dataclasses import replace

import nbformat
import pytest

from course_utils.grading import classwork, stored
from course_utils.grading.folder import FolderError, Submission, open_class, sha256
from course_utils.grading.marking import mark
from course_utils.grading.process import StartError, start_plain

from .notebooks import NOTEBOOK, ROOT, SET, solved

RIGHT = "def battery_probability(near, behind):\n    return behind / (near + behind + 1)"
WRONG = "def battery_probability(near, behind):\n    return behind / (near + behind)"
SEED = 5


def notebook(*, extra=0, **changed):
    """The bytes of a notebook of set 1; `extra` only makes them differ."""
    cells = [
        nbformat.v4.new_code_cell(cell["source"], id=f"c{i}")
        if cell["cell_type"] == "code"
        else nbformat.v4.new_markdown_cell(cell["source"], id=f"c{i}", metadata=cell["metadata"])
        for i, cell in enumerate(solved(**changed))
    ]
    made = nbformat.v4.new_notebook(cells=cells, metadata={"extra": extra})
    return nbformat.writes(made).encode()


def hand_in(folder, **notebooks):
    """Collect notebooks, by learner, beside those that are there."""
    before = {one.learner: one for one in folder.submissions()}
    for learner, content in notebooks.items():
        one = Submission(
            learner=learner, name=learner.title(), set="01", received="2031-01-31T12:00:00Z", source="a test",
            sha256=sha256(content),
        )  # fmt: skip
        folder.keep(one, content)
        before[learner] = one
    folder.record(list(before.values()), [])


@pytest.fixture
def folder(tmp_path):
    """The folder of a class of three: one right, one wrong, one who did not begin."""
    folder = open_class(tmp_path / "class", make=True)
    hand_in(
        folder,
        ann=notebook(),
        bob=notebook(battery_probability=WRONG),
        cy=(ROOT / "exercises" / SET.name / NOTEBOOK).read_bytes(),
    )
    return folder


@pytest.fixture(scope="module")
def sets():
    return {"01": classwork.load_class_set(SET, ROOT / "exercises" / SET.name / NOTEBOOK)}


def grade(folder, sets, starts=(start_plain,), seed=SEED, **options):
    """Mark a class as the command does, in ordinary processes; give the learners that were marked."""
    learner = options.pop("learner", None)
    chosen = [one for one in folder.submissions() if learner in (None, one.learner)]
    work = classwork.jobs(folder, sets, chosen, seed=seed, walls=("none",), **options)
    classwork.mark_class(folder, sets, work, starts)
    return [job.submission.learner for job in work]


def points(folder, sets):
    found = {one.learner: stored.of_submission(folder, sets["01"].exercises, one) for one in folder.submissions()}
    return {learner: marks and marks[0].points for learner, marks in found.items()}


def test_each_gets_its_marks_with_what_they_were_made_with(folder, sets):
    assert grade(folder, sets, [start_plain] * 2) == ["ann", "bob", "cy"]
    assert points(folder, sets) == {"ann": 13, "bob": 10, "cy": 0}
    one = folder.submissions()[1]
    marks, circumstances = stored.of_submission(folder, sets["01"].exercises, one)
    assert circumstances == stored.Circumstances(
        notebook=one.sha256, checks=sets["01"].checks, seed=SEED, walls=("none",)
    )
    assert [mark.verdict.turns for mark in marks.tasks if mark.task.name == "battery_probability"] == [
        ("off_forgotten",)
    ]


def test_the_same_seed_gives_the_same_file_and_nothing_stored_is_lost(folder, sets):
    grade(folder, sets)
    paths = [folder.marks(one) for one in folder.submissions()]
    first = [path.read_bytes() for path in paths]
    assert grade(folder, sets) == ["ann", "bob", "cy"]
    assert [path.read_bytes() for path in paths] == first
    for content in first:
        marks, circumstances = stored.read(content, sets["01"].exercises)
        assert stored.write(marks, circumstances) == content


def test_what_was_marked_is_left_out_when_resuming_unless_something_has_changed(folder, sets):
    grade(folder, sets, learner="ann")
    assert grade(folder, sets, resume=True) == ["bob", "cy"]
    assert grade(folder, sets, resume=True) == []
    hand_in(folder, bob=notebook(extra=1))
    assert grade(folder, sets, resume=True) == ["bob"]
    assert points(folder, sets)["bob"] == 13
    assert grade(folder, sets, resume=True, seed=SEED + 1) == ["ann", "bob", "cy"]
    changed = {"01": replace(sets["01"], checks="others")}
    assert grade(folder, changed, resume=True, seed=SEED + 1) == ["ann", "bob", "cy"]
    folder.marks(folder.submissions()[0]).write_text('{"format": 1')
    assert grade(folder, changed, resume=True, seed=SEED + 1) == ["ann"]


def test_a_single_task_is_marked_anew_and_the_others_are_kept(folder, sets, monkeypatch):
    grade(folder, sets, learner="bob")
    asked = []

    def noted(*arguments, **options):
        asked.append(options["only"])
        return mark(*arguments, **options)

    monkeypatch.setattr(classwork, "mark", noted)
    grade(folder, sets, task="01.battery_probability")
    assert sorted(asked, key=str) == [None, None, ["01.battery_probability"]]  # two had no marks of the others
    assert points(folder, sets) == {"ann": 13, "bob": 10, "cy": 0}


def test_who_met_a_limit_of_time_is_marked_once_more_alone_and_only_that_counts(folder, sets, monkeypatch):
    running, most, seen, lock = [], {}, [], threading.Lock()

    def slow_at_first(exercises, cells, *arguments, **options):
        is_bob = any(cell["source"] == WRONG for cell in cells)
        with lock:
            running.append(1)
            seen.append(is_bob)
            most[len(seen)] = len(running)
        time.sleep(0.3)
        marks = mark(exercises, cells, *arguments, **options)
        running.pop()
        assert not folder.marks(folder.submissions()[1]).exists()
        return replace(marks, was_cut=is_bob, tasks=marks.tasks if seen.count(True) > 1 else ())

    monkeypatch.setattr(classwork, "mark", slow_at_first)
    grade(folder, sets, [start_plain] * 3)
    assert sorted(seen[:3]) == [False, False, True]
    assert seen[3:] == [True]
    assert (max(most.values()), most[4]) == (3, 1)
    assert points(folder, sets)["bob"] == 10


def test_what_was_changed_since_it_was_collected_is_not_marked(folder, sets):
    folder.notebook(folder.submissions()[1]).write_bytes(notebook())
    with pytest.raises(FolderError, match=r"01\.ipynb is not what was collected\. Collect it again"):
        grade(folder, sets)
    assert points(folder, sets)["bob"] is None


def test_a_fault_that_is_not_a_learners_ends_the_run_and_keeps_what_is_marked(folder, sets):
    left = [2]

    def start():
        left[0] -= 1
        if left[0] < 0:
            raise StartError("no more")
        return start_plain()

    with pytest.raises(StartError):
        grade(folder, sets, [start])
    assert points(folder, sets) == {"ann": 13, "bob": 10, "cy": None}
    assert grade(folder, sets, resume=True) == ["cy"]


def test_what_the_warm_process_imports_is_what_the_courses_own_notebook_imports():
    cells = [
        {
            "cell_type": "code",
            "source": "import numpy as np\nfrom a import (b,\n    c)\nx = 1\ndef f():\n    import hidden",
        },
        {"cell_type": "code", "source": "%matplotlib inline"},
        {"cell_type": "markdown", "source": "import text"},
    ]
    assert classwork.imports(cells) == {"import numpy as np", "from a import b, c"}
