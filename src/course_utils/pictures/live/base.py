"""What live figures share: how they are shown where no widget can run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget

VIEWS = Path(__file__).parent


class LiveFigure(anywidget.AnyWidget):
    """A widget that draws in the browser, and a still form of it as plain text and plain HTML.

    A subclass sets `_esm` by `script` and `_css` by `style`, and says in `still` what stands where no widget can run:
    on a page that hosts code, in an untrusted notebook, in the stored output.
    """

    def still(self) -> dict[str, str]:
        """The still form by MIME type, the same for the same data."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return data | self.still(), metadata


def script(*names: str) -> str:
    """The script of a view, in one file or several, behind what all of them share."""
    return "\n".join(map(_read, ("common.js", *names)))


def style(name: str) -> str:
    """The style of a view, after what all of them share."""
    return _read("common.css") + _read(name)


def _read(name: str) -> str:
    return (VIEWS / name).read_text(encoding="utf-8")
