"""The bank: what is shipped keeps the rules, and each rule, broken once, says so."""

import re
from pathlib import Path

import pytest

from course_utils.classroom import bank as bank_module
from course_utils.classroom.bank import BankError, bank, load
from tests.conftest import solutions

ROOT = Path(__file__).resolve().parents[2]
FILES = {
    "misconceptions.yaml": """
hates_humans: {name: Hate, wrong: It hates., right: It need not., lesson: "01"}
""",
    "glossary.yaml": """
terminal goal: {lesson: "01", definition: Wanted for itself., also: [final goal]}
instrumental goal: {lesson: "01", definition: Wanted as a means., also: [instrumental goals]}
""",
    "references.yaml": """
turner: {text: A paper, url: "https://example.org/a", read: at length}
rumour: {text: A talk, read: secondary}
""",
    "statuses.yaml": """
theorem: {meaning: Proved.}
simulation: {meaning: Seen.}
argument: {meaning: Reasons.}
reported: {meaning: Told.}
definition: {meaning: A choice of words.}
""",
    "lessons/00.yaml": "title: Start here\n",
    "lessons/01.yaml": """
title: A lesson
questions:
  01.malice:
    question: Why?
    options:
      - {text: Because it helps, right: true, feedback: So it is.}
      - {text: Because it hates, misconception: hates_humans, feedback: It need not.}
      - {text: Because of a typing error, slip: true, feedback: Look again.}
predictions:
  01.share: {question: How many?, kind: number, lowest: 0, highest: 1, unit: share}
  01.first: {question: Which one?, kind: choice, options: [left, right]}
  01.order: {question: In which order?, kind: ranking, options: [a, b, c]}
claims:
  01.proved:
    statement: It holds.
    status: theorem
    sources: [turner]
    assumptions: [Something.]
    objection: Who cares?
    verified_by: [tests/golden/test_x.py::test_y]
  01.told: {statement: They say so., status: reported, sources: [rumour], objection: Do they?}
  01.word: {statement: A word., status: definition, sources: [turner]}
debates:
  01.most: {claim: Most do., best_case_for: They do., best_case_against: They do not., change: Data., sources: [turner]}
faq:
  01.evil: {question: Evil?, answer: No.}
""",
}


