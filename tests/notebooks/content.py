"""Rules on what a lesson takes from the bank and what it shows: questions, claims, pictures."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

from .reading import CODE, COMMENT, masked

ROOT = Path(__file__).resolve().parents[2]
SHORTEST_ALT = 20


def items(lesson, bank):
    """Every question of the lesson is asked, and none of another lesson."""
    for functions, kind in (
        (("quiz",), "questions"), (("predict", "reveal"), "predictions"), (("claim",), "claims"),
        (("debate",), "debates"),
    ):  # fmt: skip
        known = getattr(bank, kind)
        used = set()
        for call in lesson.called(*functions):
            used.add(call.item)
            if call.item not in known:
                yield call.cell, f"items: {call.function}({call.item!r}) names none of the {kind} in the bank"
            elif not call.item.startswith(f"{lesson.number}."):
                yield call.cell, f"items: {call.item} belongs to another lesson; a lesson uses its own {kind}"
        for item in known:
            if item.startswith(f"{lesson.number}.") and item not in used:
                yield None, f"items: {item} stands in the bank ({kind}) but not in the lesson; use it or take it out"
    for call in lesson.called("faq", "glossary", "warm_up"):
        if call.item != lesson.number:
            yield call.cell, f'items: {call.function}({call.item!r}) is written {call.function}("{lesson.number}") here'


def has_test(address):
    """Whether ``tests/x.py::test_y`` is there."""
    path, _, name = address.partition("::")
    if not (name.startswith("test") and (ROOT / path).is_file()):
        return False
    body = ast.parse((ROOT / path).read_text(encoding="utf-8")).body
    return name in [node.name for node in body if isinstance(node, ast.FunctionDef)]


def verified(lesson, bank):
    """A claim that says a test verifies it has that test."""
    cells = {call.item: call.cell for call in lesson.called("claim")}
    for item, claim in bank.claims.items():
        if item.startswith(f"{lesson.number}."):
            for test in claim.verified_by:
                if not has_test(test):
                    yield cells.get(item), f"verified: {item} is verified by {test}, which is no test; correct its name"


class Images(HTMLParser):
    """The alt texts of the pictures in a piece of HTML; None where there is none."""

    def __init__(self):
        super().__init__()
        self.alts = []

    def handle_starttag(self, tag, attrs):
        if tag == "img":
            self.alts.append(dict(attrs).get("alt"))


def pictures(lesson, bank):
    """Every picture is described."""
    for index, cell in enumerate(lesson.cells):
        reader = Images()
        if cell.cell_type == "markdown":
            text = masked(cell.source, CODE, COMMENT)
            reader.feed(text)
            reader.alts += re.findall(r"!\[([^\]]*)\]", text)
        for output in cell.get("outputs", []):
            for mime, content in output.get("data", {}).items():
                if mime.startswith("image/"):
                    yield index, f"pictures: an output of type {mime} has no alt text; show it as a Picture"
                elif mime == "text/html":
                    reader.feed(content)
        for alt in reader.alts:
            if len((alt or "").strip()) < SHORTEST_ALT:
                yield index, f"pictures: alt text {alt!r} does not say what the picture shows; describe it"


CONTENT = [items, verified, pictures]
