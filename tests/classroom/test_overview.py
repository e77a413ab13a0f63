"""What `progress()` shows."""

import pytest

from course_utils.classroom import progress as show_progress
from course_utils.classroom.overview import counts, overview

pytestmark = pytest.mark.usefixtures("asked")


def test_an_empty_record_counts_nothing_and_names_no_place_of_the_builder(progress):
    card = overview(progress)
    assert card.plain.splitlines() == [
        "Lesson: 00 Start here; Questions answered right: 0 of 2; Predictions made: 0 of 0; "
        "Ranges that held the result: 0 of 0; Tasks right so far: 0",
        "Lesson: 01 What is instrumental convergence?; Questions answered right: 0 of 2; Predictions made: 0 of 3; "
        "Ranges that held the result: 0 of 0; Tasks right so far: 0",
        "This is kept in the file that COURSE_PROGRESS names. It never leaves this computer, and deleting the file "
        "begins anew.",
    ]


def test_what_was_once_right_counts_and_each_thing_in_its_lesson(progress):
    progress.record("00.before", "quiz", {"chosen": []}, right=None)
    progress.record("00.goal", "quiz", {"chosen": []}, right=True)
    progress.record("01.malice", "quiz", {"chosen": []}, right=False)
    for right in (True, False):
        progress.record("01.means", "quiz", {"chosen": []}, right=right)
    progress.record("01.battery", "prediction", {})
    progress.record("01.battery", "reveal", {"result": 0.6}, right=True)
    progress.record("01.compare", "reveal", {"result": "Clearly more"}, right=True)
    progress.record("01.first_move_share", "check", {}, right=True)
    progress.record("01.other_task", "check", {}, right=False)
    assert counts("00", progress) == ("1 of 2", "0 of 0", "0 of 0", "0")
    assert counts("01", progress) == ("1 of 2", "1 of 3", "1 of 1", "1")
    assert "Your first range held its result; of many, 8 in 10 should." in overview(progress).html


def test_the_place_is_named_where_it_is_the_usual_one(progress, monkeypatch, capsys):
    assert str(progress.path) not in overview(progress).html
    monkeypatch.delenv("COURSE_PROGRESS")
    assert str(progress.path) in overview(progress).html
    monkeypatch.setenv("COURSE_PROGRESS", str(progress.path))
    show_progress()
    assert "never leaves this computer" in capsys.readouterr().out
