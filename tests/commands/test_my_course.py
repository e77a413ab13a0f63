"""The learner's copies: made, brought up to date, and never overwritten."""

import json

import pytest

from course_utils.commands import my_course


def notebook(*texts, **metadata):
    cells = [{"cell_type": "code", "source": [text], "outputs": [], "execution_count": None} for text in texts]
    return written({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def written(notebook):
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def executed(text):
    """The same notebook after it was run and saved: outputs, counts, one string instead of a list, other metadata."""
    found = json.loads(text)
    for cell in found["cells"]:
        cell |= {"source": "".join(cell["source"]), "outputs": [{"output_type": "stream"}], "execution_count": 3}
        cell["id"] = "given-by-jupyter"
    found["metadata"] = {"language_info": {"version": "3.13.0"}}
    return json.dumps(found, indent=4)


@pytest.fixture
def course(tmp_path):
    course = tmp_path / "course"
    for name, text in {
        "notebooks/00_start.ipynb": notebook("one", "two"),
        "notebooks/claims.md": "# Claims",
        "notebooks/notes.txt": "not for the learner",
        "exercises/README.md": "not for the learner",
        "exercises/01_power/01_power.ipynb": notebook("exercise"),
        "exercises/01_power/checks.json": "{}",
        "exercises/.ipynb_checkpoints/x.ipynb": notebook("not for the learner"),
    }.items():
        (course / name).parent.mkdir(parents=True, exist_ok=True)
        (course / name).write_text(text, encoding="utf-8")
    return course


@pytest.fixture
def mine(tmp_path, course):
    mine = tmp_path / "mein kürs"
    assert my_course.refresh(course, mine) == []
    return mine


def files(mine):
    found = (path.relative_to(mine).as_posix() for path in mine.rglob("*") if path.is_file())
    return sorted(name for name in found if not name.startswith(".lab"))


def update(course, text, name="notebooks/00_start.ipynb"):
    (course / name).write_text(text, encoding="utf-8")


def read(path):
    return path.read_text(encoding="utf-8")


LESSON = "00_start.ipynb"


def test_the_first_time_every_lesson_page_and_exercise_is_copied_and_nothing_else(mine):
    assert files(mine) == [LESSON, "claims.md", "exercises/01_power/01_power.ipynb", "exercises/01_power/checks.json"]


def test_a_lesson_comes_without_its_results(course, mine):
    run = json.loads(notebook("one", "drei und 3 €"))
    for cell in run["cells"]:
        cell |= {"outputs": [{"output_type": "stream", "name": "stdout", "text": "3"}], "execution_count": 1}
    update(course, written(run))
    assert my_course.refresh(course, mine) == ["Brought up to date (you had not changed them): 00_start.ipynb."]
    assert read(mine / LESSON) == notebook("one", "drei und 3 €")


def test_a_copy_that_was_deleted_is_made_again(course, mine):
    (mine / LESSON).unlink()
    assert my_course.refresh(course, mine) == []
    assert read(mine / LESSON) == notebook("one", "two")


def test_an_untouched_copy_is_brought_up_to_date(course, mine):
    update(course, notebook("one", "two", "three"))
    update(course, '{"new": 1}', "exercises/01_power/checks.json")
    told = my_course.refresh(course, mine)
    assert told == ["Brought up to date (you had not changed them): 00_start.ipynb, exercises/01_power/checks.json."]
    assert read(mine / LESSON) == notebook("one", "two", "three")
    assert read(mine / "exercises/01_power/checks.json") == '{"new": 1}'


def test_a_copy_gets_the_metadata_that_an_update_brings(course, mine):
    name = "exercises/01_power/01_power.ipynb"
    update(course, notebook("exercise", off_switch={"exercise_set": "01"}), name)
    assert my_course.refresh(course, mine) == [f"Brought up to date (you had not changed them): {name}."]
    assert json.loads((mine / name).read_text(encoding="utf-8"))["metadata"] == {"off_switch": {"exercise_set": "01"}}


def test_a_copy_that_was_only_run_is_brought_up_to_date(course, mine):
    (mine / LESSON).write_text(executed(notebook("one", "two")), encoding="utf-8")
    update(course, notebook("new"))
    my_course.refresh(course, mine)
    assert read(mine / LESSON) == notebook("new")
    assert LESSON in files(mine)


def test_the_empty_cell_that_running_the_last_one_adds_is_no_change(course, mine):
    (mine / LESSON).write_text(executed(notebook("one", "two", "", " ")), encoding="utf-8")
    update(course, notebook("new"))
    assert my_course.refresh(course, mine) == ["Brought up to date (you had not changed them): 00_start.ipynb."]
    assert read(mine / LESSON) == notebook("new")


def test_without_an_update_a_copy_that_was_run_keeps_its_outputs(course, mine):
    (mine / LESSON).write_text(executed(notebook("one", "two")), encoding="utf-8")
    assert my_course.refresh(course, mine) == []
    assert read(mine / LESSON) == executed(notebook("one", "two"))


@pytest.mark.parametrize(
    "text",
    [
        notebook("one", "2"),
        notebook("one"),
        notebook("two", "one"),
        notebook("one", "", "two"),
        notebook("one", "two").replace('"code"', '"markdown"'),
        "no notebook at all",
        "",
    ],
)
def test_a_changed_copy_survives_an_update_and_the_new_version_lies_beside_it(course, mine, text):
    (mine / LESSON).write_text(text, encoding="utf-8")
    update(course, notebook("new"))
    told = my_course.refresh(course, mine)
    assert read(mine / LESSON) == text
    assert read(mine / "00_start.new.ipynb") == notebook("new")
    assert len(told) == 1
    assert "You have changed yours, so it stays as it is" in told[0]
    assert "00_start.new.ipynb" in told[0]


def test_an_update_is_laid_beside_only_once(course, mine):
    (mine / LESSON).write_text(notebook("mine"), encoding="utf-8")
    update(course, notebook("new"))
    my_course.refresh(course, mine)
    (mine / "00_start.new.ipynb").unlink()
    assert my_course.refresh(course, mine) == []
    assert not (mine / "00_start.new.ipynb").exists()


def test_the_next_update_replaces_an_untouched_new_version_but_not_a_changed_one(course, mine):
    (mine / LESSON).write_text(notebook("mine"), encoding="utf-8")
    update(course, notebook("second"))
    my_course.refresh(course, mine)
    update(course, notebook("third"))
    my_course.refresh(course, mine)
    assert read(mine / "00_start.new.ipynb") == notebook("third")
    (mine / "00_start.new.ipynb").write_text(notebook("mine too"), encoding="utf-8")
    update(course, notebook("fourth"))
    my_course.refresh(course, mine)
    assert read(mine / LESSON) == notebook("mine")
    assert read(mine / "00_start.new.ipynb") == notebook("mine too")
    assert read(mine / "00_start.new2.ipynb") == notebook("fourth")


def test_a_learner_who_takes_the_new_version_over_gets_updates_again(course, mine):
    (mine / LESSON).write_text(notebook("mine"), encoding="utf-8")
    update(course, notebook("second"))
    my_course.refresh(course, mine)
    (mine / "00_start.new.ipynb").replace(mine / LESSON)
    update(course, notebook("third"))
    my_course.refresh(course, mine)
    assert read(mine / LESSON) == notebook("third")


@pytest.mark.parametrize("damage", [None, "", "[]", '{"files": []}', '{"files": {"00_start.ipynb": 1}}'])
def test_with_the_notes_lost_or_damaged_nothing_of_the_learner_is_lost(course, mine, damage):
    notes = mine / ".lab" / "shipped.json"
    notes.unlink() if damage is None else notes.write_text(damage, encoding="utf-8")
    (mine / LESSON).write_text(notebook("mine"), encoding="utf-8")
    (mine / "exercises/01_power/01_power.ipynb").write_text(executed(notebook("exercise")), encoding="utf-8")
    my_course.refresh(course, mine)
    assert read(mine / LESSON) == notebook("mine")
    assert read(mine / "00_start.new.ipynb") == notebook("one", "two")
    # Equal to the course but for its outputs: it stays, and counts as unchanged from now on.
    assert read(mine / "exercises/01_power/01_power.ipynb") == executed(notebook("exercise"))
    update(course, notebook("new exercise"), "exercises/01_power/01_power.ipynb")
    my_course.refresh(course, mine)
    assert read(mine / "exercises/01_power/01_power.ipynb") == notebook("new exercise")


def test_a_folder_in_the_place_of_a_lesson_stays(course, tmp_path):
    mine = tmp_path / "mine"
    (mine / LESSON).mkdir(parents=True)
    my_course.refresh(course, mine)
    assert (mine / LESSON).is_dir()
    assert read(mine / "00_start.new.ipynb") == notebook("one", "two")


def test_a_lesson_that_the_course_no_longer_has_stays_with_the_learner(course, mine):
    (course / "notebooks" / LESSON).unlink()
    assert my_course.refresh(course, mine) == []
    assert LESSON in files(mine)


def test_a_write_that_fails_leaves_the_old_file_whole(course, mine, monkeypatch):
    def fail(source, target):
        raise OSError("no more room")

    monkeypatch.setattr(my_course.os, "replace", fail)
    update(course, notebook("new"))
    with pytest.raises(OSError, match="no more room"):
        my_course.refresh(course, mine)
    assert read(mine / LESSON) == notebook("one", "two")
