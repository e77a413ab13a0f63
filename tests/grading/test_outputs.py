"""What a cell shows, as the side reads it that trusts nothing."""

import base64
import struct

import pytest

from course_utils.grading.outputs import LARGEST_PICTURE, LARGEST_SIDE, LONGEST_TEXT, SIGNATURE, read_output


def picture(width=20, height=10, kind=b"IHDR", size=0):
    """The beginning of a PNG file, which is all that is looked at."""
    head = SIGNATURE + struct.pack(">I", 13) + kind + struct.pack(">II", width, height)
    return head + bytes(max(0, size - len(head)))


def read(*files):
    reply = {"pictures": [base64.b64encode(file).decode() for file in files]}
    return read_output(reply, 1, "x").pictures


def test_pictures_are_kept_up_to_their_limits():
    for good in (picture(), picture(LARGEST_SIDE, LARGEST_SIDE), picture(size=LARGEST_PICTURE)):
        assert read(good) == (good,)


@pytest.mark.parametrize(
    "bad",
    [
        picture(width=LARGEST_SIDE + 1),
        picture(height=LARGEST_SIDE + 1),
        picture(width=0),
        picture(height=0),
        picture(kind=b"IDAT"),
        picture(size=LARGEST_PICTURE + 10),
        picture()[:20],
        b"<svg onload='x'/>" + bytes(30),
        b"",
    ],
)
def test_what_is_no_small_png_is_no_picture(bad):
    assert read(bad) == ()
    assert read(bad, picture()) == (picture(),)


def test_no_more_than_three_pictures_are_read():
    assert len(read(*[picture()] * 9)) == 3


@pytest.mark.parametrize("strange", [None, 5, "text", {"a": 1}, ["%%%"], [None], [[]], ["\u00e9"]])
def test_what_has_another_form_shows_nothing(strange):
    output = read_output({"pictures": strange, "text": strange, "error": strange}, 1, "x")
    assert output.pictures == ()
    assert isinstance(output.text, str)
    assert isinstance(output.error, str)


def test_texts_are_cut_and_made_printable():
    output = read_output({"text": "\x1b" + "a" * 10**6, "error": "\ud800" + "b" * 10**6}, 1, "x")
    assert len(output.text) <= LONGEST_TEXT + 2
    assert len(output.error) <= LONGEST_TEXT
    assert output.text.startswith("\ufffda")
    assert output.error.startswith("\ufffdb")
