"""Numbers in the text: each carries a comment that says what it is, and a computed one is computed again.

Right after a number, without a word between:

    0.64<!-- = share, .2f -->             computed: the expression, evaluated in the executed notebook, and its format
    64 %<!-- = 100 * share, .0f -->       a percent sign may stand between; 10,000<!-- = n, ,d --> has separators
    0.9<!-- given -->                     a definition or a parameter, not a result
    ... in 37 % of runs.<!-- src: key --> a citation; the comment may stand after the sentence
"""

import re

from .reading import CODE, COMMENT, masked, prose

DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
NUMBER = rf"(?<![\w.])(?<![A-Za-z]-)[-−+]?{DIGITS}(?![\w]|[.,]\d)"
PERCENT = r"\s?(?:%|per ?cent\b)"
BEFORE = rf"({NUMBER})({PERCENT})?$"
YEAR = r"(?:19|20)\d\d"
SENTENCE_END = r"[.!?][)\"”’*_]*(?=\s+[A-Z“\"*_\[]|\s*$)|\n\s*(?:\n|[-*|>]\s|\d+\.\s)|\Z"
RULE = (
    "put `<!-- = expression, format -->` right after a computed number, `<!-- given -->` after a definition or "
    "parameter, `<!-- src: key -->` after the sentence of a citation"
)


def comments(source):
    """Find the comments of a Markdown cell, except in its code: list of (start, end, text inside)."""
    found = re.finditer(COMMENT, masked(source, CODE))
    return [(match.start(), match.end(), match[0][4:-3].strip()) for match in found]


def computed(source):
    """Find the computed numbers of a Markdown cell.

    Returns
    -------
    list of (str, str, str)
        The text before the comment that should be the number, the expression, the format; expression and format are
        None when the comment has not both.
    """
    found = []
    for start, _, text in comments(source):
        if text.startswith("="):
            parts = re.fullmatch(r"=\s*(.+),\s+(\S+)", text, re.DOTALL)
            found.append((source[:start], *(parts.groups() if parts else (None, None))))
    return found


def disagreement(before, expression, spec, value, error=None):
    """Say in what a number differs from its computation, or return None.

    Parameters
    ----------
    before : str
        The text up to the comment.
    expression, spec : str or None
        What the comment says.
    value : str or None
        What the expression gives, formatted.
    error : str, optional
        Why it gives nothing.
    """
    if expression is None:
        return "a comment that begins with = needs an expression, a comma, a blank and a format: <!-- = share, .2f -->"
    comment, number = f"<!-- = {expression}, {spec} -->", re.search(BEFORE, before)
    if not number:
        return (
            f"no number stands right before {comment}; put the comment directly after the digits (a percent sign may "
            "stand between, a word or a star may not)"
        )
    if error:
        return f"{comment} cannot be computed in the executed notebook ({error}); use names that it has when it ends"
    written = number[1].replace("−", "-") + ("%" if value.endswith("%") and number[2] else "")
    if written != value:
        return f"the text says {number[0]}, but {expression} is {value}; correct the text or the expression"
    return None


def uncommented(source, references):
    """Find the numbers that say neither what computes them, nor that they are given, nor where they are from.

    A number here has a decimal point, a percent sign or at least three digits; a year is none.

    Parameters
    ----------
    source : str
        A Markdown cell.
    references : container of str
        The keys that a citation may name.

    Returns
    -------
    list of str
        What is wrong with each.
    """
    text, notes, found = prose(source), comments(source), []
    for start, _, note in notes:
        if note.startswith("src:") and note[4:].strip() not in references:
            found.append(
                f"<!-- {note} --> after {source[:start][-20:]!r} names no reference; use a key of references.yaml"
            )
    for number in re.finditer(rf"({NUMBER})({PERCENT})?", text):
        digits = re.sub(r"\D", "", number[1])
        if not (number[2] or "." in number[1] or len(digits) > 2) or re.fullmatch(YEAR, number[0]):
            continue
        stop = number.end() + re.search(SENTENCE_END, text[number.end() :]).end()
        directly = [note for start, _, note in notes if start == number.end()]
        cited = any(
            note.startswith("src:") and start >= number.end() and not text[stop:start].strip()
            for start, _, note in notes
        )
        if not cited and not any(note == "given" or note.startswith("=") for note in directly):
            found.append(f"nothing says where {number[0]} comes from; {RULE}")
    return found
