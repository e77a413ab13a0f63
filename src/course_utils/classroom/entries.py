"""The entries of the bank: what fields each kind has, and the rules that they keep."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from difflib import get_close_matches
from math import isfinite
from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

if TYPE_CHECKING:
    from course_utils.classroom.bank import Bank

Text = Annotated[str, msgspec.Meta(pattern=r"\S")]
Fault = tuple[str, str]  # where inside an entry ("" for the entry itself), and what is wrong and how to cure it

OURS = {"own derivation", "simulation"}  # the lesson itself shows it
VERIFIED = {"theorem", *OURS}  # says what it assumes, and a test holds it
UNSOURCED = {*OURS, "open question"}
READINGS = {  # how a source was read: as it is said to a reader
    "at length": "read at length",
    "abstract": "cited from its abstract",
    "secondary": "known from other works only",
}
OPTIONS = range(2, 7)  # more cannot be weighed against each other


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What has a name in the bank."""

    id: str

    def faults(self, bank: Bank) -> Iterator[Fault]:
        """Say what breaks a rule that goes beyond the types of the fields."""
        return iter(())


class LessonEntry(Entry):
    """An entry of one lesson; its id is NN.name."""

    @property
    def lesson(self) -> str:
        """The two digits of the lesson."""
        return self.id[:2]


