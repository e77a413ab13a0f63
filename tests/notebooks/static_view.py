"""How a lesson reads where nothing runs and nothing is trusted: a stand-in for the view of a code-hosting site."""

from html.parser import HTMLParser

import nbformat
from nbconvert import HTMLExporter
from nbconvert.preprocessors.sanitize import SanitizeHTML
from traitlets.config import Config

from course_utils.classroom.text import inline

# What is kept; everything else is taken out. Sites differ, so this is less than most of them keep.
TAGS = [
    "a", "blockquote", "br", "caption", "code", "dd", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure",
    "h1", "h2", "h3", "h4", "h5", "h6", "h7", "h8", "hr", "img", "li", "ol", "p", "pre", "span", "strong", "sub",
    "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
]  # fmt: skip
ATTRIBUTES = {"a": ["href"], "img": ["alt", "src"]}
SANITIZE = Config({"SanitizeHTML": {"tags": TAGS, "attributes": ATTRIBUTES, "strip": True}})
EMPTY = {"br", "hr", "img", "input", "meta", "link"}


class Reader(HTMLParser):
    """Collects what is seen at once, what is folded, and the alt texts of pictures."""

    def __init__(self, html):
        super().__init__()
        self.seen, self.folded, self.alts, self._open = [], [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "img":
            self.alts.append(dict(attrs).get("alt"))
        if tag not in EMPTY:
            self._open.append(tag)

    def handle_endtag(self, tag):
        while tag in self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data):
        hidden = "details" in self._open and "summary" not in self._open
        (self.folded if hidden else self.seen).append(data)


def squeezed(parts):
    """Join pieces of text with every white space taken out, which differs between renderings."""
    return "".join("".join(parts).split())


def text_of(markdown):
    """What a reader sees of a text of the bank."""
    return squeezed(Reader(inline(markdown)).seen)


def rendered(path):
    """Give what a stored notebook shows, without its own text and code, as the HTML of a site that trusts nothing."""
    exporter = HTMLExporter(template_name="basic", config=SANITIZE)
    exporter.register_preprocessor(SanitizeHTML, enabled=True)
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for cell in notebook.cells:
        cell.source = ""
    return exporter.from_notebook_node(notebook)[0]


def lost(path, bank):
    """List what cannot be read there: questions, options, claims, alt texts; and answers that are not folded.

    Parameters
    ----------
    path : Path
        A lesson; the two digits of its name say which entries of the bank belong to it.
    bank : Bank
    """
    reader, number = Reader(rendered(path)), path.name[:2]
    seen, folded, found = squeezed(reader.seen), squeezed(reader.folded), []

    def of_lesson(entries):
        return [entry for entry in entries.values() if entry.lesson == number]

    def expect(entry, **texts):
        for what, text in texts.items():
            if text_of(text) not in seen:
                found.append(f"{path.name}: {what} of {entry.id} is not seen: {text}")

    def expect_folded(entry, text):
        if text_of(text) not in folded:
            found.append(f"{path.name}: the answer of {entry.id} cannot be unfolded: {text}")
        if text_of(text) in seen:
            found.append(f"{path.name}: the answer of {entry.id} is not folded: {text}")

    for entry in of_lesson(bank.questions):
        expect(entry, question=entry.question)
        for option in entry.options:
            expect(entry, option=option.text)
            if not entry.before_course:
                expect_folded(entry, option.feedback)
    for entry in of_lesson(bank.predictions):
        expect(entry, question=entry.question)
        for option in getattr(entry, "options", ()):
            expect(entry, option=option)
    for entry in of_lesson(bank.claims):
        expect(entry, statement=entry.statement)
    for entry in of_lesson(bank.debates):
        expect(entry, claim=entry.claim, change=entry.change)
        expect(entry, **{"case for": entry.best_case_for, "case against": entry.best_case_against})
    for entry in of_lesson(bank.faq):
        expect(entry, question=entry.question)
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            stored = Reader(output.get("data", {}).get("text/html", ""))
            silent = [alt for alt in stored.alts if not alt or alt not in reader.alts]
            found += [f"{path.name}: a picture says {alt!r}, which is not told" for alt in silent]
    return found
