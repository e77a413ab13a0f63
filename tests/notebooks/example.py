"""A small lesson that keeps every rule of the form, and its bank: what the tests of the rules break."""

import shutil
from pathlib import Path

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import course_utils
from course_utils.classroom.bank import load

BANK_OF_COURSE = Path(course_utils.__file__).parent / "bank"

PICTURE = '<img alt="Two bars: battery 0.64, control 0.25" src="data:image/png;base64,QQ==">'
TEXT = "Plain words that say one thing after the other and leave it at that. " * 5  # 70 words

HEADER = """# What is a lesson?

*What does every lesson have?*

After this lesson you can

- name its parts,
- tell a prediction from a result,
- say what a round is.

**Minutes:** 40

**You need:** lesson 06

**Maths used here**

<details><summary>Powers</summary>

Half of a half is 0.25<!-- = 0.5 ** 2, .2f -->.

</details>
"""

SUMMARY = """## Summary

What was shown. **Sources**: see the cards. Now the [exercises](exercises/07_lessons/07_lessons_exercises.ipynb).
"""


def md(name, source):
    return new_markdown_cell(source, id=name)


def code(name, source, html=None):
    outputs = [] if html is None else [new_output("display_data", data={"text/html": html, "text/plain": "x"})]
    return new_code_cell(source, id=name, outputs=outputs)


COMPUTE = "share = 0.64\nruns = 12_000\nshare"


def a_round(name):
    return [
        md(f"{name}-asks", f"## Round {name}\n\n{TEXT}"),
        code(f"{name}-predict", f'predict("07.{name}")'),
        md(f"{name}-run", TEXT * 2),
        code(f"{name}-compute", COMPUTE),
        code(f"{name}-reveal", f'reveal("07.{name}", picture, share)', PICTURE),
        md(f"{name}-explains", f"It is 0.64<!-- = share, .2f --> in 64 %<!-- = 100 * share, .0f --> of runs. {TEXT}"),
        code(f"{name}-again", COMPUTE),
        md(f"{name}-more", TEXT),
        code(f"{name}-last", COMPUTE),
    ]


def cells():
    """The cells of the lesson, made anew."""
    return [
        md("header", HEADER),
        md("warm-up", "## Warm-up\n\nTwo questions from before."),
        code("warm", 'warm_up("07")'),
        md("scene", f"## A scene\n\nA <dfn>round</dfn> is a prediction and what comes of it. {TEXT}"),
        code("draw", COMPUTE, PICTURE),
        md("scene-text", f"A round has 0.9<!-- given --> of it. Others found 37.5 % (p. 3).<!-- src: a2020 --> {TEXT}"),
        *a_round("one"),
        *a_round("two"),
        md("play", f"## Play with it\n\n{TEXT}"),
        code("live", "live_battery(0.9)", PICTURE),
        md("play-text", TEXT),
        code("claim", 'claim("07.holds")'),
        md("check", f"## Check yourself\n\n{TEXT}"),
        *[code(f"quiz-{number}", f'quiz("07.q{number}")') for number in (1, 2, 3)],
        md("quiz-text", "Anything unclear? Read that part again."),
        md("limits", f"## What this does not show\n\n{TEXT}"),
        code("limits-compute", COMPUTE),
        md("limits-more", TEXT * 2),
        code("limits-again", COMPUTE),
        md("further", "## Going further\n\n<details><summary>More</summary>\n\nFor later.\n\n</details>"),
        md("questions", f"## Questions people ask\n\n{TEXT}"),
        code("faq", 'faq("07")'),
        md("summary", SUMMARY + TEXT),
        code("words", 'glossary("07")'),
    ]


def notebook():
    """The lesson as a notebook."""
    return new_notebook(cells=cells())


OPTIONS = "[{text: Yes it is, feedback: It is., right: true}, {text: Not so, feedback: It is not., slip: true}]"
BANK = {
    "lessons/06.yaml": f"""
title: Before
questions:
  06.other: {{question: Is it?, options: {OPTIONS}}}
""",
    "lessons/07.yaml": f"""
title: What is a lesson?
questions:
  07.q1: {{question: Is it so?, options: {OPTIONS}}}
  07.q2: {{question: Is it so always?, options: {OPTIONS}}}
  07.q3: {{question: Is it so today?, options: {OPTIONS}}}
predictions:
  07.one: {{question: Which share?, kind: number, lowest: 0, highest: 1, unit: share of runs}}
  07.two: {{question: Which comes first?, kind: choice, options: [this, that]}}
claims:
  07.holds:
    statement: It holds.
    status: simulation
    assumptions: [twelve runs]
    objection: They are few.
    verified_by: [tests/notebooks/test_form.py::test_the_example_keeps_every_rule]
faq:
  07.why: {{question: Why?, answer: Because.}}
""",
    "glossary.yaml": """
round: {lesson: "07", definition: A prediction and its result., also: [rounds]}
lesson: {lesson: "06", definition: A notebook.}
""",
    "misconceptions.yaml": "{}",
    "references.yaml": 'a2020: {text: "A (2020), B", url: "https://example.org", read: at length}',
}


def bank(folder):
    """Write the bank that belongs to the lesson into a folder, and load it."""
    shutil.copytree(BANK_OF_COURSE, folder, ignore=lambda *_: ["lessons"])  # whatever it has beside what is below
    (folder / "lessons").mkdir()
    for name, text in BANK.items():
        (folder / name).write_text(text, encoding="utf-8")
    return load(folder)
