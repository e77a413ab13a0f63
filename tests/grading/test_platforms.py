"""Who handed in a file is read from names as the platforms give them, and never from what the learner can choose."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.grading.platforms import HandIn, handed_in_by, learner_id, number_of, recognise, returned_as

TAKEN = "01_what_is_instrumental_convergence_exercises"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("smithjane_12345_678901_name.ipynb", HandIn("canvas-12345", "smithjane", False, (678901, 0))),
        (f"smithjane_12345_678901_{TAKEN}.ipynb", HandIn("canvas-12345", "smithjane", False, (678901, 0))),
        ("smithjane_LATE_12345_678901_a.ipynb", HandIn("canvas-12345", "smithjane", True, (678901, 0))),
        ("smithjane_late_12345_678901_a-2.ipynb", HandIn("canvas-12345", "smithjane", True, (678901, 2))),
        ("smithjane_12345_678901_a-10.IPYNB", HandIn("canvas-12345", "smithjane", False, (678901, 10))),
        ("söndergård_1_2_LATE_3_4_a.ipynb", HandIn("canvas-1", "söndergård", False, (2, 0))),
        ("late_12_34_a.ipynb", HandIn("canvas-12", "late", False, (34, 0))),
        ("Jane Smith_1234567_assignsubmission_file_/a.ipynb", HandIn("moodle-1234567", "Jane Smith")),
        ("Jane Smith_1234567_assignsubmission_file/sub/a.ipynb", HandIn("moodle-1234567", "Jane Smith")),
        ("Jane Smith_1234567_assignsubmission_file_a.ipynb", HandIn("moodle-1234567", "Jane Smith")),
        # In a learner's own folder the names are the learner's.
        ("Jane Smith_1_assignsubmission_file_/bob_2_3_a.ipynb", HandIn("moodle-1", "Jane Smith")),
        ("Jane Smith_1_assignsubmission_file_/Bob_2_assignsubmission_file_/a.ipynb", HandIn("moodle-1", "Jane Smith")),
        ("bob_2_3_a.ipynb/a.ipynb", HandIn("bob_2_3_a.ipynb", "bob_2_3_a.ipynb")),
        ("jane/bob_2_3_a.ipynb", HandIn("jane", "jane")),
        ("jane/Bob_2_assignsubmission_file_a.ipynb", HandIn("jane", "jane")),
        ("jane.ipynb", HandIn("jane", "jane")),
        ("Jane Smith/exercises/a.ipynb", HandIn("jane-smith", "Jane Smith")),
        ("canvas-12345/a.ipynb", HandIn("canvas-12345", "canvas-12345")),
        ("hw_2024_01_class/a.ipynb", HandIn("hw_2024_01_class", "hw_2024_01_class")),
        ("x_1_assignsubmission_file.ipynb", HandIn("x_1_assignsubmission_file", "x_1_assignsubmission_file")),
    ],
)
def test_names(path, expected):
    assert recognise(tuple(path.split("/"))) == expected


@pytest.mark.parametrize(
    "path",
    [
        "Jane_7_assignsubmission_file__1234_assignsubmission_file_/a.ipynb",  # who is called so wants to be 7
        "Jane_1234_assignsubmission_file_b_7_assignsubmission_file_a.ipynb",  # ... or calls the notebook so
    ],
)
def test_a_name_in_which_two_participants_can_be_read_is_refused(path):
    with pytest.raises(ValueError, match="like those of two participants"):
        recognise(tuple(path.split("/")))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("jane_smith-2.b", "jane_smith-2.b"), ("Jane Smith", "jane-smith"), ("Jörg", "jorg"), ("Weiß", "weiss"),
        ("O'Hara, Anne-Marie", "o-hara-anne-marie"), ("123456", "learner-123456"), ("CON", "learner-con"),
        ("nul.txt", "learner-nul.txt"), ("..x", "x"), ("-rf", "rf"),
    ],
)  # fmt: skip
def test_ids(name, expected):
    assert learner_id(name) == expected


def test_letters_that_an_id_cannot_keep_still_tell_people_apart():
    names = ["王伟", "李伟", "王 A", "李 A", "Łukasz", "Øukasz", "!!!", "???", "x" * 61, "x" * 62, ""]
    assert len({learner_id(name) for name in names}) == len(names)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_id_is_fit_for_files_and_for_nbgrader(name):
    assert re.fullmatch(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9_-])?", learner_id(name))
    assert len(learner_id(name)) <= 70
    assert not learner_id(name).isdecimal()


@pytest.mark.parametrize(
    ("path", "who"),
    [
        ("kimkit_4011_9001_essay.docx", HandIn("canvas-4011", "kimkit", False, (9001, 0))),
        ("kimkit_LATE_4011_9001_a.ipynb", HandIn("canvas-4011", "kimkit", True, (9001, 0))),
        ("Kit Kim_7_assignsubmission_file_/essay.docx", HandIn("moodle-7", "Kit Kim")),
        ("Kit Kim_7_assignsubmission_onlinetext_/onlinetext.html", HandIn("moodle-7", "Kit Kim")),
        ("Kit Kim/essay.docx", None),
        ("essay_2_1.docx", None),
        ("a_1_assignsubmission_file_b_2_assignsubmission_file_x.docx", None),
    ],
)
def test_files_of_any_kind_are_known_by_the_name_that_a_platform_gave(path, who):
    assert handed_in_by(tuple(path.split("/"))) == who


def test_what_lay_in_a_folder_around_everything_is_given_back_too():
    assert returned_as("canvas-4", "all/kim_4_9_a.ipynb", "f.html") == "kim_4_9_f.html"
    assert returned_as("canvas-5", "all/kim_4_9_a.ipynb", "f.html") is None
    assert returned_as("kim", "kim/4_9_a.ipynb", "f.html") is None


def test_the_number_of_a_platform_is_given_back():
    assert number_of("canvas-12345", "canvas") == "12345"
    assert number_of("moodle-7") == "7"
    assert [number_of("moodle-7", "canvas"), number_of("canvas-x", "canvas"), number_of("canvas-1-2")] == [None] * 3
