"""Cards: what the classroom shows, as plain text and as HTML that a code-hosting site keeps."""

from __future__ import annotations

import html
import sys
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Card:
    """Something to show.

    Parameters
    ----------
    plain : str
        What a terminal shows.
    html : str
        What a notebook shows: no script, form, style or drawing, which an untrusted notebook loses.
    """

    plain: str
    html: str

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": self.plain, "text/html": self.html}


def show(card: Any) -> None:
    """Display a card or a widget in a notebook; elsewhere print its plain text."""
    ipython = sys.modules.get("IPython")
    if ipython and ipython.get_ipython():
        from IPython.display import display

        display(card)
    else:
        print(card._repr_mimebundle_()["text/plain"])


def notice(text: str) -> None:
    """Show a message about the classroom itself, such as a file that cannot be written."""
    show(Card(text, f'<div class="course-card course-notice" role="status"><p>{html.escape(text)}</p></div>'))
