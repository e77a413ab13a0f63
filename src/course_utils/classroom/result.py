"""``reveal``: the result, folded until it was predicted, with the prediction drawn in and compared."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from html import escape
from math import isclose, isfinite
from numbers import Real
from typing import Any

from traitlets import Bool, List, Unicode

from course_utils.classroom.bank import bank
from course_utils.classroom.cards import show
from course_utils.classroom.entries import Prediction
from course_utils.classroom.prediction import number_text, stored_prediction
from course_utils.classroom.record import Progress, open_progress
from course_utils.classroom.text import plain
from course_utils.classroom.widget import CourseWidget, script

SUMMARY = "Result (predict first, or open it without predicting)"
DIGITS = 3  # of a result; more if it takes them to see on which side of the range it lies


def reveal(id: str, picture: Any, result: Any) -> None:
    """Show a result folded; it opens by itself once it was predicted, with the prediction drawn into the picture.

    Parameters
    ----------
    id : str
        Names the prediction in the bank, as in ``predict``.
    picture : object
        Shows itself as HTML. If it has a method ``with_prediction``, that is called with the prediction as a
        dictionary and gives the picture with the prediction drawn in.
    result : float, str or sequence of str
        What the computation gave: a number, the text of an option, or the texts of the options in order.

    Raises
    ------
    LookupError
        If there is no such prediction.
    TypeError, ValueError
        If the result is not one that could have been predicted, or the picture does not show itself as HTML.
    """
    item = bank().prediction(id)
    show(ResultWidget(item, picture, checked_result(item, result), open_progress()))


class ResultWidget(CourseWidget):
    """A folded result that listens for its prediction."""

    _esm = script("reveal.js")
    picture = Unicode().tag(sync=True)
    result = Unicode().tag(sync=True)
    comparison = List(Unicode()).tag(sync=True)
    unfolded = Bool(False).tag(sync=True)

    def __init__(self, item: Prediction, picture: Any, result: Any, progress: Progress):
        self._item, self._shown, self._value, self._progress = item, picture, result, progress
        unit = f" ({plain(item.unit)})" if item.kind == "number" else ""
        sentence = f"The result: {result_text(item, result)}{unit}."
        html = _html(picture)
        super().__init__(
            f"{SUMMARY}\n{sentence}",
            f"<details><summary>{SUMMARY}</summary>{html}<p>{escape(sentence)}</p></details>",
            result=sentence,
            picture=html,
        )
        self._open()
        progress.subscribe(item.id, self._on_record)

    def take(self, report: dict[str, Any]) -> None:
        """Record that the learner opened the result without predicting it."""
        self._record(None)

    def _on_record(self, record: Any) -> None:
        if record.kind == "prediction":
            self._open()

    def _open(self) -> None:
        """Compare and draw what was predicted, if anything was."""
        prediction = stored_prediction(self._item, self._progress)
        if prediction is None:
            return
        right, *sentences = compare(self._item, prediction, self._value)
        self._record(right)
        if self._item.kind == "number":
            sentences.append(calibration(self._progress))
        self.comparison = sentences
        self.unfolded = True
        if draw := getattr(self._shown, "with_prediction", None):
            about = getattr(self._item, "about", None)
            self.picture = _html(draw(prediction | ({"about": about} if about else {})))

    def _record(self, right: bool | None) -> None:
        """Keep the first time that the result was shown; from then on its prediction stays."""
        if self._progress.latest(self._item.id, "reveal") is None:
            self._progress.record(self._item.id, "reveal", {"result": self._value}, right=right)


def _html(picture: Any) -> str:
    bundle = getattr(picture, "_repr_mimebundle_", dict)()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    if "text/html" not in data:
        raise TypeError(
            f"The picture of `reveal` has to show itself as HTML, and a {type(picture).__name__} does not; "
            "make it with course_utils.pictures."
        )
    return data["text/html"]


def checked_result(item: Prediction, result: Any) -> Any:
    """Give the result as plain data, or refuse one that could not have been predicted."""
    call = f'reveal("{item.id}", ...)'
    if item.kind == "number":
        if isinstance(result, bool) or not isinstance(result, Real):
            raise TypeError(
                f"{call}: the result has to be one number, and this is a {type(result).__name__}; "
                "give the number that the question asks for, such as float(...) of it."
            )
        if not (isfinite(result) and item.lowest <= result <= item.highest):
            raise ValueError(
                f"{call}: the result is {result:g}, and what can be predicted goes from {item.lowest:g} to "
                f"{item.highest:g}; give the result in that unit, or change lowest and highest in the bank."
            )
        return float(result)
    options = list(item.options)
    if item.kind == "choice":
        if not isinstance(result, str):
            raise TypeError(
                f"{call}: the result has to be the text of an option, and this is a {type(result).__name__}; "
                f"give one of {options}."
            )
        if result not in options:
            near = get_close_matches(result, options, n=1)
            cure = f"did you mean {near[0]!r}?" if near else f"give one of {options}."
            raise ValueError(f"{call}: {result!r} is not an option in the bank; {cure}")
        return result
    if isinstance(result, str) or not isinstance(result, Sequence):
        raise TypeError(
            f"{call}: the result has to be the list of the options in their order, and this is a "
            f"{type(result).__name__}; give a list of {options}."
        )
    if sorted(map(str, result)) != sorted(options):
        raise ValueError(f"{call}: {list(result)} is not the options in some order; give each of {options} once.")
    return list(result)


def result_text(item: Prediction, result: Any, digits: int = DIGITS) -> str:
    """Write a result in words."""
    if item.kind == "number":
        return number_text(result, digits)
    if item.kind == "choice":
        return plain(result)
    return ", ".join(f"{place}. {plain(option)}" for place, option in enumerate(result, 1))


def compare(item: Prediction, prediction: dict[str, Any], result: Any) -> tuple[bool, *tuple[str, ...]]:
    """Hold a prediction against the result: whether it is right, then sentences that say how."""
    if item.kind == "number":
        low, high = prediction["low"], prediction["high"]
        held = inside(low, result, high)
        digits = next((d for d in range(DIGITS, 17) if inside(low, float(f"{result:.{d}g}"), high) == held), 17)
        verb = "holds" if held else "does not hold"
        span = f"{number_text(low)} to {number_text(high)}"
        return held, f"Your range {span} {verb} the result, {result_text(item, result, digits)}."
    sure = f"{prediction['probability']:.0%}".replace("%", " %")
    if item.kind == "choice":
        right = prediction["option"] == result
        yours = "" if right else f"You had chosen: {plain(prediction['option'])}. "
        lead = "You were right" if right else "Not this time. The result is"
        return right, f"{lead}: {plain(result)}.", f"{yours}You were {sure} sure."
    places = sum(yours == theirs for yours, theirs in zip(prediction["order"], result, strict=True))
    return (
        places == len(result),
        f"Places right: {places} of {len(result)}.",
        f"The order is: {result_text(item, result)}. You were {sure} sure of yours.",
    )


def inside(low: float, value: float, high: float) -> bool:
    """Say whether a range holds a value; its ends belong to it, whatever rounding did to the last digit."""
    return low <= value <= high or isclose(value, low, rel_tol=1e-9) or isclose(value, high, rel_tol=1e-9)


def calibration(progress: Progress) -> str | None:
    """Say how many of the learner's ranges held the result; None before the first."""
    numbers = {id for id, item in bank().predictions.items() if item.kind == "number"}
    shown = [record for record in progress.records("reveal") if record.item in numbers]
    held = [record.right for record in shown if record.right is not None]
    if not held:
        return None
    if len(held) == 1:
        return f"Your first range {'held' if held[0] else 'did not hold'} its result; of many, 8 in 10 should."
    return f"{sum(held)} of your {len(held)} ranges held the result; 8 in 10 is the aim."
