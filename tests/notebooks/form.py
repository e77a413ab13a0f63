"""The form of a lesson: one small function per rule.

A rule goes through a lesson and yields (index of the cell or None, what is wrong and how to cure it). Lesson 00 opens
the course and is held to the rules in ``EVERYWHERE`` only.

    python -m tests.notebooks.form notebooks/01_what_is_instrumental_convergence.ipynb
"""

import re
import sys
from statistics import median

from . import numbers
from .content import CONTENT
from .reading import CODE, COMMENT, DETAILS, masked, prose, read, words

FIXED = ["Warm-up", "Play", "Check yourself", "What this does not show", "Going further", "Summary"]
OPTIONAL = {"Going further"}
QUESTIONS = "Questions people ask"
NAMED = [*FIXED, QUESTIONS]
LIVE = {"explore", "world_editor"}


def header(lesson, bank):
    """Title, question, objectives, minutes, needs, and the maths used here."""
    cell = lesson.cells[0]
    text = masked(cell.source, CODE)
    if cell.cell_type != "markdown" or not text.startswith("# "):
        yield 0, "header: the first cell is Markdown and begins with the title, `# ...`"
        return
    title, wanted = text.splitlines()[0][2:].strip(), bank.lessons.get(lesson.number)
    if title != wanted:
        yield 0, f"header: the title is {title!r}, but the bank calls this lesson {wanted!r}; make them equal"
    if not re.search(r"(?m)^\s*\*[^*]+\?\*\s*$", text):
        yield 0, "header: write the question that the lesson answers on a line of its own, in *italics*"
    _, found, after = text.partition("After this lesson you can")
    items = re.match(r"[^\n]*\n\s*((?:(?:[-*]|\d+\.)[ \t].*\n?(?:[ \t]+\S.*\n?)*)*)", after)
    count = len(re.findall(r"(?m)^(?:[-*]|\d+\.)[ \t]", items[1])) if items else 0
    if not found or not 3 <= count <= 5:
        yield 0, f"header: list 3 to 5 objectives after a line `After this lesson you can` (it has {count})"
    if not re.search(r"Minutes:\W*\d", text):
        yield 0, "header: say how long it takes, `Minutes:` and a number"
    if not re.search(r"You need:\W*\w", text):
        yield 0, "header: say what is needed from before, `You need: ...`"
    maths = re.findall(DETAILS, text.partition("Maths used here")[2])
    if not 1 <= len(maths) <= 3 or len(maths) != len(re.findall(DETAILS, text)):
        yield 0, f"header: put one to three folded blocks (<details>) under `Maths used here` (it has {len(maths)})"
    for block in maths:
        if not numbers.computed(block):
            yield 0, "header: each block of `Maths used here` computes one number: 0.25<!-- = 0.5 ** 2, .2f -->"


def arc(lesson, bank):
    """The sections and their order."""
    found = [(index, text) for index, level, text in lesson.headings if level == 2]
    names = ["Play" if text.startswith("Play") else text for _, text in found]
    for name in NAMED:
        if names.count(name) > 1 or (name not in names and name not in OPTIONAL):
            yield None, f"arc: the section `## {name}` stands once in every lesson (here {names.count(name)} times)"
            return
    fixed = [name for name in names if name in FIXED]
    if fixed != [name for name in FIXED if name in fixed]:
        yield None, f"arc: the sections stand as {', '.join(fixed)}; the order is {', '.join(FIXED)}"
        return
    if names[0] != "Warm-up" or names[-1] != "Summary":
        yield None, "arc: Warm-up is the first section and Summary the last; move the others between them"
    if names.index(QUESTIONS) < names.index("Play"):
        yield found[names.index(QUESTIONS)][0], f"arc: `## {QUESTIONS}` comes after Play; move it down"
    for index, name in zip((index for index, _ in found), names, strict=True):
        if name not in NAMED and names.index(name) > names.index("Play"):
            yield index, f"arc: `## {name}` stands after Play; the scene and the rounds come between Warm-up and Play"
    free = sum(name not in NAMED for name in names)
    if not 2 <= free <= 6:
        yield None, f"arc: between Warm-up and Play stand 2 to 6 sections, the scene and the rounds (there are {free})"


