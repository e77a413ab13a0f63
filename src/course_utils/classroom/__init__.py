"""What a learner answers to: questions, predictions, checks and the record of them.

A lesson imports its words from here. Each is loaded when it is first asked for, so that importing this package loads
nothing else.
"""

from importlib import import_module
from typing import Any

WORDS = {  # word: the module that defines it, which has another name, for else importing it would hide the word
    "check": "checking",
    "claim": "cards",
    "debate": "debates",
    "faq": "faqs",
    "glossary": "cards",
    "hint": "hints",
    "predict": "prediction",
    "progress": "overview",
    "quiz": "question",
    "reveal": "result",
    "warm_up": "warmup",
}
__all__ = list(WORDS)


def __getattr__(name: str) -> Any:
    if name not in WORDS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{WORDS[name]}"), name)


def __dir__() -> list[str]:
    return [*globals(), *WORDS]
