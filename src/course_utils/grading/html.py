"""Pages that need nothing beside them, run nothing and fetch nothing: what is not ours is shown as text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any

import mistune

# Should a text ever pass the escaping after all, the browser runs and fetches nothing.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def document(title: str, parts: Iterable[str], style: str = "") -> str:
    """Write a page: the parts are HTML already, `style` is added to page.css."""
    shared = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{shared}{style}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(filter(None, parts))
        + "\n</main>\n</body>\n</html>\n"
    )


def points(value: float) -> str:
    """A number of points, without a needless .0."""
    return f"{value:g}"


def message_html(text: str) -> str:
    r"""HTML of a message: `code` and *emphasis* are shown so, \* as *, and all else as it is."""
    marks = r"\\([!-/:-@\[-`{-~])|`([^`]+)`|(?<!\w)\*([^\s*\\][^*<\\]*)\*(?!\w)"

    def html(found: re.Match[str]) -> str:
        sign, code, stressed = found.groups()
        return sign or (f"<code>{code}</code>" if code else f"<em>{stressed}</em>")

    return re.sub(marks, html, escape(text))


def table(caption: str, head: tuple[str, ...], rows: list[tuple[Any, ...]], numbers: set[int]) -> str:
    """A table; cells are HTML already, those in the columns `numbers` are figures."""
    kinds = ["number" if place in numbers else "text" for place in range(len(head))]
    top = "".join(f'<th scope="col" class="{kind}">{escape(name)}</th>' for name, kind in zip(head, kinds, strict=True))
    body = ""
    for first, *rest in rows:
        cells = (f'<td class="{kind}">{cell}</td>' for cell, kind in zip(rest, kinds[1:], strict=True))
        body += f'<tr><th scope="row">{first}</th>{"".join(cells)}</tr>\n'
    return (
        f"<table><caption>{escape(caption)}</caption>\n<thead><tr>{top}</tr></thead>\n<tbody>\n{body}</tbody></table>"
    )


def section(name: str, heading: str, parts: Iterable[str]) -> str:
    """A part of a page under a heading, to which `#name` leads; the parts are HTML already."""
    name = escape(name)
    return "\n".join(
        [
            f'<section aria-labelledby="{name}"><h2 id="{name}">{escape(heading)}</h2>',
            *filter(None, parts),
            "</section>",
        ]
    )


def markdown_html(markdown: str) -> str:
    """HTML of a text of ours in Markdown, whose headings go below those of the page."""
    return mistune.create_markdown(renderer=_BelowHeadings(escape=True), plugins=["table"])(markdown)


class _BelowHeadings(mistune.HTMLRenderer):
    """Headings two levels further down; a table is called by the heading that it stands under."""

    last = ""

    def heading(self, text: str, level: int, **attributes: Any) -> str:
        self.last = text
        return super().heading(text, level + 2, **attributes)

    def table(self, text: str) -> str:
        return f"<table><caption>{self.last}</caption>\n{text}</table>\n"
