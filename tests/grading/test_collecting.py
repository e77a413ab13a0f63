"""Collecting: what counts, what is refused and why, and that nothing is written but into the folder of the class."""

import json
import os
import unicodedata

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.grading import collecting, sources
from course_utils.grading.collecting import check_notebook, collect
from course_utils.grading.folder import open_class
from course_utils.grading.marking import read_cells
from course_utils.grading.sources import SourceError
from tests.grading.hand_ins import CANVAS, MOODLE, A, B, foldered, notebook, tarred, zipped

SETS = ["01", "02"]
LESSON = json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


@pytest.fixture
def kept(tmp_path):
    return open_class(tmp_path / "class", make=True)


def taken(folder):
    """Learner, set and content of all that is kept."""
    return {(one.learner, one.set): folder.notebook(one).read_bytes() for one in folder.submissions()}


def reasons(collected):
    return {one.source.split("/", 1)[1]: one.reason for one in collected.refused}


@pytest.mark.parametrize("make", [foldered, zipped, tarred])
@pytest.mark.parametrize(
    ("members", "expected"),
    [
        (
            CANVAS,
            {("canvas-1", "01"): B, ("canvas-2", "01"): A, ("canvas-2", "02"): notebook("02"), ("canvas-3", "01"): B},
        ),
        (MOODLE, {("moodle-1", "01"): A, ("moodle-2", "01"): B, ("moodle-3", "02"): notebook("02")}),
        (
            {"A_1_assignsubmission_file_x.ipynb": A, "B_2_assignsubmission_file_x.ipynb": B},
            {("moodle-1", "01"): A, ("moodle-2", "01"): B},
        ),
        ({"jane.ipynb": A, "Bob B.ipynb": B}, {("jane", "01"): A, ("bob-b", "01"): B}),
        (
            {"jane/1.ipynb": A, "jane/2.ipynb": notebook("02"), "bob/1.ipynb": B},
            {("jane", "01"): A, ("jane", "02"): notebook("02"), ("bob", "01"): B},
        ),
    ],
)
def test_what_counts_in_each_form(tmp_path, kept, make, members, expected):
    collect(make(tmp_path / "download", members), kept, SETS)
    assert taken(kept) == expected


def test_an_archive_may_hold_one_folder_around_everything(tmp_path, kept):
    for number, inner in enumerate((CANVAS, MOODLE, {"jane.ipynb": A, "bob.ipynb": B})):
        members = {f"submissions/{name}": content for name, content in inner.items()} | {"README.txt": b""}
        collect(zipped(tmp_path / f"{number}.zip", members), kept, SETS)
    assert {one.learner for one in kept.submissions()} == {
        "canvas-1", "canvas-2", "canvas-3", "moodle-1", "moodle-2", "moodle-3", "jane", "bob",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("members", "name"),
    [
        ({"jane/exercises/1/a.ipynb": A, "jane/exercises/c.json": b""}, "jane"),
        ({"A B_1_assignsubmission_file_/a.ipynb": A, "A B_1_assignsubmission_file_/b.ipynb": notebook("02")}, "A B"),
        ({"hand-ins/A B_1_assignsubmission_file_/a.ipynb": A}, "A B"),
    ],
)
def test_the_folder_of_a_learner_is_not_the_one_around_everything(tmp_path, kept, members, name):
    collect(zipped(tmp_path / "a.zip", members), kept, SETS)
    assert {one.name for one in kept.submissions()} == {name}


def test_a_name_may_be_written_in_two_ways(tmp_path, kept):
    """An ö may be one character or two: a Mac writes the second."""
    one, two = (unicodedata.normalize(form, "Jörg") for form in ("NFC", "NFD"))
    members = {f"{one}/a.ipynb": A, f"{two}/b.ipynb": notebook("02"), "bob/a.ipynb": A}
    collect(zipped(tmp_path / "a.zip", members), kept, SETS)
    assert [(found.name, found.set) for found in kept.submissions()] == [("bob", "01"), (one, "01"), (one, "02")]


