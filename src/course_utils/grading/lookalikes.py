"""Submissions that look alike: code that is the same but for its names, written answers with the same words.

A match is a question, not a verdict. Pairs who worked together, a search on the web and the published solution all lead
here, and so does chance, the more easily the shorter an answer is. Therefore code is compared only for tasks whose
answer is a function (a right answer that is data is alike by nature) and only from `SMALLEST_CODE` on, texts only from
`SMALLEST_TEXT` on.

What is compared comes from strangers: it is parsed, never run, and no longer than what can be parsed quickly.
"""

from __future__ import annotations

import ast
import builtins
import re
import unicodedata
import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course_utils.grading.marking import grade_id
from course_utils.grading.stubs import BEGIN, END
from course_utils.grading.tasks import ExerciseSet, Task, Written

# Steps of the normal form (see `_normal`). A formula of one or two lines has 15 to 35 of them and is often found twice
# by chance; a function of six lines has 70 to 120.
SMALLEST_CODE = 50
SMALLEST_TEXT = 12  # words: below it even a careful sentence may be found twice
LONGEST_CELL = 20_000  # characters; no answer comes near, and a longer cell is left out
LONGEST_CODE = 100_000  # characters of all cells; what no longer fits is left out

BUILT_IN = frozenset(dir(builtins))
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign
Normal = tuple[str, ...]


@dataclass(frozen=True)
class LookAlike:
    """Answers to one task that look alike.

    Parameters
    ----------
    task : Task or Written
    learners : tuple of str
        Who gave them: at least two, or one whose answer is the published one.
    size : int
        Of the code in lines, without comments; of a text in words. The smaller, the more likely it is chance.
    published : bool
        Whether the solution, or a marked sample of the rubric, reads like them.
    """

    task: Task | Written
    learners: tuple[str, ...]
    size: int
    published: bool


def look_alikes(
    exercise_set: ExerciseSet,
    notebooks: Mapping[str, Sequence[dict[str, Any]]],
    solved: Sequence[dict[str, Any]],
    released: Sequence[dict[str, Any]] = (),
    rubric: str = "",
) -> list[LookAlike]:
    """Find the answers that look alike, by task, the largest groups first.

    Parameters
    ----------
    exercise_set : ExerciseSet
    notebooks : mapping of str to sequence of dict
        Learner: the cells of the notebook, as from `marking.read_cells`.
    solved, released : sequence of dict
        Cells of the published solution, and of the notebook that learners were given: what stands in the latter is
        nobody's answer.
    rubric : str
        The published one, with marked samples.
    """
    given = {_key(found) for found in _definitions(released).values()}
    prompts = {_words(cell["source"]) for cell in released}
    samples = _words(rubric)
    sources = {learner: _definitions(cells) for learner, cells in notebooks.items()}
    solution = _definitions(solved)
    found: list[LookAlike] = []
    for task in exercise_set.tasks:
        if task.kind != "function":
            continue
        answers, lines = defaultdict(list), {}
        for learner, definitions in sources.items():
            parts = _answer(task.name, definitions, given)
            normal = _normal(parts)
            if len(normal) >= SMALLEST_CODE:
                answers[normal].append(learner)
                lines[normal] = min(lines.get(normal, LONGEST_CELL), _lines(parts))
        published = _normal(_answer(task.name, solution, given))
        found += _groups(task, answers, lines, {published})
    for written in exercise_set.written:
        answers = defaultdict(list)
        for learner, cells in notebooks.items():
            text = _text(written, cells)
            if text.count(" ") + 1 >= SMALLEST_TEXT and text not in prompts:
                answers[text].append(learner)
        published = {text for text in answers if text == _text(written, solved) or text in samples}
        found += _groups(written, answers, {text: text.count(" ") + 1 for text in answers}, published)
    return found


def _groups(task: Any, answers: Mapping, sizes: Mapping, published: set) -> list[LookAlike]:
    groups = [
        LookAlike(task, tuple(sorted(learners)), sizes[answer], answer in published)
        for answer, learners in answers.items()
        if len(learners) > 1 or answer in published
    ]
    return sorted(groups, key=lambda group: (-len(group.learners), group.learners))


