"""A still figure that says in words what it shows."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PIXELS = 96  # CSS pixels for an inch, so that 10 pt are as tall in a picture as in text beside it
COLOURS = 128


@dataclass(frozen=True, eq=False)
class Picture:
    """A matplotlib figure shown as an image with alternative text.

    JupyterLab drops the text from a figure that matplotlib shows by itself, so this is an `<img alt>` of its own.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    alt : str
        What the picture shows, composed from its data.
    redraw : function of a prediction, optional
        Draws the same picture with what a learner predicted in it.
    table : sequence of rows, optional
        The numbers, to be shown below; the first row holds the headings, the first column the name of each row.
    shaded : bool
        Whether shades stand for numbers, so that a dark theme must not turn them round.
    """

    figure: Figure
    alt: str
    redraw: Callable[[Mapping[str, Any]], Picture] | None = None
    table: Sequence[Sequence[str]] | None = None
    shaded: bool = False

    def with_prediction(self, prediction: Mapping[str, Any]) -> Picture:
        """The same picture with a prediction drawn in it, and in its words.

        Parameters
        ----------
        prediction : dict
            {"kind": "number", "low": 0.2, "high": 0.5, "about": "battery"}, where `about` may be missing;
            {"kind": "choice", "option": "battery", "probability": 0.7}; or
            {"kind": "ranking", "order": ["battery", "off"], "probability": 0.6}.

        Returns
        -------
        Picture
        """
        return self if self.redraw is None else self.redraw(prediction)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        from PIL import Image  # matplotlib's own

        drawn, png = io.BytesIO(), io.BytesIO()
        self.figure.savefig(drawn, format="png", dpi=2 * PIXELS)
        # A stored lesson holds many pictures; with a palette each takes a third.
        Image.open(drawn).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(png, format="png")
        data = base64.b64encode(png.getvalue()).decode("ascii")
        look = "course-picture course-shades" if self.shaded else "course-picture"
        image = (
            f'<img class="{look}" alt="{html.escape(self.alt)}" width="{round(self.figure.get_figwidth() * PIXELS)}" '
            f'style="max-width:100%;height:auto" src="data:image/png;base64,{data}">'
        )
        return {"text/plain": self.alt, "text/html": image + (_table(self.table) if self.table else "")}


def _table(rows: Sequence[Sequence[str]]) -> str:
    def row(cells: Sequence[str], heading: str) -> str:
        first, *others = (html.escape(cell) for cell in cells)
        scope = "col" if heading == "th" else "row"
        tail = ' scope="col"' if heading == "th" else ""
        others = "".join(f"<{heading}{tail}>{cell}</{heading}>" for cell in others)
        return f'<tr><th scope="{scope}">{first}</th>{others}</tr>'

    return f"<table><thead>{row(rows[0], 'th')}</thead><tbody>{''.join(row(r, 'td') for r in rows[1:])}</tbody></table>"
