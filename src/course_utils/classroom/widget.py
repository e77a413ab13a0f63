"""What the widgets of the classroom share: how they look, how they report, and what stands where none can run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
from IPython.utils.capture import capture_output

from course_utils.classroom.running import described

VIEWS = Path(__file__).parent / "views"


def script(name: str) -> str:
    """Read the script of a view, behind what all of them share; the modules of widgets cannot import one another."""
    return "\n".join((VIEWS / part).read_text(encoding="utf-8") for part in ("common.js", name))


class CourseWidget(anywidget.AnyWidget):
    """A widget that reports to Python and has a form in plain text and plain HTML.

    Parameters
    ----------
    text, html : str
        What is shown where no widget can run: the same at every run, whatever the learner has done.
    **traits
        The state that the page begins with.
    """

    _css = (VIEWS / "course.css").read_text(encoding="utf-8")

    def __init__(self, text: str, html: str, **traits: Any):
        super().__init__(**traits)
        self._plain = {"text/plain": text, "text/html": html}
        self.on_msg(self._on_message)

    def take(self, report: dict[str, Any]) -> str | None:
        """Take in what the learner did; a sentence, if it cannot be taken."""
        raise NotImplementedError

    def _on_message(self, _widget: Any, report: dict[str, Any], _buffers: Any) -> None:
        # A notice that is displayed now has no cell to stand in, so it goes to the page with the reply. The page waits
        # for that, and tells the learner when none comes.
        with capture_output() as said:
            try:
                refused = self.take(report)
            except Exception as error:
                refused = f"This was not taken in ({described(error)}). Run this cell and try again."
        notices = [said.stdout, *(output.data.get("text/plain", "") for output in said.outputs)]
        self.send({"note": "\n".join(filter(None, [refused, *notices]))})

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        data, _ = super()._repr_mimebundle_(**kwargs)
        return data | self._plain
