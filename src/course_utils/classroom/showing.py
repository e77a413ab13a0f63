"""Values and other foreign text for a card: short however large they are, and as they are."""

from __future__ import annotations

import re
import sys
from typing import Any

MOST_ITEMS = 16
LONGEST = 700


def show(value: Any, digits: int = 6) -> str:
    """Write plain data as Python would, cut where it is long."""
    text = _show(value, digits)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} ... (cut)"


def show_pair(yours: Any, right: Any) -> tuple[str, str]:
    """Write two values that differ, with as many digits as it takes to see that they do."""
    for digits in (6, 17):
        texts = show(yours, digits), show(right, digits)
        if texts[0] != texts[1]:
            break
    return texts


def literal(text: str) -> str:
    """Write as Markdown a text in which each sign stands for itself, such as an error of the learner's."""
    return re.sub(r"([\\`*_\[\]<>&])", r"\\\1", text)


def _show(value: Any, digits: int) -> str:
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, numpy.ndarray):
        if value.size > MOST_ITEMS**2 or (not value.size and value.ndim > 1):
            return f"an array of the shape {value.shape}"
        if value.ndim == 2 and len(value):
            return "[" + ",\n ".join(_show(row.tolist(), digits) for row in value) + "]"
        return _show(value.tolist(), digits)
    if isinstance(value, float):
        short = float(f"{value:.{digits}g}")
        return repr(int(short)) + ".0" if short.is_integer() and abs(short) < 1e6 else repr(short)
    if isinstance(value, str):
        return repr(value if len(value) <= 80 else value[:77] + "...")
    if isinstance(value, dict):
        pairs = [f"{_show(key, digits)}: {_show(item, digits)}" for key, item in list(value.items())[:MOST_ITEMS]]
        return "{" + _joined(pairs, len(value)) + "}"
    if isinstance(value, (list, tuple, set)):
        items = sorted(value, key=lambda item: (str(type(item)), item)) if _sortable(value) else list(value)
        texts = [_show(item, digits) for item in items[:MOST_ITEMS]]
        inner = _joined(texts, len(value))
        if isinstance(value, set):
            return "{" + inner + "}" if value else "set()"
        if isinstance(value, tuple):
            return f"({inner},)" if len(value) == 1 else f"({inner})"
        return f"[{inner}]"
    return repr(value)


def _sortable(value: Any) -> bool:
    return isinstance(value, set) and all(isinstance(item, str) for item in value)


def _joined(texts: list[str], count: int) -> str:
    return ", ".join(texts) + (f", ... ({count} in all)" if count > len(texts) else "")
