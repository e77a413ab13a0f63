"""A bank of one entry of each kind, so that the tests of the classroom do not change with the course's content."""

import shutil
from pathlib import Path
from textwrap import dedent

import course_utils

SHIPPED = Path(course_utils.__file__).parent / "bank"
SHARED = {
    "misconceptions": """
        needs_malice: {name: Harm needs malice, wrong: It must hate us., right: A means is enough., lesson: "01"}
        every_goal: {name: Every goal, wrong: All goals do it., right: Most goals do., lesson: "01"}
    """,
    "glossary": "instrumental goal: {lesson: '01', definition: A goal held as a means.}",
    "references": "book: {text: 'A. Author (2020), A book', url: 'https://example.org', read: abstract}",
}
LESSONS = {
    "00": """
        title: Start here
        questions:
          00.before:
            question: Before we begin, what do you think?
            before_course: true
            options:
              - {text: It must hate us, misconception: needs_malice, feedback: It need not.}
              - {text: A means is enough, right: true, feedback: Yes.}
          00.goal:
            question: What is a *goal* here?
            options:
              - {text: A place, slip: true, feedback: A place is only a part.}
              - {text: The list of rewards, right: true, feedback: All of `R` counts.}
          00.patience:
            question: What makes an agent patient?
            options:
              - {text: A discount near 1, right: true, feedback: Later rewards keep their weight.}
              - {text: A discount near 0, slip: true, feedback: That forgets the future.}
    """,
    "01": """
        title: What is instrumental convergence?
        questions:
          01.malice:
            question: Why would a machine fetch its *battery* first?
            options:
              - {text: It fears the end <b>, misconception: needs_malice, feedback: Nothing in it can fear.}
              - {text: It helps with many goals, right: true, feedback: It is a means to most of them.}
              - {text: Every goal asks for it, misconception: every_goal, feedback: Some goals do not.}
          01.means:
            question: Which of these are means to many goals?
            several: true
            options:
              - {text: Energy, right: true, feedback: Nearly everything takes energy.}
              - {text: Red paint, slip: true, feedback: Only a painter wants it.}
              - {text: Time, right: true, feedback: What takes long needs time.}
              - {text: Hate, misconception: needs_malice, feedback: Hate moves nothing.}
        predictions:
          01.battery:
            question: What share of 10,000 random goals fetches the battery first?
            kind: number
            lowest: 0
            highest: 1
            unit: share of the goals
            about: battery
          01.compare:
            question: Do more goals avoid `off` than the room beside it?
            kind: choice
            options: [Clearly fewer, About as many, Clearly more]
          01.order:
            question: Which first move is taken most often? The most frequent first.
            kind: ranking
            options: [Battery, Room, 'Off']
        debates:
          01.fetching:
            claim: Most *agents* fetch it
            best_case_for: Most goals do.
            best_case_against: "Goals are not agents. <b>"
            change: Agents that were looked at.
            sources: [book]
        faq:
          01.evil: {question: Will it be evil?, answer: "No. It needs no malice."}
          01.random: {question: Why *random* goals?, answer: "To count.\\n\\nNothing more."}
    """,
}


def write(folder):
    """Write the files of the bank, and give the folder."""
    (folder / "lessons").mkdir(parents=True)
    for path in SHIPPED.glob("*.yaml"):
        shutil.copy(path, folder)
    for name, text in SHARED.items():
        (folder / f"{name}.yaml").write_text(dedent(text), encoding="utf-8")
    for number, text in LESSONS.items():
        (folder / "lessons" / f"{number}.yaml").write_text(dedent(text), encoding="utf-8")
    return folder