def written(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


@pytest.fixture
def small(tmp_path):
    return load(written(tmp_path / "bank", FILES))


def test_what_is_read(small):
    assert small.lessons == {"00": "Start here", "01": "A lesson"}
    question = small.question("01.malice")
    assert (question.id, question.lesson, question.several, question.before_course) == ("01.malice", "01", False, False)
    assert [(o.right, o.misconception, o.slip) for o in question.options] == [
        (True, None, False), (False, "hates_humans", False), (False, None, True)
    ]  # fmt: skip
    number = small.prediction("01.share")
    assert (number.kind, number.lowest, number.highest, number.unit, number.about) == ("number", 0, 1, "share", None)
    assert small.prediction("01.first").kind == "choice"
    assert (small.prediction("01.order").kind, small.prediction("01.order").options) == ("ranking", ("a", "b", "c"))
    assert small.claim("01.told").sources == ("rumour",)
    assert small.debate("01.most").best_case_against == "They do not."
    assert [faq.answer for faq in small.faq_of("01")] == ["No."]
    assert small.faq_of("00") == []
    assert [term.id for term in small.terms_of("01")] == ["instrumental goal", "terminal goal"]
    assert small.glossary["terminal goal"].forms == ("terminal goal", "final goal")


LESSON = "lessons/01.yaml"
BROKEN = {  # file: what is replaced by what, and what is said (after the name of the file)
  LESSON: [
    ("So it is.", "''",
     "question 01.malice, option 1, feedback: this is empty; write it, or leave the field out if it is optional"),
    (", feedback: Look again.", "",
     "question 01.malice, option 3: it has no feedback; add `feedback: ...`"),
    ("feedback: Look", "feedbak: Look",
     "question 01.malice, option 3: `feedbak` is not a field of this kind of entry; correct its spelling or "
     "remove it"),
    ("text: Because it hates", "text: Yes",
     "question 01.malice, option 2, text: this is read as true or false and has to be text; put it in quotes"),
    ("options:\n      -", "several: 1\n    options:\n      -",
     "question 01.malice, several: this is read as a whole number and has to be true or false; rewrite it"),
    ("slip: true", "right: true",
     "question 01.malice: options 1 and 3 are right; set `several: true` or mark all but one of them wrong"),
    ("right: true", "slip: true",
     "question 01.malice: no option is right; mark one with `right: true`"),
    ("misconception: hates_humans", "slip: true",
     "question 01.malice: options 2 and 3 are slips, and one at most may be; name the misconception behind the "
     "others"),
    ("misconception: hates_humans, ", "",
     "question 01.malice, option 2: it is wrong without saying why one would take it; add `misconception: ...` or "
     "`slip: true`"),
    ("misconception: hates_humans", "misconception: hates_human",
     "question 01.malice, option 2: there is no misconception `hates_human`; did you mean hates_humans?"),
    ("right: true,", "right: true, slip: true,",
     "question 01.malice, option 1: it is right, so it can be neither a misconception nor a slip; remove one of "
     "the two"),
    ("slip: true,", "slip: true, misconception: hates_humans,",
     "question 01.malice, option 3: it is a misconception and a slip; remove one of the two"),
    ("Because it hates", "Because it helps",
     "question 01.malice, option 2: the same text stands in an option above; reword one"),
    ("kind: number", "kind: numbre",
     "prediction 01.share, kind: there is no `numbre`; use one of number, choice, ranking"),
    ("kind: number, ", "",
     "prediction 01.share: it has no kind; add `kind: ...`"),
    ("lowest: 0, ", "",
     "prediction 01.share: it has no lowest; add `lowest: ...`"),
    ("lowest: 0", "lowest: 2",
     "prediction 01.share: lowest (2) has to be below highest (1), both finite; change one"),
    ("highest: 1", "highest: .inf",
     "prediction 01.share: lowest (0) has to be below highest (inf), both finite; change one"),
    ("kind: choice", "kind: choice, unit: m",
     "prediction 01.first: `unit` is not a field of this kind of entry; correct its spelling or remove it"),
    ("[left, right]", "[left]",
     "prediction 01.first: it has 1 options; give between 2 and 6"),
    ("[left, right]", "[left, left]",
     "prediction 01.first, option 2: the same text stands in an option above; reword one"),
    ("[a, b, c]", "[a, b, c, d, e, f, g]",
     "prediction 01.order: it has 7 options; give between 2 and 6"),
    ("status: theorem", "status: therem",
     "claim 01.proved, status: there is no status `therem`; did you mean theorem?"),
    ("sources: [turner]\n", "sources: [turing]\n",
     "claim 01.proved, source 1: there is no reference `turing`; did you mean turner?"),
    ("    sources: [turner]\n", "",
     "claim 01.proved: a claim with the status `theorem` needs a source; add `sources: [...]`"),
    ("sources: [turner]\n", "sources: [rumour]\n",
     "claim 01.proved: a claim with the status `theorem` needs a source read at length; read it, or give the "
     "status `reported`"),
    ("status: reported", "status: argument",
     "claim 01.told: a claim with the status `argument` needs a source that was read itself; read it, or give the "
     "status `reported`"),
    ("    assumptions: [Something.]\n", "",
     "claim 01.proved: a claim with the status `theorem` needs its assumptions; add `assumptions: [...]`"),
    ("    verified_by: [tests/golden/test_x.py::test_y]\n", "",
     "claim 01.proved: a claim with the status `theorem` needs a test; add `verified_by: [tests/...py::test_...]`"),
    ("tests/golden/test_x.py::test_y", "by hand",
     "claim 01.proved, verified_by 1: `by hand` is not the address of a test; write `tests/...py::test_...`"),
    (", objection: Do they?", "",
     "claim 01.told: a claim with the status `reported` needs the strongest objection; add `objection: ...`"),
    ("01.evil", "02.evil",
     "faq 02.evil: an id in this file is 01. and a name of small letters, digits and _; rename it"),
    ("01.evil", "01.Evil",
     "faq 01.Evil: an id in this file is 01. and a name of small letters, digits and _; rename it"),
    ("01.evil", "01.malice",
     "faq 01.malice: a question has this id too; rename one of them"),
    ("question: Evil?", "id: 01.x, question: Evil?",
     "faq 01.evil: `id` is not a field, for the name above it is the id; remove it"),
    ("{question: Evil?, answer: No.}", "No.",
     "faq 01.evil: this is read as text and has to be named fields; rewrite it"),
    ("title: A lesson\n", "",
     ": it has no title; add `title: ...`"),
    ("change: Data., sources: [turner]", "change: Data., sources: [turing]",
     "debate 01.most, source 1: there is no reference `turing`; did you mean turner?"),
    ("change: Data., sources: [turner]", "change: Data., sources: []",
     "debate 01.most: both cases are made by somebody; add `sources: [...]`"),
    ("change: Data., ", "",
     "debate 01.most: it has no change; add `change: ...`"),
    ("faq:", "faqs:",
     ": `faqs` is not a field of this kind of entry; correct its spelling or remove it"),
    ("  01.first:", "  01.share:",
     "line 12: `01.share` stands there twice; rename or remove one"),
    ("statement: They", "statement: a, statement: They",
     "line 22: `statement` stands there twice; rename or remove one"),
    ("01.evil:", "01.5:",
     "line 27: the name `01.5` is not read as text; put it in quotes"),
  ],
  "misconceptions.yaml": [
    ('lesson: "01"', "lesson: 01",
     "misconception hates_humans, lesson: this is read as a whole number and has to be text; put it in quotes"),
    ('lesson: "01"', "lesson: '1'",
     "misconception hates_humans, lesson: `1` is not the number of a lesson; write two digits in quotes"),
  ],
  "glossary.yaml": [
    ('lesson: "01", definition: Wanted for', "lesson: one, definition: Wanted for",
     "term terminal goal, lesson: `one` is not the number of a lesson; write two digits in quotes"),
    ("[final goal]", "[Instrumental Goals]",
     "term terminal goal: `instrumental goals` is a form of `instrumental goal` too; leave it to one of them"),
  ],
  "references.yaml": [
    ("https://example.org/a", "example.org",
     "reference turner, url: `example.org` is not an address; write it from https:// on"),
    ("read: secondary", "read: fully",
     "reference rumour, read: there is no way of reading `fully`; choose from at length, abstract, secondary"),
  ],
  "statuses.yaml": [
    ("meaning: Seen.", "means: Seen.",
     "status simulation: `means` is not a field of this kind of entry; correct its spelling or remove it"),
  ],
}  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "said"), [(name, *row) for name in BROKEN for row in BROKEN[name]])
def test_a_broken_rule_is_named_with_its_file_and_entry(tmp_path, name, old, new, said):
    assert old in FILES[name]
    folder = written(tmp_path / "bank", FILES | {name: FILES[name].replace(old, new, 1)})
    with pytest.raises(BankError) as caught:
        load(folder)
    assert str(caught.value) == f"bank/{name}{said if said.startswith(':') else f', {said}'}"