def sections(lesson, bank):
    """What stands in the sections that every lesson has."""
    number = lesson.number
    for title, cells in lesson.sections.items():

        def says(pattern, cells=cells):
            return any(re.search(pattern, lesson.cells[cell].source) for cell in cells)

        def calls(function, cells=cells):
            return number in [call.item for call in lesson.called(function, within=cells)]

        if title == "Warm-up" and not calls("warm_up"):
            yield cells[0], f'sections: Warm-up holds warm_up("{number}")'
        if title.startswith("Play") and not any(
            call.function.startswith("live_") or call.function in LIVE for call in lesson.calls if call.cell in cells
        ):
            yield cells[0], "sections: Play holds a live figure, a call of explore, world_editor or one named live_..."
        if title == "Check yourself" and not 3 <= (count := len(lesson.called("quiz", within=cells))) <= 6:
            yield cells[0], f"sections: Check yourself asks 3 to 6 questions with quiz(...) (it asks {count})"
        if title == QUESTIONS and not calls("faq"):
            yield cells[0], f'sections: {QUESTIONS} holds faq("{number}")'
        if title == "Summary":
            if not calls("glossary"):
                yield cells[0], f'sections: Summary holds glossary("{number}")'
            if not says(r"(?i)\bsources\b"):
                yield cells[0], "sections: Summary names the sources of the lesson (the word `Sources`)"
            if not says(rf"\]\([^)]*exercises/{number}_"):
                yield cells[0], f"sections: Summary links to the exercise set, [...](exercises/{number}_...)"


def going_further(lesson, bank):
    """What is for later stands folded."""
    for cell in lesson.sections.get("Going further", []):
        source = lesson.cells[cell].source
        if cell in lesson.computing:
            yield cell, "going further: show code in a <details> block, not in a cell that runs"
        elif lesson.cells[cell].cell_type == "markdown" and prose(
            masked(source.replace("## Going further", ""), CODE, COMMENT, DETAILS)
        ).strip():
            yield cell, "going further: everything under this heading stands inside <details>"


def first_picture(lesson, bank):
    """Something to see at once."""
    if not any("<img" in html for cell in lesson.cells[:5] for html in stored(cell, "text/html")):
        yield 4, "first picture: one of the first five cells shows a picture; bring the scene forward"


def stored(cell, mime):
    """List the stored outputs of a cell of one type."""
    return [output["data"][mime] for output in cell.get("outputs", []) if mime in output.get("data", {})]


def rounds(lesson, bank):
    """Predict, run, explain."""
    predictions, reveals = lesson.called("predict"), lesson.called("reveal")
    if not 2 <= len(predictions) <= 4:
        yield None, f"rounds: a lesson has 2 to 4 rounds of predict, run, explain (this has {len(predictions)})"
    for call in predictions:
        after = [reveal.cell for reveal in reveals if reveal.item == call.item and reveal.cell > call.cell]
        if not after:
            yield call.cell, f'rounds: predict("{call.item}") is answered later by reveal("{call.item}", ...)'
        elif not any(call.cell < cell <= after[0] for cell in lesson.computing):
            yield call.cell, f"rounds: between predict and reveal of {call.item} something is computed"
    for call in reveals:
        before = [one for one in predictions if one.item == call.item and one.cell < call.cell]
        if not before:
            yield call.cell, f'rounds: before reveal("{call.item}", ...) comes predict("{call.item}")'
        following = lesson.cells[call.cell + 1 : call.cell + 2]
        if not following or following[0].cell_type != "markdown":
            yield call.cell, f"rounds: right after the reveal of {call.item} a Markdown cell explains what happened"


def length(lesson, bank):
    """A sitting of an evening."""
    if not 40 <= len(lesson.cells) <= 75:
        yield None, f"length: a lesson has 40 to 75 cells (this has {len(lesson.cells)})"


