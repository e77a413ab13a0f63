"""``debate``: the best case for a contested claim and the best case against it, and what the learner makes of them."""

from __future__ import annotations

from html import escape
from typing import Any

from traitlets import Dict, List

from course_utils.classroom.bank import bank
from course_utils.classroom.cards import show, sources_markdown
from course_utils.classroom.entries import Debate
from course_utils.classroom.record import Progress, open_progress
from course_utils.classroom.text import block, inline, plain
from course_utils.classroom.widget import CourseWidget, script

LONGEST = 300  # characters of a reason
ASKED = "How probable is it that the claim is true, in percent, and why, in one line?"


def debate(id: str) -> None:
    """Show a contested claim with both cases, and take the learner's credence with a reason.

    There is no right answer, and it never blocks: a notebook runs through whether or not a credence was given. It can
    be changed at any time; what was said before is kept.

    Parameters
    ----------
    id : str
        Names the debate in the bank, for example ``"07.keeping_options"``.

    Raises
    ------
    LookupError
        If there is no such debate; it names the near misses.
    """
    show(DebateWidget(bank().debate(id), open_progress()))


class DebateWidget(CourseWidget):
    """A debate with the credence that was last given, and those given before it."""

    reports = "debate"
    _esm = script("fields.js", "debate.js")
    item = Dict().tag(sync=True)
    commitment = Dict().tag(sync=True)
    earlier = List().tag(sync=True)

    def __init__(self, item: Debate, progress: Progress):
        self._item, self._progress = item, progress
        described = {"claim": inline(item.claim), "longest": LONGEST, "sources": _sources(item)}
        described |= {name: block(text) for name, (_, text) in _parts(item).items()}
        super().__init__(plain_text(item), plain_html(item), item=described)
        self._update()
        progress.subscribe(item.id, self._on_record)

    def _update(self, *, is_shown: bool = False) -> None:
        given = [r.answer for r in self._progress.records("debate", self._item.id) if is_commitment(r.answer)]
        self.earlier = [answer["credence"] for answer in given[:-1]]
        if not is_shown:
            self.commitment = given[-1] if given else {}

    def take(self, report: dict[str, Any]) -> str | None:
        """Record a credence and its reason, unless they are those given last."""
        commitment = report["commitment"]
        if not is_commitment(commitment):
            return "A credence from 0 to 100 % and a reason of one line are needed; run this cell and try again."
        last = self._progress.latest(self._item.id, "debate")
        if last is None or last.answer != commitment:
            self._progress.record(self._item.id, "debate", commitment)
        return None


def is_commitment(answer: Any) -> bool:
    """Say whether something is a credence with a reason."""
    match answer:
        case {"credence": int() | float() as credence, "reason": str(reason)}:
            return 0 <= credence <= 1 and reason.strip() != "" and len(reason) <= LONGEST
    return False


def _parts(item: Debate) -> dict[str, tuple[str, str]]:
    """Name the parts of a debate, each with its heading and its text."""
    return {
        "best_case_for": ("The best case for it", item.best_case_for),
        "best_case_against": ("The best case against it", item.best_case_against),
        "change": ("What would change our mind", item.change),
    }


def _sources(item: Debate) -> str:
    return block(sources_markdown(item.sources, bank()))


def plain_text(item: Debate) -> str:
    """The claim and both cases, for a terminal."""
    parts = [f"{heading}: {plain(text)}" for heading, text in _parts(item).values()]
    return "\n\n".join([f"Debate: {plain(item.claim)}", *parts, ASKED])


def plain_html(item: Debate) -> str:
    """The claim and both cases, as plain HTML."""
    parts = "".join(f"<p><strong>{heading}.</strong></p>{block(text)}" for heading, text in _parts(item).values())
    asked = f"<p>{escape(ASKED)}</p><p>Sources:</p>{_sources(item)}"
    return f"<p><strong>Debate.</strong> {inline(item.claim)}</p>{parts}{asked}"
