"""Saving a notebook keeps what its widgets show, with and without a kernel."""

import json
from types import SimpleNamespace

import pytest

from course_utils.commands.saving import STATE, VIEW, keep_widgets


def notebook(shown=(), states=()):
    outputs = [{"output_type": "display_data", "data": {VIEW: {"model_id": id}}, "metadata": {}} for id in shown]
    widgets = {STATE: {"version_major": 2, "version_minor": 0, "state": dict(states)}}
    metadata = {"widgets": widgets} if states else {}
    return {"cells": [{"cell_type": "code", "outputs": outputs}], "metadata": metadata}


def saved(content, path="a/b.ipynb", root="", type="notebook"):
    model = {"type": type, "content": content}
    keep_widgets(model=model, path=path, contents_manager=SimpleNamespace(root_dir=str(root)))
    return model["content"]


def kept(content):
    return content["metadata"].get("widgets", {}).get(STATE, {}).get("state", {})


@pytest.fixture
def file(tmp_path):
    (tmp_path / "a").mkdir()
    states = {
        "a1": {"state": {"layout": "IPY_MODEL_b2", "chosen": [1]}}, "b2": {"state": {"style": "IPY_MODEL_c3"}},
        "c3": {"state": {}}, "d4": {"state": {"chosen": [0]}},
    }  # fmt: skip
    content = notebook(["a1", "d4"], states)
    (tmp_path / "a" / "b.ipynb").write_text(json.dumps(content), encoding="utf-8")
    return tmp_path


def test_what_is_still_shown_is_carried_over_with_what_belongs_to_it(file):
    assert kept(saved(notebook(["a1"]), root=file)).keys() == {"a1", "b2", "c3"}


def test_a_new_state_wins_over_the_stored_one(file):
    states = {"a1": {"state": {"chosen": [2]}}, "e5": {"state": {}}}
    assert kept(saved(notebook(["a1", "e5"], states), root=file)) == states
    assert kept(saved(notebook(["a1", "e5"], {"e5": {"state": {}}}), root=file)).keys() == {"a1", "b2", "c3", "e5"}


def test_widgets_of_the_course_that_are_no_longer_shown_go_and_those_of_others_stay(file):
    ours = {"state": {"_anywidget_id": "course_utils.classroom.question.QuestionWidget"}}
    states = {"new": ours, "former": ours, "link": {"state": {"source": "IPY_MODEL_new"}}}
    assert kept(saved(notebook(["new"], states), root=file)).keys() == {"new", "link"}
    inside = {"state": {"outputs": [{"data": {VIEW: {"model_id": "former"}}}]}}
    assert kept(saved(notebook(["new", "box"], states | {"box": inside}), root=file)).keys() == states.keys() | {"box"}


def test_where_nothing_is_shown_no_state_stays(file):
    ours = {"state": {"_anywidget_id": "course_utils.classroom.question.QuestionWidget", "chosen": [1]}}
    assert saved(notebook([], {"a1": ours}), root=file)["metadata"] == {}


@pytest.mark.parametrize("path", ["a/new.ipynb", "a/b.ipynb"])
def test_a_new_notebook_and_one_without_widgets_are_saved_as_they_are(file, path):
    content = notebook(["z9"] if path == "a/new.ipynb" else [])
    assert saved(json.loads(json.dumps(content)), path, file) == content


def test_other_files_are_left_alone(file):
    assert saved("text", root=file, type="file") == "text"