def test_the_latest_by_the_platforms_numbers_counts_and_the_others_are_told(tmp_path, kept):
    collected = collect(zipped(tmp_path / "a.zip", CANVAS), kept, SETS)
    assert collected.earlier == [
        ("smithjane_1_100_a.ipynb", "smithjane_1_120_b-1.ipynb"),
        ("rayo_3_102_a-2.ipynb", "rayo_3_102_a-10.ipynb"),
    ]
    assert [(one.learner, one.set) for one in collected.submissions if one.late] == [("canvas-2", "02")]


def test_neither_the_notebook_nor_its_date_says_which_is_the_latest(tmp_path, kept):
    source = foldered(tmp_path / "in", {"jane/a.ipynb": A, "jane/b.ipynb": B, "bob/a.ipynb": A})
    os.utime(source / "jane/a.ipynb", (0, 0))
    found = reasons(collect(source, kept, SETS))
    assert list(found) == ["jane/a.ipynb", "jane/b.ipynb"]
    assert "jane has several notebooks of set 01, and no name says which is the latest" in found["jane/a.ipynb"]
    assert list(taken(kept)) == [("bob", "01")]


def test_the_same_notebook_twice_counts_once(tmp_path, kept):
    collected = collect(foldered(tmp_path / "in", {"jane/a.ipynb": A, "jane/a (1).ipynb": A}), kept, SETS)
    assert collected.earlier == [("jane/a.ipynb", "jane/a (1).ipynb")]
    assert taken(kept) == {("jane", "01"): A}


def test_two_people_of_one_id_are_not_merged(tmp_path, kept):
    source = zipped(tmp_path / "a.zip", {"Jörg/a.ipynb": A, "Jorg/a.ipynb": B, "x_1_5_a.ipynb": A, "y_1_6_a.ipynb": B})
    found = reasons(collect(source, kept, SETS))
    assert found["Jörg/a.ipynb"] == "'Jorg' and 'Jörg' would both be the learner jorg: rename one of them"
    assert len(found) == 4
    assert taken(kept) == {}


def test_nor_are_they_when_one_was_collected_before(tmp_path, kept):
    collect(foldered(tmp_path / "1", {"Jorg/a.ipynb": A, "x_1_5_a.ipynb": A}), kept, SETS)
    found = collect(foldered(tmp_path / "2", {"jörg/a.ipynb": B, "married_1_6_a.ipynb": B}), kept, SETS)
    assert list(reasons(found)) == ["jörg/a.ipynb"]
    assert taken(kept) == {("jorg", "01"): A, ("canvas-1", "01"): B}


def test_of_what_is_refused_it_is_kept_whose_it_is_where_a_platform_says_it(tmp_path, kept):
    members = {
        "hand-ins/kimkit_LATE_4_105_essay.docx": b"", "hand-ins/Jo\ud83d_8_assignsubmission_file_/a\n.ipynb": B,
        "hand-ins/Ann Lee_3_assignsubmission_onlinetext_/onlinetext.html": b"<p>", "hand-ins/a_1_9_x.ipynb": A,
        "hand-ins/b_2_9_x.ipynb": B, "hand-ins/jane/essay.pdf": b"", "hand-ins/../c_5_9_x.ipynb": B, "LICENSE": b"",
    }  # fmt: skip
    members = {name.encode("utf-8", "surrogatepass").decode("utf-8", "replace"): it for name, it in members.items()}
    refused = collect(zipped(tmp_path / "a.zip", members), kept, SETS).refused
    assert sorted(one.who for one in refused if one.learner) == [
        "Ann Lee (moodle-3)", "Jo\ufffd\ufffd\ufffd (moodle-8)", "kimkit (canvas-4)",
    ]  # fmt: skip
    assert len(refused) == 6
    assert not any("\n" in one.source for one in refused)
    assert kept.refused() == refused


def test_a_refusal_keeps_the_time_at_which_it_was_first_told(tmp_path, kept):
    source = zipped(tmp_path / "a.zip", {"kim_4_105_essay.docx": b""})
    collect(source, kept, SETS)
    (first,) = kept.refused()
    earlier = msgspec.structs.replace(first, received="2026-01-01T00:00:00+00:00")
    kept.record([], [earlier])
    collect(source, kept, SETS)
    assert kept.refused() == [earlier]