def rhythm(lesson, bank):
    """One idea a cell, something to do between texts."""
    lines = {cell: sum(map(bool, map(str.strip, lesson.cells[cell].source.splitlines()))) for cell in lesson.computing}
    lowest = 1 if lesson.number == "00" else 3
    middle = median(lines.values()) if lines else 0
    if not lowest <= middle <= 7:
        yield None, f"rhythm: cells that compute have {lowest} to 7 lines in the median (here {middle:g})"
    long = [cell for cell, count in lines.items() if count > 15]
    if len(long) > len(lines) / 10:
        yield long[0], f"rhythm: nine in ten cells that compute have at most 15 lines (not {len(long)} of {len(lines)})"
    for cell in long:
        if lines[cell] > 30:
            yield cell, f"rhythm: no cell has more than 30 lines (this has {lines[cell]}); move code into the package"
    read_ = sum(words(source, folded=True) for _, source in lesson.of_type("markdown"))
    code = dict(lesson.of_type("code"))
    # A row of questions, one call a cell, is one place where something is to be done.
    in_a_row = [cell for cell in code if {cell, cell - 1} <= code.keys() - set(lesson.computing)]
    places = len(code) - len(in_a_row)
    if not 60 * places <= read_ <= 130 * places:
        yield None, f"rhythm: a lesson has 60 to 130 words of text per code cell (here {read_ / max(places, 1):.0f})"
    count, start = 0, 0
    for index, cell in enumerate(lesson.cells):
        start, before = (index if count == 0 else start), count
        count = count + words(cell.source) if cell.cell_type == "markdown" else 0
        if before <= 200 < count:
            yield start, "rhythm: from here on more than 200 words pass without a code cell; cut, fold, or let compute"


def headings(lesson, bank):
    """One title, and no level left out."""
    titles = [cell for cell, level, _ in lesson.headings if level == 1]
    if titles != [0]:
        yield titles[-1] if titles else 0, f"headings: one title (`# `), in the first cell (there are {len(titles)})"
    previous = 1
    for cell, level, text in lesson.headings:
        if level > previous + 1:
            yield cell, f"headings: {'#' * level} {text} follows a heading of level {previous}; leave no level out"
        previous = level


def terms(lesson, bank):
    """A term is marked where it first appears, and only there."""
    markdown = {cell: masked(source, CODE, COMMENT) for cell, source in lesson.of_type("markdown")}
    marks = [
        (" ".join(found[1].split()).casefold(), cell, found.start())
        for cell, text in markdown.items()
        for found in re.finditer(r"(?s)<dfn\b[^>]*>(.*?)</dfn>", text)
    ]
    own = {
        term: [form.casefold() for form in (term, *entry.also)]
        for term, entry in bank.glossary.items()
        if entry.lesson == lesson.number
    }
    for form, cell, _ in marks:
        if not any(form in forms for forms in own.values()):
            yield cell, f"terms: <dfn>{form}</dfn> is no term of this lesson; add it to glossary.yaml or unmark it"
    for term, forms in own.items():
        places = [(cell, start) for form, cell, start in marks if form in forms]
        if len(places) != 1:
            yield (
                places[-1][0] if places else None,
                f"terms: mark {term!r} once, where it is defined: <dfn>{term}</dfn> (it is marked {len(places)} times)",
            )
            continue
        ((cell, start),) = places
        either = "|".join(r"\s+".join(map(re.escape, form.split())) for form in forms)
        for index, source in lesson.of_type("markdown")[1:]:  # title, question and objectives may name it
            text = prose(source) if index < cell else re.sub(r"(?m)^#.*", "", prose(source)[:start])
            if index <= cell and (used := re.search(rf"(?i)\b(?:{either})\b", text)):
                yield index, f"terms: {used[0]!r} is used before it is marked and defined in cell {cell}; reword"
                break


def origin(lesson, bank):
    """A number says what it is."""
    for cell, source in lesson.of_type("markdown"):
        for what in numbers.uncommented(source, bank.references):
            yield cell, f"origin: {what}"


EVERYWHERE = [rhythm, headings, terms, origin, *CONTENT]
LESSON = [header, arc, sections, going_further, first_picture, rounds, length]


def faults(path, bank):
    """Check one notebook against the form of a lesson.

    Returns
    -------
    list of str
        One sentence for each fault: notebook, cell (its index and id), rule and cure.
    """
    lesson = read(path)
    found = []
    for rule in EVERYWHERE if lesson.number == "00" else LESSON + EVERYWHERE:
        for cell, what in rule(lesson, bank):
            place = "" if cell is None else f", cell {cell} ({lesson.cells[cell].get('id')})"
            found.append(f"{lesson.name}{place}: {what}")
    return found


def main(paths):
    """Print the faults of some notebooks."""
    from course_utils.classroom.bank import bank

    found = [fault for path in paths for fault in faults(path, bank())]
    print(*found, f"{len(found)} faults", sep="\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
