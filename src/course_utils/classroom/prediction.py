"""``predict``: what the learner expects, stored before the result is shown."""

from __future__ import annotations

from decimal import Decimal
from html import escape
from typing import Any

from traitlets import Bool, Dict

from course_utils.classroom.bank import bank
from course_utils.classroom.cards import show
from course_utils.classroom.entries import Prediction
from course_utils.classroom.record import Progress, open_progress
from course_utils.classroom.text import inline, plain
from course_utils.classroom.widget import CourseWidget, script


def predict(id: str) -> None:
    """Ask for a prediction: a range for a number, an option or an order with the probability that it is right.

    It never blocks: a notebook runs through whether or not something was predicted.

    Parameters
    ----------
    id : str
        Names the prediction in the bank, for example ``"01.battery"``; ``reveal`` takes the same.

    Raises
    ------
    LookupError
        If there is no such prediction; it names the near misses.
    """
    show(PredictionWidget(bank().prediction(id), open_progress()))


class PredictionWidget(CourseWidget):
    """A prediction that can be changed until its result has been shown."""

    reports = "prediction"
    _esm = script("fields.js", "prediction.js")
    item = Dict().tag(sync=True)
    prediction = Dict().tag(sync=True)
    revealed = Bool(False).tag(sync=True)

    def __init__(self, item: Prediction, progress: Progress):
        self._item, self._progress = item, progress
        described = {"kind": item.kind, "question": inline(item.question)}
        if item.kind == "number":
            described |= {"lowest": item.lowest, "highest": item.highest, "unit": inline(item.unit)}
        else:
            described["options"] = [{"text": o, "html": inline(o), "plain": plain(o)} for o in item.options]
        super().__init__(plain_text(item), plain_html(item), item=described)
        self._update()
        progress.subscribe(item.id, self._on_record)

    def _update(self, *, is_shown: bool = False) -> None:
        if not is_shown:
            self.prediction = stored_prediction(self._item, self._progress) or {}
        self.revealed = self._progress.latest(self._item.id, "reveal") is not None

    def take(self, report: dict[str, Any]) -> str | None:
        """Record a prediction, unless the result has been shown meanwhile, perhaps from another page."""
        if self._progress.latest(self._item.id, "reveal") is not None:
            self._update()
            return "The result has been shown meanwhile, so what was predicted before stays."
        prediction = report["prediction"]
        if not fits(self._item, prediction):
            return "This prediction does not fit the question as it is now; run this cell and predict again."
        self._progress.record(self._item.id, "prediction", prediction)
        return None


def fits(item: Prediction, prediction: dict[str, Any]) -> bool:
    """Say whether something is a prediction of an item; the bank may have changed since it was made."""
    try:
        match prediction:
            case {"kind": "number", "low": low, "high": high}:
                return item.kind == "number" and item.lowest <= low <= high <= item.highest
            case {"kind": "choice", "option": option, "probability": probability}:
                return item.kind == "choice" and option in item.options and 0 <= probability <= 1
            case {"kind": "ranking", "order": order, "probability": probability}:
                return item.kind == "ranking" and sorted(order) == sorted(item.options) and 0 <= probability <= 1
    except TypeError:  # a text for a number
        pass
    return False


def stored_prediction(item: Prediction, progress: Progress) -> dict[str, Any] | None:
    """Look up what was predicted; None if nothing was, or if it no longer fits the item."""
    record = progress.latest(item.id, "prediction")
    return record.answer if record and fits(item, record.answer) else None


def _how(item: Prediction) -> str:
    if item.kind == "number":
        limits = f"between {number_text(item.lowest)} and {number_text(item.highest)} ({plain(item.unit)})"
        return f"A number {limits}: give a range that you believe holds the result 8 times in 10."
    what = "Choose one" if item.kind == "choice" else "Put them in order"
    return f"{what}, with the probability that you are right:"


def plain_text(item: Prediction) -> str:
    """What is to be predicted, for a terminal."""
    options = [] if item.kind == "number" else [f"- {plain(option)}" for option in item.options]
    return "\n".join([f"Predict: {plain(item.question)}", _how(item), *options])


def plain_html(item: Prediction) -> str:
    """What is to be predicted, as plain HTML."""
    options = "" if item.kind == "number" else "".join(f"<li>{inline(option)}</li>" for option in item.options)
    listed = f"<ul>{options}</ul>" if options else ""
    return f"<p><strong>Predict.</strong> {inline(item.question)}<br>{escape(_how(item))}</p>{listed}"


def number_text(value: float, digits: int = 15) -> str:
    """Write a number rounded to so many digits, without an exponent where a person would do without one."""
    rounded = float(f"{value:.{digits}g}")
    if rounded.is_integer() and abs(rounded) < 1e15:
        return f"{int(rounded):,}"
    return format(Decimal(repr(rounded)), ",f") if 1e-4 <= abs(rounded) < 1e15 else f"{rounded:g}"