def test_the_name_of_a_file_does_not_say_which_set_it_is(tmp_path, kept):
    collect(foldered(tmp_path / "in", {"jane/02_topic_exercises.ipynb": A}), kept, SETS)
    assert list(taken(kept)) == [("jane", "01")]


def test_collecting_again(tmp_path, kept):
    source = foldered(tmp_path / "in", {"jane/a.ipynb": A, "bob/a.ipynb": A, "bob/b.pdf": b"", "ann/a.ipynb": b"{"})
    collect(source, kept, SETS)
    before = (kept.path / "submissions.json").read_bytes()
    collected = collect(source, kept, SETS)
    assert (collected.new, collected.replaced, len(collected.same)) == ([], [], 2)
    assert (kept.path / "submissions.json").read_bytes() == before

    (source / "jane/a.ipynb").write_bytes(B)
    (source / "ann/a.ipynb").write_bytes(B)
    collected = collect(source, kept, SETS)
    assert [[one.learner for one in those] for those in (collected.new, collected.replaced, collected.same)] == [
        ["ann"], ["jane"], ["bob"],
    ]  # fmt: skip
    assert taken(kept) == {("ann", "01"): B, ("bob", "01"): A, ("jane", "01"): B}
    assert [one.source for one in kept.refused()] == ["in/bob/b.pdf"]

    collect(foldered(tmp_path / "more", {"eve/a.ipynb": A, "eve/c.pdf": b""}), kept, SETS)
    assert len(taken(kept)) == 4
    assert [one.source for one in kept.refused()] == ["in/bob/b.pdf", "more/eve/c.pdf"]


def test_a_notebook_that_was_lost_is_kept_anew(tmp_path, kept):
    source = foldered(tmp_path / "in", {"jane/a.ipynb": A})
    collect(source, kept, SETS)
    kept.notebook(kept.submissions()[0]).unlink()
    collect(source, kept, SETS)
    assert taken(kept) == {("jane", "01"): A}


def test_killed_between_two_notebooks_nothing_is_lost(tmp_path, kept, monkeypatch):
    source = foldered(tmp_path / "in", {f"learner{number}/a.ipynb": A for number in range(3)})
    keep = type(kept).keep
    done = []

    def dies(self, submission, content):
        if done:
            raise KeyboardInterrupt
        done.append(keep(self, submission, content))

    with monkeypatch.context() as patch:
        patch.setattr(type(kept), "keep", dies)
        with pytest.raises(KeyboardInterrupt):
            collect(source, kept, SETS)
    assert taken(kept) == {}
    assert len(collect(source, kept, SETS).new) == 3
    assert len(taken(kept)) == 3


def test_a_source_that_changes_meanwhile_is_told(tmp_path, kept, monkeypatch):
    source = foldered(tmp_path / "in", {"jane/a.ipynb": A})
    match_ = collecting.match

    def changing(*arguments):
        (source / "jane/a.ipynb").write_bytes(B)
        return match_(*arguments)

    monkeypatch.setattr(collecting, "match", changing)
    with pytest.raises(SourceError, match="changed while it was read"):
        collect(source, kept, SETS)
    assert kept.submissions() == []


NAMES = st.lists(
    st.sampled_from(["..", "/", "", "\\", "C:", "a", "canvas-1", ".", "~", "a\0", "x_1_2_", "submitted", "é", " "]),
    min_size=1, max_size=6,
).map("/".join)  # fmt: skip


@given(st.lists(st.tuples(NAMES, st.sampled_from([A, B, b"{", LESSON])), max_size=5), st.booleans())
def test_whatever_the_names_nothing_is_written_outside(tmp_path_factory, members, is_tar):
    root = tmp_path_factory.mktemp("root")
    (root / "deep").mkdir()
    kept = open_class(root / "deep" / "class", make=True)
    make = tarred if is_tar else zipped
    source = make(root / "deep" / "hand-ins", [(f"{name}.ipynb", content) for name, content in members])
    collect(source, kept, SETS)
    outside = [path for path in root.rglob("*") if not path.is_relative_to(kept.path)]
    assert sorted(outside) == [root / "deep", source]
    found = {path.relative_to(kept.path).parts for path in kept.path.rglob("*") if path.is_file()}
    assert found - {("class.json",), ("submissions.json",)} == {
        ("submitted", one.learner, f"{one.set}.ipynb") for one in kept.submissions()
    }