def test_every_option_right_leaves_nothing_to_decide(tmp_path):
    lesson = FILES[LESSON].replace("misconception: hates_humans", "right: true").replace("slip: true", "right: true")
    with pytest.raises(BankError, match="every option is right, so there is nothing to decide; add a wrong one"):
        load(written(tmp_path, FILES | {LESSON: lesson.replace("question: Why?", "question: Why?\n    several: true")}))


def test_two_options_may_be_right_where_several_are_asked_for(tmp_path):
    lesson = (
        FILES[LESSON]
        .replace("slip: true", "right: true")
        .replace("question: Why?", "several: true\n    question: Why?")
    )
    assert load(written(tmp_path, FILES | {LESSON: lesson})).question("01.malice").several


def test_a_question_asked_before_the_course_names_its_misconceptions_too(tmp_path):
    lesson = FILES[LESSON].replace("misconception: hates_humans, ", "").replace("Why?", "Why?\n    before_course: true")
    with pytest.raises(BankError, match="option 2: it is wrong without saying why"):
        load(written(tmp_path, FILES | {LESSON: lesson}))


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"lessons/intro.yaml": "title: x"},
            "bank/lessons/intro.yaml: a lesson's file is called by its number, such as 01",
        ),
        (
            {"lessons/02.yaml": ""},
            "bank/lessons/02.yaml: this is read as nothing and has to be named fields; rewrite it",
        ),
        ({"lessons/02.yaml": b"title: \xff"}, "bank/lessons/02.yaml is not in UTF-8; save it in that encoding"),
        ({"lessons/02.yaml": "title: x\nfaq: a: b"}, "bank/lessons/02.yaml, line 2: "),
        ({"lessons/02.yaml": "title: \x07"}, "bank/lessons/02.yaml: "),
        (
            {"glossary.yaml": "[a, b]"},
            "bank/glossary.yaml: this is read as a list and has to be named fields; rewrite it",
        ),
    ],
)
def test_a_file_that_is_none(tmp_path, files, said):
    with pytest.raises(BankError) as caught:
        load(written(tmp_path / "bank", FILES | files))
    assert said in str(caught.value)


