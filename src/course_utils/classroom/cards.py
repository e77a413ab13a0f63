"""Cards: what the classroom shows, as plain text and as HTML that a code-hosting site keeps."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

from course_utils.classroom.bank import Bank, bank
from course_utils.classroom.entries import READINGS, Claim, Reference
from course_utils.classroom.text import block, inline, one_line, plain


@dataclass(frozen=True)
class Card:
    """Something to show.

    Parameters
    ----------
    plain : str
        What a terminal shows.
    html : str
        What a notebook shows: no script, form, style or drawing, all of which an untrusted notebook loses.
    """

    plain: str
    html: str

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": self.plain, "text/html": self.html}


def show(shown: Any) -> None:
    """Display a card or a widget in a notebook; elsewhere print its plain text."""
    ipython = sys.modules.get("IPython")
    if ipython and ipython.get_ipython():
        from IPython.display import display

        display(shown)
    else:
        print(shown._repr_mimebundle_()["text/plain"])


def notice(text: str) -> None:
    """Show a message about the classroom itself, such as a file that cannot be written."""
    show(Card(text, f'<div class="course-card course-notice" role="status"><p>{escape(text)}</p></div>'))


def claim(id: str) -> None:
    """Show a claim of the lesson: its status, its sources and, folded, what can be said for and against it.

    Parameters
    ----------
    id : str
        Names the claim in the bank, for example ``"01.thesis"``.

    Raises
    ------
    LookupError
        If there is no such claim; it names the near misses.
    """
    head, body = _claim_markdown(bank().claim(id), bank())
    folded = f"<details><summary>What it rests on, and what speaks against it</summary>{block(body)}</details>"
    html = f'<div class="course-card course-claim">{block(head)}{folded if body else ""}</div>'
    show(Card(plain(f"{head}\n\n{body}".strip()), html))


def glossary(lesson: str) -> None:
    """Show the terms that a lesson introduces.

    Parameters
    ----------
    lesson : str
        The two digits of the lesson, for example ``"01"``.

    Raises
    ------
    LookupError
        If there is no such lesson.
    """
    terms = bank().terms_of(lesson)
    rows = (f'<tr><th scope="row">{inline(term.id)}</th><td>{inline(term.definition)}</td></tr>' for term in terms)
    head = '<thead><tr><th scope="col">Term</th><th scope="col">Meaning</th></tr></thead>'
    html = f'<table class="course-glossary">{head}<tbody>{"".join(rows)}</tbody></table>'
    show(Card("\n".join(f"{plain(term.id)}: {plain(term.definition)}" for term in terms), html))


def ledger_markdown(bank: Bank) -> str:
    """Compose the page of all claims, lesson by lesson.

    Parameters
    ----------
    bank : Bank

    Returns
    -------
    str
        Markdown.
    """
    parts = ["# Claims of the course", "What each status says:"]
    parts.append("\n".join(f"- **{status.id}**: {one_line(status.meaning)}" for status in bank.statuses.values()))
    for number, title in bank.lessons.items():
        claims = [claim for claim in bank.claims.values() if claim.lesson == number]
        if claims:
            parts.append(f"## Lesson {number}: {one_line(title)}")
        for claim in claims:
            parts += [f"### {claim.id}", *filter(None, _claim_markdown(claim, bank))]
    return "\n\n".join(parts) + "\n"


def _claim_markdown(claim: Claim, bank: Bank) -> tuple[str, str]:
    """Write a claim as Markdown: what everybody should see, and what may be folded."""
    meaning = one_line(bank.statuses[claim.status].meaning)
    head = [f"**{one_line(claim.statement)}**", f"Status: **{claim.status}**. {meaning}"]
    if claim.sources:
        head += ["Sources:", sources_markdown(claim.sources, bank)]
    body = []
    if claim.assumptions:
        body += ["Assumptions:", _bullets(map(one_line, claim.assumptions))]
    if claim.objection:
        body.append(f"Strongest objection: {one_line(claim.objection)}")
    if claim.verified_by:
        body += ["Verified by:", _bullets(f"`{test}`" for test in claim.verified_by)]
    return "\n\n".join(head), "\n\n".join(body)


def sources_markdown(sources: Iterable[str], bank: Bank) -> str:
    """List sources, each with how closely it was read."""
    return _bullets(_source(bank.references[source]) for source in sources)


def _source(reference: Reference) -> str:
    address = f" <{reference.url}>" if reference.url else ""
    return f"{one_line(reference.text)}{address} ({READINGS[reference.read]})"


def _bullets(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)
