"""What the widgets of the classroom share: how they look, how they report, and what stands where none can run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
from IPython.utils.capture import capture_output

from course_utils.classroom.record import Record
from course_utils.classroom.running import described

VIEWS = Path(__file__).parent / "views"


def script(*names: str) -> str:
    """Join the scripts of a view, behind what all of them share; the modules of widgets cannot import one another."""
    return "\n".join((VIEWS / part).read_text(encoding="utf-8") for part in ("common.js", *names))


class CourseWidget(anywidget.AnyWidget):
    """A widget that reports to Python and has a form in plain text and plain HTML.

    Parameters
    ----------
    text, html : str
        What is shown where no widget can run: the same at every run, whatever the learner has done.
    **traits
        The state that the page begins with.
    """

    reports = ""  # the kind of record that an answer of the page becomes
    _css = (VIEWS / "course.css").read_text(encoding="utf-8")

    def __init__(self, text: str, html: str, **traits: Any):
        super().__init__(**traits)
        self._plain = {"text/plain": text, "text/html": html}
        self._is_taking = False
        self.on_msg(self._on_message)

    def take(self, report: dict[str, Any]) -> str | None:
        """Take in what the learner did; a sentence, if it cannot be taken."""
        raise NotImplementedError

    def _update(self, *, is_shown: bool = False) -> None:
        """Take the state from the record; all but the answer, if the page shows that already."""
        raise NotImplementedError

    def _on_record(self, record: Record) -> None:
        """Follow what is recorded: here, in another cell with the same item, or in consequence of either.

        The answer that the page reports is not sent back to it: the page may be further when its report is taken in,
        and what the learner has ticked meanwhile would be undone.
        """
        self._update(is_shown=self._is_taking and record.kind == self.reports)

    def _on_message(self, _widget: Any, report: dict[str, Any], _buffers: Any) -> None:
        # A notice that is displayed now has no cell to stand in, so it goes to the page with the reply. The page waits
        # for that, and tells the learner when none comes.
        self._is_taking = True
        with capture_output() as said:
            try:
                refused = self.take(report)
            except Exception as error:
                refused = f"This was not taken in ({described(error)}). Run this cell and try again."
            finally:
                self._is_taking = False
        notices = [said.stdout, *(output.data.get("text/plain", "") for output in said.outputs)]
        self.send({"note": "\n".join(filter(None, [refused, *notices]))})

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        data, _ = super()._repr_mimebundle_(**kwargs)
        return data | self._plain
