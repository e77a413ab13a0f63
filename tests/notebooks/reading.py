"""A notebook as the rules of a lesson see it: prose apart from code, headings, sections, calls."""

import ast
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat
from IPython.core.inputtransformer2 import TransformerManager

CLASSROOM = {
    "quiz", "predict", "reveal", "check", "hint", "claim", "debate", "faq", "glossary", "warm_up", "progress",
}  # fmt: skip

CODE = r"(?ms)^[ \t]*(```|~~~).*?^[ \t]*\1|(`+)(?!`)(?:(?!\n\s*\n).)+?(?<!`)\2(?!`)"
COMMENT = r"(?s)<!--.*?-->"
# What stands in the text but is not read as text: code, formulas, tags, the targets of links, names of documents.
NOT_PROSE = (
    CODE, COMMENT, r"(?s)\$\$.+?\$\$|\$[^$\n]+\$|\\\(.+?\\\)|\\\[.+?\\\]", r"</?[A-Za-z][^>]*>", r"\]\([^)]*\)",
    r"https?://\S+", r"(?i)arxiv:\s?\d{4}\.\d{4,5}|\b10\.\d{4,}/\S+",
)  # fmt: skip
DETAILS = r"(?s)<details\b.*?</details>"
HEADING = r"(?m)^(#{1,6})[ \t]+(.+?)[ \t#]*$"


def masked(text, *patterns):
    """Put spaces in place of what the patterns find, so that everything else keeps its position."""
    for pattern in patterns:
        text = re.sub(pattern, lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    return text


def prose(text):
    """Keep only what a reader reads as sentences."""
    return masked(text, *NOT_PROSE)


def words(text, folded=False):
    """Count the words that a reader has to read: those in a folded block only on request."""
    hidden = (CODE, COMMENT) if folded else (CODE, COMMENT, DETAILS)
    return sum(any(map(str.isalnum, word)) for word in prose(masked(text, *hidden)).split())


@dataclass(frozen=True)
class Call:
    """A call in a code cell; `item` is its first argument if that is text."""

    cell: int
    function: str
    item: str | None


@dataclass(frozen=True)
class Lesson:
    """A stored notebook."""

    name: str
    cells: list

    @property
    def number(self):
        return self.name[:2]

    def of_type(self, kind):
        """List (index, source) of the Markdown or of the code cells."""
        return [(index, cell.source) for index, cell in enumerate(self.cells) if cell.cell_type == kind]

    @cached_property
    def trees(self):
        """The syntax tree of each code cell, by its index."""
        plain = TransformerManager().transform_cell  # `%matplotlib` and the like are no Python yet
        return {index: ast.parse(plain(source)) for index, source in self.of_type("code")}

    @cached_property
    def calls(self):
        """Every call by name, in reading order."""
        found = []
        for cell, tree in self.trees.items():
            nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
            for node in sorted(nodes, key=lambda node: (node.lineno, node.col_offset)):
                name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
                first = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
                found.append(Call(cell, name, first if isinstance(first, str) else None))
        return found

    def called(self, *functions, within=None):
        """Choose the calls of some functions, in all cells or in some."""
        return [call for call in self.calls if call.function in functions and (within is None or call.cell in within)]

    @cached_property
    def computing(self):
        """The indices of the code cells that hold more than one-line calls of the classroom."""

        def of_classroom(node):
            call = node.value if isinstance(node, ast.Expr) else None
            name = getattr(getattr(call, "func", None), "id", None)
            return name in CLASSROOM and node.lineno == node.end_lineno

        return [cell for cell, tree in self.trees.items() if not (tree.body and all(map(of_classroom, tree.body)))]

    @cached_property
    def headings(self):
        """(index of the cell, level, text) of each heading."""
        return [
            (index, len(found[1]), found[2])
            for index, source in self.of_type("markdown")
            for found in re.finditer(HEADING, masked(source, CODE, COMMENT))
        ]

    @cached_property
    def sections(self):
        """The cells of each section (``## ...``), by its heading."""
        starts = [(index, text) for index, level, text in self.headings if level == 2]
        ends = [index for index, _ in starts[1:]] + [len(self.cells)]
        return {
            text: range(index, max(index + 1, end)) for (index, text), end in zip(starts, ends, strict=True)
        }


def read(path):
    """Read a notebook from its file."""
    path = Path(path)
    return Lesson(path.name, nbformat.read(path, as_version=4).cells)
