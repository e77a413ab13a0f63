"""Figures are tested on their data and their words, not on their pixels."""

import base64
import re

import numpy as np
import pytest

from course_utils.convergence import power
from course_utils.decisions import read_grid
from course_utils.decisions.worlds.small import candy_or_wait
from course_utils.pictures import draw_grid

WORLD = read_grid("#####\n#A.O#\n#####", {"O": "off"}, absorbing=["off"])


def texts(picture):
    return [text.get_text() for text in picture.figure.axes[0].texts if text.get_text()]


def test_every_cell_carries_its_number_and_name():
    picture = draw_grid(WORLD, [0.123, 2, -1], label="value of the plan")
    assert texts(picture) == ["0.12", "start", "2.00", "-1.00", "off"]
    axes = picture.figure.axes[0]
    assert (axes.get_title("left"), axes.get_xlabel(), axes.get_ylabel()) == ("value of the plan", "column", "row")
    assert len(axes.patches) == 3
    assert texts(draw_grid(WORLD)) == ["start", "off"]


def test_a_higher_number_is_lighter_and_its_ink_readable():
    axes = draw_grid(WORLD, [0.0, 0.5, 1.0]).figure.axes[0]
    weights = np.array([0.299, 0.587, 0.114])
    light = [np.array(patch.get_facecolor()[:3]) @ weights for patch in axes.patches]
    assert light == sorted(light)
    for patch, text in zip(axes.patches, [t for t in axes.texts if "." in t.get_text()], strict=True):
        ink = 1.0 if text.get_color() == "#ffffff" else 0.1
        assert abs(ink - np.array(patch.get_facecolor()[:3]) @ weights) > 0.4


def test_the_words_say_what_the_picture_shows():
    assert draw_grid(WORLD, [0.5, 0.7, 0.2], label="POWER", title="At discount 0.9").alt == (
        "At discount 0.9. A grid of 3 rows and 5 columns with 3 open cells. Start: row 1, column 1. off: row 1, "
        "column 3. POWER is lowest, 0.20, in row 1, column 3. POWER is highest, 0.70, in row 1, column 2."
    )


def test_a_notebook_gets_an_image_with_its_words():
    bundle = draw_grid(WORLD, [1, 1, 1], title='<"&')._repr_mimebundle_()
    assert bundle["text/plain"].startswith('<"&.')
    assert 'alt="&lt;&quot;&amp;. A grid' in bundle["text/html"]
    png = re.search(r'src="data:image/png;base64,([^"]+)"', bundle["text/html"]).group(1)
    assert base64.b64decode(png).startswith(b"\x89PNG")


def test_what_cannot_be_drawn():
    with pytest.raises(TypeError, match="worlds made by read_grid; got MDP"):
        draw_grid(candy_or_wait())
    with pytest.raises(TypeError, match=r"not Estimate; of an estimate hand over its \.values"):
        draw_grid(WORLD, power(WORLD, 0.9, samples=10))
    with pytest.raises(ValueError, match="one number for each of the 3 states"):
        draw_grid(WORLD, [1, 2])


def test_a_policy_is_arrows_and_a_path_a_line_from_start_to_end():
    picture = draw_grid(WORLD, policy=[3, 2, 4], path=[0, 1, 2])
    line = picture.figure.axes[0].lines
    assert any(np.allclose(part.get_xdata(), [1.5, 2.5, 3.5]) for part in line)
    assert {"o", "s"} <= {part.get_marker() for part in line}
    arrows = [text.arrow_patch for text in picture.figure.axes[0].texts if getattr(text, "arrow_patch", None)]
    assert len(arrows) == 2  # nothing but a dot in the cell that is never left
    assert picture.alt.endswith(
        "Arrows of a policy: right in row 1, column 1; left in row 1, column 2; stay in row 1, column 3. The path "
        "takes 2 steps: row 1, column 1 to row 1, column 2 to row 1, column 3."
    )
    assert (
        draw_grid(WORLD, [1, 2, 3])
        .with_prediction({"kind": "choice", "option": "off"})
        .alt.endswith("Your choice: off.")
    )


def test_a_policy_or_path_that_leaves_the_world():
    with pytest.raises(ValueError, match="takes action 5 in state 1: actions are numbered 0 to 4"):
        draw_grid(WORLD, policy=[0, 5, 0])
    with pytest.raises(ValueError, match="the path visits 3: name states by their numbers, 0 to 2"):
        draw_grid(WORLD, path=[0, 3])


def test_one_of_a_thing_is_told_in_the_singular():
    assert "A grid of 1 row and 2 columns with 2 open cells." in draw_grid(read_grid("A.")).alt
    assert "A grid of 2 rows and 1 column with 1 open cell." in draw_grid(read_grid("A\n#")).alt
    assert "The path takes 1 step: row 0" in draw_grid(read_grid("A."), path=[0, 1]).alt
