"""Reading the files of the bank: YAML into typed entries, with errors that an author understands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import msgspec
import yaml

WORDS = {
    "str": "text", "int": "a whole number", "float": "a number", "bool": "true or false", "array": "a list",
    "object": "named fields", "null": "nothing", "date": "a date",
}  # fmt: skip


class BankError(ValueError):
    """What is wrong in a file of the bank: file, entry, rule and cure."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """YAML whose names are text and occur once: PyYAML itself silently takes the last of two."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[str, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            problem = None
            if not isinstance(key, str):
                problem = f"the name `{key_node.value}` is not read as text; put it in quotes"
            elif key in seen:
                problem = f"`{key}` stands there twice; rename or remove one"
            if problem:
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


def read(path: Path, name: str) -> Any:
    """Read a YAML file; `name` is what errors call it."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), _Loader)
    except FileNotFoundError:
        raise BankError(f"{name} is missing; restore it") from None
    except UnicodeDecodeError:
        raise BankError(f"{name} is not in UTF-8; save it in that encoding") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        cure = "; put a text that holds a colon into quotes" if "mapping values" in problem else ""
        raise BankError(f"{name}{line}: {problem}{cure}") from None


def convert(value: Any, kind: Any, place: str) -> Any:
    """Convert what was read into the struct `kind`; `place` is what errors call it."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        problem, _, path = str(error).partition(" - at `$")
        raise BankError(f"{place}{_in_words(path)}: {_explain(problem, kind)}") from None


def _in_words(path: str) -> str:
    """Put msgspec's path in words: `.options[1].text` is `, option 2, text`."""
    steps = re.findall(r"\.(\w+)(?:\[(\d+)\])?", path)
    return "".join(f", {name.removesuffix('s')} {int(number) + 1}" if number else f", {name}" for name, number in steps)


def _explain(problem: str, kind: Any) -> str:
    """Put msgspec's message in words, with the cure."""
    if missing := re.fullmatch("Object missing required field `(.+)`", problem):
        return f"it has no {missing[1]}; add `{missing[1]}: ...`"
    if extra := re.fullmatch("Object contains unknown field `(.+)`", problem):
        return f"`{extra[1]}` is not a field of this kind of entry; correct its spelling or remove it"
    if types := re.match(r"Expected `(\w+).*`, got `(\w+)`", problem):
        wanted, got = (WORDS.get(name, name) for name in types.groups())
        return (
            f"this is read as {got} and has to be {wanted}; {'put it in quotes' if types[1] == 'str' else 'rewrite it'}"
        )
    if "matching regex" in problem:
        return "this is empty; write it, or leave the field out if it is optional"
    if value := re.fullmatch("Invalid value '(.*)'", problem):
        tags = [struct.__struct_config__.tag for struct in get_args(kind)]
        return f"there is no `{value[1]}`; use one of {', '.join(tags)}"
    return problem
