"""Text that comes from a learner, made fit to be printed, stored and shown."""

import re

LONGEST = 20_000  # characters of a text that a page shows


def printable(text: str) -> str:
    """Put a mark in place of what no file can hold and what a terminal would obey: surrogates, control characters."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", "\ufffd", text)


def count(number: int, noun: str) -> str:
    """Write how many there are of what gets an s where it is not one."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def cut(text: str) -> str:
    """Give as much of a text as a page shows: a longer one would take minutes to be coloured or cleaned."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} … (the rest is not shown here)"


def first_line(source: str) -> str:
    """Give the line that a cell is named by."""
    return printable((source.strip().splitlines() or [""])[0][:80])
