import numpy as np
import pytest

from course_utils.pictures import draw_curves

X = np.array([0, 0.5, 1])
CURVES = {"battery": [0.2, 0.3, 0.64], "off": [0.2, 0.18, 0.19]}


def draw(**options):
    return draw_curves(X, CURVES, xlabel="discount γ", ylabel="share of goals", **options)


def brackets(picture):
    containers = [c for c in picture.figure.axes[0].containers if hasattr(c, "has_yerr")]
    return [line.get_segments()[0] for container in containers for line in container[2]]


def test_curves_differ_in_more_than_colour_and_are_named_at_their_ends():
    axes = draw(title="First moves").figure.axes[0]
    assert [line.get_ydata().tolist() for line in axes.lines] == list(CURVES.values())
    assert len({(line.get_linestyle(), line.get_marker()) for line in axes.lines}) == 2
    assert {text.get_text() for text in axes.texts} == set(CURVES)
    assert (axes.get_title("left"), axes.get_xlabel(), axes.get_ylabel()) == (
        "First moves",
        "discount γ",
        "share of goals",
    )


def test_names_of_curves_that_end_together_stand_apart():
    picture = draw_curves(X, {str(i): [0, 1, 1 + i / 1000] for i in range(4)}, xlabel="x", ylabel="y")
    heights = sorted(text.get_position()[1] for text in picture.figure.axes[0].texts)
    assert min(np.diff(heights)) > 0.06


@pytest.mark.parametrize("ends", [(0.1, 0.91), (0, 1), (0.2, 0.64), (0.9, 0.97), (0.0004, 0.0007)])
def test_shares_lie_between_two_labelled_ticks(ends):
    axes = draw_curves([0, 1], {"a": ends}, xlabel="x", ylabel="share").figure.axes[0]
    axes.figure.canvas.draw()
    bottom, top = axes.get_ylim()
    shown = [tick for tick in axes.get_yticks() if bottom - 1e-9 <= tick <= top + 1e-9]
    assert 2 <= len(shown) <= 11
    assert 0 <= shown[0] <= ends[0] + 1e-9
    assert ends[1] <= shown[-1] + 1e-9
    assert shown[-1] < 1 + 1e-9


@pytest.mark.parametrize("low", [0, 0.05, 0.5])
def test_the_label_of_a_range_keeps_off_the_axis(low):
    curves = {"a": [0, 0.91], "b": [0.3, 0.1]}
    picture = draw_curves([0, 1], curves, xlabel="x", ylabel="share").with_prediction(
        {"kind": "number", "low": low, "high": low + 0.04, "about": "a" if low else "b"}
    )
    axes = picture.figure.axes[0]
    picture.figure.canvas.draw()
    [label] = [text for text in axes.texts if text.get_text() == "your range"]
    assert label.get_window_extent().y0 > axes.get_window_extent().y0


def test_the_words_say_where_curves_begin_end_and_turn():
    assert draw(title="First moves").alt == (
        "First moves. Curves of share of goals over discount γ, from 0 to 1. battery rises from 0.20 to 0.64. off "
        "falls from 0.20 to 0.19, lowest 0.18 at 0.5."
    )


def test_a_range_stands_on_its_curve_where_the_question_was():
    prediction = {"kind": "number", "low": 0.4, "high": 0.7, "about": "battery"}
    last = draw().with_prediction(prediction)
    assert np.allclose(brackets(last), [[[1, 0.4], [1, 0.7]]])
    assert last.alt.endswith("Your range for battery: 0.4 to 0.7; 0.64 lies inside.")
    middle = draw(at=0.45).with_prediction(prediction)
    assert np.allclose(brackets(middle), [[[0.5, 0.4], [0.5, 0.7]]])
    assert middle.alt.endswith("0.3 lies outside.")
    assert brackets(draw().with_prediction({"kind": "number", "low": 0.4, "high": 0.7})) == []


def test_a_long_table_is_thinned():
    x = np.arange(100)
    rows = draw_curves(x, {"square": x**2}, xlabel="n", ylabel="n²", table=True).table
    assert rows[:2] == [["n", "square"], ["0", "0"]]
    assert rows[-1] == ["99", "9,801"]
    assert len(rows) == 12


def test_what_cannot_be_drawn():
    def draw(x, curves):
        draw_curves(x, curves, xlabel="x", ylabel="y")

    with pytest.raises(ValueError, match="the points x do not rise"):
        draw([0, 0], {"a": [1, 2]})
    with pytest.raises(ValueError, match="the curve 'a' has 1 numbers, but x has 2"):
        draw([0, 1], {"a": [1]})
    with pytest.raises(ValueError, match="one picture holds 1 to 6"):
        draw([0, 1], {})
    with pytest.raises(TypeError, match="dictionary from name to numbers"):
        draw([0, 1], [1, 2])