class Option(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One answer to a question: right, a misconception with a name, or a slip."""

    text: Text
    feedback: Text
    right: bool = False
    misconception: str | None = None
    slip: bool = False

    def fault(self, bank: Bank, several: bool) -> str | None:
        """Say which rule the marks of the option break.

        Where several options are to be ticked, leaving out a right one can be a misconception as well.
        """
        if self.right and (self.slip or (self.misconception and not several)):
            return "it is right, so it can be neither a misconception nor a slip; remove one of the two"
        if self.misconception and self.slip:
            return "it is a misconception and a slip; remove one of the two"
        if self.misconception:
            return unknown("misconception", self.misconception, bank.misconceptions)
        if not (self.right or self.slip):
            return "it is wrong without saying why one would take it; add `misconception: ...` or `slip: true`"
        return None


class Question(LessonEntry):
    """A question with answers to choose from."""

    question: Text
    options: tuple[Option, ...]
    several: bool = False
    before_course: bool = False

    def faults(self, bank: Bank) -> Iterator[Fault]:
        """Options in number, each marked; one right unless `several`, one wrong, one slip at most."""
        yield from _faults_of_options([option.text for option in self.options])
        for number, option in enumerate(self.options, 1):
            if fault := option.fault(bank, self.several):
                yield f"option {number}", fault
        right = [number for number, option in enumerate(self.options, 1) if option.right]
        if not right:
            yield "", "no option is right; mark one with `right: true`"
        elif len(right) == len(self.options):
            yield "", "every option is right, so there is nothing to decide; add a wrong one"
        elif len(right) > 1 and not self.several:
            marked = " and ".join(map(str, right))
            yield "", f"options {marked} are right; set `several: true` or mark all but one of them wrong"
        slips = [number for number, option in enumerate(self.options, 1) if option.slip]
        if len(slips) > 1:
            marked = " and ".join(map(str, slips))
            yield "", f"options {marked} are slips, and one at most may be; name the misconception behind the others"


class NumberPrediction(LessonEntry, tag_field="kind", tag="number"):
    """A number to be predicted as a range."""

    kind: ClassVar = "number"
    question: Text
    lowest: float
    highest: float
    unit: Text
    about: Text | None = None

    def faults(self, bank: Bank) -> Iterator[Fault]:
        """A range that is one."""
        if not (isfinite(self.lowest) and isfinite(self.highest) and self.lowest < self.highest):
            yield "", f"lowest ({self.lowest:g}) has to be below highest ({self.highest:g}), both finite; change one"


class ChoicePrediction(LessonEntry, tag_field="kind", tag="choice"):
    """One of several outcomes to be predicted, with a probability."""

    kind: ClassVar = "choice"
    question: Text
    options: tuple[Text, ...]

    def faults(self, bank: Bank) -> Iterator[Fault]:
        """Options in number, each once."""
        yield from _faults_of_options(self.options)


class RankingPrediction(ChoicePrediction, tag_field="kind", tag="ranking"):
    """An order to be predicted, with a probability."""

    kind: ClassVar = "ranking"


Prediction = NumberPrediction | ChoicePrediction | RankingPrediction


class Claim(LessonEntry):
    """A sentence of a lesson that could be false, and what it rests on."""

    statement: Text
    status: str
    sources: tuple[str, ...] = ()
    assumptions: tuple[Text, ...] = ()
    objection: Text | None = None
    verified_by: tuple[str, ...] = ()

    def faults(self, bank: Bank) -> Iterator[Fault]:
        """Known names, addresses of tests, and what the status asks for."""
        if fault := unknown("status", self.status, bank.statuses):
            yield "status", fault
        for number, source in enumerate(self.sources, 1):
            if fault := unknown("reference", source, bank.references):
                yield f"source {number}", fault
        for number, test in enumerate(self.verified_by, 1):
            if not re.fullmatch(r"tests/[\w/]+\.py::\w+", test):
                yield f"verified_by {number}", f"`{test}` is not the address of a test; write `tests/...py::test_...`"
        readings = {bank.references[source].read for source in self.sources if source in bank.references}
        rules = (
            (not readings and self.status not in UNSOURCED, "a source; add `sources: [...]`"),
            (
                self.status == "theorem" and "at length" not in readings,
                "a source read at length; read it, or give the status `reported`",
            ),
            (
                readings == {"secondary"} and self.status not in {*UNSOURCED, "reported"},
                "a source that was read itself; read it, or give the status `reported`",
            ),
            (self.status in VERIFIED and not self.assumptions, "its assumptions; add `assumptions: [...]`"),
            (self.status in VERIFIED and not self.verified_by, "a test; add `verified_by: [tests/...py::test_...]`"),
            (self.status != "definition" and not self.objection, "the strongest objection; add `objection: ...`"),
        )
        for broken, need in rules:
            if broken:
                yield "", f"a claim with the status `{self.status}` needs {need}"


class Debate(LessonEntry):
    """A contested claim: the best case for it, the best case against it, and what would change one's mind."""

    claim: Text
    best_case_for: Text
    best_case_against: Text
    change: Text
    sources: tuple[str, ...]

    def faults(self, bank: Bank) -> Iterator[Fault]:
        """Known sources, one at least."""
        for number, source in enumerate(self.sources, 1):
            if fault := unknown("reference", source, bank.references):
                yield f"source {number}", fault
        if not self.sources:
            yield "", "both cases are made by somebody; add `sources: [...]`"


class Faq(LessonEntry):
    """A question that readers ask, and its answer."""

    question: Text
    answer: Text


class Status(Entry):
    """What a claim may be called, and what that says about it."""

    meaning: Text


class Misconception(Entry):
    """Something widely believed that is not so, and the lesson that takes it up, under the heading `section`."""

    name: Text
    wrong: Text
    right: Text
    lesson: str
    section: Text | None = None

    def faults(self, bank: Bank) -> Iterator[Fault]:
        """A lesson's number."""
        yield from _faults_of_lesson(self.lesson)


class Term(Entry):
    """A term of the glossary, the lesson that introduces it, and other forms in which it occurs."""

    lesson: str
    definition: Text
    also: tuple[Text, ...] = ()

    @property
    def forms(self) -> tuple[str, ...]:
        """Every form in which the term occurs in text."""
        return (self.id, *self.also)

    def faults(self, bank: Bank) -> Iterator[Fault]:
        """A lesson's number; no form that is another term's too."""
        yield from _faults_of_lesson(self.lesson)
        mine = {form.casefold() for form in self.forms}
        for other in bank.glossary.values():
            if other is not self and (shared := mine & {form.casefold() for form in other.forms}):
                yield "", f"`{min(shared)}` is a form of `{other.id}` too; leave it to one of them"


class Reference(Entry):
    """A source, and how closely it was read for the course."""

    text: Text
    read: str
    url: str | None = None

    def faults(self, bank: Bank) -> Iterator[Fault]:
        """A known way of reading, and an address that is one."""
        if fault := unknown("way of reading", self.read, READINGS):
            yield "read", fault
        if self.url is not None and not re.fullmatch(r"https?://\S+", self.url):
            yield "url", f"`{self.url}` is not an address; write it from https:// on"


def _faults_of_options(texts: list[str]) -> Iterator[Fault]:
    if len(texts) not in OPTIONS:
        yield "", f"it has {len(texts)} options; give between {OPTIONS[0]} and {OPTIONS[-1]}"
    for number, text in enumerate(texts, 1):
        if text in texts[: number - 1]:
            yield f"option {number}", "the same text stands in an option above; reword one"


def _faults_of_lesson(lesson: str) -> Iterator[Fault]:
    if not re.fullmatch(r"\d\d", lesson):
        yield "lesson", f"`{lesson}` is not the number of a lesson; write two digits in quotes"


def unknown(kind: str, name: object, known: Collection[str]) -> str | None:
    """Say that there is no such name, and which ones there are; nothing if it is known."""
    if isinstance(name, str) and name in known:
        return None
    near = get_close_matches(str(name), known, n=3)
    if near:
        return f"there is no {kind} `{name}`; did you mean {' or '.join(near)}?"
    listed = sorted(known, key=lambda other: other[:2] != str(name)[:2])  # those of the same lesson first
    more = f" and {len(listed) - 12} more" if len(listed) > 12 else ""
    return f"there is no {kind} `{name}`; choose from {', '.join(listed[:12]) or 'none, for none is there yet'}{more}"
