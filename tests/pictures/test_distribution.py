import numpy as np
import pytest

from course_utils.pictures import draw_distribution


def heights(picture):
    return [bar.get_height() for bar in picture.figure.axes[0].patches if bar.get_width()]


def test_bars_are_shares_and_the_mean_is_marked():
    picture = draw_distribution([0.1, 0.2, 0.3, 0.9], xlabel="worth", title="Goals", bins=2)
    assert heights(picture) == [0.75, 0.25]
    assert picture.figure.axes[0].lines[0].get_xdata() == pytest.approx([0.375, 0.375])
    assert [text.get_text() for text in picture.figure.axes[0].texts] == ["mean 0.38"]
    assert picture.alt == (
        "Goals. Histogram of worth, 4 samples from 0.10 to 0.90, mean 0.38. The highest bar, 75% of them, is at "
        "0.10 to 0.50."
    )


def test_counts_of_whole_numbers_get_a_bar_each():
    picture = draw_distribution({1: 1, 2: 6, 4: 3}, xlabel="steps", table=True)
    assert heights(picture) == pytest.approx([0.1, 0.6, 0, 0.3])
    assert picture.table == [
        ["steps", "share of the samples"],
        ["1", "0.10"],
        ["2", "0.60"],
        ["3", "0.00"],
        ["4", "0.30"],
    ]
    assert "10 samples from 1 to 4, mean 2.5. The highest bar, 60% of them, is at 2." in picture.alt


def test_a_range_is_shaded_and_judged_by_the_mean():
    picture = draw_distribution([0.0, 1.0], xlabel="worth").with_prediction(
        {"kind": "number", "low": 0.4, "high": 0.7, "about": "mean"}
    )
    band = next(patch for patch in picture.figure.axes[0].patches if patch.get_alpha())
    assert np.allclose(band.get_extents().x0, picture.figure.axes[0].transData.transform((0.4, 0))[0])
    assert picture.alt.endswith("Your range for mean: 0.4 to 0.7; 0.5 lies inside.")


def test_what_cannot_be_drawn():
    with pytest.raises(ValueError, match="at least one"):
        draw_distribution([], xlabel="worth")
    with pytest.raises(ValueError, match="must not be negative, nor all 0"):
        draw_distribution({1: 0}, xlabel="worth")
    with pytest.raises(ValueError, match="bins is 0"):
        draw_distribution([1.5, 2], xlabel="worth", bins=0)