def test_a_file_that_is_missing(tmp_path):
    files = {name: text for name, text in FILES.items() if name != "glossary.yaml"}
    with pytest.raises(BankError, match=r"bank/glossary\.yaml is missing; restore it"):
        load(written(tmp_path / "bank", files))


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda bank: bank.question("01.malise"), "there is no question `01.malise`; did you mean 01.malice?"),
        (
            lambda bank: bank.question("01.share"),
            "`01.share` is the id of a prediction, not of a question; use it for that",
        ),
        (lambda bank: bank.prediction("x"), "there is no prediction `x`; choose from 01.share, 01.first, 01.order"),
        (lambda bank: bank.claim(["01.told"]), "there is no claim `['01.told']`; did you mean 01.told?"),
        (lambda bank: bank.faq_of(1), "there is no lesson `1`; did you mean 01?"),
        (lambda bank: bank.terms_of("07"), "there is no lesson `07`; choose from 00, 01"),
    ],
)
def test_an_unknown_name_brings_the_near_ones(small, ask, said):
    with pytest.raises(LookupError) as caught:
        ask(small)
    assert said in str(caught.value)


def test_of_many_names_those_of_the_lesson_come_first():
    many = [f"{lesson}.{letter}" for lesson in ("00", "01") for letter in "abcdefgh"]
    said = bank_module.unknown("question", "01.something", many)
    assert said.startswith("there is no question `01.something`; choose from 01.a, 01.b, ")
    assert said.endswith("00.d and 4 more")


# What is shipped


def test_the_bank_of_the_course_is_loaded_once():
    assert bank() is bank()
    assert {"00", "01"} <= bank().lessons.keys()


def test_every_misconception_is_behind_a_wrong_answer():
    used = {option.misconception for question in bank().questions.values() for option in question.options}
    for path in solutions().glob("*/checks.py"):  # by a wrong turn
        used.update(re.findall(r'misconception="(\w+)"', path.read_text(encoding="utf-8")))
    assert bank().misconceptions.keys() - used == set()


def test_every_test_that_a_claim_names_is_there():
    for claim in bank().claims.values():
        for address in claim.verified_by:
            path, _, name = address.partition("::")
            assert re.search(rf"(?m)^def {name}\(", (ROOT / path).read_text(encoding="utf-8")), f"{claim.id}: {address}"


def test_no_text_loads_a_picture_from_elsewhere():
    for path in (ROOT / "src/course_utils/bank").rglob("*.yaml"):
        assert "![" not in path.read_text(encoding="utf-8"), path.name