def _definitions(cells: Sequence[dict[str, Any]]) -> dict[str, Definition]:
    """What the cells define at their top level: of several definitions of a name the last, as in Python."""
    found, left = {}, LONGEST_CODE
    for cell in cells:
        source = cell["source"]
        if cell["cell_type"] != "code" or len(source) > min(LONGEST_CELL, left):
            continue
        left -= len(source)
        try:
            with warnings.catch_warnings(action="ignore"):
                tree = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        for statement in tree.body:
            if isinstance(statement, ast.Assign):
                names = [target.id for target in statement.targets if isinstance(target, ast.Name)]
            elif isinstance(statement, ast.AnnAssign):
                names = [statement.target.id] if isinstance(statement.target, ast.Name) else []
            else:
                names = [statement.name] if isinstance(statement, Definition) else []
            found |= dict.fromkeys(names, statement)
    return found


def _answer(name: str, definitions: Mapping[str, Definition], given: set[Normal]) -> list[Definition]:
    """The definition of a name, and those of the learner's own that it makes use of, each once."""
    parts, names, seen = [], [name], set()
    while names:
        part = definitions.get(names.pop())
        if part is None or id(part) in seen:  # a statement can define many names
            continue
        seen.add(id(part))
        if _key(part) in given:
            continue
        parts.append(part)
        nodes = list(_walk(part))
        own = _own(nodes)
        names += [node.id for node in reversed(nodes) if isinstance(node, ast.Name) and node.id not in own]
    return parts


def _key(statement: Definition) -> Normal:
    """The normal form with its names, to recognise what every learner was given."""
    return _normal([statement], rename=False)


def _normal(parts: Sequence[Definition], *, rename: bool = True) -> Normal:
    """The steps of a program, one for each node of its tree, with the names numbered in the order of their first use.

    Names of Python itself stay, unless the program uses them for something of its own; so do attributes and keywords,
    which say what a library is asked for.
    """
    nodes = [node for part in parts for node in _walk(part)]
    own = _own(nodes)
    numbers: dict[str, str] = {}

    def name(text: str) -> str:
        if not rename or (text in BUILT_IN and text not in own):
            return text
        return numbers.setdefault(text, f"#{len(numbers)}")

    def word(node: ast.AST, field: str, value: Any) -> str:
        if isinstance(value, ast.AST):
            return "+"
        if isinstance(value, list):
            return " ".join([str(len(value)), *(name(item) for item in value if isinstance(item, str))])
        if isinstance(node, ast.Constant):
            return f"{value:x}" if isinstance(value, int) else repr(value)  # repr refuses very long whole numbers
        is_name = isinstance(value, str) and field in ("id", "arg", "name", "asname", "rest")
        return name(value) if is_name and not isinstance(node, ast.keyword) else str(value)

    return tuple(
        " ".join([type(node).__name__.removeprefix("Ann"), *(word(node, *field) for field in _fields(node))])
        for node in nodes
    )


def _own(nodes: Sequence[ast.AST]) -> set[str]:
    """Names that a program gives to something."""
    stored = {node.id for node in nodes if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    return stored | {getattr(node, "arg", None) or getattr(node, "name", None) for node in nodes}


def _walk(part: ast.AST) -> Iterator[ast.AST]:
    """All nodes from left to right; unlike a recursive walk this bears any depth."""
    left = [part]
    while left:
        node = left.pop()
        yield node
        values = [value for _, value in _fields(node)]
        children = [child for value in values for child in (value if isinstance(value, list) else [value])]
        left += reversed([child for child in children if isinstance(child, ast.AST)])


def _fields(node: ast.AST) -> Iterator[tuple[str, Any]]:
    """What a node consists of, without what only explains or fills a place: annotations, docstrings, `pass`."""
    if isinstance(node, ast.AnnAssign):
        node = ast.Assign([node.target], node.value)
    for field, value in ast.iter_fields(node):
        if field not in ("annotation", "returns", "type_comment", "ctx", "kind"):
            yield field, [item for item in value if not _explains(item)] if isinstance(value, list) else value


def _explains(item: Any) -> bool:
    if isinstance(item, ast.Expr) and isinstance(item.value, ast.Constant):
        return True
    return isinstance(item, ast.Pass) or (isinstance(item, ast.AnnAssign) and item.value is None)


def _lines(parts: Sequence[Definition]) -> int:
    """On how many lines something stands."""
    return len({(i, node.lineno) for i, part in enumerate(parts) for node in _walk(part) if hasattr(node, "lineno")})


def _words(text: str) -> str:
    """A text without what only formats it: white space, case, the signs of a quotation."""
    text = re.sub(r"(?m)^[^\S\n]*>", " ", text.replace(BEGIN, "").replace(END, ""))
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _text(written: Written, cells: Sequence[dict[str, Any]]) -> str:
    return next((_words(cell["source"][:LONGEST_CODE]) for cell in cells if grade_id(cell) == written.name), "")
