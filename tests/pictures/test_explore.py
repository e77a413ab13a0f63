"""The figure that shows any function: what it computes, what it refuses, and what stands where no widget can run."""

import re

import numpy as np
import pytest

from course_utils.pictures import explore
from course_utils.pictures.live.tabulate import ticks

WORDS = {"xlabel": "first move", "ylabel": "share of goals", "title": "Off or hub"}
X = np.array([0, 0.5, 1])


def shares(rooms, discount):
    hub = (1 - discount) / 2 + discount * rooms / (rooms + 1)
    return {"hub": hub, "off": 1 - hub}


def over_discount(rooms, kind="bold"):
    return {"hub": (1 - X) / 2 + X * rooms / (rooms + 1), "off": [0.5, 0.25, 0.1]}


def bars(compute=shares, **options):
    return explore(compute, **WORDS | {"rooms": [1, 3], "discount": [0, 0.5, 0.8]} | options)


def curves(compute=over_discount, **options):
    return explore(compute, **WORDS | {"xlabel": "discount γ", "x": X, "rooms": [1, 3]} | options)


def rows(figure):
    """All numbers as the page reads them: a row for each combination, the last control changing fastest."""
    count = np.prod([len(control["texts"]) for control in figure.controls])
    return np.frombuffer(figure.numbers, "<f8").reshape(count, -1)


def test_bars_are_computed_once_for_every_combination():
    calls = []

    def counted(rooms, discount):
        calls.append((rooms, discount))
        return shares(rooms, discount)

    figure = bars(counted)
    assert calls == [(1, 0), (1, 0.5), (1, 0.8), (3, 0), (3, 0.5), (3, 0.8)]
    assert rows(figure) == pytest.approx(np.array([list(shares(*call).values()) for call in calls]))
    assert figure.names == ["hub", "off"]
    assert figure.x == []


def test_curves_lines_and_marks_stand_in_the_row_of_their_combination():
    figure = curves(
        lines={"bound": lambda rooms: rooms / (rooms + 1), "half": 0.5},
        marks={"threshold": lambda rooms: 0.25 if rooms > 1 else None},
    )
    assert rows(figure)[0, :8] == pytest.approx([0.5, 0.5, 0.5, 0.5, 0.25, 0.1, 0.5, 0.5])
    assert np.isnan(rows(figure)[0, 8])
    assert rows(figure)[1] == pytest.approx([0.5, 0.625, 0.75, 0.5, 0.25, 0.1, 0.75, 0.5, 0.25])
    assert (figure.lines, figure.marks, figure.x) == (["bound", "half"], ["threshold"], [0, 0.5, 1])


def test_numbers_become_a_slider_and_words_a_choice():
    def compute(rooms, kind, shielded, limit):
        return {"a": rooms}

    kinds = {"kind": ["bold", "shy"], "shielded": [False, True], "limit": [0.5, 0.999, "γ → 1"]}
    start = {"kind": "shy", "rooms": np.int64(20)}
    figure = explore(
        compute, **WORDS, rooms=np.array([1, 20, 3000]), **kinds, start=start, labels={"limit": "discount"}
    )
    assert [(c["label"], c["texts"], c["choice"]) for c in figure.controls] == [
        ("rooms", ["1", "20", "3,000"], False),
        ("kind", ["bold", "shy"], True),
        ("shielded", ["no", "yes"], True),
        ("discount", ["0.5", "0.999", "γ → 1"], False),
    ]
    assert figure.place == [1, 1, 0, 0]


def test_the_axis_holds_every_number_of_the_grid_and_bars_begin_at_zero():
    for figure, low, high in ((bars(), 0, 0.7), (curves(lines={"far": 2.2}), 0.1, 2.2)):
        marks = [value for value, _ in figure.axes["y"]]
        assert marks[0] <= low + 1e-9
        assert marks[-1] >= high - 1e-9
    assert bars().axes["y"][0][0] == 0
    assert bars(lambda rooms, discount: {"a": -rooms}).axes["y"][-1][0] == 0


@pytest.mark.parametrize(("low", "high"), [(0, 1), (0.1, 0.91), (-3, 17), (0, 0.0004), (0, 12345), (2, 2), (0, 0)])
def test_ticks_are_round_reach_over_all_and_are_few(low, high):
    found = ticks(low, high)
    assert found[0] <= low + 1e-12
    assert found[-1] >= high - 1e-12
    assert 3 <= len(found) <= 8
    within = ticks(low, high + 1, inside=True)
    assert low - 1e-9 <= within[0] < within[-1] <= high + 1 + 1e-9
    assert np.allclose(np.diff(found), found[1] - found[0])


