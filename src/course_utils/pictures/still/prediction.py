"""What a learner predicted, in the words and the marks that all pictures share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from course_utils.pictures.palette import PREDICTION
from course_utils.pictures.still.sheet import caption

PLACES = {1: "1st", 2: "2nd", 3: "3rd"}


def place(number: int) -> str:
    """A place in a ranking: 1st, 2nd, ..."""
    return PLACES.get(number, f"{number}th")


def in_words(prediction: Mapping[str, Any]) -> str:
    """The prediction as a sentence without its full stop."""
    sure = f" ({prediction['probability']:.0%} sure)" if "probability" in prediction else ""
    match prediction.get("kind"):
        case "number":
            about = f" for {prediction['about']}" if prediction.get("about") else ""
            return f"Your range{about}: {prediction['low']:g} to {prediction['high']:g}"
        case "choice":
            return f"Your choice: {prediction['option']}{sure}"
        case "ranking":
            return f"Your order: {', '.join(prediction['order'])}{sure}"
        case kind:
            raise ValueError(f"the kind of the prediction is {kind!r}: it is 'number', 'choice' or 'ranking'")


def write(figure: Any, prediction: Mapping[str, Any] | None, result: float | None = None) -> str:
    """Write the prediction below the figure, and return the words for its alternative text.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    prediction : dict or None
        Nothing is written for None.
    result : float, optional
        What a range was about.

    Returns
    -------
    str
    """
    if prediction is None:
        return ""
    words = in_words(prediction)
    caption(figure, words, PREDICTION)
    if result is None:
        return f" {words}."
    held = prediction["low"] <= result <= prediction["high"]
    return f" {words}; {result:.3g} lies {'inside' if held else 'outside'}."


def named(what: str, names: Iterable[str], prediction: Mapping[str, Any] | None) -> str | None:
    """The name that a predicted range is about, if it is a range and about one of the things drawn."""
    if prediction is None or prediction.get("kind") != "number" or not prediction.get("about"):
        return None
    names = list(names)
    if prediction["about"] not in names:
        raise ValueError(
            f"the prediction is about {prediction['about']!r}, but the {what} of this picture are {names}: give "
            "`about` one of these names"
        )
    return prediction["about"]
