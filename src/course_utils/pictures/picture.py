"""A still figure that says in words what it shows."""

from __future__ import annotations

import base64
import html
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, eq=False)
class Picture:
    """A matplotlib figure shown as an image with alternative text.

    JupyterLab drops the text from a figure that matplotlib shows by itself, so this is an `<img alt>` of its own.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    alt : str
        What the picture shows, composed from its data.
    """

    figure: Figure
    alt: str

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        png = io.BytesIO()
        self.figure.savefig(png, format="png", dpi=120, bbox_inches="tight")
        data = base64.b64encode(png.getvalue()).decode("ascii")
        width = round(self.figure.get_figwidth() * 72)
        image = f'<img alt="{html.escape(self.alt)}" src="data:image/png;base64,{data}" style="max-width:{width}px">'
        return {"text/plain": self.alt, "text/html": image}
