"""Wrong variants of a right solution, one small change each, to see whether the cases of a task notice them.

The changes are those of mutation testing (DeMillo, Lipton and Sayward 1978) that resemble slips in this course's
formulas: another comparison or sign, a number off by one or doubled, a discount forgotten, the largest taken for the
smallest or for the mean, a line left out.
"""

from __future__ import annotations

import ast
import copy
import inspect
import textwrap
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

COMPARISONS = {
    ast.Lt: (ast.LtE, ast.Gt), ast.LtE: (ast.Lt, ast.GtE), ast.Gt: (ast.GtE, ast.Lt), ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}  # fmt: skip
ARITHMETIC = {
    ast.Add: (ast.Sub, ast.Mult), ast.Sub: (ast.Add, ast.Mult), ast.Mult: (ast.Add, ast.Div), ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Div,), ast.Pow: (ast.Mult,), ast.BitAnd: (ast.BitOr,), ast.BitOr: (ast.BitAnd,),
}  # fmt: skip
NAMES = {
    "max": ("min", "mean"), "min": ("max", "mean"), "mean": ("max", "min"), "argmax": ("argmin",),
    "argmin": ("argmax",), "maximum": ("minimum",), "minimum": ("maximum",), "any": ("all",), "all": ("any",),
}  # fmt: skip
BUILT_IN = {"max", "min", "any", "all"}
DISCOUNTS = ("discount", "gamma")


class Mutant(NamedTuple):
    """A changed function; the `id` says which line was changed into what, and is the same each time."""

    id: str
    function: Callable[..., Any]


def mutants(function: Callable[..., Any]) -> list[Mutant]:
    """Make all variants of a function that differ from it by one change.

    Parameters
    ----------
    function : callable
        A `def` whose source can be read.
    """
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    definition = tree.body[0]
    parameters = [argument.arg for argument in definition.args.args]
    discount = next((name for name in DISCOUNTS if name in parameters), None)
    in_index = {
        id(inner) for node in ast.walk(tree) if isinstance(node, ast.Subscript) for inner in ast.walk(node.slice)
    }
    inside = {id(node) for statement in _statements(definition) for node in ast.walk(statement)}

    found = []
    for place, node in enumerate(ast.walk(tree)):
        if id(node) not in inside:
            continue
        for new in _changes(node, discount, index=id(node) in in_index):
            changed = copy.deepcopy(tree)
            target = next(other for number, other in enumerate(ast.walk(changed)) if number == place)
            old = ast.unparse(node)
            target.__class__, target.__dict__ = type(new), vars(ast.copy_location(new, target))
            ast.fix_missing_locations(changed)
            namespace = dict(function.__globals__)
            exec(compile(changed, f"<mutant of {definition.name}>", "exec"), namespace)
            line = node.lineno if hasattr(node, "lineno") else 0
            found.append(Mutant(f"line {line}: {old} -> {ast.unparse(new)}", namespace[definition.name]))
    return found


def _statements(definition: ast.FunctionDef) -> list[ast.stmt]:
    return definition.body[1:] if ast.get_docstring(definition) else definition.body


def _changes(node: ast.AST, discount: str | None, *, index: bool) -> Iterator[ast.AST]:
    """What a node can be changed into."""
    if isinstance(node, ast.stmt):
        yield ast.Pass()
    elif isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            for other in COMPARISONS.get(type(operator), ()):
                operators = [*node.ops[:place], other(), *node.ops[place + 1 :]]
                yield ast.Compare(node.left, operators, node.comparators)
    elif isinstance(node, ast.BinOp):
        for other in ARITHMETIC.get(type(node.op), ()):
            yield ast.BinOp(node.left, other(), node.right)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield node.operand
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
        for value in sorted({node.value + 1, node.value - 1, node.value * 2} - {node.value}):
            yield ast.Constant(value)
        if node.value == 1 and discount and not index:
            yield ast.Name(discount, ast.Load())
    elif isinstance(node, ast.Attribute):
        for other in NAMES.get(node.attr, ()):
            yield ast.Attribute(node.value, other, node.ctx)
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        for other in NAMES.get(node.id, ()):
            if other in BUILT_IN:
                yield ast.Name(other, node.ctx)
        if node.id == discount:
            yield ast.Constant(1)
        if index:
            for sign in (ast.Add(), ast.Sub()):
                yield ast.BinOp(node, sign, ast.Constant(1))
