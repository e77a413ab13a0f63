"""The bank: questions, predictions, claims and terms of all lessons, as data.

The files lie in ``course_utils/bank``. What breaks a rule is refused when the bank is loaded, by an error that names
file, entry and rule.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from course_utils.classroom.bank_file import BankError, convert, read
from course_utils.classroom.entries import (
    Claim,
    Debate,
    Entry,
    Faq,
    Misconception,
    Prediction,
    Question,
    Reference,
    Status,
    Term,
    Text,
    unknown,
)

ENTRIES = {  # section: what one of its entries is called, and its type
    "questions": ("question", Question),
    "predictions": ("prediction", Prediction),
    "claims": ("claim", Claim),
    "debates": ("debate", Debate),
    "faq": ("faq", Faq),
    "misconceptions": ("misconception", Misconception),
    "glossary": ("term", Term),
    "references": ("reference", Reference),
    "statuses": ("status", Status),
}
LESSON_SECTIONS = ("questions", "predictions", "claims", "debates", "faq")
SHARED = ("misconceptions", "glossary", "references", "statuses")  # a file each


class LessonFile(msgspec.Struct, forbid_unknown_fields=True):
    """What a file of bank/lessons holds."""

    title: Text
    questions: dict[str, Any] = {}
    predictions: dict[str, Any] = {}
    claims: dict[str, Any] = {}
    debates: dict[str, Any] = {}
    faq: dict[str, Any] = {}


class Bank(msgspec.Struct, frozen=True):
    """Everything the course asks and claims, by id."""

    lessons: dict[str, str] = {}  # number: title
    questions: dict[str, Question] = {}
    predictions: dict[str, Prediction] = {}
    claims: dict[str, Claim] = {}
    debates: dict[str, Debate] = {}
    faq: dict[str, Faq] = {}
    misconceptions: dict[str, Misconception] = {}
    glossary: dict[str, Term] = {}
    references: dict[str, Reference] = {}
    statuses: dict[str, Status] = {}

    def question(self, id: str) -> Question:
        """Look up a question; an unknown id is a LookupError with the near misses."""
        return self._entry("questions", id)

    def prediction(self, id: str) -> Prediction:
        """Look up a prediction."""
        return self._entry("predictions", id)

    def claim(self, id: str) -> Claim:
        """Look up a claim."""
        return self._entry("claims", id)

    def debate(self, id: str) -> Debate:
        """Look up a debate."""
        return self._entry("debates", id)

    def faq_of(self, lesson: str) -> list[Faq]:
        """Questions that readers of a lesson ask, in the order of the file."""
        return self._of_lesson("faq", lesson)

    def terms_of(self, lesson: str) -> list[Term]:
        """Terms that a lesson introduces, in alphabetical order."""
        return sorted(self._of_lesson("glossary", lesson), key=lambda term: term.id.casefold())

    def _entry(self, section: str, id: str) -> Any:
        name, entries = ENTRIES[section][0], getattr(self, section)
        if not (fault := unknown(name, id, entries)):
            return entries[id]
        other = next((ENTRIES[other][0] for other in LESSON_SECTIONS if str(id) in getattr(self, other)), None)
        raise LookupError(f"`{id}` is the id of a {other}, not of a {name}; use it for that" if other else fault)

    def _of_lesson(self, section: str, lesson: str) -> list[Any]:
        if fault := unknown("lesson", lesson, self.lessons):
            raise LookupError(fault)
        return [entry for entry in getattr(self, section).values() if entry.lesson == lesson]


@cache
def bank() -> Bank:
    """Load the bank of the course, once."""
    return load(Path(__file__).parents[1] / "bank")


def load(folder: Path) -> Bank:
    """Load a bank and hold it to its rules.

    Parameters
    ----------
    folder : Path
        Holds misconceptions.yaml, glossary.yaml, references.yaml, statuses.yaml and lessons/NN.yaml.

    Returns
    -------
    Bank

    Raises
    ------
    BankError
        Names the file, the entry and the rule that it breaks.
    """
    bank, places = Bank(), []
    for section in SHARED:
        file = f"{folder.name}/{section}.yaml"
        entries = convert(read(folder / f"{section}.yaml", file), dict[str, Any], file)
        places += _add(bank, section, entries, file)
    for path in sorted((folder / "lessons").glob("*.yaml")):
        file = f"{folder.name}/lessons/{path.name}"
        lesson = convert(read(path, file), LessonFile, file)
        _check_ids(path.stem, lesson, file)
        bank.lessons[path.stem] = lesson.title
        for section in LESSON_SECTIONS:
            places += _add(bank, section, getattr(lesson, section), file)
    for place, entry in places:
        for inside, fault in entry.faults(bank):
            raise BankError(f"{place}, {inside}: {fault}" if inside else f"{place}: {fault}")
    return bank


def _check_ids(number: str, lesson: LessonFile, file: str) -> None:
    """Hold the ids of a lesson to their form; one id is one item of the learner's record, whatever its kind."""
    if not re.fullmatch(r"\d\d", number):
        raise BankError(f"{file}: a lesson's file is called by its number, such as 01.yaml; rename it")
    owners: dict[str, str] = {}
    for section in LESSON_SECTIONS:
        name = ENTRIES[section][0]
        for id in getattr(lesson, section):
            if not re.fullmatch(rf"{number}\.[a-z][a-z0-9_]*", id):
                rule = f"an id in this file is {number}. and a name of small letters, digits and _"
                raise BankError(f"{file}, {name} {id}: {rule}; rename it")
            if id in owners:
                raise BankError(f"{file}, {name} {id}: a {owners[id]} has this id too; rename one of them")
            owners[id] = name


def _add(bank: Bank, section: str, entries: dict[str, Any], file: str) -> list[tuple[str, Entry]]:
    """Put the entries of a section into the bank; return each with what errors call it."""
    name, kind = ENTRIES[section]
    table, places = getattr(bank, section), []
    for id, fields in entries.items():
        place = f"{file}, {name} {id}"
        if isinstance(fields, dict):
            if "id" in fields:
                raise BankError(f"{place}: `id` is not a field, for the name above it is the id; remove it")
            fields = {**fields, "id": id}
        table[id] = convert(fields, kind, place)
        places.append((place, table[id]))
    return places
