"""A lesson reads well on a code-hosting site: untrusted, no kernel, answers folded."""

import nbformat
import pytest
from nbformat.v4 import new_output

from course_utils.classroom.bank import bank
from course_utils.commands.build import STRIPPED

from . import example
from .content import ROOT
from .static_view import lost

LESSONS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_question_picture_and_claim_can_be_read(path):
    assert lost(path, bank()) == []


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_no_stored_output_needs_what_a_site_takes_out(path):
    for index, cell in enumerate(nbformat.read(path, as_version=4).cells):
        for output in cell.get("outputs", []):
            needed = STRIPPED.search(output.get("data", {}).get("text/html", ""))
            assert not needed, f"{path.name}, cell {index} ({cell.id}): its HTML needs {needed[0]}>"


def question(text):
    answers = "<details><summary>Answer</summary><ul><li>It is.</li><li>It is not.</li></ul></details>"
    return f"<p><strong>Question.</strong> {text}</p><ol><li>Yes it is</li><li>Not so</li></ol>{answers}"


OUTPUTS = {
    "draw": example.PICTURE,
    "one-predict": "<p>Which share?</p>",
    "two-predict": "<p>Which comes first?</p><ul><li>this</li><li>that</li></ul>",
    "claim": "<div><p><strong>It holds.</strong></p><details><summary>Why</summary><p>Few.</p></details></div>",
    "quiz-1": question("Is it so?"),
    "quiz-2": question("Is it so always?"),
    "quiz-3": question("Is it so today?"),
    "faq": "<details><summary>Why?</summary><p>Because.</p></details>",
}


@pytest.fixture
def check(tmp_path):
    """What is lost of the example, with outputs some of which are changed."""
    bank_of_example = example.bank(tmp_path / "bank")

    def check(**changed):
        notebook = example.notebook()
        for cell in notebook.cells:
            if html := (OUTPUTS | changed).get(cell.id.replace("-", "_"), OUTPUTS.get(cell.id)):
                cell.outputs = [new_output("display_data", data={"text/html": html, "text/plain": "x"})]
        nbformat.write(notebook, tmp_path / "07_lessons.ipynb")
        return lost(tmp_path / "07_lessons.ipynb", bank_of_example)

    return check


def test_nothing_of_the_example_is_lost(check):
    assert check() == []


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"quiz_2": "<p>Look</p>"}, ["question of 07.q2 is not seen: Is it so always?"]),
        ({"one_predict": "<svg><text>Which share?</text></svg>"}, []),  # the text stays when the drawing goes
        ({"one_predict": '<input value="Which share?">'}, ["question of 07.one is not seen: Which share?"]),
        ({"two_predict": "<p>Which comes first?</p>this"}, ["option of 07.two is not seen: that"]),
        ({"claim": "<details><summary>Claim</summary>It holds.</details>"}, ["statement of 07.holds is not seen"]),
        ({"draw": "<img src='x.png'>"}, ["a picture says None, which is not told"]),
        ({"faq": "<details><summary>One</summary>Why? Because.</details>"}, ["question of 07.why is not seen: Why?"]),
        (
            {"quiz_1": question("Is it so?").replace("details>", "div>").replace("It is not.", "")},
            ["the answer of 07.q1 is not folded: It is."],
        ),
    ],
)
def test_what_cannot_be_read_is_named(check, changed, what):
    found = [fault.removeprefix("07_lessons.ipynb: ") for fault in check(**changed)]
    assert [fault[: len(expected)] for fault, expected in zip(found, what, strict=False)] == what
    assert bool(found) is bool(what)
