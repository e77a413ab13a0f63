"""The bank's texts, written in Markdown: as HTML and as plain text. Raw HTML in them is shown, not obeyed."""

from __future__ import annotations

import re
from html import unescape

import mistune

_markdown = mistune.create_markdown(escape=True)


def block(text: str) -> str:
    """HTML of a text of paragraphs and lists."""
    return _markdown(text).strip()


def inline(text: str) -> str:
    """HTML of a text that stands inside a line: no paragraph around it, and `1.` at its start begins no list."""
    return _markdown.renderer(_markdown.inline(text.strip(), {"ref_links": {}}), mistune.BlockState())


def plain(text: str) -> str:
    """The text without its marks: what a terminal shows and a screen reader says. Lists stay as they were written."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return "\n\n".join(unescape(re.sub(r"<[^>]+>", "", inline(paragraph))) for paragraph in paragraphs)


def one_line(text: str) -> str:
    r"""The Markdown itself on one line, to stand in a larger text; a `<` outside of code can begin no HTML there."""
    return re.sub(r"(`+).+?\1|<(?=[A-Za-z/!?])", lambda found: found[0] if found[1] else r"\<", " ".join(text.split()))