def nested(depth):
    return notebook(deep=0).replace(b'"deep": 0', b'"deep": ' + b"[" * depth + b"]" * depth)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "was damaged when it was saved"),
        (b"{", "was damaged when it was saved"),
        (A.decode().encode("utf-16"), "was damaged when it was saved .'utf-8' codec"),
        (b"PK\3\4", "was damaged when it was saved"),
        (b"[" * 100_000, "too deep in each other"),
        (nested(collecting.DEEPEST), "too deep in each other"),
        (notebook(big=1).replace(b'"big": 1', b'"big": ' + b"9" * 5000), "was damaged when it was saved .Exceeds"),
        (b"[]", "it is no notebook"),
        (b"null", "it is no notebook"),
        (b"{}", "it is no notebook"),
        (notebook(nbformat=3, worksheets=[]), "its format is 3, not 4"),
        (notebook(nbformat="4"), "its format is '4', not 4"),
        (notebook(nbformat=True), "its format is True, not 4"),
        (notebook(nbformat=5), "its format is 5, not 4"),
        (notebook(cells={}), "its cells are not those of a notebook"),
        (notebook(cells=[3]), "its cells are not those of a notebook"),
        (notebook(cells=[{"cell_type": "code", "source": 3}]), "its cells are not those"),
        (notebook(cells=[{"cell_type": "code", "source": ["a", 3]}]), "its cells are not those"),
        (notebook(cells=[{"cell_type": "html", "source": ""}]), "its cells are not those"),
        (notebook(cells=[{"cell_type": ["code"], "source": ""}]), "its cells are not those"),
        (notebook(cells=[{"cell_type": "code", "source": "", "metadata": []}]), "its cells are not those"),
        (notebook(cells=[{"cell_type": "raw", "source": ""}] * 2001), "it has 2001 cells"),
        (notebook(text="\ud83d"), "half a character"),
        (LESSON, "it does not say which exercise set it belongs to.*older version of the course"),
        (notebook(metadata=[]), "it does not say which"),
        (notebook(metadata={"off_switch": "01"}), "it does not say which"),
        (notebook("03"), "belongs to exercise set '03', which there is not"),
        (notebook(1), "belongs to exercise set 1, which"),
        (notebook(["01"]), "belongs to exercise set"),
        (notebook("../../x"), "belongs to exercise set"),
        (notebook("\ud800" * 50), "belongs to exercise set"),
    ],
)
def test_a_notebook_that_is_refused(tmp_path, kept, content, says):
    collected = collect(foldered(tmp_path / "in", {"jane/a.ipynb": content, "bob/a.ipynb": A}), kept, SETS)
    with pytest.raises(ValueError, match=says):
        check_notebook(content, SETS)
    assert len(reasons(collected)["jane/a.ipynb"]) < 250
    assert taken(kept) == {("bob", "01"): A}


@pytest.mark.parametrize(
    "content",
    [
        nested(collecting.DEEPEST - 2),
        notebook(metric=float("nan")),
        A.replace(b'"nbformat": 4', b'"nbformat": 3, "nbformat": 4'),
        notebook(big=10**4000),
        notebook(cells=[{"cell_type": "code", "source": ""}]),
        notebook(text="😀 é \x1b[2J"),
        b"\n " + A + b"\r\n",
    ],
)
def test_a_notebook_that_is_odd_and_does_no_harm_is_taken_and_can_be_marked(tmp_path, content):
    assert check_notebook(content, SETS) == "01"
    (tmp_path / "a.ipynb").write_bytes(content)
    assert read_cells(tmp_path / "a.ipynb")


def test_a_large_notebook_is_refused_by_its_size(tmp_path, kept):
    source = zipped(tmp_path / "a.zip", {"jane.ipynb": bytes(100_000_000), "bob.ipynb": A})
    assert reasons(collect(source, kept, SETS)) == {"jane.ipynb": sources.TOO_LARGE}