def test_where_no_widget_runs_stand_a_picture_a_table_and_what_to_do():
    figure = bars(lines={"half": 0.5}, control="off", start={"rooms": 3, "discount": 0.8})
    bundle, _ = figure._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    page = re.sub(r"data:image/png;base64,[^\"]+", "", bundle["text/html"])
    assert '<tr><th scope="row">1</th><td>0.50</td><td>0.50</td></tr>' in page  # rooms 1 and 3 at discount 0.8
    assert '<tr><th scope="row">3</th><td>0.70</td><td>0.30</td></tr>' in page
    assert "off (control) 0.30" in bundle["text/plain"]
    assert "Dashed lines: half: 0.50." in bundle["text/plain"]
    assert "Off or hub (rooms 3, discount 0.8)" in bundle["text/plain"]
    assert "becomes live when this cell is run: change rooms and discount." in bundle["text/plain"]
    assert not re.search(r"<(script|svg|style|form|input)", page)
    assert "0x" not in bundle["text/plain"]
    assert figure.still() == bars(lines={"half": 0.5}, control="off", start={"rooms": 3, "discount": 0.8}).still()


def test_the_still_form_of_curves():
    words = curves(start={"rooms": 3}, marks={"here": 0.5, "nowhere": lambda rooms: None}).still()["text/plain"]
    assert "hub rises from 0.50 to 0.75" in words
    assert "here: 0.50" in words
    assert "nowhere" not in words


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: bars(shares(1, 0)), TypeError, "takes a function, not what it returns; got"),
        (lambda: bars(lambda rooms, discount: 3), TypeError, r"compute\(rooms=1, discount=0\) returns 3: return a"),
        (lambda: bars(lambda rooms, discount: {"a": "b"}), TypeError, "returns 'b' for 'a': return"),
        (lambda: bars(lambda rooms, discount: {"a": [1, 2]}), ValueError, "returns 2 numbers for 'a': return one"),
        (lambda: bars(lambda rooms, discount: {"a": 1 if discount < 0.8 else np.nan}), ValueError,
         r"compute\(rooms=1, discount=0.8\) returns nan for 'a': only finite numbers"),
        (lambda: bars(lambda rooms, discount: {f"room {rooms}": 1}), ValueError,
         r"compute\(rooms=3, discount=0\) returns the names room 3, but the first"),
        (lambda: bars(lambda rooms, discount: dict.fromkeys(range(13), 1)), ValueError, "13 bars: the figure has"),
        (lambda: bars(rooms=range(500), discount=range(20)), ValueError, "have 10,000 combinations .500 of rooms"),
        (lambda: bars(rooms=[1]), ValueError, "slider 'rooms' has the values .1.: give two or more"),
        (lambda: bars(rooms=[1, 2, 1]), ValueError, "each once"),
        (lambda: bars(rooms=3), TypeError, "slider 'rooms' is 3: give a list of its values"),
        (lambda: bars(rooms=[1, None]), TypeError, "slider 'rooms' holds None"),
        (lambda: bars(a=[1, 2], b=[1, 2], c=[1, 2]), ValueError, "5 sliders were given: name 1 to 4"),
        (lambda: bars(start={"room": 1}), ValueError, "start names 'room', but the sliders are rooms, discount"),
        (lambda: bars(start={"rooms": 2}), ValueError, "start puts 'rooms' at 2, which is not one of its values"),
        (lambda: bars(control="hug"), ValueError, "control is 'hug': name one of the bars, which are hub"),
        (lambda: bars(marks={"here": 1}), ValueError, "marks stand at points of x"),
        (lambda: bars(lines={"far": float("inf")}), ValueError, r"lines\['far'\] is inf: give a finite number"),
        (lambda: bars(lines={"far": lambda **_: None}), ValueError, r"lines\['far'\]\(rooms=1, discount=0\)"),
        (lambda: curves(x=[1, 0]), ValueError, "x are not two or more that rise"),
        (lambda: curves(lambda rooms: {"a": [1, 2]}), ValueError, r"shape \(2,\) for 'a', but x has 3 points"),
        (lambda: curves(lambda rooms: {"a": [1, np.inf, 2]}), ValueError, "returns inf for 'a' at x = 0.5"),
        (lambda: curves(lambda rooms: dict.fromkeys("abcdefg", X)), ValueError, "7 curves: the figure has room for 6"),
        (lambda: curves(lambda n: {"a": np.arange(300)}, x=range(300), rooms=None, n=range(500)), TypeError, "rooms"),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_refused_with_a_reason(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_more_numbers_than_a_notebook_should_keep_are_refused_before_all_are_computed():
    calls = []

    def long(rooms):
        calls.append(rooms)
        return {"a": np.arange(300.0)}

    with pytest.raises(ValueError, match="500 combinations with 300 numbers each"):
        explore(long, **WORDS, x=np.arange(300), rooms=range(500))
    assert len(calls) == 1


def test_an_error_of_the_function_is_its_own_with_a_note_of_the_call():
    with pytest.raises(ZeroDivisionError) as caught:
        bars(lambda rooms, discount: {"a": 1 / discount})
    assert caught.value.__notes__ == ["explore called compute(rooms=1, discount=0)"]
