import numpy as np
import pytest
from matplotlib.text import Text

from course_utils.pictures import draw_bars

SHARES = {"off": 0.117, "A1": 0.117, "battery": 0.533}


def bars(picture):
    return [(bar.get_height(), bar.get_hatch()) for bar in picture.figure.axes[0].patches]


def texts(picture):
    return [text.get_text() for text in picture.figure.axes[0].texts]


def test_every_bar_has_its_number_and_the_control_a_hatch():
    picture = draw_bars(SHARES, ylabel="share of goals", title="First moves", control="off", errors={"battery": 0.005})
    assert bars(picture) == [(0.117, "///"), (0.117, None), (0.533, None)]
    assert texts(picture) == ["0.12", "0.12", "0.53"]
    axes = picture.figure.axes[0]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["off\n(control)", "A1", "battery"]
    assert picture.alt == (
        "First moves. Bars of share of goals: off (control) 0.12; A1 0.12; battery 0.53, standard error 0.005."
    )


def test_a_range_stands_beside_the_bar_it_is_about():
    drawn = draw_bars(SHARES, ylabel="share").with_prediction(
        {"kind": "number", "low": 0.2, "high": 0.5, "about": "battery"}
    )
    axes = drawn.figure.axes[0]
    [bracket] = [line.get_segments()[0] for c in axes.containers if hasattr(c, "has_yerr") for line in c[2]]
    assert np.allclose(bracket[:, 1], [0.2, 0.5])
    assert 2 < bracket[0, 0] < 3
    assert "your range" in texts(drawn)
    assert drawn.figure.get_supxlabel() == "Your range for battery: 0.2 to 0.5"
    assert drawn.alt.endswith("Your range for battery: 0.2 to 0.5; 0.533 lies outside.")
    assert drawn.with_prediction({"kind": "number", "low": 0.5, "high": 0.6, "about": "battery"}).alt.endswith(
        "inside."
    )


@pytest.mark.parametrize(
    "limits", [(0.05, 0.2), (0, 0.02), (0.01, 0.02), (0.3, 0.32), (0.55, 0.65), (0.85, 0.9), (0, 1), (-0.4, -0.3)]
)
@pytest.mark.parametrize(
    "heights", [[0.55, 0.16], [0.1, 0.1, 0.1, 0.1, 0.6], [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85], [0.4, -0.6, 0.3]]
)
@pytest.mark.parametrize("about", [True, False])
def test_the_label_of_a_range_stands_on_nothing_else(heights, limits, about):
    picture = draw_bars({f"n{i}": height for i, height in enumerate(heights)}, ylabel="share", title="First moves")
    for i in range(len(heights)) if about else [None]:
        low, high = limits
        drawn = picture.with_prediction(
            {"kind": "number", "low": low, "high": high, "about": None if i is None else f"n{i}"}
        )
        figure, axes = drawn.figure, drawn.figure.axes[0]
        figure.canvas.draw()
        texts = [text for text in figure.findobj(Text) if text.get_text()]
        [label] = [text for text in texts if text.get_text().replace("\n", " ") == "your range"]
        bars = [patch for patch in axes.patches if patch.get_width() < 0.6]
        place = label.get_window_extent()
        assert len(bars) == len(heights)
        for other in bars + [text for text in texts if text is not label]:
            assert not place.overlaps(other.get_window_extent()), other
        if about:
            line = axes.transData.transform((0, 0))[1]
            assert place.y0 > line or place.y1 < line


def test_a_choice_and_a_ranking_stand_above_their_bars():
    picture = draw_bars(SHARES, ylabel="share")
    chosen = picture.with_prediction({"kind": "choice", "option": "A1", "probability": 0.7})
    assert texts(chosen) == ["0.12", "0.12", "your choice", "0.53"]
    assert chosen.alt.endswith("Your choice: A1 (70% sure).")
    ranked = picture.with_prediction({"kind": "ranking", "order": ["battery", "off", "A1"], "probability": 0.6})
    assert texts(ranked) == ["0.12", "you: 2nd", "0.12", "you: 3rd", "0.53", "you: 1st"]
    assert ranked.alt.endswith("Your order: battery, off, A1 (60% sure).")
    assert texts(picture) == ["0.12", "0.12", "0.53"]  # the picture itself is as it was
    assert picture.with_prediction({"kind": "choice", "option": "none of these", "probability": 1}).alt.endswith(
        "Your choice: none of these (100% sure)."
    )


def test_the_numbers_can_stand_in_a_table():
    bundle = draw_bars({"<a>": 1, "b": 2}, ylabel="points", xlabel="name", table=True)._repr_mimebundle_()
    assert bundle["text/html"].endswith(
        '<table><thead><tr><th scope="col">name</th><th scope="col">points</th></tr></thead><tbody>'
        '<tr><th scope="row">&lt;a&gt;</th><td>1</td></tr><tr><th scope="row">b</th><td>2</td></tr></tbody></table>'
    )


def test_what_cannot_be_drawn():
    with pytest.raises(TypeError, match="dictionary from name to number"):
        draw_bars([1, 2], ylabel="share")
    with pytest.raises(ValueError, match="control names 'none', but the bars are called"):
        draw_bars(SHARES, ylabel="share", control="none")
    with pytest.raises(ValueError, match="only finite numbers can be drawn"):
        draw_bars({"a": float("nan")}, ylabel="share")
    with pytest.raises(ValueError, match="about 'B1', but the bars of this picture are"):
        draw_bars(SHARES, ylabel="share").with_prediction({"kind": "number", "low": 0, "high": 1, "about": "B1"})
    with pytest.raises(ValueError, match="it is 'number', 'choice' or 'ranking'"):
        draw_bars(SHARES, ylabel="share").with_prediction({"kind": "guess"})


@pytest.mark.parametrize(("high", "beyond"), [(1.0, False), (1.3, True)])
def test_a_scale_of_shares_ends_at_one(high, beyond):
    """The room for words above the bars has no ticks, unless a number or the range lies there."""
    picture = draw_bars({"off": 1.0, "on": 0.4}, ylabel="share")
    drawn = picture.with_prediction({"kind": "number", "low": 0.2, "high": high, "about": "off"})
    axes = drawn.figure.axes[0]
    bottom, top = axes.get_ylim()
    ticks = [tick for tick in axes.get_yticks() if bottom <= tick <= top]
    assert top > 1.2
    assert max(ticks) >= 1
    assert (max(ticks) > 1 + 1e-9) == beyond
